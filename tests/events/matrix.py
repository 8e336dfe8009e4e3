"""Each fault at each call of a work, and a table of what came of it, which stands in docs/reliability.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import app as lector_app
from chalicelib.domain import document as rules
from infra.local.reader import scheduled
from tests.conftest import StoppedClock
from tests.events.faults import Fault, Faults, Killed

if TYPE_CHECKING:
    from tests.events.conftest import Queue, Uploader

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
ONCE: tuple[Fault, ...] = ("killed before", "killed after", "answer lost", "throttled")
NEXT_DELIVERY = 181
"""Seconds: longer than a lease and than the visibility timeout."""


class Deliveries:
    """The reader's side of one document under faults, delivery after delivery."""

    def __init__(self, uploader: Uploader, queue: Queue, clock: StoppedClock) -> None:
        self._uploader, self._queue, self._clock = uploader, queue, clock

    def deliver(self) -> None:
        """Let the queues be worked through once; what breaks, breaks off, and time passes until all comes again."""
        try:
            self._queue.work()
        except Killed:
            pass
        except Exception:  # noqa: S110  # what pollers log and go on from
            pass
        self._clock.pass_by(NEXT_DELIVERY)
        self._queue.make_visible()

    def fate(self, document_id: str) -> str:
        """Bring the document to its end, by the sweeper where no message does, and return its state."""
        for _ in range(2):
            for _ in range(6):
                state = str(self._uploader.see(document_id)["state"])
                if state in {"done", "failed"}:
                    return state
                self.deliver()
            self._clock.pass_by(rules.STUCK_SECONDS)
            lector_app.sweep(scheduled(), None)
        return ""

    def drain(self, document_id: str) -> None:
        """Let all that is left in the queues come; it must change nothing."""
        before = self._uploader.see(document_id)["updated_at"]
        while sum(self._queue.left()):
            self.deliver()
        assert self._uploader.see(document_id)["updated_at"] == before, "a late message changed it"


class Matrix:
    """Runs a work once for each call × fault."""

    def __init__(
        self, deliveries: Deliveries, faults: Faults, begin: Callable[[], str], end: Callable[[str], str]
    ) -> None:
        """Args: `begin` puts a document in the queue; `end` follows it to its end, checks it, and says how it ended."""
        self._deliveries, self._faults, self._begin, self._end = deliveries, faults, begin, end

    def table(self, first: Sequence[str]) -> str:
        """Return the table, in Markdown; the calls named come first, the others by name."""
        calm = self._begin()
        self._faults.seen.clear()
        assert self._finish(calm) == "done"
        steps = sorted(self._faults.seen, key=lambda step: (first.index(step) if step in first else len(first), step))
        rows = []
        for step in steps:
            rows.append([step, *(self._under(step, fault, 1) for fault in ONCE), self._under(step, "refused", 4)])
        head = ["call", *(f"{fault} once" if fault == "throttled" else fault for fault in ONCE), "refused four times"]
        return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])

    def _under(self, step: str, fault: Fault, deliveries: int) -> str:
        document_id = self._begin()
        self._faults.arm(step, fault)
        for _ in range(deliveries):
            self._deliveries.deliver()
        self._faults.mend()
        return self._finish(document_id)

    def _finish(self, document_id: str) -> str:
        means = self._end(document_id)
        self._deliveries.drain(document_id)
        return means

    def hold(self, name: str, table: str, *, write: bool) -> None:
        """Compare the table with the one of this name in the docs, or write it there."""
        start, end = f"<!-- {name} -->\n", f"<!-- end of the {name} -->"
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(start)
        written, _, after = rest.partition(end)
        if write:
            PAGE.write_text(f"{before}{start}{table}\n{end}{after}", encoding="utf-8")
        else:
            assert written.strip() == table, "write it anew: pytest tests/events --write-docs"
