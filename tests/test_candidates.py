"""Settings and results are read off tables and sentences, each as the paper writes it."""

from __future__ import annotations

import pytest

from pipeline.candidates.names import dataset_names, latin_names, method_of, model_names, role_of
from pipeline.candidates.results import conclusion, results
from pipeline.candidates.settings import hyperparameters, says_the_same
from schemas.records import PaperText
from schemas.summary import HyperparameterFact
from tests.papers import paper_text, paragraph, sample_paper, table


def settings(paper: PaperText) -> dict[str, str]:
    return {h.name: h.value for h in hyperparameters(paper)}


def test_two_column_table_gives_each_setting_with_its_row_as_quote() -> None:
    paper = paper_text(table([["Hyperparameter", "Value"], ["Learning rate", "1 × 10^{-4}"], ["Batch size", "64"]]))
    facts = hyperparameters(paper)
    assert {(f.name, f.value) for f in facts} == {("Learning rate", "1 × 10^{-4}"), ("Batch size", "64")}
    assert all(f.quote in paper.blocks[0].text for f in facts)


def test_table_with_two_pairs_a_row_is_read_pair_by_pair() -> None:
    rows = [
        ["Config", "Value", "Config", "Value"],
        ["optimizer", "Adam", "batch size", "8"],
        ["epochs", "10", "learning rate", "1e-5"],
    ]
    assert settings(paper_text(table(rows))) == {
        "optimizer": "Adam",
        "learning rate": "1e-5",
        "batch size": "8",
        "epochs": "10",
    }


def test_row_without_a_value_is_the_scope_of_those_below_it() -> None:
    rows = [["Hyperparameter", "Value"], ["Stage 1", ""], ["Learning rate", "1e-5"], ["Batch size", "8"]]
    assert {f.scope for f in hyperparameters(paper_text(table(rows)))} == {"Stage 1"}


def test_column_heads_of_several_models_are_scopes() -> None:
    rows = [["Hyperparameter", "Small", "Large"], ["Learning rate", "1e-3", "3e-4"], ["Batch size", "32", "64"]]
    found = {(f.name, f.value, f.scope) for f in hyperparameters(paper_text(table(rows, "Hyperparameters.")))}
    assert ("Learning rate", "3e-4", "Large") in found


def test_results_table_is_no_settings_table() -> None:
    rows = [["Method", "GSM8K", "MATH"], ["Base", "58.2", "52.4"], ["Ours", "92.6", "80.4"]]
    assert hyperparameters(paper_text(table(rows, "Accuracy."))) == ()


@pytest.mark.parametrize(
    ("sentence", "name", "value"),
    [
        ("We use a learning rate of 5e-6 throughout.", "learning rate", "5e-6"),
        ("The peak learning rate is set to 2 × 10^{-5} here.", "learning rate", "2 × 10^{-5}"),
        ("with a constant learning rate of 10^{-6}.", "learning rate", "10^{-6}"),
        ("We train for 3 epochs on the data.", "epochs", "3"),
        ("Training takes 8 A100 GPUs.", "GPUs", "8 A100"),
        ("We use a batch size of 4M tokens.", "batch size", "4M"),
        ("Training took about 27 hours on one node.", "training time", "27 hours"),
        ("We optimise with AdamW.", "optimizer", "AdamW"),
        ("The KL coefficient is 10^{-3} in all runs.", "KL coefficient", "10^{-3}"),
    ],
)
def test_sentence_states_a_setting(sentence: str, name: str, value: str) -> None:
    assert settings(paper_text(paragraph(sentence))) == {name: value}


@pytest.mark.parametrize(
    "sentence",
    [
        "The learning rate decays after 2,000 updates.",
        "The game ends after 50 steps.",
        "The dataset holds 40 hours of video.",
        "See the learning rate in Section 4.",
    ],
)
def test_other_numbers_are_no_settings(sentence: str) -> None:
    assert hyperparameters(paper_text(paragraph(sentence))) == ()


def test_references_state_nothing() -> None:
    assert hyperparameters(paper_text(paragraph("Adam: learning rate of 0.001.", kind="reference"))) == ()


def setting(name: str, value: str, scope: str = "") -> HyperparameterFact:
    return HyperparameterFact(name=name, value=value, unit="", scope=scope, quote="")


def test_a_sentence_repeating_the_table_is_not_listed_twice() -> None:
    assert says_the_same(setting("warm-up", "20"), setting("Warm-up", "20 updates"))
    assert not says_the_same(setting("learning rate", "1e-5"), setting("learning rate", "1e-6"))
    assert not says_the_same(setting("epochs", "2"), setting("epochs", "20"))
    assert not says_the_same(setting("epochs", "2", "SFT"), setting("epochs", "2", "RL"))


def test_own_row_is_compared_with_the_best_other_row_of_the_column() -> None:
    rows = [
        ["Method", "GSM8K", "Average"],
        ["A", "58.2", "35.0"],
        ["B", "91.1", "59.8"],
        ["Ours", "**92.6**", "**62.7**"],
    ]
    found = results(paper_text(table(rows, "Accuracy on two benchmarks.")), "Some title")
    assert [(f.benchmark, f.metric, f.value, f.baseline, f.baseline_value) for f in found] == [
        ("Average", "Accuracy", "62.7", "B", "59.8"),
        ("GSM8K", "Accuracy", "92.6", "B", "91.1"),
    ]


def test_lower_is_better_where_the_own_value_is_the_lowest() -> None:
    rows = [["Method", "Perplexity"], ["A", "12.1"], ["B", "9.4"], ["Ours", "8.8"]]
    (found,) = results(paper_text(table(rows)), "")
    assert (found.baseline, found.baseline_value) == ("B", "9.4")


def test_no_baseline_is_named_where_the_own_value_is_not_the_best() -> None:
    rows = [["Method", "GSM8K"], ["A", "95.0"], ["B", "90.0"], ["Ours", "92.6"]]
    (found,) = results(paper_text(table(rows)), "")
    assert found.baseline == ""


def test_method_is_known_by_the_title_too() -> None:
    rows = [["Method", "GSM8K"], ["GRPO", "90.3"], ["HingePO", "92.6"]]
    (found,) = results(paper_text(table(rows)), "HingePO: Crediting Tokens")
    assert found.value == "92.6"


def test_costs_and_ablations_are_no_results() -> None:
    rows = [["Method", "Tokens", "Bits"], ["A", "100", "4"], ["Ours", "50", "2"]]
    assert results(paper_text(table(rows)), "") == ()
    rows = [["Variant", "GSM8K"], ["A", "90"], ["Ours", "92"]]
    assert results(paper_text(table(rows, "Ablations.")), "") == ()


def test_bundled_paper_gives_its_appendix_table() -> None:
    found = {(h.name, h.value, h.scope) for h in hyperparameters(sample_paper("2511.90001v1"))}
    assert ("Learning rate", "1×10^{-6}", "Reinforcement learning, all weights") in found
    assert ("Adam ε", "10^{-8}", "Reinforcement learning, all weights") in found


def test_names_are_parted_into_models_and_others() -> None:
    text = "In Table 3 we tune Qwen2.5-VL-7B-Instruct on GSM8K and AIME 2024 with LoRA; HingePO wins on GSM8K."
    assert model_names(text) == ("Qwen2.5-VL-7B-Instruct",)
    assert dataset_names(text, "HingePO") == ("GSM8K", "AIME 2024")


@pytest.mark.parametrize(
    ("title", "method"),
    [("HingePO: Crediting Tokens", "HingePO"), ("An image is worth 16x16 words: x", ""), ("No colon", "")],
)
def test_method_is_named_before_the_colon(title: str, method: str) -> None:
    assert method_of(title) == method


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("We fine-tune the model on GSM8K.", "train"),
        ("We evaluate it on GSM8K.", "eval"),
        ("Trained on GSM8K, it is evaluated on MATH too.", "both"),
        ("GSM8K is large.", "unknown"),
        ("We train on GSM8K-Hard.", "unknown"),
    ],
)
def test_role_of_a_dataset_is_read_off_its_lines(line: str, role: str) -> None:
    assert role_of("GSM8K", [line]) == role


def test_latin_names_for_prose_hold_models_terms_and_benchmarks_but_no_words() -> None:
    text = "Our method tunes an LLM, Qwen2.5-7B, with LoRA on GSM8K. The LLM wins."
    assert latin_names(text) == ("LLM", "Qwen2.5-7B", "LoRA", "GSM8K")


def test_conclusion_says_only_what_the_numbers_say() -> None:
    rows = [
        ["Method", "GSM8K", "MATH", "PPL"],
        ["A", "80", "50", "9.0"],
        ["B", "90", "40", "8.5"],
        ["Ours", "91", "60", "8.1"],
    ]
    said = conclusion(results(paper_text(table(rows)), ""))
    assert said == "与表中最接近的方法相比，所提方法在 GSM8K 上高于 B，在 MATH 上高于 A，在 PPL 上低于 B。"
    assert conclusion(()) == "所提方法的主要数值如下。"
