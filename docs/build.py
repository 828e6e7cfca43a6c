"""Gather the sources of the documentation site into a folder: `python docs/build.py FOLDER`.

The pages of this folder, README.md, and what is made from the code: the reference of the Runway client
(`specwright docs`), of the command line, and of the diagnostics. `make docs` builds the site of them.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Final

from specwright.cli import main as specwright
from specwright.cli.options import make_parser
from specwright.diagnostics.codes import CODES

ROOT: Final = Path(__file__).parent.parent
DOCS: Final = ROOT / "docs"
FILES: Final = "https://github.com/specwright/specwright/blob/main/"
CLIENT: Final = "runway-client"
# A page that is missing here lands in the guides; one that does not exist (yet) is left out.
SECTIONS: Final = {
    "Tutorial": ["tutorial"],
    "Guides": [
        "generating", "overlay", "reference-pages", "verify", "diff", "diff-reports", "testing", "mock",
        "command-line", "many-calls", "many-machines", "observability", "coming-from-runwayml", "examples",
    ],
    "Reference": ["specwright", "diff-rules", "diagnostics"],
    "Explanation": ["architecture", "security", "comparison", "benchmarks", "CONTRIBUTING"],
}  # fmt: skip


def gather(folder: Path) -> None:
    """Write the sources of the site and its settings into a folder of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = folder / "docs"
    pages.mkdir(parents=True)
    for path in (*DOCS.glob("*.md"), *DOCS.glob("*.svg")):
        shutil.copy(path, pages)
    shutil.copytree(DOCS / "examples", pages / "examples", ignore=shutil.ignore_patterns("__*"))
    (pages / "index.md").write_text((ROOT / "README.md").read_text("utf-8"), "utf-8")
    (pages / "specwright.md").write_text(command_line(), "utf-8")
    (pages / "diagnostics.md").write_text(diagnostics(), "utf-8")
    (pages / "examples.md").write_text(examples(), "utf-8")
    client = settings_of_client(folder, pages)
    for page in pages.glob("*.md"):
        page.write_text(with_links_for_the_site(page.read_text("utf-8"), pages), "utf-8")
    text = json.dumps(settings(pages, client), indent=2)
    (folder / "mkdocs.yml").write_text(text, "utf-8")


def settings_of_client(folder: Path, pages: Path) -> dict[str, Any]:
    """Write the reference of the Runway client; return its settings."""
    made = folder / CLIENT
    project = ["--overlay", str(ROOT / "spec/overlay.yaml"), "--package", "runway_client"]
    code = specwright(["docs", str(ROOT / "spec/openapi.yaml"), *project, "-o", str(made)])
    if code:
        raise SystemExit(code)
    shutil.move(made / "docs", pages / CLIENT)
    shutil.move(pages / CLIENT / "assets", pages / "assets")
    lines = (made / "mkdocs.yml").read_text("utf-8").splitlines()
    shutil.rmtree(made)
    settings: dict[str, Any] = json.loads("".join(s for s in lines if not s.startswith("#")))
    return settings


def settings(pages: Path, client: dict[str, Any]) -> dict[str, Any]:
    """The settings of a client's reference, with the navigation of this site."""
    named = [name for names in SECTIONS.values() for name in names]
    found = {page.stem for page in pages.glob("*.md")} - {"index"}
    chosen = {title: [n for n in names if n in found] for title, names in SECTIONS.items()}
    chosen["Guides"] += sorted(found - set(named))
    nav: list[Any] = [{"Specwright": "index.md"}]
    for title, names in chosen.items():
        entries: list[Any] = [{title_of(pages / f"{n}.md"): f"{n}.md"} for n in names]
        if title == "Reference":
            entries.append({"Runway client": below(CLIENT, client["nav"])})
        nav.append({title: entries})
    theme = client["theme"]
    features = [*theme["features"], "navigation.tabs", "navigation.footer"]
    return {
        **client,
        "site_name": "Specwright",
        "site_description": "Typed Python clients from OpenAPI documents",
        "theme": {**theme, "features": features},
        "nav": nav,
    }


def below(folder: str, entry: Any) -> Any:
    """A part of a navigation, moved into a folder."""
    if isinstance(entry, dict):
        return {title: below(folder, value) for title, value in entry.items()}
    if isinstance(entry, list):
        return [below(folder, value) for value in entry]
    return f"{folder}/{entry}"


def title_of(page: Path) -> str:
    found = re.search(r"^# (.+)$", page.read_text("utf-8"), re.M)
    return found[1].replace("`", "") if found else page.stem


def with_links_for_the_site(text: str, pages: Path) -> str:
    """Links to pages of the site stay in it; those to other files of the repository lead there."""

    def target(found: re.Match[str]) -> str:
        path, anchor = found[1].removeprefix(FILES).removeprefix("../"), found[2] or ""
        if found[1] in (f"{FILES}generated/api.md", f"{FILES}generated/README.md"):
            return f"]({CLIENT}/{'guide' if 'README' in path else 'index'}.md)"
        page = path.removeprefix("docs/")
        if found[1].startswith((FILES, "../")):
            return f"]({page}{anchor})" if (pages / page).is_file() else f"]({FILES}{path}{anchor})"
        return found[0]

    return re.sub(r"\]\(((?:https://github\.com/|\.\./)[^)#\s]+)(#[^)\s]*)?\)", target, text)


def command_line() -> str:
    """Every command and its options, from the parser."""
    parser = make_parser()
    (commands,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    told = [f"# Command line\n\n{block(parser.epilog)}"]
    for name, command in commands.choices.items():
        rows = "\n".join(map(row, command._actions[1:]))
        usage = " ".join(command.format_usage().removeprefix("usage: ").split())
        told.append(
            f"## `specwright {name}`\n\n{command.description}\n\n{block(usage)}\n\n"
            f"| argument | meaning |\n| --- | --- |\n{rows}\n\n{block(command.epilog)}"
        )
    return "\n\n".join(told) + "\n"


def row(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    names = [f"{name} {metavar}".strip() for name in action.option_strings] or [metavar]
    choices = f" One of {', '.join(f'`{c}`' for c in action.choices)}." if action.choices else ""
    meaning = f"{action.help or ''}{choices}".replace("|", "\\|").replace("*", "\\*").strip()
    return f"| {', '.join(f'`{name}`' for name in names)} | {meaning} |"


def block(text: str | None) -> str:
    return f"```text\n{text.strip()}\n```" if text else ""


def diagnostics() -> str:
    rows = [
        f"## `{code}`\n\n{found.severity.capitalize()}. {found.explanation.replace('<', '&lt;')}"
        for code, found in sorted(CODES.items())
    ]
    head = "# Diagnostics\n\n`specwright explain CODE` prints the same."
    return "\n\n".join((head, *rows)) + "\n"


def examples() -> str:
    told = [
        "# Examples",
        "Programs for the Runway client, in `docs/examples/`. Each is run by a test.",
    ]
    for path in sorted((DOCS / "examples").glob("*.py")):
        source = path.read_text("utf-8")
        about = (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]
        told.append(f"## `{path.name}`\n\n{about}\n\n```python\n{source.strip()}\n```")
    return "\n\n".join(told) + "\n"


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
