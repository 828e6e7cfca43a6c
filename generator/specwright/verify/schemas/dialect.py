"""Rewrite one schema of OpenAPI 3.0 or 3.1 as JSON Schema 2020-12.

Only the schema itself is rewritten, never its subschemas, so pointers stay those of the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# Null is neither clearly allowed nor forbidden: it is never generated, and never held against a client.
NULL_UNCLEAR: Final = "\0null unclear"
_BOUNDS: Final = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
# OpenAPI 3.0.3, 4.7.24: the keywords of 3.0; all others have no meaning there.
_NOT_IN_30: Final = frozenset(
    ("const", "if", "then", "else", "prefixItems", "contains", "patternProperties", "propertyNames",
     "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems",
     "contentEncoding", "contentMediaType", "$dynamicRef", "$defs", "$id", "$anchor", "$recursiveRef")
)  # fmt: skip


def own_keywords(raw: Any, version: str) -> Mapping[str, Any]:
    """The keywords of a schema; booleans become `{}` and `{"not": {}}`."""
    if raw is True:
        return {}
    if not isinstance(raw, dict):
        return {"not": {}} if raw is False else {}
    own = _from_draft_7(raw) if isinstance(raw.get("dependencies"), dict) else raw
    if version.startswith("3.0"):
        return _from_30(own)
    if own.get("nullable") is True:
        return {**own, NULL_UNCLEAR: True}
    return own


def _from_draft_7(raw: Mapping[str, Any]) -> dict[str, Any]:
    """`dependencies` holds lists of names and schemas, which 2020-12 writes under two keywords."""
    new = {key: value for key, value in raw.items() if key != "dependencies"}
    for name, value in raw["dependencies"].items():
        keyword = "dependentRequired" if isinstance(value, list) else "dependentSchemas"
        new[keyword] = {name: value, **new.get(keyword, {})}
    return new


def _from_30(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(raw.get("$ref"), str):
        return {"$ref": raw["$ref"]}  # 3.0.3, 4.7.23: its siblings shall be ignored
    new = {key: value for key, value in raw.items() if key not in _NOT_IN_30}
    if raw.get("nullable") is True:
        kind = raw.get("type")
        if isinstance(kind, str):  # 3.0.3: it only extends `type`
            new["type"] = [kind, "null"]
        if not isinstance(kind, str) or None not in raw.get("enum", (None,)):
            new[NULL_UNCLEAR] = True
    for bound, exclusive in _BOUNDS:
        flag = raw.get(exclusive)
        if isinstance(flag, bool):
            del new[exclusive]
            if flag and bound in new:
                new[exclusive] = new.pop(bound)
    return new
