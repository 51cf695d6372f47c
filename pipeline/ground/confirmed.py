"""Finds the very value of a fact in the place that it names, for a model that was asked again and kept it."""

from __future__ import annotations

from pipeline.ground.alignment import aligned
from pipeline.ground.claim import Claim, latin
from pipeline.ground.credible import hits_of
from pipeline.ground.index import PaperIndex
from pipeline.ground.pointed_words import literally
from pipeline.ground.regions import held_in, proof_of, text_of, words_proof
from schemas.grounding import Fact, Verdict


def confirmed(fact: Fact, verdict: Verdict, index: PaperIndex) -> Verdict:
    """The verdict on a fact that was kept: it holds where its row or paragraph has its very value.

    Not where another row's label, or a list with as many names, gives the fact's name another value. Another column's
    head says less: the model saw it with the question, and in its language it may be another word (训练 is no "train").
    """
    claim = Claim(fact, index)
    if verdict.holds:
        return verdict
    kept = {"kind": "holds", "rule": "confirmed"}
    of_cell = verdict.kind == "differs" and verdict.proof is not None and verdict.proof.column
    for region in claim.regions:
        there = held_in(region, index)
        if of_cell and verdict.found not in {occurrence.number.text for occurrence in there}:
            continue
        found = [[hit for hit in hits_of(n, there, index) if hit.rule == "exact"] for n in claim.numbers]
        if claim.numbers and all(found):
            first = found[0][0].occurrence
            meant = None if first.row is not None else aligned(first, claim.wording, index)
            if meant is not None and meant.number.value != first.number.value:
                continue
            proof = proof_of(first, index)
            told = {"page_number": proof.page_number, "found": first.number.text, "proof": proof}
            return verdict.model_copy(update=kept | told)
        value = latin(fact.value)
        if not claim.numbers and value and literally(value, text_of(region, index)):
            proof = words_proof(region, 0, 0, index)
            return verdict.model_copy(update=kept | {"page_number": proof.page_number, "found": value, "proof": proof})
    return verdict
