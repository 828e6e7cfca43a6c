"""Build the resource classes: sync, async, and their raw kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specwright.api.model import Api, Operation
from specwright.python.docs.docstrings import doc
from specwright.python.naming.names import Names
from specwright.python.naming.reserved import VIEWS
from specwright.python.operations.arguments import Argument
from specwright.python.operations.endpoints import Method, parameters_of
from specwright.python.operations.links import links_of
from specwright.python.operations.operation_docs import operation_doc, operation_reference
from specwright.python.operations.results import item_of, result_type
from specwright.python.operations.uploads import upload_result
from specwright.python.operations.waiting import Handles
from specwright.python.streaming import stream_of
from specwright.python.syntax.expr import Call, Doc, Expr, Ident, Lit, Name, Sub, TupleOf, union
from specwright.python.syntax.import_aliases import sibling_imports, standard_imports, used_names
from specwright.python.syntax.package import PyResourceModule
from specwright.python.syntax.parts import (
    PyAnyParameter,
    PyCallOptions,
    PyDefinition,
    PyFunction,
    PyOverload,
    PyParameter,
    PyRawMethod,
    PyRawResource,
    PyResource,
    PySignature,
)
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import TypeShaper

_NONE = Name("None")
RETURNED = {"Raw": "raw responses", "Streaming": "responses whose body is not read"}
_PROGRESS = PyParameter(Ident("on_progress"), union([Name("_r.Progress"), _NONE]), _NONE)


@dataclass(frozen=True, slots=True)
class Flavour:
    """The differences between the sync and async text."""

    is_async: bool

    @property
    def prefix(self) -> str:
        return "Async" if self.is_async else ""


class ResourceShaper:
    """Shapes the module of one resource."""

    def __init__(
        self,
        api: Api,
        names: Names,
        handles: Handles,
        scope: ModuleScope,
        resource: str,
        methods: Sequence[Method],
    ) -> None:
        self._api = api
        self._names = names
        self._handles = handles
        self._resource = resource
        self._methods = methods
        self._class_name = names.resource_classes[resource]
        self._scope = scope

    def shape(self) -> PyResourceModule:
        """The two classes with the operations as methods, and the raw and streaming views of each."""
        classes: list[PyResource | PyRawResource] = []
        for flavour in (Flavour(False), Flavour(True)):
            views = [self._view_class(flavour, view) for view in VIEWS[1:]]
            classes += [self._class(flavour), *views]
        used = used_names(*classes)
        return PyResourceModule(
            doc(f"The resource `{self._resource}`, sync and async.", indent=0),
            standard_imports(used),
            sibling_imports(used),
            Ident(self._names.modules[self._resource]),
            self._scope.imports(used),
            tuple(classes),
            TupleOf(tuple(Lit(str(c.name)) for c in classes)),
        )

    def _class(self, flavour: Flavour) -> PyResource:
        methods = [
            definition
            for method in self._methods
            for definition in self._definitions(method, flavour)
        ]
        return PyResource(
            Ident(f"{flavour.prefix}{self._class_name}"),
            (Name(f"_r.{flavour.prefix or 'Sync'}Resource"),),
            ((Ident("like"), Name(self._class_name)),) if flavour.is_async else (),
            Ident(f"{flavour.prefix}Raw{self._class_name}"),
            Ident(f"{flavour.prefix}Streaming{self._class_name}"),
            doc(f"Operations of `{self._resource}`."),
            tuple(methods),
        )

    def _view_class(self, flavour: Flavour, view: str) -> PyRawResource:
        wrapper = Name(f"_r.{'async_' if flavour.is_async else ''}{view.lower()}")
        return PyRawResource(
            Ident(f"{flavour.prefix}{view}{self._class_name}"),
            Name("_r.RawResource"),
            Ident(f"{flavour.prefix}{self._class_name}"),
            doc(f"Operations of `{self._resource}`, returning {RETURNED[view]}."),
            tuple(PyRawMethod(Ident(m.name), wrapper) for m in self._methods if not m.streamed),
        )

    def _definitions(self, method: Method, flavour: Flavour) -> list[PyDefinition]:
        operation, arguments, name = method.operation, method.arguments, Ident(method.name)
        returns = self._returns(operation, flavour, method.streamed)
        signatures = [
            PySignature(name, self._parameters(form.arguments), returns) for form in arguments.forms
        ]
        progress = [_PROGRESS] if operation.upload is not None else []
        full = PySignature(name, self._parameters(arguments.all, *progress), returns)
        text = self._doc(method, flavour)
        result = self._sent(method, flavour)
        # Pages and streams can be awaited or iterated over, as the method returns them.
        is_async = flavour.is_async and operation.pagination is None and not method.streamed
        overloads = [PyOverload(signature, is_async) for signature in signatures]
        return [*overloads, PyFunction(full, text, result, is_async)]

    def _doc(self, method: Method, flavour: Flavour) -> Doc:
        operation = method.operation
        if flavour.is_async:
            return operation_reference(operation, f"{self._class_name}.{method.name}", indent=8)
        links = links_of(operation, self._api, self._names)
        return operation_doc(operation, method.arguments.all, links, indent=8)

    def _parameters(
        self, arguments: Sequence[Argument], *more: PyParameter
    ) -> tuple[PyAnyParameter, ...]:
        given = parameters_of(arguments, (Ident("self"),), *more)
        return (*given, PyCallOptions())

    def _returns(self, operation: Operation, flavour: Flavour, streamed: bool) -> Expr:
        types = TypeShaper(self._api, self._scope, "response")
        stream = stream_of(operation)
        if streamed and stream is not None:
            return Sub(Name(f"_r.{flavour.prefix}EventStream"), (types.shape(stream.type),))
        if operation.upload is not None:
            return upload_result(operation, self._names, self._scope)
        result = result_type(operation, types)
        item = item_of(operation, self._api)
        if item is not None:
            pager = "_r.AsyncPager" if flavour.is_async else "_r.SyncPage"
            return Sub(Name(pager), (result, types.shape(item)))
        handle = self._handles.of(operation)
        return Name(f"_w.{handle.type_name(flavour.prefix)}") if handle else result

    def _sent(self, method: Method, flavour: Flavour) -> Expr:
        operation = method.operation
        given: tuple[Expr, ...] = (Name(f"_e.{method.name}"), Call(Name("locals")))
        handle = self._handles.of(operation)
        if method.streamed:
            return Call(Name("self._streamed"), given)
        if handle is not None:
            binding = Name(f"_w.{handle.binding_name(flavour.prefix)}")
            return Call(Name("self._bound"), (*given, binding))
        if operation.upload is not None:
            return Call(Name("self._upload"), given)
        return Call(Name("self._paged" if operation.pagination else "self._send"), given)
