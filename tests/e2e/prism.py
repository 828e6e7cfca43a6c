"""A document enters; the address of a Prism that mocks it leaves, and in the end nothing runs any more."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
PATIENCE = 60.0


class PrismFailed(Exception):
    """It did not start; the text is what it said."""


@contextmanager
def running_prism(document: Path, seed: int) -> Iterator[str]:
    """`--errors` makes it refuse what does not fit; one seed draws the same answers each time."""
    port = _free_port()
    command = ["node", str(PROGRAM), "mock", "--errors", "--seed", str(seed), "--host", "127.0.0.1"]
    command += ["--port", str(port), str(document)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not _answers(process, port):
                log.seek(0)
                raise PrismFailed(log.read()[-4000:])
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
