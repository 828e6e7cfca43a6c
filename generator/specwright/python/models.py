"""Models of the `Api` enter, modules of classes leave."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence

from specwright.api.model import (
    AliasModel,
    Api,
    Field,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
)
from specwright.api.usage import mentioned
from specwright.python.docs import doc
from specwright.python.examples import example_in, example_in_words
from specwright.python.expr import Call, Doc, Expr, Ident, Lit, Name, Quoted, Sub, TupleOf, union
from specwright.python.groups import Group
from specwright.python.limits import limits_in_words
from specwright.python.names import Names
from specwright.python.package import PyModelModule
from specwright.python.parts import (
    PyAlias,
    PyAttribute,
    PyClass,
    PyRecursiveAlias,
    PyUnknown,
)
from specwright.python.prelude import installed_imports, standard_imports, used_names
from specwright.python.scope import ModuleScope
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

    def shape(self, group: Group) -> PyModelModule:
        """One module: classes first, then the types that are made of them."""
        models = [self._api.models[id_] for id_ in group.models]
        fields = {
            self._names.attributes[m.id, f.wire]
            for m in models
            if isinstance(m, ObjectModel)
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
        items += [self._unknown(model) for model in unions if model.id in self._names.unknowns]
        items += [self._params(m, scope) for m in objects if m.id in self._api.requests]
        items += self._in_order([*unions, *aliases], scope)
        exports = sorted(str(item.name) for item in items)
        return PyModelModule(
            doc(f"Models of {self._names.classes[group.models[0]]}.", indent=0),
            standard_imports(*items),
            installed_imports(*items),
            "_r" in used_names(*items),
            scope.imports(*items),
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
        # What only the other side sends cannot be demanded of this one.
        demanded = field.required and not (
            (field.read_only and model.id in self._api.requests)
            or (field.write_only and self._is_received(model.id))
        )
        if not demanded:
            type_, default = union([type_, _NONE]), _NONE
        elif field.constant is not None and model.id in self._api.requests:
            default = Lit(field.constant.values[0])
        options: list[tuple[str, Expr]] = [("alias", Lit(field.wire))] if name != field.wire else []
        if field.read_only:
            options.append(("json_schema_extra", Lit({"readOnly": True})))
        if options:
            type_ = Sub(Name("_t.Annotated"), (type_, Call(Name("_r.Field"), (), tuple(options))))
        return PyAttribute(Ident(name), type_, default, _field_doc(field))

    def _is_received(self, id_: ModelId) -> bool:
        return id_ in self._api.responses or id_ not in self._api.requests

    def _is_foreign(self, model: ObjectModel, field: Field) -> bool:
        """Whether only the other side sends this property, and never in this class."""
        is_sent, is_received = model.id in self._api.requests, model.id in self._api.responses
        return (field.read_only and is_sent and not is_received) or (
            field.write_only and is_received and not is_sent
        )

    def _params(self, model: ObjectModel, scope: ModuleScope) -> PyClass:
        """The `TypedDict` that may stand for a model; its keys are attribute names."""
        shaper = TypeShaper(self._api, scope, "argument")
        tags = {
            m.property
            for m in self._api.models.values()
            if isinstance(m, TaggedUnion) and any(v.model == model.id for v in m.variants)
        }
        keys: list[PyAttribute] = []
        for field in model.fields:
            if field.read_only:
                continue
            type_ = shaper.shape(field.type)
            if field.required and (field.constant is None or field.wire in tags):
                type_ = Sub(Name("_te.Required"), (type_,))
            attribute = self._names.attributes[model.id, field.wire]
            keys.append(PyAttribute(Ident(attribute), type_, None, _field_doc(field)))
        name = self._names.classes[model.id]
        return PyClass(
            Ident(self._names.params[model.id]),
            (Name("_te.TypedDict"),),
            ((Ident("total"), Lit(False)),),
            doc(f"What may be given for `{name}`.", model.description),
            tuple(keys),
        )

    def _unknown(self, model: TaggedUnion) -> PyUnknown:
        first = model.variants[0].model
        tag = self._names.attributes.get((first, model.property), "tag")
        union_name = self._names.classes[model.id]
        text = doc(
            f"A variant of `{union_name}` that this client does not know.",
            f"`{tag}` holds the server's text; every field is kept as it came.",
        )
        kept: Expr = Name("_t.Any")
        if tag != model.property:
            alias = Call(Name("_r.Field"), (), (("alias", Lit(model.property)),))
            kept = Sub(Name("_t.Annotated"), (kept, alias))
        return PyUnknown(Ident(self._names.unknowns[model.id]), Ident(tag), kept, text)

    def _in_order(
        self, models: list[TaggedUnion | AliasModel], scope: ModuleScope
    ) -> list[PyAlias | PyRecursiveAlias]:
        """Named types, each behind those that it is made of, and behind each its closed form."""
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
            text = doc(f"What may be given for `{name}`.", indent=0)
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
        """`Annotated[Union[...], Discriminator]`, with the unknown variant as the way out."""
        choices: dict[str, Expr] = {}
        for tag, ids in model.by_tag().items():
            further = model.further.get(tag)
            if further is None:
                choices[tag] = union([scope.model(id_) for id_ in ids])
            else:
                told = {value: scope.model(id_) for value, id_ in further.choices.items()}
                choices[tag] = self._choice(model, further.property, ids, told, scope)
        variants = [variant.model for variant in model.variants]
        return self._choice(model, model.property, variants, choices, scope)

    def _choice(
        self,
        model: TaggedUnion,
        wire: str,
        ids: Sequence[ModelId],
        choices: Mapping[str, Expr],
        scope: ModuleScope,
    ) -> Expr:
        tagged = [(tag, type_) for tag, type_ in choices.items()]
        if model.id in self._names.unknowns:
            tagged.append(("~unknown", scope.unknown(model.id)))
        members = tuple(
            Sub(Name("_t.Annotated"), (type_, Call(Name("_r.Tag"), (Lit(tag),))))
            for tag, type_ in tagged
        )
        attribute = self._names.attributes.get((ids[0], wire), "tag")
        tags = TupleOf(tuple(Lit(tag) for tag in choices))
        arguments = (Lit(wire), Lit(attribute), tags)
        discriminator = Call(Name("_r.TagDiscriminator"), arguments)
        return Sub(Name("_t.Annotated"), (Sub(Name("_t.Union"), members), discriminator))


def _needs(model: TaggedUnion | AliasModel) -> set[ModelId]:
    """The named types that must stand before this one."""
    return set() if isinstance(model, TaggedUnion) else set(mentioned(model.type))


def _recursive_aliases(api: Api) -> frozenset[ModelId]:
    """Aliases that reach themselves through aliases alone."""

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
    return doc(model.description or f"`{name}`, without a description in the document.", retired)


def _field_doc(field: Field) -> Doc | None:
    retired = "Deprecated." if field.deprecated else ""
    default = f"The server's default is {_shown(field)}." if field.has_default else ""
    limits = limits_in_words(field.limits)
    example = example_in_words(field.type, field.default, field.description, example_in(field.node))
    parts = [part for part in (field.description, limits, default, example, retired) if part]
    return doc(*parts) if parts else None


def _shown(field: Field) -> str:
    text = repr(field.default)
    return f"`{text}`" if len(text) <= 60 else "in the document"
