"""Write a picture of every view, at phone and desktop size, light and dark, to docs/screenshots/.

    make screenshots        or: python -m tests.browser.screenshots [http://localhost:8000]

Without an address it starts a local cloud of its own.
"""

from __future__ import annotations

import io
import json
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra.local.client import Client
from infra.local.supervisor import Addresses, LocalCloud, free_ports
from tests.browser.conftest import FLAGS, PATIENCE_MS, PHONE, SAMPLE, WIDE, find_chromium
from tests.browser.make_sample import draw, photograph

FOLDER = Path("docs/screenshots")
MOST_BYTES = 200_000
PAGES = {
    "Receta de la abuela.png": (
        "Sopa de ajo",
        "para 4",
        "Pon a calentar el aceite y dora seis dientes de ajo con cuidado de que no se quemen.",
        "Añade el pan, el pimentón y un litro de caldo. Deja cocer veinte minutos a fuego lento.",
    ),
    "Clinic notice.png": (
        "Opening hours",
        "from May",
        "The clinic is open Monday to Friday from 8:30 to 16:00. On Wednesday it closes at noon.",
        "Please bring your card and a list of the medicines that you take.",
    ),
}


def main(address: str = "") -> None:
    """Write all pictures, from the Lector at `address` or a fresh one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with lector(address) as site, sync_playwright() as playwright:
        session, document = furnish(site)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for size_name, size in (("phone", PHONE), ("wide", WIDE)):
            for theme in ("light", "dark"):
                for view, picture in views(browser, site, session, document, size, theme):
                    save(picture, FOLDER / f"{view}-{size_name}-{theme}.png")
        browser.close()


@contextmanager
def lector(address: str) -> Iterator[str]:
    """Give the address of a Lector."""
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory() as data, LocalCloud(Addresses(*free_ports(2)), Path(data)) as cloud:
        yield cloud.addresses.site


def furnish(site: str) -> tuple[str, str]:
    """Make a person with some documents; return their session as JSON, and one document's id."""
    client = Client(site)
    email, password = f"{secrets.token_hex(4)}@example.org", "correct horse"
    client.register("Margaret", email, password)
    session = client.call("POST", "/sessions", json={"email": email, "password": password})
    client.log_in(email, password)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PAGES.items():
            path = Path(folder) / name
            photograph(draw(*text)).save(path)
            client.wait(client.send(path))
        torn = Path(folder) / "Torn.png"
        torn.write_bytes(path.read_bytes()[:200])
        client.wait(client.send(torn))
    document = client.send(SAMPLE)
    client.wait(document)
    client.call("PATCH", f"/documents/{document}", json={"title": "Edmund's letter"})
    return json.dumps(session), document


def views(
    browser: Browser, site: str, session: str, document: str, size: dict[str, int], theme: str
) -> Iterator[tuple[str, bytes]]:
    """Yield each view's name and PNG."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]  # a plain dict will do
        color_scheme=theme,  # type: ignore[arg-type]  # "light" or "dark"
        locale="en-GB",
        reduced_motion="reduce",
        service_workers="block",
        is_mobile=size == PHONE,
        has_touch=size == PHONE,
    )
    page = context.new_page()
    page.goto(site)
    page.wait_for_selector(".sample .player")
    page.wait_for_load_state("networkidle")
    yield "landing", page.screenshot()
    page.goto(f"{site}/#/register")
    page.get_by_label("Name").fill("Margaret")
    page.get_by_label("Email").fill("margaret@example")
    page.get_by_role("button", name="Make my account").click()
    yield "register", page.screenshot()
    page.goto(f"{site}/#/login")
    page.wait_for_selector("[data-view=login] h1")
    yield "login", page.screenshot()

    page.evaluate("s => localStorage.setItem('lector.session', s)", session)
    page.goto(f"{site}/?signed-in#/")
    page.wait_for_selector(".card img")
    page.evaluate("document.querySelectorAll('img').forEach((img) => { img.loading = 'eager'; })")
    page.evaluate("Promise.all([...document.images].map((img) => img.decode()))")
    yield "dashboard", page.screenshot(full_page=True)
    page.goto(f"{site}/?signed-in#/documents/{document}")
    page.wait_for_selector(".player")
    listen(page)
    yield "document", page.screenshot()
    yield "correction", corrected(page)
    page.locator(".segments").get_by_text("Text").click()
    yield "document-text", page.screenshot()
    page.locator(".segments").get_by_text("Both").click()
    page.goto(f"{site}/?signed-in#/digits")
    page.get_by_role("button", name="Try a 7").click()
    expect(page.locator(".verdict .digit")).to_have_text("7", timeout=PATIENCE_MS)
    yield "digits", page.screenshot()
    page.goto(f"{site}/?signed-in#/keywords")
    page.get_by_role("button", name="Try three words").click()
    expect(page.locator(".places button")).to_have_count(4)
    page.locator("h1").hover()
    yield "keywords", page.screenshot()
    page.goto(f"{site}/?signed-in#/account")
    page.wait_for_selector("[data-view=account] h1")
    page.locator(".settings summary").click()
    yield "account", page.screenshot()
    context.close()


def corrected(page: Page) -> bytes:
    """Set a word right, picture that, and undo it."""
    page.locator(".word", has_text="Edmund").dblclick()
    page.get_by_label("It says").fill("Edmond")
    page.keyboard.press("Enter")
    strip = page.get_by_role("region", name="Corrections")
    expect(strip).to_contain_text("1 word corrected.")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    picture = page.screenshot()
    page.evaluate("document.getElementById('toasts').dispatchEvent(new Event('leave'))")
    strip.get_by_role("button", name="Undo all").click()
    expect(strip).to_be_hidden()
    listen(page)
    return picture


def listen(page: Page) -> None:
    """Let some words be spoken, and stop there."""
    page.locator(".word", has_text="bloom").click()
    page.wait_for_selector(".word.heard")
    page.keyboard.press("Space")  # a click on the sticky player would scroll the page
    page.evaluate("document.activeElement.blur()")


def save(picture: bytes, path: Path) -> None:
    """Write a PNG under MOST_BYTES: with as many colours as that allows."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        content = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
        if content.tell() <= MOST_BYTES:
            break
    path.write_bytes(content.getvalue())
    print(f"{path} {content.tell() // 1000} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
