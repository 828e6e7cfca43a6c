"""Decide how a module writes the names it uses, and what it imports."""

from __future__ import annotations

from collections.abc import Mapping

from specwright.api.model import ModelId
from specwright.python.naming.names import Names
from specwright.python.syntax.expr import Expr, Ident, Module, Name, Sub
from specwright.python.syntax.parts import PyImport, PyRenamed


class ModuleScope:
    """Writes names for one module and records the required imports.

    A builtin that the module shadows is written `_b.name`, a model `_m_name`; typing, dates and the
    runtime always have private aliases, which no document name can equal.
    """

    def __init__(
        self,
        names: Names,
        modules: Mapping[ModelId, str],
        models: str,
        here: str | None = None,
        shadowed: frozenset[str] = frozenset(),
    ) -> None:
        self._names = names
        self._modules = modules
        self._models = models
        self._here = here
        self._shadowed = shadowed
        self._imports: dict[str, dict[str, str]] = {}
        """How this module writes each imported name."""

    @property
    def is_evaluated(self) -> bool:
        """Whether annotations are evaluated at run time, as those of models are."""
        return self._here is not None

    def builtin(self, name: str) -> Name:
        return Name(f"_b.{name}" if name in self._shadowed else name)

    def model(self, id_: ModelId) -> Name:
        """The class or alias of a model."""
        return self._imported(self._modules[id_], self._names.classes[id_])

    def param(self, id_: ModelId) -> Name:
        """The type that requests accept instead of a model."""
        return self._imported(self._modules[id_], self._names.params[id_])

    def unknown(self, id_: ModelId) -> Name:
        return self._imported(self._modules[id_], self._names.unknowns[id_])

    def use(self, module: str, name: str) -> Name:
        """A name of another module of the package, relative to this one."""
        self._imports.setdefault(module, {})[name] = name
        return Name(name)

    def _imported(self, module: str, name: str) -> Name:
        if module == self._here:
            return Name(name)
        written = f"_m_{name}" if name in self._shadowed else name
        self._imports.setdefault(f"{self._models}.{module}", {})[name] = written
        return Name(written)

    def imports(self, used: frozenset[str]) -> tuple[PyImport, ...]:
        """The imports that the module actually uses, of all that were requested."""
        return tuple(
            PyImport(
                Module(module),
                tuple(
                    Ident(name) if name == written else PyRenamed(Ident(name), Ident(written))
                    for name, written in sorted(names.items())
                    if written in used
                ),
            )
            for module, names in sorted(self._imports.items())
            if used.intersection(names.values())
        )

    def list_of(self, item: Expr) -> Expr:
        return Sub(self.builtin("list"), (item,))

    def dict_of(self, value: Expr) -> Expr:
        return Sub(self.builtin("dict"), (self.builtin("str"), value))


class LazyScope(ModuleScope):
    """Models are imported through the package, on first use."""

    def __init__(
        self,
        names: Names,
        modules: Mapping[ModelId, str],
        shadowed: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(names, modules, "", shadowed=shadowed)

    def model(self, id_: ModelId) -> Name:
        return Name(f"_m.{self._names.classes[id_]}")

    def param(self, id_: ModelId) -> Name:
        return Name(f"_m.{self._names.params[id_]}")

    def unknown(self, id_: ModelId) -> Name:
        return Name(f"_m.{self._names.unknowns[id_]}")


EVERYTHING = frozenset({"str", "int", "float", "bool", "list", "dict", "bytes", "object", "tuple"})
"""The builtins used in types."""
