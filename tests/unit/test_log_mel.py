"""What the keyword network sees: energy in the right band at the right time, of any length, never without a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from chalicelib.domain.log_mel import BANDS, SAMPLE_RATE, SILENT, STEP, level, log_mel


def tone(hertz: float, seconds: float = 1.0, loud: float = 0.5) -> np.ndarray:
    """Return a sine."""
    return (loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def test_a_second_has_a_hundred_frames_of_forty_bands() -> None:
    assert log_mel(tone(440)).shape == (100, BANDS)


def test_silence_is_the_floor_everywhere() -> None:
    assert np.allclose(log_mel(np.zeros(SAMPLE_RATE, np.float32)), SILENT)


@pytest.mark.parametrize(("lower", "higher"), [(200, 400), (400, 1000), (1000, 3000), (3000, 7000)])
def test_a_higher_tone_is_in_a_higher_band(lower: float, higher: float) -> None:
    assert log_mel(tone(lower))[50].argmax() < log_mel(tone(higher))[50].argmax()


def test_ten_times_the_amplitude_is_a_hundred_times_the_power() -> None:
    quiet, loud = log_mel(tone(1000, loud=0.05)), log_mel(tone(1000, loud=0.5))
    band = loud[50].argmax()
    assert loud[50, band] - quiet[50, band] == pytest.approx(np.log(100), abs=1e-3)


def test_a_click_is_heard_when_it_happens() -> None:
    sound = np.zeros(SAMPLE_RATE, np.float32)
    sound[80 + 42 * STEP] = 1
    assert level(log_mel(sound)).argmax() == 42


def test_a_long_sound_has_the_frames_of_its_parts() -> None:
    """The frames are taken a thousand at a time; where two such parts meet nothing is lost."""
    sound = np.random.default_rng(1).normal(0, 0.1, 25 * SAMPLE_RATE).astype(np.float32)
    whole, around = log_mel(sound), log_mel(sound[9 * SAMPLE_RATE : 11 * SAMPLE_RATE])
    assert np.allclose(whole[910:1090], around[10:190], atol=1e-4)


def test_the_formula_is_that_of_training() -> None:
    """A slow and plain way to the same numbers, so that a change of the front end does not pass unseen."""
    sound = np.random.default_rng(2).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    window = np.hanning(401)[:400] / np.hanning(401)[:400].sum()
    spectrum = np.abs(np.fft.rfft(sound[50 * 160 - 120 : 50 * 160 + 280] * window, 512)) ** 2
    mel = np.linspace(1127 * np.log1p(60 / 700), 1127 * np.log1p(7600 / 700), 42)
    hertz = 1127 * np.log1p(np.arange(257) * 31.25 / 700)
    bank = [np.interp(hertz, mel[band : band + 3], [0, 1, 0], left=0, right=0) for band in range(40)]
    assert np.allclose(log_mel(sound)[50], np.log(np.array(bank) @ spectrum + 1e-7), atol=1e-4)


@given(st_numpy.arrays(np.float32, st.integers(0, 3000), elements=st.floats(-1, 1, width=32)))
def test_any_sound_gives_finite_numbers(sound: np.ndarray) -> None:
    features = log_mel(sound)
    assert features.shape == (len(sound) // STEP, BANDS)
    assert np.isfinite(features).all()
    assert np.isfinite(level(features)).all()
