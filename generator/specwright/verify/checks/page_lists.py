"""Build paginated lists: for each kind of pagination, pages of numbered items and the requests for them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from ..client.check_context import Subject, is_json, reply
from ..client.transport import Reply
from ..generate.answers import answers
from ..types import Json, Unjudged

PAGES = "x-specwright-pagination"
MARK = "verifyItem"
STEP: Final = "verifyPage"
"""The query parameter that these lists put into the URL of the next page."""
HEADER: Final = "$response.header."
NUMBERED, URLS = ("page", "offset"), ("next-url", "link")
_CURSORS: tuple[Json, ...] = (
    *("second page", "third&page=1", "4/+%"),
    *("second", "third", "fourth", "2", "3", "4", 2, 3, 4),
    *(f"00000000-0000-4000-8000-00000000000{n}" for n in (2, 3, 4)),
)
_SAYS = ("next", "more", "last", "total", "pages", "current")
Way: TypeAlias = "tuple[str, ...] | str"
"""The path of properties to a value, or the name of a header."""
Named: TypeAlias = "str | tuple[str, ...] | None"


@dataclass(frozen=True, slots=True)
class Names:
    """How a list is paginated: by the overlay or, if it declares nothing, by the client's own record."""

    kind: str
    items: Named
    parameter: str
    id: Named
    first: int
    says: Mapping[str, str | tuple[str, ...]]
    is_member: bool
    """Whether the parameter is one member of an object parameter."""

    @property
    def given(self) -> str:
        """The parameter that the caller passes."""
        return self.parameter.partition(".")[0] if self.is_member else self.parameter


def names_of(subject: Subject) -> Names | None:
    """None if it is not a list; without an overlay, the client's own record is used."""
    told = subject.operation.raw.get(PAGES)
    if isinstance(told, dict):
        steer = next((told[k] for k in ("cursor", "page", "offset", "after") if k in told), "")
        return _names(subject, told.get("kind", "cursor"), steer, told.get)
    record = _recorded(subject) if told is None else None
    if record is None:
        return None
    return _names(subject, record.kind, record.cursor, lambda key: getattr(record, key))


def _names(subject: Subject, kind: str, steer: str, get: Callable[[str], Any]) -> Names:
    parameter = subject.operation.parameter("query", steer)
    raw = None if parameter is None else parameter.schema.resolved().raw
    default = raw.get("default") if isinstance(raw, dict) and kind == "page" else None
    says = {key: found for key in _SAYS if (found := get(key)) is not None}
    known = [n for n in (get("first"), default, 1 if kind == "page" else 0) if isinstance(n, int)]
    is_member = parameter is None and "." in steer
    return Names(kind, get("items") or None, steer, get("id") or "id", known[0], says, is_member)


def _recorded(subject: Subject) -> Any:
    """The client's own record of its pagination, which verify cannot derive from the document."""
    endpoint = subject.row.record.endpoint
    needed = inspect.signature(endpoint).parameters.values()
    empty = [p.name for p in needed if p.default is inspect.Parameter.empty]
    try:
        return endpoint(**dict.fromkeys(empty)).operation.pagination
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class PageList:
    """The content of a list: a documented page, one item, and cursors."""

    names: Names
    status: int
    media_type: str
    page: Json
    item: Json
    items: Way
    ways: Mapping[str, Way]
    marks: tuple[Json, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether a page shows that it is the last; otherwise an empty page does, or one without a cursor."""
        kinds = ("cursor", *URLS)
        said = {"more", "last", "total"} | ({"pages"} if self.names.kind == "page" else set())
        return self.names.kind in kinds or bool(said & self.ways.keys())

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths of three pages. An empty page is only used if something else marks the end."""
        return (1, 2, 3) if self.names.kind in (*NUMBERED, "last-id") else (2, 0, 2)

    def answers(self, url: str, lengths: Sequence[int], silent: bool = False) -> tuple[Reply, ...]:
        """The pages of a list; `silent` leaves out redundant hints about the next page."""
        told = lengths if self.is_counted else (*lengths, 0)
        return tuple(self.answer(url, told, number, silent) for number in range(len(told)))

    def answer(
        self, url: str, lengths: Sequence[int], number: int, silent: bool = False, **other: Json
    ) -> Reply:
        """One page of a list; `other` replaces some of its properties."""
        items, is_last = self.sent(lengths, number), number == len(lengths) - 1
        following: Json = self.marks[number % 3] if self.names.kind == "cursor" else None
        if self.names.kind in URLS:
            following = f"{url}?{STEP}={number + 1}"
        says: dict[str, Json] = {
            "next": None if is_last else following,
            "more": not is_last,
            "last": is_last,
            "total": sum(lengths),
            "pages": len(lengths),
            "current": self.names.first + number,
            **other,
        }
        if silent and self.names.kind == "cursor":
            says.update(more=None, last=None)
        return self._reply(items, says)

    def _reply(self, items: list[Json], says: Mapping[str, Json]) -> Reply:
        page: Json = _put(self.page, self.items, items)
        headers: dict[str, str] = {}
        for key, way in self.ways.items():
            if not isinstance(way, str):
                page = _put(page, way, says[key])
            elif says[key] is not None:
                headers[way] = str(says[key])
        if self.names.kind == "link" and says["next"] is not None:
            headers["Link"] = f'<{says["next"]}>; rel="next"'
        return reply(self.status, self.media_type, headers, page)

    def sent(self, lengths: Sequence[int], number: int) -> list[Json]:
        """The items of a page."""
        start = sum(lengths[:number])
        items = [self.numbered(start + n) for n in range(lengths[number])]
        if self.names.kind == "last-id" and items:
            items[-1] = _put(items[-1], _way(items[-1], self.names.id), self.marks[number % 3])
        return items

    def numbered(self, number: int) -> Json:
        return {**self.item, MARK: number} if isinstance(self.item, dict) else self.item

    def asked(self, number: int) -> tuple[str, str]:
        """The query pair that requests a page; pages count from 0."""
        kind, lengths = self.names.kind, self.lengths
        if kind in URLS:
            return STEP, str(number)
        steps = {
            "page": self.names.first + number,
            "offset": self.names.first + sum(lengths[:number]),
        }
        name = (
            self.names.parameter.rpartition(".")[2]
            if self.names.is_member
            else self.names.parameter
        )
        return name, str(steps.get(kind, self.marks[(number - 1) % 3]))


def made(subject: Subject, names: Names) -> PageList | None:
    """The list; None, with a report, if no documented response has items or no cursor is allowed."""
    for answer in answers(subject.operation):
        if answer.status >= 300 or not is_json(answer.media_type or ""):
            continue
        for value in answer.boundary:
            items = _way(value, names.items)
            found = _read(value, items)
            if found and isinstance(found, list) and not isinstance(items, str):
                says = {key: _way(value, name) for key, name in names.says.items()}
                kind = str(answer.media_type)
                page = PageList(names, answer.status, kind, value, found[0], items, says)
                marks = tuple(_marks(subject, page, answer.schema))
                if len(marks) == 3:
                    return replace(page, marks=marks)
    reason = "no documented page has items, or the document allows no cursor"
    subject.unjudged[Unjudged(subject.operation.place, f"its pages are not checked: {reason}")] = (
        None
    )
    return None


def _marks(subject: Subject, page: PageList, schema: Any) -> Iterator[Json]:
    """Three cursors; for a documented cursor, values that its schema allows."""
    names = page.names
    if names.kind in (*NUMBERED, *URLS):
        yield from (1, 2, 3)
        return
    parameter = subject.operation.parameter("query", names.parameter)
    way = page.ways.get("next")
    left = 3
    for mark in _CURSORS if parameter is not None else ():
        value = page.page
        if names.kind == "last-id":
            value = _put(value, page.items, [_put(page.item, _way(page.item, names.id), mark)])
        elif way is not None and not isinstance(way, str):
            value = _put(value, way, mark)
        fits = schema is None or bool(schema.accepts(value, "response"))
        if left and fits and parameter is not None and parameter.schema.accepts(mark, "request"):
            left -= 1
            yield mark


def _way(value: Json, name: Named) -> Way:
    """The path of a name: a property with this name, including dots, or one inside another."""
    if name is None or isinstance(name, tuple):
        return name or ()
    if name.startswith(HEADER):
        return name[len(HEADER) :]
    place = name.find(".")
    while isinstance(value, dict) and name not in value and place > 0:
        if isinstance(value.get(name[:place]), dict):
            rest = _way(value[name[:place]], name[place + 1 :])
            return (name[:place], *rest) if isinstance(rest, tuple) else rest
        place = name.find(".", place + 1)
    return (name,)


def _read(value: Json, way: Way) -> Json:
    for name in way if isinstance(way, tuple) else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(value: Json, way: Way, new: Json) -> Json:
    """The value with another at the end of the path; None removes it."""
    if not way or isinstance(way, str):
        return new
    parts = {**value} if isinstance(value, dict) else {}
    if len(way) == 1 and new is None:
        parts.pop(way[0], None)
        return parts
    return {**parts, way[0]: _put(parts.get(way[0]), way[1:], new)}
