"""What is not on every system is asked for, never taken for granted."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from pipeline.config import CHECKOUT
from pipeline.errors import ListError, ModelUnavailable, UsageError
from pipeline.machine import check_proxies, peak_memory_mb, tls
from tests.fake_llm import FakeLlm
from tests.fronts import SocksProxy, TlsFront
from tests.llm.asking import ANSWER, Asked, endpoint_at
from tests.sample_server import SampleServer
from tests.sources.test_arxiv import fetched
from tests.sources.test_huggingface import listed

WITHOUT_UNIX = """
import importlib, pkgutil, sys, warnings
sys.modules |= dict.fromkeys(("fcntl", "resource", "termios", "pwd"))  # None: not to be imported
warnings.filterwarnings("ignore", "only soft file lock")  # filelock has another one for Windows
import pipeline
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    importlib.import_module(module.name)
from pipeline.machine import peak_memory_mb
assert peak_memory_mb() is None
"""


def test_every_module_can_be_imported_where_the_modules_of_unix_are_missing() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_UNIX], cwd=CHECKOUT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_peak_of_memory_is_in_megabytes() -> None:
    peak = peak_memory_mb()
    assert peak is not None
    assert 10 < peak < 100_000


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets the proxies of the environment, and no others."""

    def named(**proxies: str) -> None:
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        for name, address in proxies.items():
            monkeypatch.setenv(name, address)
        tls.cache_clear()

    yield named
    tls.cache_clear()


def port_of(url: str) -> int:
    return urlsplit(url).port or 80


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks"])
def test_lists_metadata_and_models_are_reached_through_a_socks_proxy(proxies: Callable[..., None], scheme: str) -> None:
    with SampleServer() as server, SocksProxy(port_of(server.url)) as proxy:
        proxies(ALL_PROXY=f"{scheme}://127.0.0.1:{proxy.port}")
        assert len(listed("http://huggingface.invalid")) == 3
        assert fetched("http://1.2.3.4", ["2511.90002"])["2511.90002"].version == "v1"  # requests looks names up itself
    assert proxy.asked == [("huggingface.invalid", 80), ("1.2.3.4", 80)]
    with FakeLlm([ANSWER]) as llm, SocksProxy(port_of(llm.url)) as proxy:
        proxies(ALL_PROXY=f"{scheme}://127.0.0.1:{proxy.port}")
        assert Asked(endpoint_at("http://models.invalid/v1")).call().outcome == "ok"
    assert proxy.asked == [("models.invalid", 80)]


def test_an_http_proxy_is_asked_but_for_what_no_proxy_names(proxies: Callable[..., None]) -> None:
    with SampleServer() as server:
        proxies(HTTP_PROXY=f" {server.url.removeprefix('http://')} ", NO_PROXY="::1, 10.0.0.0/8,.inside.invalid")
        assert len(listed("http://huggingface.invalid")) == 3
        with pytest.raises(ListError, match="no answer"):
            listed("http://hub.inside.invalid", tries=1)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (" a.example b.example;c.example, ", "a.example,b.example,c.example"),
        (
            "a.example:443,b.example/,c.example:8443,::1:80,10.0.0.0/8",
            "a.example,b.example,c.example:8443,::1:80,10.0.0.0/8",
        ),
    ],
)
def test_no_proxy_may_be_written_as_other_programs_take_it(written: str, plain: str) -> None:
    environ = {"no_proxy": written}
    check_proxies(environ)
    assert environ["no_proxy"] == plain


def test_a_server_on_this_machine_is_asked_without_a_proxy(proxies: Callable[..., None]) -> None:
    proxies(ALL_PROXY="http://127.0.0.1:9")  # the discard port: nobody answers
    with FakeLlm([ANSWER]) as llm:
        assert Asked(endpoint_at(llm.url)).call().outcome == "ok"


@pytest.mark.parametrize(
    "address",
    [
        "socks4://127.0.0.1:1",
        "ftp://127.0.0.1",
        "http://me:secret@127.0.0.1:x",
        "http://",
        "http:/127.0.0.1:9",
        "http//127.0.0.1:9",
        "http://127.0.0.1 :9",
    ],
)
def test_a_proxy_that_cannot_be_used_is_one_line_without_its_login(proxies: Callable[..., None], address: str) -> None:
    proxies(https_proxy=address)
    with pytest.raises(
        UsageError, match=r"^HTTPS_PROXY: names no proxy that ribao can use; write it as http://, "
    ) as caught:
        listed("http://huggingface.invalid")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/nowhere.pem"),
        ("SSL_CERT_FILE", __file__),
        ("SSL_CERT_DIR", "/nowhere"),
        ("REQUESTS_CA_BUNDLE", __file__),
    ],
)
def test_certificates_that_are_none_are_one_line(
    proxies: Callable[..., None], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    proxies()
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=f"^{name}: names no certificates"):
        tls()


def test_lists_metadata_and_models_trust_the_certificates_of_ssl_cert_file(
    proxies: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    proxies()
    with (
        SampleServer() as sample,
        FakeLlm([ANSWER]) as llm,
        TlsFront(port_of(sample.url), context) as front,
        TlsFront(port_of(llm.url), context) as model,
    ):
        with pytest.raises(ListError, match=r"CERTIFICATE_VERIFY_FAILED.*set SSL_CERT_FILE"):
            listed(f"https://127.0.0.1:{front.port}", tries=1)
        with pytest.raises(ListError, match="set SSL_CERT_FILE"):
            fetched(f"https://127.0.0.1:{front.port}", tries=1)
        with pytest.raises(ModelUnavailable, match=r"not trusted.*set SSL_CERT_FILE"):
            Asked(endpoint_at(f"https://localhost:{model.port}/v1")).call()
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        tls.cache_clear()
        assert len(listed(f"https://127.0.0.1:{front.port}")) == 3
        assert len(fetched(f"https://127.0.0.1:{front.port}")) == 3
        assert Asked(endpoint_at(f"https://localhost:{model.port}/v1")).call().outcome == "ok"
