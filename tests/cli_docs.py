"""Writes docs/cli.md from the command line itself:  python -m tests.cli_docs > docs/cli.md"""

from __future__ import annotations

import os

os.environ["RIBAO_LANG"] = "en"  # before the first message

from collections.abc import Iterator
from typing import Any

import typer.main

from pipeline.cli import app


def render() -> str:
    """The help of every command as Markdown."""
    group: Any = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "Made from the program by `python -m tests.cli_docs`; a test fails when it is stale.",
        "Each of them also takes `--lang zh|en`, the language of its messages; without it that of the locale is taken.",
        "",
    ]
    for name, command in _commands(group, "ribao"):
        lines += [f"## {name}", "", command.help or "", ""]
        for parameter in command.params:
            if parameter.name in ("help", "lang"):
                continue
            option = parameter.param_type_name == "option"
            shown = ", ".join(parameter.opts) if option else (parameter.metavar or parameter.name.upper())
            if choices := parameter.type_descriptor.choices:
                shown += f" {'|'.join(choices)}"
            default = f" Default: {parameter.default}." if option and parameter.default not in (None, False) else ""
            lines.append(f"- `{shown}`: {parameter.help or ''}{default}")
        lines.append("")
    return "\n".join(lines)


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


if __name__ == "__main__":
    print(render(), end="")  # noqa: T201 - the product
