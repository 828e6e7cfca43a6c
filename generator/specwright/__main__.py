"""Runs the `specwright` command as `python -m specwright`."""

from __future__ import annotations

import sys

from specwright.cli import main

if __name__ == "__main__":
    sys.exit(main())
