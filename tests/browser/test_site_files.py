"""The site's files: both languages complete, pure modules right, the first visit light."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chalicelib.domain.document import RETRYABLE
from chalicelib.errors import LectorError

SITE = Path("static_site")
TESTS = Path("tests/browser/lib")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def locale(language: str) -> dict[str, str]:
    return dict(json.loads((SITE / f"locales/{language}.json").read_text(encoding="utf-8")))


def test_both_languages_say_the_same_things() -> None:
    english, spanish = locale("en"), locale("es")
    only_spanish_plurals = {key for key in spanish if key.endswith(".many")}
    assert set(english) == set(spanish) - only_spanish_plurals
    for key, text in english.items():
        assert PLACEHOLDER.findall(text) == PLACEHOLDER.findall(spanish[key]), key
        assert text.strip(), key
        assert spanish[key].strip(), key


def test_every_message_that_the_code_names_exists() -> None:
    english = locale("en")
    code = "\n".join(path.read_text(encoding="utf-8") for path in SITE.rglob("*.js"))
    named = set(re.findall(r"\bt\(\s*'([\w.]+)'", code)) | set(re.findall(r"'(form\.\w+)'", code))
    plurals = {key.rpartition(".")[0] for key in english}
    assert {key for key in named if key not in english and key not in plurals} == set()


def test_no_message_is_left_over() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SITE.rglob("*.js"))
    families = set(re.findall(r"`([\w.]+\.)\$\{", code))
    left = [
        key
        for key in locale("en")
        if f"'{key}'" not in code
        and not key.startswith(("error.", "voice."))
        and f"'{key.rpartition('.')[0]}'" not in code
        and not any(key.startswith(family) for family in families)
    ]
    assert left == []


def test_pure_modules() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("There is no node to run the site's own tests with. Install it (apt-get install nodejs).")
    run = subprocess.run([node, "--test", TESTS], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "# pass 0" not in run.stdout


def test_types() -> None:
    own = TESTS.parent / "node_modules/.bin/tsc"
    tsc = str(own) if own.exists() else shutil.which("tsc")
    if tsc is None:
        pytest.skip("There is no tsc to check the site's types with. `make types` fetches it where there is npm.")
    run = subprocess.run([tsc, "-p", TESTS.parent / "jsconfig.json"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_service_worker_keeps_every_file_of_the_site() -> None:
    kinds = {".js", ".css", ".json", ".svg", ".webmanifest"}
    needless = {"sw.js", "package.json"}
    files = {
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*")
        if path.suffix in kinds and path.name not in needless and "sample" not in path.parts
    }
    kept = set(re.findall(r"^  '(.+)',$", (SITE / "sw.js").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert kept == files | {"./"}


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*SITE.rglob("*.html"), *SITE.rglob("*.js"), *SITE.rglob("*.css")]:
        addresses = re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8"))
        assert [a for a in addresses if not a.startswith("http://www.w3.org/")] == [], path


def imports_of(module: Path) -> set[Path]:
    """Every module that a module needs, at any depth."""
    found: set[Path] = set()
    todo = [module]
    while todo:
        current = todo.pop()
        code = current.read_text(encoding="utf-8")
        for path in re.findall(r"^(?:import|export) .*?from '(\.[^']+)';", code, flags=re.MULTILINE):
            needed = (current.parent / path).resolve().relative_to(Path.cwd())
            if needed not in found:
                found.add(needed)
                todo.append(needed)
    return found


def test_the_page_asks_for_all_that_its_first_module_needs_at_once() -> None:
    preloaded = re.findall(r'rel="modulepreload" href="(.+?)"', (SITE / "index.html").read_text(encoding="utf-8"))
    assert {SITE / path for path in preloaded} == imports_of(SITE / "app.js")


def test_pure_modules_need_nothing_but_each_other() -> None:
    for module in (SITE / "lib").glob("*.js"):
        assert all(path.parent == SITE / "lib" for path in imports_of(module)), module


def test_every_error_code_is_explained() -> None:
    kinds = [LectorError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    codes = {kind.code for kind in kinds if kind.__module__ == "chalicelib.errors"} | RETRYABLE
    assert {code for code in codes if f"error.{code}" not in locale("en")} == set()
