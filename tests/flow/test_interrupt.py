"""Ctrl-C ends a run in good order on every system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.config import CHECKOUT

RUN = """
import asyncio, os, signal
from pipeline.flow.budget import Stop
from pipeline.flow.interrupt import interruptible

class Loop(asyncio.SelectorEventLoop):
    if {windows}:
        def add_signal_handler(self, *_):
            raise NotImplementedError
        remove_signal_handler = add_signal_handler

async def main():
    stop, told = Stop(), []
    with interruptible(stop, told.append):
        os.kill(os.getpid(), signal.{name})
        for _ in range(100):
            await asyncio.sleep(0.02)
            if stop.asked:
                break
    print(stop.asked, len(told))

loop = Loop()
loop.run_until_complete(main())
loop.close()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("windows", [False, True])
def test_ctrl_c_term_and_hup_ask_for_the_end_also_where_a_loop_takes_no_signals(windows: bool, name: str) -> None:
    """The loops of Windows raise NotImplementedError."""
    script = RUN.format(windows=windows, name=name)
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True 1\n", "")
