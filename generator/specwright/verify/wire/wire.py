"""Parse a request from the wire and compare it with the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..document.contents import entry_for, kind_of
from ..document.document import Document, Operation
from ..document.styles import Unreadable
from ..schemas.keywords import equal
from ..types import ABSENT, Absent, Blob, Case, Json, Path, Unjudged, short, steps
from .bodies import read_body
from .credentials import security_of
from .reading import ParameterReader, Raw
from .representable import uncarried
from .routes import Route, routes, split_query


@dataclass(frozen=True, slots=True)
class Received:
    """A parsed request. `parameters` has only what was sent.

    `alternatives` are other readings of a parameter that its schema allows equally (text or list).
    `security` are the keys of the schemes whose credentials it carries.
    """

    operation: Operation
    parameters: Mapping[tuple[str, str], Json]
    media_type: str | None = None
    body: Json | Absent = ABSENT
    security: tuple[str, ...] = ()
    alternatives: Mapping[tuple[str, str], tuple[Json, ...]] = field(default_factory=dict)
    unjudged: tuple[Unjudged, ...] = ()


class Disagreement(Exception):
    """The document does not allow the request; `problems` are the reasons, in sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def read_request(
    document: Document,
    method: str,
    url: str,
    headers: Sequence[tuple[str, str]],
    content: bytes,
    *,
    base_url: str | None = None,
) -> Received:
    """Parse a request by the document alone.

    `url` is as sent, still percent-encoded. `headers` are all of them, in order. `base_url` is what
    the client was given; without it, the URL has to begin with a server of the document (any host
    if servers are relative or absent).
    """
    found = routes(document, url, base_url)
    if not found:
        raise Disagreement([f"the document has no path for {url} below its servers"])
    fitting = [route for route in found if route.operation.method == method.upper()]
    if not fitting:
        known = ", ".join(sorted({route.operation.key for route in found}))
        raise Disagreement([f"the document has no {method} for this path, only {known}"])
    lowered = [(name.lower(), value) for name, value in headers]
    problems: list[str] = []
    for route in fitting:
        reader = _RequestReader(document, route, url, lowered, content)
        received = reader.read()
        if not reader.problems:
            return received
        problems = problems or reader.problems
    raise Disagreement(problems)


class _RequestReader:
    """Reads one request as one operation; problems go to `problems`."""

    def __init__(
        self,
        document: Document,
        route: Route,
        url: str,
        headers: Sequence[tuple[str, str]],
        content: bytes,
    ) -> None:
        self.document = document
        self.route = route
        self.operation = route.operation
        self.url = url
        self.headers = headers
        self.content = content
        self.problems: list[str] = []

    def read(self) -> Received:
        raw = self._raw()
        declared = frozenset(p.name for p in self.operation.parameters if p.location == "query")
        reader = ParameterReader(self.document.schemas, raw, declared)
        parameters, others = self._parameters(reader)
        self._undeclared(reader, raw)
        media_type, body = self._body()
        security, problems = security_of(self.document, self.operation, raw)
        self.problems += problems
        return Received(self.operation, parameters, media_type, body, security, others)

    def _raw(self) -> Raw:
        try:
            query = split_query(self.url.partition("#")[0].partition("?")[2])
        except Unreadable as error:
            self.problems.append(f"the query: {error}")
            query = []
        for pair in self.route.query:
            if pair in query:
                query.remove(pair)
            else:
                self.problems.append(
                    f"the query lacks {pair[0]}={pair[1]}, which is a part of the path"
                )
        lines = [value for name, value in self.headers if name == "cookie"]
        pairs = (piece.strip().partition("=") for line in lines for piece in line.split(";"))
        cookies = [(name, value) for name, _, value in pairs if name]
        return Raw(self.route.path, query, self.headers, cookies)

    # --- parameters ---------------------------------------------------------------------------

    def _parameters(
        self, reader: ParameterReader
    ) -> tuple[dict[tuple[str, str], Json], dict[tuple[str, str], tuple[Json, ...]]]:
        found: dict[tuple[str, str], Json] = {}
        others: dict[tuple[str, str], tuple[Json, ...]] = {}
        # Parameters that accept any name go last.
        ordered = sorted(self.operation.parameters, key=lambda p: (p.style == "form", p.explode))
        for parameter in ordered:
            said = f"{parameter.location} {parameter.name}"
            try:
                readings = reader.readings(parameter)
            except Unreadable as error:
                self.problems.append(f"{said}: {error}")
                continue
            if isinstance(readings, Absent):
                if parameter.required:
                    self.problems.append(f"{said} is required, but missing")
                continue
            found[parameter.key], *rest = readings
            if rest:
                others[parameter.key] = tuple(rest)
            for problem in parameter.schema.problems(found[parameter.key], "request"):
                self.problems.append(f"{said}{steps(problem.path)}: {problem.message}")
        return found, others

    def _undeclared(self, reader: ParameterReader, raw: Raw) -> None:
        keys = [s for s in self.document.security_schemes.values() if s.kind == "apiKey"]
        queries = {s.name for s in keys if s.location == "query"} | reader.used
        for name in dict.fromkeys(name for name, _ in raw.query if name not in queries):
            self.problems.append(f"the operation has no query parameter {name}")
        cookies = {s.name for s in keys if s.location == "cookie"} | reader.cookies
        for name in dict.fromkeys(name for name, _ in raw.cookies if name not in cookies):
            self.problems.append(f"the operation has no cookie {name}")

    # --- body ---------------------------------------------------------------------------------

    def _body(self) -> tuple[str | None, Json | Absent]:
        types = [value for name, value in self.headers if name == "content-type"]
        if not types and not self.content:
            if self.operation.body_required:
                self.problems.append("the body is required, but missing")
            return None, ABSENT
        if not self.operation.bodies:
            what = "body" if self.content else "Content-Type"
            self.problems.append(f"the operation has no body, but the request has a {what}")
            return None, ABSENT
        if len(types) != 1:
            self.problems.append(f"the request has a body and {len(types)} Content-Type headers")
            return None, ABSENT
        key = entry_for(types[0], self.operation.bodies)
        if key is None:
            known = ", ".join(self.operation.bodies)
            self.problems.append(f"the document has no body of type {types[0]}, only {known}")
            return None, ABSENT
        return key, self._content(key, types[0])

    def _content(self, key: str, content_type: str) -> Json | Absent:
        media = self.operation.bodies[key]
        try:
            body = read_body(self.document.schemas, media, content_type, self.content)
        except Unreadable as error:
            self.problems.append(f"body: {error}")
            return ABSENT
        if media.schema is not None and kind_of(content_type) not in ("binary", "other", "stream"):
            for problem in media.schema.problems(body, "request"):
                self.problems.append(f"body{steps(problem.path)}: {problem.message}")
        return body


# --- comparing ------------------------------------------------------------------------------------


def differences(case: Case, received: Received) -> list[str]:
    """The differences between the request and the call, except for what OpenAPI leaves open."""
    if case.operation != received.operation.key:
        return [f"the operation is {received.operation.key}, not {case.operation}"]
    return [*_parameter_differences(case, received), *_body_differences(case, received)]


_EVER_SENT = ("user-agent", "host", "content-length", "accept-encoding", "connection", "cookie")
"""Headers that every HTTP client sends by itself, even if the document declares them as parameters."""


def _parameter_differences(case: Case, received: Received) -> Iterator[str]:
    for key, given in case.parameters.items():
        parameter = received.operation.parameter(*key)
        if parameter is None or uncarried(parameter, given) is not None:
            continue
        said = " ".join(key)
        if key not in received.parameters:
            yield _lacks(said, given)
            continue
        readings = (received.parameters[key], *received.alternatives.get(key, ()))
        strict = parameter.media_type is not None
        if not any(equal(given, r) if strict else alike(given, r) for r in readings):
            yield _differs(said, given, readings[0])
    for key in received.parameters:
        location, name = key
        is_own = location == "header" and name.lower() in _EVER_SENT
        if key not in case.parameters and not is_own:
            yield _unasked(" ".join(key), received.parameters[key])


def _body_differences(case: Case, received: Received) -> Iterator[str]:
    if isinstance(case.body, Absent) or isinstance(received.body, Absent):
        if case.body is not received.body:
            yield _differs("the body", case.body, received.body)
        return
    if case.media_type != received.media_type:
        yield _differs("the media type", case.media_type, received.media_type)
        return
    loose = kind_of(case.media_type or "") != "json"
    yield from _differences(case.body, received.body, (), loose)


def _differences(given: Json, sent: Json, path: Path, loose: bool) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(sent, dict):
        for key in dict.fromkeys((*given, *sent)):
            here = (*path, key)
            if key not in sent:
                if not (loose and given[key] in (None, []) and given[key] is not False):
                    yield _lacks(f"body{steps(here)}", given[key])
            elif key not in given:
                yield _unasked(f"body{steps(here)}", sent[key])
            else:
                # Inside a JSON part, numbers are numbers and text is text.
                nested = isinstance(given[key], dict)
                yield from _differences(given[key], sent[key], here, loose and not nested)
    elif isinstance(given, list) and isinstance(sent, list) and len(given) == len(sent):
        for index, (left, right) in enumerate(zip(given, sent, strict=True)):
            nested = isinstance(left, dict)
            yield from _differences(left, right, (*path, index), loose and not nested)
    elif not (alike(given, sent) if loose else equal(given, sent)):
        yield _differs(f"body{steps(path)}", given, sent)


def _differs(what: str, given: Json | Absent, sent: Json | Absent) -> str:
    return f"{what} is {short(sent)}, not {short(given)}"


def _lacks(what: str, given: Json) -> str:
    return f"{what} is missing; the call gave {short(given)}"


def _unasked(what: str, sent: Json) -> str:
    return f"{what} is {short(sent)}, though the call did not give it"


def alike(given: Json, sent: Json) -> bool:
    """Whether two values are the same text on the wire; numbers are compared by value."""
    if isinstance(given, Blob) and isinstance(sent, Blob):
        return (
            given.content == sent.content
            and given.filename in (None, sent.filename)
            and given.content_type in (None, sent.content_type)
        )
    if isinstance(given, dict) and isinstance(sent, dict):
        return given.keys() == sent.keys() and all(alike(v, sent[k]) for k, v in given.items())
    if isinstance(given, list) and isinstance(sent, list):
        return len(given) == len(sent) and all(map(alike, given, sent))
    if equal(given, sent):
        return True
    if isinstance(given, bool) or isinstance(sent, bool):
        return {str(given).lower(), str(sent).lower()} in ({"true"}, {"false"}) and (
            isinstance(given, str) or isinstance(sent, str)
        )
    numbers = [float(v) for v in (given, sent) if _is_number(v)]
    return len(numbers) == 2 and numbers[0] == numbers[1] and type(given) is not type(sent)


def _is_number(value: Json) -> bool:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, (int, float))


def unjudged(case: Case, received: Received) -> tuple[Unjudged, ...]:
    """The parts of the case that `differences` cannot compare, and why."""
    found = list(received.unjudged)
    for key, given in case.parameters.items():
        parameter = received.operation.parameter(*key)
        reason = uncarried(parameter, given) if parameter is not None else None
        if parameter is not None and reason is not None:
            place = received.operation.schemas.sources.place(parameter.pointer)
            found.append(Unjudged(place, reason))
    return tuple(found)
