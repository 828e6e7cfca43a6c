"""What takes more than one request, or none: pages, waiting, retries, copies, raw responses, settings."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import runway_client
from tests.contract.calling import FakeTime, Session
from tests.contract.document import DOCUMENT, OPERATIONS
from tests.contract.transport import KEY, Answer, CheckingTransport, documented

ID = "17f20503-6c24-4c16-946b-35dbbce2af2f"
SPEECH = {"prompt_text": "Good evening", "voice": {"type": "runway-preset", "preset_id": "Maya"}}


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def state(name: str) -> Answer:
    return documented(OPERATIONS["getTask"], "200", name)


# --- pages ----------------------------------------------------------------------------------------


def page(cursor: str | None, more: bool, *names: str) -> Answer:
    template = OPERATIONS["listVoices"].response_examples["200"][""]["data"][0]
    data = [template | {"name": name} for name in names]
    return Answer(200, {"data": data, "hasMore": more, "nextCursor": cursor})


def test_iterating_goes_through_all_pages(session: Session) -> None:
    """An empty page with a cursor is not the end; a cursor on the last page is not a page."""
    transport = CheckingTransport(
        page("one", True, "a", "b"), page("two", True), page("three", False, "c")
    )
    voices = session.items(session.client(transport).voices.list(limit=2))
    assert [voice.name for voice in voices] == ["a", "b", "c"]
    queries = [seen.query for seen in transport.seen]
    assert queries == [{"limit": 2}, {"limit": 2, "cursor": "one"}, {"limit": 2, "cursor": "two"}]


def test_pages_one_by_one(session: Session) -> None:
    transport = CheckingTransport(page("one", True, "a"), page(None, False, "b"))
    first = session.run(session.client(transport).voices.list())
    assert [voice.name for voice in first.data] == ["a"] and first.has_next_page()
    assert isinstance(first.value, runway_client.models.VoicePage)
    second = session.run(first.next_page())
    assert [voice.name for voice in second.data] == ["b"]
    assert session.run(second.next_page()) is None


def test_more_without_a_cursor_is_not_the_end(session: Session) -> None:
    transport = CheckingTransport(page("one", True, "a"), page(None, True, "b"))
    with pytest.raises(runway_client.PaginationError, match="'hasMore' is true"):
        session.items(session.client(transport).voices.list())
    assert len(transport.seen) == 2


def test_repeated_cursor_is_no_endless_loop(session: Session) -> None:
    answers = (page("one", True, "a"), page("two", True, "b"), page("one", True, "c"))
    transport = CheckingTransport(*answers)
    with pytest.raises(runway_client.PaginationError, match="one"):
        session.items(session.client(transport).voices.list())
    assert len(transport.seen) == 3


# --- waiting --------------------------------------------------------------------------------------


def start(session: Session, time: FakeTime, *states: Answer) -> tuple[Any, CheckingTransport]:
    transport = CheckingTransport(Answer(200, {"id": ID}), *states)
    client = session.client(transport, clock=time.clock)
    return session.run(client.text_to_speech.create(**SPEECH)), transport


def test_waiting_ends_with_the_succeeded_task(session: Session, time: FakeTime) -> None:
    task, transport = start(session, time, state("pending"), state("running"), state("succeeded"))
    told: list[str] = []
    ended = session.run(task.wait_for_task_output(on_update=lambda t: told.append(t.status)))
    assert isinstance(ended, runway_client.models.SucceededTask)
    assert ended.output == ["https://example.com/output.mp4"]
    assert told == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert time.slept == [5.0, 5.0]
    assert [seen.path for seen in transport.seen[1:]] == [{"id": ID}] * 3


def test_waiting_on_a_task_looked_up_later(session: Session, time: FakeTime) -> None:
    transport = CheckingTransport(state("throttled"), state("succeeded"))
    task = session.run(session.client(transport, clock=time.clock).tasks.retrieve(ID))
    assert isinstance(task, runway_client.models.ThrottledTask)
    waiting: Any = task
    assert session.run(waiting.wait_for_task_output()).status == "SUCCEEDED"


def test_failed_and_cancelled_end_at_once(session: Session, time: FakeTime) -> None:
    task, _ = start(session, time, state("failed"))
    with pytest.raises(runway_client.TaskFailedError, match="SAFETY") as failed:
        session.run(task.wait_for_task_output())
    assert failed.value.failure_code == "SAFETY.INPUT.TEXT"
    assert isinstance(failed.value.task, runway_client.models.FailedTask)
    task, _ = start(session, time, state("cancelled"))
    with pytest.raises(runway_client.TaskCancelledError) as cancelled:
        session.run(task.wait_for_task_output())
    assert isinstance(cancelled.value, runway_client.TaskFailedError)
    assert time.slept == []


def test_waiting_gives_up_in_time(session: Session, time: FakeTime) -> None:
    task, _ = start(session, time, *[state("running")] * 4)
    with pytest.raises(runway_client.TaskTimeoutError) as caught:
        session.run(task.wait_for_task_output(timeout=12))
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.task.progress == 0.25
    assert time.seconds == 1012.0


def test_created_task_waits_in_another_process(session: Session, time: FakeTime) -> None:
    task, _ = start(session, time)
    loaded = pickle.loads(pickle.dumps(task))  # noqa: S301  (our own)
    assert loaded == task
    with pytest.raises(runway_client.RunwayMLError, match="bind"):
        session.run(loaded.wait_for_task_output())
    client = session.client(CheckingTransport(state("succeeded")))
    assert session.run(loaded.bind(client).wait_for_task_output()).status == "SUCCEEDED"


# --- retries --------------------------------------------------------------------------------------

BUSY = Answer(429, {"error": "slow down"}, documented=False)
BROKEN = Answer(500, {"error": "oops"}, documented=False)
LOST = httpx.ReadError("lost")
UNREACHED = httpx.ConnectError("no route")
Calling = Callable[[Any], Any]


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
def test_retried(
    calling: Calling, answers: Any, attempts: int, session: Session, time: FakeTime
) -> None:
    transport = CheckingTransport(*answers)
    session.run(calling(session.client(transport, clock=time.clock)))
    assert len(transport.seen) == attempts and len(time.slept) == attempts - 1


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
    session: Session,
    time: FakeTime,
) -> None:
    transport = CheckingTransport(*answers)
    with pytest.raises(error) as caught:
        session.run(calling(session.client(transport, clock=time.clock)))
    assert len(transport.seen) == attempts
    assert caught.value.retries_taken == attempts - 1
    assert KEY not in f"{caught.value!r} {caught.value} {caught.value.request!r}"


# --- raw responses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [lambda c: c.with_raw_response.organization, lambda c: c.organization.with_raw_response],
    ids=["of the client", "of the resource"],
)
def test_raw_response(raw: Calling, session: Session) -> None:
    example = documented(OPERATIONS["getOrganization"])
    answer = Answer(200, example.body, {"x-request-id": "r-1"})
    response = session.run(raw(session.client(CheckingTransport(answer))).retrieve())
    assert isinstance(response, runway_client.RawResponse)
    assert (response.status_code, response.request_id) == (200, "r-1")
    assert response.json() == example.body
    assert isinstance(response.parse(), runway_client.models.Organization)


def test_raw_task_and_raw_page(session: Session, time: FakeTime) -> None:
    transport = CheckingTransport(Answer(200, {"id": ID}), state("succeeded"), page("n", True, "a"))
    client = session.client(transport, clock=time.clock)
    created = session.run(client.with_raw_response.text_to_speech.create(**SPEECH))
    assert session.run(created.parse().wait_for_task_output()).status == "SUCCEEDED"
    listed = session.run(client.voices.with_raw_response.list())
    assert [voice.name for voice in listed.parse().data] == ["a"]


def test_endpoint_functions_build_what_methods_send(session: Session) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    call = runway_client.endpoints.tasks.retrieve(ID)
    assert transport.seen == []
    task = session.run(client.send(pickle.loads(pickle.dumps(call))))  # noqa: S301  (our own)
    assert isinstance(task, runway_client.models.PendingTask)
    assert KEY not in call.to_curl(client) and f"/v1/tasks/{ID}" in call.to_curl(client)


# --- settings -------------------------------------------------------------------------------------


def test_with_options_is_a_copy_that_shares_the_rest(session: Session, time: FakeTime) -> None:
    transport = CheckingTransport(BUSY)
    client = session.client(transport, clock=time.clock)
    once = client.with_options(max_retries=0)
    assert type(once) is type(client)
    with pytest.raises(runway_client.RateLimitError):
        session.run(once.organization.retrieve())
    session.run(client.organization.retrieve())
    assert [seen.headers["authorization"] for seen in transport.seen] == [f"Bearer {KEY}"] * 2


def test_options_of_one_call(session: Session) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    retrieve = client.organization.retrieve
    with pytest.raises(AssertionError, match="x-more"):  # the transport knows no such header
        session.run(retrieve(extra_headers={"X-More": "1"}))
    with pytest.raises(AssertionError, match="page"):
        session.run(retrieve(extra_query={"page": 2}))
    session.run(retrieve(timeout=3.0, request_options=runway_client.RequestOptions(max_retries=0)))


def test_version_is_an_option_of_the_client(session: Session) -> None:
    """Another version than that of the document is sent as wanted, and refused by the transport."""
    session.run(session.client(CheckingTransport()).organization.retrieve())
    client = session.client(CheckingTransport(), runway_version="2030-01-01")
    with pytest.raises(AssertionError, match="2024-11-06"):
        session.run(client.organization.retrieve())


def test_settings_from_the_environment(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = CheckingTransport()
    without = session.client(transport, api_key=None)
    with pytest.raises(runway_client.MissingCredentialError, match="RUNWAYML_API_SECRET"):
        session.run(without.organization.retrieve())
    assert transport.seen == []
    monkeypatch.setenv("RUNWAYML_API_SECRET", KEY)
    session.run(session.client(transport, api_key=None).organization.retrieve())
    assert len(transport.seen) == 1
    assert session.client(transport).base_url == DOCUMENT["servers"][0]["url"]
    monkeypatch.setenv("RUNWAYML_BASE_URL", "https://staging.example.com")
    assert session.client(transport).base_url == "https://staging.example.com"


def test_context_manager_closes_the_client_and_not_what_it_was_given(session: Session) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    if session.flavour == "sync":
        with client as entered:
            entered.organization.retrieve()
    else:
        session.run(_enter_and_leave(client))
    assert not transport.closed and len(transport.seen) == 1
    with pytest.raises(runway_client.ClientClosedError):
        session.run(client.organization.retrieve())


async def _enter_and_leave(client: Any) -> None:
    async with client as entered:
        await entered.organization.retrieve()
