"""Scores the keyword engine and writes the section of docs/benchmarks.md: `python -m benchmarks.keywords [--quick]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.keywords import scores, trials
from benchmarks.keywords.report import write
from chalicelib.domain.keyword import UNKNOWN, WORDS
from chalicelib.engines.keywords import OnnxKeywords
from chalicelib.engines.speech_hibari import HibariSpeech
from chalicelib.engines.speech_nanotts import NanottsSpeech

COLD = """
import resource
import numpy as np
from chalicelib.engines.keywords import OnnxKeywords
OnnxKeywords().spot(np.zeros(16000, np.float32))
used = resource.getrusage(resource.RUSAGE_SELF)
print((used.ru_utime + used.ru_stime) * 1000)
"""
DECIBELS = 10.0


def main() -> int:
    """Run all, print the section, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every tenth clip; writes nothing")
    options = parser.parse_args()
    data = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "speech"
    if not (data / "validation").is_dir():
        print(f"No folder {data / 'validation'}: set LECTOR_DATA.", file=sys.stderr)
        return 1
    step = 10 if options.quick else 1
    clips = {word: sounds[::step] for word, sounds in trials.validation(data).items()}
    print(write(measured(clips, trials.noises(data), step), Path("docs"), dry=options.quick))
    return 0


def measured(clips: dict[str, list[trials.Samples]], noise: dict[str, trials.Samples], step: int) -> dict[str, Any]:
    """Return all figures of the report."""
    ears = OnnxKeywords()
    rng = np.random.default_rng(10)
    words, twelve = list(trials.every(clips)), trials.twelve_classes(clips, noise)
    heard = [ears.spot(clip.samples) for clip in words]
    said = [clip.label for clip in words]
    names = [reading.keyword for reading in heard]
    right = np.array(said) == np.array(names)
    made, read = trials.made()
    made, read = made[::step], read[::step]
    made_said, made_heard = [clip.label for clip in made], [ears.spot(clip.samples).keyword for clip in made]
    groups = {"words that have real clips": {*said}, "words that have none or few": {*WORDS} - {*said}}
    shares = [
        (name, scores.accuracy(*zip(*pairs, strict=True)))
        for name, group in {**groups, "other words": {UNKNOWN}}.items()
        if (pairs := [pair for pair in zip(made_said, made_heard, strict=True) if pair[0] in group])
    ]
    streams = trials.of_words(clips, 60 // step)
    nothing_said = {
        "real clips of other words": trials.of_other_words(clips),
        "other words and sentences by made voices never trained on": trials.of_made_voices(made, read),
        "sentences read by NanoTTS and hibari": trials.of_sentences([NanottsSpeech(), HibariSpeech()])[::step],
        "noise": trials.of_noise(noise),
    }
    false = [(name, _found(ears, sounds)) for name, sounds in nothing_said.items()]
    return {
        "twelve": _twelve(ears, twelve),
        "words": float(right.mean()),
        "calibration": scores.calibration_error(np.array([reading.confidence for reading in heard]), right),
        "twelve_noisy": _twelve(ears, [_noisy(clip, noise, rng) for clip in twelve]),
        "words_noisy": scores.accuracy(said, [ears.spot(_noisy(clip, noise, rng).samples).keyword for clip in words]),
        "made": shares,
        "false": [*false, ("all of these", scores.added([found for _, found in false]))],
        "stream": _found(ears, streams),
        "warm": _warm(ears, words, streams),
        "cold": float(subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True).stdout),
        "by_word": scores.by_word(said, names),
        "made_by_word": scores.by_word(made_said, made_heard),
        "confusion": scores.confusion(said, names),
    }


def _twelve(ears: OnnxKeywords, clips: list[trials.Clip]) -> float:
    heard = scores.folded([ears.spot(clip.samples).keyword for clip in clips], trials.TEN)
    return scores.accuracy([clip.label for clip in clips], heard)


def _noisy(clip: trials.Clip, noise: dict[str, trials.Samples], rng: np.random.Generator) -> trials.Clip:
    return trials.Clip(trials.noisy(clip.samples, noise, DECIBELS, rng), clip.label)


def _found(ears: OnnxKeywords, streams: list[trials.Stream]) -> scores.Found:
    return scores.added(
        [
            scores.found(
                [(word, start * 1000 / trials.RATE, end * 1000 / trials.RATE) for word, start, end in stream.said],
                ears.spot(stream.samples).heard,
                len(stream.samples) / trials.RATE,
            )
            for stream in streams
        ]
    )


def _warm(ears: OnnxKeywords, clips: list[trials.Clip], streams: list[trials.Stream]) -> dict[str, float]:
    """Return milliseconds of CPU for each second of sound."""
    times = {}
    long = [stream.samples for stream in streams[:5]]
    for name, sounds in (("clips of a second", [clip.samples for clip in clips[:200]]), ("half a minute", long)):
        ears.spot(sounds[0])
        began = time.process_time()
        for sound in sounds:
            ears.spot(sound)
        times[name] = (time.process_time() - began) * 1000 / (sum(map(len, sounds)) / trials.RATE)
    return times


if __name__ == "__main__":
    sys.exit(main())
