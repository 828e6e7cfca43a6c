"""Build JSON Schema validators for both directions.

They extend jsonschema's with OpenAPI rules: the 3.0 dialect, readOnly and writeOnly,
discriminators, ECMA-262 patterns, lengths in UTF-16 units, files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import create

from ..types import Blob, short
from .dialect import own_keywords
from .formats import fits, is_wide
from .keywords import Impossible, Keywords, equal, is_tagged
from .patterns import UnsupportedPattern, compiled, looks_around
from .unevaluated import evaluated

_Errors = Iterator[ValidationError]
_Rule = Callable[[Any, Any, Any, Any], Any]
_NOWHERE: Final = object()
_PLAIN: Final[Mapping[str, _Rule]] = Draft202012Validator.VALIDATORS


def make_validator(keywords: Keywords, direction: str) -> Any:
    """A validator class; instances are cheap and share everything.

    With `unlooked`, patterns with look-around or back-references are ignored.
    """
    rules = {**_PLAIN, **_own_rules(keywords, direction)}
    if direction == "unlooked":
        rules["pattern"] = _plain_pattern
    known: dict[int, Any] = {}  # by identity: the document outlives its validators

    def applicable(schema: Any) -> Any:
        found = known.get(id(schema))
        if found is None:
            found = tuple(own_keywords(schema, keywords.version).items())
            known[id(schema)] = found
        return found

    return create(
        meta_schema={},
        validators={name: _unless_unclear(rule) for name, rule in rules.items()},
        version=f"openapi-{direction}",
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
            "string", lambda _, value: isinstance(value, (str, Blob))
        ),
        id_of=lambda _: "",  # every reference is absolute already
        applicable_validators=applicable,
    )


def _unless_unclear(rule: _Rule) -> _Rule:
    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if instance is None and isinstance(schema, dict) and schema.get("nullable") is True:
            return ()
        return rule(validator, value, instance, schema)

    return checked


def length(text: str, utf16: bool) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if utf16 else len(text)


def _own_rules(keywords: Keywords, direction: str) -> dict[str, _Rule]:
    return {
        "$ref": _follow(keywords),
        "$dynamicRef": _nothing,
        "required": _required(keywords, "writeOnly" if direction == "response" else "readOnly"),
        **({"properties": _properties(keywords)} if direction != "response" else {}),
        "oneOf": _any_of(keywords, "oneOf"),
        "anyOf": _any_of(keywords, "anyOf"),
        "minLength": _min_length,
        "maxLength": _max_length,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "format": _format,
        "const": _const,
        "enum": _enum,
        "unevaluatedProperties": _unevaluated(keywords),
        "unevaluatedItems": _nothing,
    }


def _nothing(*_: Any) -> tuple[()]:
    return ()


def _unevaluated(keywords: Keywords) -> _Rule:
    def rule(validator: Any, value: Any, instance: Any, schema: Any) -> _Errors:
        if value is False and isinstance(instance, dict):
            for name in instance.keys() - evaluated(validator, keywords, schema, instance):
                yield ValidationError(f"the property {name!r} is not allowed", path=(name,))

    return rule


def _follow(keywords: Keywords) -> _Rule:
    active: set[tuple[str, int]] = set()
    targets: dict[str, Any] = {}

    def rule(validator: Any, reference: Any, instance: Any, _: Any) -> _Errors:
        here = (reference, id(instance))
        if here in active:
            yield ValidationError(f"{reference} refers to itself without end")
            return
        if reference not in targets:
            targets[reference] = _at(keywords, reference, _NOWHERE)
        target = targets[reference]
        if target is _NOWHERE:
            yield ValidationError(f"nothing is at {reference}")
            return
        active.add(here)
        try:
            yield from validator.descend(instance, target, resolver=validator._resolver)
        finally:
            active.discard(here)

    return rule


def _required(keywords: Keywords, exempt: str) -> _Rule:
    def rule(_: Any, names: Any, instance: Any, schema: Any) -> _Errors:
        if not isinstance(instance, dict) or not isinstance(names, list):
            return
        for name in names:
            if name not in instance and not _marked(keywords, schema, name, exempt):
                error = ValidationError(f"{name!r} is required", path=(name,))
                yield error

    return rule


def _properties(keywords: Keywords) -> _Rule:
    """JSON Schema's `properties`; also rejects readOnly properties in requests."""

    def rule(validator: Any, properties: Any, instance: Any, _: Any) -> _Errors:
        if not isinstance(instance, dict) or not isinstance(properties, dict):
            return
        for name, below in properties.items():
            if name not in instance:
                continue
            if _has_mark(keywords, below, "readOnly"):
                message = f"{name!r} is readOnly and must not be sent"
                yield ValidationError(message, validator="readOnly", path=(name,))
            yield from validator.descend(instance[name], below, path=name, schema_path=name)

    return rule


def _marked(keywords: Keywords, schema: Any, name: str, mark: str) -> bool:
    """Whether the property is readOnly (writeOnly), by this schema or its parts."""
    waiting, seen = [schema], 0
    while waiting and seen < 50:
        seen += 1
        raw = waiting.pop()
        if not isinstance(raw, dict):
            continue
        properties = raw.get("properties")
        if isinstance(properties, dict) and _has_mark(keywords, properties.get(name), mark):
            return True
        waiting.extend(raw["allOf"] if isinstance(raw.get("allOf"), list) else ())
        if isinstance(raw.get("$ref"), str):
            waiting.append(_at(keywords, raw["$ref"]))
    return False


def _has_mark(keywords: Keywords, raw: Any, mark: str) -> bool:
    for _ in range(20):
        if not isinstance(raw, dict):
            return False
        if raw.get(mark) is True:
            return True
        parts = raw.get("allOf")
        if isinstance(parts, list) and any(
            isinstance(p, dict) and p.get(mark) is True for p in parts
        ):
            return True
        raw = _at(keywords, raw["$ref"]) if isinstance(raw.get("$ref"), str) else None
    return False


def _at(keywords: Keywords, pointer: str, otherwise: Any = None) -> Any:
    try:
        return keywords.sources.at(pointer)
    except KeyError:
        return otherwise


# --- unions ---------------------------------------------------------------------------------------


def _selected(keywords: Keywords, kind: str, instance: Any, schema: Any) -> Any:
    """The branch that the discriminator selects; None without one."""
    said = schema.get("discriminator") if isinstance(schema, dict) else None
    if not isinstance(said, dict):
        return None
    name = said.get("propertyName")
    if not isinstance(instance, dict) or not isinstance(instance.get(name), (str, int)):
        return None
    for branch in schema[kind]:
        if isinstance(branch, dict) and isinstance(branch.get("$ref"), str):
            try:
                tags = keywords.tags_of_reference(said, branch["$ref"])
            except Impossible:
                continue
            if is_tagged(tags, instance[name]):
                return branch
        elif is_tagged(_inline_tags(branch, name), instance[name]):
            return branch
    return None


def _inline_tags(branch: Any, name: Any) -> list[Any]:
    properties = branch.get("properties") if isinstance(branch, dict) else None
    tag = properties.get(name) if isinstance(properties, dict) else None
    if not isinstance(tag, dict):
        return []
    members = [tag["const"]] if "const" in tag else tag.get("enum")
    return members if isinstance(members, list) else []


def _any_of(keywords: Keywords, kind: str) -> _Rule:
    """One matching branch is enough, also for `oneOf`: clients should not reject values that match two."""

    def rule(validator: Any, branches: Any, instance: Any, schema: Any) -> _Errors:
        branch = _selected(keywords, kind, instance, schema)
        if branch is not None:
            yield from validator.descend(instance, branch, resolver=validator._resolver)
        elif next(_fitting(validator, keywords, branches, instance), None) is None:
            yield ValidationError(f"{short(instance)} matches none of the {len(branches)} schemas")

    return rule


def _fitting(validator: Any, keywords: Keywords, branches: Any, instance: Any) -> Iterator[int]:
    for index, branch in enumerate(branches):
        if not _plainly_refused(keywords, branch, instance):
            errors = validator.descend(instance, branch, resolver=validator._resolver)
            if next(errors, None) is None:
                yield index


def _plainly_refused(keywords: Keywords, branch: Any, instance: Any) -> bool:
    """Whether a tag-like property already excludes the branch, which saves most of the work."""
    for _ in range(10):
        if not isinstance(branch, dict) or not isinstance(instance, dict):
            return False
        if not isinstance(branch.get("$ref"), str):
            break
        branch = _at(keywords, branch["$ref"])
    properties = branch.get("properties")
    for name, below in properties.items() if isinstance(properties, dict) else ():
        if isinstance(instance.get(name), str) and isinstance(below, dict):
            members = [below["const"]] if "const" in below else below.get("enum")
            if isinstance(members, list) and "$ref" not in below and instance[name] not in members:
                return not (keywords.version.startswith("3.0") and "enum" not in below)
    return False


# --- texts, values, members -----------------------------------------------------------------------


def _min_length(_: Any, limit: Any, value: Any, schema: Any) -> _Errors:
    if isinstance(value, str) and length(value, schema.get("x-length-unit") == "utf-16") < limit:
        yield ValidationError(f"{short(value)} is shorter than {limit} characters")


def _max_length(_: Any, limit: Any, value: Any, schema: Any) -> _Errors:
    if isinstance(value, str) and length(value, schema.get("x-length-unit") == "utf-16") > limit:
        yield ValidationError(f"{short(value)} is longer than {limit} characters")


def _pattern(_: Any, pattern: Any, value: Any, __: Any) -> _Errors:
    if not isinstance(value, str):
        return
    try:
        found = compiled(pattern).search(value)
    except UnsupportedPattern:
        return  # find_unjudged lists it
    if not found:
        yield ValidationError(f"{value[:80]!r} does not match {pattern}")


def _plain_pattern(validator: Any, pattern: Any, value: Any, schema: Any) -> _Errors:
    if not looks_around(pattern):
        yield from _pattern(validator, pattern, value, schema)


def _matches(pattern: str, name: str) -> bool:
    try:
        return bool(compiled(pattern).search(name))
    except UnsupportedPattern:
        return True  # nobody can say that it does not


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _: Any) -> _Errors:
    for pattern, below in patterns.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if _matches(pattern, name):
                yield from validator.descend(value, below, path=name, resolver=validator._resolver)


def _additional_properties(validator: Any, below: Any, instance: Any, schema: Any) -> _Errors:
    if not isinstance(instance, dict) or below is True:
        return
    named = schema.get("properties") or {}
    patterns = tuple(schema.get("patternProperties") or ())
    for name, value in instance.items():
        if name in named or any(_matches(pattern, name) for pattern in patterns):
            continue
        if below is False:
            yield ValidationError(f"the property {name!r} is not allowed", path=(name,))
        else:
            yield from validator.descend(value, below, path=name, resolver=validator._resolver)


def _format(_: Any, name: Any, value: Any, __: Any) -> _Errors:
    if not isinstance(name, str):
        return
    if (isinstance(value, str) and not fits(name, value)) or is_wide(name, value):
        yield ValidationError(f"{short(value)} is not a valid {name}")


def _const(_: Any, wanted: Any, value: Any, __: Any) -> _Errors:
    if not equal(value, wanted):
        yield ValidationError(f"{short(value)} is not {short(wanted)}")


def _enum(_: Any, wanted: Any, value: Any, __: Any) -> _Errors:
    if isinstance(wanted, list) and not any(equal(value, item) for item in wanted):
        yield ValidationError(f"{short(value)} is not one of {short(wanted)}")
