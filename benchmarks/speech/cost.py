"""What speech costs: CPU per second of sound, CPU to the first sound, memory for a long text. One thread each."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from benchmarks.speech.environment import one_core
from benchmarks.speech.sentences import sentences
from benchmarks.speech.voices import voices

PAGE_WORDS = 500
LONG_WORDS = 20_000


def text_of(language: str, words: int) -> Iterator[str]:
    """Yield paragraphs of about five sentences, up to so many words."""
    spoken = 0
    paragraph: list[str] = []
    for sentence in cycle(sentences(language)):
        paragraph.append(sentence.text)
        spoken += len(sentence.text.split())
        if len(paragraph) == 5 or spoken >= words:
            yield " ".join(paragraph) + "\n\n"
            paragraph = []
        if spoken >= words:
            return


def page_cost(language: str, voice: str) -> dict[str, float]:
    """Return the CPU seconds per second of sound of a page of 500 words, the work of starting the program included."""
    say = voices(language)[voice]
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "page.wav"
        if voice.startswith("lector"):
            say("Good morning." if language == "en" else "Buenos días.", wav)  # load the engine
        before = _cpu()
        say("".join(text_of(language, PAGE_WORDS)), wav)
        cpu = _cpu() - before
        with wave.open(str(wav)) as file:
            seconds = file.getnframes() / file.getframerate()
    return {"cpu": cpu, "seconds": seconds, "factor": cpu / seconds}


def first_sound(language: str) -> dict[str, float]:
    """Return the CPU seconds to the first sound of a page, the engine loaded, and to load it."""
    from chalicelib.engines import registry
    from chalicelib.services.speaking import Speaker

    start = _cpu()
    speaker = Speaker(registry.speech)
    next(speaker.speak_text("Good morning." if language == "en" else "Buenos días.", language=language))
    loaded = _cpu()
    next(speaker.speak_text("".join(text_of(language, PAGE_WORDS))))
    return {"load": loaded - start, "first_sound": _cpu() - loaded}


def long_text(language: str) -> dict[str, float]:
    """Return the peak memory in MB and the CPU of a process that speaks 20,000 words to a file."""
    from chalicelib.engines import registry
    from chalicelib.services.speaking import Speaker, write_wav

    speaker = Speaker(registry.speech)
    seconds = 0.0
    with tempfile.TemporaryFile() as file:
        for part in write_wav(speaker.speak_text(text_of(language, LONG_WORDS)), file):
            seconds += len(part.samples) / part.sample_rate
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + sum(map(_peak_kilobytes, _children()))
    cpu = _cpu()
    return {"peak_mb": kilobytes / 1024, "cpu": cpu, "seconds": seconds, "factor": cpu / seconds}


def measured(what: str, *arguments: str) -> dict[str, float]:
    """Return one of the measures above, made in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.speech.cost", what, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=one_core())
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _cpu() -> float:
    """Return the CPU seconds of this process and its children, those that still run included (as Linux tells)."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 for pid in _children())
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime + running


def _children() -> list[str]:
    return [pid for tasks in Path("/proc/self/task").glob("*/children") for pid in tasks.read_text().split()]


def _peak_kilobytes(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    measures = {"page": page_cost, "first": first_sound, "long": long_text}
    print(json.dumps(measures[sys.argv[1]](*sys.argv[2:])))
