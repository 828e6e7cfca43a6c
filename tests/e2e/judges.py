"""Judges of `specwright mock`, each of its own making: Schemathesis, and the vendor's SDK.

`python -I tests/e2e/judges.py .venv/bin/specwright`: exit 1 when one of them finds a fault.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import runwayml
import runwayml.lib.polling

DOCUMENTS = {
    "spec/openapi.yaml": ("--phases", "fuzzing,stateful", "--max-examples", "2"),
    "tests/documents/bookshop.yaml": ("--max-examples", "4"),
    "tests/documents/orders.yaml": ("--phases", "fuzzing,stateful", "--max-examples", "4"),
}
EXCLUDED = (
    "ignored_auth",  # a mock accepts any key; that one is there is checked
    "status_code_conformance",  # documents rarely list 400, 401 and 405, with which the mock refuses requests
)


def main(specwright: str) -> int:
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(schemathesis, specwright, *one) for one in DOCUMENTS.items()]
        runs.append(pool.submit(vendor, specwright))
        faults = [run.result() for run in runs]
    found = [fault for fault in faults if fault]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"mock: {len(faults)} runs of Schemathesis and runwayml: {len(found)} with faults")
    return 1 if found else 0


@contextmanager
def serving(specwright: str, document: str, *options: str) -> Iterator[str]:
    """The address of a mock, which ends with the block."""
    command = [specwright, "mock", document, "--port", "0", "--format", "json", "--quiet", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=10)


def schemathesis(specwright: str, document: str, options: tuple[str, ...]) -> str:
    """What Schemathesis says if it finds a fault; the same cases in every run."""
    program = Path(sys.executable).with_name("schemathesis")
    with serving(specwright, document) as url, tempfile.TemporaryDirectory() as folder:
        command = [str(program), "run", str(Path(document).resolve()), "--url", url, *options]
        command += ["--header", "Authorization: Bearer key", "--exclude-checks", ",".join(EXCLUDED)]
        command += [
            "--generation-deterministic",
            "--no-shrink",
            "--continue-on-failure",
            "--no-color",
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{document}:\n{done.stdout}{done.stderr}"


# --- the vendor's SDK -------------------------------------------------------------------------------


def vendor(specwright: str) -> str:
    """What goes wrong when the vendor's SDK uses the mock."""
    runwayml.lib.polling.POLL_TIME, runwayml.lib.polling.POLL_JITTER = 0.05, 0
    with serving(specwright, "spec/openapi.yaml") as url:
        try:
            with runwayml.RunwayML(api_key="key", base_url=url) as client:
                use(client)
            asyncio.run(use_async(runwayml.AsyncRunwayML(api_key="key", base_url=url)))
        except (AssertionError, runwayml.RunwayMLError) as error:
            return f"runwayml: {type(error).__name__}: {error}"
    return ""


ARGUMENTS = {
    "model": "gen4_turbo",
    "prompt_image": "https://example.com/hare.jpg",
    "prompt_text": "A hare",
    "ratio": "1280:720",
    "duration": 5,
}


def use(client: runwayml.RunwayML) -> None:
    task = client.image_to_video.create(**ARGUMENTS)
    done = task.wait_for_task_output()
    assert done.status == "SUCCEEDED" and done.id == task.id, done
    assert client._client.get(done.output[0]).content, done.output
    assert client.uploads.create_ephemeral(file=("hare.jpg", bytes(1000))).uri.startswith(
        "runway://"
    )
    names = [voice.name for voice in client.voices.list(limit=2)]
    assert len(names) > 2, names
    assert client.organization.retrieve().credit_balance >= 0
    client.tasks.delete(client.image_to_video.create(**ARGUMENTS).id)
    avatar = client.avatars.retrieve("550e8400-e29b-41d4-a716-446655440000")
    client.avatars.delete(avatar.id)
    try:
        client.avatars.retrieve(avatar.id)
    except runwayml.NotFoundError:
        pass
    else:
        raise AssertionError("a deleted avatar is still there")
    try:
        client.image_to_video.create(**ARGUMENTS | {"model": "gen4.5", "duration": 3000})
    except runwayml.BadRequestError:
        pass
    else:
        raise AssertionError("a duration of 3000 is accepted")


async def use_async(client: runwayml.AsyncRunwayML) -> None:
    async with client:
        done = await (await client.image_to_video.create(**ARGUMENTS)).wait_for_task_output()
        assert done.status == "SUCCEEDED", done
        assert len([voice async for voice in client.voices.list(limit=2)]) > 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
