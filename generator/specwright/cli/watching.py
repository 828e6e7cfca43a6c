"""`specwright generate --watch`: generate again whenever an input changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from specwright.cli.terminal import say
from specwright.config import ConfigError, Project
from specwright.source.address import is_url, shown_name

_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".toml"})
"""The suffixes of documents, overlays and `pyproject.toml`."""


def watch(run: Callable[[], int], inputs: Callable[[], Iterable[Path]]) -> int:
    """Run once, and again after each change in the folder of an input, until the user stops it.

    Raises:
        ConfigError: watchfiles is not installed.
    """
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise ConfigError("--watch requires watchfiles: pip install 'specwright[watch]'") from None
    code = run()
    folders = sorted({path.resolve().parent for path in inputs()})
    say(f"watching {', '.join(map(str, folders))}; press Ctrl-C to stop")
    for found in changes(*folders, watch_filter=_is_input, raise_interrupt=False):
        say(f"\n{', '.join(sorted(Path(path).name for _, path in found))} changed")
        code = run()
    return code


def inputs_of(project: Project, spec: str | None, overlays: Iterable[str]) -> Iterator[Path]:
    """The files whose folders are watched.

    Raises:
        ConfigError: The document is standard input, or that of a revision.
    """
    names = [spec] if spec else [client.spec for client in project.clients] or [project.spec]
    chosen = [*overlays, *project.overlays, *(o for c in project.clients for o in c.overlays)]
    for name in filter(None, names):
        if not Path(name).is_file():
            way = "; save it in a file: specwright init URL" if is_url(name) else ""
            raise ConfigError(f"--watch requires a file, not {shown_name(name)}{way}")
        yield Path(name)
    yield from map(Path, chosen)
    if project.file is not None:
        yield project.file


def _is_input(_change: object, path: str) -> bool:
    found = Path(path)
    return found.suffix in _SUFFIXES and not found.name.startswith(".")
