"""The requests and responses of a mock server, as values: nothing here does I/O."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class MockRequest:
    """A request as the mock server receives it.

    `url` is absolute; `headers` are ordered pairs.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, whatever its case; several are joined by commas."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    @property
    def path(self) -> str:
        """The path as it was sent, percent-encoded."""
        return urlsplit(self.url).path or "/"

    @property
    def origin(self) -> str:
        """Scheme and host, which the URLs of the mock begin with."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class MockResponse:
    """A response for a transport or a server to deliver, after `delay` seconds.

    With `reset` there is no response: the connection is closed instead.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0
    reset: bool = False

    def json(self) -> Any:
        """The body parsed as JSON."""
        return json.loads(self.body)


def json_response(
    status: int, value: Any, headers: Mapping[str, str] | None = None
) -> MockResponse:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    kind = "application/json"
    return MockResponse(status, (("Content-Type", kind), *(headers or {}).items()), body)


class WrongPart(NamedTuple):
    """One problem of a request: where it is in the request and in the document."""

    location: str
    """`path`, `query`, `header`, `cookie`, `body`, or `request`."""
    path: str
    """The parameter, or the member of the body."""
    message: str
    document: str = ""
    """The place in the document, as a pointer."""

    def __str__(self) -> str:
        where = f"{self.location} {self.path}".strip()
        return f"{where}: {self.message}" + (f" ({self.document})" if self.document else "")


class WrongRequest(AssertionError):
    """A request that the document does not allow. `problems` are all of its problems."""

    def __init__(self, title: str, status: int, problems: tuple[WrongPart, ...]) -> None:
        self.title = title
        self.status = status
        self.problems = problems
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(
            f"{title} would be answered with {status}:{lines}\n"
            "to get this answer instead of the error, use mock(wrong_requests='answer')"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.title, self.status, self.problems)


class MockError(Exception):
    """The mock cannot do what it was told: an unknown operation, or a value that it cannot make."""


@dataclass(frozen=True, slots=True)
class MockCall:
    """A request that the mock has answered, as its operation reads it."""

    operation: str
    """The method of the client: `tasks.retrieve`."""
    operation_id: str | None
    request: MockRequest
    response: MockResponse
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The parameters by their names in the document, decoded."""
    body: Any = None
    """The body, decoded: JSON, a form as an object, text, or bytes."""
    problems: tuple[WrongPart, ...] = ()
    """Why the document does not allow the request."""
