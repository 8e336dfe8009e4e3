"""From pages and plain text to passages and utterances."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.page import Page, Word
from chalicelib.domain.passages import LONGEST_PASSAGE_WORDS, passages_of_pages, passages_of_text
from chalicelib.domain.sentences import sentences
from chalicelib.domain.utterances import LONGEST_CHARACTERS, MOST_WORDS, utterances_of


def page(*lines: str, blocks: list[int] | None = None, heights: list[float] | None = None) -> Page:
    words = []
    for number, line in enumerate(lines):
        height = heights[number] if heights else 20.0
        for place, text in enumerate(line.split()):
            x, y = 100.0 * place, 50.0 * number
            quad = ((x, y), (x + 90, y), (x + 90, y + height), (x, y + height))
            words.append(Word(text, 1.0, quad, number, blocks[number] if blocks else 0))
    return Page(1000, 1000, 0, tuple(words))


def test_a_word_parted_at_a_lines_end_is_one_word_of_two_prints() -> None:
    (passage,) = passages_of_text("the light-\nhouse keeper")
    assert passage.text == "the lighthouse keeper"
    assert [word.text for word in passage.covering(4, 14)] == ["light-", "house"]


@pytest.mark.parametrize(
    "text", ["a well-\nknown man", "on a day-to-\nday basis", "in 1914-\n1918", "North-\nSouth line"]
)
def test_a_hyphen_that_belongs_to_the_word_stays(text: str) -> None:
    (passage,) = passages_of_text(text)
    assert "-" in passage.text


def test_blank_lines_part_paragraphs_and_short_lines_are_breaks() -> None:
    first, second = passages_of_text(
        "One line that is quite long and goes on\nto its end.\n\nMilk\nBread\nA dozen fresh eggs\n"
    )
    assert "\n" not in first.text
    assert second.text == "Milk\nBread\nA dozen fresh eggs"


def test_words_of_a_plain_text_are_counted_through() -> None:
    passages = list(passages_of_text("One two.\n\nThree four."))
    assert [(word.word, word.page) for passage in passages for word in passage.printed] == [(i, 0) for i in range(4)]


def test_chunks_may_be_cut_anywhere() -> None:
    text = "The quick brown fox.\n\nJumped over the light-\nhouse.\r\n\r\nEnd"
    whole = [passage.text for passage in passages_of_text(text)]
    assert [passage.text for passage in passages_of_text(list(text))] == whole
    assert len(whole) == 3


def test_a_text_without_end_is_taken_piece_by_piece() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "word "

    passages = passages_of_text(endless())
    assert len(next(passages).printed) == LONGEST_PASSAGE_WORDS
    assert next(passages).printed[0].word == LONGEST_PASSAGE_WORDS


def test_a_word_without_end_does_not_fill_the_memory() -> None:
    (passage,) = passages_of_text("a" * 1000 for _ in range(1000))
    assert len(passage.text) < 1000


def test_page_furniture_is_said_once_and_page_numbers_never() -> None:
    pages = [
        page("A History of Rome", f"Text of page {name}.", str(number))
        for number, name in enumerate(("one", "two", "three"), 7)
    ]
    text = " ".join(passage.text for passage in passages_of_pages(pages))
    assert text == "A History of Rome Text of page one. Text of page two. Text of page three."


def test_a_single_page_keeps_all_its_lines() -> None:
    (passage,) = passages_of_pages([page("Title here", "12", "Bill")])
    assert [word.text for word in passage.printed] == ["Title", "here", "12", "Bill"]


def test_a_large_short_block_is_a_heading() -> None:
    read = page("Chapter One", *["The text goes on and on here"] * 4, blocks=[0, 1, 1, 1, 1], heights=[40] + [20] * 4)
    heading, body = passages_of_pages([read])
    assert heading.heading and not body.heading
    assert max(u.pause_ms for u in utterances_of(heading, "en")) > max(u.pause_ms for u in utterances_of(body, "en"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four…", 4),
        ("Mr. Smith met Dr. J. K. Jones at 5 p.m. on Jan. 3 in Boston.", 1),
        ("It cost $3.50. He paid.", 2),
        ("“Stop!” he cried. They ran.", 2),
        ("Version 3.11.2 is out, e.g. for Mac.", 1),
        ("", 0),
        ("...", 1),
    ],
)
def test_english_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(list(sentences(text, "en"))) == count


def test_spanish_sentences_end_where_they_end() -> None:
    text = "¿Vive aquí el Sr. López? Sí, en la pág. 3. ¡Adiós!"
    assert [text[a:b] for a, b in sentences(text, "es")] == ["¿Vive aquí el Sr. López?", "Sí, en la pág. 3.", "¡Adiós!"]


def test_a_long_sentence_is_said_in_parts_that_lose_nothing() -> None:
    (passage,) = passages_of_text("and on it went, " * 60)
    utterances = list(utterances_of(passage, "en"))
    assert max(len(utterance.text) for utterance in utterances) <= LONGEST_CHARACTERS
    assert max(len(utterance.words) for utterance in utterances) <= MOST_WORDS
    printed = [word.printed[0].word for utterance in utterances for word in utterance.words]
    assert printed == list(range(240))
