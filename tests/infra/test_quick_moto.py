"""moto as the local cloud serves it: what boto3 wrote comes back as it was, on connections that stay open."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.supervisor import free_ports

ROOT = Path(__file__).parents[2]
ITEM: dict[str, dict[str, Any]] = {
    "key": {"S": "1"},
    "text": {"S": "Ñandú"},
    "empty": {"S": ""},
    "number": {"N": "1.50"},
    "bytes": {"B": b"\0\xff"},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
    "many_bytes": {"BS": [b"a", b"\xff"]},
    "map": {"M": {"list": {"L": [{"N": "1"}, {"M": {"deep": {"B": b"x"}, "none": {"NULL": True}}}]}, "S": {"S": "S"}}},
    "list": {"L": [{"S": "a"}, {"L": [{"BOOL": True}]}, {"SS": ["s"]}]},
    "nothing": {"NULL": True},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "empty_map": {"M": {}},
    "empty_list": {"L": []},
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the process that answers for AWS."""
    (port,) = free_ports(1)
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.local.aws", "--port", str(port)], stdin=subprocess.PIPE, cwd=ROOT
    )
    with process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
        process.kill()


@pytest.fixture(scope="module")
def client(port: int) -> Iterator[Callable[[str], Any]]:
    """Makes boto3's clients, whose connections stay open until the end."""
    made: list[Any] = []

    def make(service: str) -> Any:
        made.append(
            boto3.client(
                service,
                endpoint_url=f"http://127.0.0.1:{port}",
                aws_access_key_id="local",
                aws_secret_access_key="local",
                region_name="us-east-1",
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def dynamodb(client: Callable[[str], Any]) -> Any:
    made = client("dynamodb")
    made.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return made


@pytest.fixture(scope="module")
def s3(client: Callable[[str], Any]) -> Any:
    made = client("s3")
    made.create_bucket(Bucket="bucket")
    return made


def test_items_come_back_with_all_their_types(dynamodb: Any) -> None:
    key, table = {"key": ITEM["key"]}, {"TableName": "t"}
    dynamodb.put_item(**table, Item=ITEM)
    assert dynamodb.get_item(**table, Key=key)["Item"] == ITEM
    assert dynamodb.scan(**table)["Items"] == [ITEM]
    assert dynamodb.batch_get_item(RequestItems={"t": {"Keys": [key]}})["Responses"] == {"t": [ITEM]}
    new = {"L": [{"M": {"new": {"NS": ["1"]}}}]}
    changed = dynamodb.update_item(
        **table,
        Key=key,
        UpdateExpression="SET #t = :t",
        ExpressionAttributeNames={"#t": "text"},
        ExpressionAttributeValues={":t": new},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    assert changed == ITEM | {"text": new}


def test_what_is_not_there_is_an_error_or_empty(dynamodb: Any) -> None:
    assert "Item" not in dynamodb.get_item(TableName="t", Key={"key": {"S": "none"}})
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        dynamodb.get_item(TableName="none", Key={"key": {"S": "1"}})
    with pytest.raises(ClientError, match="ConditionalCheckFailedException") as caught:
        dynamodb.put_item(
            TableName="t",
            Item=ITEM,
            ConditionExpression="#t = :t",
            ExpressionAttributeNames={"#t": "text"},
            ExpressionAttributeValues={":t": {"S": "other"}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert caught.value.response["Item"]["map"] == ITEM["map"]


def test_items_are_found_by_keys_of_all_kinds(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName="ids",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.create_table(
        TableName="numbers",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    one, two = {"id": {"S": "ñ"}}, {"id": {"S": "ñ"}, "n": {"N": "2"}}
    dynamodb.put_item(TableName="ids", Item=one | {"x": {"BOOL": False}})
    dynamodb.put_item(TableName="numbers", Item=two)
    wanted = {"ids": {"Keys": [one], "ConsistentRead": True}, "numbers": {"Keys": [two]}}
    expected = {"ids": [one | {"x": {"BOOL": False}}], "numbers": [two]}
    assert dynamodb.batch_get_item(RequestItems=wanted)["Responses"] == expected
    del wanted["numbers"]
    assert dynamodb.batch_get_item(RequestItems=wanted)["Responses"] == {"ids": expected["ids"]}
    wanted["ids"]["Keys"] = [{"id": {"S": "none"}}]
    assert dynamodb.batch_get_item(RequestItems=wanted)["Responses"] == {"ids": []}
    wanted["ids"]["Keys"] = [one, {"id": {"S": "none"}}]
    assert dynamodb.batch_get_item(RequestItems=wanted)["Responses"] == {"ids": expected["ids"]}
    some = dynamodb.get_item(TableName="ids", Key=one, ProjectionExpression="x")
    assert some["Item"] == {"x": {"BOOL": False}}
    for key in ({"id": {"S": ""}}, {"no": {"S": "1"}}):
        with pytest.raises(ClientError, match="ValidationException"):
            dynamodb.get_item(TableName="ids", Key=key)


def test_a_transaction_that_fails_changes_nothing(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName="ranged",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("key", "id")],
        BillingMode="PAY_PER_REQUEST",
    )
    old, gone = {"key": {"S": "a"}, "id": {"S": "1"}, "n": {"N": "1"}}, {"key": {"S": "a"}, "id": {"S": "2"}}
    count = {"key": {"S": "count"}, "n": {"N": "5"}}
    for table, item in (("ranged", old), ("ranged", gone), ("t", count)):
        dynamodb.put_item(TableName=table, Item=item)

    def parts(condition: str) -> list[dict[str, Any]]:
        add = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
        new = {"key": {"S": "a"}, "id": {"S": "3"}}
        return [
            {"Put": {"TableName": "ranged", "Item": new}},
            {"Put": {"TableName": "ranged", "Item": old | {"n": {"N": "9"}}}},
            {"Delete": {"TableName": "ranged", "Key": gone}},
            {"Update": {"TableName": "t", "Key": {"key": {"S": "count"}}, "ConditionExpression": condition} | add},
        ]

    with pytest.raises(ClientError, match="TransactionCanceled") as caught:
        dynamodb.transact_write_items(TransactItems=parts("attribute_not_exists(n)"))
    assert [reason["Code"] for reason in caught.value.response["CancellationReasons"]][-1] == "ConditionalCheckFailed"
    assert dynamodb.scan(TableName="ranged")["Items"] == [old, gone]
    assert dynamodb.get_item(TableName="t", Key={"key": {"S": "count"}})["Item"] == count

    dynamodb.transact_write_items(TransactItems=parts("attribute_exists(n)"))
    assert [item["id"]["S"] for item in dynamodb.scan(TableName="ranged")["Items"]] == ["1", "3"]
    assert dynamodb.get_item(TableName="t", Key={"key": {"S": "count"}})["Item"]["n"] == {"N": "6"}


@pytest.mark.parametrize("size", [0, 1, 70_000, 9 << 20])
def test_objects_come_back_byte_for_byte(s3: Any, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    s3.put_object(Bucket="bucket", Key="ñ/a b+c", Body=content, ContentType="text/plain")
    head = s3.head_object(Bucket="bucket", Key="ñ/a b+c")
    assert (head["ContentLength"], head["ContentType"]) == (size, "text/plain")
    assert s3.get_object(Bucket="bucket", Key="ñ/a b+c")["Body"].read() == content
    if size > 1:
        part = s3.get_object(Bucket="bucket", Key="ñ/a b+c", Range="bytes=1-9")
        assert part["Body"].read() == content[1:10]
        assert part["ResponseMetadata"]["HTTPStatusCode"] == 206


def test_a_connection_takes_one_request_after_another(s3: Any, port: int) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"four")
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sockets = set()
    for method, expected in (("GET", b"four"), ("HEAD", b""), ("GET", b"four")):
        link = s3.generate_presigned_url(f"{method.lower()}_object", Params={"Bucket": "bucket", "Key": "k"})
        connection.request(method, link.removeprefix(f"http://127.0.0.1:{port}"))
        answer = connection.getresponse()
        assert (answer.status, answer.read(), answer.headers["Content-Length"]) == (200, expected, "4")
        sockets.add(connection.sock)
    connection.close()
    assert len(sockets) == 1
    assert None not in sockets


def test_what_breaks_is_a_500_and_the_connection_goes_on(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"X-Amz-Target": "DynamoDB_20120810.NoSuchThing", "Content-Type": "application/x-amz-json-1.0"}
    for _ in range(2):
        connection.request("POST", "/", b"{}", headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 500
    connection.close()


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("Content-Length", "many", 400), ("Content-Length", "-5", 400), ("Transfer-Encoding", "chunked", 200)],
)
def test_a_body_of_unknown_length_ends_the_connection(s3: Any, port: int, name: str, value: str, status: int) -> None:
    link = s3.generate_presigned_url("put_object", Params={"Bucket": "bucket", "Key": "unknown"})
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest("PUT", link.removeprefix(f"http://127.0.0.1:{port}"))
    connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"5\r\nhello\r\n0\r\n\r\n")
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Connection"]) == (status, "close")
    connection.close()


def test_half_a_body_is_not_kept(s3: Any, port: int) -> None:
    link = s3.generate_presigned_url("put_object", Params={"Bucket": "bucket", "Key": "half"})
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest("PUT", link.removeprefix(f"http://127.0.0.1:{port}"))
    connection.putheader("Content-Length", "10")
    connection.endheaders()
    connection.send(b"hello")
    connection.sock.shutdown(socket.SHUT_WR)
    assert connection.getresponse().status == 400
    connection.close()
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket="bucket", Key="half")


def test_messages_come_and_go(client: Callable[[str], Any]) -> None:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hola")
    (message,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert message["Body"] == "hola"
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)


def test_who_waits_for_a_message_and_is_gone_gets_none(client: Callable[[str], Any], port: int) -> None:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="waited-for", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
    for _ in range(3):
        killed = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"X-Amz-Target": "AmazonSQS.ReceiveMessage", "Content-Type": "application/x-amz-json-1.0"}
        killed.request("POST", "/", json.dumps({"QueueUrl": url, "WaitTimeSeconds": 20}), headers)
        killed.close()
        sqs.send_message(QueueUrl=url, MessageBody="page")
        (message,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)


RACE = """
import sys, threading
from moto.sqs.models import SQSBackend
from infra.local import quick_moto

sys.setswitchinterval(1e-6)
quick_moto.hung_up = lambda: False
quick_moto.quicken()
sqs = SQSBackend("us-east-1", "123456789012")
sqs.create_queue("wanted", {})
for _ in range(50):
    sqs.send_message("wanted", "page")
    start, got = threading.Barrier(4), []

    def take():
        start.wait()
        got.extend(sqs.receive_message("wanted", 1, 0, 600))

    takers = [threading.Thread(target=take) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    (message,) = got
    sqs.delete_message("wanted", message.receipt_handle)
"""


def test_one_message_goes_to_one_of_those_who_ask() -> None:
    subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, check=True, timeout=60)
