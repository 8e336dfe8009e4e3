"""Addresses that are verified by a mailed link, and mails that are sent without telling who has an account."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

import app as lector_app
from chalicelib.container import Container
from chalicelib.settings import BadSettings, Settings
from tests.conftest import Person, StoppedClock


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """The folder that mails are written to."""
    return tmp_path / "mail"


@pytest.fixture
def container(cloud: Settings, clock: StoppedClock, mails: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    """A Lector that asks for verified addresses, and sends mail."""
    settings = replace(cloud, verify_email=True, mail_folder=str(mails), site_origin="https://lector.example.org")
    wired = Container(settings, clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    return wired


def sent(folder: Path) -> list[str]:
    """The texts of all mails, the oldest first."""
    files = sorted(folder.iterdir()) if folder.exists() else []
    return [str(message_from_bytes(file.read_bytes()).get_payload(decode=True), "utf-8") for file in files]


def link_token(folder: Path) -> str:
    found = re.search(r"https://lector\.example\.org/#/verify/(\w+)", sent(folder)[-1])
    assert found
    return found[1]


def verify(token: str) -> Any:
    return Person().call("PUT", "/email-verifications", {"token": token})


class TestVerifying:
    def test_a_new_account_logs_in_and_sends_files_once_the_link_was_opened(self, ana: Person, mails: Path) -> None:
        assert ana.call("GET", "/users/me").body["user"]["must_verify_email"] is True
        refused = ana.announce()
        assert (refused.status, refused.error) == (403, "email_unverified")
        for kind in ("text", "digit", "keyword"):
            assert ana.call("POST", f"/recognitions/{kind}", b"x", Content_Type="image/png").error == "email_unverified"
        assert verify(link_token(mails)).status == 204
        assert ana.call("GET", "/users/me").body["user"]["must_verify_email"] is False
        assert ana.announce().status == 201

    def test_registering_and_logging_in_tell_of_it(self, visitor: Person) -> None:
        assert visitor.register().body["user"]["must_verify_email"] is True
        assert visitor.log_in().body["user"]["must_verify_email"] is True
        assert visitor.call("PATCH", "/users/me", {"name": "A"}).body["user"]["must_verify_email"] is True

    def test_a_link_works_once_and_for_a_day_and_the_newest_counts(
        self, ana: Person, mails: Path, clock: StoppedClock
    ) -> None:
        first = link_token(mails)
        assert ana.call("POST", "/email-verifications").status == 202
        second = link_token(mails)
        assert verify(first).fields.keys() == {"token"}
        clock.pass_by(86_400)
        assert verify(second).status == 400
        ana.call("POST", "/email-verifications")
        third = link_token(mails)
        clock.pass_by(86_399)
        assert verify(third).status == 204
        assert verify(third).status == 400
        assert ana.announce().status == 201

    @pytest.mark.parametrize("token", ["", "_", "x", "0" * 32, f"{'0' * 32}_{'0' * 64}", "é_é", "#_#"])
    def test_a_made_up_link_is_refused(self, ana: Person, token: str) -> None:
        assert verify(token).status == 400

    def test_a_link_of_one_purpose_is_none_of_the_other(self, ana: Person, mails: Path) -> None:
        token = link_token(mails)
        body = {"token": token, "password": "another horse", "password_confirmation": "another horse"}
        assert Person().call("PUT", "/password-resets", body).fields.keys() == {"token"}
        Person().call("POST", "/password-resets", {"email": "ana@example.org"})
        reset = re.search(r"#/reset/(\w+)", sent(mails)[-1])
        assert reset
        assert verify(reset[1]).status == 400
        assert verify(token).status == 204

    def test_who_sets_a_password_by_a_mailed_link_has_verified_the_address(self, ana: Person, mails: Path) -> None:
        Person().call("POST", "/password-resets", {"email": "ana@example.org"})
        token = re.search(r"#/reset/(\w+)", sent(mails)[-1])
        assert token
        body = {"token": token[1], "password": "another horse", "password_confirmation": "another horse"}
        assert Person().call("PUT", "/password-resets", body).status == 204
        ana.log_in(password="another horse")
        assert ana.announce().status == 201

    def test_what_is_stored_opens_nothing(self, ana: Person, mails: Path, container: Container) -> None:
        items = boto3.resource("dynamodb").Table(container.settings.sessions_table).scan()["Items"]
        assert link_token(mails).partition("_")[2] not in str(items)

    def test_a_mailbox_is_not_flooded(self, ana: Person, mails: Path, clock: StoppedClock) -> None:
        statuses = [ana.call("POST", "/email-verifications").status for _ in range(7)]
        assert statuses == [202] * 5 + [429] * 2
        clock.pass_by(600)
        assert ana.call("POST", "/email-verifications").status == 202

    def test_who_is_verified_gets_no_further_mail(self, ana: Person, mails: Path) -> None:
        verify(link_token(mails))
        before = len(sent(mails))
        assert ana.call("POST", "/email-verifications").status == 202
        assert len(sent(mails)) == before

    def test_a_deleted_account_takes_its_link_along(self, ana: Person, mails: Path, container: Container) -> None:
        assert ana.call("DELETE", "/users/me", {"password": "correct horse"}).status == 204
        assert verify(link_token(mails)).status == 400
        assert boto3.resource("dynamodb").Table(container.settings.sessions_table).scan()["Items"] == []

    def test_a_key_asks_for_no_mail(self, ana: Person, mails: Path) -> None:
        program = Person()
        program.token = ana.call("POST", "/keys", {"name": "x", "scope": "all"}).body["secret"]
        assert program.call("POST", "/email-verifications").status == 403
        assert program.announce().error == "email_unverified"


def test_nobody_is_asked_where_the_setting_is_off(
    cloud: Settings, clock: StoppedClock, mails: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = Container(replace(cloud, mail_folder=str(mails)), clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    person = Person()
    assert person.register().body["user"]["must_verify_email"] is False
    person.log_in()
    assert person.announce().status == 201
    assert person.call("POST", "/email-verifications").status == 202
    assert sent(mails) == []


def test_accounts_of_before_the_setting_are_asked_too(
    cloud: Settings, clock: StoppedClock, mails: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = Container(cloud, clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    person = Person()
    person.register()
    person.log_in()
    later = Container(
        replace(cloud, verify_email=True, mail_folder=str(mails), site_origin="https://lector.example.org"), clock
    )
    monkeypatch.setattr(lector_app, "container", lambda: later)
    assert person.announce().error == "email_unverified"
    person.call("POST", "/email-verifications")
    assert verify(link_token(mails)).status == 204
    assert person.announce().status == 201


def test_the_setting_wants_mail() -> None:
    with pytest.raises(BadSettings, match="LECTOR_MAIL_FROM"):
        Settings.from_environment({"LECTOR_VERIFY_EMAIL": "yes"})
    assert Settings.from_environment({"LECTOR_VERIFY_EMAIL": "yes", "LECTOR_MAIL_FOLDER": "mail"}).verify_email


class Wire:
    """Notes each request to AWS with its shape; what is told to another function goes nowhere."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, int]] = []

    def before_call(self, model: Any, params: dict[str, Any], **_: Any) -> Any:
        body = params["body"]
        size = len(body) if isinstance(body, (bytes, str)) else 0
        self.calls.append((model.service_model.service_name, model.name, size))
        return (SimpleNamespace(status_code=202), {"Payload": io.BytesIO(b"")}) if model.name == "Invoke" else None


@pytest.fixture
def wire(cloud: Settings, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """What the API sends where mails have a function of their own, as in AWS."""
    wire, session = Wire(), boto3.Session()
    session.events.register("before-call", wire.before_call)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
    settings = replace(cloud, mail_from="lector@example.org", mail_function="SendMail")
    wired = Container(settings, clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    yield wire


def test_a_reset_makes_the_same_calls_for_a_known_and_an_unknown_address(wire: Wire) -> None:
    person = Person()
    person.register("ana@example.org")
    seen = []
    # The same length, so that even the requests' sizes are equal.
    for email in ("ana@example.org", "ben@example.org", "nobody here aaa"):
        wire.calls.clear()
        answer = person.call("POST", "/password-resets", {"email": email})
        seen.append((answer.status, answer.body, list(wire.calls)))
    assert seen[0] == seen[1] == seen[2]
    calls = [(service, operation) for service, operation, _ in seen[0][2]]
    assert ("lambda", "Invoke") in calls
    assert not {"sesv2", "ses"} & {service for service, _ in calls}
    assert ("dynamodb", "GetItem") not in calls, "whether there is an account is not looked up"


def test_the_limit_of_mails_is_the_same_for_a_known_and_an_unknown_address(wire: Wire) -> None:
    person = Person()
    person.register("ana@example.org")
    for email in ("ana@example.org", "ben@example.org"):
        statuses = [person.call("POST", "/password-resets", {"email": email}).status for _ in range(6)]
        assert statuses == [202] * 5 + [429]
