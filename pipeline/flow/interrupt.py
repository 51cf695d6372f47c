"""What Ctrl-C does: the words, the exit code, the end at once, and the end of a run in good order."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from pipeline.messages import _

if TYPE_CHECKING:  # the command line needs only the first lines
    from pipeline.errors import Warn
    from pipeline.flow.budget import Stop

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
ENDS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
CURSOR = b"\x1b[?25h"  # shows the cursor again, which a bar hides
STOPPING = _("ribao: stopping: what is under way is finished first; Ctrl-C again stops at once")
STOPPED = _("ribao: stopped; what was finished is kept, the same command goes on from there") + "\n"


def die(_signal_number: int, _frame: FrameType | None) -> NoReturn:
    """End the process at once, from a signal handler: takes no lock, since the code it interrupts may hold any.

    Every artefact is written whole or not at all: nothing needs a clean end.
    """
    with contextlib.suppress(OSError):  # nobody reads it any more
        os.write(2, (CURSOR if os.isatty(2) else b"") + STOPPED.encode())
    os._exit(INTERRUPTED)


@contextmanager
def interruptible(stop: Stop, warn: Warn) -> Iterator[None]:
    """The first Ctrl-C, TERM or HUP asks for the end, the second is the end.

    Nothing of this runs between two bytecodes of other code but `die`, which takes no lock: a handler that started
    a thread once waited for ever for the lock of the thread that was just being started.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    import asyncio  # --help must not wait for it

    loop = asyncio.get_running_loop()
    former = {number: signal.getsignal(number) for number in ENDS}
    ours = [number for number in ENDS if former[number] is not signal.SIG_IGN]

    def ask() -> None:
        stop.ask()
        for number in ours:
            signal.signal(number, die)
        warn(STOPPING)

    for number in ours:
        try:
            loop.add_signal_handler(number, ask)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(ask))
    try:
        yield
    finally:
        for number in ours:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, die if stop.asked else former[number])
