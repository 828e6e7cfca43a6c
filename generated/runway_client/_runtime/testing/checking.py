"""Check a request against its operation, and decode its parameters and body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..base.json_types import Opaque, is_array, is_object
from ..base.redact import essence_of
from ..validation.check import Found
from .decoding import MISSING, Decoder, Pairs, multipart_parts, raw_pairs
from .document import Data, MockDocument, MockOperation
from .messages import MockRequest, WrongPart


@dataclass(slots=True)
class Read:
    """A request as its operation reads it, with everything that is wrong with it."""

    operation: MockOperation
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    path_texts: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    problems: list[WrongPart] = field(default_factory=list[WrongPart])
    status: int = 400
    """The status of the answer if there are problems."""

    @property
    def members(self) -> dict[str, Any]:
        """The members of a body that is an object, without files."""
        body = self.body if is_object(self.body) else {}
        return {name: value for name, value in body.items() if not _has_file(value)}


class Reader:
    """Reads requests of one document."""

    def __init__(self, document: MockDocument) -> None:
        self._document = document
        self._decoder = Decoder(document.requests)

    def read(self, request: MockRequest, operation: MockOperation, texts: dict[str, str]) -> Read:
        """Decode and check everything; problems of credentials come alone."""
        read = Read(operation, path_texts={name: unquote(text) for name, text in texts.items()})
        missing = self._missing_credentials(request, operation)
        if missing:
            read.problems.append(WrongPart("request", "credentials", missing))
            read.status = 401
            return read
        query = raw_pairs(urlsplit(request.url).query)
        for parameter in operation.parameters:
            self._parameter(read, parameter, request, texts, query)
        self._body(read, request)
        return read

    def _missing_credentials(self, request: MockRequest, operation: MockOperation) -> str:
        """What is missing; "" if one of the alternatives is met."""
        alternatives: list[list[str]] = operation.data.get("security", [])
        if not alternatives or any(
            all(self._has_credential(request, scheme) for scheme in names) for names in alternatives
        ):
            return ""
        listed = " or ".join(" and ".join(names) for names in alternatives if names)
        return f"the operation requires {listed}, but the request has no such credential"

    def _has_credential(self, request: MockRequest, scheme: str) -> bool:
        kind, name = self._document.credentials.get(scheme, ["", ""])
        if kind in ("bearer", "oauth2", "basic"):
            word, _, rest = (request.header("Authorization") or "").partition(" ")
            return word.lower() == ("basic" if kind == "basic" else "bearer") and bool(rest.strip())
        if kind == "header":
            return bool(request.header(name))
        if kind == "query":
            return any(key == name and text for key, text in raw_pairs(urlsplit(request.url).query))
        if kind == "cookie":
            return bool(_cookies(request).get(name))
        return True

    def _parameter(
        self,
        read: Read,
        parameter: Data,
        request: MockRequest,
        texts: dict[str, str],
        query: Pairs,
    ) -> None:
        name, location = parameter["name"], parameter["in"]
        value: Any = MISSING
        if location == "path" and name in texts:
            value = self._decoder.single(parameter, texts[name])
        elif location == "query":
            value = self._decoder.query(parameter, query)
        elif location == "querystring":
            value = self._whole_query(parameter, urlsplit(request.url).query)
        elif location == "header":
            text = request.header(name)
            value = MISSING if text is None else self._decoder.single(parameter, text)
        elif location == "cookie":
            value = self._cookie(parameter, _cookies(request))
        if value is MISSING:
            if parameter["required"]:
                place = parameter["place"]
                read.problems.append(WrongPart(location, name, "is required", place))
            return
        read.arguments[name] = value
        if parameter.get("allow_empty") and value in ("", None):
            return
        for found in self._document.requests.problems(parameter.get("schema", True), value):
            self._add(read, location, f"{name}{_joined(found.path)}", found, parameter["place"])

    def _whole_query(self, parameter: Data, query: str) -> Any:
        if not query:
            return MISSING
        if parameter["style"] in ("json", "text"):
            return self._decoder.single({**parameter, "in": "path"}, query)
        return self._decoder.form(parameter, list(raw_pairs(query)))

    def _cookie(self, parameter: Data, cookies: dict[str, str]) -> Any:
        if parameter["explode"] and "object" in self._decoder.kinds(parameter.get("schema", True)):
            return self._decoder.query({**parameter, "style": "form"}, list(cookies.items()))
        text = cookies.get(parameter["name"])
        if text is None:
            return MISSING
        return self._decoder.single({**parameter, "explode": False}, text)

    def _add(self, read: Read, location: str, path: str, found: Found, place: str) -> None:
        shown = found.show()
        got = f", got {shown.value}" if shown.value else ""
        read.problems.append(WrongPart(location, path, f"{found.message}{got}", place))

    def _body(self, read: Read, request: MockRequest) -> None:
        bodies: list[Data] = read.operation.data.get("bodies", [])
        if not bodies:
            return
        kind = request.header("Content-Type") or ""
        if not request.body and not kind:
            if bodies[0]["required"]:
                place = bodies[0]["place"]
                read.problems.append(WrongPart("body", "", "is required", place))
            return
        body = _body_for(bodies, kind)
        if body is None:
            wanted = " or ".join(one["type"] for one in bodies)
            message = f"must be {wanted}, not {kind or 'without a content type'}"
            read.problems.append(WrongPart("body", "Content-Type", message, bodies[0]["place"]))
            read.status = 415
            return
        try:
            read.body = self._decoded(body, kind, request.body)
        except (ValueError, RecursionError) as error:
            text = f"is not {body['type']}: {error}"
            read.problems.append(WrongPart("body", "", text, body["place"]))
            return
        had_problems = bool(read.problems)
        for found in self._document.requests.problems(body.get("schema", True), read.body):
            self._add(read, "body", found.path, found, body["place"])
        documented = [answer["status"] for answer in read.operation.answers]
        if read.problems and not had_problems and "422" in documented:
            read.status = 422

    def _decoded(self, body: Data, kind: str, content: bytes) -> Any:
        if body["kind"] == "json":
            return json.loads(content)
        if body["kind"] == "form":
            return self._decoder.form(body, list(raw_pairs(content.decode("ascii"))))
        if body["kind"] == "multipart":
            return self._decoder.form(body, list(_fields(body, kind, content)))
        return content.decode("utf-8", "replace") if body["kind"] == "text" else content


def _has_file(value: Any) -> bool:
    parts = value if is_array(value) else [value]
    return any(isinstance(part, (Opaque, bytes)) for part in parts)


def _fields(body: Data, kind: str, content: bytes) -> Iterator[tuple[str, Any]]:
    """Each part, as the text of a form or as a file."""
    for name, file, _, data in multipart_parts(kind, content):
        if file is not None or name in body.get("files", ()):
            yield name, Opaque()
        else:
            yield name, quote(data.decode("utf-8", "replace"))


def _body_for(bodies: list[Data], kind: str) -> Data | None:
    """The body with this media type, or whose range of types includes it."""
    wanted = essence_of(kind)
    for accepted in ((wanted,), (f"{wanted.partition('/')[0]}/*", "*/*")):
        for body in bodies:
            if essence_of(body["type"]) in accepted:
                return body
    if wanted.endswith(("+json", "/json")):  # equal bodies of several JSON types are listed once
        return next((body for body in bodies if body["kind"] == "json"), None)
    return next((body for body in bodies if body["kind"] == "binary"), None)


def _cookies(request: MockRequest) -> dict[str, str]:
    parts = (request.header("Cookie") or "").split(";")
    pairs = [part.strip().partition("=") for part in parts if "=" in part]
    return {unquote(name): text for name, _, text in pairs}


def _joined(path: str) -> str:
    return f".{path}" if path and not path.startswith("[") else path
