"""A fact and its rule go in, one sentence in plain English comes out."""

from __future__ import annotations

from specwright.diff.facts import Fact
from specwright.diff.json_values import shown


def message_of(fact: Fact, rule: str) -> str:
    """What changed, without the place."""
    if fact.action in ("renamed", "moved"):
        return _renamed(fact)
    if fact.subject == "property" and fact.aspect == "required":
        return f"the property {fact.name} became {'required' if fact.after else 'optional'}"
    if fact.aspect == "required" and isinstance(fact.after, bool):
        return f"{_thing(fact)} became {'required' if fact.after else 'optional'}"
    if fact.aspect == "nullable":
        return "null is allowed" if fact.after else "null is not allowed any more"
    if fact.aspect == "enum" and fact.action != "changed":
        return f"the value {shown(fact.name)} was {fact.action}"
    if fact.action in ("added", "removed"):
        return _presence(fact)
    return _changed(fact)


def _thing(fact: Fact) -> str:
    kind = "schema" if fact.subject == "component" else fact.subject.replace("-", " ")
    return f"the {kind} {shown(fact.name)}" if fact.name else f"the {kind}"


def _renamed(fact: Fact) -> str:
    kind = "schema" if fact.subject == "component" else fact.subject.replace("-", " ")
    verb = "moved" if fact.action == "moved" else "was renamed"
    sure = "" if fact.confidence >= 1 else f" ({fact.confidence:.0%} sure)"
    return f"the {kind} {verb} from {shown(fact.before)} to {shown(fact.after)}{sure}"


def _presence(fact: Fact) -> str:
    needed = "required " if "required" in fact.traits else ""
    whole = fact.aspect in (fact.subject, "schema", "tags", "requirement", "property")
    what = fact.subject.replace("-", " ")
    if fact.subject == "security":
        what = "way to authenticate" if fact.aspect == "requirement" else "needed scope"
    elif not whole:
        what = fact.aspect if fact.subject == "schema" else f"{what} {fact.aspect}"
    name = f" {shown(fact.name)}" if fact.name else ""
    return f"the {needed}{what}{name} was {fact.action}"


def _changed(fact: Fact) -> str:
    of = f" of {shown(fact.name)}" if fact.name and fact.subject != "info" else ""
    if fact.before is None and fact.after is not None:
        return f"{fact.aspect}{of} was set to {shown(fact.after)}"
    if fact.after is None and fact.before is not None:
        return f"{fact.aspect}{of} was dropped; it was {shown(fact.before)}"
    return f"{fact.aspect}{of} went from {shown(fact.before)} to {shown(fact.after)}"
