"""Choose the credentials for an operation and add them to the request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from ..base.effects import Flow, Notify
from ..base.errors import ClientError, MissingCredentialError, Problem, RequestValidationError
from ..base.header_rules import header_problem
from ..request.params import cookie_problem, escape
from ..request.request import Authorization
from ..request.target import may_see_credentials, target_of

if TYPE_CHECKING:
    from ..config.client_config import Core
    from ..config.settings import Credential
    from ..operation.operation import Operation


def authorize_flow(
    core: Core, operation: Operation, given: Set[str], rejected: str = ""
) -> Flow[Authorization]:
    """`given` are the manually set headers, in lower case; `rejected` is a token that the server refused."""
    found = Authorization()
    is_ours = may_see_credentials(core, target_of(core, operation))
    if core.options.auth is not None and is_ours:
        found.auth = core.options.auth
        return found
    for credential in _choose(core, operation, given, is_ours):
        value: Any = core.credentials[credential.scheme]
        if callable(value):
            found.lasts = False
            value = yield Notify(_call, value)
        elif credential.kind == "oauth2" and not isinstance(value, str):
            from .oauth import token_flow

            found.lasts = False
            value = found.token = yield from token_flow(core, credential, value, rejected)
        _add(found, credential, value)
    return found


def _call(source: Any) -> Any:
    """The result of a user's function, awaited if it is awaitable."""
    return source()


def _choose(
    core: Core, operation: Operation, given: Set[str], is_ours: bool
) -> tuple[Credential, ...]:
    """The first alternative whose credentials are all available; manually set headers count as available.

    The alternative without credentials comes last, wherever it is listed: a user who passes a key
    wants it used.
    """
    if not operation.security:
        return ()
    known = {credential.scheme: credential for credential in core.settings.credentials}
    # Unknown kinds of credentials are left to manually set headers.
    for candidates in (_known_alternatives(operation, known), operation.security):
        for alternative in filter(None, candidates):
            schemes = [known[scheme] for scheme in alternative if scheme in known]
            if all(_is_there(core, item, given, is_ours) for item in schemes):
                return tuple(item for item in schemes if _header_of(item) not in given)
    if () in operation.security:
        return ()
    if not is_ours:
        raise MissingCredentialError(
            f"{operation.label} is sent to a server that is neither base_url nor in the document, "
            "so no credentials are sent"
        )
    raise MissingCredentialError(_missing_message(core, operation, known))


def _known_alternatives(
    operation: Operation, known: Mapping[str, Credential]
) -> list[tuple[str, ...]]:
    return [one for one in operation.security if all(scheme in known for scheme in one)]


def _header_of(credential: Credential) -> str:
    if credential.kind in ("bearer", "basic", "oauth2"):
        return "authorization"
    return credential.name.lower() if credential.kind == "header" else ""


def _is_there(core: Core, credential: Credential, given: Set[str], is_ours: bool) -> bool:
    return (is_ours and credential.scheme in core.credentials) or _header_of(credential) in given


def _add(found: Authorization, credential: Credential, value: Any) -> None:
    if credential.kind == "basic":
        text = value if isinstance(value, str) else ":".join(value)
        found.secrets.append(text.partition(":")[2])
        text = b64encode(text.encode()).decode("ascii")
        found.headers["Authorization"] = f"Basic {text}"
        found.secrets.append(text)
        return
    if not isinstance(value, str) or not value:
        raise ClientError(f"{credential.option} must be a non-empty string")
    found.secrets.append(value)
    if credential.kind in ("bearer", "oauth2"):
        found.headers["Authorization"] = f"Bearer {value}"
        problem = header_problem("Authorization", value, credential.option)
    elif credential.kind == "header":
        found.headers[credential.name] = value
        problem = header_problem(credential.name, value, credential.option)
    elif credential.kind == "query":
        found.query.append((escape(credential.name), escape(value)))
        problem = None
    else:
        # Never encoded: servers compare the key literally.
        found.cookies.append((credential.name, value))
        message = cookie_problem(credential.name, value)
        problem = Problem(credential.option, "cookie", message, "") if message else None
    if problem is not None:
        raise RequestValidationError("client", (problem,))


def _missing_message(core: Core, operation: Operation, known: Mapping[str, Credential]) -> str:
    wanted: list[str] = []
    for alternative in operation.security:
        names = [_describe(known.get(scheme), scheme) for scheme in alternative]
        wanted.append(" and ".join(names))
    return (
        f"{operation.label} requires a credential: pass {' or else '.join(wanted)} "
        f"to the {core.settings.product} client"
    )


def _describe(credential: Credential | None, scheme: str) -> str:
    if credential is None:
        return f"a header for the scheme {scheme!r}"
    second = f" and {credential.password}=" if credential.password else ""
    variables = filter(None, [credential.env, " and ".join(credential.env_pair or ())])
    said = ", or ".join(variables)
    return f"{credential.option}={second}{f' (or set {said})' if said else ''}"
