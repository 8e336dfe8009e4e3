"""A client of Lector's HTTP API, as a program of its users would write it. The demo, the benchmark and tests use it."""

from __future__ import annotations

import mimetypes
import time
from pathlib import Path
from typing import Any

import requests

FINISHED = {"done", "failed"}


class ApiError(Exception):
    """The API answered with an error."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        """Args: the HTTP status; the object {"code", "message", "fields"?}."""
        super().__init__(f"{status} {error.get('code')}: {error.get('message')} {error.get('fields', '')}".strip())
        self.status = status
        self.code = error.get("code")


class Client:
    """One person at one Lector."""

    def __init__(self, address: str) -> None:
        """Args: the site's address, http://localhost:8000."""
        self.address = address
        self._http = requests.Session()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Call the API; return the JSON of its answer, None where it is empty. Raise ApiError."""
        answer = self._http.request(method, f"{self.address}/api{path}", timeout=60, **options)
        body = answer.json() if answer.content else None
        if not answer.ok:
            raise ApiError(answer.status_code, (body or {}).get("error", {}))
        return body

    def register(self, name: str, email: str, password: str) -> dict[str, Any]:
        """Make an account."""
        fields = {"name": name, "email": email, "password": password, "password_confirmation": password}
        return dict(self.call("POST", "/users", json=fields)["user"])

    def log_in(self, email: str, password: str) -> str:
        """Log in; later calls carry the token, which is returned."""
        token = self.call("POST", "/sessions", json={"email": email, "password": password})["token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        return str(token)

    def announce(self, filename: str, content_type: str, size: int, **wishes: str) -> dict[str, Any]:
        """Ask for an upload form; return {"document", "upload"}."""
        fields = {"filename": filename, "content_type": content_type, "size": size, **wishes}
        return dict(self.call("POST", "/documents", json=fields))

    def upload(self, form: dict[str, Any], data: bytes) -> None:
        """Send the file with the form."""
        files = {"file": ("file", data, form["fields"].get("Content-Type"))}
        requests.post(form["url"], data=form["fields"], files=files, timeout=60).raise_for_status()

    def document(self, document_id: str) -> dict[str, Any]:
        """Return the document as it is now."""
        return dict(self.call("GET", f"/documents/{document_id}")["document"])

    def wait(self, document_id: str, *, seconds: float = 300, every: float = 0.05) -> dict[str, Any]:
        """Return the document once it is finished. Raise TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            document = self.document(document_id)
            if document["state"] in FINISHED:
                return document
            time.sleep(every)
        raise TimeoutError(f"The document is not finished after {seconds:.0f} s.")

    def send(self, path: Path, **wishes: str) -> str:
        """Announce and upload a file; return its document's id."""
        data = path.read_bytes()
        # Pythons before 3.13 do not count WebP and HEIC among the standard types.
        content_type = mimetypes.guess_type(path.name, strict=False)[0] or "application/octet-stream"
        answer = self.announce(path.name, content_type, len(data), **wishes)
        self.upload(answer["upload"], data)
        return str(answer["document"]["id"])

    def result(self, link: str) -> bytes:
        """Fetch a result by its link."""
        answer = requests.get(link, timeout=60)
        answer.raise_for_status()
        return answer.content
