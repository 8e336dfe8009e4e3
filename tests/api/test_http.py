"""The form of requests and answers: bodies of every kind, and the description that the API gives of itself."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

import app as lector_app
from chalicelib.container import Container
from chalicelib.errors import InvalidInput, LectorError, UnreadableImage, error_from_json
from tests.conftest import Person


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "invalid_input"),
        ("{", 400, "invalid_input"),
        ("[]", 400, "invalid_input"),
        ('"x"', 400, "invalid_input"),
        ("null", 400, "invalid_input"),
        ("[" * 100_000, 413, "file_too_large"),
        ("[" * 60_000, 400, "invalid_input"),
        ('{"a":' * 1000 + "1" + "}" * 1000, 400, "invalid_input"),
        (b"\xff\xfe{}", 400, "invalid_input"),
        ('{"name": "' + "x" * 70_000 + '"}', 413, "file_too_large"),
        (b"x" * (10 << 20), 413, "file_too_large"),
        ('{"name": NaN}', 400, "invalid_input"),
        ('{"name": 1' + "0" * 5000 + "}", 400, "invalid_input"),
    ],
    ids=range(13),
)
def test_a_body_that_is_no_json_object_is_refused(visitor: Person, body: Any, status: int, code: str) -> None:
    answer = visitor.call("POST", "/users", body)
    assert (answer.status, answer.error) == (status, code)


def test_json_must_say_that_it_is_json(visitor: Person) -> None:
    answer = visitor.call("POST", "/users", "name=Ana", Content_Type="application/x-www-form-urlencoded")
    assert (answer.status, answer.error) == (415, "unsupported_format")
    assert visitor.call("POST", "/users", {}, Content_Type="Application/JSON; charset=utf-8").error == "invalid_input"


def test_a_wrong_method_gets_the_common_form(visitor: Person) -> None:
    answer = visitor.call("PUT", "/users")
    assert (answer.status, answer.error) == (405, "method_not_allowed")


def test_nothing_is_kept_by_caches(ana: Person) -> None:
    assert ana.call("GET", "/users/me").headers["Cache-Control"] == "no-store"
    assert ana.call("GET", "/documents/x").headers["Cache-Control"] == "no-store"


PICTURE = (Path(__file__).parents[1] / "data" / "hello.png").read_bytes()
ENCODED = base64.b64encode(PICTURE).decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PICTURE, "image/png"),
        (PICTURE, "application/octet-stream"),
        (PICTURE, "image/x-unheard-of"),
        (PICTURE, "text/plain"),
        ({"image": ENCODED}, "application/json"),
        ({"image": f"data:image/png;base64,{ENCODED}"}, "application/json"),
        ({"image": f"data:image/png;name=a.png;base64,{ENCODED}"}, "application/json"),
        ({"image": f"data:video/webm;codecs=vp8,opus;base64,{ENCODED}"}, "application/json"),
        ({"image": f"DATA:;BASE64,{ENCODED}"}, "application/json"),
        ({"image": "\n".join(re.findall(".{1,76}", ENCODED))}, "application/json"),
    ],
)
def test_a_picture_comes_in_many_wrappings(ana: Person, body: Any, content_type: str) -> None:
    answer = ana.call("POST", "/recognitions/text", body, Content_Type=content_type)
    assert answer.status == 200
    page = answer.body["pages"][0]
    assert (page["width"], page["height"], page["rotation"], page["words"]) == (320, 80, 0, [])
    assert set(answer.body) == {"engine", "language", "seconds", "text", "pages"}


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"", "image/png", 422, "empty_file"),
        (b"not a picture", "image/png", 415, "unsupported_format"),
        (PICTURE[:200], "image/png", 422, "unreadable_image"),
        (b"x" * ((4 << 20) + 1), "image/png", 413, "file_too_large"),
        ({"image": "%%%"}, "application/json", 400, "invalid_input"),
        ({"image": "é"}, "application/json", 400, "invalid_input"),
        ({"image": 7}, "application/json", 400, "invalid_input"),
        ({}, "application/json", 400, "invalid_input"),
        ({"image": ""}, "application/json", 422, "empty_file"),
        ({"image": "data:image/png,%89PNG"}, "application/json", 400, "invalid_input"),
        ({"image": ENCODED, "language": 7}, "application/json", 400, "invalid_input"),
        ("{", "application/json", 400, "invalid_input"),
    ],
    ids=range(12),
)
def test_what_is_no_picture_is_refused(ana: Person, body: Any, content_type: str, status: int, code: str) -> None:
    answer = ana.call("POST", "/recognitions/text", body, Content_Type=content_type)
    assert (answer.status, answer.error) == (status, code)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps({"image": ENCODED}).encode(), "application/x-www-form-urlencoded"),
        (b"\n {}", "application/vnd.api+json"),
        (b'--a\r\nContent-Disposition: form-data; name="image"\r\n\r\n' + PICTURE, "multipart/form-data; boundary=a"),
    ],
)
def test_what_curl_sends_by_itself_is_answered_with_what_to_send(ana: Person, body: bytes, content_type: str) -> None:
    answer = ana.call("POST", "/recognitions/text", body, Content_Type=content_type)
    assert (answer.status, answer.error) == (415, "unsupported_format")
    assert "Content-Type: application/json" in answer.body["error"]["message"]


def test_health_says_what_runs(visitor: Person) -> None:
    answer = visitor.call("GET", "/health")
    assert (answer.status, answer.body["status"], answer.body["service"]) == (200, "ok", "lector")
    assert {"lector", "python", "chalice"} <= set(answer.body["versions"])


def test_voices_are_listed_with_their_languages(visitor: Person) -> None:
    voices = visitor.call("GET", "/voices").body["voices"]
    assert {"en", "es"} <= {voice["language"] for voice in voices}
    assert all(voice["name"] and voice["engine"] for voice in voices)


def test_the_description_has_every_route_and_no_other(visitor: Person) -> None:
    described = visitor.call("GET", "/openapi.json").body
    paths = {
        path: {method.upper() for method in item if method != "parameters"} for path, item in described["paths"].items()
    }
    assert paths == {path: set(methods) for path, methods in lector_app.app.routes.items()}


def test_the_description_is_valid_openapi(visitor: Person) -> None:
    from openapi_spec_validator import validate

    validate(visitor.call("GET", "/openapi.json").body)


def test_the_readers_function_answers_and_fails_in_json(container: Container) -> None:
    request = {"kind": "text", "data": ENCODED, "options": {}}
    answer = lector_app.recognise(request, None)
    assert answer["answer"]["pages"][0]["width"] == 320
    failed = lector_app.recognise(request | {"data": ""}, None)
    assert json.dumps(failed)
    assert failed["error"]["code"] == "empty_file"
    assert lector_app.recognise(request | {"kind": "mind"}, None)["error"]["code"] == "not_found"


def test_an_error_survives_the_way_from_one_function_to_another() -> None:
    for error in (UnreadableImage("Broken."), InvalidInput(fields={"name": "Too long."}), LectorError()):
        again = error_from_json(error.as_json())
        assert (type(again), again.as_json()) == (type(error), error.as_json())
    assert error_from_json({"code": "of the future"}).status == 500
