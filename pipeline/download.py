"""Fetches one paper's PDF from arXiv, politely and resumably, into a file named by its versioned id."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2

from pipeline.config import Config
from pipeline.errors import DownloadError, NotAPdf, PdfUnreadable
from pipeline.paper_id import quote_id
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import RetryableStatusError, raise_for_retry, retrying, user_agent
from schemas.records import Paper, Pdf

MAX_REDIRECTS = 4  # arXiv needs one at most, from the unversioned or .pdf address
HEADER_WINDOW = 1024  # readers accept %PDF- within the first 1,024 bytes (ISO 32000-1, annex H, note 13)
CHUNK = 1 << 16


def download(paper: Paper, config: Config, gate: ArxivGate, folder: Path) -> Pdf:
    """The paper's PDF in `folder`, fetched unless it is there already.

    A broken transfer is continued where it stopped. Raises NotAPdf when the answer is something else,
    DownloadError for everything else that went wrong, PdfUnreadable for a local file that cannot be read.
    """
    if paper.pdf_path is not None:
        return _local(paper, Path(paper.pdf_path))
    known = _cached(paper, folder) if paper.version else None
    if known:
        return known
    folder.mkdir(parents=True, exist_ok=True)
    return _Transfer(paper, config, gate, folder).run()


def _local(paper: Paper, path: Path) -> Pdf:
    try:
        data = path.read_bytes()
    except OSError as e:
        raise PdfUnreadable(paper.paper_id, f"{path} cannot be read ({e.strerror})", "check the path") from e
    _check_is_pdf(paper.paper_id, data[:HEADER_WINDOW], len(data))
    return Pdf(
        paper_id=paper.paper_id,
        version=None,
        path=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        url=None,
    )


def pdf_name(paper_id: str, version: str | None) -> str:
    """The file name of a downloaded PDF."""
    return f"{quote_id(paper_id)}{version or ''}.pdf"


def _cached(paper: Paper, folder: Path) -> Pdf | None:  # None: not downloaded yet
    path = folder / pdf_name(paper.paper_id, paper.version)
    return _record(paper, paper.version, path, None) if path.is_file() else None


def _record(paper: Paper, version: str | None, path: Path, url: str | None) -> Pdf:
    with path.open("rb") as f:
        sha256 = hashlib.file_digest(f, "sha256").hexdigest()
    return Pdf(
        paper_id=paper.paper_id,
        version=version,
        path=str(path),
        sha256=sha256,
        size_bytes=path.stat().st_size,
        url=url,
    )


def _check_is_pdf(subject: str, head: bytes, size: int) -> None:
    if size == 0:
        raise NotAPdf(subject, "the PDF is empty (0 bytes)", "try again later, or give a PDF file")
    if b"%PDF-" in head:
        return
    if head.lstrip()[:64].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotAPdf(
            subject, "an HTML page came instead of a PDF", "arXiv may still be making the PDF: try again later"
        )
    raise NotAPdf(subject, "the file does not begin with %PDF-", "try again later, or give a PDF file")


class _Transfer:
    """One download with its tries; keeps the part file between them."""

    def __init__(self, paper: Paper, config: Config, gate: ArxivGate, folder: Path) -> None:
        self.paper, self.settings, self.gate, self.folder = paper, config.download, gate, folder
        self.base = config.sources.arxiv_pdf_url.rstrip("/")
        self.hosts = {urlsplit(u).netloc for u in (config.sources.arxiv_pdf_url, config.sources.arxiv_api_url)}
        self.subject = f"{paper.paper_id}{paper.version or ''}"
        self.part = folder / f"{pdf_name(paper.paper_id, paper.version)}.part"
        self.etag_path = self.part.with_suffix(".etag")  # which file the part is of, so that a later run can go on
        self.version = paper.version
        self.limit = int(config.download.max_mb * 1_000_000)

    def run(self) -> Pdf:
        url = f"{self.base}/{self.paper.paper_id}{self.paper.version or ''}"
        headers = {"user-agent": user_agent(self.settings.contact), "accept-encoding": "identity"}
        try:
            with httpx2.Client(timeout=self.settings.timeout_s, headers=headers) as client:
                for attempt in retrying(self.settings.tries):
                    with attempt:
                        self._fetch(client, url)
        except (httpx2.HTTPError, RetryableStatusError) as e:
            fact = f"the download failed {self.settings.tries} times (last: {str(e) or type(e).__name__})"
            raise DownloadError(self.subject, fact, "run again later: what came so far is kept") from e
        with self.part.open("rb") as f:
            head = f.read(HEADER_WINDOW)
        try:
            _check_is_pdf(self.subject, head, self.part.stat().st_size)
        except NotAPdf:
            self._forget()
            raise
        path = self.folder / pdf_name(self.paper.paper_id, self.version)
        with self.part.open("rb") as f:
            os.fsync(f.fileno())
        self.part.replace(path)
        self._forget()
        return _record(self.paper, self.version, path, url)

    def _fetch(self, client: httpx2.Client, url: str) -> None:
        """One try: follow redirects, then append to or rewrite the part file."""
        for _ in range(MAX_REDIRECTS + 1):
            etag = self.etag_path.read_text("ascii") if self.etag_path.exists() else ""
            offset = self.part.stat().st_size if etag and self.part.exists() else 0
            headers = {"range": f"bytes={offset}-", "if-range": etag} if offset else {}
            with self.gate.request(), client.stream("GET", url, headers=headers) as response:
                self.gate.arrived()
                if response.is_redirect:
                    url = self._next_url(url, response.headers.get("location", ""))
                    continue
                self._receive(response, offset)
                return
        raise DownloadError(self.subject, f"more than {MAX_REDIRECTS} redirects", "check sources.arxiv_pdf_url")

    def _next_url(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if urlsplit(target).netloc not in self.hosts or urlsplit(target).scheme not in ("http", "https"):
            host = urlsplit(target).hostname or "nowhere"
            raise DownloadError(
                self.subject, f"was redirected to {host}, which is not arXiv", "check sources.arxiv_pdf_url"
            )
        return target

    def _receive(self, response: httpx2.Response, offset: int) -> None:
        raise_for_retry(response.status_code, response.headers)
        if response.status_code == 404:
            raise DownloadError(self.subject, "arXiv has no such PDF (HTTP 404)", "check the id and the version")
        if response.status_code not in (200, 206):
            raise DownloadError(self.subject, f"arXiv answered HTTP {response.status_code}", "try again later")
        offset = offset if response.status_code == 206 else 0
        declared = int(response.headers.get("content-length") or 0)
        if offset + declared > self.limit:
            raise self._too_large(offset + declared)
        etag = response.headers.get("etag", "")
        if etag.isascii() and not etag.startswith("W/"):  # a weak tag does not promise equal bytes (RFC 9110, 13.1.5)
            self.etag_path.write_text(etag, "ascii")
        if self.version is None:
            self.version = _version_of(response.headers.get("content-disposition", ""))
        size = offset
        with self.part.open("ab" if offset else "wb") as f:
            for chunk in response.iter_bytes(CHUNK):
                size += len(chunk)
                if size > self.limit:
                    raise self._too_large(size)
                f.write(chunk)
        if declared and size < offset + declared:  # most servers' early close is an error already; this is for the rest
            raise httpx2.RemoteProtocolError(f"only {size} of {offset + declared} bytes came")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.etag_path.unlink(missing_ok=True)

    def _too_large(self, size: int) -> DownloadError:
        self._forget()
        fact = f"the PDF has {size / 1e6:.0f} MB or more, over the cap of {self.settings.max_mb:g} MB"
        return DownloadError(self.subject, fact, "raise download.max_mb to read it")


def _version_of(disposition: str) -> str | None:
    """The version in Content-Disposition's file name, such as 2412.06769v3.pdf; None: it names none."""
    match = re.search(r"(v[1-9]\d?)\.pdf", disposition)
    return match[1] if match else None
