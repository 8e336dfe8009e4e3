"""Makes the training examples once, through the very preparation that readers' pictures go through, and keeps them."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.engines.digit_ink import find_ink, prepare
from training.digits import figures
from training.digits.canvas import Figure, photograph, scaled
from training.digits.mnist import HELD_OUT, load

LETTER, SEVERAL, SCRIBBLE = 10, 11, 12
"""Classes beside the ten digits."""
SHARE = 500
"""Examples of one seeded share of the work; shares do not depend on how many workers make them."""
SIZES = {
    "typed": 8_000,
    "letter": 20_000,
    "several": 6_000,
    "scribble": 15_000,
    "picture": 1_500,
    "canvas": 32_000,
    "glyph": 22_000,
}

Examples = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Images (n, 28, 28) as prepared, and classes (n,)."""

_digits: Examples
_pens: figures.Pens


def build(mnist: Path, cache: Path, workers: int) -> dict[str, Examples]:
    """Return the examples by kind, from the cache or made anew. "plain" and "held" are MNIST's own images.

    Kinds ending in "_held" are made of the held-out digits, for choices; the others of the rest, for training.
    """
    cache.mkdir(parents=True, exist_ok=True)
    jobs = [("plain", 60_000 - HELD_OUT), ("plain_held", HELD_OUT)]
    jobs += [(kind, size) for kind, size in SIZES.items()]
    jobs += [(f"{kind}_held", max(500, size // 20)) for kind, size in SIZES.items()]
    pool = {}
    for kind, size in jobs:
        file = cache / f"{kind}.npz"
        if not file.exists():
            shares = [(kind, first, min(first + SHARE, size)) for first in range(0, size, SHARE)]
            with get_context("spawn").Pool(workers, _start, (mnist,)) as team:
                made = team.starmap(_share, shares)
            images, classes = (np.concatenate(part) for part in zip(*made, strict=True))
            partial = file.with_suffix(".part.npz")
            np.savez_compressed(partial, images=images, classes=classes)
            partial.rename(file)
            print(f"{kind}: {len(classes)} examples", flush=True)
        with np.load(file) as stored:
            pool[kind] = stored["images"], stored["classes"]
    return pool


def _start(mnist: Path) -> None:
    global _digits, _pens
    cv2.setNumThreads(1)
    _digits = load(mnist, "train")
    _pens = figures.Pens()


def _share(kind: str, first: int, last: int) -> Examples:
    """Make examples [first, last) of a kind; what the preparation refuses is left out."""
    held = kind.endswith("_held")
    plain_kind = kind.removesuffix("_held")
    rng = np.random.default_rng([first, held, *plain_kind.encode()])
    base = len(_digits[1]) - HELD_OUT if held else 0
    count = HELD_OUT if held else len(_digits[1]) - HELD_OUT
    images, classes = [], []
    for index in range(first, last):
        chosen = base + index % count if plain_kind in ("plain", "canvas") else base + int(rng.integers(count))
        image, label = _example(plain_kind, chosen, base, count, rng)
        ink = find_ink(image)
        if ink is None and plain_kind not in ("plain", "canvas"):
            continue
        prepared = prepare(ink) if ink else np.zeros((28, 28), np.float32)
        images.append(np.round(prepared * 255).astype(np.uint8))
        classes.append(label if ink else SCRIBBLE)
    return np.stack(images), np.array(classes, np.uint8)


def _example(kind: str, chosen: int, base: int, count: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], int]:
    digits, labels = _digits
    digit = digits[chosen]
    if kind == "plain":
        return np.repeat(digit[..., None], 3, axis=2), int(labels[chosen])
    if kind == "canvas":
        return photograph(figures.cut(digit.astype(np.float32) / 255), rng), int(labels[chosen])
    if kind == "picture":
        return figures.picture(rng), SCRIBBLE
    if kind == "typed":
        label = int(rng.integers(10))
        return _sheet(_pens.draw(str(label), rng), rng), label
    if kind in ("letter", "glyph") and rng.random() < 0.12:
        foreign = _pens.sign(figures.FOREIGN, rng)
        return (_sheet if kind == "letter" else _clean)(foreign, rng), LETTER
    if kind == "letter":
        signs = figures.SIGNS if rng.random() < 0.15 else figures.LETTERS
        return _sheet(_pens.draw(signs[rng.integers(len(signs))], rng), rng), LETTER
    if kind == "glyph":
        return _clean(_pens.draw(figures.LETTERS[rng.integers(len(figures.LETTERS))], rng), rng), LETTER
    if kind == "several":
        number = 2 if rng.random() < 0.85 else 3
        chosen_ones = base + rng.integers(count, size=number)
        if rng.random() < 0.15:
            text = "".join(rng.choice(list("0123456789abcdeghkmnrstuwxyz"), number))
            return _sheet(_pens.draw(text, rng), rng), SEVERAL
        return _sheet(figures.several([digits[i] for i in chosen_ones], rng), rng), SEVERAL
    shape = _pens.sign(figures.SHAPES, rng) if rng.random() < 0.15 else figures.scribble(rng)
    return _sheet(shape, rng), SCRIBBLE


def _sheet(figure: Figure, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Half of the figures come as photographs, half clean and small, as MNIST's images do."""
    return photograph(figure, rng) if rng.random() < 0.5 else _clean(figure, rng)


def _clean(figure: Figure, rng: np.random.Generator) -> NDArray[np.uint8]:
    small = scaled(figure, int(rng.integers(20, 60)), rng)
    if max(small.shape) > 64:
        small = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    pixels = cv2.copyMakeBorder((small * 255).astype(np.uint8), 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    return np.repeat(pixels[..., None], 3, axis=2)
