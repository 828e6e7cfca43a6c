"""Writes a document anew with its first operation changed: `edited.py DOCUMENT FILE WORD`.

Without a word nothing is changed: both are then written by the same hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "put", "post", "delete", "patch")


def main() -> None:
    source, target, word = sys.argv[1:]
    text = Path(source).read_text("utf-8")
    is_json = Path(source).suffix == ".json"
    document = json.loads(text) if is_json else yaml.load(text, yaml.CSafeLoader)
    if word:
        _edit(next(_operations(document)), word)
    told = json.dumps(document, indent=1) if is_json else _yaml(document)
    Path(target).write_text(told, "utf-8")


def _operations(document: dict[str, Any]) -> Any:
    for item in document["paths"].values():
        yield from (item[method] for method in METHODS if method in item)


def _edit(operation: dict[str, Any], word: str) -> None:
    """As one does: a sentence more, and a parameter."""
    operation["description"] = f"{operation.get('description', '')} {word}.".strip()
    parameter = {"name": f"extra_{word}", "in": "query", "schema": {"type": "string"}}
    operation["parameters"] = [*operation.get("parameters", ()), parameter]


def _yaml(document: Any) -> str:
    told: str = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return told


if __name__ == "__main__":
    main()
