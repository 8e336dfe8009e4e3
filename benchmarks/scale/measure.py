"""Measures what one document takes in seconds, bytes and AWS calls, and writes measured.json for plan and simulation.

`python -m benchmarks.scale.measure`. CPU seconds on one core, as a function with 1769 MB has one. The pages are the
site's sample and, where LECTOR_DATA is there, scans of three kinds. What is stored counts as AWS stores it.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from moto import mock_aws

from chalicelib.adapters.memory import MemoryBlobs, MemoryDocuments
from chalicelib.adapters.passwords import Argon2Passwords
from chalicelib.container import Container
from chalicelib.domain import object_keys
from chalicelib.domain.document import Document
from chalicelib.engines.preview import WebpPreviewer
from chalicelib.services.processing import Processing
from chalicelib.services.quotas import Quotas
from chalicelib.settings import Settings
from infra.local.bootstrap import bootstrap

MEASURED = Path(__file__).parent / "measured.json"
SAMPLE = Path("static_site/sample/page.jpg")
SETS = {"pages_isri": 4, "forms_funsd": 4, "receipts_sroie": 4}
USER, DOCUMENT = "a" * 32, "b" * 32
COLD = """
import resource, sys
from app import container
container().processing
upload = open(sys.argv[1], "rb").read()
reading = container().reader.read(upload, engine=container().settings.ocr_engine)
list(container().speaker.speak(reading.pages, language=None, voice=None))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
"""


def main() -> None:
    """Measure, print and write."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pages = [SAMPLE, *_scans()]
    container = Container(Settings())
    one_document(container, SAMPLE)  # loads the engines
    documents = [one_document(container, page) for page in pages]
    seconds = [document["seconds"] for document in documents]
    measured = {
        "command": "python -m benchmarks.scale.measure",
        "machine": f"{platform.processor() or platform.machine()}, one core, Python {platform.python_version()}",
        "pages": len(pages),
        "seconds": [round(second, 3) for second in seconds],
        "seconds_a_page": round(sum(seconds) / len(seconds), 3),
        "cold_start_seconds": round(cold_start() - seconds[0], 3),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        **{
            name: round(sum(document[name] for document in documents) / len(documents))
            for name in ("characters", "upload_bytes", "result_bytes", "speech_bytes", "files")
        },
        "calls": calls(),
        "log_in_seconds": round(log_in(), 4),
    }
    MEASURED.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    print(MEASURED.read_text(encoding="utf-8"))


def _scans() -> list[Path]:
    data = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "ocr"
    return [
        path
        for name, count in SETS.items()
        for path in sorted((data / name).glob("*"))[: 4 * count : 4]
        if path.suffix in {".png", ".jpg", ".tif"}
    ]


class _NoCounts:
    """A QuotaStore in which everything fits."""

    def pages(self, user_id: str, day: int) -> int:
        return 0

    def stored_bytes(self, user_id: str) -> int:
        return 0

    def charge(self, user_id: str, day: int, pages: int, *, limit: int, document_id: str = "") -> bool:
        return True

    def forget(self, user_id: str, day: int) -> None:
        pass


def one_document(container: Container, page: Path) -> dict[str, Any]:
    """Take one page from upload to speech, its stores in memory."""
    documents, blobs = MemoryDocuments(), MemoryBlobs()
    upload = page.read_bytes()
    documents.add(_document(len(upload)))
    blobs.put(object_keys.source(USER, DOCUMENT), upload, "image/png")
    processing = Processing(
        documents,
        blobs,
        container.reader,
        container.speaker,
        WebpPreviewer,
        container.clock,
        Quotas(_NoCounts(), container.clock, pages_a_day=1, stored_bytes=1),
        engine=container.settings.ocr_engine,
        lease_seconds=container.settings.lease_seconds,
        max_upload_bytes=container.settings.max_upload_bytes,
    )
    start = time.process_time()
    processing.process(object_keys.source(USER, DOCUMENT))
    seconds = time.process_time() - start
    results = {key: content for key, (content, _) in blobs._blobs.items() if key.startswith("results/")}
    text, speech = (results[object_keys.result(USER, DOCUMENT, name)] for name in ("text.txt", "speech.wav"))
    print(f"{seconds:7.2f} s  {len(text.decode()):6} characters  {page}", file=sys.stderr)
    return {
        "seconds": seconds,
        "characters": len(text.decode()),
        "upload_bytes": len(upload),
        "result_bytes": sum(map(len, results.values())),
        "speech_bytes": len(speech),
        "files": len(results),
    }


def _document(size: int) -> Document:
    now = time.time()
    return Document(
        id=DOCUMENT,
        user_id=USER,
        title="page",
        filename="page.png",
        content_type="image/png",
        size=size,
        language="",
        voice="",
        created_at=now,
        updated_at=now,
        upload_expires_at=now,
    )


def cold_start() -> float:
    """Return CPU seconds of a fresh process from Python's start until the sample is read and spoken."""
    command = [sys.executable, "-c", COLD, str(SAMPLE)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **_AWS})
    return float(ended.stdout)


def calls() -> dict[str, int]:
    """Return how often one document's reader calls each AWS operation."""
    os.environ |= _AWS
    counted: Counter[str] = Counter()
    with mock_aws():
        settings = Settings()
        bootstrap(settings)
        container = Container(settings)
        upload = SAMPLE.read_bytes()
        container._document_store.add(_document(len(upload)))
        container._blobs.put(object_keys.source(USER, DOCUMENT), upload, "image/jpeg")

        def count(model: Any, **_: Any) -> None:
            counted[f"{model.service_model.service_name}:{model.name}"] += 1

        for client in (container._dynamodb.meta.client, container._blobs._client):
            client.meta.events.register("before-call", count)
        container.processing.process(object_keys.source(USER, DOCUMENT))
    return dict(sorted(counted.items()))


def log_in() -> float:
    """Return CPU seconds of one password's check, the dearest thing that the API does itself."""
    passwords = Argon2Passwords()
    encoded = passwords.hash("a password")
    start = time.process_time()
    for _ in range(10):
        passwords.verify(encoded, "a password")
    return (time.process_time() - start) / 10


_AWS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "LECTOR_AWS_ENDPOINT": "",
}


if __name__ == "__main__":
    main()
