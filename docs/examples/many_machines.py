"""Make videos from every machine of a Dask cluster; the journal and the rate limit are in this process."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
from distributed import Client, Queue, TimeoutError, get_worker, wait

from runway_client import (
    Activity,
    APIConnectionError,
    APIStatusError,
    Call,
    Hooks,
    RunwayML,
    endpoints,
)
from runway_client.batch import Journal, Outcome

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout)
KEY = "Idempotency-Key"  # the `idempotency_header` of your run, where the API knows one
OF_THE_CONNECTION = ("content-encoding", "content-length", "transfer-encoding")


def send(call: Call[Any], name: str, headers: dict[str, str]) -> None:
    """Runs on a worker. Dask may run it again after a worker has died: only one run gets the ticket."""
    with closing(Queue(f"{name}-ticket")) as ticket, closing(Queue(f"{name}-answer")) as answer:
        if not ticket.get(batch=True):
            return
        worker: Any = get_worker()
        if not hasattr(worker, "runway"):
            worker.runway = RunwayML(max_retries=0)  # with the key of this machine
        try:
            with worker.runway.stream(call, {"extra_headers": headers}) as streamed:
                streamed.read()
                response = streamed.response
        except APIStatusError as error:
            response = error.response
        except APIConnectionError as error:
            if isinstance(error.__cause__, UNSENT):
                ticket.put("not sent")
            return
        received = response.headers.pairs()
        kept = [pair for pair in received if pair[0].lower() not in OF_THE_CONNECTION]
        answer.put([response.status_code, kept, response.content])


class Machines(httpx.BaseTransport):
    """Has each call of a client sent by a worker of the cluster."""

    def __init__(self, dask: Client, patience: float = 300, grace: float = 5) -> None:
        self._dask, self._patience, self._grace = dask, patience, grace
        self._current = threading.local()
        self._direct = httpx.HTTPTransport()

    @property
    def threads(self) -> int:
        """What the workers can send at the same time; more would wait in Dask, where no 429 stops it."""
        return sum(self._dask.nthreads().values()) or 1

    @contextmanager
    def around(self, activity: Activity) -> Iterator[None]:
        """The hook that says which call the next request belongs to."""
        if activity.kind == "call":
            self._current.call = activity.call
        try:
            yield
        finally:
            self._current.call = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = getattr(self._current, "call", None)
        if call is None:  # a file, at another server
            return self._direct.handle_request(request)
        name = f"{call.operation.label}-{uuid4().hex}"
        tickets, answers = (Queue(f"{name}-{kind}", self._dask) for kind in ("ticket", "answer"))
        with closing(tickets), closing(answers):
            tickets.put("send once")
            headers = {KEY: request.headers[KEY]} if KEY in request.headers else {}
            task = self._dask.submit(send, call, name, headers, key=name)
            with suppress(TimeoutError):
                wait(task, timeout=self._patience)
            task.release()
            if tickets.get(batch=True):  # nobody has sent it, and now nobody can
                raise httpx.ConnectError("no worker has sent the call")
            found = answers.get(batch=True)
            if not found:  # perhaps the worker is only slow
                time.sleep(self._grace)
                found = answers.get(batch=True)
        if not found:
            raise httpx.ReadError("the worker that sent the call did not answer")
        status, headers, content = found[0]
        return httpx.Response(status, headers=headers, content=content)


def send_from(
    calls: Iterable[Call[Any]], journal: Journal, machines: Machines
) -> Iterator[Outcome[Any]]:
    hooks = Hooks(around=machines.around)
    with RunwayML(api_key="the workers have it", transport=machines, hooks=hooks) as client:
        yield from client.send_many(calls, wait=True, journal=journal, concurrency=machines.threads)


def main(scheduler: str) -> None:
    prompts = (f"A hare in the snow, take {take}" for take in range(1000))
    calls = (
        endpoints.text_to_video.create(
            model="veo3.1", prompt_text=prompt, ratio="1280:720", duration=8
        )
        for prompt in prompts
    )
    with Client(scheduler) as dask, Journal("videos.journal") as journal:
        for outcome in send_from(calls, journal, Machines(dask)):
            print(outcome.error or outcome.result().output)


if __name__ == "__main__":
    main(sys.argv[1])
