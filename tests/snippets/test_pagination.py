"""Lists with pages: every kind, recognised or said by an overlay, walked to its end against a small server."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from typing import Any, Final

import httpx
import pytest

from tests.harness.building import Builder, Built, Wire

ALL: Final = [{"id": f"i{n}"} for n in range(5)]
NOTED: Final = ("pagination-recognised",)
Server = Callable[[httpx.Request], httpx.Response]


def document(parameters: str, answer: str, headers: str = "") -> str:
    """A list of things, whose query and answer are given."""
    return f"""
    paths:
      /things:
        get:
          operationId: listThings
          tags: [things]
          parameters: [{parameters}]
          responses:
            '200':
              description: Some.
              headers: {{{headers}}}
              content: {{application/json: {{schema: {answer}}}}}
    components:
      schemas: {{Thing: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}}}
    """


def query(name: str, schema: str = "type: integer") -> str:
    return f"{{name: '{name}', in: query, schema: {{{schema}}}}}"


def answer(items: str, **more: str) -> str:
    """An object with a list of things and other properties."""
    things = "{type: array, items: {$ref: '#/components/schemas/Thing'}}"
    given = {
        items: things,
        **{name.replace("__", "@"): f"{{{schema}}}" for name, schema in more.items()},
    }
    return (
        "{type: object, properties: {" + ", ".join(f"'{k}': {v}" for k, v in given.items()) + "}}"
    )


BARE: Final = "{type: array, items: {$ref: '#/components/schemas/Thing'}}"
INT: Final = "type: integer"
TEXT: Final = "type: [string, 'null']"
URL: Final = "type: [string, 'null'], format: uri"
BOOL: Final = "type: boolean"


def overlay(line: str) -> str:
    return f"- target: $.paths['/things'].get\n  update: {{x-specwright-pagination: {line}}}\n"


# --- servers ---------------------------------------------------------------------------------------


def number(request: httpx.Request, name: str, default: int) -> int:
    return int(request.url.params.get(name, default))


def by_offset(items: str = "items", offset: str = "offset", cap: int = 2, **more: Any) -> Server:
    """A server that caps its pages, whatever is asked for."""

    def give(request: httpx.Request) -> httpx.Response:
        start = number(request, offset, 0)
        body: Any = ALL[start : start + cap]
        said = {k: v(start) if callable(v) else v for k, v in more.items()}
        return httpx.Response(200, json={items: body, **said} if items else body)

    return give


def by_page(items: str = "items", page: str = "page", first: int = 1, **more: Any) -> Server:
    def give(request: httpx.Request) -> httpx.Response:
        own = number(request, page, first)
        body = ALL[(own - first) * 2 : (own - first) * 2 + 2]
        said = {k: v(own) if callable(v) else v for k, v in more.items()}
        return httpx.Response(200, json={items: body, **said} if items else body)

    return give


def by_url(path: str, **more: Any) -> Server:
    """The next URL stands at a path of the body; it is relative to what was asked for, or absolute."""

    def give(request: httpx.Request) -> httpx.Response:
        start = number(request, "from", 0)
        url = f"{path}?from={start + 2}" if start + 2 < len(ALL) else None
        return httpx.Response(200, json={"results": ALL[start : start + 2], "next": url, **more})

    return give


def by_link(request: httpx.Request) -> httpx.Response:
    start = number(request, "p", 0)
    links = ['<https://api.test/base/things?p=0>; rel="first"']
    if start + 2 < len(ALL):
        links.append(f'</base/things?p={start + 2}&x=a,b>; title="a, \\"b\\""; rel="last next"')
    return httpx.Response(200, json=ALL[start : start + 2], headers={"Link": ", ".join(links)})


def after(name: str = "after", **more: Any) -> Server:
    """What comes after an item."""

    def give(request: httpx.Request) -> httpx.Response:
        own = request.url.params.get(name)
        start = next((n + 1 for n, item in enumerate(ALL) if item["id"] == own), 0)
        page = ALL[start : start + 2]
        said = {"has_more": start + 2 < len(ALL), "last_id": page[-1]["id"], **more}
        return httpx.Response(200, json={"data": page, **said})

    return give


def nested(request: httpx.Request) -> httpx.Response:
    start = number(request, "cursor", 0)
    following = str(start + 2) if start + 2 < len(ALL) else None
    return httpx.Response(
        200, json={"data": ALL[start : start + 2], "meta": {"next_cursor": following}}
    )


# --- what is walked --------------------------------------------------------------------------------

META = "type: object, properties: {next_cursor: {type: [string, 'null']}}"
RECOGNISED: Final[list[tuple[str, str, Server, int]]] = [
    # document, the kind, a server, requests
    (
        document(f"{query('limit')}, {query('offset')}", answer("items", count=INT)),
        "kind: offset, items: items, offset: offset, total: count, size: limit",
        by_offset(count=5),
        3,
    ),
    (
        document(f"{query('$top')}, {query('$skip')}", answer("value", total=INT, next=URL)),
        "kind: offset, items: value, offset: $skip, more: next, total: total, size: $top",
        by_offset("value", "$skip", total=5, next=lambda at: "http://x/" if at < 4 else None),
        3,
    ),
    (
        document(
            query("page", "type: integer, default: 1") + "," + query("per_page"),
            answer("results", total=INT),
        ),
        "kind: page, items: results, page: page, total: total, first: 1, size: per_page",
        by_page("results", total=5),
        3,
    ),
    (
        document(
            query("page", "type: integer, default: 0"),
            answer("content", totalPages=INT, number=INT, last=BOOL),
        ),
        "kind: page, items: content, page: page, last: last, pages: totalPages, first: 0",
        by_page(
            "content", first=0, totalPages=3, number=lambda own: own, last=lambda own: own == 2
        ),
        3,
    ),
    (
        document(
            query("page"),
            answer(
                "pets",
                pagination="type: object, properties: {page: {type: integer}, pages: {type: integer}}",
            ),
        ),
        "kind: page, items: pets, page: page, pages: pagination.pages, current: pagination.page",
        by_page("pets", pagination=lambda own: {"page": own, "pages": 3}),
        3,
    ),
    (
        document(
            query(
                "pageable",
                "type: object, properties: {page: {type: integer}, size: {type: integer}}",
            ),
            answer("content", totalPages=INT, number=INT, last=BOOL),
        ),
        "kind: page, items: content, page: pageable.page, last: last, pages: totalPages, current: number,"
        " size: pageable.size",
        by_page(
            "content", first=0, totalPages=3, number=lambda own: own, last=lambda own: own == 2
        ),
        3,
    ),
    (
        document(query("page"), answer("results", next=URL, previous=URL)),
        "kind: next-url, items: results, next: next",
        by_url("https://api.test/base/things"),
        3,
    ),
    (
        document("", answer("results", links="type: object, properties: {next: {type: string}}")),
        "kind: next-url, items: results, next: links.next",
        lambda request: httpx.Response(200, json={"results": ALL, "links": {}}),
        1,
    ),
    (
        document(query("page"), BARE, "Link: {schema: {type: string}}"),
        "kind: link",
        by_link,
        3,
    ),
    (
        document(
            f"{query('page', 'type: integer, minimum: 1')}",
            BARE,
            "X-Total-Count: {schema: {type: integer}}",
        ),
        "kind: page, page: page, total: $response.header.X-Total-Count, first: 1",
        lambda request: httpx.Response(
            200,
            json=ALL[(number(request, "page", 1) - 1) * 2 :][:2],
            headers={"x-total-count": "5"},
        ),
        3,
    ),
    (
        document(query("starting_after", "type: string"), answer("data", has_more=BOOL)),
        "kind: last-id, items: data, after: starting_after, more: has_more",
        after("starting_after"),
        3,
    ),
    (
        document(query("after", "type: string"), answer("data", has_more=BOOL, last_id=TEXT)),
        "items: data, cursor: after, next: last_id, more: has_more",
        after(),
        3,
    ),
    (
        document(query("cursor", "type: string"), answer("data", meta=META)),
        "items: data, cursor: cursor, next: meta.next_cursor",
        nested,
        3,
    ),
]
SAID: Final[list[tuple[str, str, Server, int]]] = [
    # an overlay says what the document does not
    (document(query("skip"), BARE), "{kind: offset, offset: skip}", by_offset("", "skip"), 4),
    (document(query("page"), BARE), "{kind: page, page: page}", by_page(""), 4),
    (document(query("p"), BARE), "{kind: page, page: p, first: 0}", by_page("", "p", 0), 4),
    (document("", BARE), "{kind: link}", by_link, 3),
    (
        document(query("after", "type: string"), answer("data")),
        "{kind: last-id, items: data, after: after}",
        lambda request: httpx.Response(
            200,
            json={"data": {None: ALL[:4], "i3": ALL[4:]}.get(request.url.params.get("after"), [])},
        ),
        3,
    ),
    (
        document("", answer("results", next=TEXT)),
        "{kind: next-url, items: results, next: next}",
        by_url("/base/things"),
        3,
    ),
    (
        document("", answer("results", __o="type: object", next=TEXT)),
        "{kind: next-url, items: results, next: next}",
        by_url(""),
        3,
    ),
]


def flat(pages: list[list[str]]) -> list[str]:
    return [name for page in pages for name in page]


def walk(api: Built, server: Server, **given: Any) -> tuple[list[list[str]], Wire]:
    """The ids of every page, by every way of walking, in both flavours, which must agree."""
    found: list[list[list[str]]] = []
    wire = Wire(server)
    with api.client(wire) as client:
        found.append(
            [[one.id for one in page.data] for page in client.things.list_things(**given).pages()]
        )
        first_walk = len(wire.requests)
        found.append([[one.id for one in client.things.list_things(**given)]])
        page, pages = client.things.list_things(**given), list[list[str]]()
        while page is not None:
            page = pickle.loads(pickle.dumps(page)).bind(client)  # noqa: S301  (our own bytes)
            pages.append([one.id for one in page.data])
            says, page = page.has_next_page(), page.next_page()
            assert says == (page is not None)
        found.append(pages)

    async def again() -> None:
        async with api.async_client(wire) as client:
            found.append([[one.id async for one in client.things.list_things(**given)]])
            pages = [page async for page in client.things.list_things(**given).pages()]
            found.append([[one.id for one in page.data] for page in pages])

    asyncio.run(again())
    assert [flat(pages) for pages in found] == [flat(found[0])] * 5
    assert len(wire.requests) == 5 * first_walk
    wire.requests[first_walk:] = []
    return found[0], wire


@pytest.mark.parametrize(("text", "line", "server", "requests"), RECOGNISED)
def test_a_list_is_recognised_and_walked(
    build: Builder, text: str, line: str, server: Server, requests: int
) -> None:
    api = build(text, allow=NOTED)
    (note,) = api.diagnostics
    assert f"x-specwright-pagination: {{{line}}}" in note.message and note.severity == "note"
    pages, wire = walk(api, server)
    assert flat(pages) == [item["id"] for item in ALL]
    assert len(wire.requests) == requests
    same = build(text, overlay=overlay(f"{{{line}}}"))
    assert walk(same, server)[0] == pages
    refused = build(text, overlay=overlay("false"))
    with refused.client(Wire(server)) as client:
        assert not hasattr(client.things.list_things(), "pages")


@pytest.mark.parametrize(("text", "line", "server", "requests"), SAID)
def test_a_list_goes_on_as_an_overlay_says(
    build: Builder, text: str, line: str, server: Server, requests: int
) -> None:
    assert not build(text).diagnostics
    pages, wire = walk(build(text, overlay=overlay(line)), server)
    assert flat(pages) == [item["id"] for item in ALL]
    assert len(wire.requests) == requests


# --- what goes wrong -------------------------------------------------------------------------------

PAGED: Final = document(query("page", "type: integer, default: 1"), answer("items", total=INT))
OFFSET: Final = document(query("offset"), answer("items", has_more=BOOL))
LINKED: Final = document(query("page"), answer("results", next=URL, previous=URL))


def ring(*bodies: dict[str, Any]) -> Server:
    """Answers come again and again, whatever is asked for."""
    calls = iter(range(10_000))
    return lambda request: httpx.Response(200, json=bodies[next(calls) % len(bodies)])


RINGS: Final[list[tuple[str, str | None, Server, str]]] = [
    (
        PAGED,
        None,
        ring({"items": ALL[:2], "total": 99}),
        "same page twice; it seems to ignore 'page'",
    ),
    (
        PAGED,
        None,
        ring({"items": ALL[:1], "total": 99}, {"items": ALL[1:2], "total": 99}),
        "same page twice",
    ),
    (OFFSET, None, ring({"items": ALL[:2], "has_more": True}), "same page twice"),
    (OFFSET, None, ring({"items": [], "has_more": True}), "'has_more' is true.*no items"),
    (
        document(query("skip"), BARE),
        "{kind: offset, offset: skip}",
        by_offset("", "none"),
        "same page",
    ),
    (LINKED, None, ring({"results": ALL[:1], "next": "?page=2"}), "URL of a page twice"),
    (
        LINKED,
        None,
        ring({"results": [], "next": "?page=2"}, {"results": [], "next": "?page=3"}),
        "URL of a page twice",
    ),
    (
        document(query("after", "type: string"), answer("data", has_more=BOOL)),
        None,
        ring({"data": ALL[:2], "has_more": True}),
        "last item 'i1' twice",
    ),
    (
        document(query("after", "type: string"), answer("data", has_more=BOOL)),
        None,
        ring({"data": [{"id": ""}], "has_more": True}),
        "no 'id' to request the next page",
    ),
]


@pytest.mark.parametrize(("text", "line", "server", "says"), RINGS)
def test_pages_that_go_round_are_an_error(
    build: Builder, text: str, line: str | None, server: Server, says: str
) -> None:
    api = build(text, overlay=line and overlay(line), allow=None)
    wire = Wire(server)
    with api.client(wire) as client, pytest.raises(api.package.PaginationError, match=says):
        list(client.things.list_things())
    assert len(wire.requests) <= 3

    async def again() -> None:
        async with api.async_client(wire) as client:
            async for _ in client.things.list_things():
                pass

    with pytest.raises(api.package.PaginationError, match=says):
        asyncio.run(again())


SECRET: Final = (
    LINKED.replace("    components:", "    security: [{key: []}]\n    components:", 1)
    + "  securitySchemes: {key: {type: apiKey, in: query, name: key}}\n"
)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/base/things?page=2",
        "http://api.test/base/things?page=2",
        "https://api.test:8443/base/things?page=2",
        "//evil.test/base/things?page=2",
        "https://user:pw@api.test/base/things?page=2",
        "https://api.test@evil.test/",
        "\\\\evil.test/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://api.test/a b\r\nHost: evil.test",
        "http://[::1",
    ],
)
def test_credentials_stay_with_their_origin(build: Builder, url: str) -> None:
    api = build(SECRET, allow=NOTED)
    wire = Wire(ring({"results": ALL[:1], "next": url}))
    with (
        api.client(wire, api_key="hidden") as client,
        pytest.raises(api.package.PaginationError) as raised,
    ):
        list(client.things.list_things())
    assert "hidden" not in str(raised.value)
    assert {(r.url.scheme, r.url.host, r.url.port) for r in wire.requests} == {
        ("https", "api.test", None)
    }


def test_a_url_of_the_server_is_asked_for_as_it_is(build: Builder) -> None:
    """With its credentials, which stand in it once, and with what you send along with every page."""
    api = build(SECRET, allow=NOTED)
    urls = iter(["/other/place?q=a%2Fb&key=old&page=2#top", "?page=3", None])
    wire = Wire(lambda _: httpx.Response(200, json={"results": ALL[:1], "next": next(urls)}))
    given = {"extra_query": {"trace": "1", "page": "9"}, "extra_headers": {"X-A": "b"}}
    with api.client(wire, api_key="hidden", default_query={"tenant": "t"}) as client:
        assert len(list(client.things.list_things(**given))) == 3
    assert [str(request.url) for request in wire.requests[1:]] == [
        "https://api.test/other/place?q=a%2Fb&page=2&tenant=t&trace=1&key=hidden",
        "https://api.test/other/place?page=3&tenant=t&trace=1&key=hidden",
    ]
    assert [request.headers["x-a"] for request in wire.requests] == ["b"] * 3


@pytest.mark.parametrize(
    ("text", "given", "server", "expected"),
    [
        (PAGED, {"page": 2}, by_page(total=5), ["i2", "i3", "i4"]),
        (PAGED, {"page": 3}, by_page(total=5), ["i4"]),
        (
            document(query("offset"), answer("items", total=INT)),
            {"offset": 3},
            by_offset(total=5),
            ["i3", "i4"],
        ),
        (OFFSET, {}, by_offset(has_more=lambda at: at < 4), ["i0", "i1", "i2", "i3", "i4"]),
    ],
)
def test_a_walk_starts_where_it_is_told(
    build: Builder, text: str, given: dict[str, int], server: Server, expected: list[str]
) -> None:
    assert flat(walk(build(text, allow=NOTED), server, **given)[0]) == expected


def test_a_raw_answer_becomes_a_page_that_goes_on(build: Builder) -> None:
    """Its headers say where, whichever way it was asked for; and a page's call can be looked at."""
    api = build(document(query("page"), BARE, "Link: {schema: {type: string}}"), allow=NOTED)
    with api.client(Wire(by_link)) as client:
        page = client.things.with_raw_response.list_things().parse()
        assert [thing.id for thing in page] == [item["id"] for item in ALL]
        second = page.next_page()
        assert second.value == second.data and [one.id for one in second.data] == ["i2", "i3"]
        assert "/base/things?p=2&x=a,b" in second.call.to_curl(client)

    async def again() -> list[str]:
        async with api.async_client(Wire(by_link)) as client:
            raw = await client.things.with_raw_response.list_things()
            return [thing.id async for thing in raw.parse()]

    assert asyncio.run(again()) == [item["id"] for item in ALL]
