"""Download a document by URL, within limits; redirects never lead to private addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from specwright.source.address import Unavailable, shown_name

_SECONDS: Final = 60.0
"""For the whole download; each read may take half of it."""
_MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_HINT: Final = "check the URL, or save the document in a file"


@dataclass(frozen=True, slots=True)
class UrlFile:
    """A document on a server. Its references may not name other files."""

    url: str

    @property
    def shown(self) -> str:
        """The name to show."""
        return shown_name(self.url)

    def beside(self, name: str) -> UrlFile:
        """Always raises `Unavailable`: references of a downloaded document are not followed."""
        raise Unavailable(
            "unsupported-url-ref",
            f"{name!r} is a file beside a URL, and only the document itself is downloaded",
            "save the document and the files next to it in a folder",
        )

    def read(self, most: int) -> bytes:
        """Read up to `limit` bytes; raises `Unavailable`."""
        try:
            return asyncio.run(asyncio.wait_for(_download(self.url, most), _SECONDS))
        except (asyncio.TimeoutError, httpx.TimeoutException):
            raise _failure("the server takes too long") from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            # The text of an error can contain the URL with its credentials.
            cause = error.__cause__ or error
            reason = getattr(cause, "strerror", None) or type(error).__name__
            raise _failure(f"the download failed ({reason})") from None


async def _download(text: str, most: int) -> bytes:
    url = first = _parsed(text)
    pinned: str | None = None
    known = await _addresses(first)
    headers = {
        "accept": "application/yaml, application/json, */*;q=0.5",
        "user-agent": "specwright",
    }
    async with httpx.AsyncClient(timeout=_SECONDS / 2, headers=headers) as client:
        for _ in range(_MAX_REDIRECTS + 1):
            response = await client.send(_request(client, url, pinned), stream=True)
            async with aclosing(response):
                if response.status_code not in _REDIRECTS:
                    return await _content(response, most)
                url = _target(url, first, response.headers.get("location", ""))
            pinned = await _pinned(url, first, known)
    raise _failure(f"the server redirects more than {_MAX_REDIRECTS} times")


def _request(client: httpx.AsyncClient, url: httpx.URL, pinned: str | None) -> httpx.Request:
    """Build the request; the host is resolved only once, so that its address cannot change afterwards."""
    if pinned is None:
        return client.build_request("GET", url)
    return client.build_request(
        "GET",
        url.copy_with(host=pinned),
        headers={"host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


async def _content(response: httpx.Response, most: int) -> bytes:
    if response.status_code != 200:
        status = f"{response.status_code} {response.reason_phrase}".strip()
        raise _failure(f"the server returned {status}")
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) >= most:
            break
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/html" and content.lstrip().startswith(b"<"):
        raise _failure("the server returned a web page instead of a document")
    return bytes(content[:most])


def _target(url: httpx.URL, first: httpx.URL, location: str) -> httpx.URL:
    """The target of a redirect; credentials are sent only to the original host."""
    try:
        target = url.join(location)
    except (httpx.InvalidURL, UnicodeError):
        raise _failure("the server redirects to an invalid URL") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise _failure("the server redirects to something that is not http or https")
    if url.scheme == "https" and target.scheme == "http":
        raise _failure("the server redirects from https to http")
    same = _origin(target) == _origin(first)
    return target.copy_with(userinfo=first.userinfo if same else b"", fragment=None)


async def _pinned(url: httpx.URL, first: httpx.URL, known: list[str]) -> str | None:
    """The address to connect to after a redirect: the original one, or a public one."""
    if _origin(url) == _origin(first):
        return known[0] if known else None
    found = await _addresses(url)
    if not found:
        raise _failure(f"the server redirects to {url.host}, which is not found")
    if not all(map(_is_public, found)):
        raise _failure(f"the server redirects to the private address of {url.host}")
    return found[0]


async def _addresses(url: httpx.URL) -> list[str]:
    """The addresses of a host; empty if only a proxy can resolve it."""
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(url.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return False
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


def _parsed(text: str) -> httpx.URL:
    if not text.lower().startswith(("http://", "https://")):
        raise Unavailable("unreadable-file", "only http and https are supported", _HINT)
    try:
        url = httpx.URL(text)
        port = urlsplit(text).port
    except (httpx.InvalidURL, ValueError):
        raise _failure("this is not a valid URL") from None
    if not url.host or port == 0:
        raise _failure("this is not a valid URL")
    return url.copy_with(fragment=None)


def _failure(message: str) -> Unavailable:
    return Unavailable("unreadable-file", message, _HINT)
