"""docs/security.md names code and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split(" | ")]
    for line in (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| V\d", line)
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0] + row[1][:20])
def test_each_requirement_has_a_place_and_a_test(row: list[str]) -> None:
    assert len(row) == 4
    places, tests = (re.findall(r"`([\w/.]+)`", cell) for cell in row[2:])
    assert places
    assert tests
    for name in (*places, *tests):
        found = [folder / name for folder in (ROOT, ROOT / "chalicelib") if (folder / name).exists()]
        assert found or "*" in name, name
