"""Prints how long importing the client takes, and its first call, beside the vendor's own package."""

from __future__ import annotations

import sys

from vendor import PACKAGES, bench, print_ratios

# Each step goes on from the one before, as a program does that imports, makes a client and calls.
PROGRAM = """
import importlib, json, sys, time
package, marks = sys.argv[1], []
def mark(name):
    marks.append((name, time.process_time()))
mark("")
module = importlib.import_module(package)
mark("import package")
kind = module.RunwayML
mark("+ name the client class")
client = kind(api_key="key")
mark("+ make a client")
import httpx
answers = {
    "POST": {"id": "497f6eca-6276-4993-bfeb-53cbbbba6f08"},
    "GET": {
        "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08", "status": "SUCCEEDED",
        "createdAt": "2024-06-27T19:49:32.334Z", "output": ["https://example.com/a.mp4"],
    },
}
transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answers[request.method]))
http = httpx.Client(transport=transport)
mark("httpx and its client")
client = kind(api_key="key", http_client=http)
started = time.process_time()
client.image_to_video.create(
    model="gen4_turbo", prompt_text="a hare", ratio="1280:720", duration=5,
    prompt_image="https://example.com/hare.jpg",
)
created = time.process_time()
client.tasks.retrieve("497f6eca-6276-4993-bfeb-53cbbbba6f08")
ended = time.process_time()
total = {name: (at - marks[0][1]) * 1e3 for name, at in marks[1:-1]}
total["first create (after import httpx)"] = (created - started) * 1e3
total["first look at a task after it"] = (ended - created) * 1e3
total["all of it, httpx included"] = (ended - marks[0][1]) * 1e3
print(json.dumps(total))
"""


def main() -> None:
    with bench(sys.argv[1:], str(__doc__)) as made:
        print_ratios("ms", made.least(dict.fromkeys(PACKAGES, PROGRAM)))


if __name__ == "__main__":
    main()
