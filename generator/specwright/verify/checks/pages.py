"""Check that every item of every page is returned once, however the caller iterates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..client.calling import WIRE
from ..client.check_context import Judge, Subject
from ..client.comparing import dumped, unlike
from ..client.session import FLAVOURS, Arguments, Session
from ..client.transport import Reply, Sent
from ..generate.cases import fullest_case
from ..types import Json, Unjudged, short
from .page_lists import MARK, NUMBERED, URLS, PageList, made, names_of
from .requests import describe

CHECK = "pages"
MOST = 60
"""More items than this mean that the client loops."""
OPTIONS: Mapping[str, Any] = {
    "timeout": 6.5,
    "extra_headers": {"X-Verify": "page"},
    "extra_query": {"verify": "page"},
}


def check_pages(subject: Subject) -> None:
    names = names_of(subject)
    if names is None:
        return
    parameter = subject.operation.parameter("query", names.given)
    if parameter is not None and parameter.required:
        reason = f"its pages are not checked: {names.given!r} is required for the first one"
        subject.unjudged[Unjudged(subject.operation.place, reason)] = None
        return
    found = made(subject, names)
    if found is None:
        return
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour, found)
        for way in _WAYS:
            judge.walk(way)
        judge.ends()
        judge.circles()


Way = Callable[[Session, Any], list[Any]]
"""A way in which users iterate over the pages of a call."""


class _Judge(Judge):
    check = CHECK

    def __init__(self, subject: Subject, flavour: str, pages: PageList) -> None:
        super().__init__(subject, flavour)
        self.list = pages
        self.client = self.session.made(flavour, response_validation="off")
        given = subject.writer.arguments(fullest_case(subject.operation), WIRE)
        steer = subject.writer.names.parameters.get(("query", pages.names.given), "")
        plain = given or subject.plain_call
        keywords = {name: v for name, v in plain.keywords.items() if name != steer}
        self.given = Arguments(plain.positional, {**keywords, **OPTIONS})
        self.url = ""
        if pages.names.kind in URLS:  # the URL of the first page; the others are beside it
            self.tell(*pages.answers("", (1,)))
            self.walked(_by_items)
            self.url = self.session.recorder.sent[0].url.partition("?")[0]

    def walked(self, walker: Way) -> tuple[Any, Exception | None]:
        """Iterate over what the call returns; for async, over the call without awaiting it."""
        method = self.session.method(self.client, self.subject.row)
        start = partial(method, *self.given.positional, **self.given.keywords)
        return self.session.told(lambda: walker(self.session, start()))

    def tell(self, first: Reply, *later: Reply) -> None:
        """After the last page, the server returns 404."""
        end = Reply(404, b'{"error": "no such page"}', (("content-type", "application/json"),))
        self.session.recorder.expect(first, (*later, *(end,) * MOST))

    def wrong_by(self, way: str, did: str, says: str) -> Exception:
        return self.wrong(f"{did} with {way}", says, self.given)

    def walk(self, way: tuple[str, Way]) -> None:
        """Three pages; the second is empty if that does not mean the end."""
        name, walker = way
        lengths = self.list.lengths
        pages = self.list.answers(self.url, lengths)
        self.tell(*pages)
        found, error = self.walked(walker)
        sent = list(self.session.recorder.sent)
        if error is not None:
            did = f"raised {describe(error)}"
            raise self.wrong_by(name, did, f"the items of all pages, of lengths {lengths}")
        wanted = [item for n in range(len(lengths)) for item in self.list.sent(lengths, n)]
        if list(unlike(wanted, [dumped(item) for item in found])):
            says = f"the items of all pages: {short(_numbers(wanted))}"
            raise self.wrong_by(name, f"returned the items {short(_numbers(found))}", says)
        if len(sent) != len(pages):
            did = f"sent {len(sent)} requests"
            raise self.wrong_by(name, did, f"one request for each of the {len(pages)} pages")
        self._requests(name, sent)

    def _requests(self, name: str, sent: list[Sent]) -> None:
        """Each request equals the first except for the page parameter; a URL from the server is used unchanged."""
        own = self.list.asked(1)[0]
        first = _query(sent[0])
        if any(pair[0] == own for pair in first):
            did = f"sent the first request with {own}: {first}"
            raise self.wrong_by(name, did, f"no {own}: the call did not pass it")
        for number, request in enumerate(sent[1:], 1):
            asked, query = self.list.asked(number), _query(request)
            wanted = sorted([*first, asked])
            fits = sorted(query) == wanted
            if self.list.names.kind in URLS:
                fits = {asked, ("verify", "page")} <= set(query) <= set(wanted)
            if not fits:
                did = f"requested page {number + 1} with the query {short(query)}"
                raise self.wrong_by(name, did, f"the query {short(wanted)}")
            if _beside(request) != _beside(sent[0]):
                did = f"sent another request for page {number + 1}: {request.url}"
                says = f"the first request with another {own}: {sent[0].url}"
                raise self.wrong_by(name, did, says)
            told = self.session.recorder.timeouts[number]
            if told != self.session.recorder.timeouts[0]:
                did = f"requested page {number + 1} with the timeout {told}"
                raise self.wrong_by(name, did, "the options of the call for each of its pages")

    def ends(self) -> None:
        """After the last page nothing is sent, even with a cursor; without other hints the cursor decides."""
        pages, url = self.list, self.url
        second = 2 if pages.names.kind in NUMBERED else 1
        cases: list[tuple[str, tuple[Reply, ...], int]] = [
            ("the first page is the last", pages.answers(url, (1,), silent=True), 1),
            (
                "the second page is the last",
                pages.answers(url, (1, second), silent=True),
                1 + second,
            ),
        ]
        if "more" in pages.names.says and pages.names.kind == "cursor":
            name = pages.names.says["more"]
            no_more = pages.answer(url, (1, 1), 0, more=False)
            cases.append((f"a cursor, and {name} is false", (no_more,), 1))
            again = (pages.answer(url, (1, 1, 1), 0), pages.answer(url, (1, 1, 1), 1, more=False))
            cases.append((f"{name} is false on the second page", again, 2))
        for what, replies, count in cases:
            for way, walker in _WAYS:
                self.tell(*replies)
                found, error = self.walked(walker)
                sent = len(self.session.recorder.sent)
                if error is not None or sent != len(replies) or len(found) != count:
                    end = f", then raised {describe(error)}" if error else ""
                    did = f"sent {sent} requests, returned {len(found or ())} items{end}"
                    says = (
                        f"{len(replies)} requests and {count} items: {what}, so the list ends there"
                    )
                    raise self.wrong_by(way, did, says)

    def circles(self) -> None:
        """A page that is returned twice raises, since the list would never end."""
        page, other = (self.list.answer(self.url, (1, 1, 1, 9), number) for number in (0, 1))
        for (way, walker), then in product(_WAYS, (page, other)):
            self.session.recorder.expect(page, (then, page, then))  # whatever is requested
            _, error = self.walked(walker)
            wanted: Any = self.session.package.exported("PaginationError")
            sent = len(self.session.recorder.sent)
            if not isinstance(error, wanted) or sent > 4:
                end = describe(error) if error else "nothing"
                did = f"sent {sent} requests and raised {end} when the server returned a page twice"
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
    """The first page of an async list is awaited before iterating."""
    return session.items(session.settled(pages), MOST)


_WAYS: tuple[tuple[str, Way], ...] = (
    ("iteration", _by_items),
    ("pages()", _by_pages),
    ("next_page()", _by_next),
    ("iteration over the awaited page", _by_awaited),
)
