"""Writes what the held-out voices said for the benchmark, so that it needs none of the voices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from chalicelib.domain.log_mel import SAMPLE_RATE
from training.keywords.speak import spoken


def write(folder: Path, out: Path) -> None:
    """Write `out`.opus, one utterance after the other, and `out`.tsv: label, text and samples of each."""
    said = list(spoken(folder))
    # A hush, as no recording is digital silence.
    hush = np.random.default_rng(0).normal(0, 3e-4, sum(len(each.samples) for each in said))
    sound = np.concatenate([each.samples for each in said]) + hush.astype(np.float32)
    soundfile.write(out.with_suffix(".opus"), sound, SAMPLE_RATE, format="OGG", subtype="OPUS", compression_level=0.93)
    lines = [f"{each.label}\t{each.text}\t{len(each.samples)}" for each in said]
    out.with_suffix(".tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
