"""Documents over HTTP: whose they are, what they show, what is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import boto3
import pytest

from chalicelib.container import Container
from tests.conftest import NOW, Person, StoppedClock


def test_announcing_a_file_gives_a_form_for_exactly_it(ana: Person) -> None:
    answer = ana.announce(filename="C:\\scans\\My letter.png", size=12345)
    assert answer.status == 201
    document, upload = answer.body["document"], answer.body["upload"]
    assert (document["state"], document["title"], document["links"]) == ("awaiting_upload", "My letter.png", {})

    user_id = ana.call("GET", "/users/me").body["user"]["id"]
    key = f"uploads/{user_id}/{document['id']}/source"
    assert upload["fields"]["key"] == key
    assert upload["expires_at"] == NOW + 300
    conditions = json.loads(base64.b64decode(upload["fields"]["policy"]))["conditions"]
    assert {"key": key} in conditions
    assert {"Content-Type": "image/png"} in conditions
    assert ["content-length-range", 1, 12345] in conditions


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content_type": "text/html"}, "content_type"),
        ({"content_type": "image/svg+xml"}, "content_type"),
        ({"content_type": "image/png; charset=x"}, "content_type"),
        ({"size": 0}, "size"),
        ({"size": -1}, "size"),
        ({"size": (25 << 20) + 1}, "size"),
        ({"size": "1000"}, "size"),
        ({"size": True}, "size"),
        ({"size": 10**30}, "size"),
        ({"filename": ""}, "filename"),
        ({"filename": "x" * 256}, "filename"),
        ({"language": "tlh"}, "language"),
        ({"voice": "x" * 65}, "voice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_the_upload(
    ana: Person, change: dict[str, Any], field: str
) -> None:
    answer = ana.announce(**change)
    assert (answer.status, answer.error, list(answer.fields)) == (400, "invalid_input", [field])
    assert ana.call("GET", "/documents").body["documents"] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x07b\x1b[31m.png", "\u202egnp.exe", "/", "…"])
def test_a_hostile_name_becomes_a_harmless_title(ana: Person, name: str) -> None:
    title = ana.announce(filename=name).body["document"]["title"]
    assert title
    assert "/" not in title
    assert title.isprintable()


def test_history_is_newest_first_and_ones_own(ana: Person, ben: Person, clock: StoppedClock) -> None:
    for number in range(5):
        ana.announce(filename=f"{number}.png")
        clock.pass_by(1)
    ben.announce(filename="bens.png")
    first = ana.call("GET", "/documents?limit=3").body
    rest = ana.call("GET", f"/documents?limit=3&cursor={first['cursor']}").body
    assert [d["title"] for d in first["documents"] + rest["documents"]] == [f"{n}.png" for n in (4, 3, 2, 1, 0)]
    assert rest["cursor"] is None
    assert [d["title"] for d in ana.call("GET", "/documents?q=3.PNG").body["documents"]] == ["3.png"]
    for wrong in ("limit=0", "limit=101", "limit=x", "cursor=x"):
        assert ana.call("GET", f"/documents?{wrong}").error == "invalid_input"


def test_a_document_can_be_renamed_and_deleted(ana: Person, bucket: Any) -> None:
    document = ana.announce().body["document"]
    path = f"/documents/{document['id']}"
    assert ana.call("PATCH", path, {"title": "Grandma's letter"}).body["document"]["title"] == "Grandma's letter"
    assert ana.call("PATCH", path, {"title": " \n "}).fields.keys() == {"title"}
    user_id = ana.call("GET", "/users/me").body["user"]["id"]
    bucket.put_object(Key=f"uploads/{user_id}/{document['id']}/source", Body=b"x")
    bucket.put_object(Key=f"results/{user_id}/{document['id']}/text.txt", Body=b"x")
    assert ana.call("DELETE", path).status == 204
    assert ana.call("GET", path).error == "not_found"
    assert ana.call("DELETE", path).status == 404
    assert list(bucket.objects.all()) == []


def test_another_persons_document_is_as_absent_as_one_that_never_was(ana: Person, ben: Person) -> None:
    document_id = ana.announce().body["document"]["id"]
    for path in (f"/documents/{document_id}", f"/documents/{'0' * 32}", "/documents/x", "/documents/%2e%2e"):
        for method, body in (("GET", None), ("PATCH", {"title": "mine"}), ("DELETE", None)):
            answer = ben.call(method, path, body)
            assert (answer.status, answer.error) == (404, "not_found")
    assert ana.call("GET", f"/documents/{document_id}").status == 200


def test_an_upload_that_never_comes_shows_as_failed(ana: Person, clock: StoppedClock) -> None:
    path = f"/documents/{ana.announce().body['document']['id']}"
    clock.pass_by(360)
    assert ana.call("GET", path).body["document"]["state"] == "awaiting_upload"
    clock.pass_by(1)
    document = ana.call("GET", path).body["document"]
    assert (document["state"], document["error"]["code"]) == ("failed", "upload_missing")


def test_without_a_token_nothing_is_shown(visitor: Person) -> None:
    for method, path in (
        ("POST", "/documents"),
        ("GET", "/documents"),
        ("GET", f"/documents/{'0' * 32}"),
        ("PATCH", f"/documents/{'0' * 32}"),
        ("DELETE", f"/documents/{'0' * 32}"),
        ("DELETE", "/sessions/current"),
        ("GET", "/users/me"),
        ("PATCH", "/users/me"),
        ("DELETE", "/users/me"),
        ("POST", "/recognitions/text"),
    ):
        answer = visitor.call(method, path, {})
        assert (answer.status, answer.error) == (401, "not_signed_in")


def test_a_store_that_breaks_gives_an_error_without_its_insides(
    ana: Person, container: Container, caplog: pytest.LogCaptureFixture
) -> None:
    boto3.client("dynamodb").delete_table(TableName=container.settings.documents_table)
    answer = ana.call("GET", "/documents")
    assert (answer.status, answer.error) == (500, "internal")
    assert "Traceback" not in str(answer.body)
    assert "ResourceNotFound" not in str(answer.body)
    assert "a view broke" in caplog.text
