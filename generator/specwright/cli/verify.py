"""`specwright verify`: start the checks in the interpreter that has the client installed."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import specwright
from specwright.config import ConfigError, Project, client_of, find_project
from specwright.source.address import is_url, shown_name

CHILD: Final = """\
import importlib.util, os, sys
folder, payload, talks = sys.argv[1:]
spec = importlib.util.spec_from_file_location(
    "specwright_verify", folder + "/__init__.py", submodule_search_locations=[folder]
)
package = importlib.util.module_from_spec(spec)
sys.modules["specwright_verify"] = package
spec.loader.exec_module(package)
def progress(text):
    print("\\x1b[2K" + text, end="\\r", file=sys.stderr, flush=True)
def unforeseen(*error):
    sys.__excepthook__(*error)
    sys.stderr.flush()
    os._exit(110)
try:
    from specwright_verify.subprocess_main import main
except ModuleNotFoundError as error:
    sys.stderr.write(
        f"error: {sys.executable} has no module {error.name!r}: "
        "install the checks next to the client: pip install 'specwright[verify]'\\n"
    )
    sys.exit(42)
sys.excepthook = unforeseen
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
ended = main(payload, progress if talks else lambda text: None)
if talks:
    progress("")
stream = sys.stderr if ended.code == 2 else sys.stdout
try:
    stream.write(ended.text)
    stream.flush()
except BrokenPipeError:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
sys.exit(40 + ended.code)
"""
"""Runs with -I, where neither this distribution nor the current folder is on the path."""
OWN: Final = 40
"""Added to the exit codes of the child, so that a crash before the checks does not look like success."""

KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "TERM")
"""The environment variables that the child gets. Variables of the client must not change the result."""


def run_verify(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd())
    if arguments.client is not None or arguments.spec is None or arguments.package is None:
        project = client_of(project, arguments.client)
    payload = json.dumps(_asked(arguments, project))
    folder = Path(specwright.__file__).parent / "verify"
    talks = "1" if sys.stderr.isatty() else ""
    command = [arguments.python, "-I", "-c", CHILD, str(folder), payload, talks]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  (the user's choice)
    except OSError as error:
        raise ConfigError(f"--python {arguments.python}: {error.strerror}") from error
    if code not in (OWN, OWN + 1, OWN + 2, OWN + 70):
        what = f"was killed by signal {-code}" if code < 0 else f"exited with {code}"
        raise ConfigError(
            f"--python {arguments.python}: nothing was checked; the interpreter {what}"
        )
    return code - OWN


def _asked(arguments: argparse.Namespace, project: Project) -> dict[str, Any]:
    spec = arguments.spec or project.spec
    package = arguments.package or project.package
    if spec is None or package is None:
        missing = "--spec" if spec is None else "--package"
        raise ConfigError(
            f"{missing} is missing; specify it, or set `{missing[2:]}` under [tool.specwright] in pyproject.toml"
        )
    if is_url(str(spec)):
        raise ConfigError(
            f"verify reads files: save {shown_name(str(spec))} and name it with --spec"
        )
    own = arguments.spec is None
    overlays = arguments.overlay or (project.overlays if own else ())
    return {
        "spec": str(spec),
        "overlays": [str(overlay) for overlay in overlays],
        "package": package,
        "vectors": None if arguments.vectors is None else str(arguments.vectors),
        "examples": arguments.examples,
        "seed": arguments.seed,
        "operation": arguments.operation,
        "fail_fast": arguments.fail_fast,
        "format": arguments.format,
    }
