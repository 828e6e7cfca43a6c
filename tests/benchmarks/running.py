"""Runs a command and says what it and its children took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 1800.0  # seconds by the wall clock, after which a command is ended
_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a command; what its children took is in it."""

    seconds: float
    """CPU time, of user and system."""
    wall: float
    """Time by the clock."""
    megabytes: float
    """The most memory that one of the processes held."""
    code: int
    output: str
    errors: str


def run(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Ran:
    """Run a command without PYTHON... variables; tools beside its program are on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept["PATH"] = os.pathsep.join([str(Path(command[0]).parent), kept.get("PATH", os.defpath)])
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**kept, **(extra or {})},
        )
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        # The usage of this one child, which RUSAGE_CHILDREN would add to that of all before it.
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return Ran(
            usage.ru_utime + usage.ru_stime,
            time.perf_counter() - started,
            usage.ru_maxrss * _UNIT / 1e6,
            process.returncode,
            output.read(),
            errors.read(),
        )


def run_well(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Ran:
    """Run a command that must not fail."""
    ran = run(command, extra)
    if ran.code:
        raise SystemExit(f"{' '.join(command)} left with {ran.code}:\n{ran.output}{ran.errors}")
    return ran


def least(command: Sequence[str], runs: int, extra: Mapping[str, str] | None = None) -> float:
    """The least CPU seconds of several runs."""
    return min(run_well(command, extra).seconds for _ in range(runs))


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(text, file=sys.stderr, flush=True)
