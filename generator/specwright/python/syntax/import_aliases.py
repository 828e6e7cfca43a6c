"""Find the imports behind the private names that a module uses."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from specwright.python.syntax.expr import Ident, Lit, Module, Name
from specwright.python.syntax.parts import (
    PyAlias,
    PyConstant,
    PyPrelude,
    PyRecursiveAlias,
    PyResource,
    PySibling,
    PyUnknown,
)

_STANDARD = {
    "_b": "builtins",
    "_decimal": "decimal",
    "_dt": "datetime",
    "_t": "typing",
    "_uuid": "uuid",
}
_INSTALLED = {"_te": "typing_extensions"}
_SIBLINGS = {"_w": "handles", "_m": "models", "_u": "uploads"}

_BY_TEMPLATE: dict[type, tuple[str, ...]] = {
    PyAlias: ("_t",),
    PyUnknown: ("_r", "_t"),
    PyRecursiveAlias: ("_te",),
    PyConstant: ("_t",),
    PyResource: ("_r", "_t"),
}
"""The names that templates use."""


def used_names(*parts: object) -> frozenset[str]:
    """Every name that the parts mention, up to its first dot."""
    found: set[str] = set()
    pending: list[object] = [parts]
    while pending:
        value = pending.pop()
        kind: Any = type(value)  # mypy does not accept a class as hashable
        if kind is Name:
            found.add(cast("Name", value).text.partition(".")[0])
        elif kind is tuple:
            pending += cast("tuple[object, ...]", value)
        elif kind is not str and kind is not Lit and (names := field_names(kind)):
            found.update(_BY_TEMPLATE.get(kind, ()))
            pending += [getattr(value, name) for name in names]
    return frozenset(found)


@cache
def field_names(kind: Hashable) -> tuple[str, ...]:
    """The fields of a dataclass; empty for anything else."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


def standard_imports(used: frozenset[str]) -> tuple[PyPrelude, ...]:
    """Modules of the standard library among the names, as `import module as name`."""
    return _chosen(_STANDARD, used)


def installed_imports(used: frozenset[str]) -> tuple[PyPrelude, ...]:
    """Modules of other distributions among the names."""
    return _chosen(_INSTALLED, used)


def sibling_imports(used: frozenset[str]) -> tuple[PySibling, ...]:
    """Modules of the package itself among the names, as `from .. import module as name`."""
    return tuple(PySibling(p.module, p.name) for p in _chosen(_SIBLINGS, used))


def _chosen(table: dict[str, str], used: frozenset[str]) -> tuple[PyPrelude, ...]:
    return tuple(
        PyPrelude(Module(module), Ident(name)) for name, module in table.items() if name in used
    )
