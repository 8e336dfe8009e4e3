"""Speaking: pages or text → sound, part by part, with a mark for each printed word."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

import numpy as np

from chalicelib.domain import wav
from chalicelib.domain.alignment import times_of
from chalicelib.domain.estimation import estimated_spans
from chalicelib.domain.language import language_of
from chalicelib.domain.marks import Mark, marks_of
from chalicelib.domain.page import Page
from chalicelib.domain.passages import Passage, passages_of_pages, passages_of_text
from chalicelib.domain.sound import loud_part, resampled
from chalicelib.domain.utterances import Utterance, utterances_of
from chalicelib.errors import (
    EngineUnavailable,
    InvalidInput,
    LectorError,
    NothingToSpeak,
    SpeechFailed,
    UnknownEngine,
    UnknownVoice,
    UnsupportedLanguage,
)
from chalicelib.ports import Samples, Sound, SpeechEngine, Voice

SAMPLE_RATE = 24000
"""Hertz, of everything that is spoken."""
SLOWEST, FASTEST = 0.5, 2.0
ENGINES = ("hibari", "nanotts")
"""The offline engines, best first; each speaks where it has a voice for the language."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A sentence, or a part of a long one, as sound.

    Attributes:
        samples: PCM 16-bit mono, with the pause that follows.
        sample_rate: Hertz; the same for all parts.
        marks: of the printed words in it, times from the beginning of the whole speech.
        engine, voice: those that really spoke.
        language: ISO 639-1 code of the part.
        text: what was said, spelled out.
    """

    samples: Samples
    sample_rate: int
    marks: tuple[Mark, ...]
    engine: str
    voice: str
    language: str
    text: str

    @property
    def seconds(self) -> float:
        """How long it is heard."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True)
class OfferedVoice:
    """A voice that can be asked for by name."""

    engine: str
    name: str
    language: str
    description: str


class Speaker:
    """Speaks with the best engine that works; where one fails, with the next."""

    def __init__(
        self,
        engine: Callable[[str], SpeechEngine],
        *,
        first_choice: str = "",
        engines: Sequence[str] = ENGINES,
    ) -> None:
        """Args.

        engine: returns the engine of a name; raises EngineUnavailable or UnknownEngine.
        first_choice: an engine to be tried before the others, for the languages that it has.
        engines: the others, best first.
        """
        self._engine = engine
        self._first_choice = first_choice
        self._told: set[str] = set()
        self._names = tuple(dict.fromkeys([*([first_choice] if first_choice else []), *engines]))

    def voices(self) -> list[OfferedVoice]:
        """Return the voices of all engines that work here; the first of a language is its default."""
        return [
            OfferedVoice(engine.name, voice.name, voice.language, voice.description)
            for engine in self._working()
            for voice in engine.voices
        ]

    def speak(
        self, pages: Sequence[Page], *, language: str | None = None, voice: str | None = None, speed: float = 1.0
    ) -> Iterator[SpokenPart]:
        """Return the parts of the pages' speech, each made when it is asked for.

        Args:
            pages: as read.
            language: ISO 639-1; None finds it, block by block.
            voice: spoken wherever the text is in its language; None takes the default of each language.
            speed: 0.5 to 2; the pitch stays.

        Raises:
            InvalidInput, UnknownVoice, UnsupportedLanguage: at once, before the first part.
            NothingToSpeak: at once, where nothing in the pages can be said.
            SpeechFailed: when no engine could say a part.
        """
        whole = " ".join(word.text for page in pages for word in page.words[:400])
        return self._speak(passages_of_pages(pages), language_of(whole), language, voice, speed)

    def speak_text(
        self,
        text: str | Iterable[str],
        *,
        language: str | None = None,
        voice: str | None = None,
        speed: float = 1.0,
    ) -> Iterator[SpokenPart]:
        """Return the parts of a plain text's speech; as `speak`, the marks' page is 0 and words count from 0.

        The text may come in chunks, cut anywhere; one paragraph of it is held at a time.
        """
        passages = passages_of_text(text)
        first = next(passages, None)
        if first is None:
            raise NothingToSpeak
        following = chain([first], passages)
        return self._speak(following, language_of(first.text), language, voice, speed)

    def _speak(
        self,
        passages: Iterator[Passage],
        usual_language: str,
        language: str | None,
        voice: str | None,
        speed: float,
    ) -> Iterator[SpokenPart]:
        if not SLOWEST <= speed <= FASTEST:
            raise InvalidInput(
                f"Speed goes from {SLOWEST} to {FASTEST:g}; 1 is the voice's own.",
                fields={"speed": f"between {SLOWEST} and {FASTEST:g}"},
            )
        language = language.replace("_", "-").split("-")[0].lower() if language else None
        cast = self._cast(language, voice)
        utterances = _utterances(passages, usual_language, language)
        return self._parts(_something(utterances), cast, speed)

    def _cast(self, language: str | None, voice: str | None) -> _Cast:
        """Decide who speaks what."""
        roles: dict[str, list[tuple[SpeechEngine, Voice]]] = {}
        for engine in self._working():
            first_of: dict[str, Voice] = {}
            for offered in engine.voices:
                first_of.setdefault(offered.language, offered)
            for code, offered in first_of.items():
                roles.setdefault(code, []).append((engine, offered))
        if not roles:
            raise EngineUnavailable("No speech engine works here. `lector engines` says what is missing.")
        if voice:
            engine, asked = self._find(voice)
            if language and asked.language != language:
                raise UnknownVoice(
                    f"The voice {voice!r} speaks {asked.language}, not {language}.",
                    fields={"voice": f"speaks {asked.language}"},
                )
            roles[asked.language] = [(engine, asked), *roles[asked.language]]
        if language and language not in roles:
            spoken = "one of " + ", ".join(sorted(roles))
            raise UnsupportedLanguage(
                f"No voice here speaks {language!r}. Choose {spoken}.", fields={"language": spoken}
            )
        return _Cast(roles)

    def _find(self, name: str) -> tuple[SpeechEngine, Voice]:
        for engine in self._working():
            for voice in engine.voices:
                if name in (voice.name, f"{engine.name}/{voice.name}"):
                    return engine, voice
        names = "one of " + ", ".join(voice.name for voice in self.voices())
        raise UnknownVoice(f"No voice called {name!r} speaks here. Choose {names}.", fields={"voice": names})

    def _working(self) -> Iterator[SpeechEngine]:
        for name in self._names:
            try:
                yield self._engine(name)
            except (EngineUnavailable, UnknownEngine) as missing:
                if name not in self._told:
                    self._told.add(name)
                    level = logging.WARNING if name == self._first_choice else logging.INFO
                    log.log(level, "%s Others speak.", missing)

    def _parts(self, utterances: Iterator[Utterance], cast: _Cast, speed: float) -> Iterator[SpokenPart]:
        spoken = 0
        for utterance in utterances:
            said = cast.say(utterance, speed)
            if said is None:
                continue
            engine, voice, sound = said
            samples, marks = _timed(utterance, sound, spoken * 1000 / SAMPLE_RATE, speed)
            spoken += len(samples)
            yield SpokenPart(samples, SAMPLE_RATE, marks, engine.name, voice.name, utterance.language, utterance.text)
        if not spoken:
            raise SpeechFailed


class _Cast:
    """Who speaks each language, in the order in which they are asked; one that fails is not asked again."""

    def __init__(self, roles: Mapping[str, list[tuple[SpeechEngine, Voice]]]) -> None:
        self._roles = roles
        self._failed: set[str] = set()

    def say(self, utterance: Utterance, speed: float) -> tuple[SpeechEngine, Voice, Sound] | None:
        """Return who said it and the sound; None where no voice stands this text, though they may say the next one."""
        unsayable = False
        for engine, voice in self._roles.get(utterance.language) or next(iter(self._roles.values())):
            if engine.name in self._failed:
                continue
            try:
                sound = engine.speak(utterance.text, voice=voice.name, speed=speed)
            except InvalidInput as problem:  # the text is at fault, not the engine
                log.warning("%s passes over %d characters: %s", engine.name, len(utterance.text), problem)
                unsayable = True
                continue
            except Exception as problem:  # whatever a library raises, the next engine is asked
                reason = problem.message if isinstance(problem, LectorError) else repr(problem)
                log.warning("%s could not speak, so another voice goes on: %s", engine.name, reason)
            else:
                if len(sound.samples):
                    return engine, voice, sound
                log.warning("%s returned no sound", engine.name)
            self._failed.add(engine.name)
        if unsayable:
            return None
        raise SpeechFailed


def _something(utterances: Iterator[Utterance]) -> Iterator[Utterance]:
    """Return the utterances without a notice twice in a row. Raise where there are none, or notices alone."""
    held: list[Utterance] = []
    for utterance in utterances:
        if not utterance.unread:
            return _without_echo(chain(held, [utterance], utterances))
        if not held:
            held.append(utterance)
    if held:
        raise UnsupportedLanguage(
            f"This text is in a script that no voice here reads: {held[0].unread}. `lector engines` lists the voices."
        )
    raise NothingToSpeak


def _without_echo(utterances: Iterable[Utterance]) -> Iterator[Utterance]:
    before = ""
    for utterance in utterances:
        if not utterance.unread or utterance.unread != before:
            yield utterance
        before = utterance.unread


def _utterances(passages: Iterator[Passage], usual: str, language: str | None) -> Iterator[Utterance]:
    for passage in passages:
        yield from utterances_of(passage, language or language_of(passage.text, usual))


def _timed(utterance: Utterance, sound: Sound, offset_ms: float, speed: float) -> tuple[Samples, tuple[Mark, ...]]:
    """Trim the silence at the ends, bring to the common rate, add the pause, and time the printed words."""
    spans = sound.spans or estimated_spans(utterance.text, sound.samples, sound.sample_rate)
    first, last = loud_part(sound.samples, sound.sample_rate)
    speech = resampled(sound.samples[first:last], sound.sample_rate, SAMPLE_RATE)
    pause = np.zeros(round(utterance.pause_ms / speed * SAMPLE_RATE / 1000), np.int16)
    times = times_of([(word.start, word.end) for word in utterance.words], spans)
    marks = marks_of(
        [word.printed for word in utterance.words],
        times,
        starts_at_ms=offset_ms,
        trimmed_ms=first * 1000 / sound.sample_rate,
        length_ms=len(speech) * 1000 / SAMPLE_RATE,
    )
    return np.concatenate([speech, pause]), marks


def write_wav(parts: Iterable[SpokenPart], file: BinaryIO) -> Iterator[SpokenPart]:
    """Write each part's sound to `file` as it comes, and pass the part on; the header is set right at the end.

    The file must be seekable and open for writing. Nothing is held: use the parts for progress and marks, or
    exhaust them. A speech that breaks off leaves a playable file of what was spoken.
    """
    beginning = file.tell()
    file.write(wav.header(0, SAMPLE_RATE))
    written = 0
    try:
        for part in parts:
            file.write(wav.pcm(part.samples))
            written += len(part.samples)
            yield part
    finally:
        file.seek(beginning)
        file.write(wav.header(written, SAMPLE_RATE))
        file.seek(0, 2)
