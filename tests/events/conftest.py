"""A reader at the end of the queue, with engines that do what a test says."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import boto3
import numpy as np
import pytest
from botocore.config import Config
from PIL import Image as Pictures

import app as lector_app
from chalicelib.adapters.dynamodb_documents import DynamoDocuments
from chalicelib.adapters.dynamodb_quotas import DynamoQuotas
from chalicelib.adapters.s3 import S3Blobs
from chalicelib.adapters.sqs import SqsUploads
from chalicelib.container import Container
from chalicelib.domain.page import Run, Word
from chalicelib.engines.decoder import FileDecoder
from chalicelib.engines.preview import WebpPreviewer
from chalicelib.engines.speech_null import NullSpeech
from chalicelib.ports import Image, Sound
from chalicelib.services.giving_up import GivingUp
from chalicelib.services.processing import Processing
from chalicelib.services.quotas import Quotas
from chalicelib.services.reading import Reader
from chalicelib.services.speaking import Speaker
from chalicelib.services.sweeping import Sweeping
from infra.local.reader import Poller, pollers
from tests.conftest import Person, StoppedClock
from tests.events.faults import Faults
from tests.events.matrix import Deliveries


def words(*texts: str) -> Run:
    """A run of words side by side."""
    return tuple(
        Word(text, 0.9, ((x, 10.0), (x + 40.0, 10.0), (x + 40.0, 30.0), (x, 30.0)))
        for text, x in zip(texts, range(10, 1000, 50), strict=False)
    )


class ScriptedOcr:
    """An engine that does, at each page, the next thing of its script; after the script it reads two words."""

    name = "scripted"

    def __init__(self) -> None:
        self.script: list[Callable[[], Sequence[Run]]] = []
        self.pages_read = 0

    def read(self, image: Image) -> Sequence[Run]:
        assert image.dtype == np.uint8
        assert image.shape[2] == 3
        self.pages_read += 1
        return self.script.pop(0)() if self.script else [words("Hello", "reader.")]


class Upright:
    """Finds every page upright."""

    def rotation(self, image: Image) -> int:
        return 0


class SlowSpeech(NullSpeech):
    """Silence that takes a while to make, so that it is stored in parts before it is whole."""

    def __init__(self, clock: StoppedClock) -> None:
        self._clock = clock

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        self._clock.pass_by(1)
        return super().speak(text, voice=voice, speed=speed)


@pytest.fixture
def ocr() -> ScriptedOcr:
    return ScriptedOcr()


@pytest.fixture
def processing(container: Container, ocr: ScriptedOcr, clock: StoppedClock) -> Processing:
    """Processing on the cloud in memory, with the scripted engine and silence for speech, which takes a second each."""
    settings = container.settings
    made = Processing(
        container._document_store,
        S3Blobs(boto3.client("s3"), settings.media_bucket, clock),
        Reader(FileDecoder(settings.max_pixels, settings.max_pages), Upright, lambda name: ocr, clock),
        Speaker(lambda name: SlowSpeech(clock), engines=("null",)),
        WebpPreviewer,
        clock,
        container.quotas,
        engine="scripted",
        lease_seconds=settings.lease_seconds,
        max_upload_bytes=settings.max_upload_bytes,
    )
    container.__dict__["processing"] = made
    return made


class Queue:
    """The queue of uploads and its dead letters, with someone who works through them."""

    def __init__(self, uploads: Poller, dead: Poller, client: Any, settings: Any) -> None:
        self._uploads, self._dead, self._client = uploads, dead, client
        self._names = (settings.uploads_queue, settings.dead_letter_queue)

    def work(self) -> int:
        """Handle what is visible now in both queues; return how many messages came."""
        return sum(1 for _ in self._drain())

    def _drain(self) -> Iterator[None]:
        while self._uploads.poll(0) + self._dead.poll(0):
            yield

    def make_visible(self) -> None:
        """Let the time pass that SQS waits before a message comes again."""
        from moto.backends import get_backend

        for queue in get_backend("sqs")["123456789012"]["us-east-1"].queues.values():
            for message in queue._messages:
                message.visible_at = 0

    def left(self) -> tuple[int, int]:
        """How many messages wait or are in flight: uploads, dead letters."""
        counts = []
        for name in self._names:
            url = self._client.get_queue_url(QueueName=name)["QueueUrl"]
            found = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            counts.append(
                int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])
            )
        return counts[0], counts[1]


@pytest.fixture
def queue(container: Container, processing: Processing) -> Queue:
    uploads, *_, dead = pollers(container.settings)
    made = Queue(uploads, dead, boto3.client("sqs"), container.settings)
    made.work()  # S3's own test event
    return made


def png(width: int = 60, height: int = 40) -> bytes:
    """A white picture."""
    file = io.BytesIO()
    Pictures.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()


class Uploader:
    """Someone who uploads files and looks what became of them."""

    def __init__(self, person: Person, bucket: Any) -> None:
        self.person = person
        self._bucket = bucket
        self.user_id = person.call("GET", "/users/me").body["user"]["id"]

    def key(self, document_id: str) -> str:
        return f"uploads/{self.user_id}/{document_id}/source"

    def announce(self, **other: Any) -> str:
        return str(self.person.announce(**other).body["document"]["id"])

    def upload(self, data: bytes = b"", content_type: str = "image/png", **other: Any) -> str:
        """Announce and upload a file; return its document's id."""
        document_id = self.announce(content_type=content_type, **other)
        self.put(document_id, data or png(), content_type)
        return document_id

    def put(self, document_id: str, data: bytes, content_type: str = "image/png") -> None:
        self._bucket.put_object(Key=self.key(document_id), Body=data, ContentType=content_type)

    def see(self, document_id: str) -> dict[str, Any]:
        return dict(self.person.call("GET", f"/documents/{document_id}").body["document"])

    def results(self, document_id: str) -> dict[str, bytes]:
        """The document's results by name."""
        prefix = f"results/{self.user_id}/{document_id}/"
        return {
            item.key.removeprefix(prefix): item.get()["Body"].read()
            for item in self._bucket.objects.filter(Prefix=prefix)
        }


@pytest.fixture
def uploader(ana: Person, bucket: Any, queue: Queue) -> Uploader:
    return Uploader(ana, bucket)


@pytest.fixture
def faults(
    container: Container, processing: Processing, queue: Queue, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> Faults:
    """Faults in all that the reader's side does; botocore repeats without waiting."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    made, settings = Faults(), container.settings
    patience = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    s3, sqs = boto3.client("s3", config=patience), boto3.client("sqs", config=patience)
    table = boto3.resource("dynamodb", config=patience).Table(settings.documents_table)
    for client in (s3, sqs, table.meta.client):
        made.watch(client)
    documents, blobs = DynamoDocuments(table, settings.users_table), S3Blobs(s3, settings.media_bucket, clock)
    processing._documents, processing._blobs = documents, blobs
    users = boto3.resource("dynamodb", config=patience).Table(settings.users_table)
    made.watch(users.meta.client)
    processing._quotas = Quotas(DynamoQuotas(users), clock, pages_a_day=500, stored_bytes=1 << 30)
    uploads = SqsUploads(sqs, settings.uploads_queue)
    container.__dict__["giving_up"] = GivingUp(documents, clock)
    container.__dict__["sweeping"] = Sweeping(documents, blobs, uploads, clock)
    queue._uploads = Poller(sqs, settings.uploads_queue, lector_app.read_upload)
    queue._dead = Poller(sqs, settings.dead_letter_queue, lector_app.give_up)
    made.seen.clear()
    return made


@pytest.fixture
def deliveries(uploader: Uploader, queue: Queue, clock: StoppedClock) -> Deliveries:
    return Deliveries(uploader, queue, clock)
