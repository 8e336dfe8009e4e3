"""The fault matrix: at each call that reading a document makes, each fault. It ends done, by itself or by a retry.

The test writes what came of each fault into docs/reliability.md (`--write-docs`), and holds it there.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config

import app as lector_app
from chalicelib.adapters.dynamodb_documents import DynamoDocuments
from chalicelib.adapters.dynamodb_quotas import DynamoQuotas
from chalicelib.adapters.s3 import S3Blobs
from chalicelib.adapters.sqs import SqsUploads
from chalicelib.container import Container
from chalicelib.domain import document as rules
from chalicelib.services.giving_up import GivingUp
from chalicelib.services.processing import Processing
from chalicelib.services.quotas import Quotas
from chalicelib.services.sweeping import Sweeping
from infra.local.reader import Poller, scheduled
from tests.conftest import StoppedClock
from tests.events.conftest import Queue, ScriptedOcr, Uploader, png
from tests.events.faults import Fault, Faults, Killed

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
START, END = "<!-- fault matrix -->\n", "<!-- end of the fault matrix -->"
ONCE: tuple[Fault, ...] = ("killed before", "killed after", "answer lost", "throttled")
WHOLE = {
    "document.json",
    "marks.json",
    "page-1.webp",
    "speech.vtt",
    "speech.wav",
    "speech/0001.json",
    "speech/0001.wav",
    "text.txt",
}
NEXT_DELIVERY = 181
"""Seconds: longer than a lease and than the visibility timeout."""


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


class Reader:
    """The reader's side of one document under faults, delivery after delivery."""

    def __init__(self, faults: Faults, uploader: Uploader, queue: Queue, clock: StoppedClock) -> None:
        self._faults, self._uploader, self._queue, self._clock = faults, uploader, queue, clock

    def deliver(self) -> None:
        """Let the queues be worked through once; what breaks, breaks off, and time passes until all comes again."""
        try:
            self._queue.work()
        except Killed:
            pass
        except Exception:  # noqa: S110  # what pollers log and go on from
            pass
        self._clock.pass_by(NEXT_DELIVERY)
        self._queue.make_visible()

    def fate(self, document_id: str, *, deliveries: int) -> str:
        """Return how the document ended, "" where it has not ended after so many deliveries."""
        for _ in range(deliveries):
            document = self._uploader.see(document_id)
            if document["state"] in {"done", "failed"}:
                return str(document["state"])
            self.deliver()
        return ""

    def end(self, document_id: str) -> str:
        """Bring the document to its end with all means that there are, and tell which it took."""
        state, means = self.fate(document_id, deliveries=6), ""
        if not state:
            self._clock.pass_by(rules.STUCK_SECONDS)
            lector_app.sweep(scheduled(), None)
            state, means = self.fate(document_id, deliveries=6), ", found by the sweeper"
        if state == "failed":
            path = f"/documents/{document_id}/retries"
            code = self._uploader.see(document_id)["error"]["code"]
            assert self._uploader.person.call("POST", path).status == 201
            means = f"failed ({code}), {self.fate(document_id, deliveries=6)} on retry{means}"
        elif not means:
            means = "done"
        else:
            means = f"done{means}"
        document = self._uploader.see(document_id)
        assert (document["state"], document["words"], document["excerpt"]) == ("done", 2, "Hello reader."), means
        assert set(self._uploader.results(document_id)) == WHOLE
        assert self._pages_are_charged_once()
        while sum(self._queue.left()):
            self.deliver()
        assert self._uploader.see(document_id)["updated_at"] == document["updated_at"], "a late message changed it"
        return means

    def _pages_are_charged_once(self) -> bool:
        """Tell whether each document's one page is counted once in each day's count."""
        items = boto3.resource("dynamodb").Table("lector-users").scan()["Items"]
        return all(item["pages"] == len(item["documents"]) for item in items if "documents" in item)


@pytest.fixture
def reader(faults: Faults, uploader: Uploader, queue: Queue, clock: StoppedClock) -> Reader:
    return Reader(faults, uploader, queue, clock)


def test_at_each_step_each_fault_ends_well(
    reader: Reader, faults: Faults, uploader: Uploader, request: pytest.FixtureRequest
) -> None:
    calm = uploader.upload()
    assert reader.end(calm) == "done"
    steps = sorted(faults.seen, key=_order)
    rows = []
    for step in steps:
        row = [_once(reader, faults, uploader, step, fault) for fault in ONCE]
        rows.append([step, *row, _for_good(reader, faults, uploader, step)])
    head = ["call", *(f"{fault} once" if fault == "throttled" else fault for fault in ONCE), "refused four times"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    written, _, after = rest.partition(END)
    if request.config.getoption("--write-docs"):
        PAGE.write_text(f"{before}{START}{table}\n{END}{after}", encoding="utf-8")
    else:
        assert written.strip() == table, "write it anew: pytest tests/events --write-docs"


def _order(step: str) -> tuple[int, str]:
    first = ("SQS ReceiveMessage", "DynamoDB GetItem", "DynamoDB UpdateItem → reading", "S3 HeadObject source")
    return (first.index(step) if step in first else len(first), step)


def _once(reader: Reader, faults: Faults, uploader: Uploader, step: str, fault: Fault) -> str:
    document_id = uploader.upload()
    faults.arm(step, fault)
    reader.deliver()
    faults.mend()
    return reader.end(document_id)


def _for_good(reader: Reader, faults: Faults, uploader: Uploader, step: str) -> str:
    document_id = uploader.upload()
    faults.arm(step, "refused")
    for _ in range(4):
        reader.deliver()
    faults.mend()
    return reader.end(document_id)


class TestSweeper:
    """What no event tells of any more."""

    def _sweep(self) -> None:
        lector_app.sweep(scheduled(), None)

    def test_an_upload_whose_event_got_lost_is_read(
        self, uploader: Uploader, queue: Queue, clock: StoppedClock, reader: Reader
    ) -> None:
        document_id = uploader.upload()
        boto3.resource("sqs").get_queue_by_name(QueueName="lector-uploads").purge()
        self._sweep()
        assert queue.left() == (0, 0), "it may still be on its way"
        clock.pass_by(361)
        self._sweep()
        queue.work()
        assert uploader.see(document_id)["state"] == "done"

    def test_a_document_whose_file_never_came_goes_after_a_day(self, uploader: Uploader, clock: StoppedClock) -> None:
        document_id = uploader.announce()
        clock.pass_by(86_400)
        self._sweep()
        assert uploader.see(document_id)["error"]["code"] == "upload_missing"
        clock.pass_by(361)
        self._sweep()
        assert uploader.person.call("GET", f"/documents/{document_id}").status == 404

    def test_a_document_whose_upload_is_gone_fails_and_says_so(
        self, uploader: Uploader, queue: Queue, bucket: Any
    ) -> None:
        document_id = uploader.upload()
        bucket.objects.all().delete()
        queue.work()
        document = uploader.see(document_id)
        assert (document["state"], document["error"]["code"]) == ("failed", "upload_missing")
        assert uploader.person.call("POST", f"/documents/{document_id}/retries").status == 409

    def test_a_document_that_kills_each_reader_is_given_up(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr, clock: StoppedClock, processing: Processing
    ) -> None:
        def die() -> Any:
            raise Killed

        document_id = uploader.upload()
        for _ in range(rules.MAX_ATTEMPTS):
            ocr.script = [die]
            with pytest.raises(Killed):
                processing.process(uploader.key(document_id))
            clock.pass_by(NEXT_DELIVERY)
        clock.pass_by(rules.STUCK_SECONDS)
        self._sweep()
        document = uploader.see(document_id)
        assert (document["state"], document["error"]["code"], document["can_retry"]) == (
            "failed",
            "reading_failed",
            True,
        )

    def test_a_finished_document_is_left_alone(self, uploader: Uploader, queue: Queue, clock: StoppedClock) -> None:
        document_id = uploader.upload()
        queue.work()
        before = uploader.see(document_id)
        clock.pass_by(100 * 86_400)
        uploader.person.log_in()
        self._sweep()
        assert queue.left() == (0, 0)
        assert uploader.see(document_id)["updated_at"] == before["updated_at"]

    def test_a_new_cloud_takes_up_what_the_old_one_held(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr, processing: Processing, container: Container
    ) -> None:
        def die() -> Any:
            raise Killed

        ocr.script = [die]
        held, waiting = uploader.upload(), uploader.announce()
        with pytest.raises(Killed):
            processing.process(uploader.key(held))
        assert container.sweeping.resume() == {"resend": 1, "wait": 1}
        queue.work()
        assert uploader.see(held)["state"] == "done"
        assert uploader.see(waiting)["state"] == "awaiting_upload"


class TestRetry:
    def test_a_document_over_the_days_pages_is_read_tomorrow(
        self, uploader: Uploader, queue: Queue, clock: StoppedClock, processing: Processing
    ) -> None:
        processing._quotas = Quotas(processing._quotas._store, clock, pages_a_day=1, stored_bytes=1 << 30)
        first, second = uploader.upload(), uploader.upload()
        queue.work()
        ended = {uploader.see(name)["state"]: name for name in (first, second)}
        assert set(ended) == {"done", "failed"}
        document = uploader.see(ended["failed"])
        assert (document["error"]["code"], document["can_retry"]) == ("quota_exceeded", True)
        clock.pass_by(86_400)
        assert uploader.person.call("POST", f"/documents/{document['id']}/retries").status == 201
        queue.work()
        assert uploader.see(document["id"])["state"] == "done"

    @pytest.mark.parametrize("data", [b"not a picture", png()[:60]], ids=["text", "cut off"])
    def test_what_is_wrong_with_the_file_is_not_tried_again(
        self, uploader: Uploader, queue: Queue, data: bytes
    ) -> None:
        document_id = uploader.upload(data)
        queue.work()
        assert uploader.see(document_id)["can_retry"] is False
        answer = uploader.person.call("POST", f"/documents/{document_id}/retries")
        assert (answer.status, answer.error) == (409, "conflict")

    def test_only_its_owner_may_retry(self, uploader: Uploader, queue: Queue, ben: Any) -> None:
        document_id = uploader.upload(b"not a picture")
        queue.work()
        assert ben.call("POST", f"/documents/{document_id}/retries").status == 404


@pytest.mark.parametrize(
    ("method", "path", "step"),
    [
        ("DELETE", "/documents/{id}", "S3 DeleteObjects"),
        ("DELETE", "/documents/{id}", "S3 ListObjectsV2"),
        ("DELETE", "/documents/{id}", "DynamoDB TransactWriteItems"),
    ],
)
def test_a_deletion_that_broke_off_can_be_repeated_and_leaves_nothing(
    uploader: Uploader, queue: Queue, container: Container, bucket: Any, method: str, path: str, step: str
) -> None:
    document_id = uploader.upload()
    queue.work()
    faults = Faults()
    faults.watch(container._blobs._client)
    faults.watch(container._document_store._table.meta.client)
    faults.arm(step, "refused")
    assert uploader.person.call(method, path.format(id=document_id)).status == 500
    faults.mend()
    assert uploader.person.call(method, path.format(id=document_id)).status == 204
    assert list(bucket.objects.all()) == []


@pytest.mark.parametrize("fault", ["answer lost", "refused"])
def test_an_announcement_whose_write_went_wrong_is_either_made_or_not(
    uploader: Uploader, container: Container, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    faults = Faults()
    faults.watch(container._document_store._table.meta.client)
    faults.arm("DynamoDB TransactWriteItems", fault)
    assert uploader.person.announce().status == (201 if fault == "answer lost" else 500)
    faults.mend()
    found = uploader.person.call("GET", "/documents").body["documents"]
    assert len(found) == (1 if fault == "answer lost" else 0)
