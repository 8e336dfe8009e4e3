"""The reader's image: built from infra/cloud/Dockerfile, pushed to the account's own registry, named by its digest."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from infra.cloud.stack import DeploymentFailed

ROOT = Path(__file__).parents[2]
BASE = Path(__file__).parent / "base-image.txt"
_KEPT_IMAGES = 3


def build_and_push(ecr: Any, repository: str, *, target: str = "reader") -> str:
    """Return the pushed image by digest. Raise DeploymentFailed where Docker is missing or fails.

    Args:
        ecr: a boto3 ECR client.
        repository: its name; it is made where it is missing.
        target: stage of the Dockerfile: `reader`, or `reader-keras` with keras-ocr and TensorFlow.
    """
    if shutil.which("docker") is None:
        raise DeploymentFailed("Docker is missing. Install it, or name an image that exists: --image URI")
    address = ensure_repository(ecr, repository)
    login = ecr.get_authorization_token()["authorizationData"][0]
    user, _, password = base64.b64decode(login["authorizationToken"]).decode().partition(":")
    _docker("login", "--username", user, "--password-stdin", address.partition("/")[0], given=password)
    image = f"{address}:{target}"
    # Lambda takes no image with provenance beside it. The time stamps of the sources do not get into the layers.
    _docker(
        *("build", "--platform", "linux/amd64", "--provenance=false", "--target", target, "--tag", image),
        *("--build-arg", f"BASE={pinned_base()}", "--build-arg", "SOURCE_DATE_EPOCH=0"),
        *("--file", "infra/cloud/Dockerfile", "."),
    )
    _docker("push", image)
    found = ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": target}])
    return f"{address}@{found['imageDetails'][0]['imageDigest']}"


def ensure_repository(ecr: Any, name: str) -> str:
    """Make the repository where it is missing; return its address."""
    try:
        made = ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": True})
        address = made["repository"]["repositoryUri"]
    except ecr.exceptions.RepositoryAlreadyExistsException:
        return str(ecr.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryUri"])
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": _KEPT_IMAGES},
        "action": {"type": "expire"},
    }
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps({"rules": [rule]}))
    return str(address)


def pinned_base() -> str:
    """Return AWS's base image by digest. The first build finds the digest and writes it down; commit that."""
    base = BASE.read_text(encoding="utf-8").strip()
    if "@sha256:" not in base:
        _docker("pull", "--platform", "linux/amd64", base)
        base = _docker("inspect", "--format", "{{index .RepoDigests 0}}", base, quiet=True)
        BASE.write_text(f"{base}\n", encoding="utf-8")
    return base


def _docker(*arguments: str, given: str = "", quiet: bool = False) -> str:
    """Run Docker with our own words; return what it said where it is `quiet`. Raise DeploymentFailed."""
    command = ["docker", *arguments]
    output = subprocess.PIPE if quiet else None
    ended = subprocess.run(command, cwd=ROOT, input=given, stdout=output, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise DeploymentFailed(f"docker {arguments[0]} failed; its message stands above.")
    return (ended.stdout or "").strip()
