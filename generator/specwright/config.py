"""`[tool.specwright]` of the nearest `pyproject.toml` enters, a `Project` leaves."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_KEYS = ("spec", "overlays", "output", "package", "distribution", "version", "diff")
_DIFF_KEYS = ("levels", "accept")
_LEVELS = ("error", "warning", "info")


_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION = re.compile(
    r"v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?"
    r"(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
"""PEP 508 and PEP 440: what a wheel may be called, and its versions."""


Level: TypeAlias = Literal["error", "warning", "info"]


class ConfigError(Exception):
    """The configuration cannot be used; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Project:
    """What to generate, and where to."""

    spec: str | None = None
    overlays: tuple[str, ...] = ()
    output: Path | None = None
    package: str | None = None
    distribution: str | None = None
    version: str | None = None
    levels: Mapping[str, Level] = field(default_factory=dict)
    """Of `[tool.specwright.diff.levels]`: how bad a rule of `diff` is, by its id."""
    accept: tuple[str, ...] = ()
    """Fingerprints of changes that `diff` reports and does not count."""


def find_project(start: Path) -> Project:
    """The project of the nearest `pyproject.toml` upwards that has `[tool.specwright]`; else an empty one."""
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            table = _table(path)
            if table is not None:
                return _project(table, path)
    return Project()


def _table(path: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    table = data.get("tool", {}).get("specwright")
    return table if isinstance(table, dict) else None


def _project(table: dict[str, Any], path: Path) -> Project:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise ConfigError(
            f"{path}: [tool.specwright] has no key {unknown[0]!r}; it knows {', '.join(_KEYS)}"
        )
    folder = path.parent
    overlays = table.get("overlays", [])
    if not isinstance(overlays, list) or not all(isinstance(o, str) for o in overlays):
        raise ConfigError(f"{path}: [tool.specwright] overlays must be a list of paths")
    texts = {key: table.get(key) for key in _KEYS if key not in ("overlays", "diff")}
    levels, accept = _diff(table.get("diff", {}), path)
    for key, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise ConfigError(f"{path}: [tool.specwright] {key} must be text")
    for key, form in (("distribution", _DISTRIBUTION), ("version", _VERSION)):
        value = texts[key]
        if value is not None and not form.fullmatch(value):
            raise ConfigError(
                f"{path}: [tool.specwright] {key} {value!r} cannot be that of a wheel"
            )
    spec, output = texts["spec"], texts["output"]
    return Project(
        spec=_beside(folder, spec) if spec else None,
        overlays=tuple(_beside(folder, overlay) for overlay in overlays),
        output=folder / output if output else None,
        package=texts["package"],
        distribution=texts["distribution"],
        version=texts["version"],
        levels=levels,
        accept=accept,
    )


def _diff(table: Any, path: Path) -> tuple[Mapping[str, Level], tuple[str, ...]]:
    """`[tool.specwright.diff]`: levels by id of a rule, and accepted fingerprints."""
    where = f"{path}: [tool.specwright.diff]"
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table")
    unknown = sorted(set(table) - set(_DIFF_KEYS))
    if unknown:
        raise ConfigError(f"{where} has no key {unknown[0]!r}; it knows {', '.join(_DIFF_KEYS)}")
    levels, accept = table.get("levels", {}), table.get("accept", [])
    if not isinstance(levels, dict) or not all(v in _LEVELS for v in levels.values()):
        raise ConfigError(f"{where} levels must be a table of rule = {' | '.join(_LEVELS)}")
    if not isinstance(accept, list) or not all(isinstance(v, str) for v in accept):
        raise ConfigError(f"{where} accept must be a list of fingerprints")
    return levels, tuple(accept)


def _beside(folder: Path, text: str) -> str:
    """A path is relative to the project's folder; `REV:path` stays as it is."""
    path = folder / text
    return text if ":" in text and not path.exists() else path.as_posix()
