"""Check the options of single calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..client.check_context import Subject, is_json
from ..client.session import FLAVOURS
from ..client.transport import Sent
from ..types import short
from .requests import describe, shown

CHECK = "options"
HEADERS = {"X-Verify": "some text"}
QUERY = {"verify": "a b&c", "verify-list": [1, "b"], "verify-flag": True, "verify-none": None}
PAIRS = ("verify=a%20b%26c", "verify-list=1", "verify-list=b", "verify-flag=true")
BODY = {"verify": [1, None]}
SECONDS = 7.5


def check_options(subject: Subject) -> None:
    """Options as single arguments and together as `request_options=`, in both flavours."""
    extra: dict[str, Any] = {"timeout": SECONDS, "extra_headers": HEADERS, "extra_query": QUERY}
    if _has_json_body(subject):
        extra["extra_body"] = BODY
    together = subject.session.package.exported("RequestOptions")(**extra)
    for flavour in FLAVOURS:
        for options in (extra, {"request_options": together}):
            _judge(subject, flavour, options, "extra_body" in extra)


def _has_json_body(subject: Subject) -> bool:
    case = subject.smallest
    return isinstance(case.body, dict) and is_json(case.media_type or "") and not subject.is_upload


def _judge(subject: Subject, flavour: str, options: Mapping[str, Any], has_body: bool) -> None:
    usual = subject.call(flavour)
    if not usual.sent:
        return  # the check of requests reports it
    longer = subject.plain_call.and_also(**options)
    outcome = subject.call(flavour, longer)
    if not outcome.sent:
        did = f"sent nothing ({flavour}): {describe(outcome.error)}"
        raise subject.finding(CHECK, did, "a request with these options", longer)
    found = list(_differences(usual.sent[0], outcome.sent[0], has_body))
    timeout = subject.session.recorder.timeouts[0]
    if not isinstance(timeout, dict) or set(timeout.values()) != {SECONDS}:
        found.append(f"timeout={SECONDS} for each phase, not {timeout}")
    if found:
        raise subject.finding(CHECK, shown(outcome.sent[0]), "\n".join(found), longer)


def _differences(usual: Sent, sent: Sent, has_body: bool) -> list[str]:
    """What the options should have changed in the plain request but did not, and what they changed besides."""
    found = []
    if sent.method != usual.method or _pairs(sent) != sorted([*_pairs(usual), *PAIRS]):
        found.append(f"the query with {'&'.join(PAIRS)} added, from extra_query=")
    before, after = _headers(usual), _headers(sent)
    if after.pop("x-verify", None) != "some text":
        found.append("the headers with X-Verify added, from extra_headers=")
    found += [f"the header {name} unchanged" for name in before if before[name] != after.get(name)]
    if has_body:
        wanted = {**json.loads(usual.content), **BODY}
        if json.loads(sent.content) != wanted:
            found.append(f"the body with extra_body= added: {short(wanted)}")
    return found


def _pairs(sent: Sent) -> list[str]:
    """The URL without its query, and the query's pairs in any order."""
    head, _, query = sent.url.partition("?")
    return sorted([head, *filter(None, query.split("&"))])


def _headers(sent: Sent) -> dict[str, str]:
    kept = {name.lower(): value for name, value in sent.headers}
    kept.pop("content-length", None)
    kind = kept.get("content-type", "")
    return {**kept, "content-type": kind.partition("boundary=")[0]}
