"""For tired eyes: large type, and a page at 200 %, where a screen has half as many pixels each way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, Person
from tests.browser.test_access import barriers, document_of, too_wide, visit

ZOOMED: dict[str, Any] = {"size": {"width": 640, "height": 400}, "device_scale_factor": 2}
PLACES = ("#/", "#/account", "#/digits", "#/keywords")


def enlarge(page: Page) -> None:
    page.evaluate("localStorage.setItem('lector.preferences', JSON.stringify({ type: 'large' }))")
    page.reload()


@pytest.mark.parametrize(("options", "theme"), [({"size": PHONE}, "dark"), (ZOOMED, "light")], ids=["phone", "zoomed"])
def test_no_barriers_in_large_type(open_site: Open, reader: Person, options: dict[str, Any], theme: str) -> None:
    found: dict[str, list[str]] = {}
    page = open_site(person=reader, color_scheme=theme, **options)
    enlarge(page)
    for place in (*PLACES, document_of(reader)):
        visit(page, place)
        found[place] = barriers(page)
        assert too_wide(page) <= 0, place
    page.locator(".word", has_text="Edmund").dblclick()
    page.get_by_label("It says").fill("Edmond")
    found["correcting"] = barriers(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Corrections")).to_contain_text("1 word corrected.")
    found["corrected"] = barriers(page)
    assert too_wide(page) <= 0
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_role("region", name="Corrections")).to_be_hidden()
    visit(page, "#/")
    page.get_by_role("button", name="From the web").click()
    page.keyboard.press("Enter")
    found["from the web"] = barriers(page)
    assert {place: problems for place, problems in found.items() if problems} == {}


def test_at_double_size_the_player_leaves_room_to_read(open_site: Open, reader: Person) -> None:
    page = open_site(document_of(reader), person=reader, **ZOOMED)
    page.wait_for_selector(".player .play")
    bar = page.locator(".player").bounding_box()
    assert bar
    assert bar["height"] <= ZOOMED["size"]["height"] / 4


@pytest.mark.parametrize("options", [{"size": PHONE}, ZOOMED], ids=["phone", "zoomed"])
def test_the_player_stays_at_the_foot_of_the_window_at_the_end_of_the_page(
    open_site: Open, reader: Person, options: dict[str, Any]
) -> None:
    page = open_site(person=reader, **options)
    enlarge(page)
    visit(page, document_of(reader))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    bar = page.locator(".player").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] == pytest.approx(options["size"]["height"], abs=1)


def test_the_steps_of_a_document_fit_their_card(open_site: Open, reader: Person) -> None:
    page = open_site(person=reader, size={"width": 320, "height": 640})
    enlarge(page)
    waiting = reader.client.announce("page.png", "image/png", 1000)["document"]
    page.goto(page.url.split("#")[0] + f"#/documents/{waiting['id']}")
    card = page.locator(".progress-card").bounding_box()
    steps = [step.bounding_box() for step in page.locator(".way li").all()]
    reader.client.call("DELETE", f"/documents/{waiting['id']}")
    assert card
    assert len(steps) == 4
    assert all(step and step["x"] + step["width"] <= card["x"] + card["width"] - 16 for step in steps)


def test_a_message_does_not_lie_on_the_player(open_site: Open, reader: Person) -> None:
    page = open_site(document_of(reader), person=reader, size=PHONE)
    page.wait_for_selector(".player .play")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Copy the text").click()
    page.locator(".word").first.scroll_into_view_if_needed()
    message, bar = page.locator(".toast").bounding_box(), page.locator(".player").bounding_box()
    assert message and bar
    assert message["y"] + message["height"] <= bar["y"]
    page.get_by_role("link", name="Your documents").first.click()


def test_nothing_glides_where_motion_is_not_wanted(open_site: Open, reader: Person) -> None:
    page = open_site(document_of(reader), person=reader, size=PHONE)
    page.wait_for_selector(".player .play")
    page.get_by_role("button", name="Zoom in").click()
    moving = page.evaluate("document.getAnimations().filter((a) => a.effect.getTiming().duration > 1).length")
    assert moving == 0
