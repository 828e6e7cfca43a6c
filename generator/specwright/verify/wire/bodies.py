"""Read a request body by its media type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

from ..document.contents import entry_for, kind_of
from ..document.document import Media
from ..document.styles import (
    Decode,
    Pair,
    Unreadable,
    alternating,
    expects,
    form_decoded,
    keyed,
    kinds_of,
    leaves,
    listed,
    split_delimited,
    typed,
)
from ..schemas.keywords import Node, Shape
from ..schemas.schemas import Schemas
from ..types import ABSENT, Blob, Json

_PARAMETER: Final = re.compile(r';\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')


def read_json(content: bytes) -> Json:
    """Parse RFC 8259 JSON; NaN and duplicate keys are errors."""
    try:
        text = content.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable(f"the body is not JSON: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice in one object: {[key for key, _ in pairs]}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


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
    found: dict[str, str] = {}
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
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def split_parts(content_type: str, content: bytes) -> list[Part]:
    """Parse RFC 2046, 5.1.1, and RFC 7578."""
    boundary = header_parameters(content_type).get("boundary")
    if not boundary:
        raise Unreadable("the Content-Type has no boundary")
    line = b"--" + boundary.encode("latin-1")
    pieces = (b"\r\n" + content).split(b"\r\n" + line)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Unreadable("the form does not end with its boundary")
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
        raise Unreadable(f"a part has no Content-Disposition: form-data with a name, but {said!r}")
    filename, kind = parameters.get("filename"), headers.get("content-type")
    return Part(parameters["name"], filename, kind, content, headers)


def _disposition(value: str) -> dict[str, str]:
    """Parse the header; HTML forms escape quotes and line ends by percent-encoding."""
    found: dict[str, str] = {}
    for name, text in _PARAMETER.findall(value):
        text = text[1:-1] if text[:1] == '"' else text.strip()
        if name.endswith("*"):
            raise Unreadable(f"a part has {name}, which RFC 7578 does not allow")
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
        """The schema of a member; all branches that have it encode it alike."""
        for shape in self.shapes:
            if name in shape.properties:
                return shape.properties[name]
        return next((s.additional for s in self.shapes if s.additional is not None), Node(()))

    def is_list(self, node: Node) -> bool:
        """Whether a member that occurs once is a list, because it can be nothing else."""
        kinds = {kind for shape in leaves(self.schemas, node) for kind in kinds_of(shape)}
        return kinds <= {"array", "null"}

    # --- members with a style ---------------------------------------------------------------------

    def _styled(self, pairs: Sequence[Pair], decode: DecodeStyled) -> dict[str, Json]:
        """The members that `encoding` gives a style: written like query parameters."""
        found: dict[str, Json] = {}
        for name, said in self.encoding.items():
            if not is_styled(said):
                continue
            read = partial(decode, allow_reserved=said.get("allowReserved") is True)
            value = self._of_style(name, said, pairs, read)
            if value is not ABSENT:
                found[name] = value
        return found

    def _of_style(
        self, name: str, said: Mapping[str, Any], pairs: Sequence[Pair], decode: Decode
    ) -> Json:
        style, explode = style_of(said)
        objects, lists = (
            expects(self.schemas, self.node(name), kind) for kind in ("object", "array")
        )
        own = [value for key, value in pairs if key == name]
        if style == "deepObject" or (objects and explode and not own):
            inner = _inner_pairs(name, style, objects, pairs)
            texts = [(key, decode(value)) for key, value in inner]
            return keyed(self.schemas, objects[0], texts) if texts and objects else ABSENT
        if not own:
            return ABSENT
        if lists and explode:
            return listed(self.schemas, lists[0], [decode(value) for value in own])
        if len(own) > 1:
            raise Unreadable(f"{name} is sent {len(own)} times")
        if not lists and not objects:
            return typed(self.schemas, self.node(name), decode(own[0]))
        parts = split_delimited(own[0], style)
        if lists:
            return listed(self.schemas, lists[0], [decode(part) for part in parts])
        return keyed(self.schemas, objects[0], alternating(parts, decode))

    def _is_taken(self, key: str) -> bool:
        """Whether a name on the wire belongs to a member with a style."""
        for name, said in self.encoding.items():
            if is_styled(said):
                style, explode = style_of(said)
                objects = expects(self.schemas, self.node(name), "object")
                spread = bool(objects) and explode and style == "form"
                if key == name or (style == "deepObject" and key.startswith(f"{name}[")):
                    return True
                if spread and key in objects[0].properties:
                    return True
        return False

    # --- application/x-www-form-urlencoded --------------------------------------------------------

    def urlencoded(self, content: bytes) -> dict[str, Json]:
        try:
            text = content.decode("ascii")
        except UnicodeDecodeError:
            raise Unreadable("the form is not percent-encoded") from None
        if not text.isprintable() or " " in text:
            raise Unreadable("the form has spaces or control characters that are not encoded")
        pieces = [piece.partition("=") for piece in text.split("&")] if text else []
        pairs = [(form_decoded(key), value) for key, _, value in pieces]
        found = self._styled(pairs, form_decoded)
        raw: dict[str, list[str]] = {}
        for name, value in pairs:
            if not self._is_taken(name):
                raw.setdefault(name, []).append(form_decoded(value))
        return found | {name: self._values(name, texts) for name, texts in raw.items()}

    def _values(self, name: str, texts: Sequence[str]) -> Json:
        """Objects, and lists of them, are JSON; other lists repeat the name, unless `contentType` is JSON."""
        node = self.node(name)
        lists = expects(self.schemas, node, "array")
        wanted = self.encoding.get(name, {}).get("contentType")
        if isinstance(wanted, str) and kind_of(wanted) == "json":
            return read_json(self._once(name, texts).encode())
        if lists and (len(texts) > 1 or (self.is_list(node) and not self._as_json(node, texts[0]))):
            return listed_or_json(self.schemas, lists[0], texts)
        return self._one(node, self._once(name, texts))

    def _once(self, name: str, texts: Sequence[str]) -> str:
        if len(texts) > 1:
            raise Unreadable(f"{name} is sent {len(texts)} times")
        return texts[0]

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

    # --- multipart/form-data ----------------------------------------------------------------------

    def multipart(self, content_type: str, content: bytes) -> dict[str, Json]:
        parts = split_parts(content_type, content)
        texts = [(p.name, _text(p)) for p in parts if self._is_taken(p.name)]
        found = self._styled(texts, _undecoded)
        others: dict[str, list[Part]] = {}
        for part in parts:
            if not self._is_taken(part.name):
                others.setdefault(part.name, []).append(part)
        return found | {name: self._parts(name, several) for name, several in others.items()}

    def _parts(self, name: str, parts: Sequence[Part]) -> Json:
        node, said = self.node(name), self.encoding.get(name, {})
        for part in parts:
            self._check_head(name, said, part)
        lists = expects(self.schemas, node, "array")
        if lists and (len(parts) > 1 or (self.is_list(node) and not self._json_list(parts[0]))):
            return [self._part(lists[0].items or Node(()), part) for part in parts]
        if len(parts) > 1:
            raise Unreadable(f"the part {name} is sent {len(parts)} times")
        return self._part(node, parts[0])

    def _check_head(self, name: str, said: Mapping[str, Any], part: Part) -> None:
        wanted = said.get("contentType")
        accepted = [kind.strip() for kind in str(wanted).split(",")]
        if wanted and not entry_for(part.content_type or "text/plain", accepted):
            raise Unreadable(f"the part {name} is {part.content_type}, not {wanted}")
        for header, value in constant_headers(said):
            if part.headers.get(header.lower()) != value:
                raise Unreadable(f"the part {name} has no header {header}: {value}")

    def _json_list(self, part: Part) -> bool:
        is_json = kind_of(part.content_type or "") == "json"
        return is_json and isinstance(read_json(part.content), list)

    def _part(self, node: Node, part: Part) -> Json:
        shapes = leaves(self.schemas, node)
        if any(shape.binary for shape in shapes):
            if part.filename is None:
                raise Unreadable(f"the part {part.name} is a file, but has no filename")
            return Blob(part.content, part.filename, part.content_type)
        if part.filename is not None and set(shapes) and node.pointers:
            raise Unreadable(
                f"the part {part.name} is not a file, but has the filename {part.filename}"
            )
        if part.content_type and kind_of(part.content_type) == "json":
            return read_json(part.content)
        kinds = {kind for shape in shapes for kind in shape.types}
        if kinds == {"object"} and part.name not in self.encoding:
            raise Unreadable(
                f"the part {part.name} is an object, but is not sent as application/json"
            )
        try:
            text = part.content.decode("utf-8")
        except UnicodeDecodeError:
            return Blob(part.content, part.filename, part.content_type)
        return self._one(node, text)


DecodeStyled: TypeAlias = Callable[..., str]


def is_styled(said: Mapping[str, Any]) -> bool:
    return any(said.get(key) is not None for key in ("style", "explode")) or (
        said.get("allowReserved") is True
    )


def style_of(said: Mapping[str, Any]) -> tuple[str, bool]:
    style = str(said.get("style") or "form")
    explode = said.get("explode")
    return style, bool(style in ("form", "deepObject") if explode is None else explode)


def _inner_pairs(
    name: str, style: str, objects: Sequence[Shape], pairs: Sequence[Pair]
) -> Iterator[Pair]:
    for key, value in pairs:
        if style == "deepObject" and key.startswith(f"{name}[") and key.endswith("]"):
            yield key[len(name) + 1 : -1], value
        elif style == "form" and objects and key in objects[0].properties:
            yield key, value


def _text(part: Part) -> str:
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"the part {part.name} is not UTF-8") from None


def _undecoded(text: str, **_: bool) -> str:
    """Parts of multipart are not percent-encoded, whatever `allowReserved` says."""
    return text


def constant_headers(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Headers of a part that have a constant value."""
    headers = said.get("headers")
    for name, header in headers.items() if isinstance(headers, dict) else ():
        schema = header.get("schema") if isinstance(header, dict) else None
        if not isinstance(schema, dict) or name.lower() == "content-type":
            continue
        values = [schema["const"]] if "const" in schema else schema.get("enum", ())
        if len(values) == 1 and isinstance(values[0], str):
            yield name, values[0]


def listed_or_json(schemas: Schemas, shape: Shape, texts: Sequence[str]) -> list[Json]:
    """A list whose object items are each JSON."""
    if shape.items is not None and expects(schemas, shape.items, "object"):
        try:
            return [json.loads(text) for text in texts]
        except ValueError:
            pass
    return listed(schemas, shape, texts)
