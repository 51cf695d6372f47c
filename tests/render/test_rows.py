"""One value of one setting is one row, and a table is short."""

from __future__ import annotations

from pipeline.render.rows import first_results, first_settings, results_of, settings_of
from schemas.digest import GroundedFact
from schemas.grounding import Verdict

HOLDS, MISSING = Verdict(kind="holds"), Verdict(kind="unsupported")


def setting(name: str, value: str, scope: str = "", verdict: Verdict = HOLDS) -> GroundedFact:
    return GroundedFact(kind="hyperparameter", name=name, value=value, note=scope, verdict=verdict)


def test_what_is_called_by_several_names_is_one_row_with_all_that_it_holds_for() -> None:
    facts = [
        setting("base LR", "1e-4", "ViT-B，预训练"),
        setting("batch size", "512", "微调"),
        setting("learning rate", "2e-4", "微调"),
        setting("LR", "1e-4", "ViT-L，预训练"),
        setting("base learning rate", "1e-4", "蒸馏"),
        setting("minimum LR", "1e-6"),
    ]
    rows = settings_of(facts)
    assert [(row.name, row.facts[0].value, row.scope) for row in rows] == [
        ("学习率", "1e-4", "ViT-B、ViT-L，预训练；蒸馏"),
        ("学习率", "2e-4", "微调"),
        ("最小学习率", "1e-6", ""),
        ("批量大小", "512", "微调"),
    ]


def test_a_value_that_holds_for_all_has_no_scope_and_one_that_fails_is_a_row_of_its_own() -> None:
    facts = [setting("LR", "1", "预训练"), setting("LR", "1"), setting("LR", "1", "微调", MISSING)]
    assert [(row.scope, len(row.facts)) for row in settings_of(facts)] == [("", 2), ("微调", 1)]


def test_a_table_that_is_little_too_long_is_whole() -> None:
    facts = [setting(f"k{n}", "1") for n in range(23)]
    assert [len(part) for part in first_settings(settings_of(facts[:22]))] == [22, 0]
    assert [len(part) for part in first_settings(settings_of(facts))] == [20, 3]


def test_results_that_do_not_hold_are_among_those_shown_first() -> None:
    results = [GroundedFact(kind="result", name="accuracy", value=str(n), verdict=HOLDS) for n in range(12)]
    results[10] = results[10].model_copy(update={"verdict": MISSING})
    first, rest = first_results(results_of(results, drop_failed=False))
    assert [row.result.value for row in first] == [*map(str, range(8)), "10"]
    assert [row.result.value for row in rest] == ["8", "9", "11"]
    assert len(first_results(results_of(results[:10], drop_failed=False))[1]) == 0


def test_the_methods_own_settings_follow_those_that_readers_know_and_details_are_looked_up() -> None:
    names = ["Adam β_{1}", "λ", "seed", "weight decay", "temperature", "gradient clipping", "LR"]
    rows = settings_of([setting(name, "1") for name in names])
    first, rest = first_settings(rows)
    assert [row.name for row in first] == ["学习率", "温度", "λ", "权重衰减"]
    assert [row.name for row in rest] == ["梯度裁剪", "β₁", "随机种子"]
    few, none = first_settings(settings_of([setting(name, "1") for name in names[:4]]))
    assert ([row.name for row in few], none) == (["λ", "权重衰减", "β₁", "随机种子"], [])


def test_what_a_baseline_or_an_ablation_is_set_to_is_not_shown() -> None:
    scopes = ["SFT baseline", "LoRA ablations", "消融", "监督微调基线", "对比方法", "对照实验", "微调", "base model"]
    assert [row.scope for row in settings_of([setting("LR", str(n), scope) for n, scope in enumerate(scopes)])] == [
        "微调",
        "基座模型",
    ]
