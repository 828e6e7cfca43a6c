"""`specwright completion`: print the script with which a shell completes commands and options."""

from __future__ import annotations

import argparse

import shtab

from specwright.cli.terminal import OK, show


def run_completion(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print the script for a shell."""
    show(shtab.complete(parser, shell=arguments.shell))
    return OK
