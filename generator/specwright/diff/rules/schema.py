"""Choose the rule of a difference between schemas, such as `maximum-decreased`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from specwright.diff.facts import Effect, Fact, Where
from specwright.diff.schemas.subschemas import OPEN

BOUNDS: Final = (
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
    "maxContains",
    "minContains",
)
_VALUES: Final = (
    "const",
    "pattern",
    "format",
    "multipleOf",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "type",
)
"""Keywords with a value that can also become another one."""
_DEMANDS: Final = (
    "enum",
    "uniqueItems",
    "if",
    "then",
    "else",
    "not",
    "contains",
    "contentSchema",
    "dependentSchemas",
    "patternProperties",
    "oneOf",
    "anyOf",
    "prefixItems",
)
"""Keywords that only come and go; what changes in them is found below them."""
_REMARKS: Final = (
    "description",
    "title",
    "summary",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$comment",
    "$defs",
    "definitions",
    "$id",
    "$anchor",
    "$schema",
)
"""Keywords without an effect."""


def kebab(name: str) -> str:
    """A keyword as part of a rule's id."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.lstrip("$")).replace(".", "-").lower()


def schema_rule(fact: Fact, where: Where | None) -> str:
    """The rule of a fact about a schema or a property, as it is felt in one place."""
    if fact.subject == "property":
        return _property_rule(fact, where)
    special = _SPECIAL.get(fact.aspect)
    if special is not None and bool(fact.before) != bool(fact.after):
        return special[0] if fact.after is True else special[1]
    if fact.aspect in ("readOnly", "writeOnly"):
        return _access_rule(fact, where)
    if fact.aspect in BOUNDS and fact.effect != "none":
        return f"{kebab(fact.aspect)}-{_bound_action(fact)}"
    if fact.aspect in ("enum", "x-extensible-enum") and fact.action != "changed":
        return f"{kebab(fact.aspect)}-value-{fact.action}"
    return _other_rule(fact)


_SPECIAL: Final[Mapping[str, tuple[str, str]]] = {
    "nullable": ("became-nullable", "became-not-nullable"),
    "deprecated": ("deprecated", "reactivated"),
    "false": ("became-impossible", "became-possible"),
}


def _property_rule(fact: Fact, where: Where | None) -> str:
    if fact.aspect == "required":
        return "became-required" if fact.after else "became-optional"
    if fact.action == "renamed":
        return "property-renamed"
    is_sent = where is not None and where.direction == "request"
    if fact.action == "removed" and "closed" in fact.traits and is_sent:
        return "property-removed-from-closed"
    needed = "required" if "required" in fact.traits else "optional"
    return f"{needed}-property-{fact.action}"


def _access_rule(fact: Fact, where: Where | None) -> str:
    if not isinstance(fact.before, bool) or not isinstance(fact.after, bool):
        return "keyword-changed"
    rule = f"{'became' if fact.after else 'became-not'}-{kebab(fact.aspect)}"
    needed = where is not None and where.is_required
    return f"required-{rule}" if needed and f"required-{rule}" in _REQUIRED_ACCESS else rule


_REQUIRED_ACCESS: Final = ("required-became-not-read-only", "required-became-write-only")


def _bound_action(fact: Fact) -> str:
    if fact.before is None:
        return "added"
    if fact.after is None:
        return "removed"
    if fact.after == fact.before:  # inclusive became exclusive, or the reverse
        is_max = "max" in fact.aspect.lower()
        return "decreased" if is_max == (fact.effect == "narrowed") else "increased"
    return "increased" if fact.after > fact.before else "decreased"


def _other_rule(fact: Fact) -> str:
    name = kebab(fact.aspect)
    if fact.aspect in ("x-sunset", "x-stability-level"):
        return fact.aspect[2:]
    if fact.aspect.startswith("x-") and fact.aspect != "x-extensible-enum":
        return "extension-changed"
    if fact.aspect == "alternatives" and fact.effect != "none":
        return "any-of-to-one-of" if fact.effect == "narrowed" else "one-of-to-any-of"
    if "certain" in fact.traits:
        return "overlaps-in-one-of"
    if "overlap" in fact.traits:
        return "wrapped-in-one-of" if fact.action == "added" else "unwrapped-from-one-of"
    if "member" in fact.traits:
        return f"{name}-member-{fact.action}"
    if fact.aspect in OPEN and fact.effect != "none":
        return f"{name}-{_openness(fact)}"
    if fact.aspect == "$ref":
        return "reference-changed"
    rule = f"{name}-{_action(fact)}"
    return rule if rule in SCHEMA_RULES or rule in ANNOTATIONS else "keyword-changed"


def _openness(fact: Fact) -> str:
    if "from-never" in fact.traits:
        return "opened"
    return "closed" if "to-never" in fact.traits else fact.effect


def _action(fact: Fact) -> str:
    if fact.action != "changed":
        return fact.action
    if (
        fact.aspect in ("type", "format", "pattern")
        and fact.before is not None
        and fact.after is not None
    ):
        return fact.effect if fact.effect in ("narrowed", "widened") else "changed"
    if fact.before is None and fact.after is not None:
        return "added"
    return "removed" if fact.after is None and fact.before is not None else "changed"


def _effects() -> dict[str, Effect]:
    """Every rule of schemas with the effect it has as a rule."""
    found: dict[str, Effect] = {}
    for keyword in BOUNDS:
        is_max = "max" in keyword.lower()
        found[f"{kebab(keyword)}-added"] = "narrowed"
        found[f"{kebab(keyword)}-removed"] = "widened"
        found[f"{kebab(keyword)}-increased"] = "widened" if is_max else "narrowed"
        found[f"{kebab(keyword)}-decreased"] = "narrowed" if is_max else "widened"
    for keyword in (*_VALUES, *_DEMANDS):
        is_code = keyword in ("contentEncoding", "contentMediaType")
        found[f"{kebab(keyword)}-added"] = "incomparable" if is_code else "narrowed"
        found[f"{kebab(keyword)}-removed"] = "incomparable" if is_code else "widened"
    for keyword in _VALUES:
        found[f"{kebab(keyword)}-changed"] = "incomparable"
    for keyword in OPEN:
        found[f"{kebab(keyword)}-opened"] = "widened"
        found[f"{kebab(keyword)}-widened"] = "widened"
        found[f"{kebab(keyword)}-closed"] = "narrowed"
        found[f"{kebab(keyword)}-narrowed"] = "narrowed"
    for keyword in ("type", "format", "pattern"):
        found[f"{keyword}-narrowed"] = "narrowed"
        found[f"{keyword}-widened"] = "widened"
    for keyword in ("one-of", "any-of"):
        found[f"{keyword}-member-added"] = "widened"
        found[f"{keyword}-member-removed"] = "narrowed"
    for keyword in ("default", "discriminator"):
        found.update(dict.fromkeys((f"{keyword}-{action}" for action in _ACTIONS), "none"))
    return {**found, **_OTHERS}


_ACTIONS: Final = ("added", "removed", "changed")
ANNOTATIONS: Final = frozenset(
    {f"{kebab(keyword)}-{action}" for keyword in _REMARKS for action in _ACTIONS}
    | {"extension-changed"}
)
"""What `annotation-changed` stands for; the fingerprint still tells these apart."""
_OTHERS: Final[dict[str, Effect]] = {
    "one-of-to-any-of": "widened",
    "any-of-to-one-of": "narrowed",
    "wrapped-in-one-of": "widened",
    "overlaps-in-one-of": "widened",
    "unwrapped-from-one-of": "narrowed",
    "enum-value-added": "widened",
    "enum-value-removed": "narrowed",
    "enum-value-renamed": "incomparable",
    "x-extensible-enum-value-added": "widened",
    "x-extensible-enum-value-removed": "narrowed",
    "became-nullable": "widened",
    "became-not-nullable": "narrowed",
    "became-impossible": "narrowed",
    "became-possible": "widened",
    "became-required": "narrowed",
    "became-optional": "widened",
    "required-property-added": "narrowed",
    "optional-property-added": "narrowed",
    "required-property-removed": "widened",
    "optional-property-removed": "widened",
    "property-removed-from-closed": "widened",
    "property-renamed": "incomparable",
    "became-read-only": "none",
    "became-not-read-only": "none",
    "required-became-not-read-only": "none",
    "became-write-only": "none",
    "became-not-write-only": "none",
    "required-became-write-only": "none",
    "deprecated": "none",
    "reactivated": "none",
    "discriminator-property-name-changed": "incomparable",
    "discriminator-tag-changed": "incomparable",
    "discriminator-mapping-added": "widened",
    "discriminator-mapping-removed": "narrowed",
    "discriminator-mapping-changed": "incomparable",
    "keyword-changed": "none",
    "reference-changed": "none",
}
PROPERTY_RULES: Final = frozenset(
    rule for rule in _OTHERS if "property" in rule.split("-") and "discriminator" not in rule
)
"""Rules that name the property themselves."""
SCHEMA_RULES: Final[Mapping[str, Effect]] = _effects()
