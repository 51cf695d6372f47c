"""A digest is handed to a real SMTP server, and what is wrong is said without the password."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.errors import UsageError
from pipeline.publish.mail import deliver, mail_html, message
from pipeline.publish.smtp import MailError, MailUnknown, SmtpServer, send, server_of
from tests.cli_day import ribao
from tests.publish.odd_smtp import LOOKING_S, Manner, OddSmtp
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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    port = free_port()
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
        ("smtp://me:secret@a..b", 2, "SMTP_URL: is no address"),
        ("smtp://me:secret@" + "x" * 80 + ".org", 2, "SMTP_URL: is no address"),
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


def sent_to(server: OddSmtp, readers: Sequence[str] = (TO,)) -> None:
    send(
        message(day("2025-11-24"), "me@example.org", readers),
        server_of({"SMTP_URL": f"smtp://127.0.0.1:{server.port}"}),
    )


@pytest.mark.parametrize(
    "manner", ["plain", "junk after QUIT", "closes at QUIT", "421 at QUIT", "no EHLO", "7 bits only"]
)
def test_a_mail_that_was_taken_is_sent_whatever_the_server_does_then(manner: Manner) -> None:
    with OddSmtp(manner) as server:
        sent_to(server)
        assert len(server.mails) == 1


def test_a_server_may_look_through_a_mail_for_longer_than_it_may_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.smtp.TIMEOUT_S", LOOKING_S / 2)
    with OddSmtp("looks through the mail") as server:
        sent_to(server)
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("554 for the text in GBK", r"did not take the mail \(554 邮件被拒\)"),
        ("552 for the size", r"did not take the mail \(552 too large\); make a shorter list"),
        ("closes after the text", "broke off before it said whether it took the mail .*look whether it came"),
        ("552 for the text", r"did not take the mail \(552 邮件太大\)"),
        ("450 for readers", r"refuses reader@example\.org \(450 .*greylisted.*try again in some minutes"),
        ("550 for the sender", r"refuses the sender me@example\.org \(550 not yours\); check MAIL_FROM"),
    ],
)
def test_what_the_server_refuses_is_said_in_its_own_words(manner: Manner, said: str) -> None:
    with OddSmtp(manner) as server, pytest.raises(MailError, match=said):
        sent_to(server)


def test_the_mail_is_short_ascii_lines_with_the_headers_of_a_list() -> None:
    with OddSmtp("7 bits only") as server:
        sent_to(server)
        [raw] = server.mails
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed["subject"] == "日报 2025-11-24"
    assert re.fullmatch(r"<ribao\.\w{32}@example\.org>", parsed["message-id"])
    assert abs((parsed["date"].datetime - dt.datetime.now(dt.UTC)).total_seconds()) < 60
    assert parsed["list-id"] == "<ribao.example.org>"
    assert parsed["list-unsubscribe"] == "<mailto:me@example.org?subject=unsubscribe>"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_mail_keeps_its_message_id_and_another_has_another() -> None:
    ids = [message(day(d), "me@example.org", [TO])["message-id"] for d in ("2025-11-24", "2025-11-24", "2025-11-25")]
    assert ids[0] == ids[1] != ids[2]


def test_an_address_of_an_international_domain_is_written_in_ascii() -> None:
    assert message(day("2025-11-24"), "我 <me@例子.中国>", [TO])["from"] == "我 <me@xn--fsqu00a.xn--fiqs8s>"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def tls_of(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_tls_from_the_start_and_starttls_with_the_certificates_of_ssl_cert_file(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    box = Inbox()
    mail = message(day("2025-11-24"), "me@example.org", [TO])
    port = free_port()
    starttls = Controller(box, hostname="127.0.0.1", port=port, tls_context=tls_of(authority), require_starttls=True)
    starttls.start()
    try:
        with OddSmtp("plain", tls_of(authority)) as server:
            addresses = [f"smtps://127.0.0.1:{server.port}", f"smtp://127.0.0.1:{port}"]
            for url in addresses:
                with pytest.raises(MailError, match=r"not trusted .*set SSL_CERT_FILE"):
                    send(mail, server_of({"SMTP_URL": url}))
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
            for url in addresses:
                send(mail, server_of({"SMTP_URL": url}))
            assert (len(server.mails), len(box.mails)) == (1, 1)
    finally:
        starttls.stop()


def test_tls_where_the_server_has_none_is_said_with_the_other_scheme() -> None:
    with OddSmtp("plain") as server, pytest.raises(MailError, match=r"speaks no TLS .*smtp:// for STARTTLS"):
        send(
            message(day("2025-11-24"), "me@example.org", [TO]),
            server_of({"SMTP_URL": f"smtps://127.0.0.1:{server.port}"}),
        )


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("smtp://h", False),
        ("smtps://h", True),
        ("smtp://h:465", True),
        ("smtps://h:587", False),
        ("smtps://h:2465", True),
    ],
)
def test_the_port_goes_before_the_scheme_where_it_has_one_manner(url: str, tls: bool) -> None:
    assert server_of({"SMTP_URL": url}).tls is tls


def delivered_to(
    server: OddSmtp, folder: Path, readers: Sequence[str], user: str = "", again: bool = False
) -> list[str]:
    url = f"smtp://{user}127.0.0.1:{server.port}"
    folder = folder / "mailed"
    return deliver(day("2025-11-24"), "me@example.org", readers, server_of({"SMTP_URL": url}), folder, again=again)


@pytest.mark.parametrize(
    "answer", [b"250 ok\r\n", b"250-a\r\n250-b\r\n250 c\r\n", b"200 fine\r\n", b"251 ok\r\n", b"250 ok"]
)
def test_a_reader_has_a_mail_once_however_the_server_says_that_it_took_it(tmp_path: Path, answer: bytes) -> None:
    with OddSmtp(says={"TEXT": answer}) as server:
        assert delivered_to(server, tmp_path, ["a@x.org"]) == ["2025-11-24: a@x.org"]
        lines = delivered_to(server, tmp_path, ["a@X.org", "b@x.org"])
        assert lines == ["a@x.org: had it before (--again sends it once more)", "2025-11-24: b@x.org"]
        assert len(server.mails) == 2
        assert b"a@x.org" not in server.mails[1]
        delivered_to(server, tmp_path, ["a@x.org"], again=True)
        assert len(server.mails) == 3


@pytest.mark.parametrize("answer", [b" ", b"\r\n", b"\0\0junk\r\n", b"354 more\r\n", b"250 " + b"x" * 9000 + b"\r\n"])
def test_a_mail_of_which_nobody_knows_whether_it_was_taken_is_not_sent_again_unasked(
    tmp_path: Path, answer: bytes
) -> None:
    with OddSmtp(says={"TEXT": answer}) as server:
        with pytest.raises(MailUnknown, match=r"broke off before it said .*--again sends it once more"):
            delivered_to(server, tmp_path, ["a@x.org"])
        with pytest.raises(MailUnknown, match=r"not known whether a@x\.org had the mail; look whether it came"):
            delivered_to(server, tmp_path, ["a@x.org"])
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    "says",
    [
        {"GREETING": b"421 busy\r\n"},
        {"EHLO": b"421 busy\r\n"},
        {"MAIL": b"421 busy\r\n"},
        {"MAIL": b" "},
        {"RCPT": b"421 busy\r\n"},
        {"DATA": b"421 busy\r\n"},
        {"DATA": b"250 ok\r\n"},
        {"TEXT": b"421 busy\r\n"},
        {"TEXT": b"451 greylisted\r\n "},
        {"TEXT": b"554 spam\r\n"},
    ],
)
def test_a_mail_that_was_not_taken_is_said_to_be_none_and_goes_out_with_the_next_run(
    tmp_path: Path, says: dict[str, bytes]
) -> None:
    with OddSmtp(says=says) as server:
        with pytest.raises(MailError, match=r"did not take the mail|refuses a@x\.org") as caught:
            delivered_to(server, tmp_path, ["a@x.org"])
        assert not isinstance(caught.value, MailUnknown)
        if b"421" in next(iter(says.values())):
            assert "421 busy" in str(caught.value)
            assert caught.value.remedy == "try again in some minutes"
        server.says = {}
        assert delivered_to(server, tmp_path, ["a@x.org"]) == ["2025-11-24: a@x.org"]


def test_a_reader_who_was_refused_is_tried_again_and_the_others_are_not(tmp_path: Path) -> None:
    with OddSmtp(says={"RCPT TO:<B@": b"450 greylisted\r\n"}) as server:
        with pytest.raises(MailError, match=r"refuses b@x\.org .*the others were sent; try again in some minutes"):
            delivered_to(server, tmp_path, ["a@x.org", "b@x.org"])
        server.says = {}
        assert delivered_to(server, tmp_path, ["a@x.org, b@x.org"])[1] == "2025-11-24: b@x.org"
        assert [c for c in server.commands if c.startswith("rcpt")][2:] == ["rcpt TO:<b@x.org>"]


def offers(*logins: str) -> dict[str, bytes]:
    return {"EHLO": f"250-odd\r\n250 AUTH {' '.join(logins)}\r\n".encode()}


@pytest.mark.parametrize(
    ("says", "said"),
    [
        ({}, "offers no login; leave user name and password out"),
        (offers("XOAUTH2"), r"offers no login with a password \(XOAUTH2\)"),
        (offers("CRAM-MD5") | {"AUTH": b"334 abc\r\n"}, "asks for the login in a way that cannot be read"),
        (
            offers("PLAIN") | {"AUTH": b"454 later\r\n"},
            r"did not take the login \(454 later\); try again in some minutes",
        ),
        (offers("PLAIN") | {"AUTH": "535 请用授权码".encode("gbk") + b"\r\n"}, r"the password \(535 请用授权码\)"),
        (offers("PLAIN", "LOGIN") | {"AUTH": b"535 no\r\n "}, r"the password \(535 no\); check SMTP_URL"),
        (offers("PLAIN") | {"AUTH": b"535 secretpass is wrong\r\n"}, r"the password \(535\)"),
        (
            offers("PLAIN") | {"AUTH": b"535 " + base64.b64encode(b"\0me\0secretpass") + b"\r\n"},
            r"the password \(535\)",
        ),
        ({"MAIL": b"530 log in\r\n"}, "offers no login"),
    ],
)
def test_a_login_that_fails_says_why_and_never_the_password(tmp_path: Path, says: dict[str, bytes], said: str) -> None:
    with OddSmtp(says=says) as server, pytest.raises(MailError, match=said) as caught:
        delivered_to(server, tmp_path, ["a@x.org"], user="me:secretpass@")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "says",
    [
        offers("plain") | {"AUTH PLAIN": b"235 ok\r\n"},
        offers("LOGIN") | {"AUTH": b"334 UGFzc3dvcmQ6\r\n", "C2": b"235 ok\r\n"},
        offers("CRAM-MD5") | {"AUTH": b"334 PDFAYT4=\r\n", "BWU": b"235 ok\r\n"},
        {"EHLO": b"250-odd\r\n250 AUTH=PLAIN\r\n", "AUTH": b"503 already\r\n"},
    ],
)
def test_a_server_may_want_the_password_in_any_way(tmp_path: Path, says: dict[str, bytes]) -> None:
    with OddSmtp(says=says) as server:
        assert delivered_to(server, tmp_path, ["a@x.org"], user="me:secretpass@") == ["2025-11-24: a@x.org"]


def test_a_server_that_wants_a_login_says_so(tmp_path: Path) -> None:
    with (
        OddSmtp(says={"MAIL": b"530 log in\r\n"}) as server,
        pytest.raises(MailError, match="put user name and password"),
    ):
        delivered_to(server, tmp_path, ["a@x.org"])


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "Zhang, San",
        "Zhang, San; Professor of a Very Long Department Name With Commas, And More, University",
        "非常长的名字，" * 12,
        "𝑥" * 40,
    ],
)
def test_names_and_subjects_of_any_length_are_folded_as_mail_programs_read_them(name: str) -> None:
    title = f"{name[:20]} 大模型推理与强化学习的论文清单" * 4
    mail = message(day(title), f'"{name}" <me@example.org>', [f'"{name}" <a@x.org>', "b@x.org"]).as_bytes()
    head = mail.partition(b"\r\n\r\n")[0].decode("ascii")
    assert max(map(len, head.split("\r\n"))) <= 78
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S*\?=", head))
    fields = dict(re.findall(r"(?m)^([\w-]+): ([^\r]*(?:\r\n[ \t][^\r]*)*)", head))
    assert str(make_header(decode_header(fields["Subject"]))) == f"日报 {title}"
    readers = getaddresses([fields["To"].replace("\r\n", "")])
    assert [(str(make_header(decode_header(n))), a) for n, a in readers] == [(name, "a@x.org"), ("", "b@x.org")]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["a@x.org, B <b@x.org>"], "a@x.org, B <b@x.org>"),
        (["a@x.org；b@x.org，,", "a@X.ORG"], "a@x.org, b@x.org"),
        (['"B, b; c" <b@x.org>'], '"B, b; c" <b@x.org>'),
    ],
)
def test_several_readers_may_be_written_as_one_and_each_is_a_reader_once(given: list[str], read: str) -> None:
    assert message(day("2025-11-24"), "me@example.org", given)["to"] == read


def test_a_server_is_reached_by_its_ipv6_address_and_named_with_brackets() -> None:
    server = server_of({"SMTP_URL": "smtp://[::1]:2525"})
    assert (server.host, server.plain, server.where) == ("::1", True, "[::1]:2525")
