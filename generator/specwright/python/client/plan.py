"""Decide how the client and its options are called, from the overlay or the package's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from specwright.api.model import Api, ObjectModel
from specwright.diagnostics import SILENT, Diagnostics
from specwright.openapi.spec import SecurityScheme, Server, ServerVariable
from specwright.python.naming import reserved
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import ascii_name, pascal, safe, snake
from specwright.python.syntax.expr import Ident
from specwright.source.node import Node
from specwright.source.refs import Resolver

MAX_DEPTH: Final = 8


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of the client: where it comes from and how it is sent."""

    scheme: str
    kind: str
    option: str
    env: str
    name: str | None
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    env_client: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HeaderOption:
    header: str
    option: str
    default: str


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What the overlay, or the package's name where it is silent, makes of the client."""

    package: str
    class_name: str
    env_prefix: str
    version: str
    base_url: str
    servers: tuple[str, ...]
    """Every server of the document; none where the base URL is the only one."""
    variables: tuple[ServerVariable, ...]
    credentials: tuple[Credential, ...]
    headers: tuple[HeaderOption, ...]
    passwords: tuple[str, ...] = ()
    """The names of members and parameters with `format: password`."""

    @property
    def error(self) -> str:
        """The base of all errors; the runtime's own names are taken, `ClientError` means the same."""
        name = f"{self.class_name}Error"
        is_taken = name in reserved.RUNTIME_NAMES and name != "ClientError"
        return f"{self.class_name}ClientError" if is_taken else name


def plan_client(
    api: Api, package: str, version: str, resolver: Resolver, sink: Diagnostics
) -> ClientPlan:
    """Names, environment variables and credentials of the client."""
    hints = api.hints
    class_name = _class_name(hints.class_name or pascal(package))
    prefix = hints.env_prefix or snake(package).upper()
    return ClientPlan(
        package,
        str(Ident(class_name)),
        prefix,
        version,
        _base_url(api.servers),
        _servers(api),
        _variables(api),
        _credentials(api, prefix, sink),
        _headers(api, sink),
        _passwords(api, resolver),
    )


def _class_name(wanted: str) -> str:
    """The client stands beside the runtime's names, resources and handles; it must be none of them."""
    names = {f"{prefix}{wanted}" for prefix in ("", "Async", "Raw", "AsyncRaw")}
    ends_alike = wanted.endswith(("Resource", "Handle", "Result"))
    return f"{wanted}Client" if names & reserved.ROOT or ends_alike else safe(wanted)


def _passwords(api: Api, resolver: Resolver) -> tuple[str, ...]:
    fields = (f for m in api.models.values() if isinstance(m, ObjectModel) for f in m.fields)
    found = [(f.wire, f.node) for f in fields]
    given = (p for o in api.operations for p in o.parameters)
    found += [(p.wire, p.schema) for p in given if p.schema is not None]
    return tuple(sorted({name for name, node in found if _is_password(node, resolver)}))


def _is_password(node: Node, resolver: Resolver, depth: int = 0) -> bool:
    """By its own word, or by that of what it refers to, alone, among alternatives or as a list."""
    if not node.is_object or depth > MAX_DEPTH:
        return False
    if node.value.get("format") == "password":
        return True
    if "$ref" in node.value:
        target = resolver.deref(node, SILENT)
        if target is not None and _is_password(target, resolver, depth + 1):
            return True
    found = [node.get(key) for key in ("allOf", "anyOf", "oneOf", "items")]
    parts = [part for one in found if one is not None for part in (one, *one.items())]
    return any(_is_password(part, resolver, depth + 1) for part in parts)


def _base_url(servers: tuple[Server, ...]) -> str:
    """The first server, with its variables; a relative one needs a base URL from the user."""
    return servers[0].url if servers and "://" in _expanded(servers[0]) else ""


def _expanded(server: Server) -> str:
    url = server.url
    for variable in server.variables:
        url = url.replace("{" + variable.name + "}", variable.default)
    return url


def _all_servers(api: Api) -> list[Server]:
    own = [o.server for o in api.operations if o.server is not None]
    return [*api.servers, *own]


def _servers(api: Api) -> tuple[str, ...]:
    urls = tuple(dict.fromkeys(s.url for s in _all_servers(api) if "://" in _expanded(s)))
    return urls if len(urls) > 1 else ()


def _variables(api: Api) -> tuple[ServerVariable, ...]:
    """The variables of all servers; what one name means is settled by the first."""
    found: dict[str, ServerVariable] = {}
    for server in _all_servers(api):
        for variable in server.variables:
            found.setdefault(variable.name, variable)
    return tuple(found.values())


def _credentials(api: Api, prefix: str, sink: Diagnostics) -> tuple[Credential, ...]:
    hints = {hint.scheme: hint for hint in api.hints.credentials}
    used = {name for o in api.operations for names in o.security for name in names}
    found: list[Credential] = []
    options = Scope(["base_url"])
    for scheme in api.security_schemes:
        kind = _kind(scheme)
        if kind is None:
            if scheme.name in used:
                sink.warning(
                    "unsupported-security",
                    f"the security scheme {scheme.name!r} has a type that the client does not support",
                    scheme.node,
                    "pass the header with default_headers=",
                )
            continue
        hint = hints.get(scheme.name)
        natural = "api_key" if not found else ascii_name(scheme.name) or "credential"
        option = safe((hint.option if hint else None) or natural, reserved.OPTIONS)
        option, _ = options.give([option, f"{option}_{len(found)}"])
        env = (hint.env if hint else None) or f"{prefix}_{option.upper()}"
        name = scheme.parameter_name or None
        flow = scheme.node.child("flows").get("clientCredentials") if kind == "oauth2" else None
        found.append(
            Credential(
                scheme.name, kind, option, env, name, *_flow(flow, f"{prefix}_{option.upper()}")
            )
        )
    return tuple(found)


def _kind(scheme: SecurityScheme) -> str | None:
    if scheme.type == "http":
        return scheme.scheme if scheme.scheme in ("bearer", "basic") else None
    if scheme.type == "apiKey":
        return scheme.location if scheme.location in ("header", "query", "cookie") else None
    if scheme.type == "oauth2" and "clientCredentials" in _flows(scheme):
        return "oauth2"
    # The other flows, and OpenID Connect, end in an access token that the user has.
    return "bearer" if scheme.type in ("oauth2", "openIdConnect") else None


def _flows(scheme: SecurityScheme) -> dict[str, object]:
    flows = scheme.node.get("flows")
    return flows.value if flows is not None and isinstance(flows.value, dict) else {}


def _flow(flow: Node | None, prefix: str) -> tuple[str, tuple[str, ...], tuple[str, str] | None]:
    """Token URL, scopes and environment variables of a client-credentials flow."""
    if flow is None or not isinstance(flow.value, dict):
        return "", (), None
    url, scopes = flow.value.get("tokenUrl"), flow.value.get("scopes")
    names = tuple(scopes) if isinstance(scopes, dict) else ()
    return (url if isinstance(url, str) else ""), names, (f"{prefix}_ID", f"{prefix}_SECRET")


def _headers(api: Api, sink: Diagnostics) -> tuple[HeaderOption, ...]:
    found: list[HeaderOption] = []
    for hint in api.hints.headers:
        values = {
            str(p.constant)
            for o in api.operations
            for p in o.parameters
            if p.location == "header" and p.is_constant and p.wire.lower() == hint.header.lower()
        }
        if len(values) == 1:
            found.append(HeaderOption(hint.header, str(Ident(hint.option)), values.pop()))
        else:
            sink.warning(
                "overlay-hint",
                f"no operation has a constant header {hint.header!r}, or it has several values",
                hint.node,
                "use the name of a required header parameter whose schema is a `const`",
            )
    return tuple(found)
