"""Word error rate: each sentence is spoken, read back by Whisper base, and compared with what a person would say."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speech.environment import FOLDER, PYTHON, WHISPER, one_core
from benchmarks.speech.sentences import Sentence, held_out, sentences
from benchmarks.speech.voices import voices
from chalicelib.domain.idioms import IDIOMS
from chalicelib.domain.spoken_form import clean, spoken_form

STATE = FOLDER / "speech"
KINDS = ("without numbers", "held out", "with numbers")


@dataclass(frozen=True)
class Score:
    """Errors of one voice on one kind of sentence."""

    language: str
    voice: str
    kind: str
    errors: int
    words: int
    sentences: int

    @property
    def rate(self) -> float:
        """Word error rate, percent."""
        return 100 * self.errors / max(1, self.words)


def measure(only: Sequence[str] = (), finish: bool = True) -> list[Score]:
    """Speak, read back and score; what an earlier run has read back is not done again, with `finish` off nothing is."""
    scores = []
    for language in ("en", "es"):
        for voice, say in voices(language).items():
            if only and voice not in only:
                continue
            folder = STATE / f"{language}-{voice.replace(' ', '-')}"
            folder.mkdir(parents=True, exist_ok=True)
            todo = sentences(language) + held_out(language)
            for number, sentence in enumerate(todo):
                wav = folder / f"{number:03}.wav"
                if not wav.exists():
                    say(sentence.text, wav)
            heard = _heard(folder, todo, finish)
            scores += _scores(language, voice, [pair for pair in zip(todo, heard, strict=True) if pair[1] is not None])
    return scores


def _heard(folder: Path, todo: Sequence[Sentence], finish: bool) -> list[str | None]:
    log = folder / "heard.jsonl"
    done = {}
    if log.exists():
        done = {job["wav"]: job["heard"] for job in map(json.loads, log.read_text(encoding="utf-8").splitlines())}
    wavs = [f"{number:03}.wav" for number in range(len(todo))]
    jobs = [
        json.dumps({"wav": wav, "language": sentence.language, "signs": sentence.has_numbers})
        for wav, sentence in zip(wavs, todo, strict=True)
        if wav not in done
    ]
    if jobs and finish:
        script = Path(__file__).with_name("recognise.py")
        with (
            subprocess.Popen(
                ["nice", "-n", "5", PYTHON, script, WHISPER, folder],  # nice is in POSIX
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=one_core(),
            ) as recogniser,
            log.open("a", encoding="utf-8") as file,
        ):
            for job in jobs:
                recogniser.stdin.write(job + "\n")
                recogniser.stdin.flush()
                line = recogniser.stdout.readline()
                file.write(line)
                file.flush()
                answer = json.loads(line)
                done[answer["wav"]] = answer["heard"]
            recogniser.stdin.close()
    return [done.get(wav) for wav in wavs]


def _scores(language: str, voice: str, heard: Sequence[tuple[Sentence, str]]) -> Iterator[Score]:
    for kind in KINDS:
        pairs = [
            (words(sentence.spoken, language), words(text, language))
            for sentence, text in heard
            if sentence.scored_as == kind
        ]
        errors = sum(distance(reference, hypothesis) for reference, hypothesis in pairs)
        yield Score(language, voice, kind, errors, sum(len(reference) for reference, _ in pairs), len(pairs))


def words(text: str, language: str) -> list[str]:
    """Return the words as they are compared: spelled out, lower case, no punctuation, no accents but the tilde of ñ."""
    spelled = " ".join(word.text for word in spoken_form(clean(text), IDIOMS[language]))
    bare = re.sub(r"[^\w\s]", "", spelled.replace("-", " ").casefold())
    bare = re.sub(r"\b([ap]) m\b", r"\1m", bare)
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0308]", "", unicodedata.normalize("NFD", bare))).split()


def distance(reference: Sequence[str], hypothesis: Sequence[str]) -> int:
    """Return the least number of words to insert, delete or replace (Levenshtein)."""
    row = list(range(len(hypothesis) + 1))
    for i, wanted in enumerate(reference, 1):
        previous, row[0] = row[0], i
        for j, got in enumerate(hypothesis, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (wanted != got))
    return row[-1]


def mistakes(language: str, voice: str) -> Iterator[str]:
    """Yield each sentence that was read back otherwise than said."""
    folder = STATE / f"{language}-{voice.replace(' ', '-')}"
    todo = sentences(language) + held_out(language)
    for sentence, text in zip(todo, _heard(folder, todo, finish=False), strict=True):
        if text is not None and words(sentence.spoken, language) != words(text, language):
            yield f"{' '.join(words(sentence.spoken, language))}\n    {' '.join(words(text, language))}"
