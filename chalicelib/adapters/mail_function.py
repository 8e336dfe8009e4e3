"""The Lambda function that sends mails, told of one without waiting for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class MailFunction:
    """Post on Lambda's asynchronous Invoke: AWS keeps the event, and tries three times."""

    def __init__(self, client: Callable[[], Any], function: str) -> None:
        """Args: what makes a boto3 Lambda client at the first mail; the function's name or ARN."""
        self._client = client
        self._function = function

    def send(self, purpose: str, email: str) -> None:
        """Hand a link over to be sent, whether or not the email has an account."""
        event = json.dumps({"purpose": purpose, "email": email}).encode()
        self._client().invoke(FunctionName=self._function, InvocationType="Event", Payload=event)
