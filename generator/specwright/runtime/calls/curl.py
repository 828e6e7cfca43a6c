"""Render a call as a curl command that names secrets by their environment variables."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..base.redact import mask_headers, mask_text, mask_url
from ..base.wire import WireRequest
from ..config.client_config import Core, make_core
from ..operation.operation import import_target
from ..request.request import build_request, check_request

if TYPE_CHECKING:
    from ..config.base_client import BaseClient
    from ..config.settings import Credential
    from ..request.multipart import Part
    from ..request.sendable import Sendable

TRANSPORT_HEADERS = ("accept-encoding", "content-length", "user-agent")


def render_curl(call: Sendable, client: BaseClient[Any] | None) -> str:
    core = _core_for(call, client)
    check_request(core, call)
    request = build_request(core, call)
    lines = [f"curl -X {request.method} {_address(core, call, request)}"]
    data = _data(request, core.secrets())
    unwanted = (*TRANSPORT_HEADERS, "content-type") if data[:1] == ["-F"] else TRANSPORT_HEADERS
    for name, value in mask_headers(request.headers, core.secrets()):
        if name.lower() not in unwanted:
            lines.append(f"-H {shlex.quote(f'{name}: {value}')}")
    lines += [f"-H {_quoted(text)}" for text in _auth_headers(core, call)]
    lines += [" ".join(pair) for pair in zip(data[::2], data[1::2], strict=True)]
    return " \\\n  ".join(lines)


def _data(request: WireRequest, secrets: tuple[str, ...]) -> list[str]:
    """Options and their values, in turn. Files are named; content without a name is read from standard input."""
    content = request.content
    if content is None:
        return []
    if isinstance(content, bytes):
        try:
            return ["--data-raw", shlex.quote(mask_text(content.decode(), secrets))]
        except UnicodeDecodeError:
            return ["--data-binary", "@-"]
    from ..request.multipart import Multipart

    if not isinstance(content, Multipart) or not content.is_form:
        return ["--data-binary", "@-"]
    return [word for part in content.parts for word in ("-F", shlex.quote(_form_part(part)))]


def _form_part(part: Part) -> str:
    kind = f";type={part.content_type}" if part.content_type else ""
    if part.file is not None:
        return f"{part.name}=@{part.file}{kind}"
    return f"{part.name}={b''.join(part.source.chunks()).decode()}{kind}"


def _core_for(call: Sendable, client: BaseClient[Any] | None) -> Core:
    if client is None:
        settings = import_target(call.operation.package, "_settings:SETTINGS")
        core = make_core(settings, {}, {}, {})
    else:
        core = client._core
    return replace(core, options=replace(core.options, check_requests=False))


def _credentials(core: Core, call: Sendable) -> list[Credential]:
    known = {credential.scheme: credential for credential in core.settings.credentials}
    for alternative in call.operation.security:
        if all(scheme in known for scheme in alternative):
            return [known[scheme] for scheme in alternative]
    return []


def _auth_headers(core: Core, call: Sendable) -> list[str]:
    lines: list[str] = []
    for credential in _credentials(core, call):
        value = _variable(credential)
        if credential.kind in ("bearer", "oauth2"):
            lines.append(f"Authorization: Bearer {value}")
        elif credential.kind == "basic":
            lines.append(f"Authorization: Basic $(printf %s {value} | base64)")
        elif credential.kind == "header":
            lines.append(f"{credential.name}: {value}")
        elif credential.kind == "cookie":
            lines.append(f"Cookie: {credential.name}={value}")
    return lines


def _variable(credential: Credential) -> str:
    if credential.kind == "basic" and credential.env_pair:
        return ":".join(f"${name}" for name in credential.env_pair)
    return f"${credential.env}" if credential.env else "***"


def _quoted(text: str) -> str:
    """In double quotes, so that the shell expands the variable."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'


def _address(core: Core, call: Sendable, request: WireRequest) -> str:
    url = mask_url(request.url, core.secrets())
    for credential in _credentials(core, call):
        if credential.kind == "query":
            mark = "&" if "?" in url else "?"
            return shlex.quote(f"{url}{mark}{credential.name}=") + f'"{_variable(credential)}"'
    return shlex.quote(url)
