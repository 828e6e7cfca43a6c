"""Rows about the client: its first call, each later one, beside the vendor's package and bare httpx."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.peers import CLIENT, RUNWAYML, environment, install_client
from tests.benchmarks.running import least, run_well, say
from tests.benchmarks.table import Goal, Line, Peer

OURS: Final = "runway_client"
VENDOR: Final = "runwayml"
FIRST: Final = 1.2
HELP: Final = 0.060

# A transport that answers at once: what is measured is what runs around it.
_API: Final = """
import json, sys, time
identity = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
task = {
    "id": identity, "status": "SUCCEEDED", "createdAt": "2024-06-27T19:49:32.334Z",
    "output": ["https://example.com/a.mp4"],
}
voice = {
    "id": identity, "name": "Narrator", "description": None, "createdAt": "2019-08-24T14:15:22Z",
    "status": "READY", "previewUrl": None,
}
bodies = {
    "/v1/image_to_video": {"id": identity},
    "/v1/tasks/" + identity: task,
    "/v1/voices": {"data": [voice] * 100, "hasMore": False, "nextCursor": None},
}
answers = {path: json.dumps(body).encode() for path, body in bodies.items()}
wanted = {
    "model": "gen4_turbo", "promptText": "a hare", "ratio": "1280:720", "duration": 5,
    "promptImage": "https://example.com/hare.jpg",
}
headers = {"Authorization": "Bearer key", "X-Runway-Version": "2024-11-06"}
def answer(request):
    import httpx
    kind = {"content-type": "application/json"}
    return httpx.Response(200, headers=kind, content=answers[request.url.path])
"""

_CALLS: Final = """
def create(client):
    return client.image_to_video.create(
        model="gen4_turbo", prompt_text="a hare", ratio="1280:720", duration=5,
        prompt_image="https://example.com/hare.jpg",
    ).id
def retrieve(client):
    return client.tasks.retrieve(identity).output
def page(client):
    return client.voices.list(limit=100).data[99].name
def bare_create(http):
    return http.post("/v1/image_to_video", json=wanted).json()["id"]
def bare_retrieve(http):
    return http.get("/v1/tasks/" + identity).json()["output"]
def bare_page(http):
    return http.get("/v1/voices", params={"limit": 100}).json()["data"][99]["name"]
"""

_FIRST: Final = (
    _API
    + _CALLS
    + """
began = time.process_time()
import importlib
module = importlib.import_module(sys.argv[1])
import httpx
http = httpx.Client(transport=httpx.MockTransport(answer))
client = module.RunwayML(api_key="key", http_client=http)
(create if sys.argv[2] == "create" else retrieve)(client)
print(time.process_time() - began)
"""
)

# What one writes without a client: a model for the answer, and httpx.
_FIRST_BARE: Final = (
    _API
    + """
began = time.process_time()
import datetime, typing
import httpx, pydantic
class Created(pydantic.BaseModel):
    id: str
class Task(pydantic.BaseModel):
    id: str
    status: typing.Literal["SUCCEEDED", "FAILED"]
    createdAt: datetime.datetime
    output: list[str]
http = httpx.Client(
    transport=httpx.MockTransport(answer), base_url="https://api.dev.runwayml.com", headers=headers
)
if sys.argv[2] == "create":
    Created.model_validate_json(http.post("/v1/image_to_video", json=wanted).content).id
else:
    Task.model_validate_json(http.get("/v1/tasks/" + identity).content).output
print(time.process_time() - began)
"""
)

_EACH: Final = (
    _API
    + _CALLS
    + """
import importlib
import httpx
rounds, count = int(sys.argv[2]), int(sys.argv[3])
module = importlib.import_module(sys.argv[1])
transport = httpx.MockTransport(answer)
client = module.RunwayML(api_key="key", http_client=httpx.Client(transport=transport))
http = httpx.Client(transport=transport, base_url="https://api.dev.runwayml.com", headers=headers)
found = {}
for name, call, bare, times in (
    ("create", create, bare_create, count), ("retrieve", retrieve, bare_retrieve, count),
    ("page", page, bare_page, max(1, count // 5)),
):
    for kind, one, with_what in ((name, call, client), ("bare " + name, bare, http)):
        for _ in range(5):
            one(with_what)
    for _ in range(rounds):
        for kind, one, with_what in ((name, call, client), ("bare " + name, bare, http)):
            started = time.process_time()
            for _ in range(times):
                one(with_what)
            spent = (time.process_time() - started) / times * 1e6
            found[kind] = min(spent, found.get(kind, spent))
print(json.dumps(found))
"""
)


@dataclass(frozen=True, slots=True)
class Clients:
    """Where the packages are, and which."""

    python: Path
    packages: tuple[str, ...]
    extra: Mapping[str, str]

    def run(self, program: str, *arguments: str) -> str:
        command = [str(self.python), "-c", program, *arguments]
        return run_well(command, self.extra).output


def clients(*, with_peers: bool) -> Clients:
    if not with_peers:
        return Clients(Path(sys.executable), (OURS,), {"PYTHONPATH": str(CLIENT.parent)})
    python = environment(RUNWAYML)
    install_client(python)
    return Clients(python, (OURS, VENDOR), {})


def first(made: Clients, runs: int) -> Iterator[Line]:
    """Import, construct, first call, in a fresh process; in turns, so that a slow moment hits all."""
    for call, what in (("retrieve", "tasks.retrieve"), ("create", "image_to_video.create")):
        say(f"first call: {what}")
        names = ("bare", *made.packages)
        found: dict[str, float] = {}
        for turn in range(runs + 1):
            for name in names:
                program = _FIRST_BARE if name == "bare" else _FIRST
                spent = float(made.run(program, name, call)) * 1e3
                if turn:  # the first only warms up
                    found[name] = min(spent, found.get(name, spent))
        bare = found["bare"]
        peers = _vendor({name: figure / bare for name, figure in found.items()})
        note = f"bare httpx with pydantic takes {bare:.0f} ms"
        line = f"first {what}, times bare httpx"
        yield Line("first", line, "", found[OURS] / bare, peers, Goal(FIRST), note)


def calls(made: Clients, runs: int, count: int = 300) -> Iterator[Line]:
    """What a call costs beyond the same call in bare httpx, once all is warm."""
    say("calls")
    best: dict[str, dict[str, float]] = {name: {} for name in made.packages}
    for _ in range(runs):
        for name, known in best.items():
            figures: dict[str, float] = json.loads(made.run(_EACH, name, "3", str(count)))
            known.update({k: min(v, known.get(k, v)) for k, v in figures.items()})
    for call, what, share in (
        ("retrieve", "tasks.retrieve", 3),
        ("create", "image_to_video.create", 10),
        ("page", "voices.list, 100 voices", 0),
    ):
        over = {name: known[call] - known[f"bare {call}"] for name, known in best.items()}
        peers = _vendor(over)
        goal = None
        if share:
            limit = over[VENDOR] / share if VENDOR in over else None
            words = "a third" if share == 3 else "a tenth"
            goal = Goal(limit, f"{words} of {VENDOR}")
        note = f"bare httpx takes {best[OURS][f'bare {call}']:.0f} µs"
        yield Line("calls", f"{what}, over bare httpx", "µs", over[OURS], peers, goal, note)


def _vendor(figures: Mapping[str, float]) -> dict[str, Peer]:
    return {VENDOR: Peer(figures[VENDOR])} if VENDOR in figures else {}


def help_page(specwright: Path, runs: int) -> Iterator[Line]:
    """`specwright --help` over what Python takes to start."""
    say("help")
    spent = least([str(specwright), "--help"], runs)
    start = least([sys.executable, "-c", "pass"], runs)
    over = (spent - start) * 1e3
    yield Line("help", "specwright --help, over python -c pass", "ms", over, goal=Goal(HELP * 1e3))
