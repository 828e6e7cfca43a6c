"""A URL enters; the operations whose path it fits, with the raw values of their path parameters, leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from .document import Document, Operation
from .styles import form_decoded

_TEMPLATE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """`query` are the pairs that the path itself demands, which some documents write there."""

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
    """The most concrete path first: without parameters before with, as OpenAPI orders them."""
    found: dict[int, Route] = {}
    for index, operation in enumerate(document.operations):
        for path in _below_base(operation, url, base_url):
            match = _expression(operation.path).fullmatch(path)
            if match:
                names = _TEMPLATE.findall(operation.path.partition("?")[0])
                values = dict(zip(names, match.groups(), strict=True))
                fixed = tuple(split_query(operation.path.partition("#")[0].partition("?")[2]))
                found.setdefault(index, Route(operation, values, fixed))
    return sorted(found.values(), key=_concreteness)


def _concreteness(route: Route) -> tuple[int, int]:
    literal = _TEMPLATE.sub("", route.operation.path)
    return (len(route.path), -len(literal))


def _expression(template: str) -> re.Pattern[str]:
    path = template.partition("#")[0].partition("?")[0]
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


def _below_base(operation: Operation, url: str, base_url: str | None) -> Iterator[str]:
    """The path of the URL below the base, still encoded."""
    whole = url.partition("#")[0].partition("?")[0]
    if base_url is not None:
        base = base_url.rstrip("/")
        if whole.startswith(f"{base}/") or whole == base:
            yield whole[len(base) :]
        return
    for server in operation.servers:
        match = re.match(_server(server), whole)
        if match:
            yield whole[match.end() :]


def _server(url: str) -> str:
    pieces = _TEMPLATE.split(url.rstrip("/"))
    parts = ["[^/]*" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)]
    head = "" if urlsplit(url).scheme or url.startswith("{") else "[a-z]+://[^/]*"
    if url.startswith("//"):
        head = "[a-z]+:"
    return head + "".join(parts) + "(?=/|$)"
