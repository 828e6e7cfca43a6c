"""Programs go in, run in a temporary environment with the vendor's package and ours; least times come out."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GENERATED = Path(__file__).resolve().parents[2] / "generated" / "runway_client"
PACKAGES = ("runway_client", "runwayml")
Figures = dict[str, float]

VERSIONS = """
import importlib.metadata as m, json, platform
names = ("runwayml", "httpx", "pydantic", "pydantic_core")
print(json.dumps({"python": platform.python_version(), **{name: m.version(name) for name in names}}))
"""


@dataclass(frozen=True)
class Bench:
    """The interpreter of the temporary environment, which holds both packages."""

    python: Path
    runs: int

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.python), "-c", program, *arguments],
            env={name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def least(self, programs: Mapping[str, str]) -> dict[str, Figures]:
        """By package, in turns, so that a slow moment hits both; the first round only warms up."""
        best: dict[str, Figures] = {name: {} for name in programs}
        for turn in range(self.runs + 1):
            for name, program in programs.items():
                figures: Figures = json.loads(self.run(program, name))
                if turn:
                    known = best[name]
                    best[name] = {k: min(v, known.get(k, v)) for k, v in figures.items()}
        return best


@contextlib.contextmanager
def bench(arguments: Sequence[str], description: str) -> Iterator[Bench]:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=7, help="fresh processes for each (default 7)")
    parser.add_argument("--vendor", default="runwayml", help='what to install, "runwayml==5.24.0"')
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run(
            [*pip, "install", chosen.vendor, "httpx>=0.27,<1", "pydantic>=2.12,<3"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        made = Bench(python, chosen.runs)
        _install_ours(made)
        versions = json.loads(made.run(VERSIONS))
        sys.stdout.write(", ".join(f"{name} {version}" for name, version in versions.items()))
        sys.stdout.write(f"; least of {chosen.runs} fresh processes, CPU time\n\n")
        yield made


def _install_ours(made: Bench) -> None:
    """As pip leaves a package: compiled, so that no run has to (it did so for the vendor's)."""
    purelib = made.run("import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    target = Path(purelib) / GENERATED.name
    shutil.copytree(GENERATED, target, ignore=shutil.ignore_patterns("__pycache__"))
    made.run("import compileall, sys; compileall.compile_dir(sys.argv[1], quiet=1)", str(target))


def print_ratios(unit: str, found: Mapping[str, Figures]) -> None:
    """`ratio` above 1: ours is so many times faster."""
    ours, theirs = (found[name] for name in PACKAGES)
    lines = [f"{'':34}{'runway_client':>14}{'runwayml':>12}{'ratio':>9}   ({unit})"]
    for name, figure in ours.items():
        other = theirs[name]
        lines.append(f"{name:34}{figure:14.2f}{other:12.2f}{other / figure:8.1f}x")
    sys.stdout.write("\n".join(lines) + "\n")
