"""Find the imports behind the private names that a module uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from specwright.python.syntax.expr import Ident, Module, Name
from specwright.python.syntax.parts import (
    PyAlias,
    PyBinding,
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
    PyBinding: ("_t",),
    PyResource: ("_r", "_t"),
}
"""What templates write by themselves."""


def used_names(*parts: object) -> frozenset[str]:
    """Every name that the parts mention, up to its first dot."""
    return frozenset(_prefixes(parts))


def standard_imports(*parts: object) -> tuple[PyPrelude, ...]:
    """Modules of the standard library that the parts use, as `import module as name`."""
    return _chosen(_STANDARD, parts)


def installed_imports(*parts: object) -> tuple[PyPrelude, ...]:
    """Modules of other distributions that the parts use."""
    return _chosen(_INSTALLED, parts)


def sibling_imports(*parts: object) -> tuple[PySibling, ...]:
    """Modules of the package itself that the parts use, as `from .. import module as name`."""
    return tuple(PySibling(p.module, p.name) for p in _chosen(_SIBLINGS, parts))


def _chosen(table: dict[str, str], parts: tuple[object, ...]) -> tuple[PyPrelude, ...]:
    used = set(_prefixes(parts))
    return tuple(
        PyPrelude(Module(module), Ident(name)) for name, module in table.items() if name in used
    )


def _prefixes(value: object) -> Iterator[str]:
    if isinstance(value, Name):
        yield value.text.partition(".")[0]
    elif isinstance(value, tuple):
        for item in value:
            yield from _prefixes(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _BY_TEMPLATE.get(type(value), ())
        for field in fields(value):
            yield from _prefixes(getattr(value, field.name))
