"""Choose the server of an operation, and decide which servers may receive credentials."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..config.base_url import BaseUrl, Origin, parse_base_url
from ..config.servers import expand

if TYPE_CHECKING:
    from ..config.client_config import Core
    from ..operation.operation import Operation


@lru_cache(maxsize=256)
def _parsed(url: str) -> BaseUrl:
    return parse_base_url(url)


def target_of(core: Core, operation: Operation) -> BaseUrl:
    """The server of an operation: its own, unless the user set `base_url`."""
    if operation.server is None or core.own_url:
        return core.base_url
    url = expand(core.settings, operation.server, core.server_variables)
    return _parsed(urljoin(f"{core.base_url.root}/", url))


def may_see_credentials(core: Core, target: BaseUrl) -> bool:
    """The base URL; if it is the document's, also the document's other servers."""
    if target.origin == core.base_url.origin:
        return True
    return not core.own_url and target.origin in _declared(core)


def _declared(core: Core) -> frozenset[Origin]:
    urls = (expand(core.settings, url, core.server_variables) for url in core.settings.servers)
    root = f"{core.base_url.root}/"
    return frozenset(_parsed(urljoin(root, url)).origin for url in urls)
