"""Reads one handwritten digit with the project's own network, or says why there is none."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from chalicelib.domain.digit import SENTENCES, DigitReading, Refusal, decide, probabilities
from chalicelib.engines.digit_ink import Ink, find_ink, prepare
from chalicelib.engines.digit_views import views
from chalicelib.errors import NotADigit
from chalicelib.ports import Image


class OnnxDigits:
    """A `DigitReader` over chalicelib/models/digits.onnx; loads it on first use, one thread."""

    def read(self, image: Image) -> DigitReading:
        """Return the digit on an RGB picture. Raise NotADigit with the reason in its fields."""
        ink = find_ink(image)
        outcome = self.judge(ink) if ink else Refusal.BLANK
        if isinstance(outcome, Refusal):
            raise NotADigit(SENTENCES[outcome], fields={"reason": outcome.value})
        return outcome

    def judge(self, ink: Ink) -> DigitReading | Refusal:
        """Return the reading of ink that was found, or why it is no digit."""
        return decide(self.chances(ink), self.accept, ink.pieces)

    def chances(self, ink: Ink) -> NDArray[np.float64]:
        """Return the probabilities of the ten digits and the three strangers, shape (13,)."""
        return probabilities(self._session.run(None, {"figures": views(prepare(ink))[:, None]})[0])

    @cached_property
    def accept(self) -> float:
        """Least probability of a digit that is taken; training chose it, and the model carries it."""
        return float(self._session.get_modelmeta().custom_metadata_map["accept"])

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        model = files("chalicelib.models").joinpath("digits.onnx").read_bytes()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
