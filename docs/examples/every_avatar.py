"""List every avatar, page by page, without knowing that there are pages."""

from __future__ import annotations

from runway_client import RunwayML


def main(client: RunwayML) -> None:
    for avatar in client.avatars.list(limit=50):
        print(avatar.id, avatar.name)


if __name__ == "__main__":
    main(RunwayML())
