"""A group of commands whose modules are imported when they are called, so that --help is quick."""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import typer.main
from typer.core import TyperGroup

from pipeline.commands import spoken
from pipeline.messages import LANG_OPTION, LANGUAGE, _


class Lazy(NamedTuple):
    """One command or group of commands."""

    app: str  # "module:attribute" of a typer.Typer with one command, or of one with several
    help: str  # its line in `ribao --help`, a message


class LazyCommands(Mapping[str, Any]):
    """Commands by name, each imported when it is first looked up."""

    def __init__(self, table: Mapping[str, Lazy]) -> None:
        self.table = table
        self.everywhere: list[Any] = []  # options that each command takes, too
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            module, _, attribute = self.table[name].app.partition(":")
            app: typer.Typer = getattr(importlib.import_module(module), attribute)
            app.rich_markup_mode = None  # importing rich takes longer than all the rest of --help
            app._add_completion = False
            command = typer.main.get_command(app)
            command.name = name
            _adapt(command, self.everywhere)
            self._loaded[name] = command
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


def _adapt(command: Any, options: list[Any]) -> None:
    """Let a command, and those in it, take these options and write its help in the reader's language."""
    if LANGUAGE != "en":
        command.context_class = spoken.Context
    command.params += options
    for inner in getattr(command, "commands", {}).values():
        _adapt(inner, options)


class LazyGroup(TyperGroup):
    """A group over LazyCommands; `table` is set by lazy_group."""

    table: Mapping[str, Lazy] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": None})
        self.commands: Any = LazyCommands(self.table)
        if LANGUAGE != "en":
            self.context_class = spoken.Context
        for option in self.params:
            if LANG_OPTION in option.opts:
                everywhere: Any = copy.copy(option)
                everywhere.expose_value, everywhere.hidden = False, True
                self.commands.everywhere.append(everywhere)

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - typer's signature
        """The names, without importing anything."""
        return list(self.table)

    def format_commands(self, ctx: object, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """The commands' part of --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _(lazy.help)) for name, lazy in self.table.items()])

    def main(self, *arguments: Any, **settings: Any) -> Any:
        """Run a command line; what is wrong with it is told in the reader's language."""
        if LANGUAGE == "en" or not settings.get("standalone_mode", True):
            return super().main(*arguments, **settings)
        try:
            code = super().main(*arguments, **settings | {"standalone_mode": False})
        except typer.exceptions.TyperException as error:
            if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help
                sys.stderr.write(f"{error.message}\n")
            else:
                spoken.tell(error)
            sys.exit(getattr(error, "exit_code", 2))
        except typer.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def lazy_group(table: Mapping[str, Lazy]) -> type[LazyGroup]:
    """The class of a group with the commands of `table`, for typer.Typer(cls=…)."""
    return type("Commands", (LazyGroup,), {"table": table})
