"""hibari: a small neural English voice on ONNX Runtime (Apache-2.0); the default for English.

Its network works out how long each phoneme lasts, in a tensor that the published graph does not return. A few bytes
added to the model in memory make it an output, and so each word has its own time, not an estimate.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import onnxruntime
from hibari import dsp
from hibari.g2p import G2P
from hibari.voices import ASSETS, VOICES, voice_path

from chalicelib.domain.alignment import TimedSpan
from chalicelib.domain.time_stretch import time_stretched
from chalicelib.errors import InvalidInput
from chalicelib.ports import Samples, Sound, Voice

_DURATIONS = "/Clip_output_0"
_GAIN = 2.4 * 32767
"""Raises its speech to about -18 dBFS, as loud as the other voices are set."""
_NOISE_SEED = 0
_SLOWEST_OWN, _FASTEST_OWN = 0.75, 1.25
_MARKUP = str.maketrans("[]()<>{}|\\", " " * 10)
"""hibari reads "[word](/phonemes/)" as an instruction; print is never one."""
_PAD = 0


class HibariSpeech:
    """Speaks English with the voice in its package, and with others only where their files are on this disk."""

    name = "hibari"

    def __init__(self) -> None:
        """Look which voices are here; load none yet, download none ever."""
        self._paths = {name: path for name in VOICES if (path := _on_disk(name))}
        self._loaded: dict[str, _HibariVoice] = {}
        self.voices = tuple(
            Voice(name, "en", f"{VOICES[name]['accent']}, {VOICES[name]['gender']}") for name in self._paths
        )

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return 24 kHz speech with the time of each word. An unknown voice raises InvalidInput."""
        if voice not in self._paths:
            raise InvalidInput(f"hibari has no voice {voice!r} here.", fields={"voice": "unknown"})
        if voice not in self._loaded:
            self._loaded[voice] = _HibariVoice(self._paths[voice], british=VOICES[voice]["british"])
        return self._loaded[voice].speak(text.translate(_MARKUP), speed)


class _HibariVoice:
    """One network, loaded, with its rules from text to phonemes."""

    def __init__(self, path: Path, british: bool) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = path.read_bytes() + _graph_output(_DURATIONS)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._british = british
        self._phonemes_one_at_a_time = Lock()

    @cached_property
    def _g2p(self) -> Any:
        return G2P(british=self._british)

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        vocabulary: dict[str, int] = json.loads(Path(ASSETS, "vocab.json").read_text(encoding="utf-8"))
        return vocabulary

    def speak(self, text: str, speed: float) -> Sound:
        """Return the speech. The network rounds to 25 ms, so it makes only a part of a large change of speed."""
        own = min(max(speed, _SLOWEST_OWN), _FASTEST_OWN)
        sound = self._spoken(text, own)
        rest = speed / own
        spans = (replace(span, start_ms=span.start_ms / rest, end_ms=span.end_ms / rest) for span in sound.spans)
        return Sound(time_stretched(sound.samples, sound.sample_rate, rest), sound.sample_rate, tuple(spans))

    def _spoken(self, text: str, speed: float) -> Sound:
        with self._phonemes_one_at_a_time:  # the library says nothing of threads
            ids, words = self._phonemes(text)
        if len(ids) < 3:
            return Sound(np.zeros(0, np.int16), dsp.SR)
        *spectrum, durations = self._session.run(
            None, {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)}
        )
        samples = _pcm(dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(_NOISE_SEED)))
        edges = np.concatenate([[0.0], np.cumsum(durations)]) * (len(samples) * 1000 / dsp.SR / durations.sum())
        spans = tuple(
            TimedSpan(start, end, float(edges[first]), float(edges[last])) for start, end, first, last in words
        )
        return Sound(samples, dsp.SR, spans)

    def _phonemes(self, text: str) -> tuple[list[int], list[tuple[int, int, int, int]]]:
        """Return the network's input, and for each word its characters and its place in that input."""
        ids = [_PAD]
        words = []
        position = 0
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(text)):
            found = text.find(token.text, position)
            start = found if found >= 0 else position
            position = start + len(token.text) if found >= 0 else position
            first = len(ids)
            ids += [self._vocabulary[symbol] for symbol in token.phonemes or "" if symbol in self._vocabulary]
            if len(ids) > first and any(character.isalnum() for character in token.text):
                words.append((start, position, first, len(ids)))
            if token.whitespace and len(ids) > 1:
                ids.append(self._vocabulary[" "])
        return [*ids, _PAD], words


def _on_disk(name: str) -> Path | None:
    try:
        return Path(voice_path(name, download_missing=False))
    except OSError:
        return None


def _pcm(sound: np.ndarray[Any, np.dtype[np.float32]]) -> Samples:
    samples: Samples = np.clip(np.rint(sound * _GAIN), -32768, 32767).astype(np.int16)
    return samples


def _graph_output(tensor: str) -> bytes:
    """Return bytes that, put after an ONNX model, add `tensor` to its graph's outputs.

    ONNX is Protocol Buffers, where a message given in two parts is read as their union
    (https://protobuf.dev/programming-guides/encoding/#last-one-wins). ModelProto.graph is field 7,
    GraphProto.output field 12, ValueInfoProto.name field 1.
    """
    return _field(7, _field(12, _field(1, tensor.encode())))


def _field(number: int, content: bytes) -> bytes:
    """Return a field whose number (below 16) and length (below 128) take a byte each."""
    return bytes([number << 3 | 2, len(content)]) + content
