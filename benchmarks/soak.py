"""Many people at once on the local cloud: `python -m benchmarks.soak`. Errors, lost documents, latency and memory.

Each person registers, logs in, and then uploads a picture, asks until it is read, and starts again, until time is up.
All is on loopback. What is under way then is waited for, so that a document that never ends is seen.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import secrets
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.overhead import bare_ms
from benchmarks.plot import Axis, Series, svg
from chalicelib.container import Container
from infra.local.client import FINISHED, Client
from infra.local.supervisor import Addresses, LocalCloud, free_ports

PICTURE = Path("tests/data/hello.png")
UPLOAD = "upload"
"""The one request that goes to S3 and not to the API."""
SETTLE = 5
"""Seconds after the last document until nothing happens any more."""
LAST_WAIT = 600
"""Seconds in which what is under way at the end must be read."""


class Book:
    """What happened, from all threads."""

    def __init__(self) -> None:
        """Start empty."""
        self.latencies: dict[str, list[float]] = {}
        self.errors: list[str] = []
        self.ended: list[str] = []
        self.first_sent = self.last_ended = 0.0
        self.memory: dict[str, list[tuple[float, float]]] = {}
        self._lock = threading.Lock()

    def timed(self, what: str, call: Any, *arguments: Any) -> Any:
        """Call, and note under this name how long it took, ms."""
        start = time.perf_counter()
        answer = call(*arguments)
        with self._lock:
            self.latencies.setdefault(what, []).append((time.perf_counter() - start) * 1000)
        return answer

    def figures(self) -> dict[str, Any]:
        """Return the numbers."""
        every = [latency for what, latencies in self.latencies.items() if what != UPLOAD for latency in latencies]
        return {
            "requests": len(every),
            "errors": len(self.errors),
            "documents": len(self.ended),
            "not_done": sum(state != "done" for state in self.ended),
            "ms_a_document": round((self.last_ended - self.first_sent) * 1000 / max(1, len(self.ended)), 1),
            "all": _latency(every),
            **{what: _latency(latencies) for what, latencies in self.latencies.items()},
            "memory_mb": {name: _growth([megabytes for _, megabytes in at]) for name, at in self.memory.items()},
        }


def _growth(megabytes: list[float]) -> dict[str, int]:
    """Return the highest of each half of the time, and the last: what grows has more in the second."""
    half = max(1, len(megabytes) // 2)
    first, second = megabytes[:half], megabytes[half:] or megabytes
    return {"first_half": round(max(first)), "second_half": round(max(second)), "end": round(megabytes[-1])}


def _latency(latencies: list[float]) -> dict[str, float]:
    ordered = sorted(latencies)
    return {
        "requests": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(ordered[int(0.99 * (len(ordered) - 1))], 1),
    }


def next_ask(asked: int) -> float:
    """Return seconds until the next question, as the site waits (static_site/lib/progress.js)."""
    return min(4.0, 0.4 * 1.15**asked)


def live(address: str, book: Book, begin: float, until: float, picture: Path) -> None:
    """Be one person, who comes at the time `begin`, until the time is up."""
    time.sleep(max(0.0, begin - time.monotonic()))
    client = Client(address)
    data, content_type = picture.read_bytes(), mimetypes.guess_type(picture.name)[0] or ""
    email, password = f"{secrets.token_hex(8)}@example.org", secrets.token_urlsafe(12)
    try:
        book.timed("register", client.register, "Someone", email, password)
        book.timed("log in", client.log_in, email, password)
        while time.monotonic() < until:
            answer = book.timed("announce", client.announce, picture.name, content_type, len(data))
            book.timed(UPLOAD, client.upload, answer["upload"], data)
            document_id = answer["document"]["id"]
            book.first_sent = book.first_sent or time.monotonic()
            state, asked, last = "", 0, time.monotonic() + LAST_WAIT
            while state not in FINISHED and time.monotonic() < last:
                asked += 1
                time.sleep(next_ask(asked))
                state = book.timed("ask", client.document, document_id)["state"]
            book.ended.append(state)
            book.last_ended = time.monotonic()
    except Exception as error:
        book.errors.append(repr(error))


def idle(address: str) -> list[float]:
    """Return how long one person's questions for a document take while nothing else happens, ms."""
    book, client = Book(), Client(address)
    email = f"{secrets.token_hex(8)}@example.org"
    client.register("Alone", email, "blue kettle")
    client.log_in(email, "blue kettle")
    document_id = client.announce("page.png", "image/png", 1000)["document"]["id"]
    for _ in range(50):
        book.timed("ask", client.document, document_id)
    return book.latencies["ask"]


def bare(picture: Path) -> list[float]:
    """Return how long reading and speaking the picture in this process takes while nothing else happens, ms."""
    container = Container()
    return [bare_ms(container, picture) for _ in range(7)][1:]


def soak(people: int, seconds: float, picture: Path = PICTURE, arrive: float = 0) -> tuple[Book, list[float]]:
    """Let so many people be at a fresh local cloud for so long; return the book, and requests before and after, ms.

    They come evenly within the first `arrive` seconds; 0 = all at once.
    """
    with tempfile.TemporaryDirectory() as data, LocalCloud(Addresses(*free_ports(2)), Path(data)) as cloud:
        book, alone = Book(), idle(cloud.addresses.site)
        start = time.monotonic()
        stop = threading.Event()
        watcher = threading.Thread(target=watch, args=(cloud, book, start, stop))
        watcher.start()
        with ThreadPoolExecutor(people) as pool:
            for number in range(people):
                begin = start + arrive * number / people
                pool.submit(live, cloud.addresses.site, book, begin, start + seconds, picture)
        stop.set()
        watcher.join()
        time.sleep(SETTLE)
        alone += idle(cloud.addresses.site)
    return book, alone


def watch(cloud: LocalCloud, book: Book, start: float, stop: threading.Event) -> None:
    """Note the memory of each process, MB, once a second."""
    while not stop.wait(1):
        for name, child in list(cloud._children.items()):
            status = Path(f"/proc/{child.pid}/status")
            if status.exists() and "VmRSS" in (text := status.read_text(encoding="ascii")):
                megabytes = int(text.partition("VmRSS:")[2].split()[0]) / 1024
                book.memory.setdefault(name, []).append((time.monotonic() - start, megabytes))


def main() -> int:
    """Print the figures as JSON; return 1 where there was an error or a lost document."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--arrive", type=float, default=0, help="seconds within which they come (default: all at once)")
    parser.add_argument("--file", type=Path, default=PICTURE, help="what everybody sends")
    parser.add_argument("--plot", type=Path, help="SVG of memory over time")
    arguments = parser.parse_args()
    engines = bare(arguments.file)
    book, alone = soak(arguments.people, arguments.seconds, arguments.file, arguments.arrive)
    engines += bare(arguments.file)  # before and after: the speed of a machine changes with what else it does
    figures = {
        "people": arguments.people,
        "seconds": arguments.seconds,
        "arrive": arguments.arrive,
        "idle_median_ms": round(statistics.median(alone), 1),
        "bare_ms_a_document": round(statistics.median(engines), 1),
    } | book.figures()
    print(json.dumps(figures, indent=1))
    for error in sorted(set(book.errors)):
        print(error, file=sys.stderr)
    if arguments.plot and book.memory:
        series = [Series(name, points) for name, points in book.memory.items()]
        title = f"{arguments.people} people, {len(book.ended)} documents"
        arguments.plot.write_text(svg(title, Axis("seconds"), Axis("memory, MB"), series), encoding="utf-8")
    return 1 if book.errors or figures["not_done"] else 0


if __name__ == "__main__":
    sys.exit(main())
