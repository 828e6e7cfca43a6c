"""Compare two Python APIs: what code written against the old one will notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from specwright.diff.python_api.classes import compare_aliases, compare_classes
from specwright.diff.python_api.methods import compare_methods, function_changes
from specwright.diff.python_api.model import ClassDef, Function, Surface
from specwright.diff.python_api.names import Matches, match_names
from specwright.diff.python_api.rules import Key, SourceChange, Symbol, changed
from specwright.diff.python_api.type_relations import Lens
from specwright.diff.python_api.types import RUNTIME
from specwright.diff.python_api.usage import Reach, reach_of


def compare_surfaces(
    old: Surface, new: Surface, known: Mapping[str, str] | None = None
) -> tuple[SourceChange, ...]:
    """Every change, in the order of methods, classes, types and what else can be imported.

    `known` says which class of the old surface is which of the new one, where the documents tell.
    """
    if old == new:
        return ()
    matches = match_names(old, new, known or {})
    lens = Lens(old, new, matches.classes)
    comparer = _Comparer(old, new, matches, lens, reach_of(old), reach_of(new))
    return tuple(dict.fromkeys(comparer.with_users(change) for change in comparer.compare()))


@dataclass(frozen=True, slots=True)
class _Comparer:
    old: Surface
    new: Surface
    matches: Matches
    lens: Lens
    was: Reach
    now: Reach

    def compare(self) -> Iterator[SourceChange]:
        yield from compare_methods(self.lens, self.matches.methods)
        yield from self._clients()
        yield from self._functions()
        yield from self._classes()
        yield from self._aliases()
        yield from self._gone_and_come()
        yield from self._exports()

    def with_users(self, change: SourceChange) -> SourceChange:
        """Add the methods of the client that use a changed class."""
        key, reach = (change.old, self.was) if change.old else (change.new, self.now)
        if change.users or key is None or key[0] not in ("model", "attribute"):
            return change
        return replace(change, users=reach.users(key[1]))

    # --- what is there on both sides --------------------------------------------------------------

    def _clients(self) -> Iterator[SourceChange]:
        packages = self.old.package, self.new.package
        if packages[0] != packages[1]:
            yield _plain(
                "package-renamed", ("client",), "package", packages[0], *packages, "the package "
            )
        for was, now in zip(self.old.clients, self.new.clients, strict=False):
            if was != now:
                yield _plain("client-renamed", ("client",), "client", self.old.package, was, now)
            for name in ("__init__", "with_options"):
                before = self.old.clients[was].methods.get(name)
                after = self.new.clients[now].methods.get(name)
                if before and after:
                    yield from self._of_client((was, now), name, before, after)

    def _of_client(
        self, clients: tuple[str, str], name: str, before: Function, after: Function
    ) -> Iterator[SourceChange]:
        client = clients[0]
        shown, now = (one if name == "__init__" else f"client.{name}" for one in clients)
        module = f"{self.old.package}.{self.old.clients[client].module}"
        symbol = Symbol("argument", module, client, name)
        key = ("client",)
        yield from function_changes(self.lens, shown, symbol, before, after, key, key, now)

    def _functions(self) -> Iterator[SourceChange]:
        """Compare functions outside resources, without endpoints, which repeat the methods."""
        for name, function in self.old.functions.items():
            module, _, last = name.rpartition(".")
            if module.startswith("endpoints"):
                continue
            symbol = Symbol("function", f"{self.old.package}.{module}".rstrip("."), "", last)
            key = ("function", name)
            other = self.new.functions.get(name)
            if other is None:
                yield changed(
                    "function-removed", f"the function `{name}` was removed", symbol, key, None
                )
            else:
                yield from function_changes(self.lens, name, symbol, function, other, key)
        for name in self.new.functions:
            if name not in self.old.functions and not name.startswith("endpoints"):
                module, _, last = name.rpartition(".")
                symbol = Symbol("function", f"{self.new.package}.{module}".rstrip("."), "", last)
                key = ("function", name)
                yield changed("function-added", f"new function `{name}`", symbol, None, key)

    def _pairs(self) -> Iterator[tuple[ClassDef, ClassDef]]:
        for name, item in self.old.classes.items():
            other = self.new.classes.get(self.matches.classes.get(name, name))
            if other is not None and item.kind not in ("client", "resource"):
                yield item, other

    def _classes(self) -> Iterator[SourceChange]:
        for before, after in self._pairs():
            if before == after and not self.matches.classes:
                continue
            given = before.name in self.was.given or before.kind == "dict"
            taken = self.was.is_taken(before.name) and before.kind != "dict"
            yield from compare_classes(self.lens, before, after, given, taken)

    def _aliases(self) -> Iterator[SourceChange]:
        for name, alias in self.old.aliases.items():
            other = self.new.aliases.get(self.matches.classes.get(name, name))
            if other is not None:
                given, taken = name in self.was.given, self.was.is_taken(name)
                yield from compare_aliases(self.lens, alias, other, given, taken)

    # --- what is there on one side ----------------------------------------------------------------

    def _gone_and_come(self) -> Iterator[SourceChange]:
        known_new = set(self.matches.classes.values())
        was, now = _names(self.old), _names(self.new)
        for name in was:
            other = self.matches.classes.get(name, name)
            if other != name:
                key, new = ("model", name), ("model", other)
                message = f"`{name}` was renamed to `{other}`"
                yield self._model("model-renamed", self.old, name, message, key, new, other)
            elif name not in now:
                key = ("model", name)
                yield self._model(
                    "model-removed", self.old, name, f"`{name}` was removed", key, None
                )
            elif (name in self.old.classes) != (name in self.new.classes):
                key = ("model", name)
                what = ("a class", "a type") if name in self.old.classes else ("a type", "a class")
                message = f"`{name}` is {what[1]}instead of {what[0]}"
                yield self._model("model-kind-changed", self.old, name, message, key, key)
        for name in now:
            if name not in was and name not in known_new:
                key = ("model", name)
                yield self._model(
                    "model-added", self.new, name, f"new class or type `{name}`", None, key
                )

    def _model(
        self,
        id_: str,
        side: Surface,
        name: str,
        message: str,
        old: Key | None,
        new: Key | None,
        other: str = "",
    ) -> SourceChange:
        before = name if other else ""
        symbol = Symbol("model", _public_module(side, name), name, before=before, after=other)
        return changed(id_, message, symbol, old, new)

    def _exports(self) -> Iterator[SourceChange]:
        """Compare `__all__` of the package, without classes, which are reported above."""
        told = {*_names(self.old), *_names(self.new), *self.old.clients, *self.new.clients}
        for name in self.old.exports:
            if name not in self.new.exports and name not in told:
                key = self._export_key(name)
                symbol = Symbol("export", self.old.package, attribute=name)
                yield changed(
                    "export-removed", f"`{name}` is no longer exported", symbol, key, None
                )
        for name in self.new.exports:
            if name not in self.old.exports and name not in told:
                key = self._export_key(name)
                symbol = Symbol("export", self.new.package, attribute=name)
                yield changed("export-added", f"`{name}` is exported", symbol, None, key)

    def _export_key(self, name: str) -> Key:
        """The key of an export; an error can be named after the client."""
        is_other = [*self.old.clients][:1] != [*self.new.clients][:1]
        return ("client",) if is_other and name.endswith("Error") else ("export", name)


def _public_module(side: Surface, name: str) -> str:
    return f"{side.package}.models" if name in side.models else side.module_of(name)


def _names(side: Surface) -> dict[str, None]:
    """Classes and aliases that a user can import, without clients and resources."""
    return {
        name: None
        for name in (*side.classes, *side.aliases)
        if not name.startswith(RUNTIME)
        and (name not in side.classes or side.classes[name].kind not in ("client", "resource"))
        and not side.module_of(name).rpartition(".")[2].startswith("_")
        and not side.module_of(name).startswith(f"{side.package}.resources")
    }


def _plain(
    id_: str, key: Key, kind: str, module: str, before: str, after: str, what: str = ""
) -> SourceChange:
    symbol = Symbol(kind, module, before, before=before, after=after)
    return changed(id_, f"{what}`{before}` was renamed to `{after}`", symbol, key, key)
