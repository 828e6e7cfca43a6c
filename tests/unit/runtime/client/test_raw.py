"""Raw responses, streamed bodies, and calls looked at without being sent."""

from __future__ import annotations

import copy
import dataclasses
import gzip
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright.runtime import APIResponseDecodeError, APIStatusError, NotFoundError
from tests.harness.flavour import Handler, answer, answers, response, unpickled
from tests.unit.runtime.lab import JOB_ID, Lab, item, job


def test_raw_responses(lab: Lab) -> None:
    handler = answers(
        httpx.ReadError("x"), response(200, job(), x_request_id="r1", set_cookie="a=1")
    )
    client = lab.client(handler)
    raw = lab.run(client.with_raw_response.jobs.retrieve(JOB_ID))
    assert (raw.status_code, raw.request_id, raw.retries_taken) == (200, "r1", 1)
    assert raw.headers["X-Request-ID"] == raw.headers["x-request-id"] == "r1"
    assert raw.json() == job() and raw.elapsed >= 0 and raw.content.startswith(b"{")
    found = raw.parse()
    assert isinstance(found, lab.models.Pending)
    assert (
        lab.run(lab.client(answer(200, job("SUCCEEDED", output=[]))).jobs.retrieve(JOB_ID)).output
        == []
    )
    assert type(found) is type(lab.run(client.jobs.retrieve(JOB_ID)))
    assert "a=1" not in repr(raw.headers)


def test_raw_of_each_kind(lab: Lab) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    created = lab.run(client.jobs.with_raw_response.create(model="small", prompt_text="x")).parse()
    assert created.bind(client).id == created.id
    pages = lab.client(answer(200, {"data": [item()], "hasMore": False}))
    raw = lab.run(pages.with_raw_response.items.list(limit=3))
    assert [found.id for found in lab.all(raw.parse())] == ["a"]
    assert lab.run(lab.client(answer(204)).with_raw_response.jobs.cancel(JOB_ID)).parse() is None
    with pytest.raises(NotFoundError):
        lab.run(lab.client(answer(404, {"message": "x"})).with_raw_response.jobs.retrieve(JOB_ID))


# --- streaming ------------------------------------------------------------------------------------


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.closed = False

    def __iter__(self) -> Any:
        yield from self.chunks

    async def __aiter__(self) -> Any:
        for chunk in self.chunks:
            yield chunk

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def streamed(stream: Chunks, status: int = 200, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx.Response(status, headers=named, stream=stream)


def test_a_body_piece_by_piece(lab: Lab, tmp_path: Path) -> None:
    stream = Chunks(b"ab", b"cd")
    client = lab.client(streamed(stream, x_request_id="r"))
    manager = client.stream(lab.endpoints.files.download("a"))
    opened = lab.enter(manager)
    assert (opened.status_code, opened.request_id, stream.closed) == (200, "r", False)
    assert lab.all(opened.iter_bytes()) == [b"ab", b"cd"]
    lab.leave(manager)
    assert stream.closed
    packed = gzip.compress(b"x" * 1_000_000)
    manager = lab.client(
        streamed(Chunks(packed), content_encoding="gzip"), max_response_bytes=10
    ).stream(lab.endpoints.files.download("a"))
    opened = lab.enter(manager)
    assert lab.run(opened.save(tmp_path / "file")) == 1_000_000
    lab.leave(manager)
    assert (tmp_path / "file").read_bytes() == b"x" * 1_000_000


def test_a_stream_that_is_an_error_or_breaks(lab: Lab) -> None:
    stream = Chunks(b'{"message": "gone"}')
    with pytest.raises(APIStatusError, match="gone"):
        lab.enter(lab.client(streamed(stream, 404)).stream(lab.endpoints.items.retrieve("a")))
    assert stream.closed
    cut = Chunks(gzip.compress(b"x" * 1000)[:-20])
    manager = lab.client(streamed(cut, content_encoding="gzip")).stream(
        lab.endpoints.files.download("a")
    )
    opened = lab.enter(manager)
    with pytest.raises(APIResponseDecodeError, match="truncated"):
        lab.all(opened.iter_bytes())
    lab.leave(manager)


def test_a_stream_is_retried_before_it_begins(lab: Lab) -> None:
    first, second = Chunks(b"x"), Chunks(b"y")
    left = [httpx.Response(503, stream=first), httpx.Response(200, stream=second)]
    manager = lab.client(lambda request: left.pop(0)).stream(lab.endpoints.files.download("a"))
    assert lab.run(lab.enter(manager).read()) == b"y"
    assert first.closed and second.closed


# --- calls as values ------------------------------------------------------------------------------


def test_a_call_can_be_looked_at_pickled_and_sent_elsewhere(lab: Lab) -> None:
    call = lab.endpoints.jobs.create(model="small", prompt_text="x", seed=3)
    assert call.body == {"model": "small", "promptText": "x", "seed": 3}
    assert call.operation.operation_id == "createJob"
    assert "sk-" not in repr(call) and "promptText" in repr(call)
    again = unpickled(call)
    assert again == call and again.operation is call.operation
    assert str(lab.run(lab.client(answer(200, {"id": JOB_ID})).send(again)).id) == JOB_ID
    assert unpickled(lab.endpoints.items.list(limit=3)).parameters == {"limit": 3}
    assert call != lab.endpoints.jobs.create(model="small", prompt_text="y")
    call.check()


def test_to_curl_masks_the_key(lab: Lab) -> None:
    client = lab.client(
        answer(), default_query={"token": "tok"}, default_headers={"X-Api-Key": "own"}
    )
    call = lab.endpoints.jobs.create(model="small", prompt_text="it's")
    assert call.to_curl(client) == (
        "curl -X POST 'https://api.sample.test/root/jobs?token=***' \\\n"
        "  -H 'Accept: application/json' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  -H 'X-Api-Key: ***' \\\n"
        "  -H 'X-Version: 2024-11-06' \\\n"
        '  -H "Authorization: Bearer $SAMPLE_KEY" \\\n'
        """  --data-raw '{"model":"small","promptText":"it'"'"'s"}'"""
    )
    assert call.to_curl().startswith("curl -X POST https://api.sample.test/root/jobs \\\n")


def test_records_of_operations_find_their_function(sample: Any) -> None:
    (record,) = (one for one in sample.OPERATIONS if one.operation_id == "getJob")
    assert record.endpoint is sample.endpoints.jobs.retrieve
    assert (record.method, record.path) == ("GET", "/jobs/{id}")


LOOKS: list[Any] = [repr, copy.copy, pickle.dumps, dataclasses.asdict, lambda one: one.headers]


@pytest.mark.parametrize("look", LOOKS)
def test_a_request_is_masked_however_it_is_looked_at(lab: Lab, look: Any) -> None:
    """It is masked when something of it is read for the first time."""
    client = lab.client(answer(200, job()), default_headers={"X-Api-Key": "own-secret"})
    request = lab.run(client.with_raw_response.jobs.retrieve(JOB_ID)).request
    assert "own-secret" not in str(look(request))
    assert request.headers["X-Api-Key"] == "***" and "own-secret" not in str(pickle.dumps(request))
    assert unpickled(request) == request == copy.copy(request)
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.url = "x"
    with pytest.raises(AttributeError, match="no attribute 'body'"):
        _ = request.body
