"""Turn an image into a video, wait for it, and print where it is."""

from __future__ import annotations

from runway_client import RunwayML, TaskFailedError


def main(client: RunwayML) -> None:
    task = client.image_to_video.create(
        model="gen4.5",
        prompt_text="A hare crosses a meadow at sunrise",
        prompt_image="https://example.com/hare.jpg",
        ratio="1280:720",
        duration=5,
    )
    try:
        video = task.wait_for_task_output(timeout=600, on_update=lambda state: print(state.status))
    except TaskFailedError as error:
        print(error.failure, error.failure_code)
    else:
        print(*video.output, sep="\n")


if __name__ == "__main__":
    main(RunwayML())  # reads RUNWAYML_API_SECRET
