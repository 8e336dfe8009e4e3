"""Two documents are under way at once: engines that several threads ask give each what it would get alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chalicelib.engines import registry
from tests.made_pictures import page, receipt

TEXTS = {
    "hibari": (
        "heart",
        ["The kettle is on.", "Read the record, please.", "Live music is live at nine.", "Nine boats left."],
    ),
    "nanotts": ("es-ES", ["El tren sale a las ocho.", "Cierra la ventana.", "Llueve mucho hoy.", "Hasta mañana."]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_voices(name: str) -> None:
    engine = registry.speech(name)
    voice, texts = TEXTS[name]
    alone = [engine.speak(text, voice=voice) for text in texts]
    with ThreadPoolExecutor(len(texts)) as pool:
        together = list(pool.map(lambda text: engine.speak(text, voice=voice), texts * 3))
    for one, other in zip(alone * 3, together, strict=True):
        assert np.array_equal(one.samples, other.samples)
        assert one.spans == other.spans


@pytest.mark.parametrize("name", ["ppocr", "ppocr-fast"])
def test_reading(name: str) -> None:
    engine = registry.ocr(name)
    pictures = [np.asarray(made()[0]) for made in (page, receipt)]
    alone = [engine.read(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(engine.read, pictures * 2)) == alone * 2
