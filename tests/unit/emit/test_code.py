"""The two doors through which text of a document becomes source, and the watch behind them."""

from __future__ import annotations

import ast

import pytest

from specwright.emit.code import Code, docstring, expression, literal
from specwright.emit.safety import UnsafeOutput, inspect_module
from specwright.python.syntax.expr import (
    Call,
    Ident,
    Lit,
    Module,
    Name,
    Quoted,
    Sub,
    Thunk,
    TupleOf,
    Union,
)

NASTY = "a\"\"\"b\\'''\r\n\t{x}{{y}}{%z%}\0\u2028\ud800\u202e\N{SNOWMAN}"


def test_a_literal_is_ascii_and_equal_to_its_value() -> None:
    value = {"k": [NASTY, 1, 1.5, True, None, {}, [], (NASTY,)], NASTY: -(2**70)}
    code = literal(value)
    assert code.isascii()
    assert ast.literal_eval(code) == value


def test_a_literal_is_made_of_json_values_only() -> None:
    with pytest.raises(TypeError, match="not a JSON value: object"):
        literal([object()])


def test_a_docstring_holds_exactly_its_text() -> None:
    text = NASTY.replace("\t", "    ") + '"'
    (expr,) = ast.parse(docstring(text)).body
    assert ast.literal_eval(ast.unparse(expr)).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("text", ['"', '""', '"""', "\\", 'x"', '"x', '\\"', '""""""', "a\\\n"])
def test_quotes_at_the_edges_do_not_end_a_docstring(text: str) -> None:
    (expr,) = ast.parse(docstring(text)).body
    assert isinstance(expr, ast.Expr)
    assert ast.literal_eval(expr.value).rstrip("\n") == text.rstrip("\n")


def test_an_expression_stands_on_one_line() -> None:
    call = Call(Name("_r.Tag"), (Lit("a"),), (("b", TupleOf((Lit(1),))),))
    assert expression(call) == '_r.Tag("a", b=(1,))'
    long = Sub(Name("_t.Literal"), tuple(Lit(f"value number {n}") for n in range(9)))
    assert "\n" not in expression(long)


def test_expressions_of_every_kind_are_valid_python() -> None:
    union = Union((Name("str"), Name("None")))
    assert expression(union) == "str | None"
    assert expression(Quoted(union)) == '"str | None"'
    assert expression(Thunk(Name("_m.Pet"))) == "lambda: _m.Pet"


@pytest.mark.parametrize(
    "text", ["a b", "a-b", "1a", "class", "a.class", "a\n", "", "a\u0308", "a\u202e", "a;b"]
)
def test_an_identifier_is_refused_unless_it_is_one(text: str) -> None:
    for kind in (Ident, Name, Module) if text else (Ident, Name):
        with pytest.raises(ValueError, match="not an identifier"):
            kind(text)


def test_a_module_may_be_relative() -> None:
    assert Module("..models.task") == "..models.task"
    assert Module(".") == "."
    with pytest.raises(ValueError, match="not an identifier"):
        Module("..models.task import x")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os", "imports os"),
        ("import typing, subprocess", "imports subprocess"),
        ("from os import system", "imports from os"),
        ("__import__('os')", "calls __import__"),
        ("eval('1')", "calls eval"),
        ("open('x')", "calls open"),
        ("(lambda: 1)()", "calls None"),
        ("x = f'{1}'", "contains JoinedStr"),
        ("del x", "contains Delete"),
        ("def f():\n    global x", "contains Global"),
        ("'a'.format(1)", "calls None"),
        ("x = [", "does not parse"),
        ("x = '\0'", "does not parse"),
    ],
)
def test_a_module_with_more_than_templates_write_is_refused(source: str, said: str) -> None:
    with pytest.raises(UnsafeOutput, match=said) as found:
        inspect_module("pkg/models/pet.py", f'"""Doc."""\n{source}\n')
    assert "pkg/models/pet.py" in str(found.value)


def test_a_module_as_templates_write_it_is_let_through() -> None:
    source = (
        "import typing as _t\nfrom .. import _runtime as _r\nX: _t.Final = _r.Operation(name='x')\n"
    )
    inspect_module("pkg/x.py", source)


def test_code_is_text() -> None:
    assert Code("x") + "y" == "xy"
