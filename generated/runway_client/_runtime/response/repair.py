"""Build a value from JSON that does not match its type, field by field, and list the differences.

Valid parts are parsed as in the strict pass; a value of a wrong type is kept unchanged; a missing
required field is absent. This reads typing annotations, which are stable, instead of pydantic's
core schemas.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Discriminator, Tag, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from ..base.errors import Problem
from ..base.json_text import without_surrogates
from ..base.json_types import is_array, is_object
from ..base.redact import shorten
from .models import SOURCE_KEY, TagReader, UnknownVariant, is_demanded, set_private
from .positions import Positions

UNIONS = (Union, types.UnionType)
MAX_PROBLEMS = 200


def repair_value(kind: Any, data: Any, source: str) -> tuple[Any, tuple[Problem, ...]]:
    repairer = Repairer(source)
    value = repairer.rebuild(kind, data, "")
    return value, tuple(repairer.problems)


class Repairer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def _differs(self, path: str, rule: str, message: str, value: Any = None) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            shown = "" if rule == "missing" else shorten(value)
            self.problems.append(Problem(path or "the body", rule, message, shown))

    def rebuild(self, declared: Any, value: Any, path: str) -> Any:
        kind, metadata = _unwrap(declared)
        origin = get_origin(kind)
        if origin in UNIONS:
            return self._union(declared, value, path)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if is_object(value):
                return self._model(kind, value, path)
        elif origin is list and is_array(value):
            return self._items(value, path, _item_types(kind, metadata))
        elif origin is tuple and is_array(value):
            fit = self._fit(kind, value)
            if fit is not _NO_FIT:
                return fit
            if len(value) == len(get_args(kind)):
                return tuple(self._items(value, path, get_args(kind).__getitem__))
        elif origin in (dict, Mapping) and is_object(value):
            part = get_args(kind)[1]
            return {
                name: self.rebuild(part, item, _join(path, name)) for name, item in value.items()
            }
        return self._leaf(declared, value, path)

    def _items(self, value: list[Any], path: str, type_at: Callable[[int], Any]) -> list[Any]:
        return [
            self.rebuild(type_at(index), part, f"{path}[{index}]")
            for index, part in enumerate(value)
        ]

    def _model(self, kind: type[BaseModel], data: dict[str, Any], path: str) -> BaseModel:
        kind.model_rebuild()
        values: dict[str, Any] = {}
        chosen: set[str] = set()
        rest = dict(data)
        incomplete = False
        declared = _annotations(kind)
        for name, info in kind.model_fields.items():
            wire = info.alias or name
            if wire in rest:
                values[name] = self.rebuild(declared[name], rest.pop(wire), _join(path, wire))
                chosen.add(name)
            elif is_demanded(info):
                incomplete = True
                if not issubclass(kind, UnknownVariant):  # a new variant may omit it
                    self._differs(_join(path, wire), "missing", "is missing")
            else:
                values[name] = info.get_default(call_default_factory=True)
        extra = _type_of_extra(kind) if rest else Any
        if extra is not Any:
            rest = {
                wire: self.rebuild(extra, item, _join(path, wire)) for wire, item in rest.items()
            }
        chosen.update(rest)
        return _assemble(kind, values, chosen, rest, self.source if incomplete else None)

    def _union(self, declared: Any, value: Any, path: str) -> Any:
        fit = self._fit(declared, value)
        if fit is not _NO_FIT:
            return fit
        kind, metadata = _unwrap(declared)
        branches = get_args(kind)
        for item in metadata:
            if isinstance(item, Discriminator):
                branches = self._tagged(branches, item, value)
        candidates = [branch for branch in branches if _same_shape(branch, value)]
        if not candidates:
            opaque = any(_is_opaque(_unwrap(branch)[0]) for branch in branches)
            if opaque and not _is_parsed_again(value):
                return value
            if type(None) not in get_args(kind) or value is not None:
                self._differs(path, "type", f"must be {_describe(kind)}", value)
            moments = any(_unwrap(branch)[0] is dt.datetime for branch in branches)
            fit = self._moment(value) if moments else _NO_FIT
            return value if fit is _NO_FIT else fit
        return self._best(candidates, value, path)

    def _tagged(
        self, branches: tuple[Any, ...], item: Discriminator, value: Any
    ) -> tuple[Any, ...]:
        reader = item.discriminator
        tag = reader(value) if isinstance(reader, TagReader) else None
        return tuple(branch for branch in branches if _tag_of(branch) in (None, tag))

    def _best(self, candidates: list[Any], value: Any, path: str) -> Any:
        """The branch that needs the fewest repairs; of two such, the one that knows more of the names."""
        trials: list[tuple[Any, list[Problem]]] = []
        for branch in candidates:
            trial = Repairer(self.source)
            trials.append((trial.rebuild(branch, value, path), trial.problems))
            if not trial.problems:
                break
        result, problems = min(trials, key=lambda made: (len(made[1]), -_known_names(made[0])))
        self.problems.extend(problems)
        return result

    def _leaf(self, declared: Any, value: Any, path: str) -> Any:
        fit = self._fit(declared, value)
        if fit is not _NO_FIT:
            return fit
        if isinstance(value, float) and value.is_integer():
            # JSON Schema has one kind of number: 5.0 is an integer.
            fit = self._fit(declared, int(value))
            if fit is not _NO_FIT:
                return fit
        kind, _ = _unwrap(declared)
        if _is_opaque(kind) and not _is_parsed_again(value):
            return value
        if kind is dt.datetime:
            fit = self._moment(value)
        self._differs(path, "type", f"must be {_describe(kind)}", value)
        return value if fit is _NO_FIT else fit

    def _moment(self, value: Any) -> Any:
        """Accept a time without offset or seconds; a quoted number is not a time."""
        is_one = isinstance(value, str) and value[4:5] == "-" and ":" in value
        return self._fit(dt.datetime, value) if is_one else _NO_FIT

    def _fit(self, kind: Any, value: Any) -> Any:
        if kind is Any:
            return value
        try:
            content = to_json(value)
        except ValueError:  # too deep, or text that is not valid Unicode
            return self._fit_text(kind, value) if isinstance(value, str) else _NO_FIT
        try:
            return _adapter(_Type(kind)).validate_json(
                content, strict=True, by_alias=True, by_name=False
            )
        except ValidationError:
            return _NO_FIT

    def _fit_text(self, kind: Any, value: str) -> Any:
        """Validate a copy without lone surrogates, which pydantic rejects."""
        clean = without_surrogates(value)
        return value if clean != value and self._fit(kind, clean) == clean else _NO_FIT


def _known_names(value: Any) -> int:
    """How many of an object's names its class has."""
    if not isinstance(value, BaseModel):
        return 0
    return len(value.model_fields_set) - len(value.model_extra or {})


class _Type:
    """A type by identity: equal types may differ, such as `Literal[1]` and `Literal[True]`."""

    __slots__ = ("kind",)

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Type) and self.kind is other.kind

    def __hash__(self) -> int:
        return id(self.kind)


@lru_cache(maxsize=1024)
def _adapter(of: _Type) -> TypeAdapter[Any]:
    """Cached: creating one takes as long as reading a hundred values."""
    return TypeAdapter(of.kind)


@lru_cache(maxsize=1024)
def _annotations(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The annotations of each field; always the same objects."""
    return {name: info.rebuild_annotation() for name, info in kind.model_fields.items()}


def _is_opaque(kind: Any) -> bool:
    """Whether it is Any or a recursive alias, whose parts are not checked."""
    return kind is Any or hasattr(kind, "__value__")


def _is_parsed_again(value: Any) -> bool:
    """Whether pydantic's own parser accepts it: neither too deep nor with lone surrogates."""
    try:
        from_json(to_json(value))
    except ValueError:
        return False
    return True


class _NoFit:
    pass


_NO_FIT = _NoFit()


def _assemble(
    kind: type[BaseModel],
    values: dict[str, Any],
    chosen: set[str],
    extra: dict[str, Any],
    source: str | None,
) -> BaseModel:
    model = kind.__new__(kind)
    object.__setattr__(model, "__dict__", values)
    object.__setattr__(model, "__pydantic_fields_set__", chosen)
    object.__setattr__(model, "__pydantic_extra__", extra)
    object.__setattr__(model, "__pydantic_private__", None)
    if source is not None:
        set_private(model, SOURCE_KEY, source)
    return model


def _type_of_extra(kind: type[BaseModel]) -> Any:
    """The type of a model's unlisted fields."""
    for base in kind.__mro__:
        found = inspect.get_annotations(base).get("__pydantic_extra__")
        if found is not None:
            if base is BaseModel:
                return Any
            names = vars(sys.modules[base.__module__])
            holder = types.SimpleNamespace(__annotations__={"extra": found})
            resolved = get_type_hints(holder, names, include_extras=True)["extra"]
            return get_args(resolved)[1]
    return Any


def _unwrap(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type inside `Annotated` and type aliases, and the annotations.

    A recursive alias contains its type as text, and is treated as one leaf.
    """
    metadata: tuple[Any, ...] = ()
    while True:
        if get_origin(kind) is Annotated:
            kind, *found = get_args(kind)
            metadata = (*found, *metadata)
        elif hasattr(kind, "__value__") and not isinstance(kind.__value__, str):
            kind = kind.__value__
        else:
            return kind, metadata


def _item_types(kind: Any, metadata: tuple[Any, ...]) -> Callable[[int], Any]:
    for item in metadata:
        if isinstance(item, Positions):
            return item.at
    (only,) = get_args(kind) or (Any,)
    return lambda _index: only


def _tag_of(branch: Any) -> str | None:
    for item in _unwrap(branch)[1]:
        if isinstance(item, Tag):
            return str(item.tag)
    return None


def _same_shape(branch: Any, value: Any) -> bool:
    """Whether a branch is worth trying: containers for containers, integers for 5.0."""
    kind, _ = _unwrap(branch)
    origin = get_origin(kind)
    if origin in UNIONS:
        return any(_same_shape(part, value) for part in get_args(kind))
    if is_object(value):
        return origin in (dict, Mapping) or (isinstance(kind, type) and issubclass(kind, BaseModel))
    if is_array(value):
        return origin in (list, tuple)
    whole = kind is int or (origin is Literal and any(type(v) is int for v in get_args(kind)))
    return whole and isinstance(value, float)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


NAMES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
    dt.datetime: "a date and time with its offset (RFC 3339)",
}


def _describe(kind: Any) -> str:
    kind, _ = _unwrap(kind)
    origin = get_origin(kind)
    if origin in UNIONS:
        return " or ".join(dict.fromkeys(_describe(part) for part in get_args(kind)))
    if origin is Literal:
        return f"one of {', '.join(map(repr, get_args(kind)))}"
    if origin is not None:
        return {list: "a list", tuple: f"a list of {len(get_args(kind))}", dict: "an object"}.get(
            origin, str(origin)
        )
    return NAMES.get(kind, getattr(kind, "__name__", str(kind)))
