"""Keeps the damage of a hostile file in bounds: limits, one parser at a time, every failure a coded error."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from chalicelib.errors import ImageTooLarge, InvalidInput, TooManyPages, UnreadableImage

_MAX_SIDE = 65_535
"""Pixels. JPEG goes no further; a longer strip is a trick, and breaks 16-bit coordinates further on."""

_TURN = threading.RLock()
"""PDFium is not thread-safe, warning filters belong to the process, and two large pictures need twice the memory."""

_CUT_OFF = "The file is cut off: its end is missing. Copy or send it again."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask for.

    Attributes:
        max_pixels: per page, width × height.
        max_pages: per file.
    """

    max_pixels: int
    max_pages: int

    def check_size(self, width: int, height: int) -> None:
        """Raise ImageTooLarge above the limits, UnreadableImage for a size that no picture has."""
        if width < 1 or height < 1:
            raise UnreadableImage()
        if width * height > self.max_pixels or max(width, height) > _MAX_SIDE:
            raise ImageTooLarge(
                f"The picture has {width} × {height} pixels; {self.max_pixels / 1e6:g} million are the limit"
                f" here, and {_MAX_SIDE} a side. Make it smaller and try again."
            )

    def check_pages(self, count: int) -> None:
        """Raise TooManyPages above the limit."""
        if count > self.max_pages:
            raise TooManyPages(
                f"The document has more than {self.max_pages} pages, which is the limit here."
                " Split it and send the parts."
            )


@contextmanager
def guarded() -> Iterator[None]:
    """Run a parser on bytes of unknown origin, alone, and turn whatever it raises into InvalidInput's subclasses."""
    with _TURN, warnings.catch_warnings():
        # Both libraries talk about odd files in warnings, which are no news to a person at the command line.
        warnings.filterwarnings("ignore", module=r"(PIL|pypdfium2)\b")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except InvalidInput:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise ImageTooLarge() from error
        except Exception as error:
            # Not narrower: on 11,377 broken files Pillow raised OSError, ValueError, SyntaxError, struct.error, and
            # the next release may add to them. The cause stays attached for whoever debugs.
            raise UnreadableImage(_CUT_OFF if "truncated" in str(error).lower() else "") from error
