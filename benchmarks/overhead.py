"""What the way through the cloud costs over bare reading and speaking: `make bench`.

The same picture goes, in turn, through the engines in this process and through a fresh local cloud. The way through
the cloud is timed from the end of the upload until the document is done, by its own time `updated_at`: how soon a
client sees it depends on how often it asks, and asking a hundred times a second takes the reader's CPU.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from chalicelib.container import Container
from infra.local.client import Client
from infra.local.supervisor import Addresses, LocalCloud, free_ports

TARGET_MS = 150


def main() -> int:
    """Print medians in ms; return 1 where the overhead exceeds the target."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--file", type=Path, default=Path("static_site/sample/page.jpg"))
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as data, LocalCloud(Addresses(*free_ports(2)), Path(data)) as cloud:
        bare, through = measure(Client(cloud.addresses.site), arguments.file, arguments.runs)
    overhead = statistics.median(t - b for b, t in zip(bare, through, strict=True))
    print(f"{arguments.file}, {arguments.runs} pairs, medians")
    print(f"{statistics.median(bare):8.0f} ms  reading and speaking in this process")
    print(f"{statistics.median(through):8.0f} ms  from the end of the upload to done")
    print(f"{overhead:8.0f} ms  overhead (target: at most {TARGET_MS})")
    return 0 if overhead <= TARGET_MS else 1


def measure(client: Client, file: Path, runs: int) -> tuple[list[float], list[float]]:
    """Return ms of each pair: bare, and through the cloud. One pair before them, uncounted, loads the engines."""
    client.register("Bench", "bench@example.org", "a password of the bench")
    client.log_in("bench@example.org", "a password of the bench")
    container = Container()
    pairs = [(bare_ms(container, file), cloud_ms(client, file)) for _ in range(runs + 1)][1:]
    return [bare for bare, _ in pairs], [through for _, through in pairs]


def bare_ms(container: Container, file: Path) -> float:
    """Read and speak in this process."""
    data = file.read_bytes()
    start = time.perf_counter()
    reading = container.reader.read(data, engine=container.settings.ocr_engine)
    for _ in container.speaker.speak(reading.pages):
        pass
    return (time.perf_counter() - start) * 1000


def cloud_ms(client: Client, file: Path) -> float:
    """Upload, and wait until it is read and spoken."""
    document_id = client.send(file)
    start = time.time()
    document = client.wait(document_id, every=0.25)
    if document["state"] != "done":
        raise SystemExit(f"The document ended as {document['state']}: {document.get('error')}")
    return (datetime.fromisoformat(document["updated_at"]).timestamp() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
