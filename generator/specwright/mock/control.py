"""The paths below `/_mock`: scripts for a test in any language, the calls that were made, and a reset."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from specwright.runtime.testing.messages import (
    MockCall,
    MockError,
    MockRequest,
    MockResponse,
    json_response,
)
from specwright.runtime.testing.scripts import Script
from specwright.runtime.testing.server import MockServer
from specwright.runtime.testing.state import OWN

_KEPT: Final = 1000
"""How many of the last calls are kept in full; all are counted."""
_MOST: Final = 65_536
"""Longer bodies are not kept."""
_HEADER: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_FRAMING: Final = ("content-length", "transfer-encoding", "connection")


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReplyTold(_Told):
    """One answer: see docs/mock.md."""

    status: int | None = Field(None, ge=200, le=599)
    body: Any = Field(None, alias="json")
    text: str | None = None
    base64: str | None = None
    headers: dict[str, str] = {}
    delay: float = Field(0.0, ge=0, le=3600)
    reset: bool = False
    times: int = Field(1, ge=1, le=100_000)

    @field_validator("headers")
    @classmethod
    def _sound(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not re.fullmatch(_HEADER, name) or name.lower() in _FRAMING:
                raise ValueError(f"the header {name!r:.60} cannot be scripted")
            if any(char < " " or char > "\xff" or char == "\x7f" for char in value):
                raise ValueError(f"the header {name} has a character that no header can have")
        return headers

    def add_to(self, script: Script) -> None:
        if self.reset:
            script.reset(self.times)
            return
        content = None if self.base64 is None else base64.b64decode(self.base64)
        own = {"json": self.body} if "body" in self.model_fields_set else {}
        script.reply(
            status=self.status,
            content=self.text if content is None else content,
            headers=self.headers,
            delay=self.delay,
            times=self.times,
            **own,
        )


class PagesTold(_Told):
    count: int = Field(ge=0, le=10_000)
    size: int = Field(2, ge=1, le=10_000)


class ScriptTold(_Told):
    """What one operation, or every one, does next."""

    operation: str | None = None
    replies: list[ReplyTold] = []
    tasks: list[str] = []
    pages: PagesTold | None = None

    def add_to(self, server: MockServer) -> None:
        """Raises `MockError` or `ValueError` for what the mock does not know."""
        script = None if self.operation is None else server.on(self.operation)
        if script is None and self.replies:
            raise MockError("replies need an operation")
        if script is not None:
            for reply in self.replies:
                reply.add_to(script)
        target = script or server
        if self.tasks:
            target.tasks(*self.tasks)
        if self.pages is not None:
            target.pages(self.pages.count, self.pages.size)


_SCRIPTS: Final = TypeAdapter(list[ScriptTold])


class Control:
    """Holds the mock, and answers the paths that say what it shall do and what it did."""

    def __init__(self, make_server: Callable[[], MockServer]) -> None:
        self._make_server = make_server
        self.reset()

    def reset(self) -> None:
        """Forget scripts, calls and everything that requests have changed."""
        self._server = self._make_server()
        self._counts: dict[str, Counter[str]] = {}
        self._calls: deque[dict[str, Any]] = deque(maxlen=_KEPT)

    def methods(self, path: str) -> tuple[str, ...]:
        """What the document has for a path."""
        return tuple(dict.fromkeys(one.method for one, _ in self._server.document.routes(path)))

    def ask(self, request: MockRequest | MockResponse) -> tuple[MockResponse, str, tuple[str, ...]]:
        """The answer of the mock, the operation, and what was wrong with the request."""
        if isinstance(request, MockResponse):
            return request, "", ()
        response = self._server.answer(request)
        if not self._server.calls:  # no operation of the document
            is_refused = response.status in (404, 405) and not request.path.startswith(OWN)
            return response, "", (response.json()["error"],) if is_refused else ()
        call = self._server.calls.pop()
        self._remember(call)
        return response, call.operation, tuple(map(str, call.problems))

    def _remember(self, call: MockCall) -> None:
        status = "reset" if call.response.reset else str(call.response.status)
        self._counts.setdefault(call.operation, Counter())[status] += 1
        size = len(call.request.body)
        is_long = size > _MOST or isinstance(call.body, bytes)
        self._calls.append(
            {
                "operation": call.operation,
                "operation_id": call.operation_id,
                "method": call.request.method,
                "url": call.request.url,
                "headers": dict(call.request.headers),
                "arguments": call.arguments,
                "body": f"<{size} bytes>" if is_long else call.body,
                "status": 0 if call.response.reset else call.response.status,
                "problems": [str(problem) for problem in call.problems],
            }
        )

    def has(self, path: str) -> bool:
        """Whether a path is answered here; the files of the mock are not."""
        return path in (OWN[:-1], OWN, f"{OWN}scripts", f"{OWN}calls")

    def answer(self, request: MockRequest) -> MockResponse:
        """The answer to a request whose path is one of `has`."""
        name = request.path.removeprefix(OWN[:-1]).strip("/")
        match request.method, name:
            case "GET", "":
                return json_response(200, self._about())
            case "DELETE", "":
                self.reset()
                return MockResponse(204)
            case "GET", "calls":
                return self._told_calls(request)
            case "GET", "scripts":
                return json_response(200, {"unused": self._server.leftovers()})
            case "POST", "scripts":
                return self._add_scripts(request.body)
        allowed = {"": "GET, DELETE", "calls": "GET", "scripts": "GET, POST"}[name]
        return json_response(405, {"error": f"use {allowed}"}, {"Allow": allowed})

    def _about(self) -> dict[str, Any]:
        document = self._server.document
        names = ("method", "path", "label", "id")
        told = [{name: getattr(one, name) for name in names} for one in document.operations]
        return {"title": document.data["title"], "operations": told}

    def _told_calls(self, request: MockRequest) -> MockResponse:
        wanted = parse_qs(urlsplit(request.url).query).get("operation")
        calls = [one for one in self._calls if not wanted or one["operation"] in wanted]
        told = {
            "counts": {name: count.total() for name, count in self._counts.items()},
            "statuses": self._counts,
            "calls": calls,
        }
        text = json.dumps(told, default=_text_of, ensure_ascii=False)
        body = text.encode("utf-8", "surrogatepass")
        return MockResponse(200, (("Content-Type", "application/json"),), body)

    def _add_scripts(self, body: bytes) -> MockResponse:
        """All scripts of a body, or none if one of them is wrong."""
        try:
            given = json.loads(body)
            told = _SCRIPTS.validate_python(given if isinstance(given, list) else [given])
            for server in (self._make_server(), self._server):  # the first one finds the mistakes
                for one in told:
                    one.add_to(server)
        except ValidationError as error:
            return json_response(400, {"error": "; ".join(map(_problem, error.errors()))})
        except (MockError, ValueError, RecursionError) as error:
            return json_response(400, {"error": str(error)})
        return MockResponse(204)


def _problem(error: Any) -> str:
    place = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in error["loc"])
    return f"scripts{place}: {error['msg']}"


def _text_of(value: Any) -> str:
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else str(value)
