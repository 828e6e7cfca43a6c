"""Bodies over a real connection: never whole in memory, never left open."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specwright import runtime as _r
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.operations import Bench, operation

PUT = operation("SOCKET_PUT", "PUT", body=_r.BinaryBody())
ANSWER = message(b"{}", 200, "Content-Type: application/json")


def test_an_iterator_is_sent_in_chunks(bench: Bench) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket, request: bytes) -> None:
        data = request.partition(b"\r\n\r\n")[2]
        while not data.endswith(b"0\r\n\r\n"):
            data += connection.recv(65536)
        seen.append(data)
        connection.sendall(ANSWER)

    def pieces() -> Iterator[bytes]:
        yield b"one"
        yield b"two"

    with serving(script) as server:
        client = bench.client(base_url=server.url)
        bench.run(client.send(_r.Call(PUT, {}, body=pieces())))
        bench.run(client.close())
    assert seen == [b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"]


def test_a_file_is_sent_with_its_length_and_closed(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 700_000)
    with serving(sends(ANSWER)) as server:
        client = bench.client(base_url=server.url)
        bench.run(client.send(_r.Call(PUT, {}, body=path)))
        bench.run(client.close())
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert b"Content-Length: 700000" in head and body == b"x" * 700_000


def test_a_refusal_in_the_middle_leaves_nothing_open(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 30_000_000)

    def refuse(connection: socket.socket, request: bytes) -> None:
        connection.sendall(message(b"", 413, "Connection: close"))
        connection.close()

    files: list[Any] = []

    def opening(self: Path, *arguments: Any) -> Any:
        files.append(open(self, *arguments))  # noqa: SIM115, PTH123  (this is what Path.open does)
        return files[-1]

    monkeypatch.setattr(Path, "open", opening)
    with serving(refuse) as server:
        client = bench.client(base_url=server.url, max_retries=0)
        with pytest.raises(_r.APIError):
            bench.run(client.send(_r.Call(PUT, {}, body=path)))
        bench.run(client.close())
    assert len(files) == 2 and all(file.closed for file in files)
