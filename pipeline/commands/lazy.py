"""A group of commands whose modules are imported when they are called, so that --help is quick."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import typer.main
from typer.core import TyperGroup


class Lazy(NamedTuple):
    """One command or group of commands."""

    app: str  # "module:attribute" of a typer.Typer with one command, or of one with several
    help: str  # its line in `ribao --help`


class LazyCommands(Mapping[str, Any]):
    """Commands by name, each imported when it is first looked up."""

    def __init__(self, table: Mapping[str, Lazy]) -> None:
        self.table = table
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            module, _, attribute = self.table[name].app.partition(":")
            app: typer.Typer = getattr(importlib.import_module(module), attribute)
            app.rich_markup_mode = None  # importing rich takes longer than all the rest of --help
            app._add_completion = False
            command = typer.main.get_command(app)
            command.name = name
            self._loaded[name] = command
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


class LazyGroup(TyperGroup):
    """A group over LazyCommands; `table` is set by lazy_group."""

    table: Mapping[str, Lazy] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": None})
        self.commands: Any = LazyCommands(self.table)

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - typer's signature
        """The names, without importing anything."""
        return list(self.table)

    def format_commands(self, ctx: object, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """The commands' part of --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in self.table.items()])


def lazy_group(table: Mapping[str, Lazy]) -> type[LazyGroup]:
    """The class of a group with the commands of `table`, for typer.Typer(cls=…)."""
    return type("Commands", (LazyGroup,), {"table": table})
