"""The network: a small residual stack of ordinary convolutions, which CPUs run faster than depthwise ones."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from chalicelib.domain.keyword import LABELS, WINDOW
from chalicelib.domain.log_mel import BANDS

MEAN, SPREAD = -11.0, 4.0
"""What the features are centred on and divided by."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One convolution with its normalisation, or two with a way past them."""

    channels: int
    kernel: int
    stride: int = 1
    residual: bool = False


STAGES = (
    Stage(24, 5, stride=2),
    Stage(48, 3, stride=2),
    Stage(48, 3, residual=True),
    Stage(48, 3, residual=True),
    Stage(96, 3, stride=2),
    Stage(96, 3, residual=True),
    Stage(96, 3, residual=True),
)


def build(seed: int) -> keras.Model:
    """Return the network: features (n, 100, 40, 1) → logits (n, 32)."""
    keras.utils.set_random_seed(seed)
    features = keras.Input((WINDOW, BANDS, 1))
    field = keras.layers.Rescaling(1 / SPREAD, -MEAN / SPREAD)(features)
    for number, stage in enumerate(STAGES):
        inner = _convolved(field, stage, f"{number}")
        if stage.residual:
            inner = _convolved(keras.layers.ReLU()(inner), stage, f"{number}_second")
            inner = keras.layers.Add()([field, inner])
        field = keras.layers.ReLU()(inner)
    # The mean is over time alone: which band sounds matters, when does not.
    field = keras.layers.AveragePooling2D((field.shape[1], 1), name="over_time")(field)
    field = keras.layers.Dropout(0.2)(keras.layers.Flatten()(field))
    return keras.Model(features, keras.layers.Dense(len(LABELS), name="labels", dtype="float32")(field))


def _convolved(field: keras.KerasTensor, stage: Stage, name: str) -> keras.KerasTensor:
    convolution = keras.layers.Conv2D(
        stage.channels, stage.kernel, stage.stride, padding="same", use_bias=False, name=f"convolution_{name}"
    )
    return keras.layers.BatchNormalization(momentum=0.98, name=f"norm_{name}")(convolution(field))
