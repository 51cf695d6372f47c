"""Which models a paper starts from and which data it uses, by what its sentences say."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.used_names import backbones, datasets
from pipeline.summarise.lines import lines_of
from schemas.records import BlockKind, Part, Section
from tests.papers import paper_text, paragraph, table


def models(
    *sentences: str, heading: str = "3 Method", part: Part = "body", kind: BlockKind = "paragraph"
) -> tuple[str, ...]:
    """The backbones of a section with these sentences."""
    sections = [Section(title=heading, level=1, block=0, page_number=1, part=part)]
    paper = paper_text(*(paragraph(s, kind=kind, section=0) for s in sentences), sections=sections)
    return tuple(b.name for b in backbones(lines_of(paper), ("Coconut",)))


def data(*sentences: str, heading: str = "3 Method") -> tuple[str, ...]:
    """The datasets of a section with these sentences."""
    sections = [Section(title=heading, level=1, block=0, page_number=1)]
    paper = paper_text(*(paragraph(s, section=0) for s in sentences), sections=sections)
    return tuple(d.name for d in datasets(lines_of(paper), ("Coconut",)))


FAMILIES = (
    "Qwen2.5-7B | QwQ-32B | CodeLlama-7b | Llama-3-8B | Vicuna-13B | Alpaca-7B | Mistral-7B | "
    "Mixtral-8x7B | Gemma-2-9B | GPT-2 | GPTJ-6B | "
    "DeepSeek-V3 | InternVL2 | InternLM2-7B | LLaVA-1.5 | Phi-3 | BERT-large | RoBERTa-base | DeBERTa-v3 | "
    "ELECTRA-small | BART-large | T5-large | Flan-T5-XL | "
    "ViT-L/16 | DeiT-B | Swin-T | ResNet-50 | ConvNeXt-T | EfficientNet-B0 | CLIP-L | SigLIP-L | DINOv2 | SAM-H | "
    "Whisper-v3 | wav2vec2 | HuBERT-L | "
    "Wan2.1 | FLUX-1 | SDXL-1 | Stable Diffusion 3 | OLMo-7B | Falcon-7B | Yi-34B | ChatGLM3 | GLM-4 | "
    "Baichuan2 | MiniCPM-2 | SmolLM2 | SmolVLM-2B | Pythia-1B | "
    "OPT-1.3B | PaLM-2 | StarCoder2 | CodeT5-base | CodeGen-2B | Zephyr-7B | Tulu-3 | Granite-3 | Nemotron-4 | "
    "BAGEL-7B | Janus-7B | Emu3 | Chameleon-7B | "
    "CogVideo-5B | Hunyuan-1 | Skywork-13B | Show-o2 | MiniMax-01"
)


@pytest.mark.parametrize("name", FAMILIES.split(" | "))
def test_every_family_of_models_is_known(name: str) -> None:
    assert models(f"We fine-tune {name} here.") == (name,)


@pytest.mark.parametrize(
    "name",
    [
        "Qwen2.5-7B-Instruct", "Qwen2.5-Math-7B", "Llama 3", "Llama 3.2-3B-Instruct", "Qwen2.5 7B Instruct",
        "Llama-2 Chat", "T5-v1 Large", "ViT-L/16 Huge",
        "ViT-B Small", "BERT-x Medium", "Meta-Llama-3-8B", "Llama-3 v3.1", "Qwen-2 Base",
    ],
)  # fmt: skip
def test_every_form_of_a_models_name(name: str) -> None:
    assert models(f"We fine-tune {name} here.") == (name,)


@pytest.mark.parametrize("name", ["Qwen", "DeepSeek-AI", "Llama", "BERTology", "Coconut-Llama-7B", "the llama"])
def test_a_family_a_firm_or_the_method_is_no_backbone(name: str) -> None:
    assert models(f"We fine-tune {name} here.") == ()


STARTS = (
    "The base model is X | Base models are X | The backbone is X | Our backbones are X | "
    "It is initialized from X | It is initialised with X | It is built on X | "
    "It builds upon X | It is based on X | We start, starting from X | The starting point is X | We fine-tune X | "
    "It was finetuned from X | The RL-tuned one is X | "
    "RLtuned X | The pre-trained one is X | A pretrained X | We use X | We adopt X | We employ X | We train X | "
    "We apply it to X | We choose X | We select X | We take X | "
    "We experiment with X | We continue X | It is trained from X | The variant of X | Its variants: X | We then use X"
)


@pytest.mark.parametrize("text", STARTS.split(" | "))
def test_every_way_to_start_from_a_model(text: str) -> None:
    assert models(text.replace("X", "Qwen2.5-7B") + ".") == ("Qwen2.5-7B",)
    assert models("One sees Qwen2.5-7B.") == ()


@pytest.mark.parametrize(
    "word", ["outperforms", "surpasses", "compared to", "the baseline", "unlike", "exceeds", "better than", "following"]
)
def test_what_a_model_is_compared_with_is_no_backbone(word: str) -> None:
    assert models(f"It {word} Qwen2.5-7B.", f"It also {word} Qwen2.5-7B.") == ()
    assert models(f"We fine-tune it and it {word} Qwen2.5-7B.") == ()
    assert models(f"It {word} all when we fine-tune Qwen2.5-7B.") == ("Qwen2.5-7B",)


@pytest.mark.parametrize(("words", "found"), [(2, True), (12, False)])
def test_what_a_model_is_for_stands_close_behind_it(words: int, found: bool) -> None:
    assert bool(models(f"Qwen2.5-7B is {'so and ' * words}the backbone.")) is found


@pytest.mark.parametrize(("times", "found"), [(1, False), (2, True), (3, True)])
def test_two_sentences_that_name_a_model_in_no_other_role_make_it_one(times: int, found: bool) -> None:
    assert bool(models(*(f"One sees Qwen2.5-7B in case {n}." for n in range(times)))) is found


@pytest.mark.parametrize(
    "heading",
    ["2 Related work", "Background", "Preliminaries", "Acknowledgments", "Prompts", "Contributions", "Limitations"],
)
def test_others_work_says_nothing_of_models_and_data(heading: str) -> None:
    assert models("We fine-tune Qwen2.5-7B.", heading=heading) == ()
    assert data("We evaluate on the GSM8K dataset.", heading=heading) == ()


@pytest.mark.parametrize(
    ("kind", "found"), [("caption", True), ("footnote", True), ("list", True), ("abstract", True), ("equation", False)]
)
def test_models_are_read_in_prose_captions_and_footnotes(kind: BlockKind, found: bool) -> None:
    assert bool(models("We fine-tune Qwen2.5-7B here.", kind=kind)) is found
    assert models("We fine-tune Qwen2.5-7B here.", part="references") == ()


def test_the_abstracts_model_comes_first_and_a_bare_family_not_at_all() -> None:
    sections = [
        Section(title="3 Method", level=1, block=0, page_number=1),
        Section(title="Abstract", level=1, block=1, page_number=1, part="abstract"),
    ]
    blocks = [paragraph("We fine-tune Llama-3-8B.", section=0), paragraph("We fine-tune Qwen2.5-7B.", section=1)]
    found = backbones(lines_of(paper_text(*blocks, sections=sections)), ())
    assert [b.name for b in found] == ["Qwen2.5-7B", "Llama-3-8B"]
    assert models("We fine-tune Qwen2.5.", "We fine-tune Qwen2.5-7B.") == ("Qwen2.5-7B",)


@pytest.mark.parametrize("count", [7, 8, 9, 20])
def test_a_paper_has_eight_backbones_at_most(count: int) -> None:
    assert len(models(*(f"We fine-tune Qwen{n}-7B." for n in range(10, 10 + count)))) == min(count, 8)


IS_DATA = (
    "dataset | benchmark | corpus | corpora | test set | test-set | testset | training set | training data | "
    "training split | dev set | development set | "
    "validation set | test split | questions | leaderboard | test | data | task | tasks"
)


@pytest.mark.parametrize("word", IS_DATA.split(" | "))
def test_every_word_behind_a_dataset(word: str) -> None:
    assert data(f"One sees the GSM8K {word} here.") == ("GSM8K",)
    assert data("One sees the GSM8K picture here.") == ()


ABOUT = (
    "dataset | datasets | benchmark | benchmarks | corpus | corpora | trained on | training with | train data | "
    "training set | evaluated on | evaluate our | "
    "tested on | test set | questions | sample from | samples of | data from | fine-tuned on | finetuning on"
)


@pytest.mark.parametrize("word", ABOUT.split(" | "))
def test_in_a_sentence_about_data_a_cited_name_is_data(word: str) -> None:
    assert data(f"It is {word} it, with MATH-X (Liu et al., 2024).") == ("MATH-X",)
    assert data("It is so, with MATH-X (Liu et al., 2024).") == ()


@pytest.mark.parametrize("word", ["on", "from", "using", "with", "of", "and", "including", "as", "it,", "on the"])
def test_every_word_before_a_dataset(word: str) -> None:
    """Each such mention is half of what it takes."""
    assert data(f"Of the dataset we see all {word} GSM8K", f"Of a dataset we see more {word} GSM8K") == ("GSM8K",)
    assert data(f"Of the dataset we see all {word} GSM8K") == ()
    assert data("Of the dataset we see all near GSM8K", "Of a dataset we see more near GSM8K") == ()


@pytest.mark.parametrize(
    "sentences",
    [
        ["We use datasets, with Xyz (Liu et al., 2024)."],  # cited behind "with": enough
        ["We use datasets: Xyz [12] too", "The dataset Xyz (Liu, 2023) is it"],  # cited elsewhere: two are
    ],
)
def test_a_cited_name_of_one_capital_is_data_too(sentences: list[str]) -> None:
    assert data(*sentences) == ("Xyz",)
    assert data(sentences[0].replace(", with", ":")) == ()


@pytest.mark.parametrize("cite", ["(Liu et al., 2024)", "(Liu, 2024a)", "[12]", "[1, 2]", "[1–3]", "[1-3]"])
def test_every_writing_of_a_citation_is_passed_over(cite: str) -> None:
    assert data(f"One sees the GSM8K {cite} dataset here.") == ("GSM8K",)


ALGORITHMS = (
    "algorithm | optimizer | optimiser | loss | method | framework | objective | library | model | models | "
    "(of ours) algorithm"
)


@pytest.mark.parametrize("word", ALGORITHMS.split(" | "))
def test_an_algorithm_is_no_dataset(word: str) -> None:
    assert data(f"We train on data with the HINGE {word}.", f"We train on more data with the HINGE {word}.") == ()
    assert data("We train on data with the HINGE of it.", "We train on more data with the HINGE of it.") == ("HINGE",)


NO_DATASET = (
    (
        "THE | IN | ON | FOR | WE | OUR | THIS | THESE | IT | AN | AND | TABLE 1 | FIGURE | FIG | SECTION | SEC | "
        "APPENDIX | EQ | ALGORITHM | MODEL | METHOD | BASE | "
        "LARGE | SMALL | OURS | OUR | AVG | AVERAGE | OVERALL | MEAN | ALL | TOTAL | SCORE | RESULTS | TASK | NAME | "
        "DATASET | BENCHMARK | Transformer1 | AdamW | "
        "SGD | LORA | GRPO | PPO | DPO | SFT | RLHF | RLVR | COT | LLM | VLMs | MLLM | RL | KL | QA | AI | NLP | "
        "API | GPU | GPUs | ML | ENGLISH | CHINESE | GERMAN | "
        "FRENCH | PYTHON | JAVA | JavaScript | INPUT | OUTPUT | TRAINING | Stage 2 | Phase 2 | Step 2 | Round 2 | "
        "ABLATION | BASELINE | SETTINGS | NO | YES | FOLLOWING | "
        "SPECIFICALLY | HOWEVER | MOREOVER | ADDITIONALLY | FINALLY | SIMILARLY | FIRST | SECOND | NOTE | DATA | "
        "EXPERIMENTS | EVALUATION | BOTH | EACH | SINCE | WHEN | "
        "WHILE | AS | TO | IF | BY | AT | FROM | HERE"
    )
    .replace("TABLE 1 | ", "TABLE | ")
    .replace("Transformer1 | ", "TRANSFORMERS | ")
)


@pytest.mark.parametrize("word", NO_DATASET.split(" | "))
def test_a_common_word_is_no_dataset(word: str) -> None:
    assert data(f"One sees the {word} dataset, and all of it.", f"One sees the {word} benchmark, and all of it.") == ()


def test_neither_models_nor_metrics_nor_the_method_are_data() -> None:
    for name in ("Qwen2.5-7B", "F1", "BLEU", "Coconut"):
        assert data(f"One sees the {name} dataset here.") == (), name


@pytest.mark.parametrize(("times", "order"), [(3, ("GSM8K", "MATH-X")), (2, ("MATH-X", "GSM8K"))])
def test_three_mentions_of_a_kind_count(times: int, order: tuple[str, ...]) -> None:
    """Six points of three mentions with "dataset" behind them; a fourth and a fifth add nothing."""
    first = [f"One sees the MATH-X dataset in case {n}." for n in range(5 if times == 2 else 2)]
    other = [f"One sees the GSM8K dataset in case {n}." for n in range(times)]
    assert data(*first, *other) == order


@pytest.mark.parametrize("count", [13, 14, 15, 30])
def test_a_paper_has_fourteen_datasets_at_most(count: int) -> None:
    assert len(data(*(f"One sees the DATA{n}X dataset." for n in range(10, 10 + count)))) == min(count, 14)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("GSM8K", True),
        ("Omni MATH X", True),
        ("One Two Three FOUR", False),
        ("AB", False),
        ("Accuracy", False),
        ("GSM8K ↑", True),
        ("GSM8K^{a}", True),
        ("Speed (X1)", False),
    ],
)
def test_a_head_of_a_table_of_results_is_data_where_it_looks_like_a_name(head: str, found: bool) -> None:
    block = table([["Method", head, "MMLU-X"], ["Base", "58.2", "1.5"], ["Coconut", "62.7", "2.5"]])
    names = [d.name for d in datasets(lines_of(paper_text(block)), ("Coconut",))]
    assert (len(names) == 2) is found


@pytest.mark.parametrize(("names", "found"), [(1, True), (4, True), (12, False)])
def test_a_citation_is_short(names: int, found: bool) -> None:
    """Sixty letters before its year."""
    cite = "(" + ", ".join(["Liu and Chen"] * names) + ", 2024)"
    assert bool(data(f"It is a dataset, Xyz {cite} of it.", f"It is a dataset, Xyz {cite} of them.")) is found
