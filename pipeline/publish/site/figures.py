"""The papers' first figures: from the store, or drawn and stored."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from pipeline.config import Config
from pipeline.extract.figure_worker import FigureWorker
from pipeline.extract.first_figure import FIRST_FIGURE, NoPicture, Picture, find_spot
from pipeline.extract.settings import ExtractSettings
from pipeline.messages import _
from pipeline.paper_id import quote_id
from pipeline.publish.site.folder import SiteFolder
from pipeline.store.artefacts import Store, content_key
from pipeline.store.plain import read_plain
from schemas.digest import Digest, Entry
from schemas.records import PaperText

TIME_LIMIT_S = 20.0  # a figure of a hundred thousand paths takes about 2 s


class Figure(NamedTuple):
    """A picture of the site."""

    src: str  # below the site's root
    width: int  # pixels
    height: int
    caption: str


class Figures:
    """Draws what is not stored yet, in one worker process, and writes pictures into the site."""

    def __init__(self, config: Config, folder: SiteFolder, warn: Callable[[str], None], texts: str) -> None:
        """`texts`: what the artefacts of texts are called."""
        self.store, self.folder, self.warn, self.texts = Store(config.paths.data_dir), folder, warn, texts
        self._worker = FigureWorker(
            ExtractSettings(time_limit_s=TIME_LIMIT_S, memory_limit_mb=config.extract.memory_mb)
        )

    def __enter__(self) -> Figures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.stop()

    def of(self, digest: Digest, slugs: Mapping[str, str]) -> dict[str, Figure]:
        """The figures of a digest's papers by id; papers whose PDF or text is not here have none."""
        found: dict[str, Figure] = {}
        for entry in digest.entries:
            if entry.paper is None or entry.summary is None:
                continue
            picture = self._picture(entry)
            if picture is not None:
                name = f"{slugs[entry.paper.paper_id]}.webp"
                self.folder.write(f"figures/{name}", base64.b64decode(picture.webp_base64))
                found[entry.paper.paper_id] = Figure(f"figures/{name}", picture.width, picture.height, picture.caption)
        return found

    def _picture(self, entry: Entry) -> Picture | None:
        paper, summary = entry.paper, entry.summary
        assert paper is not None
        assert summary is not None
        folder = self.store.paper_dir(paper.paper_id)
        path = folder / f"{quote_id(paper.paper_id)}{summary.pdf_version or ''}.pdf"
        if paper.pdf_path is not None:
            path = Path(paper.pdf_path)
        try:
            sha256 = _sha256(path)
        except OSError:
            return None
        key = content_key(FIRST_FIGURE, sha256)
        kept = self.store.load(paper.paper_id, "figure", key, Picture)
        if kept is not None:
            return kept
        if self.store.load(paper.paper_id, "figure", key, NoPicture) is not None:
            return None
        texts = (text for _, text in self.store.all(paper.paper_id, self.texts, PaperText))
        text = next((text for text in texts if text.pdf_sha256 == sha256), None)
        spot = find_spot(text) if text else None
        outcome = self._worker.draw(str(path), spot) if spot else NoPicture(reason=_("no caption of a figure"))
        if outcome is None:
            self.warn(_("{paper}: no first figure this time (its worker died)", paper=paper.paper_id))
            return None
        if isinstance(outcome, NoPicture) and spot is not None:
            self.warn(_("{paper_id}: no first figure ({reason})", paper_id=paper.paper_id, reason=outcome.reason))
        if text is not None:
            self.store.save(paper.paper_id, "figure", key, outcome)
        return outcome if isinstance(outcome, Picture) else None


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_plain(path)).hexdigest()
