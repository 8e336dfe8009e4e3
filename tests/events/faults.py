"""Faults between Lector and AWS: each call to S3, DynamoDB or SQS can be refused, lost on its way back, or the last."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ReadTimeoutError

Fault = Literal["killed before", "killed after", "refused", "throttled", "answer lost"]


class Killed(BaseException):
    """The process ends here; no handler of errors runs."""


class Faults:
    """Sees each call that its clients send, by a name that says what is done, and lets one kind of call go wrong."""

    def __init__(self) -> None:
        """Start with none."""
        self.seen: list[str] = []
        self._step = ""
        self._fault: Fault | None = None
        self._dead = False

    def watch(self, client: Any) -> None:
        """See and disturb the calls of this boto3 client. `before-send` stands on both sides of moto's own handler."""
        client.meta.events.register_first("before-call", self._call)
        client.meta.events.register_first("before-send", self._before)
        client.meta.events.register_last("before-send", self._after)

    def arm(self, step: str, fault: Fault) -> None:
        """Let calls of this name go wrong from now on."""
        self._step, self._fault, self._dead = step, fault, False

    def mend(self) -> None:
        """Let all go well from now on; a process that was killed has a successor."""
        self.arm("", "refused")

    def _call(self, event_name: str, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]] | None:
        """Answer in place of AWS, as it does after botocore's last repetition."""
        name = step_name(event_name, params["url_path"], params["body"])
        if name not in self.seen:
            self.seen.append(name)
        if name == self._step and self._fault in _REFUSALS:
            status, code = _REFUSALS[self._fault]
            return SimpleNamespace(status_code=status), {"Error": {"Code": code, "Message": "no"}}
        return None

    def _before(self, request: Any, event_name: str, **_: Any) -> None:
        if self._dead or (self._fault == "killed before" and self._is_meant(request, event_name)):
            self._dead = True
            raise Killed

    def _after(self, request: Any, event_name: str, **_: Any) -> None:
        if not self._is_meant(request, event_name):
            return
        if self._fault == "killed after":
            self._dead = True
            raise Killed
        if self._fault == "answer lost":
            self._fault = None  # botocore sends it again
            raise ReadTimeoutError(endpoint_url=request.url)

    def _is_meant(self, request: Any, event_name: str) -> bool:
        return step_name(event_name, urlsplit(request.url).path, request.body) == self._step


_REFUSALS: dict[Fault | None, tuple[int, str]] = {
    "refused": (403, "AccessDenied"),
    "throttled": (503, "SlowDown"),
}


def step_name(event_name: str, path: str, body: Any) -> str:
    """Return what a call does: service, operation, and what it is about."""
    _, service, operation = event_name.split(".")
    if service == "s3":
        about = unquote(path).rsplit("/", 1)[-1] if operation in {"GetObject", "HeadObject", "PutObject"} else ""
        return f"S3 {operation} {about}".strip()
    if service == "dynamodb":
        return f"DynamoDB {operation}{_change(operation, body)}"
    return f"SQS {operation}"


def _change(operation: str, body: Any) -> str:
    """Return the state that an UpdateItem writes."""
    text = body.decode() if isinstance(body, bytes) else str(body)
    state = re.search(r'"S": ?"(queued|reading|speaking|done|failed)"', text)
    if operation != "UpdateItem":
        return ""
    return f" → {state[1]}" if state else " → pages charged" if ":pages" in text else " → progress"
