"""A real local cloud and a real Chromium, once for all browser tests."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from infra.local.client import Client
from infra.local.supervisor import Addresses, LocalCloud, free_ports

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
SAMPLE = Path("static_site/sample/page.jpg")
PATIENCE_MS = 60_000
"""How long to wait for what a reader does: a slow machine reads a page in seconds, not in minutes."""

EXPECTED = (
    "Failed to load resource",  # a 4xx or a cut network: the browser reports it whatever the site makes of it
    "blocked by CORS policy",  # a site that does not let others fetch from it, in a test that says so
    "Service Worker registration blocked",  # by `open_site`, but for the tests of the service worker
)
PASSWORD = "blue teapot 9"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


FLAGS = [
    "--no-sandbox",  # Debian's Chromium starts as root with this alone
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def find_chromium() -> str | None:
    """Return the Chromium named in CHROMIUM, or else found on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh local cloud, on ports of its own."""
    before = dict(os.environ)
    try:
        with LocalCloud(Addresses(*free_ports(2)), tmp_path_factory.mktemp("cloud")) as cloud:
            yield cloud.addresses.site
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start Chromium, from CHROMIUM or the PATH, with more flags; the tests are skipped where there is none."""
    program = find_chromium()
    if program is None:
        pytest.skip("There is no Chromium. Install it (apt-get install chromium), or name it in CHROMIUM.")
    with sync_playwright() as playwright:  # of which a process may have one at a time
        yield lambda *flags: playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """Chromium."""
    browser = launch()
    yield browser
    browser.close()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account."""

    name: str
    email: str
    password: str
    client: Client
    session: dict[str, Any]


@pytest.fixture(scope="session")
def new_person(address: str) -> Callable[[str], Person]:
    """Make people with accounts who are logged in over the API."""

    def make(name: str) -> Person:
        client = Client(address)
        email = f"{secrets.token_hex(6)}@example.org"
        user = client.register(name, email, PASSWORD)
        token = client.log_in(email, PASSWORD)
        session = {"token": token, "expires_at": int(time.time()) + 86_400, "user": user}
        return Person(name, email, PASSWORD, client, session)

    return make


@pytest.fixture(scope="session")
def reader(new_person: Callable[[str], Person]) -> Person:
    """Someone whose one document, the sample, is read and spoken."""
    person = new_person("Ana")
    document = person.client.wait(person.client.send(SAMPLE))
    assert document["state"] == "done", document
    return person


Open = Callable[..., Page]


@pytest.fixture
def open_site(chromium: Browser, address: str) -> Iterator[Open]:
    """Open the site as a person (or nobody). A test fails on any error that the browser reports meanwhile."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(part in message.text for part in EXPECTED):
            errors.append(message.text)

    def open_(place: str = "", *, person: Person | None = None, size: dict[str, int] = WIDE, **options: Any) -> Page:
        options = {"locale": "en-GB", "reduced_motion": "reduce", "service_workers": "block", **options}
        context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]  # a plain dict will do
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if person:
            page.goto(f"{address}/manifest.webmanifest")
            page.evaluate("s => localStorage.setItem('lector.session', s)", json.dumps(person.session))
        page.goto(f"{address}/{place}")
        page.wait_for_selector("#main h1", state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors, errors


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
