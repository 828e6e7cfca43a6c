"""Find the next page: one function for each kind of pagination, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

from ..base.errors import ClientError, PaginationError
from ..base.json_types import is_array
from ..calls.results import read_wire
from ..operation.operation import HEADER, Pagination, Source, is_header
from .links import next_link

if TYPE_CHECKING:
    from ..calls.call import PageCall


@dataclass(frozen=True, slots=True)
class Walked:
    """What is known of the pages before: values that must not repeat, and the number of items."""

    seen: frozenset[str] = frozenset()
    items: int | None = None


START = Walked()


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as received: its value, and the headers that matter for pagination."""

    value: Any
    headers: Mapping[str, str]

    def read(self, source: Source | None) -> Any:
        if source is None:
            return None
        if is_header(source):
            return self.headers.get(source[len(HEADER) :].lower())
        return read_wire(self.value, source)

    def number(self, source: Source | None) -> int | None:
        return _number(self.read(source))

    def items(self, pages: Pagination) -> list[Any]:
        found = self.read(pages.items)
        return found if is_array(found) else []

    def says_more(self, pages: Pagination) -> bool | None:
        """Whether there is another page; None if unknown. A URL or a cursor means yes."""
        more, last = self.read(pages.more), self.read(pages.last)
        if more is not None:
            return _is_true(more)
        return None if last is None else not _is_true(last)


Next: TypeAlias = "tuple[PageCall[Any, Any], Walked] | None"


def following(call: PageCall[Any, Any], answer: Answer, walked: Walked) -> Next:
    """The call for the next page; None after the last one. Raises `PaginationError` if pages repeat."""
    pages = call.operation.pagination
    if pages is None:
        raise ClientError(f"{call.operation.label} has no pages")
    return _WAYS[pages.kind](call, pages, answer, walked)


def place_of(call: PageCall[Any, Any]) -> str:
    """What the call of a page says of where it is, as text."""
    pages = call.operation.pagination
    return call.next_url or ("" if pages is None else str(_steered(call, pages)))


def arrived(pages: Pagination, answer: Answer, walked: Walked) -> Walked:
    """Check a page that was requested by number, since a server may ignore the number."""
    if pages.kind not in ("page", "offset") or not (items := answer.items(pages)):
        return walked
    mark = blake2b(repr(items).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    if mark in walked.seen:
        raise PaginationError(
            f"the server returned the same page twice; it seems to ignore {pages.cursor!r}"
        )
    return Walked(walked.seen | {mark}, walked.items)


def _by_cursor(call: PageCall[Any, Any], pages: Pagination, answer: Answer, walked: Walked) -> Next:
    """`more` false ends the list, true requires a cursor; without it the cursor decides, even on empty pages."""
    more = answer.says_more(pages)
    if more is False:
        return None
    cursor = _plain(answer.read(pages.next))
    if cursor is None or cursor is False or cursor == "":
        return _end(more, pages, f"no {_shown(pages.next)}")
    return _steer(call, pages, cursor), _beyond(cursor, "cursor", call, pages, walked)


def _by_last_id(
    call: PageCall[Any, Any], pages: Pagination, answer: Answer, walked: Walked
) -> Next:
    items, more = answer.items(pages), answer.says_more(pages)
    if more is False or (more is None and pages.more is not None):
        return None
    if not items:
        return _end(more, pages, "no items")
    last = _plain(read_wire(items[-1], pages.id))
    if last is None or last == "":
        raise PaginationError(
            f"the last item of a page has no {_shown(pages.id)} to request the next page"
        )
    return _steer(call, pages, last), _beyond(last, "last item", call, pages, walked)


def _by_page(call: PageCall[Any, Any], pages: Pagination, answer: Answer, walked: Walked) -> Next:
    first = 1 if pages.first is None else pages.first
    number = _number(_steered(call, pages))
    if number is None and pages.first is None:
        number = answer.number(pages.current)
    number = first if number is None else number
    items = len(answer.items(pages))
    before = (number - first) * items if walked.items is None else walked.items
    more, count = answer.says_more(pages), answer.number(pages.pages)
    if more is None and count is not None:
        more = number - first + 1 < count
    if more is None:
        more = _has_more(pages, answer, before + items)
    if not more:
        return None
    return _steer(call, pages, number + 1), Walked(walked.seen, before + items)


def _by_offset(call: PageCall[Any, Any], pages: Pagination, answer: Answer, walked: Walked) -> Next:
    first, start = pages.first or 0, _number(_steered(call, pages))
    items = len(answer.items(pages))
    reached = (first if start is None else start) + items
    more = answer.says_more(pages)
    if more is None:
        more = _has_more(pages, answer, reached - first)
    if not more or not items:
        return _end(more, pages, "no items")
    return _steer(call, pages, reached), walked


def _by_url(call: PageCall[Any, Any], pages: Pagination, answer: Answer, walked: Walked) -> Next:
    more = answer.says_more(pages)
    if more is False:
        return None
    url = answer.read(pages.next)
    if pages.kind == "link":
        url = next_link(answer.headers.get("link", ""))
    if url is None or url is False or url == "":
        return _end(more, pages, "no URL")
    url = str(url)
    if url in walked.seen:  # compared as written, since a relative URL can grow with every page
        raise PaginationError("the server returned the URL of a page twice")
    return call.at_url(urljoin(call.next_url, url)), Walked(walked.seen | {url})


_WAYS: Mapping[str, Callable[[PageCall[Any, Any], Pagination, Answer, Walked], Next]] = {
    "cursor": _by_cursor,
    "last-id": _by_last_id,
    "page": _by_page,
    "offset": _by_offset,
    "next-url": _by_url,
    "link": _by_url,
}


def _beyond(
    mark: object, what: str, call: PageCall[Any, Any], pages: Pagination, walked: Walked
) -> Walked:
    own = _steered(call, pages)
    seen = walked.seen if own is None else walked.seen | {str(own)}
    if str(mark) in seen:
        raise PaginationError(f"the server returned the page {what} {str(mark)[:80]!r} twice")
    return Walked(seen)


def _has_more(pages: Pagination, answer: Answer, reached: int) -> bool:
    """By the total number of items; without it, a page without items is the end."""
    items, total = answer.items(pages), answer.number(pages.total)
    if total is not None:
        return bool(items) and reached < total
    return bool(items) and pages.more is None and pages.last is None


def _end(more: bool | None, pages: Pagination, missing: str) -> Next:
    if more:
        said = f"{_shown(pages.more)} is true" if pages.more else f"{_shown(pages.last)} is false"
        raise PaginationError(
            f"the server reports more items ({said}), but returned"
            f" {missing}; the items read so far are incomplete"
        )
    return None


def _steered(call: PageCall[Any, Any], pages: Pagination) -> Any:
    """The current value of the page parameter."""
    argument, member = _argument(call, pages)
    value = call.parameters.get(argument)
    return read_wire(value, member) if member else value


def _steer(call: PageCall[Any, Any], pages: Pagination, value: object) -> PageCall[Any, Any]:
    argument, member = _argument(call, pages)
    if member:
        given: dict[str, Any] = call.parameters.get(argument) or {}
        value = {**given, member: value}
    return call.with_parameter(argument, value)


def _argument(call: PageCall[Any, Any], pages: Pagination) -> tuple[str, str]:
    """The argument, and the member of an object in it: `pageable.page` is sent as `page`."""
    for parameter in call.operation.parameters_in("query"):
        if parameter.name == pages.cursor:
            return parameter.argument or parameter.name, ""
        head, _, member = pages.cursor.partition(".")
        if parameter.name == head and member:
            return parameter.argument or parameter.name, member
    raise ClientError(f"{call.operation.label} has no query parameter {pages.cursor!r}")


def _shown(source: Source | None) -> str:
    return repr(".".join(source) if isinstance(source, tuple) else source)


def _is_true(value: Any) -> bool:
    return value.lower() not in ("", "false", "0") if isinstance(value, str) else bool(value)


def _plain(value: Any) -> Any:
    """The wire form: a UUID or date becomes a string again."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    from pydantic_core import to_jsonable_python

    return to_jsonable_python(value)


def _number(value: Any) -> int | None:
    """Parse a number, which headers and some servers write as a string."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
