"""Server URLs of the document and the user's variables in, base URLs out, and the origins that may see secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from ..base.errors import ClientError
from .base_url import BaseUrl, Origin, parse_base_url

if TYPE_CHECKING:
    from ..operation.operation import Operation
    from .client_config import Core
    from .settings import ClientSettings, ServerVariable

HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\Z")
SEGMENTS: Final = re.compile(r"(?!\.{1,2}(/|\Z))[\w.~-]+(/(?!\.{1,2}(/|\Z))[\w.~-]+)*\Z", re.ASCII)


def check_variables(settings: ClientSettings, given: Mapping[str, str]) -> dict[str, str]:
    known = {variable.name for variable in settings.server_variables}
    for name, value in given.items():
        if name not in known:
            raise ClientError(f"{settings.product} has no server variable {name!r}")
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  (users)
            raise ClientError(f"server variable {name!r} must be text")
    return dict(given)


def expand(settings: ClientSettings, template: str, given: Mapping[str, str]) -> str:
    """The URL with its variables filled in; a value can reach no other part of the URL than its own."""
    for variable in settings.server_variables:
        place = f"{{{variable.name}}}"
        if place in template:
            value = given.get(variable.name, variable.default)
            _check(variable, value, template, template.index(place))
            # Exports of gateways say `/{basePath}`, and give it the default `/prod`.
            template = template.replace(f"/{place}", f"/{value.lstrip('/')}")
            template = template.replace(place, value)
    return template


def _check(variable: ServerVariable, value: str, template: str, position: int) -> None:
    if variable.enum:
        if value not in variable.enum and value != variable.default:
            raise ClientError(
                f"server variable {variable.name!r} must be one of {', '.join(variable.enum)}"
            )
        return
    if value == variable.default or template == f"{{{variable.name}}}":
        return
    path_from = template.find("/", template.find("://") + 3)
    is_path = 0 <= path_from < position
    if not (SEGMENTS if is_path else HOST).match(value.lstrip("/") if is_path else value):
        kind = "path segments" if is_path else "a host name, label or port"
        raise ClientError(f"server variable {variable.name!r} must be {kind}")


@lru_cache(maxsize=256)
def _parsed(url: str) -> BaseUrl:
    return parse_base_url(url)


def target_of(core: Core, operation: Operation) -> BaseUrl:
    """Where an operation is sent: its own server, unless the user has set `base_url`."""
    if operation.server is None or core.own_url:
        return core.base_url
    url = expand(core.settings, operation.server, core.server_variables)
    return _parsed(urljoin(f"{core.base_url.root}/", url))


def may_see_credentials(core: Core, target: BaseUrl) -> bool:
    """The base URL, and while it is the document's, the document's other servers."""
    if target.origin == core.base_url.origin:
        return True
    return not core.own_url and target.origin in _declared(core)


def _declared(core: Core) -> frozenset[Origin]:
    urls = (expand(core.settings, url, core.server_variables) for url in core.settings.servers)
    root = f"{core.base_url.root}/"
    return frozenset(_parsed(urljoin(root, url)).origin for url in urls)
