"""Kokoro, a neural voice of 82 million parameters, in Spanish: `python kokoro.py OUT.wav`, the text on standard input.

Runs in the benchmark's own environment. It shows how much of the word error rate is the recogniser's own. Phonemes
come from espeak-ng; the numbers of the symbols are those of hexgrad/Kokoro-82M's config.json.
"""

from __future__ import annotations

import re
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime

SAMPLE_RATE = 24_000
SYMBOLS = dict(zip(";:,.!?", range(1, 7), strict=True)) | dict(zip("abcdef", range(43, 49), strict=True))
SYMBOLS |= dict(zip("hijklmnopqrstuvwxyz", range(50, 69), strict=True))
SYMBOLS |= {" ": 16, "β": 75, "ð": 81, "ɛ": 86, "ɡ": 92, "ɪ": 102, "ʝ": 103, "ŋ": 112, "ɲ": 114, "ɔ": 76, "θ": 119}
SYMBOLS |= {"ɾ": 125, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ɣ": 139, "ʎ": 143, "ʒ": 147, "ˈ": 156, "ˌ": 157, "ː": 158}
MOST = 510


def phonemes(text: str) -> str:
    """Return the phonemes with the pause marks between them."""
    said = ""
    for piece in re.split(r"([.,;:!?])", text):
        if re.fullmatch(r"[.,;:!?]", piece):
            said += piece
        elif piece.strip(" ¿¡"):
            command = ["espeak-ng", "-v", "es", "--ipa", "-q", piece]
            ipa = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            said += (" " if said else "") + " ".join(ipa.split()).replace("tʃ", "ʧ")
    return said


def main() -> None:
    """Say each paragraph of standard input."""
    folder = Path(__file__).parents[2] / ".lector" / "bench" / "kokoro"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    styles = np.fromfile(folder / "ef_dora.bin", np.float32).reshape(-1, 1, 256)
    with wave.open(sys.argv[1], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for sentence in re.split(r"(?<=[.!?])\s+", sys.stdin.read().strip()):
            ids = [SYMBOLS[symbol] for symbol in phonemes(sentence) if symbol in SYMBOLS][:MOST]
            inputs = {"tokens": np.array([[0, *ids, 0]]), "style": styles[min(len(ids), len(styles) - 1)]}
            sound = session.run(None, inputs | {"speed": np.ones(1, np.float32)})[0].reshape(-1)
            file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
