"""Compare two versions of a class or type alias."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specwright.diff.python_api.methods import function_changes
from specwright.diff.python_api.model import AliasDef, Attribute, ClassDef
from specwright.diff.python_api.rules import (
    SOURCE_RULES,
    SourceChange,
    SourceVerdict,
    Symbol,
    changed,
    worse,
)
from specwright.diff.python_api.type_changes import (
    TypeChange,
    Way,
    compare_types,
    only_null_differs,
)
from specwright.diff.python_api.type_relations import Lens
from specwright.diff.python_api.types import show_type
from specwright.diff.renames.similarity import share_words


def compare_classes(
    lens: Lens,
    old: ClassDef,
    new: ClassDef,
    given: bool,
    taken: bool,
) -> Iterator[SourceChange]:
    """Attributes and methods of a class that users make (`given`) or read (`taken`)."""
    comparer = _Classes(lens, old, new, Way(given, taken))
    yield from comparer.compare()


def compare_aliases(
    lens: Lens,
    old: AliasDef,
    new: AliasDef,
    given: bool,
    taken: bool,
) -> Iterator[SourceChange]:
    """The type behind a name."""
    way = Way(given, taken)
    symbol = Symbol("type", f"{lens.old.package}.{old.module}", old.name)
    key = ("model", old.name), ("model", new.name)
    members = list(_members(lens, old, new))
    for id_, member in members:
        verdict = SOURCE_RULES[id_].verdict
        if id_ == "union-member-removed" and given and not taken:
            verdict = "breaking"
        elif id_ == "union-member-added" and not taken:
            verdict = "info"
        said = "may also be" if id_ == "union-member-added" else "is never"
        place = replace(symbol, member=member)
        yield changed(id_, f"`{old.name}` {said} `{member}`", place, *key, verdict=verdict)
    if members:
        return
    for found in compare_types(lens, old.type, new.type, way):
        id_ = found.what if found.member else f"type-{found.what}"
        message = (
            f"`{old.name}` {_member_words(id_)} `{found.member}`"
            if found.member
            else f"`{old.name}` was `{found.before}`, and is `{found.after}`"
        )
        place = replace(symbol, member=found.member, before=found.before, after=found.after)
        if found.member:
            place = replace(place, kind="enum-member")
        yield changed(id_, message, place, *key, verdict=found.verdict)


def _member_words(id_: str) -> str:
    return "no longer has" if id_ == "enum-member-removed" else "also has"


def _members(lens: Lens, old: AliasDef, new: AliasDef) -> Iterator[tuple[str, str]]:
    """Yield the removed and added members of a union of classes, if nothing else changed."""
    was = {lens.renamed.get(m.name, m.name): m.name for m in old.type if m.literal is None}
    now = {m.name for m in new.type if m.literal is None}
    if len(was) < 2 or any(m.literal or m.args for m in (*old.type, *new.type)):
        return
    if not all(m in lens.old.classes or m in lens.old.aliases for m in was.values()):
        return
    for name, shown in was.items():
        if name not in now:
            yield "union-member-removed", shown
    for member in new.type:
        if member.name not in was:
            yield "union-member-added", member.name


@dataclass(frozen=True, slots=True)
class _Classes:
    lens: Lens
    old: ClassDef
    new: ClassDef
    way: Way

    def compare(self) -> Iterator[SourceChange]:
        for base in self.old.bases:
            now = self.lens.renamed.get(base, base)
            if now not in self.new.bases and base in self.lens.old.classes:
                yield self._change("model-base-removed", "", before=base)
        renamed = self._renamed()
        for name, attribute in self.old.attributes.items():
            other = self.new.attributes.get(renamed.get(name, name))
            if other is None:
                yield self._change("attribute-removed", name, before=show_type(attribute.type))
                continue
            if name in renamed:
                yield self._change("attribute-renamed", name, name, renamed[name])
            yield from self._attribute(attribute, other)
        for name, attribute in self.new.attributes.items():
            if name not in self.old.attributes and name not in renamed.values():
                is_made = self.way.given or self._is_for_hands(attribute)
                is_needed = attribute.is_required and attribute.is_field and is_made
                id_ = "attribute-required-added" if is_needed else "attribute-added"
                change = self._change(id_, name, after=show_type(attribute.type))
                yield self._made_by_hand(change) if self._is_for_hands(attribute) else change
        yield from self._methods()

    def _renamed(self) -> dict[str, str]:
        """Find a rename: one removed and one added attribute of the same type."""
        gone = [a for n, a in self.old.attributes.items() if n not in self.new.attributes]
        come = [a for n, a in self.new.attributes.items() if n not in self.old.attributes]
        if len(gone) != 1 or len(come) != 1 or len(self.old.attributes) < 2:
            return {}
        a, b = gone[0], come[0]
        same = a.is_required == b.is_required and self.lens.relate(a.type, b.type) == "same"
        return {a.name: b.name} if same and share_words(a.name, b.name) else {}

    def _is_for_hands(self, attribute: Attribute) -> bool:
        """Whether only code that creates a response model is affected, such as tests."""
        is_made = self.new.kind == "model" and attribute.is_field and attribute.is_required
        return is_made and not self.way.given

    def _felt_otherwise(
        self, change: SourceChange, found: TypeChange, old: Attribute, new: Attribute
    ) -> SourceChange:
        """Raise a harmless change to a warning: tests create response models, and programs read what they send."""
        is_model = self.new.kind == "model" and new.is_field
        if (
            found.verdict != "info"
            or not is_model
            or self.lens.relate(old.type, new.type) == "same"
        ):
            return change
        if found.what in ("narrowed", "enum-member-removed") and not self.way.given:
            said = f"{change.message} (felt where code creates the model, such as in tests)"
        elif found.what == "widened" and not self.way.taken:
            said = f"{change.message} (felt where code reads a model that it has made)"
        else:
            return change
        return replace(change, verdict="warning", message=said)

    def _made_by_hand(self, change: SourceChange) -> SourceChange:
        name = f"{change.symbol.class_}.{change.symbol.attribute}"
        said = f"`{name}` is required where code creates the model, such as in tests"
        return replace(change, verdict="warning", message=said)

    def _attribute(self, old: Attribute, new: Attribute) -> Iterator[SourceChange]:
        before, after = show_type(old.type), show_type(new.type)
        nullable = only_null_differs(old.type, new.type)
        if old.is_required != new.is_required and old.is_field:
            optional = old.is_required
            id_ = "attribute-became-optional" if optional else "attribute-became-required"
            verdict: SourceVerdict = "breaking" if self.way.given and not optional else "info"
            if nullable:
                relation = self.lens.relate(old.type, new.type)
                # Reading finds None where there was always a value.
                verdict = worse(verdict, self.way.judge(relation))
                if optional and self.new.kind == "model" and not self.way.taken:
                    verdict = worse(verdict, "warning")
            change = replace(self._change(id_, old.name, before, after), verdict=verdict)
            if not optional and self._is_for_hands(new):
                change = self._made_by_hand(change)
            elif not optional and not self.way.given:
                said = f"`{self.old.name}.{old.name}` is always present"
                change = replace(change, message=said)
            yield change
            if nullable:
                return
        for found in compare_types(self.lens, old.type, new.type, self.way):
            id_ = found.what if found.member else f"attribute-type-{found.what}"
            change = self._change(id_, old.name, found.before, found.after, found.member)
            change = replace(change, verdict=found.verdict)
            yield self._felt_otherwise(change, found, old, new)

    def _methods(self) -> Iterator[SourceChange]:
        key = ("model", self.old.name)
        for name, method in self.old.methods.items():
            other = self.new.methods.get(name)
            shown = f"{self.old.name}.{name}"
            module = self.lens.old.module_of(self.old.name)
            symbol = Symbol("method", module, self.old.name, name)
            if other is None:
                yield changed("method-removed", f"`{shown}` was removed", symbol, key, None)
            else:
                now = f"{self.new.name}.{name}"
                yield from function_changes(
                    self.lens, shown, symbol, method, other, key, new_shown=now
                )
        for name in self.new.methods:
            if name not in self.old.methods:
                module = self.lens.new.module_of(self.new.name)
                symbol = Symbol("method", module, self.new.name, name)
                message = f"new method `{self.new.name}.{name}`"
                yield changed("method-added", message, symbol, None, key)

    def _change(
        self, id_: str, attribute: str, before: str = "", after: str = "", member: str = ""
    ) -> SourceChange:
        is_new = id_ in ("attribute-added", "attribute-required-added")
        name = self.new.name if is_new else self.old.name
        side = self.lens.new if is_new else self.lens.old
        module = f"{side.package}.models" if name in side.models else side.module_of(name)
        kind = "enum-member" if member else "attribute" if attribute else "model"
        symbol = Symbol(kind, module, name, "", "", attribute, member, before, after)
        message = _sentence(id_, f"{name}.{attribute}" if attribute else name, symbol)
        old = None if is_new else ("attribute", self.old.name, attribute)
        now = after if id_ == "attribute-renamed" else attribute
        new = None if id_ == "attribute-removed" else ("attribute", self.new.name, now)
        return changed(id_, message, symbol, old, new)


def _sentence(id_: str, name: str, symbol: Symbol) -> str:
    if symbol.member:
        return f"`{name}` {_member_words(id_)} `{symbol.member}`"
    texts = {
        "attribute-removed": f"`{name}` was removed",
        "attribute-renamed": f"`{name}` was renamed to `{symbol.after}`",
        "attribute-added": f"new attribute `{name}`",
        "attribute-required-added": f"`{name}` is required",
        "attribute-became-required": f"`{name}` is now required",
        "attribute-became-optional": f"`{name}` may be absent; it is `{symbol.after}`",
        "model-base-removed": f"`{name}` is no longer a `{symbol.before}`",
    }
    if id_ == "attribute-became-optional" and symbol.before == symbol.after:
        return f"`{name}` can be omitted"
    return texts.get(id_, f"`{name}` was `{symbol.before}`, and is `{symbol.after}`")
