"""Find which classes users construct and which they only receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from specwright.diff.python_api.model import Function, Surface
from specwright.diff.python_api.types import Type


@dataclass(frozen=True, slots=True)
class Reach:
    """Names of classes and aliases by the direction of their values."""

    given: frozenset[str]
    """Users create them or pass them in."""
    taken: frozenset[str]
    """Users read them."""
    holders: Mapping[str, tuple[str, ...]]
    """Which classes and aliases mention a name."""
    callers: Mapping[str, tuple[str, ...]]
    """Which functions mention a name: `documents.list`."""

    def is_taken(self, name: str) -> bool:
        """Whether users read it; a class that nobody passes in is only read."""
        return name in self.taken or name not in self.given

    def users(self, name: str) -> tuple[str, ...]:
        """All functions that take or return a name, directly or inside another class."""
        found = {
            caller for n in _closure([name], self.holders) for caller in self.callers.get(n, ())
        }
        return tuple(sorted(found))


def reach_of(surface: Surface) -> Reach:
    mentions = dict(_mentions(surface))
    given: set[str] = set()
    taken: set[str] = set()
    callers: dict[str, list[str]] = {}
    for caller, function in _roots(surface):
        into, out = _of_function(surface, function)
        given |= into
        taken |= out
        for name in into | out:
            callers.setdefault(name, []).append(caller)
    holders: dict[str, list[str]] = {}
    for holder, names in mentions.items():
        for name in names:
            holders.setdefault(name, []).append(holder)
    return Reach(
        frozenset(_closure(given, mentions)),
        frozenset(_closure(taken, mentions)),
        {name: tuple(found) for name, found in holders.items()},
        {name: tuple(found) for name, found in callers.items()},
    )


def _closure(names: Iterable[str], edges: Mapping[str, Iterable[str]]) -> dict[str, None]:
    """The names, and everything reachable from them."""
    found = dict.fromkeys(names)
    waiting = list(found)
    while waiting:
        for name in edges.get(waiting.pop(), ()):
            if name not in found:
                found[name] = None
                waiting.append(name)
    return found


def _roots(surface: Surface) -> Iterator[tuple[str, Function]]:
    for resource, name in surface.resources.items():
        for method in surface.classes[name].methods.values():
            yield f"{resource}.{method.name}", method
    for name, client in surface.clients.items():
        for method in client.methods.values():
            yield f"{name}.{method.name}", method
    for name, function in surface.functions.items():
        if not name.startswith("endpoints."):
            yield name, function


def _of_function(surface: Surface, function: Function) -> tuple[set[str], set[str]]:
    """The names in the arguments and in the result of a function."""
    into: set[str] = set()
    out: set[str] = set()
    for signature in function.signatures:
        for parameter in signature.parameters:
            into |= _named(parameter.type)
        out |= _named(signature.returns)
    for name in tuple(out):
        known = surface.classes.get(name)
        if known is not None and known.kind == "handle":
            for method in known.methods.values():
                more_into, more_out = _of_function(surface, method)
                into |= more_into
                out |= more_out
    return into, out


def _mentions(surface: Surface) -> Iterator[tuple[str, set[str]]]:
    for name, alias in surface.aliases.items():
        yield name, _named(alias.type)
    for name, item in surface.classes.items():
        if item.kind not in ("client", "resource"):
            found = set(item.bases)
            yield name, found.union(*(_named(a.type) for a in item.attributes.values()))


def _named(type_: Type) -> set[str]:
    found: set[str] = set()
    for member in type_:
        if member.literal is None:
            found.add(member.name)
            found = found.union(*map(_named, member.args))
    return found
