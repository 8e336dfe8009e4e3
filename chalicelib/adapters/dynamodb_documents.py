"""Documents in DynamoDB, by user_id and id. Ids sort by time, so a query backwards is the history.

Documents that are not finished carry the attribute `unfinished`. The index of that name holds those alone, so that the
sweeper finds them without a look at all the others.

An answer can get lost after its write took effect; botocore then sends the request again, and its condition no longer
holds. So each write leaves a mark of its own, by which it knows its own work.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from boto3.dynamodb.conditions import Attr, Key

from chalicelib.adapters.dynamodb import to_item, transact, update
from chalicelib.adapters.dynamodb_quotas import usage_key
from chalicelib.domain.document import Changes, Document
from chalicelib.domain.history import clean_title, fold, holds
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import Conflict, InvalidInput, NotFound, QuotaExceeded

INDEX = "unfinished"


class DynamoDocuments:
    """DocumentStore on a DynamoDB table with the keys `user_id` and `id`."""

    def __init__(self, table: Any, users_table: str) -> None:
        """Args: a boto3 Table; the name of the table that counts the bytes of each user."""
        self._table = table
        self._users_table = users_table

    def add(self, document: Document, *, most_bytes: int | None = None) -> None:
        """Store a new document. Raise Conflict where the id is taken, QuotaExceeded where there is no room."""
        item = to_item(asdict(document)) | ({} if document.finished else {INDEX: "yes"})
        put = {"TableName": self._table.name, "Item": item, "ConditionExpression": "attribute_not_exists(id)"}
        refused = transact(self._table, [{"Put": put}, {"Update": self._count(document, document.size, most_bytes)}])
        if not refused:
            return
        try:
            if self.get(document.user_id, document.id) == document:
                return  # this very write took effect before
        except NotFound:
            raise QuotaExceeded from None
        raise Conflict

    def _count(self, document: Document, size: int, most_bytes: int | None = None) -> dict[str, Any]:
        """Return the update that counts bytes for the document's owner."""
        count: dict[str, Any] = {
            "TableName": self._users_table,
            "Key": usage_key(document.user_id),
            "UpdateExpression": "ADD #bytes :size",
            "ExpressionAttributeNames": {"#bytes": "bytes"},
            "ExpressionAttributeValues": {":size": size},
        }
        if most_bytes is not None:
            count["ExpressionAttributeValues"][":room"] = most_bytes - size
            # Someone without a count has nothing yet; what alone is too much must not fit even then.
            fits = "attribute_not_exists(#bytes) OR #bytes <= :room" if size <= most_bytes else "#bytes <= :room"
            count["ConditionExpression"] = fits
        return count

    def get(self, user_id: str, document_id: str) -> Document:
        """Return the document. Raise NotFound where there is none of this owner."""
        return _document(self._item(user_id, document_id))

    def _item(self, user_id: str, document_id: str) -> dict[str, Any]:
        key = {"user_id": user_id, "id": document_id}
        item = self._table.get_item(Key=key, ConsistentRead=True).get("Item") if is_id(document_id) else None
        if item is None:
            raise NotFound
        return dict(item)

    def page(self, user_id: str, *, limit: int, cursor: str = "", query: str = "") -> tuple[list[Document], str]:
        """Return up to `limit` documents, newest first, and the cursor of the next page."""
        request: dict[str, Any] = {
            "KeyConditionExpression": Key("user_id").eq(user_id),
            "ScanIndexForward": False,
            "Limit": limit if not query else 100,
            "ConsistentRead": True,
        }
        if cursor:
            request["ExclusiveStartKey"] = {"user_id": user_id, "id": _decode_cursor(cursor)}
        words = fold(query).split()
        found: list[Document] = []
        while True:
            answer = self._table.query(**request)
            for item in answer["Items"]:
                document = _document(item)
                if holds(document, words):
                    found.append(document)
                    if len(found) == limit:
                        more = "LastEvaluatedKey" in answer or item is not answer["Items"][-1]
                        return found, _encode_cursor(document.id) if more else ""
            if "LastEvaluatedKey" not in answer:
                return found, ""
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def update(self, document: Document, changes: Changes) -> Document:
        """Write changes on top of exactly this revision. Raise Conflict or NotFound."""
        key = {"user_id": document.user_id, "id": document.id}
        mark = secrets.token_hex(8)
        wanted = {**changes, "revision": document.revision + 1, "written_by": mark}
        remove = [INDEX] if changes.get("state") in {"done", "failed"} else []
        if "state" in changes and not remove:
            wanted[INDEX] = "yes"
        item = update(self._table, key, wanted, Attr("revision").eq(document.revision), remove)
        if item is None:
            item = self._item(document.user_id, document.id)
            if item.get("written_by") != mark:
                raise Conflict
        return _document(item)

    def rename(self, user_id: str, document_id: str, title: str) -> Document:
        """Write the title. Raise NotFound."""
        if not is_id(document_id):
            raise NotFound
        key = {"user_id": user_id, "id": document_id}
        item = update(self._table, key, {"title": clean_title(title)}, Attr("id").exists())
        if item is None:
            raise NotFound
        return _document(item)

    def correct(self, document: Document, changes: Changes) -> Document:
        """Write another edition on top of exactly this one. Raise Conflict or NotFound."""
        key = {"user_id": document.user_id, "id": document.id}
        same = Attr("edition").eq(document.edition)
        if not document.edition:
            same = same | Attr("edition").not_exists()  # announced before there were corrections
        allowed = Attr("state").eq("done") | Attr("speaking_again").eq(True)
        item = update(self._table, key, changes, Attr("id").exists() & same & allowed)
        if item is None:
            item = self._item(document.user_id, document.id)
            if item.get("edition", "") != changes["edition"]:
                raise Conflict
        return _document(item)

    def delete(self, document: Document) -> None:
        """Remove the document and its bytes from its owner's count."""
        key = {"user_id": document.user_id, "id": document.id}
        delete = {"TableName": self._table.name, "Key": key, "ConditionExpression": "attribute_exists(id)"}
        transact(self._table, [{"Delete": delete}, {"Update": self._count(document, -document.size)}])

    def unfinished(self) -> Iterator[tuple[str, str]]:
        """Yield owner and id of the documents that are neither done nor failed."""
        request: dict[str, Any] = {"IndexName": INDEX, "KeyConditionExpression": Key(INDEX).eq("yes")}
        while True:
            answer = self._table.query(**request)
            yield from ((item["user_id"], item["id"]) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


_DOCUMENT_FIELDS = {field.name: field.type for field in fields(Document)}


def _document(item: dict[str, Any]) -> Document:
    """Rebuild a document; attributes that this version does not know are left alone."""
    convert = {"int": int, "float": float}
    known = {name: value for name, value in item.items() if name in _DOCUMENT_FIELDS}
    return Document(**{name: convert.get(str(_DOCUMENT_FIELDS[name]), lambda v: v)(v) for name, v in known.items()})


def _encode_cursor(document_id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([document_id]).encode()).decode().rstrip("=")


def _decode_cursor(cursor: str) -> str:
    try:
        (document_id,) = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        document_id = ""
    if not isinstance(document_id, str) or not is_id(document_id):
        raise InvalidInput("This cursor is none that Lector gave out. Start again without a cursor.")
    return document_id
