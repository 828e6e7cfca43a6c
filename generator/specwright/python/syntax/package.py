"""The modules of a generated package; each is printed by the template of the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specwright.python.syntax.expr import Doc, Expr, Ident, Lit, Module
from specwright.python.syntax.parts import (
    PyAlias,
    PyAsyncHandle,
    PyClass,
    PyClient,
    PyConstant,
    PyDefinition,
    PyHandle,
    PyImport,
    PyParser,
    PyPrelude,
    PyRawClient,
    PyRawResource,
    PyRecursiveAlias,
    PyResource,
    PySibling,
    PyUnknown,
)


@dataclass(frozen=True, slots=True)
class PyModelModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    installed: tuple[PyPrelude, ...]
    runtime: bool
    imports: tuple[PyImport, ...]
    items: tuple[PyClass | PyUnknown | PyAlias | PyRecursiveAlias, ...]
    exports: Expr


@dataclass(frozen=True, slots=True)
class PySchemaModule:
    """The schemas that requests are validated against."""

    doc: Doc
    schemas: Expr


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
class PyResourceModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    siblings: tuple[PySibling, ...]
    endpoints: Ident
    imports: tuple[PyImport, ...]
    classes: tuple[PyResource | PyRawResource, ...]
    exports: Expr


@dataclass(frozen=True, slots=True)
class PyWaitingModule:
    doc: Doc
    standard: tuple[PyPrelude, ...]
    imports: tuple[PyImport, ...]
    waiters: tuple[PyConstant, ...]
    downloads: bool
    handles: tuple[PyHandle | PyAsyncHandle, ...]
    aliases: tuple[PyAlias, ...]
    bindings: tuple[PyConstant, ...]


@dataclass(frozen=True, slots=True)
class PyTelemetryModule:
    """The module that instruments clients of this package."""

    package: Lit
    version: Lit
    generative: Expr


@dataclass(frozen=True, slots=True)
class PyUploadModule:
    """Results of uploads."""

    doc: Doc
    standard: tuple[PyPrelude, ...]
    imports: tuple[PyImport, ...]
    classes: tuple[PyClass, ...]


@dataclass(frozen=True, slots=True)
class PyWebhookModule:
    """Functions that parse the requests of the server."""

    doc: Doc
    standard: tuple[PyPrelude, ...]
    models: bool
    imports: tuple[PyImport, ...]
    parsers: tuple[PyParser, ...]
    exports: Expr


@dataclass(frozen=True, slots=True)
class PySettingsModule:
    """The settings that the runtime needs."""

    doc: Doc
    settings: Expr


@dataclass(frozen=True, slots=True)
class PyClientModule:
    doc: Doc
    imports: tuple[PyImport, ...]
    clients: tuple[PyClient | PyRawClient, ...]


@dataclass(frozen=True, slots=True)
class PyOperationsModule:
    doc: Doc
    rows: Expr


@dataclass(frozen=True, slots=True)
class PyLazyModule:
    """An `__init__` that imports each module on first use of its names."""

    doc: Doc
    modules: tuple[Module, ...]
    places: Expr
    """Its names, by module."""


@dataclass(frozen=True, slots=True)
class PyRootModule:
    """The `__init__` of the package."""

    doc: Doc
    folders: tuple[Ident, ...]
    """Modules that are imported on first use."""
    imports: tuple[PyImport, ...]
    places: Expr
    exports: Expr
    error: Ident
    has_own_error: bool
    """Whether the base of the errors has its own name, besides the runtime's."""
    renamed: Expr
    """The runtime's name of each renamed name."""
    version: Expr


@dataclass(frozen=True, slots=True)
class PyFolderModule:
    """The `__init__` of a folder whose modules are imported on first use."""

    doc: Doc
    modules: Expr
    """Names of modules, with the file name if it differs."""
    exports: Expr
    imports: tuple[PyImport, ...]


@dataclass(frozen=True, slots=True)
class PyPlainModule:
    """The `__init__` of a folder without exports."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class PyTypesModule:
    """The models once more, for those who know them as `types`."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class PyTestingModule:
    """The mock of the API, for tests of programs that use the client."""

    doc: Doc
    client: Ident
    async_client: Ident


@dataclass(frozen=True, slots=True)
class PyPytestModule:
    """The pytest plugin, which imports the client only when its fixture is used."""

    doc: Doc
    fixture: Ident


@dataclass(frozen=True, slots=True)
class PyCommandModule:
    """`__main__`: the command line."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class PyBatchModule:
    """The public names of the runtime's `batch`."""

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
    document: Callable[[], Mapping[str, Any]]
    """Shapes the document as a mock server needs it; only what is written has one."""
