"""Check that every item of every page arrives once, by every way of iterating."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..client.calling import WIRE
from ..client.check_context import Subject
from ..client.comparing import dumped, short, unlike
from ..client.session import ASYNC, FLAVOURS, Arguments
from ..client.transport import Reply, Sent
from ..generate.cases import fullest_case
from ..types import Json, Unjudged
from .page_lists import MARK, NUMBERED, URLS, PageList, made, names_of
from .requests import describe

CHECK = "pages"
MOST = 60
"""Who takes more items than this goes round in circles."""
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
        reason = f"its pages are not walked: {names.given!r} has to be given with the first"
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


Way = Callable[["_Judge", Callable[[], Any]], list[Any]]


class _Judge:
    """One operation in one flavour."""

    def __init__(self, subject: Subject, flavour: str, pages: PageList) -> None:
        self.subject, self.flavour, self.list = subject, flavour, pages
        self.session = subject.session
        self.client = self.session.made(flavour, response_validation="off")
        given = subject.writer.arguments(fullest_case(subject.operation), WIRE)
        steer = subject.writer.names.parameters.get(("query", pages.names.given), "")
        plain = given or subject.plain_call
        keywords = {name: v for name, v in plain.keywords.items() if name != steer}
        self.given = Arguments(plain.positional, {**keywords, **OPTIONS})
        self.url = ""
        if pages.names.kind in URLS:  # of the first page, beside which the others are
            self.tell(*pages.answers("", (1,)))
            self.session.told(partial(_by_items, self, self.start))
            self.url = self.session.recorder.sent[0].url.partition("?")[0]

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
        """Three pages, of which the second has no items where that is no end."""
        name, walker = way
        lengths = self.list.lengths
        pages = self.list.answers(self.url, lengths)
        self.tell(*pages)
        found, error = self.session.told(partial(walker, self, self.start))
        sent = list(self.session.recorder.sent)
        if error is not None:
            raise self.wrong(
                f"{name}: raises {describe(error)}", f"there are pages of {lengths} items"
            )
        wanted = [item for n in range(len(lengths)) for item in self.list.sent(lengths, n)]
        if list(unlike(wanted, [dumped(item) for item in found])):
            did = f"{name}: gives {short(_numbers(found))}"
            raise self.wrong(did, f"the items of pages of {lengths}: {short(_numbers(wanted))}")
        if len(sent) != len(pages):
            raise self.wrong(f"{name}: sends {len(sent)} requests", f"there are {len(pages)} pages")
        self._requests(name, sent)

    def _requests(self, name: str, sent: list[Sent]) -> None:
        """Each is the first one but for what asks for its page; a URL of the server is taken as it is."""
        own = self.list.asked(1)[0]
        first = _query(sent[0])
        if any(pair[0] == own for pair in first):
            raise self.wrong(f"{name}: sends {own} in {first}", "none was given")
        for number, request in enumerate(sent[1:], 1):
            asked, query = self.list.asked(number), _query(request)
            wanted = sorted([*first, asked])
            fits = sorted(query) == wanted
            if self.list.names.kind in URLS:
                fits = {asked, ("verify", "page")} <= set(query) <= set(wanted)
            if not fits:
                did = f"{name}: asks for page {number + 1} with {short(query)}"
                raise self.wrong(did, f"the query is {short(wanted)}")
            if _beside(request) != _beside(sent[0]):
                did = f"{name}: asks for page {number + 1} by another request: {request.url}"
                raise self.wrong(did, f"it is the first one but for {own}: {sent[0].url}")
            told = self.session.recorder.timeouts[number]
            if told != self.session.recorder.timeouts[0]:
                did = f"{name}: page {number + 1} is asked for with the timeout {told}"
                raise self.wrong(did, "the options of a call hold for all its pages")

    def ends(self) -> None:
        """After the last page nothing is sent, whatever the cursor; without a word the cursor decides."""
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
                found, error = self.session.told(partial(walker, self, self.start))
                sent = len(self.session.recorder.sent)
                if error is not None or sent != len(replies) or len(found) != count:
                    end = f", then raises {describe(error)}" if error else ""
                    did = f"{way}: {what}: sends {sent} requests{end}"
                    raise self.wrong(did, f"the list ends after {len(replies)} of them")

    def circles(self) -> None:
        """What comes a second time never ends: it raises."""
        page, other = (self.list.answer(self.url, (1, 1, 1, 9), number) for number in (0, 1))
        for (way, walker), then in product(_WAYS, (page, other)):
            self.session.recorder.expect(page, (then, page, then))  # whatever is asked
            _, error = self.session.told(partial(walker, self, self.start))
            wanted: Any = self.session.package.exported("PaginationError")
            sent = len(self.session.recorder.sent)
            if not isinstance(error, wanted) or sent > 4:
                end = describe(error) if error else "nothing"
                did = f"{way}: sends {sent} requests and raises {end} when a page comes again"
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
