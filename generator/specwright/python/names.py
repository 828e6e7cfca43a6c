"""An `Api` enters, `Names` leave: every Python identifier, given once, after everything is known.

A symbol is its place in the document. Ladder: pinned, natural, with context, with a number (a warning).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from specwright.api.model import (
    AliasModel,
    Api,
    Context,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    TaggedUnion,
)
from specwright.api.registry import place_of
from specwright.api.usage import mentioned
from specwright.diagnostics import Diagnostics
from specwright.python import reserved
from specwright.python.bodies import flat_models
from specwright.python.streaming import is_only_streamed, stream_of
from specwright.python.words import pascal, safe, snake, words_of
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Names:
    """Every identifier, by the place of what it names."""

    classes: Mapping[ModelId, str]
    params: Mapping[ModelId, str]
    """`TypedDict`s and aliases for what a request may carry instead of the model."""
    unknowns: Mapping[ModelId, str]
    """The class of a tagged union's unknown variant."""
    attributes: Mapping[tuple[ModelId, str], str]
    resources: Mapping[tuple[str, ...], str]
    methods: Mapping[str, str]
    """By the place of the operation."""
    arguments: Mapping[tuple[str, str, str], str]
    """By the place of the operation, the location (`body` for fields of the body) and the wire name."""
    webhooks: Mapping[str, str]
    """Functions that parse what the server sends, by the id of the webhook or callback."""


def stream_place(operation: Operation) -> str:
    """The key in `Names.methods` of the method that reads an operation's answer item by item."""
    return f"{place_of(operation.node)}#stream"


class Scope:
    """One namespace in which identifiers are given; upper and lower case count as equal."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def give(self, candidates: Sequence[str]) -> tuple[str, bool]:
        """The first free candidate, or the last one with a number; whether a number was needed."""
        for candidate in candidates:
            if candidate.casefold() not in self._taken:
                self._taken.add(candidate.casefold())
                return candidate, False
        number = 2
        while f"{candidates[-1]}{number}".casefold() in self._taken:
            number += 1
        return self.give([f"{candidates[-1]}{number}"])[0], True


def assign_names(api: Api, sink: Diagnostics) -> Names:
    """One pass over all symbols."""
    namer = _Namer(api, sink)
    classes = namer.name_classes()
    attributes = namer.name_attributes()
    resources, methods = namer.name_methods()
    return Names(
        classes=classes,
        params=namer.name_params([i for i in api.requests if _has_param(i, api)]),
        unknowns=namer.name_derived(("Unknown{}", "Other{}"), _unions(api)),
        attributes=attributes,
        resources=resources,
        methods=methods,
        arguments=namer.name_arguments(attributes),
        webhooks=namer.name_webhooks(),
    )


def _unions(api: Api) -> list[ModelId]:
    """Tagged unions that a server can add variants to."""
    only_sent = api.requests - api.responses
    return [i for i, m in api.models.items() if isinstance(m, TaggedUnion) and i not in only_sent]


def _has_param(id_: ModelId, api: Api) -> bool:
    """Whether a request may carry something else than the model itself."""
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
"""Suffixes of models that are made of another one, by what follows its place in theirs."""


class _Namer:
    def __init__(self, api: Api, sink: Diagnostics) -> None:
        self._api = api
        self._sink = sink
        self._class_scope = Scope(reserved.CLASSES)
        self._classes: dict[ModelId, str] = {}

    def name_classes(self) -> Mapping[ModelId, str]:
        """Pinned names first, then components as they are spelt, then the rest, then inline schemas."""
        models = list(self._api.models.values())
        exact = [m for m in models if m.name is not None and pascal(m.name) == m.name]
        ordered = [
            *(m for m in models if m.pin is not None),
            *exact,
            *(m for m in models if m.name is not None),
            *models,
        ]
        for model in ordered:
            self._name_class(model)
        return self._classes

    def _name_class(self, model: ModelDef) -> str:
        if model.id not in self._classes:
            candidates = self._class_candidates(model)
            # Naming the candidates may have named this model already: a ring of contexts.
            if model.id not in self._classes:
                self._classes[model.id] = self._give(self._class_scope, candidates, model.node)
        return self._classes[model.id]

    def _class_candidates(self, model: ModelDef) -> list[str]:
        if model.pin is not None:
            return [safe(model.pin if model.pin.isidentifier() else pascal(model.pin))]
        if model.name is not None:
            return [safe(pascal(model.name)), safe(pascal(model.name)) + "Model"]
        context: Context = model.context
        words = "".join(pascal(word) for word in context.words)
        if context.parent is None:
            return [safe(words)]
        parent = self._api.models.get(context.parent)
        # A parent that is written out where it is used has no class, but its key is a name all the same.
        prefix = (
            pascal(context.parent.rpartition("/")[2])
            if parent is None
            else self._name_class(parent)
        )
        for mark, suffixes in _DERIVED.items():
            if model.id == context.parent + mark:
                return [prefix + suffix for suffix in suffixes]
        return [prefix + words]

    def name_params(self, ids: Iterable[ModelId]) -> Mapping[ModelId, str]:
        """What stands for a model in requests is named after it, whether or not it has two forms."""
        received = {sent: id_ for id_, sent in self._api.sent_forms.items()}
        by_natural = {received.get(id_, id_): id_ for id_ in ids}
        named = self.name_derived(("{}Param", "{}Dict"), by_natural)
        return {by_natural[natural]: name for natural, name in named.items()}

    def name_derived(
        self, patterns: Sequence[str], ids: Iterable[ModelId]
    ) -> Mapping[ModelId, str]:
        """Names made from those of classes, in the same namespace."""
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
        taken = reserved.ATTRIBUTES | waiting
        for model in self._api.models.values():
            if isinstance(model, ObjectModel):
                scope = Scope()
                for field in sorted(model.fields, key=lambda f: f.pin is None):
                    natural = safe(field.pin or snake(field.wire), taken)
                    name = self._give(scope, [natural, f"{natural}_"], field.node)
                    found[model.id, field.wire] = name
        return found

    def name_methods(self) -> tuple[Mapping[tuple[str, ...], str], Mapping[str, str]]:
        resources: dict[tuple[str, ...], str] = {}
        methods: dict[str, str] = {}
        scopes: dict[str, Scope] = {}
        by_name: dict[str, str] = {}
        for operation in sorted(self._api.operations, key=lambda o: not o.pinned):
            wanted = safe(
                snake(" ".join(operation.resource)), reserved.RESOURCES | reserved.MODULES
            )
            resource = by_name.setdefault(wanted, wanted)
            resources[operation.resource] = resource
            scope = scopes.setdefault(resource, Scope())
            natural = safe(snake(operation.name), reserved.METHODS)
            context = safe(snake(f"{operation.method} {operation.path}"))
            name = self._give(scope, [natural, context], operation.node)
            methods[place_of(operation.node)] = name
            if stream_of(operation) is not None and not is_only_streamed(operation):
                streamed = [f"{name}_stream", f"stream_{name}"]
                found = self._give(scope, streamed, operation.node)
                methods[stream_place(operation)] = found
        return resources, methods

    def name_arguments(
        self, attributes: Mapping[tuple[ModelId, str], str]
    ) -> Mapping[tuple[str, str, str], str]:
        found: dict[tuple[str, str, str], str] = {}
        for operation in self._api.operations:
            place = place_of(operation.node)
            scope = Scope()
            for parameter in operation.parameters:
                natural = safe(parameter.pin or snake(parameter.wire), reserved.ARGUMENTS)
                named = [natural, safe(f"{natural}_{parameter.location}")]
                name = self._give(scope, named, parameter.node)
                found[place, parameter.location, parameter.wire] = name
            for model, wire in self._body_fields(operation):
                attribute = safe(attributes[model, wire], reserved.ARGUMENTS)
                if (place, "body", wire) not in found:
                    name = self._give(scope, [attribute, f"{attribute}_body"], operation.node)
                    found[place, "body", wire] = name
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
            natural = "_".join(["parse", *(part for word in words for part in words_of(word))])
            kind = "callback" if webhook.caller else "webhook"
            candidates = [snake(natural), snake(f"{natural}_{kind}")]
            found[webhook.id] = self._give(scope, candidates, webhook.node)
        return found

    def _give(self, scope: Scope, candidates: Sequence[str], node: Node) -> str:
        name, numbered = scope.give(candidates)
        if numbered:
            self._sink.warning(
                "name-collision",
                f"two things would be called {candidates[-1]!r} in Python; this one is {name!r}",
                node,
                "pin a better name with x-specwright-name in an overlay",
            )
        return name
