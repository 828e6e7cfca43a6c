"""Addresses of files, and of files that they refer to.

A file outside the allowed folders has no address, so it cannot be read.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from specwright.source.suggestions import closest

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE: Final = re.compile(r"[A-Za-z]:|\\\\")
_MAX_CANDIDATES: Final = 2000

NO_FILE: Final = "\0"
"""A name for input that comes from no file but refers to files beside it; no real file has this name."""


class Unavailable(Exception):
    """A file that cannot be read: code, message and hint of the finding."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Store the reason; it never quotes the content of the file."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Address(Protocol):
    """The location of a file. Two addresses of the same file are equal."""

    @property
    def shown(self) -> str:
        """The name to show."""
        ...

    def beside(self, name: str) -> Address:
        """The file that a reference in this one names; raises `Unavailable`."""
        ...

    def read(self, most: int) -> bytes:
        """Read up to `limit` bytes; raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders in which references may be followed, and how their files are shown."""

    root: Path
    """The folder of the root document, without symbolic links."""
    shown: str
    """The same folder as the user wrote it."""
    document: Path
    """The root document under its own name ..."""
    target: Path
    """... and its target, if it is a symbolic link."""
    allowed: tuple[Path, ...]
    """Other folders in which files may be read, without symbolic links."""

    def show(self, path: Path) -> str:
        """The path of a file for messages, beside the root document as the user named it."""
        try:
            relative = os.path.relpath(path, self.root)
        except ValueError:  # another drive
            return path.as_posix()
        return posixpath.normpath(posixpath.join(self.shown, Path(relative).as_posix()))

    def contain(self, path: Path) -> bool:
        """Whether a file, without symbolic links, may be read."""
        return any(path.is_relative_to(folder) for folder in (self.root, *self.allowed))


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file on disk."""

    path: Path
    """Without symbolic links, so that each file has one address."""
    folders: Folders

    @property
    def shown(self) -> str:
        """The name to show."""
        return self.folders.show(self.path)

    def beside(self, name: str) -> DiskFile:
        """The file that a reference in this one names; raises `Unavailable`."""
        try:
            path = (self.path.parent / relative_name(name, local_urls=True)).resolve()
        except (OSError, RuntimeError, ValueError):  # circular links, or an invalid file name
            raise missing(f"{name!r} is not a valid file name") from None
        if path == self.folders.target:
            return DiskFile(self.folders.document, self.folders)
        if not self.folders.contain(path):
            raise not_allowed()
        return DiskFile(path, self.folders)

    def read(self, most: int) -> bytes:
        """Read up to `limit` bytes; raises `Unavailable`."""
        try:
            if not self.path.exists():
                raise missing(f"file not found: {self.shown}", self._suggest())
            if not self.path.is_file():  # reading a pipe could block, and a device may never end
                raise missing(f"{self.shown} is not a file", "pass a file in it")
            with self.path.open("rb") as stream:
                return stream.read(most)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise missing(f"cannot read {self.shown}: {reason}") from error

    def _suggest(self) -> str:
        try:
            names = [path.name for path in islice(self.path.parent.iterdir(), _MAX_CANDIDATES)]
        except OSError:
            return ""
        guess = closest(self.path.name, sorted(names))
        return "" if guess is None else f"did you mean {guess!r}?"


def disk_file(path: Path, allow: Iterable[Path] = ()) -> DiskFile:
    """The address of a root document, with the folders in which its references may be followed."""
    folder = path.parent.resolve()
    document = folder / path.name
    allowed = tuple(root.resolve() for root in allow)
    target = document if path.name == NO_FILE else document.resolve()
    return DiskFile(document, Folders(folder, path.parent.as_posix(), document, target, allowed))


def relative_name(reference: str, local_urls: bool) -> str:
    """The file that a reference names, as a path; raises `Unavailable` if it is not a relative path."""
    scheme = _SCHEME.match(reference)
    if scheme is not None and scheme.group().lower() == "file:":
        host, path = _split_file_url(reference)
        if not local_urls or host not in ("", "localhost"):
            raise not_allowed()
        return unquote(path)
    if scheme is not None or reference.startswith("//"):
        raise Unavailable(
            "unsupported-url-ref",
            "it is a URL; specwright downloads only the document that you name",
            "save a copy next to the document and refer to it",
        )
    name = unquote(reference)
    if name.startswith("/") or _DRIVE.match(name):
        raise Unavailable(
            "ref-not-allowed",
            "it is an absolute path",
            "use a path relative to this file, such as ./schemas/pet.yaml",
        )
    if not name.isprintable():
        raise missing(f"{name!r} is not a valid file name")
    return name


def _split_file_url(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise not_allowed() from None
    return parts.netloc, parts.path


def not_allowed() -> Unavailable:
    """The finding for a file outside the allowed folders, whether it exists or not."""
    return Unavailable(
        "ref-not-allowed",
        "it is outside the folder of the document",
        "to allow the folder, pass --allow-refs",
    )


def missing(message: str, hint: str = "") -> Unavailable:
    """The finding for a missing file."""
    return Unavailable("unresolved-ref", message, hint)


def is_url(name: str) -> bool:
    """Whether a document is given as a URL."""
    return _URL.match(name) is not None


def shown_name(name: str) -> str:
    """The name of a document for messages: a URL without credentials, query and fragment."""
    if not is_url(name):
        return name
    scheme, _, rest = name.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
