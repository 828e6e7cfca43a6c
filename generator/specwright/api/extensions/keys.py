"""Report `x-specwright-*` keys that are misspelt, misplaced, or of the wrong type.

Otherwise such a key would silently have no effect.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from specwright.api.extensions.read import PAGINATION, PREFIX, is_name
from specwright.diagnostics import Diagnostics
from specwright.openapi.object_model import ANY_KEY, STRUCTURE, Field
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node, kind_of
from specwright.source.pointer import escape
from specwright.source.suggestions import closest

Plain: TypeAlias = Literal[
    "name", "text", "texts", "cuts", "flag", "seconds", "whole", "any", "str", "text-or-false"
]
"""In this order: a Python name, a string, a list of strings, a string or a list of strings, a boolean,
a number above 0, a non-negative integer, any value, the word `str`, a string or false."""


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose keys are names of the document, or Python names."""

    shape: Shape
    has_python_keys: bool = False


Shape: TypeAlias = "Plain | Map | Mapping[str, Shape]"
"""The shape that a value must have; a mapping lists the keys of an object."""


@dataclass(frozen=True, slots=True)
class _Hint:
    at: tuple[str, ...]
    """The kinds of objects on which the key is allowed."""
    shape: Shape


_PAGES: Final[Mapping[str, Mapping[str, Shape]]] = {
    kind: {key: "whole" if key == "first" else "text" for key in keys.all}
    for kind, keys in PAGINATION.items()
}
_WAITER: Final[Mapping[str, Shape]] = {
    "method": "name",
    **dict.fromkeys(("argument", "from", "status", "failure", "failure-code"), "text"),
    **dict.fromkeys(("succeeded", "failed", "cancelled"), "texts"),
    **dict.fromkeys(("interval", "timeout"), "seconds"),
    "output": "text-or-false",
}
_UPLOAD: Final[Mapping[str, Shape]] = {
    "file": "name",
    **dict.fromkeys(("filename", "url", "fields", "part"), "text"),
    "constants": Map("any"),
    "result": Map("text", has_python_keys=True),
    **dict.fromkeys(("min-bytes", "max-bytes"), "whole"),
}
_CLIENT: Final[Mapping[str, Shape]] = {
    "class": "name",
    "env-prefix": "name",
    "credentials": Map({"option": "name", "env": "text"}),
    "headers": Map({"option": "name"}),
    "formats": Map("str"),
    "webhooks": {"header": "text", "env": "text"},
    "generative-ai": dict.fromkeys(("provider", "model", "operation"), "text"),
}
_RULES: Final[Mapping[str, Shape]] = {
    "cut-prefix": "cuts",
    "cut-suffix": "cuts",
    "replace": Map("text"),
}
_HINTS: Final[Mapping[str, _Hint]] = {
    "client": _Hint(("document",), _CLIENT),
    "naming": _Hint(
        ("document",),
        {"operations": _RULES, "tags": _RULES, "schemas": _RULES, "ascii": "flag"},
    ),
    "resource": _Hint(("operation",), "name"),
    "method": _Hint(("operation",), "name"),
    "waits-for": _Hint(("operation",), "text"),
    "waiter": _Hint(("operation",), _WAITER),
    "pagination": _Hint(("operation",), {}),
    "upload": _Hint(("operation",), _UPLOAD),
    "retry": _Hint(("operation",), "any"),
    "name": _Hint(("schema", "parameter", "received"), "name"),
}
_CALLED: Final = {
    "document": "the whole document",
    "operation": "an operation",
    "schema": "a schema or property",
    "parameter": "a parameter",
    "received": "the operation of a webhook or callback",
}
_OURS: Final = re.compile(r"(?:x[-_])?([a-z]+(?:[-_]wright)?)(?:[-_](.*))?", re.IGNORECASE)


def check_hint_keys(parts: Iterable[tuple[Node, str]], sink: Diagnostics) -> None:
    """Report every hint in these objects, each with its kind, that has no effect or an invalid value."""
    known = [PREFIX + name for name in _HINTS]
    found = {hint: (hint, kind) for part in parts for hint, kind in _hints_in(*part)}
    for node, kind in found.values():
        hint = _HINTS.get(node.key.removeprefix(PREFIX)) if node.key in known else None
        if hint is None:
            ours = _OURS.fullmatch(node.key)  # the common prefix does not make keys similar
            name = ((ours and ours[2]) or "").lower().replace("_", "-")
            guess = closest(name, list(_HINTS))
            said = f"did you mean {PREFIX}{guess}?" if guess else f"there are {', '.join(known)}"
            sink.warning("unknown-hint", f"unknown key {node.key!r}; ignored", node, said)
        elif kind not in hint.at:
            _report_misplaced(node, kind, hint, sink)
        elif node.key == f"{PREFIX}pagination":
            _check_pagination(node, sink)
        else:
            _check(node, hint.shape, sink)


def _check_pagination(node: Node, sink: Diagnostics) -> None:
    """Check the keys that its kind allows; false declares that the operation is not paginated."""
    kind = node.get("kind")
    shape = _PAGES.get("cursor" if kind is None else str(kind.value))
    if shape is None:
        assert kind is not None
        _report(kind, f"must be one of {', '.join(_PAGES)}, not {kind.value!r}", sink)
    elif node.value is not False:
        _check(node, shape, sink)


def _hints_in(part: Node, its_kind: str) -> Iterator[tuple[Node, str]]:
    """Every key with our prefix or a misspelling of it, with the kind of its object."""
    pending: list[tuple[Any, str, str]] = [(part.value, part.pointer, its_kind)]
    while pending:
        value, pointer, kind = pending.pop()
        if not is_object(value):
            continue
        fields = STRUCTURE.get(kind.removesuffix("!"), {})
        for key, item in value.items():
            field = fields.get(key)
            if field is None and not key.lower().startswith("x-"):
                field = fields.get(ANY_KEY)
            if field is not None:
                if is_object(item) or is_list(item):
                    pending += _below(item, f"{pointer}/{escape(key)}", field, kind, key)
            elif kind != "requirement" and _is_ours(key):
                shown = {"operation!": "received"}.get(kind, kind.removesuffix("!"))
                yield Node(part.document, f"{pointer}/{escape(key)}", item), shown


def _below(
    value: Any, pointer: str, field: Field, kind: str, key: str
) -> Iterator[tuple[Any, str, str]]:
    """The kinds of the objects below a key. Operations that the server sends are marked."""
    sends = kind.endswith("!") or key in ("webhooks", "x-webhooks") or field.kind == "callback"
    mark = "!" if sends and field.kind in ("callback", "path-item", "operation") else ""
    if field.shape == "map" and is_object(value):
        for name, item in value.items():
            yield item, f"{pointer}/{escape(name)}", field.kind + mark
    elif is_list(value):
        for index, item in enumerate(value):
            yield item, f"{pointer}/{index}", field.kind + mark
    else:
        yield value, pointer, field.kind + mark


@lru_cache(maxsize=4096)
def _is_ours(key: str) -> bool:
    found = _OURS.fullmatch(key)
    if found is None:
        return False
    owner = re.sub("[-_]", "", found[1].lower())
    return owner == "specwright" or (
        key.lower().startswith("x") and closest(owner, ["specwright"]) is not None
    )


def _report_misplaced(node: Node, kind: str, hint: _Hint, sink: Diagnostics) -> None:
    places = " or ".join(_CALLED[at] for at in hint.at)
    said = f"it belongs on {places}"
    if node.key == f"{PREFIX}name" and kind == "operation":
        said = f"the name of an operation's method is {PREFIX}method"
    message = f"{node.key} has no effect on {_CALLED.get(kind, f'an object of the kind {kind}')}"
    sink.warning("misplaced-hint", message, node, said)


# --- values ---------------------------------------------------------------------------------------


def _check(node: Node, shape: Shape, sink: Diagnostics) -> None:
    """Report a value of the wrong shape; its reader treats it as absent."""
    if isinstance(shape, Map):
        for key, item in _members(node, sink):
            if shape.has_python_keys and not is_name(key):
                _report_name(item, key, sink)
            _check(item, shape.shape, sink)
    elif isinstance(shape, Mapping):
        for key, item in _members(node, sink):
            if key in shape:
                _check(item, shape[key], sink)
            else:
                guess = closest(key, list(shape))
                said = f"did you mean {guess!r}?" if guess else f"its keys are {', '.join(shape)}"
                message = f"{_owner(node)} has no key {key!r}; ignored"
                sink.warning("unknown-hint", message, item, said)
    else:
        _check_plain(node, shape, sink)


def _members(node: Node, sink: Diagnostics) -> tuple[tuple[str, Node], ...]:
    if not node.is_object:
        _report(node, f"must be an object, not {kind_of(node.value)}", sink)
    return node.entries()


def _check_plain(node: Node, shape: Plain, sink: Diagnostics) -> None:
    value = node.value
    if shape == "text-or-false":
        if value is not False:
            _check_plain(node, "text", sink)
    elif shape in ("name", "text") and not isinstance(value, str):
        _report(node, f"must be text, not {kind_of(value)}", sink)
    elif shape in ("name", "text") and not value.strip():
        _report(node, "is empty", sink)
    elif shape == "name" and not is_name(value):
        _report_name(node, value, sink)
    elif shape == "texts" and not (
        is_list(value) and value and all(isinstance(item, str) for item in value)
    ):
        _report(node, "must be a non-empty list of strings", sink)
    elif shape == "cuts" and not (
        (isinstance(value, str) and value)
        or (is_list(value) and value and all(map(_is_text, value)))
    ):
        _report(node, "must be a string or a non-empty list of strings", sink)
    elif shape == "flag" and not isinstance(value, bool):
        _report(node, f"must be true or false, not {kind_of(value)}", sink)
    elif shape == "str" and value != "str":
        _report(node, "must be `str`, the only supported value", sink)
    elif shape == "seconds" and (not _is_number(value) or value <= 0):
        _report(node, "must be a number of seconds greater than 0", sink)
    elif shape == "whole" and (not _is_number(value) or value < 0 or value != int(value)):
        _report(node, "must be a whole number, 0 or greater", sink)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return -1e18 < value < 1e18


def _report_name(node: Node, given: str, sink: Diagnostics) -> None:
    plain = re.sub(r"\W+", "_", given, flags=re.ASCII).strip("_")
    fits = plain.isidentifier() and not keyword.iskeyword(plain)
    said = f"write {plain}" if fits else "use letters, digits and _, beginning with a letter"
    _report(node, f"must be a Python name, which {given!r} is not", sink, said)


def _report(
    node: Node,
    what: str,
    sink: Diagnostics,
    hint: str = "docs/overlay.md lists the keys and their values",
) -> None:
    sink.error("overlay-hint", f"{_owner(node)} {what}", node, hint)


def _owner(node: Node) -> str:
    """The hint, and the path to a key in it: `x-specwright-waiter/method`."""
    start = node.pointer.rfind(f"/{PREFIX}")
    return node.pointer[start + 1 :] if start >= 0 else node.key
