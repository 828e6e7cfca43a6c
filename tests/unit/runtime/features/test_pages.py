"""Walking the pages of a list."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from specwright.runtime import ClientError, PaginationError
from tests.harness.flavour import answer, response, unpickled
from tests.unit.runtime.lab import Lab, item


def book(pages: dict[str | None, dict[str, Any]]) -> Any:
    """A server with one page for each cursor."""

    def handler(request: httpx.Request) -> httpx.Response:
        return response(200, pages[request.url.params.get("cursor")])

    return handler


def page(*names: str, **more: Any) -> dict[str, Any]:
    return {"data": [item(name) for name in names], **more}


PAGES = {
    None: page("a", "b", hasMore=True, nextCursor="x y"),
    "x y": page(hasMore=True, nextCursor="z"),
    "z": page("c", hasMore=False, nextCursor="ignored"),
}


def names(items: Any) -> list[str]:
    return [found.id for found in items]


def test_all_items_of_all_pages(lab: Lab) -> None:
    client = lab.client(book(PAGES))
    assert names(lab.all(client.items.list(limit=2, tags=["t"], extra_query={"e": 1}))) == [
        "a",
        "b",
        "c",
    ]
    queries = [request.url.query for request in lab.requests]
    assert queries == [
        b"limit=2&tag=t&e=1",
        b"limit=2&cursor=x%20y&tag=t&e=1",
        b"limit=2&cursor=z&tag=t&e=1",
    ]


def test_pages_one_by_one(lab: Lab) -> None:
    client = lab.client(book(PAGES))
    first = lab.run(client.items.list())
    assert (names(first.data), first.value.has_more, first.has_next_page()) == (
        ["a", "b"],
        True,
        True,
    )
    second = lab.run(first.next_page())
    third = lab.run(second.next_page())
    assert (names(second.data), names(third.data)) == ([], ["c"])
    assert lab.run(third.next_page()) is None
    assert not third.has_next_page()
    assert [names(one.data) for one in lab.all(first.pages())] == [["a", "b"], [], ["c"]]
    assert [names(one.data) for one in lab.all(client.items.list().pages())] == [
        ["a", "b"],
        [],
        ["c"],
    ]
    assert names(lab.run(client.items.list().next_page()).data) == []
    assert names(lab.all(second)) == ["c"]


@pytest.mark.parametrize(
    "last",
    [
        page("b"),
        page("b", nextCursor=None),
        page("b", nextCursor=""),
        page("b", hasMore=False, nextCursor="1"),
    ],
)
def test_where_pages_end(lab: Lab, last: dict[str, Any]) -> None:
    client = lab.client(book({None: page("a", nextCursor="1"), "1": last}))
    assert names(lab.all(client.items.list())) == ["a", "b"]


@pytest.mark.parametrize("cursor", [{}, {"nextCursor": None}, {"nextCursor": ""}])
def test_more_without_a_cursor_is_no_end(lab: Lab, cursor: dict[str, Any]) -> None:
    client = lab.client(answer(200, page("b", hasMore=True, **cursor)))
    first = lab.run(client.items.list())
    assert names(first.data) == ["b"]
    for walk in (lambda: lab.all(client.items.list()), lambda: lab.run(first.next_page())):
        with pytest.raises(PaginationError, match=r"'hasMore' is true.*no 'nextCursor'"):
            walk()


@pytest.mark.parametrize("start", [None, "1"])
def test_a_ring_raises(lab: Lab, start: str | None) -> None:
    ring = {
        None: page("a", nextCursor="1"),
        "1": page("b", nextCursor="2"),
        "2": page("c", nextCursor="1"),
    }
    given = {} if start is None else {"cursor": start}
    with pytest.raises(PaginationError, match="twice"):
        lab.all(lab.client(book(ring)).items.list(**given))
    assert len(lab.requests) <= 3


def test_pages_pickle_without_their_client(lab: Lab) -> None:
    client = lab.client(book(PAGES))
    first = unpickled(lab.run(client.items.list()))
    assert names(first.data) == ["a", "b"]
    with pytest.raises(ClientError, match="bind"):
        lab.run(first.next_page())
    assert names(lab.all(first.bind(client))) == ["a", "b", "c"]


def test_an_async_list_is_sent_when_it_is_used(lab: Lab) -> None:
    pager = lab.client(answer(200, page())).items.list()
    assert len(lab.requests) == (0 if lab.is_async else 1)
    lab.run(pager)
    assert len(lab.requests) == 1
