"""Files become upright RGB pages, whatever kind of picture they hold."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from chalicelib.engines.decoder import FileDecoder, kind_of
from chalicelib.errors import EmptyFile, ImageTooLarge, TooManyPages, UnreadableImage, UnsupportedFormat
from chalicelib.ports import Scan

DATA = Path(__file__).parents[1] / "data"
RED, BLUE = (200, 30, 30), (30, 30, 200)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pages(data: bytes, max_pixels: int = 1_000_000, max_pages: int = 10) -> list[Scan]:
    return list(FileDecoder(max_pixels, max_pages).decode(data))


def only(data: bytes) -> np.ndarray:
    (scan,) = pages(data)
    assert scan.image.dtype == np.uint8
    assert scan.image.shape[2] == 3
    assert scan.pages == 1
    return scan.image


def halves(mode: str = "RGB", width: int = 64, height: int = 32) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture.convert(mode)


def near(pixel: np.ndarray, colour: tuple[int, int, int], by: int = 12) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= by)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_each_format_gives_the_pixels_that_went_in(kind: str) -> None:
    image = only(saved(halves(), kind))
    assert image.shape == (32, 64, 3)
    assert near(image[16, 8], RED)
    assert near(image[16, 56], BLUE)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "packbits", "jpeg"])
def test_tiff_in_each_usual_compression(compression: str) -> None:
    assert near(only(saved(halves(), "TIFF", compression=compression))[16, 8], RED)


def test_fax_tiff_of_one_bit() -> None:
    picture = Image.new("1", (64, 32), 1)
    picture.paste(0, (0, 0, 32, 32))
    image = only(saved(picture, "TIFF", compression="group4"))
    assert image[5, 5].tolist() == [0, 0, 0]
    assert image[5, 60].tolist() == [255, 255, 255]


def test_heic_of_a_phone_held_sideways_comes_out_upright() -> None:
    image = only((DATA / "turned.heic").read_bytes())
    assert image.shape == (64, 32, 3)
    assert near(image[8, 16], RED)
    assert near(image[56, 16], BLUE)


def test_the_content_counts_and_not_what_the_name_says() -> None:
    assert kind_of(saved(halves(), "PNG")) == "png"  # there is no name to look at: the decoder never gets one


# What EXIF orientation 1 to 8 makes of an L-shaped mark: where red, then blue, then white stand on the upright page.
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(kind: str, orientation: int) -> None:
    upright = np.full((32, 48, 3), 255, np.uint8)
    upright[:16, :24] = RED
    upright[16:, :24] = BLUE
    # As the camera stores it: the inverse of what a viewer has to do.
    stored = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = only(saved(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif.tobytes(), quality=95))
    assert image.shape == upright.shape
    for y, x in ((8, 12), (24, 12), (8, 40), (24, 40)):
        assert near(image[y, x], tuple(upright[y, x]), by=25)


def test_a_broken_exif_block_is_no_reason_to_refuse_a_good_picture() -> None:
    assert only(saved(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")).shape == (32, 64, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "LAB"])
def test_every_mode_of_tiff_keeps_light_and_dark_apart(mode: str) -> None:
    if mode == "LAB":
        grey = Image.fromarray(np.repeat(np.uint8([[20] * 32 + [230] * 32]), 8, axis=0))
        picture = Image.merge("LAB", [grey, Image.new("L", grey.size, 128), Image.new("L", grey.size, 128)])
    else:
        picture = Image.fromarray(np.repeat(np.uint8([[20] * 32 + [230] * 32]), 8, axis=0)).convert("RGB").convert(mode)
    kind = "PNG" if mode == "P" else "TIFF"
    image = only(saved(picture, kind))
    assert image[4, 8].max() < 80
    assert image[4, 56].min() > 170


def test_cmyk_jpeg_of_photoshop_is_not_a_negative() -> None:
    # Pillow writes the Adobe marker and inverted values, as Photoshop does.
    image = only(saved(halves("CMYK"), "JPEG", quality=95))
    assert near(image[16, 8], RED, by=30)
    assert near(image[16, 56], BLUE, by=30)


def test_cmyk_with_a_broken_or_foreign_profile_is_still_read() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (b"no profile", srgb):
        assert near(only(saved(halves("CMYK"), "JPEG", quality=95, icc_profile=profile))[16, 8], RED, by=30)


@pytest.mark.parametrize("top", [255, 4095, 65535])
def test_16_bit_grey_uses_its_own_range(top: int) -> None:
    ramp = np.linspace(0, top, 64).astype(np.uint16)[None].repeat(32, axis=0)
    for kind in ("PNG", "TIFF"):
        image = only(saved(Image.fromarray(ramp), kind))
        assert image[0, 0].tolist() == [0, 0, 0]
        assert image[0, -1].tolist() == [255, 255, 255]
        assert near(image[0, 32], (130, 130, 130), by=6)


def test_a_white_page_of_16_bits_is_white() -> None:
    assert only(saved(Image.fromarray(np.full((8, 8), 65535, np.uint16)), "PNG")).min() == 255


def test_16_bit_tiff_where_white_is_zero_is_no_negative() -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(32, axis=0)
    image = only(saved(Image.fromarray(ramp), "TIFF", tiffinfo={262: 0}))
    assert image[0, 0].tolist() == [255, 255, 255]
    assert image[0, -1].tolist() == [0, 0, 0]


def test_16_bit_rgb_png_is_read_in_colour() -> None:
    rows = b"".join(b"\0" + struct.pack(">3H", 51400, 7710, 7710) * 64 for _ in range(32))
    assert near(only(png(64, 32, 16, 2, rows))[16, 8], RED, by=1)


@pytest.mark.parametrize("top", [1.0, 255.0, 65535.0])
def test_float_tiff_uses_its_own_range_and_survives_nan(top: float) -> None:
    values = np.linspace(0, top, 64, dtype=np.float32)[None].repeat(8, axis=0)
    values[0, 0] = np.nan
    image = only(saved(Image.fromarray(values), "TIFF"))
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[4, -1].tolist() == [255, 255, 255]


def written(ink: tuple[int, int, int, int], ground: tuple[int, int, int, int], mode: str = "RGBA") -> Image.Image:
    picture = Image.new("RGBA", (120, 40), ground)
    ImageDraw.Draw(picture).text((5, 5), "Lector", fill=ink, font_size=28)
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("ink", [(0, 0, 0, 255), (255, 255, 255, 255), (255, 230, 80, 255)])
def test_text_on_a_transparent_ground_stands_out_whatever_its_colour(mode: str, ink: tuple[int, int, int, int]) -> None:
    grey = only(saved(written(ink, (ink[0], ink[1], ink[2], 0), mode), "PNG")).mean(axis=2)
    assert np.ptp(grey) > 120


def test_what_is_hidden_by_transparency_stays_hidden() -> None:
    picture = Image.new("RGBA", (64, 32), (0, 0, 0, 0))
    assert only(saved(picture, "PNG")).min() == 255


def test_an_opaque_window_with_see_through_corners_is_laid_on_white() -> None:
    picture = written((0, 0, 0, 255), (255, 255, 255, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))
    assert only(saved(picture, "PNG"))[0, 0].tolist() == [255, 255, 255]


def test_a_transparent_colour_of_the_palette_becomes_white() -> None:
    picture = halves().quantize(2)
    image = only(saved(picture, "PNG", transparency=picture.getpixel((60, 5))))
    assert near(image[16, 8], RED)
    assert image[16, 56].tolist() == [255, 255, 255]


def test_animations_give_their_first_frame() -> None:
    frames = [halves(), Image.new("RGB", (64, 32), (0, 255, 0))]
    for kind in ("GIF", "WEBP", "PNG"):
        assert near(only(saved(frames[0], kind, save_all=True, append_images=frames[1:]))[16, 8], RED, by=35)


def test_a_tiff_gives_all_its_pages_each_in_its_size_and_mode() -> None:
    others = [Image.new("L", (20, 30), 128), Image.new("1", (7, 5), 1), halves("CMYK")]
    scans = pages(saved(halves(), "TIFF", save_all=True, append_images=others))
    assert [scan.image.shape[:2] for scan in scans] == [(32, 64), (30, 20), (5, 7), (32, 64)]
    assert {scan.pages for scan in scans} == {4}
    assert near(scans[0].image[16, 8], RED)
    assert near(scans[1].image[3, 3], (128, 128, 128))


def test_pages_before_a_broken_one_are_given_before_the_error() -> None:
    data = bytearray(saved(halves(), "TIFF", save_all=True, append_images=[halves()], compression="tiff_lzw"))
    with Image.open(BytesIO(data)) as picture:
        picture.seek(1)
        (start,) = picture.tag_v2[273]
    data[start : start + 40] = b"\xff" * 40
    scans = FileDecoder(1_000_000, 10).decode(bytes(data))
    assert near(next(scans).image[16, 8], RED)
    with pytest.raises(UnreadableImage):
        next(scans)


def test_more_pages_than_allowed_are_refused_before_any_is_decoded() -> None:
    data = saved(halves(), "TIFF", save_all=True, append_images=[halves()] * 3)
    assert len(pages(data, max_pages=4)) == 4
    with pytest.raises(TooManyPages, match="more than 3 pages"):
        next(FileDecoder(1_000_000, 3).decode(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_one_pixel_too_many_is_refused(kind: str) -> None:
    data = saved(halves(), kind)
    assert only_under(data, 64 * 32)
    with pytest.raises(ImageTooLarge, match="64 × 32 pixels"):
        pages(data, max_pixels=64 * 32 - 1)


def only_under(data: bytes, max_pixels: int) -> bool:
    return len(pages(data, max_pixels=max_pixels)) == 1


def test_the_second_page_may_not_be_the_bomb() -> None:
    data = saved(halves(), "TIFF", save_all=True, append_images=[Image.new("L", (2000, 2000))], compression="tiff_lzw")
    with pytest.raises(ImageTooLarge):
        next(FileDecoder(1_000_000, 10).decode(data))


def test_no_bytes() -> None:
    with pytest.raises(EmptyFile):
        pages(b"")


@pytest.mark.parametrize(
    "data",
    [b"hello", b"\0" * 5000, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\3\4", b"RIFF\0\0\0\0WAVE", b"\xff\xd8"],
)
def test_what_is_no_picture_is_unsupported(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="JPEG, PNG"):
        pages(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_half_a_file_is_called_broken_and_never_half_read(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    data = saved(Image.fromarray(noise), kind)
    with pytest.raises(UnreadableImage):
        pages(data[: len(data) // 2])


def test_a_cut_off_photo_says_so() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    data = saved(Image.fromarray(noise), "JPEG")
    with pytest.raises(UnreadableImage, match="cut off"):
        pages(data[: len(data) // 2])


def test_metadata_of_any_kind_is_left_aside() -> None:
    notes = PngInfo()
    notes.add_text("comment", "x" * 5000)
    assert only(saved(halves(), "PNG", pnginfo=notes)).shape == (32, 64, 3)


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
