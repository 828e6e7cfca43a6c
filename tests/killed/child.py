"""The process that is killed: it sends the calls with a journal and writes down what it was given."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from runway_client import AsyncRunwayML, RunwayML, endpoints, handles
from runway_client.batch import InDoubt, Journal

endpoints.sound_effect.create(prompt_text="imports what is imported late").check()


def said(found: Any) -> str:
    if isinstance(found.error, InDoubt):
        return json.dumps([found.call.body["promptText"], "in doubt", found.error.key])
    return json.dumps([found.call.body["promptText"], "done", str(found.result().id)])


def main(url: str, folder: str, count: int, flavour: str, has_keys: bool) -> None:
    """`has_keys`: whether the server knows idempotency keys."""
    quick = replace(handles._TASKS_RETRIEVE, interval=0.05)
    handles._TASKS_RETRIEVE = quick  # type: ignore[misc]  # a constant of five seconds
    calls = (endpoints.sound_effect.create(prompt_text=f"{folder} {n}") for n in range(count))
    options: dict[str, Any] = {"wait": True, "concurrency": 4}
    if has_keys:
        options["idempotency_header"] = "Idempotency-Key"
    lines: list[str] = []
    with Journal(Path(folder) / "run.journal") as journal:
        if flavour == "sync":
            with RunwayML(api_key="k", base_url=url) as client:
                lines = [
                    said(found) for found in client.send_many(calls, journal=journal, **options)
                ]
        else:

            async def run() -> None:
                async with AsyncRunwayML(api_key="k", base_url=url) as client:
                    many = client.send_many(calls, journal=journal, **options)
                    lines.extend([said(found) async for found in many])

            asyncio.run(run())
    (Path(folder) / "outcomes").write_text("\n".join(lines), encoding="utf-8")
