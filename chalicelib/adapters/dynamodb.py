"""What the DynamoDB stores share: numbers that DynamoDB takes, and updates under a condition."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

TRANSACTION_TRIES = 6


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
    for attempt in range(TRANSACTION_TRIES):
        try:
            client.transact_write_items(TransactItems=parts)
        except client.exceptions.TransactionCanceledException as error:
            codes = {reason.get("Code") for reason in error.response["CancellationReasons"]}
            if "ConditionalCheckFailed" in codes:
                return True
            if "TransactionConflict" not in codes or attempt == TRANSACTION_TRIES - 1:
                raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  # jitter, no secret
        else:
            break
    return False
