"""What the DynamoDB stores share: numbers that DynamoDB takes, updates under a condition, items of many tables."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

TRIES = 6


def to_item(values: dict[str, Any]) -> dict[str, Any]:
    """Turn floats into the decimals that DynamoDB takes."""
    return {name: Decimal(str(value)) if isinstance(value, float) else value for name, value in values.items()}


def condition_failed(error: ClientError) -> bool:
    """Tell whether a write was refused because its condition did not hold."""
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")


def update(
    table: Any, key: dict[str, str], changes: dict[str, Any], condition: Any, remove: Sequence[str] = ()
) -> dict[str, Any] | None:
    """Set and remove attributes under a condition; return the new item, None where the condition fails."""
    names = {f"#{index}": name for index, name in enumerate([*changes, *remove])}
    values = {f":{index}": value for index, value in enumerate(to_item(changes).values())}
    expression = "SET " + ", ".join(f"#{index} = :{index}" for index in range(len(changes)))
    if remove:
        expression += " REMOVE " + ", ".join(f"#{index}" for index in range(len(changes), len(names)))
    try:
        answer = table.update_item(
            Key=key,
            UpdateExpression=expression,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ConditionExpression=condition,
            ReturnValues="ALL_NEW",
        )
    except ClientError as error:
        if condition_failed(error):
            return None
        raise
    return dict(answer["Attributes"])


def transact(table: Any, parts: list[dict[str, Any]]) -> bool:
    """Write all parts or none; return True where a condition refused them. Others at the same items are waited out."""
    client = table.meta.client
    for attempt in range(TRIES):
        try:
            client.transact_write_items(TransactItems=parts)
        except client.exceptions.TransactionCanceledException as error:
            codes = {reason.get("Code") for reason in error.response["CancellationReasons"]}
            if "ConditionalCheckFailed" in codes:
                return True
            if "TransactionConflict" not in codes or attempt == TRIES - 1:
                raise
            _wait(attempt)
        else:
            break
    return False


def get_together(client: Any, keys: dict[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """Return one item of each table in one request, by the table's name; those that are not there are left out.

    Args: a boto3 resource's client; the items' keys by table. Raise TimeoutError where DynamoDB puts one off for long.
    """
    wanted: dict[str, Any] = {table: {"Keys": [key], "ConsistentRead": True} for table, key in keys.items()}
    found: dict[str, dict[str, Any]] = {}
    for attempt in range(TRIES):
        answer = client.batch_get_item(RequestItems=wanted)
        found |= {table: items[0] for table, items in answer["Responses"].items() if items}
        wanted = answer.get("UnprocessedKeys") or {}
        if not wanted:
            return found
        _wait(attempt)
    raise TimeoutError("DynamoDB did not get to all of a batch")


def _wait(attempt: int) -> None:
    time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  # jitter, no secret
