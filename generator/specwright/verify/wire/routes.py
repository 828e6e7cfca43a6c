"""Find the operations that match a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..document.document import Document, Operation
from ..document.styles import form_decoded

_TEMPLATE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """`query` are pairs that some documents write in the path itself."""

    operation: Operation
    path: dict[str, str]
    query: tuple[tuple[str, str], ...]


def split_query(raw: str) -> list[tuple[str, str]]:
    """(decoded name, raw value); a name without `=` has an empty value."""
    pairs = []
    for piece in raw.split("&") if raw else ():
        name, _, value = piece.partition("=")
        pairs.append((form_decoded(name), value))
    return pairs


def routes(document: Document, url: str, base_url: str | None) -> list[Route]:
    """Matching operations, the most concrete path first, as OpenAPI requires."""
    found = []
    for entry in document.schemas.memory.kept(
        ("routes",), lambda: [*map(_Entry.of, document.operations)]
    ):
        for path in _below_base(entry, url, base_url):
            match = entry.path.fullmatch(path)
            if match:
                values = dict(zip(entry.names, match.groups(), strict=True))
                found.append(Route(entry.operation, values, entry.query))
                break
    return sorted(found, key=_concreteness)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An operation with its regular expressions, compiled once per document."""

    operation: Operation
    path: re.Pattern[str]
    servers: tuple[re.Pattern[str], ...]
    names: tuple[str, ...]
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, operation: Operation) -> _Entry:
        path, _, query = operation.path.partition("#")[0].partition("?")
        servers = tuple(re.compile(_server(server)) for server in operation.servers)
        names = tuple(_TEMPLATE.findall(path))
        return cls(operation, _expression(path), servers, names, tuple(split_query(query)))


def _concreteness(route: Route) -> tuple[int, int]:
    literal = _TEMPLATE.sub("", route.operation.path)
    return (len(route.path), -len(literal))


def _expression(path: str) -> re.Pattern[str]:
    pieces = _TEMPLATE.split(path)
    parts = ["([^/]*)" if index % 2 else _literal(piece) for index, piece in enumerate(pieces)]
    return re.compile("".join(parts))


def _literal(text: str) -> str:
    """Each character as itself or percent-encoded."""
    found = []
    for char in text:
        escaped = "".join(f"%{byte:02X}" for byte in char.encode())
        other = f"|(?i:{escaped})" if quote(char, safe="") != char or char in "-._~" else ""
        found.append(f"(?:{re.escape(char)}{other})" if other else re.escape(char))
    return "".join(found)


def _below_base(entry: _Entry, url: str, base_url: str | None) -> Iterator[str]:
    """The path of the URL below the base, still encoded."""
    whole = url.partition("#")[0].partition("?")[0]
    if base_url is not None:
        base = base_url.rstrip("/")
        if whole.startswith(f"{base}/") or whole == base:
            yield whole[len(base) :]
        return
    for server in entry.servers:
        match = server.match(whole)
        if match:
            yield whole[match.end() :]


def _server(url: str) -> str:
    pieces = _TEMPLATE.split(url.rstrip("/"))
    parts = ["[^/]*" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)]
    head = "" if urlsplit(url).scheme or url.startswith("{") else "[a-z]+://[^/]*"
    if url.startswith("//"):
        head = "[a-z]+:"
    return head + "".join(parts) + "(?=/|$)"
