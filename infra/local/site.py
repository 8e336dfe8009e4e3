"""The site's files with the headers that CloudFront adds in the cloud."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2] / "static_site"

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to serve: its content, its media type and the tag that changes with its content."""

    content: bytes
    content_type: str
    etag: str


def find(path: str) -> File | None:
    """Return the file of a URL path (decoded), None where there is none. Nothing outside the site is found."""
    wanted = (ROOT / path.lstrip("/")).resolve()
    if not wanted.is_relative_to(ROOT.resolve()):
        return None
    if wanted.is_dir():
        wanted = wanted / "index.html"
    if not wanted.is_file():
        return None
    content = wanted.read_bytes()
    kind = TYPES.get(wanted.suffix) or mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(("json", "svg+xml")):
        kind += "; charset=utf-8"
    return File(content, kind, f'"{hashlib.sha256(content).hexdigest()[:16]}"')


def security_headers(media_origin: str) -> dict[str, str]:
    """Return the headers of every answer; `media_origin` is where uploads go and results come from."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' blob: data: {media_origin}",
        "media-src": f"'self' blob: {media_origin}",
        # Pictures by their address: asked for by our own scripts, and script-src lets no others run (docs/security.md).
        "connect-src": f"'self' {media_origin} https:",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "lector",  # static_site/dom/trusted.js
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}".strip() for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
