"""What a person gets spoken: parts in time, marks on the print, the right voice, and plain words where it cannot be."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from chalicelib.domain.alignment import TimedSpan
from chalicelib.domain.page import Page, Word
from chalicelib.errors import (
    EngineUnavailable,
    InvalidInput,
    NothingToSpeak,
    SpeechFailed,
    UnknownVoice,
    UnsupportedLanguage,
)
from chalicelib.ports import Sound, SpeechEngine, Voice
from chalicelib.services.speaking import Speaker, SpokenPart, write_wav

MS_PER_CHARACTER = 50


class Tone:
    """An engine that hums 50 ms a character, with or without the times of the words."""

    def __init__(self, name: str, *voices: Voice, rate: int = 24000, timed: bool = True) -> None:
        self.name, self.voices, self._rate, self._timed = name, voices, rate, timed
        self.said: list[str] = []

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        assert voice in {known.name for known in self.voices}
        self.said.append(text)
        count = round(len(text) * MS_PER_CHARACTER * self._rate / 1000 / speed)
        samples = np.rint(9000 * np.sin(np.arange(count) / 10)).astype(np.int16)
        spans, start = [], 0
        for word in text.split():
            end = start + len(word)
            spans.append(TimedSpan(start, end, start * MS_PER_CHARACTER / speed, end * MS_PER_CHARACTER / speed))
            start = end + 1
        return Sound(samples, self._rate, tuple(spans) if self._timed else ())


class Broken(Tone):
    """An engine that looks well and fails when it is asked."""

    def __init__(self, name: str, *voices: Voice, error: Exception | None = None) -> None:
        super().__init__(name, *voices)
        self._error = error

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        self.said.append(text)
        if self._error:
            raise self._error
        return Sound(np.zeros(0, np.int16), 24000)


class Choosy(Tone):
    """A voice that some texts kill: it refuses those, and says the others."""

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        if "deadly" in text:
            raise InvalidInput("This voice cannot say this text.")
        return super().speak(text, voice=voice, speed=speed)


ANNA, JUAN, ANNE = Voice("anna", "en"), Voice("juan", "es"), Voice("anne", "en")


def speaker(*engines: SpeechEngine, first_choice: str = "") -> Speaker:
    def engine(name: str) -> SpeechEngine:
        for candidate in engines:
            if candidate.name == name:
                return candidate
        raise EngineUnavailable

    return Speaker(engine, first_choice=first_choice, engines=[candidate.name for candidate in engines])


@pytest.fixture
def duo() -> Speaker:
    return speaker(Tone("one", ANNA), Tone("two", JUAN, ANNE, rate=16000))


def page(*lines: str) -> Page:
    words = [
        Word(text, 1.0, ((0, 0), (1, 0), (1, 1), (0, 1)), number, number)
        for number, line in enumerate(lines)
        for text in line.split()
    ]
    return Page(100, 100, 0, tuple(words))


def test_a_page_is_spoken_with_a_mark_on_each_word(duo: Speaker) -> None:
    parts = list(duo.speak([page("Tea costs $3.50 today.", "Good night.")]))
    marks = [mark for part in parts for mark in part.marks]
    assert [(mark.page, mark.word, mark.text) for mark in marks] == [
        (0, 0, "Tea"),
        (0, 1, "costs"),
        (0, 2, "$3.50"),
        (0, 3, "today."),
        (0, 4, "Good"),
        (0, 5, "night."),
    ]
    assert parts[0].text == "Tea costs three dollars and fifty cents today."
    times = [time for mark in marks for time in (mark.start_ms, mark.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= sum(len(part.samples) for part in parts) / 24
    assert not any(mark.estimated for mark in marks)


def test_marks_of_later_parts_count_from_the_beginning(duo: Speaker) -> None:
    first, second = duo.speak_text("One two three.\n\nFour five.")
    assert second.marks[0].start_ms == pytest.approx(len(first.samples) / 24, abs=35)
    assert [mark.word for mark in second.marks] == [3, 4]


def test_the_first_sentence_comes_before_the_rest_is_made() -> None:
    voice = Tone("one", ANNA)
    parts = speaker(voice).speak_text("First sentence. Second sentence. Third sentence.")
    assert voice.said == []
    next(parts)
    assert voice.said == ["First sentence."]


def test_each_block_is_spoken_in_its_language(duo: Speaker) -> None:
    text = "La lluvia cayó toda la noche.\n\nShe opened the letter slowly.\n\nGracias por todo."
    assert [(part.language, part.voice, part.engine) for part in duo.speak_text(text)] == [
        ("es", "juan", "two"),
        ("en", "anna", "one"),
        ("es", "juan", "two"),
    ]


def test_all_parts_have_one_sample_rate(duo: Speaker) -> None:
    parts = list(duo.speak_text("Hello there.\n\nBuenos días a todos los niños."))
    assert {part.sample_rate for part in parts} == {24000}
    expected = len("Buenos días a todos los niños.") * MS_PER_CHARACTER / 1000 + 0.65
    assert len(parts[1].samples) / 24000 == pytest.approx(expected, abs=0.1)


def test_a_person_overrides_language_and_voice(duo: Speaker) -> None:
    (part,) = duo.speak_text("Hello there.", language="es")
    assert (part.language, part.voice) == ("es", "juan")
    (part,) = duo.speak_text("Hello there.", language="es-MX")
    assert part.voice == "juan"
    (part,) = duo.speak_text("Hello there.", voice="anne")
    assert part.voice == "anne"
    (part,) = duo.speak_text("Hello there.", voice="two/anne")
    assert part.voice == "anne"


def test_a_voice_speaks_its_own_language_only(duo: Speaker) -> None:
    parts = list(duo.speak_text("Hello there, my friend.\n\nBuenos días a todos.", voice="anne"))
    assert [part.voice for part in parts] == ["anne", "juan"]


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_changes_the_length(duo: Speaker, speed: float) -> None:
    (usual,) = duo.speak_text("Hello there.")
    (changed,) = duo.speak_text("Hello there.", speed=speed)
    assert len(usual.samples) / len(changed.samples) == pytest.approx(speed, rel=0.1)


@pytest.mark.parametrize("speed", [0, -1, 0.49, 2.01, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused_at_once(duo: Speaker, speed: float) -> None:
    with pytest.raises(InvalidInput) as refusal:
        duo.speak_text("Hello", speed=speed)
    assert "speed" in refusal.value.fields


def test_unknown_voices_and_languages_are_refused_at_once(duo: Speaker) -> None:
    with pytest.raises(UnknownVoice) as refusal:
        duo.speak_text("Hello", voice="nobody")
    assert "anna" in refusal.value.fields["voice"]
    with pytest.raises(UnsupportedLanguage):
        duo.speak_text("Hello", language="zh")
    with pytest.raises(UnknownVoice):
        duo.speak_text("Hello", language="en", voice="juan")


@pytest.mark.parametrize("text", ["", " \n ", "?", "|", "😀", "\x00\x1b\x07", "-----", "***\n\n• •"])
def test_nothing_to_speak_is_said_at_once(duo: Speaker, text: str) -> None:
    with pytest.raises(NothingToSpeak):
        duo.speak_text(text)
    with pytest.raises(NothingToSpeak):
        duo.speak([page(text)])
    with pytest.raises(NothingToSpeak):
        duo.speak([])


def test_text_in_a_script_that_no_voice_reads_is_refused_plainly(duo: Speaker) -> None:
    with pytest.raises(UnsupportedLanguage, match="Chinese"):
        duo.speak_text("世界和平。今天天气很好。")
    with pytest.raises(UnsupportedLanguage, match="Arabic"):
        duo.speak_text("مرحبا بالعالم")


def test_mixed_scripts_say_what_is_left_out_and_speak_the_rest(duo: Speaker) -> None:
    parts = list(duo.speak_text("世界和平。\n\n今天天气很好。\n\nHello there, my friend.\n\n世界"))
    assert [part.text for part in parts] == [
        "Chinese text, not spoken.",
        "Hello there, my friend.",
        "Chinese text, not spoken.",
    ]


@pytest.mark.parametrize(
    "engine",
    [
        Broken("one", ANNA, error=EngineUnavailable("no network")),
        Broken("one", ANNA, error=RuntimeError("a library's own")),
        Broken("one", ANNA),
    ],
    ids=["unavailable", "crash", "silence"],
)
def test_an_engine_that_fails_is_replaced_and_the_part_says_by_whom(engine: Broken) -> None:
    engine.said.clear()
    voices = speaker(engine, Tone("two", ANNE), first_choice="one")
    parts = list(voices.speak_text("First sentence. Second sentence."))
    assert [(part.engine, part.voice) for part in parts] == [("two", "anne"), ("two", "anne")]
    assert len(engine.said) == 1, "an engine that failed is not asked again"


def test_a_voice_that_was_asked_for_and_is_missing_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    voices = speaker(Tone("two", ANNE), first_choice="polly")
    for _ in range(2):
        list(voices.speak_text("Hello there."))
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_when_every_engine_fails_it_is_a_coded_error() -> None:
    with pytest.raises(SpeechFailed):
        list(speaker(Broken("one", ANNA), Broken("two", ANNE)).speak_text("Hello"))


def test_a_text_that_a_voice_cannot_say_is_said_by_the_next_voice_and_the_rest_by_the_first() -> None:
    parts = speaker(Choosy("one", ANNA), Tone("two", ANNE)).speak_text("A deadly word here. And some more words.")
    assert [part.voice for part in parts] == ["anne", "anna"]


def test_a_text_that_no_voice_can_say_is_passed_over() -> None:
    (part,) = speaker(Choosy("one", ANNA)).speak_text("A deadly word here. And some more words.")
    assert part.text == "And some more words."
    assert part.marks[0].start_ms < 100
    with pytest.raises(SpeechFailed):
        list(speaker(Choosy("one", ANNA)).speak_text("A deadly word here."))


def test_no_engine_at_all_is_a_coded_error() -> None:
    with pytest.raises(EngineUnavailable):
        speaker().speak_text("Hello")


def test_a_language_without_a_voice_is_spoken_by_another_rather_than_not() -> None:
    (part,) = speaker(Tone("one", ANNA)).speak_text("La lluvia cayó toda la noche sobre los tejados.")
    assert part.voice == "anna"


def test_times_are_estimated_where_the_engine_gives_none() -> None:
    (part,) = speaker(Tone("one", ANNA, timed=False)).speak_text("Hello there my friend.")
    assert all(mark.estimated for mark in part.marks)
    assert len(part.marks) == 4


def test_paragraphs_and_headings_have_their_pause(duo: Speaker) -> None:
    def pause(part: SpokenPart) -> float:
        return len(part.samples) / 24 - len(part.text) * MS_PER_CHARACTER

    heading, sentence, last, _ = duo.speak_text("Chapter One\n\nIt was late. He slept.\n\nThe end of it.")
    assert pause(heading) > pause(last) > pause(sentence)


def test_the_voices_are_listed_the_default_first(duo: Speaker) -> None:
    assert [(voice.engine, voice.name, voice.language) for voice in duo.voices()] == [
        ("one", "anna", "en"),
        ("two", "juan", "es"),
        ("two", "anne", "en"),
    ]


def test_the_wav_is_written_as_it_is_spoken(duo: Speaker) -> None:
    file = io.BytesIO()
    parts = write_wav(duo.speak_text("One. Two. Three."), file)
    first = next(parts)
    assert len(file.getvalue()) == 44 + 2 * len(first.samples)
    rest = list(parts)
    with wave.open(io.BytesIO(file.getvalue())) as read:
        assert read.getnframes() == len(first.samples) + sum(len(part.samples) for part in rest)
        assert read.getframerate() == 24000


def test_a_speech_that_breaks_off_leaves_a_playable_file() -> None:
    def one_then_fail() -> Iterator[SpokenPart]:
        yield from speaker(Tone("one", ANNA)).speak_text("One.")
        raise SpeechFailed

    file = io.BytesIO()
    with pytest.raises(SpeechFailed):
        list(write_wav(one_then_fail(), file))
    with wave.open(io.BytesIO(file.getvalue())) as read:
        assert read.getnframes() > 1000


def test_a_text_of_any_length_is_taken_piece_by_piece(duo: Speaker) -> None:
    taken = []

    def pages(make: Callable[[int], str]) -> Iterator[str]:
        for number in range(1_000_000):
            taken.append(number)
            yield make(number)

    parts = duo.speak_text(pages(lambda number: f"Sentence number {number} is here. \n\n"))
    for _ in range(5):
        next(parts)
    assert len(taken) < 20


def test_a_hundred_thousand_characters_without_a_space_end_soon(duo: Speaker) -> None:
    (part,) = duo.speak_text("a" * 100_000)
    assert part.text.endswith("and so on.")
    assert len(part.samples) < 10 * 24000
