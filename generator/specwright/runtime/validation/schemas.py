"""Load generated schema data by reference ("group#Name")."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any, TypeAlias

Schema: TypeAlias = "dict[str, Any] | bool"


def load_schema(package: str, reference: str | dict[str, Any]) -> Schema:
    """A schema by its reference; a short schema is inlined instead."""
    return _load(package, reference) if isinstance(reference, str) else reference


@lru_cache(maxsize=4096)
def _load(package: str, reference: str) -> Schema:
    group, _, name = reference.partition("#")
    schemas = importlib.import_module(f"{package}._schemas.{group}").SCHEMAS
    schema: Schema = schemas[name]
    return schema
