"""A case enters; the request that the tables of OpenAPI 3.1 (4.8.12.3, 4.8.15) make of it leaves.

Only what the tests need, and written from the tables, so that it can judge what reads requests.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import quote

from specwright.verify.document.document import Operation, Parameter
from specwright.verify.types import ABSENT, Blob, Case


class Sent(NamedTuple):
    method: str
    url: str
    headers: list[tuple[str, str]]
    content: bytes


BASE = "https://api.example.com/v1"
BOUNDARY = "a-boundary"


COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"


def serialised(operation: Operation, case: Case) -> Sent:
    path, query, headers, cookies = operation.path, [], [], []
    for key, value in case.parameters.items():
        parameter = operation.parameter(*key)
        assert parameter is not None
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", in_path(parameter, value))
        elif parameter.location == "query":
            query.append(in_query(parameter, value))
        elif parameter.location == "header":
            headers.append((parameter.name, in_header(parameter, value)))
        else:
            text = (
                quote(value, safe=COOKIE) if isinstance(value, str) else in_header(parameter, value)
            )
            cookies.append(f"{parameter.name}={text}")
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    content = b""
    if case.body is not ABSENT:
        content_type, content = body(case)
        headers.append(("Content-Type", content_type))
    url = f"{BASE}{path}" + ("?" + "&".join(query) if query else "")
    return Sent(operation.method, url, headers, content)


def text(value: Any) -> str:
    return json.dumps(value) if not isinstance(value, str) else value


def encoded(value: Any) -> str:
    return quote(text(value), safe="")


def flat(value: Any) -> list[str]:
    """Items of a list; of an object its keys and values in turn."""
    if isinstance(value, dict):
        return [encoded(part) for pair in value.items() for part in pair]
    return [encoded(item) for item in value]


def in_path(parameter: Parameter, value: Any) -> str:
    name, explode = parameter.name, parameter.explode
    pairs = (
        [f"{encoded(k)}={encoded(v)}" for k, v in value.items()] if isinstance(value, dict) else []
    )
    if parameter.style == "matrix":
        if pairs and explode:
            return "".join(f";{pair}" for pair in pairs)
        if isinstance(value, list) and explode:
            return "".join(f";{name}={item}" for item in flat(value))
        return f";{name}=" + (
            ",".join(flat(value)) if isinstance(value, (list, dict)) else encoded(value)
        )
    if not isinstance(value, (list, dict)):
        return ("." if parameter.style == "label" else "") + encoded(value)
    parts = pairs if pairs and explode else flat(value)
    if parameter.style == "label":
        return "." + ("." if explode else ",").join(parts)
    return ",".join(parts)


def in_query(parameter: Parameter, value: Any) -> str:
    name = quote(parameter.name, safe="")
    if parameter.media_type is not None:
        return f"{name}={quote(json.dumps(value), safe='')}"
    if not isinstance(value, (list, dict)):
        return f"{name}={encoded(value)}"
    if parameter.style == "deepObject":
        return "&".join(f"{name}%5B{encoded(k)}%5D={encoded(v)}" for k, v in value.items())
    if parameter.explode:
        pairs = value.items() if isinstance(value, dict) else [(parameter.name, v) for v in value]
        return "&".join(f"{encoded(k)}={encoded(v)}" for k, v in pairs)
    delimiter = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(parameter.style, ",")
    return f"{name}={delimiter.join(flat(value))}"


def in_header(parameter: Parameter, value: Any) -> str:
    if parameter.media_type is not None:
        return json.dumps(value)
    if isinstance(value, dict):
        if parameter.explode:
            return ",".join(f"{k}={text(v)}" for k, v in value.items())
        return ",".join(text(part) for pair in value.items() for part in pair)
    return ",".join(map(text, value)) if isinstance(value, list) else text(value)


def body(case: Case) -> tuple[str, bytes]:
    assert case.media_type is not None
    if case.media_type == "application/json":
        return case.media_type, json.dumps(case.body).encode()
    if case.media_type == "application/x-www-form-urlencoded":
        pairs = [
            (k, item) for k, v in case.body.items() for item in (v if isinstance(v, list) else [v])
        ]
        return case.media_type, "&".join(f"{encoded(k)}={encoded(v)}" for k, v in pairs).encode()
    if case.media_type == "multipart/form-data":
        parts = [
            (k, item) for k, v in case.body.items() for item in (v if isinstance(v, list) else [v])
        ]
        lines = b"".join(part(name, value) for name, value in parts)
        return f"multipart/form-data; boundary={BOUNDARY}", lines + f"--{BOUNDARY}--\r\n".encode()
    if isinstance(case.body, Blob):
        return case.media_type, case.body.content
    return f"{case.media_type}; charset=utf-8", text(case.body).encode()


def part(name: str, value: Any) -> bytes:
    said = f'Content-Disposition: form-data; name="{escaped(name)}"'
    if isinstance(value, Blob):
        said += f'; filename="{escaped(value.filename or "upload")}"\r\nContent-Type: application/octet-stream'
        content = value.content
    elif isinstance(value, dict):
        said += "\r\nContent-Type: application/json"
        content = json.dumps(value).encode()
    else:
        content = text(value).encode()
    return f"--{BOUNDARY}\r\n{said}\r\n\r\n".encode() + content + b"\r\n"


def escaped(name: str) -> str:
    """As HTML's forms do."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
