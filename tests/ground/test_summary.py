"""A summary's facts and prose are checked, and each problem is said exactly."""

from __future__ import annotations

import pytest

from pipeline.ground.summary import code_of, ground_facts, problems_of, unseen, validate
from schemas.digest import GroundedSummary, SummaryDraft
from schemas.records import HiddenReason, HiddenSpan, Section
from schemas.summary import EMPTY, DatasetFact, HyperparameterFact, NamedFact, ResultFact, Summary
from tests.papers import paper_text, paragraph, sample_paper, table
from tests.places import indexed

PROSE = "本文提出一种新的方法。"
GOOD = Summary(
    task=PROSE,
    input=PROSE,
    output=PROSE,
    backbones=(),
    datasets=(),
    problem=PROSE,
    architecture=PROSE,
    training=PROSE,
    hyperparameters=(),
    inference=PROSE,
    results_prose=PROSE,
    results=(),
)
PAPER = paper_text(
    paragraph("We fine-tune Qwen2.5-VL-7B on GSM8K with a learning rate of 1 × 10^{-4} and a batch size of 64."),
    table([["Method", "GSM8K", "MATH"], ["GRPO", "90.3", "76.6"], ["HingePO", "92.6", "80.4"]], "Accuracy."),
)
INDEX = indexed(PAPER)


def summary(**changes: object) -> Summary:
    return GOOD.model_copy(update=changes)


def test_what_a_scope_leaves_out_is_not_where_its_value_stands() -> None:
    rows = [["Parameter", "Tide", "Ebb", "Flow"], ["Learning rate", "10^{-3}", "10^{-3}", "2×10^{-3}"]]
    index = indexed(paper_text(table(rows, "Settings.")))
    for scope, kind in (("Flow 之外的两个数据集", "holds"), ("除 Flow 外", "holds"), ("Flow", "differs")):
        setting = HyperparameterFact(name="learning rate", value="10^{-3}", scope=scope, at="1.1")
        (fact,) = ground_facts(summary(hyperparameters=(setting,)), index)
        assert (fact.note, fact.verdict.kind) == (scope, kind)


EXCEPTING = (
    "除了 Flow，其余|Flow 除外|其余（Flow 除外）|不含 Flow|非 Flow 数据集|Flow 另设，其余数据集|其他（Flo"
    "w 见下一行）|all but Flow"
)


@pytest.mark.parametrize("scope", EXCEPTING.split("|"))
def test_every_way_to_leave_something_out(scope: str) -> None:
    rows = [["Parameter", "Tide", "Ebb", "Flow"], ["Learning rate", "10^{-3}", "10^{-3}", "2×10^{-3}"]]
    setting = HyperparameterFact(name="learning rate", value="10^{-3}", scope=scope, at="1.1")
    index = indexed(paper_text(table(rows, "Settings.")))
    (fact,) = ground_facts(summary(hyperparameters=(setting,)), index)
    assert fact.verdict.kind == "holds"


def test_facts_hold_by_value_name_and_place() -> None:
    facts = ground_facts(
        summary(
            backbones=(NamedFact(name="Qwen2.5-VL-7B", at="1"), NamedFact(name="Qwen2.5-VL-72B", at="1")),
            datasets=(DatasetFact(name="GSM8K", role="train", at="1"),),
            hyperparameters=(
                HyperparameterFact(name="learning rate", value="1e-4", scope="", at="1"),
                HyperparameterFact(name="learning rate", value="1e-5", scope="", at="1"),
            ),
        ),
        INDEX,
    )
    assert [(f.name, f.verdict.kind) for f in facts] == [
        ("Qwen2.5-VL-7B", "holds"),
        ("Qwen2.5-VL-72B", "unsupported"),
        ("GSM8K", "holds"),
        ("learning rate", "holds"),
        ("learning rate", "differs"),
    ]
    assert [f.evidence for f in facts if f.verdict.holds] == [PAPER.blocks[0].text] * 3


def result(value: str, baseline_value: str, at: str = "2.2") -> ResultFact:
    named = {"benchmark": "GSM8K", "metric": "", "system": "HingePO", "baseline": "GRPO"}
    places = {"at": at, "baseline_at": "2.1"}
    return ResultFact.model_validate(named | places | {"value": value, "baseline_value": baseline_value})


def test_a_baseline_is_of_the_model_that_its_result_is_of() -> None:
    rows = [["Model", "Method", "GSM8K"], ["Falk-7B", "GRPO", "90.3"], ["", "HingePO", "92.6"]]
    paper = paper_text(table([*rows, ["Tern-3B", "GRPO", "80.1"], ["", "HingePO", "82.7"]], "Accuracy."))
    named = {"benchmark": "GSM8K", "metric": "", "system": "HingePO, Tern-3B", "value": "82.7", "at": "1.4"}

    def verdict(value: str, at: str) -> str:
        compared = ResultFact.model_validate(named | {"baseline": "GRPO", "baseline_value": value, "baseline_at": at})
        return ground_facts(summary(results=(compared,)), indexed(paper))[1].verdict.kind

    assert (verdict("80.1", "1.3"), verdict("90.3", "1.1")) == ("holds", "differs")


def test_baseline_must_stand_in_its_own_row() -> None:
    good, bad = (ground_facts(summary(results=(result("92.6", v),)), INDEX)[1] for v in ("90.3", "80.4"))
    assert good.verdict.holds
    assert good.evidence == "| Method | GSM8K | MATH |\n| GRPO | 90.3 | 76.6 |"
    assert not bad.verdict.holds


def test_reasons_for_a_re_ask_name_the_value_and_what_stands_there() -> None:
    facts = ground_facts(summary(results=(result("80.4", ""),)), INDEX)
    (line,) = problems_of((), facts)
    assert "80.4" in line
    assert "92.6" in line


def test_a_summary_that_named_no_places_still_loads() -> None:
    old = {
        "name": "learning rate",
        "value": "1e-4",
        "unit": "per step",
        "scope": "",
        "quote": "with a learning rate of 1 × 10^{-4}",
    }
    assert HyperparameterFact.model_validate(old).value == "1e-4 per step"
    assert NamedFact.model_validate({"name": "GPT-2", "quote": "We use GPT-2."}) == NamedFact(name="GPT-2")
    kept = validate(SummaryDraft(summary=GOOD, model="m", host="h", passes="single", prompts=()), PAPER).model_dump()
    del kept["prose"]["headline"]
    kept["facts"] = [
        {"kind": "backbone", "name": "GPT-2", "value": "", "quote": "We use GPT-2.", "verdict": {"kind": kind}}
        for kind in ("exact", "normalised", "elsewhere", "contradicted", "missing")
    ]
    facts = GroundedSummary.model_validate(kept).facts
    assert [f.verdict.kind for f in facts] == ["holds", "holds", "unsupported", "differs", "unsupported"]


def test_only_what_the_whole_paper_lacks_is_reported_absent() -> None:
    draft = SummaryDraft(summary=GOOD, model="m", host="h", passes="single", prompts=())
    absent = validate(draft, PAPER).absent
    assert "优化器" in absent
    assert "学习率" not in absent
    assert "批量大小" not in absent


def test_bundled_paper_that_keeps_its_settings_to_itself() -> None:
    draft = SummaryDraft(summary=GOOD, model="m", host="h", passes="single", prompts=())
    absent = validate(draft, sample_paper("2511.90002v1")).absent
    assert {"优化器", "批量大小", "GPU"} <= set(absent)
    assert "学习率" not in absent


@pytest.mark.parametrize(
    ("training", "settings", "told"),
    [
        ("", (), False),
        ("用强化学习训练。", (), True),
        ("", (("lr", "1e-4"),), True),
        ("无需训练，沿用预训练权重。", (("temperature", "0"),), False),
        ("Kestrel 是零样本的，不针对任务训练。", (("temperature", "0"),), False),
        ("Kestrel 不需要训练。小模型由大模型蒸馏后微调而来。", (("temperature", "0"),), False),
        ("大模型不训练，只训练适配器。", (("lr", "1e-4"),), True),
        ("大模型免训练，适配器微调一轮。", (("lr", "1e-4"),), True),
    ],
)
def test_an_entry_that_says_nothing_of_training_tells_of_no_settings_that_are_not_there(
    training: str, settings: tuple[tuple[str, str], ...], told: bool
) -> None:
    facts = tuple(HyperparameterFact(name=name, value=value, scope="", at="") for name, value in settings)
    summary = EMPTY.model_copy(update={"training": training, "hyperparameters": facts})
    draft = SummaryDraft(summary=summary, model="m", host="h", passes="focused", prompts=())
    others = paper_text(paragraph("The compared models were trained with a batch size of 32 on 8 A100 GPUs."))
    assert bool(validate(draft, others).absent) is told


@pytest.mark.parametrize(
    ("training", "backbone", "told"),
    [("", "Qwen2.5", False), ("被综述的方法用强化学习训练。", "", False), ("用强化学习训练。", "Qwen2.5", True)],
)
def test_a_paper_that_trains_nothing_of_its_own_lacks_no_settings(training: str, backbone: str, told: bool) -> None:
    backbones = (NamedFact(name=backbone),) if backbone else ()
    folds = (HyperparameterFact(name="folds", value="5", scope="", at=""),)
    summary = EMPTY.model_copy(update={"training": training, "backbones": backbones, "hyperparameters": folds})
    draft = SummaryDraft(summary=summary, model="m", host="h", passes="focused", prompts=())
    reviewers = paper_text(paragraph("We compare what two reviewers say of each article with how it is cited."))
    assert bool(validate(draft, reviewers).absent) is told


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Code: https://github.com/sail-sg/understand-r1-zero[^1]", "https://github.com/sail-sg/understand-r1-zero"),
        ("It is kept at https: //github.com/ EIT-NLP/Awesome-Latent.", "https://github.com/EIT-NLP/Awesome-Latent"),
        ("See https://gitlab.com/ebb/ebb and https://github.com/oat/oat.", "https://gitlab.com/ebb/ebb"),
        ("See https://github.com/ebb and https://ebb.github.io/ebb.", None),
        ("It is at https://github. com/ebb/tides.", "https://github.com/ebb/tides"),
        ("Code: github.com/ebb/tides", "https://github.com/ebb/tides"),
        ("See https://mygithub.com/ebb/tides.", None),
    ],
)
def test_the_first_repository_of_the_first_page_is_the_papers(said: str, found: str | None) -> None:
    assert code_of(paper_text(paragraph(said))) == found
    assert code_of(paper_text(paragraph("It is."), paragraph(said, page=2))) is None
    assert code_of(paper_text(paragraph(said, kind="reference"))) is None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("EbbNet code is available at https://github.com/ebb/net", "https://github.com/ebb/net"),
        ("The code we trained with is publicly available at github.com/ebb/net.", "https://github.com/ebb/net"),
        ("Our code is at https://github.com/ebb/net.", "https://github.com/ebb/net"),
        ("[^2]Code: https://github.com/ebb/net", "https://github.com/ebb/net"),
        ("We start from https://github.com/ebb/net.", None),
        ("The code is available at our page, as https://github.com/ebb/net is.", None),
    ],
)
def test_a_later_page_names_the_papers_repository_where_it_says_that_the_code_is_there(
    said: str, found: str | None
) -> None:
    assert code_of(paper_text(paragraph("It is."), paragraph(said, page=3))) == found
    assert code_of(paper_text(paragraph("See github.com/a/b."), paragraph(said, page=3))) == "https://github.com/a/b"


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Our code is public.[^2] We go on.", True),
        ("We release the code[^2] for others.", True),
        ("The code of all runs is available[^2]", True),
        ("We train with a library[^2] of others.", False),
        ("Our code is a new form of this one.[^2]", False),
        ("Our code is public. We use a library[^2]", False),
        ("Our code is public.[^3]", False),
    ],
)
def test_a_footnote_is_the_papers_repository_where_its_sentence_says_so(said: str, own: bool) -> None:
    note = paragraph("[^2]https://github.com/ebb/net", page=2, kind="footnote")
    found = "https://github.com/ebb/net" if own else None
    assert code_of(paper_text(paragraph("It is."), paragraph(said, page=2), note)) == found
    assert code_of(paper_text(paragraph("It is."), paragraph(said, page=3), note)) is None


def test_what_no_reader_sees_is_told_by_page_and_reason() -> None:
    def span(page: int, text: str, reason: HiddenReason = "white") -> HiddenSpan:
        return HiddenSpan(page_number=page, bbox=(0, 0, 1, 1), text=text, reason=reason)

    found = unseen(
        [span(2, "9"), span(1, "Praise"), span(1, "us"), span(1, "no x", "tiny"), span(1, "x y z no", "tiny")]
    )
    assert [(u.page_number, u.reason, u.spans, u.text) for u in found] == [
        (1, "white", 2, "Praise us"),
        (2, "white", 1, "9"),
    ]
    assert len(unseen([span(page, "9") for page in range(1, 8)])) == 6
    assert [len(u.text) for u in (unseen([span(1, "9 " + "x" * (n - 2))])[0] for n in (160, 161))] == [160, 160]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("praise this",), True),
        (("赞",), False),
        (("赞扬",), True),
        (("- 9",), True),
        (("empty ", "empty ", "Empty"), False),
        (("s1 ", "- - - -", "x y z"), False),
    ],
)
def test_what_no_reader_sees_is_told_where_it_says_something(texts: tuple[str, ...], told: bool) -> None:
    spans = [HiddenSpan(page_number=1, bbox=(0, 0, 1, 1), text=text, reason="white") for text in texts]
    assert bool(unseen(spans)) is told


def test_what_follows_ours_is_the_method_and_no_setting_of_its_baseline() -> None:
    rows = [
        ["method", "backbone", "AP"],
        ["ours, Faster R-CNN on FPN", "ResNet-101", "36.2"],
        ["AttractioNet", "VGG16", "35.7"],
    ]
    result = ResultFact(
        benchmark="COCO test-dev",
        metric="AP",
        system="ours, Faster R-CNN on FPN（ResNet-101）",
        value="36.2",
        at="1.1",
        baseline="AttractioNet",
        baseline_value="35.7",
        baseline_at="1.2",
    )
    facts = ground_facts(summary(results=(result,)), indexed(paper_text(table(rows, "COCO test-dev."))))
    assert [fact.verdict.kind for fact in facts] == ["holds", "holds"]


def test_a_paper_that_sends_for_details_to_an_appendix_it_lacks_is_not_said_to_report_nothing() -> None:
    backbones = (NamedFact(name="Qwen2.5", at=""),)
    summary = EMPTY.model_copy(update={"training": "用强化学习训练。", "backbones": backbones})
    draft = SummaryDraft(summary=summary, model="m", host="h", passes="focused", prompts=())
    for said, told in (("Details of training are in the Appendix.", False), ("Proofs are in the Appendix.", True)):
        body = [paragraph("We train a policy."), paragraph(said)]
        assert bool(validate(draft, paper_text(*body)).absent) is told
    sections = [Section(title="A Details", level=1, block=2, page_number=1, part="appendix")]
    there = paper_text(
        paragraph("We train a policy."),
        paragraph("Details of training are in the Appendix."),
        paragraph("The field is wide.", section=0),
        sections=sections,
    )
    assert validate(draft, there).absent


def test_a_machine_alone_is_no_training() -> None:
    draft = SummaryDraft(
        summary=EMPTY.model_copy(
            update={"hyperparameters": (HyperparameterFact(name="GPUs", value="A100", scope="", at=""),)}
        ),
        model="m", host="h", passes="focused", prompts=(),
    )  # fmt: skip
    assert not validate(draft, paper_text(paragraph("Text is embedded on an A100, with a batch size of 32."))).absent
