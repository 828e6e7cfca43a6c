"""The table of commands: which words name which operation."""

from __future__ import annotations

from collections.abc import Iterable

from ..config.settings import ClientSettings
from ..operation.operation import OperationRecord, import_target
from .text import clean


class Table:
    """The operations of one package, by the words of the command line."""

    def __init__(self, package: str, name: str) -> None:
        self.package = package
        self.name = name
        self.settings: ClientSettings = import_target(package, "_settings:SETTINGS")
        self.records: tuple[OperationRecord, ...] = import_target(package, "_operations:OPERATIONS")
        self.resources: dict[str, list[OperationRecord]] = {}
        for record in self.records:
            self.resources.setdefault(record.resource, []).append(record)
        self.groups = words_for(self.resources)

    def resume(self, target: str, identity: object) -> str:
        """The command that waits for a task again; `target` is the function that polls."""
        for group, resource in self.groups.items():
            records = {record.name: record for record in self.resources[resource]}
            for command, name in words_for(records).items():
                if records[name].target == target:
                    return f"{self.name} {group} {command} {clean(identity)} --wait"
        return ""


def words_for(names: Iterable[str]) -> dict[str, str]:
    """Names as words of a command line, each for one name: `from_` is `from` if nothing else is."""
    found: dict[str, str] = {}
    for name in names:
        word = name.strip("_").replace("_", "-")
        if not word or word in found:
            word = name.replace("_", "-")  # no two names differ in dashes only
        found[word] = name
    return found
