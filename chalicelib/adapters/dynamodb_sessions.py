"""Sessions in DynamoDB, by user_id and session_id. DynamoDB itself removes them after expires_at."""

from __future__ import annotations

from typing import Any

from boto3.dynamodb.conditions import Key

from chalicelib.domain.account import Session


class DynamoSessions:
    """SessionStore on a DynamoDB table with the keys `user_id` and `session_id`."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def add(self, session: Session) -> None:
        """Store a new session."""
        self._table.put_item(
            Item={
                "user_id": session.user_id,
                "session_id": session.id,
                "created_at": session.created_at,
                "expires_at": session.expires_at,
            }
        )

    def get(self, user_id: str, session_id: str) -> Session | None:
        """Return the session, None where it is gone."""
        key = {"user_id": user_id, "session_id": session_id}
        item = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        return Session(session_id, user_id, int(item["created_at"]), int(item["expires_at"]))

    def delete(self, user_id: str, session_id: str) -> None:
        """End one session."""
        self._table.delete_item(Key={"user_id": user_id, "session_id": session_id})

    def delete_all(self, user_id: str, *, but: str = "") -> int:
        """End all of a user's sessions but one; return how many ended."""
        found = self._table.query(KeyConditionExpression=Key("user_id").eq(user_id), ConsistentRead=True)["Items"]
        ended = [item["session_id"] for item in found if item["session_id"] != but]
        for session_id in ended:
            self.delete(user_id, session_id)
        return len(ended)
