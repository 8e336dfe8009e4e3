"""A read document: picture, text and speech are one thing."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SAMPLE, WIDE, Open, Person


@pytest.fixture
def page(open_site: Open, reader: Person) -> Page:
    document = reader.client.call("GET", "/documents")["documents"][0]["id"]
    page = open_site(f"#/documents/{document}", person=reader)
    page.wait_for_selector(".player")
    return page


def word(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator(".word", has_text=text).first


def box(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator(f".box[data-word='{word(page, text).get_attribute('data-word')}']")


def test_what_is_pointed_at_in_the_text_lights_up_on_the_picture_and_back(page: Page) -> None:
    word(page, "garden").hover()
    expect(page.locator(".box.pointed")).to_have_count(1)
    assert "pointed" in (box(page, "garden").get_attribute("class") or "")
    box(page, "Margaret").hover()
    expect(page.locator(".word.pointed")).to_have_text("Margaret,")
    page.locator("h1").hover()
    expect(page.locator(".pointed")).to_have_count(0)


def test_speech_starts_at_the_word_that_is_clicked(page: Page) -> None:
    word(page, "train").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".word.heard")).to_have_text("train")
    page.get_by_role("button", name="Pause").click()
    box(page, "roses").click()
    expect(page.locator(".word.heard")).to_have_text("roses")


def test_the_keyboard_plays_skips_and_walks(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()

    word(page, "thank").click()
    page.keyboard.press("Space")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".word.heard")).to_have_text("The")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".word.heard")).to_have_text("Dear")

    page.locator(".reading-text").focus()
    page.keyboard.press("End")
    expect(page.locator(".word.cursor")).to_have_text("Edmund")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".word.cursor")).to_have_text("love,")
    expect(page.locator(".box.pointed")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".word.heard")).to_have_text("love,")


def test_the_keys_of_headphones_play_pause_and_skip(page: Page) -> None:
    page.add_init_script(
        """
        window.keys = {};
        navigator.mediaSession.setActionHandler = (key, act) => { window.keys[key] = act; };
        """
    )
    page.reload()
    page.wait_for_selector(".player")
    assert page.evaluate("navigator.mediaSession.metadata.title") == page.locator("h1").inner_text()
    page.evaluate("keys.play()")
    expect(page.locator(".word.heard")).to_have_count(1)
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    page.evaluate("keys.pause()")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.evaluate("keys.seekto({ seekTime: 0 })")
    page.evaluate("keys.nexttrack()")
    expect(page.locator(".word.heard")).to_have_text("Dear")
    page.evaluate("keys.previoustrack()")
    expect(page.locator(".word.heard")).to_have_text("Hill")
    page.get_by_role("link", name="Your documents").click()
    page.wait_for_function("() => keys.play === null")  # a function: the site lets nothing evaluate text


def test_the_speed_is_kept(page: Page) -> None:
    page.get_by_label("Speed").select_option("1.5")
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("1.5")


def test_the_picture_zooms_moves_and_follows_the_speech(page: Page) -> None:
    sheet = page.locator(".frame .sheet")
    before = sheet.bounding_box()
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    grown = sheet.bounding_box()
    assert before and grown
    assert grown["width"] == pytest.approx(before["width"] * 1.4**3, rel=0.02)

    frame = page.locator(".frame").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + 200, frame["y"] + 200)
    page.mouse.down()
    page.mouse.move(frame["x"] + 150, frame["y"] + 160, steps=4)
    page.mouse.up()
    moved = sheet.bounding_box()
    assert moved
    assert (moved["x"] - grown["x"], moved["y"] - grown["y"]) == pytest.approx((-50, -40), abs=2)

    word(page, "Edmund").click()
    expect(page.locator(".word.heard")).to_have_text("Edmund")
    heard = box(page, "Edmund").bounding_box()
    assert heard
    assert frame["x"] <= heard["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= heard["y"] <= frame["y"] + frame["height"]


def test_it_can_be_taken_along(page: Page, tmp_path: Path) -> None:
    files = {}
    for name in ("Plain text", "Words and places (JSON)", "Speech (WAV)", "Captions (WebVTT)"):
        page.locator(".menu summary").click()
        with page.expect_download() as download:
            page.locator(".menu").get_by_role("button", name=name).click()
        files[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[name])
    assert "Dear Margaret, thank you for your letter." in files["Plain text"].read_text(encoding="utf-8")
    assert json.loads(files["Words and places (JSON)"].read_text(encoding="utf-8"))["pages"][0]["words"]
    with wave.open(str(files["Speech (WAV)"])) as sound:
        assert sound.getnframes() / sound.getframerate() > 5
    assert files["Captions (WebVTT)"].read_text(encoding="utf-8").startswith("WEBVTT\n\n00:00:0")


def test_its_text_can_be_copied(open_site: Open, reader: Person) -> None:
    document = reader.client.call("GET", "/documents")["documents"][0]["id"]
    page = open_site(f"#/documents/{document}", person=reader, permissions=["clipboard-read", "clipboard-write"])
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".toast")).to_have_text("The text is copied.")
    assert "Dear Margaret" in page.evaluate("navigator.clipboard.readText()")


def test_one_side_can_be_hidden_and_stays_so(page: Page) -> None:
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".picture-side")).to_be_hidden()
    page.reload()
    expect(page.locator(".reading-text")).to_be_visible()
    expect(page.locator(".picture-side")).to_be_hidden()
    page.get_by_role("button", name="Both").click()
    expect(page.locator(".picture-side")).to_be_visible()


def test_the_words_follow_the_speech_on_a_phone(open_site: Open, reader: Person) -> None:
    document = reader.client.call("GET", "/documents")["documents"][0]["id"]
    page = open_site(f"#/documents/{document}", person=reader, size=PHONE, has_touch=True)
    page.wait_for_selector(".player")
    word(page, "Edmund").scroll_into_view_if_needed()
    word(page, "bed").tap()
    expect(page.locator(".word.heard")).to_be_visible()
    expect(page.locator(".word.heard")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_pictures_follow_the_speech_from_page_to_page(
    open_site: Open, reader: Person, tmp_path: Path, size: dict[str, int]
) -> None:
    sheets = [Image.open(SAMPLE), Image.open(SAMPLE)]
    sheets[0].save(tmp_path / "two.pdf", save_all=True, append_images=sheets[1:])
    document = reader.client.send(tmp_path / "two.pdf")
    reader.client.wait(document)
    page = open_site(f"#/documents/{document}", person=reader, size=size)
    page.wait_for_selector(".player")
    page.get_by_role("region", name="Page 2").locator(".word", has_text="bloom").click()
    expect(page.locator(".box.heard")).to_have_count(1)
    expect(page.locator(".page-picture").nth(1).locator(".box.heard")).to_have_count(1)
    side = page.locator(".picture-side").bounding_box()
    heard = page.locator(".box.heard").bounding_box()
    assert side and heard
    assert side["x"] <= heard["x"] <= side["x"] + side["width"]
    assert side["y"] <= heard["y"] <= side["y"] + side["height"]
    reader.client.call("DELETE", f"/documents/{document}")
