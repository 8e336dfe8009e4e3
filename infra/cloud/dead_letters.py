"""Dead letters go back into the queue that they came from."""

from __future__ import annotations

from typing import Any

LETTERS_AT_ONCE = 10
"""The most that SQS hands out with one answer."""


def redrive(sqs: Any, dead_letters_arn: str, uploads_arn: str, *, wait_seconds: int = 2) -> int:
    """Put all dead letters back and return how many went.

    Each is sent before it is deleted: if this breaks off, one may come twice, which readers can bear, and none is lost.
    Letters that `give_up` has in its hands just then are hidden, and stay with it.

    Args:
        sqs: a boto3 client.
        dead_letters_arn: of the queue that is emptied.
        uploads_arn: of the queue that they came from.
        wait_seconds: how long SQS looks for letters; less than a second may miss some.
    """
    dead, uploads = (_url(sqs, arn) for arn in (dead_letters_arn, uploads_arn))
    moved = 0
    while letters := _letters(sqs, dead, wait_seconds):
        for letter in letters:
            sqs.send_message(QueueUrl=uploads, MessageBody=letter["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
            moved += 1
    return moved


def told(moved: int) -> str:
    """Return what to tell whoever asked for it."""
    if moved == 0:
        return "There are no dead letters. Nothing was put back."
    return f"{moved} dead {'letter goes' if moved == 1 else 'letters go'} back to the queue of uploads."


def _letters(sqs: Any, url: str, wait_seconds: int) -> list[dict[str, Any]]:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=LETTERS_AT_ONCE, WaitTimeSeconds=wait_seconds)
    return list(answer.get("Messages", []))


def _url(sqs: Any, arn: str) -> str:
    return str(sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"])
