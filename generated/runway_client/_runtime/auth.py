"""An operation's security and the client's credentials in, headers, query and cookies to add out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import ClientError, MissingCredentialError, RequestValidationError
from .header_rules import header_problem
from .params import escape

if TYPE_CHECKING:
    from .core import Core
    from .operation import Operation
    from .settings import Credential, CredentialValue


@dataclass(slots=True, repr=False)
class Authorization:
    """What the chosen alternative adds, and the secrets in it, which are masked wherever shown."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    secrets: list[str] = field(default_factory=list[str])


def authorize(core: Core, operation: Operation, given_headers: Mapping[str, str]) -> Authorization:
    """The first alternative whose credentials are all there; a header set by hand counts as given."""
    found = Authorization()
    if not operation.security:
        return found
    lowered = {name.lower() for name in given_headers}
    known = {credential.scheme: credential for credential in core.settings.credentials}
    # One of a kind that the client does not know is left to headers set by hand.
    for candidates in (_known_alternatives(operation, known), operation.security):
        for alternative in candidates:
            schemes = [known[scheme] for scheme in alternative if scheme in known]
            if all(_is_there(core, credential, lowered) for credential in schemes):
                for credential in schemes:
                    if _header_of(credential) not in lowered:
                        _add(found, credential, core.credentials[credential.scheme])
                return found
    raise MissingCredentialError(_missing_message(core, operation, known))


def _known_alternatives(
    operation: Operation, known: Mapping[str, Credential]
) -> list[tuple[str, ...]]:
    return [one for one in operation.security if all(scheme in known for scheme in one)]


def _header_of(credential: Credential) -> str:
    if credential.kind in ("bearer", "basic"):
        return "authorization"
    return credential.name.lower() if credential.kind == "header" else ""


def _is_there(core: Core, credential: Credential, given_headers: set[str]) -> bool:
    return credential.scheme in core.credentials or _header_of(credential) in given_headers


def _add(found: Authorization, credential: Credential, value: CredentialValue) -> None:
    if callable(value):
        value = value()
    if credential.kind == "basic":
        text = ":".join(value) if isinstance(value, tuple) else str(value)
        found.secrets.append(text.partition(":")[2])
        text = b64encode(text.encode()).decode("ascii")
        found.headers["Authorization"] = f"Basic {text}"
        found.secrets.append(text)
        return
    if not isinstance(value, str) or not value:
        raise ClientError(f"{credential.option} must be a text that is not empty")
    found.secrets.append(value)
    if credential.kind == "bearer":
        found.headers["Authorization"] = f"Bearer {value}"
        problem = header_problem("Authorization", value, credential.option)
    elif credential.kind == "header":
        found.headers[credential.name] = value
        problem = header_problem(credential.name, value, credential.option)
    else:
        pairs = found.query if credential.kind == "query" else found.cookies
        pairs.append((escape(credential.name), escape(value)))
        problem = None
    if problem is not None:
        raise RequestValidationError("client", (problem,))


def _missing_message(core: Core, operation: Operation, known: Mapping[str, Credential]) -> str:
    wanted: list[str] = []
    for alternative in operation.security:
        names = [_describe(known.get(scheme), scheme) for scheme in alternative]
        wanted.append(" and ".join(names))
    return (
        f"{operation.label} needs a credential: give {' or else '.join(wanted)} "
        f"to the {core.settings.product} client"
    )


def _describe(credential: Credential | None, scheme: str) -> str:
    if credential is None:
        return f"a header for the scheme {scheme!r}"
    variable = f" (or set {credential.env})" if credential.env else ""
    return f"{credential.option}={variable}"
