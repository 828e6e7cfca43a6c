"""Recognize paginated lists by their parameters and responses, if they leave no doubt.

A guess that is not certain is only used as a suggestion when an overlay does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from specwright.api.extension_values import Pagination
from specwright.api.extensions.read import PREFIX
from specwright.api.model import Operation, Parameter
from specwright.api.pagination import words
from specwright.api.pagination.answer import Models, query_of
from specwright.api.pagination.document_page import DocumentPage
from specwright.api.pagination.words import normal
from specwright.diagnostics import Diagnostics
from specwright.openapi.overlay.writing import is_plain

_OF_THE_NEXT = re.compile(r"\b(next|subsequent|following)\b", re.IGNORECASE)
_OF_PAGES = re.compile(r"\bpage (number|index)\b|\bnumber of the page\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """A possible kind of pagination, and whether it is certain."""

    pages: Pagination
    certain: bool


def recognise(
    operations: tuple[Operation, ...], models: Models, sink: Diagnostics
) -> tuple[Operation, ...]:
    """Add pagination to lists for which the overlay declares none; each is reported by a note."""
    return tuple(_recognised(operation, models, sink) for operation in operations)


def _recognised(operation: Operation, models: Models, sink: Diagnostics) -> Operation:
    if operation.node.has(PREFIX + "pagination"):
        return _with_first(operation, models)
    if not _is_plain(operation):
        return operation
    guess = guess_pages(operation, models)
    if guess is None or not guess.certain:
        return operation
    sink.note(
        "pagination-recognised",
        f"{operation.method} {operation.path} is read as a paginated list, as if by {in_yaml(guess.pages)}",
        operation.node,
        f"the method returns a pager; to get the response itself, set {PREFIX}pagination: false in an overlay",
    )
    return replace(operation, pagination=guess.pages)


def _with_first(operation: Operation, models: Models) -> Operation:
    """Start page numbers at the default of their parameter, unless the overlay sets the start."""
    pages = operation.pagination
    if pages is None or pages.page is None or pages.first is not None or pages.current is not None:
        return operation
    parameter = query_of(operation, models).get(pages.page)
    first = _default(parameter) if parameter is not None else None
    return replace(operation, pagination=replace(pages, first=first))


def _is_plain(operation: Operation) -> bool:
    """Whether an operation only reads, and has one kind of response."""
    contents = [content for outcome in operation.successes for content in outcome.contents]
    hints = (operation.waiter, operation.upload, operation.waits_for)
    is_json = any(c.kind == "json" for c in contents)
    one = len({c.type for c in contents if c.kind == "json"}) == 1
    streamed = any(c.kind == "stream" for c in contents)
    whole = all(outcome.contents for outcome in operation.successes)
    plain = is_json and one and whole and not streamed
    return operation.method == "GET" and plain and not any(hints)


def guess_pages(operation: Operation, models: Models) -> Guess | None:
    """The best kind of pagination for an operation: the first certain one, else the first possible one."""
    page = DocumentPage(operation, models)
    if not page.is_list:
        return None
    guesses = [guess for way in _WAYS for guess in way(page)]
    certain = (guess for guess in guesses if guess.certain)
    return next(certain, guesses[0] if guesses else None)


def in_yaml(pages: Pagination) -> str:
    """The overlay line that declares this pagination."""
    given = [(field.name, getattr(pages, field.name)) for field in fields(pages)]
    said = [f"{name}: {_scalar(value)}" for name, value in given if value is not None]
    if pages.kind == "cursor":
        said = said[1:]
    return f"{PREFIX}pagination: {{{', '.join(said)}}}"


def _scalar(value: str | int) -> str:
    if isinstance(value, int) or is_plain(value):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def _by_cursor(page: DocumentPage) -> Iterator[Guess]:
    if page.items is None:
        return
    more, last, size = page.member(words.MORE, "boolean"), _last(page), _size(page)

    def guess(parameter: Parameter, member: str, certain: bool = True) -> Guess:
        found = Pagination(
            items=page.items, cursor=parameter.wire, next=member, more=more, last=last, size=size
        )
        return Guess(found, certain)

    for word, parameter in page.parameters.items():
        kind = page.kind_of(parameter)
        member = page.member([f"next{word}"], kind) if kind in ("text", "number") else None
        forward = not word.startswith(words.BACKWARDS)
        if member is not None and forward and not _url(page, member):
            yield guess(parameter, member)
    cursor = page.parameter(words.CURSORS, "text")
    named = page.member(words.NEXT_CURSORS, "text")
    if cursor is not None and named is not None:
        yield guess(cursor, named)
    for kind in ("text", "number"):
        after, id_ = page.parameter(words.LAST_IDS, kind), page.member(["lastid"], kind)
        if after is not None and id_ is not None:
            yield guess(after, id_, more is not None)
        own, echo = page.parameter(["cursor"], kind), page.member(["cursor", "next"], kind)
        if own is not None and echo is not None and not _url(page, echo):
            told = next(m.description for m in page.members if m.name == echo)
            yield guess(own, echo, bool(_OF_THE_NEXT.search(told)) and normal(echo) == "cursor")


def _by_offset(page: DocumentPage) -> Iterator[Guess]:
    size = _size(page)
    sure = page.parameter(words.OFFSETS, "number")
    parameter = sure or page.parameter(words.OTHER_OFFSETS, "number")
    if parameter is None or _is_odata(page) or _OF_PAGES.search(parameter.description):
        return
    found = _counted(page, Pagination(kind="offset", offset=parameter.wire, size=size))
    first = _default(parameter)
    found = replace(found, first=first or None)
    ends = found.total or found.more or found.last
    yield Guess(
        found, ends is not None and (sure is not None or size is not None) and first in (None, 0, 1)
    )


def _by_page(page: DocumentPage) -> Iterator[Guess]:
    parameter = page.parameter(words.PAGES, "number")
    if parameter is None:
        return
    found = _counted(page, Pagination(kind="page", page=parameter.wire, size=_size(page)))
    pages = page.member(words.PAGE_COUNTS, "number") or page.header(words.PAGE_HEADERS)
    first = _default(parameter)
    if first is None and (
        parameter.limits.get("minimum") == 1 or parameter.limits.get("exclusiveMinimum") == 0
    ):
        first = 1
    current = page.member(words.CURRENT_PAGES, "number") if first is None else None
    ends = pages or found.total or found.more or found.last
    starts = first in (0, 1) or current is not None or parameter.required
    yield Guess(
        replace(found, pages=pages, first=first, current=current), ends is not None and starts
    )


def _by_url(page: DocumentPage) -> Iterator[Guess]:
    if page.items is None:
        return
    texts = [
        m for m in page.members if m.kind == "text" and (m.word == "next" or m.word in words.URLS)
    ]
    if len(texts) == 1:
        beside = {member.word for member in page.members}
        drf = "results" in beside and bool(beside & {"previous", "prev"}) and "count" in beside
        found = Pagination(kind="next-url", items=page.items, next=texts[0].name, size=_size(page))
        yield Guess(found, texts[0].is_url or drf)


def _by_link(page: DocumentPage) -> Iterator[Guess]:
    if "link" in page.answer.headers:
        yield Guess(Pagination(kind="link", items=page.items, size=_size(page)), True)


def _by_last_id(page: DocumentPage) -> Iterator[Guess]:
    more = page.member(words.MORE, "boolean")
    item = page.answer.item(page.items)
    kind = "open" if item is None else page.kind_in(item, "id")
    parameter = page.parameter(words.LAST_IDS, kind) if kind in ("text", "number") else None
    if parameter is not None:
        found = Pagination(
            kind="last-id", items=page.items, after=parameter.wire, more=more, size=_size(page)
        )
        yield Guess(found, more is not None)


_WAYS: tuple[Callable[[DocumentPage], Iterator[Guess]], ...] = (
    _by_cursor,
    _by_link,
    _by_offset,
    _by_page,
    _by_url,
    _by_last_id,
)


def _counted(page: DocumentPage, pages: Pagination) -> Pagination:
    """Add what marks the end of the list; a URL of the next page already does."""
    url = page.member(["next", *words.URLS], "text")
    return replace(
        pages,
        items=page.items,
        total=page.total,
        more=page.member(words.MORE, "boolean") or url,
        last=_last(page),
    )


def _is_odata(page: DocumentPage) -> bool:
    """Whether this is OData, whose next link must be followed: what a number means is up to the server."""
    return any(member.word == "odatanextlink" for member in page.members)


def _last(page: DocumentPage) -> str | None:
    return page.member(words.LAST, "boolean")


def _size(page: DocumentPage) -> str | None:
    found = page.parameter(words.SIZES, "number")
    return found.wire if found is not None else None


def _default(parameter: Parameter) -> int | None:
    value = parameter.default
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _url(page: DocumentPage, name: str) -> bool:
    return any(m.is_url for m in page.members if m.name == name)
