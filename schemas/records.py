"""What flows between the stages: papers, PDFs, their text and what failed."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import groupby
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.bounds import BLOCK, TABLE, bounded, one_line

BBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points, origin at the top left of the page as a reader sees it."""

BlockKind = Literal[
    "title",
    "author",
    "abstract",
    "heading",
    "paragraph",
    "list",
    "caption",
    "table",
    "equation",
    "footnote",
    "header_footer",
    "reference",
    "figure_text",
]

Part = Literal["front", "abstract", "body", "references", "appendix"]

HiddenReason = Literal["white", "transparent", "invisible", "tiny", "off_page", "covered", "misdrawn"]


WebAddress = Annotated[str, Field(max_length=300, pattern=r"(?i)^https?://[a-z0-9][^\s<>\"\\^`{|}]*$")]


Title = Annotated[str, bounded(1_000)]
Line = Annotated[str, AfterValidator(one_line), bounded(1_000)]  # of a list: what is printed at many places
Words = Annotated[str, bounded(BLOCK)]
PaperId = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?$")]
Version = Annotated[str, Field(pattern=r"^v[0-9]{1,3}$")]


class Record(BaseModel):
    """Base of all records: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paper(Record):
    """One listed paper, before anything is downloaded."""

    paper_id: PaperId  # arXiv id without version ("2412.06769", "hep-th/9901001"), or "local-<name>" for a PDF file
    version: Version | None = None  # "v3"; None: the list does not say, and the download decides
    title: Line
    authors: tuple[Line, ...] = ()
    abstract: Words = ""
    upvotes: Annotated[int, Field(ge=-(10**9), le=10**9)] | None = None  # None: not listed by Hugging Face
    published: str | None = None  # ISO date; None: unknown
    categories: tuple[Line, ...] = ()
    comment: Line | None = None  # the authors' comment on arXiv; None: there is none, or arXiv was not asked
    pdf_path: str | None = None  # a local file to read instead of downloading; None: download from arXiv
    stamp: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9.-]+(/\d{7})?(v\d{1,3})?$")] | None = None
    """The arXiv id with its version that a local PDF's first page bears in its margin; None: none, or no local PDF."""
    # what Hugging Face's list knows besides; None: it does not, or its list was not asked
    code_url: WebAddress | None = None
    code_stars: Annotated[int, Field(ge=0, le=10**9)] | None = None  # of the repository, when it was listed
    project_url: WebAddress | None = None
    organization: Annotated[str, AfterValidator(one_line), Field(max_length=120)] | None = None


class Pdf(Record):
    """A PDF on disk."""

    paper_id: str
    version: str | None  # "v3"; None: a local file
    path: str
    sha256: str
    size_bytes: int
    url: str | None  # where it was downloaded from; None: a local file


class Cell(Record):
    """One cell of a table. A merged cell is repeated over the columns (and rows) that it covers."""

    text: Title  # normalised like Block.text
    bbox: BBox | None = None  # None: an empty cell
    bold: bool = False


_SIZE = re.compile(r"^[\d.]+ ?[BMK]$")


class Address(Record):
    """Where a cell of a table stands: what its column and its row are called, from the outermost name."""

    header: tuple[str, ...]  # "BLEU", "EN-DE"; () for a column without a header
    row: tuple[str, ...]  # titles of the groups that the row is in, then its labels
    caption: str
    section: str


class Table(Record):
    """A table as a grid: every row has the same number of cells.

    The paths of its headers and rows are computed once, when they are first asked for.
    """

    page_number: int  # from 1
    bbox: BBox
    caption: Words = ""
    section: Title = ""  # the title of the heading that it stands under
    header_rows: int = 1  # how many of the first rows are header
    rows: tuple[tuple[Cell, ...], ...] = ()

    def header(self, column: int) -> tuple[str, ...]:
        """The stacked header of a column (from 0), from the top, without empty cells and repetitions."""
        return self.header_paths[column]

    def row_path(self, row: int) -> tuple[str, ...]:
        """The titles of the groups of a row (from 0, header rows included), from the outermost, and its labels."""
        return self.row_paths[row]

    def address(self, row: int, column: int) -> Address:
        """Where a cell stands."""
        return Address(
            header=self.header_paths[column], row=self.row_paths[row], caption=self.caption, section=self.section
        )

    @cached_property
    def header_paths(self) -> tuple[tuple[str, ...], ...]:
        """The header path of every column."""
        head = self.rows[: self.header_rows]
        columns = zip(*head, strict=True) if head else [()] * (len(self.rows[0]) if self.rows else 0)
        return tuple(tuple(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns)

    @cached_property
    def label_columns(self) -> int:
        """How many of the first columns name the rows: those before the first that is mostly values.

        A model's size (7B) is a name. In a table of words alone it is one.
        """
        body = self.rows[self.header_rows :]
        for column in range(1, len(self.rows[0]) if self.rows else 0):
            filled = [row[column].text for row in body if row[column].text]
            if 2 * sum(is_value(text) and not _SIZE.match(text) for text in filled) >= max(len(filled), 1):
                return column
        return 1

    @cached_property
    def name_column(self) -> int:
        """Of the columns that name the rows, the one that tells most of them apart."""
        body = self.rows[self.header_rows :]
        return max(range(self.label_columns), key=lambda column: (len({row[column].text for row in body}), -column))

    @cached_property
    def row_paths(self) -> tuple[tuple[str, ...], ...]:
        """The row path of every row, those of the header being ().

        A row of one text alone is a title of those below it. Titles that follow one another are nested, and a title
        further down takes the place of as many of the innermost ones. A label left blank is that of the row above.
        """
        paths: list[tuple[str, ...]] = [()] * min(self.header_rows, len(self.rows))
        titles: list[str] = []
        for is_titles, run in groupby(self.rows[self.header_rows :], key=_is_title):
            rows = list(run)
            if is_titles:
                del titles[max(len(titles) - len(rows), 0) :]
                for row in rows:
                    titles.append(next(cell.text for cell in row if cell.text))
                    paths.append(tuple(titles))
                continue
            first = ""
            for row in rows:
                labels = [cell.text for cell in row[: self.label_columns]]
                first = labels[0] = labels[0] or first
                paths.append((*titles, *dict.fromkeys(text for text in labels if text)))
        return tuple(paths)

    def markdown(self) -> str:
        """The table as GitHub Markdown, with stacked header rows joined by " / "."""
        if not self.rows:
            return ""
        lines = ["| " + " | ".join(" / ".join(path) for path in self.header_paths) + " |"]
        lines.append("|" + "---|" * len(self.rows[0]))
        for row in self.rows[self.header_rows :]:
            cells = [f"**{c.text}**" if c.bold and c.text else c.text for c in row]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)


def _is_title(row: tuple[Cell, ...]) -> bool:
    """Whether a row says one thing alone, and that no value."""
    filled = {cell.text for cell in row if cell.text}
    return len(filled) == 1 < len(row) and not any(map(is_value, filled))


def is_value(text: str) -> bool:
    """Whether a cell states a value, not a name: a number, a sign such as ✓, or that there is none."""
    start = text.lstrip("*-−–—+±~∼<>≤≥≈=$([ ")
    return start[:1].isdigit() or (start[:1] == "." and start[1:2].isdigit()) or not any(c.isalpha() for c in text)


class Block(Record):
    """A piece of a page in reading order.

    `text` is normalised: superscripts are `^{…}`, subscripts `_{…}`, ligatures and line-end hyphens are
    resolved, minus is "-" inside numbers and exponents. `raw` is what the PDF itself says.
    """

    kind: BlockKind
    page_number: int  # from 1
    bbox: BBox
    text: Annotated[str, bounded(TABLE)]  # for a table: Table.markdown()
    raw: Annotated[str, bounded(TABLE)] | None = (
        None  # the lines' text in the PDF's own order, parted by newlines; None: the same as text
    )
    section: int | None = None  # index into PaperText.sections; None: before the first heading
    table: Table | None = None  # only for kind "table"


class Section(Record):
    """A heading and where it begins."""

    title: Title
    level: int  # from 1
    block: int  # index of the heading in PaperText.blocks
    page_number: int  # from 1
    part: Part = "body"


class HiddenSpan(Record):
    """Text of the PDF that a reader cannot see, kept out of Block.text."""

    page_number: int  # from 1
    bbox: BBox
    text: Words
    reason: HiddenReason


class Receipt(Record):
    """What was read of a paper and what was not."""

    pages: int  # of the PDF
    unread_pages: int = 0  # of them, at the end: beyond extract.max_pages, or TEXT characters
    pages_with_text: int
    characters: int  # of all blocks
    tables: int
    figures: int
    hidden_spans: int
    appendix_page: int | None = None  # page where the appendix begins, from 1; None: none found
    references_page: int | None = None  # page where the references begin, from 1; None: none found
    cut: tuple[str, ...] = ()  # what was left out and why, one sentence each
    ocr: bool = False

    @property
    def read_pages(self) -> int:
        """How many were read, from the first."""
        return self.pages - self.unread_pages


class PaperText(Record):
    """The text of a paper in reading order."""

    paper_id: str
    version: str | None
    pdf_sha256: str
    extractor: str  # name and version of the extractor, part of the artefact's key
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    hidden: tuple[HiddenSpan, ...] = ()
    receipt: Receipt

    def section_of(self, block: Block) -> Section | None:
        """The section that a block stands in; None: it stands before the first heading."""
        return self.sections[block.section] if block.section is not None else None

    def part_of(self, block: Block) -> Part:
        """The part of the paper that a block belongs to."""
        if block.kind == "abstract":
            return "abstract"
        section = self.section_of(block)
        return section.part if section else "front"


class Failure(Record):
    """An error as data: it crosses process borders, where many exceptions do not pickle."""

    paper_id: str
    stage: str  # "": from a worker, which knows no stages
    kind: str  # the error's class name
    message: str  # one line: the paper, the fact, the remedy
    messages: tuple[tuple[str, str], ...] = ()  # languages, and the line in each; empty: it is in one alone

    def in_language(self, language: str) -> str:
        """The line in that language, where it is kept in it."""
        return dict(self.messages).get(language, self.message)

    def reason(self, language: str = "") -> str:
        """The same without the paper's id before it."""
        said = self.in_language(language)
        return re.sub(rf"\A{re.escape(self.paper_id)}(?:v[0-9]+)?(?:: |：)", "", said)
