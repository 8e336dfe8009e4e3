"""Child process: takes messages from the queues and hands them to app.py's handlers as Lambda does."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from chalice.local import LambdaContext

from app import app, container, give_up, read_upload, sweep
from chalicelib.settings import Settings
from infra.local.lifeline import follow_parent

log = logging.getLogger("lector.reader")

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
WAIT_SECONDS = 20
"""Long polling, as Lambda's event source mapping does it."""
LONGEST_BACKOFF = 30
"""Seconds until a message that failed comes again, at most; it doubles from one second."""
AT_ONCE = 2
"""Documents under way at once: while one is spoken and stored, the next one is read (see services/reading.py)."""
NICE = 10
"""Reading is long work: who asks for a page meanwhile does not wait for it."""
SWEEP_SECONDS = 300
"""How often the local cloud looks after documents that are stuck."""


class Poller:
    """What an event source mapping is in AWS: one queue, one handler, partial batch failures."""

    def __init__(self, client: Any, queue: str, handler: Handler) -> None:
        """Args: a boto3 SQS client; the queue's name; the Lambda handler."""
        self._client = client
        self._handler = handler
        self._url = client.get_queue_url(QueueName=queue)["QueueUrl"]
        attributes = client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]
        self._arn = attributes["QueueArn"]

    def run(self) -> None:
        """Poll for ever; a cloud that does not answer is asked again."""
        while True:
            try:
                self.poll(WAIT_SECONDS)
            except Exception:
                log.exception("polling failed")
                time.sleep(1)

    def poll(self, wait_seconds: int) -> int:
        """Handle at most one message; return how many came."""
        messages = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=1, WaitTimeSeconds=wait_seconds, AttributeNames=["All"]
        ).get("Messages", [])
        for message in messages:
            self._handle(message)
        return len(messages)

    def _handle(self, message: dict[str, Any]) -> None:
        answer = self._handler({"Records": [self._record(message)]}, LambdaContext("reader", 3008, 900_000))
        receipt = message["ReceiptHandle"]
        if answer["batchItemFailures"]:
            times = int(message["Attributes"]["ApproximateReceiveCount"])
            backoff = min(LONGEST_BACKOFF, 2 ** (times - 1))
            self._client.change_message_visibility(QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=backoff)
        else:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=receipt)

    def _record(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the message in the form of Lambda's SQS events."""
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": "us-east-1",
        }


def pollers(settings: Settings) -> list[Poller]:
    """Return the pollers of both queues."""
    client = boto3.client("sqs", endpoint_url=settings.aws_endpoint or None)
    uploads = [Poller(client, settings.uploads_queue, read_upload) for _ in range(AT_ONCE)]
    return [*uploads, Poller(client, settings.dead_letter_queue, give_up)]


def scheduled() -> dict[str, Any]:
    """Return an event as EventBridge's schedule sends it."""
    names = ("version", "account", "region", "detail-type", "source", "time", "id")
    return dict.fromkeys(names, "local") | {"detail": {}, "resources": []}


def sweep_for_ever() -> None:
    """Sweep from time to time, as the schedule does in AWS."""
    while True:
        time.sleep(SWEEP_SECONDS)
        try:
            sweep(scheduled(), LambdaContext("sweep", 512, 60_000))
        except Exception:
            log.exception("sweeping failed")


def main() -> None:
    """Poll both queues and sweep until the parent goes."""
    follow_parent()
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    app.log.setLevel(logging.WARNING)
    # The reader of the time before is dead: what it had in its hands is free.
    container().sweeping.resume()
    work = [poller.run for poller in pollers(container().settings)]
    threads = [threading.Thread(target=run) for run in (*work, sweep_for_ever)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
