"""Find the templates, without importing Jinja."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def template_folder() -> Path:
    """Where the templates are: in the installed package, or at the top of a checkout."""
    installed = Path(__file__).parent.parent / "_templates"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout / "templates"
    raise FileNotFoundError("the templates of specwright are missing; reinstall the package")


def template_texts() -> Sequence[tuple[str, str]]:
    """Every template with its name, ordered by name, for the lock's digest."""
    folder = template_folder()
    return [(p.name, p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.jinja"))]
