"""Check defaults, and the second step of uploads."""

from __future__ import annotations

import email
import email.message
from dataclasses import replace
from typing import Any

from ..client.calling import NAMES, WIRE, upload_file
from ..client.check_context import Subject, reply
from ..client.comparing import short
from ..client.session import FLAVOURS, Arguments
from ..client.transport import Reply, Sent
from ..schemas.shapes import reading
from ..wire.wire import Disagreement
from .requests import received_of, shown

DEFAULTS, UPLOADS = "defaults", "uploads"


def check_defaults(subject: Subject) -> None:
    """A required parameter that has a default may be left out, and is sent with it."""
    case = subject.smallest
    for parameter in subject.operation.parameters:
        found = reading(parameter.schema, None, "request").values("default")
        named = subject.writer.names.parameters.get(parameter.key)
        if not parameter.required or not found or named is None:
            continue
        kept = {key: value for key, value in case.parameters.items() if key != parameter.key}
        form = NAMES if subject.is_upload else WIRE
        given = subject.writer.arguments(replace(case, parameters=kept), form)
        assert given is not None
        for flavour in FLAVOURS:
            session = subject.session
            client = session.client(flavour)
            outcome = session.call(client, subject.row, given, subject.plain_reply)
            says = f"{parameter.name} is required, and its default is {found[0]!r}"
            if not outcome.sent:
                did = f"refuses a call without it ({flavour}): {outcome.error}"
                raise subject.finding(DEFAULTS, did, says, given)
            _judge_default(subject, parameter.key, found[0], given, outcome.sent[0], says)


def _judge_default(
    subject: Subject,
    key: tuple[str, str],
    default: Any,
    given: Arguments,
    sent: Sent,
    says: str,
) -> None:
    try:
        received = received_of(subject, sent)
    except Disagreement as wrong:
        raise subject.finding(DEFAULTS, shown(sent), "\n".join(wrong.problems), given) from None
    if received.parameters.get(key) != default:
        raise subject.finding(DEFAULTS, shown(sent), says, given)


# --- uploads --------------------------------------------------------------------------------------


def check_upload(subject: Subject) -> None:
    """After the API has said where to, the file goes there: all fields it named, the file last, no credential."""
    upload = subject.operation.raw["x-specwright-upload"]
    status, media_type, value = subject.upload_answer
    session, given = subject.session, subject.plain_call
    first = reply(status, media_type, {}, value)
    for flavour in FLAVOURS:
        client = session.client(flavour)
        outcome = session.call(client, subject.row, given, first, (Reply(204),))
        if outcome.error is not None or len(outcome.sent) != 2:
            did = f"sends {len(outcome.sent)} requests ({flavour}): {outcome.error}"
            raise subject.finding(UPLOADS, did, "the file is sent to where the answer says", given)
        found = list(_form_problems(outcome.sent[1], upload, value, session.credentials.values))
        for attribute, wire in (upload.get("result") or {}).items():
            got = getattr(outcome.value, attribute, None)
            if got != value[wire]:
                found.append(f".{attribute} is {short(got)}, not {short(value[wire])}")
        if found:
            raise subject.finding(UPLOADS, shown(outcome.sent[1]), "\n".join(found), given)


def _form_problems(sent: Sent, upload: Any, value: Any, credentials: Any) -> list[str]:
    found = []
    if sent.method != "POST" or sent.url.rstrip("/") != value[upload["url"]].rstrip("/"):
        found.append(f"the file goes by POST to {value[upload['url']]}")
    everything = repr((sent.url, sent.headers)).encode() + sent.content
    flat = [text for v in credentials.values() for text in (v if isinstance(v, tuple) else (v,))]
    if any(text.encode() in everything for text in flat):
        found.append("the API's credential goes to no other server")
    name, content = upload_file(upload)
    wanted: list[tuple[str, str | None, bytes]]
    wanted = [(n, None, t.encode()) for n, t in (value.get(upload["fields"]) or {}).items()]
    wanted.append((upload.get("part", "file"), name, content))
    parts = _parts(sent)
    if sorted(map(repr, parts)) != sorted(map(repr, wanted)) or parts[-1:] != wanted[-1:]:
        found.append(f"the parts are {short(wanted, 300)}, not {short(parts, 300)}")
    return found


def _parts(sent: Sent) -> list[tuple[str, str | None, bytes]]:
    """Name, file name and content, by the parser of mail in Python's library."""
    kind = next((v for n, v in sent.headers if n.lower() == "content-type"), "")
    text = b"Content-Type: " + kind.encode() + b"\r\n\r\n" + sent.content
    message = email.message_from_bytes(text)
    found: list[tuple[str, str | None, bytes]] = []
    for part in message.get_payload() if message.is_multipart() else ():
        assert isinstance(part, email.message.Message)
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        found.append(
            (str(name), part.get_filename(), content if isinstance(content, bytes) else b"")
        )
    return found
