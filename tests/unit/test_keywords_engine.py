"""What a person gets who sends one spoken word, a long recording, or something without words."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from benchmarks.keywords import trials
from chalicelib.domain.keyword import LABELS, SILENCE, UNKNOWN, WORDS
from chalicelib.engines.keywords import OnnxKeywords
from chalicelib.engines.speech_nanotts import NanottsSpeech

EARS = OnnxKeywords()
CLIPS = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "speech"
RATE = 16_000


def said(text: str, voice: str = "en-US", level: float = 0.5) -> np.ndarray:
    """Return what a voice says, -1 to 1."""
    samples = NanottsSpeech().speak(text, voice=voice).samples.astype(np.float32)
    return samples * np.float32(level / np.abs(samples).max())


def hush(seconds: float) -> np.ndarray:
    """Return the hush of a room."""
    return np.random.default_rng(4).normal(0, 1e-3, int(seconds * RATE)).astype(np.float32)


def in_a_hush(*parts: np.ndarray, apart: float = 0.8) -> np.ndarray:
    """Return sounds with hush around and between them."""
    out = [hush(apart)]
    for part in parts:
        out += [part, hush(apart)]
    return np.concatenate(out)


@pytest.mark.parametrize("word", ["yes", "happy", "stop", "seven", "house", "marvin", "zero", "six"])
def test_a_spoken_word_is_heard(word: str) -> None:
    reading = EARS.spot(said(word)[:RATE])
    assert reading.keyword == word
    assert [heard.keyword for heard in reading.heard] == [word]


def test_every_word_of_a_long_recording_is_heard_in_its_place() -> None:
    words = ("yes", "stop", "happy")
    parts = [said(word) for word in words]
    reading = EARS.spot(in_a_hush(*parts))
    assert [heard.keyword for heard in reading.heard] == list(words)
    assert reading.keyword in words
    at = 0.8
    for part, heard in zip(parts, reading.heard, strict=True):
        middle = (heard.start_ms + heard.end_ms) / 2000
        assert at <= middle <= at + len(part) / RATE
        at += len(part) / RATE + 0.8


@pytest.mark.parametrize("level", [0.02, 0.1, 1.0])
def test_a_quiet_and_a_loud_voice_are_heard(level: float) -> None:
    assert EARS.spot(in_a_hush(said("happy", level=level))).keyword == "happy"


def test_a_word_at_the_very_end_is_heard() -> None:
    sound = np.concatenate([hush(2), said("stop")])
    assert [heard.keyword for heard in EARS.spot(sound).heard] == ["stop"]


def test_a_clip_of_half_a_second_is_heard() -> None:
    word = said("yes")
    loud = int(np.abs(word).argmax())
    short = word[max(0, loud - RATE // 4) : loud + RATE // 4]
    assert EARS.spot(short).keyword == "yes"


@pytest.mark.parametrize("seconds", [0.5, 1, 3, 60])
def test_digital_silence_is_silence(seconds: float) -> None:
    reading = EARS.spot(np.zeros(int(seconds * RATE), np.float32))
    assert (reading.keyword, reading.heard) == (SILENCE, ())


def test_noise_has_no_words() -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 20 * RATE).astype(np.float32)
    reading = EARS.spot(noise)
    assert reading.heard == ()
    assert reading.keyword == SILENCE


def test_other_speech_is_unknown() -> None:
    reading = EARS.spot(said("The weather has been very pleasant all along the coast."))
    assert (reading.keyword, reading.heard) == (UNKNOWN, ())


def test_a_constant_is_silence() -> None:
    assert EARS.spot(np.full(2 * RATE, 0.7, np.float32)).keyword == SILENCE


def test_nothing_at_all_is_silence() -> None:
    assert EARS.spot(np.zeros(0, np.float32)).keyword == SILENCE


def test_a_clipped_voice_is_still_heard() -> None:
    assert EARS.spot(np.clip(said("happy")[:RATE] * 6, -1, 1)).keyword == "happy"


@settings(max_examples=25, deadline=None)
@given(st_numpy.arrays(np.float32, st.integers(1, 40_000), elements=st.floats(-1, 1, width=32), fill=st.just(0)))
def test_any_samples_give_a_whole_reading(samples: np.ndarray) -> None:
    reading = EARS.spot(samples)
    assert set(reading.scores) == set(LABELS)
    assert sum(reading.scores.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= heard.start_ms < heard.end_ms for heard in reading.heard)


@pytest.mark.data
@pytest.mark.skipif(not CLIPS.is_dir(), reason="the recordings of ../shared/data are not here")
def test_nine_in_ten_real_clips_of_strangers_are_heard() -> None:
    clips = trials.validation(CLIPS)
    chosen = [(word, clip) for word in clips if word in WORDS for clip in clips[word][::25]]
    right = sum(EARS.spot(clip).keyword == word for word, clip in chosen)
    assert right / len(chosen) > 0.9


def test_the_held_out_voices_are_heard() -> None:
    """Also the words that were never recorded."""
    words, _ = trials.made()
    chosen = [clip for clip in words if clip.label != UNKNOWN][::3]
    right = sum(EARS.spot(clip.samples).keyword == clip.label for clip in chosen)
    assert right / len(chosen) > 0.9


def test_the_model_is_small() -> None:
    path = Path("chalicelib/models/keywords.onnx")
    assert path.stat().st_size <= 2_000_000


def test_a_file_sounds_as_its_samples(tmp_path: Path) -> None:
    """A word goes through a file of 16 bits as the decoders open it."""
    soundfile.write(tmp_path / "yes.wav", said("yes"), RATE, subtype="PCM_16")
    samples, _ = soundfile.read(tmp_path / "yes.wav", dtype="float32")
    assert EARS.spot(samples[:RATE]).keyword == "yes"
