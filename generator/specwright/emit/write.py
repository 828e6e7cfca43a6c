"""Files enter; the output folder is brought to them. The only module that changes the disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from specwright.emit.files import File
from specwright.emit.lock import LOCK_NAME, read_owned


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to happen so that the folder holds the files and nothing else of ours."""

    written: tuple[File, ...]
    unchanged: int
    removed: tuple[str, ...]
    in_the_way: tuple[str, ...]
    """Files edited by hand, or not ours: nothing is written while there is one."""

    @property
    def is_empty(self) -> bool:
        return not self.written and not self.removed


class OutputRefused(Exception):
    """The output folder is not one that may be written to."""


def plan_changes(folder: Path, files: Sequence[File], force: bool = False) -> Changes:
    """Compare the folder with the files; touches nothing."""
    owned = read_owned(folder)
    written: list[File] = []
    in_the_way: list[str] = []
    for file in files:
        _refuse_links(folder, file.path)
        current = _digest_of(folder / file.path)
        if current == file.digest:
            continue
        written.append(file)
        if current is not None and current != owned.get(file.path) and file.path != LOCK_NAME:
            in_the_way.append(file.path)
    wanted = {file.path for file in files}
    removed: list[str] = []
    for path, digest in owned.items():
        if path in wanted or not _is_inside(path):
            continue
        current = _digest_of(folder / path)
        if current is not None:
            removed.append(path)
            if current != digest:
                in_the_way.append(path)
    return Changes(
        tuple(written),
        len(files) - len(written),
        tuple(sorted(removed)),
        () if force else tuple(sorted(in_the_way)),
    )


def apply_changes(folder: Path, changes: Changes) -> None:
    """Write what changed, each file at once or not at all; the lock comes last."""
    for file in sorted(changes.written, key=lambda f: f.path == LOCK_NAME):
        _write(folder / file.path, file.content)
    for path in changes.removed:
        (folder / path).unlink(missing_ok=True)
        _remove_empty(folder, (folder / path).parent)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".specwright-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove_empty(folder: Path, parent: Path) -> None:
    while parent != folder and parent.is_dir() and not _has_entries(parent):
        for cache in parent.glob("__pycache__/*"):
            cache.unlink()
        if (parent / "__pycache__").is_dir():
            (parent / "__pycache__").rmdir()
        parent.rmdir()
        parent = parent.parent


def _has_entries(folder: Path) -> bool:
    return any(entry.name != "__pycache__" for entry in folder.iterdir())


def _digest_of(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _is_inside(path: str) -> bool:
    """A lock is a file that anybody can edit: its paths are not trusted."""
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and "\\" not in path


def _refuse_links(folder: Path, path: str) -> None:
    """A link could lead a write out of the folder."""
    if not _is_inside(path):
        raise OutputRefused(f"{path} leads out of the output folder")
    place = folder
    for part in ("", *PurePosixPath(path).parts):
        place = place / part
        if place.is_symlink():
            raise OutputRefused(f"{place} is a symbolic link; give the folder it leads to")
