"""A digit drawn by hand on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Person


@pytest.fixture
def page(open_site: Open, reader: Person) -> Page:
    return open_site("#/digits", person=reader)


def draw(page: Page, *points: tuple[float, float]) -> None:
    """Draw one stroke; points are parts of the sheet, 0 to 1."""
    sheet = page.locator(".ink-pad").bounding_box()
    assert sheet
    places = [(sheet["x"] + x * sheet["width"], sheet["y"] + y * sheet["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def test_a_drawn_digit_is_read(page: Page) -> None:
    draw(page, (0.5, 0.2), (0.5, 0.5), (0.5, 0.8))
    expect(page.locator(".verdict .digit")).to_have_text("1", timeout=20_000)
    expect(page.locator(".verdict")).to_contain_text("% sure")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".verdict")).to_contain_text("Nothing drawn yet.")


@pytest.mark.parametrize("digit", ["2", "3", "5", "7"])
def test_the_samples_are_what_they_say(page: Page, digit: str) -> None:
    page.get_by_role("button", name=f"Try a {digit}").click()
    expect(page.locator(".verdict .digit")).to_have_text(digit, timeout=20_000)
    share = float(page.locator(f".scores meter[aria-label='{digit}']").evaluate("meter => meter.value"))
    assert share > 0.5


def test_without_an_account_it_says_why_nothing_is_read(open_site: Open) -> None:
    page = open_site("#/digits")
    page.get_by_role("button", name="Try a 7").click()
    expect(page.locator(".verdict")).to_contain_text("This needs an account.")


def test_what_is_no_digit_gets_a_reason(page: Page) -> None:
    for x in (0.1, 0.35, 0.6, 0.85):
        draw(page, (x, 0.2), (x, 0.8))
    draw(page, (0.05, 0.5), (0.95, 0.5))
    expect(page.locator(".verdict")).to_contain_text("not", timeout=20_000)
    expect(page.locator(".verdict .digit")).to_have_text("?")
