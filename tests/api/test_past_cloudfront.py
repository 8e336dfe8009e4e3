"""Behind CloudFront the API answers only what CloudFront sends, and then its word on addresses counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

import app as lector_app
from chalicelib.container import Container
from chalicelib.domain.guarding import is_one_of
from chalicelib.settings import BadSettings, Settings
from tests.conftest import Person, StoppedClock

NOW, BEFORE = "n" * 40, "b" * 40
ROUTES = sorted((method, path) for path, methods in lector_app.app.routes.items() for method in methods)


@pytest.fixture
def behind(cloud: Settings, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Someone who calls an API that stands behind CloudFront."""
    wired = Container(replace(cloud, origin_secrets=(NOW, BEFORE), behind_cloudfront=True, address_limit=2), clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    return Person()


def test_no_route_answers_past_cloudfront(behind: Person) -> None:
    for method, path in ROUTES:
        answer = behind.call(method, path.replace("{", "").replace("}", ""), {})
        assert (answer.status, answer.error) == (403, "forbidden"), (method, path)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("shown", ["", "x", NOW[:-1], NOW + "n", f"{NOW},{BEFORE}", NOW.upper(), "é" * 40])
def test_a_wrong_secret_opens_nothing(behind: Person, shown: str) -> None:
    assert behind.call("GET", "/health", X_Lector_Origin=shown).status == 403


@pytest.mark.parametrize("shown", [NOW, BEFORE])
def test_both_secrets_of_a_rotation_are_taken(behind: Person, shown: str) -> None:
    assert behind.call("GET", "/health", X_Lector_Origin=shown).status == 200


def test_a_forged_address_does_not_get_around_the_limit(behind: Person) -> None:
    def log_in(forged: str) -> int:
        # CloudFront puts the visitor's address after what the visitor wrote; API Gateway then puts CloudFront's.
        forwarded = f"{forged}, 192.0.2.7, 198.51.100.1"
        body = {"email": "ana@example.org", "password": "a guess"}
        headers = {"X_Forwarded_For": forwarded, "X_Lector_Origin": NOW}
        return behind.call("POST", "/sessions", body, **headers).status

    assert [log_in(f"203.0.113.{number}") for number in range(4)] == [401, 401, 429, 429]


def test_the_local_cloud_asks_for_no_secret(visitor: Person) -> None:
    assert visitor.call("GET", "/health").status == 200


def test_no_secret_is_short() -> None:
    with pytest.raises(BadSettings, match="LECTOR_ORIGIN_SECRETS"):
        Settings.from_environment({"LECTOR_ORIGIN_SECRETS": "short"})


def test_nothing_is_one_of_no_secrets() -> None:
    assert not is_one_of("", ())
    assert not is_one_of("\ud800", ("\ufffd",)), "what cannot be encoded is no secret"
