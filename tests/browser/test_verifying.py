"""An address that is not verified yet: the front page says what to do, and the mailed link does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, Person


def unverified(person: Person) -> Person:
    user = person.session["user"] | {"must_verify_email": True}
    return replace(person, session=person.session | {"user": user})


def tell(page: Page, person: Person, *, must_verify: bool) -> None:
    """Have the API say of this person's address whether it has to be verified; the local cloud asks nobody."""
    user = person.session["user"] | {"must_verify_email": must_verify}
    page.route("**/api/users/me", lambda route: route.fulfill(json={"user": user, "usage": {}}))


def test_who_must_verify_is_told_and_gets_another_link(open_site: Open, new_person: Callable[[str], Person]) -> None:
    person = unverified(new_person("Ana"))
    page = open_site("#/account", person=person)
    tell(page, person, must_verify=True)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=202, json={"sent": True})

    page.route("**/api/email-verifications", answer)
    page.goto(page.url.split("#")[0] + "#/")
    notice = page.get_by_role("status").filter(has_text="open the link that we mailed to")
    expect(notice).to_contain_text(person.email)
    notice.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Another link is on its way.").first).to_be_visible()
    assert asked == ["POST"]


def test_the_notice_goes_once_the_link_was_opened_elsewhere(
    open_site: Open, new_person: Callable[[str], Person]
) -> None:
    person = unverified(new_person("Ana"))
    page = open_site("#/account", person=person)
    tell(page, person, must_verify=False)
    page.goto(page.url.split("#")[0] + "#/")
    expect(page.locator("[data-view=dashboard] h1")).to_be_visible()
    expect(page.get_by_text("open the link that we mailed to")).to_have_count(0)


def test_the_link_verifies_and_a_wrong_one_says_so(open_site: Open) -> None:
    page = open_site("#/verify/made_up")
    expect(page.get_by_role("status").filter(has_text="This link is wrong")).to_be_visible()
    page.route("**/api/email-verifications", lambda route: route.fulfill(status=204))
    page.goto(page.url.split("#")[0] + "#/verify/good")
    expect(page.get_by_role("status").filter(has_text="This address is yours")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.locator("[data-view=landing]")).to_be_visible()
