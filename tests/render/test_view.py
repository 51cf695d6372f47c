"""What a page shows of a paper's prose."""

from __future__ import annotations

from pipeline.render.view import SOURCE_MARK, paper_view
from schemas.digest import Entry, Source
from tests.publish.site.home import paper, summary


def test_translated_prose_shows_the_sentences_it_was_translated_from() -> None:
    done = summary()
    draft = done.draft.model_copy(update={"sources": {"problem": (Source(text="It is slow.", page_number=2),)}})
    shown = paper_view(Entry(paper=paper(1), summary=done.model_copy(update={"draft": draft})))
    piece = shown.prose["problem"].pieces[-1]
    note = shown.notes[(piece.note or 0) - 1]
    assert piece.text == SOURCE_MARK
    assert (note.kind, note.quote, note.page) == ("source", "It is slow.", 2)
    assert not any(n.kind == "source" for n in paper_view(Entry(paper=paper(1), summary=done)).notes)
