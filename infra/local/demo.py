"""`make demo`: the main job over HTTP, without a browser, against the running local cloud or a fresh one."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from infra.local.client import ApiError, Client
from infra.local.supervisor import Addresses, CannotStart, LocalCloud, free_ports

SAMPLE = Path("static_site/sample/page.jpg")


def main() -> int:
    """Read and speak one file; return the exit status."""
    parser = argparse.ArgumentParser(prog="make demo", description="Read and speak one file over HTTP.")
    parser.add_argument("--file", type=Path, default=SAMPLE, help="picture or PDF (default: the sample)")
    parser.add_argument("--port", type=int, default=8000, help="port of the running local cloud")
    parser.add_argument("--out", type=Path, default=Path(".lector/demo"), help="folder for the WAV")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        print(f"There is no file {arguments.file}. Name one: make demo FILE=photo.jpg", file=sys.stderr)
        return 1
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        with local_cloud(arguments.port) as address:
            return demonstrate(Client(address), arguments.file, arguments.out)
    except (ApiError, CannotStart, OSError) as error:  # of the network, too: requests' errors are OSErrors
        print(f"The demo could not finish. {error}", file=sys.stderr)
        return 1


@contextmanager
def local_cloud(port: int) -> Iterator[str]:
    """Give the address of the local cloud that runs at this port, or of a fresh one for as long as it is needed."""
    running = f"http://localhost:{port}"
    try:
        health = requests.get(f"{running}/api/health", timeout=2).json()
        is_lector = health.get("service") == "lector"
    except (requests.RequestException, ValueError):
        is_lector = False
    if is_lector:
        print(f"Using the Lector that runs at {running}")
        yield running
        return
    print("Starting a local cloud")
    with tempfile.TemporaryDirectory() as data, LocalCloud(Addresses(*free_ports(2)), Path(data)) as cloud:
        yield cloud.addresses.site


def demonstrate(client: Client, file: Path, out: Path) -> int:
    """Take one file the whole way and print what came of it."""
    steps = Steps()
    email, password = f"demo-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(12)
    client.register("Demo", email, password)
    steps.done("register")
    client.log_in(email, password)
    steps.done("log in")
    document_id = client.send(file)
    steps.done("announce and upload")
    state = ""
    while state not in {"done", "failed"}:
        document = client.document(document_id)
        if document["state"] != state:
            if state:
                steps.done(
                    state.replace("awaiting_upload", "wait for the reader").replace("queued", "wait in the queue")
                )
            state = document["state"]
        time.sleep(0.02)
    if state == "failed":
        print(f"\n{document['error']['code']}: {document['error']['message']}", file=sys.stderr)
        return 1
    print("\n" + client.result(document["links"]["text"]).decode() + "\n")
    if "speech" in document["links"]:
        wav = out / f"{file.stem}.wav"
        wav.write_bytes(client.result(document["links"]["speech"]))
        print(f"Speech ({document['spoken_by']}, language {document['language']}): {wav}")
    else:
        print(document["notice"]["message"])
    steps.done("fetch text and speech")
    print(steps.table())
    return 0


class Steps:
    """What took how long."""

    def __init__(self) -> None:
        """Start the clock."""
        self._last = time.monotonic()
        self._steps: list[tuple[str, float]] = []

    def done(self, name: str) -> None:
        """Note that a step has ended."""
        now = time.monotonic()
        self._steps.append((name, now - self._last))
        self._last = now

    def table(self) -> str:
        """Return the steps with their seconds, a line each."""
        total = sum(seconds for _, seconds in self._steps)
        return "\n".join(f"{seconds:8.3f} s  {name}" for name, seconds in [*self._steps, ("in all", total)])


if __name__ == "__main__":
    sys.exit(main())
