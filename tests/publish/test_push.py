"""A day's headlines reach chats: through Apprise, against servers that answer as the services do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme

from pipeline.errors import StoreError, UsageError
from pipeline.machine import tls
from pipeline.publish.push import channels_of, parts_of, push
from schemas.digest import Digest
from tests.cli_day import ribao_here
from tests.fronts import SocksProxy, TlsFront
from tests.publish.site.home import day, paper, save

FEISHU = "feishu://0123abcd-feishu-secret"
WECOM = "wecombot://0123abcd-wecom-secret"
DINGTALK = "dingtalk://0123abcddingtalksecret"
TELEGRAM = "tgram://123456789:abcdefghijklmnopqrstuvwxyzabcdefghi/12345"
HOSTS = ("open.feishu.cn", "qyapi.weixin.qq.com", "oapi.dingtalk.com", "api.telegram.org")
Json = dict[str, Any]


class Services:
    """Feishu, WeCom, DingTalk, Telegram and ntfy, by the host that is asked; each with its limit and its answers."""

    def __init__(self) -> None:
        self.taken: dict[str, list[str]] = {}
        self.refuse: set[str] = set()
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                status, said = services.answer(str(self.headers["host"]), body)
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port

    def answer(self, host: str, body: bytes) -> tuple[int, Json]:
        if host in self.refuse:
            return REFUSALS[host]
        if host == "open.feishu.cn":  # https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: 20 KB
            if len(body) > 20_000:
                return 200, {"code": 9499, "msg": "Bad Request"}
            return self.took(host, json.loads(body)["content"]["text"], {"code": 0, "msg": "success"})
        if host == "qyapi.weixin.qq.com":  # https://developer.work.weixin.qq.com/document/path/91770: 2,048 bytes
            text = json.loads(body)["text"]["content"]
            if len(text.encode()) > 2048:
                return 200, {"errcode": 40058, "errmsg": "content exceed max length"}
            return self.took(host, text, {"errcode": 0, "errmsg": "ok"})
        if host == "oapi.dingtalk.com":  # https://open.dingtalk.com/document/robots/custom-robot-access: 20,000 bytes
            text = json.loads(body)["text"]["content"]
            if len(text.encode()) > 20_000:
                return 200, {"errcode": 460101, "errmsg": "message too long"}
            return self.took(host, text, {"errcode": 0, "errmsg": "ok"})
        if host == "api.telegram.org":  # https://core.telegram.org/bots/api#sendmessage: 4,096 characters
            text = json.loads(body)["text"]
            if len(text) > 4096:
                return 400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
            return self.took(host, text, {"ok": True, "result": {"message_id": 1}})
        told = json.loads(body)  # https://docs.ntfy.sh/publish/#publish-as-json
        return self.took("ntfy", f"{told['title']}\n{told['message']}", {"id": "1", "event": "message"})

    def took(self, host: str, text: str, said: Json) -> tuple[int, Json]:
        self.taken.setdefault(host, []).append(text.replace("\r\n", "\n"))
        return 200, said


REFUSALS: dict[str, tuple[int, Json]] = {
    "open.feishu.cn": (200, {"code": 19024, "msg": "Key Words Not Found"}),
    "qyapi.weixin.qq.com": (200, {"errcode": 93000, "errmsg": "invalid webhook url"}),
    "oapi.dingtalk.com": (200, {"errcode": 310000, "errmsg": "keywords not in content"}),
    "api.telegram.org": (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
}


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The services, found under their own names by way of a proxy."""
    import ssl

    authority, services = trustme.CA(), Services()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    threading.Thread(target=services.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with TlsFront(services.port, context) as front, SocksProxy(front.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        tls.cache_clear()
        monkeypatch.setattr("apprise.plugins.base.NotifyBase.request_rate_per_sec", 0)
        for plugin in ("feishu.NotifyFeishu", "wecombot.NotifyWeComBot", "dingtalk.NotifyDingTalk"):
            monkeypatch.setattr(f"apprise.plugins.{plugin}.request_rate_per_sec", 0)
        monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.request_rate_per_sec", 0)
        yield services
    tls.cache_clear()
    services.server.shutdown()
    services.server.server_close()


def fifty() -> Digest:
    return day("2025-11-24", *(paper(number) for number in range(1, 51)))


def everything(services: Services, digest: Digest, folder: Path, again: bool = False) -> list[str]:
    urls = f"{FEISHU} {WECOM} {DINGTALK} {TELEGRAM} ntfy://127.0.0.1:{services.port}/ribao"
    return push(digest, channels_of({"PUSH_URLS": urls}), folder, again=again)


def test_fifty_papers_reach_five_services_each_whole_and_once(services: Services, tmp_path: Path) -> None:
    lines = everything(services, fifty(), tmp_path)
    assert len(lines) == 5
    for host, texts in services.taken.items():
        told = "\n".join(texts)
        assert [f"{n}. Paper {n}\n" in f"{told}\n" for n in range(1, 51)] == [True] * 50, host
        assert told.count("https://arxiv.org/abs/") == 50
        assert all("日报 2025-11-24" in text for text in texts)
    counts = {host: len(texts) for host, texts in services.taken.items()}
    assert set(counts) == {*HOSTS, "ntfy"}
    assert counts["open.feishu.cn"] == counts["oapi.dingtalk.com"] == 1
    assert counts["qyapi.weixin.qq.com"] > counts["api.telegram.org"] > 1


def test_a_day_is_sent_once_and_again_when_asked(services: Services, tmp_path: Path) -> None:
    digest = day("2025-11-24", paper(1))
    everything(services, digest, tmp_path)
    lines = everything(services, digest, tmp_path)
    assert all("had it before" in line for line in lines)
    assert {len(texts) for texts in services.taken.values()} == {1}
    everything(services, digest, tmp_path, again=True)
    assert {len(texts) for texts in services.taken.values()} == {2}
    everything(services, day("2025-11-25", paper(1)), tmp_path)
    assert {len(texts) for texts in services.taken.values()} == {3}


@pytest.mark.parametrize("host", HOSTS)
def test_a_channel_that_refuses_is_named_with_its_words_and_the_others_go_on(
    services: Services, tmp_path: Path, host: str
) -> None:
    services.refuse = {host}
    digest = day("2025-11-24", paper(1))
    with pytest.raises(Exception, match="failed") as caught:
        everything(services, digest, tmp_path)
    told = str(caught.value)
    said = REFUSALS[host][1]
    assert (said.get("errmsg") or said.get("msg") or said["description"]) in told
    assert "secret" not in told
    assert set(services.taken) == {*HOSTS, "ntfy"} - {host}
    services.refuse = set()
    everything(services, digest, tmp_path)  # only what failed
    assert {len(texts) for texts in services.taken.values()} == {1}


def test_what_is_cut_off_in_the_middle_goes_on_where_it_stopped(services: Services, tmp_path: Path) -> None:
    took, channels = services.took, channels_of({"PUSH_URLS": WECOM})

    def third_is_refused(host: str, text: str, said: Json) -> tuple[int, Json]:
        return REFUSALS[host] if len(services.taken.get(host, [])) == 2 else took(host, text, said)

    services.took = third_is_refused  # type: ignore[method-assign]
    with pytest.raises(Exception, match=r"message 3 of \d+"):
        push(fifty(), channels, tmp_path)
    services.took = took  # type: ignore[method-assign]
    push(fifty(), channels, tmp_path)
    told = "\n".join(services.taken["qyapi.weixin.qq.com"])
    assert [told.count(f"\n{n}. Paper {n}\n") for n in range(1, 51)] == [1] * 50


def test_no_secret_is_kept(services: Services, tmp_path: Path) -> None:
    everything(services, day("2025-11-24", paper(1)), tmp_path)
    kept = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.json"))
    assert kept
    assert "secret" not in kept
    assert "abcdefghijklmnopqrstuvwxyz" not in kept


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        ("", "PUSH_URLS: is not set"),
        ("   ", "PUSH_URLS: is not set"),
        ("nothing", "PUSH_URLS, address 1: is none"),
        (f"{FEISHU} nosuch://secret-token", "PUSH_URLS, address 2: is none"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_by_its_place(urls: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        channels_of({"PUSH_URLS": urls})
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_paper_longer_than_a_message_is_cut_not_lost(services: Services) -> None:
    del services

    class Small:
        body_maxlen = 200

    digest = day("2025-11-24", paper(1, title="长" * 500), paper(2))
    parts = list(parts_of(digest, Small()))  # type: ignore[arg-type]
    assert all(len(part.encode()) <= 180 for part in parts)
    assert len(parts) == 2


def test_the_command_sends_the_newest_day(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, day("2025-11-24", paper(1)))
    monkeypatch.setenv("PUSH_URLS", f"ntfy://127.0.0.1:{services.port}/ribao")
    ran = ribao_here(["push"], tmp_path, None, None)
    assert (ran.code, ran.stdout) == (0, "ntfy (1): 1 papers sent in 1 messages\n")
    assert urlsplit(services.taken["ntfy"][0].splitlines()[-1]).netloc == "arxiv.org"
    assert ribao_here(["push", "--date", "2025-11-24", "--again"], tmp_path, None, None).code == 0
    assert len(services.taken["ntfy"]) == 2


def test_nothing_is_sent_that_cannot_be_noted(services: Services, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "pushed").symlink_to(tmp_path / "theirs")
    with pytest.raises(StoreError, match="is a link, which may lead to files that are not ours"):
        everything(services, fifty(), tmp_path / "pushed")
    assert services.taken == {}
    assert list((tmp_path / "theirs").iterdir()) == []
