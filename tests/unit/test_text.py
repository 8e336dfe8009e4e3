"""Words in reading order to text: lines, blocks, pages, and words parted at a line's end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.geometry import from_bounds
from chalicelib.domain.page import Page, Word
from chalicelib.domain.text import text_of

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)


def page(*blocks: str) -> Page:
    """A page of blocks, each written as its text."""
    words: list[Word] = []
    line = 0
    for number, block in enumerate(blocks):
        for row in block.splitlines():
            words += [Word(text, 1.0, from_bounds(0, 0, 9, 9), line, number) for text in row.split(" ")]
            line += 1
    return Page(100, 100, 0, tuple(words))


def test_a_newline_after_each_line_and_a_blank_line_between_blocks() -> None:
    assert text_of([page("Title", "one two\nthree")]) == "Title\n\none two\nthree"


def test_pages_are_parted_by_a_blank_line_and_empty_ones_leave_no_trace() -> None:
    assert text_of([page("one"), page(), page("two")]) == "one\n\ntwo"
    assert text_of([]) == text_of([page()]) == ""


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("the inter-\nnational fair", "the international\nfair"),
        ("la informa-\nción útil", "la información\nútil"),
        ("soft\u00ad\nened", "softened"),
        ("INTER-\nNATIONAL FAIR", "INTERNATIONAL\nFAIR"),
        ("in-\nter-\nnational law", "international\nlaw"),
        ("(re-\npeated), twice", "(repeated),\ntwice"),
    ],
)
def test_a_word_broken_at_a_lines_end_is_put_together(lines: str, text: str) -> None:
    assert text_of([page(lines)]) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("a well-\nknown fact", "a well-known\nfact"),
        ("Forty-\ntwo men", "Forty-two\nmen"),
        ("state-of-the-\nart work", "state-of-the-art\nwork"),
        ("Jean-\nPaul came", "Jean-Paul\ncame"),
        ("drug ARN-\n509 works", "drug ARN-509\nworks"),
        ("a 25-\nyear lease", "a 25-year\nlease"),
        ("1990-\n1995 passed", "1990-1995\npassed"),
    ],
)
def test_a_hyphen_that_is_the_words_own_stays(lines: str, text: str) -> None:
    assert text_of([page(lines)]) == text


def test_how_the_page_spells_a_word_elsewhere_decides() -> None:
    assert text_of([page("Our e-mail, the e-\nmail of old")]).endswith("the e-mail\nof old")
    assert text_of([page("a highlander, of the high-\nlander kind")]).endswith("the highlander\nkind")


@pytest.mark.parametrize("lines", ["so -\nit ends", "yes--\nno", "a-\n(b)", "wait \u2014\nno", "-\n-", "x\ny"])
def test_dashes_part_no_word(lines: str) -> None:
    assert text_of([page(lines)]) == lines


@pytest.mark.parametrize("line", ["-TAX INVOICE-", "-INVOICE-", "-12-"])
@pytest.mark.parametrize("following", ["PADLOCK", "ST-P6150", "9063977 1"])
def test_hyphens_that_frame_a_line_part_no_word(line: str, following: str) -> None:
    assert text_of([page(line, following)]) == f"{line}\n\n{following}"
    assert text_of([page(f"{line}\n{following}")]) == f"{line}\n{following}"


def test_an_item_that_begins_with_a_hyphen_may_go_on() -> None:
    assert text_of([page("-milk and choco-\nlate")]) == "-milk and chocolate"
    assert text_of([page("- MILK AND CHOCO-\nLATE")]) == "- MILK AND CHOCOLATE"


def test_a_word_may_go_on_in_the_next_column() -> None:
    assert text_of([page("a long para-", "graph here\nends")]) == "a long paragraph\n\nhere\nends"


def test_words_are_left_as_they_are() -> None:
    parted = page("inter-\nnational")
    text_of([parted])
    assert [word.text for word in parted.words] == ["inter-", "national"]


@settings(deadline=None)
@given(st.lists(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4), max_size=4))
def test_no_character_but_a_hyphen_is_lost_or_moved(blocks: list[list[str]]) -> None:
    bare = str.maketrans("", "", " \n-\u2010\u2011\u00ad")
    text = text_of([page(*("\n".join(lines) for lines in blocks))])
    assert text.translate(bare) == "".join(line for lines in blocks for line in lines).translate(bare)
