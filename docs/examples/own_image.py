"""Upload an image of your own, and use it in a video."""

from __future__ import annotations

from pathlib import Path

from runway_client import RunwayML


def main(client: RunwayML, image: Path = Path("hare.jpg")) -> None:
    uploaded = client.uploads.create_ephemeral(
        image, on_progress=lambda sent, total: print(f"{sent} of {total} bytes")
    )
    task = client.image_to_video.create(
        model="gen4_turbo", prompt_image=uploaded.uri, ratio="1280:720", duration=5
    )
    print(task.id)


if __name__ == "__main__":
    main(RunwayML())
