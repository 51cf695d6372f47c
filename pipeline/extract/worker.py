"""Runs extractions in worker processes that can be killed."""

from __future__ import annotations

import contextlib
import queue
import threading
import traceback
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

from pipeline.errors import ExtractLimit, PipelineError
from pipeline.extract.killable import Died, Killable, Killed, Loaded, Starting
from pipeline.extract.pdf_file import cannot_be_read
from pipeline.extract.settings import ExtractSettings
from pipeline.messages import _
from pipeline.store.plain import open_plain
from schemas.records import Failure, PaperText, Pdf

Extraction = PaperText | Failure


class ExtractPool:
    """Worker processes that are reused from paper to paper, each under one thread of this process.

    The death of a worker, or its end by a limit, is the Failure of the one paper it was at.
    """

    def __init__(self, workers: int, settings: ExtractSettings = ExtractSettings()) -> None:  # noqa: B008 - frozen
        if workers < 1:
            raise ValueError("at least one worker")
        self._settings = settings
        self._jobs: queue.SimpleQueue[tuple[Pdf, Future[Extraction]] | Literal["warm"] | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._starting = Starting()
        self._workers, self._free = workers, 0  # threads that are at no paper
        self._threads: list[threading.Thread] = []  # started when those there are at work: a warm worker is used first

    def __enter__(self) -> ExtractPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, pdf: Pdf) -> Future[Extraction]:
        """The future text of `pdf`, or its Failure. Thread-safe. Raises RuntimeError after close()."""
        future: Future[Extraction] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._jobs.put((pdf, future))
            self._enough()
        return future

    def warm(self) -> None:
        """Start a worker before there is work, which takes half a second. Raises RuntimeError after close()."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._jobs.put("warm")
            self._enough()

    def _enough(self) -> None:
        """Start one more thread where jobs wait for none that is free; the lock is held."""
        if self._jobs.qsize() > self._free and len(self._threads) < self._workers and not self._closed:
            self._free += 1
            self._threads.append(threading.Thread(target=self._serve, name="extraction", daemon=True))
            self._threads[-1].start()

    def _at_work(self, change: int) -> None:
        with self._lock:
            self._free -= change
            self._enough()

    def close(self) -> None:
        """Cancels what has not begun, ends what has, and leaves no process behind."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._starting.over = True
        with contextlib.suppress(queue.Empty):
            while job := self._jobs.get_nowait():
                if job != "warm":
                    job[1].cancel()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        process = Killable(_reader, self._settings, self._starting)
        try:
            while job := self._jobs.get():
                if job == "warm":
                    with contextlib.suppress(Exception):  # the first paper tries again, and its error is told
                        process.start()
                    continue
                pdf, future = job
                if not future.set_running_or_notify_cancel():
                    continue
                self._at_work(1)
                try:
                    future.set_result(_extract(process, pdf))
                except BaseException as e:  # noqa: BLE001 - a bug: its traceback goes to the caller
                    process.stop()
                    future.set_exception(e)
                self._at_work(-1)
        finally:
            process.stop()


def _extract(process: Killable, pdf: Pdf) -> Extraction:
    request = pdf.model_dump_json().encode()
    try:
        with open_plain(pdf.path) as file:
            try:
                reply = process.ask(request, file)
            except Died:  # by this paper, or by the system: a second worker tells
                reply = process.ask(request, file)
    except OSError as e:
        return cannot_be_read(pdf, e).failure(pdf.paper_id)
    except Killed as e:
        subject = f"{pdf.paper_id}{pdf.version or ''}"
        return ExtractLimit(subject, str(e), _("exclude it, or raise the limit")).failure(pdf.paper_id)
    tag, body = reply[:1], reply[1:]
    if tag == b"B":
        raise RuntimeError(f"a bug in the extraction:\n{body.decode()}")
    return PaperText.model_validate_json(body) if tag == b"T" else Failure.model_validate_json(body)


def _reader(settings: ExtractSettings) -> Loaded:
    """In the process: a Pdf becomes its text, or a failure; a letter before it says which."""
    from pipeline.extract import extract, reader  # the import that takes time
    from pipeline.extract.ocr import language_data

    del reader
    data = language_data(settings.ocr_language) if settings.ocr != "off" else None

    def read(request: bytes, file: BinaryIO | None) -> bytes:
        pdf = Pdf.model_validate_json(request)
        try:
            return b"T" + extract(pdf, settings, file).model_dump_json().encode()
        except PipelineError as e:
            return b"F" + e.failure(pdf.paper_id).model_dump_json().encode()
        except MemoryError:
            raise  # ends the process
        except Exception:  # noqa: BLE001 - crosses as text: many foreign exceptions do not pickle
            return b"B" + traceback.format_exc().encode("utf-8", "replace")

    return Loaded(read, (Path(data),) if data else ())
