"""Reject a document that is nested too deeply, before it is parsed.

libyaml's loader crashes the process on 100,000 brackets; its event parser does not.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from ..types import DocumentError, DocumentFault, Place

DEEPEST: Final = 200
_BRACKET: Final = re.compile(r"[\[\]{}]")
_INDENT: Final = re.compile(r"^ *(?:[-?:] +)*", re.MULTILINE)


def check_depth(text: str, file: str, loader: Any) -> None:
    """Raises DocumentError with the place that is too deep."""
    if _at_most(text) <= DEEPEST:
        return  # most documents need no events, which take a second for large ones
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                mark: Any = event.start_mark
                place = Place(file, "#", mark.line + 1, mark.column + 1)
                raise DocumentError(DocumentFault(place, f"nested more than {DEEPEST} deep"))
    except yaml.YAMLError:
        return  # the loader reports the same place


def _at_most(text: str) -> int:
    """An upper bound of the depth: each level takes a bracket or a column."""
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest + max(map(len, _INDENT.findall(text)), default=0) + 2
