"""`specwright docs`: pages that are complete, and harmless whatever the document holds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from specwright.cli import main

ROOT = Path(__file__).parents[3]
EVIL = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> [go](javascript:alert(3)) "
    "<javascript:alert(4)> ![i](https://evil.test/i.png) {{ 7*7 }} {% include '/etc/passwd' %} {# x #} "
    "{: onclick=alert(5) } text{ onclick=alert(6) } ${alert(7)} `{{ 8*8 }}` `|` | a | b | </code></pre> "
    '&lt;b&gt; &#106;avascript [x]: javascript:alert(8) ::: os.path @import --8<-- "/etc/passwd" \u202e\0'
)
BLOCKS = (
    "---\ntitle: x\n---\n# Title\n\n<div onclick='alert(1)'>\n\n:::os.path\n\n!!! danger\n    no\n\n"
    '--8<-- "/etc/passwd"\n\n~~~\n<script>alert(2)</script>\n~~~\n\n=== "Tab"\n\n    indented\n\n'
    "[1]: javascript:alert(3)\n\n1. one\n- **two** `code`, [page](/etc/passwd) and [web](https://good.test/a_b?c=d)\n\n"
    '```html {onload=alert(4)}\n{{ 7*7 }}\n--8<-- "/etc/passwd"\n</code></pre><script>alert(5)</script>\n```\n\n'
    "<!-- comment\n\n^ x\n: definition\n\n| a |\n| - |\n| <b>x</b> |\n\n"
    "*[HTML]: y\n\n[^1]: z\n\n``` unclosed\n{{ 9*9 }}"
)
HOSTILE = {
    "openapi": "3.1.0",
    "info": {"title": f"{EVIL}", "version": "1", "description": BLOCKS},
    "servers": [{"url": "https://a.test"}],
    "tags": [{"name": EVIL, "description": EVIL}],
    "paths": {
        "/x/{{7*7}}/{a}": {
            "post": {
                "operationId": f"go {EVIL}",
                "tags": [EVIL],
                "summary": EVIL,
                "description": BLOCKS,
                "parameters": [
                    {"name": "a", "in": "path", "required": True, "description": EVIL,
                     "schema": {"type": "string", "enum": [EVIL, "{% raw %}"]}},
                    {"name": "<b>{{1}}", "in": "query", "description": BLOCKS, "example": EVIL,
                     "schema": {"type": "string"}},
                ],
                "requestBody": {"content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Evil"},
                    "example": {"<i>{{2}}": EVIL}}}},
                "responses": {
                    "200": {"description": BLOCKS, "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Evil"}}}},
                    "404": {"description": EVIL},
                },
            }
        }
    },
    "components": {"schemas": {"Evil": {
        "type": "object", "description": BLOCKS, "required": ["<i>{{2}}"],
        "properties": {"<i>{{2}}": {"type": "string", "description": EVIL, "default": EVIL}}}}},
    "webhooks": {EVIL: {"post": {"summary": EVIL, "description": BLOCKS, "requestBody": {"content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Evil"}}}},
        "responses": {"200": {"description": EVIL}}}}},
}  # fmt: skip
EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta", "tables", "toc",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.emoji",
    "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark",
    "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(folder: Path) -> dict[str, str]:
    found = sorted((folder / "docs").rglob("*.md"))
    return {path.relative_to(folder / "docs").as_posix(): path.read_text("utf-8") for path in found}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "evil.json").write_text(json.dumps(HOSTILE), "utf-8")
    command = ["docs", str(tmp_path / "evil.json"), "-o", str(tmp_path / "ref")]
    assert main(command) == 0
    return tmp_path / "ref"


def test_nothing_of_a_document_is_markup(hostile: Path) -> None:
    """Read as the usual site generators do, with every extension that could make something of it."""
    markdown = pytest.importorskip("markdown")
    for path, text in pages(hostile).items():
        read = Elements(markdown.markdown(text, extensions=EXTENSIONS))
        tags = {tag for tag, _ in read.found}
        assert not tags & {
            "script",
            "img",
            "div onclick",
            "b",
            "i",
            "iframe",
            "svg",
            "mark",
            "del",
        }, path
        for tag, attributes in read.found:
            assert not [name for name in attributes if name.startswith("on")], (
                path,
                tag,
                attributes,
            )
            href = attributes.get("href") or ""
            assert re.match(
                r"https://(good|evil)\.test/|https://opentelemetry\.io$|https://github\.com/specwright/|#|\w[\w./]*\.md(#|$)|\.\./|mailto:",
                href or "#",
            ), href
        assert "root:" not in read.text, path
        assert not re.search(r"(^|\W)(49|64|81)(\W|$)", read.text), path
    index = Elements(markdown.markdown(pages(hostile)["index.md"], extensions=EXTENSIONS)).text
    assert "two code, page and web" in index
    for kept in ("<script>alert(2)</script>", "code", "web", "{{ 7*7 }}", "{{ 9*9 }}", "&lt;b&gt;"):
        assert kept in index, kept


def test_templates_of_site_generators_find_nothing_to_run(hostile: Path) -> None:
    texts = pages(hostile)
    assert all(
        jinja2.Template(text, keep_trailing_newline=True).render() == text
        for text in texts.values()
    )
    settings = (hostile / "mkdocs.yml").read_text("utf-8")
    made = json.loads("".join(line for line in settings.splitlines() if not line.startswith("#")))
    assert not set(json.dumps(made["nav"]) + made["site_name"]) & set("<>&`\\")


def test_the_folder_of_a_client_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = str(ROOT / "tests/documents/bookshop.yaml")
    assert main(["generate", document, "-o", str(tmp_path)]) == 0
    before = sorted(tmp_path.rglob("*"))
    assert main(["docs", document, "-o", str(tmp_path)]) == 3
    assert "choose another folder with -o" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
