"""Places in functions enter; edits that make the code do something else leave."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from tests.mutation.edits import Edit, call_without, entries, number_of, quoted
from tests.mutation.places import Place, called

Operator: TypeAlias = "Callable[[Place], Iterator[Edit]]"

NEGATED: Final[dict[type[ast.cmpop], str]] = {
    **{ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.GtE: "<", ast.Gt: "<=", ast.LtE: ">"},
    **{ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"},
}
MOVED: Final[dict[type[ast.cmpop], str]] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
MEDIA_TYPE: Final = re.compile(r"(application|multipart|text|image|audio|video)/[\w.+*-]+")
HEADER: Final = re.compile(r"[A-Z][a-z]+(-[A-Z][a-z]+)*")
# What every method takes besides the arguments of its operation.
OPTIONS: Final = ("request_options", "timeout", "extra_headers", "extra_query", "extra_body")
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
ESCAPING: Final = re.compile(r"quote|escape|percent")


def comparisons(place: Place) -> Iterator[Edit]:
    node = place.node
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        operator = type(node.ops[0])
        yield "comparison-negated", node, f"({left} {NEGATED[operator]} {right})"
        if operator in MOVED:
            yield "boundary-shifted", node, f"({left} {MOVED[operator]} {right})"


def conditions(place: Place) -> Iterator[Edit]:
    node = place.node
    if isinstance(node, ast.BoolOp):
        word = " or " if isinstance(node.op, ast.And) else " and "
        yield "and-or-swapped", node, f"({word.join(f'({ast.unparse(v)})' for v in node.values)})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not-removed", node, f"({ast.unparse(node.operand)})"
    elif isinstance(node, (ast.If, ast.IfExp)) and not isinstance(
        node.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)
    ):
        yield "condition-negated", node.test, f"(not {ast.unparse(node.test)})"


def results(place: Place) -> Iterator[Edit]:
    node = place.node
    if isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Constant) and node.value.value in (True, False):
            yield "result-negated", node.value, quoted(not node.value.value)
        elif ast.unparse(node.value) != "None":
            yield "result-lost", node.value, "None"


def statements(place: Place) -> Iterator[Edit]:
    node = place.node
    if isinstance(node, ast.Expr) and not ast.unparse(node).startswith("super().__init__()"):
        yield "call-dropped", node, "pass"
    elif isinstance(node, ast.Raise) and node.exc is not None:
        yield "error-not-raised", node, "pass"


def constants(place: Place) -> Iterator[Edit]:
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool) and isinstance(
        place.parent, (ast.keyword, ast.Dict, ast.Tuple)
    ):
        yield "flag-flipped", node, quoted(not node.value)
    elif type(node.value) is int and isinstance(place.parent, ast.Compare):
        yield "number-shifted", node, quoted(node.value + 1)
    elif isinstance(node.value, str) and MEDIA_TYPE.fullmatch(node.value):
        yield "wrong-content-type", node, quoted("x/y")
    elif isinstance(node.value, str) and _names_header(place, node.value):
        yield "header-renamed", node, quoted(f"{node.value}x")
    elif node.value == "allow":
        yield "extra-field-dropped", node, quoted("ignore")
    elif node.value == "utf-16":
        yield "utf-16-counted-in-code-points", node, quoted("code points")


def _names_header(place: Place, text: str) -> bool:
    pair = isinstance(place.parent, ast.Tuple) and place.parent.elts[0] is place.node
    return pair and HEADER.fullmatch(text) is not None


def tables(place: Place) -> Iterator[Edit]:
    """Tables of the runtime: an entry lost, or a number that is a key shifted."""
    node = place.node
    if isinstance(node, ast.Dict) and len(node.keys) > 1 and all(node.keys):
        for index, key in enumerate(node.keys):
            if isinstance(key, ast.Constant):
                yield "entry-dropped", node, entries(node, skip=index)
            if isinstance(key, ast.Constant) and type(key.value) is int:
                yield "wrong-status", key, quoted(key.value + 50)


def escaping(place: Place) -> Iterator[Edit]:
    node = place.node
    if isinstance(node, ast.Call) and node.args and ESCAPING.search(called(node)):
        yield "unescaped", node, ast.unparse(node.args[0])


def arguments(place: Place) -> Iterator[Edit]:
    """Arguments of calls in generated functions: left out, or two exchanged."""
    node = place.node
    if not isinstance(node, ast.Call) or not _in_function(place):
        return
    kind = "async-differs-from-sync" if place.within.startswith("Async") else "argument"
    given: tuple[ast.expr | ast.keyword, ...] = (*node.args[1:], *node.keywords)
    yield from ((f"{kind}-dropped", node, call_without(node, item)) for item in given)
    for one, two in zip(node.keywords, node.keywords[1:], strict=False):
        yield f"{kind}-exchanged", one.value, ast.unparse(two.value)


def given_values(place: Place) -> Iterator[Edit]:
    """`{"name": name}` in generated functions: what an argument becomes."""
    node = place.node
    if isinstance(node, ast.Dict) and _in_function(place):
        for index, value in enumerate(node.values):
            other = node.values[(index + 1) % len(node.values)]
            yield "argument-dropped", node, entries(node, skip=index)
            yield "argument-exchanged", value, ast.unparse(other)


def scopes(place: Place) -> Iterator[Edit]:
    """`locals()` in generated functions, which is all that they are given: some of it lost or exchanged."""
    function = next((p for p in reversed(place.parents) if isinstance(p, FUNCTIONS)), None)
    if function is None or not isinstance(place.node, ast.Call) or called(place.node) != "locals":
        return
    kind = "async-differs-from-sync" if place.within.startswith("Async") else "argument"
    given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    names = [item.arg for item in given if item.arg != "self"]
    for name, other in zip(names, (*names[1:], *names[:1]), strict=True):
        yield f"{kind}-dropped", place.node, _lacking("locals()", name)
        if name != other:
            yield f"{kind}-exchanged", place.node, f"{{**locals(), {name!r}: {other}}}"
    if function.args.kwarg is not None:
        options = function.args.kwarg.arg
        for name in OPTIONS:
            rest = f"{{**locals(), {options!r}: {_lacking(options, name)}}}"
            yield f"{kind}-dropped", place.node, rest
        null = f"{{**locals(), {options!r}: {{'timeout': None, **{options}}}}}"
        yield "null-sent-by-default", place.node, null


def _lacking(values: str, name: str) -> str:
    return f"{{k: v for k, v in {values}.items() if k != {name!r}}}"


def defaults(place: Place) -> Iterator[Edit]:
    """Of arguments of generated functions: null or a value is sent where nothing was given."""
    node = place.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if isinstance(default, ast.Attribute) and default.attr == "UNSET":
                yield "null-sent-by-default", default, "None"
            elif default is not None and (number := number_of(default)) is not None:
                yield "wrong-default", default, quoted(number + 1)
            elif isinstance(default, ast.Constant) and isinstance(default.value, str):
                yield "wrong-default", default, quoted(f"{default.value}x")


def _in_function(place: Place) -> bool:
    return any(isinstance(p, FUNCTIONS) for p in place.parents)


GENERATED: Final[tuple[Operator, ...]] = (
    *(arguments, given_values, scopes, defaults, results, statements),
)
RUNTIME: Final[tuple[Operator, ...]] = (
    *(comparisons, conditions, results, statements),
    *(constants, tables, escaping),
)
