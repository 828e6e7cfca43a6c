"""Check that a documented response is returned completely, in the promised types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..cache import NO_MEMORY, Memory
from ..client.check_context import Subject, is_json, is_stream, reply
from ..client.comparing import dumped, mistyped, spell, unanswered, unlike
from ..client.session import ASYNC, SYNC, Caught, Outcome
from ..client.transport import Reply
from ..document.contents import class_of, is_file
from ..generate.answers import UnknownAnswer, header_values
from ..schemas.schemas import Schema
from ..types import Blob, Json, Path, Place, short
from .requests import describe

CHECK, UNKNOWN, STATUSES = "answers", "unknown", "statuses"

ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One response with a fixed content; picklable. `kind` is set if the content is not in the document."""

    status: int
    media_type: str | None
    headers: Mapping[str, str]
    schema: Schema | None
    value: Json
    place: Place
    kind: str = ""
    path: Path = field(default=())

    @property
    def check(self) -> str:
        return UNKNOWN if self.kind else CHECK

    @property
    def is_json(self) -> bool:
        return is_json(self.media_type or "") and not is_file(self.said)

    @property
    def said(self) -> object:
        """The schema as written in the document, behind all references."""
        return None if self.schema is None else self.schema.resolved().raw

    def make_reply(self) -> Reply:
        return reply(self.status, self.media_type, self.headers, self.value)


def unknown(answer: UnknownAnswer) -> GivenAnswer:
    return GivenAnswer(
        answer.status,
        answer.media_type,
        {},
        answer.schema,
        answer.value,
        answer.place,
        answer.kind,
        answer.path,
    )


def check_answer(
    subject: Subject,
    answer: GivenAnswer,
    flavours: tuple[str, ...] = (SYNC,),
    memory: Memory = NO_MEMORY,
) -> None:
    if subject.is_upload and answer.status < 300:
        return  # the method returns something else: see the check of uploads
    for flavour in flavours:
        outcome = subject.call(flavour, answer=memory.made(answer, "reply", answer.make_reply))
        evidence = _evidence(subject, outcome) if memory is not NO_MEMORY else ()
        memory.judge_once(answer, evidence, partial(_judge, subject, answer, flavour, outcome))


def _evidence(subject: Subject, outcome: Outcome) -> tuple[object, ...]:
    """Everything that the check of an outcome looks at."""
    got = content_of(subject, outcome.value)
    body = getattr(outcome.error, "body", None)
    shown = [(repr(value), repr(dumped(value))) for value in (got, body)]
    code = getattr(outcome.error, "status_code", None)
    return (hash(str(shown)), type(outcome.error).__name__, code, len(outcome.sent))


def check_first_answer(subject: Subject, answer: GivenAnswer, memory: Memory = NO_MEMORY) -> None:
    """Check both flavours, and the raw responses."""
    check_answer(subject, answer, (SYNC, ASYNC), memory)
    if subject.is_upload or is_stream(answer.media_type):
        return
    for flavour in (SYNC, ASYNC):
        raw = subject.session.client(flavour).with_raw_response
        outcome = subject.call(flavour, answer=answer.make_reply(), client=raw)
        if outcome.error is None:
            with Caught() as caught:
                caught.value = outcome.value.parse()
            got = outcome.value.status_code
            if got != answer.status:
                did = f"returned status_code={got} from with_raw_response ({flavour})"
                raise _finding(subject, answer, did, f"{answer.status}, as the server sent")
            _check_headers(subject, answer, flavour, outcome.value)
            outcome = Outcome(outcome.sent, caught.value, caught.error)
        _judge(subject, answer, f"{flavour}, with_raw_response", outcome)


def _check_headers(subject: Subject, answer: GivenAnswer, flavour: str, raw: Any) -> None:
    """Check that `typed_headers` has each documented header in the type of its schema."""
    documented = subject.operation.responses
    keys = (str(answer.status), f"{answer.status // 100}XX", "default")
    response = next((documented[key] for key in keys if key in documented), None)
    if response is None:
        return
    for header, value in header_values(subject.operation, response):
        with Caught() as caught:
            caught.value = raw.typed_headers.get(header.name)
        models = subject.session.package.models
        wrong = caught.error or mistyped(header.schema, value, caught.value, models)
        if wrong and header.name.lower() in {name.lower() for name in answer.headers}:
            got = caught.error or caught.value
            did = f"returned {got!r} as typed_headers[{header.name!r}] ({flavour})"
            raise _finding(
                subject, answer, did, f"{value!r}, as the server sent, in the documented type"
            )


def _finding(subject: Subject, answer: GivenAnswer, did: str, says: str) -> Exception:
    content = short(answer.make_reply().content.decode("utf-8", "backslashreplace"), 600)[1:-1]
    answered = (
        f"for the response {answer.status} {answer.media_type or 'without content'}: {content}"
    )
    return subject.finding(
        answer.check, f"{did}\n{answered}", says, subject.plain_call, answer.place
    )


def _judge(subject: Subject, answer: GivenAnswer, flavour: str, outcome: Outcome) -> None:
    if not outcome.sent:
        return  # the check of requests reports the reason
    if answer.status >= 300 and answer.status != NOT_MODIFIED:
        got = _body_of_error(subject, answer, flavour, outcome.error)
    elif outcome.error is not None:
        did = f"raised {describe(outcome.error)} ({flavour})"
        raise _finding(subject, answer, did, _allowed(answer))
    else:
        got = content_of(subject, outcome.value)
    if not is_stream(answer.media_type):
        _compare(subject, answer, flavour, got)


def _allowed(answer: GivenAnswer) -> str:
    if answer.kind:
        return f"the unknown {answer.kind} at {spell(answer.path)} as the server sent it"
    return "the result: the document allows this response"


def error_class(status: int) -> str:
    return ERRORS.get(status, "InternalServerError" if status >= 500 else "APIStatusError")


def _body_of_error(
    subject: Subject, answer: GivenAnswer, flavour: str, error: Exception | None
) -> Any:
    wanted: Any = subject.session.package.exported(error_class(answer.status))
    if type(error) is not wanted or not hasattr(error, "body"):
        did = f"raised {describe(error) if error else 'nothing'} ({flavour})"
        raise _finding(subject, answer, did, f"{wanted.__name__} for the status {answer.status}")
    found: Any = error
    if found.status_code != answer.status:
        did = f"raised an error with status_code={found.status_code} ({flavour})"
        raise _finding(subject, answer, did, f"{answer.status}, as the server sent")
    return found.body


def content_of(subject: Subject, value: Any) -> Any:
    """The page itself for a list; anything else unchanged."""
    pages = [subject.session.package.exported(name) for name in ("SyncPage", "AsyncPage")]
    return value.value if any(p and isinstance(value, p) for p in pages) else value


def _compare(subject: Subject, answer: GivenAnswer, flavour: str, got: Any) -> None:
    sent = answer.value.content if isinstance(answer.value, Blob) else answer.value
    if answer.media_type is None or subject.operation.method == "HEAD":
        if got is not None and answer.status < 300:
            did = f"returned {short(got)} ({flavour})"
            raise _finding(subject, answer, did, "None: the response has no content")
        return
    if not answer.is_json:
        content = answer.make_reply().content
        if not content and got is None and answer.status >= 300:
            return  # an error without content has no body
        if answer.status >= 300 and got == _plain_json(content):
            return  # the body of an error is plain data
        if got != (content.decode("utf-8", "replace") if isinstance(got, str) else content):
            did = f"returned {short(got)} ({flavour})"
            raise _finding(subject, answer, did, f"the content of the response: {short(content)}")
        _check_class(subject, answer, flavour, got)
        return
    found = list(unlike(sent, dumped(got)))
    if found:
        did = f"lost or changed values ({flavour}): {'; '.join(found[:5])}"
        raise _finding(subject, answer, did, _allowed(answer))
    if answer.kind:
        _survived(subject, answer, got)
    elif answer.schema is not None:
        models = subject.session.package.models
        wrong = mistyped(answer.schema, sent, got, models)
        wrong = wrong or (*unanswered(answer.schema, sent, got, subject.document.sent),)
        if wrong:
            did = f"returned other types than documented ({flavour}): {'; '.join(wrong[:5])}"
            raise _finding(
                subject,
                answer,
                did,
                f"the types of {answer.schema.place}: {short(answer.schema.raw)}",
            )


def _check_class(subject: Subject, answer: GivenAnswer, flavour: str, got: Any) -> None:
    """A file is returned as bytes and a text as str, whatever the content."""
    wanted = class_of(answer.media_type or "", answer.said)
    if answer.status < 300 and wanted is not None and not isinstance(got, wanted):
        did = f"returned {type(got).__name__}: {short(got)} ({flavour})"
        says = f"{wanted.__name__}, because the content is {answer.media_type}"
        raise _finding(subject, answer, did, says)


def _plain_json(content: bytes) -> Any:
    with Caught() as caught:
        caught.value = json.loads(content)
    return caught.value


def _survived(subject: Subject, answer: GivenAnswer, got: Any) -> None:
    """Check that an unknown variant has the class `UnknownVariant`, if the union has one."""
    if answer.kind != "variant":
        return
    member: Any = got
    for step in answer.path[:-1]:
        if type(member) in (list, dict):
            member = member[step]
        else:
            fields = {i.alias or n: n for n, i in type(member).model_fields.items()}
            if step not in fields:
                return
            member = getattr(member, fields[step])
    unknown_class = subject.session.package.exported("UnknownVariant")
    if hasattr(type(member), "model_fields") and not isinstance(member, unknown_class):
        did = f"parsed {spell(answer.path[:-1])} as a {type(member).__name__}"
        raise _finding(
            subject, answer, did, "UnknownVariant: the document does not have this variant"
        )
