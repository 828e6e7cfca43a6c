"""Choose the word that each inline member of a `oneOf` or `anyOf` is named after.

What a member says names it, not where it stands, so that a new member renames no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any


def variant_words(members: Sequence[Any]) -> list[str]:
    """A word for each member: its title or reference, its tag, what only it has; else its number.

    The only member beside null is what the whole is, and needs no word.
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
        for words in shared:  # none of them may have it, so that their order decides nothing
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
    others = {name for other in members if other is not member for name in _properties(other)}
    required = {name for part in parts for name in _list(part.get("required"))}
    own = [name for name in _properties(member) if name not in others]
    yield from _texts([name for name in own if name in required] or own)


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and the members of its `allOf`, as they are written."""
    if isinstance(schema, dict):
        yield schema
        for part in _list(schema.get("allOf")):
            yield from _parts(part)


def _tags(part: dict[str, Any]) -> Iterator[str]:
    properties = part.get("properties")
    for schema in properties.values() if isinstance(properties, dict) else ():
        yield from _texts([_single(schema)])


def _single(schema: Any) -> Any:
    """The one value that a schema allows."""
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
    yield from _texts([r.rpartition("/")[2] for r in references if isinstance(r, str)])


def _properties(schema: Any) -> dict[str, None]:
    found: dict[str, None] = {}
    for part in _parts(schema):
        properties = part.get("properties")
        found |= dict.fromkeys(properties if isinstance(properties, dict) else ())
    return found


def _texts(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str) and any(letter.isalnum() for letter in value) and len(value) < 50:
            yield value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
