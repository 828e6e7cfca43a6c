"""Lists as FastAPI's users write them: one of each kind."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import FastAPI, Query, Request, Response
from pydantic import AnyHttpUrl, BaseModel

from tests.frameworks.serving import serve

T = TypeVar("T")
Size = Annotated[int, Query(ge=1, le=3)]
app = FastAPI(title="Lists")


class Thing(BaseModel):
    id: int
    name: str | None = None


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    page: int
    size: int
    pages: int


class Slice(BaseModel):
    results: list[Thing]
    count: int


class CursorPage(BaseModel):
    data: list[Thing]
    next_cursor: str | None
    has_more: bool


class More(BaseModel):
    data: list[Thing]
    has_more: bool


class Linked(BaseModel):
    results: list[Thing]
    next: AnyHttpUrl | None
    previous: AnyHttpUrl | None = None


class Meta(BaseModel):
    total: int
    next_page: int | None


class Enveloped(BaseModel):
    things: list[Thing]
    meta: Meta


THINGS = [Thing(id=number) for number in range(7)]


@app.get("/page")
def by_page(page: Annotated[int, Query(ge=1)] = 1, size: Size = 3) -> Page[Thing]:
    start = (page - 1) * size
    pages = -(-len(THINGS) // size)
    items = THINGS[start : start + size]
    return Page(items=items, total=len(THINGS), page=page, size=size, pages=pages)


@app.get("/offset")
def by_offset(offset: Annotated[int, Query(ge=0)] = 0, limit: int = 50) -> Slice:
    return Slice(results=THINGS[offset : offset + min(limit, 3)], count=len(THINGS))


@app.get("/cursor")
def by_cursor(cursor: str | None = None, limit: Size = 3) -> CursorPage:
    start = int((cursor or "c0")[1:])
    end = start + limit
    more = end < len(THINGS)
    return CursorPage(
        data=THINGS[start:end], next_cursor=f"c{end}" if more else None, has_more=more
    )


@app.get("/after")
def by_last_id(starting_after: int | None = None, limit: Size = 3) -> More:
    start = 0 if starting_after is None else starting_after + 1
    return More(data=THINGS[start : start + limit], has_more=start + limit < len(THINGS))


@app.get("/urls")
def by_url(request: Request, page: int = 1) -> Linked:
    end = page * 3
    following = request.url.include_query_params(page=page + 1) if end < len(THINGS) else None
    return Linked(results=THINGS[end - 3 : end], next=following and AnyHttpUrl(str(following)))


@app.get("/meta")
def by_next_page(page: int | None = None) -> Enveloped:
    own = page or 1
    following = own + 1 if own * 3 < len(THINGS) else None
    meta = Meta(total=len(THINGS), next_page=following)
    return Enveloped(things=THINGS[own * 3 - 3 : own * 3], meta=meta)


@app.get("/links", responses={200: {"headers": {"Link": {"schema": {"type": "string"}}}}})
def by_link(request: Request, response: Response, page: int = 1) -> list[Thing]:
    links = [f'<{request.url.include_query_params(page=1)}>; rel="first"']
    if page * 3 < len(THINGS):
        links.append(f'<{request.url.include_query_params(page=page + 1)}>; rel="next"')
    response.headers["Link"] = ", ".join(links)
    return THINGS[page * 3 - 3 : page * 3]


@app.get("/bare")
def bare(skip: int = 0, limit: Size = 3) -> list[Thing]:
    return THINGS[skip : skip + limit]


if __name__ == "__main__":
    serve(app, app.openapi)
