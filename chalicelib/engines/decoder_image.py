"""Opens pictures with Pillow: one named format, sizes checked on the header, then page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from PIL import ExifTags
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from chalicelib.engines.decoder_guard import Limits, guarded
from chalicelib.engines.decoder_jpeg import check_scans
from chalicelib.engines.decoder_pixels import rgb
from chalicelib.errors import UnsupportedFormat
from chalicelib.ports import Image, Scan

# For EXIF orientation 1 to 8: whether to mirror left-right first, then how many quarter turns counter-clockwise.
_ORIENTATIONS = {2: (True, 0), 3: (False, 2), 4: (True, 2), 5: (True, 1), 6: (False, 3), 7: (True, 3), 8: (False, 1)}


def scans(data: bytes, kind: str, limits: Limits) -> Iterator[Scan]:
    """Yield the pages of a TIFF, the one page of anything else (an animation's first frame), upright after EXIF."""
    with guarded():
        picture = _open(data, kind)
        count = _check_pages(picture, limits) if kind == "tiff" else 1
        limits.check_size(*picture.size)
    for index in range(count):
        yield Scan(_page(picture, index, limits), count)


def _open(data: bytes, kind: str) -> ImageFile:
    # The plugin classes themselves, not Image.open: no other format can be tried, and nothing is registered for others.
    if kind == "jpeg":
        check_scans(data)
    if kind == "heif":
        return _heif()(BytesIO(data))
    plugins: dict[str, Callable[[BytesIO], ImageFile]] = {
        "jpeg": JpegImageFile,
        "png": PngImageFile,
        "gif": GifImageFile,
        "bmp": BmpImageFile,
        "tiff": TiffImageFile,
        "webp": WebPImageFile,
    }
    return plugins[kind](BytesIO(data))


def _heif() -> Callable[[BytesIO], ImageFile]:
    """Pillow plugin over libheif, imported on first use. It applies the file's own rotation and mirroring itself."""
    try:
        from pi_heif import HeifImageFile
    except ImportError as error:
        raise UnsupportedFormat("HEIC pictures cannot be read here: pi-heif is missing. Send a JPEG.") from error
    plugin: Callable[[BytesIO], ImageFile] = HeifImageFile
    return plugin


def _check_pages(picture: ImageFile, limits: Limits) -> int:
    """Return how many pages a TIFF has, after checking each one's size. Looks no further than the limit.

    (`n_frames` would walk a million empty directories first.)
    """
    count = 0
    try:
        while True:
            picture.seek(count)
            count += 1
            limits.check_pages(count)
            limits.check_size(*picture.size)
    except EOFError:
        picture.seek(0)
        return count


def _page(picture: ImageFile, index: int, limits: Limits) -> Image:
    with guarded():
        if index:
            picture.seek(index)
        picture.load()
        limits.check_size(*picture.size)  # some plugins learn the true size only now
        return _upright(rgb(picture), _orientation(picture))


def _orientation(picture: ImageFile) -> int:
    """EXIF orientation, 1 to 8. A broken EXIF block is no reason to refuse a good picture."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _upright(image: Image, orientation: int) -> Image:
    """Turn an image of EXIF orientation 1 to 8 upright (CIPA DC-008, 4.6.4.A)."""
    if orientation not in _ORIENTATIONS:
        return image
    mirrored, quarter_turns = _ORIENTATIONS[orientation]
    return np.ascontiguousarray(np.rot90(image[:, ::-1] if mirrored else image, quarter_turns))
