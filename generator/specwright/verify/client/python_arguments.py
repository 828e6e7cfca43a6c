"""Write JSON values as users write them: dicts with Python names, or models."""

from __future__ import annotations

import datetime as dt
import uuid
from base64 import b64decode
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..schemas.schemas import Schema
from ..schemas.shapes import Reading, reading
from ..types import Blob, Json, short
from .comparing import instant
from .package import Models, attributes_of, plain


class CannotBuild(Exception):
    """A model rejects a value that the document allows."""


@dataclass(frozen=True, slots=True)
class Style:
    """How objects are written: all as models, only the top one, or none.

    `short` omits the required constants, which models fill in.
    """

    top: bool = True
    inside: bool = True
    short: bool = False


DICTS, ALL, OUTSIDE, SHORT = Style(False, False), Style(), Style(True, False), Style(short=True)


@dataclass(frozen=True, slots=True)
class Modeller:
    """Writes values for one client."""

    models: Models

    def write(self, schema: Schema | None, value: Json, style: Style) -> Any:
        if schema is None:
            return given_file(value)
        choice = reading(schema, value, "request")
        if isinstance(value, list):
            return [self.write(choice.item(i), item, style) for i, item in enumerate(value)]
        if not isinstance(value, dict):
            return as_object(choice, value) if style.top else given_file(value)
        return self._object(choice, value, style)

    def _object(self, choice: Reading, value: dict[str, Any], style: Style) -> Any:
        kind, is_certain = self._class_of(choice, value)
        below = Style(style.inside, style.inside, style.short)
        fixed = _constants(choice) if style.short and kind is not None else frozenset()
        members = {
            attribute_of(kind, wire): self.write(choice.member(wire), item, below)
            for wire, item in value.items()
            if wire not in fixed
        }
        if kind is None or not style.top:
            return members
        try:
            return kind(**members)
        except (ValueError, TypeError) as error:
            if is_certain and not _lacks_required(choice, value):
                said = " ".join(str(error).split())
                text = f"refused models.{kind.__name__} from {short(members)}: {said}"
                raise CannotBuild(text) from error
        return self._object(choice, value, Style(False, style.inside))

    def attribute(self, choice: Reading, wire: str) -> str:
        return attribute_of(self._class_of(choice, {})[0], wire)

    def _class_of(self, choice: Reading, value: dict[str, Any]) -> tuple[type[Any] | None, bool]:
        """The class with the component's name, if certain; else the only class with these members."""
        named = self.models.named(choice.component) if choice.component else None
        if named is not None:
            return self._class_of_requests(choice, value) or named, True
        if not choice.declared:
            return None, True
        found = self.models.with_members(choice.declared)
        return (found[0] if len(found) == 1 else None), False

    def _class_of_requests(self, choice: Reading, value: dict[str, Any]) -> type[Any] | None:
        """The class for requests, if a component is split: the one without readOnly properties."""
        found = self.models.named(f"{choice.component}Request")
        members = {name: choice.member(name) for name in choice.declared}
        read_only = {name for name, schema in members.items() if _is_read_only(schema)}
        sent = choice.declared - read_only
        is_it = found is not None and found in self.models.with_members(sent)
        return found if is_it and not read_only & value.keys() else None


def attribute_of(kind: type[Any] | None, wire: str) -> str:
    """The attribute for a wire name: the field with the same letters and digits."""
    if kind is None:
        return wire
    alike = [name for name in kind.model_fields if plain(name) == plain(wire)]
    return alike[0] if len(alike) == 1 else attributes_of(kind).get(wire, wire)


def _constants(choice: Reading) -> frozenset[str]:
    required = {name for names in choice.values("required") for name in names}
    found = {name: choice.member(name) for name in required}
    return frozenset(
        name
        for name, schema in found.items()
        if schema is not None and isinstance(schema.raw, dict) and "const" in schema.raw
    )


def _is_read_only(schema: Schema | None) -> bool:
    raw = schema.raw if schema else None
    return isinstance(raw, dict) and raw.get("readOnly") is True


def _lacks_required(choice: Reading, value: dict[str, Any]) -> bool:
    """Whether a model that is also received requires properties that requests omit."""
    required = {name for names in choice.values("required") for name in names}
    return not required <= value.keys()


def as_object(choice: Reading, value: Json) -> Any:
    """UUIDs, dates and times as Python objects."""
    readers: dict[str, Any] = {
        "uuid": uuid.UUID,
        "date": dt.date.fromisoformat,
        "date-time": instant,
        "byte": partial(b64decode, validate=True),
    }
    for name in choice.formats:
        if name in readers and isinstance(value, str):
            try:
                return readers[name](value)
            except (ValueError, OverflowError):
                return value
    return given_file(value)


def given_file(value: Json) -> Any:
    """A file of a form as users pass it: (name, content, content type); elsewhere its bytes."""
    if isinstance(value, Blob):
        if value.filename is None:
            return value.content
        return (value.filename, value.content, value.content_type)
    if isinstance(value, list):
        return [given_file(item) for item in value]
    if isinstance(value, dict):
        return {name: given_file(item) for name, item in value.items()}
    return value


def has_models(value: Any) -> bool:
    """Whether a value contains models."""
    if isinstance(value, list):
        return any(has_models(item) for item in value)
    if isinstance(value, dict):
        return any(has_models(item) for item in value.values())
    return hasattr(value, "model_fields_set")
