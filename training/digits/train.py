"""Trains one member of the vote, an epoch at a time, each kept on disk, so that it goes on where it was stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from training.digits.augment import augmented
from training.digits.network import CLASSES, Plan, build
from training.digits.pool import Examples

BATCH = 128
PEAKS, LAST = (2.5e-3, 1.5e-3), 1e-5
"""Learning rates: in each cycle up to its peak within an epoch, down along a cosine (Loshchilov and Hutter 2017)."""
DIETS = {
    "common": {
        "plain": 55_000, "canvas": 22_000, "typed": 3_000,
        "letter": 9_000, "several": 3_500, "scribble": 7_000, "picture": 800,
    },
    "strict": {
        "plain": 47_000, "canvas": 20_000, "typed": 3_000,
        "letter": 12_000, "glyph": 14_000, "several": 4_500, "scribble": 10_000, "picture": 900,
    },
}  # fmt: skip
"""Examples of each kind in an epoch. A member on the strict diet sees more of what is no digit."""


def train(plan: Plan, pool: dict[str, Examples], folder: Path) -> keras.Model:
    """Return the trained network; take it from the folder as far as it is there."""
    model = build(plan)
    diet = DIETS[plan.diet]
    steps = sum(diet.values()) // BATCH
    optimizer = keras.optimizers.AdamW(Cycles(plan.epochs, steps), weight_decay=5e-3)
    optimizer.build(model.trainable_variables)
    epoch = tf.Variable(0, dtype=tf.int64)
    state = tf.train.Checkpoint(model=model, optimizer=optimizer, epoch=epoch)
    keeper = tf.train.CheckpointManager(state, str(folder / plan.name), max_to_keep=2)
    state.restore(keeper.latest_checkpoint)
    step = _step(model, optimizer)
    while int(epoch) < sum(plan.epochs):
        began = time.process_time()
        rng = np.random.default_rng([plan.seed, int(epoch)])
        losses = [step(images, classes) for images, classes in _batches(pool, diet, rng)]
        epoch.assign_add(1)
        keeper.save()
        scores = " ".join(f"{kind} {score:.4f}" for kind, score in held_out(model, pool).items())
        seconds = round(time.process_time() - began)
        print(f"{plan.name} {int(epoch)}: loss {np.mean(losses):.4f} {seconds} s CPU; {scores}", flush=True)
    return model


class Cycles(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step."""

    def __init__(self, epochs: tuple[int, int], steps: int) -> None:
        """Take how many epochs each cycle has, and how many steps an epoch."""
        self._lengths, self._rise = [count * steps for count in epochs], steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        """Return the rate of a step."""
        step, begin, rate = tf.cast(step, tf.float32), 0, tf.constant(LAST)
        for peak, length in zip(PEAKS, self._lengths, strict=True):
            place = step - begin
            rise = peak / 20 + (peak - peak / 20) * place / self._rise
            down = (place - self._rise) / (length - self._rise)
            fall = LAST + (peak - LAST) * (1 + tf.cos(np.pi * down)) / 2
            rate = tf.where((place >= 0) & (place < length), tf.minimum(rise, fall), rate)
            begin += length
        return rate


def held_out(model: keras.Model, pool: dict[str, Examples]) -> dict[str, float]:
    """Return the share of right classes for each held-out kind."""
    scores = {}
    for kind, (images, classes) in pool.items():
        if kind.endswith("_held"):
            scores[kind.removesuffix("_held")] = float(np.mean(logits(model, images).argmax(axis=1) == classes))
    return scores


def logits(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the network's raw scores, shape (n, CLASSES)."""
    inputs = images.astype(np.float32)[..., None] / 255
    return np.concatenate([model(inputs[at : at + 500], training=False).numpy() for at in range(0, len(inputs), 500)])


def _step(model: keras.Model, optimizer: keras.Optimizer) -> tf.types.experimental.PolymorphicFunction:
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.03)

    @tf.function(reduce_retracing=True)
    def step(images: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss(classes, model(images, training=True))
        optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
        return value

    return step


def _batches(
    pool: dict[str, Examples], diet: dict[str, int], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield an epoch of augmented batches: images (BATCH, 28, 28, 1) and one-hot classes (BATCH, CLASSES)."""
    kinds = [rng.permutation(len(pool[kind][1]))[:size] for kind, size in diet.items()]
    images = np.concatenate([pool[kind][0][chosen] for kind, chosen in zip(diet, kinds, strict=True)])
    classes = np.concatenate([pool[kind][1][chosen] for kind, chosen in zip(diet, kinds, strict=True)])
    order = rng.permutation(len(classes))
    one_hot = np.eye(CLASSES, dtype=np.float32)
    for at in range(0, len(order) - BATCH + 1, BATCH):
        batch = order[at : at + BATCH]
        yield augmented(images[batch], rng), one_hot[classes[batch]]
