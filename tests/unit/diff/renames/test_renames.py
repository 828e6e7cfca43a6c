"""What has another name is one change, with the overlay that keeps the old Python name."""

from __future__ import annotations

from typing import Final

import pytest

from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import edited

SHOP: Final = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /books:
    post:
      operationId: addBook
      tags: [books]
      parameters:
      - {name: page_size, in: query, schema: {type: integer}}
      - {name: shelf, in: query, required: true, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses:
        "200": {description: Done., content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
components:
  schemas:
    Book: {type: object, required: [name], properties: {name: {type: string}, pages: {type: integer}}}
"""
OVERLAY: Final = "overlay: 1.0.0\ninfo: {title: Names, version: 1.0.0}\nactions:\n"
PROPERTY: Final = (("required: [name]", "required: [title]"), ("{name: {type", "{title: {type"))


@pytest.mark.parametrize(
    ("edits", "old", "new", "python"),
    [
        (PROPERTY, "name", "title", "Book.name was renamed to title"),
        (
            (("pages: {", "length: {"),),
            "pages",
            "length",
            "client.books.add_book: pages was renamed to length",
        ),
        (
            (("name: page_size", "name: limit"),),
            "page_size",
            "limit",
            "client.books.add_book: page_size was renamed to limit",
        ),
        (
            (("name: shelf", "name: place"),),
            "shelf",
            "place",
            "client.books.add_book: shelf was renamed to place",
        ),
    ],
)
def test_another_name_is_one_change(
    diff: Command, edits: tuple[tuple[str, str], ...], old: str, new: str, python: str
) -> None:
    found = diff(SHOP, edited(*edits, text=SHOP))
    (change,) = found.data["changes"]
    assert (change["renamed"]["old"], change["renamed"]["new"]) == (old, new)
    assert 0.5 <= change["renamed"]["confidence"] < 1
    assert change["verdict"] == {"wire": "breaking", "source": "breaking"}
    assert python in found.python
    diff.write("names.yaml", OVERLAY + change["overlay"])
    kept = diff(SHOP, edited(*edits, text=SHOP), "--overlay", "names.yaml", "--only", "source")
    assert kept.breaking == (False, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pages: {type: integer}", "length: {type: string}"),
        ("pages: {type: integer}", "length: {type: integer}, height: {type: integer}"),
        (
            "required: [name], properties: {name: {type: string}",
            "properties: {title: {type: string}",
        ),
    ],
)
def test_what_may_be_something_else_is_no_rename(diff: Command, old: str, new: str) -> None:
    found = diff(SHOP, edited((old, new), text=SHOP))
    assert not [change for change in found.data["changes"] if change["renamed"]]
    assert found.breaking[1]


def test_a_model_may_have_the_name_of_the_client(diff: Command) -> None:
    text = edited(("title: Shop", "title: Book"), text=SHOP)
    found = diff(text, edited(("name: page_size", "name: limit"), text=text))
    assert found.breaking == (True, True)
    assert found.python == ["client.books.add_book: page_size was renamed to limit"]


def test_how_sure_it_is_does_not_depend_on_the_order(diff: Command) -> None:
    texts = [
        edited(("{name: page_size, in: query", f"{{name: {name}, in: header"), text=SHOP)
        for name in ("X-Request-Id", "X-Trace-Id")
    ]
    for pair in (texts, texts[::-1]):
        (change,) = diff(*pair).data["changes"]
        assert change["renamed"]["kind"] == "parameter"
        assert change["renamed"]["confidence"] == 0.71
