"""The small picture of a page that the site shows."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from chalicelib.engines.preview import WebpPreviewer


@pytest.mark.parametrize(
    ("height", "width", "shown"),
    [(400, 1600, (200, 800)), (1600, 400, (800, 200)), (80, 60, (80, 60)), (1, 5000, (1, 800)), (1, 1, (1, 1))],
)
def test_a_preview_keeps_the_shape_and_never_grows(height: int, width: int, shown: tuple[int, int]) -> None:
    image = np.full((height, width, 3), (200, 30, 30), np.uint8)
    with Image.open(BytesIO(WebpPreviewer().webp(image, 800))) as preview:
        assert preview.format == "WEBP"
        assert preview.size == shown[::-1]
        red, green, blue = preview.convert("RGB").getpixel((0, 0))
    assert red > 180
    assert max(green, blue) < 60
