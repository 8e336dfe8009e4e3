"""A word set right: it lasts, is found, is spoken, and can be undone; also without a network for a while."""

from __future__ import annotations

import io
import json
import re
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PATIENCE_MS, PHONE, SAMPLE, Open, Person


@pytest.fixture(scope="module")
def person(new_person: Callable[[str], Person]) -> Person:
    """Someone whose one document, the sample, is read and spoken; it is hers to change."""
    person = new_person("Ana")
    document = person.client.wait(person.client.send(SAMPLE))
    assert document["state"] == "done", document
    return person


def about(person: Person) -> Any:
    """What the API tells of her document."""
    document = person.client.call("GET", "/documents")["documents"][0]["id"]
    return person.client.call("GET", f"/documents/{document}")["document"]


@pytest.fixture
def page(open_site: Open, person: Person) -> Page:
    page = open_site(f"#/documents/{about(person)['id']}", person=person)
    page.wait_for_selector(".player .play")
    return page


def word(page: Page, text: str) -> Locator:
    return page.locator(".word", has_text=text).first


def correct(page: Page, before: str, after: str) -> None:
    word(page, before).dblclick()
    page.get_by_role("dialog", name="Correct a word").get_by_label("It says").fill(after)
    page.keyboard.press("Enter")
    expect(word(page, after.strip())).to_be_visible()


def strip(page: Page) -> Locator:
    return page.get_by_role("region", name="Corrections")


def test_it_is_spoken_found_and_undone(page: Page, person: Person, open_site: Open, tmp_path: Path) -> None:
    word(page, "Edmund").dblclick()
    dialog = page.get_by_role("dialog", name="Correct a word")
    expect(dialog.get_by_role("img", name="The word on the picture")).to_be_visible()
    expect(dialog.get_by_label("It says")).to_have_value("Edmund")
    page.keyboard.press("Escape")
    correct(page, "Edmund", " Old  <i>Edmond ")
    expect(strip(page)).to_contain_text("1 word corrected. The speech does not say so yet.")

    # It is the person's, not the browser's: another one shows it, and search finds it.
    elsewhere = open_site(person=person, size=PHONE)
    elsewhere.get_by_label("Search titles and text").fill("edmond")
    expect(elsewhere.locator(".card")).to_have_count(1)
    elsewhere.locator(".card .title").click()
    expect(word(elsewhere, "<i>Edmond")).to_be_visible()
    expect(word(elsewhere, "<i>Edmond")).to_have_attribute("title", "Read as “Edmund”")

    strip(page).get_by_role("button", name="Speak again").click()
    expect(strip(page)).to_contain_text("The speech says so, too.", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    marks = json.loads(person.client.result(about(person)["links"]["marks"]))
    assert marks[-1]["text"] == "Old\u00a0<i>Edmond"
    word(page, "<i>Edmond").click()
    expect(page.locator(".word.heard")).to_have_text("Old\u00a0<i>Edmond")
    page.get_by_role("button", name="Pause").click()
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Plain text").click()
    download.value.save_as(tmp_path / "text.txt")
    assert (tmp_path / "text.txt").read_text(encoding="utf-8").endswith("With love, Old <i>Edmond\n")

    strip(page).get_by_role("button", name="Undo all").click()
    expect(word(page, "Edmund")).to_be_visible()
    expect(strip(page)).to_contain_text("The speech still says the corrections.")
    strip(page).get_by_role("button", name="Speak again").click()
    expect(strip(page)).to_be_hidden(timeout=PATIENCE_MS)
    document = person.client.wait(about(person)["id"])
    assert document["edition"] == document["speech_edition"] == ""
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_by_keyboard_and_back(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Correct a word")
    page.locator(".reading-text").focus()
    page.keyboard.press("End")
    page.keyboard.press("F2")
    dialog.get_by_label("It says").fill("  ")
    page.keyboard.press("Enter")
    expect(dialog.locator(".error")).to_have_text("Type the word.")
    dialog.get_by_label("It says").fill("x" * 101)
    page.keyboard.press("Enter")
    expect(dialog.locator(".error")).to_have_text("That is too long for a word.")
    dialog.get_by_label("It says").fill("Edmond")
    page.keyboard.press("Enter")
    expect(word(page, "Edmond")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(word(page, "Edmund")).to_be_visible()
    correct(page, "Edmund", "Edmond")
    word(page, "Edmond").dblclick()
    dialog.get_by_role("button", name="Back to “Edmund”").click()
    expect(word(page, "Edmund")).to_be_visible()
    expect(strip(page)).to_be_hidden()


def test_by_the_button_with_one_click_or_two(page: Page) -> None:
    page.get_by_role("button", name="Correct words").click()
    says = page.get_by_role("dialog", name="Correct a word").get_by_label("It says")
    garden = word(page, "garden")
    pictured = page.locator(f".box[data-word='{garden.get_attribute('data-word')}']")
    for place in (garden, pictured):
        for clicks in (1, 2):
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press("Space")
            expect(page.get_by_role("button", name="Pause")).to_be_visible()
            place.click(click_count=clicks, force=True)
            expect(says).to_have_value("garden")
            expect(says).to_be_focused()
            expect(page.locator(".player .play")).to_have_attribute("aria-label", "Play")
            page.keyboard.press("Escape")
    page.get_by_role("button", name="Correct words").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Correct words")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_without_a_network_it_waits_and_goes_by_itself(page: Page, person: Person) -> None:
    page.context.set_offline(True)
    correct(page, "Margaret", "Magda,")
    expect(strip(page)).to_contain_text("Kept on this device until the network is back.")
    assert about(person)["corrections"] == 0
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.context.set_offline(False)
    expect(strip(page)).to_contain_text("The speech does not say so yet.")
    assert about(person)["corrections"] == 1
    page.reload()
    expect(word(page, "Magda,")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        strip(page).get_by_role("button", name="Undo all").click()
    expect(strip(page)).to_be_hidden()


def test_without_an_answer_it_is_sent_again_though_the_browser_sees_a_network(page: Page, person: Person) -> None:
    page.route("**/words", lambda route: route.abort())
    correct(page, "Margaret", "Magda,")
    expect(strip(page)).to_contain_text("Kept on this device until the network is back.")
    page.unroute("**/words")
    expect(strip(page)).to_contain_text("The speech does not say so yet.", timeout=PATIENCE_MS)
    assert about(person)["corrections"] == 1
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        strip(page).get_by_role("button", name="Undo all").click()
    expect(strip(page)).to_be_hidden()


def test_words_set_right_in_two_places_come_together(page: Page, person: Person, open_site: Open) -> None:
    elsewhere = open_site(f"#/documents/{about(person)['id']}", person=person)
    elsewhere.wait_for_selector(".player .play")
    correct(page, "garden", "orchard")
    expect(strip(page)).to_contain_text("1 word corrected. The speech does not say so yet.")
    correct(elsewhere, "roses", "tulips")
    expect(strip(elsewhere)).to_contain_text("2 words corrected.")
    expect(word(elsewhere, "orchard")).to_be_visible()
    elsewhere.reload()
    expect(strip(elsewhere)).to_contain_text("2 words corrected.")
    strip(elsewhere).get_by_role("button", name="Undo all").click()
    expect(strip(elsewhere)).to_be_hidden()
    assert about(person)["edition"] == ""
    correct(page, "roses", "lilies")
    expect(word(page, "garden")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        strip(page).get_by_role("button", name="Undo all").click()
    expect(strip(page)).to_be_hidden()


def test_what_the_server_refuses_is_taken_back_and_told(page: Page) -> None:
    word(page, "Edmund").dblclick()
    page.get_by_label("It says").fill("Ed\u202emund")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Some of this cannot be used.")
    expect(word(page, "Edmund")).to_have_text("Edmund")


def halves(speech: bytes, marks: list[dict[str, Any]]) -> list[tuple[bytes, list[dict[str, Any]]]]:
    """Cut a speech in the longest pause among its first words: WAV and marks of either part."""
    cut = max(range(1, 10), key=lambda word: marks[word]["start_ms"] - marks[word - 1]["end_ms"])
    with wave.open(io.BytesIO(speech)) as whole:
        parameters = whole.getparams()
        first = parameters.framerate * (marks[cut - 1]["end_ms"] + marks[cut]["start_ms"]) // 2000
        sounds = [whole.readframes(first), whole.readframes(parameters.nframes)]
    files = []
    for sound in sounds:
        file = io.BytesIO()
        with wave.open(file, "wb") as part:
            part.setparams(parameters)
            part.writeframes(sound)
        files.append(file.getvalue())
    return list(zip(files, (marks[:cut], marks[cut:]), strict=True))


def test_speech_plays_before_all_of_it_is_made(open_site: Open, person: Person) -> None:
    """The real speech in two parts, as a slow voice makes it, of which the page hears one by one; then all of it."""
    document = about(person)
    links = document["links"]
    parts = halves(person.client.result(links["speech"]), json.loads(person.client.result(links["marks"])))
    shown = 1

    def part(number: int, ending: str) -> str:
        return str(links["speech"].replace("speech.wav", f"speech/{number:04}.{ending}"))

    def slowly(route: Route) -> None:
        told = route.fetch().json()
        if shown <= len(parts):
            told["document"]["state"] = "speaking"
            links = told["document"]["links"]
            for name in ("speech", "marks", "captions"):
                del links[name]
            links["speech_parts"] = [part(number, "wav") for number in range(1, shown + 1)]
            links["marks_parts"] = [part(number, "json") for number in range(1, shown + 1)]
        route.fulfill(json=told)

    def stored(route: Route) -> None:
        name = route.request.url.partition("?")[0].rpartition("/")[2]
        sound, marks = parts[int(name[:4]) - 1]
        body = sound if name.endswith("wav") else json.dumps(marks)
        route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"})

    page = open_site(person=person)
    page.route(f"**/api/documents/{document['id']}", slowly)
    page.route(re.compile(r"/speech/\d{4}\."), stored)
    page.locator(".card .title").click()
    expect(page.locator(".player .time")).to_contain_text("+")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".word.heard")).to_have_count(1)
    (_, first), (_, second) = parts
    expect(page.locator(".word.heard")).to_have_text(first[-1]["text"])
    page.wait_for_function("seconds => parseFloat(document.querySelector('.seek').value) > seconds", arg=1)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()  # it waits for more, and says that it plays
    shown = len(parts)
    gone_on = "word => Number(document.querySelector('.word.heard')?.dataset.word) >= word"
    page.wait_for_function(gone_on, arg=second[0]["word"], timeout=PATIENCE_MS)
    shown = len(parts) + 1
    expect(page.locator(".player .time")).not_to_contain_text("+", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".menu")).to_be_visible()
    word(page, "Edmund").click()
    expect(page.locator(".word.heard")).to_have_text("Edmund")
