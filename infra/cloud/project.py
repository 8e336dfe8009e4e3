"""The API's own project folder for `chalice package`: app.py and exactly those modules that the API imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Everything that the API and the giving up of dead letters make in the cloud, with the engines' libraries out of reach.
_PROGRAM = """
import sys
for name in ("numpy", "cv2", "onnxruntime", "PIL", "hibari", "py_nanotts", "pypdfium2", "pi_heif"):
    sys.modules[name] = None
import app
from chalicelib.container import Container
from chalicelib.settings import Settings
container = Container(Settings(token_secrets=("x" * 32,), reader_function="reader"))
for part in ("accounts", "documents", "giving_up", "sweeping", "resetting", "verifying", "recogniser"):
    getattr(container, part)
app.openapi.document()
for name, module in sorted(sys.modules.items()):
    if name.partition(".")[0] == "chalicelib":
        print(module.__file__)
"""


class CannotPackage(Exception):
    """The API cannot be packaged; the message says why."""


def api_files() -> list[Path]:
    """Return the project's own files that the API imports, relative to the project."""
    ended = subprocess.run(  # noqa: S603  # the program above, with the Python that runs this
        [sys.executable, "-c", _PROGRAM],
        cwd=ROOT,
        env={"AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise CannotPackage(f"The API does not start without engines:\n{ended.stderr}")
    return [Path("app.py"), *(Path(line).relative_to(ROOT) for line in ended.stdout.split())]


def write_project(folder: Path, *, libraries: bool = True) -> None:
    """Write the API's project into an empty folder; without `libraries`, requirements.txt stays empty."""
    for file in [*api_files(), *_chalice_files()]:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, folder / file)
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8") if libraries else ""
    (folder / "requirements.txt").write_text(requirements, encoding="utf-8")


def _chalice_files() -> list[Path]:
    return [path.relative_to(ROOT) for path in sorted((ROOT / ".chalice").glob("*.json"))]
