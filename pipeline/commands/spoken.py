"""typer's own words in the reader's language, and its help in columns that fit wide characters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer._click.formatting import HelpFormatter

from pipeline.messages import N_, _
from pipeline.messages.foreign import in_words
from pipeline.messages.width import padded, width_of, wrapped

_SECTIONS = (N_("Arguments"), N_("Options"), N_("Commands"))
_METAVARS = (
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("<int range>"),
    N_("<float range>"),
    N_("<list[str]>"),
    N_("<str>"),
    N_("<path>"),
)
_IN_BRACKETS = (N_("default: {default}"), N_("required"))  # typer asks gettext for them itself
_OPTIONS = (
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)


def tell(error: Any) -> None:
    """Say on stderr what is wrong with a command line, with its usage, as typer would."""
    lines, ctx = [], getattr(error, "ctx", None)
    if ctx is not None:
        lines += [
            ctx.get_usage(),
            _("Try '{command} {option}' for help.", command=ctx.command_path, option=ctx.help_option_names[0]),
            "",
        ]
    lines.append(_("Error: {reason}", reason=in_words(error.format_message())))
    sys.stderr.write("\n".join(lines) + "\n")


def _with_metavars(text: str) -> str:
    """What stands for a value, in the reader's language."""
    for word in _METAVARS:
        text = text.replace(word, _(word))
    return text


class Formatter(HelpFormatter):
    """typer's help with Chinese headings, wrapped by columns instead of characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line of a help."""
        super().write_usage(prog, _with_metavars(args), prefix or _("Usage: "))

    def write_heading(self, heading: str) -> None:
        """The line above a section."""
        self.write(" " * self.current_indent + _("{heading}:", heading=_(heading)) + "\n")

    def write_text(self, text: str) -> None:
        """Paragraphs; one that begins with a backspace is left in its lines."""
        for number, paragraph in enumerate(text.split("\n\n")):
            raw = paragraph.splitlines()[1:] if paragraph.startswith("\b") else None
            lines = wrapped(paragraph, self.width - self.current_indent) if raw is None else raw
            self.write("\n" * (number > 0) + "".join(f"{'':{self.current_indent}}{line}\n" for line in lines))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands, each with what it is for in a second column."""
        rows = [(_with_metavars(first), second) for first, second in rows]
        column = min(max(width_of(first) for first, _second in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            lines = wrapped(_(second), self.width - column - self.current_indent)
            if width_of(first) > column - col_spacing:
                self.write(f"{indent}{first}\n")
                first = ""
            for line in lines:
                self.write(f"{indent}{padded(first, column)}{line}".rstrip() + "\n")
                first = ""


class Context(typer.Context):
    """A command's context whose help is written so."""

    formatter_class = Formatter
