"""Say what changed, in one sentence."""

from __future__ import annotations

from typing import Final

from specwright.diff.facts import Fact
from specwright.schema.json_equality import shown
from specwright.source.node import Node
from specwright.source.pointer import split

LEFT: Final = "no longer refers to "
ENTERED: Final = "now refers to "


def message_of(fact: Fact) -> str:
    """What changed, and of what; operation and place stand elsewhere."""
    if fact.action in ("renamed", "moved"):
        return _renamed(fact)
    if fact.aspect == "required" and isinstance(fact.after, bool):
        return f"{thing_of(fact)} became {'required' if fact.after else 'optional'}"
    if fact.aspect == "deprecated" and isinstance(fact.before, bool | None):
        return f"{thing_of(fact)} {'is' if fact.after else 'is no longer'} deprecated"
    if fact.aspect == "nullable":
        return f"{thing_of(fact)} {'may be null' if fact.after else 'may no longer be null'}"
    if fact.aspect == "unread":
        return f"{shown(fact.name)}, which has no effect in its location, was {fact.action}"
    if fact.aspect == "false":
        return f"{thing_of(fact)} can {'no longer' if fact.after else 'now'} have a value"
    if fact.action in ("added", "removed"):
        return _presence(fact)
    return _changed(fact)


def thing_of(fact: Fact) -> str:
    """`the property Pet.name`, `the query parameter limit`, `the schema`."""
    if fact.subject in ("schema", "property"):
        return _schema_thing(fact)
    if fact.subject == "security":
        return "the operation"
    kind = _component_kind(fact) if fact.subject == "component" else fact.subject.replace("-", " ")
    return f"the {kind} {shown(fact.name)}" if fact.name else f"the {kind}"


_COMPONENTS: Final = {
    "parameters": "shared parameter",
    "responses": "shared response",
    "requestBodies": "shared request body",
    "headers": "shared header",
    "examples": "shared example",
    "links": "shared link",
    "callbacks": "shared callback",
    "pathItems": "shared path item",
    "mediaTypes": "shared media type",
}


def _component_kind(fact: Fact) -> str:
    node = fact.revision or fact.base
    section = "" if node is None else split(node.pointer)[1]
    return _COMPONENTS.get(section, "schema")


def _schema_thing(fact: Fact) -> str:
    node = _place_of_edit(fact)
    name = schema_name(node, fact.aspect, fact.name if fact.subject == "property" else "")
    if name:
        inner = node is not None and "properties" in split(node.pointer)
        kind = "property" if inner or fact.subject == "property" else "schema"
        return f"the {kind} {name}"
    detail = fact.places[0].detail if fact.places else ""
    return f"the {detail}" if detail else "the schema"


def _place_of_edit(fact: Fact) -> Node | None:
    """Where the schema is used, if only one side has it written there and the other refers to a component."""
    new, old = fact.revision, fact.base
    if new is None or old is None or not _is_component(new):
        return new or old
    is_same = split(new.pointer)[:3] == split(old.pointer)[:3]
    return new if is_same or _is_component(old) else old


def _is_component(node: Node) -> bool:
    tokens = split(node.pointer)
    return tuple(tokens[:2]) == ("components", "schemas") and "properties" not in tokens


def schema_name(node: Node | None, aspect: str = "", name: str = "") -> str:
    """The component and the property in which a place lies: `Pet.owner.name`; items are `[]`."""
    tokens = () if node is None else split(node.pointer)
    tokens = tokens[:-1] if tokens[-1:] == (aspect,) else tokens
    words: list[str] = []
    rest = iter(tokens[2:] if tokens[:2] == ("components", "schemas") else ())
    component = next(rest, None)
    if component is not None:
        words.append(component)
    else:
        rest = iter(tokens)
    for token in rest:
        if token in ("properties", "patternProperties"):
            words.append(next(rest, ""))
        elif token in ("items", "additionalProperties") and words:
            words[-1] += "[]"
    if name and (not words or words[-1] != name):
        words.append(name)
    return shown(".".join(words), 80)


def _renamed(fact: Fact) -> str:
    kind = "schema" if fact.subject == "component" else fact.subject.replace("-", " ")
    verb = "moved" if fact.action == "moved" else "was renamed"
    if fact.aspect == "operationId":
        kind = "operationId"
    if fact.aspect == "enum":
        kind = f"value of {thing_of(fact)}"
    sure = "" if fact.confidence >= 1 else f" (confidence {fact.confidence:.0%})"
    return f"the {kind} {verb} from {shown(fact.before)} to {shown(fact.after)}{sure}"


def _presence(fact: Fact) -> str:
    if fact.subject == "property":
        needed = "required " if "required" in fact.traits else ""
        return f"the {needed}{_schema_thing(fact).removeprefix('the ')} was {fact.action}"
    if fact.subject == "schema":
        said = f"{_part(fact)} was {fact.action} {'to' if fact.action == 'added' else 'from'} {thing_of(fact)}"
        return f"{said}, which old values fit as well" if "certain" in fact.traits else said
    if fact.name == "no credentials" and fact.subject == "security":
        allowed = "now allowed" if fact.action == "added" else "no longer allowed"
        return f"calls without credentials are {allowed}"
    needed = "required " if "required" in fact.traits else ""
    what = fact.subject.replace("-", " ")
    if fact.subject == "security":
        what = "way to authenticate" if fact.aspect == "requirement" else "required scope"
    elif fact.subject == "component":
        what = _COMPONENTS.get(fact.aspect, "schema")
    elif fact.aspect not in (fact.subject, "tags"):
        what = f"{fact.aspect} of the {what}"
    name = f" {shown(fact.name)}" if fact.name else ""
    return f"the {needed}{what}{name} was {fact.action}"


def _part(fact: Fact) -> str:
    if fact.aspect in ("enum", "x-extensible-enum"):
        return f"the value {shown(fact.name)}"
    if fact.aspect in ("oneOf", "anyOf") and fact.name:
        return f"the alternative {shown(fact.name)}"
    return f"{fact.aspect} {shown(fact.name)}" if fact.name else fact.aspect


def _changed(fact: Fact) -> str:
    name = f" {shown(fact.name)}" if fact.name and fact.subject == "schema" else ""
    if fact.aspect == "$ref" and None in fact.values:
        # A schema stands there itself, or stood.
        return f"{thing_of(fact)} {LEFT if fact.after is None else ENTERED}{shown(fact.after or fact.before)}"
    has_thing = fact.subject not in ("info", "document")
    what = f"{fact.aspect}{name} of {thing_of(fact)}" if has_thing else fact.aspect
    if fact.before is None and fact.after is not None:
        return f"{what} was set to {shown(fact.after)}"
    if fact.after is None and fact.before is not None:
        return f"{what} was removed; it was {shown(fact.before)}"
    before, after = _apart(fact.before, fact.after)
    return f"{what} changed from {shown(before)} to {shown(after)}"


_LONG: Final = 60


def _apart(before: object, after: object) -> tuple[object, object]:
    """Of two long texts the words that differ, with one on either side."""
    if not isinstance(before, str) or not isinstance(after, str):
        return before, after
    old, new = before.split(), after.split()
    if max(len(before), len(after)) <= _LONG or old == new:
        return before, after
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] != new[-1 - i]), most - start)
    start, end = max(0, start - 1), max(0, end - 1)
    left, right = ["..."] if start else [], ["..."] if end else []
    first, second = (
        " ".join([*left, *words[start : len(words) - end], *right]) for words in (old, new)
    )
    return first, second
