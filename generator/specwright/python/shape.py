"""Build the whole `PyPackage` of an `Api`. Start reading here."""

from __future__ import annotations

from collections.abc import Mapping

from specwright.api.model import Api, ModelId, Operation
from specwright.diagnostics import Diagnostics
from specwright.python.client.clients import shape_clients, shape_operations, shape_settings
from specwright.python.client.plan import ClientPlan
from specwright.python.client.root import shape_root
from specwright.python.docs.docstrings import doc
from specwright.python.mock_document import MockDocumentShaper
from specwright.python.models.models import ModelShaper
from specwright.python.models.modules import group_models, module_by_model
from specwright.python.naming.names import Names
from specwright.python.operations.endpoints import methods_of, resource_scope, shape_endpoints
from specwright.python.operations.resources import ResourceShaper
from specwright.python.operations.uploads import shape_uploads
from specwright.python.operations.waiting import Handles, shape_waiting
from specwright.python.operations.webhooks import shape_webhooks
from specwright.python.requests.schemas import SchemaShaper
from specwright.python.syntax.expr import DictOf, Expr, Ident, Lit, Module, TupleOf
from specwright.python.syntax.package import (
    PyFile,
    PyFolderModule,
    PyLazyModule,
    PyModelModule,
    PyPackage,
    PyPlainModule,
    PySchemaModule,
    PyTypesModule,
)
from specwright.python.syntax.parts import PyImport, PyRenamed
from specwright.python.testing import shape_testing
from specwright.source.refs import Resolver


def shape_package(
    api: Api,
    names: Names,
    handles: Handles,
    plan: ClientPlan,
    resolver: Resolver,
    sink: Diagnostics,
) -> PyPackage:
    """Every module of the package except the runtime, which is copied."""
    groups = group_models(api, names)
    modules = dict(module_by_model(groups))
    schemas = SchemaShaper(api, names, modules, resolver, sink)
    resources = _by_resource(api, names)
    files: list[PyFile] = []
    shaper = ModelShaper(api, names, modules)
    shaped = [(group.module, shaper.shape(group)) for group in groups]
    files += [PyFile(f"models/{module}.py", part) for module, part in shaped]
    files += [
        PyFile("models/__init__.py", _models_init(shaped)),
        PyFile("types.py", PyTypesModule(doc("The models, as other clients call them.", indent=0))),
    ]
    for resource, operations in resources.items():
        scope = resource_scope(resource, operations, names, modules)
        methods = [m for operation in operations for m in methods_of(operation, api, names, scope)]
        endpoints = shape_endpoints(resource, methods, api, names, modules, scope, schemas)
        file = names.modules[resource]
        files.append(PyFile(f"endpoints/{file}.py", endpoints))
        module = ResourceShaper(api, names, handles, scope, resource, methods).shape()
        files.append(PyFile(f"resources/{file}.py", module))
    for folder, said in (("endpoints", "Functions that build calls"), ("resources", "Resources")):
        init = PyFolderModule(
            doc(f"{said}, a module for each resource.", indent=0), *_folder(names.modules)
        )
        files.append(PyFile(f"{folder}/__init__.py", init))
    files += _schema_files(schemas)
    waiting = shape_waiting(api, names, modules, handles)
    uploads = shape_uploads(api, names, modules)
    files += [PyFile("handles.py", waiting)] if waiting is not None else []
    files += [PyFile("uploads.py", uploads)] if uploads is not None else []
    webhooks = shape_webhooks(api, names, modules)
    files += [PyFile("webhooks.py", webhooks)] if webhooks is not None else []
    files += [
        PyFile("_settings.py", shape_settings(plan)),
        PyFile("_client.py", shape_clients(api, names, plan)),
        PyFile("_operations.py", shape_operations(api, names)),
        *shape_testing(plan),
        PyFile("__init__.py", shape_root(api, plan, waiting, uploads, webhooks)),
    ]
    document = MockDocumentShaper(api, names, plan, schemas, resolver)
    return PyPackage(Ident(plan.package), tuple(files), document.shape)


def _by_resource(api: Api, names: Names) -> Mapping[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in api.operations:
        found.setdefault(names.resources[operation.resource], []).append(operation)
    return dict(sorted(found.items()))


def _models_init(modules: list[tuple[ModelId, PyModelModule]]) -> PyLazyModule:
    """The module of each model, which is imported on first use."""
    places = {
        str(module): " ".join(sorted(str(item.name) for item in part.items))
        for module, part in sorted(modules)
    }
    return PyLazyModule(
        doc("Models: what the API takes and returns.", indent=0),
        tuple(Module(f".{module}") for module in places),
        Lit(places),
    )


def _folder(modules: Mapping[str, str]) -> tuple[Expr, TupleOf, tuple[PyImport, ...]]:
    """A module is named after its resource, even if its file name differs."""
    names = tuple(sorted(modules))
    written = tuple(
        Ident(name) if modules[name] == name else PyRenamed(Ident(modules[name]), Ident(name))
        for name in names
    )
    exports = TupleOf(tuple(Lit(name) for name in names))
    files = DictOf(tuple((Lit(name), Lit(modules[name])) for name in names))
    is_plain = all(name == file for name, file in modules.items())
    imports = (PyImport(Module("."), written),) if names else ()
    return exports if is_plain else files, exports, imports


def _schema_files(schemas: SchemaShaper) -> list[PyFile]:
    files = [PyFile("_schemas/__init__.py", _SCHEMAS_INIT)] if schemas.files else []
    for module, content in sorted(schemas.files.items()):
        said = doc("Schemas that requests are checked against before they are sent.", indent=0)
        part = PySchemaModule(said, Lit(dict(sorted(content.items()))))
        files.append(PyFile(f"_schemas/{module}.py", part))
    return files


_SCHEMAS_INIT = PyPlainModule(
    doc("Schemas of requests, as data; loaded when a request is first checked.", indent=0)
)
