"""Find what an installed package offers: operations, clients, models."""

from __future__ import annotations

import importlib
import inspect
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any


class PackageError(Exception):
    """The package cannot be checked: it is not installed, or it is not a client."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `OPERATIONS`."""

    operation_id: str
    method: str
    path: str
    resource: str
    name: str
    record: Any

    @property
    def label(self) -> str:
        return f"{self.resource}.{self.name}" if self.resource else self.name

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Package:
    """A generated client as its users see it; `classes` are the sync and the async client."""

    root: ModuleType
    rows: tuple[Row, ...]
    classes: tuple[type[Any], type[Any]]
    models: Models

    @property
    def name(self) -> str:
        return self.root.__name__

    @property
    def folder(self) -> Path:
        return Path(str(self.root.__file__)).parent

    def exported(self, name: str) -> Any:
        """A public name of the package; None if it does not exist."""
        return getattr(self.root, name, None)


def find_package(name: str) -> Package:
    try:
        root = importlib.import_module(name)
        rows = tuple(_row(record) for record in root.OPERATIONS)
        models = root.models
    except (ImportError, AttributeError) as error:
        raise PackageError(f"{name} is not an installed client: {error}") from error
    return Package(root, rows, _client_classes(root), Models(models, root.UnknownVariant))


def _row(record: Any) -> Row:
    return Row(
        record.operation_id, record.method, record.path, record.resource, record.name, record
    )


def _client_classes(root: ModuleType) -> tuple[type[Any], type[Any]]:
    for name in root.__all__:
        pair = [getattr(root, found, None) for found in (name, f"Async{name}")]
        if all(inspect.isclass(kind) and hasattr(kind, "with_options") for kind in pair):
            return pair[0], pair[1]  # type: ignore[return-value]  # the test above has seen to it
    raise PackageError(f"{root.__name__} exports no client and its async twin")


def plain(text: str) -> str:
    """Letters and digits of any script, without case and accents: what every naming convention keeps."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())


class Models:
    """The classes in the package's `models`, by name or by the wire names of their members."""

    def __init__(self, module: ModuleType, unknown: type[Any]) -> None:
        self._module = module
        self._unknown = unknown
        self._by_members: dict[frozenset[str], list[type[Any]]] | None = None
        names = [name for name in dir(module) if not name.startswith("_")]
        same = Counter(map(plain, names))
        self._names = {plain(name): name for name in names if same[plain(name)] == 1}

    def named(self, component: str) -> type[Any] | None:
        """The class of a component; None if it is not a class."""
        found = getattr(self._module, self._names.get(plain(component), ""), None)
        return found if inspect.isclass(found) and hasattr(found, "model_fields") else None

    def with_members(self, wire: frozenset[str]) -> tuple[type[Any], ...]:
        if self._by_members is None:
            self._by_members = {}
            for kind in self._all():
                members = frozenset(map(plain, kind.model_fields))
                self._by_members.setdefault(members, []).append(kind)
        return tuple(self._by_members.get(frozenset(map(plain, wire)), ()))

    def _all(self) -> Iterator[type[Any]]:
        for name in dir(self._module):
            found: Any = None if name.startswith("_") else getattr(self._module, name)
            is_model = inspect.isclass(found) and hasattr(found, "model_fields")
            if is_model and not issubclass(found, self._unknown):
                yield found


def attributes_of(model: type[Any]) -> dict[str, str]:
    """Wire name -> attribute, from pydantic's public API."""
    return {info.alias or name: name for name, info in model.model_fields.items()}
