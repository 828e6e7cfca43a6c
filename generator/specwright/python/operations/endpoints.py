"""Build the module of endpoint functions of a resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, Operation
from specwright.python.docs.docstrings import doc
from specwright.python.naming.names import Names, stream_place
from specwright.python.naming.reserved import CLASS_PREFIXES
from specwright.python.operations.arguments import (
    Argument,
    Arguments,
    ArgumentShaper,
    asking_for_a_stream,
    parameter_default,
    parameter_type,
)
from specwright.python.operations.operation_docs import operation_reference
from specwright.python.operations.operation_records import RecordShaper, share_parameters, symbol_of
from specwright.python.operations.results import item_of, result_type
from specwright.python.operations.uploads import upload_arguments, upload_result
from specwright.python.operations.waiting import Handles, finished_type
from specwright.python.requests.schemas import SchemaShaper
from specwright.python.streaming import is_only_streamed, stream_of
from specwright.python.syntax.expr import Call, DictOf, Expr, Ident, Lit, Name, Sub, TupleOf
from specwright.python.syntax.import_aliases import sibling_imports, standard_imports, used_names
from specwright.python.syntax.package import PyEndpointModule
from specwright.python.syntax.parts import (
    PyAnyParameter,
    PyConstant,
    PyDefinition,
    PyFunction,
    PyOverload,
    PyParameter,
    PySignature,
    PyStar,
)
from specwright.python.syntax.scope import EVERYTHING, LazyScope, ModuleScope
from specwright.python.types import TypeShaper


@dataclass(frozen=True, slots=True)
class Method:
    """A method of an operation; a second one reads the response item by item, if possible."""

    operation: Operation
    name: str
    streamed: bool
    arguments: Arguments


def resource_scope(
    resource: str, operations: Sequence[Operation], names: Names, modules: Mapping[ModelId, str]
) -> ModuleScope:
    """The scope that the endpoint and class modules of a resource share."""
    taken = {name for o in operations for name, _ in _ways_of(o, names)}
    class_name = names.resource_classes[resource]
    taken |= {f"{prefix}{class_name}" for prefix in CLASS_PREFIXES}
    taken |= set(names.results.values())
    return LazyScope(names, modules, frozenset(taken))


def methods_of(operation: Operation, api: Api, names: Names, scope: ModuleScope) -> list[Method]:
    """The methods of an operation, with argument types as a module writes them."""
    shaped = ArgumentShaper(api, names, TypeShaper(api, scope, "argument")).shape(operation)
    found: list[Method] = []
    for name, streamed in _ways_of(operation, names):
        asks = streamed and not is_only_streamed(operation)
        arguments = asking_for_a_stream(shaped) if asks else shaped
        if operation.upload is not None:
            arguments = upload_arguments(operation, arguments)
        found.append(Method(operation, name, streamed, arguments))
    return found


def shape_endpoints(
    resource: str,
    methods: Sequence[Method],
    api: Api,
    names: Names,
    modules: Mapping[ModelId, str],
    scope: ModuleScope,
    schemas: SchemaShaper,
    handles: Handles,
) -> PyEndpointModule:
    """A function for each method; it builds a call and does no I/O."""
    lazy = TypeShaper(api, LazyScope(names, modules, EVERYTHING), "response")
    records = RecordShaper(api, names, schemas, lazy, resource, handles)
    operations = {method.operation.id: method.operation for method in methods}
    shared, shaped = share_parameters([records.shape(o) for o in operations.values()])
    symbols = [Ident(symbol_of(names.methods[id_])) for id_ in operations]
    constants = (*shared, *map(PyConstant, symbols, shaped))
    class_name = names.resource_classes[resource]
    functions = tuple(
        part for m in methods for part in _functions(m, class_name, api, names, scope, handles)
    )
    used = used_names(*functions, *constants)
    return PyEndpointModule(
        doc(f"Calls of `{resource}`: each function builds a call and does no I/O.", indent=0),
        standard_imports(used),
        sibling_imports(used),
        scope.imports(used),
        constants,
        functions,
        TupleOf(tuple(Lit(name) for name in sorted(method.name for method in methods))),
    )


def _ways_of(operation: Operation, names: Names) -> list[tuple[str, bool]]:
    """The names of an operation's methods, and whether each streams the response."""
    method = names.methods[operation.id]
    if is_only_streamed(operation):
        return [(method, True)]
    streamed = names.methods.get(stream_place(operation))
    return [(method, False)] if streamed is None else [(method, False), (streamed, True)]


def _functions(
    method: Method, class_name: str, api: Api, names: Names, scope: ModuleScope, handles: Handles
) -> list[PyDefinition]:
    operation, arguments, name = method.operation, method.arguments, Ident(method.name)
    returns = _call_type(operation, api, names, scope, method.streamed, handles)
    found: list[PyDefinition] = [
        PyOverload(PySignature(name, parameters_of(form.arguments, ()), returns))
        for form in arguments.forms
    ]
    signature = PySignature(name, parameters_of(arguments.all, ()), returns)
    text = operation_reference(operation, f"{class_name}.{method.name}", indent=4)
    found.append(PyFunction(signature, text, _built(method, names, handles)))
    return found


def _call_type(
    operation: Operation,
    api: Api,
    names: Names,
    scope: ModuleScope,
    streamed: bool,
    handles: Handles,
) -> Expr:
    """`Call[T]` or one of its relatives."""
    types = TypeShaper(api, scope, "response")
    stream = stream_of(operation)
    if streamed and stream is not None:
        return Sub(Name("_r.StreamCall"), (types.shape(stream.type),))
    result = result_type(operation, types)
    if operation.upload is not None:
        return Sub(Name("_r.UploadCall"), (upload_result(operation, names, scope),))
    item = item_of(operation, api)
    if item is not None:
        return Sub(Name("_r.PageCall"), (result, types.shape(item)))
    handle = handles.of(operation)
    if handle is not None:
        return Sub(Name("_r.TaskCall"), (result, finished_type(handle.poll, api, scope)))
    return Sub(Name("_r.Call"), (result,))


def parameters_of(
    arguments: Sequence[Argument], before: Sequence[PyAnyParameter], *after: PyParameter
) -> tuple[PyAnyParameter, ...]:
    """Path arguments by position or keyword, everything else by keyword."""
    positional = [_parameter(a) for a in arguments if a.kind == "path"]
    keyword = [_parameter(a) for a in arguments if a.kind != "path"]
    keyword.sort(key=lambda parameter: parameter.default is not None)
    star = [PyStar()] if keyword or after else []
    return (*before, *positional, *star, *keyword, *after)


def _parameter(argument: Argument) -> PyParameter:
    return PyParameter(argument.name, parameter_type(argument), parameter_default(argument))


def _built(method: Method, names: Names, handles: Handles) -> Expr:
    operation = method.operation
    symbol, given = Name(symbol_of(names.methods[operation.id])), Call(Name("locals"))
    if operation.upload is not None:
        file_name = operation.upload.file
        sent = [a for a in method.arguments.all if a.wire != file_name]
        parts = DictOf(tuple((Lit(str(a.name)), Name(a.name)) for a in sent))
        return Call(Name("_r.UploadCall"), (symbol, Name(file_name), parts))
    stream = stream_of(operation)
    if method.streamed and stream is not None:
        return Call(
            Name("_r.StreamCall"), (symbol, given), (("media_type", Lit(stream.media_type)),)
        )
    if operation.pagination is not None:
        return Call(Name("_r.PageCall"), (symbol, given))
    kind = "_r.Call" if handles.of(operation) is None else "_r.TaskCall"
    return Call(Name(kind), (symbol, given))
