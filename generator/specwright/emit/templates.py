"""Load and render the templates. The only module that knows Jinja.

A template sees attributes of one dataclass. What it prints passes through `finalize`, which accepts
identifiers, expressions, docstrings and other printable parts, and refuses plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from specwright.emit.code import Code, doc_of, expression
from specwright.emit.format import format_source
from specwright.emit.markdown import block, markup
from specwright.emit.template_files import template_folder
from specwright.python.pages.markup import Markup, Signatures
from specwright.python.syntax.expr import (
    Call,
    DictOf,
    Doc,
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
from specwright.python.syntax.import_aliases import field_names

_EXPRESSIONS = (Name, Lit, Sub, Union, Call, TupleOf, DictOf, Thunk, Quoted)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def render(part: object) -> Code:
    """Render a printable part with the template named after its class."""
    kind: Any = type(part)  # mypy does not accept a class as hashable
    template = _environment().get_template(_template_of(kind.__name__))
    return Code(template.render({name: getattr(part, name) for name in field_names(kind)}))


def finalize(value: Any) -> Code | Undefined:
    """The text that a template may print; anything else is a bug in Specwright."""
    if isinstance(value, Undefined):
        return value
    if isinstance(value, Code):
        return value
    if isinstance(value, Ident | Module):
        return Code(value)
    if isinstance(value, Doc):
        return doc_of(value)
    if isinstance(value, _EXPRESSIONS):
        return expression(value)
    if isinstance(value, Markup):
        return markup(value)
    if isinstance(value, Signatures):
        stubs = "\n\n".join(f"{render(way)} ..." for way in value.ways)
        return block(format_source(stubs).rstrip())
    if is_dataclass(value) and not isinstance(value, type):
        return render(value)
    raise TypeError(f"a template may not print {type(value).__name__}: {value!r:.80}")


def _join(parts: Iterable[Any], separator: str = "") -> Code:
    return Code(separator.join(finalize(part) for part in parts))  # type: ignore[misc]  # parts are never Undefined


def _indent(part: Any, width: int = 4) -> Code:
    pad = " " * width
    lines = str(finalize(part)).split("\n")
    return Code("\n".join([lines[0], *(pad + line if line else line for line in lines[1:])]))


def _template_of(class_name: str) -> str:
    return _HUMP.sub("_", class_name.removeprefix("Py")).lower() + ".jinja"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,  # noqa: S701  # finalize refuses what is not code; HTML escapes would harm it
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # which reads the file's time on every use
    )
    environment.filters = {"join": _join, "indent": _indent}
    environment.tests = {name: environment.tests[name] for name in ("none", "defined")}
    environment.globals = {}
    return environment
