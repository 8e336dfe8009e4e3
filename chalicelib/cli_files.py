"""Files that people name on the command line: read within limits, written whole or not at all."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from chalicelib.errors import FileTooLarge, InvalidInput, NotFound

TEXT_CHUNK = 64 << 10
"""Bytes of a text that are read at once, so that a text without line ends does not fill the memory."""


def bytes_of(file: Path, most: int) -> bytes:
    """Return a file's bytes; a device without an end is read up to the limit, too. Raise NotFound or FileTooLarge."""
    try:
        with file.open("rb") as source:
            data = source.read(most + 1)
    except OSError as error:
        raise NotFound(f"The file cannot be opened: {error.strerror}. Check its name.") from None
    if len(data) > most:
        raise FileTooLarge(f"The file is larger than {most >> 20} MB. Cut it and try again.")
    return data


def names_of_results(files: list[Path]) -> dict[Path, str]:
    """Return a name for each file's results: its stem; where others share that, its whole name; then with a number."""
    distinct = list(dict.fromkeys(files))
    stems = Counter(file.stem for file in distinct)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for file in distinct:
        wanted = file.stem if stems[file.stem] == 1 else file.name
        numbered = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        names[file] = next(name for name in numbered if name.casefold() not in taken)
        taken.add(names[file].casefold())
    return names


def chunks_of(name: str) -> Iterator[bytes]:
    """Yield the bytes of a text file, or of standard input for "-". Raise NotFound."""
    if name == "-" and not sys.stdin:
        raise NotFound("Standard input is closed. Pipe a text into it, or name a text file.")
    try:
        with ExitStack() as stack:
            source = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
            yield from iter(lambda: source.read(TEXT_CHUNK), b"")
    except OSError as error:
        raise NotFound(
            f"The file cannot be read: {error.strerror}. Name a text file, or - for standard input."
        ) from None


@contextmanager
def unfinished(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write, which gets its name once it is whole. Raise InvalidInput where it cannot be written."""
    part = Path(f"{target}.part")
    with writing(target):
        if target.exists() and not target.is_file():
            raise InvalidInput(f"{target} is a folder or a device. Choose another place.")
        file = part.open("wb")
        try:
            with file:
                yield file
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in plain words why nothing can be written there: raise InvalidInput for an OSError."""
    try:
        yield
    except OSError as error:
        raise InvalidInput(f"{place} cannot be written: {error.strerror}. Choose another place.") from None
