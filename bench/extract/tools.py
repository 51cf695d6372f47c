"""The tools side by side: each turns the path of a PDF into text."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Tool = Callable[[Path], str]


def ours(path: Path) -> str:
    from pipeline.extract import extract
    from pipeline.extract.printed import to_text
    from schemas.records import Pdf

    pdf = Pdf(paper_id=f"local-{path.stem}", version=None, path=str(path), sha256="0" * 64, size_bytes=0, url=None)
    return to_text(extract(pdf))


def _module(name: str) -> Any:
    return importlib.import_module(name)


def _pymupdf(path: Path) -> str:
    with _module("pymupdf").open(path) as document:
        return "\n".join(page.get_text() for page in document)


def _pymupdf4llm(path: Path) -> str:
    return str(_module("pymupdf4llm").to_markdown(str(path), show_progress=False))


def _pypdfium2(path: Path) -> str:
    document = _module("pypdfium2").PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in _module("pypdf").PdfReader(path).pages)


def _kreuzberg(path: Path) -> str:
    return str(_module("kreuzberg").extract_file_sync(str(path)).content)


def _pdftotext(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


PEERS: dict[str, Tool] = {
    "pymupdf get_text": _pymupdf,
    "pymupdf4llm": _pymupdf4llm,
    "pypdfium2": _pypdfium2,
    "pdftotext": _pdftotext,
    "pypdf": _pypdf,
    "kreuzberg": _kreuzberg,
}
SLOW = frozenset(("pymupdf4llm", "pypdf", "kreuzberg"))  # read only the first papers: --slow-pages


def available() -> dict[str, Tool]:
    """Ours, and the peers that are installed."""
    tools: dict[str, Tool] = {"ours": ours}
    for name, tool in PEERS.items():
        if version_of(name):
            tools[name] = tool
    return tools


def version_of(name: str) -> str:
    """The installed version of a tool; "" if it is not installed."""
    if name == "ours":
        from pipeline.extract import EXTRACTOR

        return EXTRACTOR
    if name == "pdftotext":
        if not shutil.which("pdftotext"):
            return ""
        said = subprocess.run(["pdftotext", "-v"], capture_output=True, check=False).stderr.decode().split()
        return said[2] if len(said) > 2 else "unknown"
    try:
        return version(name.split()[0])
    except PackageNotFoundError:
        return ""
