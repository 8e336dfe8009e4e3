"""Pages are counted once for a document, never past the limit, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from chalicelib.adapters.dynamodb_quotas import DynamoQuotas
from chalicelib.settings import Settings


@pytest.fixture
def quotas(cloud: Settings) -> DynamoQuotas:
    return DynamoQuotas(boto3.resource("dynamodb").Table(cloud.users_table))


def test_a_document_is_charged_once_a_day(quotas: DynamoQuotas) -> None:
    assert quotas.charge("ana", 1, 2, limit=3, document_id="a")
    assert quotas.charge("ana", 1, 2, limit=3, document_id="a"), "it is counted already"
    assert not quotas.charge("ana", 1, 2, limit=3, document_id="b")
    assert not quotas.charge("ana", 1, 2, limit=3)
    assert not quotas.charge("ben", 1, 4, limit=3)
    assert (quotas.pages("ana", 1), quotas.pages("ben", 1), quotas.pages("ana", 2)) == (2, 0, 0)


def test_of_ten_at_once_as_many_pages_are_charged_as_there_are(quotas: DynamoQuotas) -> None:
    with ThreadPoolExecutor(10) as pool:
        charged = pool.map(lambda number: quotas.charge("ana", 1, 1, limit=4, document_id=str(number)), range(10))
        assert sum(charged) == 4
    assert quotas.pages("ana", 1) == 4


def test_counts_go_with_the_person(quotas: DynamoQuotas) -> None:
    quotas.charge("ana", 1, 1, limit=4)
    quotas.charge("ana", 2, 1, limit=4)
    quotas.forget("ana", 2)
    assert (quotas.pages("ana", 1), quotas.pages("ana", 2)) == (0, 0)
