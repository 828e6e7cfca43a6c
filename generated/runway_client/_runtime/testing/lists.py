"""Answer lists page by page, whatever kind of pages the document has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..base.json_types import is_object
from ..operation.operation import HEADER, is_header
from .answers import Answers
from .checking import Read
from .document import Data, Schemas
from .messages import MockRequest
from .state import Collection, State
from .values import Maker

ITEMS: Final = 5
SIZE: Final = 2
_PAGE: Final = "mock_page"
_FIRST: Final = 1000
_IDS: Final = ("id", "uuid", "key", "name", "slug")


@dataclass(frozen=True, slots=True)
class PageScript:
    """How many pages a list has, and how many items a page."""

    count: int
    size: int


class Lists:
    """Builds the pages of one document."""

    def __init__(self, answers: Answers, requests: Schemas, state: State) -> None:
        self._answers = answers
        self._requests = requests
        self._state = state
        self._cursors: dict[tuple[str, str], int] = {}

    def item_schema(self, content: Data, way: tuple[str, ...]) -> Any:
        """The schema of the items of a list in a response; None if it has none."""
        schema: Any = content.get("schema")
        for step in way:
            schema = next(self._answers.members(schema, step), None) if schema is not None else None
        return None if schema is None else self._answers.items(schema)

    def fill(
        self,
        collection: Collection,
        content: Data,
        way: tuple[str, ...],
        parameter: str,
        count: int,
        key: str,
    ) -> None:
        """Make the items that a list begins with; those of the document's example come first."""
        schema = self.item_schema(content, way)
        first = collection.first
        if schema is None or (first is not None and len(first) == count):
            return
        for identity in first or ():
            collection.items.pop(identity, None)
        found = (_read(example, way) for example in content.get("examples", ()))
        examples = [item for items in found for item in items or ()]
        made: list[str] = []
        for number in range(1, count + 1):
            item = examples.pop(0) if examples else None
            if item is None or not self._answers.is_valid(schema, item):
                where = f"{key} {number}"
                item = self._answers.maker.make(schema, {}, where, place=key, fresh=True)
            own = item.get(id_name(item, parameter), number) if is_object(item) else number
            identity = str(own) if str(own) not in collection.items else f"{own} {number}"
            made.append(identity)
            collection.items[identity] = item
        collection.first = tuple(made)

    def page(
        self,
        read: Read,
        request: MockRequest,
        content: Data,
        items: list[Any],
        script: PageScript | None,
    ) -> tuple[Any, dict[str, str]]:
        """The value of one page, and the headers that tell where the next one is."""
        pages = read.operation.member("pages") or {}
        size = self._size(read, pages, script)
        start = self._start(read, request, pages, items, size)
        end = start + size
        chosen, is_last = items[start:end], end >= len(items)
        way = way_of(pages.get("items"))
        place = read.operation.title
        value = (
            chosen
            if not way
            else self._answers.value(
                content, {way[0]: chosen} if len(way) == 1 else {}, place, place
            )
        )
        headers: dict[str, str] = {}
        first = 1 if pages.get("first") is None else pages["first"]
        told: list[tuple[Any, list[Any]]] = [
            (pages.get("more"), [*_NO_MORE] if is_last else [True, _next_url(request, end)]),
            (pages.get("last"), [is_last]),
            (pages.get("total"), [len(items)]),
            (pages.get("pages"), [-(-len(items) // size)]),
            (pages.get("current"), [start // size + first]),
        ]
        if way:
            told.insert(0, (pages.get("items"), [chosen]))
        told.append(
            (pages.get("next"), list(self._next(read, request, pages, content, end, is_last)))
        )
        for source, candidates in told:
            if source is not None and candidates:
                self._tell(value, headers, content, source, candidates)
        if pages.get("kind") == "link" and not is_last:
            headers["Link"] = f'<{_next_url(request, end)}>; rel="next"'
        return value, headers

    def _size(self, read: Read, pages: Data, script: PageScript | None) -> int:
        asked = read.arguments.get(pages.get("size") or "")
        if script is not None:
            return script.size
        return (
            asked if isinstance(asked, int) and not isinstance(asked, bool) and asked > 0 else SIZE
        )

    def _start(
        self, read: Read, request: MockRequest, pages: Data, items: list[Any], size: int
    ) -> int:
        kind = pages.get("kind", "cursor")
        if kind in ("next-url", "link"):
            query = dict(parse_qsl(urlsplit(request.url).query))
            return int(query[_PAGE]) if query.get(_PAGE, "").isdigit() else 0
        value = _argument(read, pages.get("cursor") or "")
        if value is None:
            return 0
        if kind == "cursor":
            return self._cursors.get((read.operation.path, str(value)), 0)
        if kind == "last-id":
            ids = [str(_read(item, way_of(pages.get("id", "id")))) for item in items]
            return ids.index(str(value)) + 1 if str(value) in ids else 0
        number = value if isinstance(value, int) else 0
        if kind == "page":
            first = 1 if pages.get("first") is None else pages["first"]
            return max(0, number - first) * size
        return max(0, number - (pages.get("first") or 0))

    def _next(
        self, read: Read, request: MockRequest, pages: Data, content: Data, end: int, is_last: bool
    ) -> Iterator[Any]:
        """What the property for the next page may hold, the best first."""
        if is_last:
            yield from (None, _ABSENT, "", False)
            return
        if pages.get("kind", "cursor") in ("next-url", "link"):
            url = _next_url(request, end)
            yield url
            yield urlunsplit(("", "", *urlsplit(url)[2:4], ""))
            return
        source = pages.get("next")
        schema: Any = content.get("schema")
        for step in () if _is_header(source) else way_of(source):
            schema = next(self._answers.members(schema, step), None) if schema is not None else None
        where = f"{read.operation.title} {end}"
        cursors: list[Any] = [f"page-{end}", _FIRST + end]  # far from what a caller would try
        if schema is not None and not _is_header(source):
            cursors.append(self._answers.maker.make(schema, {}, where, place=where, fresh=True))
        found = (p for p in read.operation.parameters if p["name"] == pages.get("cursor"))
        taken = next((p.get("schema", True) for p in found), True)
        cursors.append(Maker(self._requests, 0).make(taken, {}, where, place=where, fresh=True))
        for cursor in cursors:
            if not self._requests.is_valid(taken, cursor):
                continue
            self._cursors[read.operation.path, str(cursor)] = end
            yield cursor

    def _tell(
        self, value: Any, headers: dict[str, str], content: Data, source: Any, candidates: list[Any]
    ) -> None:
        """Put the first candidate in its place that the document allows there."""
        if is_header(source):
            candidate = candidates[0]
            if candidate is not None and candidate is not _ABSENT:
                text = str(candidate).lower() if isinstance(candidate, bool) else str(candidate)
                headers[source[len(HEADER) :]] = text
            return
        *steps, last = way_of(source)
        holder = value
        for step in steps:
            if not is_object(holder):
                return
            holder = holder.setdefault(step, {})
        if not is_object(holder):
            return
        before = holder.get(last, _ABSENT)
        for candidate in (*candidates, before):
            if candidate is _ABSENT:
                holder.pop(last, None)
            else:
                holder[last] = candidate
            if "schema" not in content or self._answers.is_valid(content["schema"], value):
                return


_ABSENT: Final = object()
_NO_MORE: Final = (False, None, _ABSENT, "")
"""What says that there is no further page; a URL that is null does too."""


def way_of(source: Any) -> tuple[str, ...]:
    if source is None or source == "":
        return ()
    return (source,) if isinstance(source, str) else tuple(source)


def _is_header(source: Any) -> bool:
    return source is not None and is_header(source)


def id_name(item: Data, parameter: str) -> str:
    """The member of a resource that its path parameter holds."""
    short = parameter.lower().replace("_", "")
    for name in (
        parameter,
        *(name for name in item if name.lower().replace("_", "") == short),
        *_IDS,
    ):
        if isinstance(item.get(name), (str, int)):
            return name
    return parameter


def _argument(read: Read, name: str) -> Any:
    """A query parameter, or the member of an object in it: `pageable.page`."""
    if name in read.arguments:
        return read.arguments[name]
    head, _, member = name.partition(".")
    holder = read.arguments.get(head)
    return holder.get(member) if is_object(holder) else None


def _read(value: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        value = value.get(step) if is_object(value) else None
    return value


def _next_url(request: MockRequest, end: int) -> str:
    parts = urlsplit(request.url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != _PAGE]
    return urlunsplit((*parts[:3], urlencode([*query, (_PAGE, str(end))]), ""))
