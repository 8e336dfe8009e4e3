"""A person's documents: searched, renamed, deleted, undone, and more as one scrolls."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Person


@pytest.fixture
def person(new_person: Callable[[str], Person]) -> Person:
    person = new_person("Ana")
    for name in ("Recipe for soup.png", "<img src=x onerror=alert(1)> Edmund.png"):
        person.client.announce(name, "image/png", 1000)
    return person


@pytest.fixture
def page(open_site: Open, person: Person) -> Page:
    page = open_site(person=person)
    expect(page.locator(".card")).to_have_count(2)
    return page


def test_newest_first_with_titles_as_they_are(page: Page) -> None:
    expect(page.locator(".card .title").first).to_contain_text("<img src=x onerror=alert(1)> Edmund")
    expect(page.locator(".card").first).to_contain_text("Waiting for the upload")


def test_search(page: Page) -> None:
    search = page.get_by_label("Search titles and text")
    search.fill("SOUP")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text("1 document found")
    search.fill("nowhere")
    expect(page.locator(".history")).to_contain_text("Nothing holds “nowhere”.")
    page.get_by_role("button", name="Show all documents").click()
    expect(page.locator(".card")).to_have_count(2)
    expect(search).to_be_focused()
    expect(search).to_have_value("")


def test_without_an_answer_it_asks_again_by_itself(page: Page) -> None:
    page.route("**/api/documents?*", lambda route: route.abort("internetdisconnected"))
    page.reload()
    expect(page.locator(".history")).to_contain_text("There is no answer from the network.")
    page.unroute("**/api/documents?*")
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".history .problem")).to_have_count(0)


def test_rename(page: Page) -> None:
    page.get_by_role("button", name="Rename Recipe for soup").click()
    dialog = page.get_by_role("dialog", name="Rename")
    dialog.get_by_label("Title").fill("  ")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".error")).to_have_text("A title needs at least one letter.")
    dialog.get_by_label("Title").fill("Grandmother's soup")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Grandmother's soup")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Grandmother's soup")).to_be_visible()


def test_delete_and_undo(page: Page, person: Person) -> None:
    page.get_by_role("button", name="Delete Recipe for soup").click()
    expect(page.get_by_role("link", name="Recipe for soup")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Recipe for soup")).to_be_focused()
    assert len(person.client.call("GET", "/documents")["documents"]) == 2


def test_what_was_undone_stays_long_after_the_message_is_gone(page: Page, person: Person) -> None:
    page.clock.install()
    page.get_by_role("button", name="Delete Recipe for soup").click()
    page.get_by_role("button", name="Undo").click()
    page.clock.run_for(60_000)
    page.reload()
    expect(page.locator(".card")).to_have_count(2)
    assert len(person.client.call("GET", "/documents")["documents"]) == 2


def test_delete_for_good_when_the_message_is_gone(page: Page, person: Person) -> None:
    page.clock.install()
    page.get_by_role("button", name="Delete Recipe for soup").click()
    page.locator("h1").hover()  # away from the message, which waits for whoever points at it
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.run_for(60_000)
    assert len(person.client.call("GET", "/documents")["documents"]) == 1


def test_delete_for_good_when_the_view_is_left(page: Page, person: Person) -> None:
    page.get_by_role("button", name="Delete Recipe for soup").click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("link", name="Account").click()
    assert len(person.client.call("GET", "/documents")["documents"]) == 1


def test_more_as_one_scrolls(open_site: Open, new_person: Callable[[str], Person]) -> None:
    person = new_person("Ben")
    for number in range(45):
        person.client.announce(f"page {number:02}.png", "image/png", 1000)
    page = open_site(person=person)
    expect(page.locator(".card").first).to_contain_text("page 44")
    for shown in (20, 40, 45):
        expect(page.locator(".card")).to_have_count(shown)
        page.locator("#foot").scroll_into_view_if_needed()
    expect(page.locator(".card").last).to_contain_text("page 00")
