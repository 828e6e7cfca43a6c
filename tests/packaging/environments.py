"""A distribution enters, a virtual environment that holds it and what it declares leaves.

Nothing is fetched: what a distribution declares is linked from the environment of the tests. So an
undeclared dependency is missing here, as it would be in a stranger's environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment; `home` is an empty folder to run things in."""

    root: Path
    home: Path

    @property
    def python(self) -> Path:
        return self.root / "bin/python"

    @property
    def site(self) -> Path:
        return self.root / "lib/python{}.{}/site-packages".format(*sys.version_info)

    def run(self, *command: str | Path, **settings: str) -> str:
        """What the command prints; it must succeed, and warn of nothing."""
        return run(*command, cwd=self.home, PYTHONWARNINGS="error", **settings)

    def install(self, *arguments: str | Path) -> None:
        """Install as a user would, but without an index."""
        pip = [sys.executable, "-m", "pip", "--python", self.python]
        quiet = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
        run(*pip, "install", *quiet, *arguments, cwd=self.home)


def make_environment(root: Path) -> Environment:
    """An empty environment: neither pip nor setuptools."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(root / "venv")
    (root / "home").mkdir()
    return Environment(root / "venv", root / "home")


def requirements_of(wheel: Path) -> tuple[str, ...]:
    """What the wheel declares, without its extras."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        declared = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    return tuple(str(requirement) for requirement in _applicable(declared, ""))


def link_requirements(environment: Environment, requirements: Iterable[str]) -> None:
    """Link what the requirements name, and what that needs in turn, into the environment."""
    waiting = _applicable(requirements, "")
    linked: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *sorted(wanted.extras)):
            if (canonicalize_name(wanted.name), extra) in linked:
                continue
            linked.add((canonicalize_name(wanted.name), extra))
            distribution = metadata.distribution(wanted.name)
            assert wanted.specifier.contains(distribution.version), wanted
            _link(distribution, environment.site)
            waiting += _applicable(distribution.requires or (), extra)


def _applicable(requirements: Iterable[str], extra: str) -> list[Requirement]:
    parsed = map(Requirement, requirements)
    return [r for r in parsed if not r.marker or r.marker.evaluate({"extra": extra})]


def _link(distribution: metadata.Distribution, site: Path) -> None:
    for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
        link = site / top
        if not link.exists():
            link.symlink_to(Path(str(distribution.locate_file(top))))


def run(*command: str | Path, cwd: Path, **settings: str) -> str:
    """Run without anything that the environment of the tests would lend."""
    lent = ("PYTHON", "PIP_", "VIRTUAL_ENV", "SPECWRIGHT", "COVERAGE", "PYTEST")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(lent)}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**inherited, "PIP_CONFIG_FILE": os.devnull, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


def build(source: Path, *targets: str, into: Path) -> list[Path]:
    """Build with hatchling, in the order of the targets (`wheel`, `sdist`)."""
    wanted = [argument for target in targets for argument in ("-t", target)]
    printed = run(sys.executable, "-m", "hatchling", "build", *wanted, "-d", into, cwd=source)
    return [into / Path(line).name for line in printed.splitlines() if line.endswith(("whl", "gz"))]
