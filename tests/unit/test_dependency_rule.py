"""Who may import whom (docs/architecture.md). Read from the sources, so nothing is imported here."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")])
LAYERS = {
    "domain": {"domain", "errors"},
    "services": {"services", "ports", "domain", "errors"},
    "adapters": {"adapters", "ports", "domain", "errors"},
    "engines": {"engines", "ports", "domain", "errors"},
    "ports": {"domain"},
    "errors": set(),
    "settings": {"errors"},
    "http": {"domain", "errors"},
    "schemas": {"domain"},
}


def imports(path: Path) -> set[str]:
    """Full dotted names of all that a file imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def layer(path: Path) -> str:
    """The folder below chalicelib, or the module's own name."""
    parts = path.relative_to(ROOT / "chalicelib").parts
    return parts[0] if len(parts) > 1 else path.stem


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parent.name != "models"], ids=lambda p: p.name)
def test_a_layer_imports_only_what_lies_below_it(path: Path) -> None:
    if path.name == "app.py" or layer(path) not in LAYERS:
        return
    inner = {name.split(".")[1] for name in imports(path) if name.startswith("chalicelib.")}
    assert inner <= LAYERS[layer(path)], f"{path.relative_to(ROOT)} reaches outward"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_each_library_has_its_place(path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path)}
    where = "app" if path.name == "app.py" else layer(path)
    if "chalice" in tops:
        assert where in {"app", "http"}
    if tops & {"boto3", "botocore"}:
        assert where in {"container", "adapters", "engines"}
    if tops & {"cv2", "onnxruntime", "PIL", "soundfile", "codecpod"}:
        assert where == "engines"
    if "chalicelib.container" in imports(path):
        assert where in {"app", "cli"}
    if where == "domain":
        assert not tops & {"requests", "socket", "subprocess", "pathlib", "boto3"}, "domain does no I/O"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_the_environment_is_read_in_settings_only(path: Path) -> None:
    if path.name != "settings.py":
        assert not re.search(r"\benviron\b", path.read_text(encoding="utf-8"))
