"""`specwright mock` as a process of its own, asked over real sockets."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright.cli import main

DOCUMENT = """\
openapi: 3.1.0
info: {title: "Jobs \\u001b[31m", version: "1"}
servers: [{url: https://jobs.example.com/v2}]
paths:
  /jobs:
    post:
      operationId: createJob
      x-specwright-waits-for: getJob
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}
      responses:
        "201": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
  /jobs/{id}:
    get:
      operationId: getJob
      x-specwright-waiter: {method: wait, argument: id, from: id, status: state, succeeded: [done], failed: [broken]}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
  /shops:
    get: {operationId: shops, responses: {"204": {description: ""}}}
  /shops/{id}:
    delete:
      operationId: close
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: ""}}
  /shops/{shop}/sign:
    get:
      operationId: sign
      parameters: [{name: shop, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: "", content: {text/plain: {schema: {type: string}}}}}
  /events:
    get:
      operationId: listen
      responses:
        "200":
          description: ""
          content: {text/event-stream: {itemSchema: {type: object, properties: {n: {type: integer}}}}}
  /big:
    get:
      operationId: big
      responses: {"200": {description: "", content: {text/plain: {schema: {type: string}}}}}
  /files:
    post:
      operationId: send
      requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {"204": {description: ""}}
components:
  schemas:
    Job:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        state: {enum: [queued, running, done, broken]}
        output: {type: array, items: {type: string, format: uri}, minItems: 1}
"""
DELAY = 0.04


@dataclass
class Mock:
    process: subprocess.Popen[str]
    url: str
    client: httpx.Client
    port_file: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def script(self, **script: Any) -> httpx.Response:
        return self.client.post("/_mock/scripts", json=script)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    folder = tmp_path_factory.mktemp("mock")
    (folder / "jobs.yaml").write_text(DOCUMENT, "utf-8")
    command = [sys.executable, "-m", "specwright", "mock", "jobs.yaml", "--port", "0"]
    command += [
        "--port-file",
        "port",
        "--format",
        "json",
        "--delay",
        str(DELAY),
        "--max-body",
        "1000000",
    ]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    started = json.loads(process.stdout.readline())
    assert started["event"] == "listening" and started["operations"] == 8
    assert (folder / "port").read_text() == f"{started['port']}\n"
    with httpx.Client(base_url=started["url"], trust_env=False) as client:
        yield Mock(process, started["url"], client, folder / "port")
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def mock(running: Mock) -> Mock:
    assert running.client.delete("/_mock").status_code == 204
    return running


def raw(mock: Mock, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What the server sends for these bytes until it closes the connection."""
    with socket.create_connection(("127.0.0.1", mock.port), 5) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        found = b""
        while piece := connection.recv(65536):
            found += piece
        return found


def test_a_task_is_created_polled_and_downloaded(mock: Mock) -> None:
    created = mock.client.post("/v2/jobs", json={"text": "a"})
    assert created.status_code == 201
    path = f"/jobs/{created.json()['id']}"
    jobs = [mock.client.get(path).json() for _ in range(4)]
    assert [job["state"] for job in jobs] == ["queued", "running", "done", "done"]
    [url] = jobs[-1]["output"]
    whole = mock.client.get(url)
    part = mock.client.get(url, headers={"Range": "bytes=10-", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, whole.content[10:])
    head = mock.client.head(url)
    assert head.headers["Content-Length"] == str(len(whole.content)) and not head.content


def test_nothing_is_left_below_what_was_deleted(mock: Mock) -> None:
    assert mock.client.get("/shops/a/sign").status_code == 200
    assert mock.client.delete("/shops/a").status_code == 204
    assert mock.client.get("/shops/a/sign").status_code == 404
    assert mock.client.get("/shops/b/sign").status_code == 200


def test_a_script_says_what_comes_next(mock: Mock) -> None:
    limited = {"status": 429, "headers": {"Retry-After": "7"}, "times": 2}
    assert mock.script(operation="getJob", replies=[limited, {"json": {"id": 1}}]).is_success
    assert mock.script(operation="GET /events", tasks=["broken"]).is_success
    answers = [mock.client.get("/jobs/x") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 200, 200]
    assert answers[0].headers["Retry-After"] == "7" and answers[2].json() == {"id": 1}
    assert answers[3].json()["state"] == "queued"
    told = mock.client.get("/_mock/calls").json()
    assert told["statuses"] == {"jobs.get_job": {"429": 2, "200": 2}}
    assert told["counts"] == {"jobs.get_job": 4} and told["calls"][0]["arguments"] == {"id": "x"}
    assert mock.client.get("/_mock/calls?operation=other").json()["calls"] == []
    assert "never used" in mock.client.get("/_mock/scripts").json()["unused"][0]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"operation": "getJobs"}, "did you mean 'getJob'"),
        ({"operation": "getJob", "replies": [{"statsu": 1}]}, "scripts[1].replies[0].statsu"),
        ({"operation": "getJob", "replies": [{"headers": {"X": "a\r\nB: c"}}]}, "header X"),
        (
            {"operation": "getJob", "replies": [{"headers": {"Content-Length": "1"}}]},
            "Content-Length",
        ),
        ({"replies": [{"status": 500}]}, "operation"),
        ({"tasks": ["finished"]}, "finished"),
        ([[]], "scripts[1]"),
    ],
    ids=str,
)
def test_a_wrong_script_is_refused_and_changes_nothing(mock: Mock, script: Any, said: str) -> None:
    good = {"operation": "getJob", "replies": [{"status": 418}]}
    answer = mock.client.post("/_mock/scripts", json=[good, script])
    assert answer.status_code == 400 and said in answer.json()["error"], answer.text
    assert mock.client.get("/jobs/1").status_code == 200


def test_a_connection_is_really_reset(mock: Mock) -> None:
    mock.script(operation="getJob", replies=[{"reset": True}])
    request = b"GET /jobs/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with pytest.raises(ConnectionResetError):
        raw(mock, request)
    assert raw(mock, request).startswith(b"HTTP/1.1 200 ")


def test_events_come_one_by_one(mock: Mock) -> None:
    times = []
    with mock.client.stream("GET", "/events") as response:
        times = [time.perf_counter() for line in response.iter_lines() if line.startswith("data")]
    assert len(times) == 3 and min(b - a for a, b in pairwise(times)) > DELAY / 2


def test_bodies_of_every_size_and_pace(mock: Mock) -> None:
    pieces = (bytes(1000) for _ in range(5))  # chunked
    assert (
        mock.client.post(
            "/files", content=pieces, headers={"Content-Type": "application/octet-stream"}
        ).status_code
        == 204
    )
    assert mock.client.get("/_mock/calls").json()["calls"][0]["body"] == "<5000 bytes>"
    assert mock.client.post("/files", content=bytes(1_000_001)).status_code == 413
    assert mock.client.post("/files", content=(bytes(600_000) for _ in range(2))).status_code == 413
    mock.script(operation="big", replies=[{"text": "x" * 700_000}])
    assert mock.client.get("/big").text == "x" * 700_000
    slow = raw(
        mock,
        b"POST /jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n",
        b'Content-Length: 10\r\n\r\n{"text',
        b'":1}',
        pause=0.05,
    )
    assert slow.startswith(b"HTTP/1.1 400 ") and b"text" in slow


def test_head_options_and_what_is_unknown(mock: Mock) -> None:
    head = mock.client.head("/big")
    assert head.status_code == 200 and not head.content
    assert mock.client.options("/jobs").headers["Allow"] == "POST"
    unknown = mock.client.put("/jobs")
    assert unknown.status_code == 405 and unknown.headers["Allow"] == "POST"
    assert mock.client.get("/nowhere").status_code == 404
    assert mock.client.put("/_mock/calls").status_code == 405


def test_mangled_requests_are_answered(mock: Mock) -> None:
    for line in ("GET * HTTP/1.1", "GET http://[ HTTP/1.1", "OPTIONS //x/%ff HTTP/1.1"):
        for header in ("Host: [::::]", "Host:", "Host: x\r\nOrigin: http://["):
            said = raw(mock, f"{line}\r\n{header}\r\nConnection: close\r\n\r\n".encode())
            assert said.startswith(b"HTTP/1.1 4"), said


def test_pages_of_this_machine_may_call_and_others_may_not_control(mock: Mock) -> None:
    asked = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    preflight = mock.client.options(
        "/jobs", headers={**asked, "Access-Control-Request-Headers": "x-a"}
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert preflight.headers["Access-Control-Allow-Headers"] == "x-a"
    foreign = mock.client.get("/big", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in foreign.headers
    for headers in (
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        assert mock.client.get("/_mock/calls", headers=headers).status_code == 403
        assert mock.client.delete("/_mock", headers=headers).status_code == 403
    assert mock.client.get("/_mock", headers={"Origin": "http://127.0.0.1:1"}).is_success


def test_a_signal_ends_it_cleanly_and_every_request_was_a_line(running: Mock) -> None:
    running.client.post("/jobs?a=%1b", json={})
    running.process.send_signal(signal.SIGTERM)
    assert running.process.stdout is not None
    lines = [json.loads(line) for line in running.process.stdout]
    assert running.process.wait(10) == 0 and not running.port_file.exists()
    last = lines[-1]
    assert (last["method"], last["path"], last["status"]) == ("POST", "/jobs?a=%1b", 400)
    assert last["operation"] == "jobs.create_job" and "text" in last["problems"][0]


def test_what_keeps_it_from_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs.yaml").write_text(DOCUMENT, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["mock", "jobs.yaml", "--port", str(taken.getsockname()[1])]) == 2
    assert "in use; choose another with --port" in capsys.readouterr().err
    (tmp_path / "broken.yaml").write_text("openapi: 3.1.0\npaths: [", "utf-8")
    assert main(["mock", "broken.yaml"]) == 2
    assert main(["mock"]) == 2
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "specwright.mock.serving", raising=False)
    assert main(["mock", "jobs.yaml"]) == 2
    assert "pip install 'specwright[mock]'" in capsys.readouterr().err
