"""What may be sent twice, what may be pickled, and whose errors are whose."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright import runtime as _r
from tests.unit.runtime.contents import chunks, content
from tests.unit.runtime.operations import Bench
from tests.unit.runtime.request.test_bodies import MULTI, PUT_BYTES, call, sent


def failing(bench: Bench, body: Any, spec: _r.Operation = PUT_BYTES) -> int:
    answers = [httpx.Response(503, headers={"retry-after": "0"})] * 2 + [
        httpx.Response(200, json={})
    ]

    def handler(request: httpx.Request) -> httpx.Response:
        assert b"onetwo" in request.content
        return answers.pop(0)

    with contextlib.suppress(_r.InternalServerError):
        bench.run(bench.client(handler).send(call(spec, body=body)))
    return len(bench.requests)


@pytest.mark.parametrize(
    ("kind", "attempts"),
    [("bytes", 3), ("path", 3), ("opened", 3), ("list", 3), ("iterator", 1), ("async", 1)],
)
def test_only_what_can_be_read_again_is_sent_again(
    bench: Bench, tmp_path: Path, kind: str, attempts: int
) -> None:
    if kind != "async" or bench.is_async:
        assert failing(bench, content(kind, tmp_path)) == attempts
        form = {"first_name": "ab", "avatar": content(kind, tmp_path)}
        assert failing(bench, form, MULTI) == 2 * attempts


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_a_pipe_is_read_once(bench: Bench) -> None:
    assert failing(bench, Pipe(b"onetwo")) == 1


def test_what_a_users_iterator_raises_is_theirs(bench: Bench) -> None:
    class Mine(Exception):
        pass

    def broken(error: Exception) -> Iterator[bytes]:
        yield b"one"
        raise error

    for error in (Mine("mine"), OSError("disk"), httpx.ReadError("other client")):
        with pytest.raises(type(error)) as caught:
            sent(bench, call(PUT_BYTES, body=broken(error)))
        assert caught.value is error
    with pytest.raises(TypeError, match="must yield bytes, not str"):
        sent(bench, call(PUT_BYTES, body=(text for text in ["a"])))


def test_redirects_do_not_replay_an_iterator(bench: Bench) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(307, headers={"location": "/v1/other"})

    client = bench.client(handler, follow_redirects=True)
    with pytest.raises(_r.APIStatusError, match="not followed"):
        bench.run(client.send(call(PUT_BYTES, body=chunks())))
    assert len(bench.requests) == 1


@pytest.mark.parametrize("kind", ["bytes", "path", "list"])
def test_calls_pickle_with_what_can_be_read_elsewhere(
    bench: Bench, tmp_path: Path, kind: str
) -> None:
    made = call(PUT_BYTES, body=content(kind, tmp_path), content_type="application/octet-stream")
    loaded = pickle.loads(pickle.dumps(made))  # noqa: S301  (our own bytes)
    assert loaded == made
    assert sent(bench, loaded).content == b"onetwo"


@pytest.mark.parametrize("kind", ["opened", "iterator"])
def test_calls_with_open_files_refuse_to_pickle(tmp_path: Path, kind: str) -> None:
    for made in (
        call(PUT_BYTES, body=content(kind, tmp_path)),
        call(MULTI, first_name="ab", avatar=content(kind, tmp_path)),
    ):
        with pytest.raises(TypeError, match="pass the file's path or its bytes instead"):
            pickle.dumps(made)
