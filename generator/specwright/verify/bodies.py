"""The bytes of a body and its media type enter; the value that they carry in the document's terms leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .contents import entry_for, essence, kind_of
from .document import Media
from .facts import Blob, Json
from .keywords import Node, Shape
from .schemas import Schemas
from .styles import (
    Unreadable,
    alternating,
    expects,
    form_decoded,
    keyed,
    leaves,
    listed,
    split_delimited,
    typed,
)

_PARAMETER: Final = re.compile(r';\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_NESTED: Final = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")


def read_json(content: bytes) -> Json:
    """RFC 8259, without NaN and without a key twice."""
    try:
        text = content.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable(f"the body is no JSON: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key is there twice: {[key for key, _ in pairs]}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def read_body(schemas: Schemas, media: Media, content_type: str, content: bytes) -> Json:
    kind = kind_of(content_type)
    if kind == "json":
        return read_json(content)
    if kind == "form":
        return FormReader(schemas, media).urlencoded(content)
    if kind == "multipart":
        return FormReader(schemas, media).multipart(content_type, content)
    if kind == "text":
        charset = header_parameters(content_type).get("charset", "utf-8")
        try:
            text = content.decode(charset)
        except (LookupError, UnicodeDecodeError) as error:
            raise Unreadable(f"the text is not {charset}: {error}") from error
        return typed(schemas, media.schema.node, text) if media.schema else text
    return Blob(content, None, content_type)


def header_parameters(value: str) -> dict[str, str]:
    """The parameters of a header such as Content-Type, unquoted."""
    found = {}
    for name, text in _PARAMETER.findall(value):
        quoted = text[:1] == '"'
        found[name.lower()] = re.sub(r"\\(.)", r"\1", text[1:-1]) if quoted else text.strip()
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body."""

    name: str
    filename: str | None
    content_type: str | None
    content: bytes


def split_parts(content_type: str, content: bytes) -> list[Part]:
    """RFC 2046, 5.1.1, and RFC 7578."""
    boundary = header_parameters(content_type).get("boundary")
    if not boundary:
        raise Unreadable("the content type names no boundary")
    line = b"--" + boundary.encode("latin-1")
    pieces = (b"\r\n" + content).split(b"\r\n" + line)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Unreadable("the last part is not closed by its boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, blank, content = piece.lstrip(b" \t").partition(b"\r\n\r\n")
    if not blank:
        raise Unreadable("a part has no blank line after its headers")
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    said = headers.get("content-disposition", "")
    parameters = _disposition(said)
    if not said.lower().startswith("form-data") or "name" not in parameters:
        raise Unreadable(f"a part is no form-data with a name: {said!r}")
    return Part(
        parameters["name"], parameters.get("filename"), headers.get("content-type"), content
    )


def _disposition(value: str) -> dict[str, str]:
    """HTML's form escapes quotes and line ends by percent, RFC 5987 writes `filename*`."""
    found = {}
    for name, text in _PARAMETER.findall(value):
        text = text[1:-1] if text[:1] == '"' else text.strip()
        if name.endswith("*"):
            found[name[:-1].lower()] = form_decoded(text.split("'", 2)[-1].replace("+", "%2B"))
            continue
        for escape, char in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"), ('\\"', '"')):
            text = text.replace(escape, char)
        found.setdefault(name.lower(), text)
    return found


class FormReader:
    """Reads the members of a form by the schema of the body and its `encoding`."""

    def __init__(self, schemas: Schemas, media: Media) -> None:
        self.schemas = schemas
        self.encoding: Mapping[str, Any] = media.encoding
        node = media.schema.node if media.schema else Node(())
        self.shapes = leaves(schemas, node)

    def node(self, name: str) -> Node:
        """The schema of a member; of several branches, all that know it are alike to a form."""
        for shape in self.shapes:
            if name in shape.properties:
                return shape.properties[name]
        return next((s.additional for s in self.shapes if s.additional is not None), Node(()))

    # --- application/x-www-form-urlencoded ----------------------------------------------------

    def urlencoded(self, content: bytes) -> dict[str, Json]:
        try:
            text = content.decode("ascii")
        except UnicodeDecodeError:
            raise Unreadable("the form is not percent-encoded") from None
        raw: dict[str, list[str]] = {}
        nested: dict[str, dict[str, str]] = {}
        for piece in text.split("&") if text else ():
            key, _, value = piece.partition("=")
            name = form_decoded(key)
            inner = _NESTED.fullmatch(name)
            if inner and expects(self.schemas, self.node(inner[1]), "object"):
                nested.setdefault(inner[1], {})[inner[2]] = form_decoded(value)
            else:
                raw.setdefault(name, []).append(value)
        found = {name: self._values(name, values) for name, values in raw.items()}
        for name, pairs in nested.items():
            shape = expects(self.schemas, self.node(name), "object")[0]
            found[name] = keyed(self.schemas, shape, tuple(pairs.items()))
        return found

    def _values(self, name: str, raw: list[str]) -> Json:
        node, said = self.node(name), self.encoding.get(name, {})
        lists = expects(self.schemas, node, "array")
        style = said.get("style", "form")
        if lists and not said.get("explode", style == "form") and len(raw) == 1:
            parts = [form_decoded(part) for part in split_delimited(raw[0], style)]
            return listed(self.schemas, lists[0], parts)
        texts = [form_decoded(value) for value in raw]
        if lists and (len(texts) > 1 or not self._as_json(node, texts[0])):
            return listed_or_json(self.schemas, lists[0], texts)
        if len(texts) > 1:
            raise Unreadable(f"{name} is there {len(texts)} times")
        objects = expects(self.schemas, node, "object")
        if objects and said.get("style") and not said.get("explode", True):
            return keyed(self.schemas, objects[0], alternating(raw[0].split(","), form_decoded))
        return self._one(node, texts[0])

    def _as_json(self, node: Node, text: str) -> bool:
        try:
            value = json.loads(text)
        except ValueError:
            return False
        return isinstance(value, (list, dict)) and self.schemas.accepts(node, value, "request")

    def _one(self, node: Node, text: str) -> Json:
        if expects(self.schemas, node, "object") or expects(self.schemas, node, "array"):
            try:
                value = json.loads(text)
            except ValueError:
                return typed(self.schemas, node, text)
            return value if isinstance(value, (dict, list)) else typed(self.schemas, node, text)
        return typed(self.schemas, node, text)

    # --- multipart/form-data ------------------------------------------------------------------

    def multipart(self, content_type: str, content: bytes) -> dict[str, Json]:
        parts: dict[str, list[Part]] = {}
        for part in split_parts(content_type, content):
            parts.setdefault(_unbracketed(part.name, self.shapes), []).append(part)
        return {name: self._parts(name, found) for name, found in parts.items()}

    def _parts(self, name: str, parts: Sequence[Part]) -> Json:
        node = self.node(name)
        wanted = self.encoding.get(name, {}).get("contentType")
        for part in parts:
            if wanted and not entry_for(part.content_type or "text/plain", _commas(wanted)):
                raise Unreadable(f"the part {name} is {part.content_type}, not {wanted}")
        lists = expects(self.schemas, node, "array")
        if lists and not (
            len(parts) == 1
            and essence(parts[0].content_type or "") == "application/json"
            and self._json_list(parts[0])
        ):
            return [self._part(lists[0].items or Node(()), part) for part in parts]
        if len(parts) > 1:
            raise Unreadable(f"the part {name} is there {len(parts)} times")
        return self._part(node, parts[0])

    def _json_list(self, part: Part) -> bool:
        return isinstance(read_json(part.content), list)

    def _part(self, node: Node, part: Part) -> Json:
        shapes = leaves(self.schemas, node)
        if part.filename is not None or any(shape.binary for shape in shapes):
            return Blob(part.content, part.filename, part.content_type)
        if part.content_type and kind_of(part.content_type) == "json":
            return read_json(part.content)
        try:
            text = part.content.decode("utf-8")
        except UnicodeDecodeError:
            return Blob(part.content, part.filename, part.content_type)
        return self._one(node, text)


def listed_or_json(schemas: Schemas, shape: Shape, texts: Sequence[str]) -> list[Json]:
    """Items that are objects are JSON each."""
    if shape.items is not None and expects(schemas, shape.items, "object"):
        try:
            return [json.loads(text) for text in texts]
        except ValueError:
            pass
    return listed(schemas, shape, texts)


def _commas(text: str) -> list[str]:
    return [part.strip() for part in str(text).split(",")]


def _unbracketed(name: str, shapes: Sequence[Shape]) -> str:
    """`files[]` is a way to write a list that PHP made common; a property of that name goes first."""
    if name.endswith("[]") and not any(name in shape.properties for shape in shapes):
        return name[:-2]
    return name
