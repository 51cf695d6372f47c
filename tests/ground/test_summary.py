"""A summary's facts and prose are checked, and each problem is said exactly."""

from __future__ import annotations

from pipeline.ground.index import PaperIndex
from pipeline.ground.summary import ground_facts, ground_prose, problems_of, validate
from schemas.digest import SummaryDraft
from schemas.summary import DatasetFact, HyperparameterFact, NamedFact, ResultFact, Summary
from tests.papers import paper_text, paragraph, sample_paper, table

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
INDEX = PaperIndex(PAPER)


def test_every_wrong_number_of_prose_is_flagged_and_no_right_one() -> None:
    prose = ground_prose("training", "学习率为 1 × 10^{-4}，批量大小为 128。", INDEX)
    assert [flag.text for flag in prose.flags] == ["128"]
    assert prose.numbers == 2


def test_every_right_number_of_prose_has_the_sentence_or_row_that_holds_it() -> None:
    prose = ground_prose("training", "学习率为 1e-4，GSM8K 上 92.6，批量大小为 4。", INDEX)
    assert [(p.found, p.page_number, p.quote) for p in prose.places] == [
        ("1 × 10^{-4}", 1, PAPER.blocks[0].text),
        ("GSM8K", 1, PAPER.blocks[0].text),
        ("92.6", 1, "| HingePO | 92.6 | 80.4 |"),
    ]
    assert [flag.text for flag in prose.flags] == ["4"]


def test_power_is_not_the_flattened_number() -> None:
    assert ground_prose("training", "学习率为 10-4。", INDEX).flags


def summary(**changes: object) -> Summary:
    return GOOD.model_copy(update=changes)


def test_facts_hold_by_value_name_and_place() -> None:
    quote = PAPER.blocks[0].text
    facts = ground_facts(
        summary(
            backbones=(NamedFact(name="Qwen2.5-VL-7B", quote=quote), NamedFact(name="Qwen2.5-VL-72B", quote=quote)),
            datasets=(DatasetFact(name="GSM8K", role="train", quote=quote),),
            hyperparameters=(
                HyperparameterFact(name="learning rate", value="1e-4", unit="", scope="", quote=quote),
                HyperparameterFact(name="learning rate", value="1e-5", unit="", scope="", quote=quote),
            ),
        ),
        INDEX,
    )
    assert [(f.name, f.verdict.holds) for f in facts] == [
        ("Qwen2.5-VL-7B", True),
        ("Qwen2.5-VL-72B", False),
        ("GSM8K", True),
        ("learning rate", True),
        ("learning rate", False),
    ]


def result(value: str, baseline_value: str) -> ResultFact:
    quote = PAPER.blocks[1].text.splitlines()[3]
    return ResultFact(
        benchmark="GSM8K", metric="", value=value, baseline="GRPO", baseline_value=baseline_value, quote=quote
    )


def test_baseline_must_stand_in_its_own_row() -> None:
    good, bad = (ground_facts(summary(results=(result("92.6", v),)), INDEX)[1] for v in ("90.3", "80.4"))
    assert good.verdict.holds
    assert not bad.verdict.holds


def test_reasons_for_a_re_ask_name_the_value_and_what_stands_there() -> None:
    facts = ground_facts(summary(results=(result("80.4", ""),)), INDEX)
    (line,) = problems_of((), facts)
    assert "80.4" in line
    assert "92.6" in line


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
