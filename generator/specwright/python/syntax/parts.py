"""The parts of modules; each is printed by the template of the same name."""

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
    """An imported name under another name: `name as written`."""

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
    """The variant of a tagged union for tags that the document does not list."""

    name: Ident
    tag: Ident
    kept: Expr
    """The type of the tag at run time."""
    doc: Doc
    attributes: tuple[PyAttribute, ...]
    """The fields of all variants, so that they can be read on any variant."""


@dataclass(frozen=True, slots=True)
class PyAlias:
    """A named type."""

    name: Ident
    value: Expr
    doc: Doc


@dataclass(frozen=True, slots=True)
class PyRecursiveAlias(PyAlias):
    """A named type that refers to itself."""


@dataclass(frozen=True, slots=True)
class PyParameter:
    name: Ident
    type: Expr
    default: Expr | None


@dataclass(frozen=True, slots=True)
class PyStar:
    """The bare `*` before keyword-only parameters."""


@dataclass(frozen=True, slots=True)
class PyCallOptions:
    """The options that every method takes, by keyword."""


PyAnyParameter: TypeAlias = PyParameter | Ident | PyStar | PyCallOptions
"""A name without a type, such as `self`."""


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
    """Whether the statement is `return await`."""


@dataclass(frozen=True, slots=True)
class PyParser(PyFunction):
    """A function whose result type is annotated, since it cannot be inferred."""


PyDefinition: TypeAlias = PyOverload | PyFunction


@dataclass(frozen=True, slots=True)
class PyConstant:
    """A module-level constant; without a type, it has the type of its value."""

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
class PyDownload:
    """The method that downloads the outputs of a task."""

    name: Ident
    waiter: Ident


@dataclass(frozen=True, slots=True)
class PyAsyncDownload(PyDownload):
    """The same for async."""


@dataclass(frozen=True, slots=True)
class PyHandle:
    """A model that can wait for its task."""

    name: Ident
    model: Name
    doc: Doc
    method: Ident
    waiter: Ident
    update: Expr
    returns: Expr
    timeout: Expr
    finished: Name | None
    """The binding of finished tasks; None if they have nothing to download."""
    download: PyDownload | PyAsyncDownload | None


@dataclass(frozen=True, slots=True)
class PyAsyncHandle(PyHandle):
    """The same for async."""


@dataclass(frozen=True, slots=True)
class PyResourceProperty:
    """A resource of a client, imported on first use."""

    name: Ident
    module: Ident
    type: Ident


@dataclass(frozen=True, slots=True)
class PyAsideProperty:
    """A resource with the name of a helper of the base client, which is renamed."""

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
    """The scheme whose option is `api_key`."""
    key_type: Expr
    given: tuple[Name, ...]
    """Further arguments that the constructor passes on."""
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
