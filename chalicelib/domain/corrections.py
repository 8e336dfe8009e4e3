"""Corrections: words that a person set right, in the object of document.json. Pure; nothing that was read is lost.

A corrected word keeps what was read under `as_read`, and the engine's confidence in that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from chalicelib.domain.page import Page
from chalicelib.domain.text import text_of

Json = dict[str, Any]

MAX_CORRECTIONS = 500
"""Words that one request may correct."""
MAX_WORD = 100
"""Characters of a corrected word."""
NO_BREAK = "\u00a0"
"""What holds a corrected word together where a person wrote several words for one."""


def problems(words: object, pages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what is wrong with the corrections that someone sent, by field; empty where they can be made.

    Args:
        words: right if it is a list of `{"page", "word", "text"}`; the text None stands for what was read.
        pages: of document.json.
    """
    if not isinstance(words, list) or not words:
        return {"words": 'Send a list of {"page", "word", "text"} here.'}
    if len(words) > MAX_CORRECTIONS:
        return {"words": f"Send {MAX_CORRECTIONS} words at most at once."}
    found = {f"words.{number}": _problem(word, pages) for number, word in enumerate(words)}
    return {name: problem for name, problem in found.items() if problem}


def _problem(word: object, pages: Sequence[Mapping[str, Any]]) -> str:
    if not isinstance(word, dict) or not _is_index(word.get("page"), pages):
        return "There is no such page."
    if not _is_index(word.get("word"), pages[word["page"]]["words"]):
        return "There is no such word on this page."
    if "text" not in word or not isinstance(word["text"], str | None):
        return "Send the word as text, or null for what was read."
    text = word["text"]
    if text is not None and not 1 <= len(clean_word(text)) <= MAX_WORD:
        return f"Use 1 to {MAX_WORD} characters."
    if text is not None and any(unicodedata.category(character)[0] == "C" for character in clean_word(text)):
        return "Leave control characters out."
    return ""


def _is_index(value: object, items: Sequence[Any]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(items)


def clean_word(text: str) -> str:
    """Return what a person wrote as one word: composed, without space at its ends or white space within."""
    return NO_BREAK.join(unicodedata.normalize("NFC", text).split())


def corrected(reading: Json, words: Sequence[Mapping[str, Any]]) -> Json:
    """Return document.json with these words set right, its text too. They must be without `problems`.

    A word that is set to what was read is a correction no more, so the same corrections twice change nothing.
    """
    after = deepcopy(reading)
    for change in words:
        word = after["pages"][change["page"]]["words"][change["word"]]
        as_read = word.pop("as_read", word["text"])
        word["text"] = as_read if change["text"] is None else clean_word(change["text"])
        if word["text"] != as_read:
            word["as_read"] = as_read
    if after != reading:
        after["text"] = text_of([Page.from_json(page) for page in after["pages"]]).replace(NO_BREAK, " ")
    return after


def count(reading: Json) -> int:
    """Return how many words of document.json are corrected."""
    return sum("as_read" in word for page in reading["pages"] for word in page["words"])
