"""Feeds, BibTeX and presets, as other programs read them."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.interests.filters import Filter, parse_filter
from pipeline.publish.site.bibtex import bibtex, cite_key
from pipeline.publish.site.rows import day_row
from tests.publish.site.home import PAPER, build, config_in, day, paper, save, setting, summary
from tests.render.rendering import NASTY

feedparser: Any = importlib.import_module("feedparser")  # it has no types


def test_the_feed_is_read_by_a_feed_reader(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-24", paper(1), paper(2)))
    save(tmp_path, day("2025-11-25", paper(3)))
    config = config_in(tmp_path, url="https://example.org/ribao/")
    build(config)
    feed = feedparser.parse((config.paths.site_dir / "feeds" / "atom.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [e.title for e in feed.entries] == ["Paper 3", "Paper 1", "Paper 2"]
    assert feed.feed.updated == "2025-11-25T00:00:00Z"
    assert feed.entries[0].link == "https://example.org/ribao/paper/2511.00003.html"
    assert feed.entries[0].summary == "只奖励关键词元，MATH500 达 62.7%"
    assert "<b>只奖励关键词元，MATH500 达 62.7%</b>" in feed.entries[0].content[0].value
    assert "数学推理的强化学习" in feed.entries[0].content[0].value
    assert len({e.id for e in feed.entries}) == 3


def test_a_preset_has_a_feed_of_its_own_with_what_the_search_page_shows(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-24", paper(1), done=summary(facts=(setting("GPUs", "2"),))))
    save(tmp_path, day("2025-11-25", paper(2), done=summary(facts=(setting("GPUs", "64"),))))
    config = config_in(tmp_path, presets={"small": "gpus=8&code=on"})
    build(config)
    feed = feedparser.parse((config.paths.site_dir / "feeds" / "small.xml").read_bytes())
    assert [e.title for e in feed.entries] == ["Paper 1"]
    assert feed.entries[0].link == "https://arxiv.org/abs/2511.00001v1"
    assert 'href="feeds/small.xml"' in (config.paths.site_dir / "archive.html").read_text("utf-8")


def test_the_json_feed_has_what_its_specification_asks_for(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-24"))
    config = config_in(tmp_path)
    build(config)
    feed = json.loads((config.paths.site_dir / "feeds" / "feed.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    [item] = feed["items"]
    assert {"id", "url", "summary", "content_html", "date_published"} <= set(item)


@pytest.mark.parametrize("text", NASTY)
def test_hostile_texts_break_no_feed(tmp_path: Path, text: str) -> None:
    nasty = paper(1, title=text or "x", authors=(text,), abstract=text)
    save(tmp_path, day("2025-11-24", nasty, paper(2), done=summary({"task": text, "problem": text})))
    config = config_in(tmp_path)
    build(config)
    folder = config.paths.site_dir / "feeds"
    feed = feedparser.parse((folder / "atom.xml").read_bytes(), sanitize_html=False)
    assert not feed.bozo
    assert len(feed.entries) == len(json.loads((folder / "feed.json").read_text("utf-8"))["items"]) == 2
    for entry in feed.entries:
        assert not re.search(r"<(?:script|img|h1|style)", entry.content[0].value)


def test_bibtex_has_unique_keys_and_no_open_brace() -> None:
    first = paper(1, title="On {Deep} Models & 50% of $x_1$", authors=("Ann de Öne", "B and C"), published="2025-11-20")
    text = bibtex([first, paper(2, title="Deep too", authors=("Bob Öne",), published="2025-01-01"), PAPER])
    assert re.findall(r"@misc\{([^,]+),", text) == ["one2025deep", "one2025deep-2", "onehingepo"]
    assert r"title = {{On \{Deep\} Models \& 50\% of \$x\_1\$}}" in text
    assert "author = {Ann de Öne and {B and C}}" in text
    assert "eprint = {2511.00001}" in text
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")


@pytest.mark.parametrize("text", NASTY)
def test_hostile_titles_stay_within_their_bibtex_field(text: str) -> None:
    out = bibtex([paper(1, title=text, authors=(text, "X"))])
    plain = re.sub(r"\\[{}]", "", out)
    depth = 0
    for char in plain.rstrip()[:-1]:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth > 0 or char in "@misc"
    assert re.fullmatch(r"[a-z0-9.]+", cite_key(paper(1, title=text, authors=(text,))))


def test_a_filter_of_an_address_is_the_one_of_the_page() -> None:
    row = day_row(day("2025-11-24"), "2025-11-24", "").papers[0]
    yes = (
        "",
        "q=hinge+credit",
        "author=cem",
        "backbone=qwen2.5-math",
        "dataset=math",
        "task=强化",
        "code=on",
        "unseen=on",
        "q=hinge+-diffusion",
        "q=%22hinge+tokens%22",
    )
    no = (
        "q=hinge+diffusion",
        "author=zhang",
        "gpus=8",
        "category=cs.CV",
        "verified=on",
        "backbone=llama-9",
        "q=-hinge",
        "q=%22tokens+hinge%22",
        "upvotes=99999",
        "organization=nobody",
    )
    assert [text for text in yes if not parse_filter("x", text).matches(row)] == []
    assert [text for text in no if parse_filter("x", text).matches(row)] == []
    assert parse_filter("x", "#gpus=8&q=a+b") == Filter(q="a b", gpus=8)


def test_a_paper_is_found_by_the_institutions_of_its_first_page_and_by_that_of_its_list() -> None:
    read = summary().model_copy(update={"institutions": ("Fjordlab", "University of Terschelling")})
    listed = PAPER.model_copy(update={"organization": "Kitayama"})
    for shown, done, named in (
        (listed, read, "Fjordlab、University of Terschelling、Kitayama"),
        (listed, summary(), "Kitayama"),
        (PAPER.model_copy(update={"organization": None}), summary(), ""),
    ):
        [row] = day_row(day("2025-11-24", shown, done=done), "2025-11-24", "").papers
        assert row.organization == named
