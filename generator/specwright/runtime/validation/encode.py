"""Encode Python arguments as JSON values with wire names."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from os import PathLike
from typing import Any, TypeAlias

from ..base._unset import UNSET
from ..base.errors import Problem
from ..base.header_rules import is_unicode
from ..base.json_types import is_mapping, is_model, is_sequence, is_set, model_fields, type_of
from ..base.redact import shorten
from .schema_layers import Flattener, Layer

Json: TypeAlias = Any
Layers: TypeAlias = "tuple[Layer, ...]"
MAX_DEPTH = 200
READ_ONLY = {"readOnly": True}
MAX_DIGITS = 4000
SAFE_BITS = 2000


@dataclass(slots=True)
class Encoder:
    """Encodes the values of one call and collects what cannot be sent at all."""

    flattener: Flattener
    problems: list[Problem] = field(default_factory=list[Problem])
    files: frozenset[str] | None = None  # in a multipart form: the properties that are files

    def encode(self, value: object, reference: str | dict[str, Any] | None, path: str) -> Json:
        layers = () if reference is None else self.flattener.of_reference(reference)
        return self._value(value, layers, path, 0)

    def encode_fields(
        self,
        values: Mapping[str, object],
        reference: str | dict[str, Any] | None,
        names: Mapping[str, str],
    ) -> Json:
        """The body built from arguments; `names` maps them to properties."""
        layers = () if reference is None else self.flattener.of_reference(reference)
        return self._mapping(values, layers, "", 0, names)

    def _problem(self, path: str, rule: str, message: str, value: object) -> None:
        self.problems.append(Problem(path, rule, message, "" if value == "" else shorten(value)))

    def _value(self, value: Any, layers: Layers, path: str, depth: int) -> Json:
        if _is_plain(value):
            return value
        if depth > MAX_DEPTH:
            return self._problem(path, "depth", f"is nested more than {MAX_DEPTH} levels deep", "")
        if isinstance(value, enum.Enum):
            return self._value(value.value, layers, path, depth + 1)
        if isinstance(value, str):
            return self._text(str.__str__(value), path)
        if isinstance(value, int):
            return self._integer(int(value), path)
        if isinstance(value, float):
            return self._float(value, path)
        if is_mapping(value):
            return self._mapping(value, layers, path, depth)
        if is_sequence(value) and not isinstance(value, (bytes, bytearray)):
            return self._list(value, layers, path, depth)
        return self._other(value, layers, path, depth)

    def _other(self, value: Any, layers: Layers, path: str, depth: int) -> Json:
        if isinstance(value, uuid.UUID):
            return str(value)
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            return encode_time(value)
        if isinstance(value, Decimal):
            return self._decimal(value, layers, path)
        if isinstance(value, (bytes, bytearray)):
            return self._bytes(bytes(value), layers, path)
        if is_set(value):
            return self._list(_in_order(value), layers, path, depth)
        if is_model(value):
            return self._mapping(model_values(value), layers, path, depth, {})
        return self._problem(
            path, "type", f"cannot be sent: {type_of(value).__name__} is not supported", ""
        )

    def _text(self, value: str, path: str) -> Json:
        if is_unicode(value):
            return value
        return self._problem(path, "text", "contains text that is not valid Unicode", "")

    def _integer(self, value: int, path: str) -> Json:
        """Python refuses to format very long ones, see `sys.set_int_max_str_digits`."""
        try:
            str(value)
        except ValueError:
            return self._problem(path, "type", "has too many digits to be sent", "")
        return value

    def _float(self, value: float, path: str) -> Json:
        if isfinite(value):
            return float(value)
        return self._problem(path, "type", "must be a finite number", value)

    def _decimal(self, value: Decimal, layers: Layers, path: str) -> Json:
        if not value.is_finite():
            return self._problem(path, "type", "must be a finite number", value)
        if any("string" in layer.types for layer in layers):
            return str(value)
        if value.adjusted() > MAX_DIGITS:
            return self._problem(path, "type", "has too many digits to be sent", "")
        return int(value) if value == value.to_integral_value() else float(value)

    def _bytes(self, value: bytes, layers: Layers, path: str) -> Json:
        if any(layer.is_base64 for layer in layers):
            return b64encode(value).decode("ascii")
        return self._problem(path, "type", "cannot be sent as JSON: bytes", value)

    def _list(self, value: Sequence[object], layers: Layers, path: str, depth: int) -> Json:
        below = self.flattener.item_layers(layers)
        return [
            self._value(item, below(index), f"{path}[{index}]", depth + 1)
            for index, item in enumerate(value)
        ]

    def _mapping(
        self,
        value: Mapping[Any, object],
        layers: Layers,
        path: str,
        depth: int,
        names: Mapping[str, str] | None = None,
    ) -> Json:
        members = self.flattener.members(self.flattener.select(layers, value))
        if names is None:
            names = members.names
        result: dict[str, Json] = {}
        for key, item in value.items():
            if item is UNSET:
                continue
            wire = names.get(key, key) if isinstance(key, str) else None
            is_plain = self.files is None and _is_plain(item)
            if is_plain and wire is not None and wire.isascii() and wire not in result:
                result[wire] = item
                continue
            where = f"{path}.{key}" if path else str(key)
            if wire is None:
                self._problem(path, "type", "object keys must be strings", key)
            elif not is_unicode(wire):
                self._problem(path, "text", "has a key that is not valid Unicode", "")
            elif wire in result:
                self._problem(
                    where, "names", f"is given twice, as {key!r} and under its other name", ""
                )
            else:
                below = members.layers_of(wire)
                if depth == 0 and self.files is not None and self._is_file(wire, item, below):
                    result[wire] = self._file(item, below, where)
                else:
                    result[wire] = self._value(item, below, where, depth + 1)
        for wire, constant in members.constants:
            if wire not in result:
                result[wire] = constant
        return result

    def _is_file(self, wire: str, value: Any, layers: Layers) -> bool:
        """Whether this is a file: by the document, or because it can be nothing else."""
        if self.files and wire in self.files:
            return True
        if any(layer.is_base64 for layer in layers):
            return False
        return isinstance(value, (bytes, bytearray, PathLike)) or hasattr(value, "read")

    def _file(self, value: Any, layers: Layers, path: str) -> Json:
        """A file of a form, or a list of them if the document has a list."""
        from ..base.files import NotAFile, is_named, read_file

        if value is None:
            return None
        many = is_sequence(value) and not isinstance(value, (str, bytes, bytearray))
        types = {name for layer in layers for name in layer.types}
        is_one = is_named(value) and "string" in types
        is_list = many and "array" in types and not is_one
        try:
            if not is_list:
                return read_file(value)
            return [None if item is None else read_file(item) for item in value]
        except NotAFile as error:
            return self._problem(path, "type", str(error), "")


def _is_plain(value: Any) -> bool:
    """Whether a value can be sent unchanged, as most can."""
    kind = type_of(value)
    if kind is str:
        plain: bool = value.isascii()
        return plain
    if kind is int:
        return int(value.bit_length()) < SAFE_BITS
    return value is None or kind is bool


def _in_order(items: Iterable[object]) -> list[object]:
    """Sort a set, so that every process sends the same order."""
    try:
        return sorted(items)  # type: ignore[type-var]  # what cannot be compared says so
    except TypeError:
        return sorted(items, key=repr)


def model_values(model: Any) -> dict[str, object]:
    """The fields set on a model, by wire name, with its constants and extra fields.

    Read-only fields are omitted, so that a received model can be sent back. Only constants have
    defaults in generated models, so a default other than None is a constant.
    """
    chosen = model.model_fields_set
    own = model.__dict__
    values: dict[str, object] = {}
    for name, info in model_fields(model):
        if info.json_schema_extra == READ_ONLY:
            continue
        if name in own and (name in chosen or isinstance(info.default, (str, int, float))):
            values[info.alias or name] = own[name]
    values.update(model.__pydantic_extra__ or {})
    return values


def encode_time(value: dt.date | dt.time | dt.timedelta) -> str:
    """RFC 3339; a time without a zone stays without one, and validation reports it."""
    if isinstance(value, dt.timedelta):
        return _encode_duration(value)
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _encode_duration(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta(0) else ""
    value = abs(value)
    seconds = f"{value.seconds}.{value.microseconds:06d}".rstrip("0").rstrip(".")
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}T{seconds}S"
