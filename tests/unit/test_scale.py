"""The simulation of readers and the reckoning of costs, where the right answer is known by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.scale.measure import MEASURED, one_document
from benchmarks.scale.queueing import Load, Outcome, simulate
from chalicelib.container import Container
from chalicelib.settings import Settings
from infra.cloud import costs
from infra.cloud.plan import would_cost

ROOT = Path(__file__).parents[2]


def test_what_is_measured_is_a_document_from_upload_to_speech() -> None:
    document = one_document(Container(Settings()), ROOT / "tests" / "data" / "hello.png")
    assert document["characters"] == len("Hello reader")
    assert document["files"] in {6, 8}, "as read, as text, a picture, speech, marks, captions; a part with its marks"
    assert document["seconds"] > 0


def run(load: Load, readers: int, seconds: float = 10.0, cold: float = 0.0) -> Outcome:
    return simulate(load, readers=readers, seconds=[seconds], cold_seconds=cold)


def test_one_reader_takes_one_after_another() -> None:
    assert run(Load(0, 0, burst=4), 1).waits == [0, 10, 20, 30]


def test_two_readers_halve_the_wait() -> None:
    assert run(Load(0, 0, burst=4), 2).waits == [0, 0, 10, 10]


def test_a_cold_start_is_waited_for_once() -> None:
    outcome = run(Load(0, 0, burst=3), 1, cold=4)
    assert outcome.waits == [4, 14, 24]
    assert outcome.cold_starts == 1


def test_lambda_starts_five_at_once_and_five_more_a_second() -> None:
    waits = sorted(run(Load(0, 0, burst=10), 100, seconds=60).waits)
    assert waits[:5] == [0] * 5
    assert waits[5:] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_a_reader_left_alone_is_cold_again() -> None:
    rare = Load(a_minute=0.01, minutes=6000)
    assert run(rare, 1).cold_starts > 0.8 * len(run(rare, 1).waits)


def test_more_readers_than_are_needed_change_nothing() -> None:
    load = Load(100, 10)
    assert run(load, 500, seconds=3).waits == run(load, 1000, seconds=3).waits


def test_the_same_seed_gives_the_same_outcome() -> None:
    assert run(Load(50, 5), 4) == run(Load(50, 5), 4)


def test_no_load_is_no_wait() -> None:
    assert run(Load(0, 10), 3).waits == []


MEASURES = json.loads(MEASURED.read_text(encoding="utf-8"))


def test_a_thousand_pages_cost_what_their_parts_cost() -> None:
    figures = {
        "seconds_a_page": 6.0,
        "calls": {},
        "files": 0,
        "result_bytes": 0,
        "speech_bytes": 0,
        "characters": 1000,
    }
    lines = {line.about.partition(" (")[0]: line.dollars for line in costs.per_thousand_pages(figures, 1024)}
    assert lines["reading and speaking"] == pytest.approx(1000 * (6 * 0.0000166667 + 0.20 / 1e6))
    assert costs.total(costs.managed_services(figures)) == pytest.approx(1.5 + 16)


def test_a_slower_core_makes_only_reading_dearer() -> None:
    usual, slow = (costs.per_thousand_pages(MEASURES, 1769, slower=factor) for factor in (1, 2))
    assert [a.about for a, b in zip(usual, slow, strict=True) if a.dollars != b.dollars] == [usual[0].about]


def test_the_plan_says_where_its_figures_come_from() -> None:
    text = "\n".join(would_cost(MEASURES, 1769))
    assert MEASURES["command"] in text
    assert "Textract" in text
    assert "nobody uses it" in text


def test_the_docs_hold_the_plans_figures() -> None:
    """docs/deploy.md prints what `make plan` prints; measured anew, it has to be printed anew."""
    document = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    for line in would_cost(MEASURES, 1769):
        if "in all" in line:
            assert line.strip() in document
