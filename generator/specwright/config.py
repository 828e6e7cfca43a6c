"""Read `[tool.specwright]` of the nearest `pyproject.toml`.

A misspelt or invalid table is an error, so that Specwright never uses the project of a parent folder by mistake.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from specwright.api.operations.select import EVERYTHING, Choice, parse_selector
from specwright.request import DISTRIBUTION, NO_METADATA, VERSION, Metadata
from specwright.source.suggestions import closest
from specwright.source.text.toml_places import line_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TEXTS: Final = ("spec", "output", "package", "distribution", "version", "layout", "http")
_LISTS: Final = ("overlays", "include", "exclude")
_OF_A_CLIENT: Final = (*_TEXTS, *_LISTS, "metadata")
_KEYS: Final = (*_OF_A_CLIENT, "clients", "diff")
_CHOICES: Final = (("layout", ("distribution", "package")), ("http", ("httpx", "httpx2")))
_METADATA_TEXTS: Final = ("description", "license")
_METADATA_LISTS: Final = ("authors", "keywords")
_DIFF_KEYS: Final = ("levels", "accept")
_ACCEPT_KEYS: Final = ("fingerprint", "reason", "expires")
_LEVELS: Final = ("error", "warning", "info")
_OWN: Final = ("tool", "specwright")

_FORMS: Final = (("distribution", DISTRIBUTION), ("version", VERSION))

Level: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Accept:
    """A change that `diff` reports but does not count."""

    fingerprint: str
    reason: str = ""
    expires: date | None = None
    """The last day on which it is accepted."""


class ConfigError(Exception):
    """The configuration is invalid; the message says why and how to fix it."""


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of `[tool.specwright]`."""

    spec: str | None = None
    overlays: tuple[str, ...] = ()
    output: Path | None = None
    package: str | None = None
    distribution: str | None = None
    version: str | None = None
    layout: str = "distribution"
    """`package` writes only the package, into the tree of an application."""
    http: str = "httpx"
    """The HTTP library that the client needs."""
    choice: Choice = EVERYTHING
    metadata: Metadata = NO_METADATA
    name: str = ""
    """NAME of `[tool.specwright.clients.NAME]`; empty in a project with one client."""
    clients: tuple[Project, ...] = ()
    """The clients of a project with several, including their shared settings."""
    levels: Mapping[str, Level] = field(default_factory=dict)
    """The rule levels of `diff`, by rule id."""
    accept: tuple[Accept, ...] = ()
    """Changes that `diff` reports but does not count."""
    file: Path | None = None
    """The `pyproject.toml`; None without a project."""
    text: str = field(default="", repr=False)
    """The content of the file, to find the line of a key."""

    def place(self, *keys: str) -> str:
        """File and line of a key in `[tool.specwright]`, for messages."""
        return _place(self.file or Path("pyproject.toml"), self.text, (*_OWN, *keys))


def client_of(project: Project, name: str | None) -> Project:
    """The client with this name, or the only one.

    Raises:
        ConfigError: The client does not exist, or there are several and no name.
    """
    names = [client.name for client in project.clients]
    if name is None and len(names) < 2:
        return project.clients[0] if names else project
    if name is None:
        raise ConfigError(
            f"this project has several clients; select one with --client {' | '.join(names)}"
        )
    if name in names:
        return project.clients[names.index(name)]
    near = closest(name, names)
    hint = f"did you mean {near!r}?" if near else f"clients: {', '.join(names) or 'none'}"
    raise ConfigError(f"{project.place('clients')}: unknown client {name!r}; {hint}")


def find_project(start: Path) -> Project:
    """The project of the nearest `pyproject.toml` upwards that has `[tool.specwright]`; else an empty one."""
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() or path.is_symlink():
            try:
                text = path.read_text(encoding="utf-8")
            except OSError as error:
                raise ConfigError(f"{_shown(path)} cannot be read: {error.strerror}") from error
            except UnicodeDecodeError as error:
                raise ConfigError(f"{_shown(path)} is not UTF-8") from error
            project = read_project(text, path)
            if project is not None:
                return project
    return Project()


def read_project(text: str, path: Path) -> Project | None:
    """The project of a `pyproject.toml`; None if it has no `[tool.specwright]`.

    Raises:
        ConfigError: The table has mistakes; the message lists all, each with its line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r" \(at line (\d+), column (\d+)\)", message)
        where = f"{_shown(path)}:{at[1]}:{at[2]}" if at else _shown(path)
        said = message.replace(at[0], "") if at else message
        raise ConfigError(f"{where}: invalid TOML: {said}") from error
    mistakes = [*_misplaced(data)]
    tool = data.get("tool", {})
    table = tool.get("specwright") if isinstance(tool, dict) else None
    if isinstance(table, dict):
        mistakes += [*_mistakes(table)]
    elif table is not None:
        double = "; use single brackets" if isinstance(table, list) else ""
        mistakes.append((_OWN, f"[tool.specwright] must be a table, not {_kind(table)}{double}"))
    if mistakes:
        lines = [f"{_place(path, text, keys)}: {message}" for keys, message in mistakes]
        raise ConfigError("\nerror: ".join(lines))
    return _project(table, path, text) if isinstance(table, dict) else None


def _project(table: Mapping[str, Any], path: Path, text: str, name: str = "") -> Project:
    folder, diff = path.parent, table.get("diff", {})
    spec, output = table.get("spec"), table.get("output")
    metadata = table.get("metadata", {})
    shared = {key: value for key, value in table.items() if key != "clients"}
    return Project(
        spec=_beside(folder, spec) if spec else None,
        overlays=tuple(_beside(folder, overlay) for overlay in table.get("overlays", ())),
        output=folder / output if output else None,
        package=table.get("package"),
        distribution=table.get("distribution"),
        version=table.get("version"),
        layout=table.get("layout", "distribution"),
        http=table.get("http", "httpx"),
        choice=Choice(*(tuple(map(parse_selector, table.get(key, ()))) for key in _LISTS[1:])),
        metadata=Metadata(
            description=metadata.get("description"),
            license=metadata.get("license"),
            authors=tuple(metadata.get("authors", ())),
            keywords=tuple(metadata.get("keywords", ())),
            urls=tuple(metadata.get("urls", {}).items()),
        ),
        name=name,
        clients=tuple(
            _project({**shared, **own}, path, text, client)
            for client, own in table.get("clients", {}).items()
        ),
        levels=diff.get("levels", {}),
        accept=tuple(map(_accept, diff.get("accept", ()))),
        file=path,
        text=text,
    )


def _accept(given: str | Mapping[str, Any]) -> Accept:
    if isinstance(given, str):
        return Accept(given)
    return Accept(given["fingerprint"], given.get("reason", ""), _day(given.get("expires")))


def _day(given: Any) -> date | None:
    """A TOML date, or a string in this form."""
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            return None
    return given if type(given) is date else None


def _beside(folder: Path, text: str) -> str:
    """A path is relative to the project's folder; `REV:path` stays as it is."""
    path = folder / text
    return text if ":" in text and not path.exists() else path.as_posix()


# --- mistakes -------------------------------------------------------------------------------------

_Mistake: TypeAlias = tuple[Sequence[str], str]
"""The path of a key, and the message."""


def _misplaced(data: Mapping[str, Any]) -> Iterator[_Mistake]:
    """Tables whose name resembles `[tool.specwright]`."""
    tool = data.get("tool", {})
    if not isinstance(tool, dict):
        yield ("tool",), f"`tool` must be a table, not {_kind(tool)}"
    for key in tool if isinstance(tool, dict) else ():
        if key != "specwright" and _is_like_ours(key):
            yield ("tool", key), f"unknown table [tool.{key}]; did you mean [tool.specwright]?"
    for key, value in data.items():
        if _is_like_ours(key):
            yield (key,), f"unknown table [{key}]; did you mean [tool.specwright]?"
        else:
            inner = value.get("specwright") if key != "tool" and isinstance(value, dict) else None
            if isinstance(inner, (dict, list)):
                message = f"unknown table [{key}.specwright]; did you mean [tool.specwright]?"
                yield (key, "specwright"), message


def _is_like_ours(key: str) -> bool:
    plain = re.sub(r"[^a-z]", "", key.lower())
    return plain in ("specwright", "specwrightdiff") or (
        abs(len(plain) - len("specwright")) <= 2 and closest(plain, ["specwright"]) is not None
    )


def _mistakes(table: Mapping[str, Any]) -> Iterator[_Mistake]:
    yield from _unknown(table, _KEYS, _OWN)
    yield from _client_mistakes(table, _OWN)
    clients = table.get("clients", {})
    if not isinstance(clients, dict) or not all(isinstance(c, dict) for c in clients.values()):
        message = "must contain a table for each client: [tool.specwright.clients.NAME]"
        yield (*_OWN, "clients"), f"[tool.specwright.clients] {message}"
        return
    for name, client in clients.items():
        own = (*_OWN, "clients", name)
        yield from _unknown(client, _OF_A_CLIENT, own)
        yield from _client_mistakes(client, own)
    yield from _diff_mistakes(table.get("diff", {}))


def _client_mistakes(table: Mapping[str, Any], own: Sequence[str]) -> Iterator[_Mistake]:
    """Mistakes in the settings of a client."""
    where = f"[{'.'.join(own)}]"
    yield from _wrong_texts(table, _TEXTS, own)
    for key, form in _FORMS:
        value = table.get(key)
        is_ours = key == "version" and value == "document"
        if isinstance(value, str) and value.strip() and not is_ours and not form.fullmatch(value):
            yield (*own, key), f"{where} {key} {value!r} is not valid for a wheel"
    for key, values in _CHOICES:
        if table.get(key, values[0]) not in values:
            yield (*own, key), f"{where} {key} must be {' or '.join(map(repr, values))}"
    if not _are_texts(table.get("overlays", [])):
        yield (*own, "overlays"), f'{where} overlays must be a list of paths: ["a.yaml"]'
    for key in _LISTS[1:]:
        conditions = table.get(key, [])
        if not _are_texts(conditions):
            yield (*own, key), f'{where} {key} must be a list of conditions: ["tag=pets"]'
            continue
        for condition in conditions:
            try:
                parse_selector(condition)
            except ValueError as error:
                yield (*own, key), f"{where} {key}: {error}"
    yield from _metadata_mistakes(table.get("metadata", {}), (*own, "metadata"))


def _metadata_mistakes(table: Any, own: Sequence[str]) -> Iterator[_Mistake]:
    where = f"[{'.'.join(own)}]"
    if not isinstance(table, dict):
        yield own, f"{where} must be a table, not {_kind(table)}"
        return
    yield from _unknown(table, (*_METADATA_TEXTS, *_METADATA_LISTS, "urls"), own)
    yield from _wrong_texts(table, _METADATA_TEXTS, own)
    for key in _METADATA_LISTS:
        if not _are_texts(table.get(key, [])):
            yield (*own, key), f"{where} {key} must be a list of strings"
    urls = table.get("urls", {})
    if not isinstance(urls, dict) or not _are_texts(list(urls.values())):
        yield (*own, "urls"), f'{where} urls must be a table: {{Homepage = "https://..."}}'


def _wrong_texts(
    table: Mapping[str, Any], keys: Sequence[str], own: Sequence[str]
) -> Iterator[_Mistake]:
    where = f"[{'.'.join(own)}]"
    for key in keys:
        value = table.get(key)
        if value is not None and not isinstance(value, str):
            yield (*own, key), f"{where} {key} must be a string, not {_kind(value)}"
        elif value is not None and not value.strip():
            yield (*own, key), f"{where} {key} is empty; remove it, or set a value"


def _diff_mistakes(table: Any) -> Iterator[_Mistake]:
    """Mistakes in `[tool.specwright.diff]`."""
    where, own = "[tool.specwright.diff]", (*_OWN, "diff")
    if not isinstance(table, dict):
        yield own, f"{where} must be a table, not {_kind(table)}"
        return
    yield from _unknown(table, _DIFF_KEYS, own)
    levels, accept = table.get("levels", {}), table.get("accept", [])
    if not isinstance(levels, dict):
        yield (*own, "levels"), f"{where} levels must be a table of rule = {' | '.join(_LEVELS)}"
    for rule, level in levels.items() if isinstance(levels, dict) else ():
        if level not in _LEVELS:
            near = closest(level, list(_LEVELS)) if isinstance(level, str) else None
            hint = f"did you mean {near!r}?" if near else f"use {' | '.join(_LEVELS)}"
            yield (
                (*own, "levels", rule),
                f"{where} {level!r} is not a valid level for {rule}; {hint}",
            )
    if not isinstance(accept, list):
        yield (*own, "accept"), f"{where} accept must be a list of fingerprints"
        return
    for item in accept:
        mistake = _accept_mistake(item)
        if mistake:
            yield (*own, "accept"), f"{where} accept: {mistake}"


def _accept_mistake(item: Any) -> str:
    """The mistakes in one accepted change; empty if there are none."""
    table = item if isinstance(item, dict) else {"fingerprint": item}
    mark, reason = table.get("fingerprint"), table.get("reason", "")
    if not isinstance(mark, str) or not mark.strip():
        return "each item must be a fingerprint, or a table with a fingerprint"
    unknown = [key for key in table if key not in _ACCEPT_KEYS]
    if unknown:
        return f"unknown key {unknown[0]!r}; valid keys: {', '.join(_ACCEPT_KEYS)}"
    if not isinstance(reason, str):
        return f"the reason of {mark!r} must be a string"
    if "expires" in table and _day(table["expires"]) is None:
        return f"expires of {mark!r} must be a date, such as 2026-12-31"
    return ""


def _unknown(
    table: Mapping[str, Any], known: Sequence[str], path: Sequence[str]
) -> Iterator[_Mistake]:
    for key in table:
        if key not in known:
            near = closest(key, list(known))
            hint = f"did you mean {near!r}?" if near else f"valid keys: {', '.join(known)}"
            yield (*path, key), f"[{'.'.join(path)}] has an unknown key {key!r}; {hint}"


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def _kind(value: Any) -> str:
    kinds = {dict: "a table", list: "a list", str: "a string", bool: "a boolean"}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return "a list of tables"
    return kinds.get(type(value), "a number" if isinstance(value, (int, float)) else "a date")


def _place(path: Path, text: str, keys: Sequence[str]) -> str:
    return f"{_shown(path)}:{line_of(text, keys)}"


def _shown(path: Path) -> str:
    """The path relative to the current folder."""
    return os.path.relpath(path)
