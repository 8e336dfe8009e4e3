"""What is heard in a recording, given the network's scores: the right word, once, at the right time, or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.keyword import (
    HOP,
    LABELS,
    SILENCE,
    UNKNOWN,
    WINDOW,
    WORDS,
    KeywordReading,
    extent,
    framed,
    peaks,
    read,
    smoothed,
    windows,
)

SILENT, LOUD = -70.0, -20.0


def scored(*said: tuple[str, float]) -> np.ndarray:
    """Return the probabilities of windows: one label each, the rest shared by the others."""
    rows = []
    for label, chance in said:
        row = np.full(len(LABELS), (1 - chance) / (len(LABELS) - 1))
        row[LABELS.index(label)] = chance
        rows.append(row)
    return np.array(rows)


def long_reading(*said: tuple[str, float], loud: tuple[int, int] = (0, 0)) -> KeywordReading:
    """Return the reading of a long recording with these windows; `loud` are the frames that sound."""
    level = np.full(WINDOW + HOP * (len(said) - 1), SILENT)
    level[slice(*loud)] = LOUD
    return read(scored(*said), level, 0)


QUIET = (SILENCE, 0.95)
TALK = (UNKNOWN, 0.95)


def test_the_thirty_words_and_two_more() -> None:
    assert len(WORDS) == 30
    assert list(WORDS) == sorted(WORDS)
    assert LABELS[30:] == (UNKNOWN, SILENCE)


class TestOneWord:
    """A recording of about a second."""

    def test_the_likeliest_word_is_heard_where_the_sound_is(self) -> None:
        level = np.full(WINDOW, SILENT)
        level[30:70] = LOUD
        reading = read(scored(("yes", 0.9)), level, 0)
        assert (reading.keyword, reading.confidence) == ("yes", pytest.approx(0.9, abs=0.01))
        assert [(h.keyword, h.start_ms, h.end_ms) for h in reading.heard] == [("yes", 300, 700)]

    def test_an_unsure_word_is_said_to_be_unsure_but_is_said(self) -> None:
        reading = read(scored(("yes", 0.4)), np.full(WINDOW, LOUD), 0)
        assert reading.keyword == "yes"
        assert reading.confidence < 0.5

    @pytest.mark.parametrize("label", [UNKNOWN, SILENCE])
    def test_no_word_is_heard_where_there_is_none(self, label: str) -> None:
        reading = read(scored((label, 0.9)), np.full(WINDOW, LOUD), 0)
        assert (reading.keyword, reading.heard) == (label, ())

    def test_a_short_clip_lies_in_the_middle_and_its_times_are_its_own(self) -> None:
        shown, before = framed(np.ones((40, 1), np.float32), 0)
        assert (shown[before : before + 40] == 1).all()
        assert shown.sum() == 40
        level = np.full(len(shown), SILENT)
        level[before + 10 : before + 30] = LOUD
        heard = read(scored(*[("go", 0.9)] * 3), level, before).heard[0]
        assert (heard.start_ms, heard.end_ms) == (100, 300)


class TestLongRecording:
    """More than a second: words among other speech."""

    def test_a_word_in_silence_is_heard_once(self) -> None:
        said = [QUIET] * 6 + [("stop", 0.95)] * 5 + [QUIET] * 6
        reading = long_reading(*said, loud=(100, 140))
        assert [heard.keyword for heard in reading.heard] == ["stop"]
        assert (reading.heard[0].start_ms, reading.heard[0].end_ms) == (1000, 1400)

    def test_the_most_confident_word_names_the_recording_and_the_words_come_in_order_of_time(self) -> None:
        said = [QUIET] * 3 + [("no", 0.85)] * 5 + [QUIET] * 12 + [("yes", 0.98)] * 5 + [QUIET] * 3
        reading = long_reading(*said)
        assert reading.keyword == "yes"
        assert [heard.keyword for heard in reading.heard] == ["no", "yes"]
        assert reading.confidence == max(heard.confidence for heard in reading.heard)

    def test_a_word_said_twice_is_heard_twice(self) -> None:
        said = [QUIET] * 3 + [("go", 0.9)] * 5 + [QUIET] * 10 + [("go", 0.9)] * 5 + [QUIET] * 3
        assert [heard.keyword for heard in long_reading(*said).heard] == ["go", "go"]

    def test_a_word_is_heard_once_though_windows_see_its_sound_twice(self) -> None:
        """As where windows at its end see the rest of it alone."""
        said = [QUIET] + [("yes", 0.99)] * 4 + [QUIET] * 3 + [("yes", 0.97)] * 3 + [QUIET] * 3
        heard = long_reading(*said, loud=(80, 120)).heard
        assert [(word.keyword, word.start_ms, word.end_ms) for word in heard] == [("yes", 800, 1200)]

    def test_of_two_words_at_one_place_the_likelier_is_heard(self) -> None:
        said = [QUIET] * 6 + [("four", 0.85)] * 4 + [("five", 0.99)] * 5 + [QUIET] * 6
        assert [heard.keyword for heard in long_reading(*said).heard] == ["five"]

    def test_one_sure_window_among_others_is_not_a_word(self) -> None:
        assert long_reading(*[TALK] * 8, ("cat", 0.99), *[TALK] * 8).heard == ()

    def test_less_certainty_is_asked_for_where_somebody_pressed_a_button(self) -> None:
        said = [QUIET] * 4 + [("go", 0.6)] * 5 + [QUIET] * 4
        assert [heard.keyword for heard in long_reading(*said).heard] == ["go"]
        assert long_reading(*said, *[QUIET] * 40).heard == ()

    def test_other_speech_is_unknown(self) -> None:
        reading = long_reading(*[QUIET] * 4, *[TALK] * 8, *[QUIET] * 4)
        assert (reading.keyword, reading.heard) == (UNKNOWN, ())
        assert reading.confidence > 0.9

    def test_silence_is_silence(self) -> None:
        assert long_reading(*[QUIET] * 20).keyword == SILENCE


@given(st.integers(0, 7000))
def test_windows_cover_every_frame_of_any_recording(frames: int) -> None:
    shown, before = framed(np.ones((frames, 1), np.float32), 0)
    assert (shown[before : before + frames] == 1).all()
    starts = windows(len(shown))
    assert starts[0] == 0
    assert len(shown) - HOP < starts[-1] + WINDOW <= len(shown)


@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_any_scores_give_a_reading_that_holds_together(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.dirichlet(np.full(len(LABELS), 0.05), count) + 1e-12
    level = rng.uniform(-90, 0, WINDOW + HOP * (count - 1))
    reading = read(scores, level, 0)
    assert reading.confidence == pytest.approx(reading.scores[reading.keyword])
    assert sum(reading.scores.values()) == pytest.approx(1, abs=1e-6)
    starts = [heard.start_ms for heard in reading.heard]
    assert starts == sorted(starts)
    assert all(0 <= heard.start_ms < heard.end_ms <= 10 * len(level) for heard in reading.heard)
    if reading.heard:
        assert reading.confidence == max(heard.confidence for heard in reading.heard)
    else:
        assert reading.keyword in (UNKNOWN, SILENCE)


def test_smoothing_keeps_probabilities() -> None:
    scores = np.random.default_rng(3).dirichlet(np.ones(32), 7)
    assert np.allclose(smoothed(scores).sum(axis=1), 1)
    assert np.allclose(smoothed(scores[:1]), scores[:1])


def test_peaks_are_apart() -> None:
    found = peaks(scored(*[("up", 0.95)] * 30))
    assert len(found) >= 2
    assert np.diff(found).min() > 5


def test_a_gap_within_a_word_does_not_end_it() -> None:
    """As before the t of "right"."""
    level = np.full(WINDOW, SILENT)
    level[20:50], level[58:62] = LOUD, LOUD - 5
    assert extent(level) == (20, 62)


def test_json_has_rounded_numbers() -> None:
    reading = read(scored(("tree", 1 / 3)), np.full(WINDOW, LOUD), 0)
    out = reading.as_json()
    assert list(out) == ["keyword", "confidence", "scores", "heard"]
    assert out["confidence"] == 0.3333
    assert list(out["scores"]) == list(LABELS)  # type: ignore[call-overload]
    assert out["heard"] == [{"keyword": "tree", "start_ms": 0, "end_ms": 1000, "confidence": 0.3333}]
