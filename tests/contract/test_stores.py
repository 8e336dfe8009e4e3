"""Every store keeps the same promises, in memory and on DynamoDB and S3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

import boto3
import pytest

from chalicelib.adapters import memory
from chalicelib.adapters.dynamodb import get_together
from chalicelib.adapters.dynamodb_documents import DynamoDocuments
from chalicelib.adapters.dynamodb_sessions import DynamoSessions
from chalicelib.adapters.dynamodb_users import DynamoUsers
from chalicelib.adapters.s3 import S3Blobs
from chalicelib.domain.account import Session, User
from chalicelib.domain.document import Document
from chalicelib.domain.history import search_text
from chalicelib.errors import Conflict, EmailTaken, InvalidInput, NotFound, QuotaExceeded
from chalicelib.ports import Blobs, DocumentStore, SessionStore, UserStore
from chalicelib.settings import Settings
from tests.conftest import NOW, StoppedClock

ANA = User("a" * 32, "Ana", "ana@example.org", "hash", NOW)
OWNER, OTHER = "a" * 32, "b" * 32


def table(request: pytest.FixtureRequest, name: str) -> Any:
    """A table of the cloud in memory, which is made only for those who ask."""
    settings = request.getfixturevalue("cloud")
    return boto3.resource("dynamodb").Table(getattr(settings, name))


@pytest.fixture(params=["memory", "dynamodb"])
def users(request: pytest.FixtureRequest) -> UserStore:
    return memory.MemoryUsers() if request.param == "memory" else DynamoUsers(table(request, "users_table"))


@pytest.fixture(params=["memory", "dynamodb"])
def users_and_sessions(request: pytest.FixtureRequest) -> tuple[UserStore, SessionStore]:
    if request.param == "memory":
        users = memory.MemoryUsers()
        return users, memory.MemorySessions(users)
    names = Settings().users_table
    return DynamoUsers(table(request, "users_table")), DynamoSessions(table(request, "sessions_table"), names)


@pytest.fixture
def sessions(users_and_sessions: tuple[UserStore, SessionStore]) -> SessionStore:
    return users_and_sessions[1]


def _documents(request: pytest.FixtureRequest) -> DocumentStore:
    return DynamoDocuments(table(request, "documents_table"), Settings().users_table)


@pytest.fixture(params=["memory", "dynamodb"])
def documents(request: pytest.FixtureRequest) -> DocumentStore:
    return memory.MemoryDocuments() if request.param == "memory" else _documents(request)


@pytest.fixture(params=["memory", "s3"])
def blobs(request: pytest.FixtureRequest) -> Blobs:
    if request.param == "memory":
        return memory.MemoryBlobs()
    cloud: Settings = request.getfixturevalue("cloud")
    return S3Blobs(boto3.client("s3"), cloud.media_bucket, StoppedClock())


def document(number: int, owner: str = OWNER, title: str = "Letter", text: str = "") -> Document:
    return Document(
        id=f"{number:032x}",
        user_id=owner,
        title=title,
        filename="letter.png",
        content_type="image/png",
        size=1000,
        created_at=NOW,
        updated_at=NOW,
        upload_expires_at=NOW + 300,
        search_text=search_text(title, text),
    )


class TestUsers:
    def test_a_verified_email_stays_verified(self, users: UserStore) -> None:
        users.add(ANA)
        assert not users.update(ANA.id, name="Ana B").verified
        assert users.update(ANA.id, verified=True).verified
        found = users.update(ANA.id, password_hash="other")
        assert (found.verified, found.name) == (True, "Ana B")
        assert users.by_email(ANA.email) == found

    def test_an_account_is_found_by_id_and_by_email(self, users: UserStore) -> None:
        users.add(ANA)
        assert users.by_id(ANA.id) == ANA
        assert users.by_email(ANA.email) == ANA
        assert users.by_id("nobody") is None
        assert users.by_email("nobody@example.org") is None

    def test_an_email_has_one_account(self, users: UserStore) -> None:
        users.add(ANA)
        with pytest.raises(EmailTaken):
            users.add(replace(ANA, id=OTHER, name="Impostor"))
        assert users.by_id(OTHER) is None

    def test_of_ten_who_register_one_email_at_once_one_wins(self, users: UserStore) -> None:
        def add(number: int) -> bool:
            try:
                users.add(replace(ANA, id=f"{number:032x}"))
            except EmailTaken:
                return False
            return True

        with ThreadPoolExecutor(10) as pool:
            assert sum(pool.map(add, range(10))) == 1

    def test_an_update_writes_what_is_given_and_keeps_the_rest(self, users: UserStore) -> None:
        users.add(ANA)
        assert users.update(ANA.id, name="Anna") == replace(ANA, name="Anna")
        assert users.update(ANA.id, password_hash="new").name == "Anna"
        with pytest.raises(NotFound):
            users.update("nobody", name="X")

    def test_a_deleted_account_frees_its_email(self, users: UserStore) -> None:
        users.add(ANA)
        users.delete(ANA)
        users.delete(ANA)
        assert users.by_id(ANA.id) is None
        users.add(replace(ANA, id=OTHER))


class TestSessions:
    def test_a_session_ends_once_and_for_all(self, sessions: SessionStore) -> None:
        session = Session("s1", OWNER, int(NOW), int(NOW) + 60)
        sessions.add(session)
        assert sessions.get(OWNER, "s1") == session
        assert sessions.get(OTHER, "s1") is None
        sessions.delete(OWNER, "s1")
        sessions.delete(OWNER, "s1")
        assert sessions.get(OWNER, "s1") is None

    def test_a_session_comes_with_its_user_while_both_are_there(
        self, users_and_sessions: tuple[UserStore, SessionStore]
    ) -> None:
        users, sessions = users_and_sessions
        session = Session("s1", ANA.id, int(NOW), int(NOW) + 60)
        sessions.add(session)
        assert sessions.with_user(ANA.id, "s1") is None
        users.add(ANA)
        assert sessions.with_user(ANA.id, "s1") == (session, ANA)
        assert sessions.with_user(ANA.id, "s2") is None
        assert sessions.with_user(OTHER, "s1") is None
        sessions.delete(ANA.id, "s1")
        assert sessions.with_user(ANA.id, "s1") is None

    def test_all_but_one_end(self, sessions: SessionStore) -> None:
        for name in ("s1", "s2", "s3"):
            sessions.add(Session(name, OWNER, 1, 2))
        sessions.add(Session("s4", OTHER, 1, 2))
        assert sessions.delete_all(OWNER, but="s2") == 2
        assert sessions.get(OWNER, "s2")
        assert sessions.get(OTHER, "s4")
        assert sessions.delete_all(OWNER) == 1


class TestDocuments:
    def test_a_document_is_its_owners(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        assert documents.get(OWNER, document(1).id) == document(1)
        for owner, name in ((OTHER, document(1).id), (OWNER, document(2).id), (OWNER, ""), (OWNER, "../x")):
            with pytest.raises(NotFound):
                documents.get(owner, name)
        with pytest.raises(Conflict):
            documents.add(document(1, title="Another"))

    def test_history_comes_newest_first_in_pages(self, documents: DocumentStore) -> None:
        for number in range(7):
            documents.add(document(number))
        documents.add(document(9, OTHER))
        seen: list[str] = []
        cursor = ""
        for size in (3, 3, 1):
            found, cursor = documents.page(OWNER, limit=3, cursor=cursor)
            assert len(found) == size
            seen += [item.id for item in found]
        assert cursor == ""
        assert seen == [document(number).id for number in reversed(range(7))]

    def test_a_page_that_is_just_full_is_the_last(self, documents: DocumentStore) -> None:
        for number in range(3):
            documents.add(document(number))
        found, cursor = documents.page(OWNER, limit=3)
        if cursor:  # DynamoDB may offer one more page, which is then empty
            found, cursor = documents.page(OWNER, limit=3, cursor=cursor)
            assert not found
        assert not cursor

    def test_search_finds_titles_and_texts_whatever_case_and_accents(self, documents: DocumentStore) -> None:
        documents.add(document(1, title="Receta", text="Pan de muerto con azúcar"))
        documents.add(document(2, title="Invoice", text="sugar, 2 kg"))
        for query, ids in (("AZUCAR pan", [1]), ("invoice", [2]), ("o", [2, 1]), ("salt", []), ("  ", [2, 1])):
            found, _ = documents.page(OWNER, limit=10, query=query)
            assert [item.id for item in found] == [document(number).id for number in ids]

    @pytest.mark.parametrize("cursor", ["x", "é", "bm90anNvbg", "eyJhIjoxfQ", "WyIxIiwiMiJd", "W10"])
    def test_a_made_up_cursor_is_refused(self, documents: DocumentStore, cursor: str) -> None:
        with pytest.raises(InvalidInput):
            documents.page(OWNER, limit=3, cursor=cursor)

    def test_of_two_writers_on_one_revision_the_second_is_refused(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        first = documents.update(document(1), {"state": "reading", "lease_until": NOW + 0.5})
        assert (first.state, first.revision, first.lease_until) == ("reading", 1, NOW + 0.5)
        with pytest.raises(Conflict):
            documents.update(document(1), {"state": "failed"})
        assert documents.get(OWNER, first.id) == first
        with pytest.raises(NotFound):
            documents.update(document(2), {"state": "failed"})

    def test_a_new_title_does_not_disturb_a_reader(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        documents.rename(OWNER, document(1).id, "  My\tletter ")
        changed = documents.update(document(1), {"state": "reading"})
        assert changed.title == "My letter"
        with pytest.raises(NotFound):
            documents.rename(OTHER, document(1).id, "Mine")

    def test_search_finds_a_document_by_its_new_title(self, documents: DocumentStore) -> None:
        documents.add(document(1, title="IMG_1234"))
        documents.rename(OWNER, document(1).id, "Café menu")
        found, _ = documents.page(OWNER, limit=10, query="cafe")
        assert [item.title for item in found] == ["Café menu"]

    def test_a_correction_does_not_disturb_a_reader(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        read = documents.update(document(1), {"state": "done", "spoken_by": "null/null"})
        asked = documents.update(read, {"state": "speaking", "speaking_again": True})
        corrected = documents.correct(asked, {"edition": "e1", "corrections": 1, "excerpt": "Hallo"})
        assert (corrected.edition, corrected.corrections, corrected.revision) == ("e1", 1, asked.revision)
        spoken = documents.update(asked, {"state": "done", "speaking_again": False})
        assert (spoken.edition, spoken.excerpt) == ("e1", "Hallo")

    def test_of_two_corrections_on_one_edition_the_second_is_refused(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        read = documents.update(document(1), {"state": "done"})
        first = documents.correct(read, {"edition": "e1", "corrections": 1})
        with pytest.raises(Conflict):
            documents.correct(read, {"edition": "e2", "corrections": 1})
        assert documents.correct(first, {"edition": "", "corrections": 0}).edition == ""

    @pytest.mark.parametrize("state", ["awaiting_upload", "queued", "reading", "speaking", "failed"])
    def test_what_is_not_read_cannot_be_corrected(self, documents: DocumentStore, state: str) -> None:
        documents.add(document(1))
        unread = documents.update(document(1), {"state": state})
        with pytest.raises(Conflict):
            documents.correct(unread, {"edition": "e1", "corrections": 1})
        with pytest.raises(NotFound):
            documents.correct(document(2), {"edition": "e1", "corrections": 1})

    def test_what_is_deleted_does_not_come_back(self, documents: DocumentStore) -> None:
        documents.add(document(1))
        documents.delete(document(1))
        documents.delete(document(1))
        with pytest.raises(NotFound):
            documents.rename(OWNER, document(1).id, "x")
        with pytest.raises(NotFound):
            documents.update(document(1), {"state": "done"})

    def test_bytes_are_counted_with_the_documents(self, documents: DocumentStore) -> None:
        documents.add(document(1), most_bytes=2500)
        documents.add(document(2), most_bytes=2500)
        with pytest.raises(QuotaExceeded):
            documents.add(document(3), most_bytes=2500)
        with pytest.raises(NotFound):
            documents.get(OWNER, document(3).id)
        documents.add(document(4, OTHER), most_bytes=2500)
        documents.delete(document(1))
        documents.delete(document(1))
        documents.add(document(3), most_bytes=2500)
        with pytest.raises(QuotaExceeded):
            documents.add(document(5), most_bytes=2999)
        with pytest.raises(QuotaExceeded):
            documents.add(document(6, "c" * 32), most_bytes=999)

    def test_of_ten_documents_at_once_as_many_are_made_as_fit(self, documents: DocumentStore) -> None:
        def add(number: int) -> bool:
            try:
                documents.add(document(number), most_bytes=4000)
            except QuotaExceeded:
                return False
            return True

        with ThreadPoolExecutor(10) as pool:
            assert sum(pool.map(add, range(10))) == 4

    def test_what_is_not_finished_is_found_among_all_people(self, documents: DocumentStore) -> None:
        for number in range(4):
            documents.add(document(number, (OWNER, OTHER)[number % 2]))
        documents.update(document(0), {"state": "done"})
        failed = documents.update(document(1, OTHER), {"state": "failed"})
        documents.update(document(2), {"state": "reading"})
        assert set(documents.unfinished()) == {(OWNER, document(2).id), (OTHER, document(3).id)}
        documents.update(failed, {"state": "queued"})
        assert (OTHER, document(1).id) in set(documents.unfinished())


class TestBlobs:
    def test_what_is_put_can_be_had(self, blobs: Blobs) -> None:
        assert blobs.info("results/x") is None
        with pytest.raises(NotFound):
            blobs.get("results/x")
        blobs.put("results/x", b"one", "text/plain")
        blobs.put("results/x", b"two!", "text/plain")
        assert blobs.get("results/x") == b"two!"
        info = blobs.info("results/x")
        assert info and (info.size, info.content_type) == (4, "text/plain")

    def test_a_file_is_put_from_where_it_stands(self, blobs: Blobs) -> None:
        with TemporaryFile() as file:
            file.write(b"left out, " + b"kept" * 300_000)
            file.seek(10)
            blobs.put("results/large", file, "audio/wav")
        assert blobs.get("results/large") == b"kept" * 300_000

    def test_a_prefix_goes_whole_and_alone(self, blobs: Blobs) -> None:
        for key in ("a/1", "a/2/3", "ab/1"):
            blobs.put(key, b"x", "text/plain")
        assert blobs.delete_prefix("a/") == 2
        assert blobs.delete_prefix("a/") == 0
        assert blobs.info("ab/1")


class TestTogether:
    """What DynamoDB puts off is asked for again; moto puts off nothing, so a client of AWS's wire form does here."""

    KEYS = {"users": {"key": "user#1"}, "sessions": {"user_id": "1"}}

    def test_what_was_put_off_is_asked_for_again(self) -> None:
        asked = []

        class Client:
            def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
                asked.append(set(RequestItems))
                if len(asked) == 1:
                    put_off = {"sessions": RequestItems["sessions"]}
                    return {"Responses": {"users": [{"key": "user#1"}]}, "UnprocessedKeys": put_off}
                return {"Responses": {"sessions": [{"user_id": "1"}]}, "UnprocessedKeys": {}}

        assert get_together(Client(), self.KEYS) == self.KEYS
        assert asked == [{"users", "sessions"}, {"sessions"}]

    def test_what_is_always_put_off_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Client:
            def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
                return {"Responses": {}, "UnprocessedKeys": RequestItems}

        monkeypatch.setattr("chalicelib.adapters.dynamodb._wait", lambda attempt: None)
        with pytest.raises(TimeoutError):
            get_together(Client(), self.KEYS)
