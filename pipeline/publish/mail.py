"""Sends a digest by e-mail over the SMTP server that the environment names."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from pipeline.errors import PipelineError, UsageError
from pipeline.render.escape import one_line
from pipeline.render.html import render
from pipeline.render.markdown import render_markdown
from pipeline.render.view import paper_view
from schemas.digest import Digest
from schemas.records import Record

URL_VARIABLE = "SMTP_URL"
FROM_VARIABLE = "MAIL_FROM"
TIMEOUT_S = 30.0  # for connecting and for each answer
_PORTS = {"smtp": 587, "smtps": 465}


class MailError(PipelineError):
    """The mail could not be sent."""


class SmtpServer(Record):
    """Where mail is handed in."""

    host: str
    port: int
    tls: bool  # from the first byte; otherwise STARTTLS
    plain: bool  # no encryption at all: only for a server on this machine
    user: str = ""
    password: str = ""


def mail_html(digest: Digest, site_url: str = "", slug: str = "", drop_failed: bool = False) -> str:
    """One HTML document with its styles in place, since mail programs drop style sheets; it loads nothing."""
    views = [paper_view(entry, drop_failed) for entry in digest.entries]
    return render("email.html", digest=digest, views=views, site_url=site_url.rstrip("/"), slug=slug or digest.title)


def server_of(environ: Mapping[str, str]) -> SmtpServer:
    """The server of SMTP_URL: smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Raises UsageError."""
    url = environ.get(URL_VARIABLE, "")
    remedy = "set SMTP_URL=smtps://user:password@host, with @ in a password written as %40"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise UsageError(URL_VARIABLE, "is no address", remedy) from e
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(URL_VARIABLE, "is not set" if not url else "is no smtp:// or smtps:// address", remedy)
    return SmtpServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        plain=parts.hostname in ("localhost", "127.0.0.1", "::1"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def message(
    digest: Digest, sender: str, to: Sequence[str], site_url: str = "", drop_failed: bool = False
) -> EmailMessage:
    """The mail: the Markdown as its plain text, and the HTML. Raises UsageError for a bad address."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["Subject"] = one_line(f"日报 {digest.title}")
    mail["From"] = _address(sender)
    mail["To"] = [_address(address) for address in to]
    mail.set_content(_storable(render_markdown(digest, "drop" if drop_failed else "mark")))
    mail.add_alternative(_storable(mail_html(digest, site_url, drop_failed=drop_failed)), subtype="html")
    return mail


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        if "@" not in address or any(not c.isprintable() for c in text):
            raise ValueError(text)
        return Address(display_name=name, addr_spec=address)
    except (ValueError, MessageError, IndexError) as e:
        raise UsageError(text[:80] or "--to", "is no e-mail address", "write it as name@example.org") from e


def send(mail: EmailMessage, server: SmtpServer) -> None:
    """Hand the mail in. Raises MailError, whose message holds no password, where the server cannot or will not."""
    where = f"{server.host}:{server.port}"
    try:
        context = ssl.create_default_context()
        connection = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        )
        with connection as smtp:
            smtp.ehlo()
            if not server.tls and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            elif not server.tls and not server.plain:
                raise MailError(where, "offers no encryption", "use an smtps:// address, or another server")
            if server.user:
                smtp.login(server.user, server.password)
            refused = smtp.send_message(mail)
    except smtplib.SMTPAuthenticationError as e:
        raise MailError(where, f"refuses the user name or the password ({e.smtp_code})", "check SMTP_URL") from None
    except smtplib.SMTPRecipientsRefused as e:
        raise MailError(where, f"refuses {', '.join(e.recipients)}", "check --to") from e
    except (smtplib.SMTPException, OSError) as e:
        raise MailError(where, f"did not take the mail ({e})", "check SMTP_URL, and try again") from e
    if refused:
        raise MailError(where, f"refuses {', '.join(refused)}; the others were sent", "check --to")
