"""Reduce the schemas of requests to plain data, which the client validates arguments against.

Keywords stay as in the document, not merged, so that validation means exactly what the document
says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from specwright.api.model import (
    AliasModel,
    Api,
    Field,
    Further,
    ModelDef,
    ModelId,
    ObjectModel,
    TaggedUnion,
)
from specwright.api.passes.reachability import parts_of
from specwright.api.schemas.inline_naming import component_name
from specwright.api.schemas.registry import place_of
from specwright.diagnostics import SILENT, Diagnostics
from specwright.python.naming.allocator import Scope
from specwright.python.naming.names import Names
from specwright.python.requests.patterns import translate_pattern
from specwright.schema.view import View, view_of
from specwright.source.node import Node
from specwright.source.refs import Resolver

_PLAIN = frozenset(
    {"type", "enum", "const", "format", "contentEncoding", "required", "dependentRequired"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"minLength", "maxLength", "x-length-unit", "minItems", "maxItems", "uniqueItems"}
    | {"minContains", "maxContains", "minProperties", "maxProperties", "x-null-once"}
)
_ONE = frozenset(
    {"items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames"}
    | {"unevaluatedItems", "unevaluatedProperties"}
)
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_JOINS = frozenset({"allOf", "$ref", "if", "then", "else", "dependentSchemas"})
"""Keywords whose schemas describe the same object as their siblings."""
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_SHOWN = frozenset({"example", "examples", "default"})
"""Keywords that only the values of a mock server come from."""


_SHORT = 80
"""The maximum length of a schema that is written into its parameter's record."""


class SchemaShaper:
    """Collects the schemas that requests reach, each under its module and name.

    With `answers`, those that responses reach: with their examples, without Python names, and
    properties that are never received instead of those that are never sent.
    """

    def __init__(
        self,
        api: Api,
        names: Names,
        modules: dict[ModelId, str],
        resolver: Resolver,
        sink: Diagnostics,
        *,
        answers: bool = False,
    ) -> None:
        self._api = api
        self._names = names
        self._answers = answers
        self._plain = _PLAIN | _SHOWN if answers else _PLAIN
        self._hidden = {"writeOnly": True} if answers else {"readOnly": True}
        self._modules = modules
        self._resolver = resolver
        self._sink = sink
        self._references: dict[ModelId, str] = {}
        self._scopes: dict[str, Scope] = {}
        self._pending: list[tuple[Node, str, str, TaggedUnion | None]] = []
        self._draining = False
        self._whole: set[ModelId] = set()
        self.files: dict[str, dict[str, Any]] = {}

    def reference(self, node: Node, module: str, name: str) -> str:
        """`module#name` of a schema; `module` and `name` are used if it has no name of its own."""
        target = self._target(node)
        place = place_of(target)
        if place not in self._references:
            component = _component_of(target)
            if place in self._modules:
                module, name = self._modules[place], self._names.classes[place]
            elif component is not None or target is not node:
                module, name = "shared", component or target.key or target.document.stem
            given, _ = self._scopes.setdefault(module, Scope()).give([name])
            self._references[place] = f"{module}#{given}"
            self._pending.append((target, module, given, self._family(target)))
            self._drain()
        return self._references[place]

    def known_reference(self, node: Node) -> str | None:
        """The reference of a schema that was shaped under a name."""
        return self._references.get(place_of(self._target(node)))

    def given(self, node: Node, module: str, name: str) -> str | dict[str, Any]:
        """The schema itself if it is short and used once, else its reference."""
        if _is_leaf(node) and place_of(node) not in self._modules:
            shaped = self._shape(node)
            if shaped and len(repr(shaped)) <= _SHORT:
                return dict(shaped)
        return self.reference(node, module, name)

    def _target(self, node: Node) -> Node:
        """The target of a bare reference."""
        if isinstance(node.value, dict) and set(node.value) == {"$ref"}:
            return self._resolver.deref(node, self._sink) or node
        return node

    def _drain(self) -> None:
        """Shape the queue; references are added to the queue, so that depth needs no recursion."""
        if self._draining:
            return
        self._draining = True
        while self._pending:
            node, module, name, family = self._pending.pop()
            shaped = self._shape(node) if family is None else self._shape_family(node, family)
            self.files.setdefault(module, {})[name] = shaped
        self._draining = False

    def _family(self, node: Node) -> TaggedUnion | None:
        """The union of a base schema."""
        place = place_of(node)
        model = self._api.models.get(f"{place}~heirs", self._api.models.get(place))
        return model if isinstance(model, TaggedUnion) and model.family else None

    def _shape_family(self, node: Node, family: TaggedUnion) -> dict[str, Any]:
        """The tag selects one of the heirs; any other tag means the base schema."""
        mapping = {
            tag: self._choice(ids, tag, node, family.further.get(tag))
            for tag, ids in family.by_tag().items()
        }
        discriminator = {"propertyName": family.property, "mapping": mapping, "open": True}
        return {"anyOf": [{"$ref": self._base(node)}], "discriminator": discriminator}

    def _base(self, node: Node) -> str:
        """The base that heirs extend: the schema without the choice among them."""
        place = place_of(node)
        key = f"{place}~base"
        if key not in self._references:
            module, _, name = self._refer(node).partition("#")
            self._references[key] = f"{module}#{name}.base"
            plain = Node(node.document, node.pointer, _without_choice(node.value))
            self._pending.append((plain, module, f"{name}.base", None))
            self._drain()
        return self._references[key]

    def _extended(self, node: Node) -> frozenset[Node]:
        """The schemas that a schema extends and that list it as an alternative."""
        view = view_of((node,), node, self._resolver, SILENT)
        return frozenset(part.node for part in view.parts if {"oneOf", "anyOf"} & part.without)

    def _shape(self, node: Node, unsent: frozenset[str] = frozenset()) -> Any:
        """A schema as data; `unsent` are properties that requests omit, so they are not required."""
        if not isinstance(node.value, dict):
            return node.value if isinstance(node.value, bool) else {}
        if _JOINS & node.value.keys():
            view = view_of((node,), node, self._resolver, self._sink)
            if view.is_overclosed():
                return self._shape_as_one(view, unsent)
        return self._shape_alone(node, unsent)

    def _shape_as_one(self, view: View, unsent: frozenset[str]) -> dict[str, Any]:
        """Merge members that each forbid the properties of the others, and close the result."""
        place = place_of(view.origin)
        if place in self._whole:  # it contains itself, so it needs a name
            return {"$ref": self._refer(view.origin)}
        self._whole.add(place)
        without = {"additionalProperties", "allOf", "$ref", "names"}
        unsent |= self._absent(view.origin)
        parts = [self._shape_alone(part.node, unsent) for part in view.parts]
        self._whole.discard(place)
        members = [{k: v for k, v in part.items() if k not in without} for part in parts]
        names = self._attribute_names(view.origin)
        shaped = {"allOf": members, "unevaluatedProperties": False}
        return {**shaped, "names": names} if names else shaped

    def _shape_alone(self, node: Node, unsent: frozenset[str]) -> Any:
        unsent |= self._absent(node)
        shaped: dict[str, Any] = {}
        for keyword, value in node.value.items():
            if keyword == "required" and isinstance(value, list):
                shaped[keyword] = [name for name in value if name not in unsent]
            elif keyword == "allOf" and isinstance(value, list):
                is_heir, extended = component_name(node) is not None, self._extended(node)
                shaped[keyword] = [
                    self._shape_member(member, unsent, is_heir, extended)
                    for member in node.child(keyword).items()
                ]
            else:
                shaped.update(self._shape_keyword(keyword, value, node))
        properties = shaped.get("properties", {})
        for wire in properties.keys() & unsent:
            properties[wire] = dict(self._hidden)
        names = self._attribute_names(node)
        if names:
            shaped["names"] = names
            branches = [shaped.get("then"), shaped.get("else")]
            for branch in (*branches, *shaped.get("dependentSchemas", {}).values()):
                if isinstance(branch, dict):  # its required properties have the names of the whole
                    branch["names"] = {**names, **branch.get("names", {})}
            _name_members(shaped.get("allOf", []), names)
        discriminator = self._discriminator(node)
        if discriminator:
            shaped["discriminator"] = discriminator
        return shaped

    def _shape_member(
        self,
        node: Node,
        unsent: frozenset[str],
        is_component: bool,
        extended: frozenset[Node],
    ) -> Any:
        """A member of an `allOf`, inlined if it requires what the whole makes read-only."""
        target = self._target(node)
        if target is not node and isinstance(target.value, dict):
            required = target.value.get("required")
            demanded = set(required) if isinstance(required, list) else set()
            if unsent & demanded - self._absent(target):
                return self._shape(target, unsent)
            if target in extended or (is_component and self._family(target) is not None):
                return {"$ref": self._base(target)}
        return self._shape(node, unsent)

    def _shape_keyword(self, keyword: str, value: Any, node: Node) -> dict[str, Any]:
        child = node.child(keyword)
        if keyword in self._plain:
            return {keyword: value}
        if keyword == "$ref" and isinstance(value, str):
            target = self._resolver.deref(node, self._sink)
            return {} if target is None else {"$ref": self._refer(target)}
        if keyword == "pattern" and isinstance(value, str):
            return self._pattern(value, child)
        shape: Callable[[Node], Any] = self._shape
        if keyword in _ONE and isinstance(value, dict | bool):
            return {keyword: shape(child)}
        if keyword in _MANY and isinstance(value, list):
            return {keyword: [shape(child.child(index)) for index in range(len(value))]}
        if keyword in _NAMED and isinstance(value, dict):
            return {keyword: {name: shape(child.child(name)) for name in value}}
        return {}

    def _refer(self, target: Node) -> str:
        return self.reference(target, "shared", target.key)

    def _pattern(self, value: str, node: Node) -> dict[str, str]:
        translated = translate_pattern(value)
        if translated is None and self._answers:
            return {"unsupportedPattern": value}
        if translated is None:
            self._sink.warning(
                "unsupported-pattern",
                "the client's regex engine does not support this pattern, so it is not checked before sending",
                node,
                "rewrite it without look-around and back-references to have it checked",
            )
            return {}
        return {"pattern": translated}

    def _absent(self, node: Node) -> frozenset[str]:
        """The properties that a request never has; with `answers`, that a response never has."""
        model, fields = self._object(node), list[Field]()
        if isinstance(model, ObjectModel):
            fields += model.fields
        elif isinstance(model, TaggedUnion) and model.family:  # its own properties are in all heirs
            own = _own_names(node)
            heirs = (self._api.models[variant.model] for variant in model.variants)
            named = (f for heir in heirs if isinstance(heir, ObjectModel) for f in heir.fields)
            fields += (field for field in named if field.wire in own)
        return frozenset(f.wire for f in fields if (f.write_only if self._answers else f.read_only))

    def _object(self, node: Node) -> ModelDef | None:
        """The model of the schema itself, even if it is also a base schema."""
        place = place_of(node)
        return self._api.models.get(f"{place}~base", self._api.models.get(place))

    def _attribute_names(self, node: Node) -> dict[str, str]:
        """The attribute of each wire name that differs from it."""
        if self._answers:
            return {}
        model, pairs = self._object(node), list[tuple[str, str]]()
        if isinstance(model, ObjectModel):
            pairs = [(self._names.attributes[model.id, f.wire], f.wire) for f in model.fields]
        elif isinstance(model, TaggedUnion | AliasModel):
            pairs = [pair for pair in self._variant_names(model) if pair[1] in _own_names(node)]
        return {attribute: wire for attribute, wire in pairs if attribute != wire}

    def _variant_names(self, union: TaggedUnion | AliasModel) -> Iterator[tuple[str, str]]:
        """The attributes and wire names of a union's members; those beside the union belong to all members."""
        pending, seen = [union.id], set[ModelId]()
        while pending:
            model = self._api.models[pending.pop()]
            if isinstance(model, ObjectModel):
                for field in model.fields:
                    yield self._names.attributes[model.id, field.wire], field.wire
            elif model.id not in seen:
                seen.add(model.id)
                pending += parts_of(model)

    def _discriminator(self, node: Node) -> dict[str, Any]:
        place = place_of(node)
        model = self._api.models.get(f"{place}~objects", self._api.models.get(place))
        if not isinstance(model, TaggedUnion) or not ({"oneOf", "anyOf"} & set(node.value)):
            return {}
        mapping = {
            tag: self._choice(ids, tag, node, model.further.get(tag))
            for tag, ids in model.by_tag().items()
        }
        optional = {"optional": True} if model.optional and not model.stated else {}
        return {"propertyName": model.property, "mapping": mapping, **optional}

    def _variant(self, id_: ModelId, node: Node) -> str:
        """The reference for a union member; for a base schema, without its heirs."""
        is_base = id_ == f"{place_of(node)}~base" or f"{place_of(node)}~heirs" in self._api.models
        return self._base(node) if is_base else self._refer(node)

    def _choice(
        self, ids: tuple[ModelId, ...], tag: str, union: Node, further: Further | None = None
    ) -> str:
        """The reference for a tag; if several schemas share it, one that allows any of them."""
        nodes = [(id_, self._api.models[id_].node) for id_ in ids]
        by_id = {id_: self._variant(id_, node) for id_, node in nodes}
        references = list(dict.fromkeys(by_id.values()))
        if len(references) == 1:
            return references[0]
        module, _, own = self._refer(union).partition("#")
        name, _ = self._scopes.setdefault(module, Scope()).give([f"{own}.{tag}"])
        choice: dict[str, Any] = {"anyOf": [{"$ref": reference} for reference in references]}
        if further is not None:
            mapping = {value: by_id[id_] for value, id_ in further.choices.items()}
            choice["discriminator"] = {"propertyName": further.property, "mapping": mapping}
        self.files.setdefault(module, {})[name] = choice
        return f"{module}#{name}"


def _component_of(node: Node) -> str | None:
    """The key of the component that a schema is, or whose only content it is."""
    tokens = node.pointer.split("/")
    if tokens[1:2] != ["components"] or len(tokens) < 4:
        return None
    return tokens[3] if len(tokens) == 4 or tokens[4:] == ["schema"] else None


def _without_choice(value: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if k not in ("oneOf", "anyOf", "discriminator")}


def _name_members(members: list[Any], names: dict[str, str]) -> None:
    """Give the members of an `allOf` the attribute names of the whole, for messages."""
    for member in members:
        properties = member.get("properties", {}) if isinstance(member, dict) else {}
        own = {attribute: wire for attribute, wire in names.items() if wire in properties}
        if own:
            member.setdefault("names", own)


def _own_names(node: Node) -> frozenset[str]:
    properties = node.value.get("properties") if isinstance(node.value, dict) else None
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def _is_leaf(node: Node) -> bool:
    """Whether it contains no other schema, except that of a list's items."""
    if not isinstance(node.value, dict):
        return False
    keys = node.value.keys()
    if "items" in keys:
        return _is_leaf(node.child("items")) and not keys & (_NESTING - {"items"})
    return not keys & _NESTING


_NESTING = _ONE | _MANY | _NAMED | {"$ref", "$dynamicRef", "discriminator"}
