"""What the logs of the cloud tell, and what they must not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.logs import JsonLines, start
from tests.conftest import Person
from tests.events.conftest import Queue, ScriptedOcr, Uploader, words

SECRETS = ("Hello", "reader.", "ana@example.org", "correct horse", "Secret words")


class Lines:
    """What was logged."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The process's logs, as in Lambda."""
    root, stream = logging.getLogger(), io.StringIO()
    levels = {name: logging.getLogger(name).level for name in ("lector", "chalicelib")}
    handler, others = logging.StreamHandler(stream), root.handlers[:]
    root.handlers[:] = [handler]
    start(1024)
    yield Lines(stream)
    root.handlers[:] = others
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_document_is_one_line_in_numbers(uploader: Uploader, queue: Queue, lines: Lines) -> None:
    document = uploader.upload()
    queue.work()
    (line,) = [line for line in lines.all() if line.get("document") == document]
    assert (line["state"], line["pages"], line["words"]) == ("done", 1, 2)
    assert line.keys() >= {"reading_seconds", "speaking_seconds", "seconds", "dollars", "bytes"}


def test_nothing_that_people_wrote_is_logged(
    uploader: Uploader, queue: Queue, ocr: ScriptedOcr, ana: Person, lines: Lines
) -> None:
    """Whatever goes well, badly or breaks: no text, email, password or token."""

    def broken() -> Any:
        raise ValueError("cannot read 'Secret words' of ana@example.org")

    ocr.script = [broken, lambda: [words("Secret", "words")]]
    uploader.upload(filename="Secret words.png")
    queue.work()
    queue.make_visible()
    queue.work()
    uploader.upload(b"no picture", filename="Secret words.png")
    queue.work()
    ana.call("POST", "/sessions", {"email": "ana@example.org", "password": "wrong horse"})
    ana.call("POST", "/documents", {"filename": "Secret words"})
    assert any(line.get("error", {}).get("type") == "ValueError" for line in lines.all())
    for secret in (*SECRETS, ana.token):
        assert secret not in lines.text


def test_an_exception_is_told_by_type_and_place() -> None:
    try:
        try:
            raise KeyError("a secret")
        except KeyError as error:
            raise RuntimeError("another secret") from error
    except RuntimeError as error:
        record = logging.LogRecord(
            "lector",
            logging.ERROR,
            "f.py",
            1,
            "%s broke: %r",
            ("it", error),
            (RuntimeError, error, error.__traceback__),
        )
    line = json.loads(JsonLines(0).format(record))
    assert line["message"] == "it broke: 'RuntimeError'"
    assert line["error"]["from"]["type"] == "KeyError"
    assert "test_logs.py" in line["error"]["at"][-1]
    assert "secret" not in json.dumps(line)


def test_each_record_is_one_line() -> None:
    record = logging.LogRecord("lector", logging.INFO, "f.py", 1, "two\nlines", (), None)
    assert len(JsonLines(0).format(record).splitlines()) == 1
