"""Uploads of what is a path and no plain file: pipes, devices, folders, files of /proc; and the deadline."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from specwright.runtime import APITimeoutError, Call, Clock, RequestOptions
from specwright.runtime.operation.body_specs import BinaryBody
from tests.harness.flavour import answer, response
from tests.unit.runtime.lab import Lab

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
TARGET = {"uploadUrl": "https://storage.test/b", "fields": {"k": "v"}, "fileUri": "u"}


def put(lab: Lab, content: Any) -> Call[None]:
    operation = lab.endpoints.files.download("a").operation
    operation = replace(operation, method="PUT", body=BinaryBody(), responses=())
    return Call(operation, {"name": "a"}, content)


def storage(request: Any) -> Any:
    return response(204) if request.url.host == "storage.test" else response(200, TARGET)


def pipe(folder: Path, *pieces: bytes, delay: float = 0.0) -> Path:
    """A named pipe into which somebody writes from time to time."""
    path = folder / "frames.bin"
    os.mkfifo(path)

    def write() -> None:
        time.sleep(delay)
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                file.flush()
                time.sleep(delay)

    if pieces:
        threading.Thread(target=write, daemon=True).start()
    return path


@pytest.mark.parametrize("delay", [0.0, 0.25])
def test_a_pipe_is_uploaded(lab: Lab, tmp_path: Path, delay: float) -> None:
    path = pipe(tmp_path, b"x" * 400, b"y" * 400, delay=delay)
    client = lab.client(storage)
    assert lab.run(client.files.upload(path)).uri == "u"
    assert b"x" * 400 + b"y" * 400 in lab.requests[-1].content


def test_a_pipe_is_sent_in_chunks(lab: Lab, tmp_path: Path) -> None:
    client = lab.client(answer(204))
    lab.run(client.send(put(lab, pipe(tmp_path, b"abc", b"def"))))
    assert lab.requests[0].content == b"abcdef"
    assert lab.requests[0].headers["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("how", ["upload", "body"])
def test_nobody_writes_into_the_pipe(lab: Lab, tmp_path: Path, how: str) -> None:
    options = RequestOptions(deadline=0.4)
    client = lab.client(storage, clock=Clock())
    path = pipe(tmp_path)
    began = time.monotonic()
    if how == "upload":
        send = partial(client.files.upload, path, request_options=options)
    else:
        send = partial(client.send, put(lab, path), options)
    with pytest.raises(APITimeoutError, match="deadline"):
        lab.run(send())
    assert time.monotonic() - began < 2


def test_other_paths(lab: Lab, tmp_path: Path) -> None:
    client = lab.client(answer(204))
    with pytest.raises(IsADirectoryError):
        lab.run(client.send(put(lab, tmp_path)))
    lab.run(client.send(put(lab, Path(os.devnull))))
    assert lab.requests[-1].content == b""
    if Path("/proc/version").exists():
        lab.run(client.send(put(lab, Path("/proc/version"))))
        assert lab.requests[-1].content == Path("/proc/version").read_bytes()
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(3_000_000)
    lab.run(client.send(put(lab, sparse)))
    assert lab.requests[-1].content == bytes(3_000_000)
