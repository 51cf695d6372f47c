"""One process that answers requests and can be killed: C libraries crash, hang and eat memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from pkgutil import resolve_name
from typing import BinaryIO, NamedTuple

from pipeline.config import CHECKOUT
from pipeline.extract.confine import bare_environment, code_folders, confine
from pipeline.extract.settings import ExtractSettings
from pipeline.messages import _
from schemas.records import Record

WATCH_S = 0.05  # a process that allocates 2 GB/s is then seen at most 100 MB over its limit
STARTUP_S = 60.0  # importing pymupdf takes 0.5 s; on a loaded machine with a cold disk, many times that
DYING_S = 5.0  # between the end of the pipe and the exit code
OUT_OF_MEMORY = 100  # exit code of a process whose memory ran out; Python itself uses 1, a signal gives a negative one
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

Answer = Callable[[bytes, BinaryIO | None], bytes]
"""From a request, and the file that came with it, to the answer."""


class Loaded(NamedTuple):
    """What a process is ready to do, and which folders it reads for it besides those of code."""

    answer: Answer
    reads: tuple[Path, ...] = ()


Load = Callable[[ExtractSettings], Loaded]


class Killed(Exception):
    """The process took too long, took too much, or died; the message says which."""


class Died(Killed):
    """It died, by a crash or by another's hand, and by no limit of ours."""


class Starting:
    """Processes start one after another: the first is at work sooner than two that share a core."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.over = False  # True: nobody waits for a process any more


class Killable:
    """A process that starts when there is work and is reused; only one thread may use it at a time.

    On Linux it also dies with the thread that started it.
    """

    def __init__(
        self,
        load: Load,
        settings: ExtractSettings,
        starting: Starting | None = None,  # shared by those that start one after another; None: alone
    ) -> None:
        """`load`, a function of a module, is called in the process: it does the slow imports and gives what answers."""
        self._load, self._settings, self._starting = load, settings, starting or Starting()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def ask(self, request: bytes, file: BinaryIO | None = None) -> bytes:
        """The process's answer. `file` is read there, from its beginning: the process itself can open none.

        Raises Killed, after which the next request gets a new process.
        """
        try:
            pipe = self.start()
        except RuntimeError as e:
            raise Died(str(e)) from e
        try:
            pipe.send_bytes((b"0" if file is None else b"1") + request)
            if file is not None:
                assert self._process is not None
                os.lseek(file.fileno(), 0, os.SEEK_SET)
                send_handle(pipe, file.fileno(), self._process.pid)
            reason = self._watch(pipe)
            if reason is None:
                return pipe.recv_bytes()
        except (EOFError, OSError):
            reason = self._cause_of_death()
            self.stop()
            raise (Killed if reason == self._too_much() else Died)(reason) from None
        self.stop()
        raise Killed(reason)

    def _watch(self, pipe: Connection) -> str | None:
        """None: there is something to read; otherwise why the process has to go."""
        deadline = time.monotonic() + self._settings.time_limit_s
        while not pipe.poll(WATCH_S):
            if self._starting.over:
                return _("nobody waits for it")
            if time.monotonic() > deadline:
                return _("took more than {seconds:g} s", seconds=self._settings.time_limit_s)
            if self._process and _rss_mb(self._process.pid) > self._settings.memory_limit_mb:
                return self._too_much()
        return None

    def _cause_of_death(self) -> str:
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING_S)
        return (
            self._too_much()
            if self._process.returncode == OUT_OF_MEMORY
            else _("the worker died (a crash in the PDF library)")
        )

    def _too_much(self) -> str:
        return _("took more than {size} MB of memory", size=self._settings.memory_limit_mb)

    def start(self) -> Connection:
        """The pipe to the process, which is started where there is none. Raises RuntimeError."""
        if self._pipe is not None and self._process is not None and self._process.poll() is None:
            return self._pipe
        self.stop()
        with self._starting.lock:
            return self._spawn()

    def _spawn(self) -> Connection:
        name = f"{self._load.__module__}:{self._load.__qualname__}"
        begin = _Begin(load=name, settings=self._settings, parent=os.getpid())
        try:
            self._pipe, theirs = Pipe()
            with theirs:  # the process has its own copy
                command = [sys.executable, "-P", "-c", _PROGRAM, str(theirs.fileno())]
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=bare_environment(),
                    pass_fds=[theirs.fileno()],
                    process_group=0,  # Ctrl-C at the terminal is the driver's to handle
                )
            self._pipe.send(sys.path)  # it imports nothing of ours before it
            self._pipe.send_bytes(begin.model_dump_json().encode())
            self._wait_until_ready(self._pipe)
        except (RuntimeError, EOFError, OSError) as e:
            self.stop()
            raise RuntimeError(f"a worker process did not start: {str(e) or 'it ended at once'}") from e
        return self._pipe

    def _wait_until_ready(self, pipe: Connection) -> None:
        deadline = time.monotonic() + STARTUP_S
        while not pipe.poll(WATCH_S):
            if self._starting.over:
                raise RuntimeError(_("nobody waits for it"))
            if time.monotonic() > deadline:
                raise RuntimeError(f"it took more than {STARTUP_S:g} s")
        pipe.recv_bytes()

    def stop(self) -> None:
        """End the process, which holds nothing worth keeping, and reap it."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.wait()


# the beginning of a process's life, before it can import what follows
_PROGRAM = """
import sys
from multiprocessing.connection import Connection
pipe = Connection(int(sys.argv.pop()))
sys.path[:] = pipe.recv()
from pipeline.extract.killable import work
work(pipe)
"""


class _Begin(Record):
    """What a process is told first."""

    load: str  # "module:function"
    settings: ExtractSettings
    parent: int


def _rss_mb(pid: int | None) -> float:
    """Resident memory of a process in MB; 0 where the system does not say (then RLIMIT_AS alone holds)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def work(pipe: Connection) -> None:
    """The process's loop: a request in, an answer out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin = _Begin.model_validate_json(pipe.recv_bytes())
    _die_with(begin.parent)
    load: Load = resolve_name(begin.load)
    answer, reads = load(begin.settings)
    _limit_memory(begin.settings)  # counts from here
    confine([*code_folders(CHECKOUT), *reads])
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while request := pipe.recv_bytes():
            file = os.fdopen(recv_handle(pipe), "rb") if request[:1] == b"1" else None
            with file or contextlib.nullcontext():
                try:
                    reply = answer(request[1:], file)
                except MemoryError:
                    os._exit(OUT_OF_MEMORY)  # what is left of this process is not to be trusted
            pipe.send_bytes(reply)


def _die_with(parent: int) -> None:
    """End this process when its parent is gone, even by SIGKILL while C code runs here."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _limit_memory(settings: ExtractSettings) -> None:
    """An allocation far over the limit fails at once, between two looks of the watch."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size = pages * os.sysconf("SC_PAGE_SIZE") + settings.memory_limit_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
