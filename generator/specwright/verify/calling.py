"""A case in the document's terms enters; the Python calls that should send it leave, in every form users write."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .cases import Case
from .document import Operation
from .facts import ABSENT, Blob, Json
from .naming import BODY, CONTENT_TYPE, FILE, ArgumentNames
from .package import Models, attributes_of
from .schemas import Schema
from .session import Arguments
from .shapes import Reading, reading

WIRE, NAMES, MODELS = "wire", "names", "models"
FORMS = (WIRE, NAMES, MODELS)
"""The body whole as it is on the wire; its fields as arguments, with Python's names; whole as models."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the calls of one operation."""

    operation: Operation
    names: ArgumentNames
    models: Models
    upload: Mapping[str, Any] | None = None
    """`x-specwright-upload`, where the method asks for a file and fills in what this says."""

    def arguments(self, case: Case, form: str) -> Arguments | None:
        """None where this form says nothing that another does not."""
        given = {
            self.names.parameters[key]: self._parameter(key, value, form)
            for key, value in case.parameters.items()
            if key in self.names.parameters
        }
        positional = self._positional(given) if form == NAMES else ()
        if case.body is ABSENT:
            return Arguments(positional, given) if form != MODELS else None
        body = self._body(case, form) if self.upload is None else self._upload(case, form)
        if body is None:
            return None
        if self.names.takes_content_type and case.media_type:
            given[CONTENT_TYPE] = case.media_type
        return Arguments(positional, {**given, **body})

    def _positional(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """Path parameters may be given by position, up to the first one that is left out."""
        path = [n for key, n in self.names.parameters.items() if key[0] == "path"]
        found = []
        for name in self.names.positional:
            if name not in path or name not in given:
                break
            found.append(given.pop(name))
        return tuple(found)

    def _parameter(self, key: tuple[str, str], value: Json, form: str) -> Any:
        parameter = self.operation.parameter(*key)
        if parameter is None or form != MODELS:
            return given_file(value)
        return _as_object(reading(parameter.schema, value, "request"), value)

    def _body(self, case: Case, form: str) -> dict[str, Any] | None:
        media = self.operation.bodies.get(case.media_type or "")
        schema = media.schema if media else None
        if form == NAMES:
            if not isinstance(case.body, dict) or not case.body.keys() <= self.names.fields.keys():
                return None
            if not case.body and not self.operation.body_required:
                return None  # without any field there is no body
            choice = reading(schema, case.body, "request") if schema else Reading(())
            return {
                self.names.fields[wire]: self._named(choice.member(wire), value)
                for wire, value in case.body.items()
            }
        if form == WIRE or schema is None:
            return {BODY: given_file(case.body)} if form == WIRE else None
        body = self._modelled(schema, case.body)
        return None if body == case.body and not hasattr(body, "model_fields") else {BODY: body}

    def _upload(self, case: Case, form: str) -> dict[str, Any] | None:
        """The constants are no arguments, and a file is given beside the rest."""
        assert self.upload is not None
        constants = self.upload.get("constants") or {}
        if form != NAMES or not isinstance(case.body, dict):
            return None
        left = {n: v for n, v in case.body.items() if n not in constants or v != constants[n]}
        if not left.keys() <= self.names.fields.keys() or len(case.body) - len(left) < len(
            constants
        ):
            return None
        fields = {self.names.fields[wire]: value for wire, value in left.items()}
        return {FILE: upload_file(self.upload), **fields}

    def _named(self, schema: Schema | None, value: Json) -> Any:
        """Nested objects as dicts whose keys are attributes; the keys of free maps stay."""
        if schema is None or not isinstance(value, (dict, list)):
            return given_file(value)
        choice = reading(schema, value, "request")
        if isinstance(value, list):
            return [self._named(choice.item(i), item) for i, item in enumerate(value)]
        attributes = _attributes(self._class_of(choice))
        return {
            attributes.get(wire, wire): self._named(choice.member(wire), item)
            for wire, item in value.items()
        }

    def _modelled(self, schema: Schema | None, value: Json) -> Any:
        if schema is None:
            return given_file(value)
        choice = reading(schema, value, "request")
        if isinstance(value, list):
            return [self._modelled(choice.item(i), item) for i, item in enumerate(value)]
        if not isinstance(value, dict):
            return _as_object(choice, value)
        members = {wire: self._modelled(choice.member(wire), item) for wire, item in value.items()}
        kind = self._class_of(choice)
        if kind is None:
            return members
        attributes = attributes_of(kind)
        try:
            return kind(**{attributes.get(wire, wire): item for wire, item in members.items()})
        except ValueError:  # a class with the same members, but of another variant
            return members

    def _class_of(self, choice: Reading) -> type[Any] | None:
        named = self.models.named(choice.component) if choice.component else None
        if named is not None or not choice.declared:
            return named
        found = self.models.with_members(choice.declared)
        return found[0] if len(found) == 1 else None


def upload_file(upload: Mapping[str, Any]) -> tuple[str, bytes]:
    """The smallest file that the upload takes."""
    return ("file.bin", b"f" * max(1, int(upload.get("min-bytes", 1))))


def _attributes(kind: type[Any] | None) -> Mapping[str, str]:
    return {} if kind is None else attributes_of(kind)


def _as_object(choice: Reading, value: Json) -> Any:
    """UUIDs and dates as Python has them, where their text is as Python writes it."""
    readers: dict[str, Any] = {"uuid": uuid.UUID, "date": dt.date.fromisoformat}
    for name in choice.values("format"):
        if name in readers and isinstance(value, str):
            try:
                found = readers[name](value)
            except ValueError:
                return value
            return found if str(found) == value else value
    return given_file(value)


def given_file(value: Json) -> Any:
    """A file of a form as users give it: (name, content, content type); elsewhere its bytes."""
    if isinstance(value, Blob):
        if value.filename is None:
            return value.content
        return (value.filename, value.content, value.content_type)
    if isinstance(value, list):
        return [given_file(item) for item in value]
    if isinstance(value, dict):
        return {name: given_file(item) for name, item in value.items()}
    return value


# --- for the report -------------------------------------------------------------------------------


def spell_call(label: str, given: Arguments, is_async: bool = False) -> str:
    """Python that can be run, once there is a `client`."""
    shown = [literal(value) for value in given.positional]
    shown += [f"{name}={literal(value)}" for name, value in given.keywords.items()]
    line = f"client.{label}({', '.join(shown)})"
    if len(line) > 96:
        line = f"client.{label}(\n" + "".join(f"    {item},\n" for item in shown) + ")"
    return f"await {line}" if is_async else line


def literal(value: Any) -> str:
    """A long text of one letter as a product, so that the call stays readable and exact."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes) and len(value) > 200 and len(set(value)) == 1:
        return f"{value[:1]!r} * {len(value)}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(literal, value)) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if hasattr(value, "model_fields_set"):
        shown = (f"{n}={literal(getattr(value, n))}" for n in value.model_fields_set)
        return f"models.{type(value).__name__}({', '.join(sorted(shown))})"
    return repr(value)


def _text(value: str) -> str:
    tail = value[-1:]
    same = len(value) - len(value.rstrip(tail)) if tail else 0
    if same > 60:
        head = value[: len(value) - same]
        product = f"{tail!r} * {same}"
        return f"{head!r} + {product}" if head else product
    return repr(value)
