"""Which engines can work here."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from chalicelib.engines.registry import Spec, availability

NULL = "chalicelib.engines.ocr_null:NullOcr"


def test_a_package_that_another_thread_is_importing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "half_imported", ModuleType("half_imported"))
    assert availability(Spec("ocr", "new", NULL, ("half_imported",), "")).usable


def test_a_missing_package_is_named_with_what_installs_it() -> None:
    assert availability(Spec("ocr", "new", NULL, ("json", "no_such_package"), "")).why_not == (
        "not installed: no_such_package (make setup)"
    )
