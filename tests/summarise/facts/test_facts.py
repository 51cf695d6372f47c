"""Settings and results are read off tables and sentences, each as the paper writes it."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts import backbones as backbones_module
from pipeline.summarise.facts import data_names
from pipeline.summarise.facts import hyperparameters as settings_module
from pipeline.summarise.facts import results as results_module
from pipeline.summarise.facts.hyperparameters import says_the_same
from pipeline.summarise.facts.methods import is_own, own_names
from pipeline.summarise.facts.model_names import latin_names, method_of
from pipeline.summarise.facts.results import conclusion
from pipeline.summarise.facts.scopes import of_heading
from pipeline.summarise.lines import lines_of
from pipeline.words.sentences import split_sentences
from schemas.records import PaperText, Section
from schemas.summary import DatasetFact, HyperparameterFact, NamedFact, ResultFact
from tests.papers import paper_text, paragraph, sample_paper, table

TRAINED = lines_of(paper_text(*[paragraph("It is fine-tuned.")] * settings_module.LEAST_TRAINING))


def hyperparameters(paper: PaperText) -> tuple[HyperparameterFact, ...]:
    """The settings of a paper that speaks of training often enough."""
    return settings_module.hyperparameters([*lines_of(paper), *TRAINED])


def results(paper: PaperText, title: str) -> tuple[ResultFact, ...]:
    return results_module.results(lines_of(paper), own_names(paper, title))


def backbones(paper: PaperText, title: str) -> tuple[NamedFact, ...]:
    return backbones_module.backbones(lines_of(paper), own_names(paper, title))


def datasets(paper: PaperText, title: str) -> tuple[DatasetFact, ...]:
    return data_names.datasets(lines_of(paper), own_names(paper, title))


def settings(paper: PaperText) -> dict[str, str]:
    return {h.name: h.value for h in hyperparameters(paper)}


def test_two_column_table_gives_each_setting_with_its_row_as_quote() -> None:
    paper = paper_text(table([["Hyperparameter", "Value"], ["Learning rate", "1 × 10^{-4}"], ["Batch size", "64"]]))
    facts = hyperparameters(paper)
    assert {(f.name, f.value) for f in facts} == {("Learning rate", "1 × 10^{-4}"), ("Batch size", "64")}
    assert [f.at for f in facts] == ["1.1", "1.2"]


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
    assert {f.scope for f in hyperparameters(paper_text(table(rows)))} == {"stage 1"}


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
        ("We use a batch size of 4M tokens.", "batch size", "4M tokens"),
        ("Training took about 27 hours on one node.", "training time", "27 hours"),
        ("We optimise with AdamW.", "optimizer", "AdamW"),
        ("We set the KL coefficient to 10^{-3} in all runs.", "KL coefficient", "10^{-3}"),
    ],
)
def test_sentence_states_a_setting(sentence: str, name: str, value: str) -> None:
    assert settings(paper_text(paragraph(sentence)))[name] == value


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
    return HyperparameterFact(name=name, value=value, scope=scope)


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
    found = results(paper_text(table(rows, "Accuracy on two benchmarks.", cites=("A", "B"))), "Some title")
    assert [(f.benchmark, f.metric, f.value, f.baseline, f.baseline_value) for f in found] == [
        ("Average", "Accuracy", "62.7", "B", "59.8"),
        ("GSM8K", "Accuracy", "92.6", "B", "91.1"),
    ]


def test_lower_is_better_where_the_own_value_is_the_lowest() -> None:
    rows = [["Method", "Perplexity"], ["A", "12.1"], ["B", "9.4"], ["Ours", "8.8"]]
    (found,) = results(paper_text(table(rows, cites=("A", "B"))), "")
    assert (found.baseline, found.baseline_value) == ("B", "9.4")


def test_the_strongest_rival_is_named_where_the_own_value_is_not_the_best_too() -> None:
    rows = [["Method", "GSM8K"], ["A", "95.0"], ["B", "90.0"], ["Ours", "92.6"]]
    (found,) = results(paper_text(table(rows, cites=("A", "B"))), "")
    assert (found.baseline, found.baseline_value) == ("A", "95.0")


def test_method_is_known_by_the_title_too() -> None:
    rows = [["Method", "GSM8K"], ["GRPO", "90.3"], ["HingePO", "92.6"]]
    (found,) = results(paper_text(table(rows)), "HingePO: Crediting Tokens")
    assert found.value == "92.6"


def test_costs_of_no_benchmark_are_no_results() -> None:
    rows = [["Method", "Tokens", "Bits"], ["A", "100", "4"], ["Ours", "50", "2"]]
    assert results(paper_text(table(rows)), "") == ()


def test_an_ablation_gives_no_results() -> None:
    ablation = table([["Variant", "GSM8K"], ["A", "90"], ["Ours", "92"]], "Table 2: Ablations. On GSM8K.")
    marks = table([["Loss", "Data", "GSM8K"], ["✓", "", "90"], ["✓", "✓ ours", "92"]], "Table 3: Parts.")
    main = table([["Method", "MATH"], ["A", "50"], ["Ours", "61"]], "Table 1: Results. Different seeds agree.")
    found = results(paper_text(ablation, marks, main), "")
    assert [(f.benchmark, f.value) for f in found] == [("MATH", "61")]


def test_bundled_paper_gives_its_appendix_table() -> None:
    found = {(h.name, h.value, h.scope) for h in hyperparameters(sample_paper("2511.90001v1"))}
    assert ("Learning rate", "1×10^{-6}", "RL") in found
    assert ("Adam ε", "10^{-8}", "RL") in found


@pytest.mark.parametrize(
    ("title", "method"),
    [("HingePO: Crediting Tokens", "HingePO"), ("An image is worth 16x16 words: x", ""), ("No colon", "")],
)
def test_method_is_named_before_the_colon(title: str, method: str) -> None:
    assert method_of(title) == method


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
    said = conclusion(results(paper_text(table(rows, cites=("A", "B"))), ""))
    assert said == "与表中最接近的方法相比，所提方法在 GSM8K 上高于 B，在 MATH 上高于 A，在 PPL 上低于 B。"
    assert conclusion(()) == "所提方法的主要数值如下。"


def test_a_cost_is_no_success() -> None:
    """ "Higher on training time" would be read as praise; the number itself stands among the values."""
    rows = [["Method", "GSM8K", "Training time", "Params"], ["Base", "80", "41.2", "7"], ["Ours", "91", "46.8", "8"]]
    said = conclusion(results(paper_text(table(rows, cites=("A", "B"))), ""))
    assert said == "与表中最接近的方法相比，所提方法在 GSM8K 上高于 Base。"


def test_a_conclusion_names_three_benchmarks_and_no_more() -> None:
    rows = [["Method", *(f"Bench{n}" for n in range(5))], ["Base", *"12345"], ["Ours", *"23456"]]
    said = conclusion(results(paper_text(table(rows, "Table 1: Accuracy.")), ""))
    assert said == "与表中最接近的方法相比，所提方法在 Bench0、Bench1、Bench2 等基准上高于 Base。"


@pytest.mark.parametrize(
    ("sentence", "name", "value"),
    [
        ("We set it to 1 × 10^{-4} while the effective batch size is 128.", "batch size", "128"),
        ("We generate 8 responses per prompt.", "responses per prompt", "8"),
        ("The maximum rollout length is set to 8,192 tokens.", "maximum length", "8,192"),
        ("We use AdamW with β_{1} = 0.9.", "β_{1}", "0.9"),
        ("We employ SGD with a momentum of 0.9.", "momentum", "0.9"),
        ("All models were trained on TPUv3 hardware.", "GPUs", "TPUv3"),
    ],
)
def test_a_setting_has_one_name_whatever_the_sentence_calls_it(sentence: str, name: str, value: str) -> None:
    assert settings(paper_text(paragraph(sentence)))[name] == value


@pytest.mark.parametrize(
    "heading", ["2 Related Work", "A.3 Prompt Templates", "C.10. CoT Case Analysis", "F Case Study"]
)
def test_others_work_and_examples_state_no_settings(heading: str) -> None:
    section = Section(title=heading, level=1, block=0, page_number=1)
    paper = paper_text(paragraph("We train for 3 epochs with a batch size of 8.", section=0), sections=[section])
    assert (hyperparameters(paper) == ()) == ("CoT" not in heading)


def test_a_table_may_have_a_setting_a_column_and_its_rows_are_the_scopes() -> None:
    rows = [["Model", "Data", "Epochs", "Base LR"], ["S", "A", "7", "8 · 10^{-4}"], ["L", "B", "14", "3 · 10^{-4}"]]
    found = {(f.name, f.value, f.scope) for f in hyperparameters(paper_text(table(rows, "Settings.")))}
    assert found == {
        ("Epochs", "7", "S A"),
        ("Epochs", "14", "L B"),
        ("Base LR", "8 · 10^{-4}", "S A"),
        ("Base LR", "3 · 10^{-4}", "L B"),
    }


def test_names_in_brackets_have_values_in_brackets() -> None:
    rows = [["Parameter", "Value"], ["Adam (β_{1}, β_{2})", "(0.9, 0.95)"], ["Epochs", "2"]]
    assert settings(paper_text(table(rows))) == {"β_{1}": "0.9", "β_{2}": "0.95", "Epochs": "2"}


def test_a_heading_is_a_scope_where_it_says_something() -> None:
    assert of_heading("B.1.1 Fine-tuning") == "fine-tuning"
    for what in ("analysis", "results", "details", "setting", "settings", "task", "tasks", "experiment", "experiments"):
        assert of_heading(f"5.1 WMT and {what}") == of_heading("5.1 WMT"), what
    assert of_heading("5.1 Experimental Setup") == ""


def test_own_rows_are_known_by_what_the_abstract_calls_the_method() -> None:
    text = "We propose Chain of Continuous Thought, a new paradigm called Coconut. " + "Coconut is good. " * 4
    names = own_names(paper_text(paragraph(text, kind="abstract")), "Training Models to Reason")
    assert names == ("Coconut",)
    assert is_own("Coconut (Ours)", names)
    assert is_own("- Coconut w/o curriculum", names)
    assert not is_own("iCoT", names)


def test_an_acronym_in_brackets_is_the_method_that_its_letters_shorten() -> None:
    text = "We propose Multimodal Chain of continUous Thought (MCOUT). It beats chain of thought prompting (CoT)."
    assert own_names(paper_text(paragraph(text, kind="abstract")), "A title") == ("MCOUT",)


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("We use a loss called Ebb Flow Loss (EFL).", ("EFL",)),
        ("The country has an exercise called Ebb Flow Ledger (EFL).", ()),
        ("This paper has a solver called Tidal. Tidal is fast, Tidal is small, and Tidal is exact.", ("Tidal",)),
        ("The country has an exercise called Tidal. Tidal is dear, Tidal is slow, and Tidal is old.", ()),
    ],
)
def test_what_others_call_theirs_is_no_name_of_the_papers_own(opening: str, names: tuple[str, ...]) -> None:
    assert own_names(paper_text(paragraph(opening, kind="abstract")), "A title") == names


def test_columns_may_be_the_systems() -> None:
    rows = [["", "Ours (L)", "BiT-L"], ["ImageNet", "**88.55 ± 0.04**", "87.54"], ["VTAB", "77.63", "76.29"]]
    found = results(paper_text(table(rows, "Comparison with BiT-L.")), "")
    assert [(f.benchmark, f.value, f.system, f.baseline) for f in found] == [
        ("ImageNet", "88.55 ± 0.04", "Ours (L)", "BiT-L"),
        ("VTAB", "77.63", "Ours (L)", "BiT-L"),
    ]


def test_a_header_of_metrics_is_measured_on_what_the_caption_says() -> None:
    rows = [["Method", "Recall", "Recall@20"], ["A", "0.30", "0.19"], ["Ours", "0.48", "0.53"]]
    found = results(paper_text(table(rows, "Table 5: Results on AutoScholarQuery test set.")), "")
    assert [(f.benchmark, f.metric) for f in found] == [
        ("AutoScholarQuery", "Recall"),
        ("AutoScholarQuery", "Recall@20"),
    ]


def test_where_no_row_is_the_papers_own_nothing_is() -> None:
    assert (
        results(paper_text(table([["Model", "MATH500"], ["RLOO", "**97.4**"], ["DAPO", "96.4"]], "Values.")), "") == ()
    )


def test_a_number_of_the_abstract_that_a_table_has_is_the_tables() -> None:
    """Its row says against what; the sentence has other numbers, too, and would be doubted for them."""
    told = results(sample_paper("2511.90001v1"), "HingePO: Crediting the Hinge Tokens")
    found = [r for r in told if r.value.startswith("33.5")]
    assert [(r.benchmark, r.value, r.system, r.baseline, r.baseline_value) for r in found] == [
        ("AIME 2024", "33.5±1.1", "HingePO (ours) (Qwen2.5-Math-7B)", "GRPO", "25.8±1.2")
    ]


def test_the_abstract_states_results_too() -> None:
    text = "It achieves 51.7% on the challenging MATH benchmark. It was trained on 2.5% of it in Figure 3."
    (found,) = results(paper_text(paragraph(text, kind="abstract")), "")
    assert (found.benchmark, found.value) == ("MATH", "51.7%")


def test_backbones_are_what_the_paper_starts_from_and_datasets_what_it_speaks_of_as_data() -> None:
    paper = paper_text(
        paragraph("Our agent is initialized from Qwen2.5-7B and outperforms GPT-4o."),
        paragraph("We train it on the Geometry3K dataset (Lu et al., 2021) with the GRPO algorithm."),
        paragraph("It is evaluated on MathVista (Lu et al., 2024) and on MathVista-Hard."),
    )
    assert [b.name for b in backbones(paper, "")] == ["Qwen2.5-7B"]
    found = {d.name: d.role for d in datasets(paper, "")}
    assert found["Geometry3K"] == "train"
    assert "MathVista" in found
    assert "GRPO" not in found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We fine-tune InternVL3-8B on it.", ["InternVL3-8B"]),
        ("InternVL3-8B is the base model of all runs.", ["InternVL3-8B"]),
        ("We use InternVL3-8B to label the images.", []),
        ("We use InternVL3-8B as a judge.", []),
        ("It outperforms InternVL3-8B, the base model.", []),
        ("The accuracy of InternVL3-8B rises.", []),
        ("The weights are DeepSeek-AI's, and we use DeepSeek-AI.", []),
    ],
)
def test_a_model_is_a_backbone_where_a_sentence_starts_from_it(sentence: str, found: list[str]) -> None:
    assert [b.name for b in backbones(paper_text(paragraph(sentence)), "")] == found


def test_a_stage_is_no_dataset_and_a_bare_factor_no_setting() -> None:
    rows = [
        ["Method", "Stage 1 (traces)", "GSM8K", "Five groups of"],
        ["Base", "70", "80", "60"],
        ["Ours", "75", "90", "65"],
    ]
    assert [d.name for d in datasets(paper_text(table(rows)), "")] == ["GSM8K"]
    assert settings(paper_text(paragraph("We train it and reduce the cache by a factor of 6.1."))) == {}
    assert settings(paper_text(paragraph("We train it with a discount factor of 0.99."))) == {"discount factor": "0.99"}


def test_a_number_with_its_scale_may_end_a_sentence_and_an_initial_may_not() -> None:
    text = "It has 9M, 30M and 300M. Training used 7B. We thank J. Doe."
    assert split_sentences(text) == ["It has 9M, 30M and 300M.", "Training used 7B.", "We thank J. Doe."]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "It raises the mean from 77.9% to 82.4%, with the largest gains on V*Bench (76.4% to 88.5%) and "
            "HR-Bench 4K (68.8% to 77.3%).",
            [("mean", "82.4%", "77.9%"), ("V*Bench", "88.5%", "76.4%"), ("HR-Bench 4K", "77.3%", "68.8%")],
        ),
        (
            "It raises the throughput from 241 to 553 tokens per second (2.3×), and loses 0.2 points on LongBench "
            "(49.4 to 49.2).",
            [("LongBench", "49.2", "49.4")],
        ),
        ("On AIME 2024 it gains 7.7 points over GRPO (33.5% against 25.8%).", [("AIME 2024", "33.5%", "25.8")]),
        ("Scores on AIME 2024 improve over GRPO (33.5% against 25.8%).", [("AIME 2024", "33.5%", "25.8")]),
        ("It improves from 26.1 to 42.5 on Omni-MATH.", [("Omni-MATH", "42.5", "26.1")]),
        (
            "The gain grows: 2.3 points over GRPO on GSM8K, 3.8 on MATH500 and 7.7 on AIME 2024, where it solves 33.5% "
            "against 25.8%.",
            [("AIME 2024", "33.5%", "")],
        ),
        ("It lifts the mean to 62.7%, against 59.8% for DAPO; on AIME 2024 more is gained.", []),
    ],
)
def test_a_number_of_a_sentence_goes_to_its_own_benchmark(sentence: str, found: list[tuple[str, str, str]]) -> None:
    paper = paper_text(paragraph(sentence, kind="abstract"))
    assert [(r.benchmark, r.value, r.baseline_value) for r in results(paper, "")] == found
