"""Counts of tries and requests in DynamoDB, in the table of accounts; DynamoDB itself removes them after expires_at."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamodb import update
from chalicelib.domain.guarding import FORGOTTEN_AFTER, Tries


class DynamoTries:
    """TryStore on a DynamoDB table with the key `key`. Names are stored hashed: they hold emails and addresses."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def get(self, name: str) -> Tries:
        """Return the wrong tries under a name."""
        item = self._table.get_item(Key=_key(name), ConsistentRead=True).get("Item")
        return Tries(int(item["failures"]), float(item["until"])) if item else Tries()

    def write(self, name: str, before: Tries, after: Tries) -> bool:
        """Replace `before` by `after`; tell whether `before` was still there."""
        known = Attr("failures").eq(before.failures) if before.failures else Attr("failures").not_exists()
        changes = {
            "failures": after.failures,
            "until": after.until,
            "expires_at": int(after.until) + FORGOTTEN_AFTER,
        }
        return update(self._table, _key(name), changes, known) is not None

    def clear(self, name: str) -> None:
        """Forget a name."""
        self._table.delete_item(Key=_key(name))

    def count(self, name: str, ends: int) -> int:
        """Add one under a name that ends at this second; return how many there are."""
        answer = self._table.update_item(
            Key=_key(name),
            UpdateExpression="ADD requests :one SET expires_at = :ends",
            ExpressionAttributeValues={":one": 1, ":ends": ends},
            ReturnValues="UPDATED_NEW",
        )
        return int(answer["Attributes"]["requests"])


def _key(name: str) -> dict[str, str]:
    return {"key": f"tries#{sha256(name.encode()).hexdigest()}"}
