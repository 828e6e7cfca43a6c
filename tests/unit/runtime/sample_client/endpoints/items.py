"""Calls of `items`: each function builds a call and does no I/O."""

from __future__ import annotations

import builtins as _b
import typing as _t

from specwright import runtime as _r
from tests.unit.runtime.sample_client import models as _m

if _t.TYPE_CHECKING:
    from tests.unit.runtime.sample_client.models import Item, ItemPage

__all__ = ("find", "list", "replace", "retrieve")

_LIST: _t.Final = _r.Operation(
    operation_id="listItems",
    method="GET",
    path="/items",
    resource="items",
    name="list",
    module=__name__,
    symbol="_LIST",
    parameters=(
        _r.Parameter(
            name="limit",
            location="query",
            argument="limit",
            required=True,
            schema="items#Limit",
            default=50,
        ),
        _r.Parameter(name="cursor", location="query", argument="cursor", schema="items#Cursor"),
        _r.Parameter(name="tag", location="query", argument="tags", schema="items#Tags"),
    ),
    responses=(_r.Response("200", {"application/json": lambda: _m.ItemPage}),),
    pagination=_r.Pagination(
        items="data", cursor="cursor", next="nextCursor", more="hasMore", size="limit"
    ),
)
_RETRIEVE: _t.Final = _r.Operation(
    operation_id="getItem",
    method="GET",
    path="/items/{name}/detail",
    resource="items",
    name="retrieve",
    module=__name__,
    symbol="_RETRIEVE",
    parameters=(
        _r.Parameter(name="name", location="path", argument="name", required=True),
        _r.Parameter(name="X-Trace", location="header", argument="x_trace"),
    ),
    responses=(
        _r.Response("200", {"application/json": lambda: _m.Item}),
        _r.Response("default", {"application/json": lambda: _m.Error}),
    ),
    security=(("bearer",), ("basic",), ("tenant", "query"), ("cookie",), ()),
)
_REPLACE: _t.Final = _r.Operation(
    operation_id="putItem",
    method="PUT",
    path="/items/{name}",
    resource="items",
    name="replace",
    module=__name__,
    symbol="_REPLACE",
    parameters=(_r.Parameter(name="name", location="path", argument="name", required=True),),
    body=_r.JsonBody(
        schema="items#PutItem",
        fields={"note": "note", "from_": "from", "labels": "labels", "kind": "kind"},
    ),
    responses=(
        _r.Response("200", {"application/json": lambda: _m.Item}),
        _r.Response("204", {}),
    ),
    retry=("conflict",),
)
_FIND: _t.Final = _r.Operation(
    operation_id="findItems",
    method="POST",
    path="/items/find",
    resource="items",
    name="find",
    module=__name__,
    symbol="_FIND",
    body=_r.JsonBody(schema="items#FindItems", required=False, fields={"text": "text"}),
    responses=(_r.Response("200", {"application/json": lambda: _b.list[_m.Item]}),),
    retry=("safe",),
)


def list(
    *,
    limit: int = 50,
    cursor: str | _r.Unset = _r.UNSET,
    tags: _t.Sequence[str] | _r.Unset = _r.UNSET,
) -> _r.PageCall[ItemPage, Item]:
    """List items."""
    return _r.PageCall(_LIST, {"limit": limit, "cursor": cursor, "tags": tags})


def retrieve(name: str, *, x_trace: str | _r.Unset = _r.UNSET) -> _r.Call[Item]:
    """Look at an item."""
    return _r.Call(_RETRIEVE, {"name": name, "x_trace": x_trace})


def replace(
    name: str,
    *,
    note: str | _r.Unset | None = _r.UNSET,
    from_: str | _r.Unset = _r.UNSET,
    labels: _t.Mapping[str, int] | _r.Unset = _r.UNSET,
) -> _r.Call[Item | None]:
    """Replace an item."""
    return _r.Call(_REPLACE, {"name": name, "note": note, "from_": from_, "labels": labels})


def find(*, text: str | _r.Unset = _r.UNSET) -> _r.Call[_b.list[Item]]:
    """Find items: a POST that only reads."""
    return _r.Call(_FIND, {"text": text})
