"""No bytes, however hostile, crash or hang the decoder or fill the memory: each is a reading or a coded error."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from chalicelib.engines.decoder import FileDecoder
from chalicelib.errors import ImageTooLarge, InvalidInput, TooManyPages, UnreadableImage

LIMITS = {"max_pixels": 64_000_000, "max_pages": 10}
HEIC = (Path(__file__).parents[1] / "data" / "turned.heic").read_bytes()


def outcome(data: bytes, **limits: int) -> str:
    """Return "read" or the code of the error; anything else that is raised fails the test."""
    try:
        for scan in FileDecoder(**LIMITS | limits).decode(data):
            assert scan.image.ndim == 3
            assert scan.image.shape[2] == 3
        return "read"
    except InvalidInput as error:
        assert error.message.endswith(".")
        return error.code


def saved(kind: str, **options: object) -> bytes:
    picture = Image.new("RGB", (40, 24), "white")
    ImageDraw.Draw(picture).text((2, 2), "abc", fill="black")
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


SMALL = {
    "jpeg": saved("JPEG"),
    "progressive jpeg": saved("JPEG", progressive=True),
    "png": saved("PNG"),
    "apng": saved("PNG", save_all=True, append_images=[Image.new("RGB", (40, 24))]),
    "gif": saved("GIF", save_all=True, append_images=[Image.new("RGB", (40, 24))]),
    "bmp": saved("BMP"),
    "webp": saved("WEBP"),
    "lossless webp": saved("WEBP", lossless=True),
    "tiff": saved("TIFF"),
    "lzw tiff": saved("TIFF", compression="tiff_lzw", save_all=True, append_images=[Image.new("L", (9, 9))]),
    "jpeg tiff": saved("TIFF", compression="jpeg"),
    "heic": HEIC,
}


@pytest.mark.parametrize("name", SMALL)
def test_the_seeds_of_the_fuzz_are_good(name: str) -> None:
    assert outcome(SMALL[name]) == "read"


EXTREMES = [b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"]
mutations = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "insert", "repeat"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8) | st.sampled_from(EXTREMES),
    ),
    min_size=1,
    max_size=6,
)


@given(seed=st.sampled_from(sorted(SMALL)), changes=mutations)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_files_are_read_or_refused(seed: str, changes: list[tuple[str, float, bytes]]) -> None:
    data = bytearray(SMALL[seed])
    for how, where, what in changes:
        at = int(where * len(data))
        match how:
            case "set":
                data[at : at + len(what)] = what
            case "cut":
                del data[at : at + 8 * len(what)]
            case "insert":
                data[at:at] = what
            case "repeat":
                data[at:at] = data[at : at + 50 * len(what)]
    outcome(bytes(data), max_pixels=1_000_000)


def exif(orientation: int, kind: int, count: int, more: bytes) -> bytes:
    """An EXIF block with one entry, the orientation, whose type and count may lie."""
    entry = struct.pack("<HHII", 0x0112, kind, count, orientation)
    return b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + more


@given(
    st.integers(0, 2**32 - 1) | st.integers(0, 9),
    st.integers(0, 13),
    st.sampled_from([0, 1, 2, 2**31, 2**32 - 1]),
    st.binary(max_size=20),
)
@settings(max_examples=100, deadline=None)
def test_no_exif_block_refuses_a_good_picture(orientation: int, kind: int, count: int, more: bytes) -> None:
    assert outcome(saved("JPEG", exif=exif(orientation, kind, count, more))) == "read"


@given(st.binary(max_size=300), st.sampled_from([b"", *(data[:12] for data in SMALL.values()), b"%PDF-1.7\n"]))
@example(b"", b"GIF89a")
@settings(max_examples=300, deadline=None)
def test_noise_behind_a_true_beginning_is_refused(noise: bytes, beginning: bytes) -> None:
    if beginning.startswith(b"%PDF"):
        noise = noise[:20]  # each starts a process; tests of their own look closer
    outcome(beginning + noise, max_pixels=1_000_000)


# Small files that ask for much.


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def tiff(*directories: list[tuple[int, int, int, int]], next_of_last: int = 0) -> bytes:
    """Return a TIFF of directories of (tag, type, count, value), one after the other, the last pointing anywhere."""
    out, at = b"II*\0" + struct.pack("<I", 8), 8
    for index, entries in enumerate(directories):
        at += 2 + 12 * len(entries) + 4
        following = at if index + 1 < len(directories) else next_of_last
        out += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
        out += struct.pack("<I", following)
    return out


def directory(width: int, height: int, compression: int = 1) -> list[tuple[int, int, int, int]]:
    return [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, compression),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, height),
        (279, 4, 1, 64),
    ]


GIF_CANVAS = b"GIF89a" + struct.pack("<2H", 65535, 65535) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
HUGE = {
    "png of 4 billion pixels": png(65500, 65500, chunk(b"IDAT", zlib.compress(b"\0"))),
    "gif canvas": GIF_CANVAS + b"," + struct.pack("<4H", 0, 0, 1, 1) + b"\0\x02\x02\x4c\x01\0;",
    "gif frame beyond its canvas": b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,"
    + struct.pack("<4H", 0, 0, 65000, 65000)
    + b"\0\x02\x02\x4c\x01\0;",
    "bmp": b"BM" + struct.pack("<3I", 100, 0, 54) + struct.pack("<I2i2H6I", 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0),
    "tiff": tiff(directory(60000, 60000)),
    "webp canvas": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2 + b"VP8L\0\0\0\0",
    "a thread": png(1_000_000, 1, chunk(b"IDAT", zlib.compress(b"\0"))),
}


@pytest.mark.parametrize("name", HUGE)
def test_tiny_files_of_huge_pictures_are_refused_by_their_header(name: str) -> None:
    assert outcome(HUGE[name]) in {"image_too_large", "unreadable_image"}
    if "webp" not in name:
        with pytest.raises(ImageTooLarge):
            next(FileDecoder(**LIMITS).decode(HUGE[name]))


def test_a_tiff_whose_directories_go_in_a_ring_ends() -> None:
    assert outcome(tiff(directory(8, 8), next_of_last=8)) in {"read", "unreadable_image"}


def test_a_tiff_of_a_million_directories_is_not_walked_to_its_end() -> None:
    small = struct.pack("<H", 2) + struct.pack("<HHII", 256, 3, 1, 1) + struct.pack("<HHII", 257, 3, 1, 1)
    size = len(small) + 4
    data = b"II*\0" + struct.pack("<I", 8)
    data += b"".join(small + struct.pack("<I", 8 + size * (index + 1)) for index in range(300_000))
    with pytest.raises((TooManyPages, UnreadableImage)):
        next(FileDecoder(**LIMITS).decode(data))


BOMB = zlib.compress(b"x" * 50_000_000, 9)


@pytest.mark.parametrize(
    "notes",
    [
        chunk(b"zTXt", b"a\0\0" + BOMB),
        chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB),
        chunk(b"iCCP", b"a\0\0" + BOMB),
        chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 900_000, 9)) * 200,
        chunk(b"tEXt", b"a\0" + b"x" * 1000) * 20_000,
    ],
    ids=["zTXt", "iTXt", "iCCP", "many zTXt", "many tEXt"],
)
def test_text_bombs_in_png_cost_little(notes: bytes) -> None:
    image = chunk(b"IDAT", zlib.compress(b"\0\1\2\3" * 1))
    assert outcome(png(1, 1, notes, image)) in {"read", "unreadable_image"}
    assert outcome(png(1, 1, image, notes)) in {"read", "unreadable_image"}


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = SMALL["progressive jpeg"]
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xda", first + 2)
    assert outcome(data[:second] + data[first:second] * 5000 + data[second:]) == "unreadable_image"


@pytest.mark.parametrize("filler", [b"\xff", b"\xff\x01", b"\xff\xe0\0\2"])
def test_a_jpeg_of_nothing_but_fill_is_refused_in_one_pass(filler: bytes) -> None:
    assert outcome(b"\xff\xd8\xff" + filler * 1_000_000) == "unreadable_image"


def test_a_progressive_photo_with_a_thumbnail_and_a_film_behind_it_is_read() -> None:
    thumbnail = SMALL["progressive jpeg"]
    data = saved("JPEG", progressive=True, exif=b"Exif\0\0" + thumbnail)
    assert outcome(data + b"film" + b"\xff\xda\0\x0c" * 5000) == "read"


# Not getrusage: its peak includes that of the process which started this one.
MEASURE = """
import sys
from pathlib import Path
from chalicelib.engines.decoder import FileDecoder
from chalicelib.errors import InvalidInput
for path in sys.argv[1:]:
    try:
        for scan in FileDecoder(64_000_000, 10).decode(Path(path).read_bytes()):
            pass
        code = "read"
    except InvalidInput as error:
        code = error.code
    print(Path(path).name, code)
(peak,) = (line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak) // 1024)
"""


@pytest.mark.data
def test_the_collected_malformed_files_stay_under_300_megabytes() -> None:
    folder = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "malformed_images"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here; LECTOR_DATA says where the data is")
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from /proc")
    files = sorted(path for path in folder.iterdir() if path.name != "manifest.csv")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, files)], capture_output=True, text=True, timeout=300, check=True
    )
    *lines, peak = done.stdout.splitlines()
    codes = [line.split()[1] for line in lines]
    assert len(codes) == len(files) >= 112
    assert set(codes) <= {"read", "unreadable_image", "image_too_large", "unsupported_format"}
    assert int(peak) < 300
