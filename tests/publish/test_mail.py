"""A digest is handed to a real SMTP server, and what is wrong is said without the password."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.errors import UsageError
from pipeline.publish.mail import MailError, SmtpServer, mail_html, message, send, server_of
from tests.cli_day import ribao
from tests.publish.site.home import day, save
from tests.render.rendering import NASTY
from tests.render.test_markdown import everywhere

TO = "Reader <reader@example.org>"


class Inbox:
    """What the server took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"


def check_login(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password == b"p@ss", handled=False)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=check_login,
        auth_require_tls=False,
        auth_exclude_mechanism=[],
    )
    controller.start()
    yield inbox, port
    controller.stop()


def test_the_mail_arrives_as_text_and_as_html(
    tmp_path: Path, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, port = inbox
    save(tmp_path, day("2025-11-23"))
    save(tmp_path, day("2025-11-24"))
    monkeypatch.setenv("SMTP_URL", f"smtp://me%40example.org:p%40ss@127.0.0.1:{port}")
    ran = ribao(["mail", "--to", TO, "--to", "b@example.org"], tmp_path, None, None)
    assert (ran.code, ran.stderr) == (0, "")
    [mail] = box.mails
    assert mail["subject"] == "日报 2025-11-24"
    assert mail["from"] == "me@example.org"
    assert mail["to"] == f"{TO}, b@example.org"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "**问题**: 奖励平均分给每个词元" in text.get_content()
    assert "1. [HingePO: Crediting the Hinge Tokens](#p1)：只奖励关键词元，MATH500 达 62.7%" in text.get_content()
    assert "奖励平均分给每个词元" in html.get_content()
    first_screen = html.get_content().partition('<div id="p1"')[0]
    assert '<a href="#p1"' in first_screen
    assert "只奖励关键词元，MATH500 达 62.7%" in first_screen


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("smtp://me%40example.org:wrong@127.0.0.1:{port}", 3, "refuses the user name or the password"),
        ("smtp://me%40example.org:p%40ss@127.0.0.1:1", 3, "did not take the mail"),
        ("", 2, "SMTP_URL: is not set"),
        ("http://me:secret@example.org", 2, "is no smtp:// or smtps:// address"),
        ("smtp://127.0.0.1:{port}", 2, "MAIL_FROM: is not set"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_the_password(
    tmp_path: Path, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch, url: str, code: int, said: str
) -> None:
    save(tmp_path, day("2025-11-24"))
    monkeypatch.setenv("SMTP_URL", url.format(port=inbox[1]))
    ran = ribao(["mail", "--to", TO], tmp_path, None, None)
    assert (ran.code, inbox[0].mails) == (code, [])
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    for secret in ("wrong@", "p@ss", "secret"):
        assert secret not in ran.stderr


def test_a_reader_that_the_server_refuses_is_named(inbox: tuple[Inbox, int]) -> None:
    server = server_of({"SMTP_URL": f"smtp://me:p%40ss@127.0.0.1:{inbox[1]}"})
    with pytest.raises(MailError, match=r"refuses nobody@example\.org"):
        send(message(day("2025-11-24"), "me@example.org", ["nobody@example.org"]), server)


def test_a_server_elsewhere_that_offers_no_encryption_gets_nothing(inbox: tuple[Inbox, int]) -> None:
    server = SmtpServer(host="127.0.0.1", port=inbox[1], tls=False, plain=False, user="me", password="p@ss")
    with pytest.raises(MailError, match="offers no encryption"):
        send(message(day("2025-11-24"), "me@example.org", [TO]), server)
    assert inbox[0].mails == []


def test_tls_is_the_rule() -> None:
    assert server_of({"SMTP_URL": "smtps://a:b@mail.example.org"}) == SmtpServer(
        host="mail.example.org", port=465, tls=True, plain=False, user="a", password="b"
    )
    assert server_of({"SMTP_URL": "smtp://mail.example.org"}).plain is False


@pytest.mark.parametrize("address", ["", "nobody", "a@b\nBcc: x@example.org", "a b@c@d"])
def test_a_bad_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no e-mail address"):
        message(day("2025-11-24"), "me@example.org", [address])


@pytest.mark.parametrize("text", NASTY)
def test_hostile_texts_stay_text_in_the_mail(text: str) -> None:
    html = mail_html(everywhere(text))
    assert not re.search(r"<(?:script|img|style|iframe|link)", html)
    assert "onerror=alert(1)>" not in html
    assert message(everywhere(text), "me@example.org", [TO])["subject"].startswith("日报")


def test_the_html_can_be_written_without_a_server(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-24"))
    ran = ribao(["mail", "--html", str(tmp_path / "m.html")], tmp_path, None, None)
    assert ran.code == 0
    html = (tmp_path / "m.html").read_text("utf-8")
    assert "2025-11-24" in html
    assert "src=" not in html
    assert ribao(["mail", "--to", TO, "--date", "2020-01-01"], tmp_path, None, None).code == 2
    assert ribao(["mail"], tmp_path, None, None).code == 2
