"""Check that strict validation reports an invalid response and names the location."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeAlias

from ..cache import NO_MEMORY, Memory
from ..client.check_context import Subject
from ..client.comparing import spell
from ..client.session import SYNC
from ..client.transport import Reply
from ..schemas.schemas import Schema
from ..schemas.shapes import Reading, readings
from ..types import Json, Path
from .answers import GivenAnswer
from .requests import describe

CHECK = "strict"
Kind: TypeAlias = "tuple[tuple[str, ...], frozenset[str]]"
"""The kind of an object: the schemas it follows, and the members it has."""
Kinds: TypeAlias = "frozenset[Kind]"
_UNSURE: Final = frozenset(("oneOf", "anyOf", "not", "if", "contains", "discriminator"))
WRONG = {"object": {"verify": 1}, "array": ["verify"], "string": "verify", "boolean": True}
"""One value of each type; JSON Schema decides whether it is wrong."""


def check_strict(
    subject: Subject, answer: GivenAnswer, fresh: Kinds, memory: Memory = NO_MEMORY
) -> None:
    """Omit each required property, and replace each value by one of another type, one at a time.

    Only objects of the kinds in `fresh` are changed: the others are changed in another response.
    """
    if not is_judged(subject, answer):
        return
    assert answer.schema is not None
    for path, wrong, answered in memory.made(answer, "fresh", partial(forbidden, answer, fresh)):
        outcome = subject.call(SYNC, answer=answered)
        wanted: Any = subject.session.package.exported("APIResponseValidationError")
        if not isinstance(outcome.error, wanted):
            raised = describe(outcome.error) if outcome.error else "nothing"
            did = f"raised {raised} in strict mode for a response that is invalid at {spell(path)}"
            problem = answer.schema.problems(wrong, "response")[0].message
            says = f"APIResponseValidationError: {problem}"
            raise subject.finding(CHECK, did, says, subject.plain_call, answer.place)


def telling(answers: Sequence[GivenAnswer]) -> list[tuple[GivenAnswer, Kinds]]:
    """The responses that have an object of a new kind, with these kinds."""
    met: set[Kind] = set()
    kept: list[tuple[GivenAnswer, Kinds]] = []
    for answer in answers:
        kinds = set(_objects(answer.schema, answer.value)) if answer.schema is not None else set()
        if kinds - met:
            kept.append((answer, frozenset(kinds - met)))
            met |= kinds
    return kept


def _objects(schema: Schema, value: Json) -> Iterator[Kind]:
    choices = readings(schema, value, "response")
    if len(choices) != 1:
        return
    (choice,) = choices
    if isinstance(value, dict):
        yield _kind(choice, value)
        for name, item in value.items():
            member = choice.member(name)
            if member is not None:
                yield from _objects(member, item)
    elif isinstance(value, list) and value:
        item_schema = choice.item(0)
        if item_schema is not None:
            yield from _objects(item_schema, value[0])


def _kind(choice: Reading, value: dict[str, Any]) -> Kind:
    return tuple(part.pointer for part in choice.parts), frozenset(value)


def forbidden(answer: GivenAnswer, fresh: Kinds | None = None) -> list[tuple[Path, Json, Reply]]:
    """The invalid variants of a response, with all objects changed or the first of each kind."""
    assert answer.schema is not None
    left = None if fresh is None else set(fresh)
    return [
        (path, wrong, replace(answer, value=wrong).make_reply())
        for path, wrong in broken(answer.schema, answer.value, left)
    ]


def is_judged(subject: Subject, answer: GivenAnswer) -> bool:
    """Whether the check applies: error bodies are parsed leniently, and uploads return something else."""
    if answer.schema is None or not answer.is_json:
        return False
    return answer.status < 300 and not subject.is_upload


def broken(
    schema: Schema, value: Json, left: set[Kind] | None, path: Path = (), is_left: bool = True
) -> Iterator[tuple[Path, Json]]:
    """The value with one fault, and its location; `left` are the kinds of objects still to be changed."""
    choices = readings(schema, value, "response")
    if len(choices) != 1:
        return  # in an open union, what is wrong for one branch is right for another
    (choice,) = choices
    tags = _tags(choice)
    if is_left and not tags:
        others = _of_other_types(schema)
        yield from ((path, wrong) for wrong in others if not schema.accepts(wrong, "response"))
    # A fault in a part is a fault of the whole, unless another branch accepts it.
    is_sure = not any(_UNSURE & part.raw.keys() for part in choice.parts)
    for below, wrong in _broken_below(schema, choice, value, left, path, is_left):
        if is_sure or not schema.accepts(wrong, "response"):
            yield below, wrong


def _broken_below(
    schema: Schema, choice: Reading, value: Json, left: set[Kind] | None, path: Path, is_left: bool
) -> Iterator[tuple[Path, Json]]:
    if isinstance(value, dict):
        is_left = left is None or _kind(choice, value) in left
        if left is not None:
            left.discard(_kind(choice, value))
        if is_left:
            yield from _without_one(schema, choice, value, path)
        tags = _tags(choice)
        for name, item in value.items():
            member = choice.member(name)
            if name not in choice.declared and choice.values("patternProperties"):
                continue  # all unlisted members share one type: find_unjudged lists it
            if member is not None and name not in tags:
                for below, wrong in broken(member, item, left, (*path, name), is_left):
                    yield below, value | {name: wrong}
    elif isinstance(value, list) and value:
        item_schema = choice.item(0)
        if item_schema is not None:
            for below, wrong in broken(item_schema, value[0], left, (*path, 0), is_left):
                yield below, [wrong, *value[1:]]


def _without_one(
    schema: Schema, choice: Reading, value: dict[str, Any], path: Path
) -> Iterator[tuple[Path, Json]]:
    required = {name for names in choice.values("required") for name in names}
    for name in value:
        if name in required - _tags(choice):
            less = {n: v for n, v in value.items() if n != name}
            if not schema.accepts(less, "response"):
                yield (*path, name), less


def _of_other_types(schema: Schema) -> Iterator[Json]:
    """Values of a type that no branch has: responses are checked by type, not by bounds or patterns."""
    kinds = _kinds(schema, frozenset())
    if "any" not in kinds:
        yield from (wrong for kind, wrong in WRONG.items() if kind not in kinds)


def _kinds(schema: Schema, met: frozenset[str]) -> frozenset[str]:
    """The types that the schema and its branches name; "any" if one of them names none."""
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
    """The tags of an object; without its tag, a variant is an unknown one, which is kept."""
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
