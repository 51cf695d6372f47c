"""What a dataset is used for, as the sentences around its name say."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.data_roles import role_of
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph

TRAINS = (
    "trained on | training with | pre-trained on | training data from | fine-tuned on | tune on | tuning with | "
    "tuned on | trains the big model on | fitted to data from"
)
MEASURES = (
    "evaluated on | evaluation on | benchmarked on | tested on | accuracy on | results on | scores on | results for"
)


def role(*paragraphs: str, name: str = "FoodQA", measured: bool = False) -> str:
    """The role in a paper of these paragraphs."""
    return role_of(name, lines_of(paper_text(*(paragraph(text) for text in paragraphs))), measured=measured)


@pytest.mark.parametrize("words", TRAINS.split(" | "))
def test_every_word_of_training_is_a_role(words: str) -> None:
    assert role(f"It is {words} FoodQA here.") == "train"
    assert role(f"It is {words} MapQA here.", "FoodQA is large.") == "unknown"


@pytest.mark.parametrize("words", MEASURES.split(" | "))
def test_every_word_of_evaluation_is_a_role(words: str) -> None:
    assert role(f"The {words} FoodQA here.") == "eval"
    assert role(f"The {words} FoodQA here.", "We train on FoodQA.") == "both"


def test_in_one_sentence_each_dataset_has_the_use_that_stands_nearest() -> None:
    said = "The policy is trained on FoodQA."
    also = "The policy is evaluated on MapQA."
    assert (role(said, also), role(said, also, name="MapQA")) == ("train", "eval")
    assert role("We use FoodQA for training and MapQA as well.") == "train"


@pytest.mark.parametrize(
    "beside",
    [
        "The network is trained on the 3 thousand training images.",
        "Its train set has 80 pictures.",
        "We use its trainval part.",
        "We fine-tune with the same examples.",
    ],
)
def test_a_sentence_of_training_beside_leaves_a_doubt(beside: str) -> None:
    assert role(f"We evaluate it on FoodQA. {beside}") == "unknown"
    assert role("We evaluate it on FoodQA.", beside) == "eval"


@pytest.mark.parametrize("said", ["We use 5-fold splits.", "All is by cross-validation."])
def test_in_a_cross_validation_all_data_may_be_trained_on(said: str) -> None:
    assert role("We evaluate it on FoodQA.", said) == "unknown"


def test_data_to_train_on_that_a_table_measures_has_both_roles() -> None:
    assert role("We train on FoodQA.", measured=True) == "both"
    assert role("Nothing is said.", measured=True) == "unknown"


def test_a_long_name_is_known_by_its_shorter_writings() -> None:
    assert role("We evaluate on PASCO FoodQA.", "We train on FoodQA.", name="PASCO FoodQA") == "both"
    assert role("We evaluate on FoodQA 2019.", "We train on FoodQA.", name="FoodQA 2019") == "both"


def test_part_of_a_longer_name_is_another_dataset() -> None:
    assert role("We train on FoodQA-Hard.") == "unknown"


@pytest.mark.parametrize(("letters", "found"), [(29, "train"), (30, "unknown")])
def test_for_training_may_stand_forty_characters_behind_the_name(letters: int, found: str) -> None:
    assert role(f"We use FoodQA {'x' * letters} for training.") == found


@pytest.mark.parametrize(("name", "found"), [("PASCO MapQ", "eval"), ("PASCO FQA", "unknown")])
def test_a_shorter_writing_has_four_letters(name: str, found: str) -> None:
    assert role(f"We evaluate on {name.split()[1]}.", name=name) == found


def test_a_split_into_training_and_test_is_both() -> None:
    assert role("For FoodQA, we use the split of 29,000 training and 1,014 test images. We test on FoodQA.") == "both"


def test_evaluation_uses_what_it_covers() -> None:
    assert role("Training uses MapQA 2024; evaluation uses FoodQA.") == "eval"


def test_of_what_something_is_distilled_the_use_is_unknown() -> None:
    said = "The distillation is guided by 10,000 prompts of the FoodQA benchmark."
    assert (role(said), role(said, measured=True)) == ("unknown", "eval")


def test_one_year_of_a_benchmark_is_not_another() -> None:
    said = ("We train on FoodQA 2024.", "We evaluate on FoodQA 2025.")
    assert [role(*said, name=name) for name in ("FoodQA 2024", "FoodQA 2025")] == ["train", "eval"]


def test_one_sentence_may_say_what_each_is_used_for() -> None:
    said = "The model is trained on MapQA and evaluated on FoodQA."
    assert (role(said), role(said, name="MapQA")) == ("eval", "train")
