"""The whole stack in ministack, an AWS without an account: made, used as a person uses it, changed, deleted.

Two things differ from AWS. Images need Docker, so the reader's functions run from a zip with the libraries of this
Python. And ministack reads the mapping's concurrency from a parameter as text, so it is written as a number.
"""

from __future__ import annotations

import base64
import copy
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from app import ORIGIN_HEADER
from infra.cloud import secret
from infra.cloud.account import Account
from infra.cloud.package import Package
from infra.cloud.site import publish
from infra.cloud.stack import DeploymentFailed, Stack
from infra.cloud.translate import translated
from infra.local.client import ApiError, Client
from infra.local.supervisor import free_ports

ROOT = Path(__file__).parents[2]
HELLO = ROOT / "tests" / "data" / "hello.png"
CODE = {"Bucket": "lector-code", "Key": "api.zip"}
NAME = "lector-test"
Connect = Callable[[str], Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty ministack."""
    folder = tmp_path_factory.mktemp("ministack")
    (port,) = free_ports(1)
    environment = {**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "HOME": str(folder)}
    log = (folder / "log").open("wb")
    # Not in the project: its functions would find the project without their zips.
    server = subprocess.Popen(
        [sys.executable, "-m", "ministack"], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                requests.get(f"http://127.0.0.1:{port}/_ministack/health", timeout=5)
                break
            except requests.RequestException:
                assert server.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


@pytest.fixture(scope="module")
def connect(address: str) -> Connect:
    """Makes clients of that AWS."""

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    return client


@pytest.fixture(scope="module")
def adapted(package: Package, address: str, connect: Connect) -> dict[str, Any]:
    """The template as it is deployed, but for what this module's first lines say; its code in a bucket."""
    s3 = connect("s3")
    s3.create_bucket(Bucket=CODE["Bucket"])
    s3.upload_file(str(package.zip), CODE["Bucket"], CODE["Key"])
    s3.put_object(Bucket=CODE["Bucket"], Key="reader.zip", Body=_reader_zip())
    template = translated(package.template, CODE)
    runtime = template["Resources"]["APIHandler"]["Properties"]["Runtime"]
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Lambda::Function":
            variables = properties.setdefault("Environment", {}).setdefault("Variables", {})
            variables["LECTOR_AWS_ENDPOINT"] = address
        if properties.pop("PackageType", "") == "Image":
            (handler,) = properties.pop("ImageConfig")["Command"]
            properties["Code"] = {"S3Bucket": CODE["Bucket"], "S3Key": "reader.zip"}
            properties |= {"Handler": handler, "Runtime": runtime}
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            properties["ScalingConfig"]["MaximumConcurrency"] = 2
    return template


def _reader_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in [ROOT / "app.py", *(ROOT / "chalicelib").rglob("*")]:
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(ROOT))
    return content.getvalue()


@pytest.fixture(scope="module")
def stack(connect: Connect, adapted: dict[str, Any]) -> Stack:
    """The stack, made."""
    secret.ensure(connect("ssm"), NAME)
    made = Stack(connect("cloudformation"), NAME, poll_seconds=0.1)
    assert made.status() == ""
    origin = secret.sent_by_cloudfront(connect("ssm"), NAME)
    assert made.deploy(adapted, {"ReaderImage": "no-docker-here", "OriginSecret": origin})
    return made


@pytest.fixture(scope="module")
def person(stack: Stack, address: str, connect: Connect) -> Client:
    """Someone signed in, through the stack's API Gateway, with the header that CloudFront adds."""
    client = Client(address)
    client._http.headers[ORIGIN_HEADER] = secret.sent_by_cloudfront(connect("ssm"), NAME)
    client._http.headers["Host"] = f"{stack.outputs()['RestAPIId']}.execute-api.localhost"
    client.register("Ana", "ana@example.org", "correct horse")
    client.log_in("ana@example.org", "correct horse")
    return client


@pytest.fixture(scope="module")
def document(person: Client) -> dict[str, Any]:
    """A picture that went the whole way: form → S3 → SQS → reader → S3."""
    return person.wait(person.send(HELLO), seconds=240, every=0.2)


def test_the_main_job_runs_through_the_stack(person: Client, document: dict[str, Any]) -> None:
    assert document["state"] == "done"
    assert person.result(document["links"]["text"]) == b"Hello reader"
    assert person.result(document["links"]["speech"])[:4] == b"RIFF"
    assert person.result(document["links"]["pages"][0])[8:12] == b"WEBP"


def test_the_api_asks_the_reader_to_recognise(person: Client) -> None:
    image = base64.b64encode(HELLO.read_bytes()).decode()
    assert person.call("POST", "/recognitions/text", json={"image": image})["pages"]
    assert person.call("GET", "/voices")["voices"]


def test_what_is_wrong_is_said_through_the_gateway(person: Client) -> None:
    with pytest.raises(ApiError) as refused:
        person.call("POST", "/documents", json={"filename": "a.exe", "content_type": "text/plain", "size": 1})
    assert (refused.value.status, refused.value.code) == (400, "invalid_input")


def test_the_site_is_published_and_what_is_gone_is_removed(stack: Stack, connect: Connect) -> None:
    bucket = stack.outputs()["SiteBucketName"]
    connect("s3").put_object(Bucket=bucket, Key="old.js", Body=b"")
    publish(connect("s3"), bucket)
    page = connect("s3").get_object(Bucket=bucket, Key="index.html")
    assert page["Body"].read() == (ROOT / "static_site" / "index.html").read_bytes()
    assert page["ContentType"].startswith("text/html")
    assert connect("s3").get_object(Bucket=bucket, Key="app.js")["ContentType"].startswith("text/javascript")
    assert "old.js" not in [item["Key"] for item in connect("s3").list_objects_v2(Bucket=bucket)["Contents"]]


def test_an_update_loses_nothing(
    stack: Stack, adapted: dict[str, Any], person: Client, document: dict[str, Any]
) -> None:
    changed = copy.deepcopy(adapted)
    changed["Resources"]["APIHandler"]["Properties"]["MemorySize"] += 256
    assert stack.deploy(changed, {})
    assert not stack.deploy(changed, {}), "the same again changes nothing"
    assert person.document(document["id"])["title"] == document["title"]


def test_a_template_that_aws_refuses_leaves_the_stack_as_it_was(stack: Stack, adapted: dict[str, Any]) -> None:
    broken = copy.deepcopy(adapted)
    broken["Resources"]["Bad"] = {"Type": "AWS::No::Thing", "Properties": {}}
    with pytest.raises(DeploymentFailed, match="AWS::No::Thing"):
        stack.deploy(broken, {})
    assert stack.outputs()["SiteAddress"]


def test_who_calls_the_api_past_cloudfront_is_refused(stack: Stack, person: Client, address: str) -> None:
    past = Client(address)
    past._http.headers["Host"] = person._http.headers["Host"]
    with pytest.raises(ApiError) as refused:
        past.call("GET", "/health")
    assert (refused.value.status, refused.value.code) == (403, "forbidden")


def test_cloudfront_gets_another_secret_and_no_request_is_refused(
    stack: Stack, connect: Connect, person: Client
) -> None:
    ssm, functions, api = connect("ssm"), connect("lambda"), stack.outputs()["APIHandlerName"]
    before, served = secret.sent_by_cloudfront(ssm, NAME), []

    def send(new: str) -> None:
        stack.change({"OriginSecret": new})
        for shown in (before, new):
            person._http.headers[ORIGIN_HEADER] = shown
            served.append(person.call("GET", "/health")["status"])

    secret.rotate_origin(ssm, functions, NAME, api, send)
    assert served == ["ok", "ok"], "while CloudFront learns it, both are taken"
    assert person.call("GET", "/health")["status"] == "ok"
    person._http.headers[ORIGIN_HEADER] = before
    with pytest.raises(ApiError):
        person.call("GET", "/health")
    person._http.headers[ORIGIN_HEADER] = secret.sent_by_cloudfront(ssm, NAME)


def test_a_new_secret_logs_nobody_out(stack: Stack, connect: Connect, person: Client, address: str) -> None:
    secret.rotate(connect("ssm"), connect("lambda"), NAME, stack.outputs()["APIHandlerName"])
    assert person.call("GET", "/users/me")["user"]["name"] == "Ana"
    value = connect("ssm").get_parameter(Name=secret.parameter(NAME), WithDecryption=True)["Parameter"]["Value"]
    assert len(set(value.split(","))) == 2


def test_deleting_keeps_what_people_own(stack: Stack, connect: Connect, document: dict[str, Any]) -> None:
    kept = stack.outputs()["MediaBucketName"]
    site = stack.outputs()["SiteBucketName"]
    for item in connect("s3").list_objects_v2(Bucket=site).get("Contents", []):
        connect("s3").delete_object(Bucket=site, Key=item["Key"])
    stack.delete()
    assert stack.status() in {"", "DELETE_COMPLETE"}
    assert connect("dynamodb").scan(TableName=f"{NAME}-users")["Count"] > 0
    assert connect("s3").list_objects_v2(Bucket=kept, Prefix="results/")["KeyCount"] > 0
    assert connect("lambda").list_functions()["Functions"] == []


def test_the_commands_deploy_update_and_destroy(
    address: str, connect: Connect, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `make deploy` does it, with an image that is there; `make destroy ALSO=data` leaves nothing."""
    for variable, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(variable, value)
    account = Account(boto3.Session(region_name="us-east-1"), "other", poll_seconds=0.1)
    site_address = account.deploy(package, {"MaximumReaders": "5"}, image="image@sha256:0")
    assert site_address.startswith("https://")
    assert account.deploy(package, {}, image="image@sha256:0") == site_address
    parameters = account._stack.parameters()
    assert (parameters["MaximumReaders"], parameters["SiteOrigin"]) == ("5", site_address)
    assert account.redrive() == 0
    account.rotate()
    assert account.deploy(package, {}, image="image@sha256:0") == site_address
    account.destroy(delete_data=True)
    account.destroy(delete_data=True)
    left = [*connect("dynamodb").list_tables()["TableNames"], *_buckets(connect)]
    assert not [name for name in left if name.startswith(account.name)]
    with pytest.raises(connect("ssm").exceptions.ParameterNotFound):
        connect("ssm").get_parameter(Name=secret.parameter(account.name))


def _buckets(connect: Connect) -> list[str]:
    return [bucket["Name"] for bucket in connect("s3").list_buckets()["Buckets"]]
