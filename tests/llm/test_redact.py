"""The endpoint's key is in nothing that is kept or said, however the endpoint writes it."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bench.hostile.texts import limit
from pipeline.config import CHECKOUT
from pipeline.llm.redact import Redactor
from tests.cli_day import Answer, Json, answer, asked_about, ribao_here
from tests.fake_llm import FakeLlm, Reply
from tests.llm.asking import KEY, endpoint_at
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

JSON_ESCAPES = "".join(f"\\u{ord(c):04x}" for c in KEY)
WAYS = {
    "plain": KEY,
    "JSON": JSON_ESCAPES,
    "JSON in capitals": "".join(f"\\u{ord(c):04X}" for c in KEY),
    "JSON within JSON": json.dumps(JSON_ESCAPES),
    "half of it escaped": KEY[:8] + JSON_ESCAPES[6 * 8 :],
    "a slash before each sign": KEY.replace("-", "\\-"),
    "HTML": "".join(f"&#{ord(c)};" for c in KEY),
    "HTML in hexadecimal": "".join(f"&#x{ord(c):X};" for c in KEY),
    "a URL": "".join(f"%{ord(c):02X}" for c in KEY),
    "a URL's own signs": quote(KEY, safe=""),
    "Python": "".join(f"\\x{ord(c):02x}" for c in KEY),
    "hexadecimal": KEY.encode().hex(),
    "hexadecimal with blanks": KEY.encode().hex(" "),
    "hexadecimal with colons": KEY.encode().hex(":"),
    "a list of bytes": ", ".join(map(str, KEY.encode())),
    "binary": " ".join(f"{byte:08b}" for byte in KEY.encode()),
    "backwards": KEY[::-1],
    "backwards in base64": base64.b64encode(KEY[::-1].encode()).decode(),
    "capitals": KEY.upper(),
    "letters apart": " ".join(KEY),
    "over two lines": f"{KEY[:9]}\n{KEY[9:]}",
    "with signs that nobody sees": "\u200b".join(KEY),
    "base32": base64.b32encode(KEY.encode()).decode(),
    "base64 twice": base64.b64encode(base64.b64encode(KEY.encode())).decode(),
    "base64": base64.b64encode(KEY.encode()).decode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_key_is_taken_out_in_each_way_of_writing_it(way: str) -> None:
    redact = Redactor(endpoint_at("http://127.0.0.1:9/v1"))
    assert redact.exact(f"before {WAYS[way]} behind").startswith("before ")
    left = redact.exact(f"before {WAYS[way]} behind").replace("before ", "").replace(" behind", "")
    assert left.strip('"') == "[key]"
    assert html.unescape(left) == left


@given(st.binary(max_size=7), st.binary(max_size=7), st.sampled_from([base64.b64encode, base64.urlsafe_b64encode]))
def test_of_a_longer_text_in_base64_the_key_is_taken_out(before: bytes, behind: bytes, encode: object) -> None:
    assert callable(encode)
    written = encode(before + KEY.encode() + behind).decode()
    left = Redactor(endpoint_at("http://127.0.0.1:9/v1")).exact(written)
    assert "[key]" in left
    longest = max(len(part) for part in left.split("[key]"))
    assert longest <= len(base64.b64encode(bytes(7))) + 4  # of the other bytes, and the two that share a letter with it


def test_a_key_in_the_query_of_an_address_is_a_secret_and_a_short_one_is_a_word() -> None:
    redact = Redactor(endpoint_at("http://127.0.0.1:9/v1?api-key=query-0123456789&version=v1", key="none"))
    assert redact.exact("none of query-0123456789 v1") == "none of [key] v1"
    login = endpoint_at("http://127.0.0.1:9/v1").model_copy(update={"login": SecretStr("me:p4ssw0rd-secret")})
    basic = base64.b64encode(b"me:p4ssw0rd-secret").decode()
    assert Redactor(login).exact(f"Basic {basic}; p4ssw0rd-secret") == "Basic [key]; [key]"


@pytest.mark.parametrize("way", ["plain", "JSON", "base64", "hexadecimal"])
def test_an_endpoint_that_repeats_the_key_leaves_it_in_no_file(
    tmp_path: Path, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def echoing(body: Json) -> Answer:
        said = json.dumps(answer(asked_about(body)) | {"problem": "现有方法花费太多，TOKEN。"}, ensure_ascii=False)
        usage = {"prompt_tokens": 9, "completion_tokens": 9}
        choice = {"index": 0, "finish_reason": "stop", "message": {"content": said.replace("TOKEN", WAYS[way])}}
        whole = {"model": KEY, "choices": [choice | {"finish_reason": WAYS[way]}], "usage": usage}
        return Reply(raw=json.dumps(whole).encode())

    with SampleServer() as server, FakeLlm(echoing) as llm:
        ran = ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm)
    assert len(llm.requests) >= 3
    said = [ran.stdout, ran.stderr, caplog.text]
    said += [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert sum("[key]" in text for text in said) >= 3
    for text in said:
        assert KEY not in text
        assert WAYS[way] not in text
        assert KEY not in re.sub(r"\\+u00([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), text)


def test_verbose_shows_no_query_of_an_address() -> None:
    program = """
import logging
from pipeline.commands.common import log_requests
log_requests(True)
logging.getLogger("httpx2").info('HTTP Request: %s %s "%s"', "POST", "http://h:1/v1/chat?api-key=abc&x=1", "200 OK")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stderr[9:] == 'httpx2: HTTP Request: POST http://h:1/v1/chat?… "200 OK"\n'


@pytest.mark.parametrize("unit", ["\\", "%25", "&#0", "\\u{0", "sk-", " "])
def test_what_an_endpoint_repeats_without_an_end_is_read_in_time_that_grows_with_it(unit: str) -> None:
    with limit(10):
        assert Redactor(endpoint_at("http://127.0.0.1:9/v1"))(unit * 200_000)
