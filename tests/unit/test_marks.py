"""Marks, captions and WAV files."""

import io
import wave

import numpy as np
import pytest

from chalicelib.domain import wav
from chalicelib.domain.alignment import TimedSpan, times_of
from chalicelib.domain.captions import vtt
from chalicelib.domain.marks import Mark, marks_json, marks_of
from chalicelib.domain.passages import Printed


def printed(*texts: str) -> list[Printed]:
    return [Printed(0, len(text), 0, i, text) for i, text in enumerate(texts)]


def test_marks_json_says_estimated_only_where_it_is() -> None:
    exact, guessed = marks_json([Mark(0, 200, 0, 0, "Hello"), Mark(200, 400, 1, 3, "you", estimated=True)])
    assert exact == {"start_ms": 0, "end_ms": 200, "page": 0, "word": 0, "text": "Hello"}
    assert guessed["estimated"] is True


def test_spoken_words_of_one_print_make_one_mark() -> None:
    (price,) = printed("$5.99")
    times = [TimedSpan(0, 4, 100, 300), TimedSpan(5, 12, 300, 700)]
    marks = marks_of([(price,), (price,)], times, starts_at_ms=1000, trimmed_ms=100, length_ms=900)
    assert marks == (Mark(1000, 1600, 0, 0, "$5.99"),)


def test_a_spoken_word_of_two_prints_is_shared_by_their_letters() -> None:
    light, house = printed("light-", "house.")
    (first, second) = marks_of(
        [(light, house)], [TimedSpan(0, 10, 0, 600)], starts_at_ms=0, trimmed_ms=0, length_ms=600
    )
    assert (first.end_ms, second.start_ms, second.end_ms) == (300, 300, 600)
    assert first.estimated and second.estimated


def test_several_words_for_several_prints_are_dealt_in_order() -> None:
    price, scale = printed("$2.4", "bill")
    times = [TimedSpan(0, 3, 0, 200), TimedSpan(4, 9, 200, 500), TimedSpan(10, 14, 500, 800)]
    marks = marks_of([(price, scale)] * 3, times, starts_at_ms=0, trimmed_ms=0, length_ms=800)
    assert [(mark.text, mark.start_ms, mark.end_ms) for mark in marks] == [("$2.4", 0, 400), ("bill", 400, 800)]


def test_marks_stay_within_their_sound() -> None:
    (word,) = printed("word")
    (mark,) = marks_of([(word,)], [TimedSpan(0, 4, -50, 5000)], starts_at_ms=10, trimmed_ms=20, length_ms=300)
    assert (mark.start_ms, mark.end_ms) == (10, 310)


def test_a_word_without_a_time_gets_the_moment_after_the_one_before() -> None:
    times = times_of([(0, 3), (4, 5), (6, 9)], [TimedSpan(0, 3, 0, 100), TimedSpan(6, 9, 150, 300)])
    assert times[1] == TimedSpan(4, 5, 100, 100, estimated=True)
    assert times_of([(0, 3)], []) == [TimedSpan(0, 3, 0.0, 0.0, estimated=True)]


def test_captions_break_at_sentences_and_pauses() -> None:
    marks = [
        Mark(0, 300, 0, 0, "Hello"),
        Mark(300, 700, 0, 1, "there."),
        Mark(1200, 1500, 0, 2, "a<b"),
        Mark(3_600_000, 3_600_500, 0, 3, "late"),
    ]
    assert vtt(marks) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.700\nHello there.\n\n"
        "00:00:01.200 --> 00:00:01.500\na&lt;b\n\n01:00:00.000 --> 01:00:00.500\nlate\n"
    )
    assert vtt([]) == "WEBVTT\n"


def test_long_captions_are_cut() -> None:
    marks = [Mark(i * 300, i * 300 + 300, 0, i, "word") for i in range(60)]
    cues = vtt(marks).split("\n\n")[1:]
    assert len(cues) >= 3
    assert all(len(cue.splitlines()[1]) <= 84 for cue in cues)


@pytest.mark.parametrize("samples", [0, 1, 24000])
def test_wav_files_are_read_by_the_standard_library(samples: int) -> None:
    sound = np.arange(samples, dtype=np.int16)
    with wave.open(io.BytesIO(wav.wav(wav.pcm(sound), 24000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24000)
        assert file.readframes(samples + 1) == sound.tobytes()


def test_a_speech_too_long_for_the_count_has_the_largest() -> None:
    assert wav.header(10**12, 24000)[-4:] == (2**32 - 46).to_bytes(4, "little")
