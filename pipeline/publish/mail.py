"""Makes a digest into a mail, and sends it to each reader once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, AddressHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import getaddresses, localtime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import Field, ValidationError

from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.publish.smtp import MailUnknown, SmtpServer, State, send
from pipeline.render.html import render
from pipeline.render.markdown import render_markdown
from pipeline.render.view import paper_view
from pipeline.store.artefacts import record_json, write_atomically
from pipeline.store.plain import read_plain
from schemas.bounds import one_line
from schemas.digest import Digest
from schemas.records import Record

FROM_VARIABLE = "MAIL_FROM"
_BETWEEN = re.compile(r"\s*(?:[,;，；、]\s*)+")  # addresses
_AROUND = " \t,;，；、"
_WORD_MAX = 75  # of an encoded word (RFC 2047, 2), and so of a line


class _Policy(EmailPolicy):
    """Python's own folds a long quoted name without its quotes, which makes several readers of it, and encoded words to
    more than the 75 letters that RFC 2047 allows."""

    def fold(self, name: str, value: Any) -> str:
        if isinstance(value, AddressHeader):
            folded = ",\r\n ".join(map(_written, value.addresses))
            return f"{name}: {folded}\r\n"
        if isinstance(value, UnstructuredHeader) and not str(value).isascii():
            return f"{name}: {_encoded(str(value), len(name))}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _written(address: Address) -> str:
    name = address.display_name
    if name.isascii() and len(str(address)) < _WORD_MAX:
        return str(address)
    return (_encoded(name, len("Bcc: ")) + "\r\n " if name else "") + f"<{address.addr_spec}>"


def _encoded(text: str, before: int) -> str:
    """Encoded words, `before` characters behind a line's start."""
    return Header(text, "utf-8", maxlinelen=_WORD_MAX, header_name="x" * before).encode(linesep="\r\n")


# short ASCII lines: not every server takes 8 bits or lines over 998 bytes
_POLICY = _Policy(linesep="\r\n", max_line_length=78, cte_type="7bit")


class Mailed(Record):
    """Who has been sent a digest, by the hash of an address; no address is kept."""

    readers: dict[str, State] = Field(default_factory=dict)


def mail_html(digest: Digest, site_url: str = "", slug: str = "", drop_failed: bool = False) -> str:
    """One HTML document with its styles in place, since mail programs drop style sheets; it loads nothing."""
    views = [paper_view(entry, drop_failed) for entry in digest.entries]
    return render("email.html", digest=digest, views=views, site_url=site_url.rstrip("/"), slug=slug or digest.title)


def message(
    digest: Digest, sender: str, to: Sequence[str], site_url: str = "", drop_failed: bool = False
) -> EmailMessage:
    """The mail: the Markdown as its plain text, and the HTML. Raises UsageError for a bad address.

    The same digest to the same readers has the same Message-ID: a mail program shows a second copy once.
    """
    text = _storable(render_markdown(digest, "drop" if drop_failed else "mark"))
    html = _storable(mail_html(digest, site_url, drop_failed=drop_failed))
    readers, writers = addresses(to), addresses([sender])
    if len(writers) > 1:
        raise _no_address(sender)
    [writer] = writers
    number = hashlib.sha256("\0".join([*map(str, readers), text, html]).encode()).hexdigest()[:32]
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = _storable(one_line(f"日报 {digest.title}"))
    mail["From"] = writer
    mail["To"] = readers
    mail["Date"] = localtime()
    mail["Message-ID"] = f"<ribao.{number}@{writer.domain}>"
    mail["List-Id"] = f"<ribao.{writer.domain}>"
    mail["List-Unsubscribe"] = f"<mailto:{quote(writer.addr_spec, safe='@')}?subject=unsubscribe>"
    mail["Auto-Submitted"] = "auto-generated"  # no holiday note is sent back (RFC 3834)
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def addresses(texts: Sequence[str]) -> tuple[Address, ...]:
    """The addresses of texts that hold one or several each, every address once. Raises UsageError for a bad one."""
    found: dict[str, Address] = {}
    for text in texts:
        # a quoted name keeps its signs
        parted = getaddresses([text if '"' in text else _BETWEEN.sub(", ", text.strip(_AROUND))])
        for name, address in parted or [("", "")]:
            read = _address(name, address, text)
            found.setdefault(read.addr_spec, read)
    return tuple(found.values())


def _address(name: str, address: str, text: str) -> Address:
    try:
        if "@" not in address or any(not c.isprintable() for c in text):
            raise ValueError(text)
        local, domain = address.rsplit("@", 1)
        return Address(display_name=name, addr_spec=f"{local}@{domain.encode('idna').decode('ascii').lower()}")
    except (ValueError, MessageError, IndexError) as e:  # UnicodeError of a domain's label, too
        raise _no_address(text) from e


def _no_address(text: str) -> UsageError:
    return UsageError(text[:80] or "--to", _("is no e-mail address"), _("write it as name@example.org"))


def deliver(
    digest: Digest,
    sender: str,
    to: Sequence[str],
    server: SmtpServer,
    folder: Path,
    site_url: str = "",
    drop_failed: bool = False,
    again: bool = False,
) -> list[str]:
    """Send the digest to each reader who has not had it; a line for what was done. `folder` holds who had it.

    Raises UsageError for a bad address, MailError as send does, and for a reader of whom an earlier run could not
    learn whether they had it, after the others were tried.
    """
    path = folder / f"{hashlib.sha256(digest.title.encode()).hexdigest()[:16]}.json"
    before = _mailed(path).readers
    had = {} if again else before
    keys = {address.addr_spec: _key(address.addr_spec) for address in addresses(to)}
    new = [str(address) for address in addresses(to) if keys[address.addr_spec] not in had]
    lines = [
        _("{reader}: had it before (--again sends it once more)", reader=who)
        for who, key in keys.items()
        if had.get(key) == "sent"
    ]

    def note(state: State | None, refused: Collection[str] = ()) -> None:
        kept = _mailed(path).readers
        for address in addresses(new):
            key = keys[address.addr_spec]
            now = before.get(key) if state is None or address.addr_spec in refused else state
            kept = {k: s for k, s in kept.items() if k != key} | ({key: now} if now else {})
        write_atomically(path, record_json(Mailed(readers=kept)), folder.parent)

    if new:
        mail = message(digest, sender, new, site_url, drop_failed)
        write_atomically(path, record_json(_mailed(path)), folder.parent)  # what cannot be kept would be sent again
        send(mail, server, note)
        lines.append(f"{digest.title}: {', '.join(new)}")
    if unknown := [who for who, key in keys.items() if had.get(key) == "unknown"]:
        fact = _("it is not known whether {readers} had the mail", readers=", ".join(unknown))
        raise MailUnknown(digest.title, fact, _("look whether it came; --again sends it once more"))
    return lines


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _mailed(path: Path) -> Mailed:
    try:
        return Mailed.model_validate_json(read_plain(path))
    except (OSError, ValidationError):
        return Mailed()
