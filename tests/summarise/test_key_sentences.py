"""Which sentences of a paper are translated for its problem and its method."""

from __future__ import annotations

import pytest

from pipeline.summarise.candidates import speaks_of_another
from pipeline.summarise.key_sentences import SPARE, Aspect, key_sentences
from pipeline.summarise.lines import lines_of
from schemas.records import Part, Section
from tests.papers import paper_text, paragraph

KEYED = (
    "Existing methods suffer from drift, and they fail on long inputs of many thousand words. "
    "We propose Ebb, a module that is inserted between the encoder and the decoder of a transformer."
)
PLAIN = (
    "Abstract—The cache takes most of the memory when a text is long. "
    "Two bits save most of it and destroy what was to be found again. "
    "TideKV keeps each block of the cache at two, four or eight bits, as the attention comes and goes. "
    "It asks a small table how much attention a block will get before the block is written. "
    "TideKV takes the cache of an 8B model from 4.29 GB down to 0.70 GB and loses 0.2 points."
)


def texts(abstract: str, aspect: Aspect, names: tuple[str, ...] = ()) -> list[str]:
    lines = lines_of(paper_text(paragraph(abstract, kind="abstract")))
    return [s.text for s in key_sentences(lines, names)[aspect]]


def test_words_of_problem_and_method_are_found() -> None:
    first, second = KEYED.split(". ", 1)
    assert texts(KEYED, "problem") == [f"{first}."]
    assert texts(KEYED, "architecture") == [second]


def test_an_abstract_without_those_words_still_says_its_problem_and_method() -> None:
    assert texts(PLAIN, "problem", ("TideKV",)) == [
        "The cache takes most of the memory when a text is long.",
        "Two bits save most of it and destroy what was to be found again.",
    ]
    assert texts(PLAIN, "architecture", ("TideKV",)) == [
        "TideKV keeps each block of the cache at two, four or eight bits, as the attention comes and goes.",
        "TideKV asks a small table how much attention a block will get before the block is written.",
    ]


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("This development is limited by its cost.", True),
        ("Their success is limited.", True),
        ("It counts zebras to mitigate the drift.", True),
        ("We propose Ebb, which counts zebras, and these zebras are striped.", False),
        ("To mitigate this drift, we propose Ebb, a net that counts.", False),
        ("In this paper and in this large study, we count zebras such as those of the south.", False),
    ],
)
def test_a_sentencespeaks_of_another_where_its_thing_stands_nowhere_in_it(text: str, speaks: bool) -> None:
    assert speaks_of_another(text) is speaks


def test_what_a_method_does_with_each_thing_is_its_inference() -> None:
    method = "We propose Ebb, a module that is made of a router and a drafter."
    works = "Given a photo, the router decides for each block whether Ebb keeps it."
    assert texts(f"{method} {works}", "architecture", ("Ebb",)) == [method]
    assert texts(f"{method} {works}", "inference", ("Ebb",)) == [works]
    assert texts(works, "inference", ("Ebb",)) == []


def test_what_a_method_that_trains_nothing_does_is_its_inference() -> None:
    does = "Ebb retrieves the photos of the herd that are nearest to one."
    text = f"We propose Ebb, a module that is made of a router and a drafter. {does}"
    lines = lines_of(paper_text(paragraph(text, kind="abstract")))
    assert [s.text for s in key_sentences(lines, ("Ebb",), untrained=True)["inference"]] == [does]
    assert key_sentences(lines, ("Ebb",))["inference"] == ()


def test_nothing_stands_for_an_aspect_that_no_sentence_speaks_of() -> None:
    assert texts(PLAIN, "training", ("TideKV",)) == []
    assert texts("", "problem") == []


def test_a_sentence_that_speaks_of_two_aspects_is_shown_for_the_first_of_them() -> None:
    text = (
        "We propose Ebb, a framework whose encoder is trained with a new loss and a reward. It has a decoder as well."
    )
    assert texts(text, "architecture") == [text.split(". ")[0] + "."]
    assert texts(text, "training") == []


def score(
    sentence: str, aspect: Aspect, heading: str = "abstract", names: tuple[str, ...] = (), before: str = ""
) -> float:
    """How well a sentence, behind another one of its section, says an aspect; 0 where it is not chosen."""
    part: Part = "abstract" if heading == "abstract" else "body"
    sections = [Section(title=heading, level=1, block=0, page_number=1, part=part)]
    paper = paper_text(paragraph(f"{before} {sentence}".strip(), section=0), sections=sections)
    found = key_sentences(lines_of(paper), names)
    return next((s.score for s in found[aspect] if s.text == sentence), 0.0)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("We train the model with AdamW on forty thousand pairs of questions and answers.", True),
        ("The SFT baseline is trained with AdamW on forty thousand pairs of questions and answers.", False),
        ("We trained adapters with AdamW on forty thousand pairs for the two public baselines, too.", False),
        ("All baselines are trained with AdamW on forty thousand pairs of questions and answers.", False),
        ("We train the model and its baselines with AdamW on forty thousand pairs of questions.", True),
        ("Such a model is often trained with AdamW on forty thousand pairs of questions and answers.", False),
    ],
)
def test_how_a_baseline_is_trained_is_not_how_the_paper_trains(said: str, found: bool) -> None:
    assert (score(said, "training", "Training details") > 0) is found


FILL = "and it is so for all of the inputs of the task at hand"  # words of no aspect


PROBLEM = (
    "However, it | Yet it | But it | Despite all it | Although it | Unfortunately it | Nevertheless it | While it | "
    "It is challenging | It is limited | "
    "It lacks all | It struggles | It fails | It is difficult | It suffers | A bottleneck is it | It hinders all | "
    "It is costly | It is expensive | "
    "It is inefficient | It is insufficient | It is unable | It cannot | It remains unknown | It remains a thing | "
    "It remains an odd one | "
    "It remains largely so | It is underexplored | It is overlooked | It is ignored | It is restricted | It is "
    "constrained | It is unclear | "
    "It is unstable | It is biased"
)
METHOD = (
    "It consists of it | It comprises all | It is composed of it | A module is it | A component is it | An encoder "
    "is it | A decoder is it | "
    "The architecture is it | The backbone is it | A transformer is it | An agent is it | A framework is it | It is "
    "built on it | It builds upon it | "
    "It is so instead of it | It is directly so | Here we replace it | Here we add it | Here we insert it | Here we "
    "use it | Here we split it | "
    "Here we feed it | Here we append it"
)
TRAINING = (
    "It is trained | It is pre-trained | It is pretrained | Its training is it | It trains all | It is fine-tuned | "
    "It is finetuned | The objective is it | "
    "The loss is it | It is supervised | The reinforcement is it | The reward is it | The curriculum is it | The "
    "stage is it | It is optimized | "
    "It is optimised | It is distilled | The preference is it | It is initialized | It is initialised"
)
INFERENCE = (
    "At inference it is so | During inference it is so | At test time it is so | At test-time it is so | In testing it "
    "is so | For inference, it is so | During generation it is so | During decoding it is so | "
    "For sampling procedures it is so | It decodes greedily | Its beam search is it | Its temperature is 0.6 | "
    "We then sample 64 responses | We evaluate it by few-shot prompting | We set it to 12 during inference | "
    "The inference process is it | Once the model outputs it, all is cut | "
    "Given an image, our system predicts it | For a given query, the Crawler collects it"
)
RESULTS = (
    "It outperforms all | It surpasses all | It achieves all | It improves all | It exceeds all | It is "
    "state-of-the-art | It is superior | "
    "It is better than all | It is compared to all | It compares with all | It compares favourably | It reduces all "
    "| It speeds up | The gain is it | "
    "It has fewer of it | It is faster | Here we find it | The results show it | The result demonstrates it | The "
    "results suggest it | "
    "The experiments show it | An experiment demonstrates it"
)
SPOKEN: dict[Aspect, str] = {
    "problem": PROBLEM,
    "architecture": METHOD,
    "training": TRAINING,
    "inference": INFERENCE,
    "results_prose": RESULTS,
}
SAID = [(aspect, said.strip()) for aspect, words in SPOKEN.items() for said in words.split("|")]
PLACES: dict[Aspect, str] = {
    "problem": "abstract | 1 Introduction | Motivation",
    "architecture": "abstract | 3 Method | Our approach | The model | Architecture | The framework | Overview | Design",
    "training": "3 Training | Optimization | Optimisation | Objective | Learning it | Method | The approach | "
    "Implementation | Procedure | Setup",
    "inference": "Inference | Decoding | Generation | Method | Our approach | The model | Framework | Test time",
    "results_prose": "abstract | 1 Introduction | 4 Results | 6 Conclusion | Experiments",
}


@pytest.mark.parametrize(("aspect", "said"), SAID)
def test_every_word_of_an_aspect_is_heard_in_its_place(aspect: Aspect, said: str) -> None:
    place = {
        "problem": "abstract",
        "architecture": "3 Method",
        "training": "3 Training",
        "results_prose": "4 Results",
    }.get(aspect, "Method")
    sentence = f"{said} {FILL}."
    plain = f"It is said {FILL}."
    assert score(sentence, aspect, place) >= 2.5
    assert score(plain, aspect, place) <= 1


@pytest.mark.parametrize(
    "said",
    ["The inference is it", "It is decoded", "Given a task it is so", "It generates all", "The output is it",
     "The final answer is it", "It predicts all", "We evaluate all of it", "It is submitted for evaluation"],
)  # fmt: skip
def test_what_is_said_of_training_and_of_layers_as_well_is_no_inference(said: str) -> None:
    assert score(f"{said} {FILL}.", "inference", "Inference") == 0.0


@pytest.mark.parametrize(("aspect", "place"), [(a, p) for a, places in PLACES.items() for p in places.split(" | ")])
def test_an_aspect_is_looked_for_where_papers_speak_of_it(aspect: Aspect, place: str) -> None:
    said = {
        "problem": "It fails, and it is costly",
        "architecture": "It has an encoder and a decoder",
        "training": "It is trained with a loss",
        "inference": "At inference it predicts the output",
        "results_prose": "We outperform all and are faster",
    }[aspect]
    elsewhere = "Zebras"
    if place == "4 Results":
        assert score(f"{said} {FILL}.", aspect, place) == 4
    assert score(f"{said} {FILL}.", aspect, place) > score(f"{said} {FILL}.", aspect, elsewhere)


@pytest.mark.parametrize(
    "heading",
    [
        "Related work", "Background", "Preliminaries", "Results", "Discussion", "Conclusion", "Ablation",
        "Limitations", "Acknowledgements",
        "Case study",
    ],
)  # fmt: skip
def test_elsewhere_a_sentence_needs_much_more(heading: str) -> None:
    said = f"It is trained with a loss and a reward {FILL}."
    assert score(said, "training", "Zebras") == 4
    assert score(said, "training", heading) == 0


@pytest.mark.parametrize(
    ("sentence", "aspect", "heading", "names", "before", "expected"),
    [
        # words: each once, three at most; and their place
        (f"It is trained with a loss {FILL}.", "training", "Training", (), "", 5.0),
        (f"It is trained with a loss and a loss {FILL}.", "training", "Training", (), "", 5.0),
        (f"It is trained with a loss, a reward and a curriculum {FILL}.", "training", "Training", (), "", 6.0),
        # the authors speak, or say it plainly; numbers are for the facts
        (f"It is trained by us {FILL}.", "training", "Training", (), "", 4.0),
        (f"Our loss and reward are it {FILL}.", "training", "Training", (), "", 4.5),
        (f"The loss and reward are 12 of it {FILL}.", "training", "Training", (), "", 3.5),
        (f"Here we train with a loss {FILL}.", "training", "Training", (), "", 5.5),
        (f"The two are trained with a loss {FILL}.", "training", "Training", (), "", 5.0),
        # the method's name
        (f"The loss and reward of Ebb are it {FILL}.", "training", "Training", ("Ebb",), "", 5.0),
        (f"The loss and reward of Ebbs are it {FILL}.", "training", "Training", ("Ebb",), "", 4.0),
        # what proposes, and what follows it in the abstract
        (f"We propose a module {FILL}.", "architecture", "abstract", (), "", 7.5),
        (f"It has a module and an encoder {FILL}.", "architecture", "abstract", (), "We propose a thing.", 6.5),
        (f"It has a module and an encoder {FILL}.", "architecture", "abstract", (), "We see a thing.", 5.5),
        (f"We propose Ebb {FILL}.", "architecture", "abstract", ("Ebb",), "", 7.5),
        # a problem is said before, not after
        (f"It fails {FILL}.", "problem", "abstract", (), "", 4.5),
        (f"It fails {FILL}.", "problem", "1 Introduction", (), "", 3.0),
        (f"It fails, is costly and limited {FILL}.", "problem", "abstract", (), "We propose a thing.", 0.0),
        (f"Ebb fails, is costly and limited {FILL}.", "problem", "1 Introduction", ("Ebb",), "", 0.0),
        # inference in so many words
        (f"At inference it decodes it {FILL}.", "inference", "Method", (), "", 6.0),
        (f"At inference Ebb decodes it {FILL}.", "inference", "Method", ("Ebb",), "", 7.0),
        (f"At inference, a language model decodes it {FILL}.", "inference", "Method", (), "", 0.0),
        (f"At inference it could decode it {FILL}.", "inference", "Method", (), "", 4.5),
        # what counts against a place or a sentence may be outweighed
        (f"Here we train with a loss and a reward {FILL}.", "training", "Training and discussion", (), "", 3.5),
        (f"Ebb fails, is costly and limited {FILL}.", "problem", "abstract", ("Ebb",), "", 0.0),
        # results
        (f"It improves all {FILL}.", "results_prose", "abstract", (), "We propose a thing.", 5.0),
        (f"It improves all {FILL}.", "results_prose", "abstract", (), "", 0.0),
        (f"It improves all {FILL}.", "results_prose", "1 Introduction", (), "", 0.0),
        (f"It improves all by 2.5% {FILL}.", "results_prose", "abstract", (), "", 5.5),
        (f"Our way improves all {FILL}.", "results_prose", "abstract", (), "", 0.5),
        # a result is no method, and a comparison is no training
        (f"It has a module and an encoder and beats it by 5% {FILL}.", "architecture", "3 Method", (), "", 0.0),
        (f"We train it with a loss, faster than all {FILL}.", "training", "3 Training", (), "", 0.0),
        # nor is what begins with how others train, or with a reason
        (f"Unlike others, we train it with a loss {FILL}.", "training", "3 Training", (), "", 0.0),
        (f"Since it is trained with a loss, it is so {FILL}.", "training", "3 Training", (), "", 0.0),
        # how the authors train counts more than that a word of training is there
        (f"The loss and reward are it {FILL}.", "training", "Method", (), "", 0.0),
        (f"The loss and reward would be it {FILL}.", "training", "3 Training", (), "", 0.0),
        # evaluation says how answers are had, training does not; what it costs is a result
        (f"We evaluate it with greedy decoding {FILL}.", "inference", "4 Experiments", (), "", 4.0),
        (f"We train it to predict the output {FILL}.", "inference", "Method", (), "", 0.0),
        (f"At inference it decodes it, and its inference cost is low {FILL}.", "inference", "Method", (), "", 0.0),
        (f"At inference it decodes it, 553 tokens per second {FILL}.", "inference", "Method", (), "", 0.0),
        (f"Given an image, our model predicts it {FILL}.", "inference", "Method", (), "", 5.5),
        (f"Given an image, models predict it {FILL}.", "inference", "Method", (), "", 0.0),
        # what a baseline does, what is sampled to train on, and what others do
        (f"At inference it decodes it {FILL}.", "inference", "Baselines", (), "", 0.0),
        (f"Self-Consistency: We sample 64 responses {FILL}.", "inference", "Experiments", (), "", 0.0),
        (f"For each rollout we sample 64 responses {FILL}.", "inference", "Experiments", (), "", 0.0),
        (f"We sample 64 responses {FILL}.", "inference", "1 Introduction", (), "", 0.0),
        (f"We sample 64 responses {FILL}.", "inference", "Experiments", (), "", 4.0),
        (f"When the model outputs it, the reward model is wrong {FILL}.", "inference", "Method", (), "", 0.0),
        # what is told of a method, and is nothing of it
        (f"We present an analysis of a module {FILL}.", "architecture", "3 Method", (), "", 0.0),
        (f"We also compare a module and an encoder {FILL}.", "architecture", "3 Method", (), "", 0.0),
        (f"We develop a new benchmark of an encoder {FILL}.", "architecture", "abstract", (), "", 5.0),
        (f"It is widely believed that an encoder and a module are it {FILL}.", "architecture", "3 Method", (), "", 0.0),
        # what the authors find is no problem, nor what is said of it in the midst of the method
        (f"However, we find that it fails and is costly {FILL}.", "problem", "abstract", (), "", 0.0),
        (f"It fails and is costly {FILL}.", "problem", "3 Method", (), "", 0.0),
        (f"It improves all {FILL}.", "results_prose", "4 Results", (), "", 3.0),
        (f"Ebb improves all {FILL}.", "results_prose", "4 Results", ("Ebb",), "", 4.0),
        (f"It improves all, is faster and has fewer {FILL}.", "results_prose", "Related work and results", (), "", 3.0),
        (f"It improves all, is faster and has fewer {FILL}.", "results_prose", "abstract", (), "", 4.0),
        # a comparison and others' past count against a method, and may be outweighed
        (f"Ebb, a module, encoder and decoder, has shown it {FILL}.", "architecture", "3 Method", ("Ebb",), "", 3.0),
        (f"Our Ebb, module, encoder, decoder, is faster than {FILL}.", "architecture", "3 Method", ("Ebb",), "", 3.5),
        # what is studied, and what is told of a method and is nothing of it, above the least
        (f"We study a module and an encoder {FILL}.", "architecture", "3 Method", (), "", 5.0),
        (f"We propose a module, an encoder and a decoder by the findings {FILL}.",
         "architecture", "3 Method", (), "", 4.5),
        (f"It has a module, an encoder and a decoder {FILL}.", "architecture", "abstract", (), "We see a thing.", 6.5),
        (f"After the model generates it, a module, an encoder and a decoder take it {FILL}.",
         "architecture", "3 Method", (), "", 3.0),
        # training, above the least
        (f"We train it with a loss, a reward and a curriculum, faster than all {FILL}.",
         "training", "3 Training", (), "", 3.5),
        (f"We would train it with a loss {FILL}.", "training", "3 Training", (), "", 4.0),
        (f"Our loss, reward and curriculum of Ebb are it {FILL}.", "training", "Method", ("Ebb",), "", 5.0),
        # inference, above the least
        (f"At inference our Ebb decodes it, and its inference cost is low {FILL}.",
         "inference", "Method", ("Ebb",), "", 4.5),
        (f"At inference Ebb decodes it better than all {FILL}.", "inference", "Method", ("Ebb",), "", 5.0),
        (f"When the model outputs it, our Ebb asks the reward model {FILL}.",
         "inference", "4 Experiments", ("Ebb",), "", 4.0),
        (f"At inference our Ebb decodes it {FILL}.", "inference", "Baselines", ("Ebb",), "", 3.5),
        (f"At inference it decodes it {FILL}.", "inference", "1 Introduction", (), "", 4.5),
        (f"When the model outputs it, we sample 64 responses at inference {FILL}.",
         "inference", "1 Introduction", (), "", 5.0),
    ],
)  # fmt: skip
def test_how_well_a_sentence_says_an_aspect(
    sentence: str, aspect: Aspect, heading: str, names: tuple[str, ...], before: str, expected: float
) -> None:
    assert score(sentence, aspect, heading, names, before) == expected


@pytest.mark.parametrize(
    ("length", "found"), [(35, False), (39, False), (40, True), (60, True), (330, True), (331, False), (400, False)]
)
def test_a_sentence_is_neither_a_fragment_nor_endless(length: int, found: bool) -> None:
    words = "It fails and is costly " + "zebra" * 80
    assert (
        bool(
            score(f"{words[: length - 1].rstrip()}{'x' * (length - 1 - len(words[: length - 1].rstrip()))}.", "problem")
        )
        is found
    )


@pytest.mark.parametrize(
    "said",
    [
        "in Figure 3", "in Fig. 3", "in Table 3", "in Tab. 3", "in Appendix B", "in Section 3", "in Sec. 3",
        "in Eq. 3", "in Eq. (3)", "in Equation 3",
        "in Algorithm 3", "by Liu et al", "where x = y", "at https://x.org", "at http://x.org", "in appendix 3",
    ],
)  # fmt: skip
def test_a_sentence_that_points_elsewhere_is_not_translated(said: str) -> None:
    assert score(f"It fails and is costly {said} {FILL}.", "problem") == 0
    assert score(f"It fails and is costly in a table {FILL}.", "problem") > 0


@pytest.mark.parametrize(
    ("unfit", "fit"),
    [
        ("This is limited and costly", "This method is limited and costly"),
        ("These are limited and costly", "These methods are limited and costly"),
        ("Such methods are limited and costly", "All such methods are limited and costly"),
        ("For example, it is limited and costly", "It is limited and costly, for example,"),
        ("Recall that it is limited and costly", "They recall that it is limited and costly"),
        ("In, it is limited and costly", "Inside, it is limited and costly"),
        ("It builds on the data from and is costly", "It builds on the data from it and is costly"),
        ("It is limited and costly, e.g..", "It is limited and costly, e.g. so"),
        ("It is limited by x_{1} and costly", "It is limited by 10^{-4} and costly"),
        ("The model M is limited and costly", "The model is limited and costly, as a plan I have is"),
        ("It is limited ∝ cost and costly", "It is limited by cost and costly"),
        ("It is limited (and costly", "It is limited (and costly)"),
        ("In this section it is limited and costly", "In this sector it is limited and costly"),
        ("We describe how limited and costly it is", "They describe how limited and costly it is"),
        ("It is limited and costly in our notation", "It is limited and costly in our notion"),
        ("Future work is limited and costly", "Future costs are limited and costly"),
        ("We hope that it is limited and costly", "They hope that it is limited and costly"),
        ("Next, we ask whether it is limited and costly", "They ask whether it is limited and costly"),
        ("The standard deviation is limited and costly", "The standard is limited and costly"),
        ("It is limited by 3 ± 1 and costly", "It is limited by 3 and costly"),
    ],
)
def test_what_says_nothing_by_itself_is_no_candidate(unfit: str, fit: str) -> None:
    assert texts(f"{unfit} {FILL}.", "problem") == []
    assert texts(f"{fit} {FILL}.", "problem") != []


@pytest.mark.parametrize(("numbers", "found"), [("1, 2, 3 and 4.5 of GPT-4", True), ("1, 2, 3, 4 and 5.5", False)])
def test_of_a_sentence_with_many_numbers_some_get_mixed_up(numbers: str, found: bool) -> None:
    assert bool(texts(f"It is limited and costly by {numbers} {FILL}.", "problem")) is found


def test_a_question_is_no_candidate() -> None:
    assert texts(f"Is it limited and costly {FILL}?", "problem") == []


@pytest.mark.parametrize(
    "lead", ["Note that", "We note that", "Moreover,", "In particular,", "Thus,", "Accordingly", "Finally,", "Then,"]
)
def test_what_leads_into_a_sentence_is_left_out(lead: str) -> None:
    assert texts(f"{lead} it is limited and costly {FILL}.", "problem") == [f"It is limited and costly {FILL}."]


@pytest.mark.parametrize(("aspect", "found"), [("training", True), ("inference", True), ("architecture", False)])
def test_an_appendix_says_how_it_is_trained_and_evaluated_and_no_more(aspect: Aspect, found: bool) -> None:
    said = {
        "training": "We train it with a loss",
        "inference": "At inference it decodes it",
        "architecture": "It has an encoder and a decoder",
    }[aspect]
    sections = [Section(title="Method", level=1, block=0, page_number=1, part="appendix")]
    paper = paper_text(paragraph(f"{said} {FILL}.", section=0), sections=sections)
    assert bool(key_sentences(lines_of(paper), ())[aspect]) is found


def test_what_stands_before_the_introduction_is_an_abstract_that_was_not_recognised() -> None:
    sections = [Section(title=t, level=1, block=b, page_number=1) for b, t in enumerate(["Ann Author", "Introduction"])]
    blocks = [paragraph(f"Our encoder and decoder are it {FILL}.", section=0), paragraph("Zebras.", section=1)]
    found = key_sentences(lines_of(paper_text(*blocks, sections=sections)), ())["architecture"]
    assert [s.score for s in found] == [6.0]
    assert key_sentences(lines_of(paper_text(blocks[0], sections=sections[:1])), ())["architecture"] == ()


def test_the_body_introduces_a_method_of_the_abstract_no_second_time() -> None:
    sections = [Section(title=t, level=1, block=b, page_number=1) for b, t in enumerate(["Abstract", "3 Method"])]
    sections[0] = sections[0].model_copy(update={"part": "abstract"})
    first = f"We propose Ebb, a module {FILL}."
    again = "Here we introduce Ebb, a framework for long zebras and horses of all kinds."
    other = "Here we introduce Flow, a framework for long zebras and horses of all kinds."
    for said, shown in ((again, [first]), (other, [first, other])):
        paper = paper_text(paragraph(first, section=0), paragraph(said, section=1), sections=sections)
        assert [s.text for s in key_sentences(lines_of(paper), ("Ebb",))["architecture"]] == shown


def test_others_work_is_no_result() -> None:
    assert texts(f"The method has achieved gains in recent years of 5% {FILL}.", "results_prose") == []
    assert texts(f"Our method has achieved gains of 5% {FILL}.", "results_prose") != []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It fails[^12] and is costly", "It fails and is costly"),
        ("It fails (Liu et al., 2024) and is costly", "It fails and is costly"),
        ("It fails (e.g., Liu, 2024a) and is costly", "It fails and is costly"),
        ("It fails (see Liu, 2024; Chen, 2023) and is costly", "It fails and is costly"),
        ("It fails[^123456789012] and is costly", "It fails and is costly"),
        ("It fails[^1234567890123] and is costly", "It fails[^1234567890123] and is costly"),
        (f"It fails (Liu {'x' * 115}, 2024) and is costly", "It fails and is costly"),
        (f"It fails (Liu {'x' * 116}, 2024) and is costly", f"It fails (Liu {'x' * 116}, 2024) and is costly"),
        ("It fails [12] and is costly", "It fails and is costly"),
        ("It fails [1, 12] and is costly", "It fails and is costly"),
        ("It fails [1–3] and is costly", "It fails and is costly"),
        ("It fails [1-3] and is costly", "It fails and is costly"),
        ("• It fails and is costly", "It fails and is costly"),
        ("Abstract—It fails and is costly", "It fails and is costly"),
        ("Abstract: It fails and is costly", "It fails and is costly"),
        ("Abstract. It fails and is costly", "It fails and is costly"),
    ],
)  # fmt: skip
def test_citations_and_marks_are_left_out(written: str, shown: str) -> None:
    lines = lines_of(paper_text(paragraph(f"{written} {FILL}.", kind="abstract")))
    assert [s.text for s in key_sentences(lines, ())["problem"]] == [f"{shown} {FILL}."]


@pytest.mark.parametrize(
    ("aspect", "most"), [("problem", 2), ("architecture", 3), ("training", 2), ("inference", 2), ("results_prose", 2)]
)
def test_of_an_aspect_a_few_sentences_are_shown(aspect: Aspect, most: int) -> None:
    said = {
        "problem": "It fails and is costly",
        "architecture": "It has an encoder and a decoder",
        "training": "It is trained with a loss",
        "inference": "At inference it predicts the output",
        "results_prose": "It outperforms and is faster",
    }[aspect]
    words = ["zebra horse lion tiger whale", "dolphin snake lizard eagle falcon", "monkey kiwi bear moose goose"]
    words += ["duck swan otter camel llama", "beaver panda hippo rhino gecko"]
    blocks = [
        paragraph(f"{said} of {some.replace(' ', 'like ')}like beasts{n}.", section=0) for n, some in enumerate(words)
    ]
    heading = PLACES[aspect].split(" | ")[-1]
    sections = [Section(title=heading, level=1, block=0, page_number=1)]
    assert len(key_sentences(lines_of(paper_text(*blocks, sections=sections)), ())[aspect]) == most + SPARE


@pytest.mark.parametrize(("same", "found"), [(5, 2), (7, 1)])
def test_what_is_said_again_is_shown_once(same: int, found: int) -> None:
    """Ten long words each; of them `same` are in both."""
    words = ["fails", "costly", "zebra", "horse", "lion", "tiger", "whale", "dolphin", "snake", "eagle"]
    others = ["monkey", "kiwis", "bears", "moose", "goose", "ducks", "swans", "otter", "camel", "llama"]
    first, second = words, [*words[:same], *others[: 10 - same]]
    text = f"It {' '.join(first)} at a go of it. It {' '.join(second)} at a go of it."
    assert len(texts(text, "problem")) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It keeps the blocks of the cache at two or four bits.", True),
        ("We keep the blocks of the cache at two or four bits.", True),
        ("Our cache keeps its blocks at two or at four bits each.", True),
        ("This paper keeps its blocks at two or at four bits.", True),
        ("This work keeps its blocks at two or at four bits each.", True),
        ("The Ebb cache keeps its blocks at two or four bits.", True),
        ("The blocks of the cache are kept at two or four bits.", False),
        ("It lifts the blocks of the cache by two or four bits.", False),
        ("It raises the blocks of the cache by two or four bits.", False),
        ("It reaches the blocks of the cache in two or four bits.", False),
        ("It beats the blocks of the cache by two or four of them.", False),
        ("It matches the blocks of the cache at two or four bits.", False),
        ("It loses the blocks of the cache at two or four bits.", False),
        ("It has a loss of blocks in the cache of two or four bits.", False),
        ("It keeps the blocks to two or four percentage points.", False),
        ("It keeps the blocks of the cache to 20% of their bits.", False),
    ],
)  # fmt: skip
def test_an_abstract_without_words_of_a_method_says_what_the_paper_does(sentence: str, found: bool) -> None:
    assert bool(texts(f"The zebras are many. {sentence}", "architecture", ("Ebb",))) is found


@pytest.mark.parametrize(("letters", "found"), [(1920, True), (1921, False)])
def test_an_abstract_is_as_long_as_arxiv_takes(letters: int, found: bool) -> None:
    """Sentences of 100 characters, and a last one that brings all of them to `letters`."""
    said = [f"We propose Ebb{n:02}, which is {'x' * 71}." for n in range(18)]
    said.append(f"We observe {'y' * (letters - sum(map(len, said)) - 12)}.")
    assert (texts(" ".join(said), "results_prose") != []) is found


def test_what_an_abstract_found_goes_before_results_of_the_body_its_numbers_first() -> None:
    long = f"We find that it is {'so ' * 70}good."
    short, measured = f"We find that it is good {FILL}.", "It gains 9% on all of the texts that there are."
    found = key_sentences(
        lines_of(paper_text(paragraph(f"We propose Ebb {FILL}. {long} {short} {measured}", kind="abstract"))), ()
    )["results_prose"]
    assert [s.text for s in sorted(found, key=lambda s: -s.score)] == [measured, short, long]


def test_that_a_hypothesis_fails_is_what_its_paper_found() -> None:
    denied = "Our results do not support the claim that tides ebb."
    found = key_sentences(
        lines_of(
            paper_text(paragraph(f"We propose Ebb {FILL}. It gains 9% on all of the texts. {denied}", kind="abstract"))
        ),
        (),
    )
    assert max(found["results_prose"], key=lambda s: s.score).text == denied


def test_what_an_abstract_supposes_is_its_problem() -> None:
    supposed = "We hypothesize that tides can improve what the moon tells of them."
    assert texts(f"Tides are few. {supposed} We propose Ebb {FILL}.", "problem") == [supposed]


def test_a_semicolon_joins_two_sentences_unless_the_second_leans_on_the_first() -> None:
    assert texts(
        "Tides are few, and nobody reads them as they are. "
        "We propose Ebb, a module with an encoder of tides; reward guidance steers our decoder of tides too.",
        "architecture",
    ) == [
        "We propose Ebb, a module with an encoder of tides.",
        "Reward guidance steers our decoder of tides too.",
    ]
    first = "We propose Ebb, a module with an encoder of tides"
    assert texts(f"{first}; every part of this module is a decoder of its own.", "architecture") == [f"{first}."]
    listed = f"{first}: one that reads; another that writes what was read."
    assert texts(listed, "architecture") == [listed]


@pytest.mark.parametrize(
    "said",
    [
        "While these candidates are suitable, the model lacks an encoder and fails on all of them.",
        "None of these was made for tides, and the model lacks an encoder of them.",
        "We next ask whether the model lacks an encoder.",
    ],
)
def test_a_sentence_of_the_body_that_leans_on_another_or_asks_is_none(said: str) -> None:
    assert of_section("problem", "1 Introduction", said) == []


@pytest.mark.parametrize(("name", "state"), [("RL", True), ("RLAIF", False)])
def test_a_spelled_out_method_is_the_papers_own_and_a_word_of_the_field_is_not(name: str, state: bool) -> None:
    """ "Learning by it (RL) …": the state before the paper, where the name is everybody's."""
    first = f"The way of the Learning ({name}) is hard {FILL}.".removeprefix("The way of the ")
    found = texts(f"{first} We propose Ebb, a module {FILL}.", "problem", (name,))
    assert (found == [first]) is state


def test_the_name_of_a_model_with_a_number_is_no_result() -> None:
    told = [
        "We study it with Ebb, a repair pipeline that is built on GPT-5.4.",
        "It writes patches and selects the very best of them.",
    ]
    assert texts(" ".join(told), "architecture") == told


@pytest.mark.parametrize(("letters", "chosen"), [(440, True), (441, False)])
def test_the_sentence_that_says_what_a_paper_does_may_be_long(letters: int, chosen: bool) -> None:
    said = "We investigate whether zebras plan"
    said = f"{said}{' on' * 200}"[: letters - 1].replace(" on", " or") + "."
    assert (said in texts(f"Zebras are few. {said}", "architecture")) is chosen
    other = said.replace("We investigate", "One would ask")
    assert other not in texts(f"Zebras are few. {other}", "architecture")


def test_of_what_an_abstract_sets_out_from_the_sentences_nearest_to_the_paper_count() -> None:
    first = "Zebras graze on the wide and dry plains of the south."
    second = "Horses stand in stables that people have built."
    third = "Lions hunt whatever they find at night near rivers."
    fourth = "Eagles look for mice on all of the wide fields."
    told = texts(f"{first} {second} {third} {fourth} We propose Ebb, a planner of zebras and lions.", "problem")
    assert told == [second, third, fourth]


def test_a_problem_is_no_pointer_to_the_sentence_before() -> None:
    body = "This direct formulation creates two related difficulties that limit it."
    assert score(body, "problem", "1 Introduction") == 0.0
    assert score(body.replace("This", "A"), "problem", "1 Introduction") > 0.0


def test_a_method_is_told_by_what_stands_alone_first_and_never_by_a_result() -> None:
    many = [f"Ebb {verb} the zebras of the plains in their herds." for verb in ("counts", "names", "leads")]
    told = texts(
        f"Zebras are few. {many[0]} This makes herds of zebras safe there. {many[1]} {many[2]}",
        "architecture",
        ("Ebb",),
    )
    assert told == many
    found = "On the plains, Ebb achieves the lowest error of 1.22, and it outperforms all baselines."
    assert texts(f"Zebras are few on the plains of it. {found}", "architecture", ("Ebb",)) == []


def test_a_sentence_that_proposes_is_the_method_though_it_begins_with_the_problem() -> None:
    text = "Zebras often match horses in herds, but are rarely counted; we present the first count of them."
    assert texts(text, "architecture") == [text]
    assert texts(text, "problem") == []


def test_the_size_of_a_sample_is_no_formula() -> None:
    text = "We investigated whether zebras choose their herds in two large parks (n=65 striped ones)."
    assert texts(text, "architecture") == [text.replace(" (n=65 striped ones)", "")]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("It fails and is costly, as shown in Figure 2 (b), in every case that is known.",
         "It fails and is costly, in every case that is known."),
        ("It fails and is costly for the whole image x_{1} in every case (Table 4).",
         "It fails and is costly for the whole image in every case."),
        ("It fails and is costly as it reads every frame x_{t} with the old policy π (N = 12).",
         "It fails and is costly as it reads every frame with the old policy."),
        ("It fails and is costly as it sorts the photos of it into K sorted piles of zebras.",
         "It fails and is costly as it sorts the photos of it into sorted piles of zebras."),
        ("It fails and is costly in solving the following ordinary differential equation:",
         "It fails and is costly in solving an ordinary differential equation."),
    ],
)  # fmt: skip
def test_a_sentence_is_shown_without_pointers_symbols_and_the_formula_behind_it(said: str, shown: str) -> None:
    assert texts(said, "problem") == [shown]


def test_a_pointer_that_a_verb_needs_makes_a_sentence_unfit() -> None:
    assert texts("It fails, and the costly failures of it are given in Appendix A.", "problem") == []


def of_section(aspect: Aspect, heading: str, *said: str) -> list[str]:
    blocks = [paragraph(text, section=0) for text in said]
    sections = [Section(title=heading, level=1, block=0, page_number=1)]
    found = key_sentences(lines_of(paper_text(*blocks, sections=sections)), ())
    return [sentence.text for sentence in found[aspect]]


def test_on_what_is_evaluated_is_no_inference() -> None:
    evaluated = "We evaluate the planner on three tasks of household robots."
    decoded = "At inference it decodes the plan in one step."
    assert of_section("inference", "4 Experiments", decoded, evaluated) == [decoded]
    assert of_section("inference", "4 Experiments", evaluated) == []


@pytest.mark.parametrize(
    "said",
    ["The curves of the training loss are flat for each objective.", "At inference we train it with a loss, too."],
)
def test_what_is_seen_of_training_is_not_how_it_is_trained(said: str) -> None:
    assert of_section("training", "4 Training", said) == []


def test_what_a_method_does_not_need_is_no_result() -> None:
    text = "We propose Ebb, a module. No critic and no labels are needed. Ebb reaches an accuracy of 62.7% on GSM8K."
    assert texts(text, "results_prose", ("Ebb",)) == ["Ebb reaches an accuracy of 62.7% on GSM8K."]


def test_a_sentence_that_says_nothing_word_for_word_is_not_told() -> None:
    first = "Existing quantizers suffer from a loss of retrieval at two bits."
    text = f"{first} However, four bits leave half of the saving on the table. We propose Ebb, a module."
    assert texts(text, "problem") == [first]


def test_the_caption_of_an_overview_says_what_a_method_does() -> None:
    drawn = "Figure 2: Overview of Ebb: given a photo, the counter reads its stripes and predicts the number of zebras."
    lines = lines_of(
        paper_text(
            paragraph("We study how many zebras there are in the herds of the south.", kind="abstract"),
            paragraph(f"{drawn} The blue arrows denote zebras that are counted.", kind="caption"),
            paragraph("Figure 3: Overview of the results: given a photo, the counter reads all of it.", kind="caption"),
        )
    )
    told = [s.text for s in key_sentences(lines, ("Ebb",))["architecture"]]
    assert "Given a photo, the counter reads its stripes and predicts the number of zebras." in told
    assert not any("arrows" in text or "all of it" in text for text in told)


def test_what_follows_a_sentence_about_a_method_is_called_by_its_name() -> None:
    said = "Ebb is a counter of zebras for the herds of the south. It consists of a router and of a drafter of counts."
    assert "Ebb consists of a router and of a drafter of counts." in texts(said, "architecture", ("Ebb",))


def test_how_the_models_of_a_benchmark_are_run_is_its_inference() -> None:
    run = "Every model is prompted at T=0 with a photo of the herd and no chain of thought."
    lines = lines_of(
        paper_text(
            paragraph("We propose Ebb, a benchmark of many herds.", kind="abstract"),
            paragraph(run),
            sections=(Section(title="6.1 Setup", level=1, block=0, page_number=1),),
        )
    )
    assert [s.text for s in key_sentences(lines, ("Ebb",), untrained=True)["inference"]] == [
        run.replace("T=0", "temperature 0")
    ]


def test_others_work_and_what_an_ablation_tries_are_no_inference() -> None:
    said = "At inference the encoder reads the photo and then it decodes the herd."
    cited = said.replace("the encoder", "Zebranet [12]")
    blocks = (paragraph("We propose Ebb, a counter of zebras.", kind="abstract"), paragraph(cited))
    assert key_sentences(lines_of(paper_text(*blocks)), ("Ebb",))["inference"] == ()
    assert score(said, "inference", "5 Ablation Study") == 0.0


def test_what_an_abstract_asks_is_its_problem_and_what_it_found_is_none() -> None:
    asked = "Because most photos of today are drawn, we ask whether the accuracy of Zebranet transfers to drawings."
    found = "The size of the herds was not associated with the limits of it."
    said = f"Zebranet is a network that counts all zebras of a photo. {asked} {found}"
    assert texts(said, "problem") == [asked]
    assert found not in texts(said, "architecture")
