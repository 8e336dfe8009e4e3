"""NOTICE names all that the default install brings, and every package that another requirements file asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)", re.MULTILINE)
NAMED = set(re.findall(r"[\w-]+(?:\.[\w-]+)*", (ROOT / "NOTICE").read_text(encoding="utf-8").lower()))


@pytest.mark.parametrize(
    "file",
    [
        "requirements-reader.txt",
        "requirements-weights.txt",
        *sorted(path.name for path in ROOT.glob("requirements*.in")),
    ],
)
def test_each_package_is_named(file: str) -> None:
    packages = {name.lower() for name in NAME.findall((ROOT / file).read_text(encoding="utf-8"))}
    assert packages
    assert packages <= NAMED
