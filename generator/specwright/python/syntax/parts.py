"""The parts of modules; the template of the same name prints each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.python.syntax.expr import Doc, Expr, Ident, Lit, Module, Name


@dataclass(frozen=True, slots=True)
class PyImport:
    """`from module import name, other as renamed`."""

    module: Module
    names: tuple[Ident | PyRenamed, ...]


@dataclass(frozen=True, slots=True)
class PyRenamed:
    """An imported name under another one: `name as written`."""

    name: Ident
    written: Ident


@dataclass(frozen=True, slots=True)
class PyPrelude:
    """A module under a private name."""

    module: Module
    name: Ident


@dataclass(frozen=True, slots=True)
class PySibling:
    """A module of this package under a private name."""

    module: Module
    name: Ident


@dataclass(frozen=True, slots=True)
class PyAttribute:
    """An attribute of a model, or a key of a `TypedDict`."""

    name: Ident
    type: Expr
    default: Expr | None
    doc: Doc | None


@dataclass(frozen=True, slots=True)
class PyClass:
    """A class of annotated attributes."""

    name: Ident
    bases: tuple[Expr, ...]
    keywords: tuple[tuple[Ident, Expr], ...]
    doc: Doc
    attributes: tuple[PyAttribute, ...]


@dataclass(frozen=True, slots=True)
class PyUnknown:
    """The variant of a tagged union that the document does not name."""

    name: Ident
    tag: Ident
    kept: Expr
    """The type of the tag at run time."""
    doc: Doc
    attributes: tuple[PyAttribute, ...]
    """What all variants have, so that it can be read whichever variant it is."""


@dataclass(frozen=True, slots=True)
class PyAlias:
    """A named type."""

    name: Ident
    value: Expr
    doc: Doc


@dataclass(frozen=True, slots=True)
class PyRecursiveAlias(PyAlias):
    """A named type that mentions itself."""


@dataclass(frozen=True, slots=True)
class PyParameter:
    name: Ident
    type: Expr
    default: Expr | None


@dataclass(frozen=True, slots=True)
class PyStar:
    """The mark behind which parameters are given by keyword only."""


@dataclass(frozen=True, slots=True)
class PyCallOptions:
    """The options that every method takes, by keyword."""


PyAnyParameter: TypeAlias = PyParameter | Ident | PyStar | PyCallOptions
"""A name alone is a parameter without a type: `self`."""


@dataclass(frozen=True, slots=True)
class PySignature:
    name: Ident
    parameters: tuple[PyAnyParameter, ...]
    returns: Expr


@dataclass(frozen=True, slots=True)
class PyOverload:
    signature: PySignature
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class PyFunction:
    """A function whose body is one `return`."""

    signature: PySignature
    doc: Doc
    result: Expr
    is_async: bool = False
    """Whether it is one `return await`."""


@dataclass(frozen=True, slots=True)
class PyParser(PyFunction):
    """A function whose result has its type by declaration, since none can be inferred."""


PyDefinition: TypeAlias = PyOverload | PyFunction


@dataclass(frozen=True, slots=True)
class PyConstant:
    """A module-level constant; without a type, that of its value."""

    name: Ident
    value: Expr
    type: Expr | None = None


@dataclass(frozen=True, slots=True)
class PyResource:
    """A group of operations, in one flavour."""

    name: Ident
    bases: tuple[Expr, ...]
    keywords: tuple[tuple[Ident, Expr], ...]
    raw: Ident
    streaming: Ident
    doc: Doc
    methods: tuple[PyDefinition, ...]


@dataclass(frozen=True, slots=True)
class PyRawMethod:
    name: Ident
    wrapper: Name


@dataclass(frozen=True, slots=True)
class PyRawResource:
    """The same operations, returning raw or streamed responses."""

    name: Ident
    base: Name
    resource: Ident
    doc: Doc
    methods: tuple[PyRawMethod, ...]


@dataclass(frozen=True, slots=True)
class PyHandle:
    """A model that can wait for what it stands for."""

    name: Ident
    model: Name
    doc: Doc
    method: Ident
    waiter: Ident
    update: Expr
    returns: Expr
    timeout: Expr


@dataclass(frozen=True, slots=True)
class PyAsyncHandle(PyHandle):
    """The same for the async client."""


@dataclass(frozen=True, slots=True)
class PyResourceProperty:
    """A resource of a client, imported when it is first used."""

    name: Ident
    module: Ident
    type: Ident


@dataclass(frozen=True, slots=True)
class PyAsideProperty:
    """A resource that is called like a helper of the client's base, which steps aside."""

    name: Ident
    module: Ident
    type: Ident
    base: Name


@dataclass(frozen=True, slots=True)
class PyClient:
    """A client in one flavour."""

    name: Ident
    base: Name
    doc: Doc
    raw: Ident
    streaming: Ident
    options: tuple[PyParameter | PyStar, ...]
    changing: tuple[PyParameter | PyStar, ...]
    """The options that a copy can change."""
    credentials: Expr
    headers: Expr
    key: Lit | None
    """The scheme whose option is called `api_key`."""
    key_type: Expr
    given: tuple[Name, ...]
    """What else the constructor hands on."""
    arguments: Name
    changes: Name
    resources: tuple[PyResourceProperty | PyAsideProperty, ...]


@dataclass(frozen=True, slots=True)
class PyRawProperty:
    """A resource of a raw client, or of one that streams: the attribute `view` of the client's own."""

    name: Ident
    type: Ident
    view: Ident


@dataclass(frozen=True, slots=True)
class PyRawClient:
    """A client whose methods return raw or streamed responses."""

    name: Ident
    client: Ident
    doc: Doc
    resources: tuple[PyRawProperty, ...]
