"""Hands a mail in over the SMTP server that the environment names."""

from __future__ import annotations

import base64
import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from email.message import EmailMessage
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pipeline.errors import PipelineError, UsageError, reason_of
from pipeline.messages import _
from schemas.records import Record

URL_VARIABLE = "SMTP_URL"
TIMEOUT_S = 30.0  # for connecting and for each answer before the mail is handed in
TAKING_S = 600.0  # for each answer then: servers look through a mail before they take it (RFC 5321, 4.5.3.2)
LEAVING_S = 5.0  # for the answer to QUIT, which changes nothing
LATEST = 2.0  # times as long may an answer take that comes a letter at a time
MOST_BYTES = 100_000  # of an answer: the longest greetings have 2,000
_TOO_LARGE = 552
_LOGIN_WANTED = 530
_LOGINS = frozenset({"CRAM-MD5", "PLAIN", "LOGIN"})  # those of smtplib
_PORTS = {"smtp": 587, "smtps": 465}
_STARTTLS_PORTS = (25, 587)  # servers greet there without TLS, whatever the address says; at 465 with it (RFC 8314)


class MailError(PipelineError):
    """The mail could not be sent."""


class MailUnknown(MailError):
    """The mail went out, and the server did not say whether it took it."""


State = Literal["sent", "unknown"]
"""Of a reader: the mail was taken for them, or may have been."""


class SmtpServer(Record):
    """Where mail is handed in."""

    host: str
    port: int
    tls: bool  # from the first byte; otherwise STARTTLS
    plain: bool  # no encryption at all: only for a server on this machine
    user: str = ""
    password: str = ""

    @property
    def where(self) -> str:
        """Host and port, as a message names them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def server_of(environ: Mapping[str, str]) -> SmtpServer:
    """The server of SMTP_URL: smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Raises UsageError.

    At the ports that have one manner, the port goes before the scheme.
    """
    url = environ.get(URL_VARIABLE, "")
    remedy = _("set SMTP_URL=smtps://user:password@host, with @ in a password written as %40")
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")  # as a connection does: ValueError for a label without letters, too
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


def try_server(server: SmtpServer) -> None:
    """Connect, log in and leave. Raises MailError as send does."""
    with _connection(server):
        pass


Note = Callable[[State | None, Collection[str]], None]
"""Told what has become of a mail, and of which readers that is not so: "unknown" before its text goes, then "sent" or,
where it was not taken, None."""


def send(mail: EmailMessage, server: SmtpServer, note: Note = lambda _state, _refused: None) -> None:
    """Hand the mail in. Raises MailError, whose message holds no password, where the server cannot or will not;
    MailUnknown where it broke off before it said so.

    What the server does after it took the mail is nothing: it was sent.
    """
    with _connection(server) as smtp:
        smtp.before_text = lambda: note("unknown", ())
        try:
            refused = _handed_in(smtp, mail, server.where)
        except MailUnknown:
            raise
        except MailError:
            note(None, ())
            raise
        note("sent", refused)
    if refused:
        fact = _("refuses {refusals}; the others were sent", refusals=_refusals(refused))
        raise MailError(server.where, fact, _of_refusals(refused))


class _Lines:
    """What a server says; of one answer so much."""

    def __init__(self, connection: socket.socket) -> None:
        self._file, self.left = connection.makefile("rb"), MOST_BYTES

    def readline(self, most: int) -> bytes:
        line = self._file.readline(most)
        self.left -= len(line)
        if self.left < 0:
            raise OSError(_("the answer has no end within what is read of one"))
        return line

    def close(self) -> None:
        self._file.close()


class _Smtp(smtplib.SMTP):
    """smtplib's, whose answers have an end, and which also knows whether a mail's text has gone out whole, and why a
    login was refused before the server went away."""

    file: _Lines | None
    before_text: Callable[[], None] = staticmethod(lambda: None)
    whole = False
    refusal: smtplib.SMTPAuthenticationError | None = None

    def send(self, s: Any) -> None:
        text = isinstance(s, bytes)  # commands are str
        if text:
            self.before_text()
        super().send(s)
        self.whole = self.whole or text

    def getreply(self) -> tuple[int, bytes]:
        connection = self.sock
        if connection is None:
            return super().getreply()  # it says that nobody is there
        if self.file is None:
            self.file = _Lines(connection)
        self.file.left = MOST_BYTES
        end = threading.Timer(LATEST * (connection.gettimeout() or TIMEOUT_S), _shut, (connection,))
        end.daemon = True
        end.start()
        try:
            return super().getreply()
        finally:
            end.cancel()

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        return (250 if 200 <= code < 300 else code), said

    def auth(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        try:
            return super().auth(*args, **named)
        except smtplib.SMTPAuthenticationError as e:
            self.refusal = e if e.smtp_code > 0 else self.refusal
            raise


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _SmtpOverTls(_Smtp, smtplib.SMTP_SSL):
    pass


@contextlib.contextmanager
def _connection(server: SmtpServer) -> Iterator[_Smtp]:
    """A connection that is encrypted and logged in, as `server` wants it."""
    smtp = _connected(server, server.where)
    try:
        yield smtp
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if smtp.sock is not None:
                smtp.sock.settimeout(LEAVING_S)
            smtp.quit()
    finally:
        smtp.close()


def _connected(server: SmtpServer, where: str) -> _Smtp:
    context = ssl.create_default_context()
    try:
        # smtplib's own choice of a name is the machine's, which may be in Chinese and ends in an error of the encoding
        name = socket.getfqdn()
        name = name if name.isascii() and "." in name else "[127.0.0.1]"
        smtp = (
            _SmtpOverTls(server.host, server.port, name, timeout=TIMEOUT_S, context=context)
            if server.tls
            else _Smtp(server.host, server.port, name, timeout=TIMEOUT_S)
        )
        try:
            _secured(smtp, server, where, context)
        except BaseException:
            smtp.close()
            raise
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
    except (smtplib.SMTPException, OSError) as e:
        raise _not_taken(e, where, _("check SMTP_URL, and try again")) from e
    return smtp


def _secured(smtp: _Smtp, server: SmtpServer, where: str, context: ssl.SSLContext) -> None:
    _greeted(smtp)
    if not server.tls and smtp.has_extn("starttls"):
        smtp.starttls(context=context)
        _greeted(smtp)
    elif not server.tls and not server.plain:
        raise MailError(where, _("offers no encryption"), _("use an smtps:// address, or another server"))
    if server.user:
        _logged_in(smtp, server, where)


def _greeted(smtp: _Smtp) -> None:
    code, said = smtp.ehlo()
    if code == 421:  # it closes: HELO would hear nothing
        raise smtplib.SMTPHeloError(code, said)
    smtp.ehlo_or_helo_if_needed()


def _logged_in(smtp: _Smtp, server: SmtpServer, where: str) -> None:
    offered = smtp.esmtp_features.get("auth", "").upper().strip()
    if not offered:
        raise MailError(where, _("offers no login"), _("leave user name and password out of SMTP_URL"))
    if not _LOGINS.intersection(offered.split()):
        fact = _("offers no login with a password ({offered})", offered=offered[:80])
        raise MailError(where, fact, _("use a server that takes a password, or an app password"))
    smtp.esmtp_features["auth"] = offered
    try:
        smtp.login(server.user, server.password)
    except UnicodeEncodeError:
        raise MailError(where, _("takes only ASCII in user name and password"), _("check SMTP_URL")) from None
    except ValueError:  # a challenge that is no base64
        raise MailError(where, _("asks for the login in a way that cannot be read"), _("use another server")) from None
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected) as e:
        refusal = smtp.refusal
        if refusal is None:
            raise
        said = _without_password(_words(refusal), server)
        if refusal.smtp_code < 500:
            fact = _("did not take the login ({words})", words=said)
            raise MailError(where, fact, _("try again in some minutes")) from None
        fact = _("refuses the user name or the password ({words})", words=said)
        raise MailError(where, fact, _("check SMTP_URL; many providers want an app password")) from e.__cause__


def _without_password(said: str, server: SmtpServer) -> str:
    """A server's words, or its code alone where they hold what was sent to log in."""
    sent = [server.password, f"\0{server.user}\0{server.password}"]
    secrets = [*sent[:1], *(base64.b64encode(text.encode()).decode() for text in sent)]
    return said if not any(secret in said for secret in secrets if secret) else said.partition(" ")[0]


def _handed_in(smtp: _Smtp, mail: EmailMessage, where: str) -> dict[str, tuple[int, bytes]]:
    """The readers whom the server refuses, though it took the mail for others."""
    if smtp.sock is not None:
        smtp.sock.settimeout(TAKING_S)
    try:
        return smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as e:
        fact = _("refuses {refusals}", refusals=_refusals(e.recipients))
        raise MailError(where, fact, _of_refusals(e.recipients)) from e
    except smtplib.SMTPSenderRefused as e:
        if e.smtp_code < 500 or e.smtp_code == _TOO_LARGE:
            raise _not_taken(e, where) from e
        login = e.smtp_code == _LOGIN_WANTED
        fact = _("refuses the sender {sender} ({words})", sender=e.sender, words=_words(e))
        remedy = _("put user name and password into SMTP_URL") if login else _("check MAIL_FROM")
        raise MailError(where, fact, remedy) from e
    except (smtplib.SMTPException, OSError) as e:
        refused = isinstance(e, smtplib.SMTPDataError) and 400 <= e.smtp_code < 600
        if not smtp.whole or refused:
            raise _not_taken(e, where) from e
        remedy = _("look whether it came; --again sends it once more")
        raise MailUnknown(
            where, _("broke off before it said whether it took the mail ({words})", words=_words(e)), remedy
        ) from e


def _not_taken(error: Exception, where: str, remedy: str = "") -> MailError:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    if 400 <= code < 500:
        remedy = _("try again in some minutes")
    elif code == _TOO_LARGE:
        remedy = _("make a shorter list with ribao run --top, or use a server that takes larger mails")
    return MailError(where, _("did not take the mail ({words})", words=_words(error)), remedy or _("try again later"))


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(f"{who} ({code} {_decoded(said)})"[:200] for who, (code, said) in refused.items())


def _of_refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    late = all(400 <= code < 500 for code, _said in refused.values())
    return _("try again in some minutes") if late else _("check --to")


def _words(error: Exception) -> str:
    """What a server said, or what went wrong instead."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = _decoded(error.smtp_error)
        return (f"{error.smtp_code} {said}" if error.smtp_code > 0 else said or _("no answer"))[:200]
    return reason_of(error)[:200]


def _decoded(said: bytes | str) -> str:
    """A server's words; those that are no UTF-8 are GBK, as of Chinese servers, or are shown as far as they can be."""
    if isinstance(said, str):
        return said
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("gb18030", "replace")
