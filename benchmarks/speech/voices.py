"""Who speaks: Lector's own engines, and the peers, each as a command that turns text into a WAV file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.speech.environment import KOKORO, PIPER, PYTHON
from chalicelib.engines import registry
from chalicelib.services.speaking import Speaker, write_wav

Say = Callable[[str, Path], None]


def lector(voice: str, language: str) -> Say:
    """Lector with this voice, the whole way from print."""
    speaker = Speaker(registry.speech)

    def say(text: str, wav: Path) -> None:
        with wav.open("wb") as file:
            for _ in write_wav(speaker.speak_text(text, language=language, voice=voice), file):
                pass

    return say


def command(*arguments: str, stdin: bool = False) -> Say:
    """A peer's command line; `{wav}` and `{text}` stand for the file to write and the text."""

    def say(text: str, wav: Path) -> None:
        filled = [argument.format(wav=wav, text=text) for argument in arguments]
        subprocess.run(filled, input=text.encode() if stdin else None, check=True, capture_output=True)

    return say


def voices(language: str) -> dict[str, Say]:
    """Return the voices of a language by name, Lector's default first; peers that are not installed are left out."""
    found = {
        "en": {"lector hibari": lector("heart", "en"), "lector nanotts": lector("en-GB", "en")},
        "es": {"lector nanotts": lector("es-ES", "es")},
    }[language]
    if shutil.which("espeak-ng"):
        found["espeak-ng"] = command(
            "espeak-ng", "-v", {"en": "en-us"}.get(language, language), "-w", "{wav}", "{text}"
        )
    if language == "en" and shutil.which("flite"):
        found["flite"] = command("flite", "-voice", "slt", "-t", "{text}", "-o", "{wav}")
    if language == "en" and PIPER.exists():
        found["piper joe"] = command(str(PIPER), "{wav}", stdin=True)
    if language == "es" and (KOKORO / "ef_dora.bin").exists() and shutil.which("espeak-ng"):
        found["kokoro dora"] = command(str(PYTHON), str(Path(__file__).with_name("kokoro.py")), "{wav}", stdin=True)
    return found
