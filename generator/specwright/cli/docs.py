"""`specwright docs`: write the reference pages of a client."""

from __future__ import annotations

import argparse
from pathlib import Path

from specwright.cli.garbage import without_collector
from specwright.cli.generate import conclude, report_fatal, request_of
from specwright.config import ConfigError, Project, client_of, find_project
from specwright.diagnostics import Diagnostics, FatalError
from specwright.emit.write import Changes, plan_changes


def run_docs(arguments: argparse.Namespace) -> int:
    """Write the pages of one client, or check them."""
    if arguments.spec is not None and arguments.client is not None:
        raise ConfigError("--client selects a client of the project; omit DOCUMENT")
    found = Project() if arguments.spec else find_project(Path.cwd())
    request = request_of(arguments, client_of(found, arguments.client))
    sink = Diagnostics()
    try:
        with without_collector():
            from specwright.pipeline import document  # takes long to import

            made = document(request, sink)
    except FatalError as error:
        return report_fatal(arguments, sink, error)
    output = arguments.output or Path(f"{made.package}-docs")

    def compare() -> tuple[Path, Changes]:
        return output, plan_changes(output, made.files, arguments.force)

    return conclude(arguments, made, sink, compare)
