"""Write `pyproject.toml`, `README.md` and `api.md` of the generated distribution."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import tomli_w

from specwright.api.model import Api
from specwright.emit.files import File, text_file
from specwright.emit.render import render_files
from specwright.python.client.plan import ClientPlan
from specwright.python.naming.names import Names
from specwright.python.operations.waiting import Handles
from specwright.python.pages.readme import Pages
from specwright.python.syntax.package import PyFile
from specwright.request import NO_METADATA, Metadata

# As in pyproject.toml of this repository, which says why.
_EXTRAS = {
    "cli": ["cyclopts>=4.10,<6"],
    "opentelemetry": ["opentelemetry-api>=1.30,<2"],
    "testing": ["pytest>=8"],
}
_HTTP = {"httpx": "httpx>=0.27,<1", "httpx2": "httpx2>=2,<3"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """The generated distribution: its name, and the client inside it."""

    name: str
    plan: ClientPlan
    metadata: Metadata = NO_METADATA


def distribution_files(
    api: Api,
    names: Names,
    handles: Handles,
    distribution: Distribution,
    cache: Path | None = None,
) -> tuple[File, ...]:
    """The files besides the package."""
    pages = Pages(api, names, handles, distribution.name, distribution.plan)
    printed = [PyFile("README.md", pages.readme()), PyFile("api.md", pages.api_page())]
    return (
        *render_files(printed, cache),
        text_file("pyproject.toml", tomli_w.dumps(_project(api, distribution))),
    )


def _project(api: Api, distribution: Distribution) -> dict[str, Any]:
    package, given = distribution.plan.package, distribution.metadata
    described = given.description or f"A client for {api.info.title or package}"
    optional = {
        "license": given.license,
        "authors": [_author(text) for text in given.authors],
        "keywords": list(given.keywords),
        "urls": dict(given.urls),
    }
    return {
        "build-system": {"requires": ["hatchling"], "build-backend": "hatchling.build"},
        "project": {
            "name": distribution.name,
            "version": distribution.plan.version,
            "description": " ".join(described.split())[:200],
            "readme": "README.md",
            "requires-python": ">=3.10",
            "dependencies": [_HTTP[distribution.plan.http], "pydantic>=2.12,<3"],
            "classifiers": ["Typing :: Typed"],
            "optional-dependencies": _EXTRAS,
            "scripts": {distribution.name: f"{package}.__main__:main"},
            **{key: value for key, value in optional.items() if value},
            "entry-points": {"pytest11": {package: f"{package}._pytest_plugin"}},
        },
        "tool": {"hatch": {"build": {"targets": {"wheel": {"packages": [package]}}}}},
    }


def _author(text: str) -> dict[str, str]:
    """`Ada <ada@example.com>` as a table for `pyproject.toml`."""
    name, mail = parseaddr(text) if "@" in text else (text, "")
    return {key: value for key, value in (("name", name), ("email", mail)) if value}
