"""Templates print finished parts and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from jinja2 import Template, UndefinedError
from jinja2.exceptions import SecurityError, TemplateAssertionError

from specwright.emit import templates
from specwright.emit.code import Code, literal
from specwright.emit.template_files import template_texts
from specwright.emit.templates import finalize, render
from specwright.python.syntax.expr import Doc, Ident, Lit, Module, Name
from specwright.python.syntax.parts import PyAttribute, PySignature

MOST_CONTROL = 0.3


@dataclass(frozen=True, slots=True)
class PyProbe:
    """A part whose template is given by the test."""

    value: Any


def printed(monkeypatch: pytest.MonkeyPatch, template: str, value: Any = None) -> str:
    """What a template with the settings of the real ones prints of a part."""
    environment = templates._environment()
    real = environment.get_template

    def get_template(name: str) -> Template:
        return environment.from_string(template) if name == "probe.jinja" else real(name)

    monkeypatch.setattr(environment, "get_template", get_template)
    return render(PyProbe(value))


@pytest.mark.parametrize(
    "value", ["text", "Pet", 1, None, b"x", ["a"], object(), type("T", (), {})]
)
def test_plain_values_are_not_printed(monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    with pytest.raises(TypeError, match="may not print"):
        finalize(value)
    for template in ("{{ value }}", "{{ [value] | join(', ') }}", "{{ value | indent }}"):
        with pytest.raises(TypeError, match="may not print"):
            printed(monkeypatch, template, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Code("x = 1"), "x = 1"),
        (Ident("pet"), "pet"),
        (Module("..models"), "..models"),
        (Name("None"), "None"),
        (Lit('"'), literal('"')),
        (Doc("Pets."), '"""Pets."""'),
        (PyAttribute(Ident("a"), Name("int"), Lit(1), None), "a: int = 1"),
    ],
)
def test_finished_parts_are_printed(monkeypatch: pytest.MonkeyPatch, value: Any, text: str) -> None:
    assert printed(monkeypatch, "{{ value }}", value) == text


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{{ value.nothing }}", "{% for x in nothing %}{% endfor %}"]
)
def test_what_does_not_exist_is_an_error(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    with pytest.raises((UndefinedError, TypeError, SecurityError)):
        printed(monkeypatch, template)


@pytest.mark.parametrize("name", ["upper", "replace('a', 'b')", "safe", "string", "format", "map"])
def test_filters_that_make_text_do_not_exist(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(TemplateAssertionError, match="No filter named"):
        printed(monkeypatch, "{{ value | %s }}" % name, Ident("x"))  # noqa: UP031  # braces of Jinja


def test_literal_text_of_a_template_is_not_glued_to_values(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match="may not print str"):
        printed(monkeypatch, "{{ 'Raw' ~ value }}", Ident("Pet"))


def test_join_and_indent_keep_the_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (Code("a\n\nb"), Ident("c"))
    text = printed(monkeypatch, "x\n    {{ value | join('\\n') | indent }}", parts)
    assert text == "x\n    a\n\n    b\n    c"


def test_no_template_is_a_program() -> None:
    """The share of control lines over all templates is a house rule; here, that none of them stands out."""
    texts = template_texts()
    assert len(texts) > 20
    for name, text in texts:
        lines = text.splitlines()
        control = sum("{%" in line for line in lines)
        assert control <= max(2, len(lines) * MOST_CONTROL), name
        assert not re.search(r"\{%-?\s*(macro|call|import|from|set|filter|raw)\b", text), name


def test_every_template_prints_a_part() -> None:
    """A template that no part is printed by is dead; one without a part is missing."""
    from specwright.python.pages import readme, reference, webhook_pages
    from specwright.python.syntax import package, parts

    modules = (package, parts, readme, reference, webhook_pages)
    classes = {
        templates._template_of(name)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    assert {name for name, _ in template_texts()} <= classes
    assert PySignature.__name__.startswith("Py")
