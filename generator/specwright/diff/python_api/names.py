"""Pair the names of two Python APIs, renames included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from specwright.diff.python_api.model import AliasDef, ClassDef, OperationDef, Surface
from specwright.diff.python_api.types import RUNTIME, Type
from specwright.diff.renames.same_operations import Identity, same_operations
from specwright.diff.renames.similarity import (
    fields_likeness,
    name_words,
    share_words,
    shared_part,
)

Method: TypeAlias = tuple[str, str]
"""Resource and name."""

_INNER: Final = 2
"""How deep constants are looked for in attributes."""
_ALIKE: Final = 0.6
"""From which share of common fields two classes are taken for one."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The new names of methods and classes, where they differ."""

    methods: Mapping[Method, Method]
    classes: Mapping[str, str]
    """Classes and aliases."""


def match_names(old: Surface, new: Surface, known: Mapping[str, str]) -> Matches:
    """`known` are classes whose place in the document says that they are the same."""
    return Matches(match_methods(old, new), _classes(old, new, known))


def match_methods(old: Surface, new: Surface) -> dict[Method, Method]:
    """Methods of the same operation under another name."""
    same = same_operations(*([_identity(o) for o in side.operations] for side in (old, new)))
    found: dict[Method, Method] = {}
    for before, after in same.items():
        operation, other = old.operations[before], new.operations[after]
        was, now = (operation.resource, operation.name), (other.resource, other.name)
        if was != now:
            found[was] = now
            for pattern in ("{}_stream", "stream_{}"):
                a = was[0], pattern.format(was[1])
                b = now[0], pattern.format(now[1])
                if old.method(*a) and new.method(*b):
                    found[a] = b
    return found


def _identity(operation: OperationDef) -> Identity:
    return Identity(operation.method, operation.path, operation.operation_id)


def _classes(old: Surface, new: Surface, known: Mapping[str, str]) -> dict[str, str]:
    gone, come = _only(old, new), _only(new, old)
    found = {
        a: b
        for a, b in known.items()
        if a in gone and b in come and not _contradict(a, b, old, new)
    }
    _twins(found, gone, come)
    scored = sorted(
        (-score, a, b)
        for a in gone
        if a not in found
        for b in come
        if (score := _likeness(a, b, old, new)) >= _ALIKE
    )
    for _, a, b in scored:
        if a not in found and b not in found.values():
            found[a] = b
            _twins(found, gone, come)
    _clients(found, old, new)
    return found


def _twins(found: dict[str, str], gone: list[str], come: list[str]) -> None:
    """Rename the names derived from a class with it: `PetParam`, `UnknownPet`, `PetHandle`, `AsyncPetHandle`."""
    patterns = ("{}Param", "{}Dict", "Unknown{}", "Other{}", "{}Handle", "Async{}Handle", "Async{}")
    for a, b in tuple(found.items()):
        for pattern in patterns:
            twin, other = pattern.format(a), pattern.format(b)
            if twin in gone and other in come and twin not in found:
                found[twin] = other


def _clients(found: dict[str, str], old: Surface, new: Surface) -> None:
    for a, b in zip(old.clients, new.clients, strict=False):
        if a != b and a not in old.classes and b not in new.classes:
            found[a] = b


def _only(one: Surface, other: Surface) -> list[str]:
    """Names of models, handles and similar classes that the other surface does not have."""
    names: Iterable[str] = (*one.classes, *one.aliases)
    return [
        name
        for name in names
        if name not in other.classes
        and name not in other.aliases
        and not name.startswith(RUNTIME)
        and (
            name not in one.classes
            or one.classes[name].kind in ("model", "dict", "handle", "class")
        )
    ]


def _likeness(a: str, b: str, old: Surface, new: Surface) -> float:
    """How alike two classes or aliases are, from 0 to 1."""
    if _contradict(a, b, old, new):
        return 0.0
    if a in old.classes and b in new.classes:
        return _alike_classes(old.classes[a], new.classes[b])
    if a in old.aliases and b in new.aliases:
        return _alike_aliases(old.aliases[a], new.aliases[b])
    return 0.0


def _contradict(a: str, b: str, old: Surface, new: Surface, depth: int = 0) -> bool:
    """Whether an attribute has listed values in both classes, and none in common, at any depth."""
    left, right = old.classes.get(a), new.classes.get(b)
    if left is None or right is None or depth > _INNER:
        return False
    for name in left.attributes.keys() & right.attributes.keys():
        types = left.attributes[name].type, right.attributes[name].type
        was, now = (
            set(map(name_words, _constants(*one))) for one in zip(types, (old, new), strict=True)
        )
        if was and now and was.isdisjoint(now):
            return True
        inner = [m.name for type_ in types for m in type_[:1] if len(type_) == 1]
        if len(inner) == 2 and _contradict(inner[0], inner[1], old, new, depth + 1):
            return True
    return False


def _constants(type_: Type, side: Surface, above: frozenset[str] = frozenset()) -> set[str]:
    """The listed values of a type, open or closed."""
    found: set[str] = set()
    for member in type_:
        alias = side.aliases.get(member.name)
        if member.literal is not None:
            found.add(member.literal)
        elif alias is not None and member.name not in above:
            found |= _constants(alias.type, side, above | {member.name})
    return found


def _alike_classes(a: ClassDef, b: ClassDef) -> float:
    if a.kind != b.kind or not a.attributes or not b.attributes:
        return 0.0
    left, right = ({n: _shape(x.type) for n, x in side.attributes.items()} for side in (a, b))
    if len(left) == 1 and left.keys() == right.keys():
        # One common field, such as `id`, says little; the words of the names must agree too.
        return float(left == right and share_words(a.name, b.name))
    return fields_likeness(left, right)


def _alike_aliases(a: AliasDef, b: AliasDef) -> float:
    left, right = ({m.literal or m.name for m in side.type} for side in (a, b))
    return shared_part(left, right)


def _shape(type_: Type) -> tuple[object, ...]:
    """A type without the names of models, because these can be renamed too."""
    return tuple(
        m.literal
        or (
            m.name if m.name[:1].islower() or not m.name.isidentifier() else "?",
            *map(_shape, m.args),
        )
        for m in type_
    )
