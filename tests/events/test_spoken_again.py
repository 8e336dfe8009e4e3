"""A text that its owner set right: corrected, spoken again, undone, whatever happens on the way."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

import app as lector_app
from chalicelib.container import Container
from chalicelib.domain import corrections
from chalicelib.domain import document as rules
from chalicelib.services.guarding import Guard
from chalicelib.services.processing import Processing
from infra.local.reader import scheduled
from tests.conftest import Person, StoppedClock
from tests.events.conftest import Queue, ScriptedOcr, Uploader, words
from tests.events.faults import Fault, Faults, Killed
from tests.events.matrix import NEXT_DELIVERY, Deliveries, Matrix

READ = {
    *("document.json", "text.txt", "page-1.webp", "marks.json", "speech.vtt", "speech.wav"),
    *("speech/0001.json", "speech/0001.wav"),
}
"""What is stored once a document is read and spoken for the first time; it stays as it is."""
EDITION = READ - {"page-1.webp"}


class Owner:
    """Someone who looks at her document and sets it right."""

    def __init__(self, uploader: Uploader, queue: Queue) -> None:
        self.uploader, self.queue = uploader, queue

    def read(self) -> str:
        """Have a document read: "Hello reader."."""
        document_id = self.uploader.upload()
        self.queue.work()
        assert self.uploader.see(document_id)["state"] == "done"
        return document_id

    def patch(self, document_id: str, words: Any) -> Any:
        return self.uploader.person.call("PATCH", f"/documents/{document_id}/words", {"words": words})

    def correct(self, document_id: str, word: int, text: str | None, page: int = 0) -> dict[str, Any]:
        answer = self.patch(document_id, [{"page": page, "word": word, "text": text}])
        assert answer.status == 200, answer.body
        return dict(answer.body["document"])

    def ask(self, document_id: str) -> Any:
        return self.uploader.person.call("POST", f"/documents/{document_id}/speeches")

    def speak(self, document_id: str) -> dict[str, Any]:
        """Have it spoken again, and see what came of it."""
        assert self.ask(document_id).status == 201
        self.queue.work()
        return self.uploader.see(document_id)

    def result(self, document_id: str, link: str) -> bytes:
        """What a link of the document leads to."""
        address = str(self.uploader.see(document_id)["links"][link]).partition("?")[0]
        name = address.partition(f"{document_id}/")[2]
        return self.uploader.results(document_id)[name]

    def said(self, document_id: str) -> list[str]:
        return [mark["text"] for mark in json.loads(self.result(document_id, "marks"))]


@pytest.fixture
def owner(uploader: Uploader, queue: Queue) -> Owner:
    return Owner(uploader, queue)


class TestCorrecting:
    def test_as_many_and_as_long_words_as_are_promised_fit_into_a_request(self, owner: Owner) -> None:
        longest = [{"page": 0, "word": 0, "text": "\N{HONEYBEE}" * corrections.MAX_WORD}] * corrections.MAX_CORRECTIONS
        assert owner.patch(owner.read(), longest).status == 200

    def test_a_word_set_right_shows_in_text_search_and_history(self, owner: Owner) -> None:
        document_id = owner.read()
        document = owner.correct(document_id, 1, "  Frozen \t Peas ")
        assert (document["corrections"], document["excerpt"]) == (1, "Hello Frozen Peas")
        assert (document["state"], document["can_speak_again"]) == ("done", True)
        assert owner.result(document_id, "text") == b"Hello Frozen Peas"
        word = json.loads(owner.result(document_id, "document"))["pages"][0]["words"][1]
        assert (word["text"], word["as_read"]) == ("Frozen\u00a0Peas", "reader.")
        find = owner.uploader.person.call
        assert [d["id"] for d in find("GET", "/documents?q=frozen").body["documents"]] == [document_id]
        assert find("GET", "/documents?q=reader").body["documents"] == []
        assert owner.said(document_id) == ["Hello", "reader."], "the speech stays until it is made again"

    def test_what_was_read_stays_and_comes_back(self, owner: Owner) -> None:
        document_id = owner.read()
        before = owner.uploader.results(document_id)
        owner.correct(document_id, 0, "Hallo")
        owner.correct(document_id, 1, "writer.")
        assert owner.uploader.see(document_id)["corrections"] == 2
        owner.correct(document_id, 0, None)
        document = owner.correct(document_id, 1, "reader.")
        assert (document["corrections"], document["edition"], document["can_speak_again"]) == (0, "", False)
        assert owner.uploader.results(document_id) == before

    def test_the_same_twice_changes_nothing(self, owner: Owner) -> None:
        document_id = owner.read()
        first = owner.correct(document_id, 0, "Hallo")
        second = owner.correct(document_id, 0, "Hallo")
        assert first["edition"] == second["edition"] != ""
        names = {name.split("/")[-1] for name in owner.uploader.results(document_id) if "corrected" in name}
        assert names == {"document.json", "text.txt"}

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            (None, "words"),
            ([], "words"),
            ({"page": 0}, "words"),
            ([{"page": 0, "word": 0, "text": "x"}] * 501, "words"),
            (["Hallo"], "words.0"),
            ([{"word": 0, "text": "x"}], "words.0"),
            ([{"page": 1, "word": 0, "text": "x"}], "words.0"),
            ([{"page": -1, "word": 0, "text": "x"}], "words.0"),
            ([{"page": True, "word": 0, "text": "x"}], "words.0"),
            ([{"page": 0, "word": 2, "text": "x"}], "words.0"),
            ([{"page": 0, "word": 0.0, "text": "x"}], "words.0"),
            ([{"page": 0, "word": 0}], "words.0"),
            ([{"page": 0, "word": 0, "text": 7}], "words.0"),
            ([{"page": 0, "word": 0, "text": "x"}, {"page": 0, "word": 0, "text": " \n "}], "words.1"),
            ([{"page": 0, "word": 0, "text": "x" * 101}], "words.0"),
            ([{"page": 0, "word": 0, "text": "a\0b"}], "words.0"),
            ([{"page": 0, "word": 0, "text": "a\u202eb"}], "words.0"),
            ([{"page": 0, "word": 0, "text": "\ud800"}], "words.0"),
        ],
        ids=range(18),
    )
    def test_what_is_no_correction_is_refused_and_none_is_made(self, owner: Owner, sent: Any, field: str) -> None:
        document_id = owner.read()
        answer = owner.patch(document_id, sent)
        assert (answer.status, answer.error, list(answer.fields)) == (400, "invalid_input", [field])
        assert owner.uploader.see(document_id)["edition"] == ""

    def test_only_what_is_read_can_be_corrected(self, owner: Owner, queue: Queue) -> None:
        document_id = owner.uploader.upload()
        answer = owner.patch(document_id, [{"page": 0, "word": 0, "text": "x"}])
        assert (answer.status, answer.error) == (409, "conflict")
        assert owner.ask(document_id).status == 409
        queue.work()
        assert owner.patch(document_id, [{"page": 0, "word": 0, "text": "x"}]).status == 200

    def test_of_two_at_once_both_count(self, owner: Owner, container: Container) -> None:
        document_id = owner.read()
        blobs, put = container._blobs, container._blobs.put
        mine = iter([True])

        def put_after_another(key: str, data: bytes, content_type: str) -> None:
            if next(mine, False):
                owner.correct(document_id, 1, "writer.")
            put(key, data, content_type)

        blobs.put = put_after_another  # type: ignore[method-assign]  # another request, in between
        document = owner.correct(document_id, 0, "Hallo")
        assert (document["corrections"], document["excerpt"]) == (2, "Hallo writer.")
        editions = {name.split("/")[1] for name in owner.uploader.results(document_id) if "corrected" in name}
        assert editions == {document["edition"]}, "the one that came too late left something"

    def test_a_document_deleted_meanwhile_leaves_nothing(self, owner: Owner, container: Container, bucket: Any) -> None:
        document_id = owner.read()
        put = container._blobs.put

        def put_after_deletion(key: str, data: bytes, content_type: str) -> None:
            owner.uploader.person.call("DELETE", f"/documents/{document_id}")
            put(key, data, content_type)

        container._blobs.put = put_after_deletion  # type: ignore[method-assign]  # another request, in between
        assert owner.patch(document_id, [{"page": 0, "word": 0, "text": "x"}]).status == 404
        assert list(bucket.objects.all()) == []

    def test_nobody_else_may(self, owner: Owner, ben: Person) -> None:
        document_id = owner.read()
        body = {"words": [{"page": 0, "word": 0, "text": "mine"}]}
        assert ben.call("PATCH", f"/documents/{document_id}/words", body).status == 404
        assert ben.call("POST", f"/documents/{document_id}/speeches").status == 404
        assert owner.uploader.see(document_id)["corrections"] == 0


class TestSpeakingAgain:
    def test_the_speech_says_the_text_as_it_is_now(self, owner: Owner, ocr: ScriptedOcr) -> None:
        document_id = owner.read()
        owner.correct(document_id, 1, "Frozen Peas")
        document = owner.speak(document_id)
        assert (document["state"], document["can_speak_again"]) == ("done", False)
        assert document["speech_edition"] == document["edition"] != ""
        assert owner.said(document_id) == ["Hello", "Frozen\u00a0Peas"]
        assert ocr.pages_read == 1, "it was read anew"
        assert owner.uploader.person.call("GET", "/users/me").body["usage"]["pages_today"] == 1
        assert owner.queue.left() == (0, 0)

    def test_text_and_pictures_stay_in_sight_meanwhile(self, owner: Owner) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        shown = owner.ask(document_id).body["document"]
        assert shown["state"] == "speaking"
        assert set(shown["links"]) == {"source", "document", "text", "pages"}

    def test_undone_and_spoken_again_it_says_what_was_read(self, owner: Owner) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        owner.speak(document_id)
        owner.correct(document_id, 0, None)
        assert owner.uploader.see(document_id)["can_speak_again"] is True
        owner.speak(document_id)
        assert owner.said(document_id) == ["Hello", "reader."]
        assert set(owner.uploader.results(document_id)) == READ, "an edition of which nothing is left"

    def test_asked_twice_it_is_done_once(self, owner: Owner) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        assert (owner.ask(document_id).status, owner.ask(document_id).status) == (201, 201)
        assert owner.queue.left() == (1, 0)
        owner.queue.work()
        after = owner.uploader.see(document_id)
        assert owner.ask(document_id).body["document"]["updated_at"] == after["updated_at"]
        assert owner.queue.left() == (0, 0)

    def test_a_word_corrected_while_it_is_spoken_waits_for_the_next_time(
        self, owner: Owner, processing: Processing
    ) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        owner.ask(document_id)
        speak = processing._speaker.speak

        def corrected_meanwhile(*arguments: Any, **options: Any) -> Any:
            owner.correct(document_id, 1, "writer.")
            return speak(*arguments, **options)

        processing._speaker.speak = corrected_meanwhile  # type: ignore[method-assign]  # another request, in between
        owner.queue.work()
        document = owner.uploader.see(document_id)
        assert (document["state"], document["excerpt"], document["can_speak_again"]) == ("done", "Hallo writer.", True)
        assert owner.said(document_id) == ["Hallo", "reader."]
        processing._speaker.speak = speak  # type: ignore[method-assign]
        owner.speak(document_id)
        assert owner.said(document_id) == ["Hallo", "writer."]
        editions = {name.split("/")[1] for name in owner.uploader.results(document_id) if "corrected" in name}
        assert editions == {owner.uploader.see(document_id)["edition"]}

    def test_it_needs_no_upload_which_may_be_long_gone(self, owner: Owner, bucket: Any, clock: StoppedClock) -> None:
        document_id = owner.read()
        bucket.objects.filter(Prefix="uploads/").delete()
        owner.correct(document_id, 0, "Hallo")
        owner.ask(document_id)
        boto3.resource("sqs").get_queue_by_name(QueueName="lector-uploads").purge()
        clock.pass_by(rules.STUCK_SECONDS + 1)
        lector_app.sweep(scheduled(), None)
        owner.queue.work()
        assert owner.said(document_id) == ["Hallo", "reader."]

    def test_a_new_cloud_takes_up_a_speech_that_the_old_one_owed(self, owner: Owner, container: Container) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        owner.ask(document_id)
        boto3.resource("sqs").get_queue_by_name(QueueName="lector-uploads").purge()
        assert container.sweeping.resume() == {"resend": 1}
        owner.queue.work()
        assert owner.said(document_id) == ["Hallo", "reader."]

    def test_what_cannot_be_spoken_is_told_and_can_be_mended(self, owner: Owner) -> None:
        document_id = owner.read()
        owner.patch(document_id, [{"page": 0, "word": n, "text": "你好"} for n in (0, 1)])
        document = owner.speak(document_id)
        assert (document["state"], document["notice"]["code"]) == ("done", "unsupported_language")
        assert "speech" not in document["links"]
        owner.patch(document_id, [{"page": 0, "word": n, "text": None} for n in (0, 1)])
        document = owner.speak(document_id)
        assert "notice" not in document
        assert owner.said(document_id) == ["Hello", "reader."]

    def test_a_speech_that_kills_each_reader_leaves_the_old_one(
        self, owner: Owner, processing: Processing, clock: StoppedClock
    ) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        owner.ask(document_id)
        speak = processing._speaker.speak

        def die(*_: Any, **__: Any) -> Any:
            raise Killed

        processing._speaker.speak = die  # type: ignore[method-assign]  # the process ends here
        for _ in range(rules.MAX_ATTEMPTS):
            with pytest.raises(Killed):
                processing.process(owner.uploader.key(document_id))
            clock.pass_by(NEXT_DELIVERY)
        clock.pass_by(rules.STUCK_SECONDS)
        lector_app.sweep(scheduled(), None)
        document = owner.uploader.see(document_id)
        assert (document["state"], document["notice"]["code"]) == ("done", "speech_failed")
        assert (document["can_speak_again"], document["can_retry"]) == (True, False)
        assert owner.said(document_id) == ["Hello", "reader."]
        processing._speaker.speak = speak  # type: ignore[method-assign]
        owner.queue.make_visible()
        owner.speak(document_id)
        assert owner.said(document_id) == ["Hallo", "reader."]

    def test_there_is_a_limit(self, owner: Owner, container: Container, clock: StoppedClock) -> None:
        document_id = owner.read()
        guard = Guard(container.guard._tries, clock, address_limit=9, speech_limit=2)
        container.correcting._guard = guard
        for text in ("one", "two", "three"):
            owner.correct(document_id, 0, text)
            answer = owner.ask(document_id)
            owner.queue.work()
        assert (answer.status, answer.error) == (429, "too_many_tries")
        assert int(answer.headers["Retry-After"]) > 0
        assert owner.uploader.see(document_id)["state"] == "done"
        clock.pass_by(600)
        assert owner.ask(document_id).status == 201

    def test_a_second_reader_with_the_same_message_changes_nothing(
        self, owner: Owner, ocr: ScriptedOcr, processing: Processing
    ) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        before = owner.speak(document_id)
        processing.process(owner.uploader.key(document_id))
        assert owner.uploader.see(document_id)["updated_at"] == before["updated_at"]
        assert owner.said(document_id) == ["Hallo", "reader."]
        assert ocr.pages_read == 1

    def test_a_document_deleted_while_it_is_spoken_leaves_nothing(
        self, owner: Owner, processing: Processing, bucket: Any
    ) -> None:
        document_id = owner.read()
        owner.correct(document_id, 0, "Hallo")
        owner.ask(document_id)
        speak = processing._speaker.speak

        def deleted_meanwhile(*arguments: Any, **options: Any) -> Any:
            owner.uploader.person.call("DELETE", f"/documents/{document_id}")
            return speak(*arguments, **options)

        processing._speaker.speak = deleted_meanwhile  # type: ignore[method-assign]  # another request, in between
        owner.queue.work()
        assert list(bucket.objects.all()) == []
        assert owner.queue.left() == (0, 0)

    def test_many_pages_are_spoken_as_they_were_set_right(
        self, owner: Owner, ocr: ScriptedOcr, uploader: Uploader, queue: Queue
    ) -> None:
        ocr.script = [lambda: [words("One", "is", "here."), words("Two", "is", "here.")]]
        document_id = owner.read()
        owner.correct(document_id, 5, "there.")
        owner.speak(document_id)
        assert owner.said(document_id)[-1] == "there."


def test_at_each_step_each_fault_ends_well(
    owner: Owner, deliveries: Deliveries, faults: Faults, request: pytest.FixtureRequest
) -> None:
    """The same matrix as of reading. Each speech leaves the edition before it behind."""
    document_id = owner.read()
    texts = ["Hello"]

    def begin() -> str:
        texts.append(f"Hallo{len(texts)}")
        owner.correct(document_id, 0, texts[-1])
        assert owner.ask(document_id).status == 201
        return document_id

    def end(document_id: str) -> str:
        means = ""
        assert deliveries.fate(document_id) == "done"
        if owner.uploader.see(document_id).get("notice"):
            code = owner.uploader.see(document_id)["notice"]["code"]
            assert owner.said(document_id)[0] == texts[-2], "the speech before it"
            assert owner.ask(document_id).status == 201
            assert deliveries.fate(document_id) == "done"
            means = f"done ({code}), spoken on retry"
        deliveries.drain(document_id)
        if set(owner.uploader.results(document_id)) > whole():
            means = "done, the speech before it goes with the next one"
            begin()
            owner.queue.work()
        assert owner.said(document_id)[0] == texts[-1]
        assert set(owner.uploader.results(document_id)) == whole()
        return means or "done"

    def whole() -> set[str]:
        edition = owner.uploader.see(document_id)["edition"]
        return READ | {f"corrected/{edition}/{name}" for name in EDITION}

    begin()
    owner.queue.work()  # so that the first one leaves an edition behind, too
    matrix = Matrix(deliveries, faults, begin, end)
    first = ("SQS ReceiveMessage", "DynamoDB GetItem", "DynamoDB UpdateItem → speaking", "S3 HeadObject document.json")
    write = request.config.getoption("--write-docs")
    matrix.hold("fault matrix of speaking again", matrix.table(first), write=write)


@pytest.mark.parametrize("fault", ["answer lost", "refused"])
@pytest.mark.parametrize("step", ["S3 PutObject text.txt", "DynamoDB UpdateItem → done", "S3 DeleteObjects"])
def test_a_correction_that_broke_off_is_made_or_not_and_can_be_repeated(
    owner: Owner, container: Container, monkeypatch: pytest.MonkeyPatch, step: str, fault: Fault
) -> None:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    document_id = owner.read()
    owner.correct(document_id, 0, "Hallo")
    faults = Faults()
    faults.watch(container._blobs._client)
    faults.watch(container._document_store._table.meta.client)
    faults.arm(step, fault)
    answer = owner.patch(document_id, [{"page": 0, "word": 1, "text": "writer."}])
    assert answer.status == (200 if fault == "answer lost" else 500)
    faults.mend()
    assert owner.uploader.see(document_id)["excerpt"] in {"Hallo reader.", "Hallo writer."}
    document = owner.correct(document_id, 1, "writer.")
    assert (document["corrections"], owner.result(document_id, "text")) == (2, b"Hallo writer.")
