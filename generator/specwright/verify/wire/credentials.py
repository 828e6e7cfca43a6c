"""Find the security schemes that a request satisfies."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.document import Document, Operation, SecurityScheme
from .reading import Raw


def carried(raw: Raw, scheme: SecurityScheme) -> int:
    """How many credentials of the scheme the request carries."""
    if scheme.kind == "apiKey":
        if scheme.location == "query":
            return sum(name == scheme.name for name, _ in raw.query)
        if scheme.location == "cookie":
            return sum(name == scheme.name for name, _ in raw.cookies)
        return sum(name == scheme.name.lower() for name, _ in raw.headers)
    if scheme.kind == "mutualTLS":
        return 1  # not visible in a request
    prefix = (scheme.scheme if scheme.kind == "http" else "bearer") + " "
    values = [value for name, value in raw.headers if name == "authorization"]
    return sum(
        value.lower().startswith(prefix) and value[len(prefix) :].strip() != "" for value in values
    )


def security_of(
    document: Document, operation: Operation, raw: Raw
) -> tuple[tuple[str, ...], list[str]]:
    """(the schemes whose credentials are present, problems)."""
    schemes = [s for s in document.security_schemes.values() if s.kind != "mutualTLS"]
    present = tuple(scheme.key for scheme in schemes if carried(raw, scheme))
    return present, list(_problems(operation, raw, schemes))


def _problems(operation: Operation, raw: Raw, schemes: list[SecurityScheme]) -> Iterator[str]:
    if not any(all(carried(raw, s) for s in alternative) for alternative in operation.security):
        wanted = " or ".join(" and ".join(s.key for s in a) for a in operation.security)
        yield f"the credentials of {wanted} are missing"
    if sum(name == "authorization" for name, _ in raw.headers) > 1:
        yield "the header Authorization is sent twice"
    asked = {_place(scheme) for alternative in operation.security for scheme in alternative}
    own = {_normal(p.location, p.name) for p in operation.parameters}
    for scheme in schemes:
        count = carried(raw, scheme)
        if count > 1:
            yield f"the credentials of {scheme.key} are sent {count} times"
        if count and _place(scheme) not in asked | own:
            yield f"the credentials of {scheme.key} are sent, though the operation does not use them"
    wants_header = any(place == ("header", "authorization") for place in asked)
    if not wants_header and any(name == "authorization" for name, _ in raw.headers):
        yield "the header Authorization is sent, though the operation does not use it"


def _place(scheme: SecurityScheme) -> tuple[str, str]:
    if scheme.kind == "apiKey":
        return _normal(scheme.location, scheme.name)
    return ("header", "authorization")


def _normal(location: str, name: str) -> tuple[str, str]:
    return (location, name.lower() if location == "header" else name)
