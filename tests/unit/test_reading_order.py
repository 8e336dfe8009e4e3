"""The order in which words come: as a person would read the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.page import Page, Run, Word, lines_of
from chalicelib.domain.reading_order import Layout, arrange
from chalicelib.domain.text import text_of
from chalicelib.engines import registry
from tests.typesetting import Sheet, bent, prose, scaled, tilted, wrapped


def texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def rows(words: Sequence[Word]) -> list[str]:
    return [" ".join(texts(line)) for line in lines_of(words)]


def blocks(words: Sequence[Word]) -> list[str]:
    return text_of([Page(1, 1, 0, tuple(words))]).split("\n\n")


# ── Made pages ────────────────────────────────────────────────────────────────────────────────────


def one_column() -> Sheet:
    sheet = Sheet()
    sheet.set(100, 100, wrapped(prose(150), 800))
    return sheet


def two_columns(shift: float = 0) -> Sheet:
    """Shift: pixels by which the right column's lines stand lower."""
    sheet = Sheet()
    sheet.set(80, 100, wrapped(prose(150, 1), 400))
    sheet.set(520, 100 + shift, wrapped(prose(140, 2), 400))
    return sheet


def three_columns() -> Sheet:
    sheet = Sheet()
    for number in range(3):
        sheet.set(60 + 310 * number, 100 + 5 * number, wrapped(prose(90, number), 270))
    return sheet


def heading_over_columns() -> Sheet:
    sheet = Sheet()
    sheet.set(150, 40, "The News from All the World Today", size=40)
    top = 130.0
    for number in range(2):
        sheet.set(80 + 440 * number, top, wrapped(prose(90, number), 400))
    sheet.set(80, 900, wrapped(prose(12, 5), 840))
    for number in range(2):
        sheet.set(80 + 440 * number, 990, wrapped(prose(60, 7 + number), 400))
    return sheet


def short_heading_over_columns() -> Sheet:
    sheet = Sheet()
    sheet.set(80, 40, "News", size=40)
    for number in range(2):
        sheet.set(80 + 440 * number, 130, wrapped(prose(90, number), 400))
    return sheet


def table() -> Sheet:
    sheet = Sheet()
    cells = [
        ("Company", "Rating", "Price"),
        ("Abbvie Inc.", "E (06/08)", "$56.04"),
        ("Bristol Squibb Co", "E (08/05)", "$51.01"),
        ("Eli Lilly", "O (07/15)", "$72.49"),
        ("Merck and Co., Inc.", "U (05/07)", "$58.82"),
        ("Pfizer Inc", "E (04/07)", "$130.00"),
    ]
    for number, (name, rating, price) in enumerate(cells):
        top = 200 + 28 * number
        sheet.set(100, top, name)
        sheet.set(450, top, rating)
        sheet.set_right(900, top, price)
    return sheet


def table_below_columns() -> Sheet:
    sheet = two_columns(9)
    below = table()
    for run, size in zip(below.runs, below.sizes, strict=True):
        x, y = run[0].quad[0]
        sheet.set(x, y + 900, " ".join(word.text for word in run), size=size)
    return sheet


def receipt() -> Sheet:
    sheet = Sheet(width=500)
    sheet.set(150, 40, "GREEN GROCER", size=28)
    sheet.set(160, 84, "12 Market Street")
    items = [
        ("Frozen peas 500g", "2.50"),
        ("Bread", "1.20"),
        ("2 x Milk whole", "3.00"),
        ("TOTAL", "6.70"),
        ("Cash", "10.00"),
    ]
    for number, (item, price) in enumerate(items):
        sheet.set(40, 150 + 28 * number, item)
        sheet.set_right(460, 150 + 28 * number, price)
    sheet.set(130, 330, "Thank you for coming")
    return sheet


def caption_under_a_picture() -> Sheet:
    sheet = Sheet()
    sheet.set(80, 100, wrapped(prose(60, 1), 400))
    sheet.set(80, 760, wrapped(["Figure", "1:", *prose(14, 2)], 400, 16), size=16)
    sheet.set(80, 850, wrapped(prose(50, 3), 400))
    sheet.set(520, 103, wrapped(prose(230, 4), 400))
    return sheet


def slide() -> Sheet:
    sheet = Sheet(width=1280, height=720)
    sheet.set(420, 40, "What we learned", size=48)
    sheet.set(100, 160, "- people read the text\naloud to each other\n- then they went on\nwith the next page", size=30)
    sheet.set(700, 160, "- nobody had asked for\nmore than that\n- and so the work\nwas done early", size=30)
    return sheet


def form() -> Sheet:
    sheet = Sheet()
    for number, (label, value) in enumerate(
        [("Date:", "January 15, 1997"), ("To:", "Mark Berlind"), ("From:", "David H. Remes"), ("Room:", "803E")]
    ):
        sheet.set(100, 100 + 45 * number, label)
        sheet.set(300, 103 + 45 * number, value)
    return sheet


def head_and_foot() -> Sheet:
    sheet = Sheet()
    sheet.set(80, 40, "Chapter 2")
    sheet.set_right(920, 40, "17")
    sheet.set(80, 120, wrapped(prose(150, 1), 400))
    sheet.set(520, 127, wrapped(prose(140, 2), 400))
    sheet.set(80, 1300, "Draft of May")
    sheet.set_right(920, 1300, "Confidential")
    return sheet


def numbered_list() -> Sheet:
    sheet = Sheet()
    top = 100.0
    for number in range(1, 5):
        sheet.set(100, top, f"{number}.")
        top = sheet.set(160, top, wrapped(prose(20, number), 700)) + 20
    return sheet


def line_numbers(off: float = 0) -> Sheet:
    """A transcript; `off`: pixels by which its line numbers stand higher than the lines."""
    sheet = Sheet()
    for number, line in enumerate(wrapped(prose(120, 3), 700).splitlines(), start=1):
        sheet.set(60, 100 + 44 * number - off, str(number))
        sheet.set(140, 100 + 44 * number, line)
    return sheet


def labels_off_their_lines() -> Sheet:
    sheet = Sheet()
    labels = [
        ("Circulation quantity:", "300"),
        ("Estimated response:", "100.00 %"),
        ("Responders:", "12"),
        ("Date:", "10/03/96"),
    ]
    for number, (label, value) in enumerate(labels):
        sheet.set(100, 112 + 40 * number, label)
        sheet.set(420, 100 + 40 * number, value)
    return sheet


def contents() -> Sheet:
    """What a book holds: short names and longer titles, closely set."""
    sheet = Sheet()
    titles = (
        "Waste treatment in brief\nPackaging of the fuel residue\nFailed equipment\nGeneral trash and combustible waste"
    )
    for number, title in enumerate(titles.splitlines(), start=1):
        sheet.set(100, 100 + 28 * number, f"Section 4.{number}")
        sheet.set(280, 100 + 28 * number, title)
    return sheet


def index() -> Sheet:
    sheet = Sheet()
    for column, words in enumerate(("apple banana cherry date elder fig", "grape hazel iris jasmine kale lime")):
        for number, word in enumerate(words.split()):
            sheet.set(80 + 440 * column, 100 + 28 * number, f"{word} tree {7 * number + 3}")
    return sheet


def invoice() -> Sheet:
    sheet = Sheet()
    sheet.set(80, 60, "ACME Ltd\n12 High Street\nLondon N1 2AB")
    sheet.set(560, 60, "Invoice to:\nMr John Smith\n4 Low Road\nLeeds LS1 4AA")
    rows = [
        ("Item", "Qty", "Amount"),
        ("Blue widget, large", "2", "20.00"),
        ("Red widget", "10", "5.50"),
        ("Post", "1", "4.00"),
    ]
    for number, (item, quantity, amount) in enumerate(rows):
        sheet.set(80, 230 + 28 * number, item)
        sheet.set(500, 230 + 28 * number, quantity)
        sheet.set_right(900, 230 + 28 * number, amount)
    for number, (what, amount) in enumerate([("Subtotal", "29.50"), ("VAT 20%", "5.90"), ("TOTAL", "35.40")]):
        sheet.set(600, 380 + 28 * number, what)
        sheet.set_right(900, 380 + 28 * number, amount)
    return sheet


def menu() -> Sheet:
    sheet = Sheet()
    sheet.set(400, 60, "MENU", size=40)
    dishes = [("Tomato soup", "4.50"), ("Green salad", "5.00"), ("Grilled fish", "12.00"), ("Steak and chips", "15.50")]
    for column in range(2):
        for number, (dish, price) in enumerate(dishes):
            sheet.set(60 + 480 * column, 140 + 32 * number, dish)
            sheet.set_right(460 + 480 * column, 140 + 32 * number, price)
    return sheet


def prose_beside_a_box() -> Sheet:
    sheet = Sheet()
    sheet.set(80, 100, wrapped(prose(80, 1), 420))
    sheet.set(560, 100, "Opening hours\nMonday 9-5\nTuesday 9-5\nSunday closed")
    return sheet


PAGES: list[Callable[[], Sheet]] = [
    one_column,
    two_columns,
    lambda: two_columns(9),
    three_columns,
    heading_over_columns,
    short_heading_over_columns,
    table,
    table_below_columns,
    receipt,
    caption_under_a_picture,
    slide,
    form,
    head_and_foot,
    numbered_list,
    line_numbers,
    lambda: line_numbers(12),
    labels_off_their_lines,
    invoice,
    menu,
    prose_beside_a_box,
    contents,
    index,
]
NAMES = [
    "one column",
    "two columns, lines level",
    "two columns, lines not level",
    "three columns",
    "headings over columns",
    "short heading over columns",
    "table",
    "table below columns",
    "receipt",
    "caption",
    "slide",
    "form",
    "head and foot",
    "numbered list",
    "line numbers",
    "line numbers off their lines",
    "labels off their lines",
    "invoice",
    "menu",
    "prose beside a box",
    "contents",
    "index",
]
made = pytest.mark.parametrize("make", PAGES, ids=NAMES)


@made
def test_a_made_page_is_read_in_the_order_in_which_it_was_set(make: Callable[[], Sheet]) -> None:
    sheet = make()
    assert texts(arrange(sheet.runs)) == sheet.words
    assert texts(arrange([(word,) for run in sheet.runs for word in run])) == sheet.words, "word by word"


@made
@pytest.mark.parametrize("degrees", [-4, -1.5, 1, 3])
def test_a_small_tilt_of_the_page_changes_nothing(make: Callable[[], Sheet], degrees: float) -> None:
    sheet = make()
    assert texts(arrange(tilted(sheet.runs, degrees))) == sheet.words


@made
@pytest.mark.parametrize("scale", [0.3, 4])
def test_the_resolution_changes_nothing(make: Callable[[], Sheet], scale: float) -> None:
    sheet = make()
    assert texts(arrange(scaled(sheet.runs, scale))) == sheet.words


@made
@pytest.mark.parametrize("bow", [-10, 10])
def test_a_page_curved_by_half_a_line_is_read_as_if_flat(make: Callable[[], Sheet], bow: float) -> None:
    sheet = make()
    assert texts(arrange(bent(sheet.runs, bow))) == sheet.words


@pytest.mark.parametrize("make", [table, three_columns, two_columns, one_column])
def test_even_by_a_whole_line_and_tilted_too(make: Callable[[], Sheet]) -> None:
    sheet = make()
    assert texts(arrange(tilted(bent(sheet.runs, 20), 2))) == sheet.words


# ── Lines and blocks ──────────────────────────────────────────────────────────────────────────────


def test_a_row_of_a_table_is_a_line() -> None:
    assert rows(arrange(table().runs))[:2] == ["Company Rating Price", "Abbvie Inc. E (06/08) $56.04"]


def test_a_price_belongs_to_its_article() -> None:
    assert rows(arrange(receipt().runs))[2:5] == ["Frozen peas 500g 2.50", "Bread 1.20", "2 x Milk whole 3.00"]


def test_a_value_belongs_to_its_label() -> None:
    assert rows(arrange(form().runs))[0] == "Date: January 15, 1997"


def test_headings_columns_and_captions_are_blocks() -> None:
    found = blocks(arrange(caption_under_a_picture().runs))
    assert len(found) == 4
    assert found[1].startswith("Figure 1:")
    assert blocks(arrange(heading_over_columns().runs))[0] == "The News from All the World Today"


def test_a_first_line_set_in_begins_a_paragraph() -> None:
    sheet = Sheet()
    top = sheet.set(140, 100, "The first of them\n")
    top = sheet.set(100, top, wrapped(prose(40, 1), 600))
    top = sheet.set(140, top, "The second of them")
    sheet.set(100, top, wrapped(prose(40, 2), 600))
    assert [block.split("\n")[0] for block in blocks(arrange(sheet.runs))] == [
        "The first of them",
        "The second of them",
    ]


def test_double_spaced_lines_are_one_block() -> None:
    sheet = Sheet()
    sheet.set(100, 100, wrapped(prose(80), 600), leading=2.8)
    assert len(blocks(arrange(sheet.runs))) == 1


def test_lines_and_blocks_are_counted_from_zero_without_gaps() -> None:
    words = arrange(heading_over_columns().runs)
    for number in ("line", "block"):
        counted = [getattr(word, number) for word in words]
        assert counted == sorted(counted)
        assert set(counted) == set(range(counted[-1] + 1))


def test_a_superscript_stays_with_its_word() -> None:
    sheet = Sheet()
    sheet.set(100, 100, "is the second in a line above it")
    sheet.set(100, 128, "of the 2")
    x = sheet.runs[1][-1].quad[1][0] + 2
    sheet.set(x, 122, "nd", size=10)
    sheet.set(x + 20, 128, "generation in it")
    assert rows(arrange(sheet.runs)) == ["is the second in a line above it", "of the 2 nd generation in it"]


def test_text_that_climbs_the_margin_comes_last() -> None:
    sheet = one_column()
    climbing = Word("Archive", 0.9, ((20, 600), (20, 500), (40, 500), (40, 600)))
    assert texts(arrange([(climbing,), *sheet.runs])) == [*sheet.words, "Archive"]


def test_an_initial_of_two_lines_comes_before_the_first() -> None:
    sheet = Sheet()
    sheet.set(100, 100, "T", size=60)
    sheet.set(150, 102, "here was a morning\nof great light", size=20)
    sheet.set(100, 170, "and a river in it")
    assert texts(arrange(sheet.runs))[:3] == ["T", "here", "was"]


# ── What the caller knows ─────────────────────────────────────────────────────────────────────────


def test_told_of_columns_it_reads_even_a_table_down() -> None:
    assert texts(arrange(table().runs, "columns"))[:3] == ["Company", "Abbvie", "Inc."]


def test_told_of_one_block_it_reads_even_columns_across() -> None:
    sheet = two_columns()
    words = arrange(sheet.runs, "block")
    left, right = two_columns().runs[0], next(run for run in sheet.runs if run[0].quad[0] == (520, 100))
    assert rows(words)[0].split() == texts([*left, *right])
    assert {word.block for word in words} == {0}


@pytest.mark.parametrize("layout", ["line", "word"])
def test_told_of_one_line_it_makes_one_whatever_the_heights(layout: Layout) -> None:
    sheet = Sheet()
    sheet.set(10, 10, "up", size=20)
    sheet.set(60, 45, "and", size=60)
    sheet.set(220, 80, "down")
    words = arrange(sheet.runs[::-1], layout)
    assert rows(words) == ["up and down"]


def test_a_page_without_words_has_none() -> None:
    for layout in ("auto", "columns", "block", "line", "word"):
        assert arrange([], layout) == ()
        assert arrange([()], layout) == ()


# ── Whatever the engine gives ─────────────────────────────────────────────────────────────────────

COORDINATES = st.floats(-50, 1500, allow_nan=False, width=32)
QUADS = st.tuples(*[st.tuples(COORDINATES, COORDINATES)] * 4)
WORDS = st.builds(Word, st.sampled_from(["a", "The", "-", "12.50", "\u4e2d", "x" * 40]), st.just(0.5), QUADS)
RUNS = st.lists(st.lists(WORDS, max_size=5).map(tuple), max_size=12)


def as_found(word: Word) -> tuple[object, ...]:
    return word.text, word.confidence, word.quad


@settings(deadline=None)
@given(RUNS, st.sampled_from(["auto", "columns", "block", "line", "word"]))
def test_no_word_is_lost_or_doubled(runs: list[Run], layout: Layout) -> None:
    given_words = Counter(as_found(word) for run in runs for word in run)
    assert Counter(as_found(word) for word in arrange(runs, layout)) == given_words


@settings(deadline=None)
@given(st.data(), RUNS)
def test_the_order_of_the_runs_does_not_matter(data: st.DataObject, runs: list[Run]) -> None:
    assert arrange(data.draw(st.permutations(runs))) == arrange(runs)


@settings(deadline=None, max_examples=20)
@given(st.data(), st.sampled_from(PAGES))
def test_the_order_of_the_runs_of_a_made_page_does_not_matter(data: st.DataObject, make: Callable[[], Sheet]) -> None:
    sheet = make()
    assert arrange(data.draw(st.permutations(sheet.runs))) == arrange(sheet.runs)


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(PAGES), st.floats(-5, 5))
def test_any_small_tilt_keeps_the_order(make: Callable[[], Sheet], degrees: float) -> None:
    sheet = make()
    assert texts(arrange(tilted(sheet.runs, degrees))) == sheet.words


def test_quads_without_extent_do_no_harm() -> None:
    flat = Word("x", 0.5, ((5, 5), (5, 5), (5, 5), (5, 5)))
    assert len(arrange([(flat,)] * 20)) == 20


# ── Drawn pages, read by the engine ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "make",
    [lambda: two_columns(9), heading_over_columns, table, receipt],
    ids=["columns", "headings", "table", "receipt"],
)
def test_a_drawn_page_is_read_in_order(make: Callable[[], Sheet]) -> None:
    sheet = make()
    found = arrange(registry.ocr("ppocr-fast").read(sheet.image()))
    in_order = longest_common(bare(texts(found)), bare(sheet.words))
    assert len(in_order) >= 0.9 * len(sheet.words), "a word or two may be misread, none misplaced"


def bare(words: Sequence[str]) -> list[str]:
    """Words without marks at their edges, which are for the engine's own tests."""
    return [word.strip("().,") for word in words]


def longest_common(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """The longest sequence of words that both have in this order."""
    best: list[list[str]] = [[] for _ in range(len(b) + 1)]
    for word in a:
        above = best
        best = [[]]
        for j, other in enumerate(b):
            best.append([*above[j], word] if word == other else max(above[j + 1], best[j], key=len))
    return best[-1]
