"""Answers without an end, from real servers."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib

import httpx2
import pytest

from pipeline.store.ends import Ends, end_at
from tests.endless import endless, packed, server, slowly, whole

MB = 1_000_000


def asked(address: str, most_bytes: int = MB, within_s: float = 20.0) -> httpx2.Response:
    with Ends(most_bytes, within_s).client(5.0) as client:
        return client.get(address)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"plain", ()),
        (gzip.compress(b"plain"), ("Content-Encoding: gzip",)),
        (zlib.compress(b"plain"), ("Content-Encoding: deflate",)),
    ],
    ids=["plain", "gzip", "deflate"],
)
def test_an_answer_is_unpacked_once(body: bytes, headers: tuple[str, ...]) -> None:
    with server(whole(body, *headers)) as address:
        assert asked(address).content == b"plain"


@pytest.mark.parametrize(("most", "comes"), [(MB, True), (MB - 1, False)])
def test_an_answer_ends_where_its_bytes_do_once_they_are_unpacked(most: int, comes: bool) -> None:
    with server(whole(packed(b"0" * MB, 1), "Content-Encoding: gzip")) as address:
        if comes:
            assert len(asked(address, most).content) == MB
        else:
            with pytest.raises(httpx2.DecodingError, match="no end"):
                asked(address, most)


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd"])
def test_what_was_packed_twice_or_in_another_way_is_refused(coding: str) -> None:
    with (
        server(whole(packed(b"0" * MB, 2), f"Content-Encoding: {coding}")) as address,
        pytest.raises(httpx2.DecodingError, match="not asked for"),
    ):
        asked(address)


def test_an_answer_without_an_end_is_left() -> None:
    with server(endless) as address, pytest.raises(httpx2.DecodingError, match="no end"):
        asked(address)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
)
def test_headers_and_bodies_of_a_byte_at_a_time_end_in_time(head: bytes, piece: bytes) -> None:
    began = time.monotonic()
    with server(slowly(head, piece)) as address, pytest.raises(httpx2.TransportError):
        asked(address, within_s=0.5)
    assert time.monotonic() - began < 4


def test_a_second_question_has_its_own_time() -> None:
    with (
        server(whole(b"plain")) as address,
        Ends(MB, 0.4).client(5.0) as client,
    ):
        for _ in range(3):
            assert client.get(address).content == b"plain"
            time.sleep(0.3)


def test_an_answer_to_an_asynchronous_client_ends_too() -> None:
    async def bound(response: httpx2.Response) -> None:
        await end_at(MB, response)

    async def ask(address: str) -> bytes:
        async with httpx2.AsyncClient(event_hooks={"response": [bound]}) as client:
            return (await client.get(address)).content

    with server(whole(packed(b"0" * MB, 1), "Content-Encoding: gzip")) as address:
        assert len(asyncio.run(ask(address))) == MB
    with server(endless) as address, pytest.raises(httpx2.DecodingError):
        asyncio.run(ask(address))
