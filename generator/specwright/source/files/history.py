"""Resolve git revisions, tags and merge bases."""

from __future__ import annotations

import os
import shutil

from specwright.source.address import Unavailable
from specwright.source.files.git import call_git
from specwright.source.suggestions import closest


def commit_of(revision: str) -> str | None:
    """The commit of a git revision; None if it does not exist, or git is not installed."""
    if not revision or revision.startswith("-"):
        return None
    return _line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") or None


def short(commit: str) -> str:
    """The abbreviated hash of a commit."""
    return _line("rev-parse", "--short", commit) or commit


def last_tag(revision: str = "HEAD") -> str | None:
    """The nearest tag at or before a commit; None without tags, git or a repository."""
    return _line("describe", "--tags", "--abbrev=0", revision) or None


def is_remote_branch(name: str) -> bool:
    """Whether a name begins with a remote, such as `origin/main`. The branch may be unknown."""
    remote, _, branch = name.partition("/")
    return branch != "" and remote in _line("remote").splitlines()


def is_shallow() -> bool:
    """Whether the repository is a shallow clone."""
    return _line("rev-parse", "--is-shallow-repository") == "true"


def merge_base(revision: str, head: str) -> str:
    """The merge base of two revisions; raises `Unavailable` with a hint."""
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
    """The error for an unknown revision, with a hint how to fetch it."""
    if _line("rev-parse", "--is-inside-work-tree") != "true":
        message = (
            "the current folder is not in a git work tree"
            if shutil.which("git")
            else "git is not installed, or not on the PATH"
        )
        return Unavailable("unreadable-revision", message)
    if revision == "HEAD":
        return Unavailable(
            "unreadable-revision", "the repository has no commits yet", "create a commit first"
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
    return Unavailable("unreadable-revision", f"git revision {revision!r} does not exist", hint)


def shallow_hint() -> str:
    """How to fetch the history of a shallow clone."""
    return (
        "this clone is shallow; fetch earlier commits with git fetch --unshallow --tags"
        " (GitHub: actions/checkout with `fetch-depth: 0`; GitLab: GIT_DEPTH: 0)"
    )


def _line(*arguments: str) -> str:
    """The output of git without the final line break; empty if git fails."""
    git = shutil.which("git")
    if git is None:
        return ""
    done = call_git(git, ".", *arguments)
    return "" if done.returncode else os.fsdecode(done.stdout).rstrip("\n")
