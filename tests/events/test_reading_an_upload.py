"""From the uploaded file to the spoken page: the straight way, and every way in which it can go wrong."""

from __future__ import annotations

import io
import json
import wave
from typing import Any

import pytest
from PIL import Image as Pictures

import app as lector_app
from chalicelib.errors import LeaseHeld
from chalicelib.services.processing import Processing
from tests.conftest import StoppedClock
from tests.events.conftest import Queue, ScriptedOcr, Uploader, png, words


def breaking() -> Any:
    raise RuntimeError("out of memory, say")


def test_a_picture_becomes_text_and_speech(uploader: Uploader, queue: Queue) -> None:
    document_id = uploader.upload(filename="Carta año 1.png", language="es")
    queue.work()
    document = uploader.see(document_id)
    assert (document["state"], document["words"], document["excerpt"]) == ("done", 2, "Hello reader.")
    assert document["progress"] == {"pages_done": 1, "pages_total": 1}
    assert set(document["links"]) == {"source", "document", "text", "pages", "speech", "marks", "captions"}

    results = uploader.results(document_id)
    assert results["text.txt"] == b"Hello reader."
    whole = json.loads(results["document.json"])
    assert (whole["file"], whole["pages"][0]["width"]) == ("Carta año 1.png", 60)
    marks = json.loads(results["marks.json"])
    assert [mark["text"] for mark in marks] == ["Hello", "reader."]
    with wave.open(io.BytesIO(results["speech.wav"])) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert sound.getnframes() / sound.getframerate() * 1000 >= marks[-1]["end_ms"]
    assert results["speech.vtt"].startswith(b"WEBVTT")
    assert Pictures.open(io.BytesIO(results["page-1.webp"])).size == (60, 40)
    assert queue.left() == (0, 0)


def test_the_first_sound_is_there_before_the_rest_is_read_out(
    uploader: Uploader, queue: Queue, ocr: ScriptedOcr
) -> None:
    ocr.script = [lambda: [words("One", "is", "here.", "Two", "is", "here.")]]
    document_id = uploader.upload()
    queue.work()
    results = uploader.results(document_id)
    lengths = [len(results[name]) for name in ("speech/0001.wav", "speech.wav")]
    assert 44 < lengths[0] < lengths[1], "more than a header"
    assert [mark["text"] for mark in json.loads(results["speech/0001.json"])] == ["One", "is", "here."]


def test_what_is_spoken_at_once_is_stored_once(
    uploader: Uploader, queue: Queue, ocr: ScriptedOcr, monkeypatch: pytest.MonkeyPatch, clock: StoppedClock
) -> None:
    monkeypatch.setattr(clock, "pass_by", lambda seconds: None)
    document_id = uploader.upload()
    queue.work()
    assert {name for name in uploader.results(document_id) if name.startswith("speech")} == {"speech.wav", "speech.vtt"}
    assert uploader.see(document_id)["state"] == "done"


def test_a_page_without_text_is_done_and_says_so(uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
    ocr.script = [lambda: []]
    document_id = uploader.upload()
    queue.work()
    document = uploader.see(document_id)
    assert (document["state"], document["notice"]["code"]) == ("done", "no_text")
    assert "speech" not in document["links"]
    assert uploader.results(document_id)["text.txt"] == b""


@pytest.mark.parametrize(
    ("text", "wishes", "code"),
    [("Hello", {"voice": "nobody"}, "unknown_voice"), ("你好，世界", {}, "unsupported_language")],
)
def test_what_cannot_be_spoken_is_still_read(
    uploader: Uploader, queue: Queue, ocr: ScriptedOcr, text: str, wishes: dict[str, str], code: str
) -> None:
    ocr.script = [lambda: [words(text)]]
    document_id = uploader.upload(**wishes)
    queue.work()
    document = uploader.see(document_id)
    assert (document["state"], document["notice"]["code"]) == ("done", code)
    assert "speech" not in document["links"]
    assert uploader.results(document_id)["text.txt"].decode() == text


def test_all_pages_of_a_tiff_are_read(uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
    ocr.script = [lambda: [words("One.")], lambda: [words("Two.")], lambda: [words("Three.")]]
    file = io.BytesIO()
    page = Pictures.new("L", (50, 30), 255)
    page.save(file, "TIFF", save_all=True, append_images=[page, page])
    document_id = uploader.upload(file.getvalue(), "image/tiff")
    queue.work()
    document = uploader.see(document_id)
    assert document["progress"] == {"pages_done": 3, "pages_total": 3}
    assert len(document["links"]["pages"]) == 3
    assert {mark["page"] for mark in json.loads(uploader.results(document_id)["marks.json"])} == {0, 1, 2}


class TestEvents:
    def test_the_same_event_twice_changes_nothing(self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
        document_id = uploader.upload()
        queue.work()
        before = uploader.see(document_id)
        uploader.put(document_id, png(90, 90))
        queue.work()
        after = uploader.see(document_id)
        assert (after["updated_at"], after["state"]) == (before["updated_at"], "done")
        assert ocr.pages_read == 1
        assert queue.left() == (0, 0)

    def test_a_late_event_is_still_good(self, uploader: Uploader, queue: Queue, clock: StoppedClock) -> None:
        document_id = uploader.upload()
        clock.pass_by(3600)
        assert uploader.see(document_id)["state"] == "queued"
        queue.work()
        assert uploader.see(document_id)["state"] == "done"

    def test_uploads_are_read_in_any_order(self, uploader: Uploader, queue: Queue) -> None:
        first, second = uploader.announce(), uploader.announce()
        uploader.put(second, png())
        uploader.put(first, png())
        queue.work()
        assert {uploader.see(first)["state"], uploader.see(second)["state"]} == {"done"}

    def test_objects_that_are_no_upload_are_passed_over(self, uploader: Uploader, queue: Queue, bucket: Any) -> None:
        for key in ("uploads/x", f"uploads/{uploader.user_id}/{'0' * 32}/other", "uploads/../source", "uploads/ä b+c"):
            bucket.put_object(Key=key, Body=b"x")
        queue.work()
        assert queue.left() == (0, 0)

    def test_an_upload_without_a_document_is_removed(self, uploader: Uploader, queue: Queue, bucket: Any) -> None:
        uploader.put("0" * 32, png())
        queue.work()
        assert list(bucket.objects.all()) == []
        assert queue.left() == (0, 0)

    def test_of_a_batch_only_the_message_that_failed_is_reported(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr
    ) -> None:
        ocr.script = [breaking]
        records = [
            {
                "messageId": f"m{number}",
                "body": json.dumps({"Records": [{"s3": {"object": {"key": uploader.key(uploader.upload())}}}]}),
            }
            for number in range(3)
        ]
        records.append({"messageId": "m3", "body": "no JSON"})
        records.append({"messageId": "m4", "body": json.dumps({"Event": "s3:TestEvent"})})
        answer = lector_app.read_upload({"Records": records}, None)
        assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m3"}]}


class TestFailures:
    def test_what_broke_once_is_tried_again(self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
        ocr.script = [breaking]
        document_id = uploader.upload()
        queue.work()
        assert uploader.see(document_id)["state"] == "queued"
        queue.make_visible()
        queue.work()
        assert uploader.see(document_id)["state"] == "done"

    def test_what_breaks_each_time_ends_as_failed_with_a_reason(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr
    ) -> None:
        ocr.script = [breaking] * 9
        document_id = uploader.upload()
        healthy = uploader.announce()
        for _ in range(4):
            queue.work()
            queue.make_visible()
        document = uploader.see(document_id)
        assert (document["state"], document["error"]["code"]) == ("failed", "reading_failed")
        assert ocr.pages_read == 3
        assert queue.left() == (0, 0)
        ocr.script = []
        uploader.put(healthy, png())
        queue.work()
        assert uploader.see(healthy)["state"] == "done"

    def test_a_dead_readers_document_is_taken_over_after_its_lease(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr, processing: Processing, clock: StoppedClock
    ) -> None:
        class Killed(BaseException):
            """The process ends here."""

        def die() -> Any:
            raise Killed

        ocr.script = [die]
        document_id = uploader.upload()
        with pytest.raises(Killed):
            processing.process(uploader.key(document_id))
        assert uploader.see(document_id)["state"] == "reading"
        clock.pass_by(119)
        with pytest.raises(LeaseHeld):
            processing.process(uploader.key(document_id))
        clock.pass_by(2)
        processing.process(uploader.key(document_id))
        assert uploader.see(document_id)["state"] == "done"

    def test_a_reader_that_lost_its_lease_changes_nothing_more(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr, processing: Processing, clock: StoppedClock
    ) -> None:
        document_id = uploader.upload()

        def overtaken() -> Any:
            clock.pass_by(121)
            processing.process(uploader.key(document_id))
            return [words("stale")]

        ocr.script = [overtaken]
        queue.work()
        document = uploader.see(document_id)
        assert (document["state"], document["excerpt"]) == ("done", "Hello reader.")

    def test_a_document_deleted_while_it_is_read_leaves_nothing(
        self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr, bucket: Any
    ) -> None:
        document_id = uploader.upload()

        def deleted() -> Any:
            uploader.person.call("DELETE", f"/documents/{document_id}")
            return [words("gone")]

        ocr.script = [deleted]
        queue.work()
        assert list(bucket.objects.all()) == []
        assert queue.left() == (0, 0)


def picture(mode: str, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image = Pictures.new(mode, (64, 48), options.pop("colour", None) or 0)
    image.save(file, kind, **options)
    return file.getvalue()


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"hello, this is no picture", "unsupported_format"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_format"),
            (png()[:60], "unreadable_image"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unreadable_image"),
            (b"%PDF-1.7 broken", "unreadable_image"),
            (b"PK\x03\x04" + b"\0" * 60, "unsupported_format"),
        ],
        ids=["text", "svg", "cut off", "broken", "broken pdf", "zip"],
    )
    def test_what_cannot_be_read_fails_with_a_code(
        self, uploader: Uploader, queue: Queue, data: bytes, code: str
    ) -> None:
        document_id = uploader.upload(data)
        queue.work()
        document = uploader.see(document_id)
        assert (document["state"], document["error"]["code"]) == ("failed", code)
        assert "source" in document["links"]
        assert queue.left() == (0, 0)

    def test_an_empty_file_fails(self, uploader: Uploader, queue: Queue) -> None:
        document_id = uploader.announce()
        uploader.put(document_id, b"")
        queue.work()
        assert uploader.see(document_id)["error"]["code"] == "empty_file"

    def test_a_file_larger_than_allowed_fails_unread(self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
        document_id = uploader.announce()
        uploader.put(document_id, png() + b"\0" * (25 << 20))
        queue.work()
        assert uploader.see(document_id)["error"]["code"] == "file_too_large"
        assert ocr.pages_read == 0

    def test_a_hundred_megapixels_fail_unread(self, uploader: Uploader, queue: Queue, ocr: ScriptedOcr) -> None:
        file = io.BytesIO()
        Pictures.new("1", (10_000, 10_000)).save(file, "PNG")
        document_id = uploader.upload(file.getvalue())
        queue.work()
        assert uploader.see(document_id)["error"]["code"] == "image_too_large"
        assert ocr.pages_read == 0

    @pytest.mark.parametrize(
        ("data", "size"),
        [
            (picture("CMYK", "JPEG"), (64, 48)),
            (picture("I;16", "PNG"), (64, 48)),
            (picture("P", "PNG", transparency=0), (64, 48)),
            (picture("LA", "PNG"), (64, 48)),
            (picture("1", "TIFF"), (64, 48)),
            (picture("P", "GIF", save_all=True, append_images=[Pictures.new("P", (64, 48), 7)]), (64, 48)),
            (
                picture("RGB", "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),
                (48, 64),
            ),
            (picture("RGB", "BMP"), (64, 48)),
            (picture("RGBA", "WEBP"), (64, 48)),
        ],
        ids=["cmyk", "16 bit", "palette", "grey+alpha", "bilevel", "animated", "exif turned", "bmp as png", "webp"],
    )
    def test_odd_but_sound_pictures_are_read(
        self, uploader: Uploader, queue: Queue, data: bytes, size: tuple[int, int]
    ) -> None:
        document_id = uploader.upload(data)
        queue.work()
        assert uploader.see(document_id)["state"] == "done"
        page = json.loads(uploader.results(document_id)["document.json"])["pages"][0]
        assert (page["width"], page["height"]) == size
