"""Each function's policy against the calls that its code makes on an AWS in memory: none too few, none too many."""

from __future__ import annotations

import fnmatch
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from chalice.local import LambdaContext
from moto import mock_aws

import app as lector_app
from chalicelib.container import Container
from chalicelib.settings import Settings
from infra.cloud import secret
from infra.local.bootstrap import bootstrap
from infra.local.reader import scheduled
from tests.conftest import Person, StoppedClock

STACK = "lector"
ACCOUNT, REGION = "123456789012", "us-east-1"
BUCKET = f"{STACK}-media-{ACCOUNT}-{REGION}"
POLICIES = Path(__file__).parents[2] / ".chalice"
HELLO = Path(__file__).parents[1] / "data" / "hello.png"
PASSWORD = "correct horse"

Call = tuple[str, str]
"""An action of IAM and the ARN that it was done to."""

BY_LAMBDA_ITSELF = ("logs:", "xray:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
"""What the service does with the function's role, without the code."""


class Recorder:
    """Hears of every request that boto3 is about to send, and notes it under the function that runs."""

    def __init__(self) -> None:
        self.function = ""
        self.calls: dict[str, set[Call]] = {}

    def run(self, function: str, work: Callable[[], Any]) -> Any:
        self.function = function
        try:
            return work()
        finally:
            self.function = ""

    def note(self, action: str, resource: str) -> None:
        self.calls.setdefault(self.function, set()).add((action, resource))

    def before_call(self, model: Any, params: dict[str, Any], **_: Any) -> Any:
        service, body = model.service_model.service_name, params["body"]
        sent = json.loads(body) if isinstance(body, (bytes, str)) and body[:1] in (b"{", "{") else {}
        if not self.function:
            return None
        for action, resource in actions(service, model.name, sent, urlsplit(params["url"])):
            self.note(action, resource)
        if service == "lambda":
            answer = json.dumps({"answer": {}}).encode()
            return SimpleNamespace(status_code=200), {"Payload": io.BytesIO(answer)}
        return None


def actions(service: str, operation: str, sent: dict[str, Any], url: Any) -> Iterator[Call]:
    """Yield what IAM asks for when this request comes: actions as AWS's service authorization reference has them."""
    if service == "dynamodb":
        yield from dynamodb_actions(operation, sent)
    elif service == "s3":
        key = url.path.lstrip("/").removeprefix(f"{BUCKET}/").removeprefix(BUCKET)
        action, part = {
            "ListObjectsV2": ("ListBucket", ""),
            "HeadObject": ("GetObject", f"/{key}"),
            "DeleteObjects": ("DeleteObject", "/*"),
        }.get(operation, (operation, f"/{key}"))
        yield f"s3:{action}", f"arn:aws:s3:::{BUCKET}{part}"
    else:
        prefix, resource = {
            "sqs": ("sqs", "lector-uploads"),
            "ssm": ("ssm", f"parameter{sent.get('Name')}"),
            "lambda": ("lambda", f"function:{url.path.split('/')[3]}" if service == "lambda" else ""),
            "sesv2": ("ses", "identity/lector@example.org"),
        }[service]
        action = "InvokeFunction" if operation == "Invoke" else operation
        yield f"{prefix}:{action}", f"arn:aws:{prefix}:{REGION}:{ACCOUNT}:{resource}"


def dynamodb_actions(operation: str, sent: dict[str, Any]) -> Iterator[Call]:
    """Yield the actions of a request to a table, to its index, or of each part of a batch or a transaction."""
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
    for item in sent.get("TransactItems", []):
        for kind, part in item.items():
            action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
            yield f"dynamodb:{action}", table + part["TableName"]
    for name in sent.get("RequestItems", {}):
        yield f"dynamodb:{operation}", table + name
    if "TableName" in sent:
        index = f"/index/{sent['IndexName']}" if "IndexName" in sent else ""
        yield f"dynamodb:{operation}", table + sent["TableName"] + index


def resolved(value: Any) -> str:
    """Return a policy's resource with the stack's values in it."""
    if isinstance(value, dict) and "Fn::Sub" in value:
        known = {"Partition": "aws", "Region": REGION, "AccountId": ACCOUNT, "StackName": STACK}
        return re.sub(r"\$\{AWS::(\w+)\}", lambda match: known[match[1]], value["Fn::Sub"])
    if isinstance(value, dict):
        name, _ = value["Fn::GetAtt"]
        queues = {"UploadsQueue": "lector-uploads", "DeadLetters": "lector-uploads-dead"}
        if name in queues:
            return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queues[name]}"
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return str(value)


def granted(policy: str) -> set[Call]:
    """Return each pair of action and resource pattern of a policy, but for those that the code does not use itself."""
    statements = json.loads((POLICIES / f"policy-{policy}.json").read_text())["Statement"]
    found = set()
    for statement in (item.get("Fn::If", ["", item])[1] for item in statements):
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        found |= {(action, resolved(resource)) for action in statement["Action"] for resource in resources}
    return {(action, resource) for action, resource in found if not action.startswith(BY_LAMBDA_ITSELF)}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """What the functions call in the lives of a few documents, from registration to the account's end."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        recorder = Recorder()
        session = boto3.Session()
        session.events.register("before-call", recorder.before_call)
        patch.setattr(boto3, "DEFAULT_SESSION", session)
        bootstrap(Settings(media_bucket=BUCKET))
        secret.ensure(boto3.client("ssm"), STACK)
        boto3.client("ses").verify_email_identity(EmailAddress="lector@example.org")
        Life(recorder, patch).live()
        yield recorder


class Life:
    """Goes through all that the API offers and all events, each function with a container of its own."""

    def __init__(self, recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
        self.clock = StoppedClock()
        self.recorder = recorder
        self.api = Container(
            Settings(
                media_bucket=BUCKET,
                token_secrets_parameter=secret.parameter(STACK),
                origin_secrets_parameter=secret.parameter(STACK, secret.ORIGIN),
                reader_function="Recognise",
                mail_from="lector@example.org",
                mail_function="SendMail",
                verify_email=True,
                site_origin="https://lector.example.org",
            ),
            self.clock,
        )
        self.others = Container(
            Settings(media_bucket=BUCKET, ocr_engine="null", quick_ocr_engine="null", mail_from="lector@example.org"),
            self.clock,
        )
        self.origin = secret.sent_by_cloudfront(boto3.client("ssm"), STACK)
        self.person = Person()
        self.patch = patch
        self.asked: set[str] = set()

    def ask(self, method: str, path: str, body: Any = None, route: str = "") -> Any:
        self.patch.setattr(lector_app, "container", lambda: self.api)
        answer = self.recorder.run("api", lambda: self.person.call(method, path, body, X_Lector_Origin=self.origin))
        assert answer.status < 400, (method, path, answer.body)
        self.asked.add(f"{method} {route or path}")
        return answer.body

    def tell(self, function: str, event: dict[str, Any]) -> Any:
        self.patch.setattr(lector_app, "container", lambda: self.others)
        handler = getattr(lector_app, function.replace("-", "_"))
        return self.recorder.run(function, lambda: handler(event, LambdaContext(function, 1769, 60_000)))

    def upload(self, *, arrives: bool = True) -> tuple[str, str]:
        """Announce a file and send it with its form; return the document's id and its key."""
        made = self.ask(
            "POST", "/documents", {"filename": "a.png", "content_type": "image/png", "size": HELLO.stat().st_size}
        )
        form = made["upload"]
        self.recorder.run(
            "api", lambda: self.recorder.note("s3:PutObject", f"arn:aws:s3:::{BUCKET}/{form['fields']['key']}")
        )
        if arrives:
            boto3.client("s3").put_object(Bucket=BUCKET, Key=form["fields"]["key"], Body=HELLO.read_bytes())
        return made["document"]["id"], form["fields"]["key"]

    def follow(self, document: str) -> dict[str, Any]:
        """Look at a document; its links are used with the rights of who made them."""
        shown = dict(self.ask("GET", f"/documents/{document}", route="/documents/{document_id}")["document"])
        for link in re.findall(r"https://[^\"]+", json.dumps(shown["links"])):
            key = urlsplit(link).path.lstrip("/")
            self.recorder.run("api", lambda key=key: self.recorder.note("s3:GetObject", f"arn:aws:s3:::{BUCKET}/{key}"))
        return shown

    def live(self) -> None:
        self._account()
        self._documents()
        self._at_once()
        self._end()
        routes = {f"{method} {path}" for path, methods in lector_app.app.routes.items() for method in methods}
        assert self.asked == routes, "a route is missing here"

    def _account(self) -> None:
        fields = {"name": "Ana", "email": "ana@example.org", "password": PASSWORD, "password_confirmation": PASSWORD}
        self.ask("POST", "/users", fields)
        self._log_in()
        self.ask("POST", "/email-verifications")
        self.ask("PUT", "/email-verifications", {"token": self._mailed_token("verification")})
        self.ask("GET", "/sessions")
        self.ask("DELETE", "/sessions/current")
        self._log_in()
        other = self.ask("GET", "/sessions")["sessions"][0]["id"]
        self.ask("DELETE", f"/sessions/{other}", route="/sessions/{session_id}")
        self._log_in()
        key = self.ask("POST", "/keys", {"name": "script", "scope": "read"})["key"]["id"]
        self.ask("GET", "/keys")
        self.ask("DELETE", f"/keys/{key}", route="/keys/{key_id}")
        self.ask("GET", "/users/me")
        passwords = {"password": PASSWORD + "!", "password_confirmation": PASSWORD + "!"}
        self.ask("PATCH", "/users/me", {"name": "Ana B", "current_password": PASSWORD, **passwords})
        self.ask("POST", "/password-resets", {"email": "ana@example.org"})
        self.ask("PUT", "/password-resets", {"token": self._mailed_token("reset"), **fields})
        self._log_in()

    def _log_in(self) -> None:
        body = {"email": "ana@example.org", "password": "wrong horse"}
        wrong = self.recorder.run(
            "api", lambda: self.person.call("POST", "/sessions", body, X_Lector_Origin=self.origin)
        )
        assert wrong.status == 401
        self.person.token = self.ask("POST", "/sessions", {"email": "ana@example.org", "password": PASSWORD})["token"]

    def _mailed_token(self, purpose: str) -> str:
        """Do what the API handed over, and open the mail."""
        from moto.core import DEFAULT_ACCOUNT_ID
        from moto.ses.models import ses_backends

        self.tell("send-mail", {"purpose": purpose, "email": "ana@example.org"})
        mail = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages[-1]
        return re.search(r"[#?&/=]([\w.-]{20,})", mail.body)[1]  # type: ignore[index]  # it is there

    def _documents(self) -> None:
        document, key = self.upload()
        self.tell("read-upload", uploaded(key))
        self.follow(document)
        self.ask("GET", "/documents")
        self.ask("PATCH", f"/documents/{document}", {"title": "Letter"}, route="/documents/{document_id}")
        self._correct(document, key)
        failed, key = self.upload()
        self.tell("give-up", uploaded(key))
        assert self.follow(failed)["error"]["code"] == "reading_failed"
        self.ask("POST", f"/documents/{failed}/retries", route="/documents/{document_id}/retries")
        self.upload()
        _, key = self.upload(arrives=False)
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key.replace("uploads", "results"), Body=b"left")
        self.clock.pass_by(7 * 3600)
        self.tell("sweep", scheduled())
        self.clock.pass_by(2 * 86_400)
        self.tell("sweep", scheduled())
        gone, key = self.upload()
        self.ask("DELETE", f"/documents/{gone}", route="/documents/{document_id}")
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=HELLO.read_bytes())
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key.replace("uploads", "results"), Body=b"left")
        self.tell("read-upload", uploaded(key))

    def _correct(self, document: str, key: str) -> None:
        """Correct a word twice, so that an edition is left, and have each spoken. The reader here finds no words."""
        word = {"text": "Helo", "confidence": 0.5, "quad": [[0, 0], [9, 0], [9, 9], [0, 9]], "line": 0, "block": 0}
        page = {"width": 99, "height": 99, "rotation": 0, "words": [word]}
        reading = {"file": "a.png", "engine": "null", "language": "en", "seconds": 0.1, "text": "Helo", "pages": [page]}
        results = key.replace("uploads", "results").removesuffix("source")
        boto3.client("s3").put_object(Bucket=BUCKET, Key=f"{results}document.json", Body=json.dumps(reading))
        for text in ("Hello", "Hallo"):
            words = {"words": [{"page": 0, "word": 0, "text": text}]}
            self.ask("PATCH", f"/documents/{document}/words", words, route="/documents/{document_id}/words")
            self.ask("POST", f"/documents/{document}/speeches", route="/documents/{document_id}/speeches")
            self.tell("read-upload", uploaded(key))
            assert self.follow(document)["spoken_by"]

    def _at_once(self) -> None:
        self.ask("POST", "/recognitions/text", {"image": "aGVsbG8="})
        self.ask("POST", "/recognitions/digit", {"image": "aGVsbG8="})
        self.ask("POST", "/recognitions/keyword", {"audio": "aGVsbG8="})
        self.ask("GET", "/voices")
        self.ask("GET", "/health")
        self.ask("GET", "/openapi.json")
        self.tell("recognise", {"kind": "voices", "data": "", "options": {}})

    def _end(self) -> None:
        self.upload()
        self.ask("DELETE", "/users/me", {"password": PASSWORD})


def uploaded(key: str) -> dict[str, Any]:
    """A message that S3 sends of an upload, as Lambda hands it on."""
    body = json.dumps({"Records": [{"s3": {"object": {"key": key}}}]})
    return {"Records": [{"messageId": "1", "body": body}]}


FUNCTIONS = ("api", "read-upload", "recognise", "send-mail", "give-up", "sweep")


def allows(pattern: Call, call: Call) -> bool:
    """Tell whether what is granted covers a call. A deletion of many objects is noted as one of all."""
    if pattern[0] != call[0]:
        return False
    return fnmatch.fnmatchcase(call[1], pattern[1]) or (call[1].endswith("/*") and pattern[1].startswith(call[1][:-1]))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_its_code_does(recorder: Recorder, function: str) -> None:
    refused = [
        call
        for call in sorted(recorder.calls.get(function, set()))
        if not any(allows(pattern, call) for pattern in granted(function))
    ]
    assert refused == [], "the policy lacks these"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_nothing_else(recorder: Recorder, function: str) -> None:
    unused = [
        pattern
        for pattern in sorted(granted(function))
        if not any(allows(pattern, call) for call in recorder.calls.get(function, set()))
    ]
    assert unused == [], "the code never does these"
