"""The page needs nothing else, runs nothing, escapes everything, and links each claim to its passage."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.promptlab.evaluation_page import page
from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, Fixture
from pipeline.promptlab.score_table import Evaluation, read_evaluation
from pipeline.promptlab.textdiff import diff, runs
from schemas.digest import Source
from schemas.grounding import Verdict
from tests.promptlab.lab import SILENT_ON_SETTINGS, recorded_lab

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>"


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("page")
    lab = recorded_lab(folder, SILENT_ON_SETTINGS)
    done = lab.eval("committed", str(folder / "variant-0"), "--json", str(folder / "e.json"))
    assert done.exit_code == 0, done.exception
    return read_evaluation(folder / "e.json")


def expected() -> dict[str, Fixture]:
    fixtures = [Fixture.model_validate_json(path.read_bytes()) for path in COMMITTED_FIXTURES.glob("*.json")]
    return {f.paper_id: f for f in fixtures}


def html_of(evaluation: Evaluation) -> str:
    return page(evaluation, {name: f.expected for name, f in expected().items()})


class Outline(HTMLParser):
    """Tags, ids, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_claim_links_to_a_passage_that_is_there_once(evaluation: Evaluation) -> None:
    outline = Outline(html_of(evaluation))
    assert len(set(outline.ids)) == len(outline.ids)
    assert set(outline.links) <= {f"#{name}" for name in outline.ids}
    facts = [
        f for p in evaluation.experiments[0].papers for f in (p.answer.grounded.facts if p.answer.grounded else ())
    ]
    assert len([link for link in outline.links if "-q" in link]) > len(facts) > 100
    assert "with 𝛽" not in outline.text
    assert "| Optimizer | AdamW |" in outline.text


def test_the_page_loads_and_runs_nothing(evaluation: Evaluation) -> None:
    html = html_of(evaluation)
    outline = Outline(html)
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & set(outline.tags)
    assert not [name for name in outline.attributes if name.startswith("on") or name in ("src", "style")]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy[1]


def _evil(verdict: Verdict) -> Verdict:
    proof = verdict.proof.model_copy(update={"text": EVIL, "row": EVIL, "column": EVIL}) if verdict.proof else None
    return verdict.model_copy(update={"found": EVIL, "proof": proof})


def test_foreign_text_is_escaped_everywhere(evaluation: Evaluation) -> None:
    paper = evaluation.experiments[0].papers[0]
    assert paper.answer.grounded
    facts = tuple(
        f.model_copy(update={"name": EVIL, "value": EVIL, "note": EVIL, "verdict": _evil(f.verdict)})
        for f in paper.answer.grounded.facts
    )
    prose = {
        field: p.model_copy(update={"text": EVIL, "problems": (EVIL,)})
        for field, p in paper.answer.grounded.prose.items()
    }
    grounded = paper.answer.grounded.model_copy(update={"facts": facts, "prose": prose})
    scores = paper.scores.model_copy(
        update={
            "settings": paper.scores.settings.model_copy(update={"missed": (EVIL,), "pairs": ((EVIL, EVIL + "2"),)})
        }
    )
    evil = paper.model_copy(
        update={"title": EVIL, "answer": paper.answer.model_copy(update={"grounded": grounded}), "scores": scores}
    )
    first = evaluation.experiments[0].model_copy(update={"variant": EVIL, "model": EVIL, "papers": (evil,)})
    html = html_of(
        evaluation.model_copy(update={"fixtures": EVIL, "experiments": (first, *evaluation.experiments[1:])})
    )
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)") > 20


def test_what_differs_is_marked_and_what_is_missed_is_said(evaluation: Evaluation) -> None:
    html = html_of(evaluation)
    assert 'class="differs"' in html
    missed = sum(len(p.scores.together.missed) for e in evaluation.experiments for p in e.papers)
    assert html.count('<span class="bad">missed</span>') == missed > 20
    a, b = (e.papers[0] for e in evaluation.experiments)
    assert a.answer.grounded
    assert b.answer.grounded
    changed = dict(b.answer.grounded.prose)
    changed["task"] = changed["task"].model_copy(update={"text": "训练视觉模型完成推理任务"})
    answer = b.answer.model_copy(update={"grounded": b.answer.grounded.model_copy(update={"prose": changed})})
    text = diff(a, b.model_copy(update={"answer": answer}), ("A", "B"), colour=False)
    assert "任务：训练[-语言-]{+视觉+}模型完成推理任务" in text
    assert "\x1b[32m视觉\x1b[0m" in diff(a, b.model_copy(update={"answer": answer}), ("A", "B"), colour=True)


def test_a_translation_stands_below_the_sentences_it_is_made_from(evaluation: Evaluation) -> None:
    paper = evaluation.experiments[0].papers[0]
    assert paper.answer.grounded
    draft = paper.answer.grounded.draft.model_copy(
        update={"sources": {"problem": (Source(text="Rewards are sparse.", page_number=3),)}}
    )
    grounded = paper.answer.grounded.model_copy(update={"draft": draft})
    shown = paper.model_copy(update={"answer": paper.answer.model_copy(update={"grounded": grounded})})
    first = evaluation.experiments[0].model_copy(update={"papers": (shown,)})
    html = html_of(evaluation.model_copy(update={"experiments": (first, evaluation.experiments[1])}))
    assert html.count("<li>p. 3: Rewards are sparse.</li>") == 1
    assert html.index(">问题</h4>") < html.index("Rewards are sparse.") < html.index(">模型结构</h4>")


def test_two_experiments_are_compared_and_others_are_not(evaluation: Evaluation) -> None:
    html = html_of(evaluation)
    row = re.search(r">settings recall</th>.*?</tr>", html, re.DOTALL)
    assert row
    assert '<td class="finding bad"><b>worse</b>' in row[0]
    assert "95% interval" in row[0]
    a, b = evaluation.experiments
    for experiments in ((a,), (a, b, a)):
        assert "<b>worse</b>" not in html_of(evaluation.model_copy(update={"experiments": experiments}))
    apart = b.model_copy(update={"papers": (b.papers[0].model_copy(update={"paper_id": "x"}),)})
    html = html_of(
        evaluation.model_copy(update={"experiments": (a.model_copy(update={"papers": a.papers[1:]}), apart)})
    )
    assert "95% interval" not in html


def test_the_runs_of_a_difference_give_back_both_texts() -> None:
    for a, b in (("学习率 1e-4，批大小 128。", "学习率 2e-4，批量 128。"), ("", "新"), ("旧", ""), ("同", "同")):
        found = runs(a, b)
        assert "".join(r.text for r in found if r.mark != "added") == a
        assert "".join(r.text for r in found if r.mark != "removed") == b
    assert ("removed", "1e-4") in runs("学习率 1e-4", "学习率 2e-4")


def test_a_file_that_is_no_evaluation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(Exception, match="is no evaluation"):
        read_evaluation(path)
