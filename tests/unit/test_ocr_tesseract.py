"""Tesseract behind the OcrEngine port. What it prints is checked without it; the rest where it is installed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from chalicelib.engines import registry
from chalicelib.engines.ocr_tesseract import Tesseract, runs_in
from chalicelib.errors import EngineUnavailable
from chalicelib.ports import Image

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
installed = pytest.mark.skipif(bool(Tesseract.why_not()), reason="the program tesseract is not installed")


def row(line: int, word: int, left: int, text: str, confidence: str = "96.5") -> str:
    return f"5\t1\t1\t1\t{line}\t{word}\t{left}\t20\t80\t30\t{confidence}\t{text}"


def page(*texts: str) -> Image:
    image = np.full((60 + 60 * len(texts), 640, 3), 255, np.uint8)
    for number, text in enumerate(texts):
        cv2.putText(image, text, (30, 60 + 60 * number), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2, cv2.LINE_AA)
    return image


def test_each_line_is_a_run_with_quads_and_confidences() -> None:
    runs = list(runs_in("\n".join([HEADER, row(1, 1, 10, "Frozen"), row(1, 2, 100, "peas"), row(2, 1, 10, "2.50")])))
    assert [[word.text for word in run] for run in runs] == [["Frozen", "peas"], ["2.50"]]
    assert runs[0][1].quad == ((100, 20), (180, 20), (180, 50), (100, 50))
    assert runs[0][0].confidence == pytest.approx(0.965)


@pytest.mark.parametrize(
    "tsv",
    ["", HEADER, "nonsense", row(1, 1, 10, " "), row(1, 1, 10, "x")[:20], "5\t1", f"{HEADER}\r\n"],
    ids=["nothing", "header alone", "no table", "blank word", "cut off", "too few columns", "Windows line end"],
)
def test_output_without_words_is_no_runs(tsv: str) -> None:
    assert list(runs_in(tsv)) == []


def test_quotes_and_marks_in_a_word_are_kept_and_odd_confidences_stay_within_bounds() -> None:
    (run,) = runs_in("\n".join([row(1, 1, 10, '"Hi"', "-1"), row(1, 2, 90, "5\u201d", "101")]))
    assert [(word.text, word.confidence) for word in run] == [('"Hi"', 0), ("5\u201d", 1)]


def test_where_the_program_is_missing_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "not installed" in Tesseract.why_not()
    assert "not installed" in registry.availability(registry.find("ocr", "tesseract")).why_not
    with pytest.raises(EngineUnavailable, match="not installed"):
        Tesseract().read(page("x"))


def test_a_program_that_fails_is_an_error_with_its_own_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken(tmp_path, "echo 'Error opening data file' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(EngineUnavailable, match="Error opening data file"):
        Tesseract().read(page("x"))


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken(tmp_path, "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(EngineUnavailable, match=r"0\.2 seconds"):
        Tesseract(timeout=0.2).read(page("x"))


def broken(folder: Path, script: str) -> None:
    """Put a program called tesseract into a folder."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@installed
def test_it_reads_a_plain_page() -> None:
    runs = Tesseract().read(page("Frozen peas", "and carrots"))
    assert [[word.text for word in run] for run in runs] == [["Frozen", "peas"], ["and", "carrots"]]
    for word in runs[0]:
        assert 0 < word.confidence <= 1
        assert 0 <= word.quad[0][0] < word.quad[1][0] <= 640


@installed
@pytest.mark.parametrize("shape", [(200, 200, 3), (1, 1, 3), (2, 900, 3)])
def test_a_page_without_text_has_no_runs(shape: tuple[int, int, int]) -> None:
    assert Tesseract().read(np.full(shape, 255, np.uint8)) == []


def test_a_side_that_it_cannot_take_is_refused_before_it_starts() -> None:
    with pytest.raises(EngineUnavailable, match="32767"):
        Tesseract().read(np.zeros((1, 40_000, 3), np.uint8))
