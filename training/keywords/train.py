"""Trains the network an epoch at a time, each kept on disk, so that it goes on where it was stopped."""

from __future__ import annotations

import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, UNKNOWN
from training.keywords.batches import Drawer, Pool
from training.keywords.network import build
from training.keywords.pool import Clips, Features

SEED = 6
STEPS = 240
"""Batches in an epoch, of 128 examples each."""
CYCLES = ((58, 2e-3), (25, 1e-3))
"""Epochs and highest learning rate: up to it in half an epoch, down along a cosine (Loshchilov and Hutter 2017)."""
EPOCHS = sum(epochs for epochs, _ in CYCLES)
LAST = 1e-5
STRENGTHS = ((35, 1.0), (58, 0.7), (EPOCHS, 1.0))
"""Until which epoch examples are bent and mixed how much; 0.5 at the end of all made strangers heard worse."""
AVERAGED = 0.998
"""The network that is kept is a running mean of the weights, each step's part falling by this."""


def train(pool: Pool, trials: dict[str, Clips], folder: Path, epochs: int = EPOCHS) -> keras.Model:
    """Return the trained network, averaged; take it from the folder as far as it is there."""
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    model, mean = build(SEED), build(SEED)
    optimizer = keras.optimizers.AdamW(Cycles(), weight_decay=1e-2)
    optimizer.build(model.trainable_variables)
    epoch = tf.Variable(0, dtype=tf.int64)
    state = tf.train.Checkpoint(model=model, mean=mean, optimizer=optimizer, epoch=epoch)
    keeper = tf.train.CheckpointManager(state, str(folder), max_to_keep=2)
    state.restore(keeper.latest_checkpoint)
    step = _step(model, mean, optimizer)
    while int(epoch) < epochs:
        strength = next(strength for until, strength in STRENGTHS if int(epoch) < until)
        began, drawer = time.process_time(), Drawer(pool, 1000 * SEED + int(epoch), strength)
        losses = [step(features[..., None].astype(np.float32), labels) for features, labels in drawer.batches(STEPS)]
        epoch.assign_add(1)
        keeper.save()
        scores = " ".join(f"{name} {accuracy(mean, clips):.4f}" for name, clips in trials.items())
        seconds = round(time.process_time() - began)
        print(f"{int(epoch)}: loss {np.mean(losses):.4f} {seconds} s CPU; {scores}", flush=True)
    return mean


class Cycles(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step, by CYCLES."""

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        """Return the rate of a step."""
        step, begin, rate = tf.cast(step, tf.float32), 0.0, tf.constant(LAST)
        for epochs, peak in CYCLES:
            length = float(epochs * STEPS)
            place = (step - begin) / length
            fall = LAST + (peak - LAST) * (1 + tf.cos(np.pi * place)) / 2
            rise = tf.minimum(1.0, (step - begin + 1) / (STEPS / 2))
            rate = tf.where((place >= 0) & (place < 1), fall * rise, rate)
            begin += length
        return rate


def logits(model: keras.Model, features: Features) -> NDArray[np.float32]:
    """Return the network's raw scores, shape (n, 32)."""
    parts = [features[at : at + 500, ..., None].astype(np.float32) for at in range(0, len(features), 500)]
    return np.concatenate([model(part, training=False).numpy() for part in parts])


def accuracy(model: keras.Model, clips: Clips) -> float:
    """Return the share of words with the right label; other speech is left out, see the benchmark for that."""
    words = clips.labels != LABELS.index(UNKNOWN)
    return float(np.mean(logits(model, clips.features[words]).argmax(axis=1) == clips.labels[words]))


def _step(
    model: keras.Model, mean: keras.Model, optimizer: keras.Optimizer
) -> tf.types.experimental.PolymorphicFunction:
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.05)

    @tf.function(reduce_retracing=True)
    def step(features: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss(tf.one_hot(labels, len(LABELS)), model(features, training=True))
        optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
        count = tf.cast(optimizer.iterations, tf.float32)
        kept = tf.minimum(AVERAGED, (1 + count) / (10 + count))
        for old, new in zip(mean.weights, model.weights, strict=True):
            old.assign(old * kept + tf.cast(new, old.dtype) * (1 - kept))
        return value

    return step
