"""Choose the naming context of inline schemas.

A schema belongs to the component that contains it, whoever uses it first, so that a new use
elsewhere renames nothing.
"""

from __future__ import annotations

from specwright.api.model import Context
from specwright.api.schemas.variant_words import variant_words
from specwright.source.node import Node

_STRUCTURE = {"items": "item", "additionalProperties": "value", "patternProperties": "value"}
_DULL = frozenset(
    {"properties", "allOf", "content", "schema", "$defs", "paths", "components", "schemas", ""}
)
_SUFFIXES = {"responses": "response", "requestBodies": "body", "headers": "header"}


def component_name(node: Node) -> str | None:
    """The key of a component schema; None for any other schema."""
    tokens = node.pointer.split("/")
    if "openapi" not in node.document.data:
        return _name_in_bag(node, tokens)
    return node.key if tokens[:3] == ["", "components", "schemas"] and len(tokens) == 4 else None


def _name_in_bag(node: Node, tokens: list[str]) -> str | None:
    """The name of a schema in a file of schemas: its key, or the name of the file."""
    if len(tokens) == 1:
        return node.document.stem
    is_definition = len(tokens) == 3 and tokens[1] in ("definitions", "$defs", "schemas")
    return node.key if is_definition or (len(tokens) == 2 and tokens[1] not in _DULL) else None


def home_of(node: Node, context: Context) -> Context:
    """The context of a schema: its component if it is inside one, else where it was found."""
    tokens = node.pointer.split("/")
    if len(tokens) < 5 or tokens[1] != "components":
        return context
    base = f"{node.document.file}#{'/'.join(tokens[:4])}"
    if tokens[2] == "schemas":
        found_at_home = context.parent is not None and (context.parent + "/").startswith(base + "/")
        return context if found_at_home else Context(base, _words(node, 4))
    suffix = _SUFFIXES.get(tokens[2], "")
    media_and_schema = {"content", "schema"} & set(tokens[4:7])
    words = _words(node, 7 if "content" in media_and_schema else 5)
    return Context(None, (_plain(tokens[3]), *((suffix,) if suffix else ()), *words))


def words_of_place(node: Node) -> tuple[str, ...]:
    """The words that name a schema which is referenced inside another part of the document."""
    return _words(node, 0) or (node.document.stem,)


def _words(node: Node, start: int) -> tuple[str, ...]:
    """The words of a place, from one pointer token on."""
    tokens = node.pointer.split("/")
    words: list[str] = []
    for index, token in enumerate(tokens[start:], start):
        before = tokens[index - 1] if index > start else ""
        if before in ("oneOf", "anyOf") and token.isdigit():
            words.append(_variant_word(node, tokens[:index], int(token)))
        elif token in ("oneOf", "anyOf") or (before == "allOf" and token.isdigit()):
            continue
        elif token in _STRUCTURE and before != "properties":
            words.append(_STRUCTURE[token])
        elif token not in _DULL or before == "properties":
            words.append(_plain(token))
    return tuple(filter(None, words))


def _variant_word(node: Node, tokens: list[str], index: int) -> str:
    """The word for one member of the list at a place."""
    found = Node.root(node.document)
    for token in tokens[1:]:
        key = int(token) if isinstance(found.value, list) else _plain(token)
        found = found.get(key) or found
    words = variant_words(found.value) if isinstance(found.value, list) else []
    return words[index] if index < len(words) else f"variant_{index + 1}"


def _plain(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
