"""A backbone is a model that a sentence or a table says the authors start from, not a rival, a tool or a source."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.backbones import backbones
from pipeline.summarise.lines import lines_of
from schemas.records import Section
from tests.papers import paper_text, paragraph, table


def named(*sentences: str, heading: str = "Method") -> list[str]:
    sections = [Section(title=heading, level=1, block=0, page_number=1)]
    blocks = [paragraph(sentence, section=0) for sentence in sentences]
    return [b.name for b in backbones(lines_of(paper_text(*blocks, sections=sections)), ("HingePO",))]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We fine-tune Qwen2.5-7B here.", ["Qwen2.5-7B"]),
        ("We used Qwen2.5-7B here.", ["Qwen2.5-7B"]),
        ("We fine-tune Qwen2.5-7B and Qwen2.5-7B-Reward here.", ["Qwen2.5-7B"]),
        ("We fine-tune Llama 3.2 (1B) here.", ["Llama 3.2 (1B)"]),
        ("We like Qwen2.5-7B here.", []),
        ("We build upon LLaMA and BLOOMZ.", ["LLaMA", "BLOOMZ"]),
        ("We build upon Qwen here.", []),  # a family is no model
        ("We use ResNet-like blocks.", []),
        ("We use HingePO-7B here.", []),
        ("We use it to compete against Qwen2.5-7B.", []),
        ("We use Qwen2.5-7B as the representatives of small models.", []),
        ("We use Qwen2.5-7B and the other models of that long list of names as representatives.", []),
        ("We use CLIP-L to denote the case.", []),
        ("We use Qwen2.5-7B as a baseline.", []),
        ("We use tools to retrieve papers with GPT-4o.", []),
        ("We use GPT-4o to label the papers.", []),
        ("To generate dense captions for the images, we employ the pre-trained Qwen2.5-VL-7B [3].", []),
        ("To generate molecules, it is conditioned. We fine-tune Qwen2.5-7B here.", ["Qwen2.5-7B"]),
        ("We used data from GQA as provided by LLaVA-1.5.", []),
        ("We use the data of the Qwen2.5-7B alignment.", []),
        ("We use Qwen2.5-7B, while GPT-4o is asked.", ["Qwen2.5-7B"]),
        ("We use it; GPT-4o is asked.", []),
        ("Qwen2.5-7B serves as the base model.", ["Qwen2.5-7B"]),
        ("Qwen2.5-7B serves the users.", []),
    ],
)
def test_a_sentence_says_what_the_authors_start_from(sentence: str, found: list[str]) -> None:
    assert named(sentence) == found


@pytest.mark.parametrize("heading", ["2 Related Work", "A Prompts", "Author Contributions"])
def test_a_section_of_others_work_names_none(heading: str) -> None:
    assert named("We fine-tune Qwen2.5-7B here.", heading=heading) == []


def test_a_model_may_stand_so_far_behind_its_verb() -> None:
    for gap, found in ((89, ["Qwen2.5-7B"]), (90, [])):
        assert named(f"We use{' ' + 'x' * (gap - 1)} Qwen2.5-7B here.") == found


def test_a_rivals_word_may_stand_so_far_behind_the_name() -> None:
    for gap, found in ((30, []), (40, ["Qwen2.5-7B"])):
        assert named(f"We use Qwen2.5-7B {'x' * gap} baseline") == found


def test_a_family_is_not_named_beside_its_models() -> None:
    assert named("We fine-tune PaLM here.", "We fine-tune PaLM 2 here.") == ["PaLM 2"]


def test_an_entry_holds_so_many_backbones() -> None:
    assert len(named(*(f"We fine-tune Qwen2.5-{n}B here." for n in range(1, 11)))) == 8


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Start Model", ["Qwen2.5-7B"]),
        ("Base models", ["Qwen2.5-7B"]),
        ("Initialization", ["Qwen2.5-7B"]),
        ("Model", []),
    ],
)
def test_a_column_headed_base_model_lists_them(head: str, found: list[str]) -> None:
    rows = [["Task", head], ["Math", "Qwen2.5-7B"], ["Code", "Qwen"]]
    assert [b.name for b in backbones(lines_of(paper_text(table(rows))), ())] == found


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        (["All models are initialized from GR00T N1.6 3B and trained."], ["GR00T N1.6 3B"]),
        (["All models are initialized from FooNet2 and trained."], ["FooNet2"]),
        (["All models are initialized from Xavier and trained."], []),
        (["We build upon LLaMA.", "The expert is a 7B LLaMA model."], ["7B LLaMA"]),
        (["We build upon LLaMA.", "It is 7B LLaMA.", "It is 13B LLaMA."], ["LLaMA"]),
        (["We build upon LLaMA with a parameter size of 7B.", "It is 560M LLaMA."], ["LLaMA"]),
        (
            ["We train DeepSeek-Distill-Llama3-8B (Llama3-8B) here.", "We use Llama3-8B."],
            ["DeepSeek-Distill-Llama3-8B"],
        ),
        (["With fine-tuning it is worse than that of Qwen2.5-7B."], []),
    ],
)
def test_a_backbone_has_its_size_and_one_name(sentences: list[str], found: list[str]) -> None:
    assert named(*sentences) == found


def test_a_variant_s_base_is_not_the_papers() -> None:
    rows = [["Method", "GSM8K"], ["Older", "1.5"], ["HingePO (Qwen3-VL-8B)", "2.5"], ["HingePO", "3.5"]]
    assert backbones(lines_of(paper_text(table(rows))), ("HingePO",)) == ()
    assert [b.name for b in backbones(lines_of(paper_text(table(rows[:3]))), ("HingePO",))] == ["Qwen3-VL-8B"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We use GPT-4o to propose skills.", []),
        ("We use GPT-4o as the backbone to propose skills.", ["GPT-4o"]),
        ("We chose Edit1X as our foundation model.", ["Edit1X"]),
        ("We adopt Resnet as our backbone.", []),
        ("We adopt PPO as our base algorithm.", []),
        ("It is built on top of Edit1X v1.0.", ["Edit1X v1.0"]),
        ("We initialise from VGGX-1B.", ["VGGX-1B"]),
        ("We use Qwen2.5-1.5B/7B-Instruct. We use Qwen2.5-1.5B-Instruct and Qwen2.5-7B-Instruct.",
         ["Qwen2.5-1.5B-Instruct", "Qwen2.5-7B-Instruct"]),
        ("We use Qwen2.5-1.5B/7B-Instruct.", ["Qwen2.5-1.5B/7B-Instruct"]),
    ],
)  # fmt: skip
def test_any_name_may_be_said_to_be_the_base_and_no_two_names_in_one(sentence: str, found: list[str]) -> None:
    assert named(sentence) == found


def test_a_row_of_a_table_of_settings_may_name_the_base_model() -> None:
    for label, found in (("Base Model", ["tiny-foo-v1"]), ("Reward model", [])):
        paper = paper_text(table([["Parameter", "Value"], [label, "tiny-foo-v1"], ["Epochs", "4"]]))
        assert [b.name for b in backbones(lines_of(paper), ())] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        # what drives the method, or what it is applied to
        ("HingePO is powered by GPT-5 by default.", ["GPT-5"]),
        ("The rival is powered by GPT-5 by default.", []),
        ("LLM Reasoner: Qwen2.5-7B-Instruct is used for graph construction.", ["Qwen2.5-7B-Instruct"]),
        ("Target: Foo Realtime Video 14B, distilled from another.", ["Foo Realtime Video 14B"]),
        ("Drafter: DMD fine-tuned Wan2.1-T2V-1.3B (dmd.pt).", ["Wan2.1-T2V-1.3B"]),
        (
            "We implement our method on two representative dLLMs, LLaDA-1.5 and Reverie-7B, to evaluate its speed.",
            ["LLaDA-1.5", "Reverie-7B"],
        ),
        ("We apply our framework to two speech models: Hearken-2 and Whisper-small.", ["Whisper-small", "Hearken-2"]),
        ("Whisper-medium serves as the speech encoder.", ["Whisper-medium"]),
        ("Replications are on Ministral-3-8B, beside its tuned counterpart.", ["Ministral-3-8B"]),
        ("We train a LoRA adapter on Qwen3-ASR-0.6B here.", ["Qwen3-ASR-0.6B"]),
        ("We start from Qwen3-ASR-0.6B.", ["Qwen3-ASR-0.6B"]),
        # what encodes
        ("We feed it frozen 1,280-dimensional ESM-2 gene embeddings.", ["ESM-2"]),
        ("The probe reads the features from DINOv2 layers.", ["DINOv2"]),
        ("Proteins are encoded with ProtT5-XL embeddings.", ["ProtT5-XL"]),
        # what makes, labels or judges
        ("We use DeepSeek-VL2. DeepSeek-VL2 generates the rationales.", []),
        ("We adopt DeepSeek-VL2 with GPT-4 judging for all runs. The chains are generated by DeepSeek-VL2.", []),
        ("We fine-tune Qwen2.5-7B. The answers of Qwen2.5-7B are used too.", ["Qwen2.5-7B"]),
        ("We use Qwen2.5-72B. We compare two teachers, Qwen2.5-72B and GPT-4.", []),
        ("We use Qwen2.5-72B; Qwen2.5-72B is prompted to act as a simulator.", []),
        ("We use tulu3-sft-mix-8b, part of the Tulu-3 [9] preference dataset.", []),
        ("The models include Foo-Math 20B which builds on InternLM2 here.", []),
        ("Among open base models (such as Foobar 34B) it leads.", []),
    ],
)
def test_a_model_has_a_role_that_the_words_around_it_say(sentence: str, found: list[str]) -> None:
    assert named(sentence) == found


def test_a_family_is_printed_by_the_one_member_that_the_paper_names() -> None:
    assert named("We fine-tune Qwen3 here.", "It is compared to Qwen3-ASR-0.6B.") == ["Qwen3-ASR-0.6B"]


def test_the_own_row_names_the_models_of_a_method_but_not_its_judge() -> None:
    rows = [
        ["Method", "VLM", "LLM", "Judge", "SR", "SPL", "SR", "SPL"],
        ["Other [3]", "LLaVA-1.5", "-", "GPT-4o", "40.1", "20.1", "30.2", "11.2"],
        ["HingePO (Ours)", "Qwen2.5-VL-7B", "Llama-3-8B", "GPT-4o", "62.6", "31.5", "46.8", "17.9"],
    ]
    found = backbones(lines_of(paper_text(table(rows, caption="Table 1: Success rate."))), ("HingePO",))
    assert [b.name for b in found] == ["Qwen2.5-VL-7B", "Llama-3-8B"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        # what a method is applied to, of whatever family
        (
            "We evaluate HingePO on open speech models: Hark2.1-{1.3B, 14B} [1], EarX-5B [21], and Whisper-small.",
            ["Hark2.1-1.3B", "Hark2.1-14B", "EarX-5B", "Whisper-small"],
        ),
        ("We apply our pruning method across encoders (ProtFold-2, GeneBERT).", ["GeneBERT", "ProtFold-2"]),
        ("We evaluate HingePO on Qwen2-7B, FooBench-2 and Llama-3-8B.", ["Qwen2-7B", "Llama-3-8B"]),
        ("We evaluate HingePO on FooBench-2 and BarBench-3.", []),
        ("We test HingePO with baseline models: FooNet-2 and BarNet-3.", []),
        ("We test HingePO with reward models: FooNet-2 and BarNet-3.", []),
        ("We test FooPO on two models: FooNet-2 and BarNet-3.", []),
        # in a role
        ("A Qwen2.5-7B base policy learns to call a solver.", ["Qwen2.5-7B"]),
        ("Results are reported on the Llama-3-8B student.", ["Llama-3-8B"]),
        ("FooNet [3] attaches a head to a ResNet-50 backbone.", []),
        ("It is faster than the ResNet-50 backbone.", []),
        ("HingePO uses ResNet-50 [5] as its backbone but adds a head.", ["ResNet-50"]),
        ("The pool combines DINOv3-based segmenters.", ["DINOv3"]),
        ("We use Claude-based annotators.", []),
        ("ToMe [4] matches keys based on similarity, LLaVA-Prune [44] combines both.", []),
        # a service's model has a surname
        ("HingePO is powered by GPT-5.6 Sol with high effort.", ["GPT-5.6 Sol"]),
        ("HingePO is powered by GPT-5.6 and Codex.", ["GPT-5.6"]),
    ],
)
def test_a_method_is_applied_to_models_of_any_family(sentence: str, found: list[str]) -> None:
    assert named(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Each grid has an ensemble of three Fourier neural operators (FNOs) of four layers.", ["FNO"]),
        ("HingePO, a standard 3D U-Net for segmentation, restores the scans.", ["3D U-Net"]),
        ("A Transformer backbone learns the dependencies of the wind farms.", ["Transformer"]),
        ("Our network is a residual nnU-Net.", ["nnU-Net"]),
        ("Using a U-Net ensemble, we reduce the error.", ["U-Net"]),
        ("We train a U-Net and compare. We fine-tune ResNet-50 here.", ["ResNet-50"]),  # a pretrained one says more
        ("The state at the output of the Transformer is read.", []),
        ("Transformer models are costly.", []),
        ("We compare: the baseline network is a U-Net.", []),
        ("FooNet [3] trains a U-Net ensemble.", []),
    ],
)
def test_a_paper_that_starts_from_nothing_has_its_architecture(sentence: str, found: list[str]) -> None:
    assert named(sentence) == found


def test_a_list_of_encoders_names_them() -> None:
    intro = "We compare two frozen encoders to test whether the findings hold:"
    items = [
        paragraph("• Foo-Embedding (8B) [20]: a sentence encoder.", kind="list"),
        paragraph("• Bio_NoteBERT [21]: a BERT of notes.", kind="list"),
        paragraph("• Speed: twice as fast.", kind="list"),
    ]
    for said, found in (
        (intro, ["Foo-Embedding (8B)", "Bio_NoteBERT"]),
        ("We compare with frozen encoders of others:", []),
        ("Two more, a list:", []),
    ):
        assert [b.name for b in backbones(lines_of(paper_text(paragraph(said), *items)), ())] == found


def test_groups_of_results_that_are_each_of_a_model_name_them() -> None:
    def found(*titles: str, caption: str = "Table 1: Recall of each method.") -> list[str]:
        rows = [["Method", "R@1", "R@5"]]
        for title in titles:
            rows += [[title, "", ""], ["Plain", "1.5", "2.5"], ["Merged", "3.5", "4.5"]]
        return [b.name for b in backbones(lines_of(paper_text(table(rows, caption=caption))), ())]

    assert found("ReadVL-1.6 (0.9B)", "page.ocr (1.7B)") == ["ReadVL-1.6", "page.ocr"]
    assert found("ViT-Base-224 + BERT-base, 14 patches", "ViT-Base-384 + BERT-base") == ["ViT-Base-224", "BERT-base"]
    assert found("ReadVL-1.6 (0.9B)", "Others") == []
    assert found("ReadVL-1.6 (0.9B)") == []
    assert found("GPT-4o", "Qwen3-8B", caption="Table 1: Scores by each judge.") == []


def test_models_that_the_own_settings_are_given_for_are_trained() -> None:
    rows = [
        ["Hyperparameter", "Foo", "Qwen3-1.7B", "Qwen3-4B"],
        ["Batch size", "1", "8", "4"],
        ["Epochs", "1", "2", "3"],
    ]
    paper = paper_text(table(rows, caption="Table 3: Training hyperparameters."))
    assert [b.name for b in backbones(lines_of(paper), ())] == ["Qwen3-1.7B", "Qwen3-4B"]
