"""Build the classes of models."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence

from specwright.api.model import (
    AliasModel,
    Api,
    Field,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
    Variant,
)
from specwright.api.passes.reachability import mentioned
from specwright.api.schemas.members import field_of
from specwright.api.type_ops import strip_null, union_of
from specwright.python.docs.constraint_text import limits_in_words
from specwright.python.docs.docstrings import doc
from specwright.python.docs.examples import example_in, example_in_words
from specwright.python.models.modules import Group
from specwright.python.naming.names import Names
from specwright.python.syntax.expr import (
    Call,
    Doc,
    Expr,
    Ident,
    Lit,
    Name,
    Quoted,
    Sub,
    TupleOf,
    union,
)
from specwright.python.syntax.import_aliases import installed_imports, standard_imports, used_names
from specwright.python.syntax.package import PyModelModule
from specwright.python.syntax.parts import (
    PyAlias,
    PyAttribute,
    PyClass,
    PyRecursiveAlias,
    PyUnknown,
)
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import Flavour, TypeShaper

_NONE = Name("None")
_BUILTINS = frozenset(dir(builtins))


class ModelShaper:
    """Shapes the modules of models."""

    def __init__(self, api: Api, names: Names, modules: dict[ModelId, str]) -> None:
        self._api = api
        self._names = names
        self._modules = modules
        self._recursive = _recursive_aliases(api)
        self._tags = _tags(api)

    def shape(self, group: Group) -> PyModelModule:
        """One module: classes first, then the types that use them."""
        models = [self._api.models[id_] for id_ in group.models]
        fields = {
            self._names.attributes[m.id, f.wire]
            for model in models
            for m in self._objects(model)
            for f in m.fields
        }
        scope = ModuleScope(
            self._names, self._modules, "", group.module, frozenset(fields) & _BUILTINS
        )
        objects = [m for m in models if isinstance(m, ObjectModel)]
        unions = [m for m in models if isinstance(m, TaggedUnion)]
        aliases = [m for m in models if isinstance(m, AliasModel)]
        items: list[PyClass | PyUnknown | PyAlias | PyRecursiveAlias] = []
        items += [self._model(model, scope) for model in objects]
        known = [model for model in unions if model.id in self._names.unknowns]
        items += [self._unknown(model, scope) for model in known]
        items += [self._params(m, scope) for m in objects if m.id in self._api.requests]
        items += self._in_order([*unions, *aliases], scope)
        exports = sorted(str(item.name) for item in items)
        used = used_names(*items)
        return PyModelModule(
            doc(f"Models of {self._names.classes[group.models[0]]}.", indent=0),
            standard_imports(used),
            installed_imports(used),
            "_r" in used,
            scope.imports(used),
            tuple(items),
            TupleOf(tuple(Lit(name) for name in exports)),
        )

    def _flavour(self, id_: ModelId) -> Flavour:
        only_requests = id_ in self._api.requests and id_ not in self._api.responses
        return "request" if only_requests else "response"

    def _model(self, model: ObjectModel, scope: ModuleScope) -> PyClass:
        shaper = TypeShaper(self._api, scope, self._flavour(model.id))
        fields = [field for field in model.fields if not self._is_foreign(model, field)]
        attributes = [self._attribute(model, field, shaper) for field in fields]
        if model.extra != Scalar("any"):
            extra = scope.dict_of(shaper.shape(model.extra))
            default = Call(Name("_r.Field"), (), (("init", Lit(False)),))
            attributes.append(PyAttribute(Ident("__pydantic_extra__"), extra, default, None))
        name = self._names.classes[model.id]
        return PyClass(
            Ident(name), (Name("_r.Model"),), (), _described(model, name), tuple(attributes)
        )

    def _attribute(self, model: ObjectModel, field: Field, shaper: TypeShaper) -> PyAttribute:
        name = self._names.attributes[model.id, field.wire]
        type_ = shaper.shape(field.type)
        default: Expr | None = None
        # Properties that only the other direction has cannot be required here.
        demanded = field.required and not (
            (field.read_only and model.id in self._api.requests)
            or (field.write_only and self._is_received(model.id))
        )
        is_tag = (model.id, field.wire) in self._tags
        if (demanded or is_tag) and field.constant is not None and model.id in self._api.requests:
            default = Lit(field.constant.values[0])
            if not demanded:
                type_ = Sub(Name("_t.Annotated"), (type_, Name("_r.ASSUMED")))
        elif not demanded:
            type_, default = union([type_, _NONE]), _NONE
        return _attribute_of(name, field, type_, default)

    def _objects(self, model: ObjectModel | TaggedUnion | AliasModel) -> list[ObjectModel]:
        """The model itself, or the variants of a union."""
        ids = [v.model for v in model.variants] if isinstance(model, TaggedUnion) else [model.id]
        found = [self._api.models[id_] for id_ in ids]
        return [model for model in found if isinstance(model, ObjectModel)]

    def _is_received(self, id_: ModelId) -> bool:
        return id_ in self._api.responses or id_ not in self._api.requests

    def _is_foreign(self, model: ObjectModel, field: Field) -> bool:
        """Whether only the other direction has this property, so that this class never has it."""
        is_sent, is_received = model.id in self._api.requests, model.id in self._api.responses
        return (field.read_only and is_sent and not is_received) or (
            field.write_only and is_received and not is_sent
        )

    def _params(self, model: ObjectModel, scope: ModuleScope) -> PyClass:
        """The `TypedDict` that users may pass instead of a model; its keys are attribute names."""
        shaper = TypeShaper(self._api, scope, "argument")
        keys: list[PyAttribute] = []
        for field in model.fields:
            if field.read_only:
                continue
            type_ = shaper.shape(field.type)
            is_tag = (model.id, field.wire) in self._tags
            if is_tag or (field.required and field.constant is None):
                type_ = Sub(Name("_te.Required"), (type_,))
            attribute = self._names.attributes[model.id, field.wire]
            keys.append(PyAttribute(Ident(attribute), type_, None, None))
        name = self._names.classes[model.id]
        return PyClass(
            Ident(self._names.params[model.id]),
            (Name("_te.TypedDict"),),
            ((Ident("total"), Lit(False)),),
            doc(f"Values accepted for `{name}`, which documents them."),
            tuple(keys),
        )

    def _unknown(self, model: TaggedUnion, scope: ModuleScope) -> PyUnknown:
        first = model.variants[0].model
        tag = self._names.attributes.get((first, model.property), "tag")
        union_name = self._names.classes[model.id]
        text = doc(
            f"A variant of `{union_name}` that this client does not know.",
            f"`{tag}` is the value that the server sent; all fields are kept unchanged.",
        )
        kept: Expr = Name("_t.Any")
        if tag != model.property:
            alias = Call(Name("_r.Field"), (), (("alias", Lit(model.property)),))
            kept = Sub(Name("_t.Annotated"), (kept, alias))
        shared = tuple(self._shared(model, tag, scope))
        return PyUnknown(Ident(self._names.unknowns[model.id]), Ident(tag), kept, text, shared)

    def _shared(self, union_: TaggedUnion, tag: str, scope: ModuleScope) -> Iterator[PyAttribute]:
        """The fields that all variants have, typed as Any if their types differ."""
        shaper = TypeShaper(self._api, scope, "response")
        variants = self._objects(union_)
        for field in variants[0].fields:
            fields = [found for v in variants if (found := field_of(v, field.wire)) is not None]
            if len(fields) < len(variants) or field.write_only:
                continue
            name, *others = [self._names.attributes[v.id, field.wire] for v in variants]
            if name == tag or set(others) - {name}:
                continue
            is_same = len({strip_null(found.type) for found in fields}) == 1
            joined = union_of([found.type for found in fields])
            type_ = shaper.shape(joined) if is_same else Name("_t.Any")
            if all(f.required for f in fields) and not self._is_never_demanded(fields, variants):
                yield _attribute_of(name, field, type_, None)
            else:
                yield _attribute_of(name, field, union([type_, _NONE]), _NONE)

    def _is_never_demanded(self, fields: Sequence[Field], variants: Sequence[ObjectModel]) -> bool:
        """Whether a sent variant may lack the field, because only the server sets it."""
        pairs = zip(fields, variants, strict=True)
        return any(f.read_only and v.id in self._api.requests for f, v in pairs)

    def _in_order(
        self, models: list[TaggedUnion | AliasModel], scope: ModuleScope
    ) -> list[PyAlias | PyRecursiveAlias]:
        """Order named types after those they use; each is followed by its closed form."""
        pending = {model.id: model for model in models}
        items: list[PyAlias | PyRecursiveAlias] = []
        while pending:
            ready = [m for m in pending.values() if not (_needs(m) & pending.keys() - {m.id})]
            for model in ready or list(pending.values())[:1]:
                del pending[model.id]
                items += self._aliases(model, scope)
        return items

    def _aliases(
        self, model: TaggedUnion | AliasModel, scope: ModuleScope
    ) -> list[PyAlias | PyRecursiveAlias]:
        name = self._names.classes[model.id]
        made: type[PyAlias | PyRecursiveAlias] = (
            PyRecursiveAlias if model.id in self._recursive else PyAlias
        )
        found = [made(Ident(name), self._value(model, scope), _described(model, name))]
        if model.id in self._names.params:
            value = self._argument(model, scope)
            text = doc(f"Values accepted for `{name}`.", indent=0)
            found.append(made(Ident(self._names.params[model.id]), value, text))
        return found

    def _value(self, model: TaggedUnion | AliasModel, scope: ModuleScope) -> Expr:
        if isinstance(model, TaggedUnion):
            return self._tagged(model, scope)
        value = TypeShaper(self._api, scope, self._flavour(model.id)).shape(model.type)
        return Quoted(value) if model.id in self._recursive else value

    def _argument(self, model: TaggedUnion | AliasModel, scope: ModuleScope) -> Expr:
        shaper = TypeShaper(self._api, scope, "argument")
        if isinstance(model, TaggedUnion):
            return union([shaper.shape(RefTo(variant.model)) for variant in model.variants])
        value = shaper.shape(model.type)
        return Quoted(value) if model.id in self._recursive else value

    def _tagged(self, model: TaggedUnion, scope: ModuleScope) -> Expr:
        """`Annotated[Union[...], Discriminator]`, with the unknown variant as fallback."""
        choices: dict[str, Expr] = {}
        for tag, ids in model.by_tag().items():
            further = model.further.get(tag)
            if further is None:
                choices[tag] = union([scope.model(id_) for id_ in ids])
            else:
                told = {value: scope.model(id_) for value, id_ in further.choices.items()}
                choices[tag] = self._choice(
                    model, further.property, ids, told, scope, further.union
                )
        variants = [variant.model for variant in model.variants]
        return self._choice(model, model.property, variants, choices, scope)

    def _choice(
        self,
        model: TaggedUnion,
        wire: str,
        ids: Sequence[ModelId],
        choices: Mapping[str, Expr],
        scope: ModuleScope,
        inner: ModelId | None = None,
    ) -> Expr:
        """The variants by tag; an inner union brings its own unknown variant."""
        tagged = [(tag, type_) for tag, type_ in choices.items()]
        if model.optional and wire == model.property:
            tagged.append(("~absent", union([scope.model(id_) for id_ in ids])))
        union_id = inner if inner is not None and inner in self._names.unknowns else model.id
        if union_id in self._names.unknowns:
            tagged.append(("~unknown", scope.unknown(union_id)))
        members = tuple(
            Sub(Name("_t.Annotated"), (type_, Call(Name("_r.Tag"), (Lit(tag),))))
            for tag, type_ in tagged
        )
        attribute = self._names.attributes.get((ids[0], wire), "tag")
        tags = TupleOf(tuple(Lit(tag) for tag in choices))
        arguments = (Lit(wire), Lit(attribute), tags)
        is_optional = model.optional and wire == model.property
        options: tuple[tuple[str, Expr], ...] = (("optional", Lit(True)),) if is_optional else ()
        discriminator = Call(Name("_r.TagDiscriminator"), arguments, options)
        return Sub(Name("_t.Annotated"), (Sub(Name("_t.Union"), members), discriminator))


def _attribute_of(name: str, field: Field, type_: Expr, default: Expr | None) -> PyAttribute:
    options: list[tuple[str, Expr]] = [("alias", Lit(field.wire))] if name != field.wire else []
    if field.read_only:
        options.append(("json_schema_extra", Lit({"readOnly": True})))
    if options:
        type_ = Sub(Name("_t.Annotated"), (type_, Call(Name("_r.Field"), (), tuple(options))))
    return PyAttribute(Ident(name), type_, default, _field_doc(field))


def _needs(model: TaggedUnion | AliasModel) -> set[ModelId]:
    """The named types that must be defined before this one."""
    return set() if isinstance(model, TaggedUnion) else set(mentioned(model.type))


def _tags(api: Api) -> frozenset[tuple[ModelId, str]]:
    """The variants whose tag servers require in every request, with the tag property."""
    unions = [m for m in api.models.values() if isinstance(m, TaggedUnion)]
    told = {(v.model, m.property) for m in unions for v in m.variants if _is_demanded(m)}
    inner = {
        (id_, further.property)
        for m in unions
        for further in m.further.values()
        for id_ in further.choices.values()
    }
    stated = {(v.model, m.property) for m in unions for v in m.variants if _is_default(api, v, m)}
    return frozenset(told | inner | stated)


def _is_default(api: Api, variant: Variant, union: TaggedUnion) -> bool:
    """Whether the document declares a variant's tag as the default."""
    model = api.models[variant.model]
    field = field_of(model, union.property) if isinstance(model, ObjectModel) else None
    return (
        field is not None
        and field.has_default
        and field.constant is not None
        and field.constant.values == (field.default,)
    )


def _is_demanded(union: TaggedUnion) -> bool:
    return union.stated or not union.optional


def _recursive_aliases(api: Api) -> frozenset[ModelId]:
    """Aliases that refer to themselves through aliases only."""

    def reaches(start: ModelId) -> bool:
        pending, seen = [start], set[ModelId]()
        while pending:
            model = api.models[pending.pop()]
            if isinstance(model, AliasModel):
                inner = set(mentioned(model.type))
                if start in inner:
                    return True
                pending += inner - seen
                seen |= inner
        return False

    return frozenset(
        id_ for id_, m in api.models.items() if isinstance(m, AliasModel) and reaches(id_)
    )


def _described(model: ObjectModel | TaggedUnion | AliasModel, name: str) -> Doc:
    retired = "Deprecated." if model.deprecated else ""
    return doc(model.description or f"`{name}` object.", retired)


def _field_doc(field: Field) -> Doc | None:
    retired = "Deprecated." if field.deprecated else ""
    default = f"The server's default is {_shown(field)}." if field.has_default else ""
    limits = limits_in_words(field.limits)
    example = example_in_words(field.type, field.default, field.description, example_in(field.node))
    notes = " ".join(part for part in (limits, default, example, retired) if part)
    parts = [part for part in (field.description.strip(), notes) if part]
    if len(parts) == 2 and "\n" not in parts[0]:
        end = "" if parts[0].endswith((".", "!", "?", ":")) else "."
        parts = [f"{parts[0]}{end} {notes}"]
    return doc(*parts) if parts else None


def _shown(field: Field) -> str:
    text = repr(field.default)
    return f"`{text}`" if len(text) <= 60 else "in the document"
