"""Prints all that code reads off the sample papers, shows a model of them and finds in them, one result a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.ground.check import check
from pipeline.ground.summary import validate
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.key_sentences import key_sentences
from pipeline.summarise.lines import lines_of
from pipeline.summarise.places import numbered
from pipeline.summarise.repair import doubts_of, question
from schemas.digest import SummaryDraft
from schemas.grounding import Fact
from schemas.records import Paper, PaperText
from schemas.summary import Summary
from tests.papers import paper_text, paragraph, sample_paper
from tests.places import indexed

TITLES = {
    "2511.90001v1": "HingePO: Crediting the Hinge Tokens of a Reasoning Chain",
    "2511.90002v1": "TideKV: Mixed-Precision KV Caches",
    "2511.90003v2": "A Paper Without a Name",
}
# two of the name's words are equally long, and the paper writes only one of them as the name does
LIKE_WORDS = (paper_text(paragraph("The LR decay is 0.5 in all runs.")), "learning rate decay", "0.7")


def results(paper: PaperText, title: str) -> Iterator[str]:
    """Extraction, facts, what a model would be shown, and the checks of right and of wrong claims."""
    yield paper.model_dump_json()
    lines, own, index = lines_of(paper), own_names(paper, title), indexed(paper)
    found = read_off(lines, own, index)
    yield repr(own)
    yield found.model_dump_json()
    prose: dict[str, str] = {
        aspect: " ".join(s.text for s in sentences) for aspect, sentences in key_sentences(lines, own).items()
    }
    yield from prose.values()
    doubts = doubts_of(wrong(found), index, "")
    yield question(doubts, Paper(paper_id=paper.paper_id, title=title), numbered(paper), wrong(found))
    for summary in (found, wrong(found)):
        told = summary.model_copy(update=prose)
        draft = SummaryDraft(
            summary=told, places=index.places, model="none", host="embedded", passes="focused", prompts=()
        )
        yield validate(draft, paper).model_dump_json()


def wrong(found: Summary) -> Summary:
    """The summary with values that no paper holds."""
    update = {"value": "98765.4321"}
    return found.model_copy(
        update={
            "hyperparameters": tuple(h.model_copy(update=update) for h in found.hyperparameters),
            "results": tuple(r.model_copy(update=update) for r in found.results),
        }
    )


if __name__ == "__main__":
    for name, title in TITLES.items():
        sys.stdout.writelines(f"{name} {result}\n" for result in results(sample_paper(name), title))
    claim = Fact(id="wrong", name=LIKE_WORDS[1], value=LIKE_WORDS[2])
    sys.stdout.write(check(claim, LIKE_WORDS[0]).model_dump_json() + "\n")
