"""Decode parameters and forms: the reverse of `request/params.py` and `request/forms.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, unquote_plus

from ..base.json_types import Opaque, is_array, is_object
from ..validation.schemas import Schema
from .document import Data, Schemas

Pairs = list[tuple[str, str]]
_DELIMITERS: Final = {"spaceDelimited": " ", "pipeDelimited": "|", "label": ".", "matrix": ";"}
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
MISSING: Final = object()


class Decoder:
    """Decodes texts by the schemas of requests."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def scalar(self, text: str, schema: Schema | str) -> Any:
        """The text, or the number, boolean or null that the schema wants instead."""
        candidates: list[Any] = [text]
        if _NUMBER.fullmatch(text) and len(text) < 400:
            candidates.append(json.loads(text))
        elif text in ("true", "false"):
            candidates.append(text == "true")
        elif text in ("null", ""):
            candidates.append(None)
        elif text[:1] in "[{":
            candidates += _parsed(text)
        fitting = (one for one in candidates if self._schemas.is_valid(schema, one))
        wanted = (one for one in reversed(candidates) if self._has_type(one, schema))
        return next(fitting, next(wanted, text))

    def _has_type(self, value: Any, schema: Schema | str) -> bool:
        return not any(
            found.path == "" and found.rule == "type"
            for found in self._schemas.problems(schema, value)
        )

    def kinds(self, schema: Schema | str, depth: int = 8) -> frozenset[str]:
        """Which of `array` and `object` the schema describes."""
        loaded = self._schemas.load(schema) if isinstance(schema, str) else schema
        if isinstance(loaded, bool) or not depth:
            return frozenset()
        told = loaded.get("type", ())
        found = set([told] if isinstance(told, str) else told)
        found |= {"array"} if "items" in loaded else set()
        found |= {"object"} if "properties" in loaded else set()
        for part in self._parts(loaded):
            found |= self.kinds(part, depth - 1)
        return frozenset(found & {"array", "object"})

    def _parts(self, schema: Data) -> Iterator[Schema | str]:
        if "$ref" in schema:
            yield schema["$ref"]
        for key in ("allOf", "anyOf", "oneOf"):
            yield from schema.get(key, ())

    def members(self, schema: Schema | str, depth: int = 8) -> dict[str, Schema]:
        """The properties of an object."""
        loaded = self._schemas.load(schema) if isinstance(schema, str) else schema
        if isinstance(loaded, bool) or not depth:
            return {}
        found = dict(loaded.get("properties", {}))
        for part in self._parts(loaded):
            found = {**self.members(part, depth - 1), **found}
        return found

    def _below(self, schema: Schema | str, name: str | None, depth: int = 8) -> Schema:
        """The schema of a member, or of the items."""
        loaded = self._schemas.load(schema) if isinstance(schema, str) else schema
        if isinstance(loaded, bool) or not depth:
            return True
        if name is None and "items" in loaded:
            items: Schema = loaded["items"]
            return items
        if name is not None and name in loaded.get("properties", {}):
            own: Schema = loaded["properties"][name]
            return own
        found = (self._below(part, name, depth - 1) for part in self._parts(loaded))
        more = [one for one in found if one is not True]
        if more:
            return more[0] if len(more) == 1 else {"anyOf": more}
        others: Schema = loaded.get("additionalProperties", True) if name is not None else True
        return others or True

    def listed(self, texts: list[str], schema: Schema | str) -> list[Any]:
        return [self.scalar(text, self._below(schema, None)) for text in texts]

    def mapped(self, pairs: Pairs, schema: Schema | str) -> Data:
        return {name: self.scalar(text, self._below(schema, name)) for name, text in pairs}

    def _chosen(self, schema: Schema | str, candidates: list[Any], fallback: Any) -> Any:
        """The first structure that is valid; a text is read last."""
        for value in candidates:
            if self._schemas.is_valid(schema, value):
                return value
        return candidates[0] if candidates else fallback

    def single(self, parameter: Data, raw: str) -> Any:
        """A parameter in a path, header or cookie; `raw` is still encoded if it is in a path."""
        schema = parameter.get("schema", True)
        name, style, explode = parameter["name"], parameter["style"], parameter["explode"]
        decode = unquote if parameter["in"] in ("path", "cookie") else str
        if style == "json":
            return next(_parsed(decode(raw)), decode(raw))
        kinds = self.kinds(schema)
        if style == "label":
            raw = raw.removeprefix(".")
        elif style == "matrix":
            raw = raw.removeprefix(";")
            if not (explode and kinds):
                raw = raw.removeprefix(name).removeprefix("=")
        if not kinds:
            return self.scalar(decode(raw), schema)
        delimiter = _DELIMITERS.get(style, ",") if explode else ","
        texts = [
            text.strip() if parameter["in"] == "header" else text for text in raw.split(delimiter)
        ]
        if style == "matrix" and explode and "array" in kinds:
            texts = [text.partition("=")[2] for text in texts]
        values = [decode(text) for text in texts] if raw else []
        return self._structure(schema, kinds, values, explode, decode(raw))

    def _structure(
        self,
        schema: Schema | str,
        kinds: frozenset[str],
        texts: list[str],
        explode: bool,
        whole: str,
    ) -> Any:
        candidates: list[Any] = []
        if "array" in kinds:
            candidates.append(self.listed(texts, schema))
        if "object" in kinds:
            if explode:
                split = [text.partition("=") for text in texts]
                pairs = [(name, text) for name, _, text in split]
            else:
                pairs = list(zip(texts[::2], texts[1::2], strict=False))
            candidates.append(self.mapped(pairs, schema))
        return self._chosen(schema, [*candidates, self.scalar(whole, schema)], whole)

    def query(self, parameter: Data, pairs: Pairs) -> Any:
        """A query parameter or a property of a form; `pairs` have decoded names and raw texts."""
        schema = parameter.get("schema", True)
        name, style, explode = parameter["name"], parameter["style"], parameter["explode"]
        kinds = self.kinds(schema)
        if style == "deepObject":
            return self._deep(name, pairs, schema)
        own = [text for key, text in pairs if key == name]
        if style == "json":
            return next(_parsed(unquote_plus(own[0])), unquote_plus(own[0])) if own else MISSING
        if explode and "object" in kinds and not own:
            known = self.members(schema)
            found = [(key, unquote_plus(text)) for key, text in pairs if key in known]
            return self.mapped(found, schema) if found else MISSING
        if not own:
            return MISSING
        if explode:
            values = [unquote_plus(text) for text in own]
            if "array" in kinds:
                listed = self.listed(values, schema)
                lone = [self.scalar(values[0], schema)] if len(values) == 1 else []
                return self._chosen(schema, [listed, *lone], values)
            return self.scalar(values[-1], schema) if len(values) == 1 else values
        text = own[-1]
        if not kinds:
            return self.scalar(unquote_plus(text), schema)
        delimiter = _DELIMITERS.get(style, ",")
        decoded = text if delimiter == "," else unquote_plus(text)
        texts = [unquote_plus(one) for one in decoded.split(delimiter)] if text else []
        return self._structure(schema, kinds, texts, False, unquote_plus(text))

    def _deep(self, name: str, pairs: Pairs, schema: Schema | str) -> Any:
        root: Data = {}
        for key, text in pairs:
            if key.startswith(f"{name}[") and key.endswith("]"):
                steps = key[len(name) + 1 : -1].split("][")
                _put(root, steps, unquote_plus(text))
        return self._shaped(root, schema) if root else MISSING

    def _shaped(self, value: Any, schema: Schema | str) -> Any:
        """Texts become scalars; members that are numbered become lists where the schema has one."""
        if not is_object(value):
            return self.scalar(value, schema)
        if "array" in self.kinds(schema) and all(not key or key.isdigit() for key in value):
            items = [one for item in value.values() for one in (item if is_array(item) else [item])]
            return [self._shaped(item, self._below(schema, None)) for item in items]
        return {
            key: [self._shaped(one, self._below(self._below(schema, key), None)) for one in item]
            if is_array(item)
            else self._shaped(item, self._below(schema, key))
            for key, item in value.items()
        }

    def form(self, body: Data, fields: list[tuple[str, Any]]) -> Data:
        """A form as an object; `fields` have decoded names, and raw texts or `Opaque` files."""
        schema, encodings = body.get("schema", True), body.get("encoding", {})
        texts = [(key, text) for key, text in fields if isinstance(text, str)]
        sent = {key for key, _ in fields}
        deep = {f"{name}[" for name, (_, style, _) in encodings.items() if style == "deepObject"}
        unlisted = (key for key in sent if not any(key.startswith(head) for head in deep))
        found: Data = {}
        for name in dict.fromkeys((*self.members(schema), *sorted(unlisted))):
            part = self._below(schema, name)
            content, style, explode = encodings.get(name, (None, None, None))
            files = [text for key, text in fields if key == name and isinstance(text, Opaque)]
            if files:
                found[name] = files if "array" in self.kinds(part) else files[0]
            elif name in sent or style is not None or explode is not None:
                usual = style in (None, "form", "deepObject") if explode is None else explode
                style = "json" if content and "json" in content else style or "form"
                told = {"name": name, "schema": part, "style": style, "explode": usual}
                value = self.query(told, texts)
                if value is not MISSING:
                    found[name] = value
        return found


def _put(root: Data, steps: list[str], text: str) -> None:
    for step in steps[:-1]:
        root = root.setdefault(step, {}) if is_object(root) else {}
    last = steps[-1]
    if last == "":
        root.setdefault("", []).append(text)
    else:
        root[last] = text


def _parsed(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        return


def raw_pairs(query: str) -> Pairs:
    """The pairs of a query, with decoded names and raw values."""
    parts = [part.partition("=") for part in query.split("&") if part]
    return [(unquote_plus(name), text) for name, _, text in parts]


def multipart_parts(kind: str, body: bytes) -> Iterator[tuple[str, str | None, str, bytes]]:
    """Name, file name, content type and content of each part; `ValueError` if it is not multipart."""
    found = re.search(r'boundary="?([^";,]+)"?', kind)
    if found is None:
        raise ValueError("the content type has no boundary")
    mark = b"--" + found[1].strip().encode("latin-1")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("the body does not end with the boundary")
    for piece in pieces[1:-1]:
        head, separator, content = piece.partition(b"\r\n\r\n")
        if not separator:
            raise ValueError("a part has no header")
        headers = head.decode("utf-8", "replace")
        name = re.search(r'[; ]name="([^"]*)"', headers)
        file = re.search(r'filename="([^"]*)"', headers)
        type_ = re.search(r"(?im)^content-type:\s*([^\r\n;]+)", headers)
        yield (
            "" if name is None else _unquoted(name[1]),
            None if file is None else _unquoted(file[1]),
            type_[1].strip() if type_ else "",
            content,
        )


def _unquoted(text: str) -> str:
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
