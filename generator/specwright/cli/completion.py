"""`specwright completion`: print a completion script for a shell."""

from __future__ import annotations

import argparse

import shtab

from specwright.cli.terminal import OK, show


def run_completion(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print the completion script."""
    show(shtab.complete(parser, shell=arguments.shell))
    return OK
