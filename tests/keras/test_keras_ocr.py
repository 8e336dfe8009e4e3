"""The `lector` command with keras_ocr, end to end, in the environment that `make keras` makes.

The detector's weights are the published ones, out of a registry package; the recogniser is the project's own.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

LECTOR = Path(__file__).parents[2] / ".lector" / "keras" / "bin" / "lector"
NOBODY = "http://127.0.0.1:9"  # the discard port: refused at once

pytestmark = pytest.mark.skipif(
    not LECTOR.exists(), reason="the environment of keras-ocr is not here: run `make keras`"
)

PAGE = [["Hello", "World", "2026"], ["Reading", "printed", "words"], ["Invoice", "total", "12.50"], ["Buenos", "días"]]


def lector(*arguments: str, **variables: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run the command; return its exit status, the JSON lines on stdout (and nothing else may be there), and stderr."""
    done = subprocess.run(
        [str(LECTOR), "read", *arguments, "--json"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "https_proxy": NOBODY, "http_proxy": NOBODY, **variables},
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A page of words, a page of nothing and a picture of one pixel, read in one run."""
    folder = tmp_path_factory.mktemp("pages")
    page = Image.new("RGB", (640, 60 + 70 * len(PAGE)), "white")
    brush, font = ImageDraw.Draw(page), ImageFont.load_default(36)
    for row, line in enumerate(PAGE):
        brush.text((30, 30 + 70 * row), "  ".join(line), fill="black", font=font)
    page.save(folder / "page.png")
    Image.new("RGB", (300, 200), "white").save(folder / "blank.png")
    Image.new("RGB", (1, 1), "white").save(folder / "dot.png")
    files = [str(folder / name) for name in ("page.png", "blank.png", "dot.png")]
    status, answers, _ = lector(*files, "--engine", "keras-ocr-lector")
    assert status == 0
    return answers


def test_the_words_of_a_page_are_found_where_they_stand(read: list[dict[str, Any]]) -> None:
    (page,) = read[0]["pages"]
    assert read[0]["engine"] == "keras-ocr-lector"
    assert len(page["words"]) == sum(map(len, PAGE))
    for word in page["words"]:
        (left, top), (right, _), (_, bottom), _ = word["quad"]
        assert 20 <= top - 70 * word["line"] < bottom - 70 * word["line"] <= 90
        assert 20 <= left < right <= 620


def test_most_of_the_characters_are_right(read: list[dict[str, Any]]) -> None:
    expected = " ".join(word for line in PAGE for word in line)
    assert distance(" ".join(read[0]["text"].split()), expected) <= 0.3 * len(expected)


def test_pages_without_text_give_none(read: list[dict[str, Any]]) -> None:
    assert [answer["text"] for answer in read[1:]] == ["", ""]
    assert [answer["pages"][0]["words"] for answer in read[1:]] == [[], []]


def test_without_its_weights_keras_ocr_says_where_they_belong(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "white").save(tmp_path / "page.png")
    cache = tmp_path / "cache"
    status, (answer,), told = lector(
        str(tmp_path / "page.png"), "--engine", "keras-ocr", KERAS_OCR_CACHE_DIR=str(cache)
    )
    assert status == 1
    assert answer["error"]["code"] == "engine_unavailable"
    for part in (str(cache), "craft_mlt_25k.h5", "crnn_kurapan.h5", "keras-ocr-lector"):
        assert part in answer["error"]["message"]
    assert f"Looking for {cache}/craft_mlt_25k.h5" in told  # keras_ocr itself looked, and went out to fetch
    assert "Downloading" in told


def distance(text: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(text, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
