"""Repeat the first vector of each operation for every other way of sending it.

A way is a feature of all methods and clients: client options, extra headers, timeouts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .types import NOTHING, Exchange, Vector


def in_other_ways(vectors: Sequence[Vector], ways: Sequence[Mapping[str, Any]]) -> Iterator[Vector]:
    done: set[str] = set()
    for vector in vectors:
        if vector.operation not in done and vector.exchanges and vector.then is None:
            done.add(vector.operation)
            yield from (_changed(vector, way) for way in ways if _fits(vector, way))


def _fits(vector: Vector, way: Mapping[str, Any]) -> bool:
    """Whether the way fits: adding to a body requires an object, or no body at all."""
    return "json" not in way or isinstance(vector.exchanges[0].json, (dict, type(None)))


def _changed(vector: Vector, way: Mapping[str, Any]) -> Vector:
    first, *others = vector.exchanges
    return replace(
        vector,
        name=f"{vector.name}; {way['name']}",
        way=way["name"],
        arguments={**vector.arguments, **way.get("arguments", NOTHING)},
        with_options=way.get("with-options", NOTHING),
        exchanges=(_sent(first, way), *others),
    )


def _sent(exchange: Exchange, way: Mapping[str, Any]) -> Exchange:
    url, query = exchange.url, way.get("query", "")
    if query:
        url += f"{'&' if '?' in url else '?'}{query}"
    headers = {**exchange.headers, **way.get("headers", NOTHING)}
    if "json" in way:
        json = {**(exchange.json or NOTHING), **way["json"]}
        headers["content-type"] = "application/json"
        exchange = replace(exchange, json=json, has_json=True)
    timeout = way.get("timeout", exchange.timeout)
    return replace(exchange, url=url, headers=headers, timeout=timeout)
