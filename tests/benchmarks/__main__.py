"""Prints how fast Specwright is, and how long what it makes, beside its peers and the goals.

`python -m tests.benchmarks [ROW ...]`: all rows where none is named. Seconds are CPU seconds, those of child
processes too, and the least of several runs; those of `diff` are by the clock. Rows with documents of others
read SPECWRIGHT_CORPUS.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.benchmarks import client, differ, generation, many, peers
from tests.benchmarks.generators import SPECWRIGHT, Workshop
from tests.benchmarks.running import say
from tests.benchmarks.table import Line, as_json, as_text, one_line

ROWS: Final = (
    "generate",
    "corpus",
    "again",
    "growth",
    "lines",
    "diff",
    "first",
    "calls",
    "many",
    "help",
)
RUNWAY: Final = peers.ROOT / "spec" / "openapi.yaml"
SIZES: Final = (10, 100, 1000)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        shop = Workshop(Path(folder), options.runs, with_peers=options.peers)
        runway = Path(folder) / "runway.yaml"
        shutil.copy(RUNWAY, runway)
        rows = options.rows or ROWS
        lines = []
        for line in (line for row in rows for line in _row(row, shop, options, runway)):
            say(one_line(line))  # a run that is ended early has told what it knew
            lines.append(line)
        details = shop.details()
    facts = _facts(options)
    print(as_json(lines, details, facts) if options.json else as_text(lines, facts))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--json", action="store_true", help="with what each document took")
    parser.add_argument(
        "--runs",
        type=int,
        default=3,
        help="of which the least counts (default 3; five times as many for help, two for first)",
    )
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="install nothing")
    parser.add_argument(
        "--document",
        dest="documents",
        action="append",
        type=Path,
        help="instead of Runway and Plaid; may be repeated",
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of the row growth")
    parser.add_argument("--large", action="store_true", help="growth up to 5,000 operations")
    options = parser.parse_args(arguments)
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no row is called {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    return options


def _row(row: str, shop: Workshop, options: argparse.Namespace, runway: Path) -> Iterator[Line]:
    everything = _corpus()
    plaid = [file for file in everything if file.stem == "plaid"]
    documents = options.documents or [runway, *plaid]
    if row == "generate":
        return generation.generate(shop, documents)
    if row == "corpus":
        absent = Line("corpus", "per MB", "s", None, note="SPECWRIGHT_CORPUS names no folder")
        return generation.corpus(shop, everything) if everything else iter([absent])
    if row == "lines":
        return generation.lines(shop, documents, [] if options.documents else everything)
    if row == "again":
        return generation.again(shop, documents)
    if row == "diff":
        large = [file for file in everything if file.stem in ("plaid", "openai")]
        return differ.diff(shop, options.documents or [runway, *large], with_peers=options.peers)
    if row == "growth":
        return generation.growth(shop, [*options.sizes, *([5000] if options.large else [])])
    if row == "help":
        return client.help_page(SPECWRIGHT, 5 * shop.runs)
    if row == "many":
        return many.many(client.clients(with_peers=False))
    made = client.clients(with_peers=options.peers)
    # Short programs are disturbed most, and cost least to repeat.
    return client.first(made, 2 * shop.runs) if row == "first" else client.calls(made, shop.runs)


def _corpus() -> list[Path]:
    folder = os.environ.get("SPECWRIGHT_CORPUS", "")
    files = Path(folder).rglob("*") if folder else ()
    return sorted(file for file in files if file.suffix in (".json", ".yaml", ".yml"))


def _facts(options: argparse.Namespace) -> dict[str, str]:
    pinned = (peers.OPENAPI_PYTHON_CLIENT, peers.CLIENTELE, peers.RUNWAYML)
    versions = [re.split(r"(?:\[.*\])?==", one[0]) for one in pinned] if options.peers else []
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "cores": str(os.cpu_count()),
        platform.python_implementation(): platform.python_version(),
        **dict(versions),
        "runs": str(options.runs),
    }


if __name__ == "__main__":
    main()
