"""Check that waiting works as the overlay declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from ..client.check_context import Judge, Subject, is_json, reply
from ..client.clock import JudgeClock
from ..client.comparing import dumped, unlike
from ..client.package import attributes_of
from ..client.session import FLAVOURS
from ..client.transport import Reply
from ..document.document import Document, Operation
from ..generate.answers import answers
from ..types import Json, short
from .requests import describe

CHECK = "waiting"
WAITER, WAITS_FOR = "x-specwright-waiter", "x-specwright-waits-for"
SPREAD = 1.5
"""With jitter, a wait may be up to this many times the interval."""
REASON, CODE = "the reason in words", "THE.CODE"
EARLY = 0.1  # seconds by which a client may give up early


class Watched(NamedTuple):
    """A state of the task, as the server returns it."""

    status: int
    media_type: str
    value: dict[str, Json]

    @property
    def reply(self) -> Reply:
        return reply(self.status, self.media_type, {}, self.value)


def check_waiting(subject: Subject) -> None:
    document = subject.document
    looking = _looking(document, subject.operation)
    if looking is None:
        return
    waiter = looking.raw[WAITER]
    states = {
        group: tuple(filter(None, (_state(looking, waiter, s) for s in waiter.get(group) or ())))
        for group in ("succeeded", "failed", "cancelled")
    }
    ends = {status for group in states for status in waiter.get(group) or ()}
    pending = next(_others(looking, waiter, ends), None)
    started = _started(subject, waiter, pending)
    if pending is None or not states["succeeded"] or started is None:
        return
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour, looking, started)
        for state in states["succeeded"]:
            judge.succeeds(pending, state)
        for state in states["failed"]:
            judge.fails(pending, state, "TaskFailedError")
        for state in states["cancelled"]:
            judge.fails(pending, state, "TaskCancelledError")
        judge.stranger(pending, states["succeeded"][0])
        judge.limits(pending, states["succeeded"][0])


def _looking(document: Document, operation: Operation) -> Operation | None:
    """The operation that is polled."""
    if isinstance(operation.raw.get(WAITER), dict):
        return operation
    name = operation.raw.get(WAITS_FOR)
    found = [o for o in document.operations if name is not None and o.operation_id == name]
    return found[0] if found and isinstance(found[0].raw.get(WAITER), dict) else None


def _values(operation: Operation) -> Iterator[Watched]:
    for answer in answers(operation):
        if answer.status < 300 and is_json(answer.media_type or ""):
            assert answer.media_type is not None
            for value in answer.boundary:
                if isinstance(value, dict):
                    yield Watched(answer.status, answer.media_type, value)


def _state(operation: Operation, waiter: Mapping[str, Any], status: str) -> Watched | None:
    """A state with a failure reason and code, if it can have them."""
    for watched in _values(operation):
        if watched.value.get(waiter["status"]) == status:
            told = {waiter.get("failure"): REASON, waiter.get("failure-code"): CODE}
            more = {name: text for name, text in told.items() if name is not None}
            return watched._replace(value={**watched.value, **more})
    return None


def _others(operation: Operation, waiter: Mapping[str, Any], ends: set[str]) -> Iterator[Watched]:
    for watched in _values(operation):
        status = watched.value.get(waiter["status"])
        if isinstance(status, str) and status not in ends:
            yield watched


def _started(
    subject: Subject, waiter: Mapping[str, Any], pending: Watched | None
) -> Watched | None:
    """The response that starts the task, with the id to poll for."""
    if WAITER in subject.operation.raw:
        return pending
    return next((w for w in _values(subject.operation) if waiter["from"] in w.value), None)


class _Judge(Judge):
    check = CHECK

    def __init__(
        self, subject: Subject, flavour: str, looking: Operation, started: Watched
    ) -> None:
        super().__init__(subject, flavour)
        self.started, self.looking, self.waiter = started, looking, looking.raw[WAITER]
        self.interval = float(self.waiter.get("interval", 5))
        self.clock = JudgeClock()
        self.client = self.session.made_by(flavour, self.clock, max_retries=0)
        self.seen: list[Any] = []

    def wrong_wait(self, did: str, says: str) -> Exception:
        return self.wrong(f"{did} in {self.waiter['method']}()", says, place=self.looking.place)

    def wait(self, *looks: Watched, **options: Any) -> tuple[Any, Exception | None]:
        """Run the waiting method; the last state is repeated forever."""
        outcome = self.session.call(
            self.client, self.subject.row, self.subject.plain_call, self.started.reply
        )
        if outcome.error is not None:
            return None, outcome.error
        method = getattr(outcome.value, self.waiter["method"], None)
        if method is None:
            did = f"returned a result without {self.waiter['method']}()"
            raise self.wrong(did, "the method that the overlay names", place=self.looking.place)
        self.clock.restart()
        self.seen.clear()
        first, *later = looks
        rest = (looks[-1].reply,) * (5000 - len(later))
        self.session.recorder.expect(first.reply, (*(w.reply for w in later), *rest))
        return self.session.told(partial(method, **options))

    def looked(self, count: int, what: str) -> None:
        """Check the number of polls, their URL, and the pauses between them."""
        sent = self.session.recorder.sent
        if len(sent) != count:
            raise self.wrong_wait(f"polled {len(sent)} times when {what}", f"{count} requests")
        identity = str(self.started.value.get(self.waiter["from"]))
        for request in sent:
            path = request.url.partition("?")[0]
            if request.method != self.looking.method or not path.endswith(self._path(identity)):
                did = f"polled {request.method} {request.url}"
                raise self.wrong_wait(did, f"{self.looking.key} with {identity}")
        for slept in self.clock.sleeps[: count - 1]:
            if not self.interval <= slept <= self.interval * SPREAD:
                did = f"waited {slept} seconds between two requests"
                raise self.wrong_wait(did, f"the interval of {self.interval:g} seconds")

    def _path(self, identity: str) -> str:
        return self.looking.path.replace(f"{{{self.waiter['argument']}}}", identity)

    def succeeds(self, pending: Watched, state: Watched) -> None:
        status = state.value[self.waiter["status"]]
        for before in (0, 1, 3):
            value, error = self.wait(*(pending,) * before, state, on_update=self.seen.append)
            what = f"the server returned {status} after {before} other states"
            if error is not None:
                raise self.wrong_wait(
                    f"raised {describe(error)} when {what}", f"the result: {status} is a success"
                )
            self.looked(before + 1, what)
            if len(self.clock.sleeps) != before:
                did = f"slept {self.clock.sleeps} seconds when {what}"
                raise self.wrong_wait(did, "a request first, then a pause before each further one")
            found = list(unlike(state.value, dumped(value)))
            if found:
                raise self.wrong_wait(f"returned {short(dumped(value))}", short(state.value))
            if len(self.seen) != before + 1:
                did = f"called on_update {len(self.seen)} times when {what}"
                raise self.wrong_wait(did, "one call for each state")

    def fails(self, pending: Watched, state: Watched, kind: str) -> None:
        status = state.value[self.waiter["status"]]
        wanted: Any = self.session.package.exported(kind)
        value, error = self.wait(pending, state)
        told: Any = error
        if type(error) is not wanted:
            end = f"raised {describe(error)}" if error else f"returned {short(dumped(value))}"
            raise self.wrong_wait(f"{end} when the server returned {status}", kind)
        self.looked(2, f"the server returned {status}")
        if list(unlike(state.value, dumped(told.task))):
            did = f"raised an error whose task is {short(dumped(told.task))}"
            raise self.wrong_wait(did, f"the last state: {short(state.value)}")
        for attribute, key, text in (
            ("failure", "failure", REASON),
            ("failure_code", "failure-code", CODE),
        ):
            got = getattr(told, attribute, None)
            own = state.value.get(self.waiter.get(key))
            if own == text and self._is_known(told.task, self.waiter[key]) and got != text:
                did = f"raised an error whose {attribute} is {got!r}"
                raise self.wrong_wait(did, f"{text!r}, which the server sent as {self.waiter[key]}")

    def _is_known(self, task: Any, wire: str) -> bool:
        """Whether the document has this property of the state; otherwise nothing is promised."""
        return task is not None and wire in attributes_of(type(task))

    def stranger(self, pending: Watched, state: Watched) -> None:
        """An undocumented state does not end the wait."""
        new = pending._replace(value={**pending.value, self.waiter["status"]: "brand new"})
        _, error = self.wait(new, state)
        if error is not None:
            did = f"raised {describe(error)} for an unknown state"
            raise self.wrong_wait(did, "further requests: only the documented states end the wait")

    def limits(self, pending: Watched, state: Watched) -> None:
        """Timeouts of the waiting method, the call, and none at all; the duration of requests counts."""
        usual = float(self.waiter.get("timeout", 600))
        for options, seconds in (
            ({}, usual),
            ({"timeout": 3 * self.interval - 1}, 3 * self.interval - 1),
        ):
            self._gives_up(pending, options, seconds)
        self.session.recorder.on_request = partial(self.clock.go_on, self.interval)
        try:
            self._gives_up(pending, {"timeout": 6 * self.interval}, 6 * self.interval)
        finally:
            self.session.recorder.on_request = _nothing
        many = int(usual / self.interval) + 20
        _, error = self.wait(*(pending,) * many, state, timeout=None)
        if error is not None:
            did = f"raised {describe(error)} with timeout=None"
            raise self.wrong_wait(did, "no limit")
        self.looked(many + 1, "timeout=None")

    def _gives_up(self, pending: Watched, options: Mapping[str, Any], seconds: float) -> None:
        wanted: Any = self.session.package.exported("TaskTimeoutError")
        _, error = self.wait(pending, **options)
        what = f"the state never changed and timeout was {options.get('timeout', 'not given')}"
        if not isinstance(error, wanted):
            end = f"raised {describe(error)}" if error else "returned"
            raise self.wrong_wait(f"{end} when {what}", "TaskTimeoutError")
        late = self.clock.passed - seconds
        if not -EARLY <= late <= self.interval + EARLY or (
            late > EARLY and self.session.recorder.on_request is _nothing
        ):
            raise self.wrong_wait(
                f"gave up after {self.clock.passed:g} seconds when {what}",
                f"a wait of {seconds:g} seconds",
            )


def _nothing() -> None:
    """Requests take no time."""
