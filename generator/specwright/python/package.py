"""What a generated package consists of: printable parts, each printed by the template of its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.python.expr import Doc, Expr, Ident, Module, Name


@dataclass(frozen=True, slots=True)
class PyImport:
    """`from module import name as name`."""

    module: Module
    names: tuple[Ident, ...]


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
    doc: Doc


@dataclass(frozen=True, slots=True)
class PyAlias:
    """A named type."""

    name: Ident
    value: Expr
    doc: Doc


@dataclass(frozen=True, slots=True)
class PyRecursiveAlias:
    """A named type that mentions itself."""

    name: Ident
    value: Expr
    doc: Doc


@dataclass(frozen=True, slots=True)
class PyModelModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    installed: tuple[PyPrelude, ...]
    imports: tuple[PyImport, ...]
    items: tuple[PyClass | PyUnknown | PyAlias | PyRecursiveAlias, ...]
    exports: Expr


@dataclass(frozen=True, slots=True)
class PySchemaModule:
    """The schemas that requests are checked against, as data."""

    doc: Doc
    schemas: Expr


@dataclass(frozen=True, slots=True)
class PyParameter:
    name: Ident
    type: Expr
    default: Expr | None


@dataclass(frozen=True, slots=True)
class PyBare:
    """A parameter without a type: `self`."""

    name: Ident


@dataclass(frozen=True, slots=True)
class PyStar:
    """The mark behind which parameters are given by keyword only."""


PyAnyParameter: TypeAlias = PyParameter | PyBare | PyStar


@dataclass(frozen=True, slots=True)
class PySignature:
    name: Ident
    parameters: tuple[PyAnyParameter, ...]
    returns: Expr


@dataclass(frozen=True, slots=True)
class PyOverload:
    signature: PySignature


@dataclass(frozen=True, slots=True)
class PyAsyncOverload:
    signature: PySignature


@dataclass(frozen=True, slots=True)
class PyFunction:
    """A function whose body is one `return`."""

    signature: PySignature
    doc: Doc
    result: Expr


@dataclass(frozen=True, slots=True)
class PyAsyncFunction:
    """An `async` function whose body is one `return await`."""

    signature: PySignature
    doc: Doc
    result: Expr


PyDefinition: TypeAlias = PyOverload | PyAsyncOverload | PyFunction | PyAsyncFunction


@dataclass(frozen=True, slots=True)
class PyConstant:
    """A module-level constant."""

    name: Ident
    value: Expr


@dataclass(frozen=True, slots=True)
class PyEndpointModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    siblings: tuple[PySibling, ...]
    imports: tuple[PyImport, ...]
    constants: tuple[PyConstant, ...]
    functions: tuple[PyDefinition, ...]
    exports: Expr


@dataclass(frozen=True, slots=True)
class PyResource:
    """A group of operations, in one flavour."""

    name: Ident
    base: Name
    raw: Ident
    doc: Doc
    methods: tuple[PyDefinition, ...]


@dataclass(frozen=True, slots=True)
class PyRawMethod:
    name: Ident
    wrapper: Name


@dataclass(frozen=True, slots=True)
class PyRawResource:
    """The same operations, returning raw responses."""

    name: Ident
    base: Name
    resource: Ident
    doc: Doc
    methods: tuple[PyRawMethod, ...]


@dataclass(frozen=True, slots=True)
class PyResourceModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    siblings: tuple[PySibling, ...]
    endpoints: Ident
    imports: tuple[PyImport, ...]
    classes: tuple[PyResource | PyRawResource, ...]
    exports: Expr


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
    client: Ident


@dataclass(frozen=True, slots=True)
class PyAsyncHandle:
    """The same for the async client."""

    name: Ident
    model: Name
    doc: Doc
    method: Ident
    waiter: Ident
    update: Expr
    returns: Expr
    timeout: Expr
    client: Ident


@dataclass(frozen=True, slots=True)
class PyBinding:
    """Which handle stands for which model."""

    name: Ident
    type: Expr
    value: Expr


@dataclass(frozen=True, slots=True)
class PyWaitingModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    imports: tuple[PyImport, ...]
    waiters: tuple[PyConstant, ...]
    handles: tuple[PyHandle | PyAsyncHandle, ...]
    aliases: tuple[PyAlias, ...]
    bindings: tuple[PyBinding, ...]
    client: Ident


@dataclass(frozen=True, slots=True)
class PyUploadModule:
    """What uploads return."""

    doc: Doc
    standard: tuple[PyPrelude, ...]
    imports: tuple[PyImport, ...]
    classes: tuple[PyClass, ...]


@dataclass(frozen=True, slots=True)
class PySettingsModule:
    """What the runtime has to know about this client."""

    doc: Doc
    settings: Expr


@dataclass(frozen=True, slots=True)
class PyResourceProperty:
    """A resource of a client, imported when it is first used."""

    name: Ident
    module: Ident
    type: Ident


@dataclass(frozen=True, slots=True)
class PyClient:
    """A client in one flavour."""

    name: Ident
    base: Name
    doc: Doc
    raw: Ident
    options: tuple[PyParameter, ...]
    credentials: Expr
    headers: Expr
    http_client: Name
    transport: Name
    resources: tuple[PyResourceProperty, ...]


@dataclass(frozen=True, slots=True)
class PyRawProperty:
    """A resource of a raw client."""

    name: Ident
    module: Ident
    type: Ident
    resource: Ident


@dataclass(frozen=True, slots=True)
class PyRawClient:
    """A client whose methods return raw responses."""

    name: Ident
    client: Ident
    doc: Doc
    resources: tuple[PyRawProperty, ...]


@dataclass(frozen=True, slots=True)
class PyClientModule:
    doc: Doc
    imports: tuple[PyImport, ...]
    clients: tuple[PyClient | PyRawClient, ...]


@dataclass(frozen=True, slots=True)
class PyRecord:
    """One row of the table of operations."""

    value: Expr


@dataclass(frozen=True, slots=True)
class PyOperationsModule:
    doc: Doc
    records: tuple[PyRecord, ...]


@dataclass(frozen=True, slots=True)
class PyLazyModule:
    """An `__init__` that imports a module when one of its names is first asked for."""

    doc: Doc
    imports: tuple[PyImport, ...]
    places: Expr
    exports: Expr


@dataclass(frozen=True, slots=True)
class PyRootModule:
    """The `__init__` of the package."""

    doc: Doc
    imports: tuple[PyImport, ...]
    places: Expr
    exports: Expr
    error: Ident
    version: Expr


@dataclass(frozen=True, slots=True)
class PyFolderModule:
    """The `__init__` of a folder whose modules are imported when they are first asked for."""

    doc: Doc
    modules: Expr
    imports: tuple[PyImport, ...]


@dataclass(frozen=True, slots=True)
class PyPlainModule:
    """The `__init__` of a folder that offers nothing itself."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class PyFile:
    """One file of the package: its path inside the output folder, and what is printed into it."""

    path: str
    part: object


@dataclass(frozen=True, slots=True)
class PyPackage:
    name: Ident
    files: tuple[PyFile, ...]
