"""Draws batches: words, other speech and silence in set shares, each bent, mixed and masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, SILENCE, UNKNOWN, WINDOW, WORDS
from training.keywords import augment
from training.keywords.lexicon import BARELY_RECORDED, NEVER_RECORDED
from training.keywords.pool import Clips, Features
from training.keywords.teacher import HINTS, Lessons, smoothed

_UNKNOWN, _SILENCE = LABELS.index(UNKNOWN), LABELS.index(SILENCE)
SIZE = 128
SHARES = {"word": 0.8, "unknown": 0.16, "silence": 0.04}
WEIGHTS = {"recorded": 1.0, "barely": 0.75, "never": 0.55}
"""How often a word is drawn: more often where there are more examples to learn from."""
REAL = {"recorded": 0.91, "barely": 0.45}
"""How many of a word's examples are recordings, where there are many speakers of it and where there are six."""
UNKNOWN_SHARES = {"real": 0.32, "made": 0.35, "sentence": 0.15, "spliced": 0.06, "cut": 0.1, "reversed": 0.02}


@dataclass(frozen=True)
class Pool:
    """All there is to draw from; `lessons` are the teacher's, for real, few and made clips."""

    real: Clips
    few: Clips
    made: Clips
    sentences: list[Features]
    noise: Features
    lessons: dict[str, Lessons]


@dataclass(frozen=True, slots=True)
class Example:
    """One drawn example; `reach` is how many frames it may be moved, `clip` where the teacher heard it."""

    features: NDArray[np.floating]
    label: int
    reach: float
    clip: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What the network is shown and is to say: features (SIZE, 100, 40), targets (SIZE, 32), hints (SIZE, HINTS).

    `hinted` is 1 where there are hints, shape (SIZE,).
    """

    features: augment.Batch
    targets: NDArray[np.float32]
    hints: NDArray[np.float32]
    hinted: NDArray[np.float32]


class Drawer:
    """Draws batches from a pool."""

    def __init__(self, pool: Pool, seed: int, strength: float = 1.0, *, taught: bool = True) -> None:
        """Sort the examples by word.

        Args:
            pool: what to draw from.
            seed: the same batches come from the same seed.
            strength: of all bending and mixing; 1 is full.
            taught: whether the teacher's lessons go with the clips, or their labels alone.
        """
        self._pool = pool
        self._strength = strength
        self._taught = taught
        self._rng = np.random.default_rng(seed)
        self._of = {
            kind: [clips.of(label) for label in range(len(LABELS))]
            for kind, clips in (("real", pool.real), ("few", pool.few), ("made", pool.made))
        }
        weight = [WEIGHTS[_kind(word)] for word in WORDS]
        self._weights = np.array(weight) / sum(weight)
        self._real_words = np.flatnonzero(pool.real.labels < len(WORDS))

    def batches(self, count: int) -> Iterator[Batch]:
        """Yield so many batches."""
        for _ in range(count):
            yield self.batch()

    def batch(self) -> Batch:
        """Draw one."""
        rng, strength = self._rng, self._strength
        kinds = rng.choice(list(SHARES), SIZE, p=list(SHARES.values()))
        drawn = [getattr(self, f"_{kind}")() for kind in kinds]
        features = np.stack([example.features for example in drawn]).astype(np.float32)
        labels = np.array([example.label for example in drawn])
        reach = np.array([example.reach for example in drawn])
        features = augment.bent(features, rng.uniform(-1, 1, SIZE) * reach, strength, rng)
        power = augment.in_a_room(np.exp(features), 0.3 * strength, rng)
        talk = np.flatnonzero((rng.random(SIZE) < 0.1 * strength) & (labels != _SILENCE))
        if talk.size:
            # Another speaker, farther away.
            others = self._pool.real.features[rng.choice(self._real_words, len(talk))].astype(np.float32)
            power[talk] = augment.together(power[talk], np.exp(others), rng.uniform(8, 25, len(talk)))
        noisy = np.flatnonzero((rng.random(SIZE) < 0.65 * strength) & (labels != _SILENCE))
        ratio = np.clip(rng.normal(15, 8, len(noisy)), -3, 40)
        power[noisy] = augment.together(power[noisy], self._noises(len(noisy)), ratio)
        features = augment.recorded(np.log(power + augment.FLOOR), rng)
        features = np.log(np.exp(features) + augment.FLOOR)
        return self._with_lessons(augment.masked(features, strength, rng), labels, drawn)

    def _with_lessons(self, features: augment.Batch, labels: NDArray[np.int64], drawn: list[Example]) -> Batch:
        targets, hints, hinted = smoothed(labels), np.zeros((SIZE, HINTS), np.float32), np.zeros(SIZE, np.float32)
        for row, example in enumerate(drawn):
            if example.clip and self._taught:
                kind, number = example.clip
                lessons = self._pool.lessons[kind]
                targets[row], hints[row], hinted[row] = lessons.targets[number], lessons.hints[number], 1
        return Batch(features, targets, hints, hinted)

    def _noises(self, count: int) -> augment.Batch:
        rng, noise = self._rng, self._pool.noise
        starts = rng.integers(0, len(noise) - WINDOW, count)
        out = np.exp(noise[starts[:, None] + np.arange(WINDOW)].astype(np.float32))
        made = np.flatnonzero(rng.random(count) < 0.25)
        out[made] = augment.synthetic_noise(len(made), WINDOW, noise.shape[1], rng)
        return out

    def _pick(self, kind: str, label: int, reach: float) -> Example:
        clips: Clips = getattr(self._pool, kind)
        number = int(self._rng.choice(self._of[kind][label]))
        return Example(clips.features[number], label, reach, (kind, number))

    def _word(self) -> Example:
        rng = self._rng
        label = int(rng.choice(len(WORDS), p=self._weights))
        kind, chance = next(
            (kind, chance)
            for kind, chance in (("real", REAL["recorded"]), ("few", REAL["barely"]), ("made", 1.0))
            if self._of[kind][label].size
        )
        if not self._of["made"][label].size or rng.random() < chance:
            return self._pick(kind, label, 12 if kind == "real" else 18)
        return self._pick("made", label, 18)

    def _silence(self) -> Example:
        rng = self._rng
        if rng.random() < 0.2:
            return Example(np.full((WINDOW, self._pool.noise.shape[1]), np.log(augment.FLOOR)), _SILENCE, 0)
        return Example(np.log(self._noises(1)[0] * 10 ** rng.uniform(-4, 0.5) + augment.FLOOR), _SILENCE, 0)

    def _unknown(self) -> Example:
        rng = self._rng
        kind = rng.choice(list(UNKNOWN_SHARES), p=list(UNKNOWN_SHARES.values()))
        if kind == "real" or (kind == "made" and not self._of["made"][_UNKNOWN].size):
            return self._pick("real", _UNKNOWN, 12)
        if kind == "made":
            return self._pick("made", _UNKNOWN, 18)
        if kind == "sentence" and self._pool.sentences:
            said = self._pool.sentences[rng.integers(len(self._pool.sentences))]
            at = int(rng.integers(0, max(1, len(said) - WINDOW)))
            shown = said[at : at + WINDOW]
            return Example(np.pad(shown, ((0, WINDOW - len(shown)), (0, 0)), mode="edge"), _UNKNOWN, 0)
        first, second = rng.choice(self._real_words, 2)
        if self._pool.real.labels[first] == self._pool.real.labels[second]:
            return self._unknown()
        one, two = self._pool.real.features[first], self._pool.real.features[second]
        if kind == "reversed":
            return Example(one[::-1], _UNKNOWN, 12)
        if kind == "cut":
            return Example(_end_and_beginning(one, two, rng), _UNKNOWN, 0)
        return Example(_spliced(one, two), _UNKNOWN, 12)


def _kind(word: str) -> str:
    if word in NEVER_RECORDED:
        return "never"
    return "barely" if word in BARELY_RECORDED else "recorded"


def _middle(shown: Features) -> int:
    """Return the frame before and after which there is as much sound, roughly."""
    loud = np.exp(shown.astype(np.float32)).sum(axis=1) ** 0.3
    total = np.cumsum(loud - loud.min())
    return int(np.clip(np.searchsorted(total, total[-1] / 2), 10, WINDOW - 10))


def _spliced(one: Features, two: Features) -> Features:
    """Return the first half of one word and the second of another, joined in the middle of the window."""
    first, second = one[: _middle(one)], two[_middle(two) :]
    shown = np.concatenate([first, second])[:WINDOW]
    return np.pad(shown, ((0, WINDOW - len(shown)), (0, 0)), mode="edge")


def _end_and_beginning(one: Features, two: Features, rng: np.random.Generator) -> Features:
    """Return a window between two words: the last third of one, a gap, the first third of the next."""
    first, second = one[_middle(one) + 8 :], two[: max(5, _middle(two) - 8)]
    end, begin = first[: int(rng.integers(15, 45))], second[-int(rng.integers(15, 45)) :]
    if rng.random() < 0.4:
        end = end[:0]
    gap = np.repeat(begin[:1], WINDOW - len(end) - len(begin), axis=0)
    return np.concatenate([end, gap, begin])
