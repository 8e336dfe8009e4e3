"""Words set right in document.json: what was read is never lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.corrections import corrected, count, problems
from chalicelib.domain.page import Page, Reading, Word
from chalicelib.domain.text import text_of

QUAD = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
TYPED = st.none() | st.text(st.characters(exclude_categories=["C"]), max_size=12).filter(str.strip)


def reading(*words: str) -> dict[str, Any]:
    """The object of document.json, of one page with a line for each two words."""
    page = Page(100, 100, 0, tuple(Word(text, 0.5, QUAD, i // 2, i // 4) for i, text in enumerate(words)))
    return Reading("null", "en", 0.1, text_of([page]), (page,)).as_json()


def change(word: int, text: str | None) -> list[dict[str, Any]]:
    return [{"page": 0, "word": word, "text": text}]


def test_a_line_is_written_anew() -> None:
    after = corrected(reading("Hcllo", "you", "there"), change(0, "Hello"))
    assert after["text"] == "Hello you\nthere"
    assert after["pages"][0]["words"][0] == reading("Hello")["pages"][0]["words"][0] | {"as_read": "Hcllo"}


def test_several_words_for_one_stay_one_word() -> None:
    after = corrected(reading("FrozenPeas"), change(0, "  Frozen \n Peas"))
    assert after["pages"][0]["words"][0]["text"] == "Frozen\u00a0Peas"
    assert after["text"] == "Frozen Peas"


def test_a_part_of_a_word_that_a_hyphen_parts_is_put_together_again() -> None:
    assert corrected(reading("see", "inter-", "mational"), change(2, "national"))["text"] == "see international"


@settings(max_examples=60)
@given(words=st.lists(WORDS, min_size=1, max_size=9), data=st.data())
def test_whatever_is_set_right_can_be_undone(words: list[str], data: st.DataObject) -> None:
    before = reading(*words)
    changes = [
        {"page": 0, "word": data.draw(st.integers(0, len(words) - 1)), "text": data.draw(TYPED)} for _ in range(5)
    ]
    assert problems(changes, before["pages"]) == {}
    after = corrected(before, changes)
    assert corrected(after, changes) == after
    assert count(after) <= len({each["word"] for each in changes})
    undone = corrected(after, [{"page": 0, "word": i, "text": None} for i in range(len(words))])
    assert undone["pages"] == before["pages"]
    assert count(undone) == 0


@settings(max_examples=60)
@given(words=st.lists(WORDS, max_size=9))
def test_a_page_comes_back_from_its_json(words: list[str]) -> None:
    (page,) = reading(*words)["pages"]
    assert Page.from_json(page).as_json() == page
