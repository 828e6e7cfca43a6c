"""Resolve git revisions, tags and merge bases."""

from __future__ import annotations

import os
import shutil

from specwright.source.address import Unavailable
from specwright.source.files.git import call_git
from specwright.source.suggestions import closest


def commit_of(revision: str) -> str | None:
    """The commit that git knows by a name; None if it knows none, or there is no git."""
    if not revision or revision.startswith("-"):
        return None
    return _line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") or None


def short(commit: str) -> str:
    """A commit as people write it."""
    return _line("rev-parse", "--short", commit) or commit


def last_tag(revision: str = "HEAD") -> str | None:
    """The nearest tag at or before a commit; None without tags, git or a repository."""
    return _line("describe", "--tags", "--abbrev=0", revision) or None


def is_remote_branch(name: str) -> bool:
    """Whether a name begins as the branches of a remote do, known here or not: `origin/main`."""
    remote, _, branch = name.partition("/")
    return branch != "" and remote in _line("remote").splitlines()


def is_shallow() -> bool:
    """Whether earlier commits were left out when the repository was cloned."""
    return _line("rev-parse", "--is-shallow-repository") == "true"


def merge_base(revision: str, head: str) -> str:
    """The commit at which two lines of history part; raises `Unavailable` with a way out."""
    commit = commit_of(revision)
    if commit is None:
        raise no_revision(revision)
    base = _line("merge-base", commit, head)
    if not base:
        hint = (
            shallow_hint()
            if is_shallow()
            else f"compare the two files directly: {revision}:PATH PATH"
        )
        message = f"{revision} and {head} have no common commit in this clone"
        raise Unavailable("unreadable-revision", message, hint)
    return base


def no_revision(revision: str) -> Unavailable:
    """What is wrong with the name of a revision, and how to get it."""
    if _line("rev-parse", "--is-inside-work-tree") != "true":
        message = (
            "the current folder is not in a git work tree"
            if shutil.which("git")
            else "git is not installed, or not on the PATH"
        )
        return Unavailable("unreadable-revision", message)
    if revision == "HEAD":
        return Unavailable(
            "unreadable-revision", "the repository has no commits yet", "commit first"
        )
    names = _line("for-each-ref", "--format=%(refname:short)").splitlines()
    near = closest(revision, names)
    if near:
        hint = f"did you mean {near}?"
    elif is_remote_branch(revision):
        deeper = "--unshallow " if is_shallow() else ""
        remote, _, branch = revision.partition("/")
        ref = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        hint = f"fetch it: git fetch {deeper}{remote} {ref}"
    else:
        hint = shallow_hint() if is_shallow() else "fetch it: git fetch --tags"
    return Unavailable("unreadable-revision", f"there is no git revision {revision!r}", hint)


def shallow_hint() -> str:
    """How to get the history that a shallow clone left out."""
    return (
        "this clone is shallow; fetch earlier commits with git fetch --unshallow --tags"
        " (GitHub: actions/checkout with `fetch-depth: 0`; GitLab: GIT_DEPTH: 0)"
    )


def _line(*arguments: str) -> str:
    """What git says, without the last end of line; nothing when it fails."""
    git = shutil.which("git")
    if git is None:
        return ""
    done = call_git(git, ".", *arguments)
    return "" if done.returncode else os.fsdecode(done.stdout).rstrip("\n")
