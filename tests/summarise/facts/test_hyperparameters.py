"""Settings of a whole paper: which come first, which are the same, and for what they hold."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.hyperparameters import hyperparameters, says_the_same, scope_of
from pipeline.summarise.lines import lines_of
from schemas.records import BlockKind, Section
from schemas.summary import HyperparameterFact
from tests.papers import paper_text, paragraph, table


def setting(name: str, value: str, scope: str = "") -> HyperparameterFact:
    return HyperparameterFact(name=name, value=value, scope=scope)


@pytest.mark.parametrize("count", [20, 32, 33, 70])
def test_a_paper_has_thirty_two_settings_at_most(count: int) -> None:
    rows = [["Hyperparameter", "Value"], *([f"Weight decay of part {n}", f"{n}"] for n in range(10, 10 + count))]
    assert len(hyperparameters(lines_of(paper_text(table(rows))))) == min(count, 32)


@pytest.mark.parametrize(("values", "kept"), [(5, 5), (8, 5)])
def test_five_values_of_one_setting_come_before_those_of_others(values: int, kept: int) -> None:
    rows = [
        ["Hyperparameter", *(f"M{n}" for n in range(values))],
        ["Learning rate", *(f"0.{n + 1}" for n in range(values))],
    ]
    rows += [[f"Weight decay of part {n}", *([f"{n}"] + ["–"] * (values - 1))] for n in range(10, 37)]
    found = hyperparameters(lines_of(paper_text(table(rows))))
    assert len(found) == 32
    assert sum(f.name == "Learning rate" for f in found) == kept


def test_what_readers_look_for_comes_first() -> None:
    names = [
        "Time",
        "Hours",
        "GPU",
        "LoRA alpha",
        "Updates",
        "Steps",
        "Epochs",
        "Batch size",
        "Warm-up",
        "Schedule",
        "Learning rate",
        "Optimizer",
        "Seed",
    ]
    rows = [["Hyperparameter", "Value"], *([name, f"{n}.5"] for n, name in enumerate(["Seed", *names[:-1]]))]
    found = [f.name for f in hyperparameters(lines_of(paper_text(table(rows))))]
    assert found == [
        "Optimizer", "Learning rate", "Schedule", "Warm-up", "Batch size", "Epochs", "Updates", "Steps", "LoRA alpha",
        "GPU", "Time", "Hours", "Seed",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["paragraph", "list", "footnote", "caption"])
def test_settings_are_read_in_all_prose(kind: BlockKind) -> None:
    assert hyperparameters(lines_of(paper_text(paragraph("We set the momentum to 0.9.", kind=kind))))
    assert hyperparameters(lines_of(paper_text(paragraph("We set the momentum to 0.9.", kind="equation")))) == ()


@pytest.mark.parametrize(
    ("heading", "scope"),
    [
        ("4.1 Reward stage", "Reward stage"), ("A.2 Reward stage", "Reward stage"),
        ("Appendix B Reward stage", "Reward stage"), ("4. Reward stage", "Reward stage"),
        ("Reward stage", "Reward stage"), ("x" * 32, "x" * 32), ("x" * 33, ""), ("", ""), ("4.1 Results", ""),
    ],
)  # fmt: skip
def test_a_heading_may_say_what_a_setting_holds_for(heading: str, scope: str) -> None:
    assert scope_of(heading) == scope


SAYS_NOTHING = (
    "Experiments | Experimental setup | Implementation | Training | Setup | Setting | Settings | Detail | "
    "Details | Results | Method | Methods | "
    "Methodology | Introduction | Appendix | Model | Models | Hyperparameters | Hyper-parameter | Discussion | "
    "Conclusion | Abstract | References | Evaluation | "
    "Analysis | Ablation | Training and evaluation | Details of the training | More results | Main results | "
    "Additional details | Further analysis | Other methods | "
    "Comparison | State of the art | Study | Studies | Approach | Data | Training & data"
)


@pytest.mark.parametrize("heading", SAYS_NOTHING.split(" | "))
def test_every_heading_that_says_nothing_of_a_scope(heading: str) -> None:
    assert scope_of(heading) == ""
    assert scope_of(f"{heading} owl") != ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("warm-up", "20"), ("Warm-up", "20 updates"), True), (("rate", "0.5"), ("learning rate", "0.5"), True),
        (("learning rate", "0.5"), ("rate", "0.5"), True),
        (("seed", "1,024"), ("seed", "1024"), True), (("seed", "1 024"), ("seed", "1024"), True), (("seed", "AdamW"),
        ("seed", "adamw"), True),
        (("seed", "2"), ("seed", "20"), False), (("seed", "2"), ("seed", "2.5"), False), (("seed", "2"),
        ("seed", "2e5"), False), (("seed", "2"), ("seed", "2×10"), False),
        (("seed", "2"), ("seed", "2^{5}"), False), (("seed", "Adam"), ("seed", "Adam W"), False), (("seed", "2"),
        ("rate", "2"), False),
    ],
)  # fmt: skip
def test_when_two_settings_say_the_same(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert says_the_same(setting(*one), setting(*other)) is same


def test_a_sentences_setting_holds_everywhere_where_it_is_the_only_one_of_its_name() -> None:
    sections = [
        Section(title=t, level=1, block=n, page_number=1) for n, t in enumerate(["Reward stage", "Second stage"])
    ]
    one = paper_text(paragraph("We set the momentum to 0.9.", section=0), sections=sections)
    two = paper_text(*one.blocks, paragraph("We set the momentum to 0.8.", section=1), sections=sections)
    assert [f.scope for f in hyperparameters(lines_of(one))] == [""]
    assert [f.scope for f in hyperparameters(lines_of(two))] == ["Reward stage", "Second stage"]
