"""What takes more than one request, or none: pages, waiting, retries, copies, raw responses, settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

import runway_client
from tests.harness.flavour import KEY, response, unpickled
from tests.harness.runway import DOCUMENT, CheckedApi, ClientLab, examples

ID = "17f20503-6c24-4c16-946b-35dbbce2af2f"
SPEECH = {"prompt_text": "Good evening", "voice": {"type": "runway-preset", "preset_id": "Maya"}}


def state(name: str) -> httpx.Response:
    return response(200, examples("getTask")[name])


# --- pages ----------------------------------------------------------------------------------------


def page(cursor: str | None, more: bool, *names: str) -> httpx.Response:
    template = examples("listVoices")[""]["data"][0]
    data = [template | {"name": name} for name in names]
    return response(200, {"data": data, "hasMore": more, "nextCursor": cursor})


def test_iterating_goes_through_all_pages(lab: ClientLab) -> None:
    """An empty page with a cursor is not the end; a cursor on the last page is not a page."""
    api = CheckedApi(page("one", True, "a", "b"), page("two", True), page("three", False, "c"))
    voices = lab.all(lab.client(api).voices.list(limit=2))
    assert [voice.name for voice in voices] == ["a", "b", "c"]
    cursors = [seen.parameters.get(("query", "cursor")) for seen in api.seen]
    assert cursors == [None, "one", "two"]
    assert all(seen.parameters["query", "limit"] == 2 for seen in api.seen)


def test_pages_one_by_one(lab: ClientLab) -> None:
    api = CheckedApi(page("one", True, "a"), page(None, False, "b"))
    first = lab.run(lab.client(api).voices.list())
    assert [voice.name for voice in first.data] == ["a"] and first.has_next_page()
    assert isinstance(first.value, runway_client.models.VoicePage)
    second = lab.run(first.next_page())
    assert [voice.name for voice in second.data] == ["b"]
    assert lab.run(second.next_page()) is None


def test_more_without_a_cursor_is_not_the_end(lab: ClientLab) -> None:
    api = CheckedApi(page("one", True, "a"), page(None, True, "b"))
    with pytest.raises(runway_client.PaginationError, match="'hasMore' is true"):
        lab.all(lab.client(api).voices.list())
    assert len(api.seen) == 2


def test_repeated_cursor_is_no_endless_loop(lab: ClientLab) -> None:
    answers = (page("one", True, "a"), page("two", True, "b"), page("one", True, "c"))
    api = CheckedApi(*answers)
    with pytest.raises(runway_client.PaginationError, match="one"):
        lab.all(lab.client(api).voices.list())
    assert len(api.seen) == 3


# --- waiting --------------------------------------------------------------------------------------


def start(lab: ClientLab, *states: httpx.Response) -> tuple[Any, CheckedApi]:
    api = CheckedApi(response(200, {"id": ID}), *states)
    client = lab.client(api)
    return lab.run(client.text_to_speech.create(**SPEECH)), api


def test_waiting_ends_with_the_succeeded_task(lab: ClientLab) -> None:
    task, api = start(lab, state("pending"), state("running"), state("succeeded"))
    told: list[str] = []
    ended = lab.run(task.wait_for_task_output(on_update=lambda t: told.append(t.status)))
    assert isinstance(ended, runway_client.models.SucceededTask)
    assert ended.output == ["https://example.com/output.mp4"]
    assert told == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert lab.time.slept == [5.5, 5.5]
    assert [seen.parameters["path", "id"] for seen in api.seen[1:]] == [ID] * 3


def test_waiting_on_a_task_looked_up_later(lab: ClientLab) -> None:
    api = CheckedApi(state("throttled"), state("succeeded"))
    task = lab.run(lab.client(api).tasks.retrieve(ID))
    assert isinstance(task, runway_client.models.ThrottledTask)
    waiting: Any = task
    assert lab.run(waiting.wait_for_task_output()).status == "SUCCEEDED"


def test_failed_and_cancelled_end_at_once(lab: ClientLab) -> None:
    task, _ = start(lab, state("failed"))
    with pytest.raises(runway_client.TaskFailedError, match="SAFETY") as failed:
        lab.run(task.wait_for_task_output())
    assert failed.value.failure_code == "SAFETY.INPUT.TEXT"
    assert isinstance(failed.value.task, runway_client.models.FailedTask)
    task, _ = start(lab, state("cancelled"))
    with pytest.raises(runway_client.TaskCancelledError) as cancelled:
        lab.run(task.wait_for_task_output())
    assert isinstance(cancelled.value, runway_client.TaskFailedError)
    assert lab.time.slept == []


def test_waiting_gives_up_in_time(lab: ClientLab) -> None:
    task, _ = start(lab, *[state("running")] * 4)
    with pytest.raises(runway_client.TaskTimeoutError) as caught:
        lab.run(task.wait_for_task_output(timeout=12))
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.task.progress == 0.25
    assert lab.time.now == 1012.0


def test_created_task_waits_in_another_process(lab: ClientLab) -> None:
    task, _ = start(lab)
    loaded = unpickled(task)
    assert loaded == task
    with pytest.raises(runway_client.RunwayMLError, match="bind"):
        lab.run(loaded.wait_for_task_output())
    client = lab.client(CheckedApi(state("succeeded")))
    assert lab.run(loaded.bind(client).wait_for_task_output()).status == "SUCCEEDED"


# --- retries --------------------------------------------------------------------------------------

BUSY = (429, {"error": "slow down"})
BROKEN = (500, {"error": "oops"})
LOST = httpx.ReadError("lost")
UNREACHED = httpx.ConnectError("no route")
Calling = Callable[[Any], Any]


def api_of(*outcomes: Any) -> CheckedApi:
    """Responses belong to one request each, so the parameters of a test hold what they are made of."""
    return CheckedApi(*(response(*one) if isinstance(one, tuple) else one for one in outcomes))


def look(client: Any) -> Any:
    return client.organization.retrieve()


def query(client: Any) -> Any:
    return client.organization.retrieve_usage()


def create(client: Any) -> Any:
    return client.text_to_speech.create(**SPEECH)


@pytest.mark.parametrize(
    ("calling", "answers", "attempts"),
    [
        (look, (BROKEN, LOST), 3),
        (look, (BUSY, UNREACHED), 3),
        (create, (BUSY, UNREACHED), 3),
        (query, (BROKEN, LOST), 3),  # the overlay says that this POST only reads
    ],
)
def test_retried(calling: Calling, answers: Any, attempts: int, lab: ClientLab) -> None:
    api = api_of(*answers)
    lab.run(calling(lab.client(api)))
    assert len(api.seen) == attempts and len(lab.time.slept) == attempts - 1


@pytest.mark.parametrize(
    ("calling", "answers", "attempts", "error"),
    [
        (create, (BROKEN,), 1, runway_client.InternalServerError),
        (create, (LOST,), 1, runway_client.APIConnectionError),
        (create, (httpx.ReadTimeout("late"),), 1, runway_client.APITimeoutError),
        (look, (BROKEN,) * 3, 3, runway_client.InternalServerError),
    ],
)
def test_not_retried(
    calling: Calling,
    answers: Any,
    attempts: int,
    error: type[runway_client.APIError],
    lab: ClientLab,
) -> None:
    api = api_of(*answers)
    with pytest.raises(error) as caught:
        lab.run(calling(lab.client(api)))
    assert len(api.seen) == attempts
    assert caught.value.retries_taken == attempts - 1
    assert KEY not in f"{caught.value!r} {caught.value} {caught.value.request!r}"


# --- raw responses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [lambda c: c.with_raw_response.organization, lambda c: c.organization.with_raw_response],
    ids=["of the client", "of the resource"],
)
def test_raw_response(raw: Calling, lab: ClientLab) -> None:
    example = examples("getOrganization")[""]
    api = CheckedApi(response(200, example, x_request_id="r-1"))
    found = lab.run(raw(lab.client(api)).retrieve())
    assert isinstance(found, runway_client.RawResponse)
    assert (found.status_code, found.request_id) == (200, "r-1")
    assert found.json() == example
    assert isinstance(found.parse(), runway_client.models.Organization)


def test_raw_task_and_raw_page(lab: ClientLab) -> None:
    api = CheckedApi(response(200, {"id": ID}), state("succeeded"), page("n", True, "a"))
    client = lab.client(api)
    created = lab.run(client.with_raw_response.text_to_speech.create(**SPEECH))
    assert lab.run(created.parse().wait_for_task_output()).status == "SUCCEEDED"
    listed = lab.run(client.voices.with_raw_response.list())
    assert [voice.name for voice in listed.parse().data] == ["a"]


def test_endpoint_functions_build_what_methods_send(lab: ClientLab) -> None:
    api = CheckedApi()
    client = lab.client(api)
    call = runway_client.endpoints.tasks.retrieve(ID)
    assert api.seen == []
    task = lab.run(client.send(unpickled(call)))
    assert isinstance(task, runway_client.models.PendingTask)
    assert KEY not in call.to_curl(client) and f"/v1/tasks/{ID}" in call.to_curl(client)


# --- settings -------------------------------------------------------------------------------------


def test_with_options_is_a_copy_that_shares_the_rest(lab: ClientLab) -> None:
    api = api_of(BUSY)
    client = lab.client(api)
    once = client.with_options(max_retries=0)
    assert type(once) is type(client)
    with pytest.raises(runway_client.RateLimitError):
        lab.run(once.organization.retrieve())
    lab.run(client.organization.retrieve())
    assert len(api.seen) == 2


def test_options_of_one_call(lab: ClientLab) -> None:
    retrieve = lab.client(CheckedApi()).organization.retrieve
    lab.run(retrieve(extra_headers={"X-More": "1"}))
    assert lab.requests[0].headers["x-more"] == "1"
    with pytest.raises(AssertionError, match="page"):  # the document knows no such parameter
        lab.run(retrieve(extra_query={"page": 2}))
    lab.run(retrieve(timeout=3.0, request_options=runway_client.RequestOptions(max_retries=0)))


def test_version_is_an_option_of_the_client(lab: ClientLab) -> None:
    """Another version than that of the document is sent as wanted, and refused by the transport."""
    lab.run(lab.client(CheckedApi()).organization.retrieve())
    client = lab.client(CheckedApi(), runway_version="2030-01-01")
    with pytest.raises(AssertionError, match="2024-11-06"):
        lab.run(client.organization.retrieve())


def test_settings_from_the_environment(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    api = CheckedApi()
    without = lab.client(api, api_key=None)
    with pytest.raises(runway_client.MissingCredentialError, match="RUNWAYML_API_SECRET"):
        lab.run(without.organization.retrieve())
    assert api.seen == []
    monkeypatch.setenv("RUNWAYML_API_SECRET", KEY)
    lab.run(lab.client(api, api_key=None).organization.retrieve())
    assert len(api.seen) == 1
    assert lab.client(api).base_url == DOCUMENT.raw["servers"][0]["url"]
    monkeypatch.setenv("RUNWAYML_BASE_URL", "https://staging.example.com")
    assert lab.client(api).base_url == "https://staging.example.com"
