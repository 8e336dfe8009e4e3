"""Every route × every kind of stranger. The routes come from the app, so a new one is walked unnamed."""

from __future__ import annotations

from typing import Any

import pytest

import app as lector_app
from chalicelib.container import Container
from tests.conftest import Person, StoppedClock

ROUTES = sorted((method, path) for path, methods in lector_app.app.routes.items() for method in methods)
PUBLIC = {
    ("GET", "/health"),
    ("GET", "/openapi.json"),
    ("GET", "/voices"),
    ("POST", "/password-resets"),
    ("POST", "/sessions"),
    ("POST", "/users"),
    ("PUT", "/email-verifications"),
    ("PUT", "/password-resets"),
}
READ = {("GET", "/documents"), ("GET", "/documents/{document_id}"), ("GET", "/users/me")}
"""What a key to read opens. A key for all opens also what lies below DOCUMENTS."""
DOCUMENTS = ("/documents", "/recognitions/")
CLOSED = [route for route in ROUTES if route not in PUBLIC]
BODY: dict[str, Any] = {"title": "mine", "name": "mine", "scope": "all", "password": "correct horse"}


class House:
    """Ana's things, by the names of the routes' parameters."""

    def __init__(self, ana: Person) -> None:
        self.ana = ana
        key = ana.call("POST", "/keys", {"name": "backup", "scope": "all"}).body
        read = ana.call("POST", "/keys", {"name": "look", "scope": "read"}).body
        self.keys = {"all": key["secret"], "read": read["secret"]}
        self.ids = {
            "document_id": ana.announce().body["document"]["id"],
            "session_id": ana.call("GET", "/sessions").body["sessions"][0]["id"],
            "key_id": key["key"]["id"],
        }

    def path(self, template: str) -> str:
        return template.format(**self.ids)

    def unchanged(self) -> bool:
        """Tell whether all is as it was."""
        document = self.ana.call("GET", f"/documents/{self.ids['document_id']}")
        return (
            document.status == 200
            and document.body["document"]["title"] == "letter.png"
            and len(self.ana.call("GET", "/keys").body["keys"]) == 2
            and self.ana.call("GET", "/users/me").body["user"]["name"] == "Ana"
        )


@pytest.fixture
def house(ana: Person) -> House:
    return House(ana)


def with_token(token: str) -> Person:
    person = Person()
    person.token = token
    return person


def test_every_route_is_public_on_purpose_or_closed() -> None:
    assert set(ROUTES) >= PUBLIC
    assert len(CLOSED) >= 15


def test_who_is_not_signed_in_gets_nowhere(house: House, container: Container, clock: StoppedClock) -> None:
    ended = Person()
    ended.log_in()
    ended.call("DELETE", "/sessions/current")
    device = container.accounts._tokens.issue_device(house.ana.call("GET", "/users/me").body["user"]["id"])
    foreign = house.ana.token[:-6] + "AAAAAA"
    strangers = {
        "nobody": "",
        "logged out": ended.token,
        "forged": foreign,
        "a device": device,
        "a key": "lector_x_y_z",
    }
    for name, token in strangers.items():
        for method, path in CLOSED:
            answer = with_token(token).call(method, house.path(path), BODY)
            assert (answer.status, answer.error) == (401, "not_signed_in"), (name, method, path)
    assert house.unchanged()


def test_another_person_finds_nothing_of_hers(house: House, ben: Person) -> None:
    with_ids = [(method, path) for method, path in CLOSED if "{" in path]
    assert {path for _, path in with_ids} == {path for _, path in ROUTES if "{" in path}
    for method, path in with_ids:
        answer = ben.call(method, house.path(path), BODY)
        assert (answer.status, answer.error) == (404, "not_found"), (method, path)
    assert house.unchanged()


@pytest.mark.parametrize("odd", ["x", "0" * 32, "0" * 31, "%2e%2e", "A" * 32, "key%23x", "%00", "é" * 10, "x" * 500])
def test_ids_that_are_none_find_nothing(house: House, odd: str) -> None:
    for method, path in CLOSED:
        if "{" in path and "current" not in path:
            answer = house.ana.call(method, path.format(document_id=odd, session_id=odd, key_id=odd), BODY)
            assert (answer.status, answer.error) == (404, "not_found"), (method, path)


@pytest.mark.parametrize("scope", ["read", "all"])
def test_a_key_opens_what_it_is_for_and_no_more(house: House, scope: str) -> None:
    program = with_token(house.keys[scope])
    for method, path in CLOSED:
        answer = program.call(method, house.path(path), b"")
        opens = (method, path) in READ or (scope == "all" and path.startswith(DOCUMENTS))
        assert (answer.status == 403) != opens, (method, path, answer.status)
