"""The site holds every digest, and a build writes just what has changed."""

from __future__ import annotations

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError, UsageError
from pipeline.publish.site.build import SOURCES
from pipeline.publish.site.charts import Point, columns_chart, scatter_chart
from pipeline.publish.site.folder import MANIFEST
from pipeline.publish.site.rows import gpus, rate_batch
from schemas.digest import Digest, Entry, GroundedFact, Unseen
from schemas.records import Failure, Paper
from tests.publish.site.home import DAY, build, config_in, day, pages, paper, save, setting, summary
from tests.render.rendering import NASTY
from tests.render.test_markdown import FAILED, OK, everywhere


class Links(HTMLParser):
    """The elements, attributes and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src") and value:
                self.found.append((tag, value))
            if name == "id" and value:
                self.ids.append(value)


def test_every_link_of_every_page_leads_somewhere(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    old = paper(2, paper_id="hep-th/9901001")
    mixed = Digest(title="2025-11-25", entries=(*day("x", paper(1), old).entries, FAILED))
    save(tmp_path, mixed)
    save(tmp_path, day("cs.CL top 3", paper(5)), "cs.CL-top-3")
    config = config_in(tmp_path, presets={"lora": "q=lora"})
    build(config)
    site = config.paths.site_dir
    assert len(pages(site)) == 4 + 3 + 4  # overviews, digests, papers
    for page in pages(site):
        links = Links(page.read_text("utf-8"))
        assert len(links.ids) == len(set(links.ids)), page
        for tag, target in links.found:
            if re.match(r"https://(arxiv\.org|huggingface\.co|github\.com|hinge\.example)/", target):
                assert tag == "a"
                continue
            path, _, fragment = target.partition("#")
            there = (page.parent / unquote(path)) if path else page
            assert there.is_file(), (page, target)
            if fragment:
                assert fragment in Links(there.read_text("utf-8")).ids, (page, target)


def test_every_value_of_a_card_leads_to_its_evidence_and_the_evidence_to_its_page(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    config = config_in(tmp_path)
    build(config)
    page = (config.paths.site_dir / "paper" / "2511.90001.html").read_text("utf-8")
    assert page.count('class="v"') + page.count('class="v bad"') == len(summary().facts)
    assert page.count('class="v bad"') == sum(not f.verdict.holds for f in summary().facts)
    assert "2 个未通过" not in page
    assert "已查全文 9 页" in page


def result(value: str, benchmark: str, system: str) -> GroundedFact:
    return GroundedFact(kind="result", name="accuracy", value=value, note=benchmark, system=system, verdict=OK)


def test_results_of_two_base_models_are_told_apart(tmp_path: Path) -> None:
    facts = (result("1", "GSM8K", "Ours, Q"), result("2", "GSM8K", "Ours, L"), result("3", "MATH", "Ours, Q"))
    save(tmp_path, day(DAY, done=summary(facts=facts)))
    config = config_in(tmp_path)
    build(config)
    page = (config.paths.site_dir / "paper" / "2511.90001.html").read_text("utf-8")
    table = page[page.index("<tbody>") : page.index("</table>")]
    assert re.findall(r"class=\"system\">([^<]*)<|class=\"v\"[^>]*>(\d)<", table) == [
        ("Ours, Q", ""),
        ("", "1"),
        ("", "3"),
        ("Ours, L", ""),
        ("", "2"),
    ]


def test_what_data_are_used_for_is_said_once_for_all_of_them(tmp_path: Path) -> None:
    sets = tuple(
        GroundedFact(kind="dataset", name=name, value="", note=role, verdict=OK)
        for name, role in (("MATH", "eval"), ("GSM8K", "train"), ("AMC", "eval"), ("Own", "unknown"))
    )
    save(tmp_path, day(DAY, done=summary(facts=sets)))
    config = config_in(tmp_path)
    build(config)
    text = (config.paths.site_dir / "index.html").read_text("utf-8")
    told = re.findall(r'<li class="(role|chip)">(.*?)</li>', text)
    assert [kind for kind, _ in told] == ["chip", "role", "chip", "chip", "role", "chip"]
    assert [re.sub("<[^>]*>", "", said) for _, said in told] == ["Own", "评测", "MATH", "AMC", "训练", "GSM8K"]


def test_hidden_text_is_told_with_its_page_its_reason_and_its_words(tmp_path: Path) -> None:
    found = (Unseen(page_number=3, reason="white", spans=2, text="Praise <b>us</b>"),)
    done = summary(hidden=2)
    save(tmp_path, day(DAY, done=done.model_copy(update={"unseen": found})))
    config = config_in(tmp_path)
    build(config)
    page = (config.paths.site_dir / "paper" / "2511.90001.html").read_text("utf-8")
    about = page[page.index('class="fold about"') :]
    for said in ("隐藏文本 2 处", "第 3 页", "与底色相同", "Praise &lt;b&gt;us"):
        assert said in about
    assert 'class="alert"' not in about


def test_a_link_to_a_page_shows_its_headlines_and_where_the_site_has_an_address_its_own(tmp_path: Path) -> None:
    save(tmp_path, day(DAY, paper(1), done=summary({"headline": 'A "quoted" gain of 9'})))
    config = config_in(tmp_path, url="https://example.org/ribao/")
    build(config)
    first = (config.paths.site_dir / "index.html").read_text("utf-8")
    assert '<meta property="og:description" content="1. A &#34;quoted&#34; gain of 9">' in first
    assert f'<meta property="og:url" content="https://example.org/ribao/day/{DAY}.html">' in first
    own = (config.paths.site_dir / "paper" / "2511.00001.html").read_text("utf-8")
    assert '<meta property="og:url" content="https://example.org/ribao/paper/2511.00001.html">' in own
    build(config_in(tmp_path))
    assert "og:url" not in (config.paths.site_dir / "index.html").read_text("utf-8")


def test_what_was_not_read_is_said_in_the_sites_own_words(tmp_path: Path) -> None:
    done = summary(cut=("全文 90 段中的最后 9 段",))
    receipt = {"pages": 9, "pages_with_text": 7, "ocr": True, "cut": ("2 of 9 pages have no text",)}
    save(tmp_path, day(DAY, done=done.model_copy(update={"receipt": done.receipt.model_copy(update=receipt)})))
    config = config_in(tmp_path)
    build(config)
    page = (config.paths.site_dir / "paper" / "2511.90001.html").read_text("utf-8")
    for said in ("2 页没有文字", "OCR", "全文 90 段中的最后 9 段"):
        assert said in page
    assert "pages have no text" not in page


def test_pages_that_were_not_read_are_no_blank_pages(tmp_path: Path) -> None:
    done = summary()
    receipt = {"pages": 9, "unread_pages": 4, "pages_with_text": 5}
    save(tmp_path, day(DAY, done=done.model_copy(update={"receipt": done.receipt.model_copy(update=receipt)})))
    config = config_in(tmp_path)
    build(config)
    page = (config.paths.site_dir / "paper" / "2511.90001.html").read_text("utf-8")
    assert page.count("最后 4 页超出上限，没有读") == 2  # above the card, and among what is said of the summary
    assert "已查前 5 页" in page
    assert "页没有文字" not in page


def test_a_second_build_writes_nothing_and_a_new_day_only_itself_and_its_neighbour(tmp_path: Path) -> None:
    for n in range(20, 25):
        save(tmp_path, day(f"2025-11-{n}", paper(n)))
    config = config_in(tmp_path)
    assert build(config).rendered == 5
    site = config.paths.site_dir
    before = {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}
    assert build(config).rendered == 0
    assert {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()} == before
    save(tmp_path, day("2025-11-25", paper(25)))
    assert build(config).rendered == 2
    changed = {str(p.relative_to(site)) for p, at in before.items() if p.stat().st_mtime_ns != at}
    assert {"day/2025-11-24.html", "index.html", "archive.html", "trends.html", "data/recent.js"} <= changed
    assert not {c for c in changed if re.search(r"2025-11-2[0-3]|paper/", c)}


def test_the_incremental_site_is_the_one_that_a_full_build_makes(tmp_path: Path) -> None:
    shared = paper(7)
    for n in (20, 22):
        save(tmp_path, day(f"2025-11-{n}", paper(n), shared))
    config = config_in(tmp_path, presets={"seven": "q=paper+7"})
    build(config)
    save(tmp_path, day("2025-11-21", paper(21), shared))
    save(tmp_path, day("2025-12-01", shared))
    build(config)
    step = tree(config.paths.site_dir)
    fresh = config.model_copy(update={"paths": config.paths.model_copy(update={"site_dir": tmp_path / "fresh"})})
    build(fresh)
    assert step == tree(tmp_path / "fresh")


@pytest.mark.parametrize(
    "made_by",
    ["pipeline/render/templates/card.html", "pipeline/publish/site/static/site.css", "pipeline/words/settings_zh.py"],
)
def test_what_pages_are_made_by_makes_every_page_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_by: str
) -> None:
    for folder in SOURCES:
        shutil.copytree(CHECKOUT / folder, tmp_path / "checkout" / folder)
    monkeypatch.setattr("pipeline.publish.site.build.CHECKOUT", tmp_path / "checkout")
    save(tmp_path, day(DAY))
    assert [build(config_in(tmp_path)).rendered for _ in range(2)] == [1, 0]
    with (tmp_path / "checkout" / made_by).open("a") as source:
        source.write("\n")
    assert build(config_in(tmp_path)).rendered == 1


def test_a_build_that_was_interrupted_goes_on_where_it_stopped(tmp_path: Path) -> None:
    for n in range(20, 25):
        save(tmp_path, day(f"2025-11-{n}", paper(n), paper(7)))
    config = config_in(tmp_path)
    site = config.paths.site_dir
    disk = site / "paper" / "2511.00021.html"
    disk.mkdir(parents=True)  # the build fails at this page, when the three newest days are written
    (site / MANIFEST).touch()
    with pytest.raises(UsageError, match="was not written by ribao; move it away"):
        build(config)
    disk.rmdir()
    assert (site / "index.html").is_file()
    assert build(config).rendered == 2
    step = tree(site)
    fresh = config.model_copy(update={"paths": config.paths.model_copy(update={"site_dir": tmp_path / "fresh"})})
    assert build(fresh).rendered == 5
    assert step == tree(tmp_path / "fresh")


def test_the_index_has_the_newest_papers_first_and_every_paper_once(tmp_path: Path) -> None:
    for month in (10, 11):
        for n in range(1, 6):
            papers = [paper(month * 1000 + n * 20 + i) for i in range(15)]
            save(tmp_path, day(f"2025-{month}-{n:02}", paper(1), *papers))
    config = config_in(tmp_path)
    build(config)
    data = config.paths.site_dir / "data"
    manifest = json.loads((data / "manifest.js").read_text("utf-8").partition("=")[2].rstrip(";\n"))
    assert manifest["shards"] == ["recent", "2025-11", "2025-10"]
    shards = [(data / f"{name}.js").read_text("utf-8") for name in manifest["shards"]]
    rows = [json.loads("[" + s.partition("(")[2].rpartition(")")[0] + "]")[1] for s in shards]
    assert [len(r) for r in rows] == [61, 15, 75]
    assert len({row[0] for shard in rows for row in shard}) == 151
    save(tmp_path, day("2025-11-06", *(paper(n) for n in range(100, 120))))
    before = (data / "2025-10.js").stat().st_mtime_ns
    build(config)
    assert (data / "2025-10.js").stat().st_mtime_ns == before
    assert "2511.11040" in (data / "2025-11.js").read_text("utf-8")


def test_a_paper_that_its_newest_digest_drops_is_shown_as_an_older_one_has_it(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-20", paper(1), paper(2)))
    save(tmp_path, day("2025-12-01", paper(1), paper(3)))
    config = config_in(tmp_path)
    build(config)
    page = config.paths.site_dir / "paper" / "2511.00001.html"
    assert "day/2025-12-01.html" in page.read_text("utf-8")
    save(tmp_path, day("2025-12-01", paper(4)))
    build(config)
    assert "day/2025-11-20.html" in page.read_text("utf-8")
    assert "2511.00001" in (config.paths.site_dir / "data" / "recent.js").read_text("utf-8")
    assert not (page.parent / "2511.00003.html").exists()


def tree(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_a_digest_that_is_gone_leaves_no_page(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-19", paper(19)))
    gone = save(tmp_path, day("2025-11-20", paper(20)))
    for name in ("2025-11-21", "2025-11-22", DAY):
        save(tmp_path, day(name, paper(int(name[-2:]))))
    config = config_in(tmp_path)
    build(config)
    mine = config.paths.site_dir / "CNAME"
    mine.write_text("example.org")
    gone.unlink()
    assert build(config).rendered == 2  # its neighbours
    assert not (config.paths.site_dir / "day" / "2025-11-20.html").exists()
    assert not (config.paths.site_dir / "paper" / "2511.00020.html").exists()
    assert "2025-11-20" not in (config.paths.site_dir / "archive.html").read_text("utf-8")
    assert mine.exists()


def test_a_file_that_is_no_digest_is_named_and_left_out(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    (tmp_path / "digests" / "notes.json").write_text("{}")
    lines: list[str] = []
    assert build(config_in(tmp_path), lines).skipped == ("notes.json",)
    assert "notes.json: not a digest" in lines[0]


def test_without_a_digest_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    build(config)
    assert "还没有日报" in (config.paths.site_dir / "index.html").read_text("utf-8")


def shapes(home: Path, text: str) -> dict[str, Links]:
    """Every page of a site that holds `text` wherever a paper, a model or a list can put one."""
    nasty = everywhere(text)
    failed = Entry(paper=None, summary=None, failure=Failure(paper_id=text, stage="list", kind="X", message=text))
    save(home, nasty.model_copy(update={"entries": (*nasty.entries, failed)}), DAY)
    config = config_in(home)
    build(config)
    for script in (config.paths.site_dir / "data").glob("*.js"):
        assert "<" not in script.read_text("utf-8")
    return {page.name: Links(page.read_text("utf-8")) for page in pages(config.paths.site_dir)}


@pytest.mark.parametrize("text", NASTY)
def test_no_paper_and_no_model_can_break_a_page_or_the_index(tmp_path: Path, text: str) -> None:
    nasty, plain = (
        shapes(tmp_path / "nasty", text),
        shapes(tmp_path / "plain", "see https://a.example/b for 10^{-4}_{1}"),
    )
    assert nasty.keys() == plain.keys()
    for name, links in nasty.items():
        assert set(links.tags) <= set(plain[name].tags)
        assert links.attributes <= plain[name].attributes
        for tag in ("script", "img", "meta", "link", "svg", "form", "article"):
            assert links.tags.count(tag) == plain[name].tags.count(tag)


def test_the_days_json_has_the_schema_that_the_site_documents(tmp_path: Path) -> None:
    import jsonschema

    save(tmp_path, day(DAY))
    config = config_in(tmp_path)
    build(config)
    api = config.paths.site_dir / "api"
    schema = json.loads((api / "digest.schema.json").read_text("utf-8"))
    data = json.loads((api / f"{DAY}.json").read_text("utf-8"))
    jsonschema.validate(data, schema)
    data["entries"][0]["paper"].pop("title")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_every_page_has_the_strict_policy_and_nothing_inline(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    config = config_in(tmp_path)
    build(config)
    for page in pages(config.paths.site_dir):
        text = page.read_text("utf-8")
        assert "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'" in text
        assert not re.search(r"<style|<script>|\sstyle=|\son[a-z]+=|javascript:", text)


def test_points_that_meet_are_one_larger_dot() -> None:
    points = [Point(8, 1e-5, name) for name in "abcde"] + [Point(16, 1e-5, "<f>")]
    chart = scatter_chart("lr_batch", points, "batch_size", "learning_rate")
    assert chart.rows == (("8", "1e-05", "5", "a; b; c +2"), ("16", "1e-05", "1", "<f>"))
    assert re.findall(r'r="([\d.]+)"', str(chart.svg)) == ["9.0", "4.0"]
    assert "<f>" not in str(chart.svg)


@pytest.mark.parametrize(
    ("values", "most"),
    [
        (["4 × A100 80 GB", "eight H100"], 8),
        (["8"], 8),
        (["A100 80 GB"], None),
        (["64× AMD MI250"], 64),
        (["two nodes"], None),
    ],
)
def test_gpus_are_counted_only_where_a_number_of_them_is_stated(values: list[str], most: int | None) -> None:
    assert gpus([setting("GPUs", v) for v in values]) == most


def test_a_rate_and_a_batch_are_a_pair_only_within_one_scope_that_states_one_of_each() -> None:
    one = [setting("learning rate", "1 × 10^{-6}", "RL"), setting("batch size", "256", "RL")]
    other = [setting("learning rate", "2e-5", "SFT"), setting("lr schedule", "3", "RL"), setting("batch size", "8")]
    two = [setting("learning rate", r, "LoRA") for r in ("1e-4", "1e-5")] + [setting("batch size", "16", "LoRA")]
    assert rate_batch([*one, *other, *two]) == ((1e-6, 256.0),)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("lora", "keyword=lora", "keyword"), ("lora", "gpus=many", "gpus=many"), ("atom", "q=x", "another")],
)
def test_a_preset_that_cannot_work_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        build(config_in(tmp_path, presets={name: text}))


def failed_day(title: str, *papers: Paper) -> Digest:
    """A digest of which nothing could be made."""
    failure = Failure(paper_id=papers[0].paper_id, stage="download", kind="DownloadError", message="HTTP 503")
    return Digest(title=title, entries=tuple(Entry(paper=p, summary=None, failure=failure) for p in papers))


def test_a_failed_day_is_no_news(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    save(tmp_path, day("2025-11-20", paper(1)))
    build(config)
    save(tmp_path, failed_day("2025-11-21", paper(2)))
    build(config)
    first = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "2025-11-21 的日报还没有做成" in first
    assert "<h1>2025-11-20</h1>" in first
    assert "Paper 2" not in (tmp_path / "site" / "feeds" / "atom.xml").read_text("utf-8")
    save(tmp_path, day("2025-11-21", paper(2)))
    build(config)
    first = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "<h1>2025-11-21</h1>" in first
    assert "还没有做成" not in first


def test_a_filter_finds_the_words_of_method_and_facts(tmp_path: Path) -> None:
    save(tmp_path, day(DAY, done=summary({"architecture": "加入门控模块。"})))
    config = config_in(tmp_path, presets={"gate": "q=门控+adamw", "wrong": "q=99.9%"})
    build(config)
    feeds = config.paths.site_dir / "feeds"
    assert "HingePO" in (feeds / "gate.xml").read_text("utf-8")
    assert "HingePO" not in (feeds / "wrong.xml").read_text("utf-8")  # 99.9% is not in the paper


@pytest.mark.parametrize(("days", "last"), [(1, 948), (62, 948)])
def test_the_newest_column_stands_at_the_right(days: int, last: int) -> None:
    chart = columns_chart("papers_a_day", "date", [(f"2025-11-{n:02}", n) for n in range(1, days + 1)])
    bars = re.findall(r'<rect class="mark" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', str(chart.svg))
    assert len(bars) == days
    assert last - 100 < float(bars[-1][0]) + float(bars[-1][1]) <= last
    assert float(bars[0][0]) >= 0


def test_a_digest_called_like_a_day_that_there_is_not_is_another_list(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    save(tmp_path, day("2025-99-99", paper(1)))
    save(tmp_path, day("2025-11-24", paper(2)))
    assert build(config).days == 2
    assert "2025-99-99" in (tmp_path / "site" / "archive.html").read_text("utf-8")


@pytest.mark.parametrize("what", ["pipe", "device"])
def test_a_pdf_of_a_digest_that_is_no_file_is_not_waited_for(tmp_path: Path, what: str) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    save(tmp_path, day("2025-11-24", paper(1, pdf_path=str(path) if what == "pipe" else "/dev/zero")))
    assert build(config_in(tmp_path)).papers == 1
