"""Check that a valid call sends exactly what the document describes, in every form and both flavours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from ..cache import NO_MEMORY, Memory
from ..client.calling import FORMS, KEYS, MODELS, NAMES, WIRE
from ..client.check_context import Subject, is_json
from ..client.comparing import same
from ..client.python_arguments import CannotBuild
from ..client.session import FLAVOURS, SYNC, Arguments, Outcome
from ..client.transport import Sent
from ..generate.form_values import unformed
from ..schemas.shapes import reading
from ..types import ABSENT, Case, Json, Unjudged, short
from ..wire.wire import Disagreement, Received, differences, read_request, unjudged

CHECK = "requests"
WHOLE = ("smallest", "fullest", "drawn")
"""The base cases are tried in every form and flavour; their variations only in the two most important."""

LONGEST = 20_000
"""The maximum length of a parameter: the HTTP library rejects URLs above 65,536 characters."""


def check_case(subject: Subject, case: Case, memory: Memory = NO_MEMORY) -> None:
    if any(isinstance(v, str) and len(v) > LONGEST for v in case.parameters.values()):
        reason = f"{case.label}: the parameter is longer than a URL of the HTTP library can be"
        subject.unjudged[Unjudged(subject.operation.place, reason)] = None
        return
    unsayable = unsaid(subject, case)
    if unsayable is not None:
        subject.unjudged[Unjudged(subject.operation.place, unsayable)] = None
        return
    is_whole = case.label in WHOLE
    for form in FORMS if is_whole else (WIRE, NAMES, MODELS):
        given = arguments(subject, case, form, memory)
        if given is not None:
            flavours = FLAVOURS if is_whole or form == NAMES else (SYNC,)
            sent = _sent(subject, case, given, flavours)
            memory.judge_once(
                case,
                (form, hash(sent.same_bytes())),
                partial(judge, subject, case, given, form, sent),
            )


def unsaid(subject: Subject, case: Case) -> str | None:
    """Why the body of a call cannot be represented in its media type."""
    media = subject.operation.bodies.get(case.media_type or "")
    return unformed(subject.operation.schemas, media, case.body) if media else None


def arguments(subject: Subject, case: Case, form: str, memory: Memory) -> Arguments | None:
    """The arguments of a call; models are cached per client, everything else per document."""
    if form not in (WIRE, NAMES, KEYS):
        try:
            return subject.writer.arguments(case, form)
        except CannotBuild as refused:
            raise subject.finding(
                CHECK, str(refused), f"a model for the valid call ({case.label})"
            ) from None
    return memory.made(case, form, partial(subject.writer.arguments, case, form))


def _sent(subject: Subject, case: Case, given: Arguments, flavours: tuple[str, ...]) -> Sent:
    """The single request of the sync client, after comparing it with that of the async client."""
    found = [_only(subject, case, given, f, subject.call(f, given)) for f in flavours]
    one, other = found[0].same_bytes(), found[-1].same_bytes()
    if one != other:
        differing = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
        did = (
            f"sent {short(differing[0])} in the sync and {short(differing[1])} in the async client"
        )
        raise subject.finding(CHECK, did, "the same bytes from both clients", given)
    return found[0]


def _only(subject: Subject, case: Case, given: Arguments, flavour: str, outcome: Outcome) -> Sent:
    if len(outcome.sent) == 1 + subject.is_upload:
        return outcome.sent[0]
    if not outcome.sent:
        did = f"sent nothing ({flavour})"
        if outcome.error is not None:
            did = f"refused the call ({flavour}): {describe(outcome.error)}"
        says = f"a request: the document allows this call ({case.label})"
        raise subject.finding(CHECK, did, says, given)
    did = f"sent {len(outcome.sent)} requests ({flavour})"
    raise subject.finding(CHECK, did, "one request for one operation", given)


def describe(error: Exception | None) -> str:
    if error is None:
        return "no error"
    return f"{type(error).__name__}: {short(str(error), 400)[1:-1]}"


def judge(subject: Subject, case: Case, given: Arguments, form: str, sent: Sent) -> None:
    """Check the request with the independent implementation of OpenAPI's rules."""
    try:
        received = received_of(subject, sent)
    except Disagreement as wrong:
        raise subject.finding(CHECK, shown(sent), allowed_but(wrong.problems), given) from None
    if received.operation.key != subject.operation.key:
        raise subject.finding(
            CHECK,
            shown(sent),
            f"a request of {subject.operation.key}, not of {received.operation.key}",
            given,
        )
    wanted = as_sent(case, received) if form not in (WIRE, NAMES, KEYS) else case
    subject.unjudged.update(dict.fromkeys((*received.unjudged, *unjudged(case, received))))
    found = differences(_with_constants(subject, _named_alike(subject, wanted, received)), received)
    if found:
        raise subject.finding(CHECK, shown(sent), given_but(found), given)


def _named_alike(subject: Subject, case: Case, received: Received) -> Case:
    """Whether two media types of the same JSON schema are one body, because the method has no argument to choose."""
    names = case.media_type, received.media_type
    given, sent = (subject.operation.bodies.get(name or "") for name in names)
    if given is sent or given is None or sent is None or subject.writer.names.takes_content_type:
        return case
    if not (is_json(given.media_type) and is_json(sent.media_type)):
        return case
    if given.raw.get("schema") != sent.raw.get("schema"):
        return case
    place = subject.document.place(given.pointer)
    reason = f"{given.media_type} has the schema of {sent.media_type}, which is sent in its place"
    subject.unjudged[Unjudged(place, reason)] = None
    return replace(case, media_type=received.media_type)


def received_of(subject: Subject, sent: Sent) -> Received:
    return read_request(
        subject.document,
        sent.method,
        sent.url,
        sent.headers,
        sent.content,
        base_url=subject.base_url,
    )


def as_sent(case: Case, received: Received) -> Case:
    """The value as a model writes it: an instant or a UUID may be spelt differently."""
    values = received.parameters
    given = {k: _aligned(v, values[k]) if k in values else v for k, v in case.parameters.items()}
    if case.body is ABSENT or received.body is ABSENT:
        return replace(case, parameters=given)
    return replace(case, parameters=given, body=_aligned(case.body, received.body))


def _aligned(given: Json, sent: Json) -> Json:
    if isinstance(given, dict) and isinstance(sent, dict):
        return {n: _aligned(v, sent[n]) if n in sent else v for n, v in given.items()}
    if isinstance(given, list) and isinstance(sent, list) and len(given) == len(sent):
        return [_aligned(one, other) for one, other in zip(given, sent, strict=True)]
    return sent if isinstance(given, str) and same(given, sent) else given


def _with_constants(subject: Subject, case: Case) -> Case:
    """Add the values that are not arguments because they are constant; the client sends them itself."""
    found: dict[tuple[str, str], Any] = dict(case.parameters)
    for parameter in subject.operation.parameters:
        known = parameter.key in subject.writer.names.parameters
        if parameter.required and not known and parameter.key not in found:
            values = constants(subject, parameter.key)
            if values:
                found[parameter.key] = values[0]
    return replace(case, parameters=found)


def constants(subject: Subject, key: tuple[str, str]) -> list[Any]:
    parameter = subject.operation.parameter(*key)
    assert parameter is not None
    choice = reading(parameter.schema, None, "request")
    single = [values[0] for values in choice.values("enum") if len(values) == 1]
    return [*choice.values("const"), *single]


def allowed_but(problems: Iterable[str]) -> str:
    return "\n".join(("a request that the document allows; this one does not fit:", *problems))


def given_but(differences: Iterable[str]) -> str:
    return "\n".join(("a request with the arguments of the call; in this one:", *differences))


def shown(sent: Sent) -> str:
    """The request, shortened for the report."""
    kept = ("host", "accept", "accept-encoding", "connection", "user-agent", "content-length")
    lines = [f"sent {sent.method} {short(sent.url, 300)[1:-1]}"]
    lines += [f"{n}: {short(v)[1:-1]}" for n, v in sent.headers if n.lower() not in kept]
    if sent.content:
        lines.append(short(sent.content.decode("utf-8", "backslashreplace"), 400)[1:-1])
    return "\n".join(lines)
