"""Quotas: told before they are hit, said plainly when they are, and right after each failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.container import Container
from chalicelib.services.quotas import Quotas
from tests.conftest import Person, StoppedClock

PICTURE = (Path(__file__).parents[1] / "data" / "hello.png").read_bytes()


@pytest.fixture
def small(container: Container, clock: StoppedClock) -> None:
    """Two pages a day and 2,500 bytes."""
    quotas = Quotas(container.quotas._store, clock, pages_a_day=2, stored_bytes=2500)
    container.__dict__["quotas"] = container.documents._quotas = quotas
    container.documents._max_stored_bytes = 2500


@pytest.mark.usefixtures("small")
class TestQuotas:
    def test_pages_are_told_before_they_are_used_up(self, ana: Person, ben: Person, clock: StoppedClock) -> None:
        read = [ana.call("POST", "/recognitions/text", PICTURE, Content_Type="image/png") for _ in range(3)]
        assert [answer.status for answer in read] == [200, 200, 429]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in read] == ["1", "0", "0"]
        assert read[2].error == "quota_exceeded"
        assert read[2].headers["Retry-After"] == read[2].headers["X-RateLimit-Reset"]
        assert ana.announce().error == "quota_exceeded"
        assert ana.call("GET", "/users/me").body["usage"]["pages_today"] == 2
        assert ben.announce().status == 201, "each has one's own"
        clock.pass_by(int(read[2].headers["Retry-After"]))
        assert ana.announce().headers["X-RateLimit-Remaining"] == "2"

    def test_stored_bytes_come_back_with_a_deletion(self, ana: Person) -> None:
        first = ana.announce(size=2000).body["document"]["id"]
        full = ana.announce(size=501)
        assert (full.status, full.error) == (429, "quota_exceeded")
        assert ana.call("GET", "/users/me").body["usage"]["stored_bytes"] == 2000
        ana.call("DELETE", f"/documents/{first}")
        assert ana.announce(size=2500).status == 201
        assert len(ana.call("GET", "/documents").body["documents"]) == 1

    def test_what_is_refused_costs_nothing(self, ana: Person) -> None:
        assert ana.call("POST", "/recognitions/text", {"image": 7}).status == 400
        assert ana.announce(size=0).status == 400
        usage = ana.call("GET", "/users/me").body["usage"]
        assert (usage["pages_today"], usage["stored_bytes"]) == (0, 0)
