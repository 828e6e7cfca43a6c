"""Clients of a small API, and the JSON that it sends."""

from __future__ import annotations

from typing import Any

from tests.harness.flavour import Flavour

JOB_ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
CREATED = "2024-01-02T03:04:05Z"


class Lab(Flavour):
    """Makes clients of the API in `sample.yaml`."""

    def __init__(self, sample: Any, *, is_async: bool) -> None:
        super().__init__(is_async=is_async)
        self.kinds = (sample.Sample, sample.AsyncSample)
        self.models, self.endpoints = sample.models, sample.endpoints


def job(state: str = "PENDING", **more: Any) -> dict[str, Any]:
    return {"id": JOB_ID, "createdAt": CREATED, "state": state, **more}


def item(name: str = "a", **more: Any) -> dict[str, Any]:
    return {"id": name, "size": 1, **more}
