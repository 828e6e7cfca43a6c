"""Check that every item of every page arrives once, by every way of iterating."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..client.calling import WIRE
from ..client.check_context import Subject, is_json, reply
from ..client.comparing import dumped, short, unlike
from ..client.session import ASYNC, FLAVOURS, Arguments
from ..client.transport import Reply, Sent
from ..document.document import Parameter
from ..generate.answers import answers
from ..generate.cases import fullest_case
from ..types import Json
from .requests import describe

CHECK = "pages"
PAGES = "x-specwright-pagination"
MARK = "verifyItem"
MOST = 60
"""Who takes more items than this goes round in circles."""
OPTIONS: Mapping[str, Any] = {
    "timeout": 6.5,
    "extra_headers": {"X-Verify": "page"},
    "extra_query": {"verify": "page"},
}
_CURSORS: tuple[Json, ...] = (
    *("second page", "third&page=1", "4/+%"),
    *("second", "third", "fourth", "2", "3", "4", 2, 3, 4),
    *(f"00000000-0000-4000-8000-00000000000{n}" for n in (2, 3, 4)),
)


@dataclass(frozen=True, slots=True)
class _List:
    """What a list is made of: a documented page, one item, and three cursors."""

    names: Mapping[str, Any]
    status: int
    media_type: str
    page: Mapping[str, Json]
    item: Json
    cursors: tuple[Json, ...]

    def answer(self, items: int, start: int, cursor: Json, more: bool | None) -> Reply:
        """A page with numbered items; `more` None leaves that out."""
        page = {**self.page, self.names["items"]: [self.numbered(start + n) for n in range(items)]}
        page = self._with(page, self.names["next"], cursor)
        if "more" in self.names:
            page = self._with(page, self.names["more"], more)
        return reply(self.status, self.media_type, {}, page)

    def _with(self, page: dict[str, Json], name: str, value: Json) -> dict[str, Json]:
        return {k: v for k, v in {**page, name: value}.items() if k != name or v is not None}

    def numbered(self, number: int) -> Json:
        if isinstance(self.item, dict):
            return {**self.item, MARK: number}
        return self.item


def check_pages(subject: Subject) -> None:
    names = subject.operation.raw.get(PAGES)
    if not isinstance(names, dict) or not {"items", "cursor", "next"} <= names.keys():
        return
    parameter = subject.operation.parameter("query", names["cursor"])
    made = None if parameter is None else _made(subject, names, parameter)
    if made is None:
        return
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour, made)
        for way in _WAYS:
            judge.walk(way)
        judge.ends()
        judge.circles()


def _made(subject: Subject, names: Mapping[str, Any], parameter: Parameter) -> _List | None:
    """None where no documented answer has an item, or no cursor is known that may be sent."""
    cursors = [c for c in _CURSORS if parameter.schema.accepts(c, "request")]
    for answer in answers(subject.operation):
        if answer.status >= 300 or not is_json(answer.media_type or "") or len(cursors) < 3:
            continue
        for value in answer.boundary:
            found = value.get(names["items"]) if isinstance(value, dict) else None
            if found and isinstance(found, list):
                fit = [c for c in cursors if _may_follow(answer.schema, value, names["next"], c)]
                if len(fit) >= 3:
                    own = tuple(fit[:3])
                    assert answer.media_type is not None
                    return _List(names, answer.status, answer.media_type, value, found[0], own)
    return None


def _may_follow(schema: Any, page: Mapping[str, Json], name: str, cursor: Json) -> bool:
    return schema is None or bool(schema.accepts({**page, name: cursor}, "response"))


Way = Callable[["_Judge", Callable[[], Any]], list[Any]]


class _Judge:
    """One operation in one flavour."""

    def __init__(self, subject: Subject, flavour: str, made: _List) -> None:
        self.subject, self.flavour, self.list = subject, flavour, made
        self.session = subject.session
        self.client = self.session.made(flavour, response_validation="off")
        given = subject.writer.arguments(fullest_case(subject.operation), WIRE)
        cursor = subject.writer.names.parameters.get(("query", made.names["cursor"]), "")
        plain = given or subject.plain_call
        keywords = {name: v for name, v in plain.keywords.items() if name != cursor}
        self.given = Arguments(plain.positional, {**keywords, **OPTIONS})

    def start(self) -> Any:
        """The call as users write it: an awaitable that can be walked, where it is async."""
        method = self.session.method(self.client, self.subject.row)
        return method(*self.given.positional, **self.given.keywords)

    def tell(self, first: Reply, *later: Reply) -> None:
        """No page follows the last one."""
        end = Reply(404, b'{"error": "no such page"}', (("content-type", "application/json"),))
        self.session.recorder.expect(first, (*later, *(end,) * MOST))

    def wrong(self, did: str, says: str) -> Exception:
        return self.subject.finding(CHECK, f"{did} ({self.flavour})", says, self.given)

    def walk(self, way: tuple[str, Way]) -> None:
        """Three pages, of which the second has no items."""
        name, walker = way
        one, two, three = self.list.cursors
        pages = (
            self.list.answer(2, 0, one, True),
            self.list.answer(0, 2, two, True),
            self.list.answer(2, 2, three if "more" in self.list.names else None, False),
        )
        self.tell(*pages)
        found, error = self.session.told(partial(walker, self, self.start))
        sent = list(self.session.recorder.sent)
        if error is not None:
            raise self.wrong(
                f"{name}: raises {describe(error)}", "there are three pages, one empty"
            )
        wanted = [self.list.numbered(number) for number in range(4)]
        if list(unlike(wanted, [dumped(item) for item in found])):
            did = f"{name}: gives {short(_numbers(found))}"
            raise self.wrong(did, f"the items of three pages, one empty: {short(_numbers(wanted))}")
        if len(sent) != 3:
            raise self.wrong(f"{name}: sends {len(sent)} requests", "there are three pages")
        self._requests(name, sent, (one, two))

    def _requests(self, name: str, sent: list[Sent], cursors: tuple[Json, ...]) -> None:
        """Each is the first one but for its cursor."""
        key = self.list.names["cursor"]
        first = _query(sent[0])
        if any(pair[0] == key for pair in first):
            raise self.wrong(f"{name}: sends the cursor {first}", "none was given")
        for number, cursor in enumerate(cursors, 1):
            request = sent[number]
            wanted = sorted([*first, (key, str(cursor))])
            if sorted(_query(request)) != wanted:
                did = f"{name}: asks for page {number + 1} with {short(_query(request))}"
                raise self.wrong(did, f"the query is {short(wanted)}")
            if _beside(request) != _beside(sent[0]):
                did = f"{name}: asks for page {number + 1} by another request: {request.url}"
                raise self.wrong(did, f"it is the first one with a cursor: {sent[0].url}")
            told = self.session.recorder.timeouts[number]
            if told != self.session.recorder.timeouts[0]:
                did = f"{name}: page {number + 1} is asked for with the timeout {told}"
                raise self.wrong(did, "the options of a call hold for all its pages")

    def ends(self) -> None:
        """After the last page nothing is sent, whatever the cursor; without a word the cursor decides."""
        one, two, _ = self.list.cursors
        has_more = "more" in self.list.names
        cases: list[tuple[str, tuple[Reply, ...], int]] = [
            ("a page without a cursor", (self.list.answer(1, 0, None, None),), 1),
            (
                "no cursor on the second page",
                (self.list.answer(1, 0, one, None), self.list.answer(1, 1, None, None)),
                2,
            ),
        ]
        if has_more:
            name = self.list.names["more"]
            last = (self.list.answer(1, 0, one, False),)
            cases.append((f"a cursor, and {name} is false", last, 1))
            again = (self.list.answer(1, 0, one, True), self.list.answer(1, 1, two, False))
            cases.append((f"{name} is false on the second page", again, 2))
        for what, pages, count in cases:
            for way, walker in _WAYS:
                self.tell(*pages)
                found, error = self.session.told(partial(walker, self, self.start))
                sent = len(self.session.recorder.sent)
                if error is not None or sent != count or len(found) != count:
                    end = f", then raises {describe(error)}" if error else ""
                    did = f"{way}: {what}: sends {sent} requests{end}"
                    raise self.wrong(did, f"the list ends after {count} of them")

    def circles(self) -> None:
        """A cursor that comes a second time never ends: it raises."""
        one, two, _ = self.list.cursors
        page, other = (self.list.answer(1, 0, cursor, True) for cursor in (one, two))
        for (way, walker), then in product(_WAYS, (page, other)):
            self.session.recorder.expect(page, (then, page, then))  # whatever is asked
            _, error = self.session.told(partial(walker, self, self.start))
            wanted: Any = self.session.package.exported("PaginationError")
            sent = len(self.session.recorder.sent)
            if not isinstance(error, wanted) or sent > 4:
                end = describe(error) if error else "nothing"
                did = f"{way}: sends {sent} requests and raises {end} when a cursor comes again"
                raise self.wrong(did, "that is a PaginationError: the list would never end")


def _numbers(items: list[Any]) -> list[Json]:
    shown = [dumped(item) for item in items]
    return [item.get(MARK) if isinstance(item, dict) else item for item in shown]


def _query(sent: Sent) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(sent.url).query, keep_blank_values=True)


def _beside(sent: Sent) -> tuple[object, ...]:
    body = json.loads(sent.content) if sent.content[:1] in (b"{", b"[") else sent.content
    return (sent.method, sent.url.partition("?")[0], sorted(sent.headers), body)


# --- how users walk -------------------------------------------------------------------------------


def _by_items(judge: _Judge, start: Callable[[], Any]) -> Any:
    return _gather(start()) if judge.flavour == ASYNC else list(islice(start(), MOST))


def _by_pages(judge: _Judge, start: Callable[[], Any]) -> Any:
    if judge.flavour == ASYNC:
        return _flat(start().pages())
    return [item for page in islice(start().pages(), MOST) for item in page.data]


def _by_next(judge: _Judge, start: Callable[[], Any]) -> Any:
    if judge.flavour == ASYNC:
        return _following(start())
    found: list[Any] = []
    page = start()
    while page is not None and len(found) < MOST:
        found += page.data
        says = page.has_next_page()
        page = page.next_page()
        if says != (page is not None):
            raise AssertionError(f"has_next_page() is {says}, and next_page() is {page!r}")
    return found


async def _gather(pages: Any) -> list[Any]:
    found: list[Any] = []
    async for item in pages:
        found.append(item)
        if len(found) >= MOST:
            break
    return found


async def _flat(pages: Any) -> list[Any]:
    found: list[Any] = []
    async for page in pages:
        found += page.data
        if len(found) >= MOST:
            break
    return found


async def _first_then_items(pages: Any) -> list[Any]:
    return await _gather(await pages)


async def _following(pages: Any) -> list[Any]:
    found: list[Any] = []
    page = await pages
    while page is not None and len(found) < MOST:
        found += page.data
        says = page.has_next_page()
        page = await page.next_page()
        if says != (page is not None):
            raise AssertionError(f"has_next_page() is {says}, and next_page() is {page!r}")
    return found


def _by_awaited(judge: _Judge, start: Callable[[], Any]) -> Any:
    """The first page of an async list is awaited before it is walked."""
    return _first_then_items(start()) if judge.flavour == ASYNC else _by_items(judge, start)


_WAYS: tuple[tuple[str, Way], ...] = (
    ("iterating", _by_items),
    ("pages()", _by_pages),
    ("next_page()", _by_next),
    ("iterating the awaited page", _by_awaited),
)
