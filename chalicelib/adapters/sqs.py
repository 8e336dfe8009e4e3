"""Messages of uploads in SQS."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote


class SqsUploads:
    """UploadQueue on one SQS queue."""

    def __init__(self, client: Any, queue: str) -> None:
        """Args: a boto3 SQS client; the queue's name."""
        self._client = client
        self._queue = queue
        self._url = ""

    def tell(self, key: str) -> None:
        """Send what S3 sends when the upload at `key` is complete."""
        self._url = self._url or self._client.get_queue_url(QueueName=self._queue)["QueueUrl"]
        body = {"Records": [{"eventName": "ObjectCreated:Resent", "s3": {"object": {"key": quote(key)}}}]}
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(body))
