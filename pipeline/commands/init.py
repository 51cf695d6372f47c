"""ribao init: three questions, and ribao is set up."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.commands.doctor import examined
from pipeline.messages import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer()

WHO_WRITES = N_(
    "1/3 Who writes the summaries? embedded (no key, 1.1 GB), dashscope, deepseek, openai, or an address and a model"
)
WHAT_TO_READ = N_(
    '2/3 What do you want to read? Words, "phrases", categories (cs.CL), papers that you like, with commas between them'
)
WHERE_TO = N_("3/3 Where shall it go each day? none, mail, push (Feishu, WeCom, DingTalk, …)")


@app.command(
    help=_(
        "Ask who writes the summaries, what you want to read and where to send it; write config.toml and "
        "interests.toml, try what can be tried, and say what to run next. No key is written anywhere."
    )
)
def init(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help=_("Who writes: embedded, dashscope, deepseek, openai, or 'https://… MODEL'."),
            metavar="MODEL",
        ),
    ] = None,
    interests: Annotated[
        str | None, typer.Option(help=_("Words, arXiv categories and papers that you like, with commas between them."))
    ] = None,
    send: Annotated[str | None, typer.Option(help=_("Where it goes: none, mail, push, or several."))] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=_("Ask nothing: what no option says stays as usual."))
    ] = False,
    no_test: Annotated[bool, typer.Option("--no-test", help=_("Try nothing over the network."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow import setup

    source = _answer(source, yes, setup.source_now(config, os.environ), _(WHO_WRITES), setup.endpoint_of)
    interests = _answer(interests, yes, "", _(WHAT_TO_READ), setup.sorted_out)
    send = _answer(send, yes, "none", _(WHERE_TO), setup.checked_sends)
    answers = setup.Answers(source=source, interests=interests, sends=setup.checked_sends(send))
    path = setup.write_config(config, answers.source, os.environ)
    print(_("written: {path}", path=path))  # noqa: T201 - the product
    cfg = config_of(path)
    if added := setup.write_interests(answers.interests, cfg, _warn):
        print(_("written: {path}", path=cfg.paths.interests_file))  # noqa: T201
        for line in added:
            print(f"  {line}")  # noqa: T201
    if left := setup.notes(answers, path, os.environ):
        print(_("still to be done, since no key is written into a file:"))  # noqa: T201
        for line in left:
            print(f"  {line}")  # noqa: T201
    code = 0 if no_test else examined(cfg)
    print(_("next:"))  # noqa: T201
    for command in setup.next_commands(answers.sends, path):
        print(f"  {command}")  # noqa: T201
    raise typer.Exit(code)


def _answer(given: str | None, yes: bool, usual: str, question: str, check: Callable[[str], object]) -> str:
    """The option's value, or what is answered; a person is asked again where it cannot be used, a pipe is not."""
    from pipeline.errors import UsageError

    while True:
        said = given
        if said is None and not yes:
            sys.stderr.write(f"{question} [{usual}]: ")
            sys.stderr.flush()
            said = sys.stdin.readline().strip()
        try:
            check(said or usual)
        except UsageError as e:
            if given is not None or not sys.stdin.isatty():
                raise
            sys.stderr.write(f"{e}\n")
        else:
            return said or usual


def _warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")
