"""Build the `__init__` of the package."""

from __future__ import annotations

from specwright.api.model import Api
from specwright.python.client.plan import ClientPlan
from specwright.python.docs.docstrings import doc
from specwright.python.naming.reserved import RUNTIME_NAMES
from specwright.python.syntax.expr import Ident, Lit, Module, TupleOf
from specwright.python.syntax.package import (
    PyRootModule,
    PyUploadModule,
    PyWaitingModule,
    PyWebhookModule,
)
from specwright.python.syntax.parts import PyAlias, PyHandle, PyImport


def shape_root(
    api: Api,
    plan: ClientPlan,
    waiting: PyWaitingModule | None,
    uploads: PyUploadModule | None,
    webhooks: PyWebhookModule | None,
) -> PyRootModule:
    """The `__init__`: clients, public names of the runtime, handles and the table of operations, all lazy."""
    places = dict.fromkeys(RUNTIME_NAMES, "._runtime")
    for name in (plan.class_name, f"Async{plan.class_name}"):
        places[name] = "._client"
    places["OPERATIONS"] = "._operations"
    if waiting is not None:
        named: list[PyHandle | PyAlias] = [*waiting.handles, *waiting.aliases]
        for part in named:
            places[part.name] = ".handles"
    if uploads is not None:
        places.update({part.name: ".uploads" for part in uploads.classes})
    folders = ["batch", "endpoints", "models", "types"]
    if webhooks is not None:
        places["WebhookError"] = "._runtime"
        folders.append("webhooks")
    by_module: dict[str, list[str]] = {}
    for name, module in sorted(places.items()):
        by_module.setdefault(module, []).append(name)
    imports = tuple(
        PyImport(Module(module), tuple(Ident(name) for name in names))
        for module, names in sorted(by_module.items())
    )
    title = api.info.title or plan.package
    return PyRootModule(
        doc(
            f"A client for {title}.",
            f"`{plan.class_name}` and `Async{plan.class_name}` are the clients; `models` contains their argument "
            "and result types, `endpoints` builds calls without sending them."
            + (
                " `webhooks` parses the webhooks that the server sends."
                if webhooks is not None
                else ""
            ),
            indent=0,
        ),
        tuple(Ident(name) for name in folders),
        imports,
        Lit({module[1:]: " ".join(names) for module, names in sorted(by_module.items())}),
        TupleOf(tuple(Lit(name) for name in sorted({*places, plan.error, *folders}))),
        Ident(plan.error),
        plan.error not in places,
        Lit({plan.error: "ClientError"}),
        Lit(plan.version),
    )
