"""A run that survives: what is sent again after a kill, what is not, and what the file says."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright.runtime import (
    APIConnectionError,
    AuthenticationError,
    BadRequestError,
    DownloadError,
    TaskFailedError,
    TaskTimeoutError,
)
from specwright.runtime.batch import InDoubt, Journal, JournalError, JournalMismatch
from tests.harness.flavour import response
from tests.unit.runtime.batch.test_send_many import Server, items, jobs
from tests.unit.runtime.lab import Lab, item, job


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is executed."""


def run(lab: Lab, path: Path, server: Any, calls: Any, **options: Any) -> list[Any]:
    with Journal(path) as journal:
        many = lab.client(server, max_retries=0).send_many(calls, journal=journal, **options)
        return lab.all(many)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.journal"


def test_a_finished_run_comes_back_without_requests(lab: Lab, path: Path) -> None:
    server = Server()
    calls = [*jobs(lab, 5), *jobs(lab, 2)]  # the last two are equal to the first
    first = run(lab, path, server, calls, wait=True)
    assert path.stat().st_mode & 0o777 == 0o600
    sent = len(lab.requests)
    assert len(server.seen) == 7 and sent == 21
    again = run(lab, path, server, calls, wait=True)
    assert len(lab.requests) == sent
    assert [found.result() for found in again] == [found.result() for found in first]
    assert type(again[0].value) is type(first[0].value)
    with Journal(path) as journal:
        assert journal.summary() == {"done": 7}
        entries = list(journal.entries("done"))
        assert {entry.operation for entry in entries} == {"jobs.create"}
        assert sorted(str(entry.task) for entry in entries) == sorted(server.seen)
        assert entries[0].result["output"] == ["u"]
        assert list(journal.calls(lab.client(server))) == calls
    assert b"sk-secret" not in path.read_bytes()


def test_a_created_task_is_waited_for_and_never_created_again(lab: Lab, path: Path) -> None:
    server = Server(looks=3)
    (found,) = run(lab, path, server, jobs(lab, 1), wait=True, wait_timeout=1)
    assert isinstance(found.error, TaskTimeoutError)
    with Journal(path) as journal:
        (entry,) = journal.entries()
        assert (entry.state, entry.task) == ("created", str(found.created.id))
    (found,) = run(lab, path, server, jobs(lab, 1), wait=True)
    assert found.result().output == ["u"] and len(server.seen) == 1


def test_an_answer_is_recorded_before_anything_else_sees_it(lab: Lab, path: Path) -> None:
    """Also when it cannot be read: the id that the server gave is in the file."""
    server = Server()

    def strange(request: httpx.Request) -> httpx.Response:
        answer = server(request)
        return response(200, b"<html>" + answer.content, content_type="text/html")

    (found,) = run(lab, path, strange, jobs(lab, 1), wait=True)
    assert found.error is not None
    with Journal(path) as journal:
        (entry,) = journal.entries()
        assert (
            entry.state == "created" and next(iter(server.seen)).encode() in entry.result.encode()
        )
    (found,) = run(lab, path, server, jobs(lab, 1), wait=True)
    assert found.error is not None and len(server.seen) == 1


@pytest.mark.parametrize("settle", ["resend", "id"])
def test_what_may_have_been_sent_is_in_doubt_until_it_is_settled(
    lab: Lab, path: Path, settle: str
) -> None:
    server = Server()

    def lost(request: httpx.Request) -> httpx.Response:
        server(request)
        raise httpx.ReadTimeout("slow")

    (found,) = run(lab, path, lost, jobs(lab, 1), wait=True)
    assert isinstance(found.error, InDoubt) and isinstance(
        found.error.__cause__, APIConnectionError
    )
    (found,) = run(lab, path, server, jobs(lab, 1), wait=True)
    assert isinstance(found.error, InDoubt) and len(server.seen) == 1
    with Journal(path) as journal:
        assert journal.summary() == {"in-doubt": 1}
        (entry,) = journal.entries("in-doubt")
        assert entry.key == found.error.key and entry.key in str(found.error)
        if settle == "id":
            journal.resolve(entry.key, id=next(iter(server.seen)))
        else:
            journal.resolve(entry.key, resend=True)
    (found,) = run(lab, path, server, jobs(lab, 1), wait=True)
    assert found.result().output == ["u"] and len(server.seen) == 1 + (settle == "resend")
    with Journal(path) as journal, pytest.raises(JournalError, match="is done"):
        journal.resolve(entry.key, resend=True)


def fails_to_connect(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (fails_to_connect, APIConnectionError),
        (lambda request: response(401, {}), AuthenticationError),
    ],
)
def test_what_was_not_executed_is_sent_by_the_next_run(
    lab: Lab, path: Path, handler: Callable[..., Any], kind: type
) -> None:
    (found,) = run(lab, path, handler, jobs(lab, 1))
    assert isinstance(found.error, kind)
    (found,) = run(lab, path, Server(), jobs(lab, 1))
    assert found.result().id


def test_final_errors_come_back_as_they_were(lab: Lab, path: Path) -> None:
    def server(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return response(200, job("FAILED", failure="no", failureCode="X"))
        refused = b"'2'" in request.content or b'"2"' in request.content
        return response(400, {"message": "bad"}) if refused else response(200, {"id": job()["id"]})

    first = run(lab, path, server, jobs(lab, 3), wait=True)
    sent = len(lab.requests)
    again = run(lab, path, server, jobs(lab, 3), wait=True)
    assert len(lab.requests) == sent
    assert [type(found.error) for found in first] == [
        TaskFailedError,
        TaskFailedError,
        BadRequestError,
    ]
    for one, other in zip(first, again, strict=True):
        assert type(one.error) is type(other.error)
        assert str(one.error) == str(other.error)
    assert again[0].error.failure_code == "X"
    assert again[2].error.body == first[2].error.body


def test_what_is_safe_or_has_a_key_is_sent_again(lab: Lab, path: Path) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    (found,) = run(lab, path, lost, items(lab, 1))
    assert isinstance(found.error, APIConnectionError)
    (found,) = run(lab, path, lambda request: response(200, item()), items(lab, 1))
    assert found.result().id == "a"
    lab.requests.clear()
    options = {"idempotency_header": "Idempotency-Key"}
    run(lab, path, lost, jobs(lab, 2), **options)
    run(lab, path, Server(), jobs(lab, 2), **options)
    keys = [request.headers["Idempotency-Key"] for request in lab.requests]
    assert sorted(keys[:2]) == sorted(keys[2:]) and len(set(keys)) == 2


def test_downloads_are_recorded_and_made_again_only_if_they_are_gone(
    lab: Lab, path: Path, tmp_path: Path
) -> None:
    server, expired = Server(), ["an expired link is asked for anew"]

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "files.test":
            return response(403, {}) if expired and expired.pop() else response(200, b"film" * 9)
        answer = server(request)
        return httpx.Response(
            200, content=answer.content.replace(b'"u"', b'"https://files.test/a.mp4"')
        )

    options = {"wait": True, "download": tmp_path / "films"}
    first = run(lab, path, handler, jobs(lab, 2), **options)
    for found in first:
        assert found.downloads == (tmp_path / "films" / f"{found.value.id}-1.mp4",)
        assert found.downloads[0].read_bytes() == b"film" * 9
    with Journal(path) as journal:
        assert [entry.downloads for entry in journal.entries()] == [
            found.downloads for found in first
        ]
    sent = len(lab.requests)
    assert run(lab, path, handler, jobs(lab, 2), **options) == first and len(lab.requests) == sent
    first[0].downloads[0].unlink()
    run(lab, path, handler, jobs(lab, 2), **options)
    assert first[0].downloads[0].exists() and len(lab.requests) == sent + 1

    def gone(request: httpx.Request) -> httpx.Response:
        return response(410, {}) if request.url.host == "files.test" else handler(request)

    (found,) = run(lab, tmp_path / "2", gone, jobs(lab, 1), wait=True, download=tmp_path / "x")
    assert isinstance(found.error, DownloadError) and found.value.output
    (found,) = run(lab, tmp_path / "2", handler, jobs(lab, 1), wait=True, download=tmp_path / "x")
    assert found.downloads[0].exists() and len(server.seen) == 3


def test_keys_of_the_user(lab: Lab, path: Path) -> None:
    server = Server()
    calls = [*jobs(lab, 2), next(jobs(lab, 1))]
    outcomes = run(lab, path, server, calls, wait=True, key=lambda call: call.body["promptText"])
    assert len(server.seen) == 2 and outcomes[0].value == outcomes[2].value
    with Journal(path) as journal:
        assert {entry.key for entry in journal.entries()} == {"0", "1"}
    (first, second) = run(lab, path, server, jobs(lab, 2), wait=True, key=lambda call: "0")
    assert first.result() and isinstance(second.error, JournalMismatch)
    assert "belongs to another call" in str(second.error)


def test_uploads_and_open_files_are_refused_and_nothing_is_sent(lab: Lab, path: Path) -> None:
    upload = lab.endpoints.files.upload(("hare.bin", b"x" * 10))
    (found,) = run(lab, path, Server(), [upload])
    assert isinstance(found.error, JournalMismatch) and lab.requests == []


def test_files_that_are_no_journal_of_this_version(lab: Lab, path: Path) -> None:
    run(lab, path, Server(), jobs(lab, 1))
    good = path.read_bytes()
    with Journal(path), pytest.raises(JournalError, match="open already, in another process"):
        Journal(path)
    code = (
        f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute('BEGIN EXCLUSIVE'); print()"
    )
    code += "; import sys; sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline()
        with pytest.raises(JournalError, match="one run at a time"):
            Journal(path)
        other.kill()
    for content in (b"not a database" * 100, good[:3000] + b"\xff" * 2000 + good[5000:]):
        path.write_bytes(content)
        with pytest.raises(JournalError, match="damaged or no journal"):
            Journal(path)
    path.write_bytes(good)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 7")
    database.close()
    with pytest.raises(JournalError, match="version 7"):
        Journal(path)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA application_id = 0")
    database.close()
    with pytest.raises(JournalError, match="no journal"):
        Journal(path)


def test_a_full_disk_ends_the_run_and_says_the_answer(lab: Lab, path: Path) -> None:
    server = Server()
    with Journal(path) as journal:

        def fill(request: httpx.Request) -> httpx.Response:
            pages = journal.read("PRAGMA page_count")[0][0]
            journal.read(f"PRAGMA max_page_count = {pages}")
            answer = server(request)
            return response(200, {**json.loads(answer.content), "note": "x" * 30_000})

        many = lab.client(fill).send_many(jobs(lab, 9), journal=journal, concurrency=1)
        with pytest.raises(JournalError, match="is full") as caught:
            lab.all(many)
        assert next(iter(server.seen)) in str(caught.value)
    assert len(server.seen) == 1
