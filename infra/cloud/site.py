"""The site's files into their bucket, with the media types that the local cloud serves them with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.local.site import ROOT, find

_NOT_SERVED = {"package.json"}


def files() -> Iterator[str]:
    """Yield the names of the site's files, relative to it; index.html last, when all that it names is there."""
    names = (str(path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.rglob("*")) if path.is_file())
    yield from sorted((name for name in names if name not in _NOT_SERVED), key=lambda name: name == "index.html")


def publish(s3: Any, bucket: str) -> int:
    """Store all files, then remove those that the site no longer has; return how many it has."""
    published = list(files())
    for name in published:
        file = find(f"/{name}")
        if file is None:
            raise FileNotFoundError(name)
        # Browsers ask each time whether a file changed; the answer is short where it did not.
        s3.put_object(
            Bucket=bucket, Key=name, Body=file.content, ContentType=file.content_type, CacheControl="no-cache"
        )
    for key in keys(s3, bucket) - set(published):
        s3.delete_object(Bucket=bucket, Key=key)
    return len(published)


def empty(s3: Any, bucket: str) -> None:
    """Remove everything from the bucket."""
    for key in keys(s3, bucket):
        s3.delete_object(Bucket=bucket, Key=key)


def keys(s3: Any, bucket: str) -> set[str]:
    """Return the names of all objects of a bucket."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}
