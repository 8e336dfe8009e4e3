"""The networks: plain stacks of convolutions, small enough that a vote of a few fits in 2 MB and 5 ms."""

from __future__ import annotations

from dataclasses import dataclass

import keras

CLASSES = 13
"""Ten digits, and three kinds of what is none: see `pool`."""
POOL = 0
"""Stands among the convolutions for 2 × 2 max pooling."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One member of the vote.

    Attributes:
        stages: (channels, kernel, padding) of each convolution, or (POOL, 2, "valid").
        epochs: passes over the examples, in each of two cycles of the learning rate.
        diet: what an epoch is made of, see `train`.
    """

    name: str
    stages: tuple[tuple[int, int, str], ...]
    epochs: tuple[int, int]
    seed: int
    diet: str = "common"


THREES = (
    (16, 3, "valid"), (24, 3, "valid"), (POOL, 2, "valid"),
    (48, 3, "same"), (64, 3, "valid"), (POOL, 2, "valid"),
    (96, 3, "same"), (128, 3, "valid"),
)  # fmt: skip
FIVES = (
    (32, 5, "valid"), (POOL, 2, "valid"),
    (64, 3, "same"), (64, 3, "valid"), (POOL, 2, "valid"),
    (128, 3, "valid"),
)  # fmt: skip
PLANS = (
    Plan("threes", THREES, epochs=(10, 10), seed=1),
    Plan("fives-strict", FIVES, epochs=(9, 10), seed=2, diet="strict"),
    Plan("fives", FIVES, epochs=(9, 10), seed=3),
)


def build(plan: Plan) -> keras.Model:
    """Return the network of a plan: (n, 28, 28, 1) of 0 to 1 → logits (n, CLASSES)."""
    keras.utils.set_random_seed(plan.seed)
    image = keras.Input((28, 28, 1))
    field = image
    for channels, kernel, padding in plan.stages:
        if channels == POOL:
            field = keras.layers.MaxPooling2D(kernel)(field)
            continue
        field = keras.layers.Conv2D(channels, kernel, padding=padding, use_bias=False)(field)
        field = keras.layers.BatchNormalization(momentum=0.98)(field)
        field = keras.layers.ReLU()(field)
    field = keras.layers.Dropout(0.4)(keras.layers.Flatten()(field))
    return keras.Model(image, keras.layers.Dense(CLASSES)(field), name=plan.name)
