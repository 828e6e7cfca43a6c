"""Arguments of calls, and answers as Runway gives them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.harness import flavour
from tests.harness.flavour import Handler, response
from tests.harness.runway import examples
from tests.harness.socket_server import Script, message, sends

TASK_ID = "17f20503-6c24-4c16-946b-35dbbce2af2f"
JSON = "Content-Type: application/json"
SPEECH: dict[str, Any] = {
    "prompt_text": "Good evening",
    "voice": {"type": "runway-preset", "preset_id": "Maya"},
}
HARE: dict[str, Any] = {
    "model": "gen4.5",
    "prompt_text": "a hare in a meadow",
    "prompt_image": "https://example.com/hare.jpg",
    "ratio": "1280:720",
    "duration": 5,
}
CREATED = {"id": TASK_ID}
ORGANIZATION: dict[str, Any] = examples("getOrganization")[""]
AVATAR: dict[str, Any] = examples("getAvatar")["ready"]
TARGET: dict[str, Any] = {
    "uploadUrl": "https://storage.example.com/bucket?X-Signature=hidden",
    "fields": {"key": "k1", "policy": "p1"},
    "runwayUri": "runway://u1",
}


def task(status: str, **more: Any) -> dict[str, Any]:
    """A task in one state, as the document's examples have it."""
    tasks = examples("getTask")
    known = tasks.get(status.lower())
    return {**(known or {**tasks["pending"], "status": status}), **more}


def good(body: Any = None) -> Script:
    """A sound answer of the organization, off a socket."""
    content = response(200, ORGANIZATION if body is None else body).content
    return sends(message(content, 200, JSON))


def page(cursor: str | None, *names: str, **more: Any) -> httpx.Response:
    """A page of voices. `more` may hold `hasMore`; left out it is what the cursor says."""
    template = examples("listVoices")[""]["data"][0]
    data = [template | {"name": name} for name in names]
    return response(
        200, {"data": data, "hasMore": cursor is not None, "nextCursor": cursor, **more}
    )


def storage(*results: httpx.Response | Exception, target: dict[str, Any] | None = None) -> Handler:
    """The API says where to, and the storage gives these answers in turn."""
    return flavour.storage("api.dev.runwayml.com", target or TARGET, *results)
