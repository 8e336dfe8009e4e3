"""Sessions in DynamoDB, by user_id and session_id. DynamoDB itself removes them after expires_at."""

from __future__ import annotations

from typing import Any

from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamodb import get_together
from chalicelib.adapters.dynamodb_users import to_user, user_key
from chalicelib.domain.account import Session, User


class DynamoSessions:
    """SessionStore on a DynamoDB table with the keys `user_id` and `session_id`."""

    def __init__(self, table: Any, users_table: str) -> None:
        """Args: a boto3 Table; the name of the table of accounts."""
        self._table = table
        self._users_table = users_table

    def add(self, session: Session) -> None:
        """Store a new session."""
        self._table.put_item(
            Item={
                "user_id": session.user_id,
                "session_id": session.id,
                "created_at": session.created_at,
                "expires_at": session.expires_at,
                "device": session.device,
            }
        )

    def get(self, user_id: str, session_id: str) -> Session | None:
        """Return the session, None where it is gone."""
        item = self._table.get_item(Key=_key(user_id, session_id), ConsistentRead=True).get("Item")
        return _session(item) if item else None

    def with_user(self, user_id: str, session_id: str) -> tuple[Session, User] | None:
        """Return the session and whose it is, None where either is gone."""
        keys = {self._table.name: _key(user_id, session_id), self._users_table: user_key(user_id)}
        found = get_together(self._table.meta.client, keys)
        if len(found) < len(keys):
            return None
        return _session(found[self._table.name]), to_user(found[self._users_table])

    def delete(self, user_id: str, session_id: str) -> None:
        """End one session."""
        self._table.delete_item(Key=_key(user_id, session_id))

    def all(self, user_id: str) -> list[Session]:
        """Return a user's sessions, the newest first."""
        found = [_session(item) for item in self._items(user_id) if "#" not in item["session_id"]]
        return sorted(found, key=lambda session: (-session.created_at, session.id))

    def delete_all(self, user_id: str, *, but: str = "") -> int:
        """End all of a user's sessions but one; return how many ended."""
        ended = [session.id for session in self.all(user_id) if session.id != but]
        for session_id in ended:
            self.delete(user_id, session_id)
        return len(ended)

    def delete_everything(self, user_id: str) -> None:
        """Remove all of a user: sessions, API keys and mailed links."""
        for item in self._items(user_id):
            self.delete(user_id, item["session_id"])

    def _items(self, user_id: str) -> list[dict[str, Any]]:
        """Return all items of a user, however many."""
        request: dict[str, Any] = {"KeyConditionExpression": Key("user_id").eq(user_id), "ConsistentRead": True}
        found: list[dict[str, Any]] = []
        while True:
            answer = self._table.query(**request)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _key(user_id: str, session_id: str) -> dict[str, str]:
    return {"user_id": user_id, "session_id": session_id}


def _session(item: dict[str, Any]) -> Session:
    return Session(
        item["session_id"],
        item["user_id"],
        int(item["created_at"]),
        int(item["expires_at"]),
        item.get("device", ""),
    )
