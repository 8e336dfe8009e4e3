"""Reads speech back with Whisper base, in full precision; runs in the benchmark's own environment.

Standard input: one JSON object a line, {"wav", "language", "signs"}. Standard output: the same with "heard", as each
is done. Without "signs", tokens with digits or signs are suppressed, so that what is heard is spelled out. (Where years
are said this makes the recogniser stop early, so sentences with numbers are heard with them.)
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from faster_whisper import WhisperModel


def main() -> None:
    """Read all that standard input names."""
    model = WhisperModel(sys.argv[1], device="cpu", compute_type="float32", cpu_threads=1)
    folder = Path(sys.argv[2])
    vocabulary = model.hf_tokenizer.get_vocab()
    signs = [
        -1,
        *(number for token, number in vocabulary.items() if re.search(r"[0-9%$€£&]", token) and "<|" not in token),
    ]
    for line in sys.stdin:
        job = json.loads(line)
        segments, _ = model.transcribe(
            str(folder / job["wav"]),
            language=job["language"],
            suppress_tokens=[-1] if job["signs"] else signs,
            condition_on_previous_text=False,
        )
        job["heard"] = " ".join(segment.text.strip() for segment in segments)
        print(json.dumps(job, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
