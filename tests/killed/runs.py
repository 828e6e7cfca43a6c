"""Kill a run at random moments, start it again until it has ended, and ask the server what it was made to do."""

from __future__ import annotations

import json
import multiprocessing
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

from runway_client.batch import Journal
from tests.harness.task_server import Running
from tests.killed.child import main

Arguments = tuple[str, str, int, str, bool]
MOST_REQUESTS = 30
"""After a random number of requests, and a random part of `MOMENT` seconds, a run is killed."""
MOMENT = 0.05


def killed_round(
    server: Running, folder: Path, count: int, kills: int, flavour: str, has_keys: bool
) -> Counter[str]:
    """One set of calls; returns the figures. An assertion that fails is a lost id or a call paid twice."""
    folder.mkdir()
    arguments = (server.url, str(folder), count, flavour, has_keys)
    figures: Counter[str] = Counter(calls=count)
    while figures["killed"] < kills and not _ended(server, arguments):
        figures["killed"] += 1
        figures["whole files"] += _is_whole(folder / "run.journal")
    _end(arguments)
    figures["in doubt"] = _check(server, folder, count)
    assert not (has_keys and figures["in doubt"])
    if figures["in doubt"]:
        _settle(server, folder, figures)
        _end(arguments)
        assert _check(server, folder, count) == 0
    names = _created(server, folder)
    figures["tasks created"] = sum(map(len, names.values()))
    figures["created twice"] = sum(len(ids) > 1 for ids in names.values())
    assert figures["tasks created"] == count
    return figures


def _ended(server: Running, arguments: Arguments) -> bool:
    """Whether the run ended before the moment at which it was to be killed."""
    child = _child(arguments)
    last = server.stats()["requests"] + random.randrange(MOST_REQUESTS)
    while server.stats()["requests"] < last and child.is_alive():
        time.sleep(0.005)
    time.sleep(random.uniform(0, MOMENT))
    child.kill()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode == 0


def _end(arguments: Arguments) -> None:
    child = _child(arguments)
    child.join(120)
    assert child.exitcode == 0


def _child(arguments: Arguments) -> Any:
    """A run in a process of its own, forked from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.killed.child"])
    child = context.Process(target=main, args=arguments)
    child.start()
    return child


def _is_whole(path: Path) -> bool:
    """Read as another program does, after the kill."""
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        database.close()
    return True


def _created(server: Running, folder: Path) -> dict[str, list[str]]:
    names = server.stats()["names"]
    return {name: ids for name, ids in names.items() if name.startswith(f"{folder} ")}


def _outcomes(folder: Path) -> list[tuple[str, str, str]]:
    lines = (folder / "outcomes").read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line)) for line in lines]


def _check(server: Running, folder: Path, count: int) -> int:
    """Every call has its own task and result, or is said to be in doubt; returns the number of the latter."""
    created, outcomes = _created(server, folder), _outcomes(folder)
    assert [name for name, _, _ in outcomes] == [f"{folder} {number}" for number in range(count)]
    assert all(len(ids) == 1 for ids in created.values()), "a call was paid twice"
    for name, state, id_ in outcomes:
        assert state == "in doubt" or created[name] == [id_], "an id was lost"
    return sum(state == "in doubt" for _, state, _ in outcomes)


def _settle(server: Running, folder: Path, figures: Counter[str]) -> None:
    """What a user does: look at the server, then say what is there."""
    created = _created(server, folder)
    with Journal(folder / "run.journal") as journal:
        for name, state, key in _outcomes(folder):
            if state == "in doubt":
                ids: list[Any] = created.get(name, [])
                figures["in doubt, created"] += len(ids)
                journal.resolve(key, **({"id": ids[0]} if ids else {"resend": True}))
