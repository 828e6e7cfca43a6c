"""The quick start of runway-client, run against `specwright mock`: no key and no network. `make demo` starts it."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import runway_client
from runway_client import Clock, RunwayML, endpoints
from runway_client.batch import Journal


def create_and_wait(client: RunwayML, folder: Path) -> None:
    """Create a task, and wait for its output"""
    task = client.image_to_video.create(
        model="gen4.5",
        prompt_text="A hare crosses a meadow at sunrise",
        prompt_image="https://example.com/hare.jpg",
        ratio="1280:720",
        duration=5,
    )
    result = task.wait_for_task_output(on_update=lambda state: print(state.status))
    print(result.output)


def download(client: RunwayML, folder: Path) -> None:
    """Download the output"""
    task = client.text_to_video.create(
        model="veo3.1", prompt_text="A hare", ratio="1280:720", duration=8
    )
    [file] = task.wait_for_task_output().download(folder, name="hare{ext}")
    print(file.name, file.stat().st_size, "bytes")


def upload(client: RunwayML, folder: Path) -> None:
    """Upload a file"""
    (folder / "hare.jpg").write_bytes(bytes(2048))
    uploaded = client.uploads.create_ephemeral(folder / "hare.jpg")
    print(uploaded.uri)


def list_pages(client: RunwayML, folder: Path) -> None:
    """List everything, page by page"""
    for page in client.voices.list(limit=2).pages():
        print([voice.name for voice in page.data])


def refused_argument(client: RunwayML, folder: Path) -> None:
    """A wrong argument is refused before anything is sent"""
    try:
        client.text_to_video.create(model="veo3", prompt_text="", ratio="1280:720", duration=8)
    except runway_client.RequestValidationError as error:
        print(error)


def error_answer(client: RunwayML, folder: Path) -> None:
    """An error of the server is an exception"""
    path = "/_mock/scripts"  # tells the mock what to answer next
    client.post(path, json={"operation": "voices.retrieve", "replies": [{"status": 404}]})
    try:
        client.voices.retrieve("550e8400-e29b-41d4-a716-446655440000")
    except runway_client.NotFoundError as error:
        print(error.status_code, error.body)


def many_calls(client: RunwayML, folder: Path) -> None:
    """Send many calls at once; a journal lets a killed run go on where it was"""
    prompts = ("a hare", "an owl", "a fox")
    calls = [
        endpoints.text_to_video.create(
            model="veo3.1", prompt_text=prompt, ratio="1280:720", duration=8
        )
        for prompt in prompts
    ]
    with Journal(folder / "run.journal") as journal:
        for outcome in client.send_many(calls, journal=journal, wait=True):
            print(outcome.index, outcome.result().status)
    with Journal(folder / "run.journal") as journal:  # again: nothing is sent twice
        print(len(list(client.send_many(calls, journal=journal, wait=True))), "known")


def command_line(client: RunwayML, folder: Path) -> None:
    """The same on the command line: runway-client organization retrieve"""
    key, url = {"RUNWAYML_API_SECRET": "none"}, {"RUNWAYML_BASE_URL": str(client.base_url)}
    command = [sys.executable, "-m", "runway_client", "organization", "retrieve"]
    print(subprocess.check_output(command, env=os.environ | key | url, text=True))


def calls(client: RunwayML, folder: Path) -> None:
    """What the mock was asked"""
    counts = client.get("/_mock/calls")["counts"]
    print(counts)


STEPS = (
    create_and_wait,
    download,
    upload,
    list_pages,
    refused_argument,
    error_answer,
    many_calls,
    command_line,
    calls,
)


def main() -> None:
    started = time.perf_counter()
    with running_mock() as url, tempfile.TemporaryDirectory() as folder:
        print(f"specwright mock serves spec/openapi.yaml at {url}\n")
        # Time goes 50 times as fast, so that 5 s between polls are 0.1.
        quick = Clock(lambda: time.monotonic() * 50, sleep=lambda s: time.sleep(s / 50))
        with RunwayML(api_key="none", base_url=url, clock=quick) as client:
            for step in STEPS:
                show(step)
                step(client, Path(folder))
                print()
    print(f"done in {time.perf_counter() - started:.1f} s")


def show(step: Callable[..., None]) -> None:
    """Print the code of a step, without its first lines."""
    lines = inspect.getsource(step).splitlines()[2:]
    print(f"# {step.__doc__}\n{textwrap.dedent(chr(10).join(lines))}\n")


@contextmanager
def running_mock() -> Iterator[str]:
    """The address of a mock on a free port. Its first line of JSON names it."""
    command = [sys.executable, "-m", "specwright", "mock", "--port", "0", "--format", "json"]
    process = subprocess.Popen([*command, "--quiet"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
