"""The rules for changes of the Python API, and what each means for existing code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

SourceVerdict: TypeAlias = Literal["breaking", "warning", "info"]
Key: TypeAlias = tuple[str, ...]
"""What a change is about: `("method", resource, name)`, `("argument", resource, method, name)`,
`("return", resource, method)`, `("model", name)`, `("attribute", class, name)`, `("client", option)` ..."""

RANK: Final[Mapping[str, int]] = {"breaking": 3, "warning": 2, "info": 1, "none": 0}
"""From worst to best."""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A rule of the surface: how bad it is where nothing else is said, and why."""

    verdict: SourceVerdict
    why: str


_BREAKING: Final = {
    "argument-became-required": "Calls that leave the argument out fail.",
    "argument-kind-changed": "Calls that give the argument by place (or by name) fail.",
    "argument-meaning-changed": "Calls hand over a credential that is used for something else.",
    "argument-moved": "Calls that give arguments by place hand over the wrong ones.",
    "argument-removed": "Calls that give the argument fail.",
    "argument-renamed": "Calls that give the argument by its name fail.",
    "argument-required-added": "Every call written before lacks the argument.",
    "argument-type-changed": "Values that were fine are refused by type checkers.",
    "argument-type-narrowed": "Some values that were fine are refused by type checkers.",
    "attribute-became-required": "Code that makes the object without it fails.",
    "attribute-removed": "Code that reads or gives the attribute fails.",
    "attribute-renamed": "Code that names the attribute fails.",
    "attribute-required-added": "Code that makes the object without it fails.",
    "attribute-type-changed": "Code that uses the value gets another type.",
    "credential-required": "Calls of a client that was made without the credential raise MissingCredentialError.",
    "client-renamed": "The import of the client fails.",
    "enum-member-removed": "Code that gives the value is refused by type checkers.",
    "export-removed": "Imports of the name fail.",
    "function-removed": "Calls fail.",
    "method-removed": "Calls of the method fail.",
    "method-renamed": "Calls of the method under its old name fail.",
    "model-base-removed": "The class no longer passes where the base is asked for.",
    "model-kind-changed": "Code that makes or checks objects of the class fails.",
    "model-removed": "Imports of the class fail.",
    "model-renamed": "Imports of the class under its old name fail.",
    "overload-removed": "Calls in this form are refused by type checkers.",
    "resource-renamed": "Calls through the old attribute of the client fail.",
    "return-type-changed": "Code that uses the result gets another type.",
    "return-type-widened": "Code that uses the result must deal with more types.",
    "attribute-type-widened": "Code that reads the attribute must deal with more types.",
    "type-changed": "Code that uses the type gets another one.",
}
_WARNINGS: Final = {
    "argument-default-changed": "Calls that leave the argument out mean something else.",
    "union-member-added": "Code that tells all members apart meets a new one.",
}
_INFOS: Final = {
    "argument-added": "Optional: calls written before do not give it.",
    "argument-became-optional": "It may be left out now.",
    "argument-type-widened": "It takes more than before.",
    "attribute-added": "Code written before does not read it.",
    "attribute-became-optional": "It may be left out now.",
    "attribute-type-narrowed": "It is more precise than before.",
    "enum-member-added": "One more value; unknown values were accepted before.",
    "export-added": "A new name.",
    "function-added": "A new function.",
    "method-added": "A new method.",
    "method-deprecated": "It still works.",
    "model-added": "A new class.",
    "overload-added": "One more way to call it.",
    "return-type-narrowed": "The result is more precise than before.",
    "type-narrowed": "The type is more precise than before.",
    "type-widened": "The type takes more than before.",
    "union-member-removed": "One type less to deal with.",
}


def _rules(verdict: SourceVerdict, texts: Mapping[str, str]) -> dict[str, SourceRule]:
    return {id_: SourceRule(verdict, why) for id_, why in texts.items()}


SOURCE_RULES: Final[Mapping[str, SourceRule]] = {
    **_rules("breaking", _BREAKING),
    **_rules("warning", _WARNINGS),
    **_rules("info", _INFOS),
}
"""By id, which is stable. The direction of a type can make a change better or worse than its rule says."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """The place of a change in Python, and what became of it; empty for what does not apply."""

    kind: str
    """`method`, `argument`, `return`, `model`, `attribute`, `enum-member`, `type`, `client`, `export`, `function`."""
    module: str
    class_: str = ""
    function: str = ""
    argument: str = ""
    attribute: str = ""
    member: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A call before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One change of the surface."""

    id: str
    verdict: SourceVerdict
    message: str
    symbol: Symbol
    old: Key | None
    """What it was, to find its place in the old document."""
    new: Key | None
    example: Example | None = None
    users: tuple[str, ...] = ()
    """Methods of the old or the new client that lead to it."""


def worse(first: SourceVerdict, second: SourceVerdict) -> SourceVerdict:
    return first if RANK[first] >= RANK[second] else second
