"""Turns any kind of pixel that Pillow knows into RGB, in bands of rows so that big pictures cost little on top."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms

from chalicelib.ports import Image

_BAND_PIXELS = 1 << 20
_VISIBLE = 128
"""Alpha from which a pixel counts as ink of its own when the ground is chosen."""

ToRgb = Callable[[Pillow.Image], NDArray[Any]]
"""One band of rows → shape (rows, width, 3)."""


def rgb(picture: Pillow.Image) -> Image:
    """Return a loaded picture as RGB, shape (height, width, 3).

    Transparency is laid on white, or on black where the visible ink would vanish on white. Grey of more than 8 bits
    and floating point are scaled from their own range. CMYK goes through the file's colour profile where it has one.
    """
    convert = _converter(picture)
    width, height = picture.size
    image = np.empty((height, width, 3), np.uint8)
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        image[top:bottom] = convert(picture.crop((0, top, width, bottom)))
    return image


def _converter(picture: Pillow.Image) -> ToRgb:
    if picture.has_transparency_data:
        return _flattened(_ground(picture))
    if picture.mode[0] in "IF":
        return _scaled(picture)
    if picture.mode == "CMYK" and "icc_profile" in picture.info:
        return _profiled(picture.info["icc_profile"])
    if picture.mode == "LAB":
        return lambda band: np.asarray(band.getchannel("L").convert("RGB"))
    return lambda band: np.asarray(band.convert("RGB"))


def _flattened(ground: int) -> ToRgb:
    def flatten(band: Pillow.Image) -> NDArray[Any]:
        rgba = np.asarray(band.convert("RGBA")).astype(np.uint16)
        alpha = rgba[..., 3:]
        return (rgba[..., :3] * alpha + ground * (255 - alpha) + 127) // 255

    return flatten


def _ground(picture: Pillow.Image) -> int:
    """Grey to lay a transparent picture on: white, unless all that is visible is itself light (white text, say)."""
    sample = picture.resize([min(side, 512) for side in picture.size], Pillow.Resampling.NEAREST).convert("RGBA")
    alpha = np.asarray(sample.getchannel("A"))
    grey = np.asarray(sample.convert("L"))[alpha >= _VISIBLE]
    if not grey.size:
        return 255
    dark, light = np.percentile(grey, (5, 95))
    return 0 if dark > 160 and light - dark < 64 else 255


def _scaled(picture: Pillow.Image) -> ToRgb:
    """Grey of 16 or 32 bits or floating point: white is the top of the smallest bit depth that holds all values.

    A 12-bit scan in a 16-bit file would otherwise come out black. Floats up to 1 keep 1 as their white.
    """
    # Pillow leaves 16-bit TIFF "white is zero" (photometric 0) as it is.
    inverted = picture.format == "TIFF" and getattr(picture, "tag_v2", {}).get(262) == 0 and picture.mode[0] == "I"
    rows = np.array_split(np.arange(picture.height), max(1, picture.width * picture.height // _BAND_PIXELS))
    highest = max(_highest(picture.crop((0, int(r[0]), picture.width, int(r[-1]) + 1))) for r in rows)
    white = 1.0 if picture.mode == "F" and highest <= 1 else float(2 ** max(8, int(highest).bit_length()) - 1)

    def scale(band: Pillow.Image) -> NDArray[Any]:
        grey = np.nan_to_num(np.asarray(band).astype(np.float32) * np.float32(255 / white))
        grey = np.clip(grey + 0.5, 0, 255).astype(np.uint8)
        return np.repeat((255 - grey if inverted else grey)[..., None], 3, axis=2)

    return scale


def _highest(band: Pillow.Image) -> float:
    values = np.asarray(band)
    finite = values[np.isfinite(values)]
    return float(finite.max()) if finite.size else 0.0


def _profiled(profile: bytes) -> ToRgb:
    """CMYK through its ICC profile; a broken profile, or one that is not for CMYK, is left aside."""
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), "CMYK", "RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return lambda band: np.asarray(band.convert("RGB"))
    return lambda band: np.asarray(ImageCms.applyTransform(band, transform))
