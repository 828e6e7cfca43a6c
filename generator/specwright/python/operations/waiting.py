"""Build the models that can wait for a task, for both flavours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specwright.api.extension_values import Waiter
from specwright.api.model import Api, ModelId, ObjectModel, Operation, RefTo, TaggedUnion
from specwright.diagnostics import Diagnostics
from specwright.python.docs.docstrings import doc
from specwright.python.naming.identifiers import constant, snake
from specwright.python.naming.names import Names
from specwright.python.operations.results import result_type, success_model
from specwright.python.syntax.expr import Call, DictOf, Expr, Ident, Lit, Name, Sub, union
from specwright.python.syntax.import_aliases import standard_imports, used_names
from specwright.python.syntax.package import PyWaitingModule
from specwright.python.syntax.parts import (
    PyAlias,
    PyAsyncDownload,
    PyAsyncHandle,
    PyConstant,
    PyDownload,
    PyHandle,
)
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import TypeShaper


@dataclass(frozen=True, slots=True)
class Handle:
    """A result that can wait: an object, or a union of which every variant can."""

    model: ModelId
    name: str
    poll: Operation
    """The operation that is polled."""
    variants: tuple[tuple[str, str], ...]
    """The class of the model and the class of its handle, both for sync."""

    def type_name(self, prefix: str) -> str:
        return f"{prefix}{_handle_class(self.name)}"

    def binding_name(self, prefix: str) -> str:
        return f"{prefix.upper()}_{constant(_handle_class(self.name))}S".lstrip("_")


def _handle_class(class_: str) -> str:
    """The handle of the model `AsyncTask` is not `AsyncTaskHandle`, which is the async handle of `Task`."""
    return f"{class_}_Handle" if class_.startswith("Async") else f"{class_}Handle"


class Handles:
    """All handles of a package; `of` is the handle for an operation's result."""

    def __init__(self, api: Api, names: Names, sink: Diagnostics) -> None:
        self._api = api
        self._names = names
        self._polls = {o.operation_id: o for o in api.operations if o.waiter is not None}
        self._by_operation: dict[str, Handle] = {}
        for operation in api.operations:
            handle = self._handle(operation, sink)
            if handle is not None:
                self._by_operation[operation.id] = handle

    def of(self, operation: Operation) -> Handle | None:
        return self._by_operation.get(operation.id)

    def all(self) -> tuple[Handle, ...]:
        return tuple({handle.name: handle for handle in self._by_operation.values()}.values())

    def _handle(self, operation: Operation, sink: Diagnostics) -> Handle | None:
        if operation.waiter is None and operation.waits_for is None:
            return None
        poll = operation if operation.waiter is not None else self._polls.get(operation.waits_for)
        model = _result_model(operation, self._api)
        if poll is None or model is None:
            sink.error(
                "overlay-hint",
                "there is nothing to wait for: the operation to poll, or an object in the result, is missing",
                operation.node,
                "x-specwright-waits-for names the operationId of an operation with x-specwright-waiter",
            )
            return None
        name = self._names.classes[model.id]
        return Handle(model.id, name, poll, self._variants(model))

    def _variants(self, model: ObjectModel | TaggedUnion) -> tuple[tuple[str, str], ...]:
        classes = [self._names.classes[model.id]]
        if isinstance(model, TaggedUnion):
            classes = [self._names.classes[variant.model] for variant in model.variants]
            classes.append(self._names.unknowns[model.id])
        return tuple((name, _handle_class(name)) for name in classes)


_PREFIXES = ("", "Async")


def _result_model(operation: Operation, api: Api) -> ObjectModel | TaggedUnion | None:
    plain = success_model(operation, api)
    if plain is not None:
        return plain
    for outcome in operation.successes:
        for content in outcome.contents:
            model = api.models[content.type.model] if isinstance(content.type, RefTo) else None
            if isinstance(model, TaggedUnion):
                return model
    return None


def shape_waiting(
    api: Api,
    names: Names,
    modules: Mapping[ModelId, str],
    handles: Handles,
) -> PyWaitingModule | None:
    """The module of handles; None if the overlay requests none."""
    if not handles.all():
        return None
    taken = {f"{prefix}{_handle_class(n)}" for n in names.classes.values() for prefix in _PREFIXES}
    scope = ModuleScope(names, modules, ".models", shadowed=frozenset(taken))
    polls = {handle.poll.operation_id: handle.poll for handle in handles.all()}
    parts: list[PyHandle | PyAsyncHandle] = []
    aliases: list[PyAlias] = []
    bindings: list[PyConstant] = []
    for prefix in _PREFIXES:
        for handle in handles.all():
            parts += _classes(handle, prefix, api, names, scope)
            aliases += _alias(handle, prefix)
            bindings.append(_binding(handle, prefix))
    waiters = tuple(_waiter_constant(poll, api, names, scope) for poll in polls.values())
    bindings += [made for poll in polls.values() for made in _finished_bindings(poll, api, names)]
    used = used_names(*waiters, *parts, *aliases, *bindings)
    return PyWaitingModule(
        doc("Results that you can wait for.", indent=0),
        standard_imports(used),
        scope.imports(used),
        waiters,
        any(part.download is not None for part in parts),
        tuple(parts),
        tuple(aliases),
        tuple(bindings),
    )


def waiter_symbol(poll: Operation, names: Names) -> str:
    resource = names.resources[poll.resource]
    return f"_{constant(f'{resource} {names.methods[poll.id]}')}"


def _waiter_constant(poll: Operation, api: Api, names: Names, scope: ModuleScope) -> PyConstant:
    waiter = poll.waiter
    assert waiter is not None
    resource = names.resources[poll.resource]
    method = names.methods[poll.id]
    attributes = _attributes(poll, api, names)
    values: dict[str, object] = {
        "package": None,
        "operation": f"endpoints.{names.modules[resource]}:{method}",
        "argument": names.arguments.get((poll.id, "path", waiter.argument), waiter.argument),
        "source": attributes.get(waiter.source, snake(waiter.source)),
        "status": attributes.get(waiter.status, snake(waiter.status)),
        "succeeded": waiter.succeeded,
        "failed": waiter.failed,
        "cancelled": waiter.cancelled,
        "failure": _attribute(waiter.failure, attributes),
        "failure_code": _attribute(waiter.failure_code, attributes),
        **_outputs(waiter),
        "interval": waiter.interval,
        "timeout": waiter.timeout,
    }
    keywords = tuple(
        (k, Name("__package__") if k == "package" else Lit(v)) for k, v in values.items()
    )
    state = result_type(poll, TypeShaper(api, scope, "response"))
    typed = Sub(Name("_r.Waiter"), (finished_type(poll, api, scope), state))
    return PyConstant(
        Ident(waiter_symbol(poll, names)), Call(Name("_r.Waiter"), (), keywords), typed
    )


def _outputs(waiter: Waiter) -> dict[str, object]:
    found = waiter.outputs
    if found is None:
        return {}
    return {"output": found.path, **({"filename": found.filename} if found.filename else {})}


def _attribute(wire: str | None, attributes: Mapping[str, str]) -> str | None:
    return None if wire is None else attributes.get(wire, snake(wire))


def _attributes(poll: Operation, api: Api, names: Names) -> dict[str, str]:
    """The attribute of each wire name in the polled states."""
    model = _result_model(poll, api)
    ids = [v.model for v in model.variants] if isinstance(model, TaggedUnion) else []
    ids += [model.id] if isinstance(model, ObjectModel) else []
    return {wire: name for (id_, wire), name in names.attributes.items() if id_ in ids}


def _classes(
    handle: Handle, prefix: str, api: Api, names: Names, scope: ModuleScope
) -> list[PyHandle | PyAsyncHandle]:
    waiter = handle.poll.waiter
    assert waiter is not None
    made = PyAsyncHandle if prefix else PyHandle
    types = TypeShaper(api, scope, "response")
    finished = _finished_symbol(handle.poll, prefix, names)
    shown = finished_type(handle.poll, api, scope)
    if waiter.outputs is not None:
        shown = union(
            [Name(f"{prefix}{_handle_class(name)}") for name in _finished(handle.poll, api, names)]
        )
    return [
        made(
            Ident(f"{prefix}{handle_class}"),
            _imported(model_class, handle, names, scope),
            doc(f"`{model_class}` with a method that waits for the task."),
            Ident(waiter.method),
            Ident(waiter_symbol(handle.poll, names)),
            result_type(handle.poll, types),
            shown,
            Lit(waiter.timeout),
            None if waiter.outputs is None else Name(finished),
            _download(handle.poll, model_class, prefix, api, names),
        )
        for model_class, handle_class in handle.variants
    ]


def _download(
    poll: Operation, class_: str, prefix: str, api: Api, names: Names
) -> PyDownload | PyAsyncDownload | None:
    """The method for downloads, if this state has the property with the links."""
    waiter = poll.waiter
    if waiter is None or waiter.outputs is None:
        return None
    states = _states(poll, api)
    ids = [model.id for model in states if names.classes[model.id] == class_]
    if not any((id_, waiter.outputs.path[0]) in names.attributes for id_ in ids):
        return None
    made = PyAsyncDownload if prefix else PyDownload
    return made(Ident(download_name(poll, api, names)), Ident(waiter_symbol(poll, names)))


def download_name(poll: Operation, api: Api, names: Names) -> str:
    """`download`, unless a state has a field of that name."""
    ids = {model.id for model in _states(poll, api)}
    taken = {name for (id_, _), name in names.attributes.items() if id_ in ids}
    waits = "" if poll.waiter is None else poll.waiter.method
    return "download_" if "download" in {*taken, waits} else "download"


def _states(poll: Operation, api: Api) -> list[ObjectModel]:
    """The objects that polling returns."""
    model = _result_model(poll, api)
    found = (
        [api.models[v.model] for v in model.variants] if isinstance(model, TaggedUnion) else [model]
    )
    return [one for one in found if isinstance(one, ObjectModel)]


def _finished(poll: Operation, api: Api, names: Names) -> list[str]:
    """The classes of the states that mean success."""
    model = _result_model(poll, api)
    ids = [] if model is None else [model.id]
    if isinstance(model, TaggedUnion) and poll.waiter is not None:
        done = set(poll.waiter.succeeded)
        chosen = [v.model for v in model.variants if set(v.tags) & done]
        ids = chosen or [variant.model for variant in model.variants]
    return [names.classes[id_] for id_ in ids]


def _finished_symbol(poll: Operation, prefix: str, names: Names) -> str:
    return f"{waiter_symbol(poll, names)}_{f'{prefix} finished'.strip().replace(' ', '_').upper()}"


def _finished_bindings(poll: Operation, api: Api, names: Names) -> list[PyConstant]:
    """What gives the result of waiting its handle, so that it can download."""
    if poll.waiter is None or poll.waiter.outputs is None:
        return []
    classes = _finished(poll, api, names)
    return [
        PyConstant(
            Ident(_finished_symbol(poll, prefix, names)),
            Call(
                Name("_r.Binding"),
                (DictOf(tuple((Name(c), Name(f"{prefix}{_handle_class(c)}")) for c in classes)),),
            ),
            Sub(
                Name("_r.Binding"),
                (union([Name(f"{prefix}{_handle_class(c)}") for c in classes]),),
            ),
        )
        for prefix in _PREFIXES
    ]


def _imported(class_: str, handle: Handle, names: Names, scope: ModuleScope) -> Name:
    ids = [id_ for id_, name in names.classes.items() if name == class_]
    return scope.model(ids[0]) if ids else scope.unknown(handle.model)


def finished_type(poll: Operation, api: Api, scope: ModuleScope) -> Expr:
    """The result type of waiting: the variants that mean success."""
    waiter = poll.waiter
    assert waiter is not None
    model = _result_model(poll, api)
    if isinstance(model, TaggedUnion):
        chosen = [v for v in model.variants if set(v.tags) & set(waiter.succeeded)]
        if chosen:
            return union([scope.model(variant.model) for variant in chosen])
    return result_type(poll, TypeShaper(api, scope, "response"))


def _alias(handle: Handle, prefix: str) -> list[PyAlias]:
    if len(handle.variants) == 1:
        return []
    members: list[Expr] = [Name(f"{prefix}{name}") for _, name in handle.variants]
    value = Sub(Name("_t.Union"), tuple(members))
    text = doc(f"`{handle.name}` with a method that waits for the task.", indent=0)
    return [PyAlias(Ident(handle.type_name(prefix)), value, text)]


def _binding(handle: Handle, prefix: str) -> PyConstant:
    pairs = tuple((Name(model), Name(f"{prefix}{name}")) for model, name in handle.variants)
    return PyConstant(
        Ident(handle.binding_name(prefix)),
        Call(Name("_r.Binding"), (DictOf(pairs),)),
        Sub(Name("_r.Binding"), (Name(handle.type_name(prefix)),)),
    )
