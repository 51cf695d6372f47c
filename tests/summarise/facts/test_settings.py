"""Settings are told only where the authors set them, each with a value that it can have and what it holds for."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts import hyperparameters as settings_module
from pipeline.summarise.facts.hyperparameters import trains
from pipeline.summarise.facts.parameters import letters_meant
from pipeline.summarise.facts.scopes import of_heading, scope_at, stage_of
from pipeline.summarise.facts.setting_sentences import of_sentence, of_sentences
from pipeline.summarise.facts.wanted import fits, named, number
from pipeline.summarise.lines import lines_of
from schemas.records import Block, Section
from tests.papers import paper_text, paragraph, table

TRAINED = [paragraph("It is fine-tuned.")] * 5


def told(*blocks: Block, heading: str = "") -> list[tuple[str, str, str]]:
    """Name, value and scope of each setting of a paper whose blocks stand in one section."""
    sections = [Section(title=heading, level=1, block=0, page_number=1)] if heading else []
    shown = [b.model_copy(update={"section": 0}) if heading else b for b in (*blocks, *TRAINED)]
    found = settings_module.hyperparameters(lines_of(paper_text(*shown, sections=sections)))
    return [(f.name, f.value, f.scope) for f in found]


@pytest.mark.parametrize(
    ("name", "value", "is_one"),
    [
        ("learning rate", "0.99", True),
        ("learning rate", "1", False),
        ("learning rate", "10%", False),
        ("dropout", "1.0", True),
        ("dropout", "1.1", False),
        ("weight decay", "0", True),
        ("batch size", "1", True),
        ("batch size", "0.5", False),
        ("batch size", "4M", True),
        ("maximum length", "16", True),
        ("maximum length", "15", False),
        ("temperature", "1.5", True),
        ("temperature", "high", False),
        ("temperature", "0.001", True),
        ("temperature", "0.0009", False),
        ("batch size", "9" * 400, False),
        ("maximum length", "9" * 400, False),
        ("optimizer", "AdamW", True),
        ("optimizer", "-", False),
    ],
)
def test_a_setting_has_its_kind_of_value(name: str, value: str, is_one: bool) -> None:
    wanted = named(name)
    assert wanted is not None
    assert fits(wanted, value) is is_one


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("2 × 10^{-5}", 2e-5),
        ("3e^{-5}", 3e-5),
        ("5e-6", 5e-6),
        ("8,192", 8192),
        ("20 000", 20000),
        ("4k", 4e3),
        ("4M", 4e6),
        ("4B", 4e9),
        ("4 million", 4e6),
        ("4 billion", 4e9),
        ("10%", 0.1),
        ("a single", 1),
        ("twelve", 12),
        ("eleven", None),
        ("7/14", None),
    ],
)
def test_a_number_is_read_in_any_writing(text: str, is_number: float | None) -> None:
    assert number(text) == (pytest.approx(is_number) if is_number is not None else None)


@pytest.mark.parametrize(
    ("sentence", "heading", "found"),
    [
        ("We use a batch size of 128.", "4 Experiments", ["128"]),
        ("The batch size is 128.", "A.1 Training details", ["128"]),
        ("The batch size is 128.", "4 Experiments", []),  # nobody says that it is theirs
        ("We use a batch size of 128.", "2 Related work", []),
        ("We use a batch size of 128.", "Proof of Theorem 2", []),
        ("We use a batch size of 128.", "B.2 Baselines", []),
        ("We tried a batch size of 128.", "A Training details", []),
        ("We compare a batch size of 128 and 256.", "A Training details", []),
        ("We use a batch size of 128, 256 or 512.", "A Training details", []),
        ("The baseline is trained with a batch size of 128.", "A Training details", []),
        ("We measure the latency with a batch size of 1.", "A Training details", []),
        ("We use a batch size of 128 (others use various sizes, e.g. 64).", "A Training details", ["128"]),
        ("We use a batch size of 128.", "1 Introduction", []),
        ("Training takes 10 hours.", "1 Introduction", ["10 hours"]),
        ("The video lasts 10 hours.", "1 Introduction", []),
        ("We use a rank of 8.", "A Training details", []),
        ("We use LoRA with a rank of 8.", "A Training details", ["8"]),
        ("We train for 10 steps.", "A Training details", ["10"]),
        ("We follow the 9-step training.", "A Training details", []),
        ("We train after each 100 steps.", "A Training details", []),
        ("The learning rate is divided by 0.1.", "A Training details", []),
        ("The patch size of one image is set.", "A Training details", []),
        ("We train for one epoch.", "A Training details", ["one"]),
        ("We set the learning rate as in Equation 0.1.", "A Training details", []),
    ],
)
def test_a_sentence_sets_what_its_authors_train_with(sentence: str, heading: str, found: list[str]) -> None:
    assert [sentence[f.start : f.end] for f in of_sentence(sentence, heading)] == found


def test_a_symbol_is_a_setting_beside_two_that_have_names() -> None:
    assert [f.name for f in of_sentence("We train with β = 0.1 and a batch size of 64.")] == ["batch size"]
    assert "β" in [
        f.name for f in of_sentence("We train with β = 0.1, a batch size of 64 and a learning rate of 1e-6.")
    ]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We use a window size of 5 frames.", ["window size = 5 frames"]),
        ("The similarity threshold is set to 0.85.", ["similarity threshold = 0.85"]),
        ("The number of neighbors is 16.", ["number of neighbors = 16"]),
        ("We set the sparsity budget to ρ = 0.5.", ["sparsity budget ρ = 0.5"]),
        ("Each run is limited to a maximum of 40 moves per episode.", ["maximum moves per episode = 40"]),
        ("We draw 64 fine points per ray.", ["fine points per ray = 64"]),
        ("We use K = 8 candidate masks.", ["number of candidate masks K = 8"]),
        ("We set clip_ratio_low to 0.1 and num_workers to 4.", ["clip_ratio_low = 0.1"]),
        ("The loss weights are λ_{a} = 0.1 and λ_{b} = 0.5.", ["loss weight λ_{a} = 0.1", "loss weight λ_{b} = 0.5"]),
        ("We set α and β to 0.3 and 0.5, respectively.", ["step factor α = 0.3", "β = 0.5"]),
        ("We set α = 0.3.", ["step factor α = 0.3"]),
        ("We set η to 0.003.", ["learning rate = 0.003"]),
        ("The update frequency of the shared attention mask is set to 4.", ["update frequency = 4"]),
        ("We count a box at an IoU threshold of 0.5.", []),
        ("The success rate is 0.7 and the sample size is 30.", []),
        ("We use a margin size of 0.1 or 0.2.", []),
        ("The training loss is defined as L + λR, λ = 0.5.", ["loss weight λ = 0.5"]),
        ("It is kept every k = 8 steps.", []),
        ("We draw k = 8 steps.", ["number of steps k = 8"]),
        ("A maximum of 500 tokens is drawn.", []),
    ],
)
def test_the_parameters_of_a_method_are_told_by_their_words(sentence: str, names: list[str]) -> None:
    meant = {"α": "step factor", "η": "learning rate"}
    found = of_sentence(sentence, "Implementation details", meant=meant)
    assert [f"{f.name} = {sentence[f.start : f.end]}" for f in found] == names


def test_a_letter_means_what_the_sentences_agree_on() -> None:
    said = [
        "The step factor α is small.",
        "A larger step factor α helps.",
        "The margin m is kept.",
        "The depth m grows.",
    ]
    assert letters_meant([*said, "K denotes the number of masks."]) == {"α": "step factor", "K": "number of masks"}


def test_what_a_sentence_sets_for_a_rival_is_no_parameter_of_the_method() -> None:
    compared = paragraph("We compare with RivalNet.")
    assert told(compared, paragraph("We set the gate threshold to 0.4.")) == [("gate threshold", "0.4", "")]
    assert told(compared, paragraph("For RivalNet, we set the gate threshold to 0.4.")) == []


RIVAL = paragraph("We compare with RVL [3].")


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("B.2 RVL details", False),
        ("B.2 RVL with fusion", True),
        ("Reproduced prior work hyperparameters", False),
        ("B.2 Overhead details", False),
        ("B.2 Training details", True),
    ],
)
def test_what_a_section_of_a_rival_sets_is_printed_under_no_name(heading: str, shown: bool) -> None:
    sets = paragraph("We train it with AdamW, a learning rate of 1e-4 and a batch size of 8.")
    assert bool(told(RIVAL, sets, heading=heading)) is shown


@pytest.mark.parametrize(("caption", "shown"), [("RVL hyperparameters.", False), ("RVL + OUR hyperparameters.", True)])
def test_a_table_that_is_called_by_a_rivals_name_sets_nothing(caption: str, shown: bool) -> None:
    rows = [["Setting", "Value"], ["Learning rate", "1e-4"], ["Batch size", "8"], ["Epochs", "3"]]
    assert bool(told(RIVAL, table(rows, f"Table 8: {caption}"), heading="B Appendix")) is shown


def test_a_scope_that_is_a_rivals_name_is_left_out() -> None:
    assert told(RIVAL, paragraph("We use a learning rate of 1e-4 for RVL."), heading="Training details") == []


def test_the_settings_of_a_cell_that_holds_several_are_each_told() -> None:
    rows = [
        ["Item", "Setting"],
        ["Predictor training", "AdamW, learning rate 5e-4, batch size 2,048; at most 500 epochs"],
        ["Sampling", "temperature 1.0, top-p 0.9"],
    ]
    found = told(table(rows, "Table 5: Fixed implementation and statistical settings."), heading="C Selection")
    assert ("learning rate", "5e-4", "Predictor") in found
    assert ("top-p", "0.9", "") in found


def test_what_a_table_sets_for_all_stands_before_what_sentences_say() -> None:
    rows = [["Hyperparameter", "Value"], ["Batch size", "1024"], ["Learning rate", "1e-4"]]
    sets = paragraph("In RL, each step has a batch size of 256.")
    found = told(sets, table(rows, "Table 5: Hyperparameters."), heading="C Details")
    assert [fact for fact in found if fact[0].lower() == "batch size"] == [("Batch size", "1024", "")]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("It is trained with its own AdamW optimizer (learning rate 2e-3).", []),
        ("The gradient norm is clipped at 0.5.", ["gradient clipping"]),
        ("We train on image crops of 256 × 256.", ["image size"]),
        ("We train for ≥ 80 optimization steps.", []),
        ("We draw 8 rollouts per prompt at τ = 1.0.", ["rollouts per prompt"]),
        ("We use S = 4 stages.", []),
    ],
)
def test_more_of_what_sentences_set(sentence: str, names: list[str]) -> None:
    assert [name for name, _, _ in told(paragraph(sentence), heading="Training details")] == names


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "Learning rates were exponentially decayed from 5e-5 to 2e-5.",
            [("learning rate", "5e-5"), ("learning rate schedule", "exponential"), ("minimum learning rate", "2e-5")],
        ),
        ("All results are means over five random seeds.", [("number of seeds", "five")]),
        ("All RL training runs for 80 steps in total.", [("training steps", "80")]),
        (
            "It can be trained on a single RTX 4090, but training was conducted on 8 H100 GPUs.",
            [("GPUs", "8 H100")],
        ),
        ("The training time on an RTX 3090 GPU is 25 minutes, of the runtime 2%.", [("GPUs", "RTX 3090")]),
    ],
)
def test_decays_seeds_and_machines_are_read_as_they_are_told(sentence: str, found: list[tuple[str, str]]) -> None:
    read = [(name, value) for name, value, _ in told(paragraph(sentence), heading="Training details")]
    assert [fact for fact in read if fact in found] == found
    assert len([name for name, _ in read if name == "GPUs"]) <= 1


def test_greedy_decoding_is_a_setting_of_evaluation() -> None:
    assert told(paragraph("We use greedy decoding at inference."), heading="4 Experiments") == [
        ("decoding", "greedy", "evaluation")
    ]
    assert told(paragraph("We decode at T = 0."), heading="4 Experiments")[0][:2] == ("temperature", "0")


def test_a_model_that_was_distilled_makes_no_data() -> None:
    runs = paragraph("The target is distilled from a larger one. We use S = 4 denoising steps per block.")
    assert ("sampling steps", "4") in [(name, value) for name, value, _ in told(runs, heading="Experimental setup")]


def test_the_letters_of_reinforcement_learning_have_names_where_the_paper_is_of_it() -> None:
    sets = paragraph("We train with a learning rate of 3e-4, γ = 0.99, λ = 0.95 and a batch size of 64.")
    assert {name for name, _, _ in told(sets)} == {"learning rate", "batch size"}
    names = {name for name, _, _ in told(sets, paragraph("We use PPO."))}
    assert names == {"learning rate", "batch size", "discount factor γ", "GAE λ"}


def test_each_of_several_sizes_has_what_its_own_paragraph_sets() -> None:
    lines = lines_of(
        paper_text(
            paragraph("We train Foo-4B for 200 steps with a batch size of 8. We use a maximum context length of 40K."),
            paragraph(
                "We train Foo-14B for 300 steps with a batch size of 32. We use a maximum context length of 50K."
            ),
        )
    )
    scopes = {fact.scope for fact in of_sentences(lines, own=("Foo",))}
    assert scopes == {"Foo-4B", "Foo-14B"}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We set w_{p} to 0.8, w_{q} to 0.2, and K to 4.", ["w_{p} = 0.8", "w_{q} = 0.2", "K = 4"]),
        ("We use the mixing weight λ = 0.8.", ["mixing weight λ = 0.8"]),
        ("Its downsampling rate k is set to 5.", ["downsampling rate k = 5"]),
        ("It is clear that K = 4 here.", []),
        ("We set n = 4.", []),
        ("We set K = 4 or 8.", []),
    ],
)
def test_the_symbols_that_a_sentence_sets_are_settings_by_the_noun_before_them(sentence: str, found: list[str]) -> None:
    read = [f"{f.name} = {sentence[f.start : f.end]}" for f in of_sentence(sentence, "Implementation details")]
    assert read == found
    assert of_sentence(sentence, "Proof of the theorem") == ()


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The max training step is set to 9,000, but we stop early if the loss does not fall.", ["9,000"]),
        ("If the loss falls, the training steps are set to 9,000.", []),
        ("The batch size is set to 6, which is fast compared to others.", ["6"]),
        ("The batch size is set to 6 compared to 8 of others, which is fast.", []),
    ],
)
def test_a_condition_behind_a_setting_in_a_clause_of_its_own_is_none_of_it(sentence: str, found: list[str]) -> None:
    assert [sentence[f.start : f.end] for f in of_sentence(sentence, "Training details")] == found


def test_a_part_that_is_trained_is_the_scope_of_its_paragraph() -> None:
    said = "We adapt it by fine-tuning. For the training of the retriever, we start anew. We set the batch size to 32."
    assert told(paragraph(said)) == [("batch size", "32", "retriever")]


def test_a_default_stands_beside_what_is_set_for_one_case_and_alone_it_needs_no_scope() -> None:
    default = paragraph("Unless noted otherwise, we train with a learning rate of 1e-6.")
    case = paragraph("For TL;DR summarization, we train with a learning rate of 5e-6.")
    name = "learning rate"
    assert told(default, case) == [(name, "1e-6", "default"), (name, "5e-6", "TL;DR")]
    assert told(default) == [(name, "1e-6", "")]


@pytest.mark.parametrize(("others", "shown"), [(19, True), (20, False)])
def test_usual_values_come_last_and_not_beside_twenty_others(others: int, shown: bool) -> None:
    rows = [["Setting", "Value"], ["Adam ε", "1e-8"], ["Learning rate", "1e-5"]]
    rows += [[f"Weight of part {letter}", "0.5"] for letter in "abcdefghijklmnopqrst"[: others - 1]]
    names = [name for name, _, _ in told(table(rows, "Table 1: Hyperparameters."))]
    assert names[:2] == ["Learning rate", "Weight of part a"]
    assert (names[-1] == "Adam ε") == shown
    assert len(names) == others + shown


@pytest.mark.parametrize(
    ("settings", "trained"),
    [(["batch size of 6", "8 epochs", "learning rate of 1e-3"], True), (["batch size of 6", "8 epochs"], False)],
)
def test_three_settings_of_one_section_are_a_training(settings: list[str], trained: bool) -> None:
    sections = [Section(title="Setup details", level=1, block=0, page_number=1)]
    blocks = [paragraph(f"It is trained with a {said}.", section=0) for said in settings]
    assert trains(lines_of(paper_text(*blocks, sections=sections))) == trained


def test_a_mathematical_letter_is_a_letter() -> None:
    assert [f.name for f in of_sentence("We use Adam with 𝛽_{1} = 0.9.")] == ["optimizer", "β_{1}"]


def test_the_rest_of_a_sentence_behind_a_float_belongs_to_it() -> None:
    found = told(paragraph("We train with a momentum of 0.9;"), paragraph("weight decay 1e-5; learning rate 0.256."))
    assert {name for name, _, _ in found} == {"momentum", "weight decay", "learning rate"}


def test_a_caption_sets_nothing() -> None:
    assert told(paragraph("We use a batch size of 64.", kind="caption")) == []


def test_a_paper_that_hardly_speaks_of_training_trains_nothing() -> None:
    said = paragraph("We use a batch size of 64.")
    assert not trains(lines_of(paper_text(said, *TRAINED[1:])))
    assert trains(lines_of(paper_text(said, *TRAINED)))


@pytest.mark.parametrize(
    ("sentences", "scopes"),
    [
        (["In SFT we use a batch size of 64.", "In RL we use a batch size of 32."], {"SFT", "RL"}),
        (["We use a batch size of 64 for the 7B model and a batch size of 32 for the 70B model."], {"7B", "70B"}),
        (
            ["The reward model is trained.", "We use a batch size of 64.", "For RL we use a batch size of 32."],
            {"reward model", "RL"},
        ),
        (
            ["We train for 6 epochs in the initial stage and 3 epochs in each remaining stage."],
            {"initial stage", "each remaining stage"},
        ),
        (
            ["We use a batch size of 64.", "In RL we use a batch size of 32."],
            {"RL"},
        ),  # which one the first is of is not said
        (["We use a batch size of 64.", "Then we use a batch size of 32."], set()),
    ],
)
def test_several_values_are_told_with_what_each_holds_for(sentences: list[str], scopes: set[str]) -> None:
    assert {scope for _, _, scope in told(paragraph(" ".join(sentences)))} == scopes


def test_one_value_in_several_stages_is_told_once() -> None:
    assert told(paragraph("In SFT we use a batch size of 64. In RL we use a batch size of 64.")) == [
        ("batch size", "64", "SFT, RL")
    ]


def test_a_classifier_of_the_data_is_not_the_papers_own_training() -> None:
    assert told(paragraph("We train a fastText model. We use a learning rate of 0.1.")) == []


@pytest.mark.parametrize(
    ("heading", "scope"),
    [
        ("C.2 Details of RM training", "reward model"),
        ("2.3. Training and Evaluating X-Base 7B", "X-Base 7B"),
        ("4.1 Experimental setup", ""),
        ("B " + "x" * 32, "x" * 32),
        ("B " + "x" * 33, ""),
        ("4.1 A very long heading that speaks of ImageNet at its end", "ImageNet"),
    ],
)
def test_a_heading_is_a_scope_where_it_says_something(heading: str, scope: str) -> None:
    assert of_heading(heading) == scope


def test_a_text_that_speaks_of_two_stages_is_of_none() -> None:
    assert stage_of("SFT") == "SFT"
    assert stage_of("In the second stage, we train.") == "stage 2"
    assert stage_of("SFT comes before RL.") == ""
    assert stage_of("Training and fine-tuning.") == ""
    assert stage_of("We follow the usual recipe of training and fine-tuning.") == "fine-tuning"


@pytest.mark.parametrize(
    ("rows", "caption", "found"),
    [
        ([["Name", "Value"], ["Epochs", "2"], ["Momentum", "0.9"]], "Settings.", 2),
        ([["", ""], ["Epochs", "2"], ["Momentum", "0.9"]], "Values.", 0),
        ([["", ""], ["Epochs", "2"], ["Momentum", "0.9"], ["Batch size", "8"]], "Values.", 3),
        ([["", ""], ["Epochs", "2"], *([[f"x{i}", "1"] for i in range(9)])], "Table 1: Hyperparameters.", 10),
        ([["", ""], *([[f"x{i}", "1"] for i in range(9)])], "Table 1: Hyperparameters.", 0),
        ([["Name", "Value"], ["Epochs", "2"], ["Momentum", "{0.9, 0.99}"]], "Settings.", 1),
        ([["Name", "Value"], ["Epochs", "2"], ["Momentum", "0.9"]], "Hyperparameters of the search.", 0),
        ([["Name", "Value"], ["Epochs", "2"], ["Momentum", "0.9"]], "Hyperparameters of the baselines.", 0),
        ([["Model", "Epochs", "LR", "GSM8K"], ["A", "2", "1e-5", "80"]], "Runs.", 2),
        ([["Model", "Epochs", "LR", "Accuracy"], ["A", "2", "1e-5", "80"]], "Runs.", 0),
        ([["Name", "Value"], ["Rank", "8"], ["Momentum", "0.9"]], "Settings.", 1),
        ([["Name", "Value"], ["Rank", "8"], ["Momentum", "0.9"]], "Settings of LoRA.", 2),
    ],
)
def test_a_table_of_settings_is_known_by_its_rows_and_its_caption(
    rows: list[list[str]], caption: str, found: int
) -> None:
    assert len(told(table(rows, caption))) == found


def test_an_entry_holds_so_many_settings_and_so_many_of_one_name() -> None:
    rows = [["Name", "Value"], ["Epochs", "2"], *([[f"x{i}", "1"] for i in range(30)])]
    assert len(told(table(rows, "Hyperparameters."))) == 24
    models = [["Name", *(f"M{i}B" for i in range(9))], ["Epochs", *map(str, range(1, 10))], ["Batch size", *["8"] * 9]]
    assert len([name for name, _, _ in told(table(models, "Settings.")) if name == "Epochs"]) == 5


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "We train GPT-2 with a learning rate of 6e-4 for GPT-2 small and 1.5e-4 for GPT-2 medium.",
            ["6e-4", "1.5e-4"],
        ),
        ("We train GPT-2 with a learning rate of 6e-4 for GPT-2 small and 1.5 for GPT-2 medium.", ["6e-4"]),
        ("We train with the stochastic gradient descent of Caffe.", ["stochastic gradient descent"]),
        ("We train on a NVIDIA A100 GPU.", ["NVIDIA A100"]),
        ("We train with a warmup learning rate of 1e-6.", ["1e-6"]),
        ("We train with a warmup of 1e-6.", []),
        ("We train with a warmup of 0.001.", ["0.001"]),
    ],
)
def test_a_sentence_tells_each_value_of_what_it_sets(sentence: str, found: list[str]) -> None:
    assert [value for _, value, _ in told(paragraph(sentence), heading="Training")] == found


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("We use a dropout of 0.1 for GPT-2 small.", "GPT-2 small"),
        ("We use a dropout of 0.1 for GPT-2 widgets.", "GPT-2"),
        ("We use 1e-4 for GPT-2 medium, and dropout of 0.1.", ""),  # of the first value alone
        ("For GPT-2, we use dropout of 0.1.", "GPT-2"),
        ("We use a dropout of 0.1 for RMs of all tasks.", "reward model"),
        ("At test time on benchmarks we use a temperature of 0.6.", "evaluation"),
        ("We decode with a temperature of 0.6.", ""),
    ],
)
def test_a_value_holds_for_what_its_own_words_say(sentence: str, scope: str) -> None:
    assert [s for _, _, s in told(paragraph(sentence))] == [scope]


@pytest.mark.parametrize(
    ("heading", "scope"),
    [
        ("4.2 CIFAR-10 and Analysis", "CIFAR-10"),
        ("Automatic evaluation details", "evaluation"),
        ("| COMPUTE RESOURCES", ""),
        ("Efficiency Analysis", ""),
    ],
)
def test_a_headings_scope_is_without_what_says_nothing(heading: str, scope: str) -> None:
    assert of_heading(heading) == scope


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        (["We train on 8 P100 GPUs.", "We train it on eight GPUs in all."], ["8 P100"]),
        (["We train on 8 P100 GPUs.", "For SFT, we train it on four GPUs in all."], ["four GPUs"]),
    ],
)
def test_as_many_gpus_are_told_once_by_their_kind(sentences: list[str], found: list[str]) -> None:
    assert [value for _, value, _ in told(*map(paragraph, sentences))] == found


@pytest.mark.parametrize(
    ("said", "trained"),
    [
        ("In this survey, we look at methods.", False),
        ("We review all methods.", False),
        ("A comprehensive overview of it is given.", False),
        ("We propose a method.", True),
    ],
)
def test_a_survey_trains_nothing(said: str, trained: bool) -> None:
    assert trains(lines_of(paper_text(paragraph(said, kind="abstract"), *TRAINED))) is trained
    assert trains(lines_of(paper_text(paragraph("A survey.", kind="abstract"), *TRAINED))) is True


def test_one_head_over_two_columns_of_labels_is_one_label() -> None:
    rows = [["Name", "Name", "Value"], ["learning rate", "(Eq. 1)", "1e-6"], ["batch size", "", "8"]]
    assert told(table(rows, "Table 1: Hyperparameters.")) == [
        ("learning rate (Eq. 1)", "1e-6", ""),
        ("batch size", "8", ""),
    ]
    apart = [["Name", "Name", "Value"], ["SFT", "batch size", "8"], ["SFT", "epochs", "2"]]  # the first parts groups
    assert lines_of(paper_text(table(apart)))[0].cells == ("SFT", "batch size", "8")


def listed_in(*texts: str) -> list[tuple[str, str, str]]:
    """Name, value and scope of each setting of the sentences of a paper."""
    lines = lines_of(paper_text(*(paragraph(text) for text in texts)))
    return [(fact.name, fact.value, fact.scope) for fact in of_sentences(lines)]


def test_values_that_a_list_gives_respectively_have_each_their_part() -> None:
    said = "We train with learning rates of 0.01 and 0.002 for the painter and the critic head, respectively."
    assert listed_in(said) == [("learning rate", "0.01", "painter"), ("learning rate", "0.002", "critic head")]
    assert listed_in(said.replace(", respectively", "")) == []
    assert listed_in(said.replace("0.01 and 0.002", "0.01, 0.02 and 0.03")) == []
    assert listed_in("We saw 0.01 and 0.002 for the painter and the critic head, respectively.") == []


def test_a_rate_of_one_part_of_a_run_says_of_which() -> None:
    said = "The learning rate is 0.02 for the first 30k mini-batches and 0.002 for the next 10k."
    assert listed_in(f"We train it. {said}") == []
    assert listed_in(f"Implementation details. {said}") == [
        ("learning rate", "0.02", "first 30k mini-batches"), ("learning rate", "0.002", "next 10k"),
    ]  # fmt: skip
    assert listed_in(f"Implementation details were given by others. {said}") == []


def test_a_paragraph_says_for_which_data_its_training_is() -> None:
    rest = "We use a batch size of 256."
    assert listed_in(f"Our training on ImageNet follows the practice. {rest}") == [("batch size", "256", "ImageNet")]
    assert listed_in(f"Our training on large data follows the practice. {rest}") == [("batch size", "256", "")]


def test_one_sentence_that_sets_a_whole_run_is_training() -> None:
    whole = "The Adam optimizer was used for training with 30 epochs, a batch size of 32 and a learning rate of 0.001."
    assert trains(lines_of(paper_text(paragraph(whole))))
    assert trains(lines_of(paper_text(paragraph("The Adam optimizer was used for training with 30 epochs."))))
    assert not trains(lines_of(paper_text(paragraph("The Adam optimizer was used."))))


STACKED = [["", "Main runs", "Main runs", "Side run", ""], ["", "GRU", "HingeNet", "HingeNet", "HingeNet"]]


def test_both_levels_of_a_header_are_the_scope() -> None:
    rows = [*STACKED, ["Learning rate", "1e-3", "5e-3", "5e-4", "6e-4"], ["Weight decay", "0.1", "0.2", "N/A", "0.3"]]
    assert [fact[1:] for fact in told(table(rows, "Training hyperparameters."))] == [
        ("1e-3", "Main runs GRU"), ("5e-3", "Main runs HingeNet"), ("5e-4", "Side run HingeNet"),
        ("0.1", "Main runs GRU"), ("0.2", "Main runs HingeNet"),
    ]  # fmt: skip


def test_a_rivals_column_holds_no_setting_of_the_papers_own() -> None:
    rows = [*STACKED, ["Learning rate", "1e-3", "5e-3", "5e-4", "6e-4"], ["Weight decay", "0.1", "0.2", "N/A", "0.3"]]
    lines = lines_of(paper_text(table(rows, "Training hyperparameters."), *TRAINED))
    assert [(f.value, f.scope) for f in settings_module.hyperparameters(lines, ("HingeNet",))] == [
        ("5e-3", "Main runs HingeNet"), ("5e-4", "Side run HingeNet"), ("0.2", "Main runs HingeNet"),
    ]  # fmt: skip
    assert len(settings_module.hyperparameters(lines, ("Other",))) == 5


@pytest.mark.parametrize(("head", "count"), [("Ablation", 1), ("Baseline runs", 1), ("Long runs", 2)])
def test_an_ablations_column_holds_no_setting_of_the_method(head: str, count: int) -> None:
    rows = [
        ["", "Main runs", head],
        ["", "HingeNet", "HingeNet"],
        ["Learning rate", "1e-3", "5e-3"],
        ["Epochs", "5", "5"],
    ]
    assert sum(fact[0] == "Learning rate" for fact in told(table(rows, "Training hyperparameters."))) == count


def test_a_bar_behind_a_sections_number_is_no_part_of_a_scope() -> None:
    assert of_heading("9 | FIXED POINTS") == of_heading("9 FIXED POINTS") == "FIXED POINTS"


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("a dropout of 0.1", False),
        ("a batch size of 8", False),
        ("a batch size of 8 for 3 epochs", True),
        ("a learning rate of 1e-4", True),
    ],
)
def test_a_sentence_that_sets_a_rate_or_two_settings_tells_of_training(settings: str, found: bool) -> None:
    assert trains(lines_of(paper_text(paragraph(f"We train it with {settings}.")))) is found


@pytest.mark.parametrize(("letters", "found"), [(23, "7B"), (24, ""), (40, "")])
def test_what_a_value_is_for_stands_near_behind_it(letters: int, found: str) -> None:
    sentence = f"The rate is 0.1 {'x' * letters} for the 7B model."
    assert scope_at(sentence, 12, 15, "", "") == found


@pytest.mark.parametrize(("steps", "found"), [(9, False), (10, True)])
def test_a_run_has_ten_steps_at_least(steps: int, found: bool) -> None:
    assert bool(of_sentence(f"We train for {steps} training steps.")) is found


@pytest.mark.parametrize(("said", "found"), [("a batch size of 8", 1), ("a batch size of 8 for 3 epochs", 3)])
def test_beside_two_settings_a_symbol_is_one_too(said: str, found: int) -> None:
    assert len(of_sentence(f"We train with {said} and γ = 0.3.")) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We found that 10^{-6} was consistently the best-performing learning rate.", [("learning rate", "10^{-6}")]),
        ("We use sequences of length 1024 here.", [("sequence length", "1024")]),
        ("We resize images so that the shorter side has 800 pixels.", [("image size", "800")]),
        ("We train with 2 images per GPU.", [("batch size per GPU", "2")]),
        ("We put dropout layers (p = 0.05) behind it.", [("dropout", "0.05")]),
        ("The experiments were conducted on 2 L40s (GPUs).", [("GPUs", "2 L40s")]),
        ("The experiments were carried out on 2 L40s (GPUs).", [("GPUs", "2 L40s")]),
        ("We sample in three ways: 1) temperature 1.0; 2) temperature 0.6; 3) greedily.", []),
    ],
)
def test_further_writings_of_a_setting(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(f.name, sentence[f.start : f.end]) for f in of_sentence(sentence)] == found


def test_a_run_is_of_the_data_that_it_is_said_of_and_an_optimizer_of_both_phases() -> None:
    runs = "We see that geometry3k is trained for 50 epochs, while mm_math5k is trained for 30 epochs."
    assert told(paragraph(runs)) == [("epochs", "50", "geometry3k"), ("epochs", "30", "mm_math5k")]
    phases = (
        "The alignment stage aligns it. In this phase, we train with a batch size of 128. The second finetuning stage "
        "trains it all. In this phase, we train with a batch size of 256. For both the first and the second phase, we "
        "use AdamW."
    )
    assert told(paragraph(phases)) == [
        ("optimizer", "AdamW", ""),
        ("batch size", "128", "alignment"),
        ("batch size", "256", "fine-tuning"),
    ]


def test_what_is_sampled_during_training_is_no_evaluation() -> None:
    assert told(paragraph("We set for inference during training: temperature=1.0.")) == [("temperature", "1.0", "")]


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("The intent captioner is trained with a batch size of 64.", "intent captioner"),
        ("All the 7B models are trained with a batch size of 64.", "7B"),
        ("To train the Temporal Sampler, we use a batch size of 64.", "Temporal Sampler"),
        ("The proposed model is trained with a batch size of 64.", ""),
        ("The network is trained with a batch size of 64.", ""),
    ],
)
def test_the_part_that_a_sentence_says_is_trained_is_the_scope(sentence: str, scope: str) -> None:
    assert told(paragraph(sentence)) == [("batch size", "64", scope)]


def test_what_holds_for_the_baselines_too_is_set() -> None:
    assert told(paragraph("For both ours and the baselines, we use a batch size of 64.")) == [("batch size", "64", "")]
    assert told(paragraph("For the baselines, we use a batch size of 64.")) == []


def test_the_steps_of_an_epoch_are_no_length_of_training() -> None:
    assert told(paragraph("We train for 2000 epochs of 1000 steps.")) == [("epochs", "2000", "")]


def test_the_rank_of_lora_may_be_called_r() -> None:
    assert ("LoRA rank", "16", "") in told(paragraph("We train with LoRA adapters (r = 16, α = 32)."))


def test_adam_is_no_adamw() -> None:
    both = told(paragraph("For SFT, we train with Adam."), paragraph("For RL, we train with AdamW."))
    assert both == [("optimizer", "Adam", "SFT"), ("optimizer", "AdamW", "RL")]


def test_a_table_of_settings_that_floated_behind_its_section_is_read() -> None:
    rows = [["Hyperparameter", "Value"], ["Learning rate", "1e-5"], ["Batch size", "64"]]
    assert len(told(table(rows, "SFT hyperparameters.", section=0), heading="Baselines")) == 2
    assert told(table(rows, "What they use.", section=0), heading="Baselines") == []


@pytest.mark.parametrize(("rows", "found"), [(2, True), (1, False)])
def test_a_table_of_two_settings_is_of_a_paper_that_trains(rows: int, found: bool) -> None:
    settings = [["Learning rate", "1e-5"], ["Batch size", "64"], ["Epochs", "3"]][:rows]
    block = table([["Hyperparameter", "Value"], *settings], "Hyperparameters.")
    assert trains(lines_of(paper_text(block))) is found


def rows_of(known: int, others: int) -> list[list[str]]:
    """A table's body with so many settings, and so many rows of something else."""
    names = ["Epochs", "Momentum", "Batch size", "Dropout"][:known]
    return [*([name, "1"] for name in names), *([f"x{n}", "1"] for n in range(others))]


@pytest.mark.parametrize(
    ("head", "known", "others", "found"),
    [
        (["Name", "Value"], 2, 6, 2), (["Name", "Value"], 2, 7, 0),  # a quarter of a table that says what it is
        (["", ""], 3, 3, 3), (["", ""], 3, 4, 0),  # half of another
        (["Name", "Value"], 1, 1, 0), (["Name", "Value"], 2, 1, 2),  # two at least
    ],
)  # fmt: skip
def test_how_many_rows_of_a_table_of_settings_are_settings(
    head: list[str], known: int, others: int, found: int
) -> None:
    assert len(told(table([head, *rows_of(known, others)], "Values."))) == found


@pytest.mark.parametrize(("letters", "found"), [(40, 3), (41, 2)])
def test_a_value_has_forty_characters_at_most(letters: int, found: int) -> None:
    rows = [["Name", "Value"], ["Optimizer", "A" * letters], *rows_of(2, 0)]
    assert len(told(table(rows, "Values."))) == found


@pytest.mark.parametrize(
    ("head", "rows", "found"),
    [
        (["Run", "Epochs", "Batch size"], ["dropout", "b", "c", "d"], True),  # one row in four named like a setting
        (["Run", "Epochs", "Batch size"], ["dropout", "b", "c"], False),  # one in three
        (["Run", "Epochs", "Notes"], ["a", "b", "c", "d"], False),  # one column
    ],
)
def test_a_table_has_a_setting_a_column(head: list[str], rows: list[str], found: bool) -> None:
    body = [[name, str(n + 2), str(n + 8)] for n, name in enumerate(rows)]
    assert bool(told(table([head, *body], "Runs."))) is found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We adapt the VLM using rank-128 LoRA.", ("LoRA rank", "128", "")),
        ("We use a learning rate of 1e-4 and 5% warm-up.", ("warm-up", "5%", "")),
        ("We use 5-epoch warm-up for the learning rate.", ("warm-up", "5 epochs", "")),
        ("We train using AdamW with gradient clipping (max norm 1.0).", ("gradient clipping", "1.0", "")),
        ("We use the RMSProp optimizer with decay 0.9.", ("RMSProp decay", "0.9", "")),
        (
            "We use a learning rate of 0.256 that decays by 0.97 every 2.4 epochs.",
            ("learning rate decay", "0.97 every 2.4 epochs", ""),
        ),
        ("Phase 2 finetunes for 20 epochs at 1×10^{-4}.", ("learning rate", "1×10^{-4}", "stage 2")),
        ("The policy model has a learning rate of 9e-7.", ("learning rate", "9e-7", "policy")),
        ("As for the bias-only expert, we use a learning rate of 8e-6.", ("learning rate", "8e-6", "bias-only expert")),
        ("The total batch size for response collection is 896.", ("batch size", "896", "response collection")),
        ("The batch size for each iteration is set to 896.", ("batch size", "896", "")),
        ("SFT is performed with a batch size of 16.", ("batch size", "16", "SFT")),
        ("During the reward modeling phase, we use a batch size of 16.", ("batch size", "16", "reward model")),
        ("We train in BF16 on 4 NVIDIA H100 GPUs.", ("GPUs", "4 NVIDIA H100", "")),
        ("It is implemented in PyTorch and trained with the Adam optimizer.", ("optimizer", "Adam", "")),
    ],
)
def test_the_second_setting_of_a_sentence_is_told_too(sentence: str, found: tuple[str, str, str]) -> None:
    assert found in told(paragraph(sentence), heading="Training details")


@pytest.mark.parametrize(
    "sentence",
    [
        "We adapt the distribution across K = 20 steps of training.",
        "We train for 12.5 hours for the vanilla model.",
        "We train with gradient accumulation steps of 1.",
    ],
)
def test_a_symbol_a_baseline_and_what_is_not_used_are_no_settings(sentence: str) -> None:
    assert told(paragraph(sentence)) == []


def test_titles_of_a_table_that_name_no_stage_are_no_scopes() -> None:
    rows = [
        ["Hyperparameter", "Value"],
        ["Optimization", ""],
        ["Learning rate", "1e-5"],
        ["PPO / GRPO", ""],
        ["Clip range", "0.2"],
        ["SFT baseline", ""],
        ["Epochs", "2"],
        ["Generation", ""],
        ["Temperature", "1.0"],
        ["Tensor parallel size", "2"],
    ]
    assert told(table(rows, "Hyperparameters.")) == [
        ("Learning rate", "1e-5", ""),
        ("Clip range", "0.2", "RL"),
        ("Temperature", "1.0", ""),
    ]


def test_tables_of_several_base_models_say_of_which_each_value_is() -> None:
    tables = [table([["Parameter", "Value"], ["Base model", base], ["Learning rate", rate], ["Epochs", "3"]])
              for base, rate in (("X-7b", "1e-4"), ("Y-3b", "2e-4"))]  # fmt: skip
    assert set(told(*tables)) == {
        ("Learning rate", "1e-4", "X-7b"), ("Learning rate", "2e-4", "Y-3b"), ("Epochs", "3", "X-7b and Y-3b")
    }  # fmt: skip
    assert told(tables[0])[0][2] == ""


def test_an_optimizer_is_not_the_same_as_one_named_after_it() -> None:
    tables = [table([["Parameter", "Value"], ["Base model", base], ["Optimizer", name], ["Epochs", "3"]])
              for base, name in (("X-7b", "AdamW"), ("Y-3b", "paged_adamw_8bit"))]  # fmt: skip
    assert ("Optimizer", "AdamW", "X-7b") in told(*tables)


def test_a_table_that_tells_how_a_run_went_sets_nothing() -> None:
    log = [["Milestone", "Epoch", "Loss", "LR"], ["Start", "1", "0.9", "1e-3"], ["End", "40", "0.2", "1e-4"]]
    assert told(table(log)) == []
    assert told(table([[cell for i, cell in enumerate(row) if i != 2] for row in log])) != []


def test_a_word_within_a_methods_name_is_no_search() -> None:
    rows = [["Setting", "Value"], ["Learning rate", "1e-4"], ["Epochs", "3"]]
    assert told(table(rows, caption="Table 1: Training configuration of SearchSkill."))
    assert not told(table(rows, caption="Table 1: Training configuration of the search."))


def test_a_cell_may_hold_the_parts_of_lora_or_the_rate_of_an_optimizer() -> None:
    rows = [["Setting", "Value"], ["LoRA setting", "r = 16, α = 32"], ["Optimizer", "Adam (10^{-4})"], ["Epochs", "3"]]
    found = {(name, value) for name, value, _ in told(table(rows))}
    assert found == {("LoRA rank", "16"), ("LoRA alpha", "32"), ("Optimizer", "Adam"), ("learning rate", "10^{-4}"),
                     ("Epochs", "3")}  # fmt: skip
    assert ("learning rate", "1e-4", "") in told(paragraph("We train it for 3 epochs with Adam (lr 1e-4)."))


def test_what_is_no_scope() -> None:
    for heading in ("Following GiGPO [6]", "Related Works", "5 Limitations"):
        assert of_heading(heading) == ""
    assert told(paragraph("The process employs LoRA with rank 64, and we train."))[0] == ("LoRA rank", "64", "")
    gpus = paragraph("We train on 8 A100 GPUs.", section=0)
    assert told(gpus, heading="Effect interventions") == [("GPUs", "8 A100", "")]
    assert told(gpus, heading="BERT") == [("GPUs", "8 A100", "BERT")]


def test_a_temperature_of_a_loss_is_none_of_sampling() -> None:
    assert told(paragraph("We train with a contrastive loss at temperature 0.1 for 3 epochs.")) == [("epochs", "3", "")]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We train it for 3 epochs with 5K to 20K warmup steps.", [("epochs", "3", "")]),
        ("We train it with 20K warmup steps.", [("warm-up", "20K steps", "")]),
        ("The dropout rate is set to 0.1 and we train it.", [("dropout", "0.1", "")]),
        ("We train it with a learning rate of 3e-4 for 1.5B, 2e-4 for 7B and 1e-4 for 14B models.",
         [("learning rate", "3e-4", "1.5B"), ("learning rate", "2e-4", "7B"), ("learning rate", "1e-4", "14B")]),
        ("We train 150M Foo with 8 A100 GPUs for 3 days.",
         [("GPUs", "8 A100", "150M Foo"), ("training time", "3 days", "150M Foo")]),
        ("The KL coefficient is set to 0.1 (Maze), 0.04 (Sudoku).",
         [("KL coefficient", "0.1", "Maze"), ("KL coefficient", "0.04", "Sudoku")]),
        ("Our module uses a single head, and the learning rate is set to 0.1.", [("learning rate", "0.1", "")]),
        ("We train with SGD (lr=1e-2) for ResNet and AdamW (lr=1e-4) for ViT.",
         [("optimizer", "SGD", "ResNet"), ("optimizer", "AdamW", "ViT"), ("learning rate", "1e-2", "ResNet"),
          ("learning rate", "1e-4", "ViT")]),
        ("The knee classifier is trained for 3 epochs.", [("epochs", "3", "knee classifier")]),
        ("The quality classifier is trained for 3 epochs.", []),
    ],
)  # fmt: skip
def test_each_value_of_a_sentence_has_its_own_scope(sentence: str, found: list[tuple[str, str, str]]) -> None:
    assert told(paragraph(sentence)) == found


def test_the_part_in_a_rows_name_is_its_scope_and_goes_before_the_captions_stage() -> None:
    rows = [
        ["Name", "Value"],
        ["Learning rate, predictor", "3e-3"],
        ["Hours, Llama-3.1-8B", "5.5"],
        ["Batch size", "16"],
    ]
    assert set(told(table(rows, "Hyperparameters of the distillation"))) == {
        ("Learning rate", "3e-3", "predictor"),
        ("Hours", "5.5", "Llama-3.1-8B"),
        ("Batch size", "16", "distillation"),
    }


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("We use Foo to produce detailed textual descriptions.", []),
        ("We decode all answers.", ["temperature", "top-p"]),
    ],
)
def test_how_data_are_sampled_is_no_sampling_of_the_papers(before: str, told: list[str]) -> None:
    text = f"{before} The generation process was configured with a top-p of 0.9 and a temperature of 0.2."
    sections = [Section(title="Implementation Details", level=1, block=0, page_number=1)]
    found = of_sentences(lines_of(paper_text(paragraph(text, section=0), sections=sections)))
    assert sorted(f.name for f in found) == told


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        # the parts of a split make up a whole
        ("The plots are split 70/15/15 into training, validation and test.", [("data split", "70/15/15", "")]),
        ("The cohort was randomly divided into training and test patients (8:2).", [("data split", "8:2", "")]),
        ("We use an 80%/20% train/test split for all spectra.", [("data split", "80%/20%", "")]),
        ("We split the work at 10:30 for training.", []),
        ("Cells were split 80/10/10 by donor.", [("data split", "80/10/10", "")]),
        ("In the split positives and negatives are 1:9.", []),
        ("It is trained on 16 V100s.", [("GPUs", "16 V100", "")]),
        ("We use 16 attention heads, 24 layers, in training.", [("attention heads", "16", "")]),
        ("We ask for patience 5 in training.", []),
        ("Training takes the odds 3/4 of a split.", []),
        # what stops, attends, feeds forward
        (
            "The network uses eight attention heads, FFN size 512 and early stopping with patience 5 in training.",
            [("attention heads", "eight", ""), ("feed-forward size", "512", ""), ("early-stopping patience", "5", "")],
        ),
        ("We train with a batch size of 14×12 on one A100.", [("batch size", "14×12", ""), ("GPUs", "one A100", "")]),
        ("We optimise on mini-batches of 32 spectra.", [("batch size", "32", "")]),
        ("We train for 200k environment steps.", [("training steps", "200k", "")]),
        ("We train on 4 NVIDIA 5000-series GPUs.", [("GPUs", "4 NVIDIA 5000-series GPUs", "")]),
        ("On a 64 × 64 grid we train for 80 epochs.", [("epochs", "80", "")]),
        ("We train over grids of 3 and 5 epochs.", []),
        (
            "We train it: Foo-4B and Bar-8B models are trained for 320 and 400 steps, respectively, while the ablation "
            "models are trained for 120 steps.",
            [("training steps", "320", "Foo-4B"), ("training steps", "400", "Bar-8B")],
        ),
        ("The training time is 12.5 hours for the FoodQA [17] vanilla model.", []),
        ("We train it, generating 8 rollouts per query.", [("rollouts per query", "8", "")]),
        ("We train the whole framework. The whole framework is trained for 30 epochs.", [("epochs", "30", "")]),
    ],
)
def test_a_sentence_has_these_settings_too(sentence: str, found: list[tuple[str, str, str]]) -> None:
    assert sorted(told(paragraph(sentence), heading="4 Training")) == sorted(found)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We set ρ = 0.5 and w_{0} = 10 in training.", []),
        ("We set the selection ratio ρ = 0.5 in training.", ["selection ratio ρ"]),
        ("We use a loss coefficient of γ = 0.1 in training.", ["loss coefficient γ"]),
        ("We set λ_{rec} = 0.3 in training.", ["λ_{rec}"]),
        ("The loss weights are λ_{adv} = 0.3 in training.", ["loss weight λ_{adv}"]),
        ("We set β = 0.04 in training.", []),
        ("We set β = 0.04 in training. It weighs the KL divergence.", ["β"]),
        ("We train with AdamW, seed 7 and ε = 10^{-8}, weight decay 0.1.", ["optimizer", "weight decay"]),
    ],
)
def test_a_symbol_without_a_word_is_no_name(sentence: str, names: list[str]) -> None:
    assert [name for name, _, _ in told(paragraph(sentence), heading="4 Training")] == names


def test_a_tables_one_value_is_of_all_its_models() -> None:
    def scope(*models: str) -> str:
        rows = [["Setting", "Value"], ["Learning rate", "1e-4"]]
        for model in models:
            rows += [[model, ""], ["Batch size", "32 × 12"]]
        return next(s for name, _, s in told(table(rows, "Table 1: Hyperparameters.")) if name == "Batch size")

    assert scope("Foo-2B") == "Foo-2B"
    assert scope("Foo-2B", "Foo-4B") == "Foo-2B and Foo-4B"
    assert scope("Foo-2B", "Foo-4B", "Foo-8B") == ""


def test_what_one_gpu_takes_is_no_setting_beside_the_whole_batch() -> None:
    rows = [["Setting", "Value"], ["Per-GPU batch size", "8"], ["Learning rate", "1e-4"]]
    for whole, shown in (([], True), ([["Global batch size", "64"]], False)):
        names = [name for name, _, _ in told(table([*rows, *whole], "Table 1: Hyperparameters."))]
        assert ("Per-GPU batch size" in names) is shown


def test_a_paper_whose_encoders_are_others_work_trains_nothing() -> None:
    said = ["The encoder is pre-trained on notes.", "We fit it on the training set.", "The training data are old."] * 3
    supposed = "Fine-tuning might help."
    assert not trains(lines_of(paper_text(*map(paragraph, [*said, supposed]))))
    assert trains(lines_of(paper_text(*map(paragraph, [*said, "Fine-tuning helps."]))))


def test_variants_of_the_own_method_have_each_their_column() -> None:
    rows = [
        ["Hyperparameter", "A HingePO", "A HingePO long", "B-HingePO"],
        ["Learning rate", "5e-6", "5e-6", "1e-6"],
        ["Batch size", "512", "512", "256"],
        ["Weight decay", "0.1", "0.1", "0.1"],
    ]
    shown = table(rows, "Hyperparameters of all variants.").model_copy(update={"section": 0})
    sections = [Section(title="E.2 Llama-3-8B Experiments", level=1, block=0, page_number=1)]
    lines = lines_of(paper_text(shown, *TRAINED, sections=sections))
    found = {(f.name.lower(), f.value, f.scope) for f in settings_module.hyperparameters(lines, ("HingePO",))}
    assert {("learning rate", "1e-6", "B-HingePO"), ("weight decay", "0.1", "")} <= found


def test_a_value_of_most_columns_is_of_all_but_the_others() -> None:
    rows = [["Setting", "Elastic", "Plastic", "Porous", "Viscous", "Turbulent"],
            ["Learning rate", "1e-3", "1e-3", "1e-3", "1e-3", "2e-3"], ["Batch size", "4", "4", "8", "8", "8"],
            ["Epochs", "5", "5", "5", "5", "5"]]  # fmt: skip
    assert told(table(rows, "Training configurations.")) == [
        ("Learning rate", "1e-3", "Elastic, Plastic, Porous, Viscous"), ("Learning rate", "2e-3", "Turbulent"),
        ("Batch size", "4", "Elastic, Plastic"), ("Batch size", "8", "Porous, Viscous, Turbulent"), ("Epochs", "5", ""),
    ]  # fmt: skip
    rows[0][1:] = [f"{name} materials" for name in rows[0][1:]]
    assert told(table(rows[:3], "Hyperparameters."))[0][2] == "except Turbulent materials"


def test_each_of_two_tables_of_settings_says_what_it_is_of() -> None:
    rows = [["Hyperparameter", "Value"], ["Learning rate", "1e-3"], ["Batch size", "4"]]
    other = [["Hyperparameter", "Value"], ["Learning rate", "2e-3"], ["Batch size", "8"]]
    blocks = table(rows, "Table 1: Hyperparameters of the reader."), table(other, "Table 2: Writer hyperparameters.")
    assert told(*blocks) == [("Learning rate", "1e-3", "reader"), ("Learning rate", "2e-3", "Writer"),
                             ("Batch size", "4", "reader"), ("Batch size", "8", "Writer")]  # fmt: skip
    assert {scope for _, _, scope in told(blocks[0])} == {""}


def test_a_part_before_a_settings_name_is_its_scope() -> None:
    rows = [["Hyperparameter", "Value"], ["Attacker learning rate", "1e-3"], ["Final learning rate", "1e-5"]]
    found = told(table([*rows, ["Batch size", "4"]], "Hyperparameters."))
    assert ("learning rate", "1e-3", "Attacker") in found
    assert ("Final learning rate", "1e-5", "") in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We train it. For LoRA, we use a learning rate of 1e-4. "
         "For full fine-tuning, the learning rate is set to 2e-5.",
         [("learning rate", "1e-4", "LoRA"), ("learning rate", "2e-5", "full fine-tuning")]),
        ("We train it. For a fair comparison, we use a learning rate of 1e-4.", [("learning rate", "1e-4", "")]),
        ("MERL stage: we train with a batch size of 8. MEFT stage: we train with a batch size of 32.",
         [("batch size", "8", "MERL"), ("batch size", "32", "MEFT")]),
        ("In Stage I, we pretrain it for 5 epochs. In Stage II, we pretrain it for 3 epochs.",
         [("epochs", "5", "stage I"), ("epochs", "3", "stage II")]),
        ("We fine-tune it with DeepSpeed Stage 3 for 5 epochs.", [("epochs", "5", "fine-tuning")]),
        ("We train it with a learning rate of 1e-3 to train the codes and 1e-4 to train the weights.",
         [("learning rate", "1e-3", "codes"), ("learning rate", "1e-4", "weights")]),
        ("We train it with a learning rate of 1e-5 for the backbone and 1e-4 for all other parameters.",
         [("learning rate", "1e-5", "backbone"), ("learning rate", "1e-4", "all other parameters")]),
        ("We train it with a batch size of 4 (effective batch size of 16).", [("batch size", "16", "")]),
        ("We train it with a batch size of 8 (probes), 16 (readers).",
         [("batch size", "8", "probes"), ("batch size", "16", "readers")]),
        ("We train it with a cosine decay from 1e-4.",
         [("learning rate", "1e-4", ""), ("learning rate schedule", "cosine", "")]),
        ("We train with three warmup epochs starting at 0.1 times that rate.", []),
        ("We train it with 375 warm-up steps.", [("warm-up", "375 steps", "")]),
        ("We train it with a learning rate that increases to 2e-4 during the first 375 warm-up steps.",
         [("learning rate", "2e-4", ""), ("warm-up", "375 steps", "")]),
        ("We fine-tune both the baseline model and our method with a batch size of 8.",
         [("batch size", "8", "fine-tuning")]),
        ("We decode with 20 beams and a cutoff length of 2,048.",
         [("beam size", "20", ""), ("maximum length", "2,048", "")]),
        ("We train it on rollouts of 24 steps, from the 50-step base model, of a maximum length of 20 seconds.", []),
        ("We train it on 40,000 hours of recordings.", []),
        ("We train it for 4 hours of training.", [("training time", "4 hours", "")]),
        ("We train it. Float64 L-BFGS-B selects the starts.", []),
        ("We train it with weight decay and set the weight decay to 0.01.", [("weight decay", "0.01", "")]),
        ("We train on A100 GPUs. All training runs use four A100 GPUs.", [("GPUs", "four A100", "")]),
        ("DPO: We train it for 2 epochs.", [("epochs", "2", "DPO")]),
        ("The reruns use AdamW with a learning rate of 1e-4 and three epochs.", []),
        ("We train it with micro-batch size 1.", []),
    ],
)  # fmt: skip
def test_a_plain_sentence_sets_what_it_says_and_of_what(text: str, found: list[tuple[str, str, str]]) -> None:
    assert told(paragraph(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our method is training-free.", True),
        ("We answer without any fine-tuning.", True),
        ("No gradient updates are made.", True),
        ("It is trained.", False),
    ],
)
def test_a_paper_that_trains_nothing_says_so(text: str, found: bool) -> None:
    lines = lines_of(paper_text(paragraph(text, kind="abstract")))
    assert settings_module.trains_nothing(lines) is found
    assert not settings_module.trains_nothing(lines_of(paper_text(paragraph(text, kind="reference"))))


def test_who_runs_models_behind_an_interface_trains_none() -> None:
    text = "We run GPT-4o. The judge is Claude 3.5."
    assert settings_module.runs_services(lines_of(paper_text(paragraph(text))))
    assert not settings_module.runs_services(lines_of(paper_text(paragraph("We run GPT-4o."))))


def test_the_words_of_a_heading_over_all_settings_tell_none_from_another() -> None:
    text = "We train it with AdamW for 3 epochs and a batch size of 8."
    assert {scope for _, _, scope in told(paragraph(text), heading="Wind model")} == {""}
    assert {scope for _, _, scope in told(paragraph(text), heading="3 TRUST MODEL")} == {""}
    assert {scope for _, _, scope in told(paragraph(text), heading="ImageNet")} == {"ImageNet"}


def test_a_paragraph_on_rivals_sets_nothing() -> None:
    assert told(paragraph("Competing methods. We train all of them for 3 epochs.")) == []


def test_what_a_latency_is_measured_on_trains_nothing() -> None:
    assert told(paragraph("We train it on 4 A100 GPUs."), heading="Latency") == []


def test_a_paper_that_trains_nothing_has_parameters_of_its_own() -> None:
    sentence = "We set the number of buckets k = 5, n_{buckets} = 8 and n = 3."
    found = settings_module.hyperparameters(lines_of(paper_text(paragraph(sentence))))
    assert [(f.name, f.value) for f in found] == [("number of buckets k", "5"), ("n_{buckets}", "8")]
