"""Choose the word that each inline member of a `oneOf` or `anyOf` is named after.

The word comes from the member's content, not its position, so that a new member renames no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

_KINDS: Final = {"array": "list", "string": "text"} | {
    k: k for k in ("object", "integer", "number")
}


def variant_words(members: Sequence[Any]) -> list[str]:
    """A word for each member: its title or reference, its tag, or what is unique to it; else its number.

    The only member beside null needs no word.
    """
    if sum(not _is_null(member) for member in members) == 1:
        return [""] * len(members)
    candidates = [
        [*_words_of(member, members), f"variant_{index + 1}"]
        for index, member in enumerate(members)
    ]
    while True:
        count = Counter(words[0].casefold() for words in candidates)
        shared = [words for words in candidates if count[words[0].casefold()] > 1 and words[1:]]
        if not shared:
            return [words[0] for words in candidates]
        for words in shared:  # none of them may use it, so that their order does not matter
            del words[0]


def _words_of(member: Any, members: Sequence[Any]) -> Iterator[str]:
    if not isinstance(member, dict):
        return
    parts = list(_parts(member))
    yield from _texts([member.get("title")])
    yield from _names([member])
    for part in parts:
        yield from _tags(part)
    yield from _names(parts)
    yield from _texts([part.get("title") for part in parts])
    yield from _texts([_single(part) for part in parts])
    others_of = [other for other in members if other is not member]
    others = {name for other in others_of for name in _properties(other)}
    required = {name for part in parts for name in _list(part.get("required"))}
    own = [name for name in _properties(member) if name not in others]
    yield from _texts([name for name in own if name in required] or own)
    yield from _texts(
        [name for name in _properties(member) if name in required - _needed(others_of)]
    )
    yield from _typed(member, others_of)
    yield from _texts([_KINDS.get(kind) for kind in _kinds(member)])
    if isinstance(member.get("items"), dict):
        inner = [*_kinds(member["items"]), "mixed"][0]
        yield f"{_KINDS.get(inner, inner)} list"


def _needed(members: Sequence[Any]) -> set[str]:
    """The properties that any of these requires."""
    return {
        name
        for member in members
        for part in _parts(member)
        for name in _list(part.get("required"))
    }


def _typed(member: Any, others: Sequence[Any]) -> Iterator[str]:
    """A property with its type, if the type is the difference: `value string`."""
    for name, schema in _properties(member).items():
        for kind in _kinds(schema):
            if all(kind not in _kinds(_properties(other).get(name)) for other in others):
                yield from _texts([f"{name} {_KINDS.get(kind, kind)}"])


def _kinds(schema: Any) -> list[str]:
    """The types and formats of a schema, the most specific first."""
    if not isinstance(schema, dict):
        return []
    types = schema.get("type")
    found = [schema.get("format"), *(types if isinstance(types, list) else [types])]
    return [kind for kind in found if isinstance(kind, str)]


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and the members of its `allOf`, as written."""
    if isinstance(schema, dict):
        yield schema
        for part in _list(schema.get("allOf")):
            yield from _parts(part)


def _tags(part: dict[str, Any]) -> Iterator[str]:
    properties = part.get("properties")
    for schema in properties.values() if isinstance(properties, dict) else ():
        yield from _texts([_single(schema)])


def _single(schema: Any) -> Any:
    """The only value that a schema allows."""
    if not isinstance(schema, dict):
        return None
    values = _list(schema.get("enum"))
    return schema["const"] if "const" in schema else values[0] if len(values) == 1 else None


def _is_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    says_null = schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None]
    return says_null or ("const" in schema and schema["const"] is None)


def _names(parts: Sequence[dict[str, Any]]) -> Iterator[str]:
    references = (part.get("$ref") for part in parts)
    yield from _texts([r.rpartition("/")[2] for r in references if isinstance(r, str)], 100)


def _properties(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in _parts(schema):
        properties = part.get("properties")
        found |= properties if isinstance(properties, dict) else {}
    return found


def _texts(values: Sequence[Any], longest: int = 50) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and any(map(str.isalnum, value)) and len(value) < longest:
            yield value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
