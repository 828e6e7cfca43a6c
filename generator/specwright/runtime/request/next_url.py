"""Check the URL of the next page, since a URL from a server could send credentials elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus, urljoin, urlsplit

from ..base.errors import PaginationError
from ..config.base_url import parse_origin

if TYPE_CHECKING:
    from .sendable import Sendable

_AS_IT_IS = "%:/?#[]@!$&'()*+,;=~"
Pairs = list[tuple[str, str]]


def url_of_next(call: Sendable, own: str, beside: Pairs, authorization: Pairs) -> str:
    """The URL of the next page, which must have the origin of the first, with the parameters of every request."""
    given = call.next_url
    if any(ord(char) <= 32 or ord(char) == 127 for char in given):
        raise _refused(call, "an invalid URL")
    try:
        url = urljoin(own, quote(given, safe=_AS_IT_IS)).partition("#")[0]
        has_user = "@" in urlsplit(url).netloc
    except ValueError:
        raise _refused(call, "an invalid URL") from None
    here, there = parse_origin(own), parse_origin(url)
    if has_user or there is None:
        raise _refused(call, "a URL that is not one of an API")
    if here != there:
        origin = "{}://{}:{}".format(*there)
        raise _refused(call, f"another origin, {origin} (a proxy can cause this)")
    place, _, query = url.partition("?")
    return f"{place}?{merged}" if (merged := _merged(query, beside, authorization)) else place


def _merged(query: str, beside: Pairs, authorization: Pairs) -> str:
    """The server's query without credentials; parameters of `beside` that it lacks are added."""
    parts = [part for part in query.split("&") if part]
    secret = {name for name, _ in authorization}
    kept = [part for part in parts if _name(part) not in secret]
    names = {_name(part) for part in kept}
    more = [(name, value) for name, value in beside if unquote_plus(name) not in names]
    added = [(name, value) for name, value in more if name not in secret]
    return "&".join([*kept, *(f"{name}={value}" for name, value in (*added, *authorization))])


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])


def _refused(call: Sendable, what: str) -> PaginationError:
    return PaginationError(
        f"{call.operation.label}: the server returned {what} as the URL of the next page. To protect credentials,"
        " the client requests pages only from the origin of the first; the items so far are incomplete"
    )
