"""The package of the cloud, made once for all tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infra.cloud.package import Package, packaged
from infra.cloud.translate import translated


@pytest.fixture(scope="session")
def package() -> Iterator[Package]:
    """The API packaged without its libraries, so that no registry is asked."""
    with packaged(libraries=False) as made:
        yield made


@pytest.fixture(scope="session")
def template(package: Package) -> dict[str, Any]:
    """The template as CloudFormation gets it."""
    return translated(package.template, {"Bucket": "code-bucket", "Key": "code.zip"})
