"""The life of a client: options, copies, pickles, threads, forks, loops; and what it logs."""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import pickle
import threading
from typing import Any

import httpx
import pytest

from specwright.runtime import ClientClosedError, ClientError, RequestOptions, RetryPolicy
from tests.harness.flavour import answer, response, unpickled
from tests.unit.runtime.lab import JOB_ID, Lab, item, job


def test_a_copy_shares_the_pool_and_loses_nothing(lab: Lab) -> None:
    client = lab.client(
        answer(200, item()),
        max_retries=7,
        default_headers={"X-A": "1", "X-B": "1"},
        default_query={"q": 1},
        response_validation="off",
        retry=RetryPolicy(initial=9),
        version="v",
    )
    other = client.with_options(timeout=3, headers={"x-a": "2", "X-B": None}, query={"r": 2})
    assert other._pool is client._pool
    before, after = client._core.options, other._core.options
    assert (after.timeout, after.max_retries, after.retry) == (3, 7, before.retry)
    lab.run(other.items.retrieve("a"))
    lab.run(client.items.retrieve("a"))
    changed, kept = lab.requests
    assert (changed.headers["x-a"], "x-b" in changed.headers) == ("2", False)
    assert (kept.headers["x-a"], "x-b" in kept.headers) == ("1", True)
    assert (changed.url.query, kept.url.query) == (b"q=1&r=2", b"q=1")
    assert changed.headers["authorization"] == "Bearer sk-secret-1234"
    elsewhere = other.with_options(api_key="other-key", base_url="https://b.test")
    lab.run(elsewhere.items.retrieve("a"))
    assert lab.requests[-1].headers["authorization"] == "Bearer other-key"
    assert lab.requests[-1].url.host == "b.test"


@pytest.mark.parametrize(
    "wrong", [{"max_retry": 1}, {"response_validation": "loose"}, {"max_retries": -1}]
)
def test_wrong_options(lab: Lab, wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        lab.client(answer(), **wrong)
    with pytest.raises((TypeError, ValueError)):
        lab.client(answer()).with_options(**wrong)


def test_whoever_made_the_pool_closes_it(lab: Lab) -> None:
    client = lab.client(answer(200, item()))
    copied = client.with_options(timeout=1)
    manager = copied
    lab.enter(manager)
    lab.leave(manager)
    lab.run(copied.items.retrieve("a"))
    lab.run(client.close())
    for closed in (client, copied):
        with pytest.raises(ClientClosedError):
            lab.run(closed.items.retrieve("a"))


def test_what_is_handed_in_is_never_closed(lab: Lab) -> None:
    own = lab.http_client(answer(200, item()))
    client = lab.kind(http_client=own)
    lab.run(client.items.retrieve("a"))
    lab.run(client.close())
    assert not own.is_closed
    other = lab.kind(http_client=own)
    lab.run(own.aclose() if lab.is_async else own.close())
    with pytest.raises(ClientClosedError, match="http_client="):
        lab.run(other.items.retrieve("a"))


class Counting(httpx.MockTransport):
    closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_a_transport_handed_in_is_never_closed(lab: Lab) -> None:
    transport = Counting(answer(200, item()))
    client = lab.kind(transport=transport)
    lab.run(client.items.retrieve("a"))
    lab.run(client.close())
    assert transport.closed == 0


def test_a_users_client_that_follows_redirects_does_not_for_us(lab: Lab) -> None:
    own = lab.http_client(
        lambda request: response(302, b"", location="https://evil.test/"), follow_redirects=True
    )
    with pytest.raises(ClientError):
        lab.run(lab.kind(http_client=own).items.retrieve("a"))
    assert len(lab.requests) == 1


def test_a_client_pickles_as_its_settings(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    client = lab.kind(
        api_key="sk-secret-1234",
        base_url="https://b.test/x?y=1",
        max_retries=5,
        version="v9",
        default_headers={"X-A": "1", "Authorization": "Bearer sk-secret-1234"},
    )
    data = pickle.dumps(client)
    assert b"sk-secret" not in data
    monkeypatch.setenv("SAMPLE_KEY", "from-env")
    again = pickle.loads(data)  # noqa: S301  (our own bytes)
    assert (type(again), again.base_url) == (lab.kind, "https://b.test/x?y=1")
    assert again._core.options.max_retries == 5
    assert again._core.header_options == {"version": "v9"}
    assert again._core.credentials == {"bearer": "from-env"}
    for name, given in (
        ("http_client", lab.http_client(answer())),
        ("transport", Counting(answer())),
    ):
        with pytest.raises(TypeError, match=f"made with {name}="):
            pickle.dumps(lab.kind(**{name: given}))
    assert copy.deepcopy(client) is client


def test_models_pickle(lab: Lab) -> None:
    found = lab.run(lab.client(answer(200, item(job=job(), more=1))).items.retrieve("a"))
    assert unpickled(found) == found


def test_many_threads_on_one_client(sample: Any) -> None:
    made: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        made.append(request)
        return response(200, item(request.url.path.split("/")[-2]))

    failures: list[Any] = []
    with sample.Sample(transport=httpx.MockTransport(handler)) as client:

        def use(number: int) -> None:
            for turn in range(20):
                name = f"n{number}-{turn}"
                if client.items.retrieve(name).id != name:
                    failures.append(name)

        threads = [threading.Thread(target=use, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (failures, len(made)) == ([], 320)


def test_one_pool_whatever_the_number_of_threads(sample: Any) -> None:
    client = sample.Sample()
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(client._pool.client())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1
    client.close()


def test_all_clients_share_one_tls_context() -> None:
    from specwright.runtime.http.tls import shared_context

    assert shared_context() is shared_context()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_makes_its_own_pool(sample: Any) -> None:
    client = sample.Sample(transport=httpx.MockTransport(answer(200, item())))
    client.items.retrieve("a")
    parent = client._pool.client()
    pid = os.fork()
    if pid == 0:
        fine = client._pool.client() is not parent and client.items.retrieve("a").id == "a"
        os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert client._pool.client() is parent


def test_an_async_client_lives_through_many_loops(sample: Any) -> None:
    client = sample.AsyncSample(transport=httpx.MockTransport(answer(200, item())))

    async def use() -> Any:
        assert (await client.items.retrieve("a")).id == "a"
        return client._pool.client()

    first, second = asyncio.run(use()), asyncio.run(use())
    assert first is not second
    assert len(client._pool._made) <= 1
    asyncio.run(client.aclose())


def test_many_coroutines_on_one_client(sample: Any) -> None:
    async def use() -> list[str]:
        async with sample.AsyncSample(transport=httpx.MockTransport(answer(200, item()))) as client:
            found = await asyncio.gather(*(client.items.retrieve("a") for _ in range(50)))
            return [one.id for one in found]

    assert asyncio.run(use()) == ["a"] * 50


def test_no_option_shows_its_secrets(lab: Lab) -> None:
    client = lab.client(
        answer(), default_headers={"X-Own": "hidden"}, default_query={"q": "hidden"}
    )
    options = RequestOptions(extra_headers={"X-Own": "hidden"}, extra_query={"q": "hidden"})
    assert "hidden" not in repr(client._core.options) + repr(options) + repr(client._core)


# --- logging --------------------------------------------------------------------------------------


def test_logging(
    lab: Lab, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_LOG", "debug")
    client = lab.client(answer(200, {"id": JOB_ID, "echo": "sk-secret-1234"}, x_request_id="r7"))
    frame = {"uri": "data:image/png;base64," + "A" * 3_000_000}
    with caplog.at_level(logging.DEBUG, logger="sample_client"):
        lab.run(client.jobs.create(model="large", prompt_text="x", frames=[frame]))
    text = caplog.text
    assert "POST https://api.sample.test/root/jobs -> 200" in text and "r7" in text
    assert '"promptText":"x"' in text
    assert "sk-secret" not in text and len(text) < 3000
    assert {record.name for record in caplog.records} == {"sample_client"}
    logging.getLogger("sample_client").setLevel(logging.NOTSET)


def test_the_log_variable_sets_the_level(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("sample_client")
    monkeypatch.setenv("SAMPLE_LOG", "info")
    lab.client(answer())
    assert logger.level == logging.INFO
    logger.setLevel(logging.NOTSET)
    monkeypatch.setenv("SAMPLE_LOG", "nonsense")
    lab.client(answer())
    assert logger.level == logging.NOTSET
