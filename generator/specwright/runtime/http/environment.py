"""Explain errors of the HTTP library that an environment variable causes, and name the variable."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import ssl
from collections.abc import Generator, Iterator

from ..base.errors import ClientError
from ..base.http_library import http

PROXIES = ("http_proxy", "https_proxy", "all_proxy")
WAY_OUT = "correct or unset it, or pass your own http_client= to the client"


@contextlib.contextmanager
def explained() -> Generator[None, None, None]:
    """Proxy URLs may contain a password, so their values and the cause are never shown."""
    problem: str | None = None
    try:
        yield
    except (OSError, ValueError, ImportError, http.InvalidURL) as error:
        problem = _certificates_problem() or _proxy_problem() or _no_proxy_problem()
        if problem is None:
            problem = f"the HTTP client cannot be created ({type(error).__name__})"
    if problem is not None:
        raise ClientError(f"{problem}: {WAY_OUT}")


def check_certificates() -> None:
    """OpenSSL accepts missing directories, and then trusts no certificate."""
    folders = os.environ.get("SSL_CERT_DIR", "")
    if folders and not os.environ.get("SSL_CERT_FILE"):
        parts = filter(None, folders.split(os.pathsep))
        if not any(os.path.isdir(part) for part in parts):  # noqa: PTH112  (any text may stand there)
            raise FileNotFoundError(folders)


def _certificates_problem() -> str | None:
    path = os.environ.get("SSL_CERT_FILE")
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except ssl.SSLError:
            return f"SSL_CERT_FILE names {path!r}, which contains no PEM certificates"
        except OSError as error:
            if not _is_key_log(error):
                return f"SSL_CERT_FILE names {path!r}, which cannot be read ({error.strerror})"
    try:
        check_certificates()
    except FileNotFoundError as error:
        return f"SSL_CERT_DIR names {error.args[0]!r}, which is not a directory"
    try:
        ssl.create_default_context()
    except OSError as error:
        if _is_key_log(error):
            name = os.environ["SSLKEYLOGFILE"]
            return f"SSLKEYLOGFILE names {name!r}, which cannot be written ({error.strerror})"
    return None


def _is_key_log(error: OSError) -> bool:
    log = os.environ.get("SSLKEYLOGFILE")
    return bool(log) and error.filename == log


def _variables(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        if name.lower() in names and value:
            yield name, value


def read_proxies() -> dict[str, http.Proxy | None]:
    """Read the proxies as the HTTP library does: URL patterns with their proxy, or None for no proxy.

    In addition, an IPv6 address may have brackets and a port.
    """
    from urllib.request import getproxies

    found = getproxies()
    proxies: dict[str, http.Proxy | None] = {
        f"{scheme}://": _proxy(found[scheme])
        for scheme in ("http", "https", "all")
        if found.get(scheme)
    }
    hosts = [host.strip() for host in found.get("no", "").split(",")]
    if "*" in hosts:
        return {}
    proxies.update((_pattern(host), None) for host in hosts if host)
    return proxies


def _proxy(value: str) -> http.Proxy:
    proxy = http.Proxy(value if "://" in value else f"http://{value}")
    if not proxy.url.host or (proxy.url.port or 0) > 65535:
        raise ValueError("no host, or an invalid port")
    return proxy


def _pattern(host: str) -> str:
    """The URL pattern for the HTTP library; raises if it is not supported."""
    if "://" in host:
        pattern = host
    elif host.startswith("["):
        pattern = f"all://{host}"
    elif _is_ipv6(host):
        pattern = f"all://[{host}]"
    elif host.lower() == "localhost" or _is_ipv4(host):
        pattern = f"all://{host}"
    else:
        pattern = f"all://*{host}"
    http.URL(pattern)
    return pattern


def _is_ipv4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host.partition("/")[0])
    except ValueError:
        return False
    return True


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return False
    return True


def _proxy_problem() -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name, value in _variables(PROXIES):
        try:
            http.HTTPTransport(verify=context, proxy=_proxy(value)).close()
        except ImportError:
            return (
                f"{name} names a SOCKS proxy, for which you must install the package socksio "
                f"(pip install '{http.__name__}[socks]')"
            )
        except (ValueError, http.InvalidURL):
            return (
                f"{name} is not a valid proxy URL: use http://, https://, socks5:// or socks5h://, a host and a "
                "port, with a user and password percent-encoded"
            )
    return None


def _no_proxy_problem() -> str | None:
    for name, value in _variables(("no_proxy",)):
        for host in map(str.strip, value.split(",")):
            try:
                _pattern(host)
            except (ValueError, http.InvalidURL):
                return (
                    f"{name} holds {host!r}, which {http.__name__} does not support: use host names and addresses, "
                    "not IPv6 ranges"
                )
    return None
