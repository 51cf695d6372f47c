"""未报告 is printed only after the whole paper was searched."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ground.absent import _HINTS, _PATTERNS, absent
from schemas.grounding import AbsenceKind
from schemas.records import BlockKind, Section
from tests.ground.papers import grid, paper, paragraph


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("learning rate", "The learning rate is set to 1 × 10^{-4}."),
        ("learning rate", "with lr=3e-5 and weight decay 0.1"),
        ("batch size", "an effective batch size of 128"),
        ("batch size", "We use mini-batches of 64 samples."),
        ("batch size", "We favor large tiles and hence reduce the batch to a single image."),
        ("batch size", "Each training batch contained a set of pairs of approximately 25000 tokens."),
        ("batch size", "Adam at a constant 10^{-3}, batch 128, 8 seeds"),
        ("epochs or steps", "Adam at a constant 10^{-3}, 8000 steps, final checkpoint"),
        ("schedule", "This is increasing the learning rate linearly for the first steps."),
        ("optimizer", "We use AdamW with default settings."),
        ("schedule", "with cosine decay and 500 warmup steps"),
        ("schedule", "with a constant learning rate"),
        ("epochs or steps", "We train for 3 epochs."),
        ("epochs or steps", "trained for a total of 20K steps"),
        ("GPUs", "All runs use 8 × A100 GPUs."),
        ("GPUs", "measured on an NVIDIA H100"),
        ("epochs or steps", "the weights shrink by 2.4% over 12k steps"),
        ("optimizer", "The policy is improved by gradient ascent."),
        ("GPUs", "All runs fit on a single consumer GPU."),
        ("GPUs", "We train on our cluster."),
        ("hours", "The adapter is trained in hours on one GPU."),
        ("hours", "Training took several days."),
        ("hours", "The run takes 98 hours on the four cards."),
        ("hours", "took 98 hours."),
        ("hours", "Training takes 27 hours."),
        ("hours", "at a cost of 300 GPU hours"),
        ("hours", "All models were trained on one node. Each took roughly half a day."),
        ("hours", "All models were trained on one node. Each took roughly twenty-four hours."),
        ("hours", "Fine-tuning requires 2,500 A100-hours."),
    ],
)
def test_what_is_reported_is_found(kind: AbsenceKind, text: str) -> None:
    answer = absent(kind, paper("Something else.", paragraph(text, page=7)))
    assert not answer.absent
    assert [e.page_number for e in answer.found] == [7]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("learning rate", "A larger learning rate hurts."),
        ("batch size", "The batch size matters little."),
        ("optimizer", "We optimise the loss."),
        ("schedule", "We schedule interviews with experts."),
        ("epochs or steps", "The proof takes three steps."),
        ("epochs or steps", "Euler, 50 steps."),
        ("batch size", "It leaves the batch as it is."),
        ("GPUs", "GPUs are expensive."),
        ("hours", "Annotators worked for 3 hours."),
        ("hours", "Experts were hired. The survey took twenty-four hours."),
    ],
)
def test_a_mention_without_a_value_is_no_report(kind: AbsenceKind, text: str) -> None:
    assert absent(kind, paper(text)).absent


def test_an_appendix_table_counts() -> None:
    answer = absent("learning rate", paper(grid([["Parameter", "Value"], ["Learning rate", "1e-6"]], page=19)))
    assert [e.page_number for e in answer.found] == [19]


def test_hours_of_a_table_are_of_training_only_where_it_says_so() -> None:
    assert absent("hours", paper(grid([["Observation", "Array time (hours)"], ["Mars", "676"]]))).absent
    assert not absent("hours", paper(grid([["Run", "Training time (hours)"], ["A", "27"]]))).absent


def test_the_references_do_not_count() -> None:
    sections = (Section(title="References", level=1, block=0, page_number=9, part="references"),)
    cited = paragraph("Adam: a method for stochastic optimization with 8 GPUs.", page=9).model_copy(
        update={"section": 0}
    )
    assert absent("optimizer", paper(cited, sections=sections)).absent
    assert absent("optimizer", paper(cited.model_copy(update={"section": None}))).absent is False


@given(st.data())
def test_no_text_that_reports_a_kind_is_passed_over_for_want_of_a_hint(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(_PATTERNS)))
    pattern = data.draw(st.sampled_from(_PATTERNS[kind]))
    text = data.draw(st.from_regex(pattern))
    assume(not set("ſıİ\u212a") & set(text))  # they match s, i and k where case is ignored, and no paper writes so
    assert _HINTS[kind].search(text)


# what a paper writes where it reports a kind; every pattern, and every word in it, has its line
REPORTS: dict[AbsenceKind, str] = {
    "learning rate": """
        The learning rate was 0.001 | Learning-rates of 2e-5 | lr of 3e-4 | step size: 0.1 | step-size near 0.1 |
        using 1e-4 as the learning rate | 0.001 for the learning-rates | LR = 1e-4 | lr: 3e-5 | η = 0.1 | η of 0.5 |
        a learning rate equal to 5K | the lr is 2 × 10 | lr 10^{-4} | a learning rate, found by a search over many
        values on the held-out set, of 0.1
    """,
    "batch size": """
        batch size 64 | batch-sizes of 64 | mini-batches of eight | minibatch size four | a batch size of one | batch
        size: two |
        batches of size sixteen | 64 samples per batch | 64 sequences in each batch | 64 prompts in a batch | 64
        examples in every batch |
        64 images per training batch | 64 tokens per batch | 64 queries per batch | 64 sample per batch | 64 per batch |
        batch of 64 | batch of up to 64 | batches of 64 | bsz = 64 | bs: 64 | bsz: 8 | bs=64 | 64-sized mini-batch | a
        64 batch |
        64 size minibatch | 64-batch size | a batch size, which is that of the questions of one level only, of 64
    """,
    "optimizer": """
        AdamW | Adam | Adam-mini | Adamax | SGD | LAMB | Lion | Adafactor | AdaFactor | RMSprop | RMSProp | Adagrad |
        Shampoo | Muon |
        Sophia | NAdam | RAdam | LARS | adamw | adam optimizer | adam optimiser | stochastic gradient descent |
        the optimizer is ours | Optimizer: ours | optimiser was X | optimizer | X | SignSGD | SOAP | AdaBelief |
        AdaGrad | AMSGrad
    """.replace("optimizer | X", "optimizer \x00 X"),
    "schedule": """
        cosine decay | linear learning-rate decay | constant lr schedule | polynomial annealing | exponential decay |
        inverse square root schedule | inverse-square-root decay | step decay | warmup-stable decay | warm-up-stable
        schedule | cosine warmup |
        cosine warm-up | learning rate decay | lr schedule | learning-rate warmup | warmup of 500 | warm-up over the
        first 500 |
        cosine learning rate | constant lr | fixed learning rate | linear lr | decaying learning rate |
        linearly-annealed learning rate |
        linearly decreasing lr | linear warming | linearly decayed | linearly annealed | linearly increasing |
        linearly decreasing | warmed up |
        warms up | warming-up | warm up | scheduler is cosine | schedule: linear | scheduling with constant | schedule
        of polynomial |
        a schedule that is exponential
    """,
    "epochs or steps": """
        3 epochs | 3 full epochs | 300 iterations | 3 more training iterations | epochs of training: 3 | one epoch |
        two epochs |
        three full epochs | four epochs | five epochs | six epochs | eight epochs | ten epochs | a single epoch | 500
        training steps |
        500 gradient steps | 500 optimization steps | 500 optimisation step | 500 update steps | 500 policy update
        steps | 500 RL steps |
        500 SFT steps | 500 fine-tuning iterations | 500 finetuning steps | 500 pre-training steps | 500 pretraining
        steps |
        trained with AdamW during 500 steps | training ran 500 iterations | train until 500 updates | for about 500
        steps |
        for a total of 500 updates | for 500 iterations | training steps: 500 | total training steps 500 | maximum
        iterations of 500 |
        number of steps: 500 | fine-tuning steps 500 | finetuning-steps = 500 | max steps = 500
    """,
    "GPUs": """
        8 A100 | 8× A800 | 8 x H100 | 8 H800 | 4 H200 | 8 H20 | 8 B200 | 8 GB200 | 8 V100s | 8 P100 | 8 A40 | 8 A6000
        | 8 A5000 | 8 L40 |
        8 L40S | 8 L4 | 8 T4 | 8 RTX 4090 | RTX3090 | 2 RTX-A6000 | one TITAN | 8 MI300X | 8 MI250 | 8 Ascend 910B | 8
        910B
        | 8 TPU v3 | 8 TPUv4 |
        8 GPUs | two GPUs | four A100 | eight H100 | single GPU | sixteen V100 | a GPU | one NVIDIA | 8 fast new GPUs
        | on TPUs | with A100 |
        using H100 | measured on V100 | hardware: A100 | GPU type: H100 | accelerator: TPU | trained on an A100 |
        training needs a GPU
    """.replace("RTX3090", "on RTX3090"),
    "hours": """
        training took 27 hours | training took one hour | trained two days | trained three weeks | trained four
        minutes | five GPU hours |
        six TPU hours | seven A100 hours | ten H100 hours | H800 training of a week | 30 GPU-hours | 30 TPUv3-core
        hours |
        30 V100 hours | 30 wall-clock hours of training | 30 core-hours of training | training: 27 hrs | training: 2
        hr | training: 3 weeks |
        fine-tuning: 30 minutes | it runs 12 h on a GPU | GPU hours were 300 | TPU-core days: 300 | GPU-days of 12
    """,
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (k, " ".join(t.split()).replace("\x00", "|"))
        for k, texts in REPORTS.items()
        for t in texts.split("|")
        if t.strip()
    ],
)
def test_every_wording_of_a_report_is_found(kind: AbsenceKind, text: str) -> None:
    assert not absent(kind, paper(f"In our case, {text}, as said.")).absent


TRAINING_WORDS = (
    "training | trained | fine-tuning | finetuned | pre-trained | pretraining | GPU | GPUs | TPUv3 | compute | A100 "
    "| A100s | H100 | H100s | "
    "H800 | V100 | V100s | optimization | optimizing | experiment | experiments | RL | run | runs | running | "
    "wall-clock | wallclock | epoch | "
    "epochs | converges"
)
TAKES_WORDS = (
    "takes | take | taken | taking | took | requires | needs | lasted | finishes | completes | costs | spends | "
    "spent | consumes | within | runs | "
    "trains | computes | in total | wall-clock | wallclock | overnight | budget"
)


@pytest.mark.parametrize("word", TRAINING_WORDS.split(" | "))
def test_every_word_of_training_makes_a_duration_a_report(word: str) -> None:
    assert not absent("hours", paper(f"The {word} of the model: 27 hours.")).absent
    assert absent("hours", paper("The exam of the students: 27 hours.")).absent


@pytest.mark.parametrize("word", TAKES_WORDS.split(" | "))
def test_every_word_of_taking_time_makes_a_spelled_duration_a_report(word: str) -> None:
    """The sentence before speaks of training."""
    assert not absent("hours", paper(f"Our models are trained. All of it {word} half a day.")).absent
    assert absent("hours", paper("Our models are trained. We waited half a day.")).absent


@pytest.mark.parametrize(
    ("time", "found"), [("ninety seconds", True), ("sixty seconds", True), ("fifty seconds", False)]
)
def test_a_step_is_no_training(time: str, found: bool) -> None:
    assert absent("hours", paper(f"Training the probe takes {time}.")).absent is not found


@pytest.mark.parametrize(
    ("kind", "label", "value"),
    [
        ("learning rate", "Learning rate", "1e-6"), ("learning rate", "learning-rate", "1e-6"),
        ("learning rate", "base lr", "0.1"),
        ("learning rate", "peak LR", "0.1"), ("learning rate", "max lr", "0.1"), ("learning rate", "LR", "0.1"),
        ("batch size", "Batch size", "64"), ("batch size", "batch", "64"), ("batch size", "bs", "64"),
        ("batch size", "BSZ", "64"),
        ("optimizer", "Optimizer", "ours"), ("optimizer", "optimiser", "ours"), ("schedule", "Scheduler", "ours"),
        ("schedule", "LR decay", "ours"),
        ("schedule", "learning-rate decay", "yes"), ("schedule", "Warm-up", "500"), ("schedule", "warmup", "500"),
        ("epochs or steps", "Epochs", "3"), ("epochs or steps", "total steps", "3"),
        ("epochs or steps", "training iterations", "3"),
        ("epochs or steps", "Train steps", "3"), ("epochs or steps", "max iterations", "3"),
        ("epochs or steps", "optimization steps", "3"),
        ("epochs or steps", "gradient step", "3"), ("GPUs", "GPUs", "8"),
        ("GPUs", "hardware", "8 nodes"),
        ("GPUs", "Accelerators", "8"), ("hours", "GPU hours", "27"), ("hours", "TPU-core days", "27"),
        ("hours", "GPU-days", "27"),
        ("hours", "Training time", "27"),
    ],
)  # fmt: skip
def test_every_label_of_a_table_reports_its_kind(kind: AbsenceKind, label: str, value: str) -> None:
    """The semicolons keep the searches of sentences from it; what stands in brackets is no part of a label."""
    assert not absent(kind, paper(grid([["Name", "Value"], [f"{label} (a; b)", value]]))).absent
    assert not absent(kind, paper(grid([["Model", label], ["ours; best", value]]))).absent
    if kind != "schedule":  # a schedule needs no value
        assert absent(kind, paper(grid([["Name", "Value"], [f"{label} (a; b)", "–"]]))).absent


@pytest.mark.parametrize("kind", ["reference", "author", "title", "header_footer"])
def test_what_is_no_text_of_the_paper_is_not_searched(kind: BlockKind) -> None:
    assert absent("optimizer", paper(paragraph("We use AdamW.", kind=kind))).absent


def test_a_reader_is_shown_five_reports_at_most() -> None:
    said = [f"We use AdamW in run {i}." for i in range(9)]
    assert len(absent("optimizer", paper(*said)).found) == 5


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("learning rate", "the learning rate" + ", as said before," * 8 + " is 0.1"),
        ("learning rate", "we set 0.1 which is," + " as said," * 6 + " the learning rate"),
        ("batch size", "the batch size" + ", as said before," * 5 + " is 64"),
        ("schedule", "the schedule" + ", as said before," * 3 + " is cosine"),
        ("epochs or steps", "the epochs" + ", as said before," * 3 + " are 3"),
        ("epochs or steps", "trained" + ", as said before," * 5 + " over 500 steps"),
        ("epochs or steps", "training steps" + ", as said before," * 2 + " are 500"),
        ("epochs or steps", "for the very long and quite expensive last 500 steps"),
        ("GPUs", "trained" + ", as said before," * 4 + " like TPUs"),
        ("GPUs", "8 of the very fast new GPUs"),
    ],
)
def test_a_value_that_is_far_away_is_of_something_else(kind: AbsenceKind, text: str) -> None:
    assert absent(kind, paper(text)).absent


def filler(letters: int) -> str:
    """Words that say nothing, so many letters of them with the blanks around."""
    return (" of the same kind" * 20)[: letters - 1].rstrip().ljust(letters - 1, "x") + " "


@pytest.mark.parametrize(
    ("kind", "before", "after", "most"),
    [
        ("learning rate", "a learning rate", "0.1", 120), ("batch size", "a batch size", "64", 80),
        ("schedule", "a warmup", "500", 60), ("schedule", "a scheduler", "linear", 40),
        ("epochs or steps", "the epochs", "3", 40), ("epochs or steps", "training steps", "3", 30),
        ("GPUs", "trained", "A100", 60), ("hours", "GPU hours", "300", 40),
    ],
)  # fmt: skip
def test_a_value_is_looked_for_so_far_from_its_name(kind: AbsenceKind, before: str, after: str, most: int) -> None:
    assert not absent(kind, paper(f"Here {before}{filler(most - 4)}{after} too.")).absent
    assert absent(kind, paper(f"Here {before}{filler(most + most // 2)}{after} too.")).absent


@pytest.mark.parametrize(
    ("kind", "text"),
    [("learning rate", "we set 0.1 to be our very own new learning rate"),
    ("epochs or steps", "we train over the entire new and larger set of 500 steps"),
    ("epochs or steps", "it goes on for one of two new 500 steps")],
)  # fmt: skip
def test_a_value_may_stand_before_its_name(kind: AbsenceKind, text: str) -> None:
    assert not absent(kind, paper(text)).absent
