"""`specwright init`: set up a project, generate its client, and print the next steps."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import tomli_w

from specwright.cli.generate import run_generate
from specwright.cli.reporting import diagnostics_text, failure_text, fatal_text
from specwright.cli.terminal import BAD_INPUT, OK, progress, say, wants_colour
from specwright.config import ConfigError, read_project
from specwright.diagnostics import Diagnostics, FatalError, printable
from specwright.openapi.overlay.writing import action_text
from specwright.pipeline import read_document, shape
from specwright.python.client.plan import ClientPlan
from specwright.request import Request, fetch_files
from specwright.source.address import is_url

_PROJECT: Final = Path("pyproject.toml")
_OVERLAY: Final = Path("overlay.yaml")
_FOLDER: Final = Path("spec")
"""Of a document that is downloaded."""
_SUFFIXES: Final = (".json", ".yaml", ".yml")
_WORKFLOW: Final = Path(".github/workflows/specwright.yml")
_PRE_COMMIT: Final = Path(".pre-commit-config.yaml")

_WORKFLOW_TEXT: Final = """\
# Checks the client, and reports on pull requests what a change of the document breaks.
name: client
on:
  push: {branches: [main]}
  pull_request:
permissions: {contents: read}
jobs:
  client:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v4
      with: {fetch-depth: 0}  # `diff` needs the merge base of the branch
    - uses: actions/setup-python@v5
      with: {python-version: '3.12'}
    - run: pip install 'specwright[verify]' ./OUTPUT
    - run: specwright generate --check
    - run: specwright verify
    - if: github.event_name == 'pull_request'
      env: {BASE: 'origin/${{ github.base_ref }}'}
      run: >-
        specwright diff --base "$BASE" --format github --format markdown --output "$GITHUB_STEP_SUMMARY"
        --format html --output diff.html
    - if: always() && github.event_name == 'pull_request'
      uses: actions/upload-artifact@v4
      with: {name: diff, path: diff.html, if-no-files-found: ignore}
"""
_PRE_COMMIT_TEXT: Final = """\
repos:
- repo: local
  hooks:
  - id: specwright
    name: client is up to date
    entry: specwright generate --check
    language: python
    additional_dependencies: [specwright]
    pass_filenames: false
"""


def run_init(arguments: argparse.Namespace) -> int:
    """Write the files of a project, except existing ones, and generate its client."""
    given: str = arguments.document
    existing = _PROJECT.read_text("utf-8") if _PROJECT.is_file() else ""
    if read_project(existing, _PROJECT) is not None:
        raise ConfigError(f"{_PROJECT} already has [tool.specwright]; run `specwright generate`")
    sink, colour = Diagnostics(), wants_colour(arguments.color)
    progress("reading")
    try:
        request = fetch_files(Request(_source(given), package=arguments.package))
        document, _ = read_document(request, sink)
        plan = shape(document, request, sink).plan
    except FatalError as error:
        progress("")
        say(fatal_text(error, colour))
        return BAD_INPUT
    progress("")
    if sink.has_errors:
        say(diagnostics_text(sink, document.resolver.excerpt_of, colour))
        say(failure_text(sink, strict=False))
        return BAD_INPUT
    spec = _saved(given, request.files[0].content) if is_url(given) else Path(request.spec)
    output = arguments.output or Path(f"{plan.package.replace('_', '-')}-client")
    is_new = not _OVERLAY.exists()
    texts = {
        _OVERLAY: _overlay_text(plan, sink),
        _WORKFLOW: _WORKFLOW_TEXT.replace("OUTPUT", output.as_posix()),
        _PRE_COMMIT: _PRE_COMMIT_TEXT,
    }
    kept = [path for path in texts if path.exists()]
    table = _table(spec, output, plan.package, is_new)
    _PROJECT.write_text(f"{existing.rstrip()}\n\n{table}".lstrip(), "utf-8")
    for path, text in texts.items():
        if path not in kept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    code = run_generate(arguments.parser.parse_args(["generate", "--color", arguments.color]))
    if code == OK:
        say(_next_steps(output, plan, kept))
    return code


def _source(given: str) -> str:
    """A URL, or the path of the document relative to the project."""
    if is_url(given):
        return given
    if not Path(given).is_file():
        raise ConfigError(f"{given}: file not found; `init` requires a file on disk, or a URL")
    here, found = Path.cwd().resolve(), Path(given).resolve()
    return (found.relative_to(here) if found.is_relative_to(here) else found).as_posix()


def _saved(url: str, content: bytes) -> Path:
    """The file in which a downloaded document is kept, named after its URL."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", unquote(urlsplit(url).path).rpartition("/")[2])
    path = _FOLDER / (name.strip(".-") or "openapi")
    if path.suffix.lower() not in _SUFFIXES:
        path = path.with_name(f"{path.name}{'.json' if content.lstrip()[:1] == b'{' else '.yaml'}")
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise ConfigError(
            f"{path} already exists; remove it, or run `specwright init {path}`"
        ) from None
    return path


def _table(spec: Path, output: Path, package: str, with_overlay: bool) -> str:
    overlays = {"overlays": [_OVERLAY.as_posix()]} if with_overlay else {}
    table = {"spec": spec.as_posix(), **overlays, "output": output.as_posix(), "package": package}
    return tomli_w.dumps({"tool": {"specwright": table}})


def _overlay_text(plan: ClientPlan, sink: Diagnostics) -> str:
    """An overlay that keeps the derived names if the title changes, with the diagnostics as comments."""
    # A login has two options, of which an overlay could pin only one for both.
    credentials = {
        c.scheme: {"option": c.option, "env": c.env} for c in plan.credentials if not c.password
    }
    client = {"class": plan.class_name, "env-prefix": plan.env_prefix}
    settings = {**client, "credentials": credentials} if credentials else client
    lines = [
        "# Settings of the Python client: https://spec.openapis.org/overlay/v1.0.0.html",
        "overlay: 1.0.0",
        "info: {title: Python client, version: 1.0.0}",
        "actions:",
        action_text("$", {"x-specwright-client": settings}).rstrip(),
    ]
    notes = [item for item in sink.items if item.severity != "error" and item.hint]
    if notes:
        lines += [
            "",
            "# What was recognized, guessed or omitted. `specwright explain CODE` explains a code.",
        ]
    for item in notes:
        place = f" at {printable(item.pointer)}" if item.pointer else ""
        lines += [f"# {item.code}{place}:", f"#   {printable(item.message)}"]
        lines += [f"#   {printable(line)}" for line in item.hint.splitlines()]
    return "\n".join(lines) + "\n"


def _next_steps(output: Path, plan: ClientPlan, kept: list[Path]) -> str:
    lines = [f"not overwritten: {path}" for path in kept]
    lines += [
        "",
        "next:",
        f"  1. pip install ./{output.as_posix()}",
        f"  2. call the API: `from {plan.package} import {plan.class_name}`; see {output.as_posix()}/README.md",
        f"  3. set names in {_OVERLAY}, run `specwright generate`, and commit all files",
    ]
    return "\n".join(lines)
