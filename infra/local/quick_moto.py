"""What makes moto quick enough for many people at once. All answers stay as they are.

moto has one way for all of AWS's services: it guesses which one is meant, and writes each answer by the description of
its shape, every attribute of an item with ten guesses. It copies whole tables before a transaction, and opens a new
connection for each request. Here are three services, thousands of items, and hundreds of requests a second, most of
which look up an item by its key.

It also hands messages to those who wait for one and have died meanwhile, which would delay a document by minutes, and
the same message to two who ask in the same moment.
"""

from __future__ import annotations

import io
import json
import logging
import select
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any

import moto.core.responses
from flask import Flask
from moto.backends import get_backend
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.expressions import UpdateExpressionParser  # type: ignore[attr-defined]
from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from moto.sqs.models import Message, SQSBackend

from infra.local.keeping import ACCOUNT, REGION

log = logging.getLogger("lector.aws")
LOOK_UPS = {"DynamoDB_20120810.GetItem", "DynamoDB_20120810.BatchGetItem"}
LOOK_SECONDS = 1
"""How often somebody who waits for a message is looked after."""
_asking = threading.local()
_taking = threading.Lock()
"""moto looks for messages that nobody has and marks them as somebody's in two steps."""


class ThreeServices:
    """The WSGI application of DynamoDB, SQS and S3, told apart by the header that the first two have."""

    def __init__(self) -> None:
        """Make the three applications."""
        made = (create_backend_app(service) for service in ("dynamodb", "sqs", "s3"))
        self._dynamodb, self._sqs, self._s3 = map(_in_use, made)

    def _chosen(self, target: str) -> Flask:
        if target.startswith("DynamoDB_"):
            return self._dynamodb
        return self._sqs if target.startswith("AmazonSQS.") else self._s3

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer a request."""
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target in LOOK_UPS and f"/{REGION}/" in environ.get("HTTP_AUTHORIZATION", ""):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            answer = looked_up(get_backend("dynamodb")[ACCOUNT][REGION], body)
            if answer is not None:
                start_response("200 OK", [("Content-Type", "application/x-amz-json-1.0")])
                return [json.dumps(answer).encode()]
            environ["wsgi.input"] = io.BytesIO(body)
        return self._chosen(target)(environ, start_response)


def _in_use(application: Flask) -> Flask:
    """Take an application out of debug mode, in which moto starts it and each request makes a new class."""
    application.debug = False
    application.config["PROPAGATE_EXCEPTIONS"] = True
    return application


class Handler(MotoRequestHandler):
    """Keeps connections open, which werkzeug's does not, and sends each answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: what is asked is told by those who ask."""

    def handle_expect_100(self) -> bool:
        """Tell at once that the body may come."""
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def run_wsgi(self) -> None:
        """Take the whole request, so that the next one can follow it, and answer."""
        environ, length = self.make_environ(), self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
        elif not length.isdecimal():
            self.send_error(HTTPStatus.BAD_REQUEST)  # and the connection ends: nobody knows where the next one begins
            return
        else:
            environ["wsgi.input"] = io.BytesIO(self.rfile.read(int(length)))
        _asking.connection = self.connection
        status, headers = "", list[tuple[str, str]]()
        pieces: list[bytes] = []

        def start_response(line: str, fields: list[tuple[str, str]], _: Any = None, /) -> Callable[[bytes], None]:
            nonlocal status, headers
            status, headers = line, fields
            return pieces.append

        try:
            answer = self.server.app(environ, start_response)
            pieces += answer
            if hasattr(answer, "close"):
                answer.close()
        except Exception:
            log.exception("moto failed at %s %s", self.command, self.path.partition("?")[0])
            status, headers, pieces = "500 Internal Server Error", [], []  # whatever was to be said before
        body = b"".join(pieces)
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        if self.close_connection:
            headers = [*headers, ("Connection", "close")]
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


def looked_up(backend: DynamoDBBackend, body: bytes) -> dict[str, Any] | None:
    """Return what GetItem or BatchGetItem answers, None where that is more than finding items by their keys."""
    match _json(body):
        case {"TableName": str(table), "Key": key, **options} if options.keys() <= {"ConsistentRead"}:
            found = _find(backend, table, key)
            return None if found is None else {"Item": found[0]} if found else {}
        case {"RequestItems": dict(wanted), **options} if not options:
            responses = {}
            for table, request in wanted.items():
                match request:
                    case {"Keys": [key], **options} if options.keys() <= {"ConsistentRead"}:
                        responses[table] = _find(backend, table, key)
                    case _:
                        return None
            return None if None in responses.values() else {"Responses": responses, "UnprocessedKeys": {}}
    return None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _find(backend: DynamoDBBackend, table: str, key: Any) -> list[dict[str, Any]] | None:
    """Return the item of a key of texts in a list, or an empty list; None where there is no such table or key."""
    match backend.tables.get(table), key:
        case Table() as known, dict() if key.keys() == {*filter(None, (known.hash_key_attr, known.range_key_attr))}:
            if all(isinstance(value, dict) and [*value] == ["S"] and value["S"] for value in key.values()):
                item = backend.get_item(table, key)
                return [{name: plain(value) for name, value in item.attrs.items()}] if item else []
    return None


def hung_up() -> bool:
    """Return whether whom this thread answers has closed the connection."""
    connection: socket.socket = _asking.connection
    readable, _, _ = select.select([connection], [], [], 0)
    try:
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def quicken() -> None:
    """Have moto write items as they are, read an expression once, and copy no table for a transaction.

    And have nobody receive a message who is gone.
    """
    write_structure = BaseJSONSerializer._serialize_type_structure
    transact = DynamoDBBackend.transact_write_items
    receive = SQSBackend.receive_message

    def write(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and isinstance(value, DynamoType | dict) and key:
            serialized[key] = plain(value)
        else:
            write_structure(self, serialized, value, shape, key)

    def transact_with_undo(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        before = [(table, key, deepcopy(self.get_item(table, key))) for table, key in touched(self, transact_items)]
        try:
            transact(self, transact_items)
        except Exception:
            for table, key, item in before:
                put_back(self, table, key, item)
            raise

    def receive_while_there(
        self: SQSBackend,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> list[Message]:
        end = time.monotonic() + wait_seconds_timeout
        while not hung_up():
            with _taking:
                messages = receive(self, queue_name, count, 0, visibility_timeout, message_attribute_names)
            if messages or time.monotonic() >= end:
                return messages
            self.get_queue(queue_name).wait_for_messages(LOOK_SECONDS)
        return []

    SQSBackend.receive_message = receive_while_there  # type: ignore[method-assign]
    BaseJSONSerializer._serialize_type_structure = write  # type: ignore[method-assign]
    moto.core.responses.method_names_from_class = cache(method_names_from_class)  # type: ignore[attr-defined]
    # Whoever changes what was made of an expression copies it before.
    UpdateExpressionParser.make = lru_cache(256)(UpdateExpressionParser.make)
    DynamoDBBackend.transact_write_items = transact_with_undo  # type: ignore[method-assign]
    # What moto copies, for all items that there are, to put it back where a transaction fails.
    Table.__deepcopy__ = lambda table, memo: table  # type: ignore[attr-defined]


def touched(backend: DynamoDBBackend, parts: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield table and key of each item that a transaction writes; of tables that are there."""
    for part in parts:
        for kind, written in part.items():
            table = backend.tables.get(written.get("TableName", ""))
            if table and kind != "ConditionCheck":
                attributes = written["Item"] if kind == "Put" else written["Key"]
                names = (table.hash_key_attr, table.range_key_attr)
                yield table.name, {name: attributes[name] for name in names if name}


def put_back(backend: DynamoDBBackend, table: str, key: dict[str, Any], item: Item | None) -> None:
    """Make an item what it was, None where it was not there."""
    backend.delete_item(table, key)
    if item:
        items: Any = backend.tables[table].items
        if item.range_key:
            items[item.hash_key][item.range_key] = item
        else:
            items[item.hash_key] = item


def plain(value: DynamoType | dict[str, Any]) -> dict[str, Any]:
    """Return an attribute as DynamoDB's JSON has it, such as {"S": "text"}."""
    ((kind, content),) = [(value.type, value.value)] if isinstance(value, DynamoType) else value.items()
    if kind == "M":
        return {kind: {name: plain(inner) for name, inner in content.items()}}
    if kind == "L":
        return {kind: [plain(inner) for inner in content]}
    if kind == "BS":
        return {kind: [_base64(inner) for inner in content]}
    return {kind: _base64(content) if kind == "B" else content}


def _base64(content: bytes | str) -> str:
    return b64encode(content).decode() if isinstance(content, bytes) else content
