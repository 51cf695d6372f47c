"""Draws first figures in a process that can be killed."""

from __future__ import annotations

from types import TracebackType
from typing import BinaryIO

from pipeline.extract.first_figure import NoPicture, Picture, Spot
from pipeline.extract.killable import Died, Killable, Killed, Loaded
from pipeline.extract.settings import ExtractSettings
from pipeline.store.plain import open_plain


class FigureWorker:
    """One process for many PDFs; a PDF that takes it down or too long costs only its own figure."""

    def __init__(self, settings: ExtractSettings) -> None:
        self._process = Killable(_drawer, settings)

    def __enter__(self) -> FigureWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process; it holds nothing worth keeping."""
        self._process.stop()

    def draw(self, path: str, spot: Spot) -> Picture | NoPicture | None:
        """The figure, or why there is none; None: two workers died of it, which another time may not."""
        request = spot.model_dump_json().encode()
        try:
            with open_plain(path) as file:
                try:
                    reply = self._process.ask(request, file)
                except Died:
                    reply = self._process.ask(request, file)
        except Died:
            return None
        except (Killed, OSError) as e:
            return NoPicture(reason=str(e))
        return (Picture if reply[:1] == b"P" else NoPicture).model_validate_json(reply[1:])


def _drawer(settings: ExtractSettings) -> Loaded:  # noqa: ARG001 - Killable's signature
    """In the process: a PDF and a spot become a picture, or a reason; a letter before it says which."""
    from PIL import Image

    from pipeline.extract.first_figure import draw, pdf_library

    del Image
    pdf_library()

    def answer(request: bytes, file: BinaryIO | None) -> bytes:
        assert file is not None
        try:
            outcome = draw(file.read(), Spot.model_validate_json(request))
        except MemoryError:
            raise  # ends the process
        except Exception as e:  # noqa: BLE001 - a broken page: the site goes without its picture, and says so
            outcome = NoPicture(reason=" ".join(f"{type(e).__name__}: {e}".split())[:200])
        return (b"P" if isinstance(outcome, Picture) else b"N") + outcome.model_dump_json().encode()

    return Loaded(answer)
