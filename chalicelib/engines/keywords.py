"""Finds the spoken words that the project's own network knows."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from chalicelib.domain.keyword import WINDOW, KeywordReading, Scores, framed, read, windows
from chalicelib.domain.log_mel import SILENT, STEP, level, log_mel

_AT_ONCE = 32
"""Windows, so that a recording of a minute needs little memory."""


class OnnxKeywords:
    """A `KeywordSpotter` over chalicelib/models/keywords.onnx; loads it on first use, one thread."""

    def spot(self, samples: NDArray[np.float32]) -> KeywordReading:
        """Return what was heard in mono samples of 16 kHz, -1 to 1, up to a minute."""
        shown, before = framed(log_mel(_whole(samples)), SILENT)
        return read(self.scores(shown), level(shown), before)

    def scores(self, features: NDArray[np.float32]) -> Scores:
        """Return the probabilities of each window's labels, shape (windows, 32), from features (frames, 40)."""
        starts = windows(len(features))
        parts = [
            self._session.run(None, {"features": np.stack([features[at : at + WINDOW] for at in some])[:, None]})[0]
            for some in np.array_split(starts, -(-len(starts) // _AT_ONCE))
        ]
        return np.concatenate(parts).astype(np.float64)

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        model = files("chalicelib.models").joinpath("keywords.onnx").read_bytes()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _whole(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the samples about zero, with silence after them: no part of a frame is lost, and there is at least one."""
    if not len(samples):
        return np.zeros(STEP, np.float32)
    return np.pad(samples - samples.mean(dtype=np.float64).astype(np.float32), (0, -len(samples) % STEP))
