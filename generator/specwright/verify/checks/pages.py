"""Check that every item of every page arrives once, by every way of iterating."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..client.calling import WIRE
from ..client.check_context import Judge, Subject, is_json, reply
from ..client.comparing import dumped, unlike
from ..client.session import FLAVOURS, Arguments, Session
from ..client.transport import Reply, Sent
from ..document.document import Parameter
from ..generate.answers import answers
from ..generate.cases import fullest_case
from ..types import Json, short
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


Way = Callable[[Session, Any], list[Any]]
"""How a user walks the pages that a call returns."""


class _Judge(Judge):
    check = CHECK

    def __init__(self, subject: Subject, flavour: str, made: _List) -> None:
        super().__init__(subject, flavour)
        self.list = made
        self.client = self.session.made(flavour, response_validation="off")
        given = subject.writer.arguments(fullest_case(subject.operation), WIRE)
        cursor = subject.writer.names.parameters.get(("query", made.names["cursor"]), "")
        plain = given or subject.plain_call
        keywords = {name: v for name, v in plain.keywords.items() if name != cursor}
        self.given = Arguments(plain.positional, {**keywords, **OPTIONS})

    def walked(self, walker: Way) -> tuple[Any, Exception | None]:
        """The call as users write it returns what is walked; where it is async, without being awaited."""
        method = self.session.method(self.client, self.subject.row)
        start = partial(method, *self.given.positional, **self.given.keywords)
        return self.session.told(lambda: walker(self.session, start()))

    def tell(self, first: Reply, *later: Reply) -> None:
        """No page follows the last one."""
        end = Reply(404, b'{"error": "no such page"}', (("content-type", "application/json"),))
        self.session.recorder.expect(first, (*later, *(end,) * MOST))

    def wrong_by(self, way: str, did: str, says: str) -> Exception:
        return self.wrong(f"{did} with {way}", says, self.given)

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
        found, error = self.walked(walker)
        sent = list(self.session.recorder.sent)
        if error is not None:
            did = f"raised {describe(error)}"
            raise self.wrong_by(name, did, "the items of three pages, of which the second is empty")
        wanted = [self.list.numbered(number) for number in range(4)]
        if list(unlike(wanted, [dumped(item) for item in found])):
            says = (
                f"the items of three pages, of which the second is empty: {short(_numbers(wanted))}"
            )
            raise self.wrong_by(name, f"returned the items {short(_numbers(found))}", says)
        if len(sent) != 3:
            did = f"sent {len(sent)} requests"
            raise self.wrong_by(name, did, "one request for each of the three pages")
        self._requests(name, sent, (one, two))

    def _requests(self, name: str, sent: list[Sent], cursors: tuple[Json, ...]) -> None:
        """Each is the first one but for its cursor."""
        key = self.list.names["cursor"]
        first = _query(sent[0])
        if any(pair[0] == key for pair in first):
            did = f"sent the first request with a cursor: {first}"
            raise self.wrong_by(name, did, "no cursor, because the call gave none")
        for number, cursor in enumerate(cursors, 1):
            request = sent[number]
            wanted = sorted([*first, (key, str(cursor))])
            if sorted(_query(request)) != wanted:
                did = f"requested page {number + 1} with the query {short(_query(request))}"
                raise self.wrong_by(name, did, f"the query {short(wanted)}")
            if _beside(request) != _beside(sent[0]):
                did = f"sent another request for page {number + 1}: {request.url}"
                says = f"the first request with another cursor: {sent[0].url}"
                raise self.wrong_by(name, did, says)
            told = self.session.recorder.timeouts[number]
            if told != self.session.recorder.timeouts[0]:
                did = f"requested page {number + 1} with the timeout {told}"
                raise self.wrong_by(name, did, "the options of the call for each of its pages")

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
                found, error = self.walked(walker)
                sent = len(self.session.recorder.sent)
                if error is not None or sent != count or len(found) != count:
                    end = f", then raised {describe(error)}" if error else ""
                    did = f"sent {sent} requests, returned {len(found or ())} items{end}"
                    says = f"{count} of each: the server sent {what}, so the list ends there"
                    raise self.wrong_by(way, did, says)

    def circles(self) -> None:
        """A cursor that comes a second time never ends: it raises."""
        one, two, _ = self.list.cursors
        page, other = (self.list.answer(1, 0, cursor, True) for cursor in (one, two))
        for (way, walker), then in product(_WAYS, (page, other)):
            self.session.recorder.expect(page, (then, page, then))  # whatever is asked
            _, error = self.walked(walker)
            wanted: Any = self.session.package.exported("PaginationError")
            sent = len(self.session.recorder.sent)
            if not isinstance(error, wanted) or sent > 4:
                end = describe(error) if error else "nothing"
                did = (
                    f"sent {sent} requests and raised {end} when the server returned a cursor twice"
                )
                raise self.wrong_by(way, did, "PaginationError, because the list would never end")


def _numbers(items: list[Any]) -> list[Json]:
    shown = [dumped(item) for item in items]
    return [item.get(MARK) if isinstance(item, dict) else item for item in shown]


def _query(sent: Sent) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(sent.url).query, keep_blank_values=True)


def _beside(sent: Sent) -> tuple[object, ...]:
    body = json.loads(sent.content) if sent.content[:1] in (b"{", b"[") else sent.content
    return (sent.method, sent.url.partition("?")[0], sorted(sent.headers), body)


# --- how users walk -------------------------------------------------------------------------------


def _by_items(session: Session, pages: Any) -> list[Any]:
    return session.items(pages, MOST)


def _by_pages(session: Session, pages: Any) -> list[Any]:
    return [item for page in session.items(pages.pages(), MOST) for item in page.data]


def _by_next(session: Session, pages: Any) -> list[Any]:
    found: list[Any] = []
    page = session.settled(pages)
    while page is not None and len(found) < MOST:
        found += page.data
        says = page.has_next_page()
        page = session.settled(page.next_page())
        if says != (page is not None):
            raise AssertionError(f"has_next_page() is {says}, and next_page() is {page!r}")
    return found


def _by_awaited(session: Session, pages: Any) -> list[Any]:
    """The first page of an async list is awaited before it is walked."""
    return session.items(session.settled(pages), MOST)


_WAYS: tuple[tuple[str, Way], ...] = (
    ("iteration", _by_items),
    ("pages()", _by_pages),
    ("next_page()", _by_next),
    ("iteration over the awaited page", _by_awaited),
)
