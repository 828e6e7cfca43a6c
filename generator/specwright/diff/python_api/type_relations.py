"""Decide whether one type accepts every value of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.types import Member, Type

Relation: TypeAlias = Literal["same", "wider", "narrower", "other"]

_ANYTHING: Final = ("object", "Any")
_TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "float": ("int",),
    "date": ("datetime",),
    "Sequence": ("list", "tuple"),
    "Iterable": ("Sequence", "list", "tuple"),
    "Collection": ("Sequence", "list", "tuple"),
    "Mapping": ("dict",),
}
"""Types that type checkers accept for another type; `bool` for a number is left out, because JSON refuses it."""

_DEEPEST: Final = 8
"""The depth to which shapes are compared; below, classes with different names are different."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Both surfaces, and which name of the old one is which of the new one."""

    old: Surface
    new: Surface
    renamed: Mapping[str, str]
    """Old class or alias -> new one, where they differ."""
    by_shape: bool = False
    """Whether typed dicts with the same keys count as one, as they do for type checkers."""
    assumed: tuple[tuple[str, str], ...] = ()
    """Classes whose shapes are being compared further up."""

    def relate(self, old: Type, new: Type) -> Relation:
        """How the new type relates to the old one."""
        if self._canonical(old) == new:
            return "same"
        takes_old = self._covers(new, self.new, old, self.old)
        takes_new = self._covers(old, self.old, new, self.new)
        if takes_old:
            return "same" if takes_new else "wider"
        return "narrower" if takes_new else "other"

    def _canonical(self, old: Type) -> Type:
        return tuple(
            Member(self.renamed.get(m.name, m.name), tuple(map(self._canonical, m.args)), m.literal)
            for m in old
        )

    def _covers(self, wide: Type, of_wide: Surface, narrow: Type, of_narrow: Surface) -> bool:
        """Whether each value of `narrow` is one of `wide`; an unknown type takes and fits all."""
        if not wide or not narrow:
            return True
        candidates = tuple(_spread(wide, of_wide, ()))
        return all(self._fits(m, of_narrow, candidates, of_wide, ()) for m in narrow)

    def _fits(
        self,
        member: Member,
        side: Surface,
        candidates: tuple[Member, ...],
        other: Surface,
        above: tuple[str, ...],
    ) -> bool:
        if any(self._is_one(member, side, candidate, other) for candidate in candidates):
            return True
        alias = side.aliases.get(member.name)
        if alias is None or member.name in above:
            return False
        below = (*above, member.name)
        return all(self._fits(m, side, candidates, other, below) for m in alias.type)

    def _is_one(self, member: Member, side: Surface, wide: Member, other: Surface) -> bool:
        """Whether values of `member` are values of one candidate."""
        if wide.literal is not None:
            return wide == member
        if wide.name in _ANYTHING:
            return True
        names = self._ancestors(member.name, side)
        if wide.name in names or any(n in _TAKES.get(wide.name, ()) for n in names):
            return self._arguments_fit(member, side, wide, other)
        return self.by_shape and self._same_shape(member.name, side, wide.name, other)

    def _same_shape(self, name: str, side: Surface, wide: str, other: Surface) -> bool:
        """Whether two typed dicts have the same keys of the same types."""
        a, b = side.classes.get(name), other.classes.get(wide)
        if a is None or b is None or {a.kind, b.kind} != {"dict"}:
            return False
        if a.attributes.keys() != b.attributes.keys():
            return False
        if (name, wide) in self.assumed:
            return True
        if len(self.assumed) >= _DEEPEST:
            return False
        deeper = replace(self, assumed=(*self.assumed, (name, wide)))
        old, new = (a, b) if side is self.old else (b, a)
        return all(
            x.is_required == new.attributes[n].is_required
            and deeper.relate(x.type, new.attributes[n].type) == "same"
            for n, x in old.attributes.items()
        )

    def _arguments_fit(self, member: Member, side: Surface, wide: Member, other: Surface) -> bool:
        if not wide.args or not member.args:
            return True
        return len(wide.args) == len(member.args) and all(
            self._covers(w, other, m, side) for w, m in zip(wide.args, member.args, strict=True)
        )

    def _ancestors(self, name: str, side: Surface) -> tuple[str, ...]:
        """The name and its bases, translated into the names of the other side."""
        found = [name]
        for item in found:
            known = side.classes.get(item)
            found += [base for base in (known.bases if known else ()) if base not in found]
        return tuple(self._across(item, side) for item in found)

    def _across(self, name: str, side: Surface) -> str:
        if side is self.old:
            return self.renamed.get(name, name)
        return next((old for old, new in self.renamed.items() if new == name), name)


def _spread(type_: Type, side: Surface, above: tuple[str, ...]) -> Iterator[Member]:
    """The members of a type, and those behind its aliases."""
    for member in type_:
        yield member
        alias = side.aliases.get(member.name)
        if alias is not None and member.name not in above:
            yield from _spread(alias.type, side, (*above, member.name))
