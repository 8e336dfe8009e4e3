"""What the local AWS keeps over its end, kill -9 included: items of DynamoDB in SQLite, objects of S3 as files.

moto holds all that it has in memory. Beneath it, each write is kept before it is answered, and what was kept comes back
when its table or bucket is made again. Messages of SQS are not kept: the reader asks for unfinished documents when it
starts. Objects live in files alone, so that memory does not grow with them.
"""

from __future__ import annotations

import io
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import quote

import moto.s3.models as s3_models
from moto.backends import get_backend
from moto.core.utils import utcnow
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import Item
from moto.s3.models import FakeBucket, FakeKey, S3Backend

ACCOUNT, REGION = "123456789012", "us-east-1"
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Key = tuple[str, dict[str, Any]]
"""A table's name, and the key attributes of an item in DynamoDB's JSON."""


class Kept:
    """One folder: `aws.sqlite`, and `objects/{bucket}/{key}`. One process has it at a time."""

    def __init__(self, folder: Path) -> None:
        """Open or make it. Raise sqlite3.OperationalError where another process has it."""
        self.objects = folder / "objects"
        self.objects.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            folder / "aws.sqlite", timeout=1, check_same_thread=False, isolation_level=None
        )
        for statement in (
            "PRAGMA locking_mode=EXCLUSIVE",
            # What was committed outlives the process. Only a loss of power may take the last writes with it.
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=NORMAL",
            "CREATE TABLE IF NOT EXISTS items (tbl TEXT, key TEXT, item TEXT, PRIMARY KEY (tbl, key)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS objects (bucket TEXT, key TEXT, content_type TEXT, PRIMARY KEY (bucket, key))"
            " WITHOUT ROWID",
        ):
            self._database.execute(statement)

    def keep_items(self, items: dict[tuple[str, str], str | None]) -> None:
        """Keep the state of items, (table, key) → JSON, None for one that is gone; all or none."""
        with self._lock, self._database:  # which takes all back where one fails
            self._database.execute("BEGIN")
            for (table, key), item in items.items():
                if item is None:
                    self._database.execute("DELETE FROM items WHERE tbl = ? AND key = ?", (table, key))
                else:
                    self._database.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", (table, key, item))

    def items(self, table: str) -> list[dict[str, Any]]:
        """Return the kept items of a table, but for those that DynamoDB would have removed: their time is over."""
        with self._lock:
            rows = self._database.execute("SELECT item FROM items WHERE tbl = ?", (table,)).fetchall()
        items = [json.loads(item) for (item,) in rows]
        now = time.time()
        return [item for item in items if float(item.get("expires_at", {}).get("N", now + 1)) > now]

    def file(self, bucket: str, key: str) -> Path:
        """Return where an object's content is; a key is quoted, so it is a name without folders."""
        return self.objects / bucket / quote(key, safe="")

    def keep_object(self, bucket: str, key: str, content_type: str) -> None:
        """Keep that this object is there; its content is in its file already."""
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO objects VALUES (?, ?, ?)", (bucket, key, content_type))

    def forget_object(self, bucket: str, key: str) -> None:
        """Remove an object."""
        with self._lock:
            self._database.execute("DELETE FROM objects WHERE bucket = ? AND key = ?", (bucket, key))
        self.file(bucket, key).unlink(missing_ok=True)

    def objects_of(self, bucket: str) -> Iterator[tuple[str, str]]:
        """Yield (key, content type) of the kept objects; files that were never complete are removed."""
        with self._lock:
            rows = self._database.execute(
                "SELECT key, content_type FROM objects WHERE bucket = ?", (bucket,)
            ).fetchall()
        folder = self.objects / bucket
        folder.mkdir(exist_ok=True)
        known = {self.file(bucket, key) for key, _ in rows}
        for path in folder.iterdir():
            if path not in known:
                path.unlink()
        yield from ((key, content_type) for key, content_type in rows if self.file(bucket, key).exists())


class Writes:
    """Takes DynamoDB's requests one at a time, as moto needs it to be atomic, and keeps what they wrote."""

    def __init__(self, application: Wsgi, kept: Kept | None) -> None:
        """Args: moto's application; where to keep, None to keep nothing."""
        self._application = application
        self._kept = kept
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; a write is kept before it is answered."""
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if not target.startswith("DynamoDB_"):
            return self._application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        status = ""

        def started(line: str, headers: Any, *rest: Any) -> Any:
            nonlocal status
            status = line
            return start_response(line, headers, *rest)

        with self._lock:
            answer = list(self._application(environ, started))
            if self._kept and target.rpartition(".")[2] in WRITES and status.startswith("200"):
                self._keep(self._kept, written(target.rpartition(".")[2], json.loads(body)))
        return answer

    def _keep(self, kept: Kept, keys: list[Key]) -> None:
        backend: DynamoDBBackend = get_backend("dynamodb")[ACCOUNT][REGION]
        state: dict[tuple[str, str], str | None] = {}
        for table, attributes in keys:
            names = [backend.get_table(table).hash_key_attr, backend.get_table(table).range_key_attr]
            key = {name: attributes[name] for name in names if name}
            item: Item | None = backend.get_item(table, key)
            state[table, json.dumps(key, sort_keys=True)] = json.dumps(item.to_json()["Attributes"]) if item else None
        kept.keep_items(state)


def written(operation: str, request: dict[str, Any]) -> list[Key]:
    """Return the table and key attributes (or more of the item) of all that a write touches."""
    if operation == "TransactWriteItems":
        inner = [entry[kind] for entry in request["TransactItems"] for kind in entry if kind != "ConditionCheck"]
        return [(part["TableName"], part.get("Item") or part["Key"]) for part in inner]
    return [(request["TableName"], request.get("Item") or request["Key"])]


def keep_under_moto(kept: Kept) -> None:
    """Put the folder beneath moto: objects become files, and tables and buckets that are made have what was kept."""

    class FileKey(FakeKey):
        """An object whose content is in a file."""

        @property
        def value(self) -> bytes:
            return kept.file(self.bucket_name or "", self.name).read_bytes()

        @value.setter
        def value(self, content: bytes | None) -> None:
            self._value_buffer.close()
            path = kept.file(self.bucket_name or "", self.name)
            if content is None:  # it is there already
                self.contentsize = path.stat().st_size
                return
            path.parent.mkdir(exist_ok=True)
            fresh = path.with_name(f"{path.name}.{threading.get_ident()}")
            fresh.write_bytes(content)
            fresh.replace(path)
            self.contentsize = len(content)
            self._etag = md5(content, usedforsecurity=False).hexdigest()
            kept.keep_object(self.bucket_name or "", self.name, "binary/octet-stream")

        def set_metadata(self, metadata: Any, replace: bool = False) -> None:
            super().set_metadata(metadata, replace)
            kept.keep_object(self.bucket_name or "", self.name, self._metadata.get("Content-Type", ""))

    def create_bucket(self: S3Backend, bucket_name: str, *arguments: Any, **options: Any) -> FakeBucket:
        bucket = make_bucket(self, bucket_name, *arguments, **options)
        for name, content_type in kept.objects_of(bucket_name):
            stat = kept.file(bucket_name, name).stat()
            etag = f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
            key = FileKey(name, None, self.account_id, REGION, bucket_name=bucket_name, etag=etag)  # type: ignore[arg-type]
            key.last_modified = utcnow().fromtimestamp(stat.st_mtime)
            key._metadata["Content-Type"] = content_type
            bucket.keys[name] = key
        return bucket

    def delete_object(self: S3Backend, bucket_name: str, key_name: str, *arguments: Any, **options: Any) -> Any:
        answer = remove_object(self, bucket_name, key_name, *arguments, **options)
        kept.forget_object(bucket_name, key_name)
        return answer

    def create_table(self: DynamoDBBackend, name: str, *arguments: Any, **options: Any) -> Any:
        table = make_table(self, name, *arguments, **options)
        for item in kept.items(name):
            table.put_item(item)
        return table

    make_bucket, remove_object = S3Backend.create_bucket, S3Backend.delete_object
    make_table = DynamoDBBackend.create_table
    s3_models.FakeKey = FileKey  # type: ignore[misc]
    S3Backend.create_bucket = create_bucket  # type: ignore[method-assign]
    S3Backend.delete_object = delete_object  # type: ignore[method-assign]
    DynamoDBBackend.create_table = create_table  # type: ignore[method-assign]
