"""API keys and mailed links in DynamoDB, beside a user's sessions, so that they go with the account."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb import condition_failed
from chalicelib.domain.account import ApiKey

KEY = "key#"


class DynamoApiKeys:
    """ApiKeyStore on the DynamoDB table of sessions: the range key is key#ID."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def add(self, key: ApiKey) -> None:
        """Store a new key."""
        self._table.put_item(Item=_item(key))

    def get(self, user_id: str, key_id: str) -> ApiKey | None:
        """Return the key, None where it is gone."""
        found = {"user_id": user_id, "session_id": KEY + key_id}
        item = self._table.get_item(Key=found, ConsistentRead=True).get("Item")
        return _api_key(item) if item else None

    def all(self, user_id: str) -> list[ApiKey]:
        """Return a user's keys, the oldest first."""
        condition = Key("user_id").eq(user_id) & Key("session_id").begins_with(KEY)
        found = self._table.query(KeyConditionExpression=condition, ConsistentRead=True)["Items"]
        return sorted((_api_key(item) for item in found), key=lambda key: (key.created_at, key.id))

    def used(self, key: ApiKey, at: int) -> None:
        """Note that a key was used; nothing happens where it is gone."""
        item = _item(replace(key, last_used_at=at))
        try:
            self._table.put_item(Item=item, ConditionExpression=Attr("session_id").exists())
        except ClientError as error:
            if not condition_failed(error):
                raise

    def delete(self, user_id: str, key_id: str) -> None:
        """Remove a key."""
        self._table.delete_item(Key={"user_id": user_id, "session_id": KEY + key_id})


class DynamoLinks:
    """LinkStore on the DynamoDB table of sessions: the range key is PURPOSE#."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def put(self, user_id: str, purpose: str, secret_hash: str, expires_at: int) -> None:
        """Store a link, in place of an earlier one."""
        item = {"user_id": user_id, "session_id": f"{purpose}#", "secret_hash": secret_hash, "expires_at": expires_at}
        self._table.put_item(Item=item)

    def take(self, user_id: str, purpose: str, secret_hash: str, now: int) -> bool:
        """Use the link up; tell whether it was there and in time. Of several who try at once, one succeeds."""
        try:
            self._table.delete_item(
                Key={"user_id": user_id, "session_id": f"{purpose}#"},
                ConditionExpression=Attr("secret_hash").eq(secret_hash) & Attr("expires_at").gt(now),
            )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True


def _item(key: ApiKey) -> dict[str, Any]:
    return {"session_id": KEY + key.id, **asdict(key)}


def _api_key(item: dict[str, Any]) -> ApiKey:
    return ApiKey(
        item["id"],
        item["user_id"],
        item["name"],
        item["scope"],
        item["secret_hash"],
        int(item["created_at"]),
        int(item["last_used_at"]),
    )
