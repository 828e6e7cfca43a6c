"""Lower schemas to type references, and collect the models met on the way. Start reading here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from specwright.api.extensions.read import read_name
from specwright.api.model import (
    Context,
    Enumeration,
    Field,
    Limits,
    ListOf,
    MapOf,
    ModelHead,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TupleOf,
    TypeRef,
    UnionOf,
)
from specwright.api.schemas.described import (
    derived,
    head_of,
    inner_context,
    limits_in,
    narrows,
    number_as_text,
    says_type,
    text_kind,
)
from specwright.api.schemas.inheritance import Family, ancestors_of, families_of
from specwright.api.schemas.inline_naming import component_name, words_of_place
from specwright.api.schemas.mapping import mapped_schemas
from specwright.api.schemas.registry import Registry, UnionDraft, place_of
from specwright.api.schemas.value_names import value_names
from specwright.api.schemas.values import lower_values
from specwright.api.schemas.variant_words import variant_words
from specwright.api.type_ops import ANY, NULL, flat, in_order, strip_null, union_of
from specwright.diagnostics import SILENT, Diagnostics
from specwright.openapi.normalize.dialect import NULL_ALONE
from specwright.schema.shape import is_null
from specwright.schema.view import Alternatives, View, described_reference, view_of
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

_OF_OBJECTS = (
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "propertyNames",
)
_OF_LISTS = ("items", "prefixItems", "unevaluatedItems", "contains")
"""Keywords of objects or lists only: without `type`, they imply that type."""


class SchemaLowering:
    """Lowers the schemas of one document; owns the registry that is filled."""

    def __init__(
        self, resolver: Resolver, sink: Diagnostics, components: Sequence[Node] = ()
    ) -> None:
        self.registry = Registry()
        self._resolver = resolver
        self._sink = sink
        self._above = ancestors_of(components, resolver, sink)
        self._families = families_of(components, self._above)
        self._views: dict[tuple[Node, ...], View] = {}
        self._bare: frozenset[ModelId] = frozenset()
        """The places being lowered that are connected to here by only references and alternatives."""
        self._joining: frozenset[Node] = frozenset()
        """The schemas whose conjunction with others is being lowered."""

    def lower(self, node: Node, context: Context) -> TypeRef:
        """The type of a schema; an inline object is named after `context`."""
        if node.value is False:
            return Scalar("never")
        if not isinstance(node.value, dict):
            return ANY
        described = described_reference(node, self._resolver)
        if described is not None:
            type_ = self.lower(described, context)
            return type_ if "null" in node.value.get("type", ["null"]) else strip_null(type_)
        if isinstance(node.value.get("$ref"), str):
            resolved = self._resolver.resolve(node, self._sink)
            if resolved is None:
                return ANY
            if not narrows(resolved.siblings):
                return self.lower_target(resolved.target)
        return self._lower_at(node, context, name=None)

    def _view(self, nodes: tuple[Node, ...]) -> View:
        """The view of schemas together, made once."""
        if nodes not in self._views:
            self._views[nodes] = view_of(nodes, nodes[-1], self._resolver, self._sink)
        return self._views[nodes]

    def limits(self, node: Node | None) -> Limits:
        """The bounds and lengths of a schema, including those behind references."""
        if node is None:
            return {}
        return limits_in(self._view((node,)))

    def values_said(self, node: Node | None, type_: TypeRef) -> str:
        """The documented values of a parameter's inline enumeration."""
        if node is None or isinstance(strip_null(type_), RefTo):
            return ""
        return value_names(self._view((node,)))

    def lower_target(self, target: Node) -> TypeRef:
        """The type of a referenced schema: lowered once, and named if it deserves a name."""
        return self._lower_at(target, Context(None, words_of_place(target)), component_name(target))

    def _lower_at(self, node: Node, context: Context, name: str | None) -> TypeRef:
        place = place_of(node)
        if place in self.registry.lowered:
            return self.registry.lowered[place]
        if place in self._bare:
            return self._ring(node)
        if self.registry.is_open(place):
            return RefTo(self._family_place(place))
        self.registry.lowered[place] = self._lower_place(node, context, name)
        return self.registry.lowered[place]

    def _family_place(self, place: ModelId) -> ModelId:
        """The identity of a schema; for a base schema, that of the union of its family."""
        family = self._families.get(place)
        return place if family is None or family.is_root else f"{place}~heirs"

    def _lower_place(self, node: Node, context: Context, name: str | None) -> TypeRef:
        place = place_of(node)
        view = self._view((node,))
        self.registry.open(place)
        before, self._bare = self._bare, self._bare | {place}
        if place in self._families:
            type_ = self._lower_family(view, self._families[place], context, name)
        else:
            type_ = self._lower_view(view, context, name)
        self._bare = before
        self.registry.close(place)
        if self.registry.is_known(place):
            return type_
        return self._kept(view, type_, context, name)

    def _kept(self, view: View, type_: TypeRef, context: Context, name: str | None) -> TypeRef:
        """A type, under a name if it has one or refers to itself."""
        place = view.place or place_of(view.origin)
        plain = strip_null(type_)
        named = name is not None and isinstance(plain, Enumeration | UnionOf) and type_ == plain
        if named or self.registry.is_recursive(place):
            self.registry.add_alias(head_of(view, context, name), type_)
            return RefTo(place)
        return type_

    def _ring(self, node: Node) -> TypeRef:
        self._sink.warning(
            "union-ring",
            "the union includes itself; the self-reference is ignored",
            node,
            "remove it from the members",
        )
        return Scalar("never")

    def _lower_view(self, view: View, context: Context, name: str | None) -> TypeRef:
        if view.is_impossible:
            return Scalar("never")
        values = view.allowed_values()
        if values is not None:
            return lower_values(view, tuple(values.values()), self._sink)
        alternatives = view.alternatives()
        if alternatives:
            return self._lower_alternatives(view, alternatives[0], context, name)
        types = view.allowed_types()
        if types is None:
            return self._lower_typeless(view, context, name)
        if not types:
            self._report_conflict(view)
            return Scalar("never")
        number = number_as_text(view, types)
        if number is not None:
            types = types - {"string", "integer", "number"}
        members = [self._lower_type(view, t, context, name) for t in in_order(types)]
        if number is not None:
            members.insert(0, Scalar(number))
        return union_of(members)

    def _report_conflict(self, view: View) -> None:
        self._sink.warning(
            "allof-conflict",
            "the schemas that apply here have no type in common",
            view.origin,
            "make the types agree; until then, no value is valid here",
        )

    def _lower_alternatives(
        self, view: View, taken: Alternatives, context: Context, name: str | None
    ) -> TypeRef:
        base = view.less(taken)
        members: list[TypeRef] = []
        sources: list[Node] = []
        listed = (*taken.members, *self._mapped_heirs(taken))
        words = variant_words([node.value for node in listed])
        null = [node for node in listed if self._is_null_alone(node)]
        null = null if len(null) < len(listed) else []
        for node, word in zip(listed, words, strict=True):
            inner = inner_context(view, context, word)
            members.append(NULL if node in null else self._lower_member(base, node, inner))
            sources.append(node)
        if members and all(member == Scalar("never") for member in members):
            self._report_conflict(view)
        kept = [
            (strip_null(member), source)
            for member, source in zip(members, sources, strict=True)
            if member != NULL
        ]
        plain = [member for member, _ in kept]
        objects = [m for m in plain if isinstance(m, RefTo)]
        # A discriminator means that members may be added, and names the tag of a single member.
        is_told = taken.discriminator is not None and bool(objects) and len(set(plain)) == 1
        if ANY in plain:
            self._report_anything(taken)
        if (len(set(objects)) < 2 and not is_told) or ANY in plain:
            return union_of(members)
        head = head_of(view, context, name)
        draft = UnionDraft(
            head,
            tuple(m for m, _ in kept),
            tuple(s for _, s in kept),
            taken.discriminator,
            taken.keyword == "oneOf",
        )
        self.registry.add_union(draft)
        nullable = NULL in flat(members) or "null" in (view.allowed_types() or ())
        return union_of([RefTo(head.id), NULL] if nullable else [RefTo(head.id)])

    def _report_anything(self, taken: Alternatives) -> None:
        """Report a member that allows any value, which makes the other members irrelevant."""
        told = [node for node in taken.members if says_type(node)]
        free = [node for node in taken.members if node not in told and node.value is not False]
        if free and not all(is_null(node.value) for node in told):
            self._sink.note(
                "no-type",
                f"this member of {taken.keyword!r} allows any value; the whole is typed as Any",
                free[0],
                "remove the member, or add a type",
            )

    def _mapped_heirs(self, taken: Alternatives) -> tuple[Node, ...]:
        """References to schemas that extend a member and have their own tag, but are not listed."""
        if taken.discriminator is None:
            return ()
        members = {self._resolver.deref(m, SILENT) for m in taken.members if is_ref(m)}
        found: dict[Node, Node] = {}
        for _, reference, heir in mapped_schemas(taken.discriminator, self._resolver, SILENT):
            if heir not in members and members & set(self._above.get(heir, ())):
                found.setdefault(heir, reference)
        return tuple(found.values())

    def _lower_family(
        self, view: View, family: Family, context: Context, name: str | None
    ) -> TypeRef:
        """A base schema with a discriminator: the union of the schemas that extend it by `allOf`."""
        head = head_of(view, context, name)
        itself = any_of_them = head
        if family.is_root:
            itself = derived(head, "base")
        else:
            any_of_them = derived(head, "heirs")
        members = tuple(self.lower_target(heir) for heir in family.heirs)
        node = family.discriminator
        self.registry.add_union(
            UnionDraft(any_of_them, members, family.heirs, node, False, family=True)
        )
        if view.properties():
            with self._inside():
                self._lower_fields(view, itself, context)
            self.registry.bases[any_of_them.id] = itself.id
        return RefTo(any_of_them.id)

    def _is_null_alone(self, node: Node) -> bool:
        """Whether a member refers to a schema that is only `nullable: true`, which means null here."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return False
        target = self._resolver.deref(node, SILENT)
        return target is not None and target.value.get(NULL_ALONE) is True

    def _lower_member(self, base: View, node: Node, context: Context) -> TypeRef:
        if base.is_trivial():
            return self.lower(node, context)
        member = self._view((node,))
        if base.says_less_than(member):
            return self.lower(node, context)
        joined = base.joined_with(member)
        if joined.allowed_types() == frozenset():
            return Scalar("never")  # a member that its siblings make impossible
        home = base.place or place_of(base.origin)
        return self._lower_joined_view(joined, context, home)

    def _lower_joined_view(self, view: View, context: Context, home: ModelId) -> TypeRef:
        """The type of a conjunction, which may contain itself."""
        if view.origin in self._joining:
            return self._ring(view.origin)
        place = self.registry.joined_place(frozenset(view.parts), view.origin, home)
        view = replace(view, place=place)
        if self.registry.is_open(place):
            return RefTo(place)
        if place not in self.registry.lowered:
            before, self._joining = self._joining, self._joining | {view.origin}
            self.registry.open(place)
            type_ = self._lower_view(view, context, None)
            self.registry.close(place)
            self._joining = before
            if self.registry.is_recursive(place) and not self.registry.is_known(place):
                self.registry.add_alias(head_of(view, context, None), type_)
                type_ = RefTo(place)
            self.registry.lowered[place] = type_
        return self.registry.lowered[place]

    def _lower_typeless(self, view: View, context: Context, name: str | None) -> TypeRef:
        if view.has_members() or any(map(view.children, ("properties", *_OF_OBJECTS))):
            return self._lower_container(view, "object", context, name)
        if any(map(view.children, _OF_LISTS)):
            return self._lower_container(view, "array", context, name)
        if view.children("contentMediaType"):
            return Scalar("binary")
        said = view.keywords()
        if said:
            self._sink.note(
                "no-type",
                f"{', '.join(map(repr, said))} does not determine the type; typed as Any",
                view.origin,
                "add a type",
            )
        return ANY

    def _lower_type(self, view: View, type_: str, context: Context, name: str | None) -> TypeRef:
        if type_ in ("object", "array"):
            return self._lower_container(view, type_, context, name)
        if type_ == "string":
            return Scalar(text_kind(view))
        if type_ in ("integer", "number", "boolean", "null"):
            return Scalar(type_)  # type: ignore[arg-type]  # narrowed by the line above
        self._sink.warning(
            "unknown-type",
            f"{type_!r} is not a JSON type",
            view.origin,
            "use string, number, integer, boolean, array, object or null; until then, it is typed as Any",
        )
        return ANY

    def _lower_container(
        self, view: View, type_: str, context: Context, name: str | None
    ) -> TypeRef:
        """An object or a list."""
        with self._inside():
            if type_ == "object":
                return self._lower_object(view, context, name)
            return self._lower_array(view, context)

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Lower the contents of an object or a list, which may be recursive."""
        before, self._bare, self._joining = (self._bare, self._joining), frozenset(), frozenset()
        yield
        self._bare, self._joining = before

    def _lower_array(self, view: View, context: Context) -> TypeRef:
        inner = inner_context(view, context, "item")
        first = [
            self._lower_joined(nodes, inner if len(view.positions()) == 1 else numbered)
            for index, nodes in enumerate(view.positions())
            for numbered in (inner_context(view, context, f"item_{index + 1}"),)
        ]
        if first and view.fixed_length() == len(first):
            return TupleOf(tuple(first))
        said = view.children("items") or view.children("unevaluatedItems")
        items = [node for node in said if node.value is not False]
        rest = self._lower_joined(tuple(items), inner) if items else ANY
        unique = any(node.value is True for node in view.children("uniqueItems"))
        if not first:
            return ListOf(rest, unique)
        every = union_of([*first, rest] if items else first)
        if all(part == every for part in first):
            return ListOf(every, unique)
        return ListOf(every, unique, tuple(first), rest)

    def _lower_joined(self, nodes: tuple[Node, ...], context: Context) -> TypeRef:
        """The type of several schemas that apply together."""
        if len(nodes) == 1:
            return self.lower(nodes[0], context)
        telling = [n for n in nodes if says_type(n)]
        if len(telling) == 1 and isinstance(telling[0].value.get("$ref"), str):
            return self.lower(telling[0], context)
        view = self._view(nodes)
        return self._lower_joined_view(view, context, context.parent or "")

    def _lower_object(self, view: View, context: Context, name: str | None) -> TypeRef:
        if not view.has_members():
            return MapOf(self._lower_extra(view, context))
        return self._lower_fields(view, head_of(view, context, name), context)

    def _lower_fields(self, view: View, head: ModelHead, context: Context) -> TypeRef:
        if view.is_overclosed():
            self._sink.warning(
                "allof-closed",
                "additionalProperties: false forbids properties that other members of this allOf describe",
                view.origin,
                "use unevaluatedProperties: false beside allOf instead; it is read that way",
            )
        required = view.required()
        fields = tuple(
            self._lower_field((wire,), nodes, wire in required, head)
            for wire, nodes in view.properties().items()
        )
        fields += tuple(
            self._lower_branched(wire, ways, head) for wire, ways in view.sometimes().items()
        )
        fields += tuple(
            replace(self._lower_field((wire,), nodes, False, head), type=ANY, limits={})
            for wire, nodes in view.tested().items()
        )
        closed = any(n.value is False for n in view.children("additionalProperties"))
        extra = self._lower_extra(view, context)
        self.registry.add_object(ObjectModel(*head.parts, fields, closed, extra))
        return RefTo(head.id)

    def _lower_extra(self, view: View, context: Context) -> TypeRef:
        """The type of unlisted properties: `additionalProperties` and `patternProperties`."""
        inner = inner_context(view, context, "value")
        found = [
            self.lower(node, inner)
            for keyword in ("additionalProperties", "unevaluatedProperties")
            for node in view.children(keyword)
            if isinstance(node.value, dict) and says_type(node)
        ]
        found += [
            self.lower(node.child(pattern), inner)
            for node in view.children("patternProperties")
            if isinstance(node.value, dict)
            for pattern in node.value
        ]
        # Unless other names are described, they may have any value.
        others = [
            node
            for keyword in ("additionalProperties", "unevaluatedProperties")
            for node in view.children(keyword)
            if node.value not in (True, {})
        ]
        return union_of(found) if found and others else ANY

    def _lower_branched(
        self, wire: str, ways: tuple[tuple[Node, ...], ...], parent: ModelHead
    ) -> Field:
        """A property that only conditions describe: it may be absent, or match any of them."""
        telling = [nodes for nodes in ways if any(map(says_type, nodes))] or list(ways)
        fields = [
            self._lower_field((wire, *(f"option_{index + 1}",) * (index > 0)), nodes, False, parent)
            for index, nodes in enumerate(telling)
        ]
        types = union_of([field.type for field in fields])
        return replace(fields[0], type=types if types != Scalar("never") else ANY, limits={})

    def _lower_field(
        self, words: tuple[str, ...], nodes: tuple[Node, ...], required: bool, parent: ModelHead
    ) -> Field:
        """Lower one property; its inline models are named after all of the words."""
        context = Context(parent.id, words)
        view = self._view(nodes)
        default = view.first("default")
        pin = view.first("x-specwright-name")
        type_ = self._lower_joined(nodes, context)
        named = isinstance(strip_null(type_), RefTo)
        said = (view.text("description"), "" if named else value_names(view))
        return Field(
            wire=words[0],
            type=type_,
            required=required,
            description="\n\n".join(filter(None, said)),
            deprecated=nodes[-1].value.get("deprecated") is True
            if isinstance(nodes[-1].value, dict)
            else False,
            read_only=view.flag("readOnly"),
            write_only=view.flag("writeOnly"),
            limits=limits_in(view),
            default=None if default is None else default.value,
            has_default=default is not None,
            pin=read_name(pin) if pin is not None and pin.document is nodes[-1].document else None,
            node=nodes[-1],
        )
