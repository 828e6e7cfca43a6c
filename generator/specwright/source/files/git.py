"""Read files from a git revision (`REV:path`)."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specwright.source.address import Unavailable, missing, not_allowed, relative_name

_LINK: Final = "120000"
_KINDS: Final = {"tree": "a folder", "commit": "a submodule"}


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of one revision."""

    git: str
    """The path of git."""
    top: str
    """The folder of the work tree, in which git runs."""
    revision: str
    """The revision as you wrote it."""
    hash: str
    """The hash of its tree, the only name of the revision that is passed to git."""
    prefix: str
    """The current folder in the tree: empty, or with a slash at the end."""
    allowed: tuple[str, ...]
    """Folders in the tree that references may point to; an empty name allows the whole tree."""

    def contain(self, path: str) -> bool:
        """Whether a file may be read."""
        return any(f"{path}/".startswith(f"{folder}/" if folder else "") for folder in self.allowed)


@dataclass(frozen=True, slots=True)
class GitFile:
    """A file in a revision."""

    path: str
    """The path from the top of the repository."""
    tree: Tree

    @property
    def shown(self) -> str:
        """The name in messages, relative to the current folder."""
        return f"{self.tree.revision}:{posixpath.relpath(self.path, self.tree.prefix or '.')}"

    def beside(self, name: str) -> GitFile:
        """The file that a reference in this one names; raises `Unavailable`."""
        relative = relative_name(name, local_urls=False)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), relative))
        if path.startswith("../") or not self.tree.contain(path):
            raise not_allowed()
        return GitFile(path, self.tree)

    def read(self, most: int) -> bytes:
        """Read up to `limit` bytes; raises `Unavailable`."""
        listing = _run(
            self.tree, "ls-tree", "-z", "-l", "--full-tree", self.tree.hash, "--", self.path
        )
        entry, _, name = os.fsdecode(listing).partition("\0")[0].partition("\t")
        if name != self.path:
            raise missing(f"file not found: {self.shown}", self._suggest())
        mode, kind, blob, size = entry.split()
        if kind != "blob":
            raise missing(f"{self.shown} is {_KINDS.get(kind, kind)}")
        if mode == _LINK:
            raise missing(f"{self.shown} is a symbolic link", "specify the file that it points to")
        if int(size) > most:
            return bytes(most)  # a size beyond the limit tells the caller that it is too large
        return _run(self.tree, "cat-file", "blob", blob)

    def _suggest(self) -> str:
        if self.tree.prefix and self.path.startswith(self.tree.prefix):
            return "paths are relative to the current folder, not to the top of the repository"
        return ""


def git_file(revision: str, name: str, allow: Iterable[Path] = ()) -> GitFile:
    """The address of `REV:path`, the path relative to the current folder; raises `Unavailable`."""
    git = shutil.which("git")
    if git is None:
        raise Unavailable("unreadable-revision", "git is not installed, or not on the PATH")
    top, prefix = _place(git)
    if revision.startswith("-"):
        raise _no_revision(revision)
    found = call_git(git, top, "rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}")
    if found.returncode:
        raise _no_revision(revision)
    path = posixpath.normpath(posixpath.join(prefix, Path(name).as_posix()))
    if Path(name).is_absolute():
        path = _inside(Path(name), top) or ".."
    if path == ".." or path.startswith("../"):
        raise missing(f"{name} is outside the repository")
    inside = tuple(at for root in allow if (at := _inside(root, top)) is not None)
    folders = (posixpath.dirname(path), *("" if folder == "." else folder for folder in inside))
    return GitFile(path, Tree(git, top, revision, found.stdout.decode().strip(), prefix, folders))


def has_file(revision: str, name: str) -> bool:
    """Whether a revision has a file, the path relative to the current folder."""
    try:
        git_file(revision, name).read(0)
    except Unavailable:
        return False
    return True


def _place(git: str) -> tuple[str, str]:
    """The top of the repository, and the current folder in it."""
    place = call_git(git, ".", "rev-parse", "--show-toplevel", "--show-prefix")
    if place.returncode:
        raise Unavailable("unreadable-revision", "the current folder is not in a git work tree")
    top, prefix = os.fsdecode(place.stdout).split("\n")[:2]
    return top, prefix


def _inside(path: Path, top: str) -> str | None:
    """A path relative to the top of the repository; None if it is outside."""
    try:
        return path.resolve().relative_to(Path(top).resolve()).as_posix()
    except ValueError:
        return None


def _no_revision(revision: str) -> Unavailable:
    return Unavailable(
        "unreadable-revision",
        f"git revision {revision!r} does not exist",
        "there is no file with this name either",
    )


def _run(tree: Tree, *arguments: str) -> bytes:
    done = call_git(tree.git, tree.top, *arguments)
    if done.returncode:
        raise Unavailable("unreadable-revision", f"git {arguments[0]} failed for {tree.revision}")
    return done.stdout


def call_git(git: str, folder: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git without a shell, and with literal paths."""
    return subprocess.run(  # noqa: S603  # a list; what comes from outside is checked by the callers
        [git, "--literal-pathspecs", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
