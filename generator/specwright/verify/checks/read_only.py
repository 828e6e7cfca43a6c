"""Check that a received model can be sent back, without its read-only properties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..client.check_context import Subject, is_json
from ..client.naming import BODY
from ..client.python_arguments import ALL, CannotBuild, has_models
from ..client.session import FLAVOURS, Arguments
from ..generate.boundary_values import VariedValues
from ..generate.values import SPARE
from ..schemas.keywords import Impossible
from ..schemas.schemas import Schema
from ..schemas.shapes import reading
from ..types import ABSENT, Case, Json
from ..wire.wire import Disagreement, differences
from .requests import CHECK, allowed_but, as_sent, describe, given_but, received_of, shown


def check_read_only(subject: Subject, case: Case) -> None:
    """The model has all values of `case`, every readOnly property, and undocumented ones."""
    schema = _schema_of(subject, case)
    if schema is None or subject.is_upload:
        return
    more = with_news(schema, case.body)
    case = replace(case, body=more) if schema.accepts(more, "request") else case
    whole = received(schema, case.body)
    try:
        body = subject.writer.modeller.write(schema, whole, ALL)
    except CannotBuild:
        return  # two classes, neither of which has all members
    if not has_models(body) or isinstance(body, dict):
        return
    given = _arguments(subject, case, body)
    for flavour in FLAVOURS:
        outcome = subject.call(flavour, given)
        if not outcome.sent:
            did = f"refused the call ({flavour}): {describe(outcome.error)}"
            says = "a request: a model that was received can be sent back"
            raise subject.finding(CHECK, did, says, given)
        try:
            got = received_of(subject, outcome.sent[0])
            lost = differences(as_sent(case, got), got)
            wrong = given_but(lost) if lost else None
        except Disagreement as disagreement:
            wrong = allowed_but(disagreement.problems)
        if wrong is not None:
            raise subject.finding(CHECK, shown(outcome.sent[0]), wrong, given)


def _schema_of(subject: Subject, case: Case) -> Schema | None:
    media = subject.operation.bodies.get(case.media_type or "")
    if case.body is ABSENT or media is None or not is_json(media.media_type):
        return None
    return media.schema


def _arguments(subject: Subject, case: Case, body: Any) -> Arguments:
    names = subject.writer.names.parameters
    given = {names[key]: value for key, value in case.parameters.items() if key in names}
    return Arguments((), {**given, BODY: body})


def with_news(schema: Schema, value: Json) -> Json:
    """The value with an undocumented property, if an object allows it."""
    choice = reading(schema, value, "request")
    if not isinstance(value, dict) or not choice.declared:
        return value
    found = {name: _with_news_below(choice.member(name), item) for name, item in value.items()}
    more = {**found, SPARE: "as it came"}
    return more if schema.accepts(more, "request") else found


def _with_news_below(schema: Schema | None, value: Json) -> Json:
    return value if schema is None else with_news(schema, value)


def received(schema: Schema, value: Json) -> Json:
    """The value with the readOnly properties of each of its objects."""
    choice = reading(schema, value, "request")
    if isinstance(value, list):
        items = [(choice.item(index), item) for index, item in enumerate(value)]
        return [received(below, item) if below else item for below, item in items]
    if not isinstance(value, dict):
        return value
    found = dict(value)
    for name, item in value.items():
        member = choice.member(name)
        if member is not None:
            found[name] = received(member, item)
    for name in sorted(choice.declared - value.keys()):
        member = choice.member(name)
        if (
            member is not None
            and isinstance(member.raw, dict)
            and member.raw.get("readOnly") is True
        ):
            try:
                found[name] = VariedValues(schema.schemas, "response").smallest(member.node)
            except Impossible:
                continue
    return found
