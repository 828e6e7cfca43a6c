"""What an overlay says about a list is checked, and what is not certain stays as it is."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder
from tests.snippets.test_pagination import (
    BARE,
    BOOL,
    INT,
    NOTED,
    TEXT,
    URL,
    answer,
    document,
    overlay,
    query,
)

SKIP = document(f"{query('skip')}, {query('limit')}", answer("items", total=INT))
SKIP_FITS = "{kind: offset, items: items, offset: skip, total: total, size: limit}"
PAGE = document(query("page", "type: integer, default: 1"), answer("items", total=INT))
PAGE_FITS = "{kind: page, items: items, page: page, total: total, first: 1}"
CURSOR = document(query("cursor", "type: string"), answer("items", next_cursor=TEXT, total=INT))
CURSOR_FITS = "{items: items, cursor: cursor, next: next_cursor}"
DRF = document(query("page"), answer("results", next=URL, previous=URL, count=INT))
DRF_FITS = "{kind: next-url, items: results, next: next}"
STRIPE = document(
    query("starting_after", "type: string"), answer("data", has_more=BOOL, url="type: string")
)
STRIPE_FITS = "{kind: last-id, items: data, after: starting_after, more: has_more}"
BARE_SKIP = document(f"{query('skip')}, {query('limit')}", BARE)
BARE_FITS = "{kind: offset, offset: skip, size: limit}"

WRONG = [
    # a document, what an overlay says, what is wrong with it, what fits
    (SKIP, "{items: items, cursor: skip, next: total}", "'total' is a count", SKIP_FITS),
    (SKIP, "{items: items, cursor: skip}", "`next` is missing", SKIP_FITS),
    (SKIP, "{cursor: skip}", "`items` is missing", SKIP_FITS),
    (SKIP, "{kind: page, items: items, page: skip, total: total}", "of the kind offset", SKIP_FITS),
    (
        SKIP,
        "{kind: offset, items: items, offset: offset}",
        "no query parameter 'offset'",
        SKIP_FITS,
    ),
    (SKIP, "{kind: offset, items: total, offset: skip}", "'total' is not a list", SKIP_FITS),
    (SKIP, "{kind: offset, offset: skip}", "the body is not a list", SKIP_FITS),
    (
        SKIP,
        "{kind: offset, items: items, offset: skip, more: total}",
        "is not a boolean",
        SKIP_FITS,
    ),
    (SKIP, "{kind: next-url, items: items, next: total}", "cannot be a URL", SKIP_FITS),
    (PAGE, "{kind: offset, items: items, offset: page, total: total}", "kind page", PAGE_FITS),
    (
        PAGE,
        "{kind: page, items: items, page: page, total: items}",
        "'items' is not a number",
        PAGE_FITS,
    ),
    (
        PAGE,
        "{kind: page, items: items, page: page, total: $response.header.X}",
        "no header 'X'",
        PAGE_FITS,
    ),
    (CURSOR, "{kind: page, items: items, page: cursor}", "'cursor' is not a number", CURSOR_FITS),
    (
        CURSOR,
        "{items: items, cursor: cursor, next: total}",
        "is a text, but 'total' is a number",
        CURSOR_FITS,
    ),
    (
        CURSOR,
        "{items: items, cursor: cursor, next: meta.next}",
        "no property 'meta.next'",
        CURSOR_FITS,
    ),
    (
        DRF,
        "{items: results, cursor: page, next: next}",
        "is a number, but 'next' is a text",
        DRF_FITS,
    ),
    (
        STRIPE,
        "{kind: last-id, items: data, after: starting_after, id: key}",
        "no property 'key'",
        STRIPE_FITS,
    ),
    (BARE_SKIP, "{items: items, cursor: skip, next: next}", "there is no property", BARE_FITS),
]


@pytest.mark.parametrize(("text", "line", "says", "fits"), WRONG)
def test_the_kind_that_fits_is_named(
    build: Builder, text: str, line: str, says: str, fits: str
) -> None:
    found = build.diagnose(text, overlay=overlay(line))
    assert {item.code for item in found} == {"overlay-hint"}
    assert any(says in item.message for item in found), [item.message for item in found]
    for item in found:
        assert item.location is not None and item.location.file.endswith("overlay.yaml")
        assert item.hint.endswith(f"write x-specwright-pagination: {fits}")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (
            "{kind: pages}",
            "overlay-hint",
            "must be one of cursor, page, offset, next-url, link, last-id",
        ),
        ("true", "overlay-hint", "must be an object"),
        ("{kind: offset, items: items, offset: skip, first: -1}", "overlay-hint", "whole number"),
        ("{kind: offset, items: 5, offset: skip}", "overlay-hint", "must be text, not a number"),
    ],
)
def test_keys_are_those_of_the_kind(build: Builder, line: str, code: str, says: str) -> None:
    found = build.diagnose(SKIP, overlay=overlay(line))
    assert [item for item in found if item.code == code and says in item.message], found


@pytest.mark.parametrize("key", ["totl", "pages"])
def test_a_key_of_another_kind_is_told(build: Builder, key: str) -> None:
    line = SKIP_FITS.replace("total:", f"{key}:")
    (found,) = build(SKIP, overlay=overlay(line), allow=("unknown-hint",)).diagnostics
    assert f"no key {key!r}" in found.message


DOUBTFUL = [
    document(
        query("offset"), answer("items", count="type: integer, description: Items in this page")
    ),
    document(query("offset")[:-1] + ", description: The page number}", answer("items", total=INT)),
    BARE_SKIP,
    document(query("page"), answer("items", total=INT)),  # which page is the first?
    document(query("offset"), answer("items")),  # where is the end?
    document(query("offset", "type: string"), answer("items", total=INT)),
    document(query("offset"), "{type: object, properties: {total: {type: integer}}}"),
    document(query("offset"), answer("users", threads=BARE[1:-1], total=INT)),  # which list?
    document(query("cursor", "type: string"), answer("items", next=TEXT)),  # a cursor or a URL?
    document(query("before", "type: string"), answer("items", has_more=BOOL)),  # backwards
    document(query("after", "type: string"), answer("items", last_id=TEXT)),  # always there?
    document(query("from", "type: string, format: date"), answer("items", total=INT)),
    document(query("limit"), answer("items", total=INT)),
    document(query("offset"), answer("errors", total=INT)),
    document(query("offset"), answer("items", total=INT)).replace("get:", "post:"),
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_not_certain_stays_as_it_is(build: Builder, text: str) -> None:
    assert not build(text).diagnostics


CERTAIN = [
    (
        query("offset"),
        answer("messages", total=INT),
        "items: messages, offset: offset, total: total",
    ),
    (
        query("offset"),
        "{type: object, properties: {messages: {type: array, items: {}}, data: {type: object, properties: {rows: "
        + BARE
        + ", total: {type: integer}}}}}",
        "items: data.rows, offset: offset, total: data.total",
    ),
    (query("offset"), answer("items", count=INT, total=INT), "offset: offset, total: total"),
    (
        query("pagination_token", "type: string"),
        answer("data", meta="type: object, properties: {next_token: {type: string}}"),
        "cursor: pagination_token, next: meta.next_token",
    ),
    (
        query("starting_after", "type: string"),
        answer(
            "data",
            pages="type: object, properties: {next: {type: object, properties: {starting_after: {type: string}}}}",
        ),
        "cursor: starting_after, next: pages.next.starting_after",
    ),
    (
        query("offset", "type: string"),
        answer(
            "data",
            next_page="type: object, properties: {offset: {type: string}, uri: {type: string}}",
        ),
        "cursor: offset, next: next_page.offset",
    ),
    (
        query("cursor", "type: string"),
        answer("objects", cursor="type: string, description: For a subsequent request"),
        "cursor: cursor, next: cursor",
    ),
    (
        query("page"),
        answer(
            "data",
            current_page=INT,
            last_page=INT,
            next_page_url=TEXT,
            links="type: array, items: {type: object}",
            total=INT,
        ),
        "page: page, more: next_page_url, total: total, pages: last_page, current: current_page",
    ),
    # how documents of several frameworks and vendors put it
    (
        query("cursor", "type: string"),
        answer("data", next_cursor=TEXT, has_more=BOOL),
        "cursor: cursor, next: next_cursor, more: has_more",
    ),
    (
        query("pageToken", "type: string"),
        answer("files", nextPageToken="type: string"),
        "cursor: pageToken, next: nextPageToken",
    ),
    (
        query("page[cursor]", "type: string"),
        answer("data", meta="type: object, properties: {nextCursor: {type: string}}"),
        "cursor: 'page[cursor]', next: meta.nextCursor",
    ),
    (
        query("after", "type: string"),
        answer(
            "nodes",
            page_info="type: object, properties: {end_cursor: {type: string}, has_next_page: {type: boolean}}",
        ),
        "cursor: after, next: page_info.end_cursor, more: page_info.has_next_page",
    ),
    (
        query("after", "type: string"),
        answer(
            "results",
            paging="type: object, properties: {next: {type: object, properties: {after: {type: string}}}}",
        ),
        "cursor: after, next: paging.next.after",
    ),
    (query("offset"), answer("points", next_offset=INT), "cursor: offset, next: next_offset"),
    (
        query("page"),
        answer(
            "users",
            meta="type: object, properties: {next_page: {type: [integer, 'null']}, total_pages: {type: integer}}",
        ),
        "cursor: page, next: meta.next_page",
    ),
    (
        query("startAt") + "," + query("maxResults"),
        answer("values", total=INT, isLast=BOOL),
        "kind: offset, items: values, offset: startAt, last: isLast, total: total, size: maxResults",
    ),
    (
        query("page[number]", "type: integer, default: 1"),
        answer("data", meta="type: object, properties: {last_page: {type: integer}}"),
        "kind: page, items: data, page: 'page[number]', pages: meta.last_page",
    ),
    (
        query("$skip"),
        answer("value", **{"__odata.nextLink": "type: string"}),
        "kind: next-url, items: value, next: '@odata.nextLink'",
    ),
    (
        "",
        answer("data", links="type: object, properties: {next: {type: [string, 'null']}}"),
        "kind: next-url, items: data, next: links.next",
    ),
    (
        query("page"),
        "{type: object, properties: {_embedded: {type: object, properties: {users: "
        + BARE
        + "}}, _links: {type: object, properties: {next: {type: object, properties: {href: {type: string}}}}}}}",
        "kind: next-url, items: _embedded.users, next: _links.next.href",
    ),
    (
        query("page", "type: integer, default: 1"),
        "{type: object, properties: {code: {type: integer}, data: {type: object, properties: {list: "
        + BARE
        + ", total: {type: integer}}}}}",
        "kind: page, items: data.list, page: page, total: data.total, first: 1",
    ),
    (
        query("offset", "anyOf: [{type: integer}, {type: 'null'}]"),
        answer("items", total="type: number"),
        "kind: offset, items: items, offset: offset, total: total",
    ),
]


@pytest.mark.parametrize(("parameters", "body", "line"), CERTAIN)
def test_conventions_are_known(build: Builder, parameters: str, body: str, line: str) -> None:
    found = build(document(parameters, body), allow=NOTED).diagnostics
    assert line in found[0].message
