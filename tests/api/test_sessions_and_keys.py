"""Sessions that can be ended, passwords that can be set anew, keys for programs; and nothing left of any of them."""

from __future__ import annotations

import re
from email import message_from_bytes
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.adapters.mail import FolderMail
from chalicelib.container import Container
from tests.conftest import Person, StoppedClock


@pytest.fixture
def mails(container: Container, tmp_path: Path) -> Path:
    """The folder that mails are written to."""
    for made_without in ("_post", "mailed_links", "resetting", "verifying"):
        container.__dict__.pop(made_without, None)
    container.__dict__["_mailer"] = FolderMail(tmp_path / "mail")
    return tmp_path / "mail"


def stored(container: Container) -> list[dict[str, Any]]:
    """All that the tables hold."""
    settings, dynamodb = container.settings, boto3.resource("dynamodb")
    tables = (settings.users_table, settings.sessions_table, settings.documents_table)
    return [item for name in tables for item in dynamodb.Table(name).scan()["Items"]]


class TestSessions:
    def test_one_sees_where_one_is_logged_in_and_ends_it(self, ana: Person) -> None:
        phone = Person()
        body = {"email": "ana@example.org", "password": "correct horse"}
        phone.token = phone.call("POST", "/sessions", body, User_Agent="Phone\x1b[31m 7").body["token"]
        sessions = ana.call("GET", "/sessions").body["sessions"]
        assert sorted((session["current"], session["device"]) for session in sessions)[0] == (False, "Phone[31m 7")
        assert sum(session["current"] for session in sessions) == 1
        other = next(session["id"] for session in sessions if not session["current"])
        assert ana.call("DELETE", f"/sessions/{other}").status == 204
        assert phone.call("GET", "/users/me").status == 401
        assert ana.call("DELETE", f"/sessions/{other}").status == 404
        assert ana.call("GET", "/users/me").status == 200

    def test_nobody_ends_anothers_session(self, ana: Person, ben: Person) -> None:
        mine = ana.call("GET", "/sessions").body["sessions"][0]["id"]
        for name in (mine, "x", "key%23" + "0" * 32, "reset%23"):
            assert ben.call("DELETE", f"/sessions/{name}").status == 404
        assert ana.call("GET", "/users/me").status == 200

    def test_sessions_that_ended_are_not_shown(self, ana: Person, clock: StoppedClock) -> None:
        clock.pass_by(31 * 86_400)
        ana.log_in()
        assert len(ana.call("GET", "/sessions").body["sessions"]) == 1


def link_token(folder: Path) -> str:
    mail = message_from_bytes(sorted(folder.iterdir())[-1].read_bytes())
    assert mail["To"] == "ana@example.org"
    found = re.search(r"#/reset/(\w+)", mail.get_payload(decode=True).decode())  # type: ignore[union-attr]
    assert found
    return found[1]


def new_password(token: str, password: str = "another horse") -> dict[str, str]:
    return {"token": token, "password": password, "password_confirmation": password}


class TestReset:
    def test_a_forgotten_password_is_set_anew_by_a_mailed_link(self, ana: Person, mails: Path) -> None:
        stranger = Person()
        assert stranger.call("POST", "/password-resets", {"email": "ANA@example.org"}).status == 202
        token = link_token(mails)
        assert stranger.call("PUT", "/password-resets", new_password(token, "123456")).fields.keys() == {"password"}
        assert stranger.call("PUT", "/password-resets", new_password(token)).status == 204
        assert ana.call("GET", "/users/me").status == 401, "all sessions end"
        assert ana.log_in().status == 401
        assert ana.log_in(password="another horse").status == 201
        again = stranger.call("PUT", "/password-resets", new_password(token))
        assert (again.status, again.fields.keys()) == (400, {"token"})

    def test_an_unknown_address_gets_the_same_answer_and_no_mail(self, ana: Person, mails: Path) -> None:
        known = ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        before = len(list(mails.iterdir()))
        for email in ("nobody@example.org", "no email"):
            unknown = ana.call("POST", "/password-resets", {"email": email})
            assert (unknown.status, unknown.body) == (known.status, known.body)
        assert len(list(mails.iterdir())) == before

    def test_a_link_lasts_half_an_hour_and_the_newest_counts(
        self, ana: Person, mails: Path, clock: StoppedClock
    ) -> None:
        ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        first = link_token(mails)
        ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        second = link_token(mails)
        clock.pass_by(1800)
        for token in (first, second):
            assert ana.call("PUT", "/password-resets", new_password(token)).status == 400
        ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        third = link_token(mails)
        clock.pass_by(1799)
        assert ana.call("PUT", "/password-resets", new_password(first)).status == 400
        assert ana.call("PUT", "/password-resets", new_password(third)).status == 204

    @pytest.mark.parametrize("token", ["", "_", "x", "0" * 32, f"{'0' * 32}_{'0' * 64}", "é_é", "#_#"])
    def test_a_made_up_link_is_refused(self, ana: Person, mails: Path, token: str) -> None:
        assert ana.call("PUT", "/password-resets", new_password(token)).status == 400

    def test_what_is_stored_opens_nothing(self, ana: Person, mails: Path, container: Container) -> None:
        ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        assert link_token(mails).partition("_")[2] not in str(stored(container))
        assert next(mails.iterdir()).parent.stat().st_mode & 0o077 == 0

    def test_a_waiting_account_is_free_again(self, ana: Person, mails: Path) -> None:
        for _ in range(4):
            Person().log_in(password="wrong horse")
        ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        ana.call("PUT", "/password-resets", new_password(link_token(mails)))
        assert Person().log_in(password="another horse").status == 201

    def test_without_mail_it_says_so(self, ana: Person) -> None:
        answer = ana.call("POST", "/password-resets", {"email": "ana@example.org"})
        assert (answer.status, answer.error) == (503, "mail_unavailable")


def key(person: Person, scope: str = "all", name: str = "backup") -> Person:
    """A program with a new key of this person."""
    program = Person()
    answer = person.call("POST", "/keys", {"name": name, "scope": scope})
    assert answer.status == 201
    program.token = answer.body["secret"]
    return program


class TestKeys:
    def test_a_key_to_read_reads_and_no_more(self, ana: Person) -> None:
        document = ana.announce().body["document"]["id"]
        program = key(ana, "read")
        assert program.call("GET", f"/documents/{document}").status == 200
        assert program.call("GET", "/documents").status == 200
        for method, path in (
            ("POST", "/documents"),
            ("PATCH", f"/documents/{document}"),
            ("DELETE", f"/documents/{document}"),
            ("POST", f"/documents/{document}/retries"),
            ("POST", "/recognitions/text"),
        ):
            answer = program.call(method, path, {})
            assert (answer.status, answer.error) == (403, "forbidden")

    def test_a_key_for_all_does_not_open_the_account(self, ana: Person) -> None:
        program = key(ana)
        assert program.announce().status == 201
        assert program.call("GET", "/users/me").status == 200
        for method, path in (
            ("PATCH", "/users/me"),
            ("DELETE", "/users/me"),
            ("GET", "/sessions"),
            ("DELETE", "/sessions/current"),
            ("DELETE", f"/sessions/{'0' * 32}"),
            ("POST", "/keys"),
            ("GET", "/keys"),
            ("DELETE", f"/keys/{'0' * 32}"),
        ):
            assert program.call(method, path, {"name": "x", "scope": "all"}).status == 403

    def test_a_key_is_shown_once_and_kept_as_a_hash(self, ana: Person, container: Container) -> None:
        secret = key(ana).token.rpartition("_")[2]
        assert secret not in str(ana.call("GET", "/keys").body)
        assert secret not in str(stored(container))

    def test_a_deleted_key_opens_nothing(self, ana: Person, ben: Person) -> None:
        program = key(ana)
        (shown,) = ana.call("GET", "/keys").body["keys"]
        assert ben.call("DELETE", f"/keys/{shown['id']}").status == 404
        assert program.call("GET", "/documents").status == 200
        assert ana.call("DELETE", f"/keys/{shown['id']}").status == 204
        assert program.call("GET", "/documents").status == 401
        assert ana.call("DELETE", f"/keys/{shown['id']}").status == 404

    def test_its_last_use_is_told(self, ana: Person, clock: StoppedClock) -> None:
        program = key(ana)
        assert ana.call("GET", "/keys").body["keys"][0]["last_used_at"] is None
        program.call("GET", "/documents")
        assert ana.call("GET", "/keys").body["keys"][0]["last_used_at"] == clock.now()

    def test_altered_keys_are_refused(self, ana: Person) -> None:
        secret = key(ana).token
        for wrong in (secret[:-1], secret[:-1] + "g", secret.replace("_", "-"), "lector_", "lector_a_b_c", "lector___"):
            program = Person()
            program.token = wrong
            assert program.call("GET", "/documents").status == 401

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"name": "", "scope": "all"}, "name"),
            ({"name": "a\x07", "scope": "all"}, "name"),
            ({"name": "x", "scope": "root"}, "scope"),
        ],
    )
    def test_a_key_needs_a_name_and_a_known_scope(self, ana: Person, body: dict[str, str], field: str) -> None:
        assert list(ana.call("POST", "/keys", body).fields) == [field]

    def test_there_are_not_many(self, ana: Person) -> None:
        for _ in range(20):
            key(ana)
        assert ana.call("POST", "/keys", {"name": "x", "scope": "all"}).status == 409


def test_a_deleted_account_leaves_nothing_in_any_store(
    ana: Person, mails: Path, container: Container, bucket: Any
) -> None:
    key(ana)
    ana.announce()
    Person().log_in()
    ana.call("POST", "/password-resets", {"email": "ana@example.org"})
    assert ana.call("DELETE", "/users/me", {"password": "correct horse"}).status == 204
    left = stored(container)
    assert all(set(item) == {"key", "requests", "expires_at"} for item in left), (
        "counts of addresses, hashed, for minutes"
    )
    assert list(bucket.objects.all()) == []
