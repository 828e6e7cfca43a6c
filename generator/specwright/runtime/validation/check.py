"""Validate a JSON value against a JSON Schema (2020-12).

Results are exact: `True` is not 1, 5.0 is an integer, bounds of big integers are compared as
integers, `multipleOf` is decimal. Patterns use pydantic's linear-time engine, never `re`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..base.errors import Problem
from ..base.json_types import is_array, is_object, tag_text
from ..base.redact import is_hidden, shorten
from .formats import check_format
from .rules import RULES, additional_names, matches, shown_tag, type_problem
from .schemas import Schema, load_schema

MAX_PROBLEMS = 100
MAX_DEPTH = 400


class Found(NamedTuple):
    """A violated rule before formatting: its location in the value, and the value itself."""

    path: str
    rule: str
    message: str
    value: Any
    shown: bool = True

    def show(self) -> Problem:
        name = self.path.rpartition(".")[2].partition("[")[0]
        shown = self.shown and not is_hidden(name, self.value)
        return Problem(self.path, self.rule, self.message, shorten(self.value) if shown else "")


def check_value(package: str, schema: Schema, value: Any, path: str = "") -> Iterator[Problem]:
    """Every violated rule, up to a limit."""
    checker = Checker(package)
    for count, found in enumerate(checker.check(schema, value, path)):
        if count >= MAX_PROBLEMS:
            return
        yield found.show()


def is_valid(package: str, schema: Schema, value: Any) -> bool:
    return Checker(package).valid(schema, value)


@dataclass(slots=True)
class Checker:
    """One validation run. Results are cached by identity, since neither schema nor value changes during it."""

    package: str
    check_formats: bool = True
    depth: int = 0
    exact: bool = False
    """Whether `oneOf` requires exactly one match, as under `not` and `if`; otherwise one is enough to be sent."""
    _verdicts: dict[tuple[int, int], bool] = field(default_factory=dict[tuple[int, int], bool])
    _active: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    _strict: Checker | None = None

    def load(self, reference: str | dict[str, Any]) -> Schema:
        return load_schema(self.package, reference)

    def valid(self, schema: Schema, value: Any) -> bool:
        if isinstance(schema, bool):
            return schema
        key = (id(schema), id(value))
        verdict = self._verdicts.get(key)
        if verdict is None:
            run = self.check(schema, value, "")
            verdict = next(run, None) is None
            del run  # closes it, which removes the value from the active ones
            self._verdicts[key] = verdict
        return verdict

    def exactly(self, schema: Schema, value: Any) -> bool:
        """Whether the value is strictly valid."""
        if self.exact:
            return self.valid(schema, value)
        if self._strict is None:
            self._strict = self._exact()
        self._strict.depth = self.depth
        return self._strict.valid(schema, value)

    def _exact(self) -> Checker:
        return Checker(self.package, self.check_formats, exact=True)

    def check(self, schema: Schema, value: Any, path: str) -> Iterator[Found]:
        if isinstance(schema, bool):
            if not schema:
                yield Found(path, "false", "is not allowed", value)
            return
        key = (id(schema), id(value))
        if key in self._active:  # circular references that never go deeper into the value
            return
        if self.depth > MAX_DEPTH:
            yield Found(path, "depth", "is nested too deeply to be validated", "", False)
            return
        self._active.add(key)
        self.depth += 1
        try:
            yield from self._check_object(schema, value, path)
        finally:
            self.depth -= 1
            self._active.discard(key)

    def _check_object(self, schema: dict[str, Any], value: Any, path: str) -> Iterator[Found]:
        if "type" in schema:
            message = type_problem(schema["type"], value)
            if message:
                yield Found(path, "type", message, value)
                return  # the other keywords expect a value of the right type
        wrong_format = ""
        if self.check_formats and "format" in schema:
            wrong_format = check_format(schema["format"], value, schema)
            if wrong_format:
                yield Found(path, "format", wrong_format, value)
        for keyword, argument in schema.items():
            rule = RULES.get(keyword)
            if rule is None:
                if keyword in APPLICATORS:
                    yield from APPLICATORS[keyword](self, argument, value, schema, path)
            elif not (wrong_format and keyword == "pattern"):  # the pattern would report it again
                message = rule(argument, value, schema)
                if message:
                    yield Found(path, keyword, message, value)


Object = dict[str, Any]
Founds = Iterator[Found]
Applicator = Callable[[Checker, Any, Any, Object, str], Founds]


def _attribute(schema: dict[str, Any], wire: str) -> str:
    for attribute, name in schema.get("names", {}).items():
        if name == wire:
            return str(attribute)
    return wire


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _properties(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_object(value):
        for wire, part in argument.items():
            if wire in value:
                where = _join(path, _attribute(schema, wire))
                yield from checker.check(part, value[wire], where)


def _required(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_object(value):
        for wire in argument:
            if wire not in value:
                where = _join(path, _attribute(schema, wire))
                yield Found(where, "required", "is required", None, False)


def _pattern_properties(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    if is_object(value):
        for pattern, part in argument.items():
            for name, item in value.items():
                if matches(pattern, name):
                    yield from checker.check(part, item, _join(path, name))


def _additional_properties(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    if is_object(value):
        for name in additional_names(schema, value):
            if argument is False:
                yield Found(
                    _join(path, name), "additionalProperties", "is an unknown key", None, False
                )
            else:
                yield from checker.check(argument, value[name], _join(path, name))


def _property_names(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    if is_object(value):
        for name in value:
            for found in checker.check(argument, name, _join(path, name)):
                yield found._replace(message=f"its name {found.message}")


def _dependent_schemas(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    if is_object(value):
        for name, part in argument.items():
            if name in value:
                yield from checker.check(part, value, path)


def _items(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_array(value):
        for index in range(len(schema.get("prefixItems", ())), len(value)):
            yield from checker.check(argument, value[index], f"{path}[{index}]")


def _prefix_items(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_array(value):
        for index, (part, item) in enumerate(zip(argument, value, strict=False)):
            yield from checker.check(part, item, f"{path}[{index}]")


def _contains(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if not is_array(value):
        return
    count = sum(checker.valid(argument, item) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if count < least:
        yield Found(
            path, "contains", f"must have at least {least} matching item(s), has {count}", value
        )
    if most is not None and sum(checker.exactly(argument, item) for item in value) > most:
        yield Found(path, "maxContains", f"must have at most {most} matching item(s)", value)


def _all_of(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    for part in argument:
        yield from checker.check(part, value, path)


def _ref(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    yield from checker.check(checker.load(argument), value, path)


def _any_of(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_tagged(schema, value):
        yield from _by_tag(checker, schema["discriminator"], value, path)
    elif not any(checker.valid(branch, value) for branch in argument):
        yield from _no_branch(checker, "anyOf", argument, value, path)


def _one_of(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if is_tagged(schema, value):
        yield from _by_tag(checker, schema["discriminator"], value, path)
    elif not any(checker.valid(branch, value) for branch in argument):
        yield from _no_branch(checker, "oneOf", argument, value, path)
    elif checker.exact and not (value is None and schema.get("x-null-once")):
        count = sum(checker.valid(branch, value) for branch in argument)
        if count > 1:
            yield Found(path, "oneOf", f"matches {count} of the schemas instead of one", value)


def is_tagged(schema: dict[str, Any], value: Any) -> bool:
    """Whether a tag selects the one variant that counts, as servers read it.

    JSON Schema alone would reject values that match several open variants without constants.
    """
    discriminator = schema.get("discriminator")
    if not (discriminator and discriminator.get("mapping") and is_object(value)):
        return False
    if discriminator.get("open"):
        return tag_text(value.get(discriminator["propertyName"])) in discriminator["mapping"]
    return discriminator["propertyName"] in value or not discriminator.get("optional")


def _not(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    if checker.exactly(argument, value):
        yield Found(path, "not", "matches a schema that is not allowed", value)


def _if(checker: Checker, argument: Any, value: Any, schema: Object, path: str) -> Founds:
    branch = schema.get("then" if checker.exactly(argument, value) else "else", True)
    yield from checker.check(branch, value, path)


def _unevaluated_properties(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    from .unevaluated import evaluated_names

    if is_object(value):
        known = evaluated_names(checker, schema, value)
        for name in value:
            if name not in known:
                if argument is False:
                    where = _join(path, name)
                    yield Found(where, "unevaluatedProperties", "is an unknown key", None, False)
                else:
                    yield from checker.check(argument, value[name], _join(path, name))


def _unevaluated_items(
    checker: Checker, argument: Any, value: Any, schema: Object, path: str
) -> Founds:
    from .unevaluated import evaluated_indexes

    if is_array(value):
        known = evaluated_indexes(checker, schema, value)
        for index, item in enumerate(value):
            if index not in known:
                yield from checker.check(argument, item, f"{path}[{index}]")


APPLICATORS: dict[str, Applicator] = {
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "dependentSchemas": _dependent_schemas,
    "items": _items,
    "prefixItems": _prefix_items,
    "contains": _contains,
    "allOf": _all_of,
    "$ref": _ref,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "unevaluatedProperties": _unevaluated_properties,
    "unevaluatedItems": _unevaluated_items,
}


def _no_branch(
    checker: Checker, rule: str, branches: Any, value: Any, path: str
) -> Iterator[Found]:
    """Why no branch of a union matches: the problems of the intended branch, if that is clear."""
    reasons = [list(_first(checker.check(branch, value, path), 8)) for branch in branches]
    likely = [found for found in reasons if not _at_root(found, path)]
    if len(likely) == 1:
        yield from likely[0]
        return
    texts = dict.fromkeys(" and ".join(_reason(item, path) for item in found) for found in reasons)
    shown = "; or ".join(f"{text}" for text in list(texts)[:6])
    yield Found(path, rule, f"matches none of the allowed schemas: {shown}", value)


def _reason(found: Found, path: str) -> str:
    below = found.path[len(path) :].lstrip(".")
    return f"{below}: {found.message}" if below else found.message


def _at_root(found: list[Found], path: str) -> bool:
    """Whether a branch fails by its type or tag already, so that it was not intended."""
    return any(
        item.path == path and item.rule in ("type", "const", "enum", "pattern") for item in found
    )


def _first(found: Iterator[Found], count: int) -> Iterator[Found]:
    for item, _ in zip(found, range(count), strict=False):
        yield item


def _by_tag(
    checker: Checker, discriminator: dict[str, Any], value: dict[str, Any], path: str
) -> Iterator[Found]:
    wire, mapping = discriminator["propertyName"], discriminator["mapping"]
    tag = tag_text(value.get(wire))
    if tag in mapping:
        yield from checker.check(checker.load(mapping[tag]), value, path)
        return
    where = _join(path, _tag_attribute(checker, mapping, wire))
    if wire not in value:
        yield Found(where, "required", f"is required, one of {shown_tag(mapping)}", None, False)
    else:
        yield Found(where, "discriminator", f"must be one of {shown_tag(mapping)}", value[wire])


def _tag_attribute(checker: Checker, mapping: dict[str, str], wire: str) -> str:
    schema = checker.load(next(iter(mapping.values())))
    return wire if isinstance(schema, bool) else _attribute(schema, wire)
