"""Run beside a generated `bookshop`: calls each operation, sync and async, against a shop in memory."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys

import httpx

sys.path.insert(0, sys.argv[1])

import bookshop

HARE = {"isbn": "978-0", "title": "The Hare", "genre": "novel", "subTitle": None}
HARE["addedAt"] = "2026-01-02T03:04:05Z"


def shop(request: httpx.Request) -> httpx.Response:
    assert request.headers["Authorization"] == "Bearer key"
    match (request.method, request.url.path):
        case ("GET", "/v2/books"):
            assert dict(request.url.params) == {"genre": "novel", "maxPrice": "9.5"}
            assert request.headers["X-Shop"] == "north"
            return httpx.Response(200, json=[HARE])
        case ("POST", "/v2/books"):
            book = json.loads(request.content)
            assert book == {"title": "The Hare", "genre": "novel", "subTitle": None}
            return httpx.Response(201, json={**HARE, **book, "shelf": 4})
        case ("GET", "/v2/books/978-0"):
            return httpx.Response(200, json=HARE)
        case _:
            return httpx.Response(404, json={"message": "no such book"})


def use() -> None:
    with bookshop.Bookshop(token="key", transport=httpx.MockTransport(shop)) as client:
        (book,) = client.books.list_books(genre="novel", max_price=9.5, x_shop="north")
        assert book.added_at == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        assert book.sub_title is None
        assert book.authors is None
        created = client.books.create_book(title="The Hare", genre="novel", sub_title=None)
        assert created.model_dump(mode="json", by_alias=True)["shelf"] == 4
        try:
            client.books.get_book("a/b")
        except bookshop.NotFoundError as error:
            assert str(error.request.url).endswith("/v2/books/a%2Fb")  # noqa: PT017  (no pytest here)
        else:
            raise AssertionError("a missing book was found")
        try:
            client.books.create_book(title="", genre="novel")
        except bookshop.RequestValidationError as error:
            assert "title" in str(error)  # noqa: PT017  (no pytest here)
        else:
            raise AssertionError("an empty title was sent")


async def use_async() -> None:
    transport = httpx.MockTransport(shop)
    async with bookshop.AsyncBookshop(token="key", transport=transport) as client:
        book = await client.books.get_book("978-0")
        assert book.genre == "novel"


use()
asyncio.run(use_async())
print(bookshop.__file__)
