"""Ways for a page to get in, and what becomes of bad ones."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PATIENCE_MS, SAMPLE, Open, Person

CHOOSER = "input[type=file][multiple]"


@pytest.fixture
def person(new_person: Callable[[str], Person]) -> Person:
    return new_person("Ana")


@pytest.fixture
def page(open_site: Open, person: Person) -> Page:
    page = open_site(person=person)
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    return page


def blank(name: str, size: tuple[int, int] = (300, 200), kind: str = "PNG") -> dict[str, object]:
    """A picture without text, which is read at once."""
    content = io.BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": content.getvalue()}


def test_several_at_once_and_only_the_bad_ones_stay_behind(page: Page) -> None:
    bad = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    empty = {"name": "empty.png", "mimeType": "image/png", "buffer": b""}
    page.locator(CHOOSER).set_input_files([blank("one.png"), bad, empty, blank("two.png")])
    expect(page.locator(".card")).to_have_count(2, timeout=PATIENCE_MS)
    expect(page.locator(".upload")).to_have_count(2)
    expect(page.locator(".upload", has_text="notes.txt")).to_contain_text("does not read this kind of file")
    expect(page.locator(".upload", has_text="empty.png")).to_contain_text("The file is empty")
    expect(page.locator(".upload").get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("button", name="Take notes.txt off the list").click()
    expect(page.locator(".upload")).to_have_count(1)


def test_a_picture_without_text_says_so(page: Page) -> None:
    page.locator(CHOOSER).set_input_files([blank("wall.png")])
    page.locator(".card .title").click()
    expect(page.locator(".notice")).to_contain_text("No text was found", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Correct words")).to_be_hidden()  # there is none
    expect(page.locator(".player")).to_have_count(0)


def test_a_broken_picture_fails_with_a_reason_and_a_way_on(page: Page) -> None:
    whole = blank("torn.png", (900, 900))["buffer"]
    assert isinstance(whole, bytes)
    page.locator(CHOOSER).set_input_files([{"name": "torn.png", "mimeType": "image/png", "buffer": whole[:60]}])
    page.locator(".card .title").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be opened as a picture", timeout=PATIENCE_MS)
    page.get_by_role("link", name="Try another page").click()
    expect(page.locator(".card")).to_contain_text("cannot be opened")


def test_dropped_anywhere_on_the_page(page: Page) -> None:
    content = base64.b64encode(SAMPLE.read_bytes()).decode()
    page.evaluate(
        """async (content) => {
          const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }));
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.querySelector('#foot').dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }""",
        content,
    )
    expect(page.locator(".card .title")).to_contain_text("dropped", timeout=PATIENCE_MS)


def test_pasted(page: Page) -> None:
    content = base64.b64encode(blank("image.png")["buffer"]).decode()  # type: ignore[arg-type]
    page.evaluate(
        """(content) => {
          const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
          document.body.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        content,
    )
    expect(page.locator(".card .title")).to_have_text(re.compile(r"Pasted \d{4}-\d\d-\d\d"), timeout=PATIENCE_MS)


class Web:
    """Another site, which answers each request in the same way."""

    def __init__(self, page: Page, **answer: Any) -> None:
        self.asked: list[dict[str, str]] = []

        def tell(route: Route) -> None:
            self.asked.append(route.request.all_headers())
            route.fulfill(**answer)

        page.route("https://pictures.example/**", tell)


OPEN = {"Access-Control-Allow-Origin": "*"}
"""How a site allows others to fetch from it."""
SHUT = {"Access-Control-Allow-Origin": "https://pictures.example"}
"""How it does not; without this header Playwright adds one that allows all."""


def fetch_from_the_web(page: Page, address: str) -> None:
    page.get_by_role("button", name="From the web").click()
    page.get_by_label("Address of the picture").fill(address)
    page.keyboard.press("Enter")


def test_by_its_address_on_the_web(page: Page) -> None:
    web = Web(page, body=blank("x")["buffer"], headers=OPEN | {"Content-Type": "image/png"})
    fetch_from_the_web(page, " https://pictures.example/My%20wall?size=large ")
    expect(page.locator(".card .title")).to_have_text("My wall", timeout=PATIENCE_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    (asked,) = web.asked
    assert not {"cookie", "referer", "authorization"} & asked.keys()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"headers": SHUT | {"Content-Type": "image/png"}}, "does not let other sites fetch this"),
        ({"headers": OPEN, "status": 404}, "There is nothing at this address"),
        ({"headers": OPEN | {"Content-Type": "text/html"}}, "There is a web page at this address"),
        ({"headers": OPEN | {"Content-Type": "image/svg+xml"}}, "does not read this kind of file"),
        ({"headers": OPEN | {"Content-Type": "image/png"}, "body": b""}, "The file is empty"),
        ({"headers": OPEN | {"Content-Type": "image/gif", "Content-Length": "27000000"}}, "larger than 25 MB"),
    ],
    ids=["no CORS", "missing", "a page", "svg", "empty", "too large"],
)
def test_what_the_web_does_not_give_is_told_beside_the_address(page: Page, answer: dict[str, Any], told: str) -> None:
    Web(page, **{"body": b"x", **answer})
    fetch_from_the_web(page, "https://pictures.example/wall")
    dialog = page.get_by_role("dialog", name="A picture from the web")
    expect(dialog.locator(".error")).to_contain_text(told)
    expect(dialog.get_by_label("Address of the picture")).to_be_focused()
    expect(page.locator(".upload")).to_have_count(0)
    dialog.get_by_label("Address of the picture").fill("http://pictures.example/wall.png")
    page.keyboard.press("Enter")
    expect(dialog.locator(".error")).to_contain_text("begin with https://")


def test_dragged_from_another_tab_or_pasted_as_an_address(page: Page) -> None:
    web = Web(page, body=blank("x")["buffer"], headers=OPEN | {"Content-Type": "image/png"})
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/uri-list', 'https://pictures.example/album');
          data.setData('text/html', '<a href="https://pictures.example/album"><img src="https://pictures.example/dragged.png"></a>');
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }"""
    )
    expect(page.locator(".card .title")).to_have_text("dragged", timeout=PATIENCE_MS)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/plain', 'https://pictures.example/pasted.png');
          document.body.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_label("Address of the picture")).to_have_value("https://pictures.example/pasted.png")
    assert len(web.asked) == 1, "nobody asked for it yet"


def test_photographed_and_taken_again(page: Page) -> None:
    page.get_by_role("button", name="Photograph").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Take the photo").click()
    dialog.get_by_role("button", name="Take it again").click()
    dialog.get_by_role("button", name="Take the photo").click()
    dialog.get_by_role("button", name="Read this one").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".card .title")).to_have_text(re.compile(r"Photo \d{4}"), timeout=PATIENCE_MS)


def test_where_the_camera_is_not_allowed_a_file_will_do(page: Page) -> None:
    page.evaluate(
        """() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
        }"""
    )
    page.get_by_role("button", name="Photograph").click()
    dialog = page.get_by_role("dialog", name="Photograph a page")
    expect(dialog.get_by_role("alert")).to_contain_text("The camera cannot be used.")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose files").click()
    expect(dialog).to_have_count(0)
    chooser.value.set_files([{"name": "page.png", "mimeType": "image/png", "buffer": SAMPLE.read_bytes()}])
    expect(page.locator(".card .title")).to_have_text("page", timeout=PATIENCE_MS)


def test_an_oversized_photo_is_scaled_the_right_way_up(page: Page, person: Person) -> None:
    content = io.BytesIO()
    photo = Image.new("RGB", (6000, 4500), "white")
    exif = photo.getexif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90° to see it right
    photo.save(content, "JPEG", exif=exif)
    page.locator(CHOOSER).set_input_files(
        [{"name": "photo.jpeg", "mimeType": "image/jpeg", "buffer": content.getvalue()}]
    )
    expect(page.locator(".card")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".upload")).to_have_count(0)
    document = person.client.call("GET", "/documents")["documents"][0]
    done = person.client.wait(document["id"])
    page_read = json.loads(person.client.result(done["links"]["document"]))["pages"][0]
    assert (page_read["width"], page_read["height"]) == (2700, 3600)


def test_an_upload_can_be_cancelled(page: Page, person: Person) -> None:
    held: list[Route] = []
    page.route("**/lector-media", lambda route: held.append(route))
    page.locator(CHOOSER).set_input_files([blank("slow.png")])
    expect(page.locator(".upload")).to_contain_text("Uploading")
    page.get_by_role("button", name="Cancel slow.png").click()
    expect(page.locator(".upload")).to_have_count(0)
    expect(page.locator(".card", has_text="slow.png")).to_have_count(0)


def test_a_connection_lost_in_the_middle_is_waited_for(page: Page) -> None:
    cut = True

    def maybe(route: Route) -> None:
        if cut:
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.route("**/lector-media", maybe)
    page.locator(CHOOSER).set_input_files([blank("page.png")])
    expect(page.locator(".upload")).to_contain_text("The connection was lost")
    cut = False
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".card", has_text="page")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".upload")).to_have_count(0)


def test_a_cut_in_the_middle_leaves_one_document(page: Page, person: Person) -> None:
    held: list[Route] = []
    page.route("**/lector-media", lambda route: held.append(route))
    with page.expect_request("**/lector-media"):
        page.locator(CHOOSER).set_input_files([blank("page.png")])
    assert len(person.client.call("GET", "/documents")["documents"]) == 1
    expect(page.locator(".upload")).to_have_count(1)
    expect(page.locator(".card")).to_have_count(0)  # its row tells of it already
    page.context.set_offline(True)
    held[0].abort("internetdisconnected")
    expect(page.locator(".upload")).to_contain_text("The connection was lost")
    page.unroute("**/lector-media")
    page.context.set_offline(False)
    expect(page.locator(".card .excerpt, .card .state:not(.awaiting_upload)")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".upload")).to_have_count(0)
    assert len(person.client.call("GET", "/documents")["documents"]) == 1


def test_without_a_network_it_says_so_and_goes_on_by_itself(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("No network")
    page.locator(CHOOSER).set_input_files([blank("page.png")])
    expect(page.locator(".upload")).to_contain_text("The connection was lost")
    page.context.set_offline(False)
    expect(page.locator(".card", has_text="page")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("#offline")).to_be_hidden()


def test_reading_goes_on_when_the_page_is_left(page: Page) -> None:
    page.locator(CHOOSER).set_input_files(Path(SAMPLE))
    page.locator(".card .title").click()
    page.get_by_role("link", name="Your documents").click()
    expect(page.locator(".card .excerpt")).to_contain_text("Dear Margaret", timeout=PATIENCE_MS)
    expect(page.locator(".card img")).to_have_count(1)


def test_the_language_and_the_voice_can_be_chosen(page: Page, person: Person) -> None:
    page.get_by_text("Language and voice", exact=True).click()
    page.get_by_label("The page is in").select_option("es")
    page.get_by_label("Speak it with").select_option(label="Spanish, Spanish woman")
    expect(page.get_by_label("Speak it with").get_by_role("option", name="American")).to_have_count(0)
    page.locator(CHOOSER).set_input_files([blank("page.png")])
    expect(page.locator(".card")).to_have_count(1, timeout=PATIENCE_MS)
    document = person.client.call("GET", "/documents")["documents"][0]
    assert (document["language"], document["voice"]) == ("es", "nanotts/es-ES")
    page.reload()
    page.get_by_text("Language and voice", exact=True).click()
    expect(page.get_by_label("The page is in")).to_have_value("es")
    expect(page.get_by_label("Speak it with")).to_have_value("nanotts/es-ES")
