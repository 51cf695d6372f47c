"""What a page shows of a paper's prose."""

from __future__ import annotations

from pipeline.render.view import PLACE_CHARS, paper_view
from schemas.digest import Entry, GroundedProse, GroundedSentence, Place, Source
from schemas.grounding import Proof
from tests.publish.site.home import paper, summary


def test_translated_prose_shows_the_sentences_it_was_translated_from() -> None:
    done = summary()
    draft = done.draft.model_copy(update={"sources": {"problem": (Source(text="It is slow.", page_number=2),)}})
    shown = paper_view(Entry(paper=paper(1), summary=done.model_copy(update={"draft": draft})))
    piece = shown.prose["problem"].pieces[-1]
    note = shown.notes[(piece.note or 0) - 1]
    assert (piece.text, piece.page) == ("", 2)
    assert (note.kind, note.quote, note.page) == ("source", "It is slow.", 2)
    assert not any(n.kind == "source" for n in paper_view(Entry(paper=paper(1), summary=done)).notes)


def test_a_sentences_place_and_its_numbers_share_the_note_that_shows_the_same() -> None:
    done = summary()
    proof = Proof(text="It gains 9 points. More follows.", page_number=3, bbox=(0, 0, 1, 1), at="9")
    prose = GroundedProse(
        text="提升 9 分。",
        sentences=(GroundedSentence(start=0, end=7, at=("9",), pages=(3,), proofs=(proof,)),),
        places=(Place(start=3, end=4, page_number=3, found="9", quote="It gains 9 points."),),
    )
    shown = paper_view(
        Entry(paper=paper(1), summary=done.model_copy(update={"prose": {**done.prose, "problem": prose}}))
    )
    pieces = [p for p in shown.prose["problem"].pieces if p.note]
    assert [(p.text, p.page) for p in pieces] == [("9", None), ("", 3)]
    assert len({p.note for p in pieces}) == 1
    assert [p.text for p in shown.prose["problem"].pieces] == ["提升 ", "9", " 分。", ""]


def test_a_long_place_is_cut_at_a_word() -> None:
    done = summary()
    proof = Proof(text="word " * 100, page_number=3, bbox=(0, 0, 1, 1), at="9")
    sentences = (GroundedSentence(start=0, end=5, at=("9",), pages=(3,), proofs=(proof,)),)
    prose = {**done.prose, "problem": GroundedProse(text="一句话。", sentences=sentences)}
    shown = paper_view(Entry(paper=paper(1), summary=done.model_copy(update={"prose": prose})))
    [note] = [n for n in shown.notes if n.kind == "source"]
    assert note.quote.endswith("word …")
    assert len(note.quote) <= PLACE_CHARS + 2


def test_a_headline_has_neither_a_full_stop_nor_a_mark() -> None:
    done = summary({"headline": "提升 9 分。"})
    shown = paper_view(Entry(paper=paper(1), summary=done))
    assert shown.headline is not None
    assert "".join(p.text for p in shown.headline.pieces) == "提升 9 分"
    assert paper_view(Entry(paper=paper(1), summary=summary({"headline": "", "task": ""}))).headline is None


def test_each_translated_sentence_is_followed_by_its_own_source() -> None:
    done = summary({"problem": "它很慢。又大！"})
    two = (Source(text="It is slow.", page_number=2), Source(text="It is large.", page_number=3))

    def marks(*sources: Source, prose: GroundedProse | None = None) -> list[tuple[str, int | None]]:
        draft = done.draft.model_copy(update={"sources": {"problem": sources}})
        said = {**done.prose, "problem": prose or done.prose["problem"]}
        shown = paper_view(Entry(paper=paper(1), summary=done.model_copy(update={"draft": draft, "prose": said})))
        return [(p.text, p.page) for p in shown.prose["problem"].pieces if p.text or p.page]

    assert marks(*two) == [("它很慢。", None), ("", 2), ("又大！", None), ("", 3)]
    assert marks(*two, two[0]) == [("它很慢。又大！", None), ("", 2), ("", 3), ("", 2)]
    proof = Proof(text="It is slow.", page_number=2, bbox=(0, 0, 1, 1), at="9")
    sentences = (GroundedSentence(start=0, end=4, at=("9",), pages=(2,), proofs=(proof,)),)
    cited = GroundedProse(text="它很慢。又大！", sentences=sentences)
    assert marks(*two, prose=cited) == [("它很慢。", None), ("", 2), ("又大！", None)]
