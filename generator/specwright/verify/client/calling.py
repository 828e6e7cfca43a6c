"""Write a case as Python calls, in every form that users write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..document.document import Operation
from ..schemas.shapes import Reading, reading
from ..types import ABSENT, Case, Json
from .naming import BODY, CONTENT_TYPE, FILE, ArgumentNames
from .python_arguments import (
    ALL,
    DICTS,
    OUTSIDE,
    SHORT,
    Modeller,
    as_object,
    given_file,
    has_models,
)
from .session import Arguments

WIRE, NAMES, MODELS = "wire", "names", "models"
KEYS, NESTED, BARE = "keys", "nested", "bare"
FORMS = (WIRE, NAMES, MODELS, KEYS, NESTED, BARE)
"""The body whole as it is on the wire; its fields as arguments, with Python's names; whole as models; as a
dict with Python's names; as a model of dicts; as models without the constants that they fill in."""
STYLES = {MODELS: ALL, KEYS: DICTS, NESTED: OUTSIDE, BARE: SHORT}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the calls of one operation."""

    operation: Operation
    names: ArgumentNames
    modeller: Modeller
    upload: Mapping[str, Any] | None = None
    """`x-specwright-upload`: the method takes a file, and fills in these properties."""

    def arguments(self, case: Case, form: str) -> Arguments | None:
        """None if this form differs from no other here."""
        given = {
            self.names.parameters[key]: self._parameter(key, value, form)
            for key, value in case.parameters.items()
            if key in self.names.parameters
        }
        positional = self._positional(given) if form == NAMES else ()
        if case.body is ABSENT:
            return Arguments(positional, given) if form in (WIRE, NAMES, MODELS) else None
        body = self._body(case, form) if self.upload is None else self._upload(case, form)
        if body is None:
            return None
        if self.names.takes_content_type and case.media_type:
            given[CONTENT_TYPE] = case.media_type
        return Arguments(positional, {**given, **body})

    def _positional(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """Pass path parameters by position, up to the first omitted one."""
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
        if isinstance(value, (dict, list)):
            return self.modeller.write(parameter.schema, value, ALL)
        return as_object(reading(parameter.schema, value, "request"), value)

    def _body(self, case: Case, form: str) -> dict[str, Any] | None:
        media = self.operation.bodies.get(case.media_type or "")
        schema = media.schema if media else None
        if form == NAMES:
            if not isinstance(case.body, dict) or not case.body.keys() <= self.names.fields.keys():
                return None
            if not case.body and not (self.operation.body_required and self.names.fields):
                return None  # a body without fields is not passed
            choice = reading(schema, case.body, "request") if schema else Reading(())
            return {
                self.names.fields[wire]: self.modeller.write(choice.member(wire), value, DICTS)
                for wire, value in case.body.items()
            }
        if form == WIRE or schema is None:
            return {BODY: given_file(case.body)} if form == WIRE else None
        body = self.modeller.write(schema, case.body, STYLES[form])
        if body == case.body and not has_models(body):
            return None
        return {BODY: body}

    def _upload(self, case: Case, form: str) -> dict[str, Any] | None:
        """Pass the file beside the remaining arguments; constants are not passed."""
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


def upload_file(upload: Mapping[str, Any]) -> tuple[str, bytes]:
    """The smallest file that the upload takes."""
    return ("file.bin", b"f" * max(1, int(upload.get("min-bytes", 1))))


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
