"""Code of a user, which both type checkers accept: the async client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from typing_extensions import assert_type

from runway_client import (
    AsyncPage,
    AsyncPager,
    AsyncRunwayML,
    AsyncSucceededTaskHandle,
    AsyncTaskCreatedHandle,
    AsyncUnknownTaskHandle,
    DefaultAioHttpClient,
    DefaultAsyncHttpxClient,
    RawResponse,
    endpoints,
    models,
)

ID = "550e8400-e29b-41d4-a716-446655440000"


async def create(client: AsyncRunwayML) -> None:
    task = await client.text_to_image.create(
        model="gemini_2.5_flash", prompt_text="a hare", ratio="1344:768"
    )
    assert_type(task, AsyncTaskCreatedHandle)
    done = await task.wait_for_task_output()
    assert_type(done, AsyncSucceededTaskHandle)
    assert_type(await done.download("out"), list[Path])
    assert_type(done.output, list[str])


async def narrow(client: AsyncRunwayML) -> list[str]:
    task = await client.tasks.retrieve(ID)
    if task.status == "SUCCEEDED":
        return task.output
    if task.status == "FAILED":
        return [task.failure]
    if task.status == "RUNNING":
        return (await task.wait_for_task_output()).output
    if task.status == "PENDING" or task.status == "THROTTLED" or task.status == "CANCELLED":
        return []
    assert_type(task, AsyncUnknownTaskHandle)
    return []


async def walk(client: AsyncRunwayML) -> AsyncIterator[models.Avatar]:
    pager = client.avatars.list()
    assert_type(pager, AsyncPager[models.AvatarPage, models.Avatar])
    async for avatar in pager:
        assert_type(avatar, models.Avatar)
        yield avatar
    page = await client.avatars.list()
    assert_type(page, AsyncPage[models.AvatarPage, models.Avatar])
    assert_type(page.data, list[models.Avatar])


async def calls(client: AsyncRunwayML) -> None:
    assert_type(await client.send(endpoints.tasks.retrieve(ID)), models.Task)
    response = await client.with_raw_response.tasks.delete(ID)
    assert_type(response, RawResponse[None])
    listed = await client.with_raw_response.voices.list()
    assert_type(listed.status_code, int)
    assert_type(listed.parse(), AsyncPage[models.VoicePage, models.Voice])


async def unknown_to_the_document(client: AsyncRunwayML) -> None:
    assert_type(await client.put("/v1/new", cast_to=models.AvatarPage), models.AvatarPage)


async def known_from_other_clients(client: AsyncRunwayML) -> None:
    async with client.tasks.with_streaming_response.retrieve(ID) as response:
        assert_type(response.headers.get("X-My-Header"), str | None)
        assert_type(await response.text(), str)
        assert_type((await response.parse()).id, str)
    async with client.with_streaming_response.avatars.list(limit=1) as listed:
        page = await listed.parse()
    assert_type(page, AsyncPage[models.AvatarPage, models.Avatar])
    assert_type(await page.get_next_page(), AsyncPage[models.AvatarPage, models.Avatar])
    async for found in page.iter_pages():
        assert_type(found.next_cursor, str | None)
    client.with_options(http_client=DefaultAsyncHttpxClient(http2=False))
    client.with_options(http_client=DefaultAioHttpClient())


async def settings() -> None:
    async with AsyncRunwayML(runway_version="2024-11-06") as client:
        assert_type(client, AsyncRunwayML)
        assert_type(client.with_options(max_retries=5), AsyncRunwayML)
        uploaded = await client.uploads.create_ephemeral(b"")
        assert_type(uploaded.uri, str)
