"""Check that the declared types of a call have every member that a request may have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..client.check_context import Subject
from ..client.declared import DeclaredTypes, Kinds, Walk
from ..client.naming import BODY
from ..client.session import FLAVOURS
from ..schemas.schemas import Schema
from ..schemas.shapes import reading
from ..types import ABSENT, Case, Json
from .requests import CHECK


def check_declared(subject: Subject, cases: tuple[Case, ...]) -> None:
    """An undeclared member that is sent all the same is still an error for type checkers."""
    session, row = subject.session, subject.row
    told = [session.told(partial(session.method, session.client(f), row)) for f in FLAVOURS]
    methods = [method for method, error in told if error is None]
    types = DeclaredTypes(session.package.root.models)
    walk = Walk(types)
    known = dict.fromkeys(
        tuple(types.of_arguments(f).items()) for f in (row.record.endpoint, *methods)
    )
    for case in cases:
        for arguments in map(dict, known):
            for place, schema, value, kinds in _typed(subject, case, arguments):
                for lost in walk.undeclared(schema, value, kinds):
                    did = f"declares too narrow a type for {place}: {lost}"
                    says = "a type that allows it, as the document does in requests"
                    raise subject.finding(CHECK, did, says, None, schema.place)


def _typed(
    subject: Subject, case: Case, arguments: dict[str, Kinds]
) -> Iterator[tuple[str, Schema, Json, Kinds]]:
    names = subject.writer.names
    for parameter in subject.operation.parameters:
        if parameter.key in case.parameters and parameter.key in names.parameters:
            name = names.parameters[parameter.key]
            value = case.parameters[parameter.key]
            yield name, parameter.schema, value, arguments.get(name, ())
    media = subject.operation.bodies.get(case.media_type or "")
    if media is None or media.schema is None or case.body is ABSENT:
        return
    yield BODY, media.schema, case.body, arguments.get(BODY, ())
    if isinstance(case.body, dict):
        choice = reading(media.schema, case.body, "request")
        for wire, value in case.body.items():
            name, member = names.fields.get(wire, ""), choice.member(wire)
            if member is not None and name in arguments:
                yield name, member, value, arguments[name]
            if names.fields and not name and wire in choice.declared and not subject.is_upload:
                did = f"has no argument for {wire!r}, though it has arguments for other members"
                place = (member or media.schema).place
                says = "an argument: the document allows the member in requests"
                raise subject.finding(CHECK, did, says, None, place)
