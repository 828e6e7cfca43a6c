"""Make JSON values that a schema allows; the runtime's checker has the last word."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

from ..base.json_types import is_array, is_object
from ..validation.schemas import Schema
from .document import Schemas
from .flatten import Flat, Flattening
from .messages import MockError
from .texts import numbers, texts

ATTEMPTS: Final = 24
_DEEP: Final = 3
_DEEPEST: Final = 60
_MANY: Final = 300


class Maker:
    """Makes values of schemas. The same seed, key and schema give the same value."""

    def __init__(self, schemas: Schemas, seed: int) -> None:
        self._schemas = schemas
        self._seed = seed

    def make(
        self,
        schema: Schema | str,
        given: Mapping[str, Any] | None = None,
        key: str = "",
        *,
        place: str = "",
        fresh: bool = False,
    ) -> Any:
        """A valid value, whose members are those `given`, where the schema allows them.

        `fresh` ignores the examples of the schema, for values that must differ from each other.

        Raises:
            MockError: No valid value was found.
        """
        loaded = self._schemas.load(schema) if isinstance(schema, str) else schema
        loose: Any = None
        is_loose = False
        made: Any = None
        for number in range(ATTEMPTS):
            attempt = _Attempt(self._schemas, Random(f"{self._seed} {key} {number}"), number, fresh)
            made = attempt.value([loaded], given or {}, "", 0)
            if self._schemas.is_valid(loaded, made, exact=True):
                return made
            if not is_loose and self._schemas.is_valid(loaded, made):
                is_loose, loose = True, made
        if is_loose:  # several branches of a `oneOf` match whatever the value
            return loose
        raise MockError(_excuse(self._schemas, loaded, made, place))


def _excuse(schemas: Schemas, schema: Schema, made: Any, place: str) -> str:
    found = next(schemas.problems(schema, made, exact=True), None)
    problem = "" if found is None else f": {found.path or 'it'} {found.message}"
    where = f" for {place}" if place else ""
    return (
        f"the mock cannot make a valid value{where}{problem}\n"
        "add an example to the document, or give the answer with mock.on(...).reply(json=...)"
    )


class _Attempt:
    """One attempt. The first has everything, the second only what is required, the others a part."""

    def __init__(self, schemas: Schemas, random: Random, number: int, fresh: bool) -> None:
        self._schemas = schemas
        self._random = random
        self._number = number
        self._fresh = fresh
        self._path: list[str] = []
        self._made = 0

    def value(self, parts: list[Schema], given: Mapping[str, Any], name: str, depth: int) -> Any:
        self._made += 1
        if depth > _DEEPEST:
            return None
        lean = self._is_lean(depth)
        flattening = Flattening(self._schemas, given, lambda some: self._branch(some, lean))
        for part in parts:
            flattening.add(part)
        flat = flattening.flat
        ready = next(self._ready(flat, parts, given), _NOTHING)
        if ready is not _NOTHING:
            return ready
        self._path += flat.references
        try:
            return self._of_type(flat, parts, given, name, depth)
        finally:
            del self._path[len(self._path) - len(flat.references) :]

    def _is_lean(self, depth: int) -> bool:
        """Whether only what is required is made: far down, or in a large or recursive value."""
        return self._number == 1 or depth > _DEEP or self._made > _MANY

    def _branch(self, branches: list[Schema], lean: bool) -> Schema:
        """The first branch that is not null in the first attempt, then others; where it is deep, the shortest."""
        if lean and self._number % 2:
            return min(branches, key=lambda branch: self._weight(branch, 4))
        rest = [branch for branch in branches if not _is_null(branch)] or branches
        if lean:
            rest = sorted(rest, key=lambda branch: self._weight(branch, 4) > _RECURSIVE)
            return rest[0]
        return rest[self._number % len(rest)] if self._number < 4 else self._random.choice(branches)

    def _weight(self, schema: Schema, depth: int) -> int:
        if isinstance(schema, bool):
            return 5 if schema else 99
        if "$ref" in schema and depth:
            if schema["$ref"] in self._path:
                return _RECURSIVE + 1
            return self._weight(self._schemas.load(schema["$ref"]), depth - 1)
        kind = schema.get("type")
        return {"null": 0, "object": 4, "array": 3}.get(kind, 2) if isinstance(kind, str) else 2

    def _ready(self, flat: Flat, parts: list[Schema], given: Mapping[str, Any]) -> Iterator[Any]:
        """A constant, or an example of the schema."""
        if flat.enums:
            first, *others = flat.enums
            values = [one for one in first if all(one in other for other in others)]
            if self._number or self._fresh:
                values = self._random.sample(values, len(values))
            values.sort(key=lambda value: value is None)
            yield from (one for one in values if self._allowed(parts, one))
        elif not self._fresh and self._number < 4:
            for example in flat.examples:
                merged = {**example, **given} if is_object(example) else example
                yield from (one for one in (merged,) if self._allowed(parts, one))

    def _allowed(self, parts: list[Schema], value: Any) -> bool:
        return all(self._schemas.is_valid(part, value, exact=True) for part in parts)

    def _of_type(
        self, flat: Flat, parts: list[Schema], given: Mapping[str, Any], name: str, depth: int
    ) -> Any:
        types = flat.likely_types()
        if not types:
            return None
        shift = self._number if self._number < 4 else self._random.randrange(9)
        rest = [kind for kind in types if kind != "null"] or types
        kind = "object" if given and "object" in types else rest[max(0, shift - 2) % len(rest)]
        if self._number > 6 and self._number % 3 == 0:
            kind = types[-1]
        if kind == "object":
            return self._object(flat, given, depth)
        if kind == "array":
            return self._array(flat, name, depth)
        candidates: Iterator[Any] = iter(())
        if kind == "string":
            candidates = texts(flat, name, self._random)
        elif kind in ("integer", "number"):
            whole = kind == "integer" or "number" not in flat.types
            candidates = numbers(flat, whole, self._random)
        elif kind == "boolean":
            candidates = iter((not self._number % 2, bool(self._number % 2)))
        found: Any = None
        for found in candidates:
            if self._allowed(parts, found):
                return found
        return found

    def _array(self, flat: Flat, name: str, depth: int) -> list[Any]:
        limits, lean = flat.limits, self._is_lean(depth)
        most = limits.get("maxItems")
        wanted = max(int(limits.get("minItems", 0)), len(flat.prefix), 0 if lean else 1)
        count = wanted if most is None else min(wanted, int(most))
        found: list[Any] = []
        for index in range(min(count, len(flat.prefix))):
            found.append(self.value(flat.prefix[index], {}, name, depth + 1))
        for schema, least in flat.contains:
            found += [self.value([schema, *flat.items], {}, name, depth + 1) for _ in range(least)]
        tries = 0
        while len(found) < count and tries < count * 8 + 20:
            tries += 1
            self._fresh, before = self._fresh or (flat.unique and bool(found)), self._fresh
            item = self.value(flat.items or [True], {}, name, depth + 1)
            self._fresh = before
            if not flat.unique or item not in found:
                found.append(item)
        return found

    def _object(self, flat: Flat, given: Mapping[str, Any], depth: int) -> dict[str, Any]:
        lean = self._is_lean(depth)
        made: dict[str, Any] = {}
        names = dict.fromkeys((*flat.properties, *flat.required))
        for name in names:
            schemas = flat.properties.get(name) or self._others(flat, name)
            required = name in flat.required
            if any(is_object(one) and one.get("writeOnly") is True for one in schemas):
                continue
            if name in given and self._allowed(schemas, given[name]):
                made[name] = given[name]
            elif required or self._has_optional(schemas, lean):
                made[name] = self.value(schemas, {}, name, depth + 1)
        self._fill(flat, made, given, depth)
        return made

    def _others(self, flat: Flat, name: str) -> list[Schema]:
        from ..validation.rules import matches

        found = [schema for pattern, schema in flat.matching.items() if matches(pattern, name)]
        return found or [one for one in flat.others if one is not False] or [True]

    def _has_optional(self, schemas: list[Schema], lean: bool) -> bool:
        """An optional property is made unless that would go on for ever."""
        if any(one is False for one in schemas):
            return False
        if lean or (self._number > 1 and self._random.random() < _SHARE):
            return False
        return all(self._weight(one, 4) <= _RECURSIVE for one in schemas)

    def _fill(self, flat: Flat, made: dict[str, Any], given: Mapping[str, Any], depth: int) -> None:
        """Members beyond the listed ones: those given, and as many as the schema requires."""
        for name, item in given.items():
            open_ = not flat.is_closed and (flat.others or flat.matching)
            if (
                name not in flat.properties
                and open_
                and self._allowed(self._others(flat, name), item)
            ):
                made[name] = item
        is_map = not flat.properties and any(is_object(one) for one in flat.others)
        least = max(
            int(flat.limits.get("minProperties", 0)), int(is_map and not self._is_lean(depth))
        )
        most = int(flat.limits.get("maxProperties", _MANY))
        for number in range(1, 4 * least + 1):
            if len(made) >= min(least, most):
                break
            name = self._name(flat, number, depth)
            if name not in made:
                schemas = flat.properties.get(name) or self._others(flat, name)
                made[name] = self.value(schemas, {}, name, depth + 1)

    def _name(self, flat: Flat, number: int, depth: int) -> str:
        if flat.names:
            return str(self.value([*flat.names, {"type": "string"}], {}, "", depth + 1))
        unused = list(flat.properties)
        if flat.is_closed and flat.matching:
            pattern = next(iter(flat.matching))
            return str(self.value([{"type": "string", "pattern": pattern}], {}, "", depth + 1))
        return unused[number - 1] if number <= len(unused) else f"key{number}"


_NOTHING: Final = object()
_SHARE: Final = 0.4
_RECURSIVE: Final = 50


def _is_null(schema: Schema) -> bool:
    return is_object(schema) and schema.get("type") == "null"


def merged(value: Any, given: Mapping[str, Any]) -> Any:
    """A copy of an example with the given members in place of its own."""
    if is_object(value):
        return {**json.loads(json.dumps(value)), **given}
    return list(value) if is_array(value) else value
