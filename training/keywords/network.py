"""The networks that vote: small residual stacks of ordinary convolutions, which CPUs run faster than depthwise ones."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from chalicelib.domain.keyword import LABELS, WINDOW
from chalicelib.domain.log_mel import BANDS

MEAN, SPREAD = -11.0, 4.0
"""What the features are centred on and divided by."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One convolution with its normalisation, or two with a way past them. Kernel and stride are (frames, bands)."""

    channels: int
    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """Epochs in which the learning rate rises to its peak and falls along a cosine (Loshchilov and Hutter 2017).

    Attributes:
        epochs: how many.
        rate: the peak.
        full: epochs in which examples are bent and mixed in full; in the others by the share `later`.
        taught: whether the teacher's targets and hints are learned, or the labels alone.
    """

    epochs: int
    rate: float
    full: int
    later: float = 1.0
    taught: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """A member of the vote.

    Attributes:
        name: of its folder of checkpoints.
        stages: from the features to what is averaged over time.
        levelled: whether each band's mean over the window is taken away first, and with it the microphone's colour.
        cycles: how it is trained.
        seed: of its first weights and of what is drawn.
    """

    name: str
    stages: tuple[Stage, ...]
    levelled: bool
    cycles: tuple[Cycle, ...]
    seed: int


PLANE = Network(
    "plane",
    (
        Stage(24, (5, 5), stride=(2, 2)),
        Stage(48, (3, 3), stride=(2, 2)),
        Stage(48, (3, 3), residual=True),
        Stage(48, (3, 3), residual=True),
        Stage(96, (3, 3), stride=(2, 2)),
        Stage(96, (3, 3), residual=True),
        Stage(96, (3, 3), residual=True),
    ),
    levelled=False,
    cycles=(Cycle(58, 2e-3, 35, 0.7), Cycle(25, 1e-3, 25)),
    seed=6,
)
"""Looks for shapes in the plane of time and bands, and keeps which band they are in. Taught, it votes no better."""
TIME = Network(
    "time",
    (
        Stage(16, (5, 5), stride=(2, 2)),
        Stage(96, (1, BANDS // 2), stride=(1, BANDS // 2)),
        Stage(96, (5, 1), residual=True),
        Stage(96, (5, 1), residual=True),
        Stage(104, (5, 1), stride=(2, 1)),
        Stage(104, (5, 1), residual=True),
        Stage(104, (5, 1), residual=True),
    ),
    levelled=True,
    cycles=(Cycle(60, 2e-3, 30, 0.7), Cycle(80, 1.2e-3, 48, 0.8, taught=True)),
    seed=16,
)
"""Takes all bands together early on and looks along time, for a third of the multiplications."""
NETWORKS = (PLANE, TIME)


def build(network: Network) -> keras.Model:
    """Return the network: features (n, 100, 40, 1) → logits (n, 32)."""
    keras.utils.set_random_seed(network.seed)
    features = keras.Input((WINDOW, BANDS, 1))
    field = keras.layers.Rescaling(1 / SPREAD, -MEAN / SPREAD)(features)
    if network.levelled:
        field = keras.layers.Subtract()([field, keras.layers.AveragePooling2D((WINDOW, 1))(field)])
    for number, stage in enumerate(network.stages):
        inner = _convolved(field, stage, f"{number}")
        if stage.residual:
            inner = _convolved(keras.layers.ReLU()(inner), stage, f"{number}_second")
            inner = keras.layers.Add()([field, inner])
        field = keras.layers.ReLU()(inner)
    # The mean is over time alone: which band sounds matters, when does not.
    field = keras.layers.AveragePooling2D((field.shape[1], 1), name="over_time")(field)
    field = keras.layers.Dropout(0.2)(keras.layers.Flatten(name="heard")(field))
    return keras.Model(features, keras.layers.Dense(len(LABELS), name="labels", dtype="float32")(field))


def _convolved(field: keras.KerasTensor, stage: Stage, name: str) -> keras.KerasTensor:
    convolution = keras.layers.Conv2D(
        stage.channels, stage.kernel, stage.stride, padding="same", use_bias=False, name=f"convolution_{name}"
    )
    return keras.layers.BatchNormalization(momentum=0.98, name=f"norm_{name}")(convolution(field))
