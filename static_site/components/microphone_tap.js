/* Runs beside the page, where the browser hands over what the microphone hears, 128 samples at a time. */
/* global AudioWorkletProcessor, registerProcessor */

class Tap extends AudioWorkletProcessor {
  process([[channel]]) {
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
}

registerProcessor('tap', Tap);
