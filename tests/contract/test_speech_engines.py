"""What every speech engine promises, run on each that can work here; Google and Amazon speak through local fakes."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import numpy as np
import pytest
from botocore.config import Config

from chalicelib.engines import registry
from chalicelib.engines.speech_gtts import GttsSpeech
from chalicelib.engines.speech_null import NullSpeech
from chalicelib.engines.speech_polly import PollySpeech
from chalicelib.errors import EngineUnavailable, InvalidInput
from chalicelib.ports import SpeechEngine
from tests.speech_services import GoogleFake, PollyFake, serve

TEXTS = {
    "en": "The green house stands in the middle of the town, and the dog sleeps.",
    "es": "La casa verde está en el centro de la ciudad, y el perro duerme.",
    "de": "Das grüne Haus steht mitten in der Stadt, und der Hund schläft.",
    "fr": "La maison verte est au centre de la ville, et le chien dort.",
    "it": "La casa verde sta al centro della città, e il cane dorme.",
}


@pytest.fixture(scope="module")
def google() -> Iterator[str]:
    with serve(GoogleFake) as address:
        yield address


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    with serve(PollyFake) as address:
        yield address


def polly(address: str) -> PollySpeech:
    return PollySpeech(
        boto3.client(
            "polly",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=5),
        )
    )


@pytest.fixture(params=["hibari", "nanotts", "null", "gtts", "polly"])
def engine(request: pytest.FixtureRequest, google: str, amazon: str) -> SpeechEngine:
    if request.param == "gtts":
        return GttsSpeech(google)
    if request.param == "polly":
        return polly(amazon)
    state = registry.availability(registry.find("speech", request.param))
    if not state.usable:
        pytest.skip(f"{request.param} cannot work here: {state.why_not}")
    return registry.speech(request.param)


def test_each_language_is_spoken_with_a_time_for_each_word(engine: SpeechEngine) -> None:
    for language in {voice.language for voice in engine.voices}:
        voice = next(voice for voice in engine.voices if voice.language == language)
        text = TEXTS[language]
        sound = engine.speak(text, voice=voice.name)
        assert sound.samples.dtype == np.int16 and sound.samples.ndim == 1
        length_ms = len(sound.samples) * 1000 / sound.sample_rate
        assert 1500 < length_ms < 9000
        assert len(sound.spans) >= len(text.split())
        assert [text[span.start : span.end].strip(",.") for span in sound.spans][:2] == text.split()[:2]
        times = [time for span in sound.spans for time in (span.start_ms, span.end_ms)]
        assert times == sorted(times)
        assert times[0] >= 0 and times[-1] <= length_ms + 1


def test_the_same_text_is_spoken_the_same(engine: SpeechEngine) -> None:
    voice = engine.voices[0]
    first, again = (engine.speak(TEXTS[voice.language], voice=voice.name) for _ in range(2))
    common = min(len(first.samples), len(again.samples))
    assert common > 0.9 * max(len(first.samples), len(again.samples))
    # NanoTTS begins with other noise, 60 dB down, the first time
    assert np.abs(first.samples[:common].astype(int) - again.samples[:common]).max() < 60


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_changes_the_length_and_not_the_pitch(engine: SpeechEngine, speed: float) -> None:
    voice = engine.voices[0]
    usual = engine.speak(TEXTS[voice.language], voice=voice.name)
    changed = engine.speak(TEXTS[voice.language], voice=voice.name, speed=speed)
    ratio = usual.spans[-1].end_ms / changed.spans[-1].end_ms
    assert ratio == pytest.approx(speed, rel=0.15)
    if engine.name in ("hibari", "nanotts", "gtts"):
        assert pitch(changed.samples, changed.sample_rate) == pytest.approx(
            pitch(usual.samples, usual.sample_rate), rel=0.1
        )


def pitch(samples: np.ndarray, rate: int) -> float:
    """Median fundamental frequency of the voiced frames, by autocorrelation."""
    found = []
    size = rate // 20
    for start in range(0, len(samples) - size, size // 2):
        frame = samples[start : start + size].astype(float)
        if np.sqrt(np.mean(frame**2)) < 1000:
            continue
        similar = np.correlate(frame, frame, "full")[size - 1 :]
        lags = slice(rate // 400, rate // 80)
        found.append(rate / (lags.start + int(np.argmax(similar[lags]))))
    return float(np.median(found))


@pytest.mark.parametrize(
    "text",
    ["a", "Hello", "<speak> & </speak>", "a " * 300, "á" * 300, "[word](/wɜd/)", "niño café 世界", "x" * 200, "1234"],
)
def test_odd_text_is_spoken_or_passed_over(engine: SpeechEngine, text: str) -> None:
    sound = engine.speak(text, voice=engine.voices[0].name)
    assert len(sound.samples) < 120 * sound.sample_rate


def test_an_unknown_voice_is_refused(engine: SpeechEngine) -> None:
    with pytest.raises(InvalidInput) as refusal:
        engine.speak("Hello", voice="nobody")
    assert "voice" in refusal.value.fields


def test_loudness_is_alike() -> None:
    levels = {}
    for name, voice in (("hibari", "heart"), ("nanotts", "es-ES"), ("nanotts", "en-GB")):
        if registry.availability(registry.find("speech", name)).usable:
            sound = registry.speech(name).speak(TEXTS["en"], voice=voice)
            frames = sound.samples[: len(sound.samples) // 400 * 400].reshape(-1, 400).astype(float)
            level = np.sqrt(np.mean(frames**2, axis=1))
            levels[voice] = 20 * np.log10(level[level > 0.1 * level.max()].mean() / 32768)
            assert np.abs(sound.samples).max() < 32767
    assert all(-22 < level < -14 for level in levels.values()), levels


# ── Google ────────────────────────────────────────────────────────────────────────────────────────


def test_google_is_asked_in_pieces_that_it_takes(google: str) -> None:
    text = "A sentence of more than a hundred characters, as many are, goes out in pieces, " * 2 + "and none is lost."
    sound = GttsSpeech(google).speak(text, voice="google-en")
    assert [text[span.start : span.end] for span in sound.spans] == text.split()
    assert all(span.estimated for span in sound.spans)


@pytest.mark.parametrize("voice", ["refuses", "drivels", "empty", "cuts off"])
def test_google_that_fails_says_so(voice: str) -> None:
    with serve(GoogleFake, mood=voice) as address, pytest.raises(EngineUnavailable):
        GttsSpeech(address, timeout=2).speak("Hello", voice="google-en")


def test_google_is_asked_again_after_a_hiccup() -> None:
    with serve(GoogleFake, mood="hiccup") as address:
        assert len(GttsSpeech(address).speak("Hello", voice="google-en").samples)


def test_no_network_is_a_coded_error() -> None:
    with pytest.raises(EngineUnavailable):
        GttsSpeech("http://127.0.0.1:9", timeout=1).speak("Hello", voice="google-en")


# ── Amazon ────────────────────────────────────────────────────────────────────────────────────────


def test_pollys_bytes_become_characters(amazon: str) -> None:
    text = "El niño comió piñas & café — ¡qué día!"
    sound = polly(amazon).speak(text, voice="Lucia")
    heard = [text[span.start : span.end] for span in sound.spans]
    assert heard == ["El", "niño", "comió", "piñas", "café", "qué", "día"]
    assert not any(span.estimated for span in sound.spans)


def test_polly_is_asked_within_its_limits(amazon: str) -> None:
    text = "This is a sentence of some length. " * 200
    sound = polly(amazon).speak(text, voice="Joanna")
    assert [text[span.start : span.end] for span in sound.spans[-2:]] == ["some", "length"]


def test_polly_that_refuses_says_so() -> None:
    with serve(PollyFake, mood="refuses") as address, pytest.raises(EngineUnavailable, match="AccessDenied"):
        polly(address).speak("Hello", voice="Joanna")


def test_polly_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    assert "region" in PollySpeech.why_not()


def test_silence_takes_its_time() -> None:
    assert len(NullSpeech().speak("word word", voice="silent-en").spans) == 2
