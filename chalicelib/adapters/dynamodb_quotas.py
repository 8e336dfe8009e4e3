"""Counts of pages and bytes in DynamoDB, in the table of accounts: pages#USER#DAY and usage#USER."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb import condition_failed
from chalicelib.domain.quota import DAY

KEPT_DAYS = 2


class DynamoQuotas:
    """QuotaStore on a DynamoDB table with the key `key`."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def pages(self, user_id: str, day: int) -> int:
        """Return how many pages were charged that day."""
        return self._number(_pages_key(user_id, day), "pages")

    def stored_bytes(self, user_id: str) -> int:
        """Return how many bytes of uploads a person has."""
        return self._number(usage_key(user_id), "bytes")

    def charge(self, user_id: str, day: int, pages: int, *, limit: int, document_id: str = "") -> bool:
        """Add pages where they fit below the limit; tell whether they are counted, now or before for this document.

        The documents are kept beside the count, and both change in one write: a repeated charge changes nothing.
        """
        if pages > limit:
            return False
        values: dict[str, Any] = {":pages": pages, ":room": limit - pages, ":expires": (day + KEPT_DAYS) * DAY}
        addition, condition = "pages :pages", "(attribute_not_exists(pages) OR pages <= :room)"
        if document_id:
            values |= {":set": {document_id}, ":id": document_id}
            addition += ", documents :set"
            condition += " AND NOT contains(documents, :id)"
        try:
            self._table.update_item(
                Key=_pages_key(user_id, day),
                UpdateExpression=f"SET expires_at = :expires ADD {addition}",
                ExpressionAttributeValues=values,
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not condition_failed(error):
                raise
            # The item comes with the refusal, as DynamoDB writes it, so that the reader needs no right to look.
            known = error.response.get("Item", {}).get("documents", {})
            return document_id in (known.get("SS", ()) if isinstance(known, dict) else known)
        return True

    def forget(self, user_id: str, day: int) -> None:
        """Remove all counts of a person."""
        for key in (usage_key(user_id), _pages_key(user_id, day), _pages_key(user_id, day - 1)):
            self._table.delete_item(Key=key)

    def _number(self, key: dict[str, str], name: str) -> int:
        return int(self._item(key).get(name, 0))

    def _item(self, key: dict[str, str]) -> dict[str, Any]:
        return dict(self._table.get_item(Key=key, ConsistentRead=True).get("Item", {}))


def usage_key(user_id: str) -> dict[str, str]:
    """Return the key of the item that counts a person's stored bytes."""
    return {"key": f"usage#{user_id}"}


def _pages_key(user_id: str, day: int) -> dict[str, str]:
    return {"key": f"pages#{user_id}#{day}"}
