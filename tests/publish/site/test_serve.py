"""The site's server answers only those who call it by its own name, and only with pages of its folder."""

from __future__ import annotations

import http.client
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.publish.site.serve import site_server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "day").mkdir(parents=True)
    (site / ".state").mkdir()
    (site / "index.html").write_text("front")
    (site / "day" / "one.html").write_text("day")
    (site / ".state" / "keys.json").write_text("state")
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.html").write_text("secret")
    (site / "linked.html").symlink_to(tmp_path / "secret.html")
    os.mkfifo(site / "pipe")
    (site / "notes").symlink_to(tmp_path / "notes")
    with site_server(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def asked(port: int, path: str, *hosts: str) -> tuple[int, str]:
    """Status and body for a path, asked for with these Host headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    for host in hosts:
        connection.putheader("Host", host)
    connection.endheaders()
    with connection.getresponse() as answer:
        return answer.status, answer.read().decode()


def test_by_its_own_names_it_gives_its_pages(port: int) -> None:
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost:1", "127.0.0.1"):
        assert asked(port, "/", host) == (200, "front")
        assert asked(port, "/day/one.html?q=1#x", host) == (200, "day")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost:x", "", None]
)
def test_a_name_that_others_lead_to_this_machine_gets_nothing(port: int, host: str | None) -> None:
    """DNS rebinding: https://en.wikipedia.org/wiki/DNS_rebinding."""
    status, body = asked(port, "/", *([] if host is None else [host.format(port=port)]))
    assert status == 421
    assert "front" not in body


def test_two_names_at_once_get_nothing(port: int) -> None:
    assert asked(port, "/", f"127.0.0.1:{port}", "evil.example")[0] == 421


@pytest.mark.parametrize(
    "path",
    [
        *("/linked.html", "/notes/mine.html", "/notes/", "/day/"),
        *("/../secret.html", "/%2e%2e/secret.html", "/day/../../secret.html", "//etc/passwd"),
        *("/pipe", "/index.html%00.png", "/%ff", "/" + "a" * 5000),
        *("/.state/keys.json", "/%2estate/keys.json", "/day/%2e%2e/.state/keys.json"),
    ],
)
def test_links_lists_of_files_and_the_builds_own_state_are_no_pages(port: int, path: str) -> None:
    status, body = asked(port, path, f"127.0.0.1:{port}")
    assert status == 404
    assert "secret" not in body
    assert "state" not in body
