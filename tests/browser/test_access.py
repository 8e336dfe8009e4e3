"""For everyone: no barriers that axe-core finds, by keyboard alone, in both languages, small, large, offline, light."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import PATIENCE_MS, PHONE, SAMPLE, WIDE, Open, Person

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FIRST_VISIT_BYTES = 80 * 1024
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def document_of(person: Person) -> str:
    return f"#/documents/{person.client.call('GET', '/documents')['documents'][0]['id']}"


def barriers(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)["violations"]
    return [f"{v['id']}: {v['help']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in found]


SETTLED = {
    "#/": "[data-view=landing] .sample .player, [data-view=dashboard] .card .excerpt",
    "#/login": "[data-view=login] h1",
    "#/register": "[data-view=register] h1",
    "#/nowhere": "[data-view=missing] h1",
    "#/forgot": "[data-view=forgot] h1",
    "#/reset/x": "[data-view=reset] h1",
    "#/account": "[data-view=account] h1",
    "#/digits": "[data-view=digits] h1",
    "#/keywords": "[data-view=keywords] h1",
    "#/documents": "[data-view=document] .player",
}


def visit(page: Page, place: str) -> None:
    """Go to a view and wait for what it shows once its data is there."""
    page.goto(page.url.split("#")[0] + place)
    page.wait_for_selector(SETTLED["#/documents" if "documents" in place else place])


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "light"), (WIDE, "dark")], ids=["phone-light", "wide-dark"])
def test_no_barriers_on_any_view(open_site: Open, reader: Person, size: dict[str, int], theme: str) -> None:
    found: dict[str, list[str]] = {}
    page = open_site(size=size, color_scheme=theme)
    for place in ("#/", "#/login", "#/register", "#/nowhere", "#/forgot", "#/reset/x", "#/keywords"):
        visit(page, place)
        found[place] = barriers(page)
    page = open_site(person=reader, size=size, color_scheme=theme)
    for place in ("#/", "#/account", "#/digits", "#/keywords", document_of(reader)):
        visit(page, place)
        found[f"{place} signed in"] = barriers(page)
    page.locator(".settings summary").click()
    found["settings"] = barriers(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Rename").first.click()
    found["dialog"] = barriers(page)
    assert {place: problems for place, problems in found.items() if problems} == {}


def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        focused = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (!e.matches('a, button, input, select, summary')) return '';
              return e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent;
            }"""
        )
        if name in focused:
            return
    raise AssertionError(f"Tab does not lead to {name!r}.")


def test_the_main_job_by_keyboard_alone(open_site: Open, new_person: Callable[[str], Person]) -> None:
    person = new_person("Ana")
    page = open_site("#/login")
    page.on("filechooser", lambda _: None)  # asks Chromium early to hand over its choosers, not just as one opens
    tab_to(page, "Email")
    page.keyboard.type(person.email)
    tab_to(page, "Password")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    tab_to(page, "Choose files")
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(SAMPLE)
    expect(page.locator(".card .excerpt")).to_contain_text("Dear Margaret", timeout=PATIENCE_MS)
    tab_to(page, "page")
    page.keyboard.press("Enter")
    expect(page.locator(".player")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator(".word.heard")).to_have_count(1)
    tab_to(page, "Log out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Start with a page")).to_be_visible()


def test_the_skip_link_leads_past_the_header(open_site: Open) -> None:
    page = open_site("#/register")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make an account")


def test_in_spanish_from_the_browser_or_by_choice(open_site: Open, reader: Person) -> None:
    page = open_site(locale="es-MX")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cualquier página, en voz alta.")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("link", name="Empezar con una página").click()
    page.get_by_role("button", name="Crear mi cuenta").click()
    expect(page.get_by_text("Escribe tu nombre.")).to_be_visible()

    page = open_site(person=reader)
    page.locator(".settings summary").click()
    page.get_by_label("Language", exact=True).select_option("es")
    expect(page.get_by_role("heading", level=1)).to_have_text("Qué bueno verte, Ana.")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qué bueno verte, Ana.")
    page.locator(".card .title").click()
    expect(page.get_by_role("button", name="Reproducir")).to_be_visible()
    expect(page.locator(".reading-text")).to_have_attribute("lang", "en")


def too_wide(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("type_", ["normal", "large"])
def test_nothing_is_cut_off_at_320_pixels(open_site: Open, reader: Person, type_: str) -> None:
    small = {"width": 320, "height": 640}
    for person, places in (
        (None, ("#/", "#/register")),
        (reader, ("#/", "#/account", "#/digits", "#/keywords", document_of(reader))),
    ):
        page = open_site(person=person, size=small)
        page.evaluate("type => localStorage.setItem('lector.preferences', JSON.stringify({ type }))", type_)
        page.reload()
        for place in places:
            visit(page, place)
            assert too_wide(page) <= 0, (place, type_)


def test_theme_and_type_are_remembered(open_site: Open) -> None:
    page = open_site(color_scheme="light")
    page.locator(".settings summary").click()
    page.get_by_label("Colours", exact=True).select_option("dark")
    page.get_by_label("Type", exact=True).select_option("large")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 22, 19)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_the_first_visit_is_light_and_asks_nobody_else(open_site: Open, chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport=WIDE, service_workers="block")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_selector(".sample .player")
    page.wait_for_load_state("networkidle")
    assert {answer.url.split("/")[2] for answer in answers} == {address.split("/")[2]}
    weight = 0
    for answer in answers:
        body = answer.body()
        weight += len(body) if "image/webp" in answer.headers["content-type"] else len(gzip.compress(body))
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 100);
        })"""
    )
    context.close()
    assert weight <= FIRST_VISIT_BYTES
    assert shift < 0.05


def test_the_sample_plays_without_an_account(open_site: Open) -> None:
    page = open_site(size=PHONE)
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".box.heard")).to_have_count(1)
    expect(page.locator(".player .time")).to_contain_text("0:01 /")


def test_offline_it_opens_what_was_seen(open_site: Open, reader: Person) -> None:
    page = open_site(document_of(reader), person=reader, service_workers="allow")
    page.wait_for_selector(".player")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    page.wait_for_selector(".player")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".word.heard")).to_have_count(1)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".reading-text")).to_contain_text("Dear Margaret")
    expect(page.locator("#offline")).to_contain_text("No network")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".word.heard")).to_have_count(1)
    page.get_by_role("link", name="Your documents").click()
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Start with a page")).to_be_visible()
    assert page.evaluate("() => caches.open('lector-documents').then((c) => c.keys()).then((k) => k.length)") == 0
