"""Build the commands with cyclopts, only as far as the command line asks for them.

`--help` of the program imports the table of operations, that of a resource its endpoint functions,
that of a command its schemas. Models and the HTTP library are imported when a call is sent.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from .command import Command, read_command, signature_of, summary
from .fields import Field
from .table import Table, words_for
from .text import EXIT_CODES, UsageError, clean, put

SHELLS = ("bash", "zsh", "fish")
SHOWN_NAMES = 8


class Program:
    """The command line of one package."""

    def __init__(self, table: Table, words: Sequence[str]) -> None:
        self._table = table
        self._words = tuple(words)
        package = table.package
        self._can_upload = importlib.util.find_spec(f"{package}.uploads") is not None
        self._cyclopts: Any = importlib.import_module("cyclopts")

    def app(self, everything: bool = False) -> Any:
        """The commands that the words need; `everything` for completion."""
        app = self._cyclopts.App(
            name=self._table.name,
            help=self._help(),
            version=self._table.settings.version,
            help_format="plaintext",
            suppress_keyboard_interrupt=False,
            result_action="return_value",
        )
        wanted = next((word for word in self._words if word in self._table.groups), "")
        for name, resource in self._table.groups.items():
            said = "" if name == wanted else self._listed(resource)
            group = self._cyclopts.App(name=name, help=said, version_flags=[])
            app.command(group)
            if everything or name == wanted:
                self._add_commands(group, name, resource, everything)
        return app

    def _help(self) -> str:
        document = importlib.import_module(self._table.package).__doc__ or ""
        codes = "\n".join(f"{code:>5}  {said}" for code, said in EXIT_CODES)
        variables = [item.env for item in self._table.settings.credentials if item.env]
        told = f"Credentials are read from {', '.join(variables)}.\n\n" if variables else ""
        return (
            f"{clean(document.partition(chr(10))[0])}\n\n{told}"
            f"`{self._table.name} --completion bash` (or zsh, fish) prints a completion script.\n\n"
            f"Exit codes:\n\n{codes}"
        )

    def _listed(self, resource: str) -> str:
        names = list(words_for(record.name for record in self._table.resources[resource]))
        return ", ".join([*names[:SHOWN_NAMES], *(["..."] if names[SHOWN_NAMES:] else [])])

    def _add_commands(self, group: Any, name: str, resource: str, everything: bool) -> None:
        module = self._endpoints(resource)
        functions = words_for(_function_names(module))
        rest = self._words[self._words.index(name) + 1 :] if name in self._words else ()
        wanted = next((word for word in rest if word in functions), "")
        for word, function_name in functions.items():
            function = getattr(module, function_name)
            if everything or word == wanted:
                command = self.command(function)
                call = self._callable(command, everything)
                said = "" if everything else command.help
                group.command(call, name=word, help=said, version_flags=[])
            else:
                stub = self._cyclopts.App(name=word, help=summary(function), version_flags=[])
                group.command(stub)

    def command(self, function: Callable[..., Any]) -> Command:
        return read_command(function, self._table.settings, self._can_upload, self._words)

    def _endpoints(self, resource: str) -> Any:
        target = self._table.resources[resource][0].target.partition(":")[0]
        return importlib.import_module(f"{self._table.package}.{target}")

    def _callable(self, command: Command, bare: bool) -> Callable[..., int]:
        """A function that cyclopts calls with the words of the options."""
        shows = bare or not {"--help", "-h"}.isdisjoint(self._words)
        signature, targets = signature_of(command, bare, shows)

        def call(*values: str, **words: Any) -> int:
            from .execute import execute

            given = {**dict(zip(targets, values, strict=False)), **words}
            found = [(targets[name], word) for name, word in given.items() if word is not None]
            fields = [(of, word) for of, word in found if isinstance(of, Field)]
            options = {of.name: word for of, word in found if not isinstance(of, Field)}
            return execute(self._table, command, fields, options)

        shown: Any = call
        shown.__signature__ = signature
        shown.__annotations__ = {name: p.annotation for name, p in signature.parameters.items()}
        return call


def run(package: str, name: str, words: Sequence[str]) -> int:
    """Run the command line and return the exit code."""
    table = Table(package, name)
    program = Program(table, words)
    errors: Any = importlib.import_module("cyclopts").CycloptsError
    try:
        if words[:1] == ["--completion"]:
            return _complete(program, name, words[1:])
        app = program.app()
        return int(app(list(words), exit_on_error=False, print_error=False) or 0)
    except UsageError as error:
        return _report(table, error)
    except errors as error:
        return _report(table, UsageError(f"{error}\nTry --help."), words)


def _report(table: Table, error: UsageError, words: Sequence[str] = ()) -> int:
    from .exit_codes import report

    as_json = "--output=json" in words or ("--output", "json") in pairwise(words)
    return report(table, error, as_json)


def _complete(program: Program, program_name: str, words: Sequence[str]) -> int:
    """Print the completion script of a shell. It has no text of the document but names."""
    if len(words) != 1 or words[0] not in SHELLS:
        raise UsageError(f"--completion takes one of {', '.join(SHELLS)}")
    name = program_name.rpartition(" -m ")[2].partition(".")[0].replace("_", "-")
    script = program.app(everything=True).generate_completion(prog_name=name, shell=words[0])
    put(script)
    return 0


def _function_names(module: Any) -> list[str]:
    """The endpoint functions of a module, in the order of the document."""
    places = {name: getattr(module, name).__code__.co_firstlineno for name in module.__all__}
    return sorted(places, key=lambda name: places[name])
