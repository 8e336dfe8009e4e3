"""The keywords' benchmark counts rightly, and its section is replaced, not repeated."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.keywords import scores, trials
from benchmarks.keywords.report import BEGIN, END, picture, write
from benchmarks.keywords.scores import Found
from chalicelib.domain.keyword import SILENCE, UNKNOWN, WORDS, Heard

NOISE = {"hiss": np.random.default_rng(0).normal(0, 0.1, 5 * trials.RATE).astype(np.float32)}


def test_other_words_are_unknown_in_the_trial_of_twelve() -> None:
    assert scores.folded(["yes", "bed", UNKNOWN, SILENCE], trials.TEN) == ["yes", UNKNOWN, UNKNOWN, SILENCE]


def test_each_word_has_its_own_share() -> None:
    assert scores.by_word(["up", "up", "no"], ["up", "off", "no"]) == {"no": (1, 1), "up": (1, 2)}


def test_confusions_are_counted_where_they_are() -> None:
    table = scores.confusion(["bed", "bed"], ["bed", "bird"])
    assert (table[0, 0], table[0, 1], table.sum()) == (1, 1, 2)


class TestLongRecordings:
    """What counts as found and what as false."""

    SAID = (("go", 1000.0, 2000.0), ("no", 3000.0, 4000.0))

    def test_a_word_heard_where_it_was_said_is_found(self) -> None:
        heard = [Heard("go", 1200, 1700, 0.9), Heard("no", 3100, 3800, 0.9)]
        assert scores.found(self.SAID, heard, 5) == Found(2, 2, 0, 5)

    def test_a_word_heard_twice_is_found_once_and_false_once(self) -> None:
        heard = [Heard("go", 1200, 1700, 0.9), Heard("go", 1300, 1800, 0.9)]
        assert scores.found(self.SAID, heard, 5) == Found(2, 1, 1, 5)

    def test_the_wrong_word_and_the_wrong_place_are_false(self) -> None:
        heard = [Heard("no", 1200, 1700, 0.9), Heard("go", 3100, 3800, 0.9), Heard("go", 2100, 2800, 0.9)]
        assert scores.found(self.SAID, heard, 30).false_a_minute == 6

    def test_sums(self) -> None:
        assert scores.added([Found(1, 1, 0, 60), Found(2, 0, 3, 120)]) == Found(3, 1, 3, 180)


def test_noise_is_as_loud_as_is_said() -> None:
    clip = np.sin(np.arange(trials.RATE) / 5).astype(np.float32) * 0.1
    mixed = trials.noisy(clip, NOISE, 10, np.random.default_rng(1))
    ratio = np.mean(clip**2) / np.mean((mixed - clip) ** 2)
    assert 10 * np.log10(ratio) == pytest.approx(10, abs=0.2)


def test_the_trial_of_twelve_has_as_many_unknown_and_silent_clips_as_of_a_word() -> None:
    clip = np.zeros(trials.RATE, np.float32)
    trial = trials.twelve_classes({**{word: [clip] * 8 for word in trials.TEN}, "bed": [clip] * 20}, NOISE)
    labels = [clip.label for clip in trial]
    assert {label: labels.count(label) for label in {*labels}} == dict.fromkeys((*trials.TEN, UNKNOWN, SILENCE), 8)


def test_a_stream_says_where_its_words_are() -> None:
    clip = np.full(trials.RATE, 0.5, np.float32)
    (stream,) = trials.of_words({"cat": [clip], "backward": [clip]}, 1)
    assert {word for word, _, _ in stream.said} == {"cat"}
    assert all(stream.samples[start:end].mean() == pytest.approx(0.5, abs=0.01) for _, start, end in stream.said)
    assert len(stream.samples) <= 60 * trials.RATE


def test_the_held_out_voices_say_all_thirty_words() -> None:
    words, read = trials.made()
    assert {clip.label for clip in words} == {*WORDS, UNKNOWN}
    assert all(len(clip.samples) == trials.RATE for clip in words)
    assert len(read) >= 10


def test_the_section_is_put_between_its_markers_and_replaced_there(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\nother\n")
    figures: dict[str, Any] = {
        "twelve": 0.98,
        "words": 0.94,
        "calibration": 0.01,
        "twelve_noisy": 0.95,
        "words_noisy": 0.9,
        "made": [("other words", 0.5)],
        "false": [("noise", Found(0, 0, 3, 120))],
        "stream": Found(10, 9, 1, 60),
        "warm": {"clips of a second": 4.0},
        "cold": 200.0,
        "by_word": {"yes": (9, 10)},
        "made_by_word": {"tree": (1, 2)},
        "confusion": scores.confusion(["yes", "yes"], ["yes", "no"]),
    }
    write(figures, tmp_path, dry=False)
    write(figures, tmp_path, dry=False)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\nother\n")
    assert text.count(BEGIN) == text.count(END) == text.count("## Keywords") == 1
    assert "Falls short: all words with real clips: 94.00%, target ≥ 95 %; false words a minute: noise: 1.50" in text
    assert "| yes | 90.0% of 10 | none |" in text
    assert "| tree | none | 50.0% of 2 |" in text
    assert (tmp_path / "images" / "keywords-confusion.svg").read_text().startswith("<svg")


def test_the_picture_has_a_row_for_each_word_said() -> None:
    drawn = picture(scores.confusion(["yes", "go"], ["yes", "no"]))
    assert drawn.count('text-anchor="end"') == 2
