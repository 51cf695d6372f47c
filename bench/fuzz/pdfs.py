"""PDFs with random bytes damaged, each read in the worker that reads all papers."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

from pipeline.extract import ExtractSettings
from pipeline.extract.worker import ExtractPool
from schemas.records import Failure, Pdf

LIMITS = ExtractSettings(time_limit_s=60, memory_limit_mb=1000, ocr="off")


def damaged(data: bytes, dice: random.Random) -> bytes:
    """With up to 30 bytes changed, or a stretch lost or repeated."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 30))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    if dice.random() < 0.2:
        at, length = dice.randrange(len(changed)), dice.randrange(1, 2000)
        changed[at : at + length] = b"" if dice.random() < 0.5 else changed[at : at + length] * 2
    return bytes(changed)


def outcomes(paths: list[Path], count: int, seed: int = 1) -> Counter[str]:
    """What became of so many damaged PDFs: "text", or the kind of the failure. Raises what a worker raises."""
    dice, found = random.Random(seed), Counter[str]()
    with ExtractPool(1, LIMITS) as pool, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.pdf"
        for _ in range(count):
            path.write_bytes(damaged(dice.choice(paths).read_bytes(), dice))
            pdf = Pdf(paper_id="local-damaged", version=None, path=str(path), sha256="0" * 64, size_bytes=0, url=None)
            outcome = pool.submit(pdf).result()
            found[outcome.kind if isinstance(outcome, Failure) else "text"] += 1
    return found
