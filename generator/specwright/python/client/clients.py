"""Build the client classes, their settings and the table of operations."""

from __future__ import annotations

from specwright.api.model import Api, Operation
from specwright.openapi.spec import ServerVariable
from specwright.python.client.options import Option, list_options
from specwright.python.client.plan import ClientPlan, Credential
from specwright.python.docs.docstrings import doc, entry, section
from specwright.python.naming.names import Names
from specwright.python.naming.reserved import CLASS_PREFIXES, HELPERS, VIEWS
from specwright.python.operations.resources import RETURNED
from specwright.python.syntax.expr import (
    Call,
    DictOf,
    Expr,
    Ident,
    Lit,
    Module,
    Name,
    TupleOf,
    union,
)
from specwright.python.syntax.package import PyClientModule, PyOperationsModule, PySettingsModule
from specwright.python.syntax.parts import (
    PyAsideProperty,
    PyClient,
    PyImport,
    PyParameter,
    PyRawClient,
    PyRawProperty,
    PyResourceProperty,
    PyStar,
)


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
                    ("env_pair", credential.env_pair),
                    ("password", credential.password or None),
                    ("name", credential.name),
                    ("token_url", credential.token_url or None),
                    ("refresh_url", credential.refresh_url or None),
                    ("scopes", credential.scopes or None),
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
    if plan.security:
        keywords.append(("security", Lit(plan.security)))
    if plan.servers:
        keywords.append(("servers", Lit(plan.servers)))
    if plan.variables:
        keywords.append(("server_variables", TupleOf(tuple(map(_variable, plan.variables)))))
    if plan.passwords:
        keywords.append(("secret_names", Lit(plan.passwords)))
    return PySettingsModule(
        doc("What the runtime knows about this client.", indent=0),
        Call(Name("_r.ClientSettings"), (), tuple(keywords)),
    )


def _variable(variable: ServerVariable) -> Expr:
    values = (("name", variable.name), ("default", variable.default), ("enum", variable.enum))
    keywords = tuple((name, Lit(value)) for name, value in values if value or name != "enum")
    return Call(Name("_r.ServerVariable"), (), keywords)


def shape_clients(api: Api, names: Names, plan: ClientPlan) -> PyClientModule:
    """The sync and async clients, and the raw client of each."""
    resources = sorted(set(names.resources.values()))
    imports = tuple(
        PyImport(
            Module(f".resources.{names.modules[resource]}"),
            tuple(
                Ident(f"{prefix}{names.resource_classes[resource]}")
                for prefix in sorted(CLASS_PREFIXES)
            ),
        )
        for resource in resources
    )
    clients: list[PyClient | PyRawClient] = []
    for prefix in ("", "Async"):
        clients += [
            _client(plan, resources, prefix, api, names),
            *(_view_client(plan, resources, prefix, view, names) for view in VIEWS[1:]),
        ]
    return PyClientModule(
        doc(f"The clients: `{plan.class_name}` and `Async{plan.class_name}`.", indent=0),
        imports,
        tuple(clients),
    )


def _client(
    plan: ClientPlan, resources: list[str], prefix: str, api: Api, names: Names
) -> PyClient:
    text = union([Name("str"), Name("None")])
    needed = [PyParameter(Ident("base_url"), Name("str"), None)] if plan.example_url else []
    options = [
        PyParameter(Ident(option), _option_type(c), Name("None"))
        for c in plan.credentials
        for option in c.options
    ]
    options += [PyParameter(Ident(h.option), text, Name("None")) for h in plan.headers]
    credentials = DictOf(tuple((Lit(c.scheme), _given(c)) for c in plan.credentials))
    headers = DictOf(tuple((Lit(h.option), Name(h.option)) for h in plan.headers))
    kind = "async" if prefix else "sync"
    keys = [c for c in plan.credentials if c.option == "api_key"]
    return PyClient(
        Ident(f"{prefix}{plan.class_name}"),
        Name(f"_r.{prefix or 'Sync'}Client"),
        doc(
            f"The {kind} client of {api.info.title or plan.package}.",
            section("Options", [_option_entry(o, prefix) for o in list_options(plan)]),
        ),
        Ident(f"{prefix}Raw{plan.class_name}"),
        Ident(f"{prefix}Streaming{plan.class_name}"),
        # A bare star cannot stand directly before `**`.
        (PyStar(), *needed, *options) if needed or options else (),
        (PyStar(), *options) if options else (),
        credentials,
        headers,
        Lit(keys[0].scheme) if keys else None,
        _option_type(keys[0]) if keys else Name("None"),
        (Name("arguments"), *(Name(p.name) for p in needed)),
        Name(f"_r.{prefix or 'Sync'}{'Other' if needed else ''}Arguments"),
        Name(f"_r.{prefix or 'Sync'}Changes"),
        tuple(_property(r, prefix, names) for r in resources),
    )


def _property(resource: str, prefix: str, names: Names) -> PyResourceProperty | PyAsideProperty:
    type_ = Ident(f"{prefix}{names.resource_classes[resource]}")
    parts = Ident(resource), Ident(names.modules[resource]), type_
    if resource in HELPERS:
        return PyAsideProperty(*parts, Name(f"_r.{prefix or 'Sync'}Client"))
    return PyResourceProperty(*parts)


def _option_type(credential: Credential) -> Expr:
    text, source, none = Name("str"), Name("_r.TokenSource"), Name("None")
    if credential.password:
        return union([text, none])
    if credential.kind == "basic":
        return union([Name("_r.BasicCredentials"), none])
    grant = [Name("_r.TokenGrant")] if credential.kind == "oauth2" else []
    return union([text, source, *grant, none])


def _given(credential: Credential) -> Expr:
    if credential.password:
        return TupleOf(tuple(map(Name, credential.options)))
    return Name(credential.option)


def _option_entry(option: Option, prefix: str) -> str:
    kind = option.type
    if prefix:
        kind = kind.replace(".Client", ".AsyncClient").replace(".Base", ".AsyncBase")
    return entry(f"{option.name} ({kind})", f"{option.meaning}; default: {option.default}")


def _view_client(
    plan: ClientPlan, resources: list[str], prefix: str, view: str, names: Names
) -> PyRawClient:
    attribute = Ident(f"with_{view.lower()}_response")
    return PyRawClient(
        Ident(f"{prefix}{view}{plan.class_name}"),
        Ident(f"{prefix}{plan.class_name}"),
        doc(f"`{prefix}{plan.class_name}`, whose methods return {RETURNED[view]}."),
        tuple(
            PyRawProperty(Ident(r), Ident(f"{prefix}{view}{names.resource_classes[r]}"), attribute)
            for r in resources
        ),
    )


def shape_operations(api: Api, names: Names) -> PyOperationsModule:
    """One record per operation; its function is imported on first use."""
    rows = tuple(_row(operation, names) for operation in api.operations)
    return PyOperationsModule(doc("Every operation of the document.", indent=0), TupleOf(rows))


def _row(operation: Operation, names: Names) -> Lit:
    resource = names.resources[operation.resource]
    row = [operation.operation_id or operation.name, operation.method, operation.path]
    row += [resource, names.methods[operation.id]]
    if names.modules[resource] != resource:
        row.append(names.modules[resource])
    return Lit(tuple(row) if any(" | " in part for part in row) else " | ".join(row))
