"""Check the options of the client: calls override them, and copies keep them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..client.calling import WIRE
from ..client.check_context import Judge, Subject, is_json
from ..client.clock import JudgeClock
from ..client.session import FLAVOURS, Outcome
from ..client.transport import Reply
from ..generate.cases import fullest_case
from ..http_library import http
from ..types import short
from .requests import describe

CHECK = "settings"
ELSEWHERE = "https://elsewhere.example/base"
BUSY = Reply(429, b"{}", (("content-type", "application/json"),))
PARTS = {"connect": 1.5, "read": 2.5, "write": 3.5, "pool": 4.5}
USUAL = {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0}
HEADER, QUERY = "X-Verify-Own", "verify-own"


def check_settings(subject: Subject) -> None:
    """Check one operation of each kind."""
    operation = subject.operation
    kind = (
        operation.method,
        *operation.bodies,
        subject.is_upload,
        operation.servers,
        operation.security,
    )
    if not subject.session.is_first((CHECK, kind)):
        return
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour)
        if judge.usual.sent:  # otherwise the check of requests reports it
            judge.timeouts()
            judge.places()
            judge.headers()
            judge.queries()
            judge.bodies()
            judge.copies()


class _Judge(Judge):
    check = CHECK

    def __init__(self, subject: Subject, flavour: str) -> None:
        super().__init__(subject, flavour)
        self.clock = JudgeClock()
        self.client = self.made()
        self.usual = self.call(self.client)

    def made(self, **settings: Any) -> Any:
        return self.session.made_by(self.flavour, self.clock, **{"max_retries": 0, **settings})

    def call(self, client: Any, answer: Reply | None = None, **more: Any) -> Outcome:
        longer = self.subject.plain_call.and_also(**more)
        return self.subject.call(self.flavour, longer, answer, client=client)

    def sent(self, what: str, client: Any, **more: Any) -> Any:
        outcome = self.call(client, **more)
        if not outcome.sent:
            did = f"sent nothing with {what}: {describe(outcome.error)}"
            raise self.wrong(did, "a request with this setting")
        return outcome.sent[0]

    # --- time-outs ---

    def timeouts(self) -> None:
        options = self.session.package.exported("RequestOptions")
        four = http.Timeout(**PARTS)
        own = self.made(timeout=8.5)
        every: Mapping[str, Any] = dict.fromkeys(PARTS, 8.5)
        none = dict.fromkeys(PARTS, None)
        tries: tuple[tuple[str, Any, dict[str, Any], Mapping[str, Any]], ...] = (
            ("no timeout", self.client, {}, USUAL),
            ("timeout=8.5 for the client", own, {}, every),
            ("four timeouts for the client", self.made(timeout=four), {}, PARTS),
            ("timeout=None for the client", self.made(timeout=None), {}, none),
            ("with_options(timeout=8.5)", self.client.with_options(timeout=8.5), {}, every),
            ("four timeouts for the call", own, {"timeout": four}, PARTS),
            ("timeout=None for the call", own, {"timeout": None}, none),
            (
                "request_options for the call",
                own,
                {"request_options": options(timeout=four)},
                PARTS,
            ),
        )
        for what, client, more, wanted in tries:
            self.sent(what, client, **more)
            told = self.session.recorder.timeouts
            if any(one != dict(wanted) for one in told):
                did = f"used the timeouts {told[0]} with {what}"
                raise self.wrong(did, str(dict(wanted)))

    # --- where to, headers, query, body ---

    def places(self) -> None:
        if not self.usual.sent[0].url.startswith(self.client.base_url.rstrip("/") + "/"):
            return  # the operation has its own server
        tail = self.usual.sent[0].url[len(self.client.base_url.rstrip("/")) :]
        for what, client in (
            ("base_url=", self.made(base_url=ELSEWHERE)),
            ("base_url= with a slash at its end", self.made(base_url=ELSEWHERE + "/")),
            ("with_options(base_url=)", self.client.with_options(base_url=ELSEWHERE)),
            (
                "with_options(base_url=) after base_url=",
                self.made(base_url="https://third.example").with_options(base_url=ELSEWHERE),
            ),
            (
                "with_options(timeout=) after base_url=",
                self.made(base_url=ELSEWHERE).with_options(timeout=1),
            ),
        ):
            url = self.sent(what, client).url
            if url != ELSEWHERE + tail:
                raise self.wrong(f"sent the request to {url} with {what}", ELSEWHERE + tail)

    def headers(self) -> None:
        """Headers of the call override those of the client, whatever their case; None removes one."""
        own = self.made(default_headers={HEADER: "client"})
        changes: list[tuple[str, Any, dict[str, str | None], str | None]] = [
            (HEADER, own, {}, "client"),
            (HEADER, own, {HEADER: "call"}, "call"),
            (HEADER, own, {HEADER.upper(): "call"}, "call"),
            (HEADER, own, {HEADER.lower(): None}, None),
            (HEADER, own.with_options(headers={HEADER.lower(): "copy"}), {}, "copy"),
            (HEADER, own.with_options(headers={HEADER: None}), {}, None),
            (HEADER, self.client.with_options(default_headers={HEADER: "copy"}), {}, "copy"),
        ]
        for name in ("User-Agent", "Accept"):
            changes.append((name, self.client, {name.lower(): "own/1"}, "own/1"))
            changes.append((name, self.made(default_headers={name: "own/1"}), {}, "own/1"))
        if "authorization" in {name.lower() for name, _ in self.usual.sent[0].headers}:
            by_hand = "Bearer by-hand"
            changes.append(("Authorization", self.client, {"authorization": by_hand}, by_hand))
        changes += self._options_of_headers()
        changes += self._keys_of_copies()
        for name, client, extra, wanted in changes:
            what = f"extra_headers={extra}"
            sent = self.sent(what, client, **({"extra_headers": extra} if extra else {}))
            found = [value for key, value in sent.headers if key.lower() == name.lower()]
            if found != ([] if wanted is None else [wanted]):
                did = f"sent the header {name} as {found} with {what}"
                raise self.wrong(did, "no such header" if wanted is None else repr(wanted))

    def _options_of_headers(self) -> list[tuple[str, Any, dict[str, str | None], str | None]]:
        """The client option for a header that the document fixes."""
        usual = {name.lower() for name, _ in self.usual.sent[0].headers}
        found: list[tuple[str, Any, dict[str, str | None], str | None]] = []
        for name, option in self.session.credentials.header_options.items():
            if name.lower() in usual:
                own = self.made(**{option: "own-option"})
                found += [
                    (name, own, {}, "own-option"),
                    (name, own.with_options(timeout=1), {}, "own-option"),
                    (name, self.client.with_options(**{option: "copy"}), {}, "copy"),
                    (name, own, {name: "call"}, "call"),
                    (name, own, {name.swapcase(): None}, None),
                ]
        return found

    def _keys_of_copies(self) -> list[tuple[str, Any, dict[str, str | None], str | None]]:
        """A copy with another key sends that key."""
        found: list[tuple[str, Any, dict[str, str | None], str | None]] = []
        for option, value in self.session.credentials.values.items():
            for name, text in self.usual.sent[0].headers:
                if isinstance(value, str) and text.endswith(value) and name.lower() != "cookie":
                    copy = self.client.with_options(**{option: "key-of-copy"})
                    found.append((name, copy, {}, text.removesuffix(value) + "key-of-copy"))
        return found

    def queries(self) -> None:
        own = self.made(default_query={QUERY: "client"})
        for what, client, extra, wanted in (
            ("default_query=", own, {}, "client"),
            ("extra_query= over default_query=", own, {QUERY: "call"}, "call"),
            ("with_options(query=)", own.with_options(query={QUERY: "copy"}), {}, "copy"),
        ):
            sent = self.sent(what, client, **({"extra_query": extra} if extra else {}))
            found = [value for key, value in _query(sent.url) if key == QUERY]
            if found != [wanted]:
                raise self.wrong(f"sent {QUERY}={found} with {what}", repr(wanted))
        self._beside(own)
        keys = {scheme.name for one in self.subject.operation.security for scheme in one}
        own_names = [name for name, _ in _query(self.usual.sent[0].url) if name not in keys]
        for name in own_names[:1]:
            sent = self.sent("extra_query=", self.client, extra_query={name: "verify"})
            found = [value for key, value in _query(sent.url) if key == name]
            if found != ["verify"]:
                raise self.wrong(f"sent {name}={found}", f"{name}=verify, from extra_query=")

    def _beside(self, own: Any) -> None:
        """The client's query parameters are added to those of the call."""
        given = self.subject.writer.arguments(fullest_case(self.subject.operation), WIRE)
        if given is None:
            return
        clients = (self.client, own)
        outcomes = [self.subject.call(self.flavour, given, client=c) for c in clients]
        if not all(outcome.sent for outcome in outcomes):
            return  # the check of requests reports it
        before, after = (_query(outcome.sent[0].url) for outcome in outcomes)
        if sorted(after) != sorted([*before, (QUERY, "client")]):
            did = f"sent the query {short(after)} with default_query="
            raise self.wrong(did, f"{QUERY}=client beside {short(before)}", given)

    def bodies(self) -> None:
        """A field of `extra_body` overrides the field of the same name."""
        case = self.subject.smallest
        usual = case.body
        if not isinstance(usual, dict) or not usual or not is_json(case.media_type or ""):
            return
        name = next(iter(usual))
        sent = self.sent("extra_body=", self.client, extra_body={name: ["verify"]})
        before = json.loads(self.usual.sent[0].content)
        if json.loads(sent.content) != {**before, name: ["verify"]}:
            did = f"sent {short(json.loads(sent.content))} with extra_body={{{name!r}: ['verify']}}"
            says = f"{short({**before, name: ['verify']})}: extra_body= overrides the argument"
            raise self.wrong(did, says)
        for name in [name for name, value in usual.items() if isinstance(value, dict)][:1]:
            sent = self.sent("extra_body=", self.client, extra_body={name: {"verify": 1}})
            if json.loads(sent.content)[name] != {"verify": 1}:
                did = f"sent {name}={short(json.loads(sent.content)[name])}"
                raise self.wrong(did, "{'verify': 1}: extra_body= replaces the whole argument")

    # --- copies ---

    def copies(self) -> None:
        """A copy with one changed setting keeps all others."""
        settings: dict[str, Any] = {
            "timeout": 8.5,
            "max_retries": 1,
            "max_retry_after": 7.0,
            "default_headers": {HEADER: "client"},
            "default_query": {QUERY: "client"},
            "follow_redirects": True,
            "response_validation": "strict",
            "check_requests": False,
            **dict.fromkeys(self.session.credentials.header_options.values(), "own-option"),
        }
        if self.subject.base_url is None:
            settings["base_url"] = ELSEWHERE
        client = self.made(**settings)
        before = self._seen(client)
        for change in ({}, {"timeout": 9.5}, {"max_retries": 3}, {"headers": {"X-New": "1"}}):
            after = self._seen(client.with_options(**change))
            for aspect, value in before.items():
                if (
                    aspect not in _CHANGED.get(next(iter(change), ""), ())
                    and after[aspect] != value
                ):
                    did = f"made a copy by with_options({_spelt(change)}) that {aspect} {short(after[aspect])}"
                    raise self.wrong(
                        did, f"a copy that {aspect} {short(value)}, as the client does"
                    )

    def _seen(self, client: Any) -> dict[str, Any]:
        """The settings of a client, observed from outside."""
        first = self.call(client, BUSY)
        sent = first.sent[0]
        seen: dict[str, Any] = {
            "sends to": sent.url,
            "has the headers": sorted(
                (name, value.partition("boundary=")[0])  # each form has its own
                for name, value in sent.headers
                if name.lower() != "x-new"
            ),
            "has the timeouts": self.session.recorder.timeouts[0],
            "makes this many attempts:": len(first.sent),
            "has the base URL": client.base_url,
        }
        late = Reply(429, b"{}", (("retry-after", "9"),))
        seen["makes this many attempts when the server asks for a long wait:"] = len(
            self.call(client, late).sent
        )
        moved = Reply(307, b"", (("location", sent.url),))
        seen["sends this many requests for a redirect:"] = len(self.call(client, moved).sent)
        wrong = Reply(200, b'["verify"]', (("content-type", "application/json"),))
        seen["reports an invalid response with"] = type(self.call(client, wrong).error).__name__
        return seen


_CHANGED: Mapping[str, tuple[str, ...]] = {
    "timeout": ("has the timeouts",),
    "max_retries": ("makes this many attempts:",),
}


def _spelt(change: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in change.items())


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)
