"""The fault matrix: at each call that reading a document makes, each fault. It ends done, by itself or by a retry."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import boto3
import pytest

import app as lector_app
from chalicelib.container import Container
from chalicelib.domain import document as rules
from chalicelib.services.processing import Processing
from chalicelib.services.quotas import Quotas
from infra.local.reader import scheduled
from tests.conftest import StoppedClock
from tests.events.conftest import Queue, ScriptedOcr, Uploader, png
from tests.events.faults import Fault, Faults, Killed
from tests.events.matrix import NEXT_DELIVERY, Deliveries, Matrix

WHOLE = {
    *("document.json", "text.txt", "page-1.webp", "marks.json", "speech.vtt", "speech.wav"),
    *("speech/0001.json", "speech/0001.wav"),
}
"""What is stored of a document of one page and one utterance."""


def test_at_each_step_each_fault_ends_well(
    deliveries: Deliveries, faults: Faults, uploader: Uploader, request: pytest.FixtureRequest
) -> None:
    def end(document_id: str) -> str:
        state, means = deliveries.fate(document_id), ""
        if state == "failed":
            code = uploader.see(document_id)["error"]["code"]
            assert uploader.person.call("POST", f"/documents/{document_id}/retries").status == 201
            state, means = deliveries.fate(document_id), f"failed ({code}), done on retry"
        document = uploader.see(document_id)
        assert (state, document["words"], document["excerpt"]) == ("done", 2, "Hello reader."), means
        assert set(uploader.results(document_id)) == WHOLE
        assert pages_are_charged_once()
        return means or "done"

    matrix = Matrix(deliveries, faults, uploader.upload, end)
    first = ("SQS ReceiveMessage", "DynamoDB GetItem", "DynamoDB UpdateItem → reading", "S3 HeadObject source")
    matrix.hold("fault matrix", matrix.table(first), write=request.config.getoption("--write-docs"))


def pages_are_charged_once() -> bool:
    """Tell whether each document's one page is counted once in each day's count."""
    items = boto3.resource("dynamodb").Table("lector-users").scan()["Items"]
    return all(item["pages"] == len(item["documents"]) for item in items if "documents" in item)


class TestSweeper:
    """What no event tells of any more."""

    def _sweep(self) -> None:
        lector_app.sweep(scheduled(), None)

    def test_an_upload_whose_event_got_lost_is_read(
        self, uploader: Uploader, queue: Queue, clock: StoppedClock, deliveries: Deliveries
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
