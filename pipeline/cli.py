"""The command line: which commands there are, and how errors and Ctrl-C end them."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TextIO

import typer

from pipeline.commands.lazy import Lazy, lazy_group
from pipeline.flow.interrupt import ENDS, INTERRUPTED, STOPPED, die
from pipeline.messages import LANG_OPTION, LOCALE_NAMES, N_, _, asked_for, pass_on

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# A line here is all that a new command needs besides its module in pipeline/commands.
COMMANDS = {
    "run": Lazy("pipeline.commands.run:app", N_("Make the digest of a day, of a file of ids, or of an arXiv query.")),
    "paper": Lazy("pipeline.commands.paper:app", N_("Summarise one paper.")),
    "status": Lazy("pipeline.commands.status:app", N_("Say which stages of a day's papers are done, stale or failed.")),
    "init": Lazy("pipeline.commands.init:app", N_("Three questions, and ribao is set up.")),
    "doctor": Lazy("pipeline.commands.doctor:app", N_("Try all that a run needs, and say what is wrong.")),
    "verify": Lazy("pipeline.commands.verify:app", N_("Look whether the kept files are as they were written.")),
    "gc": Lazy("pipeline.commands.gc:app", N_("Remove what no digest refers to.")),
    "interests": Lazy("pipeline.commands.interests:app", N_("What you want to read, learned and explained.")),
    "extract": Lazy("pipeline.commands.extract:app", N_("Print the text of one paper.")),
    "check": Lazy("pipeline.commands.check:app", N_("Check claims, or a text, against a paper.")),
    "site": Lazy("pipeline.commands.site:app", N_("The digests as a static site.")),
    "facts": Lazy("pipeline.commands.facts:app", N_("The verified facts of all digests, as data.")),
    "mail": Lazy("pipeline.commands.mail:app", N_("Send a day's digest by e-mail.")),
    "push": Lazy("pipeline.commands.push:app", N_("Send a day's headlines to chats.")),
    "export": Lazy("pipeline.commands.export:export_app", N_("A digest as BibTeX, RIS, CSL-JSON or EPUB.")),
    "notes": Lazy("pipeline.commands.export:notes_app", N_("A Markdown note a paper, in your own folder.")),
    "zotero": Lazy("pipeline.commands.export:zotero_app", N_("A digest's papers into Zotero.")),
    "notion": Lazy("pipeline.commands.notion:app", N_("Put a day's digest into Notion.")),
    "prompt": Lazy("pipeline.commands.prompt:app", N_("Prompts, and how good they are on frozen papers.")),
    "models": Lazy("pipeline.commands.models:app", N_("The local model's weights.")),
}

# Python's own 700, 10, 10 take a fifth of the time of importing openai and our modules: 1.43 s against 1.12 s
GC_THRESHOLDS = (50_000, 20, 100)

FIRST_STEPS = "\b\n" + _("""\
First steps:
  ribao init                  three questions, and it is set up
  ribao paper 2512.21218      one paper, without a key
  ribao run --date yesterday  yesterday's digest
  ribao site serve            the same in a browser
  ribao run --help            all options of a command""")

app = typer.Typer(
    name="ribao",
    cls=lazy_group(COMMANDS),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=FIRST_STEPS,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # --help must not wait for it

        typer.echo(f"ribao {version('ribao')}")
        raise typer.Exit


@app.callback(help=_("日报: a Chinese digest of the day's papers whose every number is checked against the paper."))
def _ribao(
    version: Annotated[
        bool, typer.Option("--version", help=_("Print the version."), callback=_version, is_eager=True)
    ] = False,
    lang: Annotated[
        Literal["zh", "en"] | None,
        typer.Option(LANG_OPTION, help=_("Language of all messages; else that of the locale. Any command takes it.")),
    ] = None,
) -> None:
    del version, lang  # the language was known before the first message: see pipeline.messages


class _Lossy(io.FileIO):
    """stderr whose reader may go away, or whose disk may be full: no progress and no warning ends a run."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def _lossy(stderr: TextIO | None) -> TextIO:
    if stderr is not None and not isinstance(stderr, io.TextIOWrapper):
        return stderr
    encoding = stderr.encoding if stderr else "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(_Lossy(2, "w", closefd=False)), encoding, "backslashreplace", write_through=True
    )


def main() -> NoReturn:
    """Entry point: an expected error becomes one line on stderr and its exit code."""
    for stream in (0, 1, 2):  # closed by the caller: the first file of ours would take its number
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # GBK has no ⚠ and no ⁻
    pass_on()
    sys.stderr = _lossy(sys.stderr)
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks for
            signal.signal(number, _stop)
    gc.set_threshold(*GC_THRESHOLDS)
    for unknown in (name for name in asked_for(sys.argv[1:]) if name not in LOCALE_NAMES):
        sys.stderr.write(_("ribao: --lang {name}: there are zh and en", name=unknown) + "\n")
        sys.exit(2)
    try:
        app()
    except SystemExit as e:
        if e.code == INTERRUPTED:  # also typer's exit code for Ctrl-C, which it catches itself
            sys.stderr.write(STOPPED)
            _leave(INTERRUPTED)
        raise
    except Exception as e:
        from pipeline.errors import PipelineError  # its records take longer to import than --help may take

        if not isinstance(e, PipelineError):
            raise
        sys.stderr.write(f"ribao: {e}\n")
        sys.exit(e.exit_code)
    finally:
        if "duckdb" not in sys.modules:  # it takes what is not collected for leaks, and says so in 45 lines
            gc.freeze()  # at the end nothing is worth looking for
    sys.exit(0)


def _stop(signal_number: int, frame: FrameType | None) -> None:
    """Ctrl-C where no run has a way of its own: stop as usual, and at once if it comes again."""
    for number in ENDS:
        signal.signal(number, die)
    signal.default_int_handler(signal_number, frame)


def _leave(code: int) -> NoReturn:
    """End without waiting for threads, one of which may be reading from a server that never answers."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
