"""Accounts over HTTP, as a person and as a stranger would try them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.conftest import Person, StoppedClock


def test_a_person_registers_logs_in_and_out(visitor: Person) -> None:
    registered = visitor.register()
    assert registered.status == 201
    user = registered.body["user"]
    assert user == {"id": user["id"], "name": "Ana", "email": "ana@example.org", "must_verify_email": False}

    session = visitor.log_in()
    assert session.status == 201
    assert set(session.body) == {"token", "expires_at", "user"}
    assert visitor.call("GET", "/users/me").body["user"] == session.body["user"]

    assert visitor.call("DELETE", "/sessions/current").status == 204
    after = visitor.call("GET", "/users/me")
    assert (after.status, after.error) == (401, "not_signed_in")


def test_no_answer_tells_the_password_or_its_hash(visitor: Person) -> None:
    for answer in (visitor.register(), visitor.log_in(), visitor.call("GET", "/users/me")):
        assert "argon2" not in str(answer.body)
        assert "correct horse" not in str(answer.body)


@pytest.mark.parametrize("email", ["ANA@example.org", "  ana@Example.ORG ", "ａｎａ@example.org"])
def test_an_email_is_the_same_however_it_is_typed(visitor: Person, email: str) -> None:
    visitor.register()
    taken = visitor.register(email)
    assert (taken.status, taken.error) == (409, "email_taken")
    assert "email" in taken.fields
    assert visitor.log_in(email).status == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "A\x07na"}, "name"),
        ({"email": "ana"}, "email"),
        ({"email": "ana@example"}, "email"),
        ({"email": "a b@example.org"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"password": "12345", "password_confirmation": "12345"}, "password"),
        ({"password": "x" * 129, "password_confirmation": "x" * 129}, "password"),
        ({"password_confirmation": "correct hoarse"}, "password_confirmation"),
        ({"email": None}, "email"),
        ({"name": 7}, "name"),
        ({"name": {"$gt": ""}}, "name"),
        ({"name": "A\x00"}, "name"),
        ({"name": "\ud800"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(visitor: Person, change: dict[str, Any], field: str) -> None:
    answer = visitor.register(**change)
    assert (answer.status, answer.error) == (400, "invalid_input")
    assert list(answer.fields) == [field]


def test_all_that_is_wrong_is_said_at_once(visitor: Person) -> None:
    answer = visitor.register("nobody", "1", name="")
    assert set(answer.fields) == {"name", "email", "password"}


def test_six_characters_are_enough(visitor: Person) -> None:
    assert visitor.register(password="kqzwvx").status == 201


def test_a_wrong_password_and_an_unknown_email_look_alike(visitor: Person) -> None:
    visitor.register()
    wrong = visitor.log_in(password="wrong horse")
    unknown = visitor.log_in("nobody@example.org")
    odd = visitor.log_in("no email at all")
    long = visitor.log_in(password="x" * 5000)
    assert (wrong.status, wrong.error) == (401, "wrong_credentials")
    assert wrong.body == unknown.body == odd.body == long.body


def test_an_unknown_email_costs_a_hash_as_a_wrong_password_does(visitor: Person, clock: StoppedClock) -> None:
    # CPU time of this process, medians of nine: without the dummy hash the ratio is about one to twenty.
    visitor.register()

    def cost(email: str) -> float:
        costs = []
        for _ in range(9):
            clock.pass_by(1000)
            start = time.process_time()
            visitor.log_in(email, "wrong horse")
            costs.append(time.process_time() - start)
        return sorted(costs)[4]

    assert 0.4 < cost("nobody@example.org") / cost("ana@example.org") < 2.5


def test_a_session_ends_by_itself(ana: Person, clock: StoppedClock) -> None:
    clock.pass_by(30 * 86_400 - 1)
    assert ana.call("GET", "/users/me").status == 200
    clock.pass_by(1)
    assert ana.call("GET", "/users/me").status == 401


def test_one_log_out_leaves_the_other_device_signed_in(ana: Person) -> None:
    phone = Person()
    phone.log_in()
    ana.call("DELETE", "/sessions/current")
    assert phone.call("GET", "/users/me").status == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "bearer\tx", "é"])
def test_a_header_that_is_no_token_is_refused(visitor: Person, header: str) -> None:
    answer = visitor.call("GET", "/users/me", Authorization=header)
    assert (answer.status, answer.error) == (401, "not_signed_in")


def test_a_name_can_be_changed(ana: Person) -> None:
    assert ana.call("PATCH", "/users/me", {"name": " Ana María "}).body["user"]["name"] == "Ana María"
    refused = ana.call("PATCH", "/users/me", {"name": ""})
    assert refused.status == 400
    assert ana.call("GET", "/users/me").body["user"]["name"] == "Ana María"


def test_a_new_password_ends_the_other_sessions(ana: Person) -> None:
    phone = Person()
    phone.log_in()
    wrong = {"current_password": "guess", "password": "new horse", "password_confirmation": "new horse"}
    assert ana.call("PATCH", "/users/me", wrong).fields.keys() == {"current_password"}
    assert phone.call("GET", "/users/me").status == 200

    right = wrong | {"current_password": "correct horse"}
    assert ana.call("PATCH", "/users/me", right).status == 200
    assert ana.call("GET", "/users/me").status == 200
    assert phone.call("GET", "/users/me").status == 401
    assert phone.log_in().status == 401
    assert phone.log_in(password="new horse").status == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": None},
        {"email": "eve@example.org"},
        {"current_password": "guess"},
        {"password_confirmation": "other"},
    ],
)
def test_a_name_and_a_password_change_together_or_not_at_all(ana: Person, wrong: dict[str, Any]) -> None:
    new = {"current_password": "correct horse", "password": "new horse", "password_confirmation": "new horse"}
    answer = ana.call("PATCH", "/users/me", {"name": "Eve", **new} | wrong)
    assert (answer.status, answer.fields.keys()) == (400, wrong.keys())
    assert ana.call("GET", "/users/me").body["user"]["name"] == "Ana"
    assert Person().log_in().status == 201
    assert ana.call("PATCH", "/users/me", {"name": "Eve", **new}).body["user"]["name"] == "Eve"
    assert Person().log_in(password="new horse").status == 201


def test_an_account_goes_with_all_that_it_owns(ana: Person, ben: Person, bucket: Any) -> None:
    mine = ana.announce().body["document"]["id"]
    ben.announce()
    user_id = ana.call("GET", "/users/me").body["user"]["id"]
    for key in (f"uploads/{user_id}/{mine}/source", f"results/{user_id}/{mine}/text.txt", f"results/{user_id}/lost"):
        bucket.put_object(Key=key, Body=b"x")

    refused = ana.call("DELETE", "/users/me", {"password": "guess"})
    assert (refused.status, list(refused.fields)) == (400, ["password"])
    assert ana.call("GET", f"/documents/{mine}").status == 200

    assert ana.call("DELETE", "/users/me", {"password": "correct horse"}).status == 204
    assert ana.call("GET", "/users/me").status == 401
    assert ana.log_in().status == 401
    assert list(bucket.objects.all()) == []
    assert len(ben.call("GET", "/documents").body["documents"]) == 1
    assert Person().register().status == 201
