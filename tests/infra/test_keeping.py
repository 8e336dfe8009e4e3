"""What was answered with success is there again, however the local cloud ended."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from werkzeug.serving import make_server

from infra.local.client import ApiError, Client
from infra.local.keeping import Kept, Writes, written
from infra.local.quick_moto import Handler, ThreeServices
from infra.local.supervisor import Addresses, LocalCloud, free_ports

ROOT = Path(__file__).parents[2]
HELLO = ROOT / "tests" / "data" / "hello.png"


@contextmanager
def lector(data: str) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """Run the local cloud as `make run` does; the test ends it, and how."""
    port, aws_port = map(str, free_ports(2))
    command = [sys.executable, "-m", "infra.local", "--port", port, "--aws-port", aws_port, "--data", data]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    with process:
        try:
            assert "Lector runs" in process.stdout.readline()  # type: ignore[union-attr]
            yield Client(f"http://localhost:{port}"), process
        finally:
            if process.poll() is None:
                process.terminate()
            process.stdout.read()  # type: ignore[union-attr]


def test_accounts_and_documents_outlive_kill_and_ctrl_c(tmp_path: Path) -> None:
    with lector(str(tmp_path)) as (ana, process):
        ana.register("Ana", "ana@example.org", "correct horse")
        token = ana.log_in("ana@example.org", "correct horse")
        done = ana.wait(ana.send(HELLO))
        assert done["state"] == "done"
        text = ana.result(done["links"]["text"])
        deleted, under_way = ana.send(HELLO), ana.send(HELLO)
        ana.call("DELETE", f"/documents/{deleted}")
        ana.call("PATCH", "/users/me", json={"name": "Ana María"})
        process.kill()
        process.wait()

    with lector(str(tmp_path)) as (again, process):
        again._http.headers["Authorization"] = f"Bearer {token}"
        assert again.call("GET", "/users/me")["user"]["name"] == "Ana María"
        after = again.document(done["id"])
        assert {**after, "links": {}} == {**done, "links": {}}
        assert again.result(after["links"]["text"]) == text
        assert again.result(after["links"]["speech"])[:4] == b"RIFF"
        with pytest.raises(ApiError, match="404"):
            again.document(deleted)
        assert again.wait(under_way)["state"] == "done"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0

    with lector(str(tmp_path)) as (third, _):
        third.log_in("ana@example.org", "correct horse")
        assert len(third.call("GET", "/documents")["documents"]) == 2
        third.call("DELETE", "/users/me", json={"password": "correct horse"})
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []
    left = Kept(tmp_path).items("lector-users")
    assert all(set(item) == {"key", "requests", "expires_at"} for item in left), "counts of addresses, for minutes"


def test_a_reader_that_is_killed_is_replaced_and_its_document_read(tmp_path: Path) -> None:
    with LocalCloud(Addresses(*free_ports(2)), tmp_path) as cloud:
        ana = Client(cloud.addresses.site)
        ana.register("Ana", "ana@example.org", "correct horse")
        ana.log_in("ana@example.org", "correct horse")
        ana.wait(ana.send(HELLO))
        document_id = ana.send(HELLO)
        cloud._children["reader"].kill()
        cloud._children["reader"].wait()
        assert cloud._replace_reader()
        assert ana.wait(document_id)["state"] == "done"


def test_memory_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lector("memory") as (ana, process):
        ana.register("Ana", "ana@example.org", "correct horse")
        process.kill()
        process.wait()
    with lector("memory") as (again, _), pytest.raises(ApiError, match="wrong_credentials"):
        again.log_in("ana@example.org", "correct horse")
    assert not (ROOT / "memory").exists()


def test_a_full_disk_is_told_and_hinders_nothing_later(tmp_path: Path) -> None:
    kept, (port,) = Kept(tmp_path), free_ports(1)
    server = make_server("127.0.0.1", port, Writes(ThreeServices(), kept), threaded=True, request_handler=Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
    )
    dynamodb.create_table(
        TableName="full",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    (pages,) = kept._database.execute("PRAGMA page_count").fetchone()
    kept._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ClientError, match="500"):
        dynamodb.put_item(TableName="full", Item={"key": {"S": "large"}, "text": {"S": "x" * 100_000}})
    kept._database.execute(f"PRAGMA max_page_count = {pages + 100}")
    dynamodb.put_item(TableName="full", Item={"key": {"S": "later"}})
    assert kept.items("full") == [{"key": {"S": "later"}}]
    dynamodb.delete_table(TableName="full")
    dynamodb.close()
    server.shutdown()
    server.server_close()
    serving.join()


class TestKept:
    def test_of_items_together_all_are_kept_or_none(self, tmp_path: Path) -> None:
        kept = Kept(tmp_path)
        with pytest.raises(sqlite3.Error):
            kept.keep_items({("t", "1"): "{}", ("t", "2"): ["no text"]})  # type: ignore[dict-item]  # SQLite refuses it
        assert kept.items("t") == []
        kept.keep_items({("t", "3"): '{"n": "3"}'})
        assert kept.items("t") == [{"n": "3"}]

    def test_items_are_there_again_as_they_were_last(self, tmp_path: Path) -> None:
        first = Kept(tmp_path)
        first.keep_items({("t", "1"): '{"n": "old"}', ("t", "2"): '{"n": "two"}'})
        first.keep_items({("t", "1"): '{"n": "new"}', ("t", "2"): None, ("u", "1"): '{"n": "other"}'})
        first._database.close()
        assert Kept(tmp_path).items("t") == [{"n": "new"}]

    def test_what_expired_does_not_come_back(self, tmp_path: Path) -> None:
        kept = Kept(tmp_path)
        kept.keep_items(
            {("t", "1"): '{"expires_at": {"N": "1000"}}', ("t", "2"): '{"expires_at": {"N": "99999999999"}}'}
        )
        assert [item["expires_at"]["N"] for item in kept.items("t")] == ["99999999999"]

    def test_what_was_never_complete_is_removed(self, tmp_path: Path) -> None:
        kept = Kept(tmp_path)
        assert list(kept.objects_of("b")) == []
        for key in ("uploads/a/source", "half"):
            kept.file("b", key).write_bytes(b"x")
        kept.keep_object("b", "uploads/a/source", "image/png")
        kept.keep_object("b", "lost", "image/png")
        assert list(kept.objects_of("b")) == [("uploads/a/source", "image/png")]
        assert not kept.file("b", "half").exists()

    @pytest.mark.parametrize("key", ["../../x", "/etc/passwd", "a/../b", "..", "ä b"])
    def test_no_key_leaves_the_folder(self, tmp_path: Path, key: str) -> None:
        path = Kept(tmp_path).file("bucket", key)
        assert path.parent == tmp_path / "objects" / "bucket"

    def test_all_that_a_transaction_touches_is_kept(self) -> None:
        put = {"Put": {"TableName": "t", "Item": {"key": {"S": "a"}, "n": {"N": "1"}}}}
        delete = {"Delete": {"TableName": "t", "Key": {"key": {"S": "b"}}}}
        check = {"ConditionCheck": {"TableName": "t", "Key": {"key": {"S": "c"}}}}
        touched = written("TransactWriteItems", {"TransactItems": [put, delete, check]})
        assert [attributes["key"]["S"] for _, attributes in touched] == ["a", "b"]
