"""Sends a digest by e-mail over the SMTP server that the environment names."""

from __future__ import annotations

import contextlib
import hashlib
import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, parseaddr
from urllib.parse import quote, unquote, urlsplit

from pipeline.errors import PipelineError, UsageError, reason_of
from pipeline.messages import _
from pipeline.render.escape import one_line
from pipeline.render.html import render
from pipeline.render.markdown import render_markdown
from pipeline.render.view import paper_view
from schemas.digest import Digest
from schemas.records import Record

URL_VARIABLE = "SMTP_URL"
FROM_VARIABLE = "MAIL_FROM"
TIMEOUT_S = 30.0  # for connecting and for each answer before the mail is handed in
TAKING_S = 600.0  # for each answer then: servers look through a mail before they take it (RFC 5321, 4.5.3.2)
_NOT_THE_SENDER = (421, 451, 452, 552)  # after MAIL: the server's own trouble, or a mail that is too large
_PORTS = {"smtp": 587, "smtps": 465}
_STARTTLS_PORTS = (25, 587)  # servers greet there without TLS, whatever the address says; at 465 with it (RFC 8314)
_POLICY = SMTP.clone(cte_type="7bit")  # short ASCII lines: not every server takes 8 bits or lines over 998 bytes


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
    """The server of SMTP_URL: smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Raises UsageError.

    At the ports that have one manner, the port goes before the scheme.
    """
    url = environ.get(URL_VARIABLE, "")
    remedy = _("set SMTP_URL=smtps://user:password@host, with @ in a password written as %40")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise UsageError(URL_VARIABLE, _("is no address"), remedy) from e
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(URL_VARIABLE, _("is not set") if not url else _("is no smtp:// or smtps:// address"), remedy)
    port = port or _PORTS[parts.scheme]
    return SmtpServer(
        host=parts.hostname,
        port=port,
        tls=port == 465 or (parts.scheme == "smtps" and port not in _STARTTLS_PORTS),
        plain=parts.scheme == "smtp" and parts.hostname in ("localhost", "127.0.0.1", "::1"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def message(
    digest: Digest, sender: str, to: Sequence[str], site_url: str = "", drop_failed: bool = False
) -> EmailMessage:
    """The mail: the Markdown as its plain text, and the HTML. Raises UsageError for a bad address.

    The same digest to the same readers has the same Message-ID: a mail program shows a second copy once.
    """
    text = _storable(render_markdown(digest, "drop" if drop_failed else "mark"))
    html = _storable(mail_html(digest, site_url, drop_failed=drop_failed))
    writer, readers = _address(sender), [_address(address) for address in to]
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


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        if "@" not in address or any(not c.isprintable() for c in text):
            raise ValueError(text)
        local, domain = address.rsplit("@", 1)
        return Address(display_name=name, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, MessageError, IndexError) as e:  # UnicodeError of a domain's label, too
        raise UsageError(text[:80] or "--to", _("is no e-mail address"), _("write it as name@example.org")) from e


def try_server(server: SmtpServer) -> None:
    """Connect, log in and leave. Raises MailError as send does."""
    smtp = _connected(server, f"{server.host}:{server.port}")
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


def send(mail: EmailMessage, server: SmtpServer) -> None:
    """Hand the mail in. Raises MailError, whose message holds no password, where the server cannot or will not.

    What the server does after it took the mail is nothing: it was sent.
    """
    where = f"{server.host}:{server.port}"
    smtp = _connected(server, where)
    try:
        refused = _handed_in(smtp, mail, where)
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()
    if refused:
        raise MailError(
            where, _("refuses {refusals}; the others were sent", refusals=_refusals(refused)), _("check --to")
        )


def _connected(server: SmtpServer, where: str) -> smtplib.SMTP:
    """A connection that is encrypted and logged in, as `server` wants it."""
    context = ssl.create_default_context()
    try:
        # smtplib's own choice of a name is the machine's, which may be in Chinese and ends in an error of the encoding
        name = socket.getfqdn()
        name = name if name.isascii() and "." in name else "[127.0.0.1]"
        smtp = (
            smtplib.SMTP_SSL(server.host, server.port, name, timeout=TIMEOUT_S, context=context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT_S)
        )
        try:
            _secured(smtp, server, where, context)
        except BaseException:
            smtp.close()
            raise
    except smtplib.SMTPAuthenticationError as e:
        fact = _("refuses the user name or the password ({smtp_code})", smtp_code=e.smtp_code)
        raise MailError(where, fact, _("check SMTP_URL; many providers want an app password")) from None
    except ssl.SSLCertVerificationError as e:
        remedy = _("set SSL_CERT_FILE to your organisation's certificates")
        raise MailError(
            where,
            _("has a certificate that is not trusted ({verify_message})", verify_message=e.verify_message),
            remedy,
        ) from e
    except ssl.SSLError as e:
        remedy = _("smtps:// is for servers with TLS from the start, smtp:// for STARTTLS")
        raise MailError(where, _("speaks no TLS that can be used ({reason})", reason=e.reason), remedy) from e
    except UnicodeEncodeError:
        raise MailError(where, _("takes only ASCII in user name and password"), _("check SMTP_URL")) from None
    except (smtplib.SMTPException, OSError) as e:
        raise MailError(
            where, _("did not take the mail ({words})", words=_words(e)), _("check SMTP_URL, and try again")
        ) from e
    return smtp


def _secured(smtp: smtplib.SMTP, server: SmtpServer, where: str, context: ssl.SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    if not server.tls and smtp.has_extn("starttls"):
        smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
    elif not server.tls and not server.plain:
        raise MailError(where, _("offers no encryption"), _("use an smtps:// address, or another server"))
    if server.user:
        smtp.login(server.user, server.password)


def _handed_in(smtp: smtplib.SMTP, mail: EmailMessage, where: str) -> dict[str, tuple[int, bytes]]:
    """The readers whom the server refuses, though it took the mail for others."""
    if smtp.sock is not None:
        smtp.sock.settimeout(TAKING_S)
    try:
        return smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as e:
        late = all(400 <= code < 500 for code, _ in e.recipients.values())
        remedy = _("try again in some minutes") if late else _("check --to")
        raise MailError(where, _("refuses {refusals}", refusals=_refusals(e.recipients)), remedy) from e
    except smtplib.SMTPSenderRefused as e:
        if e.smtp_code in _NOT_THE_SENDER:
            raise MailError(where, _("did not take the mail ({words})", words=_words(e)), _("try again later")) from e
        raise MailError(
            where, _("refuses the sender {sender} ({words})", sender=e.sender, words=_words(e)), _("check MAIL_FROM")
        ) from e
    except smtplib.SMTPNotSupportedError as e:
        raise MailError(
            where, _("takes no addresses with other letters than ASCII"), _("check --to and MAIL_FROM")
        ) from e
    except (smtplib.SMTPServerDisconnected, TimeoutError) as e:
        remedy = _("look whether it came before you send it again")
        raise MailError(
            where, _("broke off before it said whether it took the mail ({words})", words=_words(e)), remedy
        ) from e
    except (smtplib.SMTPException, OSError) as e:
        raise MailError(
            where, _("did not take the mail ({words})", words=_words(e)), _("check SMTP_URL, and try again")
        ) from e


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(f"{who} ({code} {_decoded(said)})"[:200] for who, (code, said) in refused.items())


def _words(error: Exception) -> str:
    """What a server said, or what went wrong instead."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"[:200]
    return reason_of(error)[:200]


def _decoded(said: bytes | str) -> str:
    """A server's words; those that are no UTF-8 are GBK, as of Chinese servers, or are shown as far as they can be."""
    if isinstance(said, str):
        return said
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("gb18030", "replace")
