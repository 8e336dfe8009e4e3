"""Which word an unsure reading is taken for."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.spelling import Evidence, Lexicon, likeliest
from chalicelib.engines.word_lists import lexicon

WORDS = Lexicon(
    {"check": 20_000, "chook": 50, "days": 30_000, "department": 40_000, "left": 90_000, "tall": 9_000, "año": 300_000},
    "abcdefghijklmnopqrstuvwxyzñ",
)


def seeing(*texts: str, odds: float = -1.0) -> Evidence:
    """Evidence that fits the first text best, each that follows a little less, and others not at all."""
    return lambda text: odds * texts.index(text) if text in texts else -40.0


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Depertment", "Department"),
        ("DEPERTMENT", "DEPARTMENT"),
        ("laft", "left"),
        ("daya.", "days."),
        ("(laft)", "(left)"),
        ("ta11", "tall"),
        ("ano", "año"),
    ],
)
def test_an_unsure_word_becomes_the_one_in_the_list(read: str, meant: str) -> None:
    assert likeliest(read, WORDS, seeing(read, meant)) == meant


def test_of_two_words_that_look_alike_the_common_one_is_meant() -> None:
    assert likeliest("Cheok", WORDS, seeing("Cheok", "Chook", "Check", odds=-0.5)) == "Check"


def test_what_was_clearly_seen_stays() -> None:
    assert likeliest("laft", WORDS, seeing("laft", "left", odds=-9)) == "laft"


@pytest.mark.parametrize("read", ["left", "LEFT", "lefts", "T-7", "x", "123", "A1B2", "", "--", "Zzyzx", "汉字"])
def test_words_codes_and_what_is_no_word_stay(read: str) -> None:
    assert likeliest(read, WORDS, lambda text: 0.0) == read


def test_parts_of_a_word_are_looked_at_by_themselves() -> None:
    assert likeliest("laft/daya", WORDS, lambda text: 0.0) == "left/days"


def test_what_cannot_be_weighed_stays() -> None:
    assert likeliest("¡laft", WORDS, lambda text: -inf if "¡" in text else 0.0) == "¡laft"


@given(st.text(max_size=30), st.sampled_from([lambda text: 0.0, lambda text: -inf, lambda text: -len(text)]))
def test_no_text_is_too_odd(text: str, evidence: Callable[[str], float]) -> None:
    assert isinstance(likeliest(text, WORDS, evidence), str)


def test_the_lists_know_english_and_spanish_on_every_page() -> None:
    words = lexicon("en")
    assert all(words.knows(word) for word in ("the", "department", "receipts", "año", "camión"))
    assert not words.knows("depertment")


@pytest.mark.parametrize(("language", "word"), [("de", "straße"), ("fr", "fenêtre"), ("it", "perché"), ("pt", "não")])
def test_other_languages_are_known_on_their_pages(language: str, word: str) -> None:
    assert lexicon(language).knows(word)
    assert not lexicon("en").knows(word)
    assert set(word) <= set(lexicon(language).alphabet)


def test_threads_that_ask_at_once_find_what_one_finds() -> None:
    counts = {"".join(letters): 1000 for letters in product("abcdefgh", repeat=5)} | {"kitchen": 1000, "kittens": 1000}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(3):
            fresh = Lexicon(counts, "abcdefghijklmnopqrstuvwxyz")
            with ThreadPoolExecutor(8) as pool:
                assert list(pool.map(fresh.near, ["kitxhxn"] * 16)) == [{"kitchen"}] * 16
    finally:
        sys.setswitchinterval(interval)
