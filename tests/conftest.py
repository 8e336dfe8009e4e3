"""What many tests need: a cloud in this process, a clock that stands still, an API with people at it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any

import boto3
import pytest
from chalice.test import Client as ChaliceClient
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

import app as lector_app
from chalicelib.container import Container
from chalicelib.settings import Settings
from infra.local.bootstrap import bootstrap

NOW = 1_800_000_000.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-docs", action="store_true", help="write the tables that tests hold in docs/")


class StoppedClock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> float:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += seconds


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


def _one_at_a_time(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Let moto answer one request after the other: it checks and writes in two steps, DynamoDB in one."""
    turn = RLock()

    def locked(*arguments: Any, **options: Any) -> Any:
        with turn:
            return answer(*arguments, **options)

    return locked


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An AWS in memory with Lector's tables, bucket and queues."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(BotocoreStubber, "__call__", _one_at_a_time(BotocoreStubber.__call__))
    settings = Settings(
        token_secrets=("a secret of the tests, long enough",), ocr_engine="null", quick_ocr_engine="null"
    )
    with mock_aws():
        bootstrap(settings)
        yield settings


@pytest.fixture
def container(cloud: Settings, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Container:
    """The wiring of app.py, on the cloud in memory and the stopped clock."""
    wired = Container(cloud, clock)
    monkeypatch.setattr(lector_app, "container", lambda: wired)
    return wired


class Answer:
    """What the API answered."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: dict[str, str] = response.headers
        self.body: Any = json.loads(response.body) if response.body else None

    @property
    def error(self) -> str:
        return str(self.body["error"]["code"])

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.body["error"].get("fields", {}))


class Person:
    """Someone who calls the API, signed in or not."""

    def __init__(self) -> None:
        self._client = ChaliceClient(lector_app.app)
        self.token = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call the API; dicts go as JSON, bytes and text as they are."""
        sent = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return Answer(self._client.http.request(method, path, headers=sent, body=b"" if body is None else raw))

    def register(self, email: str = "ana@example.org", password: str = "correct horse", **other: Any) -> Answer:
        fields = {"name": "Ana", "email": email, "password": password, "password_confirmation": password} | other
        return self.call("POST", "/users", fields)

    def log_in(self, email: str = "ana@example.org", password: str = "correct horse") -> Answer:
        answer = self.call("POST", "/sessions", {"email": email, "password": password})
        if answer.status == 201:
            self.token = answer.body["token"]
        return answer

    def announce(self, **other: Any) -> Answer:
        fields = {"filename": "letter.png", "content_type": "image/png", "size": 1000} | other
        return self.call("POST", "/documents", fields)


@pytest.fixture
def visitor(container: Container) -> Person:
    """Someone without an account."""
    return Person()


@pytest.fixture
def ana(container: Container) -> Person:
    """Someone signed in."""
    person = Person()
    person.register()
    person.log_in()
    return person


@pytest.fixture
def ben(container: Container) -> Person:
    """Another one signed in."""
    person = Person()
    person.register("ben@example.org")
    person.log_in("ben@example.org")
    return person


@pytest.fixture
def bucket(cloud: Settings) -> Any:
    """The media bucket, as boto3 shows it."""
    return boto3.resource("s3").Bucket(cloud.media_bucket)
