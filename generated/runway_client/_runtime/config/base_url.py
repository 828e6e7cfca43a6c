"""Parse and check base URLs: path prefix, query, origin."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from ..base.errors import ClientError

DEFAULT_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class BaseUrl:
    root: str
    prefix: str
    query: str
    origin: Origin

    @property
    def is_loopback_http(self) -> bool:
        return self.origin[0] == "http" and is_loopback(self.origin[1])

    def join(self, path: str, query: str) -> str:
        queries = "&".join(part for part in (self.query, query) if part)
        return f"{self.root}{self.prefix}{path}{'?' if queries else ''}{queries}"

    def __str__(self) -> str:
        return self.join("", "")


def parse_base_url(text: str) -> BaseUrl:
    if any(ord(char) <= 32 or ord(char) == 127 for char in text):
        raise ClientError("base_url must not contain spaces or control characters")
    try:
        parts = urlsplit(text)
        origin = _origin(parts)
    except ValueError as error:
        raise ClientError(f"base_url is not a URL: {error}") from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ClientError("base_url must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        raise ClientError("base_url must not contain a user name or password")
    if "#" in text:  # even an empty one: text after it would be lost
        raise ClientError("base_url must not contain a fragment")
    return BaseUrl(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"), parts.query, origin)


def _origin(parts: SplitResult) -> Origin:
    scheme = parts.scheme.lower()
    return (scheme, (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(scheme, 0))


def parse_origin(url: str) -> Origin | None:
    """None if the text is not a URL with a host."""
    try:
        parts = urlsplit(url)
        return _origin(parts) if parts.hostname else None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1") or host.startswith("127.")


def is_private(host: str) -> bool:
    """Whether a host is this machine or a private address, in any notation; names are not looked up."""
    import ipaddress
    import socket

    host = host.lower().rstrip(".").partition("%")[0]
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:  # resolvers also read 127.1, 0x7f000001 and 2130706433
            address = ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global


def may_hold_secrets(base: BaseUrl, url: str) -> bool:
    """Only https; http is allowed for localhost if the API itself uses it."""
    origin = parse_origin(url)
    if origin is None or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return False
    if origin[0] == "https":
        return True
    return base.is_loopback_http and origin[0] == "http" and is_loopback(origin[1])
