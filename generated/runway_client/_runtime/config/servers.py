"""Fill the variables of server URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ..base.errors import ClientError

if TYPE_CHECKING:
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
    """The URL with its variables filled in; a value cannot change other parts of the URL."""
    for variable in settings.server_variables:
        place = f"{{{variable.name}}}"
        if place in template:
            value = given.get(variable.name, variable.default)
            _check(variable, value, template, template.index(place))
            # API gateways export `/{basePath}` with the default `/prod`.
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
