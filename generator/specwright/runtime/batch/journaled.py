"""What a run writes into its journal, and what it takes from it.

Before a call is sent, the row says `sending`; in the moment its answer is read, the answer is
committed, before anything looks into it. A row that still says `sending` in the next run is in
doubt: the process ended between the two.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..base.errors import (
    APIConnectionError,
    APIStatusError,
    ClientError,
    InDoubt,
    JournalError,
    JournalMismatch,
    TaskCancelledError,
    TaskFailedError,
)
from ..base.redact import shorten_body
from ..base.wire import Headers, HttpResponse, RequestInfo
from ..calls.call import StreamCall
from ..calls.upload_call import UploadCall
from ..config.settings import NO_OPTIONS, read_options
from ..features.waiting import Waiter, has_succeeded, watch
from ..response.response import parse_response, raise_for_status
from .journal import Journal, Row
from .records import Description

if TYPE_CHECKING:
    from ..base.wire import Received
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from ..features.waiting import Watch

IDEMPOTENCY = "idempotency-key"
REFUSED = frozenset({401, 402, 403, 429})
"""Nothing was done, and later it may be: the next run sends the call."""
TASK_ERRORS = (TaskFailedError.__name__, TaskCancelledError.__name__)


@dataclass(slots=True)
class Recalled:
    """What the journal knows of a call: its end, or the task that it has created."""

    value: Any = None
    error: Exception | None = None
    has_ended: bool = True
    created: Any = None
    identity: Any = None


class JournalRun:
    """One journal in one run."""

    def __init__(
        self,
        journal: Journal,
        core: Core,
        key: Callable[[Call[Any]], str] | None,
        header: str | None,
    ) -> None:
        self._journal, self._core = journal, core
        self._key, self._header = key, header
        journal.forget_order()

    def admit(self, call: Call[Any]) -> Row:
        """The row of a call, which is made if there is none; it is committed before the call is sent."""
        if isinstance(call, (StreamCall, UploadCall)):
            what = "a stream" if isinstance(call, StreamCall) else "an upload"
            raise JournalMismatch(
                f"{call.operation.label} is {what}, which a journal does not record"
            )
        described = Description(self._core, call)
        key = self._journal.numbered(described.digest) if self._key is None else self._key(call)
        row = self._journal.row(key)
        if row is None:
            idempotency = uuid4().hex if self._sends_key(call) else None
            label, now = call.operation.label, time.time()
            values = (key, described.digest, label, described.text, idempotency, now)
            self._journal.write(_INSERT, values, commit=False)
            row = self._journal.row(key)
            if row is None:  # the commit of another thread has failed, and took it along
                raise JournalError(self._journal.broken)
        elif row.digest != described.digest:
            raise JournalMismatch(
                f"the key {key!r} belongs to another call in {self._journal.path}: give each call its own key"
            )
        return row

    def _sends_key(self, call: Call[Any]) -> bool:
        return not call.operation.safe and bool(self._header_of(call))

    def _header_of(self, call: Call[Any]) -> str:
        """The header that this run fills with a key of its own; "" for none."""
        for parameter in call.operation.parameters_in("header"):
            if parameter.name.lower() == IDEMPOTENCY:
                is_given = (parameter.argument or parameter.name) in call.parameters
                return "" if is_given else parameter.name
        return self._header or ""

    def is_repeatable(self, call: Call[Any], row: Row) -> bool:
        """Whether sending the call twice has the effect of sending it once."""
        given = {
            parameter.name.lower()
            for parameter in call.operation.parameters_in("header")
            if (parameter.argument or parameter.name) in call.parameters
        }
        return call.operation.safe or row.idempotency is not None or IDEMPOTENCY in given

    def options(
        self, call: Call[Any], row: Row, options: GivenOptions | None
    ) -> GivenOptions | None:
        """The options of the call, with its idempotency key."""
        name = self._header_of(call) or self._header
        if row.idempotency is None or not name:
            return options
        chosen = read_options(options) or NO_OPTIONS
        return replace(chosen, extra_headers={**chosen.extra_headers, name: row.idempotency})

    def recall(self, call: Call[Any], row: Row, waiter: Waiter[Any, Any] | None) -> Recalled | None:
        """How the call ended, or what it has created; None if it is to be sent.

        Raises:
            InDoubt: It may have been sent.
        """
        if row.state == "sending" and not self.is_repeatable(call, row):
            raise self.in_doubt(call, row)
        if row.state in ("planned", "sending"):
            return None
        if row.state == "failed":
            return Recalled(error=self._error(call, row, waiter))
        created: Any = None
        if row.answer is not None:
            first = _response(call, row.status, row.type, row.answer)
            created = parse_response(self._core, call.operation, first)
        if row.final is not None and waiter is not None:
            watched = watch(self._core, waiter, _identity(row), None)
            final = _response(watched.call, row.final_status, row.final_type, row.final)
            value = parse_response(self._core, watched.call.operation, final)
            return Recalled(value, created=created)
        if waiter is None:
            return Recalled(created)
        identity = _identity(row) if row.task is not None else None
        return Recalled(has_ended=False, created=created, identity=identity)

    def in_doubt(self, call: Call[Any], row: Row) -> InDoubt:
        return InDoubt(
            f"{call.operation.label} may have been sent, and no answer was recorded, so it is not sent again; "
            f"look whether the server has it, then call journal.resolve({row.key!r}, resend=True) or id=",
            row.key,
        )

    def _error(self, call: Call[Any], row: Row, waiter: Waiter[Any, Any] | None) -> Exception:
        """The recorded error, made again from the response that it was made from."""
        try:
            if row.error_type in TASK_ERRORS and waiter is not None:
                watched = watch(self._core, waiter, _identity(row), None)
                if row.final is not None:
                    said = (row.final_status, row.final_type, row.final)
                else:  # the task had failed when it was asked for
                    said = (row.status, row.type, row.answer or b"")
                watched.response = _response(watched.call, *said)
                operation = watched.call.operation
                watched.last = parse_response(self._core, operation, watched.response)
                has_succeeded(watched)
            elif row.final is not None:
                final = _response(call, row.final_status, row.final_type, row.final)
                raise_for_status(self._core, call.operation, final)
        except ClientError as error:
            error.args = (row.error,)  # with the words of the first run
            return error
        return ClientError(f"{row.error_type}: {row.error}")

    # --- what happens to a call ---

    def sending(self, row: Row) -> None:
        self._journal.active.add(row.key)
        if row.state != "sending":
            self._journal.change(row.key, state="sending")
            row.state = "sending"

    def received(self, call: Call[Any], row: Row, received: Received, is_task: bool) -> None:
        """Commit the answer before anything else happens; a rejected call was not executed."""
        if received.status == 429:
            self.not_sent(row)
        elif 200 <= received.status < 300 or received.status == 304:
            kind = received.headers.get("content-type", "")
            self._answered(call, row, received.status, kind, received.content, is_task)

    def _answered(
        self, call: Call[Any], row: Row, status: int, kind: str, content: bytes, is_task: bool
    ) -> None:
        row.state = "created" if is_task else "done"
        try:
            self._journal.change(
                row.key, state=row.state, status=status, type=kind, answer=_text(content)
            )
        except JournalError as error:
            shown = shorten_body(content, kind)
            raise JournalError(f"{error}\n{call.operation.label} was answered: {shown}") from error
        row.status, row.type, row.answer = status, kind, content

    def not_sent(self, row: Row) -> None:
        row.state = "planned"
        self._journal.change(row.key, state="planned")

    def created(self, row: Row, identity: object) -> None:
        """Note the id; the answer that it was read from is committed already."""
        row.task = json.dumps(identity, default=str)
        self._journal.change(row.key, task=row.task, commit=False)

    def succeeded(self, call: Call[Any], row: Row, watched: Watch[Any, Any] | None) -> None:
        if watched is not None and watched.response is not None:
            self._journal.change(row.key, state="done", **_final(watched.response))
        elif row.answer is None:  # a replayed DELETE that found nothing
            self._answered(call, row, 204, "", b"", is_task=False)
        elif row.state != "done":
            self._journal.change(row.key, state="done")

    def downloads(self, row: Row) -> tuple[Path, ...]:
        """The recorded files, if all of them are still there."""
        paths = tuple(map(Path, json.loads(row.downloads)))
        return paths if all(path.is_file() for path in paths) else ()

    def downloaded(self, row: Row, paths: tuple[Path, ...]) -> None:
        self._journal.change(row.key, downloads=json.dumps([str(path) for path in paths]))

    def failed(
        self, call: Call[Any], row: Row, error: BaseException, *, was_sent: bool, is_task: bool
    ) -> BaseException:
        """Record an error that is final; returns the error of the outcome."""
        if isinstance(error, APIStatusError) and error.status_code in REFUSED:
            if row.answer is None:
                self.not_sent(row)
        elif isinstance(error, TaskFailedError) or (
            isinstance(error, APIStatusError) and row.answer is None and not is_task
        ):
            final = {} if error.response is None else _final(error.response)
            kind = type(error).__name__
            self._journal.change(
                row.key, state="failed", error=str(error), error_type=kind, **final
            )
        elif row.answer is None and row.state == "sending":
            is_unsent = isinstance(error, APIConnectionError) and not was_sent
            if is_unsent or self.is_repeatable(call, row):
                self.not_sent(row)
            elif not isinstance(error, InDoubt):
                doubt = self.in_doubt(call, row)
                doubt.__cause__ = error
                return doubt
        return error

    def leave(self, row: Row) -> None:
        self._journal.active.discard(row.key)


_INSERT = """
INSERT INTO calls (key, digest, operation, call, idempotency, state, changed)
VALUES (?, ?, ?, ?, ?, 'planned', ?)
"""


def _identity(row: Row) -> Any:
    return None if row.task is None else json.loads(row.task)


def _final(response: HttpResponse) -> dict[str, Any]:
    kind = response.headers.get("content-type", "")
    return {
        "final_status": response.status_code,
        "final_type": kind,
        "final": _text(response.content),
    }


def _text(content: bytes) -> str | bytes:
    """Text where it is text, so that the file can be read with any tool."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def _response(
    call: Call[Any], status: int | None, kind: str | None, content: bytes
) -> HttpResponse:
    request = RequestInfo(
        call.operation.method, call.operation.path, Headers(), call.operation.label
    )
    return HttpResponse(
        status or 200, Headers([("Content-Type", kind)] if kind else []), content, request
    )
