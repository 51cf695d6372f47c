"""Fetches one paper's PDF from arXiv, politely and resumably, into a file named by its versioned id."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2

from pipeline.config import Config
from pipeline.errors import DownloadError, NotAPdf, PdfUnreadable, StoreError, reason_of
from pipeline.messages import _
from pipeline.paper_id import quote_id
from pipeline.sources.arxiv import withdrawn
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import (
    RetryableAnswerError,
    Sleep,
    outage_at,
    raise_for_retry,
    remedy_for,
    retrying,
    same_site,
    user_agent,
)
from pipeline.store.artefacts import check_no_links, keep_sum, open_own, sync_folder
from pipeline.store.ends import PIECE, Ends
from pipeline.store.lock import PATIENCE_S, locked
from pipeline.store.plain import read_plain
from pipeline.store.sums import is_file, is_sound
from schemas.records import Paper, Pdf

HEAD_S = 2.0  # beyond the deadline, which the body keeps itself: a head of a byte a second ends, too
MAX_REDIRECTS = 4  # arXiv needs one at most, from the unversioned or .pdf address
WITHDRAWN = b"withdrawn"  # on arXiv's page in the place of such a PDF
PAGE_BYTES = 20_000  # of a page that came instead of a PDF
HEADER_WINDOW = 1024  # readers accept %PDF- within the first 1,024 bytes (ISO 32000-1, annex H, note 13)


def download(
    paper: Paper, config: Config, gate: ArxivGate, folder: Path, sleep: Sleep = time.sleep, again: bool = False
) -> Pdf:
    """The paper's PDF in `folder`, fetched unless it is there already; `again`: in any case.

    A broken transfer is continued where it stopped. Raises NotAPdf when the answer is something else,
    DownloadError for everything else that went wrong, PdfUnreadable for a local file that cannot be read,
    StoreError where the disk takes no more.
    """
    try:
        known = None if again else kept_pdf(paper, folder)
        if known:
            return known
        check_no_links(folder / "download.lock", config.paths.data_dir)
        with locked(
            folder / "download.lock", config.download.deadline_s + PATIENCE_S
        ):  # another process waits, and then finds it
            known = None if again else _cached(paper, folder)
            return known or _Transfer(paper, config, gate, folder, sleep).run()
    except OSError as e:
        fact = _("the PDF cannot be kept in {folder} ({reason})", folder=folder, reason=reason_of(e))
        raise StoreError(paper.paper_id, fact, _("check the disk and paths.data_dir")) from e


def kept_pdf(paper: Paper, folder: Path) -> Pdf | None:
    """The paper's PDF where it needs no download; None: not downloaded yet, or which version is not known.

    Raises NotAPdf or PdfUnreadable for a local file that is no PDF or cannot be read.
    """
    if paper.pdf_path is not None:
        return _local(paper, Path(paper.pdf_path))
    return _cached(paper, folder)


def _local(paper: Paper, path: Path) -> Pdf:
    try:
        with path.open("rb") as f:
            head = f.read(HEADER_WINDOW)
        _check_is_pdf(paper.paper_id, head)
        return _record(paper, None, path, None)
    except OSError as e:
        raise PdfUnreadable(
            paper.paper_id, _("{path} cannot be read ({reason})", path=path, reason=reason_of(e)), _("check the path")
        ) from e


def pdf_name(paper_id: str, version: str | None) -> str:
    """The file name of a downloaded PDF."""
    return f"{quote_id(paper_id)}{version or ''}.pdf"


def _cached(paper: Paper, folder: Path) -> Pdf | None:  # None: not downloaded yet, or which version is not known
    path = folder / pdf_name(paper.paper_id, paper.version)
    if not paper.version or not is_file(path):
        return None
    pdf = _record(paper, paper.version, path, None)
    return pdf if is_sound(path, pdf.sha256) else None


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


def _check_is_pdf(subject: str, head: bytes) -> None:
    if not head:
        raise NotAPdf(subject, _("the PDF is empty (0 bytes)"), _("try again later, or give a PDF file"))
    if b"%PDF-" in head:
        return
    if head.lstrip()[:64].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotAPdf(
            subject, _("an HTML page came instead of a PDF"), _("arXiv may still be making the PDF: try again later")
        )
    raise NotAPdf(subject, _("the file does not begin with %PDF-"), _("try again later, or give a PDF file"))


class _Transfer:
    """One download with its tries; keeps the part file between them."""

    def __init__(self, paper: Paper, config: Config, gate: ArxivGate, folder: Path, sleep: Sleep) -> None:
        self.paper, self.settings, self.gate, self.folder, self.sleep = paper, config.download, gate, folder, sleep
        self.base = config.sources.arxiv_pdf_url.rstrip("/")
        self.sites = (config.sources.arxiv_pdf_url, config.sources.arxiv_api_url)
        self.subject = f"{paper.paper_id}{paper.version or ''}"
        self.part = folder / f"{pdf_name(paper.paper_id, paper.version)}.part"
        self.etag_path = self.part.with_suffix(".etag")  # which file the part is of, so that a later run can go on
        self.version = paper.version
        self.limit = int(config.download.max_mb * 1_000_000)
        self.deadline = time.monotonic() + config.download.deadline_s
        self.outage = outage_at(self.base, config.sources.outage_s)

    def run(self) -> Pdf:
        url = f"{self.base}/{self.paper.paper_id}{self.paper.version or ''}"
        headers = {"User-Agent": user_agent(self.settings.contact), "Accept-Encoding": "identity"}
        try:
            ends = Ends(self.limit + PIECE, self.settings.deadline_s + HEAD_S)
            with ends.client(self.settings.timeout_s, headers) as client:
                retries = retrying(self.settings.tries, self.sleep, outage=self.outage, most_s=self.settings.deadline_s)
                for attempt in retries:
                    with attempt, ends.told():
                        self._fetch(client, url)
                self.outage.answered()
        except (httpx2.HTTPError, httpx2.InvalidURL, RetryableAnswerError) as e:
            fact = _(
                "the download failed in up to {tries} tries (last: {reason})",
                tries=self.settings.tries,
                reason=reason_of(e),
            )
            remedy = remedy_for(str(e), _("run again later: what came so far is kept"))
            raise DownloadError(self.subject, fact, remedy) from e
        path = self.folder / pdf_name(self.paper.paper_id, self.version)
        if self._here_already():
            self._forget()
            return _record(self.paper, self.version, path, None)
        with self.part.open("rb") as f:
            head = f.read(HEADER_WINDOW)
            os.fsync(f.fileno())
        try:
            _check_is_pdf(self.subject, head)
        except NotAPdf:
            with self.part.open("rb") as f:
                page = f.read(PAGE_BYTES)
            self._forget()
            if withdrawn(self.paper) or WITHDRAWN in page.lower():
                raise self._withdrawn() from None
            raise
        pdf = _record(self.paper, self.version, self.part, url).model_copy(update={"path": str(path)})
        keep_sum(path, pdf.sha256)
        self.part.replace(path)
        sync_folder(self.folder)
        self._forget()
        return pdf

    def _fetch(self, client: httpx2.Client, url: str) -> None:
        """One try: follow redirects, then append to or rewrite the part file."""
        for _redirect in range(MAX_REDIRECTS + 1):
            etag = read_plain(self.etag_path).decode("ascii") if self.etag_path.exists() else ""
            offset = self.part.stat().st_size if etag and self.part.exists() else 0
            headers = {"range": f"bytes={offset}-", "if-range": etag} if offset else {}
            with self.gate.request(), client.stream("GET", url, headers=headers) as response:
                self.gate.arrived()
                if not response.is_redirect:
                    return self._receive(response, offset)
                url = self._next_url(url, response.headers.get("location", ""))
        raise DownloadError(
            self.subject,
            _("more than {most} redirects", most=MAX_REDIRECTS),
            _("check sources.arxiv_pdf_url"),
        )

    def _withdrawn(self) -> DownloadError:
        """The error of a version without a PDF because its authors withdrew the paper; the one before has one."""
        number = int((self.paper.version or "v1")[1:])
        before = f"{self.paper.paper_id}v{number - 1}" if number > 1 else ""
        said = f" ({self.paper.comment[:160]})" if self.paper.comment else ""
        remedy = (
            _("the version before it may still be read: {before}", before=before)
            if before
            else _("exclude it, or give a PDF file")
        )
        return DownloadError(self.subject, _("was withdrawn{said}", said=said), remedy)

    def _next_url(self, url: str, location: str) -> str:
        try:
            target = urljoin(url, location)
            host = urlsplit(target).hostname or "nowhere"
        except ValueError:
            target, host = "", "nowhere"
        if not same_site(target, self.sites):
            fact = _("was redirected to {host}, which is none of the configured addresses", host=host)
            raise DownloadError(self.subject, fact, _("check sources.arxiv_pdf_url"))
        return target

    def _receive(self, response: httpx2.Response, offset: int) -> None:
        raise_for_retry(response.status_code, response.headers)
        if response.status_code == 404:
            page = next(response.iter_bytes(PAGE_BYTES), b"")
            if withdrawn(self.paper) or WITHDRAWN in page.lower():
                raise self._withdrawn()
            raise DownloadError(self.subject, _("arXiv has no such PDF (HTTP 404)"), _("check the id and the version"))
        content_range = response.headers.get("content-range", "")
        if response.status_code == 416 and offset and content_range == f"bytes */{offset}":
            return  # the whole file had come, but an earlier run ended before it could say so
        began = _first_byte(content_range) if response.status_code == 206 else 0
        if response.status_code == 416 or began != (offset if response.status_code == 206 else 0):
            self._forget()  # longer than the file, or not the bytes asked for
            raise RetryableAnswerError(_("what came before does not fit"), 0.0)
        if response.status_code not in (200, 206):
            raise DownloadError(
                self.subject,
                _("arXiv answered HTTP {status_code}", status_code=response.status_code),
                _("try again later"),
            )
        declared = int(response.headers.get("content-length") or 0)
        if began + declared > self.limit:
            raise self._too_large(began + declared)
        if self.version is None:
            self.version = _version_of(response.headers.get("content-disposition", ""))
        if self._here_already():
            return
        if not began:
            self._begin(response.headers.get("etag", ""))
        size = began
        with open_own(self.part, "ab") as f:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > self.limit:
                    raise self._too_large(size)
                f.write(chunk)
                if time.monotonic() > self.deadline:
                    fact = _(
                        "only {size:.1f} MB came in {deadline_s:g} s",
                        size=size / 1000000.0,
                        deadline_s=self.settings.deadline_s,
                    )
                    raise DownloadError(self.subject, fact, _("run again to go on from there"))
        if declared and size < began + declared:  # most servers' early close is an error already; this is for the rest
            raise httpx2.RemoteProtocolError(_("only {done} of {total} bytes came", done=size, total=began + declared))

    def _here_already(self) -> bool:
        """Whether the newest version, whose number only the answer told, was kept by an earlier run."""
        path = self.folder / pdf_name(self.paper.paper_id, self.version)
        return self.paper.version is None and self.version is not None and is_file(path)

    def _begin(self, etag: str) -> None:
        """An empty part, and what it is a part of. In this order: an old part never meets a new tag."""
        self._forget()
        open_own(self.part, "xb").close()
        if etag.isascii() and not etag.startswith("W/"):  # a weak tag does not promise equal bytes (RFC 9110, 13.1.5)
            with open_own(self.etag_path, "xb") as f:
                f.write(etag.encode("ascii"))

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.etag_path.unlink(missing_ok=True)

    def _too_large(self, size: int) -> DownloadError:
        self._forget()
        fact = _(
            "the PDF has {size:.0f} MB or more, over the cap of {max_mb:g} MB",
            size=size / 1000000.0,
            max_mb=self.settings.max_mb,
        )
        return DownloadError(self.subject, fact, _("raise download.max_mb to read it"))


def _first_byte(content_range: str) -> int | None:  # None: the header names no range
    match = re.match(r"bytes (\d+)-", content_range)
    return int(match[1]) if match else None


def _version_of(disposition: str) -> str | None:
    """The version in Content-Disposition's file name, such as 2412.06769v3.pdf; None: it names none."""
    match = re.search(r"(v[1-9]\d?)\.pdf", disposition)
    return match[1] if match else None
