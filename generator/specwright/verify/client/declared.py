"""Find members of a value that the declared types of a call lack, since type checkers would reject them."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import typing_extensions as te

from ..schemas.schemas import Schema
from ..schemas.shapes import Reading, readings
from ..types import Json, Path, short
from .comparing import spell
from .package import attributes_of, plain

Kinds: TypeAlias = "tuple[Any, ...]"
"""The alternatives of an annotation: classes, and generic types with their arguments."""
_MARKS: Any = (typing.Annotated, te.Required, te.NotRequired)


class _Names(dict[str, Any]):
    """The models by name; client modules import them for type checking only."""

    def __init__(self, models: types.ModuleType) -> None:
        super().__init__()
        self._models = models

    def __missing__(self, name: str) -> Any:
        try:
            return getattr(self._models, name)
        except AttributeError:
            raise KeyError(name) from None


@dataclass(frozen=True, slots=True)
class DeclaredTypes:
    """Reads the annotations of one package, each once."""

    models: types.ModuleType
    _known: dict[tuple[str, str], Kinds] = field(default_factory=dict[Any, Any], repr=False)

    def of_arguments(self, function: Any) -> Mapping[str, Kinds]:
        annotations: dict[str, Any] = function.__annotations__
        return {name: self.kinds(raw, function.__module__) for name, raw in annotations.items()}

    def kinds(self, raw: Any, module: str) -> Kinds:
        """The alternatives of an annotation; empty if it cannot be resolved."""
        return tuple(self._alternatives(raw, module))

    def _alternatives(self, raw: Any, module: str) -> Iterator[Any]:
        if isinstance(raw, typing.ForwardRef):
            raw, module = raw.__forward_arg__, raw.__forward_module__ or module
        if isinstance(raw, str):
            yield from self._named(raw, module)
        elif te.get_origin(raw) in _MARKS:
            yield from self._alternatives(te.get_args(raw)[0], module)
        elif te.get_origin(raw) in (typing.Union, types.UnionType):
            for one in te.get_args(raw):
                yield from self._alternatives(one, module)
        else:
            yield raw

    def _named(self, text: str, module: str) -> Kinds:
        key = (text, module)
        if key not in self._known:
            try:
                found = eval(text, vars(sys.modules[module]), _Names(self.models))  # noqa: S307  (the client's own source)
            except (NameError, AttributeError, TypeError):
                self._known[key] = ()
            else:
                self._known[key] = self.kinds(found, module)
        return self._known[key]

    def members(self, kind: Any) -> Mapping[str, Kinds]:
        """The annotations of a model or a TypedDict, by attribute."""
        if hasattr(kind, "model_fields"):
            raws = {name: info.annotation for name, info in kind.model_fields.items()}
        else:
            raws = dict(kind.__annotations__)
        return {name: self.kinds(raw, kind.__module__) for name, raw in raws.items()}

    def inside(self, kinds: Kinds, index: int = 0) -> Kinds:
        """The item types of lists, tuples and maps."""
        found: dict[Any, None] = {}
        for kind in kinds:
            origin: Any = te.get_origin(kind)
            inner = [one for one in te.get_args(kind) if one is not Ellipsis]
            if origin is tuple and len(inner) == len(te.get_args(kind)):
                found.update(dict.fromkeys(inner[index : index + 1]))
            elif origin is not typing.Literal:
                found.update(dict.fromkeys(inner[-1:]))
        return tuple(one for kind in found for one in self.kinds(kind, typing.__name__))


@dataclass(frozen=True, slots=True)
class Walk:
    """Compares values with declared types, each pair once."""

    types: DeclaredTypes
    _met: set[tuple[Any, ...]] = field(default_factory=set[Any], repr=False)

    def undeclared(
        self, schema: Schema, value: Json, kinds: Kinds, path: Path = ()
    ) -> Iterator[str]:
        """The members of a valid value that its models or TypedDicts do not declare."""
        key = (schema.pointer, kinds, repr(value))
        if key in self._met or not kinds:
            return
        self._met.add(key)
        if not any(_may_hold(kind, value) for kind in kinds):
            declared = " | ".join(getattr(kind, "__name__", str(kind)) for kind in kinds)
            yield f"{spell(path)} may be {short(value)}, and is declared as {declared}"
        choices = readings(schema, value, "request")
        if len(choices) == 1 and isinstance(value, list):
            yield from self._items(choices[0], value, kinds, path)
        elif len(choices) == 1 and isinstance(value, dict):
            yield from self._members(choices[0], value, kinds, path)

    def _items(self, choice: Reading, value: list[Any], kinds: Kinds, path: Path) -> Iterator[str]:
        for index, item in enumerate(value):
            below = choice.item(index)
            if below is not None:
                inner = self.types.inside(kinds, index)
                yield from self.undeclared(below, item, inner, (*path, index))

    def _members(
        self, choice: Reading, value: dict[str, Any], kinds: Kinds, path: Path
    ) -> Iterator[str]:
        models = tuple(kind for kind in kinds if hasattr(kind, "model_fields"))
        dicts = tuple(kind for kind in kinds if te.is_typeddict(kind))
        known = [name for name in value if name in choice.declared]
        for alike in (models, dicts):
            lost = [[n for n in known if not _attribute(kind, n, models)] for kind in alike]
            if alike and all(lost):
                classes = " or ".join(kind.__name__ for kind in alike)
                yield f"{spell((*path, min(lost, key=len)[0]))} is no member of {classes}"
        maps = tuple(kind for kind in kinds if len(te.get_args(kind)) == 2)
        for name, item in value.items():
            below = choice.member(name)
            for alike in (models, dicts, maps):
                if below is not None:
                    inner = self._of_member(alike, name, models)
                    yield from self.undeclared(below, item, inner, (*path, name))

    def _of_member(self, alike: Kinds, wire: str, models: Kinds) -> Kinds:
        found: dict[Any, None] = {}
        for kind in alike:
            if te.get_args(kind):
                inner = self.types.inside((kind,))
            else:
                attribute = _attribute(kind, wire, models)
                inner = self.types.members(kind).get(attribute, ())
            found.update(dict.fromkeys(inner))
        return tuple(found)


_PLAIN: Any = {
    str: (str,),
    bool: (bool,),
    int: (int, float),
    float: (int, float),
    Decimal: (int, float, str),
    type(None): (type(None),),
    dict: (dict,),
    list: (list,),
}
"""The JSON types of Python types that are certain; a bool is not a number."""


def _may_hold(kind: Any, value: Json) -> bool:
    """Whether a type may hold the value; true for unknown types."""
    if te.get_origin(kind) is typing.Literal:
        return any(type(one) is type(value) and one == value for one in te.get_args(kind))
    if te.is_typeddict(kind) or hasattr(kind, "model_fields"):
        return isinstance(value, dict)
    known = _PLAIN.get(te.get_origin(kind) or kind)
    return known is None or type(value) in known


def _attribute(kind: Any, wire: str, models: Iterable[Any]) -> str:
    """The attribute for a wire name; a TypedDict uses the names of its model."""
    if hasattr(kind, "model_fields"):
        return attributes_of(kind).get(wire, "")
    names: Mapping[str, Any] = kind.__annotations__
    alike = [name for name in names if plain(name) == plain(wire)]
    known = [attributes_of(model).get(wire, "") for model in models]
    return next((name for name in (*known, *alike) if name in names), "")
