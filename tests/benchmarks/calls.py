"""Prints what one call costs once everything is imported, beside the vendor's own package."""

from __future__ import annotations

import sys

from vendor import PACKAGES, bench, print_ratios

# Both go through the same kind of HTTP client over the same transport, and both read what they got.
PROGRAM = """
import importlib, json, sys, time
import httpx
module = importlib.import_module(sys.argv[1])
identity = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
voice = {
    "id": identity, "name": "Narrator", "description": None, "createdAt": "2019-08-24T14:15:22Z",
    "status": "READY", "previewUrl": None,
}
bodies = {
    "/v1/image_to_video": {"id": identity},
    "/v1/tasks/" + identity: {
        "id": identity, "status": "SUCCEEDED", "createdAt": "2024-06-27T19:49:32.334Z",
        "output": ["https://example.com/a.mp4"],
    },
    "/v1/voices": {"data": [voice] * 100, "hasMore": False, "nextCursor": None},
}
answers = {path: json.dumps(body).encode() for path, body in bodies.items()}
kind = {"content-type": "application/json"}
transport = httpx.MockTransport(
    lambda request: httpx.Response(200, headers=kind, content=answers[request.url.path])
)
client = module.RunwayML(api_key="key", http_client=httpx.Client(transport=transport))

def create():
    return client.image_to_video.create(
        model="gen4_turbo", prompt_text="a hare", ratio="1280:720", duration=5,
        prompt_image="https://example.com/hare.jpg",
    ).id

def look():
    return client.tasks.retrieve(identity).output

def page():
    return client.voices.list(limit=100).data[99].name

def bare():
    http.get("https://api.dev.runwayml.com/v1/tasks/" + identity).json()

http = httpx.Client(transport=transport)
found = {}
for name, call, count in (
    ("create, a body of six fields", create, 300), ("look at a task", look, 300),
    ("page of 100 voices", page, 60), ("(bare httpx: look at a task)", bare, 300),
):
    for _ in range(5):
        call()
    best = None
    for _ in range(3):
        began = time.process_time()
        for _ in range(count):
            call()
        spent = (time.process_time() - began) / count * 1e6
        best = spent if best is None else min(best, spent)
    found[name] = best
print(json.dumps(found))
"""


def main() -> None:
    with bench(sys.argv[1:], str(__doc__)) as made:
        print_ratios("µs each", made.least(dict.fromkeys(PACKAGES, PROGRAM)))


if __name__ == "__main__":
    main()
