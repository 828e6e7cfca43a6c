"""The public Python API of a generated package: frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from specwright.diff.python_api.types import Type

ParameterKind: TypeAlias = Literal[
    "positional only", "positional or keyword", "keyword only", "any positional", "any keyword"
]
POSITIONAL: tuple[ParameterKind, ...] = ("positional only", "positional or keyword")
VARIADIC: tuple[ParameterKind, ...] = ("any positional", "any keyword")

ClassKind: TypeAlias = Literal["model", "dict", "client", "resource", "handle", "class"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function, without `self`; `Unset` is no part of its type."""

    name: str
    kind: ParameterKind
    type: Type
    default: str | None
    """As Python source; None if there is none."""

    @property
    def is_required(self) -> bool:
        return self.default is None and self.kind not in VARIADIC


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    returns: Type


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method: its overloads, or the one signature that it has."""

    name: str
    signatures: tuple[Signature, ...]
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a model, a key of a typed dict, a property, or a class variable."""

    name: str
    type: Type
    is_required: bool
    """Whether a constructor or a dict must have it."""
    is_field: bool = True
    """Whether a constructor takes it."""


@dataclass(frozen=True, slots=True)
class ClassDef:
    """A public class."""

    name: str
    module: str
    """Dotted, inside the package."""
    kind: ClassKind
    bases: tuple[str, ...]
    attributes: Mapping[str, Attribute]
    methods: Mapping[str, Function]


@dataclass(frozen=True, slots=True)
class AliasDef:
    """A name for a type."""

    name: str
    module: str
    type: Type


@dataclass(frozen=True, slots=True)
class OperationDef:
    """An operation as the package records it: method and path of the document, and its name in the client."""

    operation_id: str | None
    method: str
    path: str
    resource: str
    name: str


@dataclass(frozen=True, slots=True)
class Surface:
    """All that the users of a package can name."""

    package: str
    exports: tuple[str, ...]
    models: tuple[str, ...]
    """The names that the folder of models offers."""
    classes: Mapping[str, ClassDef]
    """By name; those of the runtime begin with `_r.`."""
    aliases: Mapping[str, AliasDef]
    functions: Mapping[str, Function]
    """By dotted name inside the package: endpoints, and functions of other public modules."""
    resources: Mapping[str, str]
    """Attribute of the client -> class of the resource."""
    clients: Mapping[str, ClassDef]
    """The sync and the async client, if they exist; kept apart because a model can have the same name."""
    operations: tuple[OperationDef, ...]

    def method(self, resource: str, name: str) -> Function | None:
        """A method of the sync client's resources."""
        found = self.classes.get(self.resources.get(resource, ""))
        return None if found is None else found.methods.get(name)

    def module_of(self, name: str) -> str:
        """The dotted module of a class or alias; that of the package for what is unknown."""
        found = self.classes.get(name) or self.aliases.get(name)
        return f"{self.package}.{found.module}" if found and found.module else self.package
