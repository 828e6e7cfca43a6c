"""Call either flavour of a client, and record what it sent and returned."""

from __future__ import annotations

import asyncio
import inspect
from base64 import b64encode
from collections.abc import Callable, Mapping
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias

from .clock import JudgeClock
from .package import Package, PackageError, Row, plain
from .transport import Failure, Recorder, Reply, Sent

SYNC, ASYNC = "sync", "async"
FLAVOURS = (SYNC, ASYNC)
SERVER = "https://server.example"
"""The base URL, if the document has no absolute one."""
USER = "username"
Group: TypeAlias = "tuple[str, ...]"


class Arguments(NamedTuple):
    """What a method is called with."""

    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = {}

    def and_also(self, **more: Any) -> Arguments:
        return Arguments(self.positional, {**self.keywords, **more})


class Outcome(NamedTuple):
    """The outcome of one call."""

    sent: tuple[Sent, ...]
    value: Any
    error: Exception | None


class Session:
    """Clients over one recording transport, each created once; closed by `with`."""

    def __init__(self, package: Package, raw: Mapping[str, Any]) -> None:
        self.package = package
        self.recorder = Recorder()
        self.credentials = Credentials(package, raw)
        self._loop = asyncio.new_event_loop()
        self._clients: dict[tuple[Any, ...], Any] = {}
        self._done: set[object] = set()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.close()

    def is_first(self, what: object) -> bool:
        """Whether this key is new: some checks run for only one operation of a kind."""
        known = what in self._done
        self._done.add(what)
        return not known

    def client(
        self, flavour: str, mode: str = "strict", without: frozenset[str] = frozenset()
    ) -> Any:
        """A cached client; `without` names credential options to omit."""
        key = (flavour, mode, without)
        if key not in self._clients:
            self._clients[key] = self.fresh_client(flavour, mode, without)
        return self._clients[key]

    def fresh_client(self, flavour: str, mode: str, without: frozenset[str] = frozenset()) -> Any:
        """A new client, which has not warned of anything yet."""
        given = {n: v for n, v in self.credentials.values.items() if n not in without}
        return self._make(flavour, {**given, "response_validation": mode})

    def made(self, flavour: str, **settings: Any) -> Any:
        """A client with all credentials and these settings."""
        return self._make(flavour, {**self.credentials.values, **settings})

    def made_by(self, flavour: str, clock: JudgeClock, **settings: Any) -> Any:
        """A client with a fake clock and the default number of retries."""
        given = {
            "clock": clock.given(self.package),
            "max_retries": None,
            "response_validation": "off",
        }
        given |= settings
        return self.made(flavour, **given)

    def _make(self, flavour: str, options: Mapping[str, Any]) -> Any:
        """`max_retries` None keeps the client's default."""
        kind = self.package.classes[flavour == ASYNC]
        common: dict[str, Any] = {"transport": self.recorder, "max_retries": 0, **options}
        if common["max_retries"] is None:
            del common["max_retries"]
        with Caught() as caught:
            return kind(**common)
        with Caught() as caught:  # the document names no whole address
            return kind(**{"base_url": SERVER, **common})
        raise PackageError(f"{kind.__name__} cannot be made: {caught.error}")

    def method(self, client: Any, row: Row) -> Any:
        """The method `client.resource.name`, as users write it."""
        group = getattr(client, row.resource) if row.resource else client
        return getattr(group, row.name)

    def call(
        self,
        client: Any,
        row: Row,
        given: Arguments,
        answer: Reply | Failure,
        later: tuple[Reply | Failure, ...] = (),
    ) -> Outcome:
        self.recorder.expect(answer, later)
        with Caught() as caught:
            caught.value = self.settled(
                self.method(client, row)(*given.positional, **given.keywords)
            )
        return Outcome(tuple(self.recorder.sent), caught.value, caught.error)

    def settled(self, value: Any) -> Any:
        """The result of an awaitable; anything else unchanged."""
        return (
            self._loop.run_until_complete(_awaited(value)) if inspect.isawaitable(value) else value
        )

    def told(self, action: Callable[[], Any]) -> tuple[Any, Exception | None]:
        """Run a further step of a user, in either flavour."""
        with Caught() as caught:
            caught.value = self.settled(action())
        return caught.value, caught.error

    def items(self, stream: Any, most: int | None = None) -> list[Any]:
        """The items of a stream or a list, at most `most`, in either flavour."""
        if hasattr(stream, "__aiter__"):
            return self._loop.run_until_complete(_gathered(stream, most))
        return list(islice(stream, most))


async def _awaited(value: Any) -> Any:
    return await value


async def _gathered(value: Any, most: int | None) -> list[Any]:
    found: list[Any] = []
    async for item in value:
        found.append(item)
        if len(found) == most:
            break
    return found


class Caught:
    """Catches everything that a client raises: any exception is a result of the check."""

    def __init__(self) -> None:
        self.value: Any = None
        self.error: Exception | None = None

    def __enter__(self) -> Caught:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
        return isinstance(error, Exception)


class Credentials:
    """A value for each credential of the client, and the scheme of the document that each one fills.

    The options of a credential are a group: a login has a user name and a password, unless one
    option takes both.
    """

    def __init__(self, package: Package, raw: Mapping[str, Any]) -> None:
        settings = raw.get("x-specwright-client")
        self._settings = settings if isinstance(settings, dict) else {}
        self.header_options = self._pins("headers")
        options = _options(package.classes[0])
        own = {n: kind for n, kind in options.items() if n not in self.header_options.values()}
        self._groups = _groups(own)
        self.values: dict[str, Any] = {}
        for group, is_login in self._groups.items():
            value = _login(group[0]) if is_login else f"key-{group[0]}+/=="
            self.values |= zip(group, value if len(group) > 1 else (value,), strict=True)
        self.options_of = _matched(_schemes(raw), self._groups, self._pins("credentials"))

    def sent_for(self, scheme: str) -> str:
        """What a request carries for a credential; for a login, after `Basic`."""
        return self._sent(self.options_of[scheme])

    def all_sent(self) -> list[str]:
        return list(map(self._sent, self._groups))

    def _sent(self, group: Group) -> str:
        if not self._groups[group]:
            return str(self.values[group[0]])
        pair = self.values[group[0]] if len(group) == 1 else [self.values[name] for name in group]
        return b64encode(":".join(pair).encode()).decode()

    def _pins(self, table: str) -> dict[str, str]:
        rows = self._settings.get(table)
        entries = rows.items() if isinstance(rows, dict) else ()
        return {
            name: entry["option"]
            for name, entry in entries
            if isinstance(entry, dict) and "option" in entry
        }


def _options(kind: type[Any]) -> dict[str, str]:
    """The credential and other own options of the client's constructor, with their annotations."""
    parameters = inspect.signature(kind).parameters.values()
    own = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.name != "base_url"]
    return {p.name: str(p.annotation) for p in own}


def _groups(options: Mapping[str, str]) -> dict[Group, bool]:
    """Options that belong together, and whether they are a login."""
    pairs = {
        name: password
        for name in options
        if name.endswith(USER) and (password := f"{name.removesuffix(USER)}password") in options
    }
    groups: dict[Group, bool] = {}
    for name, annotation in options.items():
        if name in pairs:
            groups[name, pairs[name]] = True
        elif name not in pairs.values():
            groups[(name,)] = "Basic" in annotation
    return groups


def _login(name: str) -> tuple[str, str]:
    """A login whose base64 has padding and both letters that the URL-safe alphabet replaces."""
    word = f"w\N{LATIN SMALL LETTER O WITH DIAERESIS}rd:~~~?>{name}"
    user = f"user-{name}>>>???"
    return (user, word + "!" * ((1 - len(f"{user}:{word}".encode())) % 3))


def _schemes(raw: Mapping[str, Any]) -> dict[str, str]:
    """The schemes that clients support, in document order, with their usual option."""
    components = raw.get("components")
    table = components.get("securitySchemes") if isinstance(components, dict) else None
    rows = table.items() if isinstance(table, dict) else ()
    kinds = {name: _usual(scheme) for name, scheme in rows if isinstance(scheme, dict)}
    return {name: kind for name, kind in kinds.items() if kind}


def _usual(scheme: Mapping[str, Any]) -> str:
    kind = str(scheme.get("type"))
    if kind == "http":
        kind = str(scheme.get("scheme", "")).lower()
    usual = {"apiKey": "api_key", "basic": USER}
    return usual.get(kind, "token" if kind in ("bearer", "oauth2", "openIdConnect") else "")


def _matched(
    schemes: Mapping[str, str], groups: Mapping[Group, bool], pins: Mapping[str, str]
) -> dict[str, Group]:
    """Match options to schemes: by the overlay, by order if all exist, by name or kind, or the last of each."""
    by_option = {group[0]: group for group in groups}
    found = {scheme: by_option[option] for scheme, option in pins.items() if option in by_option}
    left = [scheme for scheme in schemes if scheme not in found]
    free = [group for group in groups if group not in found.values()]
    pairs = list(zip(left, free, strict=False)) if len(left) == len(free) else []
    if pairs and all((schemes[s] == USER) == groups[g] for s, g in pairs):
        return {**found, **dict(pairs)}
    for scheme in left:
        same = [g for g in free if plain(g[0].removesuffix(f"_{USER}")) == plain(scheme)]
        same += [g for g in free if g[0] == schemes[scheme] and g not in found.values()]
        if same:
            found[scheme] = same[0]
    left = [scheme for scheme in schemes if scheme not in found]
    free = [group for group in groups if group not in found.values()]
    if len(left) == len(free) == 1:
        found[left[0]] = free[0]
    return found
