"""The servers of the bench, each in a process of its own: a model of fixed latency, and a list of made papers.

Usage: python -m bench.run.servers model --latency 2   |   python -m bench.run.servers papers --papers 5000 --a-day 50
The first line printed is the server's address.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import threading
from typing import Any

import pymupdf as _pymupdf

from tests.fake_llm import FakeLlm, Reply
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer

pymupdf: Any = _pymupdf  # it has no type hints
FIRST_DAY = dt.date(2024, 1, 1)
PROSE = "该方法先读取题目，再逐步推理并给出答案。"


def filled(body: dict[str, Any]) -> dict[str, Any]:
    """An answer of any schema of ours: prose that says nothing wrong, and no facts."""
    properties = body["response_format"]["json_schema"]["schema"]["properties"]
    return {name: [] if p["type"] == "array" else PROSE for name, p in properties.items()}


def one_page() -> bytes:
    """A small PDF, so that the bench measures the run and not the PDF library."""
    document = pymupdf.open()
    for _ in range(2):
        document.new_page().insert_textbox(pymupdf.Rect(72, 72, 500, 700), "The learning rate is 0.001. " * 40)
    data: bytes = document.tobytes()
    document.close()
    return data


def made_id(number: int) -> str:
    """The id of the made paper of that number, from 0 on."""
    return f"{24 + number // 90_000}01.{10_000 + number % 90_000}"


def made_days(papers: int, a_day: int) -> SampleDay:
    """Days of `a_day` papers each, from FIRST_DAY on, `papers` in all, with one small PDF for all."""
    sample = SampleDay.load()
    entry = sample.days[SAMPLE_DATE][0]
    record = next(iter(sample.arxiv.values()))
    days: dict[str, list[dict[str, Any]]] = {}
    arxiv: dict[str, dict[str, Any]] = {}
    for number in range(papers):
        paper_id = made_id(number)
        paper = {**entry["paper"], "id": paper_id, "title": f"Made paper {number}", "upvotes": 1}
        day = (FIRST_DAY + dt.timedelta(days=number // a_day)).isoformat()
        days.setdefault(day, []).append({**entry, "paper": paper, "title": paper["title"]})
        arxiv[paper_id] = {**record, "version": "v1", "paper": paper}
    return SampleDay(days, arxiv, _OnePdf(one_page()))


class _OnePdf(dict[str, bytes]):
    """The same PDF for every name."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - the signature of dict
        """The PDF."""
        return self.pdf


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["model", "papers"])
    parser.add_argument("--latency", type=float, default=2.0)
    parser.add_argument("--papers", type=int, default=50)
    parser.add_argument("--a-day", type=int, default=50)
    options = parser.parse_args()
    server: Any
    if options.what == "model":
        import json

        server = FakeLlm(
            lambda body: Reply(json.dumps(filled(body), ensure_ascii=False), stall_s=options.latency),
            models=("bench-model",),
        )
        server.requests = _Forgetful()
    else:
        server = SampleServer(made_days(options.papers, options.a_day))
        server.requests = _Forgetful()
    with server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


class _Forgetful(list[Any]):
    """A record of requests that does not grow."""

    def append(self, _item: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
