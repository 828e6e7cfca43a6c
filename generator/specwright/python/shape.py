"""Build the whole `PyPackage` of an `Api`. Start reading here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, Operation
from specwright.diagnostics import Diagnostics
from specwright.python.client.clients import shape_clients, shape_operations, shape_settings
from specwright.python.client.plan import ClientPlan
from specwright.python.client.root import shape_root
from specwright.python.docs.docstrings import doc
from specwright.python.mock_document import MockDocumentShaper
from specwright.python.models.models import ModelShaper
from specwright.python.models.modules import Group, group_models, module_by_model
from specwright.python.naming.names import Names
from specwright.python.operations.endpoints import methods_of, resource_scope, shape_endpoints
from specwright.python.operations.resources import ResourceShaper
from specwright.python.operations.uploads import shape_uploads
from specwright.python.operations.waiting import Handles, shape_waiting
from specwright.python.operations.webhooks import shape_webhooks
from specwright.python.requests.schemas import SchemaShaper
from specwright.python.syntax.expr import Call, DictOf, Expr, Ident, Lit, Module, Name, TupleOf
from specwright.python.syntax.package import (
    PyBatchModule,
    PyCommandModule,
    PyFile,
    PyFolderModule,
    PyLazyModule,
    PyModelModule,
    PyPackage,
    PyPlainModule,
    PySchemaModule,
    PyTelemetryModule,
    PyTypesModule,
)
from specwright.python.syntax.parts import PyImport, PyRenamed
from specwright.python.testing import shape_testing
from specwright.source.refs import Resolver


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of a package."""

    modules: Set[str]
    """Of models, by name."""
    resources: Set[str]


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
    files = _model_files(api, names, groups, modules)
    for resource, operations in _by_resource(api, names).items():
        scope = resource_scope(resource, operations, names, modules)
        methods = [m for operation in operations for m in methods_of(operation, api, names, scope)]
        endpoints = shape_endpoints(resource, methods, api, names, modules, scope, schemas, handles)
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
    files.append(PyFile("_settings.py", shape_settings(plan)))
    files += _top_files(api, names, handles, plan, modules)
    document = MockDocumentShaper(api, names, plan, schemas, resolver)
    return PyPackage(Ident(plan.package), tuple(files), document.shape)


def shape_public(
    api: Api,
    names: Names,
    handles: Handles,
    plan: ClientPlan,
    groups: Sequence[Group],
    wanted: Wanted,
) -> PyPackage:
    """The modules that users import, with only the models and resources that are wanted."""
    modules = dict(module_by_model(groups))
    picked = [group for group in groups if group.module in wanted.modules]
    files = _model_files(api, names, picked, modules)
    for resource, operations in _by_resource(api, names).items():
        if resource in wanted.resources:
            scope = resource_scope(resource, operations, names, modules)
            methods = [m for one in operations for m in methods_of(one, api, names, scope)]
            module = ResourceShaper(api, names, handles, scope, resource, methods).shape()
            files.append(PyFile(f"resources/{names.modules[resource]}.py", module))
    top = _top_files(api, names, handles, plan, modules)
    return PyPackage(Ident(plan.package), (*files, *top), dict)


def _model_files(
    api: Api, names: Names, groups: Sequence[Group], modules: dict[ModelId, str]
) -> list[PyFile]:
    shaper = ModelShaper(api, names, modules)
    shaped = [(group.module, shaper.shape(group)) for group in groups]
    return [
        *(PyFile(f"models/{module}.py", part) for module, part in shaped),
        PyFile("models/__init__.py", _models_init(shaped)),
        PyFile("types.py", PyTypesModule(doc("The models, as other clients call them.", indent=0))),
    ]


def _top_files(
    api: Api, names: Names, handles: Handles, plan: ClientPlan, modules: dict[ModelId, str]
) -> list[PyFile]:
    waiting = shape_waiting(api, names, modules, handles)
    uploads = shape_uploads(api, names, modules)
    webhooks = shape_webhooks(api, names, modules)
    optional = (("handles.py", waiting), ("uploads.py", uploads), ("webhooks.py", webhooks))
    return [
        *(PyFile(path, module) for path, module in optional if module is not None),
        PyFile("batch.py", _BATCH),
        PyFile("_client.py", shape_clients(api, names, plan)),
        PyFile("_operations.py", shape_operations(api, names)),
        PyFile("telemetry.py", _telemetry(api, plan)),
        *shape_testing(plan),
        PyFile("__init__.py", shape_root(api, plan, waiting, uploads, webhooks)),
        PyFile("__main__.py", _COMMAND_LINE),
    ]


def _telemetry(api: Api, plan: ClientPlan) -> PyTelemetryModule:
    hint = api.hints.generative
    generative: Expr = Lit(None)
    if hint is not None:
        given = [hint.provider, hint.model, *([hint.operation] if hint.operation else [])]
        generative = Call(Name("_r.GenerativeAI"), tuple(Lit(text) for text in given))
    return PyTelemetryModule(Lit(plan.package), Lit(plan.version), generative)


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


_BATCH = PyBatchModule(doc("Many calls: what a run yields, and its journal.", indent=0))
_COMMAND_LINE = PyCommandModule(
    doc("The command line. It needs the extra `cli` of the distribution.", indent=0)
)
_SCHEMAS_INIT = PyPlainModule(
    doc("Schemas of requests, as data; loaded when a request is first checked.", indent=0)
)
