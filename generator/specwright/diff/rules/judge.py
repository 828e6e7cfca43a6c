"""Judge differences: what each means on the wire for a client of the old revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from specwright.diff.facts import Effect, Fact, Nodes, Where, swapped
from specwright.diff.levels import RANK, Level, Verdict, level_of
from specwright.diff.rules.fixed import fixed_rule, stability_rule, sunset_rule
from specwright.diff.rules.messages import message_of
from specwright.diff.rules.schema import ANNOTATIONS, PROPERTY_RULES, SCHEMA_RULES, schema_rule
from specwright.diff.rules.tables import EXCEPTIONS, FIXED, VARIANCE, Rule
from specwright.schema.json_equality import key_of
from specwright.source.node import Node
from specwright.source.pointer import split


@dataclass(frozen=True, slots=True)
class Change:
    """A difference, and what it means for an old client of the new server."""

    fact: Fact
    id: str
    """The stable id of the rule: `request-property-maximum-decreased`."""
    wire: Verdict
    message: str
    """One sentence in plain English, without the place."""
    fingerprint: str
    """Hash of id, names and values; independent of lines and order."""
    twins: tuple[Nodes, ...] = ()
    """Where else the same edit was made."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says, for documents and `explain`."""

    level: Level
    direction: str
    """`request`, `response`, or empty where it does not matter."""
    why: str


_NOTHING: Final = Rule("none", "requests and responses do not contain it")
_UNUSED: Final = Rule("none", "no operation uses it")
_IGNORED: Final = Rule("info", "it does not occur in this direction")
_UNSTABLE: Final = ("draft", "alpha")


def judge(facts: Iterable[Fact], today: date | None = None) -> tuple[Change, ...]:
    """Judge facts, the worst first; `today` decides whether an announced end has come."""
    changes = (_change(fact, today) for fact in facts)
    return tuple(sorted(changes, key=lambda change: -RANK[change.wire]))


def _change(fact: Fact, today: date | None) -> Change:
    rule, judgement = max(_judgements(fact, today), key=lambda one: RANK[one[1].verdict])
    is_text = fact.subject == "schema" and schema_rule(fact, None) in ANNOTATIONS
    id_, mark = "annotation-changed" if is_text else rule, _fingerprint(fact, rule)
    return Change(fact, id_, judgement.verdict, message_of(fact), mark)


def _judgements(fact: Fact, today: date | None) -> Iterator[tuple[str, Rule]]:
    """What the rule says in each place; `max` takes the first of the worst."""
    if fact.subject not in ("schema", "property"):
        for where in fact.places or (None,):
            rule = fixed_rule(fact, where, today)
            found = FIXED[rule]
            yield rule, _softened(found, where)
        return
    if fact.aspect in ("x-sunset", "x-stability-level"):
        rule = sunset_rule(fact) if fact.aspect == "x-sunset" else stability_rule(fact)
        found = FIXED[rule]
        yield rule, found if fact.places else _UNUSED
        return
    if not fact.places:
        yield f"component-schema-{schema_rule(fact, None)}", _UNUSED
    for where in fact.places:
        name = schema_rule(fact, where)
        yield rule_id(where, fact, name), _softened(_judged(fact, where, name), where)


def _softened(judgement: Rule, where: Where | None) -> Rule:
    """An operation that never was stable breaks no promise."""
    if judgement.verdict == "breaking" and where is not None and where.stability in _UNSTABLE:
        return Rule("warning", f"the operation was {where.stability}")
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


def _judged(fact: Fact, where: Where, name: str) -> Rule:
    effect = _effect_at(fact, where)
    if fact.aspect == "default" and _is_same_default(fact, where):
        return _NOTHING
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


def _is_same_default(fact: Fact, where: Where) -> bool:
    """Whether both defaults are one time, or nothing is sent for both, as for a list without items."""
    if "same-value" in fact.traits:
        return True
    is_empty = not any(fact.values) and all(isinstance(v, (list, type(None))) for v in fact.values)
    return is_empty and where.element != "body"


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
    found = {rule: RuleText(level_of(one.verdict), "", one.why) for rule, one in FIXED.items()}
    for direction, element in _PLACES:
        for name, effect in SCHEMA_RULES.items():
            base = f"{direction}-{element.split('-')[0]}"
            one = EXCEPTIONS.get((base, name)) or EXCEPTIONS.get((direction, name))
            if one is None:
                one = VARIANCE[direction, effect] if effect != "none" else _NOTHING
            found[_written(direction, element, name)] = RuleText(
                level_of(one.verdict), direction, one.why
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


_IN_BOTH: Final = (
    "parameter",
    "parameter-property",
    "body",
    "property",
    "header",
    "header-property",
)
_PLACES: Final = tuple((side, one) for side in ("request", "response") for one in _IN_BOTH)
"""Parameters of webhooks and callbacks are received, headers of their responses sent."""
RULES: Final[Mapping[str, RuleText]] = _rules()
"""All rules by id."""
RETIRED: Final[Mapping[str, str]] = {
    id_: "annotation-changed"
    for place in ("component-schema", *map("-".join, _PLACES))
    for id_ in (f"{place}-{name}" for name in ANNOTATIONS)
    if id_ not in RULES
}
"""Ids of before 1.0, and which stands for them now."""
