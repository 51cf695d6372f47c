"""Names the kind of every group and the section it stands in."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.compose import Sheet
from pipeline.extract.contents import contents_entries
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Page, Rule
from pipeline.extract.references import references_start
from pipeline.extract.sections import (
    STANDS_OUT,
    Heading,
    Part,
    heading_of,
    heading_styles,
    is_references,
    known_styles,
    lettered_appendix,
    style_of,
)
from schemas.records import BlockKind, Section

ABSTRACT_MIN = 300  # characters: the shortest abstract of the real papers has 600, a line of authors fewer than 200
ABSTRACT_MAX = 4000  # characters: arXiv takes 1,920, the longest structured ones of journals have 3,500
SLIDES_MIN = 3  # pages of a talk
SLIDE_WIDTH = 1.2  # of the height: 4:3, 16:10 and 16:9
SLIDE_TITLE = 0.2  # of the height: a slide's title stands above
SLIDE_ROWS = 2  # of it
MAIN_TEXT_MIN = 1000  # characters behind an abstract that are the paper's text: keywords and links have up to 400
MAIN_TEXT = "Main text"  # the title of a text without headings
SENTENCE_WORDS = 2  # words that no formula has, such as "is": a condition may hold one
SAME_EDGE = 12.0  # points: the indent of a paragraph of the abstract
BELOW = 30.0  # points from a plot's lowest label, or a picture, to the caption of the part
NOTE_EDGE = 6.0  # points by which notes may begin left of their rule
NOTE_INDENT = 30.0  # points by which they may begin right of it
NOTE_COLUMN = 2.0  # of the rule's width: the text above is wider
NOTE_SIZE = 0.95  # of the size of the text above: 9 pt under 10 pt is the nearest seen
FOOT = 0.55  # of the page's height: footnotes stand below it

_CAPTION = re.compile(
    r"^(?:(?:Extended Data |Supplementary )?"
    r"(?:Figure|Fig\.?|FIG\.|FIGURE|Table|TABLE|Tab\.|Algorithm|Listing|Box|Prompt)"
    r"\s+[A-Z]?\.?(?:\d+|[IVX]+)(?:\.\d+)?[a-z]?\s*(?:[.:|—–]|\([a-z]\)(?! [a-z])|$|[A-Z]))"
)
_PART = re.compile(r"^\([a-z]\)\s[^\W\d_].{0,120}$")
_LIST = re.compile(r"^(?:[•◦▪‣⁃●○■□✓✗►➢–-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)")
_RUN_IN_ABSTRACT = re.compile(r"^abstract\s*[.:—–-]", re.I)
_MATH = re.compile(r"[=+<>≤≥≈∑∏∫√∂∇∈→←∞∥⟨⟩|^_{}()\[\]·×∼≜≡±*/]|[α-ωΑ-Ω𝐀-𝟿]")
_NUMBERED_NOTE = re.compile(r"^\d{1,2}\s?(?:[A-Z]|https?://)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE_WORD = re.compile(r"\b(?:is|are|the|and|where|as|so|this|that|which|with|by|we|in|to)\b")
_EQUATION_NUMBER = re.compile(r"\(\s?[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\s?\)$")


class Namer:
    """Walks the groups of a paper once, in reading order."""

    def __init__(self, sheets: list[Sheet], body: float) -> None:
        self._body = body
        self._slides = are_slides([sheet.page for sheet in sheets])
        self._entries = contents_entries(sheets)
        groups = [g for sheet in sheets for g in sheet.groups if id(g) not in self._entries]
        self._styles = heading_styles(groups, body)
        self._known = frozenset() if self._styles else known_styles(groups, body)
        self._references = _unheaded_references(groups)
        self._appendix = lettered_appendix(groups, body)
        self._last = ""  # the number of the last heading that has one
        self._abstract: Group | None = None
        self._abstract_length = 0  # characters
        self._abstract_ended = False  # other text stands behind it
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
        if _CAPTION.match(text) or (_PART.match(text) and _below_figure(group, sheet)):
            return "caption"
        if group is self._references:
            self._enter(Heading("References", 1, "", "references"), index, sheet.page.number)
            return "reference"
        heading = self._heading(group, sheet)
        if heading and id(group) in self._entries:
            return "list"
        if heading and group is self._appendix:
            heading = replace(heading, level=1, part="appendix")
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
        if self._slides:
            return slide_title(group, sheet, self._body)
        if not self._titled and sheet.page.number == 1:
            return None
        width = sheet.page.width
        return heading_of(group, self._body, self.part, self._styles, self._last, width, self._known)

    def _accept(self, heading: Heading) -> bool:
        if self._slides:
            return True
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
        self._last = heading.number or self._last
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
        if self._abstract_ended:
            return "paragraph"
        self._abstract_length += len(text)
        same = (
            abs(first.x0 - group.x0) < SAME_EDGE
            and abs(first.size - group.size) < 0.5
            and _is_bold(first) == _is_bold(group)
        )
        if (
            self._abstract_length < ABSTRACT_MAX
            and same
            and len(text) > ABSTRACT_MIN // 3
            and group.x1 < first.x1 + SAME_EDGE
        ):
            return "abstract"
        self._abstract_ended = len(text) > ABSTRACT_MIN // 3
        return "paragraph"


def are_slides(pages: list[Page]) -> bool:
    """Whether a text is a talk's: all pages are wider than high."""
    return len(pages) >= SLIDES_MIN and all(page.width > SLIDE_WIDTH * page.height for page in pages)


def slide_title(group: Group, sheet: Sheet, body: float) -> Heading | None:
    """The title of a slide behind the first: the uppermost text, in larger letters; None: the group is none."""
    page = sheet.page
    if page.number == 1 or group.size < STANDS_OUT * body or group.y0 > SLIDE_TITLE * page.height:
        return None
    if any(g.y0 < group.y0 for g in sheet.groups if g.kind is None) or len(group.rows) > SLIDE_ROWS:
        return None
    text = " ".join(group.lines)
    return Heading(text, 1, "", "references" if is_references(group, text) else "body")


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


def _is_bold(group: Group) -> bool:
    return all(line.bold for row in group.rows for line in row)


def _is_long_prose(text: str, group: Group) -> bool:
    words = text.split()
    return len(text) > ABSTRACT_MIN and len(group.rows) > 3 and sum(w.islower() for w in words) > 0.6 * len(words)


def with_whole_title(sheet: Sheet, title: Group) -> Sheet:
    """The sheet, with the lines of the same type that stand close below its title as part of that."""
    groups = []
    for group in sheet.groups:
        more = group.kind is None and style_of(group) == style_of(title) and -1 < group.y0 - title.y1 < title.size
        if group is not title and more and _overlap(group, title):
            joined = group_of([*title.rows, *group.rows])
            title.rows, title.lines = joined.rows, joined.lines
            title.x0, title.y0, title.x1, title.y1 = joined.bbox
        else:
            groups.append(group)
    return replace(sheet, groups=groups)


def _overlap(a: Group, b: Group) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1


def _below_figure(group: Group, sheet: Sheet) -> bool:
    """Whether a group stands right below a picture or the labels of a plot."""
    boxes = [*sheet.page.images, *(g.bbox for g in sheet.groups if g.kind == "figure_text")]
    return any(-2 < group.y0 - y1 < BELOW and x0 < group.x1 and group.x0 < x1 for x0, _, x1, y1 in boxes)


def _is_footnote(group: Group, text: str, sheet: Sheet, body: float) -> bool:
    if any(_under(group, rule, sheet) for rule in sheet.note_rules):
        return True
    if group.y0 < FOOT * sheet.page.height or group.size > 0.95 * body:
        return False
    return text.startswith(("[^", "^{", "*", "∗", "†", "‡", "§")) or bool(_NUMBERED_NOTE.match(text))


def _under(group: Group, rule: Rule, sheet: Sheet) -> bool:
    """Whether a group stands under a short rule at its column's left edge, with smaller type than above it alone."""
    if group.y0 < rule.y0 - 2 or not _at_edge(group, rule):
        return False
    if any(g.y0 < rule.y0 - 1 and g.y1 > rule.y0 + 1 and g.x0 < rule.x1 and g.x1 > rule.x0 for g in sheet.groups):
        return False  # the bar of a fraction
    column = [g for g in sheet.groups if g.kind is None and _at_edge(g, rule)]
    above = [g for g in column if g.y1 < rule.y0 + 2 and g.x1 - g.x0 > NOTE_COLUMN * (rule.x1 - rule.x0)]
    if not above:
        return False
    text = max(above, key=lambda g: len(g.rows))
    small = NOTE_SIZE * text.size
    if len(text.rows) < 2 or abs(text.x0 - rule.x0) > NOTE_EDGE:
        return False
    return all(g.size < small for g in column if g.y0 >= rule.y0 - 2)


def _at_edge(group: Group, rule: Rule) -> bool:
    return -NOTE_EDGE < group.x0 - rule.x0 < NOTE_INDENT


def _is_equation(text: str) -> bool:
    if len(text) > 400:
        return False
    signs = len(_MATH.findall(text))
    if not signs:
        return False
    words = len(_WORD.findall(text))
    if signs <= words:
        return False
    if _EQUATION_NUMBER.search(text):
        return True
    if len(_SENTENCE_WORD.findall(text)) >= SENTENCE_WORDS:
        return False
    return signs >= 2 and signs > 2 * words and words < 12
