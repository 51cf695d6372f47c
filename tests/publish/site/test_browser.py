"""A reader in a real browser finds a paper, opens a proof, and meets no fault."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from schemas.digest import GroundedProse, GroundedSentence
from schemas.grounding import Proof
from tests.publish.site.conftest import Reader
from tests.publish.site.home import build, config_in, day, paper, save, setting, summary

PAGES = ("index.html", "paper/2511.90001.html", "archive.html", "search.html", "trends.html")
PDF = re.compile(r"https://arxiv\.org/pdf/2511\.90001v1#page=4")


def test_a_click_on_a_value_opens_its_quote_and_the_page_of_the_pdf(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html")
    value = page.locator(".settings a.v", has_text="AdamW").first
    value.click()
    proof = page.locator(".proof")
    expect(proof).to_contain_text("Optimizer · AdamW")
    expect(proof).to_contain_text("与原文一致")
    expect(proof.locator("a")).to_have_attribute("href", PDF)
    expect(proof.locator("a")).to_have_text("打开 PDF 第 4 页")
    page.keyboard.press("Escape")
    expect(proof).to_have_count(0)
    expect(value).to_be_focused()


def test_hover_and_the_tab_key_open_a_proof_too(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html")
    page.locator(".settings a.v").nth(2).hover()
    expect(page.locator(".proof")).to_be_visible()
    page.mouse.move(2, 2)
    expect(page.locator(".proof")).to_have_count(0)
    page.locator(".chips a.v").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".proof q")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".proof a")).to_be_focused()


def test_without_scripts_a_value_leads_to_the_list_of_sources(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html", java_script_enabled=False)
    page.locator(".settings a.v").first.click()
    assert re.search(r"#1\.\d+$", page.url)
    expect(page.locator("li:target q")).to_be_visible()


def test_a_report_is_the_line_that_the_prompt_lab_reads(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".settings a.v", has_text="AdamW").first.click()
    page.locator(".proof .report").click()
    expect(page.get_by_label("应为")).to_be_focused()
    page.keyboard.type("Adam & co")
    page.get_by_role("button", name="复制").click()
    line = page.locator("#said code")
    expect(line).to_contain_text("optimizer")
    report = {"paper": "2511.90001", "field": "hyperparameter/optimizer", "shown": "AdamW", "right": "Adam & co"}
    assert json.loads(line.inner_text()) == report
    address = urlsplit(page.get_by_role("link", name="写成邮件").get_attribute("href") or "")
    letter = parse_qs(address.query)
    assert (address.scheme, address.path) == ("mailto", "")
    assert letter["subject"] == ["ribao 2511.90001: 报告错误"]
    assert json.loads(letter["body"][0].splitlines()[-1]) == report
    assert "应为：Adam & co" in letter["body"][0]
    expect(page.get_by_role("link", name="issue")).to_have_count(0)
    page.get_by_label("应为").press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".settings a.v", has_text="AdamW").first).to_be_focused()


def test_search_filters_and_the_address_keep_each_other(reader: Reader) -> None:
    page = reader.open("search.html")
    expect(page.locator("#count")).to_have_text("找到 3 篇")
    page.fill("[name=q]", "key-value precision")
    expect(page.locator("#count")).to_have_text("找到 1 篇")
    assert page.url.endswith("#q=key-value+precision")
    page.fill("[name=q]", "")
    page.fill("[name=backbone]", "qwen2.5-math")
    expect(page.locator(".hit h2")).to_have_count(1)
    expect(page.locator(".hit h2")).to_contain_text("HingePO")
    page.locator("[type=reset]").click()
    expect(page.locator("#count")).to_have_text("找到 3 篇")
    again = reader.open("search.html#author=Korhonen&verified=on")
    expect(again.locator("#count")).to_have_text("找到 1 篇")
    expect(again.locator("[name=verified]")).to_be_checked()
    again.locator(".hit a").first.click()
    expect(again.locator("h1")).to_contain_text("TideKV")


def test_a_phone_s_first_screen_shows_what_was_found(reader: Reader) -> None:
    page = reader.open("search.html#q=key-value", width=390, height=844)
    expect(page.locator("#count")).to_have_text("找到 1 篇")
    expect(page.locator("[name=author]")).to_be_hidden()
    place = page.locator(".hit").first.bounding_box()
    assert place is not None
    assert place["y"] < 844 / 2
    page.locator("#conditions summary").click()
    expect(page.locator("[name=author]")).to_be_visible()


@pytest.mark.parametrize(("address", "width"), [("search.html#author=Korhonen", 390), ("search.html", 1280)])
def test_conditions_that_are_set_or_have_room_are_shown(reader: Reader, address: str, width: int) -> None:
    expect(reader.open(address, width=width).locator("[name=author]")).to_be_visible()


@pytest.mark.parametrize(("newest", "at_once"), [(1_999, True), (2_000, False)])
def test_papers_beyond_two_thousand_are_searched_when_they_are_asked_for(
    reader: Reader, tmp_path: Path, newest: int, at_once: bool
) -> None:
    shutil.copytree(reader.site, tmp_path / "site")
    data = tmp_path / "site" / "data"
    old = (data / "recent.js").read_text("utf-8").replace("2511.9000", "2411.9000").replace('"recent"', '"old"')
    (data / "old.js").write_text(old, "utf-8")
    told = {"shards": ["recent", "old"], "papers": [newest, 3], "slugs": {}}
    (data / "manifest.js").write_text(f"window.RIBAO_MANIFEST={json.dumps(told)};", "utf-8")
    page = Reader(reader.browser, tmp_path / "site").open("search.html#q=key-value")
    older = page.get_by_role("button", name="也查更早的 3 篇")
    if not at_once:
        expect(page.locator("#count")).to_have_text("找到 1 篇")
        older.click()
    expect(page.locator("#count")).to_have_text("找到 2 篇")
    expect(older).to_be_hidden()


def test_words_of_the_abstract_are_found(reader: Reader) -> None:
    page = reader.open("search.html#q=exhaustive+cropping")
    expect(page.locator("#hits")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#count")).to_have_text("找到 1 篇")


def test_from_the_latest_page_to_a_paper_and_back_to_its_day(reader: Reader) -> None:
    page = reader.open("index.html")
    page.locator(".title a").first.click()
    expect(page.locator("h1")).to_contain_text("HingePO")
    page.locator(".pager a").first.click()
    expect(page.locator("h1")).to_have_text("2025-11-24")


def test_the_switches_hold_on_the_next_page(reader: Reader) -> None:
    page = reader.open("index.html", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    page.click("#language")
    expect(page.locator("nav [data-t=search]")).to_have_text("Search")
    page.click("nav [data-t=search]")
    expect(page.locator("h1")).to_have_text("Search")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(page.locator("#count")).to_have_text("3 found")


def test_english_labels_name_titles_weekdays_and_charts_too(reader: Reader) -> None:
    page = reader.open("archive.html")
    expect(page.locator("th").first).to_have_text("一")
    page.click("#language")
    expect(page.locator("th").first).to_have_text("Mo")
    expect(page).to_have_title("Archive · Ribao")
    page.click("nav [data-t=trends]")
    expect(page).to_have_title("Trends · Ribao")
    expect(page.get_by_role("img", name="Most used backbones")).to_be_visible()
    page.goto(f"{reader.site.as_uri()}/paper/2511.90001.html")
    expect(page).to_have_title(re.compile("HingePO.* · Ribao"))
    expect(page.locator(".settings th[scope=row]", has_text="optimizer").first).to_be_visible()
    assert not re.search(
        "[一-鿿]",
        " ".join(page.locator("[aria-label]").evaluate_all("all => all.map(e => e.ariaLabel)")).replace("中文界面", ""),
    )


def test_the_figures_are_shown_and_have_their_captions(reader: Reader) -> None:
    page = reader.open("index.html")
    figures = page.locator("figure img")
    expect(figures).to_have_count(3)
    for n in range(3):
        figures.nth(n).scroll_into_view_if_needed()
        page.wait_for_function("n => document.images[n].complete && document.images[n].naturalWidth > 300", arg=n)
        assert "Fig" in (figures.nth(n).get_attribute("alt") or "")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(reader: Reader, path: str, width: int) -> None:
    page = reader.open(path, width=width)
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(reader: Reader, path: str, scheme: str) -> None:
    page = reader.open(path, color_scheme=scheme, bypass_csp=True)  # axe is put in as an inline script
    if path == "search.html":
        expect(page.locator(".hit")).to_have_count(3)
    for fold in page.locator("details").all():
        fold.evaluate("e => e.open = true")
    if path.startswith("paper"):
        page.locator(".settings a.v").first.click()
    found = Axe().run(page, options={"preload": False}).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_the_policy_stops_a_script_that_is_none_of_ours(browser: Browser, sample_site: Path) -> None:
    reader = Reader(browser, sample_site)
    page = reader.open("index.html")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.owned=1'}))"
    )
    assert page.evaluate("window.owned") is None
    assert any("Content Security Policy" in c for c in reader.complaints)
    page.context.close()


def test_print_shows_the_sources(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html")
    page.emulate_media(media="print")
    expect(page.locator(".notes q").first).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()


def test_hostile_texts_stay_text_in_the_browser(browser: Browser, tmp_path: Path) -> None:
    nasty = '<img src=x onerror="window.owned=1"></details><script>window.owned=1</script>'
    hostile = paper(1, title=nasty, authors=(nasty,), abstract=nasty)
    done = summary({"task": nasty, "problem": nasty}, facts=(setting(nasty, nasty, nasty),), model=nasty)
    save(tmp_path, day("2025-11-24", hostile, done=done))
    config = config_in(tmp_path)
    build(config)
    reader = Reader(browser, config.paths.site_dir)
    for path in ("index.html", "paper/2511.00001.html", "search.html", "trends.html"):
        page = reader.open(path)
        if path == "search.html":
            expect(page.locator(".hit h2")).to_have_text(nasty)
        if path == "index.html":
            expect(page.locator(".title")).to_contain_text(nasty)
            page.locator(".data summary").first.click()
            page.locator(".settings a.v").first.click()
            expect(page.locator(".proof")).to_be_visible()
        assert page.evaluate("window.owned") is None
        assert page.locator("img").count() == 0
        page.context.close()
    assert reader.complaints == []


def cited(text: str, quote: str, page: int) -> GroundedProse:
    """One sentence that cites a place of the paper."""
    proof = Proof(text=quote, page_number=page, bbox=(0, 0, 1, 1), at="9")
    sentence = GroundedSentence(start=0, end=len(text), at=("9",), pages=(page,), proofs=(proof,))
    return GroundedProse(text=text, sentences=(sentence,))


@pytest.fixture
def three_papers(browser: Browser, tmp_path: Path) -> Iterator[Reader]:
    """A day of three papers whose first part cites a place."""
    done = summary()
    prose = {**done.prose, "problem": cited("奖励分得太平均。", "All tokens get the same reward.", 3)}
    save(tmp_path, day("2025-11-24", *map(paper, (1, 2, 3)), done=done.model_copy(update={"prose": prose})))
    config = config_in(tmp_path)
    build(config)
    reader = Reader(browser, config.paths.site_dir)
    yield reader
    for context in browser.contexts:
        context.close()
    assert reader.complaints == []


def test_a_day_begins_with_its_headlines_and_its_facts_are_folded(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    expect(page.locator(".toc li")).to_have_count(3)
    expect(page.locator(".toc-says").first).to_have_text("只奖励关键词元，MATH500 达 62.7%")
    expect(page.locator(".headline").first).to_be_visible()
    expect(page.locator(".steps").first).to_be_visible()
    expect(page.locator(".data summary").first).to_have_text("数据 · 结果 2 项 · 设置 3 项 · 4 项 ⚠")
    expect(page.locator(".settings").first).to_be_hidden()
    expect(page.locator(".alert").first).to_contain_text("与论文不符：批量大小 512（阶段二），论文为 256（第 7 页）")
    expect(three_papers.open("paper/2511.00001.html").locator(".settings")).to_be_visible()


def test_settings_that_are_looked_up_stand_in_a_second_fold_which_opens_in_place(
    browser: Browser, tmp_path: Path
) -> None:
    many = tuple(setting(f"k{n}", "20 updates", "RL") for n in range(23))
    save(tmp_path, day("2025-11-24", done=summary(facts=many)))
    config = config_in(tmp_path)
    build(config)
    page = Reader(browser, config.paths.site_dir).open("index.html")
    address = page.url
    page.keyboard.press("o")
    first, second = page.locator(".data > .settings tbody tr"), page.locator(".data .more .settings tbody tr")
    expect(first).to_have_count(20)
    expect(second.first).to_be_hidden()
    expect(page.locator(".more summary")).to_have_text("其余 · 设置 3 项")
    expect(first.first).to_have_text("k020 次更新强化学习")
    expect(first.first.locator("a.v")).to_have_attribute("data-s", "20 updates")
    page.locator(".more summary").click()
    expect(second).to_have_count(3)
    expect(second.first).to_be_visible()
    second.first.locator("a.v").click()
    expect(page.locator(".proof")).to_be_visible()
    assert page.url == address
    page.context.close()


def test_a_sentence_opens_its_own_place(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    page.locator("p a.at").first.click()
    proof = page.locator(".proof")
    expect(proof).to_contain_text("All tokens get the same reward.")
    expect(proof).to_contain_text("这句话写自此处")
    expect(proof.locator("a")).to_have_attribute("href", "https://arxiv.org/pdf/2511.00001v1#page=3")


def test_the_keyboard_walks_the_day(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    cards, focused = page.locator("article.card"), page.locator("article.card:focus")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(focused).to_have_attribute("data-paper", f"2511.0000{at + 1}")
    page.keyboard.press("o")
    expect(cards.nth(1).locator(".settings")).to_be_visible()
    page.keyboard.press("o")
    expect(cards.nth(1).locator(".settings")).to_be_hidden()
    page.keyboard.press("e")
    expect(cards.nth(1).locator(".notes ol")).to_be_visible()
    expect(cards.nth(1).locator(".notes a").first).to_have_attribute("href", re.compile("#page="))
    page.keyboard.press("/")
    expect(page.locator("[name=q]")).to_be_visible()
    page.locator("[name=q]").press("j")
    expect(page.locator("[name=q]")).to_have_value("j")


def test_what_was_read_is_remembered(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("r")
    page.reload()
    expect(page.locator(".toc li.is-read")).to_have_count(3)
    page.locator(".mark-read").first.click()
    page.reload()
    expect(page.locator(".toc li.is-read")).to_have_count(2)
    expect(page.locator(".mark-read").first).to_have_attribute("aria-pressed", "false")


def test_votes_are_remembered_and_handed_over_as_a_file(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    expect(page.locator(".votes")).to_be_hidden()
    page.locator("[data-vote=like]").first.click()
    page.locator("[data-vote=dislike]").nth(1).click()
    page.locator("[data-vote=like]").nth(2).click()
    page.locator("[data-vote=like]").nth(2).click()  # taken back
    page.reload()
    expect(page.locator("[data-vote=like]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-vote=like]").nth(2)).to_have_attribute("aria-pressed", "false")
    with page.expect_download() as download:
        page.locator(".votes").click()
    votes = json.loads(Path(download.value.path()).read_text("utf-8"))
    shown = [str(card.get_attribute("data-paper")) for card in page.locator("article.card").all()]
    assert (votes["like"], votes["dislike"]) == ([shown[0]], [shown[1]])


def test_gpus_and_code_filter(browser: Browser, tmp_path: Path) -> None:
    small = summary(facts=(setting("GPUs", "2"),))
    large = summary(facts=(setting("GPUs", "64"),))
    save(tmp_path, day("2025-11-20", paper(1), done=small))
    save(tmp_path, day("2025-11-21", paper(2, abstract="No code.", code_url=None), done=large))
    save(tmp_path, day("2025-11-22", paper(3)))
    config = config_in(tmp_path)
    build(config)
    page = Reader(browser, config.paths.site_dir).open("search.html#gpus=8")
    expect(page.locator(".hit h2")).to_have_text(["Paper 1"])
    page.locator("[type=reset]").click()
    page.check("[name=code]")
    expect(page.locator(".hit h2")).to_have_text(["Paper 3", "Paper 1"])
    page.check("[name=verified]")
    expect(page.locator(".hit h2")).to_have_text(["Paper 1"])
    page.context.close()


def test_from_one_paper_to_the_next_the_tab_key_stops_at_few_places(reader: Reader) -> None:
    page = reader.open("index.html")
    page.locator("article.card").first.focus()
    stops = 0
    while page.evaluate("document.activeElement.closest('article.card') === document.querySelector('article.card')"):
        page.keyboard.press("Tab")
        stops += 1
    assert stops <= 18
    assert page.locator("article.card").first.locator("a.v").count() > 16


def test_arrows_go_from_value_to_value_and_each_opens_its_proof(reader: Reader) -> None:
    page = reader.open("paper/2511.90001.html")
    values = page.locator("article.card a.v").filter(visible=True)
    values.first.focus()
    page.keyboard.press("ArrowRight")
    expect(values.nth(1)).to_be_focused()
    expect(page.locator(".proof q")).to_be_visible()
    expect(page.locator(".proof .on-page .box")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(values.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(values.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(values.nth(1)).to_be_focused()


def test_the_first_stop_of_a_list_skips_it(three_papers: Reader) -> None:
    page = three_papers.open("index.html")
    skip = page.locator(".toc .skip")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".title a").first).to_be_focused()


def test_search_finds_method_and_facts_and_marks_what_it_found(three_papers: Reader) -> None:
    page = three_papers.open("search.html#q=MATH500+62.7")
    expect(page.locator(".hit")).to_have_count(3)
    for word in ("MATH500", "62.7"):
        expect(page.locator(".hit").first.locator(".snippet mark", has_text=word).first).to_be_visible()
    page.fill("[name=q]", "paper 00002")
    expect(page.locator(".hit h2")).to_have_text(["Paper 2"])
    expect(page.locator(".hit h2 mark")).to_have_text(["Paper"])
    page.locator("[name=q]").fill("")
    expect(page.locator("mark")).to_have_count(0)
    page.locator("[name=q]").blur()
    for at in (0, 1):
        page.keyboard.press("j")
        expect(page.locator(".hit h2 a").nth(at)).to_be_focused()


def test_the_newest_bar_is_seen_on_a_phone(reader: Reader) -> None:
    page = reader.open("trends.html", width=360)
    expect(page.locator(".chart.wide .mark").last).to_be_in_viewport()


def test_a_wrong_fact_becomes_an_issue_where_the_site_names_a_tracker(browser: Browser, tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-24", paper(1)))
    config = config_in(tmp_path, report="https://git.example/o/r/issues/new")
    build(config)
    reader = Reader(browser, config.paths.site_dir)
    page = reader.open("index.html")
    page.locator(".chips a.v").first.click()
    page.locator(".proof .report").click()
    issue = urlsplit(page.get_by_role("link", name="issue").get_attribute("href") or "")
    assert issue.geturl().startswith("https://git.example/o/r/issues/new?title=ribao%202511.00001")
    assert '"paper":"2511.00001"' in parse_qs(issue.query)["body"][0]
    expect(page.get_by_role("link", name="邮件")).to_have_count(0)
    page.context.close()
