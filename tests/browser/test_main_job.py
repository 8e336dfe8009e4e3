"""The main job in a real browser: a photo goes in, text and speech come out."""

from __future__ import annotations

import secrets

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, PATIENCE_MS, PHONE, SAMPLE, WIDE, Open


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_registers_uploads_reads_and_listens(open_site: Open, address: str, size: dict[str, int]) -> None:
    page = open_site(size=size)
    page.get_by_role("link", name="Start with a page").click()
    email = f"{secrets.token_hex(6)}@example.org"
    page.get_by_label("Name").fill("Ana <b>María</b>")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()

    expect(page.get_by_role("status").filter(has_text="Your account is ready")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Ana <b>María</b>.")

    page.locator("input[type=file][multiple]").set_input_files(SAMPLE)
    page.locator(".card .title", has_text="page").click()
    expect(page.locator(".player")).to_be_visible(timeout=PATIENCE_MS)
    text = page.locator(".reading-text")
    expect(text).to_contain_text("Dear Margaret, thank you for your letter.")
    assert page.locator(".box").count() == page.locator(".word").count() > 40
    boxes_lie_on_the_picture(page)

    page.get_by_role("button", name="Play").click()
    expect(page.locator(".word.heard")).to_have_count(1)
    expect(page.locator(".box.heard")).to_have_count(1)
    expect(page.locator(".player .time")).to_contain_text("0:01 /")
    page.get_by_role("button", name="Pause").click()

    # Closing the browser keeps the session; logging out ends it, on the server too.
    again = page.context.new_page()
    page.close()
    again.goto(f"{address}/")
    expect(again.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    expect(again.locator(".card")).to_have_count(1)
    token = again.evaluate("JSON.parse(localStorage.getItem('lector.session')).token")
    again.get_by_role("button", name="Log out").click()
    expect(again.get_by_role("link", name="Start with a page")).to_be_visible()
    assert again.evaluate("localStorage.getItem('lector.session')") is None
    answer = requests.get(f"{address}/api/users/me", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert answer.status_code == 401


def boxes_lie_on_the_picture(page: Page) -> None:
    picture = page.locator(".page-picture img").bounding_box()
    first = page.locator(".box").first.bounding_box()
    assert picture and first
    assert picture["x"] <= first["x"] <= picture["x"] + picture["width"] / 2
    assert picture["y"] <= first["y"] <= picture["y"] + picture["height"] / 3
    assert first["width"] < picture["width"] / 2


def test_nothing_of_a_person_shows_without_a_session(open_site: Open) -> None:
    page = open_site("#/documents/someone-elses")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_what_is_not_theirs_is_not_there(open_site: Open, reader, new_person) -> None:  # type: ignore[no-untyped-def]
    theirs = reader.client.call("GET", "/documents")["documents"][0]["id"]
    page = open_site(f"#/documents/{theirs}", person=new_person("Eve"))
    expect(page.get_by_role("alert")).to_contain_text("There is nothing here under this name.")
