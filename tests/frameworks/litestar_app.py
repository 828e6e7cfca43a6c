"""The three paginations that Litestar brings."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Litestar, get
from litestar.pagination import (
    AbstractSyncClassicPaginator,
    AbstractSyncCursorPaginator,
    AbstractSyncOffsetPaginator,
    ClassicPagination,
    CursorPagination,
    OffsetPagination,
)

from tests.frameworks.serving import serve


@dataclass
class Thing:
    id: int


THINGS = [Thing(number) for number in range(7)]


class ByOffset(AbstractSyncOffsetPaginator[Thing]):
    def get_total(self) -> int:
        return len(THINGS)

    def get_items(self, limit: int, offset: int) -> list[Thing]:
        return THINGS[offset : offset + limit]


class ByPage(AbstractSyncClassicPaginator[Thing]):
    def get_total(self, page_size: int) -> int:
        return -(-len(THINGS) // page_size)

    def get_items(self, page_size: int, current_page: int) -> list[Thing]:
        return THINGS[(current_page - 1) * page_size : current_page * page_size]


class ByCursor(AbstractSyncCursorPaginator[int, Thing]):
    def get_items(
        self, cursor: int | None, results_per_page: int
    ) -> tuple[list[Thing], int | None]:
        start = cursor or 0
        end = start + results_per_page
        return THINGS[start:end], end if end < len(THINGS) else None


@get("/offset", sync_to_thread=False)
def by_offset(limit: int = 3, offset: int = 0) -> OffsetPagination[Thing]:
    return ByOffset()(limit=limit, offset=offset)


@get("/page", sync_to_thread=False)
def by_page(page_size: int = 3, current_page: int = 1) -> ClassicPagination[Thing]:
    return ByPage()(page_size=page_size, current_page=current_page)


@get("/cursor", sync_to_thread=False)
def by_cursor(cursor: int | None = None, limit: int = 3) -> CursorPagination[int, Thing]:
    return ByCursor()(cursor=cursor, results_per_page=limit)


app = Litestar([by_offset, by_page, by_cursor])

if __name__ == "__main__":
    serve(app, app.openapi_schema.to_schema)
