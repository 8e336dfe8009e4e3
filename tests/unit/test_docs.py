"""The documentation is held to the code: what it names exists, and no command or route is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app as lector_app
from chalicelib.cli import _parser
from chalicelib.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


def test_the_readme_names_every_route() -> None:
    named: set[str] = set()
    for row in re.findall(r"^\| ((?:GET|POST|PUT|PATCH|DELETE).*?) \|", README, re.MULTILINE):
        methods: list[str] = []
        for token in re.findall(r"[A-Z]+|/[\w/{}.-]+", row):
            if token.startswith("/"):
                named |= {f"{method} {token}" for method in methods}
                methods = []
            else:
                methods.append(token)
    assert named == {f"{method} {path}" for path, methods in lector_app.app.routes.items() for method in methods}


def test_the_readme_names_every_command_of_lector() -> None:
    commands = next(action for action in _parser()._actions if action.choices).choices
    assert commands
    assert set(re.findall(r"lector (\w+)[ \n]", "\n".join(re.findall(r"```sh(.*?)```", README, re.DOTALL)))) >= set(
        commands
    )


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_make_targets_in_the_docs_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = path.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", code, re.MULTILINE)) <= targets


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_the_docs_link_to_exist(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_settings_named_in_the_docs_exist() -> None:
    known = {name for name, _, _ in Settings.variables()} | {"LECTOR_DATA"}
    for path in DOCS:
        assert set(re.findall(r"\bLECTOR_[A-Z_]+", path.read_text(encoding="utf-8"))) <= known, path.name
