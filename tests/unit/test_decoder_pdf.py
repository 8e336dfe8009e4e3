"""PDFs become drawn pages; their own text is used where it is good, and hostile ones end in a coded error."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.domain.page import Word
from chalicelib.engines import decoder_pdf
from chalicelib.engines.decoder import FileDecoder
from chalicelib.errors import EncryptedFile, ImageTooLarge, TooManyPages, UnreadableImage
from chalicelib.ports import Scan
from tests.pdf_files import grey_image, page, pdf, spaces, stream, text

LINES = ["Dear reader, this page was set by hand.", "It has two lines, and a price:"]


def pages(data: bytes, max_pixels: int = 8_000_000, max_pages: int = 10) -> list[Scan]:
    return list(FileDecoder(max_pixels, max_pages).decode(data))


def only(data: bytes) -> Scan:
    (scan,) = pages(data)
    return scan


def words(scan: Scan) -> list[Word]:
    assert scan.text_layer is not None
    return [word for run in scan.text_layer for word in run]


def test_a_page_is_drawn_at_200_dots_an_inch_on_white() -> None:
    scan = only(page(text(LINES)))
    assert scan.image.shape == (2200, 1700, 3)
    assert scan.image.dtype == np.uint8
    assert scan.image[0, 0].tolist() == [255, 255, 255]
    assert scan.image.min() < 50


def test_junk_before_the_header_is_read_over() -> None:
    assert only(b"junk\r\n" * 20 + page(text(LINES))).image.shape == (2200, 1700, 3)


def test_good_text_comes_as_words_that_lie_on_their_ink() -> None:
    scan = only(page(text(LINES)))
    assert " ".join(word.text for word in words(scan)) == " ".join(LINES)
    assert {word.confidence for word in words(scan)} == {1.0}
    for word in words(scan):
        (left, top), _, (right, bottom), _ = word.quad
        inside = scan.image[int(top) : int(bottom) + 2, int(left) : int(right) + 2]
        assert inside.min() < 100, word.text
        # Tight: beside the word is nothing but paper.
        assert scan.image[int(top) : int(bottom) + 1, int(left) - 3 : int(left) - 1].min() > 200, word.text


def test_each_line_is_a_run_and_so_is_what_stands_far_to_the_right() -> None:
    far = b"BT /F1 14 Tf 420 682 Td (12.50) Tj ET"
    runs = only(page(text(LINES) + far)).text_layer
    assert runs is not None
    assert [" ".join(word.text for word in run) for run in runs] == [*LINES, "12.50"]


def test_spanish_and_signs_survive() -> None:
    line = "¿Cuánto cuesta el niño (José)? ¡2,50 €, según dicen!"
    assert " ".join(word.text for word in words(only(page(text([line]))))) == line


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    found = [word.text for word in words(only(page(text(["This is a long exam-", "ple of hyphens."]))))]
    assert found == ["This", "is", "a", "long", "exam-", "ple", "of", "hyphens."]


def test_a_page_turned_by_its_rotate_entry_is_drawn_and_read_turned() -> None:
    content = b"q 0 1 -1 0 612 0 cm " + text(LINES, left=72, top=500) + b"Q"
    scan = only(page(content, entries=b"/Rotate 90"))
    assert scan.image.shape == (1700, 2200, 3)
    assert [word.text for word in words(scan)][:2] == ["Dear", "reader,"]
    first, second = words(scan)[:2]
    assert first.quad[1][0] < second.quad[0][0]


def test_the_crop_box_moves_words_with_the_pixels() -> None:
    scan = only(page(text(LINES), entries=b"/CropBox [50 600 562 760]"))
    assert scan.image.shape == (445, 1423, 3)
    (left, top), _, (right, bottom), _ = words(scan)[0].quad
    assert scan.image[int(top) : int(bottom), int(left) : int(right)].min() < 100


def test_all_pages_come_in_order_with_their_number() -> None:
    scans = pages(page(text(LINES), count=3))
    assert [scan.pages for scan in scans] == [3, 3, 3]


# Where the text is not to be trusted, the page is read like any picture.
SCAN = grey_image(340, 440, bytes(np.random.default_rng(1).integers(0, 255, 340 * 440, np.uint8)))
DRAWN_LETTERS = b"".join(b"%d 300 5 9 re f " % x for x in range(72, 500, 9))
DRAW_SCAN = b"q 612 0 0 792 0 0 cm /Scan Do Q "
WITH_SCAN = {"resources": b"/XObject << /Scan 6 0 R >>", "more": [SCAN]}


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("no text", page(b"10 10 100 100 re f")),
        ("invisible reading of another engine", page(DRAW_SCAN + text(LINES, mode=3), **WITH_SCAN)),
        ("hidden under the scan", page(text(LINES) + DRAW_SCAN, **WITH_SCAN)),
        ("a stamp on a scan", page(DRAW_SCAN + text(["Page 1 of 3"]), **WITH_SCAN)),
        ("white on white", page(b"1 g " + text(LINES))),
        ("on its side", page(b"q 0 1 -1 0 612 0 cm " + text(LINES, top=500) + b"Q")),
        ("mojibake", page(text(["El niÃ±o comiÃ³ maÃ±ana", "la caÃ±a"]))),
        ("letters of a shifted font", page(text(["Wklv lv qrw wkh whaw wkdw brx vhh khuh"]))),
        ("drawn letters beside typed ones", page(text(["No. 1"]) + DRAWN_LETTERS)),
    ],
)
def test_text_that_is_not_good_is_not_used(why: str, data: bytes) -> None:
    assert only(data).text_layer is None, why


def test_text_without_known_characters_is_not_used() -> None:
    data = page(text(LINES)).replace(
        b"/Encoding /WinAnsiEncoding", b"/Encoding << /Differences [32 " + b"/g1 " * 90 + b"] >>"
    )
    assert only(data).text_layer is None


def test_filled_in_forms_are_drawn() -> None:
    look = stream(b"0 0 100 20 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 100 20]")
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [100 100 200 120] /AP << /N 6 0 R >> /P 3 0 R >>"
    )
    data = page(b"", entries=b"/Annots [7 0 R]", more=[look, field]).replace(
        b"/Type /Catalog", b"/Type /Catalog /AcroForm << /Fields [7 0 R] >>"
    )
    assert only(data).image.min() < 50


# Limits and hostile files.


def test_more_pages_than_allowed_are_refused_before_any_is_drawn() -> None:
    with pytest.raises(TooManyPages, match="more than 10 pages"):
        pages(page(text(LINES), count=10_000))


@pytest.mark.parametrize("side", [14_400, 900_000])
def test_a_giant_sheet_is_drawn_smaller(side: int) -> None:
    scan = only(page(text(["small print"]), box=b"[0 0 %d %d]" % (side, side)))
    assert 4_000_000 < scan.image.shape[0] * scan.image.shape[1] <= 8_000_000


@pytest.mark.parametrize("box", [b"[0 0 0.01 900000]", b"[0 0 900000 0.01]"])
def test_a_thread_of_a_page_is_refused(box: bytes) -> None:
    with pytest.raises(ImageTooLarge):
        pages(page(b"", box=box))


def test_a_locked_file_asks_to_be_unlocked() -> None:
    locked = pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"],
        b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%b> /U <%b> >>"
        % (b"11" * 32, b"22" * 32),
    )
    with pytest.raises(EncryptedFile, match="password"):
        pages(locked)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        page(text(LINES))[:300],
        pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R] >>"]),
        pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [9 0 R] >>"]),
    ],
    ids=["header alone", "cut off", "pages that hold themselves", "no page"],
)
def test_a_broken_file_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableImage, match="damaged"):
        pages(data)


@pytest.mark.parametrize(
    ("what", "content", "more"),
    [
        ("flate in flate", b"", [spaces(1)]),
        ("forms that draw themselves", b"/X Do " * 50, []),
        ("a million fills", b"0 0 612 792 re f " * 200_000, []),
    ],
)
def test_what_would_take_hours_or_gigabytes_is_stopped(
    what: str, content: bytes, more: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder_pdf, "_SECONDS", 1)
    if what == "flate in flate":
        bomb = stream(spaces(1000), b"/Filter /FlateDecode")
        data = page(b"").replace(stream(b""), bomb)
    else:
        itself = stream(
            content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
        )
        data = page(content, resources=b"/XObject << /X 6 0 R >>", more=[itself])
    with pytest.raises(UnreadableImage, match="too much time or memory"):
        pages(data)


def test_nothing_is_left_running_when_the_reader_stops_early() -> None:
    scans = FileDecoder(8_000_000, 10).decode(page(text(LINES), count=5))
    next(scans)
    scans.close()  # a worker left behind would be a ResourceWarning, and that an error here
