"""Find the links to what a finished task has made, from `x-specwright-waiter` or the document alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from specwright.api.extension_values import Outputs, Waiter
from specwright.api.extensions.read import PREFIX
from specwright.api.model import (
    AliasModel,
    Field,
    ListOf,
    MapOf,
    ModelDef,
    ModelId,
    Operation,
    RefTo,
    Scalar,
    TaggedUnion,
    TupleOf,
    TypeRef,
    UnionOf,
)
from specwright.api.pagination.words import normal
from specwright.api.type_ops import NULL, fields_of
from specwright.diagnostics import Diagnostics
from specwright.schema.conjunction import conjuncts
from specwright.source.node import Node
from specwright.source.refs import Resolver

Models: TypeAlias = Mapping[ModelId, ModelDef]
_FORMATS: Final = ("uri", "url", "iri")
_LINKS: Final = ("url", "uri", "href", "link", "downloadurl", "fileurl", "signedurl")
_USUAL: Final = (*_LINKS, "output", "outputs")
_NAMES: Final = ("filename", "name")
_DEEPEST: Final = 3


def find_outputs(
    operations: tuple[Operation, ...], models: Models, resolver: Resolver, sink: Diagnostics
) -> tuple[Operation, ...]:
    """Say where the finished task of each waiter has its links; what is found without a key is a note."""
    found: list[Operation] = []
    for operation in operations:
        waiter = operation.waiter
        if waiter is not None:
            finder = _Finder(operation, waiter, models, resolver, sink)
            outputs = finder.declared() if waiter.output else None
            if waiter.output is None:
                outputs = finder.recognised(operations)
            operation = replace(operation, waiter=replace(waiter, outputs=outputs))
        found.append(operation)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Finder:
    operation: Operation
    waiter: Waiter
    models: Models
    resolver: Resolver
    sink: Diagnostics

    def declared(self) -> Outputs | None:
        """The path that the overlay names; a wrong one is reported with the property that fits."""
        name = str(self.waiter.output)
        types, _ = self._states()
        found = self._way(name, types)
        if found is None:
            self._report(f"a finished task has no property {name!r}", types)
            return None
        path, fields, holder = found
        leaves = [leaf for field in fields for leaf in self._leaves([field.type])]
        inner = fields_of(leaves, self.models)
        if inner:
            url = self._link_in(inner)
            if url is None:
                self._report(f"{name!r} is an object, and which property is the link?", types)
                return None
            path, fields, holder = (*path, url), inner[url], inner
            leaves = [leaf for field in fields for leaf in self._leaves([field.type])]
        if not any(_may_be_link(leaf) for leaf in leaves):
            self._report(f"{name!r} is not a link: it has no text", types)
            return None
        return Outputs(path, self._filename(holder, path))

    def recognised(self, operations: Sequence[Operation]) -> Outputs | None:
        """The one property of links that only a finished task has, if there is one."""
        types, others = self._states()
        elsewhere = {*others, *self._sent(operations)}
        fields = fields_of(types, self.models)
        uris = [wire for wire, same in fields.items() if wire not in elsewhere and self._are(same)]
        if len(uris) != 1:
            return None
        path = (uris[0],)
        self.sink.note(
            "output-recognised",
            f"{self.operation.method} {self.operation.path} has the links to its outputs in {uris[0]!r}, as if by "
            f"`output: {uris[0]}` in {PREFIX}waiter",
            self.operation.node.get(f"{PREFIX}waiter") or self.operation.node,
            "a finished task has a method `download`; to leave it out, write `output: false`",
        )
        return Outputs(path, self._filename(fields, path))

    def _states(self) -> tuple[list[TypeRef], set[str]]:
        """The types of a finished task, and the properties of the other states."""
        whole = [
            content.type
            for outcome in self.operation.successes
            for content in outcome.contents
            if content.kind == "json"
        ]
        done: list[TypeRef] = []
        others: list[TypeRef] = []
        for leaf in self._leaves(whole):
            model = self.models[leaf.model] if isinstance(leaf, RefTo) else None
            if not isinstance(model, TaggedUnion):
                done.append(leaf)
                continue
            for variant in model.variants:
                is_done = bool(set(variant.tags) & set(self.waiter.succeeded))
                (done if is_done else others).append(RefTo(variant.model))
        return done, set(fields_of(others, self.models))

    def _sent(self, operations: Sequence[Operation]) -> Iterator[str]:
        """Properties of the requests that start such a task: the task may repeat them."""
        for operation in operations:
            if operation.waits_for and operation.waits_for == self.operation.operation_id:
                yield from (parameter.wire for parameter in operation.parameters)
                yield from fields_of([body.type for body in operation.bodies], self.models)

    def _way(
        self, name: str, types: Iterable[TypeRef]
    ) -> tuple[tuple[str, ...], tuple[Field, ...], Mapping[str, tuple[Field, ...]]] | None:
        """The path for a name, which may contain dots itself, its fields, and those beside them."""
        fields = fields_of(self._leaves(types), self.models)
        if name in fields:
            return (name,), fields[name], fields
        for place in (index for index, letter in enumerate(name) if letter == "."):
            head, rest = name[:place], name[place + 1 :]
            below = [field.type for field in fields.get(head, ())]
            found = self._way(rest, below) if below else None
            if found is not None:
                return (head, *found[0]), *found[1:]
        return None

    def _leaves(self, types: Iterable[TypeRef]) -> list[TypeRef]:
        """The single types in aliases, unions, lists and maps, without null."""
        pending, found, seen = [*types], list[TypeRef](), set[TypeRef]()
        while pending:
            type_ = pending.pop(0)
            if type_ in seen:
                continue
            seen.add(type_)
            model = self.models.get(type_.model) if isinstance(type_, RefTo) else None
            if isinstance(type_, UnionOf):
                pending += type_.members
            elif isinstance(type_, ListOf):
                pending += [type_.item, *type_.prefix]
            elif isinstance(type_, TupleOf):
                pending += type_.items
            elif isinstance(type_, MapOf):
                pending.append(type_.value)
            elif isinstance(model, AliasModel):
                pending.append(model.type)
            elif type_ != NULL:
                found.append(type_)
        return found

    def _link_in(self, fields: Mapping[str, tuple[Field, ...]]) -> str | None:
        uris = [wire for wire, same in fields.items() if self._are(same)]
        if len(uris) == 1:
            return uris[0]
        words = {normal(wire): wire for wire in reversed([*(uris or fields)])}
        return next((words[word] for word in _LINKS if word in words), None)

    def _filename(
        self, fields: Mapping[str, tuple[Field, ...]], path: tuple[str, ...]
    ) -> str | None:
        words = {normal(wire): wire for wire in fields if wire != path[-1]}
        for word in _NAMES if len(path) > 1 else _NAMES[:1]:
            types = [field.type for field in fields.get(words.get(word, ""), ())]
            if Scalar("string") in self._leaves(types):
                return words[word]
        return None

    def _are(self, fields: Sequence[Field]) -> bool:
        """Whether fields of the same name are links: texts with the format `uri`, or lists of them."""
        return all(
            all(map(_may_be_link, self._leaves([field.type]))) and self._is_uri(field.node, 2)
            for field in fields
        )

    def _is_uri(self, node: Node, depth: int) -> bool:
        pending, seen = [node], set[Node]()
        while pending:
            one = pending.pop()
            if one in seen or not one.is_object:
                continue
            seen.add(one)
            format_, items = one.get("format"), one.get("items")
            if format_ is not None and format_.value in _FORMATS:
                return True
            if items is not None and depth and self._is_uri(items, depth - 1):
                return True
            pending += conjuncts(one, self.resolver, self.sink)
            for key in ("anyOf", "oneOf"):
                group = one.get(key)
                pending += [] if group is None else group.items()
        return False

    def _report(self, message: str, types: Sequence[TypeRef]) -> None:
        node = self.operation.node.get(f"{PREFIX}waiter") or self.operation.node
        _, others = self._states()
        fits = sorted(fit for fit in self._fitting(types, "", 0) if fit[1] not in others)
        known = ", ".join(fields_of(types, self.models)) or "none in the document"
        self.sink.error(
            "overlay-hint",
            f"{PREFIX}waiter does not fit {self.operation.method} {self.operation.path}: {message}; "
            f"its properties are {known}",
            node.get("output") or node,
            f"write output: {fits[0][1]}"
            if fits
            else "name the property with the links, or leave it out",
        )

    def _fitting(
        self, types: Iterable[TypeRef], prefix: str, depth: int
    ) -> Iterator[tuple[int, str]]:
        """Properties that can be links, with a rank: those with a format come first."""
        for wire, same in fields_of(self._leaves(types), self.models).items():
            below = [leaf for field in same for leaf in self._leaves([field.type])]
            if self._are(same):
                yield depth, f"{prefix}{wire}"
            elif normal(wire) in _USUAL and any(map(_may_be_link, below)):
                yield depth + 10, f"{prefix}{wire}"
            if depth < _DEEPEST:
                yield from self._fitting(below, f"{prefix}{wire}.", depth + 1)


def _may_be_link(type_: TypeRef) -> bool:
    return isinstance(type_, Scalar) and type_.kind in ("string", "any")
