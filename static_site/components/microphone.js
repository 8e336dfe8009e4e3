/**
 * The microphone, open only while it is listened to. Samples as they are, so that every browser sends the same thing:
 * what MediaRecorder writes differs from one to the next, and is lossy.
 */

import { joined } from '../lib/sound.js';

const TAIL_MS = 150; // people let go with the last sound

/** @typedef {{samples: Float32Array, rate: number}} Recording `rate` in Hertz */

/** Why there is no microphone to ask for, as the end of a message's key; "" where there may be one. */
export function missingMicrophone() {
  if (!isSecureContext) return 'insecure';
  return navigator.mediaDevices?.getUserMedia && 'AudioWorkletNode' in window ? '' : 'unsupported';
}

/**
 * Ask for the microphone and listen. Rejects with what `getUserMedia` is refused with.
 * @param {{signal: AbortSignal, onSound: (samples: Float32Array) => void}} options
 * @returns {Promise<{stop: () => Promise<Recording>}>}
 */
export async function listen({ signal, onSound }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
  const context = new AudioContext();
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== 'closed') context.close();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    await context.audioWorklet.addModule('components/microphone_tap.js');
    const tap = new AudioWorkletNode(context, 'tap', { channelCount: 1, channelCountMode: 'explicit' });
    /** @type {Float32Array[]} */
    const pieces = [];
    tap.port.onmessage = ({ data }) => {
      pieces.push(data);
      onSound(data);
    };
    // It says nothing, but browsers run only what leads to the loudspeaker.
    context.createMediaStreamSource(stream).connect(tap).connect(context.destination);
    await context.resume();
    const stop = async () => {
      await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
      close();
      return { samples: joined(pieces), rate: context.sampleRate };
    };
    return { stop };
  } catch (error) {
    close();
    throw error;
  }
}
