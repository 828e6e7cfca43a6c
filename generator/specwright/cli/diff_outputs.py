"""Print the report of `specwright diff`: one format to standard output, others to files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specwright.cli.terminal import say, show
from specwright.config import ConfigError
from specwright.diff.findings import Finding, Report
from specwright.diff.report.github import report_github
from specwright.diff.report.json import report_data
from specwright.diff.report.markdown import report_markdown
from specwright.diff.report.text import report_text

_ENDINGS: Final = {
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".sarif": "sarif",
    ".xml": "junit",
}


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file that it is written to; None is standard output."""

    format: str
    file: Path | None


def find_outputs(given: Sequence[tuple[str, str]], documents: Sequence[str]) -> tuple[Output, ...]:
    """Pair `--format` and `--output` in their order: a file has the format before it.

    Raises:
        ConfigError: A file cannot be written, or two reports have the same destination.
    """
    inputs = {Path(name).resolve() for name in documents}
    if [name for name, _ in given] == ["output", "format"]:
        (_, file), (_, format_) = given
        if _by_ending(file, format_) == format_:  # a single report needs no order
            given = given[::-1]
    found: list[Output] = []
    is_open = False
    for name, value in given:
        if name == "format":
            found.append(Output(value, None))
        elif is_open:
            found[-1] = Output(found[-1].format, _file(value))
        else:
            found.append(Output(_by_ending(value, "text"), _file(value)))
        is_open = name == "format"
    outputs = tuple(found) or (Output("text", None),)
    targets = [output.file and output.file.resolve() for output in outputs]
    for index, output in enumerate(outputs):
        if targets[index] in targets[:index]:
            where = f"--output {output.file}" if output.file else "standard output"
            raise ConfigError(
                f"{where} is the destination of two reports; give each --format its own --output FILE"
            )
        if targets[index] in inputs:
            raise ConfigError(f"--output {output.file}: this is one of the compared documents")
    return outputs


def _by_ending(name: str, otherwise: str) -> str:
    return _ENDINGS.get(Path(name).suffix.lower(), otherwise)


def write_report(
    report: Report,
    outputs: Sequence[Output],
    fails: Callable[[Finding], bool],
    color: str,
    everything: bool,
) -> None:
    """Write the files, each as a whole or not at all, then print.

    Raises:
        OSError: A file could not be written.
    """
    texts = [_rendered(report, output, fails, color, everything) for output in outputs]
    for output, text in zip(outputs, texts, strict=True):
        if output.file is not None:
            _write(output.file, f"{text}\n")
            say(f"wrote {output.file}")
    for output, text in zip(outputs, texts, strict=True):
        if output.file is None:
            show(text)


def _rendered(
    report: Report,
    output: Output,
    fails: Callable[[Finding], bool],
    color: str,
    everything: bool,
) -> str:
    if output.format == "json":
        return json.dumps(report_data(report), indent=2)
    if output.format == "sarif":
        from specwright.diff.report.sarif import report_sarif

        here = Path.cwd()
        return json.dumps(report_sarif(report, here, _top(here)), indent=2)
    if output.format == "html":
        from specwright.diff.report.html import report_html

        return report_html(report)
    if output.format == "junit":
        from specwright.diff.report.junit import report_junit

        return report_junit(report, fails)
    if output.format == "markdown":
        return report_markdown(report, everything)
    if output.format == "github":
        return report_github(report)
    is_seen = output.file is None and color == "auto" and sys.stdout.isatty()
    return report_text(report, is_seen or color == "always", everything)


def _file(name: str) -> Path | None:
    if name == "-":
        return None
    path = Path(name)
    if path.is_dir():
        raise ConfigError(f"--output {path}: this is a folder; name a file in it")
    if not path.parent.is_dir():
        raise ConfigError(f"--output {path}: the folder {path.parent} does not exist")
    return path


def _write(path: Path, text: str) -> None:
    from specwright.emit.write import replace_file

    content = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe, such as `--output >(less)`
            path.write_bytes(content)
        else:
            replace_file(path.resolve(), content)
    except OSError as error:  # which may name a temporary file
        raise OSError(error.errno, error.strerror, str(path)) from error


def _top(here: Path) -> Path:
    """The folder of the repository, from which code scanning services name files."""
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
