"""Types as users write them: without the private names and the annotations of generated modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specwright.python.syntax.expr import (
    Call,
    DictOf,
    Expr,
    Lit,
    Name,
    Quoted,
    Sub,
    Thunk,
    TupleOf,
    Union,
    union,
)
from specwright.python.syntax.parts import PyParameter, PySignature, PyStar

_PRIVATE: Final = ("_b", "_decimal", "_dt", "_m", "_r", "_t", "_te", "_u", "_uuid", "_w")
_WRAPPERS: Final = frozenset({"_t.Annotated", "_te.Required"})


def plain_type(expr: Expr) -> Expr:
    """The same type in public names; what only pydantic needs to know is left out."""
    match expr:
        case Name(text):
            return Name(_public(text))
        case Sub(head, args) if head.text in _WRAPPERS:
            return plain_type(args[0])
        case Sub(head, args) if head.text == "_t.Union":
            return union([plain_type(arg) for arg in args])
        case Sub(head, args):
            return Sub(Name(_public(head.text)), tuple(map(plain_type, args)))
        case Union(members):
            return union([plain_type(member) for member in members])
        case TupleOf(items):
            return TupleOf(tuple(map(plain_type, items)))
        case Quoted(value):
            return plain_type(value)
        case _:
            return expr


def plain_signature(signature: PySignature) -> PySignature:
    """A signature without `self` and the options that every method takes."""
    parameters = [
        PyParameter(
            p.name, plain_type(p.type), None if p.default is None else plain_type(p.default)
        )
        if isinstance(p, PyParameter)
        else p
        for p in signature.parameters
        if isinstance(p, PyParameter | PyStar)
    ]
    if parameters and isinstance(parameters[-1], PyStar):
        parameters.pop()
    return PySignature(signature.name, tuple(parameters), plain_type(signature.returns))


def wire_name(expr: Expr) -> str | None:
    """The alias in the annotation of a field: its name in JSON, if it differs."""
    if isinstance(expr, Sub) and expr.head.text in _WRAPPERS:
        for call in expr.args[1:]:
            for name, value in call.keywords if isinstance(call, Call) else ():
                if name == "alias" and isinstance(value, Lit):
                    return str(value.value)
        return wire_name(expr.args[0])
    return None


def names_in(expr: Expr) -> Iterator[str]:
    """The names that a type mentions, in their order, without the modules before them."""
    match expr:
        case Name(text):
            yield text.rpartition(".")[2]
        case Sub(head, args):
            yield from names_in(head)
            for arg in args:
                yield from names_in(arg)
        case Union(items) | TupleOf(items):
            for item in items:
                yield from names_in(item)
        case Quoted(value) | Thunk(value):
            yield from names_in(value)
        case Lit() | Call() | DictOf():
            return


def _public(text: str) -> str:
    module, _, name = text.partition(".")
    return name if name and module in _PRIVATE else text
