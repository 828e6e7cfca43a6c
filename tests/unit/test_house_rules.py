"""The house rules hold in the whole tree, and each of them can fail."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from tests.unit import house_rules as rules

pytestmark = pytest.mark.xdist_group("house rules")  # one process reads the tree

EVERYWHERE = (
    rules.file_is_short,
    rules.function_is_short,
    rules.exception_has_reason,
)
IN_THE_GENERATOR = (
    rules.no_global_state,
    rules.data_is_frozen,
    rules.one_module_names_the_http_library,
)

LONG_FUNCTION = '"""d."""\ndef f():\n' + "    g()\n" * 60
TABLE_FUNCTION = '"""d."""\ndef f():\n    return [\n' + '        Row("a", -1, {"b": None}),\n' * 60
LONG_TABLE = '"""d."""\nfrom x import Row\nROWS = (\n' + '    Row("a", kind=Row.B),\n' * 600 + ")\n"

# rule, file inside generator/specwright, text that breaks it, text that does not (None: no text helps)
CASES = [
    (rules.file_is_short, "a.py", '"""d."""\n' + "f()\nif x: y\n" * 300, LONG_TABLE),
    (rules.function_is_short, "a.py", LONG_FUNCTION, TABLE_FUNCTION + "    ]\n"),
    (rules.exception_has_reason, "a.py", "x = 1  # type: ignore\n", "x = '# type: ignore'\n"),
    (
        rules.exception_has_reason,
        "a.py",
        "x = 1  # type: ignore[arg-type]\n",
        "x = 1  # type: ignore[arg-type]  # the stub is wrong\n",
    ),
    (
        rules.exception_has_reason,
        "a.py",
        "x = 1  # noqa: S603, S607\n",
        "x = 1  # noqa: S603, S607  (a fixed list)\n",
    ),
    (rules.exception_has_reason, "a.py", "x = 1  # pyright: ignore\n", "x = 1  # a remark\n"),
    (
        rules.no_global_state,
        "a.py",
        "_cache = {}\n",
        "_cache: Final = {}\n__all__ = ['a']\nTABLE = {}\n",
    ),
    (
        rules.no_global_state,
        "a.py",
        "seen: set[str] = set()\n",
        "seen: frozenset[str] = frozenset()\n",
    ),
    (
        rules.data_is_frozen,
        "a.py",
        "@dataclass(slots=True)\nclass A: ...\n",
        "@dataclass(frozen=True, slots=True)\nclass A: ...\n",
    ),
    (
        rules.one_module_names_the_http_library,
        "runtime/a.py",
        "if TYPE_CHECKING:\n    from httpx import Client\n",
        "from ..base.http_library import http\n",
    ),
]


read_once = lru_cache(maxsize=2)(rules.read_modules)
"""Of the checkout, which no test changes."""


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_holds_in_generator_and_tests(rule: rules.Rule, checkout: Path) -> None:
    modules = read_once(checkout, "generator", "tests")
    assert not (found := rules.broken(rule, modules)), "\n".join(found)


@pytest.mark.parametrize("rule", IN_THE_GENERATOR, ids=lambda rule: rule.__name__)
def test_holds_in_the_generator(rule: rules.Rule, checkout: Path) -> None:
    modules = read_once(checkout, "generator")
    assert not (found := rules.broken(rule, modules)), "\n".join(found)


def test_templates_only_print(checkout: Path) -> None:
    assert (checkout / "templates").is_dir()
    assert not (found := rules.template_findings(checkout / "templates")), "\n".join(found)


@pytest.mark.parametrize(("rule", "file", "bad", "good"), CASES)
def test_rule_can_fail(
    rule: rules.Rule, file: str, bad: str, good: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "generator/specwright" / file
    path.parent.mkdir(parents=True)
    path.write_text(bad)
    (finding,) = rules.broken(rule, rules.read_modules(tmp_path, "generator"))
    assert finding.startswith(f"generator/specwright/{file}:")
    path.write_text(good or "")
    assert good is None or not rules.broken(rule, rules.read_modules(tmp_path, "generator"))


def test_every_rule_has_a_case() -> None:
    assert {*EVERYWHERE, *IN_THE_GENERATOR} == {case[0] for case in CASES}


def test_template_rules_can_fail(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "good.jinja").write_text("{% for x in y %}\n" + "{{ x }}\n" * 10)
    assert not rules.template_findings(folder)
    (folder / "bad.jinja").write_text("{% macro f() %}\n{% endmacro %}\n")
    macro, share = rules.template_findings(folder)
    assert macro.startswith("templates/bad.jinja:1: no macros")
    assert share.startswith("3 of 13 lines")
