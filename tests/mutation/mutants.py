"""The folder of a generated package enters; all its mutants leave, or an even sample of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from tests.mutation import code, tables
from tests.mutation.edits import Edit, Mutant, Text
from tests.mutation.places import Place, places

Operators: TypeAlias = "tuple[Callable[[Place], Iterator[Edit]], ...]"

# The modules of the runtime that write requests and read answers. What the others do (retries, logs,
# connections, streams, webhooks) no document says anything about: tests/unit/runtime judges them.
WIRE: Final = (
    *(
        "auth/auth",
        "operation/body_specs",
        "calls/call",
        "validation/check",
        "validation/formats",
        "validation/rules",
        "validation/encode",
        "base/errors",
    ),
    *(
        "response/models",
        "request/multipart",
        "client/pages",
        "request/params",
        "request/payload",
        "response/repair",
        "request/request",
        "response/response",
    ),
    *(
        "calls/results",
        "features/uploads",
        "request/argument_checks",
        "features/waiting",
        "client/sync_client",
        "client/async_client",
    ),
)
_CALLS: Final[Operators] = (*tables.ROWS, *code.GENERATED)
# By the beginning of a file's path; the first that fits counts. A file that none fits has no mutants:
# the packages' `__init__` only say where names are found.
OPERATORS: Final[tuple[tuple[str, Operators], ...]] = (
    ("endpoints/__init__", ()),
    ("models/__init__", ()),
    ("resources/__init__", ()),
    ("_schemas/__init__", ()),
    ("_runtime/__init__", ()),
    ("endpoints/", _CALLS),
    ("handles", _CALLS),
    ("resources/", code.GENERATED),
    ("_client", code.GENERATED),
    ("models/", tables.MODELS),
    ("uploads", tables.MODELS),
    ("_schemas/", tables.SCHEMAS),
    ("_operations", tables.ROWS),
    ("_settings", tables.ROWS),
    *((f"_runtime/{name}.py", code.RUNTIME) for name in WIRE),
)


def read_mutants(package: Path) -> tuple[Mutant, ...]:
    files = sorted(file.relative_to(package).as_posix() for file in package.rglob("*.py"))
    texts = {file: (package / file).read_text("utf-8") for file in files}
    known = frozenset(
        text for f in files if not f.startswith("_runtime/") for text in _texts(texts[f])
    )
    return tuple(m for f in files for m in mutants_of(f, texts[f]) if _is_about(m, texts[f], known))


def _texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_about(mutant: Mutant, source: str, known: frozenset[str]) -> bool:
    """A row of a table of the runtime is of use where the client has the word that it is for."""
    if mutant.kind != "entry-dropped":
        return True
    rows = ast.literal_eval(_keys(source.encode()[mutant.start : mutant.end].decode()))
    (lost,) = set(rows) - set(ast.literal_eval(_keys(mutant.text)))
    return not isinstance(lost, str) or lost in known


def _keys(text: str) -> str:
    """The keys of a dict's text, those that are no constants apart."""
    table = ast.parse(text, mode="eval").body
    assert isinstance(table, ast.Dict)
    constants = [key for key in table.keys if isinstance(key, ast.Constant)]
    return f"[{', '.join(ast.unparse(key) for key in constants)}]"


def mutants_of(file: str, source: str) -> tuple[Mutant, ...]:
    operators = next((found for head, found in OPERATORS if file.startswith(head)), ())
    edits = (
        (place.within, edit)
        for place in places(ast.parse(source))
        for operator in operators
        for edit in operator(place)
    )
    return tuple(Text(file, source).mutants(edits))


def sampled(mutants: Sequence[Mutant], limit: int) -> tuple[Mutant, ...]:
    """At most `limit` of each kind, in even steps through its files, always the same."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    chosen = {
        mutant.id for group in kinds.values() for mutant in _evenly(group, min(limit, len(group)))
    }
    return tuple(mutant for mutant in mutants if mutant.id in chosen)


def _evenly(group: Sequence[Mutant], count: int) -> Iterator[Mutant]:
    return (group[index * len(group) // count] for index in range(count))
