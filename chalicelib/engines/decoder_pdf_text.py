"""A PDF page's own text as words, and the decision whether it can stand in for reading the page."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2

from chalicelib.domain.page import Run
from chalicelib.ports import Image


def text_layer(page: pypdfium2.PdfPage, image: Image) -> Sequence[Run] | None:
    """Return the page's own text, quads in the pixels of `image`; None where reading the image is the better way."""
    return None
