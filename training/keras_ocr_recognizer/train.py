"""Trains keras_ocr's recogniser on drawn words.

    python -m training.keras_ocr_recognizer.train

Same architecture as the stock one with fewer filters and a larger alphabet. Seeded; batch i is the same whenever it
is drawn, so a run that was stopped goes on from its last checkpoint as if it had never been.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.engines.ocr_keras import import_keras_ocr
from training.keras_ocr_recognizer.drawing import HEIGHT, WIDTH, draw, fonts
from training.keras_ocr_recognizer.words import ALPHABET, LONGEST, Words, vocabulary

BUILD: dict[str, Any] = {
    "height": HEIGHT,
    "width": WIDTH,
    "color": False,
    "filters": [8, 16, 24, 32, 48, 64, 96],
    "rnn_units": [96, 96],
    "dropout": 0.1,
    "rnn_steps_to_discard": 2,
    "pool_size": 2,
    "stn": True,
}
SCHOOL_WIDTH, SCHOOL_LONGEST = 128, 10
"""The first stage: words of up to ten characters on narrower pictures, without the spatial transformer.

It is told in which column each character stands (we drew it there), so it need not find that out as CTC has to: CTC
alone read 3 % of 4-letter words after as much work as this stage takes for most. Its filters and cells then start the
full model, which learns by CTC alone.
"""

COLUMNS_A_STEP = BUILD["pool_size"] ** 2
BLANK_WEIGHT = 0.15

BATCH = 32
SCHOOL_RATE = 1e-3
RATE, LAST_RATE = 3e-4, 1e-5
"""Of the full model, falling in a straight line. At a steady 1e-3 the spatial transformer ran away after 500 steps."""

MODELS = Path(__file__).parents[2] / "chalicelib" / "models"


class Stage:
    """One model in training, with its checkpoints."""

    def __init__(self, name: str, build: dict[str, Any], longest: int, args: argparse.Namespace) -> None:
        """Args: name of the checkpoint folder; build parameters; characters of the longest word; the command line."""
        self.keras_ocr, tf = import_keras_ocr()
        self.tf, self.keras = tf, tf.keras
        self.name, self.longest, self.width, self.seed = name, longest, build["width"], args.seed
        tf.random.set_seed(args.seed)
        _, self.model, self.trainee, self.reader = self.keras_ocr.recognition.build_model(ALPHABET, **build)
        self.optimizer = self.keras.optimizers.Adam()
        self.step = tf.Variable(0, dtype=tf.int64)
        checkpoint = tf.train.Checkpoint(model=self.model, optimizer=self.optimizer, step=self.step)
        self.saved = tf.train.CheckpointManager(checkpoint, args.folder / name, max_to_keep=1)
        self.words = Words(vocabulary())

    def resume(self) -> None:
        """Load the last checkpoint, if there is one."""
        self.optimizer.build(self.model.trainable_variables)
        self.saved.restore_or_initialize()

    def learn_from(self, stage: Stage) -> None:
        """Take over the weights of a narrower model. The spatial transformer has no counterpart and starts as it is."""
        for layer in stage.model.layers:
            if layer.weights:
                self.model.get_layer(layer.name).set_weights(layer.get_weights())

    def run(self, steps: int, loss: Callable[..., Any], first_rate: float, last_rate: float) -> None:
        """Train up to `steps` in all on a loss of the batch, the learning rate falling from the first to the last."""
        fitted = self.tf.function(lambda *batch: self._fit(loss, *batch))
        started, losses = time.monotonic(), []
        while (step := int(self.step)) < steps:
            rate = min(1, (step + 1) / 100) * (first_rate + (last_rate - first_rate) * step / steps)
            self.optimizer.learning_rate.assign(rate)
            losses.append(float(fitted(*self._batch(step))))
            self.step.assign_add(1)
            if (step + 1) % 125 == 0 or step + 1 == steps:
                self.saved.save()
                seconds = time.monotonic() - started
                read = self.score(256)
                print(
                    f"{self.name} {step + 1}/{steps} loss {np.mean(losses):.3f} held-out words {read:.3f}"
                    f" rate {rate:.1e} {seconds:.0f} s",
                    flush=True,
                )
                losses = []

    def score(self, count: int, seed: int = 1) -> float:
        """Return the share of words read without a fault, in fonts never trained on."""
        chance = random.Random(f"score {seed}")  # noqa: S311 - drawing words, no secrets
        truth = [self.words.draw(chance, self.longest) for _ in range(count)]
        pictures = np.stack([draw(word, fonts(held_out=True), chance, self.width)[0] for word in truth])
        return float(np.mean([a == b for a, b in zip(self.read(pictures), truth, strict=True)]))

    def read(self, pictures: np.ndarray[Any, Any]) -> list[str]:
        """Return the text on each picture of (count, 31, width)."""
        codes = self.reader.predict(pictures[..., None] / np.float32(255), batch_size=32, verbose=0)
        return ["".join(ALPHABET[code] for code in row if 0 <= code < len(ALPHABET)) for row in codes]

    def _batch(self, step: int) -> tuple[np.ndarray[Any, Any], ...]:
        chance = random.Random(f"{self.seed} {self.name} {step}")  # noqa: S311 - as above
        words = [self.words.draw(chance, self.longest) for _ in range(BATCH)]
        drawn = [draw(word, fonts(held_out=False), chance, self.width) for word in words]
        pictures = np.stack([picture for picture, _ in drawn])[..., None] / np.float32(255)
        steps = self.model.output_shape[1]
        labels = np.full((BATCH, steps), -1, np.float32)
        by_column = np.full((BATCH, steps), len(ALPHABET), np.int32)
        for index, (word, (_, centres)) in enumerate(zip(words, drawn, strict=True)):
            codes = [ALPHABET.index(character) for character in word]
            labels[index, : len(word)] = codes
            where = (centres / COLUMNS_A_STEP).astype(int) - BUILD["rnn_steps_to_discard"]
            by_column[index, np.clip(where, 0, steps - 1)] = codes
        lengths = np.array([[len(word)] for word in words], np.float32)
        return pictures, labels, lengths, by_column

    def loss_by_ctc(self, pictures: Any, labels: Any, lengths: Any, by_column: Any) -> Any:
        """As keras_ocr trains: any alignment of the characters will do."""
        steps = self.tf.fill(self.tf.shape(lengths), float(self.model.output_shape[1]))
        return self.tf.reduce_mean(self.trainee([pictures, labels, steps, lengths], training=True))

    def loss_by_column(self, pictures: Any, labels: Any, lengths: Any, by_column: Any) -> Any:
        """Each character in the step of its own column, blank elsewhere."""
        chances = self.model(pictures, training=True)
        losses = self.keras.losses.sparse_categorical_crossentropy(by_column, chances)
        weights = self.tf.where(by_column == len(ALPHABET), BLANK_WEIGHT, 1.0)
        return self.tf.reduce_sum(losses * weights) / self.tf.reduce_sum(weights)

    def _fit(self, loss: Callable[..., Any], *batch: Any) -> Any:
        with self.tf.GradientTape() as tape:
            value = loss(*batch)
        variables = self.model.trainable_variables
        gradients, _ = self.tf.clip_by_global_norm(tape.gradient(value, variables), 5.0)
        self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return value


def export(model: Any, folder: Path) -> None:
    """Write the weights as half floats, in the order of the model's `get_weights`, and what the model is built from."""
    np.savez_compressed(
        folder / "keras_ocr_recognizer.npz",
        **{f"{index:03}": weight.astype(np.float16) for index, weight in enumerate(model.get_weights())},
    )
    description = json.dumps({"alphabet": ALPHABET, "build": BUILD}, ensure_ascii=False, indent=1)
    (folder / "keras_ocr_recognizer.json").write_text(description + "\n", encoding="utf-8")


def main() -> None:
    """Train all stages as far as asked and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--school-steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(".lector/keras_ocr_recognizer"), help="checkpoints")
    parser.add_argument("--models", type=Path, default=MODELS, help="where the weights go")
    args = parser.parse_args()
    _, tf = import_keras_ocr()
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    tf.config.threading.set_inter_op_parallelism_threads(args.threads)

    full = Stage("full", BUILD, LONGEST, args)
    full.resume()
    if int(full.step) == 0:
        school = Stage("school", BUILD | {"width": SCHOOL_WIDTH, "stn": False}, SCHOOL_LONGEST, args)
        school.resume()
        school.run(args.school_steps, school.loss_by_column, SCHOOL_RATE, SCHOOL_RATE)
        full.learn_from(school)
    full.run(args.steps, full.loss_by_ctc, RATE, LAST_RATE)
    export(full.model, args.models)
    print(
        f"{full.score(2000, seed=2):.4f} of 2000 words in held-out fonts without a fault; {os.times().user:.0f} CPU s"
    )


if __name__ == "__main__":
    main()
