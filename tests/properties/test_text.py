"""Any text survives as a literal and as a docstring; any text becomes a valid name, and no two the same."""

from __future__ import annotations

import ast
import keyword
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from specwright.emit.code import docstring, literal
from specwright.emit.markdown import block, paragraphs, phrase, prose, span
from specwright.python.docs.docstrings import doc
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import (
    LONGEST,
    bounded,
    constant,
    file_name,
    pascal,
    safe,
    snake,
)
from specwright.python.syntax.expr import Ident

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY = st.sampled_from(
    [
        '"""',
        "'''",
        "\\",
        '\\"',
        "\n",
        "\r\n",
        "\r",
        "\t",
        "{{",
        "}}",
        "{%",
        "\0",
        "\ud800",
        "\u2028",
        '"',
        "#",
    ]
)
TEXTS = st.one_of(ANY_TEXT, st.lists(st.one_of(NASTY, st.text(max_size=3))).map("".join))
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXTS,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def same(left: Any, right: Any) -> bool:
    """Equal, with `1`, `1.0` and `true` told apart."""
    return repr(left) == repr(right)


@given(JSON)
def test_a_json_value_survives_as_a_literal(value: Any) -> None:
    code = literal(value)
    assert code.isascii()
    scope: dict[str, Any] = {}
    exec(f"value = {code}", scope)  # noqa: S102  # the point of the test
    assert same(scope["value"], value)


@given(TEXTS)
def test_a_text_survives_as_a_docstring(text: str) -> None:
    """Tabs become four spaces and a text of several lines gets a line break at its end; nothing else changes."""
    source = f"def f():\n    {docstring(text)}\n"
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef) and len(function.body) == 1
    kept = ast.get_docstring(function, clean=False)
    expected = text.replace("\t", "    ")
    assert kept == (expected + "\n" if "\n" in expected else expected)


@given(TEXTS)
def test_a_wrapped_docstring_keeps_every_word(text: str) -> None:
    (expr,) = ast.parse(docstring(doc(text).text)).body
    assert isinstance(expr, ast.Expr)
    kept = ast.literal_eval(expr.value)
    assert kept.split() == (text.split() or ["No", "description."])


@given(TEXTS)
def test_every_text_becomes_a_name(text: str) -> None:
    for made in (snake, pascal, constant):
        name = safe(made(text))
        assert name.isidentifier() and not keyword.iskeyword(name)
        assert 0 < len(bounded(name)) <= LONGEST and not name.startswith("_")
        assert Ident(name) == name
        assert safe(made(text)) == name
    assert re.fullmatch(r"[a-z0-9_]{1,64}", file_name(text))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
def test_names_of_one_scope_are_unique_in_every_file_system(pairs: list[tuple[str, str]]) -> None:
    scope = Scope(["taken"])
    given_ = [scope.give([safe(snake(a)), safe(snake(b))])[0] for a, b in pairs]
    folded = [name.casefold() for name in given_]
    assert len(set(folded)) == len(folded)
    assert "taken" not in folded


@given(st.lists(TEXTS, unique=True, max_size=8))
def test_a_name_depends_on_nothing_that_comes_later(texts: list[str]) -> None:
    def names(some: list[str]) -> list[str]:
        scope = Scope()
        return [scope.give([safe(snake(text))])[0] for text in some]

    assert names(texts)[: len(texts) // 2] == names(texts[: len(texts) // 2])


@given(TEXTS)
def test_markdown_stays_inside_its_span_line_or_block(text: str) -> None:
    assert "\n" not in span(text) and "\n" not in prose(text) and "\n" not in phrase(text)
    cells = (span(text, in_table=True), prose(text), phrase(text, in_table=True))
    assert all("|" not in cell.replace("\\|", "") for cell in cells)
    fence = block(text).split("python\n", 1)[0]
    inner = block(text)[len(fence) + 7 :].removesuffix(f"\n{fence}")
    kept = "".join(c for c in text if c.isprintable() or c in "\n\t")
    assert inner.replace("\\x7b", "{") == kept.replace("\\x7b", "{")
    assert not any(line.strip().startswith(fence) for line in inner.split("\n"))


@given(TEXTS)
def test_no_template_of_a_site_generator_starts_in_a_page(text: str) -> None:
    whole = "\n\n".join((span(text), prose(text), paragraphs(text), block(text), block(text, "")))
    assert not re.search(r"\{[{%#]|-8<-", whole)
