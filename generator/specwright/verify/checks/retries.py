"""Check that requests are retried exactly when that is safe."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from typing import Any, NamedTuple

from ..client.check_context import Judge, Subject
from ..client.clock import START, JudgeClock
from ..client.session import FLAVOURS, Outcome
from ..client.transport import Failure, Reply, Sent
from .requests import describe

CHECK = "retries"
SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
RETRY = "x-specwright-retry"
USUAL = 2
"""The default number of retries."""
LONGEST = 60.0
"""The longest wait, whatever the server asks for."""
ALWAYS, SAFE, CONFLICT, NEVER = "always", "safe", "conflict", "never"


class Trouble(NamedTuple):
    """A failure instead of a response, and which requests may be retried after it."""

    what: str
    answer: Reply | Failure
    who: str
    delay: float | None = None


def _said(status: int, *headers: tuple[str, str]) -> Reply:
    return Reply(status, b"{}", (("content-type", "application/json"), *headers))


TROUBLES = (
    Trouble("the connection fails", Failure("ConnectError"), ALWAYS),
    Trouble("the connection times out", Failure("ConnectTimeout"), ALWAYS),
    Trouble("reading times out", Failure("ReadTimeout"), SAFE),
    Trouble("writing times out", Failure("WriteTimeout"), SAFE),
    Trouble("the connection is lost", Failure("ReadError"), SAFE),
    Trouble("the server hangs up", Failure("RemoteProtocolError"), SAFE),
    Trouble("429", _said(429), ALWAYS),
    Trouble("429 with Retry-After: 7", _said(429, ("Retry-After", "7")), ALWAYS, 7.0),
    Trouble("429 with Retry-After: 60", _said(429, ("Retry-After", "60")), ALWAYS, LONGEST),
    Trouble("429 with Retry-After-Ms: 1500", _said(429, ("Retry-After-Ms", "1500")), ALWAYS, 1.5),
    Trouble(
        "503 with a date in Retry-After",
        _said(503, ("retry-after", formatdate(START + 9, usegmt=True))),
        ALWAYS,
        9.0,
    ),
    Trouble("429 with Retry-After: 61", _said(429, ("Retry-After", "61")), NEVER),
    Trouble("503 with Retry-After: 3", _said(503, ("RETRY-AFTER", "3")), ALWAYS, 3.0),
    Trouble("503", _said(503), SAFE),
    *(Trouble(str(status), _said(status), SAFE) for status in (408, 500, 502, 504, 599)),
    Trouble("409", _said(409), CONFLICT),
    *(Trouble(str(status), _said(status), NEVER) for status in (400, 401, 403, 404, 410, 422)),
)


def check_retries(subject: Subject) -> None:
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour)
        for trouble in TROUBLES:
            judge.trouble(trouble)
        judge.counts()
        judge.backoff()
        if subject.operation.method == "DELETE":
            judge.deleted()
        judge.redirects()


def _marks(subject: Subject) -> tuple[str, ...]:
    said = subject.operation.raw.get(RETRY)
    return (said,) if isinstance(said, str) else tuple(said) if isinstance(said, list) else ()


class _Judge(Judge):
    check = CHECK

    def __init__(self, subject: Subject, flavour: str) -> None:
        super().__init__(subject, flavour)
        self.clock = JudgeClock()
        self.client = self.session.made_by(flavour, self.clock)
        marks = _marks(subject)
        self.rights = {
            ALWAYS: True,
            SAFE: subject.operation.method in SAFE_METHODS or SAFE in marks,
            CONFLICT: CONFLICT in marks,
            NEVER: False,
        }
        self.good = (subject.plain_reply, *([Reply(204)] if subject.is_upload else []))

    def call(
        self, answers: tuple[Reply | Failure, ...], client: Any = None, **more: Any
    ) -> Outcome:
        """Send the responses in turn, then successes."""
        longer = self.subject.plain_call.and_also(**more)
        row = self.subject.row
        self.clock.restart()
        every: tuple[Reply | Failure, ...] = (*answers, *self.good)
        return self.session.call(client or self.client, row, longer, every[0], every[1:])

    def attempts(self, outcome: Outcome) -> tuple[Sent, ...]:
        """The requests, without the second step of an upload."""
        return tuple(sent for sent in outcome.sent if sent.url == outcome.sent[0].url)

    def expect(self, what: str, outcome: Outcome, times: int, why: str) -> None:
        found = self.attempts(outcome)
        if not found:
            return  # the check of requests reports it
        if len(found) != times:
            did = f"sent {len(found)} requests when {what}: {describe(outcome.error)}"
            raise self.wrong(did, f"{times} request{'s' * (times != 1)}: {why}")
        if len({sent.same_bytes() for sent in found}) > 1:
            raise self.wrong(
                f"sent another request as the retry when {what}", "the same request again"
            )

    def trouble(self, trouble: Trouble) -> None:
        again = self.rights[trouble.who]
        outcome = self.call((trouble.answer,))
        what = f"the first attempt ended with: {trouble.what}"
        self.expect(what, outcome, 1 + again, self._why(trouble, again))
        if again and outcome.sent and outcome.error is not None:
            raise self.wrong(
                f"raised {describe(outcome.error)} after a second attempt", "the response to that"
            )
        if not again and outcome.sent and outcome.error is None:
            raise self.wrong(f"raised nothing when {what}", "an error")
        if again and outcome.sent and trouble.delay is not None:
            if [round(slept, 3) for slept in self.clock.sleeps] != [trouble.delay]:
                did = f"waited {self.clock.sleeps} seconds after {trouble.what}"
                raise self.wrong(did, f"{trouble.delay:g} seconds, as the server asks")
        elif again and outcome.sent and not (self.clock.sleeps and self.clock.sleeps[0] > 0):
            raise self.wrong(
                f"sent the retry at once after {trouble.what}", "a pause before the retry"
            )

    def _why(self, trouble: Trouble, again: bool) -> str:
        method = self.subject.operation.method
        if trouble.who == SAFE:
            marked = f"{RETRY}: safe"
            kind = f"{method} is safe to retry" if method in SAFE_METHODS else marked
            no = f"the server may have executed the {method} already, and the overlay has no {marked}"
            return kind if again else no
        if trouble.who == CONFLICT:
            return f"the overlay has {'' if again else 'no '}{RETRY}: conflict"
        return "the server did nothing" if again else "a retry would not help, or come too late"

    def counts(self) -> None:
        """The number of retries is that of the call, the copy or the client; the default is two."""
        busy = (_said(429),) * 9
        options = self.session.package.exported("RequestOptions")
        made = self.session.made_by
        one = made(self.flavour, self.clock, max_retries=1)
        tries: tuple[tuple[str, Any, dict[str, Any], int], ...] = (
            ("max_retries not given", None, {}, USUAL),
            ("max_retries=1 for the client", one, {}, 1),
            ("with_options(max_retries=3)", one.with_options(max_retries=3), {}, 3),
            ("with_options(timeout=5)", one.with_options(timeout=5), {}, 1),
            ("max_retries=0 for the call", one, {"request_options": options(max_retries=0)}, 0),
            ("max_retries=4 for the call", one, {"request_options": options(max_retries=4)}, 4),
        )
        for what, client, more, retries in tries:
            outcome = self.call(busy, client, **more)
            self.expect(f"the server was busy, with {what}", outcome, 1 + retries, what)
        patient = made(self.flavour, self.clock, max_retry_after=100.0)
        outcome = self.call((_said(429, ("Retry-After", "61")),), patient)
        self.expect("max_retry_after=100 and Retry-After: 61", outcome, 2, "61 is within the limit")
        hasty = made(self.flavour, self.clock, max_retry_after=5.0)
        outcome = self.call((_said(429, ("Retry-After", "6")),), hasty)
        self.expect("max_retry_after=5 and Retry-After: 6", outcome, 1, "6 is above the limit")
        late: Any = outcome.error
        if outcome.sent and getattr(late, "retry_after", None) != 6:
            did = f"raised an error with retry_after={getattr(late, 'retry_after', None)}"
            raise self.wrong(did, "6, as the server sent")

    def backoff(self) -> None:
        """Waits grow with each attempt, and have random lengths."""
        client = self.session.made_by(self.flavour, self.clock, max_retries=3)
        if not self.call((_said(429),) * 9, client).sent:
            return
        delays = list(self.clock.sleeps)
        if len(delays) != 3 or not delays[0] < delays[1] < delays[2]:
            raise self.wrong(f"waited {delays} seconds between its attempts", "longer each time")
        patient = self.session.made_by(self.flavour, self.clock, max_retries=10)
        self.call((_said(429),) * 11, patient)
        if self.clock.sleeps and max(self.clock.sleeps) > LONGEST:
            raise self.wrong(f"waited {self.clock.sleeps} seconds", f"at most {LONGEST:g} each")
        self.clock.chance = 1.0
        self.call((_said(429),) * 9, client)
        self.clock.chance = 0.0
        if delays == self.clock.sleeps:
            raise self.wrong(f"always waited {delays} seconds", "waits of random length")

    def deleted(self) -> None:
        """A 404 after a lost attempt means that the DELETE succeeded, unless no attempt reached the server."""
        for first in (Failure("ReadTimeout"), _said(500)):
            outcome = self.call((first, _said(404)))
            if outcome.sent and outcome.error is not None:
                did = f"raised {describe(outcome.error)} for 404 after a lost attempt"
                raise self.wrong(did, "success: the attempt before may have deleted it")
        for first in (Failure("ConnectError"), _said(429)):
            outcome = self.call((first, _said(404)))
            if outcome.sent and outcome.error is None:
                did = "raised nothing for 404 though no attempt before reached the server"
                raise self.wrong(did, "NotFoundError: nothing was deleted")

    def redirects(self) -> None:
        for status in (301, 302, 303, 307, 308):
            for target in self._targets():
                moved = Reply(status, b"", (("location", target),))
                outcome = self.call((moved,))
                if len(outcome.sent) > 1 + (self.subject.is_upload and outcome.error is None):
                    did = f"followed {status} to {target}"
                    raise self.wrong(
                        did, "no further request: redirects are not followed by default"
                    )
                if outcome.sent and outcome.error is None:
                    raise self.wrong(f"raised nothing for {status}", "an error")
        self._followed()

    def _targets(self) -> Iterator[str]:
        outcome = self.call(())
        if outcome.sent:
            yield outcome.sent[0].url
            yield "https://elsewhere.example/"

    def _followed(self) -> None:
        client = self.session.made_by(self.flavour, self.clock, follow_redirects=True)
        for number, target in enumerate(self._targets()):
            outcome = self.call((Reply(307, b"", (("location", target),)),), client)
            if number == 0:
                self.expect(
                    "follow_redirects=True and 307", outcome, 2, "the target is on the same server"
                )
            elif any(sent.url.startswith(target) for sent in outcome.sent):
                raise self.wrong(f"followed 307 to {target}", "no request to another server")
