"""Each way in which a sentence states a result, and the numbers of it that are none."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.result_sentences import of_sentences
from pipeline.summarise.lines import lines_of
from schemas.records import BlockKind, Part, Section
from tests.papers import paper_text, paragraph


def read(
    sentence: str, heading: str = "4 Experiments", kind: BlockKind = "paragraph", part: Part = "body"
) -> list[tuple[str, str, str]]:
    """(benchmark, value, what it was before) of the results of a sentence of the body."""
    paper = paper_text(
        paragraph(sentence, kind=kind, section=0),
        sections=[Section(title=heading, level=1, block=0, page_number=1, part=part)],
    )
    return [(f.benchmark, f.value, f.baseline_value) for f in of_sentences(lines_of(paper), ["body", "abstract"])]


VERBS = "achieves achieving reaches attains obtains yields scores delivers records ranges results"
CHANGES = (
    "loses losing lose lost gains gained gaining gain drops dropped dropping drop falls fell rises rise rising rose "
    "raises raise raised raising improves improved improving increases increased increasing decreases decreased "
    "decreasing reduces reduced reducing boosts boosted boosting boost outperforms outperformed outperforming "
    "outperform surpasses surpassed surpassing exceeds exceeded exceeding exceed surpass"
)


@pytest.mark.parametrize("verb", VERBS.split())
def test_every_verb_of_achievement_states_a_result(verb: str) -> None:
    assert read(f"It {verb} 51.7% on MATH500.") == [("MATH500", "51.7%", "")]
    assert read("It sits at 51.7% on MATH500.") == []


@pytest.mark.parametrize("verb", CHANGES.split())
def test_by_how_much_something_changes_is_no_result_but_what_it_comes_to_is(verb: str) -> None:
    assert read(f"It then {verb} 2.3 ID and 2.5 F1 on MATH500 and reaches nothing.") == []
    assert read(f"It {verb} to 51.7% on MATH500, as one achieves.") == [("MATH500", "51.7%", "")]


@pytest.mark.parametrize(
    "reached",
    [
        "to",
        "at",
        "of",
        "reaching",
        "achieving",
        "attaining",
        "obtaining",
        "scoring",
        "yielding",
        "results in",
        "result in",
    ],
)
def test_what_a_change_comes_to_is_a_result(reached: str) -> None:
    assert read(f"It drops and {reached} 51.7% on MATH500.") == [("MATH500", "51.7%", "")]


@pytest.mark.parametrize(
    "clause",
    ["; it scores", ". It scores", ", while A has", ", and scores", ", but scores", ", which has", ", where it has"],
)
def test_a_change_of_another_clause_says_nothing_of_a_number(clause: str) -> None:
    assert read(f"It gains much{clause} 51.7% on MATH500.")[-1:] == [("MATH500", "51.7%", "")]


@pytest.mark.parametrize(
    ("text", "value", "before"),
    [
        ("51.7%", "51.7%", ""), ("51.7 %", "51.7%", ""), ("51.7", "51.7", ""), ("51.7 ± 0.3", "51.7 ± 0.3", ""),
        ("52%", "52%", ""),
        ("from 26.1 to 42.5", "42.5", "26.1"), ("from 26 to 42", "42", "26"), ("from 26.1% to 42.5%", "42.5%", "26.1"),
        ("from 3 to 5 points", "5", "3"),
    ],
)  # fmt: skip
def test_every_writing_of_a_result(text: str, value: str, before: str) -> None:
    assert read(f"It achieves {text} on MATH500.") == [("MATH500", value, before)]


@pytest.mark.parametrize(
    "text",
    [
        "52", "3.2 points", "3 points", "3.2 pp", "1 point", "3.2×", "3.2 x", "3.2 times", "64.5 tokens", "1.5 token",
        "2.5 seconds", "2.5 second",
        "2.5 milliseconds", "2.5 ms", "2.5 minutes", "2.5 hours", "2.5 days", "2.5 bits", "2.5 bit", "2.5 KB",
        "2.5 MB", "2.5 GB", "2.5 TB",
        "2.5 per", "2.5-shot", "v2.5", "x^2.5", "a/2.5", "a-2.5", "1.2.5",
    ],
)  # fmt: skip
def test_a_count_a_difference_or_a_cost_is_no_result(text: str) -> None:
    assert read(f"It improves {text} on MATH500.") == []


def test_beside_a_difference_a_bare_number_is_one_too() -> None:
    assert read("It gains 2.3 points on GSM8K, 3.8 on MATH500.") == []
    assert read("It achieves 2.3% on GSM8K, 3.8 on MATH500.") == [("GSM8K", "2.3%", ""), ("MATH500", "3.8", "")]


@pytest.mark.parametrize("word", ["to", "against", "vs", "vs.", "versus"])
def test_two_numbers_behind_a_name_are_the_new_and_the_old(word: str) -> None:
    pair = ("88.5%", "76.4") if word == "to" else ("76.4%", "88.5")
    assert read(f"It improves V*Bench (76.4% {word} 88.5%).") == [("V*Bench", *pair)]
    assert read(f"It improves AIME 2024 (76.4 {word} 88.5).") == [("AIME 2024", pair[0].rstrip("%"), pair[1])]


def test_a_pair_behind_a_rival_is_of_the_benchmark_before_it() -> None:
    for word in ("over", "than", "against", "to", "with"):
        assert read(f"It gains on AIME 2024 {word} GRPO (33.5% against 25.8%).") == [("AIME 2024", "33.5%", "25.8")], (
            word
        )
    for word in ("for", "of", "by"):
        assert ("GRPO", "33.5%", "25.8") not in read(f"It gains on AIME 2024 {word} GRPO (33.5% against 25.8%)."), word


@pytest.mark.parametrize(("words", "found"), [(3, True), (5, False)])
def test_a_name_before_a_pair_has_four_words_at_most(words: int, found: bool) -> None:
    name = " ".join(["Alpha", "Beta", "Gamma", "Delta", "Epsilon"][: words + 1])
    assert (read(f"it improves {name} (76.4 to 88.5).")[0][0] == name) is found


@pytest.mark.parametrize(
    "lead",
    [
        "on", "in", "on the", "on both", "on challenging", "on competition-level", "on popular", "on standard",
        "on in-domain", "on out-of-domain",
        "on the challenging in-domain",
    ],
)  # fmt: skip
def test_every_way_to_name_the_benchmark(lead: str) -> None:
    assert read(f"It achieves 51.7% {lead} MATH500.") == [("MATH500", "51.7%", "")]


@pytest.mark.parametrize(
    "name", ["MATH500", "AIME 2024", "GPQA Diamond", "ARC-C", "V*Bench", "MMLU STEM", "Omni-MATH", "BBH"]
)
def test_a_benchmark_may_have_a_second_word(name: str) -> None:
    assert read(f"It achieves 51.7% on {name}.") == [(name, "51.7%", "")]


@pytest.mark.parametrize(
    "name",
    [
        "Table 3", "Tab. 3", "Figure 3", "Fig. 3", "Section 3", "Sec. 3", "Appendix A", "Eq. 3", "Equation 3",
        "Algorithm 3", "Alg. 3", "English",
        "Chinese", "Python", "Stage 2", "Step 3", "Phase 2", "A",
    ],
)  # fmt: skip
def test_what_is_no_benchmark(name: str) -> None:
    assert read(f"It achieves 51.7% in {name}.") == []


@pytest.mark.parametrize(
    "text",
    [
        "against 57.9%",
        "than 57.9%",
        "versus 57.9%",
        "vs. 57.9%",
        "vs 57.9%",
        "compared to 57.9%",
        "compared with 57.9%",
        "57.9% for DAPO",
        "57.9% of DAPO",
        "57.9% by DAPO",
    ],
)
def test_the_number_of_a_rival_is_no_result(text: str) -> None:
    assert read(f"It stands first on MATH500 and reaches 62.7%, {text}.") == [("MATH500", "62.7%", "")]


@pytest.mark.parametrize(("letters", "found"), [(40, True), (100, False)])
def test_a_benchmark_stands_near_its_number(letters: int, found: bool) -> None:
    far = ("as we said before " * 10)[:letters].rstrip() + " "
    assert bool(read(f"It achieves 51.7% {far}on MATH500.")) is found
    assert bool(read(f"Tested on MATH500 {far}it achieves 51.7%.")) is found


def test_a_semicolon_parts_a_number_from_a_benchmark() -> None:
    assert read("It achieves 51.7%; on MATH500 it fails.") == []
    assert read("It fails on MATH500; it achieves 51.7% here.") == []


def test_of_two_benchmarks_the_one_behind_a_number_is_its_own() -> None:
    assert read("Tested on GSM8K it achieves 51.7% on MATH500.") == [("MATH500", "51.7%", "")]
    assert read("Tested on GSM8K and in BBH it achieves 51.7%.") == [("BBH", "51.7%", "")]


@pytest.mark.parametrize("heading", ["2 Related work", "Background", "Preliminaries"])
def test_others_results_are_not_read(heading: str) -> None:
    assert read("It achieves 51.7% on MATH500.", heading) == []


@pytest.mark.parametrize(
    ("kind", "found"),
    [("abstract", True), ("paragraph", True), ("list", True), ("caption", False), ("footnote", False)],
)
def test_results_are_read_in_prose(kind: BlockKind, found: bool) -> None:
    assert bool(read("It achieves 51.7% on MATH500.", kind=kind)) is found
    assert read("It achieves 51.7% on MATH500.", part="appendix") == []


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("It achieves 51.7% accuracy on MATH500.", "accuracy"), ("The accuracy reaches 51.7% on MATH500.", "accuracy"),
        ("It achieves 51.7% F1 on MATH500 at half the time.", "F1"),
        ("It halves the time and reaches 51.7% on MATH500.", ""),
        ("It achieves 51.7% on MATH500 in a very careful evaluation of its accuracy.", "accuracy"),
        ("Its F1 grows; it achieves 51.7% on MATH500 accuracy.", "accuracy"),
        ("It achieves 51.7% on MATH500, which is no small thing in accuracy or in F1.", ""),
    ],
)  # fmt: skip
def test_the_metric_stands_behind_the_number_or_anywhere(sentence: str, metric: str) -> None:
    paper = paper_text(paragraph(sentence))
    (fact,) = of_sentences(lines_of(paper), ["front"])
    assert fact.metric == metric


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        (", and 98%/94% on power-on/off of a real arm", []),
        (" and 98.5% on a real arm", []),
        (", and 98.5% with a real arm", []),
        (", while 98.5% is the aim", []),
        (", but 98.5% is the aim", []),
        (", whereas 98.5% is the aim", []),
        ("; and 98.5% is the aim", []),
        ("; 98.5% is the aim", []),
        (", 98.5% with voting", [("ArmTwin 2.0", "98.5%", "")]),
        (" and 98.5% with voting", [("ArmTwin 2.0", "98.5%", "")]),
        (" and 98.5% on average", [("ArmTwin 2.0", "98.5%", "")]),
        (", and 98.5% on KitBench", [("KitBench", "98.5%", "")]),
    ],
)
def test_a_number_behind_a_benchmark_of_another_is_of_it_only_in_its_clause(
    rest: str, found: list[tuple[str, str, str]]
) -> None:
    assert read(f"It achieves 56.8% on ArmTwin 2.0{rest}.") == [("ArmTwin 2.0", "56.8%", ""), *found]


def test_a_benchmark_before_a_clause_is_still_that_of_the_first_number() -> None:
    assert read("Tested on ArmTwin 2, and tuned, it achieves 56.8% overall.") == [("ArmTwin 2", "56.8%", "")]


def told(sentence: str, *own: str, part: Part = "abstract") -> list[str]:
    """Each result of a sentence in one line: what, in which metric, whose, against whom."""
    paper = paper_text(
        paragraph(sentence, section=0), sections=[Section(title="1 X", level=1, block=0, page_number=1, part=part)]
    )
    return [
        " | ".join((f.benchmark, f.metric, f.system, f.value, f.baseline, f.baseline_value)).replace("  ", " ")
        for f in of_sentences(lines_of(paper), [part], own)
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Zed reaches success rates of 38.2% and 12.0% on FooWorld and BarWorld, respectively.",
         ["FooWorld | success rate | Zed | 38.2% | | ", "BarWorld | success rate | Zed | 12.0% | | "]),
        ("Zed-7B reaches 90.0%, 75.4%, and 71.4% with a tool on AIME25, HMMT25, and GPQA Diamond.",
         ["AIME25 | | Zed-7B | 90.0% | | ", "HMMT25 | | Zed-7B | 75.4% | | ", "GPQA Diamond | | Zed-7B | 71.4% | | "]),
        ("Zed reaches 90.0% and 75.4% on A1 Bench, B2 Bench, and C3 Bench.", []),
        ("It reaches 0.75 FID, 22.53 PSNR on FooNet.", ["FooNet | FID | | 0.75 | | ", "FooNet | PSNR | | 22.53 | | "]),
        ("It reaches 62.0% and 50.0% on SWE-bench Verified and Pro.",
         ["SWE-bench Verified | | | 62.0% | | ", "SWE-bench Pro | | | 50.0% | | "]),
        ("It reaches 51.7% on FooBench, surpassing Llama-3-8B (36.0%).", ["FooBench | | | 51.7% | Llama-3-8B | 36.0%"]),
        ("It reaches 51.7% on FooBench, compared to 36.0% for ReAct.", ["FooBench | | | 51.7% | ReAct | 36.0%"]),
        ("It reaches 51.7% on FooBench, surpassing ReAct's 36.0%.", ["FooBench | | | 51.7% | ReAct | 36.0%"]),
        ("It reaches 51.7% on FooBench, surpassing the best score of 36.0%.", ["FooBench | | | 51.7% | | "]),
        ("It reaches 51.7% on FooBench, while the baseline yields 36.0%.", ["FooBench | | | 51.7% | | "]),
        ("Prior methods achieve 36.0% on FooBench.", []),
        ("GPT-4o achieves 36.0% on FooBench.", []),
        ("We tune GPT-4o, which achieves 36.0% on FooBench.", ["FooBench | | | 36.0% | | "]),
        ("It achieves gains of 2.0% on FooBench, 4.3% on BarBench, and 6.6% on BazBench.", []),
        ("It achieves a 22% relative improvement on FooBench.", []),
        ("It achieves an 18.2 percentage point gain on FooBench.", []),
        ("It achieves +5.5% and + 6% on FooBench and BarBench.", []),
        ("It achieves up to 20% walltime speedup on FooBench.", []),
        ("It retains 99% of accuracy on FooBench.", []),
        ("It achieves the same accuracy at 15% pruning on FooBench.", []),
        ("It achieves 51.7% on FooBench (a gap of ~30%).", ["FooBench | | | 51.7% | | "]),
        ("It raises accuracy on FooBench from 33.3% to 77.8%, accuracy on BarBench from 8% to 37%.",
         ["FooBench | accuracy | | 77.8% | | 33.3", "BarBench | accuracy | | 37% | | 8"]),
        ("It raises accuracy on FooBench from 33.3% to 77.8% and on BarBench from 8% to 37%.",
         ["FooBench | accuracy | | 77.8% | | 33.3", "BarBench | accuracy | | 37% | | 8"]),
        ("It achieves 66.3% → 72.9% on FooBench.", ["FooBench | | | 72.9% | | 66.3"]),
        ("It reduces decoding steps from 256 to 30 on FooBench.", []),
        ("It achieves 51.7% on FooBench and reduces FVD to 360.5.",
         ["FooBench | | | 51.7% | | ", "FooBench | FVD | | 360.5 | | "]),
        ("It achieves 61.0% on AIME'24 and 50.5% on AIME'25.",
         ["AIME'24 | | | 61.0% | | ", "AIME'25 | | | 50.5% | | "]),
        ("It achieves 89.5% on the Gaussian manifold.", []),
        ("It achieves 89.5% on the Gaussian benchmark.", ["Gaussian | | | 89.5% | | "]),
        ("It achieves 89.5% in Vision mode.", []),
        ("It achieves 89.5% on H100.", []),
        ("It is based on FooNet and achieves 89.5%.", []),
        ("It lifts the pass rate of Claude Opus 4.6 on FooBench from 57.7% to 65.5%.", []),
        ("It raises the pass rate of Claude Opus 4.6 on FooBench from 57.7% to 65.5%.",
         ["FooBench | pass rate | | 65.5% | | 57.7"]),
        ("It achieves 92.8% success on FooBench and 78.3% success across four real tasks.",
         ["FooBench | | | 92.8% | | "]),
        ("Models achieve high scores (7.17 on Foo-hard and 8.31 on Foo-full).",
         ["Foo-hard | | | 7.17 | | ", "Foo-full | | | 8.31 | | "]),
        ("On FooBench, where so many agents before it have failed, and for all of the sizes, it achieves 51.7%.",
         ["FooBench | | | 51.7% | | "]),
        ("It reduces reasoning tokens on FooBench from 379 to 212 and improves on it.", []),
        ("Trained solely on FooSet, it achieves 51.7%.", []),
        ("Greedy Opus 4.5 achieves much on FooBench.", []),
        ("It achieves V=80.8 on FooBench.", []),
        ("It achieves much on FooBench, Robo 2.0, and real robots.", []),
        ("On FooBench and BarBench, it raises accuracy from 72.4% to 93.7% and success from 57.4% to 64.4%.", []),
        ("It reduces things from 379 to 212 on FooBench and improves.", []),
        ("After training on FooSet, the accuracy rises from 34.5% to 40.5% as it achieves much.", []),
        ("It prefills tokens and reaches 51.2% on FooBench.", ["FooBench | | | 51.2% | | "]),
        ("In FooBench, it improves the success rate from 56.7% to 64.0%.",
         ["FooBench | success rate | | 64.0% | | 56.7"]),
        ("Tuning on Zed achieves 51.7% on FooBench.", ["FooBench | | | 51.7% | | "]),
    ],
)  # fmt: skip
def test_what_an_abstract_tells(sentence: str, found: list[str]) -> None:
    assert told(sentence, "Zed") == found


def test_behind_the_abstract_a_sentence_must_speak_of_the_papers_own() -> None:
    for sentence in ("Zed achieves 51.7% on FooBench.", "Our agent achieves 51.7% on FooBench."):
        assert len(told(sentence, "Zed", part="body")) == 1
    assert told("ReAct achieves 51.7% on FooBench.", "Zed", part="body") == []
