"""Makes tables, bucket and queues in an empty local cloud. Running it again changes nothing."""

from __future__ import annotations

import json
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.settings import Settings

Keys = list[tuple[str, str]]
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}

MAX_RECEIVES = 3
"""How often a message is tried before it goes to the dead-letter queue."""
VISIBILITY_SECONDS = 180
"""Longer than a reader's lease, so that a message of a dead reader finds its document free."""

INDEXES = {"documents_table": ("unfinished", [("unfinished", "HASH"), ("id", "RANGE")])}
"""Global secondary indexes, of keys alone: their names and keys."""

TABLES = {
    "users_table": [("key", "HASH")],
    "sessions_table": [("user_id", "HASH"), ("session_id", "RANGE")],
    "documents_table": [("user_id", "HASH"), ("id", "RANGE")],
}


def bootstrap(settings: Settings) -> None:
    """Make what is missing."""
    for name, keys in TABLES.items():
        _table(_client("dynamodb", settings), getattr(settings, name), keys, INDEXES.get(name))
    dead = _queue(_client("sqs", settings), settings.dead_letter_queue, {})
    redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": MAX_RECEIVES})
    uploads = _queue(_client("sqs", settings), settings.uploads_queue, {"RedrivePolicy": redrive})
    _bucket(_client("s3", settings), settings.media_bucket, uploads)


def _client(service: str, settings: Settings) -> Any:
    return boto3.client(service, endpoint_url=settings.aws_endpoint or None)


def _table(client: Any, name: str, keys: Keys, index: tuple[str, Keys] | None) -> None:
    attributes = dict([*keys, *(index[1] if index else [])])
    indexes = [{"IndexName": index[0], "KeySchema": _schema(index[1]), "Projection": KEYS_ONLY}] if index else None
    try:
        client.create_table(
            TableName=name,
            KeySchema=_schema(keys),
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in attributes],
            BillingMode="PAY_PER_REQUEST",
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        )
    except client.exceptions.ResourceInUseException:
        return


def _schema(keys: Keys) -> list[dict[str, str]]:
    return [{"AttributeName": key, "KeyType": kind} for key, kind in keys]


def _queue(client: Any, name: str, attributes: dict[str, str]) -> str:
    """Make the queue and return its ARN."""
    url = client.create_queue(QueueName=name)["QueueUrl"]
    client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS), **attributes})
    return str(client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])


def _bucket(client: Any, name: str, queue_arn: str) -> None:
    try:
        client.create_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise
    rule = {"AllowedMethods": ["GET", "POST"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"], "MaxAgeSeconds": 3600}
    client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
    client.put_bucket_notification_configuration(
        Bucket=name,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "QueueArn": queue_arn,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}},
                }
            ]
        },
    )
