"""The decoder in its own process: it reads what the decoder reads, and what kills it kills nobody else."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image as Pictures

from chalicelib.engines import child as child_module
from chalicelib.engines.decoder import FileDecoder
from chalicelib.engines.isolation import IsolatedDecoder
from chalicelib.errors import EmptyFile, ImageTooLarge, TooManyPages, UnreadableImage, UnsupportedFormat

PIXELS, PAGES = 64_000_000, 10


@pytest.fixture(scope="module")
def decoder() -> Iterator[IsolatedDecoder]:
    made = IsolatedDecoder(PIXELS, PAGES, max_bytes=2 << 30, seconds=60)
    yield made
    made.children.close()


def noise(kind: str, size: tuple[int, int] = (90, 60), pages: int = 1) -> bytes:
    random = np.random.default_rng(7)
    made = [Pictures.fromarray(random.integers(0, 256, (*size[::-1], 3), np.uint8)) for _ in range(pages)]
    file = io.BytesIO()
    made[0].save(file, kind, **({"save_all": True, "append_images": made[1:]} if pages > 1 else {}))
    return file.getvalue()


@pytest.mark.parametrize("data", [noise("PNG"), noise("TIFF", pages=3), noise("PNG", (2000, 1500))], ids=len)
def test_it_gives_the_same_pages(decoder: IsolatedDecoder, data: bytes) -> None:
    for here, there in zip(FileDecoder(PIXELS, PAGES).decode(data), decoder.decode(data), strict=True):
        assert np.array_equal(here.image, there.image)
        assert (here.pages, here.text_layer) == (there.pages, there.text_layer)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"no picture", UnsupportedFormat),
        (noise("PNG")[:90], UnreadableImage),
        (noise("TIFF", (4, 4), 11), TooManyPages),
    ],
    ids=["empty", "text", "cut off", "pages"],
)
def test_it_refuses_alike_and_lives_on(decoder: IsolatedDecoder, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(decoder.decode(data))
    (child,) = decoder.children.idle
    assert child.alive
    assert len(list(decoder.decode(noise("PNG")))) == 1
    assert decoder.children.idle == [child], "one child serves many files"


def test_limits_reach_it() -> None:
    small = IsolatedDecoder(100, 1, max_bytes=2 << 30, seconds=60)
    with pytest.raises(ImageTooLarge):
        list(small.decode(noise("PNG")))
    small.children.close()


def test_memory_has_its_limit() -> None:
    tight = IsolatedDecoder(PIXELS, PAGES, max_bytes=400 << 20, seconds=60)
    # Which of the two depends on whether the memory ends in the decoder or after it.
    with pytest.raises((UnreadableImage, ImageTooLarge)):
        list(tight.decode(noise_free(12_000, 5_000)))
    tight.children.close()


def noise_free(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Pictures.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


def test_time_has_its_limit_and_the_next_file_is_read() -> None:
    impatient = IsolatedDecoder(PIXELS, PAGES, max_bytes=2 << 30, seconds=0)
    with pytest.raises(UnreadableImage, match="time"):
        list(impatient.decode(noise("PNG")))
    assert impatient.children.idle == []
    impatient._seconds = 60
    assert len(list(impatient.decode(noise("PNG")))) == 1
    impatient.children.close()


def test_a_child_that_was_killed_is_replaced(decoder: IsolatedDecoder) -> None:
    list(decoder.decode(noise("PNG")))
    (child,) = decoder.children.idle
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert len(list(decoder.decode(noise("PNG")))) == 1


def test_a_reader_that_stops_early_leaves_no_half_page_behind(decoder: IsolatedDecoder) -> None:
    pages = decoder.decode(noise("TIFF", pages=3))
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert len(list(decoder.decode(noise("TIFF", pages=2)))) == 2


@pytest.mark.parametrize("said", [b"no json\n", b"[]\n", b'{"height": 1}\n', b"x" * 100])
def test_what_the_child_says_is_not_trusted(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(child_module, "MAX_LINE", 50)
    child = child_module.Child("chalicelib.engines.isolation", 2 << 30)
    child._buffer += said
    with pytest.raises((ValueError, TypeError, KeyError)):
        child.line(1)["width"]
    child.end()
