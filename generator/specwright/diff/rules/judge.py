"""Judge differences: what each means on the wire for a client of the old revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from specwright.diff.facts import Effect, Fact, Where
from specwright.diff.rules.fixed import fixed_rule, stability_rule, sunset_rule
from specwright.diff.rules.messages import message_of
from specwright.diff.rules.schema import PROPERTY_RULES, SCHEMA_RULES, schema_rule
from specwright.diff.rules.tables import EXCEPTIONS, FIXED, VARIANCE, Judgement, Verdict
from specwright.diff.schemas.keywords import swapped
from specwright.schema.json_equality import key_of
from specwright.source.node import Node
from specwright.source.pointer import split

Level: TypeAlias = Literal["error", "warning", "info"]

__all__ = ["RULES", "Change", "Level", "Rename", "RuleText", "Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Rename:
    """One thing with another name."""

    kind: str
    """`schema`, `operation`, `property`, `parameter`, `path-parameter`, `tag`, `path`, `enum-value`."""
    old: str
    new: str
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """A judged fact: one finding of the report."""

    id: str
    """The stable id of the rule: `request-property-maximum-decreased`."""
    level: Level
    """The worse of the two verdicts (breaking: error), unless the configuration sets it."""
    wire: Verdict
    """An old client against the new server."""
    source: Verdict
    """Code written for the old package, with the new one; `none` until changes are linked."""
    message: str
    """One sentence in plain English, without the place."""
    fact: Fact | None
    """None for a change of the Python surface alone."""
    places: tuple[Where, ...]
    fingerprint: str
    """Hash of id, names and values; independent of lines and order."""
    renamed: Rename | None = None


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says, for documents and `explain`."""

    level: Level
    direction: str
    """`request`, `response`, or empty where it does not matter."""
    why: str


SEVERITY: Final[Mapping[Verdict, int]] = {"none": 0, "info": 1, "warning": 2, "breaking": 3}
_LEVELS: Final[Mapping[Verdict, Level]] = {
    "none": "info",
    "info": "info",
    "warning": "warning",
    "breaking": "error",
}
_NOTHING: Final = Judgement("none", "requests and responses do not contain it")
_UNUSED: Final = Judgement("none", "no operation uses it")
_IGNORED: Final = Judgement("info", "it does not occur in this direction")
_UNSTABLE: Final = ("draft", "alpha")


def judge(
    facts: tuple[Fact, ...], levels: Mapping[str, Level], today: date | None = None
) -> tuple[Change, ...]:
    """Judge facts, the worst first; `today` decides whether an announced end has come."""
    changes = [_change(fact, levels, today) for fact in facts]
    ordered = sorted(enumerate(changes), key=lambda one: (-SEVERITY[one[1].wire], one[0]))
    return tuple(change for _, change in ordered)


def _change(fact: Fact, levels: Mapping[str, Level], today: date | None) -> Change:
    rule, judgement = max(_judgements(fact, today), key=lambda one: SEVERITY[one[1].verdict])
    wire = judgement.verdict
    return Change(
        id=rule,
        level=levels.get(rule, _LEVELS[wire]),
        wire=wire,
        source="none",
        message=message_of(fact),
        fact=fact,
        places=fact.places,
        fingerprint=_fingerprint(fact, rule),
        renamed=_rename(fact),
    )


def _judgements(fact: Fact, today: date | None) -> Iterator[tuple[str, Judgement]]:
    """What the rule says in each place; `max` takes the first of the worst."""
    if fact.subject not in ("schema", "property"):
        for where in fact.places or (None,):
            rule = fixed_rule(fact, where, today)
            found = FIXED[rule]
            yield rule, _softened(Judgement(found.verdict, found.why), where)
        return
    if fact.aspect in ("x-sunset", "x-stability-level"):
        rule = sunset_rule(fact) if fact.aspect == "x-sunset" else stability_rule(fact)
        found = FIXED[rule]
        yield rule, Judgement(found.verdict, found.why) if fact.places else _UNUSED
        return
    if not fact.places:
        yield f"component-schema-{schema_rule(fact, None)}", _UNUSED
    for where in fact.places:
        name = schema_rule(fact, where)
        yield rule_id(where, fact, name), _softened(_judged(fact, where, name), where)


def _softened(judgement: Judgement, where: Where | None) -> Judgement:
    """An operation that never was stable breaks no promise."""
    if judgement.verdict == "breaking" and where is not None and where.stability in _UNSTABLE:
        return Judgement("warning", f"the operation was {where.stability}")
    return judgement


def rule_id(where: Where, fact: Fact, name: str) -> str:
    """`request-parameter-property-enum-added` and so on: direction, what holds the schema, rule."""
    direction = "response" if where.direction == "response" else "request"
    if name in PROPERTY_RULES:
        holder = "" if where.element == "body" else f"-{where.element or 'parameter'}"
        return f"{direction}{holder}-{name}"
    inner = "properties" in split(where.pointer) or fact.subject == "property"
    if where.element == "body":
        return f"{direction}-{'property' if inner else 'body'}-{name}"
    inside = "-property" if inner else ""
    return f"{direction}-{where.element or 'parameter'}{inside}-{name}"


def _judged(fact: Fact, where: Where, name: str) -> Judgement:
    effect = _effect_at(fact, where)
    direction = "response" if where.direction == "response" else "request"
    if where.sense == "ignored" or _is_masked(fact, direction):
        return _IGNORED if effect != "none" else _NOTHING
    if where.sense != "same" and effect != "none":
        return VARIANCE[direction, effect]
    special = EXCEPTIONS.get((f"{direction}-{where.element}", name)) or EXCEPTIONS.get(
        (direction, name)
    )
    if special is not None and SCHEMA_RULES.get(name) in (effect, "none"):
        return special
    return VARIANCE[direction, effect] if effect != "none" else _NOTHING


def _effect_at(fact: Fact, where: Where) -> Effect:
    effect = fact.effect
    if _is_text_type(fact, where):
        effect = "widened" if where.direction != "response" else "narrowed"
    if effect == "none" or where.sense == "same":
        return effect
    return swapped(effect) if where.sense == "flipped" else "incomparable"


_TEXTS: Final = ("application/x-www-form-urlencoded", "multipart/", "text/plain")
_WRITTEN: Final = ("integer", "number", "boolean")


def _is_text_type(fact: Fact, where: Where) -> bool:
    """Whether a type became text where every value is written as text anyway."""
    if fact.aspect != "type" or fact.before not in _WRITTEN or fact.after != "string":
        return False
    if where.element in ("parameter", "header"):
        return not where.pointer
    is_form = any(f" {media}" in where.detail for media in _TEXTS)
    return is_form and where.pointer.count("/") <= len(("", "properties"))


def _is_masked(fact: Fact, direction: str) -> bool:
    """Whether a property that came, went or became required is never sent this way."""
    trait = "read-only" if direction == "request" else "write-only"
    return fact.subject == "property" and trait in fact.traits


# --- names and hashes -----------------------------------------------------------------------------

_KINDS: Final = {
    "component": "schema",
    "enum": "enum-value",
    "operationId": "operation",
    "path": "path",
    "path-parameter": "path-parameter",
}


def _rename(fact: Fact) -> Rename | None:
    is_other = fact.subject in ("media-type", "header") or fact.aspect == "in"
    if fact.action not in ("renamed", "moved") or is_other:
        return None
    kind = _KINDS.get(fact.aspect) or _KINDS.get(fact.subject) or fact.subject
    return Rename(kind, str(fact.before), str(fact.after), fact.confidence)


def _fingerprint(fact: Fact, rule: str) -> str:
    """Places, names and values without indices, so that reordering changes nothing."""
    named, other = _named(fact.revision or fact.base), _named(fact.base)
    shorter = min(len(named), len(other))
    if named[:shorter] != other[:shorter] and fact.action not in ("renamed", "moved"):
        # Two operations may have come to share what each of them had for itself.
        named += other
    is_whole = fact.action in ("added", "removed")
    values = [] if is_whole else [key_of(value)[:2000] for value in (fact.before, fact.after)]
    text = "\0".join([rule, fact.name, fact.aspect, *named, *values])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _named(node: Node | None) -> list[str]:
    tokens = () if node is None else split(node.pointer)
    return [token for token in tokens if not token.isdigit() and token not in ("allOf", "$ref")]


def _rules() -> dict[str, RuleText]:
    found = {rule: RuleText(_LEVELS[one.verdict], "", one.why) for rule, one in FIXED.items()}
    for direction, elements in _ELEMENTS.items():
        for element in elements:
            for name, effect in SCHEMA_RULES.items():
                base = f"{direction}-{element.split('-')[0]}"
                one = EXCEPTIONS.get((base, name)) or EXCEPTIONS.get((direction, name))
                if one is None:
                    one = VARIANCE[direction, effect] if effect != "none" else _NOTHING
                found[_written(direction, element, name)] = RuleText(
                    _LEVELS[one.verdict], direction, one.why
                )
    for name in SCHEMA_RULES:
        found[f"component-schema-{name}"] = RuleText("info", "", _UNUSED.why)
    return found


def _written(direction: str, element: str, name: str) -> str:
    if name not in PROPERTY_RULES:
        return f"{direction}-{element}-{name}"
    holder = element.split("-")[0]
    return (
        f"{direction}-{name}" if holder in ("body", "property") else f"{direction}-{holder}-{name}"
    )


_ELEMENTS: Final = {
    "request": ("parameter", "parameter-property", "body", "property", "header", "header-property"),
    "response": (
        "header",
        "header-property",
        "body",
        "property",
        "parameter",
        "parameter-property",
    ),
}
"""Parameters of webhooks and callbacks are received, headers of their responses sent."""
RULES: Final[Mapping[str, RuleText]] = _rules()
"""All rules by id."""
