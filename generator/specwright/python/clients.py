"""An `Api` and its names enter; settings, clients and the table of operations leave."""

from __future__ import annotations

from dataclasses import dataclass

from specwright.api.model import Api
from specwright.api.registry import place_of
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import SecurityScheme, Server
from specwright.python.docs import doc
from specwright.python.expr import Call, DictOf, Expr, Ident, Lit, Module, Name, TupleOf, union
from specwright.python.names import Names
from specwright.python.package import PyClientModule, PyOperationsModule, PySettingsModule
from specwright.python.parts import (
    PyClient,
    PyImport,
    PyParameter,
    PyRawClient,
    PyRawProperty,
    PyRecord,
    PyResourceProperty,
    PyStar,
)
from specwright.python.resources import resource_class
from specwright.python.words import pascal, safe, snake


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of the client: where it comes from and how it is sent."""

    scheme: str
    kind: str
    option: str
    env: str
    name: str | None


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
    credentials: tuple[Credential, ...]
    headers: tuple[HeaderOption, ...]

    @property
    def error(self) -> str:
        return f"{self.class_name}Error"


def plan_client(api: Api, package: str, version: str, sink: Diagnostics) -> ClientPlan:
    """Names, environment variables and credentials of the client."""
    hints = api.hints
    class_name = hints.class_name or pascal(package)
    prefix = hints.env_prefix or snake(package).upper()
    return ClientPlan(
        package,
        str(Ident(safe(class_name))),
        prefix,
        version,
        _base_url(api.servers),
        _credentials(api, prefix, sink),
        _headers(api, sink),
    )


def _base_url(servers: tuple[Server, ...]) -> str:
    """The first server, its variables at their defaults; relative ones need a base URL from the user."""
    if not servers:
        return ""
    url = servers[0].url
    for variable in servers[0].variables:
        url = url.replace("{" + variable.name + "}", variable.default)
    return url if "://" in url else ""


def _credentials(api: Api, prefix: str, sink: Diagnostics) -> tuple[Credential, ...]:
    hints = {hint.scheme: hint for hint in api.hints.credentials}
    used = {name for o in api.operations for names in o.security for name in names}
    found: list[Credential] = []
    options: set[str] = set()
    for scheme in api.security_schemes:
        kind = _kind(scheme)
        if kind is None:
            if scheme.name in used:
                sink.warning(
                    "unsupported-security",
                    f"the security scheme {scheme.name!r} is of a kind that the client does not know yet",
                    scheme.node,
                    "pass the header yourself with default_headers=",
                )
            continue
        hint = hints.get(scheme.name)
        natural = "api_key" if not found else snake(scheme.name)
        option = (hint.option if hint else None) or natural
        option = safe(option) if option not in options else f"{option}_{len(options)}"
        env = (hint.env if hint else None) or f"{prefix}_{option.upper()}"
        options.add(option)
        name = scheme.parameter_name or None
        found.append(Credential(scheme.name, kind, option, env, name))
    return tuple(found)


def _kind(scheme: SecurityScheme) -> str | None:
    if scheme.type == "http":
        return scheme.scheme if scheme.scheme in ("bearer", "basic") else None
    if scheme.type == "apiKey":
        return scheme.location if scheme.location in ("header", "query", "cookie") else None
    # Both end in an access token that is sent as a bearer token.
    return "bearer" if scheme.type in ("oauth2", "openIdConnect") else None


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
                None,
                "name a required header parameter whose schema is a `const`",
            )
    return tuple(found)


def shape_settings(plan: ClientPlan) -> PySettingsModule:
    """The module that holds the one `ClientSettings`."""
    credentials = tuple(
        Call(
            Name("_r.Credential"),
            (),
            tuple(
                (key, Lit(value))
                for key, value in (
                    ("scheme", credential.scheme),
                    ("kind", credential.kind),
                    ("option", credential.option),
                    ("env", credential.env),
                    ("name", credential.name),
                )
                if value is not None
            ),
        )
        for credential in plan.credentials
    )
    headers = tuple(
        Call(
            Name("_r.HeaderOption"),
            (),
            (("header", Lit(h.header)), ("option", Lit(h.option)), ("default", Lit(h.default))),
        )
        for h in plan.headers
    )
    keywords: list[tuple[str, Expr]] = [
        ("package", Lit(plan.package)),
        ("product", Lit(plan.class_name)),
        ("version", Lit(plan.version)),
        ("env_prefix", Lit(plan.env_prefix)),
        ("base_url", Lit(plan.base_url)),
        ("credentials", TupleOf(credentials)),
        ("header_options", TupleOf(headers)),
    ]
    return PySettingsModule(
        doc("What the runtime knows about this client.", indent=0),
        Call(Name("_r.ClientSettings"), (), tuple(keywords)),
    )


def shape_clients(api: Api, names: Names, plan: ClientPlan) -> PyClientModule:
    """The clients of both flavours, and the raw kind of each."""
    resources = sorted(set(names.resources.values()))
    imports = tuple(
        PyImport(
            Module(f".resources.{resource}"),
            tuple(
                Ident(resource_class(resource, prefix))
                for prefix in ("Async", "AsyncRaw", "Raw", "")
            ),
        )
        for resource in resources
    )
    clients: list[PyClient | PyRawClient] = []
    for prefix in ("", "Async"):
        clients += [
            _client(plan, resources, prefix, api),
            _raw_client(plan, resources, prefix),
        ]
    return PyClientModule(
        doc(f"The clients: `{plan.class_name}` and `Async{plan.class_name}`.", indent=0),
        imports,
        tuple(clients),
    )


def _client(plan: ClientPlan, resources: list[str], prefix: str, api: Api) -> PyClient:
    text = union([Name("str"), Name("None")])
    pair = union([Name("_r.BasicCredentials"), Name("None")])
    options = [
        PyParameter(Ident(c.option), pair if c.kind == "basic" else text, Name("None"))
        for c in plan.credentials
    ]
    options += [PyParameter(Ident(h.option), text, Name("None")) for h in plan.headers]
    credentials = DictOf(tuple((Lit(c.scheme), Name(c.option)) for c in plan.credentials))
    headers = DictOf(tuple((Lit(h.option), Name(h.option)) for h in plan.headers))
    kind = "async" if prefix else "sync"
    return PyClient(
        Ident(f"{prefix}{plan.class_name}"),
        Name(f"_r.{prefix or 'Sync'}Client"),
        doc(f"The {kind} client of {api.info.title or plan.package}.", _client_doc(plan)),
        Ident(f"{prefix}Raw{plan.class_name}"),
        # Nothing may stand between a bare star and `**`.
        (PyStar(), *options) if options else (),
        credentials,
        headers,
        Name(f"_r.{prefix or 'Sync'}Arguments"),
        Name(f"_r.{prefix or 'Sync'}Changes"),
        tuple(
            PyResourceProperty(Ident(r), Ident(r), Ident(resource_class(r, prefix)))
            for r in resources
        ),
    )


def _client_doc(plan: ClientPlan) -> str:
    said = [f"`{c.option}` is read from `{c.env}` where it is not given." for c in plan.credentials]
    said.append(f"The base URL can be set with `{plan.env_prefix}_BASE_URL`.")
    return " ".join(said)


def _raw_client(plan: ClientPlan, resources: list[str], prefix: str) -> PyRawClient:
    return PyRawClient(
        Ident(f"{prefix}Raw{plan.class_name}"),
        Ident(f"{prefix}{plan.class_name}"),
        doc(f"`{prefix}{plan.class_name}`, whose methods return raw responses."),
        tuple(PyRawProperty(Ident(r), Ident(resource_class(r, f"{prefix}Raw"))) for r in resources),
    )


def shape_operations(api: Api, names: Names) -> PyOperationsModule:
    """One record for each operation, whose function is imported when it is first asked for."""
    records = tuple(
        PyRecord(
            Call(
                Name("_r.OperationRecord"),
                (),
                (
                    ("operation_id", Lit(operation.operation_id or operation.name)),
                    ("method", Lit(operation.method)),
                    ("path", Lit(operation.path)),
                    ("resource", Lit(names.resources[operation.resource])),
                    ("name", Lit(method)),
                    ("target", Lit(_target(names.resources[operation.resource], method))),
                    ("package", Name("__package__")),
                ),
            )
        )
        for operation in api.operations
        for method in (names.methods[place_of(operation.node)],)
    )
    return PyOperationsModule(doc("Every operation of the document.", indent=0), records)


def _target(resource: str, method: str) -> str:
    return f"endpoints.{resource}:{method}"
