"""A client from its making to its end: pickles, threads, forks, loops, pools; what importing it costs."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import importlib.metadata
import json
import os
import pickle
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import AsyncRunwayML, RunwayML, endpoints
from tests.client.support import CREATED, HARE, ORGANIZATION, SPEECH, TASK_ID, good, page, task
from tests.harness.flavour import KEY, answer, answers, response, unpickled
from tests.harness.runway import ClientLab
from tests.harness.socket_server import serving

pytestmark = pytest.mark.usefixtures("little_garbage")

# --- pickling -------------------------------------------------------------------------------------


def test_pickling_of_results(lab: ClientLab) -> None:
    results = (response(200, CREATED), response(200, task("SUCCEEDED")))
    client = lab.client(answers(*results))
    created = lab.run(client.text_to_speech.create(**SPEECH))
    again = unpickled(created)
    assert again == created and KEY.encode() not in pickle.dumps(created)
    with pytest.raises(runway_client.RunwayMLError, match=r"\.bind\(client\)"):
        lab.run(again.wait_for_task_output())
    assert lab.run(again.bind(client).wait_for_task_output()).status == "SUCCEEDED"


def test_pickling_of_pages_and_calls(lab: ClientLab) -> None:
    client = lab.client(answers(page("n1", "a"), page(None, "b")))
    first = unpickled(lab.run(client.voices.list()))
    assert [voice.name for voice in lab.all(first.bind(client))] == ["a", "b"]
    call = endpoints.image_to_video.create(**HARE)
    assert unpickled(call) == call
    upload = endpoints.uploads.create_ephemeral(Path("hare.png"))
    assert unpickled(upload).file == Path("hare.png")
    with Path(__file__).open("rb") as file, pytest.raises(TypeError, match="open file"):
        pickle.dumps(endpoints.uploads.create_ephemeral(file))


def test_pickling_of_a_client(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    client = lab.kind(api_key=KEY, base_url="https://b.example/x", runway_version="v9")
    assert KEY.encode() not in pickle.dumps(client)
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key-from-the-environment")
    again = unpickled(client)
    assert (type(again), again.base_url) == (lab.kind, "https://b.example/x")
    curl = endpoints.tasks.retrieve(TASK_ID).to_curl(again)
    assert "https://b.example/x/v1/tasks/" in curl and "X-Runway-Version: v9" in curl
    with pytest.raises(TypeError, match="made with http_client="):
        pickle.dumps(lab.kind(http_client=lab.http_client(answer())))


def test_pickling_of_errors(lab: ClientLab) -> None:
    client = lab.client(answer(404, {"error": "gone"}, x_request_id="r-1"))
    with pytest.raises(runway_client.NotFoundError) as caught:
        lab.run(client.tasks.retrieve(TASK_ID))
    again = unpickled(caught.value)
    assert (str(again), again.request_id, again.body) == (
        str(caught.value),
        "r-1",
        caught.value.body,
    )


# --- life -----------------------------------------------------------------------------------------


class Watched(httpx.MockTransport):
    closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_life_what_is_handed_in_is_never_closed(lab: ClientLab) -> None:
    transport, own = Watched(answer(200, ORGANIZATION)), lab.http_client(answer(200, ORGANIZATION))
    for given in ({"transport": transport}, {"http_client": own}):
        client = lab.kind(api_key=KEY, **given)
        opened = lab.enter(client)
        lab.run(opened.organization.retrieve())
        lab.leave(client)
        with pytest.raises(runway_client.ClientClosedError):
            lab.run(client.organization.retrieve())
    assert transport.closed == 0 and not own.is_closed


def test_life_a_copy_does_not_close_the_pool(lab: ClientLab) -> None:
    client = lab.client(answer(200, ORGANIZATION))
    lab.run(client.with_options(timeout=1).close())
    lab.run(client.organization.retrieve())
    assert copy.deepcopy(client) is client
    lab.run(client.close())


def test_life_many_threads_on_one_client() -> None:
    """Over real connections; first calls at the same moment make one pool."""
    wrong: list[object] = []
    start = threading.Barrier(12)
    with serving(good()) as server, RunwayML(api_key=KEY, base_url=server.url) as client:

        def use() -> None:
            start.wait()
            for _ in range(8):
                found = client.organization.retrieve()
                if found.credit_balance != 1250:
                    wrong.append(found)

        threads = [threading.Thread(target=use) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (wrong, len(server.requests)) == ([], 96)
        assert len(server._open) <= 12


def test_life_many_coroutines_on_one_client() -> None:
    async def use(url: str) -> list[int]:
        async with AsyncRunwayML(api_key=KEY, base_url=url) as client:
            found = await asyncio.gather(*(client.organization.retrieve() for _ in range(24)))
            return [one.credit_balance for one in found]

    with serving(good()) as server:
        assert asyncio.run(use(server.url)) == [1250] * 24


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_life_a_forked_child_has_connections_of_its_own(lab: ClientLab) -> None:
    with lab.serving(good()) as (client, server):
        lab.run(client.organization.retrieve())
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = 0 if _in_child(lab, client) == 1250 else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        lab.run(client.organization.retrieve())
        assert len(server.requests) == 3 and len(server._open) == 2


def _in_child(lab: ClientLab, client: Any) -> int:
    if not lab.is_async:
        return int(client.organization.retrieve().credit_balance)

    async def use() -> int:
        return int((await client.organization.retrieve()).credit_balance)

    return asyncio.run(use())


def test_life_goes_on_after_a_closed_event_loop() -> None:
    async def use() -> int:
        return (await client.organization.retrieve()).credit_balance

    async def end() -> int:
        found = await use()
        await client.aclose()
        return found

    with serving(good()) as server, dead_connections():
        client = AsyncRunwayML(api_key=KEY, base_url=server.url)
        assert [asyncio.run(use()), asyncio.run(use()), asyncio.run(end())] == [1250] * 3
        with pytest.raises(runway_client.ClientClosedError):
            asyncio.run(use())


@contextlib.contextmanager
def dead_connections() -> Iterator[None]:
    """Those of a loop that ended without closing them complain when they are collected, as they should."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


# --- import ---------------------------------------------------------------------------------------

PROGRAM = """
import json, sys
import runway_client
before = sorted(sys.modules)
from runway_client import RunwayML
client = RunwayML(api_key="k")
client.tasks
print(json.dumps([before, sorted(sys.modules)]))
"""


def test_import_builds_nothing_that_is_not_used(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(checkout / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    imported, used = (set(names) for names in json.loads(done.stdout))
    assert not imported & {"httpx", "pydantic", "asyncio", "runway_client._client"}
    assert not any(name.startswith("runway_client.models.") for name in imported)
    assert (
        "runway_client.models.avatar" not in used and "runway_client.resources.voices" not in used
    )


# --- dependencies ---------------------------------------------------------------------------------

IMPORT = re.compile(r"^\s*(?:import|from) (\w+)", re.M)
ALLOWED = {"httpx", "pydantic", "pydantic_core", "typing_extensions"}


def test_dependencies_are_httpx_and_pydantic(checkout: Path) -> None:
    folder = checkout / "generated" / "runway_client"
    found = {
        name
        for file in folder.rglob("*.py")
        if file.name != "_pytest_plugin.py"
        for name in IMPORT.findall(file.read_text("utf-8"))
    }
    prose = {"the", "a", "what", "its", "an"}  # a docstring may have a line that begins with "from"
    assert found - prose <= ALLOWED | {"anyio"} | sys.stdlib_module_names  # anyio comes with httpx
    declared = (checkout / "generated" / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"\ndependencies = \[(.*?)\]", declared, re.S)
    assert listed is not None
    names = set(re.findall(r'"(\w+)', listed[1]))
    assert names == {"httpx", "pydantic"}
    for name in names:
        assert importlib.metadata.version(name)


def test_pickling_drops_a_key_that_stands_under_another_name(lab: ClientLab) -> None:
    headers = {"X-Other": KEY, "X-Ok": "1"}
    client = type(lab.client(good()))(
        api_key=KEY, default_headers=headers, default_query={"k": KEY}
    )
    pickled = pickle.dumps(client)
    assert KEY.encode() not in pickled and b"X-Ok" in pickled
