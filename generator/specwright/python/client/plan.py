"""Choose the names of the client and its options, from the overlay or the package name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from specwright.api.extension_values import CredentialHint
from specwright.api.model import Api, ObjectModel
from specwright.diagnostics import SILENT, Diagnostics
from specwright.openapi.spec import SecurityScheme, Server, ServerVariable
from specwright.python.naming import reserved
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import ascii_name, pascal, safe, snake
from specwright.python.syntax.expr import Ident
from specwright.source.json_values import is_object
from specwright.source.node import Node
from specwright.source.refs import Resolver

MAX_DEPTH: Final = 8
_WORDS: Final = {
    **dict.fromkeys(("header", "query", "cookie"), "api_key"),
    **dict.fromkeys(("bearer", "oauth2"), "token"),
    "basic": "username password",
}
"""The option names of a credential, by kind."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of the client: where it comes from and how it is sent."""

    scheme: str
    kind: str
    option: str
    password: str
    """The password option of a login; its first option is the user name."""
    env: str | None
    env_pair: tuple[str, str] | None
    """The environment variables of user name and password, or of client id and secret."""
    name: str | None
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        return (self.option, self.password) if self.password else (self.option,)


@dataclass(frozen=True, slots=True)
class HeaderOption:
    header: str
    option: str
    default: str


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """The names and settings of the client, from the overlay or derived from the package name."""

    package: str
    class_name: str
    env_prefix: str
    version: str
    base_url: str
    example_url: str
    """An example of the required `base_url`; empty if the document names a server."""
    servers: tuple[str, ...]
    """All servers of the document; empty if the base URL is the only one."""
    variables: tuple[ServerVariable, ...]
    credentials: tuple[Credential, ...]
    security: tuple[tuple[str, ...], ...]
    """The security of most operations."""
    headers: tuple[HeaderOption, ...]
    passwords: tuple[str, ...] = ()
    """The names of members and parameters with `format: password`."""
    http: str = "httpx"
    """The HTTP library that it needs."""

    @property
    def error(self) -> str:
        """The base class of all errors; an overlay may not use other names of the runtime."""
        name = f"{self.class_name}Error"
        is_taken = name in reserved.RUNTIME_NAMES and name != "ClientError"
        return f"{self.class_name}ClientError" if is_taken else name


def plan_client(
    api: Api, package: str, version: str, resolver: Resolver, sink: Diagnostics
) -> ClientPlan:
    """Names, environment variables and credentials of the client."""
    hints = api.hints
    base_url = _base_url(api)
    class_name = _class_name(hints.class_name or pascal(package))
    prefix = hints.env_prefix or snake(package).upper()
    return ClientPlan(
        package,
        str(Ident(class_name)),
        prefix,
        version,
        base_url,
        _example_url(api, sink) if api.operations and not base_url else "",
        _servers(api),
        _variables(api),
        _credentials(api, prefix, sink),
        _usual_security(api),
        _headers(api, sink),
        _passwords(api, resolver),
    )


def _class_name(wanted: str) -> str:
    """The name of the client class; it must not equal a name of the runtime, a resource or a handle."""
    names = {f"{prefix}{wanted}" for prefix in reserved.CLASS_PREFIXES}
    ends_alike = wanted.endswith(("Resource", "Handle", "Result"))
    return f"{wanted}Client" if names & reserved.ROOT or ends_alike else safe(wanted)


def _passwords(api: Api, resolver: Resolver) -> tuple[str, ...]:
    fields = (f for m in api.models.values() if isinstance(m, ObjectModel) for f in m.fields)
    found = [(f.wire, f.node) for f in fields]
    given = (p for o in api.operations for p in o.parameters)
    found += [(p.wire, p.schema) for p in given if p.schema is not None]
    return tuple(sorted({name for name, node in found if _is_password(node, resolver)}))


def _is_password(node: Node, resolver: Resolver, depth: int = 0) -> bool:
    """Whether a schema has `format: password`, directly, by reference, in a union or as a list."""
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


def _base_url(api: Api) -> str:
    """The first server with an absolute URL, including variables; or that of an operation if all have their own."""
    own = [o.server for o in api.operations if o.server is not None]
    servers = [*api.servers, *(own if len(own) == len(api.operations) else ())]
    return next((server.url for server in servers if _is_whole(server)), "")


def _is_whole(server: Server) -> bool:
    return "://" in _expanded(server)


def _example_url(api: Api, sink: Diagnostics) -> str:
    """An example of `base_url`, which is required; reports this."""
    path = next((_expanded(server) for server in api.servers), "")
    example = f"https://api.example.com{path if path.startswith('/') else ''}".rstrip("/")
    node = api.servers[0].node if api.servers else Node.root(api.operations[0].node.document)
    sink.note(
        "no-server",
        "the document has no server with an absolute URL, so `base_url` is a required argument of the client",
        node,
        f"add `servers` in an overlay, or pass for example base_url={example!r}",
    )
    return example


def _expanded(server: Server) -> str:
    url = server.url
    for variable in server.variables:
        url = url.replace("{" + variable.name + "}", variable.default)
    return url


def _all_servers(api: Api) -> list[Server]:
    own = [o.server for o in api.operations if o.server is not None]
    return [*api.servers, *own]


def _servers(api: Api) -> tuple[str, ...]:
    urls = tuple(dict.fromkeys(s.url for s in _all_servers(api) if _is_whole(s)))
    return urls if len(urls) > 1 else ()


def _variables(api: Api) -> tuple[ServerVariable, ...]:
    """The variables of all servers; the first definition of a name applies."""
    found: dict[str, ServerVariable] = {}
    for server in _all_servers(api):
        for variable in server.variables:
            found.setdefault(variable.name, variable)
    return tuple(found.values())


def _credentials(api: Api, prefix: str, sink: Diagnostics) -> tuple[Credential, ...]:
    hints = {hint.scheme: hint for hint in api.hints.credentials}
    used = {name for o in api.operations for names in o.security for name in names}
    kinds = {scheme.name: _kind(scheme) for scheme in api.security_schemes}
    schemes = [(scheme, kind) for scheme in api.security_schemes if (kind := kinds[scheme.name])]
    for scheme in api.security_schemes:
        if kinds[scheme.name] is None and scheme.name in used:
            sink.warning(
                "unsupported-security",
                f"the security scheme {scheme.name!r} has a type that the client does not support",
                scheme.node,
                "pass the header with default_headers=",
            )
    options = _options({scheme.name: kind for scheme, kind in schemes}, api)
    return tuple(
        _credential(scheme, kind, options[scheme.name], hints.get(scheme.name), prefix)
        for scheme, kind in schemes
    )


def _options(kinds: Mapping[str, str], api: Api) -> dict[str, tuple[str, ...]]:
    """The options of each scheme: pinned, or named after its kind or, from the second of a kind on, its own name."""
    pinned = {h.scheme: h.option for h in api.hints.credentials if h.option and h.scheme in kinds}
    scope = Scope(["base_url", *(hint.option for hint in api.hints.headers)])
    words = {scheme: _WORDS[kind] for scheme, kind in kinds.items()}
    free = [scheme for scheme in kinds if scheme not in pinned]
    first = {words[scheme]: scheme for scheme in reversed(free)}
    ranked = [*pinned, *reversed(first.values()), *free]
    found: dict[str, tuple[str, ...]] = {}
    for scheme in dict.fromkeys(ranked):
        own = ascii_name(scheme) or "credential"
        if scheme in pinned:
            wanted = [pinned[scheme]]
        elif first[words[scheme]] == scheme:
            wanted = words[scheme].split()
        else:
            wanted = [f"{own}_{word}" for word in words[scheme].split()]
            wanted = wanted if len(wanted) > 1 else [own]
        number = list(kinds).index(scheme)
        names = (safe(name, reserved.OPTIONS) for name in wanted)
        found[scheme] = tuple(scope.give([name, f"{name}_{number}"])[0] for name in names)
    return found


def _credential(
    scheme: SecurityScheme,
    kind: str,
    options: tuple[str, ...],
    hint: CredentialHint | None,
    prefix: str,
) -> Credential:
    option, password = options if len(options) > 1 else (*options, "")
    pinned = hint.env if hint else None
    variables = [f"{prefix}_{name.upper()}" for name in options]
    pair: tuple[str, str] | None = None
    urls: tuple[str, str, tuple[str, ...]] = ("", "", ())
    if password and pinned is None:
        pair = (variables[0], variables[1])
    elif kind == "oauth2":
        if "clientCredentials" in _flows(scheme):
            stem = f"{prefix}_CLIENT" if option == "token" else variables[0]
            pair = (f"{stem}_ID", f"{stem}_SECRET")
        urls = _urls(_flows(scheme))
    env = pinned if password else pinned or variables[0]
    name = scheme.parameter_name or None
    return Credential(scheme.name, kind, option, password, env, pair, name, *urls)


def _usual_security(api: Api) -> tuple[tuple[str, ...], ...]:
    counted = Counter(o.security for o in api.operations if o.security).most_common(1)
    return counted[0][0] if counted else ()


def _kind(scheme: SecurityScheme) -> str | None:
    if scheme.type == "http":
        return scheme.scheme if scheme.scheme in ("bearer", "basic") else None
    if scheme.type == "apiKey":
        return scheme.location if scheme.location in ("header", "query", "cookie") else None
    if scheme.type == "oauth2" and _urls(_flows(scheme))[0]:
        return "oauth2"
    # The implicit flow and OpenID Connect give the user an access token.
    return "bearer" if scheme.type in ("oauth2", "openIdConnect") else None


def _flows(scheme: SecurityScheme) -> dict[str, object]:
    flows = scheme.node.get("flows")
    return flows.value if flows is not None and isinstance(flows.value, dict) else {}


def _urls(flows: Mapping[str, object]) -> tuple[str, str, tuple[str, ...]]:
    """Token URL, refresh URL and scopes of a flow that works without a browser, at least from a refresh token on."""
    for name in ("clientCredentials", "password", "authorizationCode"):
        flow = flows.get(name)
        if is_object(flow) and isinstance(url := flow.get("tokenUrl"), str):
            refresh, scopes = flow.get("refreshUrl"), flow.get("scopes")
            renewal = refresh if isinstance(refresh, str) else ""
            return url, renewal, tuple(scopes) if is_object(scopes) else ()
    return "", "", ()


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
