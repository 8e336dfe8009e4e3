"""A phone in one hand: fingers instead of a mouse, and a camera of its own."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, Person
from tests.browser.test_access import document_of, visit

HAND: dict[str, Any] = {"size": PHONE, "has_touch": True, "is_mobile": True}
THUMB = 44
"""Pixels each way that a thumb needs."""

SMALL = """(thumb) => [...document.querySelectorAll('button, select, summary, nav a, input:not([type=file])')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.off-screen'))
  .map((e) => [e.getAttribute('aria-label') || e.textContent.trim(), e.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < thumb - 0.5)
  .map(([name, box]) => `${name}: ${box.width} by ${box.height}`)"""


@pytest.fixture
def page(open_site: Open, reader: Person) -> Page:
    page = open_site(document_of(reader), person=reader, **HAND)
    page.wait_for_selector(".player .play")
    return page


def small(page: Page) -> list[str]:
    """Controls that a thumb may miss."""
    return list(page.evaluate(SMALL, THUMB))


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
def test_every_control_is_as_large_as_a_thumb(open_site: Open, reader: Person, locale: str) -> None:
    found: dict[str, list[str]] = {}
    page = open_site(locale=locale, **HAND)
    for place in ("#/", "#/login", "#/register", "#/forgot", "#/reset/x", "#/nowhere"):
        visit(page, place)
        found[place] = small(page)
    page = open_site(person=reader, locale=locale, **HAND)
    page.locator(".wishes summary").click()
    for place in ("#/", "#/account", "#/digits", "#/keywords", document_of(reader)):
        visit(page, place)
        found[f"{place} signed in"] = small(page)
    page.locator(".menu summary").click()
    found["menu"] = small(page)
    page.locator(".settings summary").click()
    found["settings"] = small(page)
    page.locator(".settings summary").click()
    page.locator(".title button").click()
    found["dialog"] = small(page)
    assert {place: controls for place, controls in found.items() if controls} == {}


def test_a_button_makes_taps_correct(page: Page) -> None:
    begin = page.get_by_role("button", name="Correct words")
    dialog = page.get_by_role("dialog", name="Correct a word")
    begin.tap()
    expect(begin).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".text-side .hint")).to_contain_text("Click or tap the word that is wrong.")
    page.locator(".word", has_text="garden").tap()
    expect(dialog.get_by_label("It says")).to_have_value("garden")
    dialog.get_by_role("button", name="Close").tap()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    begin.tap()
    expect(page.locator(".text-side .hint")).to_contain_text("Tap a word to hear")
    page.locator(".word", has_text="garden").tap()
    expect(page.locator(".word.heard")).to_have_text("garden")
    expect(dialog).to_be_hidden()


def test_a_tap_on_the_picture_corrects_whatever_the_dialog_covers(page: Page) -> None:
    page.get_by_role("button", name="Correct words").tap()
    says = page.get_by_role("dialog", name="Correct a word").get_by_label("It says")
    boxes, words = page.locator(".box"), page.locator(".word").all_inner_texts()
    for word in ("letter.", "window", "love,", "Edmund"):  # where the dialog has its buttons, and beside it
        page.evaluate("scrollTo(0, 0)")
        box = boxes.nth(words.index(word)).bounding_box() or {}
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(says).to_have_value(word)
        expect(says).to_be_focused()
        page.keyboard.press("Escape")
        expect(says).to_be_hidden()


def test_the_picture_alone_has_no_button_and_speaks(page: Page) -> None:
    page.get_by_role("button", name="Correct words").tap()
    page.get_by_role("button", name="Picture", exact=True).tap()
    expect(page.get_by_role("button", name="Correct words")).to_be_hidden()
    page.locator(".box").nth(4).tap()
    expect(page.locator(".box.heard")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Both").tap()
    expect(page.get_by_role("button", name="Correct words")).to_have_attribute("aria-pressed", "true")


def test_a_tap_speaks_and_two_correct(page: Page) -> None:
    word = page.locator(".word", has_text="garden")
    expect(page.locator(".text-side .hint")).to_contain_text("Tap a word")
    word.scroll_into_view_if_needed()
    word.tap()
    expect(page.locator(".word.heard")).to_have_text("garden")
    page.get_by_role("button", name="Pause").tap()
    place = word.bounding_box()
    assert place
    for _ in range(2):
        page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    dialog = page.get_by_role("dialog", name="Correct a word")
    expect(dialog.get_by_label("It says")).to_have_value("garden")
    expect(page.get_by_role("button", name="Play", include_hidden=True)).to_have_count(1)


def test_two_fingers_zoom_the_picture_and_one_moves_it(page: Page) -> None:
    sheet = page.locator(".frame .sheet")
    frame = page.locator(".frame").bounding_box()
    before = sheet.bounding_box()
    assert frame and before
    middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(at)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def apart(distance: float) -> list[tuple[float, float]]:
        return [(middle[0] - distance / 2, middle[1]), (middle[0] + distance / 2, middle[1])]

    fingers("touchStart", *apart(60))
    for distance in (80, 100, 120):
        fingers("touchMove", *apart(distance))
    fingers("touchEnd")
    grown = sheet.bounding_box()
    assert grown
    assert grown["width"] == pytest.approx(before["width"] * 2, rel=0.1)

    fingers("touchStart", middle)
    for step in (10, 20, 30):
        fingers("touchMove", (middle[0] - step, middle[1] - step))
    fingers("touchEnd")
    moved = sheet.bounding_box()
    assert moved
    assert (moved["x"] - grown["x"], moved["y"] - grown["y"]) == pytest.approx((-30, -30), abs=8)
    expect(page.locator(".word.heard")).to_have_count(0)


def test_the_phones_own_camera_takes_the_photo(open_site: Open, reader: Person) -> None:
    page = open_site(person=reader, **HAND)
    expect(page.get_by_text("Drop pictures anywhere")).to_be_hidden()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Photograph").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    assert chooser.value.element.get_attribute("accept") == "image/*"
