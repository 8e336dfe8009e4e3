"""Accounts in DynamoDB: user#ID → the account, email#EMAIL → {user_id}; both written in one transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamodb import to_item, update
from chalicelib.domain.account import User
from chalicelib.errors import EmailTaken, NotFound


class DynamoUsers:
    """UserStore on a DynamoDB table with the key `key`."""

    def __init__(self, table: Any) -> None:
        """Args: a boto3 Table."""
        self._table = table

    def add(self, user: User) -> None:
        """Store a new account, and its email in the same transaction. Raise EmailTaken."""
        unused = "attribute_not_exists(#key)"
        items = [
            {"key": f"email#{user.email}", "user_id": user.id},
            user_key(user.id) | to_item(asdict(user)),
        ]
        puts = [
            {
                "Put": {
                    "TableName": self._table.name,
                    "Item": item,
                    "ConditionExpression": unused,
                    "ExpressionAttributeNames": {"#key": "key"},
                }
            }
            for item in items
        ]
        try:
            self._table.meta.client.transact_write_items(TransactItems=puts)
        except self._table.meta.client.exceptions.TransactionCanceledException as error:
            if any(reason.get("Code") == "ConditionalCheckFailed" for reason in error.response["CancellationReasons"]):
                if self.by_id(user.id) is not None:
                    return  # this very write took effect, its answer got lost, and botocore sent it again
                raise EmailTaken(fields={"email": EmailTaken.default_message}) from None
            raise

    def by_id(self, user_id: str) -> User | None:
        """Return the account, None where there is none."""
        item = self._table.get_item(Key=user_key(user_id), ConsistentRead=True).get("Item")
        return to_user(item) if item else None

    def by_email(self, email: str) -> User | None:
        """Return the account of a folded email, None where there is none."""
        item = self._table.get_item(Key={"key": f"email#{email}"}, ConsistentRead=True).get("Item")
        return self.by_id(item["user_id"]) if item else None

    def update(
        self, user_id: str, *, name: str | None = None, password_hash: str | None = None, verified: bool | None = None
    ) -> User:
        """Write what is given. Raise NotFound where there is no such account."""
        changes = {"name": name, "password_hash": password_hash, "verified": verified}
        item = update(
            self._table,
            user_key(user_id),
            {attribute: value for attribute, value in changes.items() if value is not None},
            Attr("key").exists(),
        )
        if item is None:
            raise NotFound
        return to_user(item)

    def delete(self, user: User) -> None:
        """Remove the account and free its email, both or neither."""
        deletes = [
            {"Delete": {"TableName": self._table.name, "Key": {"key": key}}}
            for key in (f"user#{user.id}", f"email#{user.email}")
        ]
        self._table.meta.client.transact_write_items(TransactItems=deletes)


def user_key(user_id: str) -> dict[str, str]:
    """Return the key of an account's item."""
    return {"key": f"user#{user_id}"}


def to_user(item: dict[str, Any]) -> User:
    """Return the account that an item holds."""
    return User(
        item["id"],
        item["name"],
        item["email"],
        item["password_hash"],
        float(item["created_at"]),
        item.get("verified", False),
    )
