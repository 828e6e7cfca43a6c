"""Build the module of functions that parse webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Mapping

from specwright.api.extension_values import SignatureHint
from specwright.api.model import (
    AliasModel,
    Api,
    Enumeration,
    ListOf,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
    TypeRef,
    UnionOf,
    Webhook,
)
from specwright.api.type_ops import strip_null
from specwright.python.docs.docstrings import doc, entry, section
from specwright.python.naming.names import Names
from specwright.python.syntax.expr import (
    Call,
    Doc,
    Expr,
    Ident,
    Lit,
    Name,
    Sub,
    Thunk,
    TupleOf,
    union,
)
from specwright.python.syntax.import_aliases import standard_imports, used_names
from specwright.python.syntax.package import PyWebhookModule
from specwright.python.syntax.parts import PyParameter, PyParser, PySignature, PyStar
from specwright.python.syntax.scope import LazyScope, ModuleScope
from specwright.python.types import TypeShaper

_VALIDATION = Sub(Name("_t.Literal"), (Lit("strict"), Lit("lenient")))
_ARGUMENTS = [
    "body: The body as received. Verify the sender's signature over the same bytes first.",
    "validation: `strict` raises if the body does not match the document; `lenient` keeps the data "
    "and warns.",
]
_RAISED = "WebhookError: The body does not match the document."


def shape_webhooks(
    api: Api, names: Names, modules: Mapping[ModelId, str]
) -> PyWebhookModule | None:
    """A function for each body that can be parsed; None if there is none."""
    taken = frozenset(names.webhooks.values())
    scope = ModuleScope(names, modules, ".models", shadowed=taken)
    parsers = tuple(
        _parser(webhook, api, names, scope, modules)
        for webhook in api.webhooks
        if webhook.type is not None
    )
    if not parsers:
        return None
    used = used_names(*parsers)
    return PyWebhookModule(
        doc(
            "Parsers for webhooks and callbacks: one function for each request that the server sends.",
            "Pass the body as received; the function returns the documented model.",
            indent=0,
        ),
        standard_imports(used),
        "_m" in used,
        scope.imports(used),
        parsers,
        TupleOf(tuple(Lit(name) for name in sorted(str(p.signature.name) for p in parsers))),
    )


def webhook_result(webhook: Webhook, api: Api, scope: ModuleScope) -> Expr:
    """The type of the parsed body."""
    return TypeShaper(api, scope, "response").shape(webhook.type or Scalar("null"))


def _parser(
    webhook: Webhook, api: Api, names: Names, scope: ModuleScope, modules: Mapping[ModelId, str]
) -> PyParser:
    body = union([Name("bytes"), Name("str")])
    signature = api.hints.signature
    headers = Sub(Name("_t.Mapping"), (Name("str"), Name("str")))
    signed = (PyParameter(Ident("headers"), headers, None),) if signature else ()
    secret = PyParameter(Ident("secret"), union([Name("str"), Name("None")]), Name("None"))
    parameters = (
        PyParameter(Ident("body"), body, None),
        *signed,
        PyStar(),
        *((secret,) if signature else ()),
        PyParameter(Ident("validation"), _VALIDATION, Lit("strict")),
    )
    returns = webhook_result(webhook, api, scope)
    lazy = webhook_result(webhook, api, LazyScope(names, modules))
    content: Expr = Name("body")
    if signature is not None:
        own = (Name("body"), Name("headers"), Name("secret"))
        words = (Lit(signature.header), Lit(signature.env))
        content = Call(Name("_r.verify_webhook"), (*own, *words))
    given = (Thunk(lazy), content, Name("validation"))
    return PyParser(
        PySignature(Ident(names.webhooks[webhook.id]), parameters, returns),
        _doc_of(webhook, signature),
        Call(Name("_r.parse_form_webhook"), given, _form_fields(webhook, api))
        if webhook.is_form
        else Call(Name("_r.parse_webhook"), given),
    )


def _doc_of(webhook: Webhook, signature: SignatureHint | None) -> Doc:
    """Description, headers, arguments, result, errors and the place in the document."""
    summary = webhook.summary.strip() or f"Parse the body of {_said_of(webhook)}."
    description = webhook.description.strip()
    node = webhook.node
    arguments, raised = _ARGUMENTS, _RAISED
    if signature is not None:
        arguments = [
            "body: The body as received.",
            "headers: The headers as received, with the signature.",
            f"secret: The secret of the signature; defaults to `{signature.env}`.",
            _ARGUMENTS[1],
        ]
        raised = "WebhookError: The signature is wrong, or the body does not match the document."
    place = f", at `#{node.pointer}`" if "openapi" in node.document.data else ""
    return doc(
        summary,
        "" if description == summary else description,
        "Deprecated." if webhook.deprecated else "",
        f"Sent as `{webhook.method} {webhook.expression}`." if webhook.expression else "",
        section("Headers", [entry(name, told) for name, told in webhook.headers]),
        section("Args", [entry(*line.split(": ", 1)) for line in arguments]),
        section("Returns", [" ".join(webhook.told.split()) or "The documented body."]),
        section("Raises", [entry(*raised.split(": ", 1))]),
        f"Source: {_said_of(webhook)} in the document{place}.",
    )


def _said_of(webhook: Webhook) -> str:
    """The name of the request in docstrings."""
    key = webhook.key
    called = f"callback `{key}` of `{webhook.caller}`" if webhook.caller else f"webhook `{key}`"
    return f"the {called}"


def _form_fields(webhook: Webhook, api: Api) -> tuple[tuple[str, Expr], ...]:
    """The form fields that are JSON (numbers and objects), and those that may be repeated."""
    types: dict[str, list[TypeRef]] = {}
    assert webhook.type is not None
    for model in _objects(webhook.type, api):
        for field in model.fields:
            types.setdefault(field.wire, []).append(field.type)
    lists = [wire for wire, found in types.items() if any(_item_of(t, api) for t in found)]
    json = [wire for wire, found in types.items() if not any(_is_text(t, api) for t in found)]
    named = {"json": json, "lists": lists}
    return tuple((key, Lit(tuple(wires))) for key, wires in named.items() if wires)


def _objects(type_: TypeRef, api: Api) -> list[ObjectModel]:
    if isinstance(type_, UnionOf):
        return [model for member in type_.members for model in _objects(member, api)]
    model = api.models[type_.model] if isinstance(type_, RefTo) else None
    if isinstance(model, AliasModel):
        return _objects(model.type, api)
    if isinstance(model, TaggedUnion):
        return [o for v in model.variants for o in _objects(RefTo(v.model), api)]
    return [model] if model is not None else []


def _item_of(type_: TypeRef, api: Api) -> TypeRef | None:
    type_ = _opened(type_, api)
    return type_.item if isinstance(type_, ListOf) else None


def _is_text(type_: TypeRef, api: Api) -> bool:
    """Whether a string is a value of the type (or of a list's items) without parsing."""
    type_ = _opened(type_, api)
    if isinstance(type_, UnionOf):
        return any(_is_text(member, api) for member in type_.members)
    if isinstance(type_, ListOf):
        return _is_text(type_.item, api)
    if isinstance(type_, Enumeration):
        return any(isinstance(value, str) for value in type_.values)
    return isinstance(type_, Scalar) and type_.kind not in _NO_TEXT


def _opened(type_: TypeRef, api: Api) -> TypeRef:
    """The type behind null and references."""
    type_ = strip_null(type_)
    model = api.models[type_.model] if isinstance(type_, RefTo) else None
    return _opened(model.type, api) if isinstance(model, AliasModel) else type_


_NO_TEXT = frozenset({"integer", "number", "boolean", "null"})
