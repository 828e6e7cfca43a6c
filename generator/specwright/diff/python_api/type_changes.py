"""Judge a changed type, for values that users pass in and for values they receive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.rules import SourceVerdict
from specwright.diff.python_api.type_relations import Lens, Relation
from specwright.diff.python_api.types import NONE, Member, Type, show_type


@dataclass(frozen=True, slots=True)
class Way:
    """The direction of values: users pass them in, receive them, or both."""

    given: bool
    taken: bool

    def judge(self, relation: Relation) -> SourceVerdict:
        """Narrowing breaks code that passes values in, widening breaks code that receives them."""
        if relation == "other":
            return "breaking"
        if relation == "narrower":
            return "breaking" if self.given else "info"
        if relation == "wider":
            return "breaking" if self.taken else "info"
        return "info"


GIVEN = Way(given=True, taken=False)
TAKEN = Way(given=False, taken=True)
_WORDS = {"wider": "widened", "narrower": "narrowed", "other": "changed"}


@dataclass(frozen=True, slots=True)
class TypeChange:
    """How a type changed: `widened`, `narrowed`, `changed`, or by one enum member."""

    what: str
    verdict: SourceVerdict
    before: str
    after: str
    member: str = ""


def compare_types(lens: Lens, old: Type, new: Type, way: Way) -> Iterator[TypeChange]:
    """Yield the differences of two types: one for each literal if only literals differ, otherwise one."""
    relation = lens.relate(old, new)
    gone, come = _literals(lens, old, new)
    before, after = show_type(old), show_type(new)
    if (gone or come) and (relation == "same" or _without_literals(lens, old, new)):
        for literal in gone:
            verdict: SourceVerdict = "info" if relation == "same" or not way.given else "breaking"
            yield TypeChange("enum-member-removed", verdict, before, after, literal)
        for literal in come:
            verdict = "info" if relation == "same" or not way.taken else "breaking"
            yield TypeChange("enum-member-added", verdict, before, after, literal)
    elif relation != "same":
        verdict = way.judge(relation)
        if verdict == "breaking" and _is_felt_by_few(lens, old, new, way):
            verdict = "warning"
        yield TypeChange(_WORDS[relation], verdict, before, after)


def _is_felt_by_few(lens: Lens, old: Type, new: Type, way: Way) -> bool:
    """Whether only code that names a typed dict or lists all known texts is affected."""
    is_closed = way.taken and _is_opened(new, old)
    return _has_one_shape(lens, old, new) or _is_opened(old, new) or is_closed


def _has_one_shape(lens: Lens, old: Type, new: Type) -> bool:
    """Whether the types differ only in the names of typed dicts with the same keys."""
    return replace(lens, by_shape=True).relate(old, new) == "same"


def _is_opened(old: Type, new: Type) -> bool:
    """Whether a list of texts became open; only code that handles every listed text is affected."""
    is_listed = any(m.literal is not None and m.name == "str" for m in old)
    return is_listed and set(new) - set(old) == {Member("str")} and set(old) <= set(new)


def only_null_differs(old: Type, new: Type) -> bool:
    return {*old} ^ {*new} == {NONE}


def _without_literals(lens: Lens, old: Type, new: Type) -> bool:
    """Whether only literals differ."""
    return lens.relate(_stripped(old, lens.old), _stripped(new, lens.new)) == "same"


def _stripped(type_: Type, side: Surface) -> Type:
    """Replace every literal by a placeholder, to compare the rest."""
    return tuple(
        dict.fromkeys(
            Member("Literal" if m.literal is not None else m.name, _each(m.args, side))
            for m in type_
        )
    )


def _each(types: tuple[Type, ...], side: Surface) -> tuple[Type, ...]:
    return tuple(_stripped(t, side) for t in types)


def _literals(lens: Lens, old: Type, new: Type) -> tuple[list[str], list[str]]:
    """Removed and added literals; those behind an alias that both types use are reported for the alias."""
    shared = _aliases(old, lens.old)
    shared = {lens.renamed.get(name, name) for name in shared} & _aliases(new, lens.new)
    closed = shared | {a for a, b in lens.renamed.items() if b in shared}
    was = list(_walk(old, lens.old, closed))
    now = list(_walk(new, lens.new, shared))
    return [x for x in was if x not in now], [x for x in now if x not in was]


def _aliases(type_: Type, side: Surface) -> set[str]:
    found = {m.name for m in type_ if m.name in side.aliases}
    return found.union(*(_aliases(arg, side) for m in type_ for arg in m.args))


def _walk(type_: Type, side: Surface, closed: set[str]) -> Iterator[str]:
    for member in type_:
        if member.literal is not None:
            yield member.literal
        for argument in member.args:
            yield from _walk(argument, side, closed)
        alias = side.aliases.get(member.name)
        if alias is not None and member.name not in closed:
            yield from _walk(alias.type, side, closed | {member.name})
