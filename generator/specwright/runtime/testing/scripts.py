"""Scripts: what an operation answers next, instead of what the mock would make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .lists import PageScript
from .messages import MockRequest, MockResponse

_KEPT: Final = object()


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a script."""

    status: int | None = None
    json: Any = _KEPT
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    reset: bool = False
    function: Callable[[MockRequest], MockResponse] | None = None

    @property
    def has_json(self) -> bool:
        return self.json is not _KEPT


class Script:
    """The next answers of one operation, in order. Afterwards it answers as before.

    `mock.on("tasks.retrieve").reply(status=429, headers={"Retry-After": "1"}).then(status=200)`
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.replies: list[Reply] = []
        self.statuses: tuple[str, ...] = ()
        self.paging: PageScript | None = None
        self.is_used = False

    def reply(
        self,
        *,
        status: int | None = None,
        json: Any = _KEPT,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        times: int = 1,
    ) -> Script:
        """Answer the next request with this.

        Args:
            status: The status; without a body, the body is the document's for this status.
            json: The body, as a JSON value. It is sent as it is, even if the document does not allow it.
            content: The body, as bytes or text.
            headers: Headers to add.
            delay: How long to wait before the answer, in seconds.
            times: How many requests to answer so.
        """
        body = content.encode() if isinstance(content, str) else content
        self.replies += [Reply(status, json, body, dict(headers or {}), delay)] * times
        return self

    then = reply

    def reset(self, times: int = 1) -> Script:
        """Close the connection instead of answering the next request."""
        self.replies += [Reply(reset=True)] * times
        return self

    def call(self, function: Callable[[MockRequest], MockResponse], times: int = 1) -> Script:
        """Answer the next request with what a function returns."""
        self.replies += [Reply(function=function)] * times
        return self

    def tasks(self, *statuses: str) -> Script:
        """The statuses of the tasks that this operation creates or polls, one for each poll."""
        self.statuses = statuses
        return self

    def pages(self, count: int, size: int = 2) -> Script:
        """How many pages this list has, and how many items a page."""
        self.paging = PageScript(count, size)
        return self

    def next(self) -> Reply | None:
        if not self.replies:
            return None
        self.is_used = True
        return self.replies.pop(0)

    @property
    def is_given(self) -> bool:
        """Whether anything was ever scripted."""
        return bool(self.is_used or self.replies or self.statuses or self.paging)

    @property
    def leftover(self) -> str:
        """What was never used; "" if all was."""
        if self.replies:
            count = len(self.replies)
            return (
                f"{self.name}: {count} {'reply was' if count == 1 else 'replies were'} never used"
            )
        return "" if self.is_used else f"{self.name}: the script was never used"
