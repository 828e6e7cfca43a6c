"""Write the reference of a client: pages of Markdown, and the settings with which site generators build them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from specwright.emit.files import File, text_file
from specwright.emit.render import render_files
from specwright.emit.template_files import template_folder
from specwright.python.pages.reference import Reference

_HEAD: Final = """\
# Written by specwright. `zensical build` or `mkdocs build` makes the site of it, without the network.
# JSON is YAML too.
"""
_EXTENSIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.highlight": {"pygments_lang_class": True},
    "pymdownx.superfences": {},
}
WORKER: Final = "assets/iframe-worker.js"
"""What the search needs where pages are opened as files."""
_FEATURES: Final = ("content.code.copy", "navigation.top", "search.highlight")
_MARKUP: Final = frozenset("<>&\"'`{}\\")


def reference_files(reference: Reference, title: str) -> tuple[File, ...]:
    """The pages in `docs/`, and `mkdocs.yml`."""
    pages = render_files(reference.files)
    settings = f"{_HEAD}{json.dumps(_settings(reference, title), indent=2)}\n"
    return (
        *(File(f"docs/{page.path}", page.content) for page in pages),
        File(f"docs/{WORKER}", (template_folder() / "docs" / PurePath(WORKER).name).read_bytes()),
        text_file("mkdocs.yml", settings),
    )


def _settings(reference: Reference, title: str) -> dict[str, Any]:
    groups = {"Operations": reference.resources, "Models": reference.models}
    return {
        "site_name": _bare(title),
        "theme": {
            "name": "material",
            "font": False,  # the default comes from another host
            "features": _FEATURES,
            "palette": [
                _palette("light", "default", "dark"),
                _palette("dark", "slate", "light"),
            ],
        },
        "use_directory_urls": False,  # so that the pages can be opened as files
        "plugins": ["search", "offline"],
        "extra": {"polyfills": [WORKER]},  # instead of one from another host
        "markdown_extensions": [{name: dict(told)} for name, told in _EXTENSIONS.items()],
        "nav": [
            {"Overview": "index.md"},
            *({name: path} for name, path in reference.others.items()),
            *(
                {name: [{k: v} for k, v in pages.items()]}
                for name, pages in groups.items()
                if pages
            ),
        ],
    }


def _palette(mode: str, scheme: str, other: str) -> dict[str, Any]:
    return {
        "media": f"(prefers-color-scheme: {mode})",
        "scheme": scheme,
        "toggle": {"icon": "material/brightness-6", "name": f"Use the {other} colors"},
    }


def _bare(title: str) -> str:
    """A title without what themes could read as HTML: they print it as it is."""
    text = "".join(c for c in title if c.isprintable() and c not in _MARKUP)
    return " ".join(text.split())[:80] or "API"
