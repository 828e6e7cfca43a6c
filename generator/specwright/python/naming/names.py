"""Name everything in the package, once, when all symbols are known.

A symbol is identified by its place in the document. Candidates in order: pinned, natural, with
context, with a number (and a warning).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from specwright.api.model import (
    AliasModel,
    Api,
    Context,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    Parameter,
    TaggedUnion,
)
from specwright.api.passes.reachability import mentioned
from specwright.diagnostics import Diagnostics
from specwright.python.bodies import flat_models
from specwright.python.naming import reserved
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import (
    LONGEST,
    LONGEST_FILE,
    file_name,
    pascal,
    safe,
    snake,
    spelt,
    transliterated,
    words_of,
)
from specwright.python.naming.method_names import function_of, short_names
from specwright.python.naming.path_names import answers_list
from specwright.python.streaming import is_only_streamed, stream_of
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Names:
    """All identifiers, by the place of what they name."""

    classes: Mapping[ModelId, str]
    params: Mapping[ModelId, str]
    """`TypedDict`s and aliases for what requests accept instead of the model."""
    unknowns: Mapping[ModelId, str]
    """The class of a tagged union's unknown variant."""
    attributes: Mapping[tuple[ModelId, str], str]
    resources: Mapping[tuple[str, ...], str]
    modules: Mapping[str, str]
    """The file of each resource, by its name: always ASCII."""
    resource_classes: Mapping[str, str]
    """Without `Async` and `Raw`, by resource name."""
    methods: Mapping[str, str]
    """By place of the operation."""
    results: Mapping[str, str]
    """Result classes of uploads, by place of the operation."""
    arguments: Mapping[tuple[str, str, str], str]
    """By place of the operation, location (`body` for fields of the body) and wire name."""
    webhooks: Mapping[str, str]
    """Functions that parse requests of the server, by id of the webhook or callback."""


def stream_place(operation: Operation) -> str:
    """The key in `Names.methods` of the streaming method of an operation."""
    return f"{operation.id}#stream"


def assign_names(api: Api, sink: Diagnostics) -> Names:
    """Name all symbols in one pass."""
    namer = _Namer(api, sink)
    classes = namer.name_classes()
    attributes = namer.name_attributes()
    resources = namer.name_resources()
    methods = namer.name_methods(resources)
    return Names(
        classes=classes,
        params=namer.name_params([i for i in api.requests if _has_param(i, api)]),
        unknowns=namer.name_derived(("Unknown{}", "Other{}"), _unions(api)),
        attributes=attributes,
        resources=resources,
        modules=_modules(resources.values()),
        resource_classes=_resource_classes(resources.values()),
        methods=methods,
        results=namer.name_results(resources, methods),
        arguments=namer.name_arguments(attributes),
        webhooks=namer.name_webhooks(),
    )


def _modules(resources: Iterable[str]) -> Mapping[str, str]:
    """The module of each resource: called like it where that is ASCII and short."""
    names = dict.fromkeys(resources)
    files = {n: n if n.isascii() and len(n) <= LONGEST_FILE else safe(file_name(n)) for n in names}
    shared = {file for file, count in Counter(files.values()).items() if count > 1}
    return {
        name: file_name(name, is_shared=True) if file in shared and file != name else file
        for name, file in files.items()
    }


def _resource_classes(resources: Iterable[str]) -> Mapping[str, str]:
    """Name the resource classes; with a prefix, none may equal another, since the clients import all.

    Shorter names come first, so that `async_jobs` gives way to the async flavour of `jobs`.
    """
    scope = Scope()
    found: dict[str, str] = {}
    for resource in sorted(set(resources), key=lambda name: (len(name), name)):
        stem = pascal(resource)
        name = f"{stem}Resource"
        number = 2
        while any(scope.has(f"{prefix}{name}") for prefix in reserved.CLASS_PREFIXES):
            name = f"{stem}{number}Resource"
            number += 1
        for prefix in reserved.CLASS_PREFIXES:
            scope.give([f"{prefix}{name}"])
        found[resource] = name
    return found


def _stems_of(operation: Operation) -> list[str]:
    function = function_of(operation)
    return [
        *(s for s in short_names(operation, None) if "_" in s),
        *([function] if function else []),
    ]


def _joined(words: Iterable[str]) -> str:
    """A class after several words: `GetPetResponse404`."""
    first, *rest = map(pascal, words)
    return first + "".join(word[1:] if re.match(r"N\d", word) else word for word in rest)


def _exactness(wire: str) -> tuple[int, str]:
    """Who keeps a contested name, independent of order: `user_id`, `userId`, `UserID`, `@user-id`."""
    if snake(wire) == wire:
        rank = 0
    else:
        rank = (
            1 if wire.isidentifier() and not wire.startswith("_") and not wire.endswith("_") else 2
        )
    return rank, wire.swapcase()


def _unions(api: Api) -> list[ModelId]:
    """Tagged unions to which a server can add variants."""
    only_sent = api.requests - api.responses
    return [i for i, m in api.models.items() if isinstance(m, TaggedUnion) and i not in only_sent]


def _has_param(id_: ModelId, api: Api) -> bool:
    """Whether requests accept something other than the model itself."""
    model = api.models[id_]
    if isinstance(model, AliasModel):
        return id_ in api.responses or any(True for _ in mentioned(model.type))
    return True


_DERIVED = {
    "~sent": ("Request", "Input", "RequestInput"),
    "~base": ("Base", "Itself"),
    "~objects": ("Object", "Variant"),
    "~heirs": ("Family", "OrHeir"),
}
"""Suffixes of derived models, by what follows the place of the model they derive from."""


_SECOND = {"response": "answer", "body": "content"}
"""Added to an inline response or body whose name a component already has."""

_LOCATIONS = ("path", "query", "querystring", "header", "cookie")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A property that needs a name."""

    wire: str
    text: str
    """The wire name in the alphabet of its Python name."""
    pin: str | None
    node: Node


class _Namer:
    def __init__(self, api: Api, sink: Diagnostics) -> None:
        self._api = api
        self._sink = sink
        self._class_scope = Scope(reserved.CLASSES)
        self._classes: dict[ModelId, str] = {}
        self._operations = {o.id: self._as_told(o) for o in api.operations}
        self._functions = {
            o.operation_id or "": function_of(self._operations[o.id]) for o in api.operations
        }

        self._stems = {
            f"Body_{o.operation_id}": _stems_of(self._operations[o.id]) for o in api.operations
        }
        """Parts of the body names that FastAPI generates."""

    def _latin(self, text: str) -> str:
        return transliterated(text) if self._api.naming.ascii else text

    def _as_told(self, operation: Operation) -> Operation:
        """The operation with the naming rules of the overlay applied."""
        naming, id_ = self._api.naming, operation.operation_id
        (resource,) = operation.resource
        pinned = operation.node.get("x-specwright-resource")
        return replace(
            operation,
            operation_id=None if id_ is None else self._latin(naming.operations.changed(id_)),
            path=self._latin(operation.path),
            resource=(self._latin(naming.tags.changed(resource) if pinned is None else resource),),
            name=self._latin(operation.name),
        )

    def name_classes(self) -> Mapping[ModelId, str]:
        """Name pinned schemas first, then components with exact names, other components, and inline schemas."""
        models = list(self._api.models.values())
        exact = [m for m in models if m.name is not None and pascal(self._told(m.name)) == m.name]
        ordered = [
            *(m for m in models if m.pin is not None),
            *exact,
            *sorted((m for m in models if m.name is not None), key=lambda m: (m.name, m.id)),
            *models,
        ]
        for model in ordered:
            self._name_class(model)
        return self._classes

    def _told(self, name: str) -> str:
        """The name of a schema after the naming rules of the overlay."""
        return self._latin(self._api.naming.schemas.changed(name))

    def _name_class(self, model: ModelDef) -> str:
        if model.id not in self._classes:
            candidates = self._class_candidates(model)
            # Naming the candidates may have named this model already, if contexts are circular.
            if model.id not in self._classes:
                self._classes[model.id] = self._give(self._class_scope, candidates, model.node)
        return self._classes[model.id]

    def _class_candidates(self, model: ModelDef) -> list[str]:
        if model.pin is not None:
            pin = (
                model.pin if model.pin.isidentifier() and model.pin[0] != "_" else pascal(model.pin)
            )
            return [safe(pin, reserved.TYPES)]
        if model.name is not None:
            stems = self._stems.get(model.name, ())
            own = [f"{pascal(stem).removesuffix('Body')}Body" for stem in stems]
            natural = safe(pascal(self._latin(model.name)))
            return [*own, safe(pascal(self._told(model.name))), natural, f"{natural}Model"]
        context: Context = model.context
        words = _joined(map(self._latin, context.words))
        if context.parent is None:
            function = self._functions.get(context.words[0])
            rest = map(self._latin, context.words[1:])
            short = [safe(_joined((function, *rest)))] if function else []
            last = _SECOND.get(context.words[-1])
            late = [safe(_joined(map(self._latin, (*context.words[:-1], last))))] if last else []
            return [*short, safe(words), *late]
        parent = self._api.models.get(context.parent)
        # An inlined parent has no class, but its key is a name all the same.
        prefix = (
            pascal(self._told(context.parent.rpartition("/")[2]))
            if parent is None
            else self._name_class(parent)
        )
        for mark, suffixes in _DERIVED.items():
            if model.id == context.parent + mark:
                return [prefix + suffix for suffix in suffixes]
        return [prefix + words]

    def name_params(self, ids: Iterable[ModelId]) -> Mapping[ModelId, str]:
        """Name what requests accept instead of a model after the model."""
        received = {sent: id_ for id_, sent in self._api.sent_forms.items()}
        by_natural = {received.get(id_, id_): id_ for id_ in ids}
        named = self.name_derived(("{}Param", "{}Dict"), by_natural)
        return {by_natural[natural]: name for natural, name in named.items()}

    def name_derived(
        self, patterns: Sequence[str], ids: Iterable[ModelId]
    ) -> Mapping[ModelId, str]:
        """Name what derives from classes, in the same namespace."""
        chosen = set(ids)
        return {
            id_: self._give(
                self._class_scope, [p.format(name) for p in patterns], self._api.models[id_].node
            )
            for id_, name in self._classes.items()
            if id_ in chosen
        }

    def name_attributes(self) -> Mapping[tuple[ModelId, str], str]:
        found: dict[tuple[ModelId, str], str] = {}
        waiting = {o.waiter.method for o in self._api.operations if o.waiter is not None}
        # In a script without case a class may collide with a property; only one can be in the class body.
        caseless = {name for name in self._classes.values() if name == name.lower()}
        taken = reserved.ATTRIBUTES | waiting | caseless
        for model in self._api.models.values():
            if isinstance(model, ObjectModel):
                wanted = [_Wanted(f.wire, self._latin(f.wire), f.pin, f.node) for f in model.fields]
                named = self._name_wires(Scope(), wanted, taken)
                found |= {(model.id, wire): name for wire, name in named.items()}
        return found

    def _name_wires(
        self, scope: Scope, wanted: Sequence[_Wanted], taken: frozenset[str]
    ) -> dict[str, str]:
        """Name pinned wire names first, then exact ones; the rest are distinguished by their special characters."""
        found: dict[str, str] = {}
        late: list[_Wanted] = []
        for item in sorted(wanted, key=lambda w: (w.pin is None, _exactness(w.wire))):
            natural = safe(item.pin or snake(item.text), taken)
            if item.pin is None and scope.has(natural):
                late.append(item)
            else:
                found[item.wire] = self._give(scope, [natural, f"{natural}_"], item.node)
        for item in sorted(late, key=lambda w: spelt(w.text) == snake(w.text)):
            natural = safe(snake(item.text), taken)
            found[item.wire] = self._give(
                scope, [safe(spelt(item.text), taken), f"{natural}_"], item.node
            )
        return found

    def name_resources(self) -> Mapping[tuple[str, ...], str]:
        """Name resources; tags in several spellings are one resource."""
        reserved_names = reserved.RESOURCES | reserved.MODULES
        found: dict[tuple[str, ...], str] = {}
        for operation in self._api.operations:
            if operation.resource not in found:
                (told,) = self._operations[operation.id].resource
                wanted = safe(snake(told), reserved_names)
                found[operation.resource] = self._give(Scope(), [wanted], operation.node)
        return found

    def name_methods(self, resources: Mapping[tuple[str, ...], str]) -> Mapping[str, str]:
        methods: dict[str, str] = {}
        scopes = {resource: Scope() for resource in resources.values()}
        models = self._api.models
        short = {
            o.id: [] if o.pinned else short_names(told, answers_list(told, models))
            for o, told in zip(self._api.operations, self._operations.values(), strict=True)
        }

        def rank(operation: Operation) -> tuple[bool, bool, int, str, str]:
            """Who keeps a contested name: pinned ones first, then those spelt exactly."""
            is_cut = bool(short[operation.id])
            path = operation.path if is_cut else ""
            return not operation.pinned, is_cut, len(path), path, operation.method if is_cut else ""

        for operation in sorted(self._api.operations, key=rank):
            scope = scopes[resources[operation.resource]]
            told = self._operations[operation.id]
            changed = [] if operation.pinned or told.operation_id is None else [told.operation_id]
            wanted = [*short[operation.id], *map(snake, [*changed, told.name])]
            natural = [safe(name, reserved.METHODS) for name in wanted]
            context = safe(snake(f"{operation.method} {told.path}"))
            methods[operation.id] = self._give(scope, [*natural, context], operation.node)
        for operation in self._api.operations:
            if stream_of(operation) is not None and not is_only_streamed(operation):
                name = methods[operation.id]
                streamed = [f"{name}_stream", f"stream_{name}"]
                found = self._give(scopes[resources[operation.resource]], streamed, operation.node)
                methods[stream_place(operation)] = found
        return methods

    def name_results(
        self, resources: Mapping[tuple[str, ...], str], methods: Mapping[str, str]
    ) -> Mapping[str, str]:
        """`UploadsCreateEphemeralResult`."""
        scope = Scope()
        found: dict[str, str] = {}
        for operation in self._api.operations:
            if operation.upload is not None:
                stem = pascal(resources[operation.resource]) + pascal(methods[operation.id])
                found[operation.id] = self._give(scope, [f"{stem}Result"], operation.node)
        return found

    def name_arguments(
        self, attributes: Mapping[tuple[ModelId, str], str]
    ) -> Mapping[tuple[str, str, str], str]:
        found: dict[tuple[str, str, str], str] = {}
        for operation in self._api.operations:
            scope = Scope([] if operation.upload is None else [operation.upload.file])

            def rank(parameter: Parameter) -> tuple[bool, int, int, str]:
                exact, wire = _exactness(parameter.wire)
                return parameter.pin is None, exact, _LOCATIONS.index(parameter.location), wire

            for parameter in sorted(operation.parameters, key=rank):
                text = self._latin(parameter.wire)
                natural = safe(parameter.pin or snake(text), reserved.ARGUMENTS)
                named = [natural, safe(f"{natural}_{parameter.location}")]
                said = safe(spelt(text), reserved.ARGUMENTS)
                named += [said] if said != natural else []
                name = self._give(scope, named, parameter.node)
                found[operation.id, parameter.location, parameter.wire] = name
            for model, wire in self._body_fields(operation):
                attribute = safe(attributes[model, wire], reserved.ARGUMENTS)
                if (operation.id, "body", wire) not in found:
                    name = self._give(scope, [attribute, f"{attribute}_body"], operation.node)
                    found[operation.id, "body", wire] = name
        return found

    def _body_fields(self, operation: Operation) -> list[tuple[ModelId, str]]:
        return [
            (model.id, field.wire)
            for body in operation.bodies
            for model in flat_models(body, self._api)
            for field in model.fields
        ]

    def name_webhooks(self) -> Mapping[str, str]:
        """`parse_new_pet`, `parse_create_stream_on_data`."""
        scope = Scope()
        found: dict[str, str] = {}
        parsed = [w for w in self._api.webhooks if w.type is not None]
        for webhook in sorted(parsed, key=lambda w: w.pin is None):
            words = [webhook.pin] if webhook.pin is not None else webhook.words
            natural = "_".join(
                ["parse", *(part for w in words for part in words_of(self._latin(w)))]
            )
            kind = "callback" if webhook.caller else "webhook"
            candidates = [snake(natural), snake(f"{natural}_{kind}")]
            found[webhook.id] = self._give(scope, candidates, webhook.node)
        return found

    def _give(self, scope: Scope, candidates: Sequence[str], node: Node) -> str:
        name, numbered = scope.give(candidates)
        if len(name) > LONGEST - 9 and name not in candidates:
            self._sink.warning(
                "name-shortened",
                f"a name of more than {LONGEST} letters is too long; it is shortened to {name!r}",
                node,
                "set a better name with x-specwright-name (x-specwright-method for an operation)",
            )
        if numbered:
            self._sink.warning(
                "name-collision",
                f"the Python name {candidates[-1]!r} is already taken; this one is named {name!r}",
                node,
                "set a better name with x-specwright-name in an overlay",
            )
        return name
