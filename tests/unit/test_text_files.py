"""Text files as people have them, whatever wrote them."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.errors import InvalidInput
from chalicelib.services.text_files import decoded

TEXT = "El niño comió “piñas” — ¡qué día!\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_windows_and_others_write_is_read(encoding: str, size: int) -> None:
    data = TEXT.encode(encoding)
    chunks = (data[start : start + size] for start in range(0, len(data), size))
    if encoding == "utf-16" and size == 1:
        chunks = iter([data[:2], *chunks][:1] + [data[2:]])  # the mark is in one chunk
    assert "".join(decoded(chunks)) == TEXT


def test_a_letter_cut_in_two_is_read_whole() -> None:
    assert "".join(decoded([b"caf\xc3", b"\xa9"])) == "café"


def test_nothing_is_no_text() -> None:
    assert "".join(decoded([])) == ""


def test_a_program_or_a_picture_is_no_text() -> None:
    noise = np.random.default_rng(1).bytes(4096)
    for data in (noise, b"\x7fELF" + bytes(2000)):
        with pytest.raises(InvalidInput, match="not a text file"):
            list(decoded([data]))


def test_a_few_control_characters_make_no_program() -> None:
    assert "".join(decoded([b"\x00\x07" + b"text " * 200])).endswith("text ")
