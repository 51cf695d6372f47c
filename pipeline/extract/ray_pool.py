"""Extracts on the workers of a Ray cluster; downloads, questions and artefacts stay in this process.

PDFs travel as object references, errors come back as data, and a paper whose worker is lost is given to another.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.errors import ExtractLimit, UsageError, install_extra
from pipeline.extract.settings import ExtractSettings
from pipeline.messages import _
from schemas.records import Failure, PaperText, Pdf

if TYPE_CHECKING:
    from pipeline.extract.worker import ExtractPool

RETRIES = 3  # of a paper whose worker was lost; a PDF that kills its worker every time must not take the cluster down
TEMP_MAX = 40  # characters: Ray adds some 60, and the path of a socket has at most 107 (unix(7))
LOCAL_STORE_BYTES = 200_000_000  # for a Ray started here: a dozen PDFs at once
Extraction = PaperText | Failure


class RayPool:
    """The extract stage on a Ray cluster: a Pool for Stages, with the same worker function as the local one."""

    def __init__(self, workers: int, settings: ExtractSettings, address: str | None) -> None:
        """`address` of a running cluster; None: start one of `workers` on this machine.

        Raises UsageError without the package, or where the cluster does not answer.
        """
        self._workers, self._settings, self._address = workers, settings, address
        self._sockets: str | None = None  # a folder for Ray's sockets; None: where it puts them itself
        self.lost = 0  # workers that died under a paper
        self._lock = threading.Lock()
        try:
            import ray
        except ImportError as e:
            raise UsageError("--engine ray", _("Ray is not installed"), install_extra("ray")) from e
        self._ray: Any = ray

    def __enter__(self) -> RayPool:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # ribao talks to nobody but the sources and the model
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # what later versions do; silences a warning
        local: dict[str, Any] = {
            "num_cpus": self._workers,
            "object_store_memory": LOCAL_STORE_BYTES,
            "include_dashboard": False,
        }
        where: dict[str, Any] = {"address": self._address} if self._address else local
        try:
            if not self._address and len(os.environ.get("RAY_TMPDIR") or tempfile.gettempdir()) > TEMP_MAX:
                local["_temp_dir"] = self._sockets = tempfile.mkdtemp(prefix="ribao-ray-", dir="/tmp")
            self._ray.init(log_to_driver=False, logging_level="ERROR", **where)
        except Exception as e:  # Ray raises bare ones, for example where a node is too slow to start
            self._tidy()
            name = "--ray-address" if self._address else "--engine ray"
            fact = _(
                "the cluster cannot be used ({reason})", reason=(str(e).splitlines() or [type(e).__name__])[0][:160]
            )
            raise UsageError(name, fact, _("see docs/scale.md")) from e
        self._task = self._ray.remote(max_retries=0, num_cpus=1)(_extract)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ray.shutdown()
        self._tidy()

    def _tidy(self) -> None:
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def submit(self, pdf: Pdf) -> Future[Extraction]:
        """The future text of `pdf`, or its Failure. Thread-safe."""
        future: Future[Extraction] = Future()
        content = self._ray.put(Path(pdf.path).read_bytes())
        self._try(pdf, content, future, RETRIES)
        return future

    def _try(self, pdf: Pdf, content: Any, future: Future[Extraction], tries_left: int) -> None:
        reference = self._task.remote(pdf.model_dump_json(), content, self._settings.model_dump_json())
        reference.future().add_done_callback(lambda done: self._over(done, pdf, content, future, tries_left))

    def _over(self, done: Future[bytes], pdf: Pdf, content: Any, future: Future[Extraction], tries_left: int) -> None:
        error = done.exception()
        if error is None:
            reply = done.result()
            kind: type[PaperText] | type[Failure] = PaperText if reply[:1] == b"T" else Failure
            future.set_result(kind.model_validate_json(reply[1:]))
        elif not self._is_loss(error):
            future.set_exception(error)  # a bug: its traceback goes to the caller
        else:
            with self._lock:
                self.lost += 1
            if tries_left:
                self._try(pdf, content, future, tries_left - 1)
            else:
                fact = _("{workers} workers were lost over it ({name})", workers=RETRIES + 1, name=type(error).__name__)
                lost = ExtractLimit(f"{pdf.paper_id}{pdf.version or ''}", fact, _("exclude it"))
                future.set_result(lost.failure(pdf.paper_id))

    def _is_loss(self, error: BaseException) -> bool:
        errors = self._ray.exceptions
        lost = (errors.WorkerCrashedError, errors.NodeDiedError, errors.ObjectLostError, errors.OutOfMemoryError)
        return isinstance(error, lost)


_pools: dict[str, ExtractPool] = {}  # of a Ray worker: one extraction process, kept from paper to paper


def _extract(pdf_json: str, content: bytes, settings_json: str) -> bytes:
    """In a Ray worker: what the local pool does, limits included. The reply is JSON after a letter for its kind."""
    from pipeline.extract.worker import ExtractPool

    if settings_json not in _pools:
        pool = ExtractPool(1, ExtractSettings.model_validate_json(settings_json))
        _pools[settings_json] = pool.__enter__()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        pdf = Pdf.model_validate_json(pdf_json).model_copy(update={"path": file.name})
        outcome = _pools[settings_json].submit(pdf).result()
    return (b"T" if isinstance(outcome, PaperText) else b"F") + outcome.model_dump_json().encode()
