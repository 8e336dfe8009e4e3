"""Who is measured, and how each is asked to read.

Runs inside the contestant's own environment: a library is imported only where it is needed.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.domain.page import Word

ReadFile = Callable[[Path], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """An engine as a user could have it.

    Attributes:
        name: what the command line and the result files call it.
        title: what the tables call it.
        load: returns the function that reads a file: words in the engine's reading order.
        environment: the virtual environment that it needs, below .lector; "" for the project's own.
        requirements: file, from the repository's root, that makes this environment: pip's, or a script of its own.
        sample: at most so many images of a set are read, evenly spread; 0 = all.
        variables: environment variables, for what can be set in no other way.
    """

    name: str
    title: str
    load: Callable[[], ReadFile]
    environment: str = ""
    requirements: str = ""
    sample: int = 0
    variables: tuple[tuple[str, str], ...] = ()


def lector(engine: str) -> ReadFile:
    """Everything that `lector read` does: decode, turn upright, find and read, put in order."""
    from chalicelib.engines import registry
    from chalicelib.engines.decoder import FileDecoder
    from chalicelib.services.reading import Reader

    class MonotonicClock:
        def now(self) -> float:
            return time.monotonic()

    decoder = FileDecoder(max_pixels=100_000_000, max_pages=10)
    reader = Reader(decoder, registry.straightener, registry.ocr, MonotonicClock())
    return lambda file: reader.read(file.read_bytes(), engine=engine, language="en").pages[0].words


def rapidocr(**parameters: Any) -> ReadFile:
    """RapidOCR in its own order of lines; boxes of words are asked for, as the scorer needs them."""
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params={"Global.log_level": "critical", **parameters})

    def read(file: Path) -> Sequence[Word]:
        found = engine(_pixels(file)[:, :, ::-1], return_word_box=True)
        lines = found.word_results or ()
        return [
            Word(text, float(confidence), tuple((float(x), float(y)) for x, y in box))  # type: ignore[arg-type]
            for line in lines
            for text, confidence, box in line
            if text.strip() and box is not None
        ]

    return read


def tesseract() -> ReadFile:
    """Tesseract in its own reading order, on the image as it comes."""
    from chalicelib.engines.ocr_tesseract import Tesseract

    engine = Tesseract(timeout=600)
    return lambda file: [word for run in engine.read(_pixels(file)) for word in run]


def keras_ocr(engine: str) -> ReadFile:
    """keras-ocr behind Lector's port, on the image as it comes; it has no reading order of its own."""
    from chalicelib.domain.reading_order import arrange
    from chalicelib.engines import registry

    pipeline = registry.ocr(engine)
    return lambda file: arrange(pipeline.read(_pixels(file)))


def _pixels(file: Path) -> Any:
    """Return (h, w, 3) uint8, RGB, EXIF applied: peers are spared the faults of their own file readers."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(file.read_bytes())) as image:
        return np.ascontiguousarray(ImageOps.exif_transpose(image).convert("RGB"))


_RAPIDOCR = Contestant(
    "rapidocr",
    "RapidOCR 3.10, defaults",
    rapidocr,
    environment="bench/rapidocr",
    requirements="benchmarks/ocr/requirements-peers.txt",
)

_KERAS_OCR = Contestant(
    "keras-ocr",
    "keras-ocr",
    lambda: keras_ocr("keras-ocr"),
    environment="keras",
    requirements="infra/keras.sh",
    sample=1,
)

CONTESTANTS: tuple[Contestant, ...] = (
    Contestant("ppocr", "**ppocr**", lambda: lector("ppocr")),
    Contestant("ppocr-fast", "**ppocr-fast**", lambda: lector("ppocr-fast")),
    _RAPIDOCR,
    replace(
        _RAPIDOCR,
        name="rapidocr-tuned",
        title="RapidOCR 3.10, tuned",
        load=lambda: rapidocr(
            **{
                "Global.use_cls": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": 960,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            }
        ),
    ),
    Contestant("tesseract", "Tesseract 5", tesseract, variables=(("OMP_THREAD_LIMIT", "1"),)),
    Contestant(
        "lector-tesseract", "Tesseract 5 in Lector", lambda: lector("tesseract"), variables=(("OMP_THREAD_LIMIT", "1"),)
    ),
    _KERAS_OCR,
    replace(
        _KERAS_OCR,
        name="keras-ocr-lector",
        title="keras-ocr, our recogniser",
        load=lambda: keras_ocr("keras-ocr-lector"),
    ),
)


def contestant(name: str) -> Contestant:
    """Return the contestant of this name; "lector:NAME" is any engine of Lector's. Raise KeyError for none."""
    kind, _, engine = name.partition(":")
    if kind == "lector" and engine:
        return Contestant(name, engine, lambda: lector(engine))
    return {each.name: each for each in CONTESTANTS}[name]
