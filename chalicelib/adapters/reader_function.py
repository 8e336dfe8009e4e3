"""The reader's Lambda function, asked for one recognition at once."""

from __future__ import annotations

import base64
import json
from typing import Any

from chalicelib.errors import LectorError, error_from_json
from chalicelib.ports import Json


class ReaderFunction:
    """A Recogniser on Lambda's synchronous Invoke (6 MB at most, which max_inline_bytes keeps)."""

    def __init__(self, client: Any, function: str) -> None:
        """Args: a boto3 Lambda client; the function's name or ARN."""
        self._client = client
        self._function = function

    def recognise(self, kind: str, data: bytes, options: Json) -> Json:
        """Return the function's answer. Raise the LectorError that it names, or a plain one where it broke."""
        request = {"kind": kind, "data": base64.b64encode(data).decode(), "options": options}
        answer = self._client.invoke(FunctionName=self._function, Payload=json.dumps(request).encode())
        body = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise LectorError
        if "error" in body:
            raise error_from_json(body["error"])
        return dict(body["answer"])
