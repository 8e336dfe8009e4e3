"""The collected malformed files through the API, at once and by upload: an answer each, never an error of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chalicelib.container import Container
from chalicelib.services.processing import Processing
from tests.events.conftest import Queue, Uploader

DATA = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "malformed_images"
FILES = sorted(path for path in DATA.glob("*") if path.suffix not in {".csv", ".md", ".txt"})


@pytest.mark.data
@pytest.mark.skipif(not FILES, reason=f"needs {DATA}")
def test_each_gets_an_answer_and_all_after_it_are_read(
    uploader: Uploader, queue: Queue, processing: Processing, container: Container
) -> None:
    processing._reader._decoder = container._isolated_decoder
    document_ids = {}
    for path in FILES:
        data = path.read_bytes()
        answer = uploader.person.call("POST", "/recognitions/text", data, Content_Type="application/octet-stream")
        assert answer.status in {200, 413, 415, 422}, path.name
        if data:
            document_ids[path.name] = uploader.upload(data)
    queue.work()
    for name, document_id in document_ids.items():
        document = uploader.see(document_id)
        assert document["state"] in {"done", "failed"}, name
        assert document["can_retry"] is False, name
    assert queue.left() == (0, 0)
    healthy = uploader.upload()
    queue.work()
    assert uploader.see(healthy)["state"] == "done"
