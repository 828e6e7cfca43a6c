"""Modules and templates enter; where they break a house rule, and how to mend it, leaves."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

FILE_LINES: Final = 600
FUNCTION_LINES: Final = 60
CONTROL_SHARE: Final = 0.15

# Who may import whom: a module sees its own layer and those before it.
LAYERS: Final = (
    "diagnostics",
    "source",
    "openapi",
    "schema",
    "api",
    "python",
    "emit",
    "config",
    "pipeline",
    "diff",
    "cli",
    "__main__",
)
# The generator tries patterns with the engine of the runtime, which itself knows no layer.
RUNTIME_FROM: Final = "python"

# Library -> where it may be imported.
LIBRARIES: Final = {
    "openapi_pydantic": ("openapi/",),
    "jsonpath_rfc9535": ("openapi/overlay/", "verify/source/"),
    "yaml": ("source/", "verify/"),
    "jinja2": ("emit/templates.py",),
    "black": ("emit/",),
    "httpx": (
        "runtime/http/transport.py",
        "runtime/http/tls.py",
        "runtime/http/environment.py",
        "verify/",
    ),
    "argparse": ("cli/",),
    "hypothesis": ("verify/",),
    "jsonschema": ("verify/",),
    "referencing": ("verify/",),
}

VERIFY_MAY_IMPORT: Final = sys.stdlib_module_names | {
    *("httpx", "hypothesis", "jsonpath_rfc9535", "jsonschema", "pydantic", "referencing", "yaml")
}

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
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

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


# --- what a reader meets --------------------------------------------------------------------------


def module_has_docstring(module: Module) -> Iterator[Finding]:
    doc = ast.get_docstring(module.tree)
    if module.tree.body and not doc:
        yield 1, "no docstring: open with one to three lines, what enters and what leaves"
    elif module.inside and doc and len(doc.split("\n\n")[0].splitlines()) > 3:
        yield 1, "opens with more than three lines: what enters, what leaves; then a blank line"


_SWITCHED_OFF: Final = re.compile(
    r"#\s*(?P<rule>type:\s*ignore|pyright:\s*ignore|noqa)\b(?P<codes>\[[^\]]*\]|:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?"
    r"(?P<rest>.*)"
)


def exception_has_reason(module: Module) -> Iterator[Finding]:
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        match = token.type == tokenize.COMMENT and _SWITCHED_OFF.search(token.string)
        if match and not (match["codes"] and re.search(r"\w{2,}", match["rest"])):
            example = "# type: ignore[code]  # why"
            yield token.start[0], f"`{match['rule']}` needs its code and a reason: {example}"


# --- behaviour ------------------------------------------------------------------------------------


def except_is_narrow(module: Module) -> Iterator[Finding]:
    if module.layer == "cli":  # the one place that turns the unforeseen into a report
        return
    for node in _walk(module, ast.ExceptHandler):
        broad = node.type is None or {"Exception", "BaseException"} & _names(node.type)
        last = node.body[-1]
        if broad and not _passes_on(last):
            yield node.lineno, "broad except: name the exceptions that this can really meet"
    for call in _walk(module, ast.Call):
        if "suppress" in _names(call.func) and any(
            {"Exception", "BaseException"} & _names(argument) for argument in call.args
        ):
            yield call.lineno, "broad suppress: name the exceptions that this can really meet"


def _passes_on(statement: ast.stmt) -> bool:
    """`raise`, or `raise Other(...) from error`: nothing is swallowed."""
    return isinstance(statement, ast.Raise) and (
        statement.exc is None or statement.cause is not None
    )


def only_cli_talks(module: Module) -> Iterator[Finding]:
    if module.layer in ("cli", "__main__"):
        return
    for call in _walk(module, ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id in ("print", "input", "exit"):
            yield call.lineno, f"{call.func.id}(): return a value and let cli/ print it"
    for node in _walk(module, ast.Attribute):
        if ast.unparse(node) in ("sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "sys.exit"):
            yield node.lineno, f"{ast.unparse(node)}: only cli/ reads argv, prints and exits"


def no_global_state(module: Module) -> Iterator[Finding]:
    if module.inside in PROCESS_WIDE:
        return
    for global_ in _walk(module, ast.Global):
        yield global_.lineno, "global state: pass the value as an argument"
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


def no_deepcopy(module: Module) -> Iterator[Finding]:
    for node in _walk(module, ast.Call):
        if "deepcopy" in _names(node.func):
            yield node.lineno, "deepcopy: frozen data need none"


# --- imports --------------------------------------------------------------------------------------


def libraries_stay_home(module: Module) -> Iterator[Finding]:
    type_only = _type_only_lines(module) if module.layer == "runtime" else frozenset()
    for line, name in _imports(module):
        homes = LIBRARIES.get(name.split(".")[0])
        if homes and line not in type_only and not module.inside.startswith(homes):
            yield line, f"{name} may be imported only in {', '.join(homes)}: ask that module"


def imports_point_down(module: Module) -> Iterator[Finding]:
    own = module.layer
    if not module.inside or own == "__init__":
        return
    if own not in (*LAYERS, "runtime", "verify"):
        yield 1, f"{own} has no layer: give it its place in LAYERS of tests/unit/house_rules.py"
        return
    for line, name in _imports(module):
        head, _, rest = name.partition(".")
        layer = rest.split(".")[0]
        if head == "specwright" and layer != own and not _may_import(own, layer):
            yield line, f"{own} imports {name}, which stands above it: turn the dependency round"


def _may_import(own: str, layer: str) -> bool:
    if own in ("runtime", "verify"):  # stand alone: copied elsewhere, or judge of the rest
        return False
    if layer == "verify":  # it runs where the judged client is, started by the command
        return own == "cli"
    if layer == "runtime":
        return LAYERS.index(own) >= LAYERS.index(RUNTIME_FROM)
    return layer not in LAYERS or LAYERS.index(layer) <= LAYERS.index(own)


def _imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, also inside functions."""
    for node in _walk(module, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    for source in _walk(module, ast.ImportFrom):
        base = _absolute(module, source)
        yield from ((source.lineno, f"{base}.{alias.name}") for alias in source.names)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = ["specwright", *module.inside.split("/")][: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _type_only_lines(module: Module) -> frozenset[int]:
    blocks = (n for n in _walk(module, ast.If) if "TYPE_CHECKING" in _names(n.test))
    return frozenset(s.lineno for block in blocks for s in block.body)


def verify_imports_little(module: Module) -> Iterator[Finding]:
    """It is loaded under another name in an interpreter without specwright."""
    if module.layer != "verify":
        return
    for node in _walk(module, ast.ImportFrom):
        if not node.level and (node.module or "").split(".")[0] not in VERIFY_MAY_IMPORT:
            yield node.lineno, f"verify/ imports {node.module}: it has to stand alone"
        elif node.level > len(module.inside.split("/")) - 1:
            yield node.lineno, "verify/ imports from above itself: it has to stand alone"
    for plain in _walk(module, ast.Import):
        for alias in plain.names:
            if alias.name.split(".")[0] not in VERIFY_MAY_IMPORT:
                yield plain.lineno, f"verify/ imports {alias.name}: it has to stand alone"


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
    return (node for node in module.nodes if isinstance(node, kind))


def _names(node: ast.AST) -> set[str]:
    """Every name and attribute that occurs in the expression."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
