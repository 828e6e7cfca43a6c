"""A server of tasks in a process of its own: creates them, ends them after a while and counts what it did.

`python -m tests.harness.task_server` prints its port. POST creates a task, named by the `promptText` of its
body; equal `Idempotency-Key`s create one. `GET /v1/tasks/ID` shows it, `GET /files/ID` is its output, and
`GET /stats` has the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

ORGANIZATION = {
    "tier": {"maxMonthlyCreditSpend": 0, "models": {}},
    "creditBalance": 1,
    "usage": {"models": {}},
}
BODY = bytes(range(256)) * 64


class TaskServer:
    def __init__(self, seconds: float, delay: float, limit: int) -> None:
        self.seconds, self.delay, self.limit = seconds, delay, limit
        self.port = 0
        self.begun: dict[str, float] = {}
        self.names: dict[str, list[str]] = {}
        self.by_key: dict[str, str] = {}
        self.requests = self.rejected = self.under_way = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.partition(":") for line in head[1:])
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method, path, _ = head[0].split(" ")
                status, answer = await self.answer(method, path, headers, body)
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                kind = "video/mp4" if isinstance(answer, bytes) else "application/json"
                said = (
                    f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}"
                )
                writer.write(f"{said}\r\n\r\n".encode() + content)
                await writer.drain()
        writer.close()

    async def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        if path == "/stats":
            return 200, {"names": self.names, "requests": self.requests, "rejected": self.rejected}
        self.requests += 1
        if self.limit and self.under_way >= self.limit:
            self.rejected += 1
            return 429, {"error": "too many requests"}
        self.under_way += 1
        try:
            if method == "POST":
                return 200, {"id": await self.create(json.loads(body)["promptText"], headers)}
        finally:
            self.under_way -= 1
        if path == "/v1/organization":
            return 200, ORGANIZATION
        id_ = path.rpartition("/")[2]
        return 200, BODY if path.startswith("/files/") else self.task(id_)

    async def create(self, name: str, headers: dict[str, str]) -> str:
        """Slow before and after the moment of creation, so that clients die on both sides of it."""
        await asyncio.sleep(self.delay * random.random())
        key = headers.get("idempotency-key", "")
        id_ = f"497f6eca-6276-4993-bfeb-{len(self.begun):012}"
        id_ = self.by_key.setdefault(key, id_) if key else id_
        if id_ not in self.begun:
            self.begun[id_] = time.monotonic()
            self.names.setdefault(name, []).append(id_)
        await asyncio.sleep(self.delay * random.random())
        return id_

    def task(self, id_: str) -> dict[str, Any]:
        shown = {"id": id_, "createdAt": "2024-01-02T03:04:05Z"}
        if time.monotonic() < self.begun[id_] + self.seconds:
            return {**shown, "status": "PENDING"}
        return {
            **shown,
            "status": "SUCCEEDED",
            "output": [f"http://127.0.0.1:{self.port}/files/{id_}"],
        }

    async def run(self) -> None:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        print(self.port, flush=True)
        await server.serve_forever()


class Running:
    """The server as its clients' side sees it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(trust_env=False, verify=False)  # noqa: S501  # plain HTTP, to itself

    def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"{self.url}/stats").json()
        return found


@contextlib.contextmanager
def task_server(seconds: float = 0.3, delay: float = 0.02, limit: int = 0) -> Iterator[Running]:
    options = [f"--seconds={seconds}", f"--delay={delay}", f"--limit={limit}"]
    command = [sys.executable, "-m", "tests.harness.task_server", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server = Running(int(process.stdout.readline()))
        try:
            yield server
        finally:
            server.client.close()
            process.kill()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--delay", type=float)
    parser.add_argument("--limit", type=int)
    asyncio.run(TaskServer(**vars(parser.parse_args())).run())


if __name__ == "__main__":
    main()
