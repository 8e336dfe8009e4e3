"""Packages the API with Chalice and finishes the template: what goes to AWS, made without credentials."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.cloud.extras import Template, extras
from infra.cloud.project import CannotPackage, write_project

STAGE = "cloud"
_CHALICE = "from chalice.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Package:
    """What is deployed.

    Attributes:
        template: in SAM's terms, whole and without nulls.
        zip: the API's code with its libraries.
    """

    template: Template
    zip: Path


@contextmanager
def packaged(*, libraries: bool = True) -> Iterator[Package]:
    """Give the package for as long as it is needed. Raise CannotPackage.

    With `libraries` the registry is asked for the wheels that run in Lambda.
    """
    with tempfile.TemporaryDirectory(prefix="lector-") as folder:
        yield package(Path(folder), libraries=libraries)


def package(folder: Path, *, libraries: bool = True) -> Package:
    """Package into an empty folder. Raise CannotPackage."""
    project, out, merge = folder / "project", folder / "out", folder / "extras.json"
    write_project(project, libraries=libraries)
    merge.write_text(json.dumps(extras()), encoding="utf-8")
    _run_chalice(project, "package", "--stage", STAGE, "--merge-template", str(merge), str(out))
    template = strip_nulls(json.loads((out / "sam.json").read_text(encoding="utf-8")))
    _shorten(template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"])
    return Package(template, out / "deployment.zip")


def strip_nulls(value: Any) -> Any:
    """Return the value without those keys whose value is null: so the extras take out what Chalice wrote."""
    if isinstance(value, dict):
        return {key: strip_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [strip_nulls(inner) for inner in value]
    return value


def _shorten(api: dict[str, Any]) -> None:
    """Leave out what API Gateway does not need of routes that pass all on: a template has 51,200 bytes at most."""
    api.pop("definitions", None)
    for operations in api["paths"].values():
        for operation in operations.values():
            operation.pop("consumes", None)
            operation.pop("produces", None)
            operation["responses"] = {}


def _run_chalice(project: Path, *arguments: str) -> None:
    # Chalice asks for a region, and never uses it when it packages.
    environment = {"AWS_DEFAULT_REGION": "us-east-1"} | os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(  # noqa: S603  # Chalice, with the Python that runs this
        [sys.executable, "-c", _CHALICE, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = ended.stdout + ended.stderr
    # Chalice ends with 0 although a library is missing.
    if ended.returncode or "Could not install dependencies" in said:
        raise CannotPackage(f"chalice package failed:\n{said}")
