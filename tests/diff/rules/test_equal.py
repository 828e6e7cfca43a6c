"""A rewrite that means the same raises no alarm, in either direction."""

from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from tests.diff.rules.equal_pairs import EQUAL_DOCUMENTS, EQUAL_SCHEMAS, SILENT
from tests.diff.rules.judging import PLACES, changes_of, document, holding

_COMPONENTS: Final = yaml.safe_load(
    """
Pet: {type: object, required: [name], properties: {name: {type: string}, owner: {$ref: '#/components/schemas/Pet'}}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [lives], properties: {lives: {type: integer}}}]}
"""
)


def document_of(schema: str, version: str, place: str) -> Any:
    whole = holding(yaml.safe_load(schema), place, version)
    return {**whole, "components": {"schemas": _COMPONENTS}}


@pytest.mark.parametrize("number", range(len(EQUAL_SCHEMAS)))
def test_schemas(number: int) -> None:
    old_version, old, new_version, new = EQUAL_SCHEMAS[number]
    for place in PLACES:
        before, after = document_of(old, old_version, place), document_of(new, new_version, place)
        for changes in (changes_of(before, after), changes_of(after, before)):
            assert {change.wire for change in changes} <= {"none"}, changes
            told = [change for change in changes if change.fact and change.fact.aspect != "openapi"]
            assert number not in SILENT or not told


@pytest.mark.parametrize(("before", "after"), EQUAL_DOCUMENTS)
def test_documents(before: str, after: str) -> None:
    old, new = document(before), document(after)
    for changes in (changes_of(old, new), changes_of(new, old)):
        assert {change.wire for change in changes} <= {"none"}, changes
