"""A small soak: a few people at once, no error, no lost document. `make soak` is the large one."""

from __future__ import annotations

from benchmarks.soak import Book, next_ask, soak


def test_a_few_people_at_once_lose_nothing() -> None:
    book, _ = soak(people=4, seconds=3)
    assert book.errors == []
    assert len(book.ended) >= 4
    assert set(book.ended) == {"done"}


def test_figures_are_those_of_the_book() -> None:
    book = Book()
    for number in range(100):
        assert book.timed("ask" if number else "register", lambda n: n, number) == number
    book.ended = ["done", "failed", ""]
    book.memory = {"reader": [(0.0, 100.2), (1.0, 110.4)]}
    figures = book.figures()
    assert (figures["requests"], figures["documents"], figures["not_done"]) == (100, 3, 2)
    assert figures["memory_mb"] == {"reader": {"first_half": 100, "second_half": 110, "end": 110}}
    assert (figures["register"]["requests"], figures["ask"]["requests"], figures["all"]["requests"]) == (1, 99, 100)
    assert figures["all"]["p99_ms"] >= figures["all"]["median_ms"]


def test_people_ask_as_the_site_does() -> None:
    waits = [next_ask(asked) for asked in range(1, 30)]
    assert waits[0] == 0.4 * 1.15
    assert waits == sorted(waits)
    assert waits[-1] == 4
