"""Explain a rule: what it says, why it breaks whom, a pair, and the ways out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from specwright.diff.python_api.rules import SOURCE_RULES
from specwright.diff.rules.judge import RULES

_WIDTH: Final = 88
_ROW: Final = r"^- \{rule: (%s),.*?\bbefore: (.*?),\s+after: (.*?)\}\s*(?=^[-#\w]|\Z)"
_OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    "default-added": ("{type: integer}", "{type: integer, default: 2}"),
    "default-changed": ("{type: integer, default: 1}", "{type: integer, default: 2}"),
    "default-removed": ("{type: integer, default: 1}", "{type: integer}"),
    "discriminator-changed": (
        "{discriminator: {propertyName: a}}",
        "{discriminator: {propertyName: a, x-b: 1}}",
    ),
    "discriminator-tag-changed": ("{kind: {const: cat}}", "{kind: {const: kitten}}"),
    "reference-changed": (
        "{$ref: '#/components/schemas/Cat'}",
        "{$ref: '#/components/schemas/Dog'}",
    ),
    "request-path-parameter-added": ("/books", "/books/{id}"),
    "request-path-parameter-removed": ("/books/{id}", "/books"),
    "server-variable-added": ("{url: /v1}", "{url: '/{v}', variables: {v: {default: v1}}}"),
    "server-variable-removed": ("{url: '/{v}', variables: {v: {default: v1}}}", "{url: /v1}"),
}
_CALL: Final = "client.books.list({})"
_PAIRS: Final[Mapping[str, tuple[str, str]]] = {
    "argument-added": (_CALL.format(""), _CALL.format("sort=...")),
    "argument-became-optional": (_CALL.format("sort=..."), _CALL.format("")),
    "argument-became-required": (_CALL.format(""), _CALL.format("sort=...")),
    "argument-default-changed": ("def list(*, limit: int = 10)", "def list(*, limit: int = 20)"),
    "argument-kind-changed": ('client.books.get("1")', 'client.books.get(book_id="1")'),
    "argument-meaning-changed": ('Shop(api_key="...")', 'Shop(admin_key="...")'),
    "argument-moved": ('client.books.get("shop", "1")', 'client.books.get("1", "shop")'),
    "argument-removed": (_CALL.format("sort=..."), _CALL.format("")),
    "argument-renamed": (_CALL.format("sort=..."), _CALL.format("order=...")),
    "argument-required-added": (_CALL.format(""), _CALL.format("sort=...")),
    "argument-type-changed": (_CALL.format("limit=1"), _CALL.format('limit="1"')),
    "argument-type-narrowed": ("limit: int | None", "limit: int"),
    "argument-type-widened": ("limit: int", "limit: int | None"),
    "attribute-added": ("Book(title=...)", "Book(title=..., genre=...)"),
    "attribute-became-optional": ("Book(title=...)", "Book()"),
    "attribute-became-required": ("Book()", "Book(title=...)"),
    "attribute-removed": ("book.genre", ""),
    "attribute-renamed": ("book.genre", "book.kind"),
    "attribute-required-added": ("Book()", "Book(title=...)"),
    "attribute-type-changed": ("book.price: int", "book.price: str"),
    "attribute-type-narrowed": ("book.price: int | None", "book.price: int"),
    "attribute-type-widened": ("book.price: int", "book.price: int | None"),
    "client-renamed": ("from shop import Shop", "from shop import Store"),
    "credential-required": ("Shop()", 'Shop(api_key="...")'),
    "enum-member-added": ('Literal["novel"]', 'Literal["novel", "drama"]'),
    "enum-member-removed": ('Literal["novel", "drama"]', 'Literal["novel"]'),
    "export-added": ("", "from shop import Book"),
    "export-removed": ("from shop import Book", ""),
    "function-added": ("", "endpoints.books.list()"),
    "function-removed": ("endpoints.books.list()", ""),
    "method-added": ("", "client.books.list()"),
    "method-deprecated": ("client.books.list()", "client.books.list()  # DeprecationWarning"),
    "method-removed": ("client.books.list()", ""),
    "method-renamed": ("client.books.list()", "client.books.search()"),
    "model-added": ("", "from shop.types import Book"),
    "model-base-removed": ("class Novel(Book)", "class Novel(BaseModel)"),
    "model-kind-changed": ("class Book(BaseModel)", "Book = dict[str, object]"),
    "model-removed": ("from shop.types import Book", ""),
    "model-renamed": ("from shop.types import Book", "from shop.types import Title"),
    "overload-added": ('pay(kind="card")', 'pay(kind="card") or pay(kind="cash")'),
    "overload-removed": ('pay(kind="card") or pay(kind="cash")', 'pay(kind="card")'),
    "resource-renamed": ("client.books.list()", "client.titles.list()"),
    "return-type-changed": ("def get() -> Book", "def get() -> Title"),
    "return-type-narrowed": ("def get() -> Book | None", "def get() -> Book"),
    "return-type-widened": ("def get() -> Book", "def get() -> Book | None"),
    "type-changed": ("Price = int", "Price = str"),
    "type-narrowed": ("Price = int | str", "Price = int"),
    "type-widened": ("Price = int", "Price = int | str"),
    "union-member-added": ("Item = Book | Map", "Item = Book | Map | Game"),
    "union-member-removed": ("Item = Book | Map | Game", "Item = Book | Map"),
}
"""What code may say before and after, for each rule of Python."""
_WHO: Final[Mapping[str, str]] = {
    "request": "clients of the old revision, which send requests to the new server",
    "response": "clients of the old revision, which read responses of the new server",
    "": "clients of the old revision, which call the new server",
}
_MEND: Final = "If the API did not change, correct the document."
_RELEASE: Final = "Otherwise release the version that the report suggests."
_ACCEPT: Final = (
    "To accept one change, add its fingerprint to `accept` under [tool.specwright.diff], or run"
    " `specwright diff --write-accepts`."
)
_LEVEL: Final = (
    'To change the level of the rule, set `{} = "info"` under [tool.specwright.diff.levels].'
)
_KEEP: Final[Mapping[str, str]] = {
    "renamed": "The report prints an overlay that keeps the old name: add its actions to yours.",
    "removed": "Keep the old form beside the new one, and deprecate it before you remove it.",
    "required": "Make it optional, with the old behaviour where it is left out.",
    "narrowed": "Keep accepting the old values.",
    "decreased": "Keep the old limit for clients that rely on it.",
}
"""By the last word of a rule."""


def explanation_of(id_: str) -> str | None:
    """The text that `specwright explain` prints; None for an unknown rule."""
    source, rule = SOURCE_RULES.get(id_), RULES.get(id_)
    if source is not None:
        what, why = f"in Python: {source.verdict}", source.why
        who = "code that uses the generated package"
    elif rule is not None:
        direction = f", in a {rule.direction}" if rule.direction else ""
        what, why, who = f"on the wire: {rule.level}{direction}", rule.why, _WHO[rule.direction]
    else:
        return None
    parts = [f"{id_} ({what})", _filled(f"{why[0].upper()}{why[1:].rstrip('.')}.")]
    parts.append(_filled(f"Whom it concerns: {who}."))
    found = pair_of(id_)
    if found is not None:
        lines = [
            line for sign, text in zip("-+", found, strict=True) for line in _signed(sign, text)
        ]
        parts.append("\n".join(["Before and after:", "", *lines]))
    keep = _KEEP.get(id_.rpartition("-")[2], "")
    ways = [way for way in (_MEND, keep, _RELEASE, _ACCEPT, _LEVEL.format(id_)) if way]
    parts.append("\n".join(["Ways out:", "", *(_item(way) for way in ways)]))
    return "\n\n".join(parts)


def pair_of(id_: str) -> tuple[str, str] | None:
    """The smallest edit by the rule: of a document as YAML, or of code."""
    if id_ in _PAIRS:
        return _PAIRS[id_]
    names = id_.split("-")
    endings = ["-".join(names[index:]) for index in range(len(names))]
    endings += [f"property-{ending}" for ending in endings]
    found = next((_OTHERS[name] for name in endings if name in _OTHERS), None)
    for text in (_table("document"), _table("schema")) if found is None else ():
        for name in endings:
            row = re.search(_ROW % re.escape(name), text, re.DOTALL | re.MULTILINE)
            if row:
                return " ".join(row[2].split()), " ".join(row[3].split())
    return found


def _table(name: str) -> str:
    return Path(__file__).with_name(f"{name}_pairs.yaml").read_text("utf-8")


def _signed(sign: str, text: str) -> list[str]:
    start = f"  {sign} "
    return textwrap.wrap(
        text, _WIDTH, initial_indent=start, subsequent_indent="    ", break_long_words=False
    )


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH)


def _item(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="- ", subsequent_indent="  ")
