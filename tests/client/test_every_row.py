"""The promises to users, each by its title: none may lose its test, and no test may name another."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent

# The topics that are promised to users of a generated client.
ROWS = (
    *("names", "arguments", "nested objects", "constants", "absent, null, default"),
    *("checked before sending", "responses", "validation of responses", "errors", "retries"),
    *("timeouts", "per call", "raw", "pages", "waiting", "uploads", "redirects", "secrets"),
    *("paths", "logging", "pickling", "life", "typing", "import", "dependencies"),
)

# What the vendor's own package does wrong.
FAULTS = (
    "cancelled task is polled until the time-out",
    "waiting returns the whole union",
    "sleeps before the first look",
    "failed task raises outside the hierarchy",
    "failed task error carries the response",
    "POST is replayed",
    "conflict is retried",
    "long Retry-After is ignored",
    "uploads ignore the HTTP client",
    "uploads leak httpx errors",
    "uploads read the file into memory",
    "uploads break under with_raw_response",
    "nothing pickles",
    "with_options loses settings",
    "HTML with status 200 leaks JSONDecodeError",
    "unknown status becomes the first variant",
    "missing field becomes None",
    "pages ignore hasMore",
    "pages stop at an empty page",
    "path argument reaches another endpoint",
    "empty base URL variable is taken literally",
    "TLS context for each client",
    "debug log prints megabytes",
    "each create builds a class",
)

# What a caller's values or a server can do to a client.
ATTACKS = (
    "dot segments",
    "reserved characters in a path",
    "empty path value",
    "absolute URL as path",
    "header with line breaks",
    "cookie with a semicolon",
    "file name with line breaks",
    "part content type with line breaks",
    "fixed boundary",
    "query of the base URL",
    "redirect to another host",
    "key in repr, log and exception",
    "compressed bomb",
    "JSON that is none",
    "empty body",
    "long Retry-After",
    "pages in a ring",
    "presigned upload",
    "server variables",
    "drip-fed body",
    "early close",
)


def slug(title: str) -> str:
    """`absent, null, default` is `absent_null_default`."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def defined_tests(pattern: str) -> list[str]:
    trees = [ast.parse(file.read_text("utf-8")) for file in sorted(HERE.glob(pattern))]
    return [
        node.name.removeprefix("test_")
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


@pytest.mark.parametrize(
    ("titles", "pattern"),
    [
        (ROWS, "test_client_rows_*.py"),
        (FAULTS, "test_sdk_faults*.py"),
        (ATTACKS, "test_hostile_server*.py"),
    ],
    ids=["rows", "faults", "attacks"],
)
def test_every_title_has_a_test(titles: tuple[str, ...], pattern: str) -> None:
    slugs = [slug(title) for title in titles]
    tests = defined_tests(pattern)
    of_none = [name for name in tests if not any(belongs(name, one) for one in slugs)]
    untested = [one for one in slugs if not any(belongs(name, one) for name in tests)]
    assert (untested, of_none) == ([], [])


def belongs(test: str, title: str) -> bool:
    return test == title or test.startswith(f"{title}_")
