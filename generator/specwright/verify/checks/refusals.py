"""Check that an invalid call is rejected before anything is sent, and that the error names the argument."""

from __future__ import annotations

import re
from typing import Any

from ..cache import NO_MEMORY, Memory
from ..client.calling import NAMES, WIRE, upload_file
from ..client.check_context import UPLOAD, Subject
from ..client.naming import BODY
from ..client.package import plain
from ..client.session import SYNC, Arguments, Outcome
from ..client.transport import Sent
from ..generate.violations import Violation
from ..schemas.schemas import Schema
from ..schemas.shapes import reading
from ..types import ABSENT, Absent, Unjudged
from ..wire.wire import Disagreement
from .requests import arguments, describe, received_of, shown, unsaid

CHECK = "refusals"

# Keywords that a single value violates, so that the error can name it exactly.
EXACT = frozenset(
    (
        *("type", "enum", "const", "required", "additionalProperties", "format", "pattern"),
        "readOnly",
        *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    )
)


def check_violation(
    subject: Subject, violation: Violation, turn: int = 0, memory: Memory = NO_MEMORY
) -> None:
    """Pass the invalid value as arguments or, on every second `turn`, as the whole body."""
    location = str(violation.path[0])
    if location != "body" and not _is_argument(subject, violation):
        return
    if subject.is_upload and violation.path == ("body",):
        return  # its body is built from the file, which Python itself requires
    for form in (WIRE, NAMES) if turn % 2 else (NAMES, WIRE):
        given = arguments(subject, violation.case, form, memory)
        if given is None or (form == NAMES and len(violation.path) < 2):
            continue
        _judge(subject, violation, form, given, subject.call(SYNC, given))
        return


def _is_argument(subject: Subject, violation: Violation) -> bool:
    """Whether the place is an argument; constants are not."""
    return tuple(violation.path[:2]) in subject.writer.names.parameters


def _judge(
    subject: Subject, violation: Violation, form: str, given: Arguments, outcome: Outcome
) -> None:
    if outcome.sent:
        if _is_filled_in(subject, violation, outcome.sent[0]):
            return
        reason = unsaid(subject, violation.case) or _unlooked(subject, violation)
        if reason is not None:
            subject.unjudged[Unjudged(violation.place, reason)] = None
            return
        did, says = shown(outcome.sent[0]), f"RequestValidationError: {violation.message}"
        raise subject.finding(CHECK, did, says, given, violation.place)
    refused: Any = subject.session.package.exported("RequestValidationError")
    wanted = _wanted(subject, violation, form)
    by_python = isinstance(outcome.error, TypeError) and violation.keyword in _BY_PYTHON
    if by_python and plain(wanted[-1]) in plain(str(outcome.error)):
        return
    error: Any = outcome.error
    if not all(isinstance(error, kind) for kind in (refused, ValueError)):
        did, says = f"raised {describe(error)}", f"RequestValidationError: {violation.message}"
        raise subject.finding(CHECK, did, says, given, violation.place)
    paths = [str(problem.path) for problem in error.problems]
    spelled = _attributes(subject, violation, wanted)
    if not (_names(violation, wanted, paths) or _names(violation, spelled, paths)):
        did = f"raised RequestValidationError for {', '.join(map(repr, paths))}"
        says = f"RequestValidationError for {'.'.join(wanted)!r}: {violation.message}"
        raise subject.finding(CHECK, did, says, given, violation.place)


def _unlooked(subject: Subject, violation: Violation) -> str | None:
    """Linear-time regex engines have no look-around, so no client has to check such patterns."""
    schema, value = _given(subject, violation)
    if schema is not None and value is not ABSENT and schema.accepts(value, "unlooked"):
        return "clients need not check patterns with look-around or a back-reference"
    return None


def _given(subject: Subject, violation: Violation) -> tuple[Schema | None, Any]:
    """The argument or body with the invalid value, and its schema."""
    location, *rest = violation.path
    if location != "body":
        key = (str(location), str(rest[0]))
        parameter = subject.operation.parameter(*key)
        return parameter.schema if parameter else None, violation.case.parameters.get(key, ABSENT)
    media = subject.operation.bodies.get(violation.case.media_type or "")
    return media.schema if media else None, violation.case.body


_BY_PYTHON = ("required", "additionalProperties", "readOnly")
"""A missing or an unknown argument is Python's own TypeError."""


def _wanted(subject: Subject, violation: Violation, form: str) -> list[str]:
    """The location of the invalid value as users see it."""
    names = subject.writer.names
    location, *rest = violation.path
    if location != "body":
        name = names.parameters[str(location), str(rest[0])]
        return [name, *map(str, rest[1:])]
    if form == NAMES and rest:
        return [names.fields.get(str(rest[0]), str(rest[0])), *map(str, rest[1:])]
    return [BODY, *map(str, rest)]


def _attributes(subject: Subject, violation: Violation, wanted: list[str]) -> list[str]:
    """The same location with attribute names, which may differ from any spelling of the wire names."""
    schema, value = _given(subject, violation)
    steps = violation.path[1 if violation.path[0] == "body" else 2 :]
    fields, modeller = subject.writer.names.fields, subject.writer.modeller
    found: list[str] = []
    for step in steps:
        if schema is None or isinstance(value, Absent):
            return wanted
        choice = reading(schema, value, "request")
        if isinstance(step, int):
            name, schema = str(step), choice.item(step)
        else:
            is_field = violation.path[0] == "body" and not found and step in fields
            name = fields[step] if is_field else modeller.attribute(choice, step)
            schema = choice.member(step)
        found.append(name)
        value = value[step] if _has(value, step) else ABSENT
    return [*wanted[: len(wanted) - len(steps)], *found]


def _names(violation: Violation, wanted: list[str], paths: list[str]) -> bool:
    """Whether every problem is about this value, and one names it exactly, if its keyword allows that."""
    whole = "".join(map(plain, wanted))
    found = [plain(re.sub(r"[\[\]]", ".", path)) for path in paths]
    if violation.union is not None:
        steps = len(wanted) - (len(violation.path) - violation.union)
        roof = "".join(map(plain, wanted[:steps]))
        return all(path.startswith(roof) for path in found)
    if len(violation.path) == 1 and violation.keyword == "required":
        # No body: its required fields are missing arguments, or it has no members.
        return all(not path or path.isidentifier() for path in paths)
    related = all(whole.startswith(path) or path.startswith(whole) for path in found)
    return related and (violation.keyword not in EXACT or whole in found)


# --- what may be left out -------------------------------------------------------------------------


def _is_filled_in(subject: Subject, violation: Violation, sent: Sent) -> bool:
    """Whether an omitted argument is sent anyway: a required constant, or a required parameter with a default."""
    if violation.keyword != "required":
        return False
    try:
        received = received_of(subject, sent)
    except Disagreement:
        return False
    if violation.path == ("body",):
        return bool(received.body == {})  # all of its properties are optional, and none was passed
    if violation.path[0] != "body":
        key = (str(violation.path[0]), str(violation.path[1]))
        parameter = subject.operation.parameter(*key)
        sent_value = received.parameters.get(key, ABSENT)
        return parameter is not None and _may_be(parameter.schema, sent_value)
    filled: Any = received.body
    for step in violation.path[1:]:
        if not _has(filled, step):
            return False
        filled = filled[step]
    upload = subject.operation.raw.get(UPLOAD)
    if isinstance(upload, dict) and violation.path[1:] == (upload["filename"],):
        return bool(filled == upload_file(upload)[0])
    schema = _schema_at(subject, violation, received.body)
    return schema is not None and _may_be(schema, filled)


def _schema_at(subject: Subject, violation: Violation, body: Any) -> Schema | None:
    """The schema of the omitted value, found in the body as sent."""
    media = subject.operation.bodies.get(violation.case.media_type or "")
    schema = media.schema if media else None
    for step in violation.path[1:]:
        if schema is None:
            return None
        choice = reading(schema, body, "request")
        schema = choice.item(step) if isinstance(step, int) else choice.member(step)
        body = body[step]
    return schema


def _has(value: Any, step: Any) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _may_be(schema: Schema, filled: Any) -> bool:
    choice = reading(schema, filled, "request")
    single = [values[0] for values in choice.values("enum") if len(values) == 1]
    return filled in [*choice.values("const"), *single, *choice.values("default")]
