"""Choose a documented response and build it from its examples and schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..base.header_rules import TOKEN
from ..base.json_types import is_array, is_object
from ..base.redact import essence_of
from .document import Data, MockOperation, Schemas
from .messages import MockError, MockRequest, MockResponse, WrongPart
from .values import Maker, merged

_NO_BODY: Final = frozenset({204, 205, 304})
_FRAMING: Final = frozenset(
    {"content-length", "transfer-encoding", "connection", "content-encoding"}
)
_ITEMS: Final = 3
_TOLD: Final = ("error", "message", "detail", "title", "description", "reason", "msg")
_LISTS: Final = ("errors", "problems", "issues", "details")


class Answers:
    """Builds responses of one document; the same seed gives the same ones."""

    def __init__(self, schemas: Schemas, seed: int) -> None:
        self._schemas = schemas
        self.maker = Maker(schemas, seed)

    def success(
        self, operation: MockOperation, request: MockRequest, wanted: int | None = None
    ) -> tuple[int, Data, Data | None]:
        """Status, documented response and content of a success, by the `Accept` header."""
        accept = request.header("Accept") or "*/*"
        answers = [one for one in operation.answers if one["status"][:1] in "2d"]
        answers = answers or [one for one in operation.answers if one["status"][:1] == "3"]
        if wanted is not None:
            answers = _for_status(operation.answers, wanted)
        answers = sorted(answers, key=lambda one: one["status"])
        for answer in answers:
            content = _accepted(answer.get("contents", []), accept)
            if content is not None:
                return _number(answer["status"], wanted), answer, content
        if not answers:
            return wanted or (204 if not operation.answers else 200), {}, None
        contents = answers[0].get("contents", [])
        return _number(answers[0]["status"], wanted), answers[0], contents[0] if contents else None

    def value(
        self, content: Data, given: Mapping[str, Any], key: str, place: str, fresh: bool = False
    ) -> Any:
        """A JSON value for a content: an example with the given members, or one that is made."""
        schema = content.get("schema")
        examples: list[Any] = [] if fresh else content.get("examples", [])
        for example in _closest(examples, given):
            known = {k: v for k, v in given.items() if is_object(example) and k in example}
            for members in (given, known, {}) if given else ({},):
                value = merged(example, members)
                agrees = (
                    all(value[k] == v for k, v in given.items() if k in value)
                    if is_object(value)
                    else True
                )
                if agrees and (schema is None or self._schemas.is_valid(schema, value, exact=True)):
                    return value
        if schema is None:
            return dict(given)
        return self.maker.make(schema, given, key, place=place, fresh=fresh)

    def can_have(self, content: Data, name: str, value: Any) -> bool:
        """Whether a response describes a member, and allows this value there."""
        schema = content.get("schema")
        if schema is None:
            return False
        parts = list(self.members(schema, name))
        return bool(parts) and any(self._schemas.is_valid(part, value) for part in parts)

    def members(self, schema: Any, name: str, depth: int = 8) -> Iterator[Any]:
        """The schemas of a property, in every branch."""
        loaded = self._schemas.load(schema)
        if isinstance(loaded, bool) or not depth:
            return
        if name in loaded.get("properties", {}):
            yield loaded["properties"][name]
        if "$ref" in loaded:
            yield from self.members(loaded["$ref"], name, depth - 1)
        mapping: dict[str, str] = loaded.get("discriminator", {}).get("mapping") or {}
        for part in (*loaded.get("allOf", ()), *loaded.get("anyOf", ()), *loaded.get("oneOf", ())):
            yield from self.members(part, name, depth - 1)
        for part in (
            dict.fromkeys(mapping.values()) if loaded.get("discriminator", {}).get("open") else ()
        ):
            yield from self.members(part, name, depth - 1)

    def items(self, schema: Any, depth: int = 8) -> Any:
        """The schema of a list's items; None if it is not a list."""
        loaded = self._schemas.load(schema)
        if isinstance(loaded, bool) or not depth:
            return None
        if "items" in loaded:
            return loaded["items"]
        parts = [*loaded.get("allOf", ()), *loaded.get("anyOf", ()), *loaded.get("oneOf", ())]
        if "$ref" in loaded:
            parts.append(loaded["$ref"])
        found = (self.items(part, depth - 1) for part in parts)
        return next((one for one in found if one is not None), None)

    def is_valid(self, schema: Any, value: Any) -> bool:
        return self._schemas.is_valid(schema, value, exact=True)

    def respond(
        self, status: int, answer: Data, content: Data | None, value: Any, key: str = ""
    ) -> MockResponse:
        """The response with a value as its body, and the documented headers."""
        headers = list(self._headers(answer, key))
        if content is None or status in _NO_BODY:
            return MockResponse(status, tuple(headers))
        kind, body = _body(content, value)
        return MockResponse(status, (("Content-Type", kind), *headers), body)

    def body_value(
        self, content: Data | None, given: Mapping[str, Any], key: str, place: str
    ) -> Any:
        """The value of a body of any kind."""
        if content is None:
            return None
        if content["kind"] == "json":
            return self.value(content, given, key, place)
        if content["kind"] == "stream":
            examples = content.get("examples", [])
            if examples and isinstance(examples[0], str):
                return examples[0]
            return [self.value(content, {}, f"{key} {n}", place, n > 0) for n in range(_ITEMS)]
        examples = [one for one in content.get("examples", []) if isinstance(one, str)]
        if examples:
            return examples[0]
        schema = content.get("schema")
        loaded = True if schema is None else self._schemas.load(schema)
        if content["kind"] == "text" and is_object(loaded) and loaded.get("type") == "string":
            return self.maker.make(loaded, {}, key, place=place)
        if content["kind"] == "text":
            return "<mock/>" if "xml" in content["type"] else "mock"
        return "mock content"

    def _headers(self, answer: Data, key: str) -> Iterator[tuple[str, str]]:
        for header in answer.get("headers", ()):
            name = header["name"]
            if name.lower() in _FRAMING or not TOKEN.match(name):
                continue
            value = self.value({**header, "kind": "json"}, {}, f"{key} {name}", f"header {name}")
            text = _header_text(value)
            if text.isprintable() and text.isascii():
                yield name, text

    def refusal(
        self,
        operation: MockOperation | None,
        status: int,
        message: str,
        problems: tuple[WrongPart, ...] = (),
    ) -> MockResponse:
        """An error as the document describes it, if it does; with all problems where it allows them."""
        told = [
            {"in": one.location, "path": one.path, "message": one.message, "document": one.document}
            for one in problems
        ]
        plain: Data = {"error": message, "problems": told} if told else {"error": message}
        answers = [] if operation is None else _for_status(operation.answers, status)
        for answer in answers:
            for content in answer.get("contents", ()):
                if content["kind"] == "json" and content.get("schema") is not None:
                    value = self._error(content, status, message, told)
                    if value is not None:
                        return self.respond(status, answer, content, value)
        body = json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return MockResponse(status, (("Content-Type", "application/json"),), body)

    def _error(self, content: Data, status: int, message: str, told: list[Data]) -> Any:
        given: Data = {name: message for name in _TOLD if self.can_have(content, name, message)}
        for name in ("status", "code", "statusCode"):
            if self.can_have(content, name, status):
                given[name] = status
        texts = [f"{one['in']} {one['path']}: {one['message']}" for one in told]
        for name in _LISTS:
            shapes: tuple[Any, ...] = (told, texts)
            for some in shapes if told else ():
                if name not in given and self.can_have(content, name, some):
                    given[name] = some
        try:
            value = self.maker.make(content["schema"], given, str(status))
        except MockError:
            return None
        with_all = {**value, "problems": told} if is_object(value) and told else value
        return with_all if self.is_valid(content["schema"], with_all) else value


def _number(status: str, wanted: int | None) -> int:
    if wanted is not None:
        return wanted
    return int(status) if status.isdigit() else 200


def _for_status(answers: list[Data], status: int) -> list[Data]:
    """The documented responses for a status, the most specific one first."""
    names = (str(status), f"{status // 100}XX", "default")
    return [one for name in names for one in answers if one["status"].upper() == name.upper()]


def _accepted(contents: list[Data], accept: str) -> Data | None:
    """The content that a client prefers; None if it accepts none of them."""
    ranges: list[tuple[float, str]] = []
    for part in accept.split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.strip().partition("q=")[2] or "1"
        ranges.append((_quality(quality), name.strip().lower()))
    best: tuple[float, Data | None] = (0.0, None)
    for content in contents:
        essence = essence_of(content["type"])
        names = (essence, f"{essence.partition('/')[0]}/*", "*/*")
        found = next((q for name in names for q, given in ranges if given == name), 0.0)
        if found > best[0]:
            best = (found, content)
    return best[1]


def _quality(text: str) -> float:
    try:
        return float(text.partition(";")[0])
    except ValueError:
        return 1.0


def _closest(examples: list[Any], given: Mapping[str, Any]) -> list[Any]:
    """The examples that have most of the given members already come first."""

    def differences(example: Any) -> int:
        if not is_object(example):
            return 0
        return sum(name in example and example[name] != value for name, value in given.items())

    return sorted(examples, key=differences)


def _body(content: Data, value: Any) -> tuple[str, bytes]:
    kind = content["type"].replace("*/*", "application/octet-stream").replace("/*", "/plain")
    if content["kind"] == "json":
        kind = content["type"] if "*" not in content["type"] else "application/json"
        return kind, _json(value)
    if content["kind"] == "stream" and is_array(value):
        return kind, b"".join(_item(kind, item) for item in value)
    if isinstance(value, bytes):
        return kind, value
    return kind, str(value).encode("utf-8", "surrogatepass")


def _item(kind: str, item: Any) -> bytes:
    if kind == "text/event-stream":
        text = item if isinstance(item, str) else _json(item).decode("utf-8", "surrogatepass")
        lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
        return f"{lines}\n".encode("utf-8", "surrogatepass")
    return (b"\x1e" if kind.endswith("json-seq") else b"") + _json(item) + b"\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _header_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_array(value):
        return ",".join(map(_header_text, value))
    if is_object(value):
        return ",".join(f"{name},{_header_text(item)}" for name, item in value.items())
    return "" if value is None else str(value)
