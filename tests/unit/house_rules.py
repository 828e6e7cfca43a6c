"""The house rules that neither ruff nor import-linter can check, each with how to mend it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

FILE_LINES: Final = 600
FUNCTION_LINES: Final = 60
CONTROL_SHARE: Final = 0.15

# What there can be only one of in a process: the TLS context, which costs 25 ms.
PROCESS_WIDE: Final = ("runtime/http/tls.py",)


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the root of the repository."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def statements(self) -> tuple[ast.AST, ...]:
        """Every statement; to walk the expressions too takes ten times as long."""
        found: list[ast.AST] = [self.tree]
        for node in found:
            for name in ("body", "orelse", "handlers", "finalbody", "cases"):
                found += getattr(node, name, ())
        return tuple(found)

    @property
    def inside(self) -> str:
        """The path inside the package, or "" for what is no part of it."""
        head = "generator/specwright/"
        return self.path[len(head) :] if self.path.startswith(head) else ""

    @property
    def layer(self) -> str:
        return self.inside.split("/")[0].removesuffix(".py")


Finding: TypeAlias = "tuple[int, str]"
Rule: TypeAlias = "Callable[[Module], Iterator[Finding]]"
Syntax = TypeVar("Syntax", bound=ast.AST)


def read_modules(root: Path, *folders: str) -> tuple[Module, ...]:
    """The Python files below the folders."""
    files = (file for folder in folders for file in sorted((root / folder).rglob("*.py")))
    return tuple(
        Module(file.relative_to(root).as_posix(), file.read_text("utf-8")) for file in files
    )


def broken(rule: Rule, modules: tuple[Module, ...]) -> list[str]:
    """One line for each place that breaks the rule, in the form editors jump to."""
    return [f"{m.path}:{line}: {what}" for m in modules for line, what in rule(m)]


# --- size -----------------------------------------------------------------------------------------


def file_is_short(module: Module) -> Iterator[Finding]:
    lines = len(module.text.splitlines())
    if lines > FILE_LINES and not _is_table(module.tree.body):
        yield 1, f"{lines} lines, at most {FILE_LINES}: move one of its concerns to a new module"


def function_is_short(module: Module) -> Iterator[Finding]:
    for node in (*_walk(module, ast.FunctionDef), *_walk(module, ast.AsyncFunctionDef)):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION_LINES and not _is_table(node.body):
            advice = f"{lines} lines, at most {FUNCTION_LINES}: give one of its steps a name"
            yield node.lineno, f"function {node.name} has {advice}"


def _is_table(body: list[ast.stmt]) -> bool:
    """Whether there is nothing but data: literals, rows made of literals, their imports."""
    return all(_is_row(statement) for statement in body)


def _is_row(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return)):
        return statement.value is None or _is_data(statement.value)
    return False


def _is_data(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _is_data(node.func) and all(_is_data(value) for value in given)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return all(_is_data(value) for value in node.elts)
    if isinstance(node, ast.Dict):
        return all(key is None or _is_data(key) for key in node.keys) and all(
            _is_data(value) for value in node.values
        )
    if isinstance(node, ast.Attribute):
        return _is_data(node.value)
    if isinstance(node, ast.UnaryOp):
        return _is_data(node.operand)
    return isinstance(node, (ast.Constant, ast.Name))


# --- behaviour ------------------------------------------------------------------------------------

_SWITCHED_OFF: Final = re.compile(
    r"#\s*(?P<rule>type:\s*ignore|pyright:\s*ignore|noqa)\b(?P<codes>\[[^\]]*\]|:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?"
    r"(?P<rest>.*)"
)


def exception_has_reason(module: Module) -> Iterator[Finding]:
    if not _SWITCHED_OFF.search(module.text):
        return
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        match = token.type == tokenize.COMMENT and _SWITCHED_OFF.search(token.string)
        if match and not (match["codes"] and re.search(r"\w{2,}", match["rest"])):
            example = "# type: ignore[code]  # why"
            yield token.start[0], f"`{match['rule']}` needs its code and a reason: {example}"


def no_global_state(module: Module) -> Iterator[Finding]:
    if module.inside in PROCESS_WIDE:
        return
    for node in module.tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not _is_mutable(node.value):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        final = isinstance(node, ast.AnnAssign) and "Final" in _names(node.annotation)
        for name in (target.id for target in targets if isinstance(target, ast.Name)):
            if not final and not name.strip("_").isupper() and name != "__all__":
                yield node.lineno, f"mutable global {name}: make it a tuple or a Final constant"


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return bool({"dict", "list", "set", "defaultdict", "Counter", "deque"} & _names(value.func))
    displays = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
    return isinstance(value, displays)


def data_is_frozen(module: Module) -> Iterator[Finding]:
    if module.layer == "runtime":  # has working state for each request, and is timed
        return
    for node in _walk(module, ast.ClassDef):
        for decorator in node.decorator_list:
            if "dataclass" in _names(decorator) and "frozen=True" not in ast.unparse(decorator):
                yield node.lineno, f"dataclass {node.name}: write frozen=True, slots=True"


def one_module_names_the_http_library(module: Module) -> Iterator[Finding]:
    """Not in annotations either: another line in that module makes a client of the other library."""
    if module.layer != "runtime" or module.inside == "runtime/base/http_library.py":
        return
    taken = [(node.lineno, node.module) for node in _walk(module, ast.ImportFrom)]
    named = [(n.lineno, alias.name) for n in _walk(module, ast.Import) for alias in n.names]
    for line, name in (*taken, *named):
        if name in ("httpx", "httpx2"):
            yield line, "only runtime/base/http_library.py imports httpx: take `http` from it"


# --- templates ------------------------------------------------------------------------------------


def template_findings(folder: Path) -> list[str]:
    """Macros anywhere, and a share of control lines that is too high over all templates."""
    found, control, total = [], 0, 0
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        lines = file.read_text("utf-8").splitlines()
        total += len(lines)
        for number, line in enumerate(lines, 1):
            control += "{%" in line
            if re.search(r"\{%-?\s*(macro|call|import|from)\b", line):
                place = f"{file.relative_to(folder.parent).as_posix()}:{number}"
                found.append(f"{place}: no macros: decide it in python/, then include")
    if control > CONTROL_SHARE * total:
        found.append(
            f"{control} of {total} lines in {folder.name}/ are control lines, at most "
            f"{CONTROL_SHARE:.0%}: move decisions to python/"
        )
    return found


# --- helpers --------------------------------------------------------------------------------------


def _walk(module: Module, kind: type[Syntax]) -> Iterator[Syntax]:
    return (node for node in module.statements if isinstance(node, kind))


def _names(node: ast.AST) -> set[str]:
    """Every name and attribute that occurs in the expression."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
