"""Write the report of `specwright diff` as a comment on a pull request, or update the comment of an earlier run.

A hidden marker finds that comment. Where nothing differs and none was written, none is needed.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

LIMIT = 65_000
"""Characters: GitHub takes little more."""
PAGE = 100
MOST_PAGES = 100


def main(folder: Path) -> None:
    name = re.sub(r"[^\w.-]", "", os.environ.get("CLIENT", ""))
    marker = f"<!-- specwright diff {name} -->"
    comments = (
        f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{int(os.environ['NUMBER'])}/comments"
    )
    report = (folder / "diff.md").read_text("utf-8")
    body = f"{marker}\n{report}"[: LIMIT - len(_run())] + _run()
    try:
        known = _find(comments, marker)
        if known is not None:
            path = comments.rsplit("/", 2)[0]
            _call("PATCH", f"{path}/comments/{known}", {"body": body})
        elif json.loads((folder / "diff.json").read_text("utf-8"))["changes"]:
            _call("POST", comments, {"body": body})
    except (
        urllib.error.URLError
    ) as error:  # as for pull requests of forks, whose token may only read
        sys.stdout.write(f"::notice title=specwright::the comment was not written: {error}\n")


def _run() -> str:
    """A link to the run, which has the files."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, run = (os.environ.get(name, "") for name in names)
    return f"\n[Run]({server}/{repository}/actions/runs/{run})\n" if run else ""


def _find(comments: str, marker: str) -> int | None:
    """The comment of an earlier run; what people write is left alone, even with the marker."""
    for page in range(1, MOST_PAGES + 1):
        found = _call("GET", f"{comments}?per_page={PAGE}&page={page}")
        for one in found:
            if one["user"]["type"] == "Bot" and one["body"].startswith(marker):
                return int(one["id"])
        if len(found) < PAGE:
            break
    return None


def _call(method: str, path: str, data: dict[str, str] | None = None) -> Any:
    url = os.environ.get("GITHUB_API_URL", "https://api.github.com") + path
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {os.environ['TOKEN']}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    content = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, content, headers, method=method)  # noqa: S310  # the API of GitHub
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # see above
        return json.load(response)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
