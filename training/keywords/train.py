"""Trains a network by cycles, each epoch kept on disk, so that it goes on where it was stopped."""

from __future__ import annotations

import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, UNKNOWN
from training.keywords.batches import Batch, Drawer, Pool
from training.keywords.network import Cycle, Network, build
from training.keywords.pool import Clips, Features
from training.keywords.teacher import HINTS

STEPS = 240
"""Batches in an epoch, of 128 examples each."""
LAST = 1e-5
"""The learning rate at a cycle's end."""
AVERAGED = 0.998
"""The network that is kept is a running mean of the weights, each step's part falling by this."""


def train(network: Network, pool: Pool, trials: dict[str, Clips], folder: Path) -> keras.Model:
    """Return the trained network, averaged; take it from the folder as far as it is there.

    Each cycle begins with what the one before it came to.
    """
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    mean = build(network)
    for number, cycle in enumerate(network.cycles):
        seed = 1000 * (100 * number + network.seed)
        mean = _cycle(Pupil(network, mean, cycle), pool, trials, folder / f"{network.name}_{number}", seed)
    return mean


class Pupil:
    """A network in a cycle of its training, and the running mean of its weights."""

    def __init__(self, network: Network, begun: keras.Model, cycle: Cycle) -> None:
        """Begin with the weights of `begun`."""
        self.cycle = cycle
        self.mean = build(network)
        model = build(network)
        for each in (model, self.mean):
            each.set_weights(begun.get_weights())
        # The hints are told from what the labels are, and forgotten when training is over.
        hints = keras.layers.Dense(HINTS, dtype="float32", name="hints")(model.get_layer("heard").output)
        self._model = keras.Model(model.input, [model.output, hints])
        self._weights = model.weights
        self._optimizer = keras.optimizers.AdamW(Rate(cycle), weight_decay=1e-2)
        self._optimizer.build(self._model.trainable_variables)
        self.epoch = tf.Variable(0, dtype=tf.int64)
        self.state = tf.train.Checkpoint(model=self._model, mean=self.mean, optimizer=self._optimizer, epoch=self.epoch)

    def learn(self, batch: Batch) -> float:
        """Take one step; return the loss of the labels."""
        features = batch.features[..., None].astype(np.float32)
        return float(self._step(features, batch.targets, batch.hints, batch.hinted))

    @tf.function(reduce_retracing=True)
    def _step(self, features: tf.Tensor, targets: tf.Tensor, hints: tf.Tensor, hinted: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            labels, told = self._model(features, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(targets, labels, from_logits=True))
            missed = tf.reduce_mean((told - hints) ** 2, axis=1)
            heard = tf.reduce_sum(missed * hinted) / tf.maximum(1.0, tf.reduce_sum(hinted))
            total = loss + float(self.cycle.taught) * heard
        gradients = tape.gradient(total, self._model.trainable_variables)
        self._optimizer.apply(gradients, self._model.trainable_variables)
        count = tf.cast(self._optimizer.iterations, tf.float32)
        kept = tf.minimum(AVERAGED, (1 + count) / (10 + count))
        for old, new in zip(self.mean.weights, self._weights, strict=True):
            old.assign(old * kept + tf.cast(new, old.dtype) * (1 - kept))
        return loss


class Rate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step of a cycle: up in half an epoch, down along a cosine."""

    def __init__(self, cycle: Cycle) -> None:
        """Take the cycle."""
        self._cycle = cycle

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        """Return the rate of a step."""
        step = tf.cast(step, tf.float32)
        place = tf.minimum(1.0, step / (self._cycle.epochs * STEPS))
        fall = LAST + (self._cycle.rate - LAST) * (1 + tf.cos(np.pi * place)) / 2
        return fall * tf.minimum(1.0, (step + 1) / (STEPS / 2))


def logits(model: keras.Model, features: Features) -> NDArray[np.float32]:
    """Return the network's raw scores, shape (n, 32)."""
    parts = [features[at : at + 500, ..., None].astype(np.float32) for at in range(0, len(features), 500)]
    return np.concatenate([model(part, training=False).numpy() for part in parts])


def accuracy(scores: NDArray[np.floating], clips: Clips) -> float:
    """Return the share of words with the right label; other speech is left out, see the benchmark for that."""
    words = clips.labels != LABELS.index(UNKNOWN)
    return float(np.mean(scores[words].argmax(axis=1) == clips.labels[words]))


def _cycle(pupil: Pupil, pool: Pool, trials: dict[str, Clips], folder: Path, seed: int) -> keras.Model:
    keeper = tf.train.CheckpointManager(pupil.state, str(folder), max_to_keep=2)
    pupil.state.restore(keeper.latest_checkpoint)
    cycle = pupil.cycle
    while (epoch := int(pupil.epoch)) < cycle.epochs:
        began = time.process_time()
        drawer = Drawer(pool, seed + epoch, 1.0 if epoch < cycle.full else cycle.later, taught=cycle.taught)
        losses = [pupil.learn(batch) for batch in drawer.batches(STEPS)]
        pupil.epoch.assign_add(1)
        keeper.save()
        scores = " ".join(
            f"{name} {accuracy(logits(pupil.mean, clips.features), clips):.4f}" for name, clips in trials.items()
        )
        seconds = round(time.process_time() - began)
        print(f"{folder.name}, {epoch + 1}: loss {np.mean(losses):.4f} {seconds} s CPU; {scores}", flush=True)
    return pupil.mean
