"""Find the two sides that `specwright diff` compares, each with its own overlays."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specwright.config import ConfigError, Project, client_of, read_project
from specwright.request import Request
from specwright.source.address import Unavailable, is_url, shown_name
from specwright.source.files.git import git_file, has_file
from specwright.source.files.history import (
    commit_of,
    is_remote_branch,
    is_shallow,
    last_tag,
    merge_base,
    no_revision,
    shallow_hint,
    short,
)

NO_BASE: Final = ": no base, nothing to compare"
"""Said of a document that is new; the GitHub Action looks for it."""
_MOST: Final = 1_000_000
"""Bytes of a `pyproject.toml`."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents, and where it comes from."""

    request: Request
    path: str
    """The path of the document, without the revision."""
    commit: str | None
    """The git commit; None for a file in the work tree."""
    told: str
    """Its name in messages."""


def find_sides(arguments: argparse.Namespace, project: Project) -> tuple[Side, Side]:
    """Find the two documents: two arguments, or a git revision and the current document."""
    given: list[str] = arguments.documents
    _refuse_bare(given, project)
    try:
        if len(given) == 2 and arguments.base is None:
            is_own = any(_is_spec(text, project) for text in given)
            found = [_side(text, arguments, project if is_own else None) for text in given]
            sides = found[0], found[1]
        elif len(given) < 2 and (not given or arguments.base is not None):
            sides = _since(arguments, project)
        else:
            arguments.parser.error(
                "specify two documents, BASE and REVISION, or one document and --base REV"
                if arguments.base is None
                else "--base REV replaces BASE: specify one document, or none in a project"
            )
    except Unavailable as error:
        hint = f"\n{error.hint}" if error.hint else ""
        raise ConfigError(f"{error.message}{hint}") from error
    overlays = (arguments.overlay or ()) if "-" in given else (arguments.overlay or ()) * 2
    if [*given, *overlays].count("-") > 1:
        raise ConfigError("standard input can be read only once: use `-` for one file")
    return sides


def compared_text(base: Side, revision: Side) -> tuple[str, ...]:
    """Name the git revisions that were compared; empty for two files."""
    if base.commit is None and revision.commit is None:
        return ()
    return (f"compared {base.told} with {revision.told}",)


def nothing_text(base: Side, revision: Side) -> str | None:
    """Explain that a git commit was compared with itself; None if the comparison is meaningful."""
    head = commit_of("HEAD")
    commits = [side.commit or head for side in (base, revision)]
    is_git = base.commit is not None or revision.commit is not None
    if not is_git or commits[0] != commits[1] or not _is_same(base.path, revision.path):
        return None
    is_out = commits[0] == head
    same = "the commit that is checked out" if is_out else "the same commit"
    told = revision.told if base.commit is None else base.told
    known = last_tag(f"{commits[0]}^") or (commit_of("origin/main") and "origin/main") or "REV"
    lines = [
        f"error: nothing was compared: {told} is {same}, and {revision.path} has not changed since",
        f"compare with another revision: --base {known}, or {known}:{base.path} {revision.path}",
    ]
    return "\n".join([*lines, shallow_hint()] if is_shallow() else lines)


# --- the sides ------------------------------------------------------------------------------------


def _since(arguments: argparse.Namespace, project: Project) -> tuple[Side, Side]:
    """The current document, and the same document in a git revision."""
    given: list[str] = arguments.documents
    if not given and project.spec is None:
        raise ConfigError(
            "specify two documents, BASE and REVISION, or set `spec` under [tool.specwright] in pyproject.toml"
        )
    if is_url(given[0] if given else project.spec or ""):
        raise ConfigError("a URL has no revisions: name two documents, BASE and REVISION")
    text = given[0] if given else os.path.relpath(project.spec or "")
    if text == "-":
        raise ConfigError("--base requires a file in git, not standard input")
    is_own = _is_spec(text, project)
    now = _side(text, arguments, project if is_own else None)
    if arguments.base is None:
        revision, told = _last(now.path, project)
    else:
        revision, told = _parting(arguments.base, _split(text)[0] or "HEAD")
    path = _path_in(revision, project) if is_own else now.path
    if not has_file(revision, path):
        own, name = _split(text)
        is_there = has_file(own, name) if own else Path(name).is_file()
        raise ConfigError(
            f"{path} does not exist in {told}{NO_BASE if is_there else ''}\n"
            f"if it had another name, specify both: {revision}:OLD-NAME {text}"
        )
    base = _side(f"{revision}:{path}", arguments, project if is_own else None, told)
    return base, now


def _last(path: str, project: Project) -> tuple[str, str]:
    """The last tag if it contains the document, else HEAD; and its name in messages."""
    if commit_of("HEAD") is None:
        raise no_revision("HEAD")
    tag = last_tag()
    if tag is None:
        return "HEAD", f"HEAD ({short('HEAD')}; there is no earlier tag)"
    if has_file(tag, _path_in(tag, project)):
        return tag, f"{tag} ({short(tag)}, the last tag)"
    return "HEAD", f"HEAD ({short('HEAD')}; the last tag, {tag}, does not contain {path})"


def _parting(name: str, head: str) -> tuple[str, str]:
    """The merge base of two revisions, and its name in messages."""
    base = merge_base(name, head)
    if base == commit_of(name):
        return name, f"{name} ({short(base)})"
    return short(base), f"{short(base)} (the merge base of {head} and {name})"


def _side(
    text: str, arguments: argparse.Namespace, project: Project | None, told: str = ""
) -> Side:
    """A document, with the project's settings if it is the project's own: those of its revision."""
    revision, path = _split(text)
    its = Project() if project is None else _project_in(revision, project)
    overlays = tuple(arguments.overlay or (_overlay(o, revision) for o in its.overlays))
    commit = commit_of(revision) if revision else None
    if not told:
        at = f"{revision} ({short(commit)})" if commit else ""
        where = shown_name(text) if is_url(text) else f"{path} in the work tree"
        told = at or ("standard input" if text == "-" else where)
    request = Request(
        text,
        overlays,
        its.package,
        version=its.version,
        allow=tuple(arguments.allow_refs),
        stdin=sys.stdin.buffer,
    )
    return Side(request, path, commit, told)


def _project_in(revision: str, project: Project) -> Project:
    """The project's settings in a revision, or the current ones if the revision has none."""
    if not revision or project.file is None:
        return project
    try:
        content = git_file(revision, os.path.relpath(project.file)).read(_MOST)
        found = read_project(content.decode("utf-8"), project.file)
        return project if found is None else client_of(found, project.name or None)
    except (Unavailable, ConfigError, UnicodeDecodeError):
        return project


def _path_in(revision: str, project: Project) -> str:
    return os.path.relpath(_project_in(revision, project).spec or project.spec or "")


def _overlay(name: str, revision: str) -> str:
    """The path of an overlay, relative to the current folder; in the revision, if it exists there."""
    path = os.path.relpath(name) if not _split(name)[0] else name
    return f"{revision}:{path}" if revision and has_file(revision, path) else path


def _split(text: str) -> tuple[str, str]:
    """Split `REV:path`. The revision is empty for a file."""
    revision, _, path = text.partition(":")
    is_file = not revision or not path or Path(text).exists()
    is_drive = os.name == "nt" and len(revision) == 1
    return ("", text) if is_file or is_drive or is_url(text) else (revision, path)


def _is_spec(text: str, project: Project) -> bool:
    """Whether this is the project's document, under its name now or in the revision."""
    if project.spec is None:
        return False
    revision, path = _split(text)
    names = {project.spec, _project_in(revision, project).spec or project.spec}
    return any(_is_same(path, name) for name in names)


def _is_same(path: str, other: str) -> bool:
    return Path(path).resolve() == Path(other).resolve()


# --- arguments that are not documents -------------------------------------------------------------


def _refuse_bare(given: list[str], project: Project) -> None:
    """Raise an error that suggests `REV:path` for an argument that is only a revision."""
    for text in given:
        if text == "-" or is_url(text) or Path(text).is_file() or _split(text)[0]:
            continue
        name = text.rstrip(":")
        others = [_split(other)[1] for other in given if Path(_split(other)[1]).is_file()]
        own = [os.path.relpath(project.spec)] if project.spec else []
        path = next(iter([*others, *own]), "PATH")
        first, dots, second = name.partition("..")
        if dots and commit_of(first or "HEAD") and commit_of(second.lstrip(".") or "HEAD"):
            old, new = first or "HEAD", second.lstrip(".") or "HEAD"
            raise ConfigError(
                f"{text} is a range of revisions, not a document: use {old}:{path} {new}:{path}"
            )
        if commit_of(name) is not None or (not Path(text).exists() and is_remote_branch(name)):
            raise ConfigError(
                f"{text} is a git revision, not a document: use {name}:{path},"
                f" or --base {name} to compare with the merge base"
            )
