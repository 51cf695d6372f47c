"""Each way in which a sentence states a setting, and what only sounds like one."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.setting_sentences import of_sentence


def read(sentence: str, heading: str = "") -> dict[str, str]:
    """The settings of a sentence."""
    return {fact.name: fact.value for fact in of_sentence(sentence, heading)}


VALUES = (
    "10^{-4} | 3 | 3.5 | 1,024 | 2 × 10^{-5} | 2x10^{-5} | 2 · 10^{-5} | 3e-5 | 3e−5 | 3e+5 | 15% | 15 % | 4K | 4k | "
    "4 M | 4B | 4 million | "
    "one | two | three | four | five | six | seven | eight | ten | twelve"
)


@pytest.mark.parametrize("value", VALUES.split(" | "))
def test_every_writing_of_a_value(value: str) -> None:
    assert read(f"We set the temperature to {value} here.") == {"temperature": value}


HEADS = (
    "micro-batch size | mini-batch size | mini batch sizes | batch size | batch-size | weight decay | label "
    "smoothing | dropout | dropout rate | "
    "drop path | droppath rate | momentum | temperature | top-p | top-P value | topp | top-k | topK | nucleus | "
    "nucleus sampling | rank | "
    "KL coefficient | loss weight | penalty term | regularization weight | regularisation terms | entropy "
    "coefficient | reward weights | coefficient | "
    "discount factor | decay factor | scaling factor | down-sampling factor | downsampling factor "
    "| "
    "warm-up | warmup | warm-up ratio | warmup steps | warm-up phase | warm-up period | gradient clipping | grad "
    "clip | norm clipping | "
    "clip threshold | clip range | clip ratio | gradient norm clip | global norm | threshold | sequence length | "
    "context window | response lengths | "
    "generation budget | rollout size | completion length | prompt length | output length | input size | token "
    "budget | solution length | window size | "
    "sampling budget | resolution | hidden size | hidden dimension | "
    "embedding size | embedding dimension | "
    "dimension | dimensionality | patch size | group size | beam size | vocabulary size | kernel size | image size | "
    "crop size | ratio | probability | "
    "random seed | seed | interval | frequency | ensemble size | margin | tolerance | step size | population size | "
    "replay buffer size"
)


@pytest.mark.parametrize("head", HEADS.split(" | "))
def test_every_noun_that_names_a_setting(head: str) -> None:
    assert read(f"We set the {head} to 0.25 here.") == {head: "0.25"}


@pytest.mark.parametrize(
    "lead",
    [
        "", " of", " is", " are", " was", " were", " to be", " set to", " fixed at", " chosen as", " with", " we use",
        " of size", " with a value of", " value", " size", " norm", " at", " as", " be", " to", " use",
        " only", " about", " around", " approximately", " up to", " with norm", " =", " ≈", " ≤", " <", " (",
        " γ =", " k is", " p_{0} =", " (of",
    ],
)  # fmt: skip
def test_every_way_from_a_name_to_its_value(lead: str) -> None:
    assert list(read(f"We keep the momentum{lead} 0.25 here.").values()) == ["0.25"]


@pytest.mark.parametrize(
    "lead",
    [
        " lower than", " after", " every", " until", " when", " while", " where", " if", " because of", " since",
        " see", " in Table", " in Figure",
        " in Section", " of Appendix", ", with", " grows", " for",
        " (a fixed one that we never change through all of it) of",
    ],
)  # fmt: skip
def test_what_parts_a_name_from_a_number(lead: str) -> None:
    assert read(f"We keep the momentum{lead} 0.25 here.") == {}


def test_of_two_nouns_before_one_value_none_has_it() -> None:
    assert read("The momentum and the tolerance are 0.25 here.") == {}


STOP_WORDS = (
    "a an the of with and or for to in on at by as is are was were be we use uses used using set sets setting employ "
    "employs adopt adopted "
    "apply applied choose chose chosen keep kept fix fixed take our its their this that these all both each same "
    "also then where which while from "
    "into over under high low small large larger smaller different various no not than i.e e.g limit limited allow "
    "allowing train trained "
    "constant employing adopting applying have has had given corresponding"
)


@pytest.mark.parametrize("word", STOP_WORDS.split())
def test_a_word_that_is_no_part_of_a_name_is_left_out(word: str) -> None:
    if "." not in word:  # a full stop parts it from the noun anyway
        assert list(read(f"Here {word} momentum of 0.25.")) == ["momentum"]
    assert list(read("Here an effective momentum of 0.25.")) == ["effective momentum"]


@pytest.mark.parametrize(
    ("before", "name"), [("one two three", "one two three momentum"), ("nil one two three", "one two three momentum")]
)
def test_a_name_takes_three_words_before_its_noun(before: str, name: str) -> None:
    assert list(
        read(f"the {before.replace('one', 'outer').replace('two', 'inner').replace('three', 'third')} momentum of 0.25")
    ) == [name.replace("one", "outer").replace("two", "inner").replace("three", "third")]


OF_WORDS = [
    ("schedule",
    "cosine decay | linear schedule | constant scheduler | polynomial annealing | multi-step decay | step decay | "
    "exponential decay"),
    ("schedule",
    "cosine learning rate decay | linear warm-up and decay | cosine learning-rate schedule | linear warmup and decay"),
    ("schedule",
    "constant learning rate | cosine learning rate | linear learning-rate | linearly decayed learning rate"),
    ("decoding", "greedy decoding | greedy sampling | greedy search | Greedy decoding"),
    ("precision", "bfloat16 | bf16 | BF16 | fp16 | float16 | fp8 | int8"),
    ("GPUs",
    "8 A100 | 8 × A100 | 8x H100 | a single H100 | an A100 | one V100 | two H800 | four A40 | eight NVIDIA A100 | 8 "
    "Nvidia H100 | 4 big H200"),
    ("GPUs", "A100 hardware | H100 GPUs | TPU v3 TPUs | TPUv4 TPU | V100 GPU | H20 accelerators | A100 accelerator"),
    ("training time",
    "27 hours of training | 2 days of training | one day of training | two hours of training | three days of training"),
    ("training time", "training 2,500 GPU hours | training 30 GPU-days | training 3 A100 hours | training 3 H100-days"),
    ("LoRA rank", "LoRA with a rank of 64 | LoRA of rank 64 | LoRA whose rank is set to 64"),
    ("learning rate",
    "learning rate of 0.01 | learning rates of .5 | learning-rate 5e-6 | learning rate that is, as always, 2 × "
    "10^{-5}"),
    ("learning rate",
    "learning rate 10^{-4} | learning rate 3e−5 | learning rate 2.5 x 10^{−5} | learning rate 2 · 10^{-5}"),
    ("warm-up", "500 warm-up steps | 500 warmup steps | 1,000 warm-up iterations | 2K warmup steps"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in OF_WORDS for t in texts.split(" | ")])
def test_every_setting_whose_words_say_what_it_is(name: str, text: str) -> None:
    assert name in read(f"We train it with {text} here.")


@pytest.mark.parametrize(
    "text",
    [
        "a learning rate of 5",
        "a learning rate of 10^{4}",
        "a learning rate of 5e6",
        "the rank of 64 in LoRA.",
        "27 hours of video",
        "8 GPUs of it",
    ],
)
def test_what_cannot_be_such_a_value(text: str) -> None:
    assert not {"learning rate", "LoRA rank", "training time", "GPUs"} & read(f"We see {text}.").keys()


COUNTED = (
    "responses rollouts generations trajectories completions queries prompts heads episodes rounds candidates runs "
    "experts solutions annotators seeds "
    "sessions turns demonstrations shots frames views patches layers"
)
OF_TRAINING = "epochs epoch steps iterations updates stages"
NEEDS_PER = "tokens samples examples questions problems pairs instances outputs"


@pytest.mark.parametrize("word", COUNTED.split())
def test_a_counted_thing_is_a_setting_where_the_authors_say_what_they_do(word: str) -> None:
    assert read(f"We keep 8 {word} here.") == {word: "8"}
    assert read(f"There are 8 {word} here.") == {}
    assert read(f"We keep 8 large {word} per prompt.") == {f"large {word} per prompt": "8"}


@pytest.mark.parametrize("word", NEEDS_PER.split())
def test_a_count_of_data_is_a_setting_only_of_something(word: str) -> None:
    assert read(f"We keep 8 {word} here.") == {}
    assert read(f"We keep 8 {word} for each prompt.") == {f"{word} per prompt": "8"}


@pytest.mark.parametrize("word", OF_TRAINING.split())
@pytest.mark.parametrize(
    "about",
    [
        "trained",
        "pre-training",
        "pretrain",
        "fine-tuned",
        "finetuning",
        "updates",
        "GPU",
        "A100",
        "H100",
        "TPU",
        "optimization",
        "optimised",
    ],
)
def test_a_length_is_a_setting_of_training(word: str, about: str) -> None:
    assert read(f"The {about} of it: 8 {word} here.").get(word) == "8"
    if word != "updates":
        assert read(f"We walk 8 {word} here.") == {}


@pytest.mark.parametrize(
    "does",
    [
        "we keep", "our model has", "it is trained with", "they are fine-tuned with", "it was finetuned with",
        "they were set to", "it is then optimized with",
        "it is sampled with", "it is performed with", "they are limited to", "it is run with", "it is evaluated with",
        "it is generated with",
        "they are initialized with", "a training run has", "a training uses", "all training is of",
        "the hyperparameter is", "hyper-parameters are",
    ],
)  # fmt: skip
def test_every_way_to_say_what_is_done(does: str) -> None:
    assert list(read(f"Here {does} 8 responses.").values()) == ["8"]
    assert read("Here one may see 8 responses.") == {}


@pytest.mark.parametrize(
    "verb",
    [
        "use",
        "sample",
        "sampling",
        "generate",
        "create",
        "draw",
        "select",
        "retrieve",
        "process",
        "encounters",
        "with",
        "of",
    ],
)
def test_whatever_is_used_per_something_is_a_setting(verb: str) -> None:
    assert read(f"We {verb} 8 small things per prompt.") == {"small things per prompt": "8"}
    assert read(f"We {verb} a total of 8 things in each new round.") == {"things per new round": "8"}
    assert read(f"We {verb} 8 small things.") == {}


@pytest.mark.parametrize(
    ("per", "name"),
    [("per prompt", "heads per prompt"), ("for each prompt", "heads per prompt"),
    ("for every prompt", "heads per prompt"), ("in each prompt", "heads per prompt"), ("in the prompt", "heads"),
    ("of the prompt", "heads")],
)  # fmt: skip
def test_what_a_count_is_for(per: str, name: str) -> None:
    assert read(f"We keep 8 heads {per}.") == {name: "8"}


@pytest.mark.parametrize("before", ["after", "every", "within", "than", "at", "first", "last", "after the", "at the"])
def test_a_moment_is_no_length(before: str) -> None:
    assert read(f"We stop {before} 8 rounds.") == {}


@pytest.mark.parametrize(
    "symbol",
    [
        "β",
        "β_{1}",
        "β_1",
        "N",
        "k",
        "ε",
        "ϵ",
        "ϕ",
        "Γ",
        "ω",
        "lr",
        "top_p",
        "top-p",
        "top_k",
        "top-k",
        "weight_decay",
        "γ_{0}",
    ],
)
def test_every_symbol_may_have_a_value(symbol: str) -> None:
    assert read(f"Here we take {symbol} = 0.25 always.").get(symbol) == "0.25"
    if "-" not in symbol:  # top-p is a noun, too
        assert read(f"Here one has {symbol} = 0.25 always.") == {}
    assert read(f"Here we take x{symbol} = 0.25 always.").get(symbol) is None


@pytest.mark.parametrize("after", ["+ 1", "* x", "/ 2", "× n", "− 1", "(x)", "^2"])
def test_a_symbol_in_a_formula_has_no_value(after: str) -> None:
    assert read(f"Here we take N = 4{'' if after == '^2' else ' '}{after} always.") == {}


@pytest.mark.parametrize(
    "heading",
    [
        "Related work",
        "2 Background",
        "Preliminaries",
        "Prompts",
        "A Prompt",
        "Case study",
        "Case studies",
        "Example",
        "More examples",
    ],
)
def test_others_work_has_no_settings(heading: str) -> None:
    assert read("We set the momentum to 0.25.", heading) == {}
    assert read("We set the momentum to 0.25.", "Method") != {}


@pytest.mark.parametrize(
    "before",
    ["Table", "Tab.", "Figure", "Fig.", "Section", "Sec.", "Appendix", "Equation", "Eq.", "Step", "Stage", "Phase"],
)
def test_the_number_of_a_part_is_no_value(before: str) -> None:
    assert read(f"We keep the 8 rounds and {before} 3 heads.") == {"rounds": "8"}


def test_a_value_has_one_name() -> None:
    assert read("We train with a learning rate of 0.01 and a batch size of 64 for 3 epochs.") == {
        "learning rate": "0.01",
        "batch size": "64",
        "epochs": "3",
    }


@pytest.mark.parametrize(
    "text",
    ["the temperature of the 3rd", "the temperature of 21st", "the temperature is 2nd", "the temperature to 5th"],
)
def test_an_ordinal_is_no_value(text: str) -> None:
    assert read(f"We set {text} here.") == {}


@pytest.mark.parametrize(
    ("before", "after", "name", "most"),
    [
        ("the momentum", "of 0.25", "momentum", 45), ("LoRA", "rank of 64", "LoRA rank", 40),
        ("LoRA rank", "64", "LoRA rank", 12), ("a learning rate", "0.001", "learning rate", 60),
    ],
)  # fmt: skip
def test_a_value_is_looked_for_so_far_from_its_name(before: str, after: str, name: str, most: int) -> None:
    def text(letters: int) -> str:
        return (" that we have here" * 9)[: letters - 1].rstrip().ljust(letters - 1, "x") + " "

    near = most - 4 if name != "momentum" else most - 8
    assert name in read(f"We keep {before}{text(near)}{after}.")
    assert name not in read(f"We keep {before}{text(2 * most - 4)}{after}.")
