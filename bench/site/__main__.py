"""Prints the table of docs/benchmarks.md for the site: build, one new day, size, first search in Chromium.

Usage: python -m bench.site DAYS.tar.gz FOLDER [--search-only]
DAYS.tar.gz holds one JSON file of Hugging Face's daily papers a day, named YYYY-MM-DD.json. Titles, authors and
abstracts are theirs; the summaries and facts are generated, since 580 days of real ones would take the model a week.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.config import Config, Paths
from pipeline.flow.kept import EXTRACT
from pipeline.publish.site.build import build_site
from pipeline.publish.site.overview import call
from pipeline.store.artefacts import record_json
from schemas.digest import PROSE_FIELDS, Digest, Entry, GroundedFact, GroundedProse, GroundedSummary, SummaryDraft
from schemas.grounding import Location, Verdict
from schemas.records import Paper, Receipt
from schemas.summary import Summary

PAPERS_A_DAY = 16  # what 580 days have on average
SEARCHED = 10_000  # papers in the search's index
SEED = 20261122
PROSE = {
    "headline": "看图推理时再看一次，MATH500 达 71.2%",
    "task": "视觉语言模型的多步推理",
    "input": "图像和文本问题",
    "output": "文本答案",
    "problem": "现有方法把奖励平均分给每个词元，关键的词元得不到应有的份额，训练因此又慢又不稳定；逐步标注的过程"
    "奖励模型需要大量人工，换一个领域就要重做，而一次看完整张图的模型又会在后面的步骤里忘记细节。",
    "architecture": "在原有模型之上加入一个小模块，由它决定何处值得再看一次，再把所看到的内容接回上下文。模块由两层注"
    "意力和一个线性头组成，输入是最后一层的隐状态，输出是每个位置的得分；得分最高的八个位置被展开为更"
    "细的词元，其余位置保持不变，因此长度只增加百分之五。",
    "training": "先以监督数据微调，再以强化学习优化，两个阶段使用同一份题目。第一阶段只更新小模块，冻结主干；第二"
    "阶段更新全部参数，奖励由答案是否正确和再看的次数两部分组成，每题采样八个回答，优势在组内归一化。",
    "inference": "与原有模型的推理过程相同，只多一步选择；贪心解码，最多生成三千词元，不需要外部工具。",
    "results_prose": "在主要基准上均高于最接近的方法，平均提高三点二个百分点，其中需要看清细节的两个基准提高最多；去掉"
    "小模块后降到与基座相同，把得分换成随机数后低于基座。",
}
BACKBONES = [
    "Qwen2.5-VL-7B",
    "Qwen2.5-7B-Instruct",
    "Llama-3.1-8B-Instruct",
    "InternVL3-8B",
    "Wan2.1-14B",
    "SDXL",
    "GPT-2",
]
DATASETS = ["GSM8K", "MATH500", "COCO", "ImageNet-1K", "LongBench", "AIME 2024", "MMStar", "TextVQA", "RealEstate10K"]
PLACE = Location(page_number=4, block=9, start=0, last_block=9, end=60, bbox=(0, 0, 1, 1), rule="exact")


def facts(chance: random.Random) -> tuple[GroundedFact, ...]:
    """As many facts as a paper with tables has: 2 models, 3 datasets, 18 settings, 6 results with baselines."""

    def fact(kind: str, name: str, value: str = "", note: str = "") -> GroundedFact:
        quote = (
            f"We use {name} {value} in all experiments of this section unless stated otherwise (run {chance.random()})."
        )
        bad = chance.random() < 0.03
        verdict = Verdict(kind="unsupported") if bad else Verdict(kind="holds", page_number=4, found=value, quote=PLACE)
        values = {"kind": kind, "name": name, "value": value, "note": note, "quote": quote, "verdict": verdict}
        return GroundedFact.model_validate(values)

    out = [fact("backbone", name) for name in chance.sample(BACKBONES, 2)]
    out += [fact("dataset", name, note="train") for name in chance.sample(DATASETS, 3)]
    for scope in ("SFT", "RL"):
        out.append(fact("hyperparameter", "learning rate", f"{chance.randint(1, 9)}e-{chance.randint(4, 6)}", scope))
        out.append(fact("hyperparameter", "batch size", str(2 ** chance.randint(3, 10)), scope))
        names = ("optimizer", "epochs", "weight decay", "warmup", "LoRA rank", "dropout")
        out += [fact("hyperparameter", name, str(chance.randint(1, 64)), scope) for name in names]
    out.append(fact("hyperparameter", "GPUs", f"{2 ** chance.randint(0, 7)} A100"))
    out.append(fact("hyperparameter", "training time", f"{chance.randint(2, 90)} hours"))
    for name in chance.sample(DATASETS, 6):
        out.append(fact("result", "accuracy", f"{chance.uniform(40, 90):.1f}", name))
        out.append(fact("baseline", "GRPO", f"{chance.uniform(40, 90):.1f}", name))
    return tuple(out)


def summary(chance: random.Random) -> GroundedSummary:
    """A generated summary."""
    empty: dict[str, Any] = dict.fromkeys(Summary.model_fields, ())
    draft = SummaryDraft(
        summary=Summary.model_validate({**empty, **PROSE}),
        model="bench",
        host="bench",
        passes="single",
        prompts=("system@1", "single@1"),
    )
    return GroundedSummary(
        draft=draft,
        prose={field: GroundedProse(text=PROSE[field]) for field in PROSE_FIELDS},
        facts=facts(chance),
        absent=("学习率调度",),
        receipt=Receipt(pages=18, pages_with_text=18, characters=61000, tables=6, figures=7, hidden_spans=0),
        pdf_version="v1",
    )


def digests(archive: Path) -> Iterator[Digest]:
    """One digest a day; short days are filled from the listed papers of others, so that each has PAPERS_A_DAY."""
    chance = random.Random(SEED)
    with tarfile.open(archive) as tar:
        read = {Path(m.name).stem: json.load(f) for m in tar if m.isfile() and (f := tar.extractfile(m))}
    # some days hold an error, or entries of another form
    days = {d: [e for e in found if "paper" in e] if isinstance(found, list) else [] for d, found in read.items()}
    days = {d: [e for e in found if isinstance(e, dict)] for d, found in days.items()}
    spare = [entry for entries in days.values() for entry in entries[PAPERS_A_DAY:]]
    for day, entries in sorted(days.items()):
        listed = entries[:PAPERS_A_DAY]
        while len(listed) < PAPERS_A_DAY and spare:
            listed.append(spare.pop())
        yield Digest(title=day, entries=tuple(Entry(paper=_paper(e), summary=summary(chance)) for e in listed))


def _paper(entry: dict[str, Any]) -> Paper:
    paper = entry["paper"]
    return Paper(
        paper_id=paper["id"],
        version="v1",
        title=paper["title"],
        authors=tuple(a["name"] for a in paper["authors"]),
        abstract=paper["summary"],
        upvotes=paper.get("upvotes"),
        published=paper.get("publishedAt", "")[:10] or None,
        categories=("cs.CV",),
    )


def timed(config: Config, rebuild: bool = False) -> str:
    """What a build took."""
    begun, used = time.perf_counter(), time.process_time()
    built = build_site(config, config.paths.site_dir, print, EXTRACT.name, rebuild)
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    return f"{wall:.2f} s, {cpu:.2f} s CPU; {built.rendered} digests rendered of {built.days}"


def grown(site: Path, to: Path, papers: int) -> None:
    """The site's search page with an index of `papers`: those of the days, and copies of some under other ids."""
    for name in ("assets", "data"):
        shutil.copytree(site / name, to / name, dirs_exist_ok=True)
    shutil.copy(site / "search.html", to)
    rows: list[list[Any]] = []
    for path in sorted((to / "data").glob("[2r]*.js"), reverse=True):
        rows += json.loads("[" + path.read_text("utf-8").partition("(")[2].rpartition(")")[0] + "]")[1]
    more = [[f"{row[0]}-copy", *row[1:]] for row in rows[: max(0, papers - len(rows))]]
    (to / "data" / "copies.js").write_text(call("RIBAO_SHARD", "copies", more), "utf-8")
    manifest = (to / "data" / "manifest.js").read_text("utf-8")
    whole = re.sub(r'"papers": \[[^\]]*\], ', "", manifest)  # without them all shards are loaded at once
    (to / "data" / "manifest.js").write_text(whole.replace("]", ', "copies"]', 1), "utf-8")
    print(f"search over {len(rows) + len(more)} papers")


# The moment of the key, of the first list that the search shows, painted, and of the end of loading; in ms.
WATCH = """
addEventListener('DOMContentLoaded', () => {
  const T = window.T = {}, list = document.getElementById('hits'), field = document.querySelector('[name=NAME]');
  const painted = then => requestAnimationFrame(() => setTimeout(() => then(performance.now()), 0));
  new MutationObserver(() => { if (T.key) painted(at => { if (!T.shown && list.children.length) T.shown = at; }); })
    .observe(list, { childList: true });
  new MutationObserver(() => painted(at => { T.ready = T.ready || at; })).observe(list, { attributes: true });
  field.focus();
  const type = () => {
    T.key = performance.now();
    field.value = 'TEXT';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    T.handled = performance.now();
    painted(at => { T.painted = at; });
  };
  if (COLD) type();
  else new MutationObserver(() => setTimeout(type, 1000)).observe(list, { attributes: true });
});
"""
VISITS = 5


def search_times(sites: Sequence[Path]) -> None:
    """Print, for words and a filter, the milliseconds from the key to the painted list, in a new window each time.

    Several sites take turns, and their medians stand side by side.
    """
    with chromium() as browser:
        for name, text in (("q", "d"), ("q", "diffusion"), ("q", "chain of thought"), ("backbone", "qwen2.5")):
            for cold in (True, False):
                script = WATCH.replace("NAME", name).replace("TEXT", text).replace("COLD", str(cold).lower())
                visits = [[_visit(browser, site, script) for site in sites] for _ in range(VISITS)]
                print(f"{name}={text}, {'as the page opens' if cold else 'index there'}: {beside(visits)}")


def beside(visits: Sequence[Sequence[dict[str, float]]]) -> str:
    """The medians (and worst) of each figure, the sites' side by side; `visits`: a row a round, a column a site."""
    columns = list(zip(*visits, strict=True))
    told: list[str] = []
    for key in visits[0][0]:
        figures = [[visit[key] for visit in column] for column in columns]
        told.append(f"{key} " + " / ".join(f"{median(f):.0f} ({max(f):.0f})" for f in figures))
    return ", ".join(told)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, started here and not by Playwright, which would give it another session, and so another priority."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        command = [program, "--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            address = next(line.split()[-1] for line in process.stderr if "DevTools listening" in line)
            browser = playwright.chromium.connect_over_cdp(address)
            yield browser
            browser.close()
            process.terminate()


def _visit(browser: Any, site: Path, script: str) -> dict[str, float]:
    window = browser.new_context()
    page = window.new_page()
    page.add_init_script(script)
    page.goto(f"{site.as_uri()}/search.html", wait_until="commit")
    while not page.evaluate("() => window.T && T.shown && T.ready"):
        page.wait_for_timeout(50)
    times = page.evaluate("() => T")
    heap = page.evaluate("() => performance.memory.usedJSHeapSize / 1e6")
    window.close()
    return {
        "key to list": times["shown"] - times["key"],
        "of it own code": times["handled"] - times["key"],
        "key to next paint": times["painted"] - times["key"],
        "opened to all loaded": times["ready"],
        "heap MB": heap,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--search-only", action="store_true", help="of a site that an earlier bench has built")
    arguments = parser.parse_args()
    home: Path = arguments.folder
    paths = Paths(data_dir=home / "data", digests_dir=home / "digests", site_dir=home / "site", models_dir=home)
    config = Config(paths=paths)
    paths.digests_dir.mkdir(parents=True, exist_ok=True)
    if not any(paths.digests_dir.glob("*.json")):  # a second bench in the same folder builds from the same digests
        for digest in digests(arguments.archive):
            (paths.digests_dir / f"{digest.title}.json").write_text(record_json(digest), "utf-8")
    site = paths.site_dir
    last = max(paths.digests_dir.glob("*.json"))
    if not arguments.search_only:
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"full build: {timed(config, rebuild=True)}")
        held_back = last.read_bytes()
        for _ in range(3):
            last.unlink()
            print(f"a day is gone: {timed(config)}")
            last.write_bytes(held_back)
            print(f"one new day: {timed(config)}")
        print(f"nothing new: {timed(config)}")
        files = [p for p in site.rglob("*") if p.is_file()]
        index = [p.stat().st_size for p in (site / "data").glob("*.js")]
        print(f"size: {sum(p.stat().st_size for p in files) / 1e6:.0f} MB in {len(files)} files")
        print(f"search index: {sum(index) / 1e6:.1f} MB in {len(index)} files")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    grown(site, home / "search", SEARCHED)
    print(f"load {os.getloadavg()[0]:.1f}")
    search_times([home / "search"])


if __name__ == "__main__":
    main()
