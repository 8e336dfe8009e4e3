"""The benchmark of speech counts what it says it counts."""

import pytest

from benchmarks.speech.intelligibility import distance, words
from benchmarks.speech.sentences import sentences
from benchmarks.speech.voices import voices


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a b", "a x b", 1),
        ("a b", "c d", 2),
        ("", "a b", 2),
        ("a b", "", 2),
    ],
)
def test_word_errors_are_counted(said: str, heard: str, errors: int) -> None:
    assert distance(said.split(), heard.split()) == errors


def test_spelling_is_no_error() -> None:
    assert words("It's $5 at 8 a.m., Mr. Smith!", "en") == words("its five dollars at eight AM mister Smith", "en")
    assert words("periodico de Bogota", "es") == words("Periódico de Bogotá.", "es")
    assert words("el año", "es") != words("el ano", "es")


@pytest.mark.parametrize(("language", "count"), [("en", 100), ("es", 60)])
def test_what_is_said_by_hand_is_what_lector_says(language: str, count: int) -> None:
    spoken = sentences(language)
    assert len(spoken) == count
    for sentence in spoken:
        assert words(sentence.text, language) == words(sentence.spoken, language)


def test_lector_comes_first_among_the_voices() -> None:
    assert next(iter(voices("en"))) == "lector hibari"
