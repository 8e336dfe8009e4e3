"""A word spoken to the page: through the microphone, from a file, from a sample; and when there is no microphone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import miniaudio
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.keyword import WORDS
from chalicelib.domain.wav import wav
from tests.browser.conftest import PHONE, Open, Person
from tests.made_sounds import tone, written

SITE = Path("static_site")
PATIENCE_MS = 20_000
UNTIL_LOUD = """talk => new Promise((done) => {
  const look = () => parseFloat(talk.style.getPropertyValue('--level')) > 0.4 && done();
  new MutationObserver(look).observe(talk, { attributeFilter: ['style'] });
})"""


@pytest.fixture(scope="module")
def spoken_yes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file of a real "yes" and four seconds of silence, as Chromium wants it for a microphone."""
    word = miniaudio.decode_file(
        str(SITE / "sample/yes.mp3"), output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=48_000
    )
    path = tmp_path_factory.mktemp("voice") / "yes.wav"
    path.write_bytes(wav(bytes(48_000) + word.samples.tobytes() + bytes(4 * 96_000), 48_000))
    return path


@pytest.fixture(scope="module")
def chromium(launch: Callable[..., Browser], spoken_yes: Path) -> Iterator[Browser]:
    """A Chromium in whose microphone somebody says yes, again and again."""
    browser = launch(f"--use-file-for-fake-audio-capture={spoken_yes}")
    yield browser
    browser.close()


@pytest.fixture
def page(open_site: Open, reader: Person) -> Page:
    return open_site("#/keywords", person=reader)


def word(page: Page) -> str:
    return page.locator(".verdict .word").inner_text()


def listening(page: Page) -> None:
    expect(page.locator(".talk")).to_have_attribute("data-state", "listening")


def test_the_words_are_the_servers(page: Page) -> None:
    assert page.locator(".vocabulary li").all_inner_texts() == list(WORDS)


@pytest.mark.parametrize("way", ["pointer", "space", "enter"])
def test_hold_and_say_yes(page: Page, way: str) -> None:
    talk = page.get_by_role("button", name="Hold and speak")
    talk.hover()
    talk.focus()
    if way == "pointer":
        page.mouse.down()
    else:
        page.keyboard.down(way.title())
    listening(page)
    expect(page.locator(".status")).to_contain_text("left")
    page.locator(".talk").evaluate(UNTIL_LOUD)
    page.wait_for_timeout(1200)  # the rest of the word: real time, since it is a microphone
    if way == "pointer":
        page.mouse.up()
    else:
        page.keyboard.up(way.title())
    expect(page.locator(".scores meter")).to_have_count(5, timeout=PATIENCE_MS)
    assert set(word(page).split()) == {"yes"}  # on a slow machine it may be said twice
    expect(page.get_by_role("button", name="Hold and speak")).to_be_enabled()
    bars = page.locator(".scores meter")
    expect(bars).to_have_count(5)
    shares = bars.evaluate_all("meters => meters.map((meter) => meter.value)")
    assert shares == sorted(shares, reverse=True)
    expect(page.get_by_role("img", name=re.compile(r"The recording; yes at [01]\.\d sec"))).to_be_visible()
    assert page.locator(".waveform .place").count() >= 1


def test_a_press_without_holding_listens_until_the_next(page: Page) -> None:
    page.get_by_role("button", name="Hold and speak").click()
    listening(page)
    page.locator(".talk").evaluate(UNTIL_LOUD)
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Listening").click()
    expect(page.locator(".scores meter")).to_have_count(5, timeout=PATIENCE_MS)
    assert set(word(page).split()) == {"yes"}  # on a slow machine it may be said twice


def test_a_click_of_a_screen_reader_listens_too(page: Page) -> None:
    page.locator(".talk").evaluate("button => button.click()")
    listening(page)
    page.locator(".talk").evaluate("button => button.click()")
    expect(page.locator(".talk")).to_have_attribute("data-state", "idle")


def test_leaving_the_page_closes_the_microphone(page: Page) -> None:
    page.evaluate(
        """() => {
          const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wish) => (window.heard = await ask(wish));
        }"""
    )
    page.get_by_role("button", name="Hold and speak").click()
    listening(page)
    page.get_by_role("link", name="Digits").click()
    expect(page.locator("[data-view=digits] h1")).to_be_visible()
    assert page.evaluate("window.heard.getTracks().map((track) => track.readyState)") == ["ended"]


def test_the_microphone_is_asked_for_only_when_it_is_needed(page: Page) -> None:
    page.evaluate(
        """() => {
          window.asked = 0;
          const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (wish) => ((window.asked += 1), ask(wish));
        }"""
    )
    page.get_by_role("button", name="Try stop").click()
    expect(page.locator(".verdict")).to_contain_text("% sure", timeout=PATIENCE_MS)
    assert page.evaluate("window.asked") == 0


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ("NotAllowedError", "The microphone is not allowed."),
        ("NotFoundError", "There is no microphone."),
        ("NotReadableError", "Another program has the microphone."),
    ],
)
def test_without_a_microphone_it_says_what_to_do(page: Page, refusal: str, said: str) -> None:
    page.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name); }; }", refusal
    )
    page.get_by_role("button", name="Hold and speak").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator(".talk")).to_have_attribute("data-state", "idle")


def test_a_page_that_is_not_secure_says_so(page: Page) -> None:
    page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.get_by_role("button", name="Hold and speak").click()
    expect(page.get_by_role("alert")).to_contain_text("only secure pages")


def test_a_slip_of_the_finger(page: Page) -> None:
    page.locator(".talk").evaluate(
        """button => {
          window.setTimeout = (act) => queueMicrotask(act);
          const letGo = () => button.dataset.state === 'listening' && button.click();
          new MutationObserver(letGo).observe(button, { attributeFilter: ['data-state'] });
          button.click();
        }"""
    )
    expect(page.get_by_role("alert")).to_contain_text("too short")


@pytest.mark.parametrize("sample", ["yes", "stop", "happy"])
def test_the_samples_are_what_they_say(page: Page, sample: str) -> None:
    page.get_by_role("button", name=f"Try {sample}").click()
    expect(page.locator(".verdict")).to_contain_text("% sure", timeout=PATIENCE_MS)
    assert word(page) == sample


def test_every_word_of_a_longer_recording_can_be_heard_again(open_site: Open, reader: Person) -> None:
    page = open_site("#/keywords", person=reader, size=PHONE, locale="es-ES")
    page.get_by_role("button", name="Probar tres palabras").click()
    places = page.locator(".places button")
    expect(places).to_have_count(4, timeout=PATIENCE_MS)
    assert [text.split()[0] for text in places.all_inner_texts()] == ["Todo", "right", "zero", "no"]
    expect(page.locator(".waveform .place")).to_have_count(3)
    assert word(page) == "right zero no"
    expect(page.locator(".verdict")).to_contain_text("3 palabras oídas.")
    places.nth(1).click()


@pytest.mark.parametrize("name", ["yes.webm", "yes.mp4"])
def test_a_file_of_another_browser(page: Page, name: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a recording").click()
    chooser.value.set_files(f"tests/data/{name}")
    expect(page.locator(".verdict")).to_contain_text("% sure", timeout=PATIENCE_MS)
    assert word(page) == "yes"


def choose(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "audio/wav", "buffer": content})


def test_a_recording_above_the_servers_limit_is_made_smaller(page: Page) -> None:
    """Twenty seconds at 48 kHz, stereo, 24 bits: six megabytes, of which the server needs one."""
    mono = tone(20, 48_000)
    choose(page, "large.wav", written(mono[:, None].repeat(2, axis=1), 48_000, subtype="PCM_24"))
    expect(page.locator(".verdict")).to_contain_text(re.compile("Nobody|none of"), timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no sound", "does not read this kind of recording"),
        (b"", "The file is empty"),
        (b"\x1a\x45\xdf\xa3" * 9, "cannot be opened as a recording"),
        (bytes(5 << 20), "too large"),
        (written(np.zeros(16_000 * 61, np.float32)), "longer than a minute"),
    ],
    ids=["text", "empty", "broken", "large", "long"],
)
def test_what_is_no_recording(page: Page, content: bytes, said: str) -> None:
    choose(page, "odd.wav", content)
    expect(page.get_by_role("alert")).to_contain_text(said, timeout=PATIENCE_MS)


def test_without_an_account_it_can_be_looked_at(open_site: Open) -> None:
    page = open_site("#/keywords")
    expect(page.get_by_role("button", name="Hold and speak")).to_be_disabled()
    expect(page.locator(".notice")).to_contain_text("This needs an account.")
