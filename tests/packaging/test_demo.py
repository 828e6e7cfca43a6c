"""`make demo` works as it stands in a checkout."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.packaging.commands import ROOT


def test_the_demo_runs_every_step() -> None:
    command = [sys.executable, "docs/examples/demo.py"]
    environment = os.environ | {"PYTHONPATH": "generated", "NO_PROXY": "*"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    parts = done.stdout.split("\n# ")
    said = [part.partition("\n\ndone")[0].strip().rpartition("\n\n")[2] for part in parts[1:]]
    assert said[0].split("\n")[:3] == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert "hare.mp4 16384 bytes" in said[1] and "runway://" in said[2]
    assert said[3].count("[") == 3 and "prompt_text" in said[4] and said[5].startswith("404 ")
    assert (
        "3 known" in said[6]
        and "creditBalance" in said[7]
        and "'text_to_video.create': 4" in said[8]
    )
