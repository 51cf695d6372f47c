"""A digest as an EPUB, a chapter a paper, for e-readers."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UsageError, install_extra
from pipeline.messages import _
from pipeline.publish.mail import mail_html
from pipeline.render.richtext import plain
from pipeline.store.artefacts import replacing
from schemas.bounds import one_line
from schemas.digest import Digest


def write_epub(digest: Digest, path: Path, drop_failed: bool = False) -> None:
    """Raises UsageError without the library, StoreError where the file cannot be written."""
    try:
        from ebooklib import epub
    except ModuleNotFoundError as e:
        raise UsageError("--format epub", _("needs EbookLib"), install_extra("epub")) from e
    book = epub.EpubBook()
    book.set_identifier(f"ribao-{digest.title}")
    book.set_title(f"日报 {digest.title}")
    book.set_language("zh")
    chapters = []
    for at, entry in enumerate(digest.entries, 1):
        title = one_line(plain(entry.paper.title)) if entry.paper else "?"
        chapter = epub.EpubHtml(title=f"{at}. {title}", file_name=f"{at:03}.xhtml", lang="zh")
        chapter.content = mail_html(Digest(title=digest.title, entries=(entry,)), drop_failed=drop_failed)
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = chapters
    book.spine = ["nav", *chapters]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    with replacing(path) as file:
        epub.write_epub(file, book, {"raise_exceptions": True})
