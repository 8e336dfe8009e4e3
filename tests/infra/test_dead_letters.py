"""`make redrive`: dead letters go back, all of them, and it is told how many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.settings import Settings
from infra.cloud.dead_letters import redrive, told

ROOT = Path(__file__).parents[2]
ARN = "arn:aws:sqs:us-east-1:123456789012:"


class Queues:
    """The two queues of an AWS in memory."""

    def __init__(self, settings: Settings) -> None:
        self.sqs: Any = boto3.client("sqs")
        self._names = {"dead": settings.dead_letter_queue, "uploads": settings.uploads_queue}
        self.url = {kind: self.sqs.get_queue_url(QueueName=name)["QueueUrl"] for kind, name in self._names.items()}

        # S3 says hello to the queue when it is set up.
        self.sqs.purge_queue(QueueUrl=self.url["uploads"])

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url["dead"], MessageBody=body)

    def redrive(self) -> int:
        return redrive(self.sqs, ARN + self._names["dead"], ARN + self._names["uploads"], wait_seconds=0)

    def bodies(self, kind: str) -> list[str]:
        found: list[str] = []
        while messages := self.sqs.receive_message(QueueUrl=self.url[kind], MaxNumberOfMessages=10).get("Messages"):
            found += [message["Body"] for message in messages]
        return sorted(found)

    def count(self, kind: str) -> int:
        """Return how many messages there are, also those that someone has in hand."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url[kind], AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)


@pytest.fixture
def queues(cloud: Settings) -> Queues:
    return Queues(cloud)


def test_all_go_back_as_they_were(queues: Queues) -> None:
    bodies = sorted(json.dumps({"Records": [{"s3": {"object": {"key": f"uploads/ñ {n}"}}}]}) for n in range(23))
    queues.send(*bodies)
    assert queues.redrive() == 23
    assert queues.bodies("uploads") == bodies
    assert queues.count("dead") == 0


def test_an_empty_queue_is_said_plainly(queues: Queues) -> None:
    assert queues.redrive() == 0
    assert told(0) == "There are no dead letters. Nothing was put back."


def test_what_was_put_back_is_not_put_back_again(queues: Queues) -> None:
    queues.send("one")
    assert (queues.redrive(), queues.redrive()) == (1, 0)
    assert queues.bodies("uploads") == ["one"]


def test_a_letter_that_cannot_be_sent_is_not_lost(queues: Queues) -> None:
    queues.send("one", "two")

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "Throttled", "Message": ""}}, "SendMessage")

    queues.sqs.meta.events.register("before-call.sqs.SendMessage", refuse)
    with pytest.raises(ClientError):
        queues.redrive()
    assert queues.count("dead") == 2
    assert queues.count("uploads") == 0


@pytest.mark.parametrize(("moved", "words"), [(1, "1 dead letter goes back"), (12, "12 dead letters go back")])
def test_how_many_went_is_told(moved: int, words: str) -> None:
    assert told(moved).startswith(words)


def test_without_credentials_it_is_said_what_to_do(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "infra.cloud", "redrive", "--region", "eu-west-1"]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "docs/deploy.md" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
