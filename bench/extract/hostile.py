"""python -m bench.extract.hostile FOLDER: what becomes of every hostile PDF, as the table of docs/hostile-pdfs.md."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pipeline.extract import EXTRACTOR, ExtractSettings
from pipeline.extract.worker import ExtractPool
from schemas.records import Failure, PaperText, Pdf

LIMITS = ExtractSettings(time_limit_s=20, memory_limit_mb=1000, ocr="off")  # the same with and without Tesseract
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "hostile"

_INTRO = f"""# What becomes of hostile PDFs

56 damaged, encrypted, odd or hostile PDFs, each read in a worker under the limits of {LIMITS.time_limit_s:g} s and
{LIMITS.memory_limit_mb} MB. Every file ends in a text or in one typed failure; none ends the run. Made by
`python -m bench.extract.hostile` with {EXTRACTOR}; the times are of one run on two shared cores.

"text" may be little: several files have a word or two by design. A text under a picture that was not read is no loss.
Scans are not read by OCR here (`extract.ocr = "off"`).

| file | outcome | why, or how much | seconds |
|---|---|---|---|
"""


def outcomes(folder: Path, limits: ExtractSettings = LIMITS) -> list[tuple[str, PaperText | Failure, float]]:
    """Every PDF of `folder` by name, its outcome and the seconds it took, read one after another by one worker."""
    found = []
    with ExtractPool(1, limits) as pool:
        for path in sorted(folder.glob("*.pdf")):
            pdf = Pdf(
                paper_id=f"local-{path.stem}",
                version=None,
                path=str(path),
                sha256="0" * 64,
                size_bytes=path.stat().st_size,
                url=None,
            )
            start = time.monotonic()
            outcome = pool.submit(pdf).result()
            found.append((path.name, outcome, time.monotonic() - start))
    return found


def row(name: str, outcome: PaperText | Failure) -> str:
    """The line of the table, less its seconds."""
    if isinstance(outcome, Failure):
        fact = outcome.message.split(": ", 1)[1].split(";", 1)[0]
        return f"| {name} | {outcome.kind} | {fact} |"
    receipt = outcome.receipt
    says = f"{receipt.characters:,} characters on {receipt.pages_with_text} of {receipt.pages} pages"
    says += f", the last {receipt.unread_pages} unread" * bool(receipt.unread_pages)
    says += f", {receipt.hidden_spans} hidden spans" * bool(receipt.hidden_spans) + ", read by OCR" * receipt.ocr
    return f"| {name} | text | {says} |"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    print(_INTRO, end="")
    for name, outcome, seconds in outcomes(folder):
        print(f"{row(name, outcome)} {seconds:.1f} |")


if __name__ == "__main__":
    main()
