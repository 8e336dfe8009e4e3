"""Sample rates, silence, speed without a change of pitch, and times estimated from the sound."""

import numpy as np
import pytest
from numpy.typing import NDArray

from chalicelib.domain.chunks import chunks
from chalicelib.domain.estimation import estimated_spans
from chalicelib.domain.sound import loud_part, resampled
from chalicelib.domain.time_stretch import time_stretched

RATE = 24000


def tone(hertz: float, seconds: float, rate: int = RATE, level: float = 8000) -> NDArray[np.int16]:
    return np.rint(level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


def pitch(samples: NDArray[np.int16]) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100])
def test_a_tone_keeps_its_pitch_and_level_at_another_rate(rate: int) -> None:
    got = resampled(tone(1000, 0.5, rate), rate, RATE)
    wanted = tone(1000, 0.5)
    assert len(got) == pytest.approx(len(wanted), abs=1)
    inner = slice(500, len(wanted) - 500)
    assert np.abs(got[inner].astype(int) - wanted[inner]).max() < 8


def test_what_the_lower_rate_cannot_hold_is_taken_out() -> None:
    assert np.abs(resampled(tone(11000, 0.2, 44100), 44100, 16000)[200:-200]).max() < 80


@pytest.mark.parametrize("samples", [0, 1, 5])
def test_hardly_any_sound_is_resampled_too(samples: int) -> None:
    assert len(resampled(np.ones(samples, np.int16), 16000, RATE)) == -(-samples * 3 // 2)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 2.0])
def test_stretching_changes_the_length_and_not_the_pitch(speed: float) -> None:
    sound = tone(220, 2.0)
    got = time_stretched(sound, RATE, speed)
    assert len(got) == pytest.approx(len(sound) / speed, rel=0.01)
    assert pitch(got) == pytest.approx(220, abs=3)


def test_very_short_sound_is_not_stretched() -> None:
    assert len(time_stretched(tone(220, 0.01), RATE, 2.0)) == 240


def test_silence_at_the_ends_is_found() -> None:
    sound = np.concatenate([np.zeros(12000, np.int16), tone(200, 0.5), np.zeros(6000, np.int16)])
    first, last = loud_part(sound, RATE)
    assert first == pytest.approx(12000 - 720, abs=20) and last == pytest.approx(24000 + 720, abs=20)
    assert loud_part(np.zeros(1000, np.int16), RATE) == loud_part(np.zeros(0, np.int16), RATE) == (0, 0)


def test_words_are_dealt_to_the_stretches_between_pauses() -> None:
    pause = np.zeros(RATE // 2, np.int16)
    sound = np.concatenate([pause, tone(200, 1.0), pause, tone(200, 2.0)])
    spans = estimated_spans("Hello there, whatever follows afterwards.", sound, RATE)
    assert all(span.estimated for span in spans)
    assert spans[0].start_ms == pytest.approx(500, abs=20)
    assert spans[1].end_ms == pytest.approx(1500, abs=20)
    assert spans[2].start_ms == pytest.approx(2000, abs=20)
    assert spans[-1].end_ms == pytest.approx(4000, abs=20)
    assert all(a.end_ms <= b.start_ms for a, b in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("text", ["", "one", "one two three four five six seven", "?!"])
@pytest.mark.parametrize("seconds", [0.0, 0.02, 1.0])
def test_any_words_on_any_sound_have_times_in_order(text: str, seconds: float) -> None:
    spans = estimated_spans(text, tone(200, seconds), RATE)
    assert len(spans) in (0, len(text.split()))
    assert all(0 <= span.start_ms <= span.end_ms <= 1000 * seconds + 10 for span in spans)


def test_chunks_are_cut_at_the_best_place_and_lose_nothing() -> None:
    text = "One sentence here. Another, longer one follows it, and more words"
    pieces = list(chunks(text, 30))
    assert [piece for _, piece in pieces] == ["One sentence here.", "Another, longer one follows", "it, and more words"]
    assert all(text[offset : offset + len(piece)] == piece for offset, piece in pieces)
    assert [len(piece) for _, piece in chunks("a" * 250, 100)] == [100, 100, 50]
    assert list(chunks("   ", 10)) == []
