"""`make killed`: kill runs of send_many, in both flavours, with and without idempotency keys."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.harness.task_server import task_server
from tests.killed.runs import killed_round

CALLS, KILLS = 150, 10


def main(wanted: int) -> None:
    started, total = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as name, task_server() as server:
        while total["killed"] < wanted:
            number = total["rounds"]
            flavour, has_keys = ("sync", "async")[number % 2], number % 4 >= 2
            kills = min(KILLS, wanted - total["killed"])
            folder = Path(name) / f"round{number}"
            figures = killed_round(server, folder, CALLS, kills, flavour, has_keys)
            total += Counter(rounds=1, **figures)
            print(f"{flavour:5} {'keys' if has_keys else '':4} {dict(figures)}", flush=True)
        total["requests"] = server.stats()["requests"]
    for what, figure in sorted(total.items()):
        print(f"{what:20} {figure}")
    print(
        f"created twice: {total['created twice']}, ids lost: 0, {time.perf_counter() - started:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
