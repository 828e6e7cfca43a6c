"""Read the YAML files of vectors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from .types import NOTHING, Exchange, Vector, VectorFault
from .values import load_values
from .ways import in_other_ways

COMMON: Final = "common.yaml"
OUTCOMES: Final = ("result", "page", "raises", "refused")
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


_KEYS: Final = frozenset(
    (
        *("name", "method", "positional", "arguments", "client"),
        *("request", "response", "exchanges", "then", *OUTCOMES),
        *("warns", "says", "slept", "calls", "environment"),
    )
)


def load_vectors(folder: Path) -> tuple[Vector, ...]:
    """All vectors in a folder; `common.yaml` has their shared settings."""
    common, _ = _load(folder / COMMON)
    files = sorted(file for file in folder.glob("*.yaml") if file.name != COMMON)
    vectors = tuple(vector for file in files for vector in _read_file(file, common))
    seen: dict[tuple[str, str], Vector] = {}
    for vector in vectors:
        other = seen.setdefault((vector.operation, vector.name), vector)
        if other is not vector:
            raise VectorFault(f"{vector.place}: has the same name as {other.place}")
    return (*vectors, *in_other_ways(vectors, common.get("ways", ())))


def _load(file: Path) -> tuple[Any, Any]:
    try:
        return load_values(file.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise VectorFault(f"{file}: {error}") from None


def _read_file(file: Path, common: Any) -> Iterator[Vector]:
    data, nodes = _load(file)
    lines = {key.value: _lines(value) for key, value in nodes.value}
    for operation, group in data.items():
        for row, line in zip(group["vectors"], lines[operation], strict=True):
            place = f"{file}:{line}"
            try:
                yield _read_vector(operation, group["method"], row, place, common)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise VectorFault(f"{place}: cannot be read: {error!r}") from None


def _lines(group: Any) -> list[int]:
    rows = next(value for key, value in group.value if key.value == "vectors")
    return [row.start_mark.line + 1 for row in rows.value]


def _read_vector(operation: str, method: str, row: Any, place: str, common: Any) -> Vector:
    if unknown := row.keys() - _KEYS:
        raise ValueError(f"{sorted(unknown)} are unknown keys")
    outcome = [name for name in OUTCOMES if name in row]
    if len(outcome) != 1:
        raise ValueError(f"requires exactly one of {', '.join(OUTCOMES)}")
    # The later of several requests get the remaining time.
    alone = [{**row, "timeout": common.get("timeout")}] if "request" in row else []
    exchanges = row.get("exchanges", alone)
    return Vector(
        operation=operation,
        name=row["name"],
        place=place,
        client_class=common["client"]["class"],
        client_arguments=common["client"].get("arguments", NOTHING) | row.get("client", {}),
        method=row.get("method", method),
        positional=tuple(row.get("positional", ())),
        arguments=row.get("arguments", NOTHING),
        exchanges=tuple(
            _read_exchange(item, common) for item in exchanges for _ in range(item.get("times", 1))
        ),
        outcome=outcome[0],
        expected=row[outcome[0]],
        then=_then(row.get("then")),
        calls=row.get("calls"),
        warns=tuple(row.get("warns", ())),
        says=tuple(row.get("says", ())),
        slept=tuple(row["slept"]) if "slept" in row else None,
        environment=row.get("environment", NOTHING),
    )


def _then(then: Any) -> tuple[str, Any] | None:
    """`method` is short for `{method: {}}`."""
    if then is None:
        return None
    ((name, arguments),) = {then: {}}.items() if isinstance(then, str) else then.items()
    return name, arguments


def _read_exchange(row: Any, common: Any) -> Exchange:
    request, response = _request_of(row["request"]), _response_of(row["response"])
    (method,) = (name for name in METHODS if name in request)
    url = request[method]
    ours = not url.startswith("http")  # other hosts get none of our headers
    headers = {**(common["headers"] if ours else {}), **request.get("headers", {})}
    if "json" in request:
        headers["content-type"] = "application/json"
    answer, kind = _answer_of(response)
    return Exchange(
        method=method,
        url=common["base-url"] + url if ours else url,
        headers=headers,
        has_json="json" in request,
        json=request.get("json"),
        multipart=tuple(request["multipart"]) if "multipart" in request else None,
        status=response["status"],
        answer_headers={**kind, **response.get("headers", {})},
        answer=answer,
        timeout=row.get("timeout"),
    )


def _request_of(request: Any) -> Any:
    """`GET /v1/things` is short for `{GET: /v1/things}`."""
    if not isinstance(request, str):
        return request
    method, url = request.split(" ")
    return {method: url}


def _response_of(response: Any) -> Any:
    """`204` is short for `{status: 204}`."""
    return {"status": response} if isinstance(response, int) else {"status": 200, **response}


def _answer_of(response: Any) -> tuple[bytes, dict[str, str]]:
    if "json" in response:
        return json.dumps(response["json"]).encode(), {"content-type": "application/json"}
    return str(response.get("text", "")).encode(), {}
