"""The rules for changes of the Python API, and what each means for existing code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from specwright.diff.levels import RANK

SourceVerdict: TypeAlias = Literal["breaking", "warning", "info"]
Key: TypeAlias = tuple[str, ...]
"""What a change is about: `("method", resource, name)`, `("argument", resource, method, name)`,
`("return", resource, method)`, `("model", name)`, `("attribute", class, name)`, `("client", option)` ..."""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A rule for the Python API: its default verdict, and the reason."""

    verdict: SourceVerdict
    why: str


_BREAKING: Final = {
    "argument-became-required": "Calls without the argument fail.",
    "argument-kind-changed": "Calls that pass the argument by position (or by name) fail.",
    "argument-meaning-changed": "The argument now sets a different credential.",
    "argument-moved": "Calls with positional arguments pass the wrong values.",
    "argument-removed": "Calls that pass the argument fail.",
    "argument-renamed": "Calls that pass the argument by its old name fail.",
    "argument-required-added": "Existing calls do not pass the argument and fail.",
    "argument-type-changed": "Type checkers reject values that used to be valid.",
    "argument-type-narrowed": "Type checkers reject some values that used to be valid.",
    "attribute-became-required": "Code that creates the object without it fails.",
    "attribute-removed": "Code that reads or sets the attribute fails.",
    "attribute-renamed": "Code that uses the old name of the attribute fails.",
    "attribute-required-added": "Code that creates the object without it fails.",
    "attribute-type-changed": "Code that uses the value gets another type.",
    "credential-required": "Calls of a client without the credential raise MissingCredentialError.",
    "client-renamed": "Imports of the client fail.",
    "enum-member-removed": "Type checkers reject code that uses the value.",
    "export-removed": "Imports of the name fail.",
    "function-removed": "Calls of the function fail.",
    "method-removed": "Calls of the method fail.",
    "method-renamed": "Calls of the method under its old name fail.",
    "model-base-removed": "Instances of the class are no longer instances of the base.",
    "model-kind-changed": "Code that creates instances of the class, or uses isinstance, fails.",
    "model-removed": "Imports of the class fail.",
    "model-renamed": "Imports of the class under its old name fail.",
    "overload-removed": "Type checkers reject calls in this form.",
    "package-renamed": "Imports of the package fail.",
    "resource-renamed": "Calls through the old attribute of the client fail.",
    "return-type-changed": "Code that uses the result gets another type.",
    "return-type-widened": "Code that uses the result must handle more types.",
    "attribute-type-widened": "Code that reads the attribute must handle more types.",
    "type-changed": "Code that uses the type gets another type.",
}
_WARNINGS: Final = {
    "argument-default-changed": "Calls without the argument have a different effect.",
    "attribute-type-narrowed": "Code that creates the object, such as a test, may pass a value that is now refused.",
    "union-member-added": "Code that handles every member meets a new one.",
}
_INFOS: Final = {
    "argument-added": "It is optional, so existing calls still work.",
    "argument-became-optional": "It is now optional.",
    "argument-type-widened": "It accepts more types.",
    "attribute-added": "Existing code does not use it.",
    "attribute-became-optional": "It is now optional.",
    "enum-member-added": "One more value; unknown values were already accepted.",
    "export-added": "A new name.",
    "function-added": "A new function.",
    "method-added": "A new method.",
    "method-deprecated": "It still works.",
    "model-added": "A new class.",
    "overload-added": "One more way to call the method.",
    "return-type-narrowed": "The result is more precise.",
    "type-narrowed": "The type is more precise.",
    "type-widened": "The type accepts more.",
    "union-member-removed": "One type less to handle.",
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
    """`method`, `argument`, `return`, `model`, `attribute`, `enum-member`, `type`, `client`, `package`, `export` or
    `function`."""
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


def changed(
    id_: str,
    message: str,
    symbol: Symbol,
    old: Key | None,
    new: Key | None,
    example: Example | None = None,
    users: tuple[str, ...] = (),
    verdict: SourceVerdict | None = None,
) -> SourceChange:
    """A change with the verdict of its rule, unless it has another one."""
    own = verdict or SOURCE_RULES[id_].verdict
    return SourceChange(id_, own, message, symbol, old, new, example, users)


def worse(first: SourceVerdict, second: SourceVerdict) -> SourceVerdict:
    return first if RANK[first] >= RANK[second] else second
