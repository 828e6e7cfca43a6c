"""The tables of pairs that `specwright explain` reads, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specwright.diff.rules import explanations
from tests.harness.plain_yaml import load_yaml

_FOLDER: Final = Path(explanations.__file__).parent


def _table(name: str) -> Any:
    return load_yaml((_FOLDER / f"{name}.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class SchemaPair:
    """Two schemas, and the verdict of a rule in a request and in a response."""

    rule: str
    before: Any
    after: Any
    request: str
    response: str = ""
    """Empty where responses have another rule."""
    oasdiff: str = ""


@dataclass(frozen=True)
class DocumentPair:
    """Two documents, and the verdict of a rule."""

    rule: str
    wire: str
    before: dict[str, Any]
    after: dict[str, Any]
    oasdiff: tuple[str, ...] = ()


_SCHEMAS: Final = _table("schema_pairs")
EVERYWHERE: Final = tuple(SchemaPair(**row) for row in _SCHEMAS["everywhere"])
PROPERTIES: Final = tuple(SchemaPair(**row) for row in _SCHEMAS["properties"])
DOCUMENTS: Final = tuple(DocumentPair(**row) for row in _table("document_pairs"))
