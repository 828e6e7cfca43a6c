"""A rewrite that means the same raises no alarm, in either direction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.harness.plain_yaml import load_yaml
from tests.unit.diff.judging import PLACES, changes_of, document, holding


@dataclass(frozen=True)
class EqualPair:
    """Two schemas or documents that mean the same."""

    before: Any
    after: Any
    version: str = "3.1.0"
    """Of the first; the second is 3.1."""
    is_silent: bool = False


_EQUAL: Final = load_yaml(Path(__file__).with_name("equal_pairs.yaml").read_text("utf-8"))
SCHEMAS: Final = tuple(
    EqualPair(row["before"], row["after"], row.get("from", "3.1.0"), row.get("silent", False))
    for row in _EQUAL["schemas"]
)
DOCUMENTS: Final = tuple(EqualPair(**row) for row in _EQUAL["documents"])
_COMPONENTS: Final = load_yaml(
    """
Pet:
  type: object
  required: [name]
  properties: {name: {type: string}, owner: {$ref: '#/components/schemas/Pet'}}
Cat:
  allOf:
    - $ref: '#/components/schemas/Pet'
    - {type: object, required: [lives], properties: {lives: {type: integer}}}
"""
)


def document_of(schema: Any, version: str, place: str) -> Any:
    return {**holding(schema, place, version), "components": {"schemas": _COMPONENTS}}


@pytest.mark.parametrize("pair", SCHEMAS)
def test_schemas(pair: EqualPair) -> None:
    for place in PLACES:
        before = document_of(pair.before, pair.version, place)
        after = document_of(pair.after, "3.1.0", place)
        for changes in (changes_of(before, after), changes_of(after, before)):
            assert {change.wire for change in changes} <= {"none"}, changes
            # A reference that was written out is told only where its class has another name.
            told = [change for change in changes if change.fact.aspect not in ("openapi", "$ref")]
            assert not (pair.is_silent and told)


@pytest.mark.parametrize("pair", DOCUMENTS)
def test_documents(pair: EqualPair) -> None:
    old, new = document(pair.before), document(pair.after)
    for changes in (changes_of(old, new), changes_of(new, old)):
        assert {change.wire for change in changes} <= {"none"}, changes
