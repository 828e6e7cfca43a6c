"""The program of docs/many-machines.md, on clusters of Dask."""

from __future__ import annotations

import importlib
import json
import os
import pickle
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from runway_client import Activity, endpoints
from runway_client.batch import Journal
from tests.harness.socket_server import message, serving
from tests.packaging.commands import ROOT, blocks_of

SECRET = "key_of_the_workers"
TASK = "497f6eca-6276-4993-bfeb-000000000001"


def test_the_page_has_the_program() -> None:
    (block,) = (block for block in blocks_of(ROOT / "docs/many-machines.md") if block.name)
    assert block.text == (ROOT / "docs/examples/many_machines.py").read_text("utf-8")


@pytest.mark.filterwarnings("default")  # of Dask
def test_a_ticket_is_for_one_request_and_a_429_pauses_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client, LocalCluster, Queue

    times: list[float] = []

    def answer(connection: socket.socket, request: bytes) -> None:
        times.append(time.monotonic())
        task = {
            "id": TASK,
            "createdAt": "2024-01-02T03:04:05Z",
            "status": "SUCCEEDED",
            "output": [],
        }
        connection.sendall(
            message(json.dumps(task).encode(), 200, "Content-Type: application/json")
        )

    def reject(connection: socket.socket, request: bytes) -> None:
        times.append(time.monotonic())
        connection.sendall(message(b"{}", 429, "Retry-After: 1"))

    monkeypatch.syspath_prepend(ROOT / "docs/examples")
    machines: Any = importlib.import_module("many_machines")
    calls = [endpoints.sound_effect.create(prompt_text=f"take {n}") for n in range(8)]
    assert SECRET not in str(pickle.dumps(calls))
    options: dict[str, Any] = {"processes": False, "n_workers": 2, "threads_per_worker": 1}
    with (
        serving(reject, answer) as server,
        LocalCluster(**options, dashboard_address=":0") as cluster,
        Client(cluster) as dask,
        Journal(tmp_path / "journal") as journal,
    ):
        monkeypatch.setenv("RUNWAYML_API_SECRET", SECRET)  # of the workers, which are threads here
        monkeypatch.setenv("RUNWAYML_BASE_URL", server.url)
        outcomes = list(machines.send_from(calls, journal, machines.Machines(dask)))
        assert [outcome.call for outcome in outcomes if outcome.error is None] == calls
        assert all(f"Bearer {SECRET}".encode() in request for request in server.requests)
        under_way = [moment for moment in times if moment < times[0] + 0.9]
        assert len(under_way) <= 2, "the other worker went on"

        sent = len(times)
        ticket = Queue("once-ticket", dask)
        ticket.put("send once")
        for _ in range(2):  # as Dask does after a worker has died
            dask.submit(machines.send, calls[0], "once", {}, pure=False).result()
        assert len(times) == sent + 1
        ticket.close()
        for worker in cluster.workers.values():
            worker.runway.close()  # a process ends with its connections

        cluster.scale(0)
        impatient = machines.Machines(dask, patience=0.2)
        with (
            impatient.around(Activity("call", "sound_effect.create", call=calls[0])),
            pytest.raises(httpx.ConnectError, match="no worker has sent"),
        ):
            impatient.handle_request(httpx.Request("POST", server.url))
        assert len(times) == sent + 1


@pytest.mark.slow
def test_killed_workers_pay_nothing_twice_and_lose_no_id() -> None:
    """In a process of its own, because workers are copies of it, and its logging is changed."""
    command = [sys.executable, "-m", "tests.killed.machines", "2", "40", "3"]
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "generated", ROOT / "generator")))
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "created twice: 0, ids lost: 0" in done.stdout
