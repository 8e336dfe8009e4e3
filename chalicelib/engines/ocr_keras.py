"""keras-ocr: the package `keras_ocr` as it is, behind the OcrEngine port. For comparison, and for those who know it."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Literal

import numpy as np

from chalicelib.domain.page import Run, Word
from chalicelib.engines.keras_craft import craft_weights
from chalicelib.errors import EngineUnavailable
from chalicelib.ports import Image

_MODEL = Path(__file__).parents[1] / "models" / "keras_ocr_recognizer"
_SMALLEST_SIDE = 64
"""Pixels. CRAFT halves the picture four times, and fails on what is smaller."""

_DOWNLOAD_TIMEOUT = 30
"""Seconds without an answer; keras_ocr itself would wait for ever."""


def import_keras_ocr() -> tuple[Any, Any]:
    """Return the modules (keras_ocr, tensorflow), set up to work together.

    keras_ocr 0.9 was written for Keras 2, which TensorFlow from 2.16 on keeps as `tf_keras`. This does what
    TF_USE_LEGACY_KERAS=1 would do, without touching the environment of the process.
    """
    import tensorflow
    import tf_keras

    tensorflow.keras = tf_keras
    sys.modules["tensorflow.keras"] = tf_keras
    import keras_ocr

    return keras_ocr, tensorflow


class KerasOcr:
    """The package's own Pipeline: CRAFT finds words, a CRNN reads them. It gives no confidence, so all have 1."""

    def __init__(self, name: str = "keras-ocr", weights: Literal["stock", "lector"] = "stock") -> None:
        """Load the models.

        Args:
            name: what the engine is called.
            weights: "stock", which keras_ocr takes from KERAS_OCR_CACHE_DIR (default ~/.keras-ocr) or fetches into it
                from GitHub; or "lector", the same detector out of a registry package and a recogniser of our own.

        Raises:
            EngineUnavailable: the weights are out of reach.
        """
        self.name = name
        self._pipeline = _stock_pipeline() if weights == "stock" else _own_pipeline()

    def read(self, image: Image) -> Sequence[Run]:
        """Return the words found, each a run of its own."""
        height, width = image.shape[:2]
        missing = [(0, max(0, _SMALLEST_SIDE - side)) for side in (height, width)]
        padded = np.pad(image, (*missing, (0, 0)), mode="edge")
        quiet = {"verbose": 0}
        (found,) = self._pipeline.recognize([padded], detection_kwargs=quiet, recognition_kwargs=quiet)
        return [
            (_word(text, box, width, height),)
            for text, box in found
            if text and box[:, 0].min() < width and box[:, 1].min() < height
        ]


def _word(text: str, box: Any, width: int, height: int) -> Word:
    from keras_ocr.tools import get_rotated_box

    corners, _ = get_rotated_box(box)  # as the recogniser's crop is turned: its first corner is the word's top left
    top_left, top_right, bottom_right, bottom_left = (
        (min(max(float(x), 0.0), float(width)), min(max(float(y), 0.0), float(height))) for x, y in corners
    )
    return Word(text, 1.0, (top_left, top_right, bottom_right, bottom_left))


def _stock_pipeline() -> Any:
    keras_ocr, _ = import_keras_ocr()
    try:
        with _patience(), redirect_stdout(sys.stderr):  # the package tells its downloads on stdout, which is for JSON
            return keras_ocr.pipeline.Pipeline()
    except (OSError, AssertionError) as error:  # AssertionError: what came has not the listed hash
        raise EngineUnavailable(
            f"The weights of keras-ocr are not in {keras_ocr.tools.get_default_cache_dir()} and could not be fetched"
            " from GitHub. Put craft_mlt_25k.h5 and crnn_kurapan.h5 there (KERAS_OCR_CACHE_DIR says where),"
            " or use the engine keras-ocr-lector."
        ) from error


@contextmanager
def _patience() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_DOWNLOAD_TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _own_pipeline() -> Any:
    keras_ocr, _ = import_keras_ocr()
    detector = keras_ocr.detection.Detector(weights=None)
    published = keras_ocr.detection.PRETRAINED_WEIGHTS["clovaai_general", True]["sha256"]
    _load_craft(detector.model, craft_weights(published))
    return keras_ocr.pipeline.Pipeline(detector, own_recognizer(keras_ocr))


def own_recognizer(keras_ocr: Any) -> Any:
    """Return the package's Recognizer with the alphabet and weights that training/keras_ocr_recognizer made."""
    description = json.loads(_MODEL.with_suffix(".json").read_text(encoding="utf-8"))
    recognizer = keras_ocr.recognition.Recognizer(
        alphabet=description["alphabet"], weights=None, build_params=description["build"]
    )
    with np.load(_MODEL.with_suffix(".npz")) as weights:
        recognizer.model.set_weights([weights[key].astype(np.float32) for key in sorted(weights)])
    return recognizer


def _load_craft(model: Any, tensors: dict[str, Any]) -> None:
    """Give each layer the tensors of its name: a convolution's kernel and bias, or what a normalisation has."""
    for layer in model.layers:
        names = [name for name in tensors if name.rpartition(".")[0] == f"module.{layer.name}"]
        found = {name.rpartition(".")[2]: tensors[name] for name in names}
        if "running_mean" in found:
            layer.set_weights([found[part] for part in ("weight", "bias", "running_mean", "running_var")])
        elif found:
            layer.set_weights(
                [found["weight"].transpose(2, 3, 1, 0), found["bias"]]
            )  # (out, in, h, w) → (h, w, in, out)
        elif layer.weights:
            raise EngineUnavailable(f"The weights of CRAFT lack the layer {layer.name}.")
