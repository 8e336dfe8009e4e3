"""keras-ocr: the package `keras_ocr` as it is, behind the OcrEngine port. For comparison, and for those who know it."""

from __future__ import annotations

import sys
from typing import Any


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
