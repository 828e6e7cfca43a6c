"""Start several videos at the same time, and wait for all of them."""

from __future__ import annotations

import asyncio

from runway_client import AsyncRunwayML

PROMPTS = ("A hare at sunrise", "A hare at noon", "A hare at night")


async def make(client: AsyncRunwayML, prompt: str) -> list[str]:
    task = await client.text_to_video.create(
        model="veo3.1", prompt_text=prompt, ratio="1280:720", duration=8
    )
    return (await task.wait_for_task_output()).output


async def main(client: AsyncRunwayML) -> None:
    async with client:
        for outputs in await asyncio.gather(*(make(client, prompt) for prompt in PROMPTS)):
            print(*outputs, sep="\n")


if __name__ == "__main__":
    asyncio.run(main(AsyncRunwayML()))
