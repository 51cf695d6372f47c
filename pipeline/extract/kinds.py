"""Names the kind of every group and the section it stands in."""

from __future__ import annotations

import re

from pipeline.extract.compose import Sheet
from pipeline.extract.layout import Group
from pipeline.extract.references import references_start
from pipeline.extract.sections import Heading, Part, heading_of, heading_styles, is_references
from schemas.records import BlockKind, Section

ABSTRACT_MIN = 300  # characters: the shortest abstract of the real papers has 600, a line of authors fewer than 200
ABSTRACT_MAX = 4000  # characters: arXiv takes 1,920, the longest structured ones of journals have 3,500
MAIN_TEXT_MIN = 1000  # characters behind an abstract that are the paper's text: keywords and links have up to 400
MAIN_TEXT = "Main text"  # the title of a text without headings
SAME_EDGE = 12.0  # points: the indent of a paragraph of the abstract
FOOT = 0.55  # of the page's height: footnotes stand below it

_CAPTION = re.compile(
    r"^(?:(?:Extended Data |Supplementary )?"
    r"(?:Figure|Fig\.?|FIG\.|FIGURE|Table|TABLE|Tab\.|Algorithm|Listing|Box|Prompt)"
    r"\s+[A-Z]?\.?(?:\d+|[IVX]+)(?:\.\d+)?[a-z]?\s*(?:[.:|—–]|\([a-z]\)|$|[A-Z]))"
)
_LIST = re.compile(r"^(?:[•◦▪‣⁃●○■□✓✗►➢–-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)")
_RUN_IN_ABSTRACT = re.compile(r"^abstract\s*[.:—–-]", re.I)
_MATH = re.compile(r"[=+<>≤≥≈∑∏∫√∂∇∈→←∞∥⟨⟩|^_{}()\[\]·×∼≜≡±*/]|[α-ωΑ-Ω𝐀-𝟿]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_EQUATION_NUMBER = re.compile(r"\(\s?[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\s?\)$")


class Namer:
    """Walks the groups of a paper once, in reading order."""

    def __init__(self, sheets: list[Sheet], body: float) -> None:
        self._body = body
        groups = [g for sheet in sheets for g in sheet.groups]
        self._styles = heading_styles(groups, body)
        self._references = _unheaded_references(groups)
        self._expected = 1
        self._abstract: Group | None = None
        self._abstract_length = 0  # characters
        self.part: Part = "front"
        self.sections: list[Section] = []
        self._titled = False

    def name(self, group: Group, sheet: Sheet, index: int, title: Group | None) -> BlockKind:
        """The kind of the group that will be block number `index`."""
        if group.kind is not None:
            return group.kind
        text = " ".join(group.lines)
        if group is title:
            self._titled = True
            return "title"
        if _CAPTION.match(text):
            return "caption"
        if group is self._references:
            self._enter(Heading("References", 1, "", "references"), index, sheet.page.number)
            return "reference"
        heading = self._heading(group, sheet)
        if heading and self._accept(heading):
            self._enter(heading, index, sheet.page.number)
            return "heading"
        if self.part == "front" and not self.sections:
            return self._front(text, group, sheet, index)
        if self.part == "abstract":
            return self._in_abstract(text, group, sheet)
        if _is_footnote(group, text, sheet, self._body):
            return "footnote"
        if self.part == "references":
            return "reference"
        if _is_equation(text):
            return "equation"
        return "list" if _LIST.match(text) else "paragraph"

    def _heading(self, group: Group, sheet: Sheet) -> Heading | None:
        if not self._titled and sheet.page.number == 1:
            return None
        return heading_of(group, self._body, self.part, self._styles, self._expected, sheet.page.width)

    def _accept(self, heading: Heading) -> bool:
        if heading.part == "abstract":
            return self.part == "front" and not self.sections
        if self.part == "front":
            first = heading.number in ("1", "I", "0") and "," not in heading.title  # an affiliation has commas
            return first or heading.title.lower().startswith(("introduction", "contents", "table of"))
        return not (self.part == "references" and heading.part == "references")

    def _enter(self, heading: Heading, index: int, page_number: int) -> None:
        part = heading.part or self.part
        if self.part == "references" and heading.part is None:
            part = "appendix"  # whatever has a heading after the references is an appendix
        if self.part == "appendix" and part == "body":
            part = "appendix"
        if self.part == "abstract" and heading.part is None:
            part = "body"
        self.part = part
        if part == "body" and heading.level == 1 and heading.number.isdigit():
            self._expected = int(heading.number) + 1
        self.sections.append(
            Section(title=heading.title, level=heading.level, block=index, page_number=page_number, part=part)
        )

    def _front(self, text: str, group: Group, sheet: Sheet, index: int) -> BlockKind:
        if sheet.page.number == 1 and _is_footnote(group, text, sheet, self._body):
            return "footnote"
        if _RUN_IN_ABSTRACT.match(text) or (self._titled and _is_long_prose(text, group)):
            self._enter(Heading("Abstract", 1, "", "abstract"), index, sheet.page.number)
            self._abstract, self._abstract_length = group, len(text)
            return "abstract"
        return "author" if sheet.page.number == 1 and self._titled else "paragraph"

    def _in_abstract(self, text: str, group: Group, sheet: Sheet) -> BlockKind:
        """The abstract goes on in paragraphs of its own width and size; other text is the body's or a footnote."""
        if _is_footnote(group, text, sheet, self._body):
            return "footnote"
        first = self._abstract
        if first is None:
            if len(text) < ABSTRACT_MIN // 3:
                return "paragraph"
            self._abstract, self._abstract_length = group, len(text)
            return "abstract"
        self._abstract_length += len(text)
        same = abs(first.x0 - group.x0) < SAME_EDGE and abs(first.size - group.size) < 0.5
        if (
            self._abstract_length < ABSTRACT_MAX
            and same
            and len(text) > ABSTRACT_MIN // 3
            and group.x1 < first.x1 + SAME_EDGE
        ):
            return "abstract"
        return "paragraph"


def with_main_text(sections: list[Section], kinds: list[BlockKind], named: list[tuple[Group, Sheet]]) -> list[Section]:
    """The sections with one more for what stands behind the abstract without a heading, where that is much."""
    at = next((n for n, s in enumerate(sections) if s.part == "abstract"), None)
    if at is None:
        return sections
    end = sections[at + 1].block if at + 1 < len(sections) else len(kinds)
    texts = {n: " ".join(named[n][0].lines) for n in range(sections[at].block, end) if kinds[n] == "paragraph"}
    if sum(map(len, texts.values())) < MAIN_TEXT_MIN:
        return sections
    first = next((n for n, text in texts.items() if _is_long_prose(text, named[n][0])), next(iter(texts)))
    page_number = named[first][1].page.number
    text = Section(title=MAIN_TEXT, level=1, block=first, page_number=page_number, part="body")
    return [*sections[: at + 1], text, *sections[at + 1 :]]


def _unheaded_references(groups: list[Group]) -> Group | None:
    """The first reference of a paper that has no heading over them."""
    texts = [(g, " ".join(g.lines)) for g in groups if g.kind is None]
    if any(is_references(g, text) for g, text in texts):
        return None
    start = references_start([text for _, text in texts])
    return None if start is None else texts[start][0]


def _is_long_prose(text: str, group: Group) -> bool:
    words = text.split()
    return len(text) > ABSTRACT_MIN and len(group.rows) > 3 and sum(w.islower() for w in words) > 0.6 * len(words)


def without_contents(sections: list[Section]) -> list[Section]:
    """The sections less the entries of a table of contents: headings that come again, on a page of contents."""
    pages = {s.page_number for s in sections if "contents" in s.title.lower()}
    later: set[str] = set()
    kept: list[Section] = []
    for section in reversed(sections):
        plain = "".join(c for c in section.title.lower() if c.isalpha())
        if section.page_number in pages and plain in later:
            continue
        later.add(plain)
        kept.append(section)
    return kept[::-1]


def find_title(sheet: Sheet) -> Group | None:
    """The largest text in the upper two thirds of the first page; None: nothing there."""
    best: Group | None = None
    for group in sheet.groups:
        if group.kind is None and group.y0 < 0.66 * sheet.page.height:
            letters = sum(c.isalpha() for c in " ".join(group.lines))
            if letters > 3 and (best is None or group.size > best.size + 0.2):
                best = group
    return best


def _is_footnote(group: Group, text: str, sheet: Sheet, body: float) -> bool:
    if group.y0 < FOOT * sheet.page.height or group.size > 0.95 * body:
        return False
    return text.startswith(("[^", "^{", "*", "∗", "†", "‡", "§")) or bool(re.match(r"^\d{1,2}\s?[A-Z]", text))


def _is_equation(text: str) -> bool:
    if len(text) > 400:
        return False
    words = len(_WORD.findall(text))
    signs = len(_MATH.findall(text))
    if _EQUATION_NUMBER.search(text) and signs > words:
        return True
    return signs >= 2 and signs > 2 * words and words < 12
