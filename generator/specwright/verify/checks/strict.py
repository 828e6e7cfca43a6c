"""Check that strict validation reports a forbidden response and names the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..cache import NO_MEMORY, Memory
from ..client.check_context import Subject, is_json
from ..client.comparing import spell
from ..client.session import SYNC
from ..client.transport import Reply
from ..schemas.schemas import Schema
from ..schemas.shapes import Reading, readings
from ..types import Json, Path
from .answers import GivenAnswer
from .requests import describe

CHECK = "strict"
WRONG = {"object": {"verify": 1}, "array": ["verify"], "string": "verify", "boolean": True}
"""Of each type one; JSON Schema has the last word on whether it is wrong."""


def check_strict(subject: Subject, answer: GivenAnswer, memory: Memory = NO_MEMORY) -> None:
    """Each required property left out, and each value of another type, one at a time."""
    if not is_judged(subject, answer):
        return
    assert answer.schema is not None
    session = subject.session
    for path, wrong, answered in memory.made(answer, "broken", partial(forbidden, answer)):
        outcome = session.call(session.client(SYNC), subject.row, subject.plain_call, answered)
        wanted: Any = session.package.exported("APIResponseValidationError")
        if not isinstance(outcome.error, wanted):
            told = describe(outcome.error) if outcome.error else "nothing"
            did = f"raises {told} in strict mode for an answer that is wrong at {spell(path)}"
            says = f"{answer.schema.problems(wrong, 'response')[0].message}"
            raise subject.finding(CHECK, did, says, subject.plain_call, answer.place)


def telling(answers: Sequence[GivenAnswer]) -> list[GivenAnswer]:
    """Those that have an object of another kind than the ones before; the rest breaks the same rules again."""
    met: set[object] = set()
    kept: list[GivenAnswer] = []
    for answer in answers:
        kinds = set(_objects(answer.schema, answer.value)) if answer.schema is not None else set()
        if kinds - met:
            met |= kinds
            kept.append(answer)
    return kept


def _objects(schema: Schema, value: Json) -> Iterator[object]:
    """Of each object in a value, which schemas it follows and which members it has."""
    choices = readings(schema, value, "response")
    if len(choices) != 1:
        return
    (choice,) = choices
    if isinstance(value, dict):
        yield (*(part.pointer for part in choice.parts), frozenset(value))
        for name, item in value.items():
            member = choice.member(name)
            if member is not None:
                yield from _objects(member, item)
    elif isinstance(value, list) and value:
        item_schema = choice.item(0)
        if item_schema is not None:
            yield from _objects(item_schema, value[0])


def forbidden(answer: GivenAnswer) -> list[tuple[Path, Json, Reply]]:
    schema = answer.schema
    assert schema is not None
    return [
        (path, wrong, replace(answer, value=wrong).make_reply())
        for path, wrong in broken(schema, answer.value)
        if not schema.accepts(wrong, "response")
    ]


def is_judged(subject: Subject, answer: GivenAnswer) -> bool:
    """The body of an error is read as far as it goes, and an upload gives something else."""
    if answer.schema is None or answer.media_type is None or not is_json(answer.media_type):
        return False
    return answer.status < 300 and not subject.is_upload


def broken(schema: Schema, value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """The value with one thing wrong in it, and where."""
    choices = readings(schema, value, "response")
    if len(choices) != 1:
        return  # behind a union that leaves the choice, what is wrong for one branch suits another
    (choice,) = choices
    tags = _tags(choice)
    if not tags:
        yield from ((path, wrong) for wrong in _of_other_types(schema))
    if isinstance(value, dict):
        required = {name for names in choice.values("required") for name in names}
        for name, item in value.items():
            if name in required and name not in tags:
                yield (*path, name), {n: v for n, v in value.items() if n != name}
            member = choice.member(name)
            if name not in choice.declared and choice.values("patternProperties"):
                continue  # one type holds all members that have no name: told of as unjudged
            if member is not None and name not in tags:
                for below, wrong in broken(member, item, (*path, name)):
                    yield below, value | {name: wrong}
    elif isinstance(value, list) and value:
        item_schema = choice.item(0)
        if item_schema is not None:
            for below, wrong in broken(item_schema, value[0], (*path, 0)):
                yield below, [wrong, *value[1:]]


def _of_other_types(schema: Schema) -> Iterator[Json]:
    """Of a kind that no branch has: an answer is judged by its types alone, not by bounds or patterns."""
    kinds = _kinds(schema, frozenset())
    if "any" not in kinds:
        yield from (wrong for kind, wrong in WRONG.items() if kind not in kinds)


def _kinds(schema: Schema, met: frozenset[str]) -> frozenset[str]:
    """The types that the schema and its branches name; "any" where one of them names none."""
    raw = schema.raw
    if not isinstance(raw, dict) or schema.pointer in met:
        return frozenset({"any"})
    met = met | {schema.pointer}
    if "type" in raw:
        named = raw["type"] if isinstance(raw["type"], list) else [raw["type"]]
        return frozenset(named)
    if "$ref" in raw:
        return _kinds(schema.resolved(), met)
    for union in ("oneOf", "anyOf", "allOf"):
        if union in raw:
            branches = [_kinds(schema.child(union, i), met) for i in range(len(raw[union]))]
            return frozenset().union(*branches)
    return frozenset({"any"})


def _tags(choice: Reading) -> frozenset[str]:
    """Without its tag, a variant is an unknown one, which survives."""
    rules = choice.values("discriminator")
    names = [rule.get("propertyName") for rule in rules if isinstance(rule, dict)]
    constants = [
        name
        for name in choice.declared
        if (member := choice.member(name)) is not None
        and isinstance(member.raw, dict)
        and {"const", "enum"} & member.raw.keys()
    ]
    return frozenset([*filter(None, names), *constants])
