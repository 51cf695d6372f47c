"""Whether the labels of a table's rows and columns speak against the cell that a fact takes its value from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from pipeline.ground import context as around
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.names import search_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import terms
from schemas.records import Table

_MARKUP_RE = re.compile(r"[_^]\{([^{}]*)\}")
_NOTED_RE = re.compile(
    r"(?<=[\w.-]{4})\^\{(?:[a-z]{1,5}|[^\w{}]{1,3})\}"
)  # a footnote's mark on a name: OpenHands-Bash^{rem}
_NAMED_RE = re.compile(r"(?<=[a-z])_(?=\{[a-z][\w.]*[0-9]\})")  # before a version set low: Net_{v1.1}
_WORD_RE = re.compile(r"[^\s,;:|()（）\[\]{}“”\"'/，、；：]+(?:/[^\s,;:|()（）\[\]{}“”\"'/，、；：]+)*")
_EDGE_RE = re.compile(r"^[^\w]+|[^\w%+@#*]+$")
IN_BRACKETS_RE = re.compile(r"[（(][^（()）]*[)）]")
_NAME_RE = re.compile(r"[0-9]|[A-Z].*[A-Z]|[a-z][A-Z]", re.ASCII)
_IS_RE = re.compile(r" ?= ?")
_YEAR_RE = re.compile(r"(?<=[A-Za-z])[\s'’-]?(?:20)?([0-9]{2})\Z", re.ASCII)
_BRACKETS_RE = re.compile(r"[(\[{][^()\[\]]*[)\]}]")
_SET_RE = re.compile(r"\{([^{}]*)\}")
_PART_RE = re.compile(r"[A-Za-z]+")
_ADDS_RE = re.compile(r"(?i)\s*(?:[+&–−-]\s|[+&]|w/|w\.|without\b|with\b)")
_SIZE_RE = re.compile(r"(?i)\bsize\b|\bparam|\bbase model\b|\bbackbone\b")
_VALUE_SIZE_RE = re.compile(r"(?i)batch|vocab|image|patch|window|hidden|step")
_VALUE_RE = re.compile(r"[*(~≈<>≤≥+−±-]*\s?\$?[0-9]|[-–—]\Z")
_MODEL_SIZE_RE = re.compile(r"[0-9.]+\s?[BM](?:[x×].*)?")
_CJK_RE = re.compile("[\u4e00-\u9fff]+")
_BESIDE_RE = re.compile("[A-Za-z][^\u4e00-\u9fff]*[，、,] ?[\u4e00-\u9fff]")  # within brackets
_CONDITION_RE = re.compile("[（(][^（()）]*(?:去掉|移除|训练|微调|[不只仅没无未加改换用])[^（()）]*[)）]")
_DENIED_RE = re.compile(r"(?:不[加用带含做]|没有|去掉|移除|[无未]用?) ?[A-Za-z][\w.+-]*(?: [A-Z][\w.+-]*)*")
_DENIES = frozenset({"w/o", "without", "no", "-", "minus"})
_WITH = frozenset({"w", "w/", "with"})
_BROKEN_RE = re.compile(r"(?<=\w)-\s+(?=[A-Z0-9])")  # a name over two lines of a cell: "Llama-3.1- 8B-Instruct"
_CITED_RE = re.compile(r"(?<=\w)\s*[\[［][0-9]{1,3}(?:\s*[,–-]\s*[0-9]{1,3})*[\]］]")  # "IDSIA [1]"
_RANK_RE = re.compile(r"\A\s*[0-9]{1,2}[.)]\s+(?=[^\W\d])")  # "2. u-net"
_OURS_RE = re.compile(r"(?i)\b(?:ours?|proposed)-(?=\w)")
ALIKE = 3  # rows that could be alike by chance
_OURS_ZH_RE = re.compile("本文|我们的|所提")
_OURS = frozenset({"ours", "our", "proposed"})  # they say whose a row is, and that a fact's system says by name


class Wording:
    """The words of a fact, asked whether they say what a label says."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        bare = _OURS_RE.sub("", plain)  # as words_of reads a label
        self.text = plain if bare == plain else f"{plain} ; {bare}"
        self._said: dict[str, bool] = {}

    @cached_property
    def of_columns(self) -> Wording:
        """It without what brackets say in Chinese of a system, which is of its row.

        训练 of MARCO（只用 X 训练） is no "train".
        """
        first, *rest = self.text.split(" ; ")
        return Wording(" ; ".join((first, *(IN_BRACKETS_RE.sub(_without_chinese, part) for part in rest))))

    @cached_property
    def affirmed(self) -> Wording:
        """It without what it says in Chinese that there is none of: X（不加 RSP） says no RSP."""
        text = _DENIED_RE.sub(" ", self.text)
        return self if text == self.text else Wording(text)

    @cached_property
    def conditions(self) -> frozenset[Decimal]:
        """The numbers that it states."""
        return frozenset(number.value for number in find_numbers(self.text))

    @cached_property
    def in_chinese(self) -> bool:
        """Whether it says something in Chinese that is no gloss in brackets: no label of a paper has those words.

        What stands beside a name in brackets is no gloss, （DINO，自由选择） of "(DINO, Free Choice)", nor is what is
        left out or added: TactVLA（去掉触觉） of "TactVLA w/o touch".
        """
        said = (_BESIDE_RE, _CONDITION_RE)
        plain = IN_BRACKETS_RE.sub(lambda m: m[0] if any(r.search(m[0]) for r in said) else " ", self.text)
        return _CJK_RE.search(plain) is not None

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The stems of its ordinary words: a word within a name, as Math in Qwen2.5-Math, is none."""
        alone = [w for w in all_words(self.text) if not _NAME_RE.search(w) and "-" not in w.strip("-")]
        return frozenset(stem for w in [*alone, *_CJK_RE.findall(self.text)] for stem in terms(w))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(all_words(self.text))

    @cached_property
    def _initials(self) -> frozenset[str]:
        return frozenset(w.lower() for w in all_words(self.text) if w.isalpha() and _NAME_RE.search(w))

    def says(self, word: str) -> bool:
        """Whether a label's word is one of the fact's: a name as a whole name, any other word by its stem."""
        if word not in self._said:
            self._said[word] = self._says(word) or self._abbreviated(word)
        return self._said[word]

    def _says(self, word: str) -> bool:
        if is_ours(word) and _OURS_ZH_RE.search(self.text):
            return True
        if "=" in word:  # a setting, whole: X=1.0
            text = _IS_RE.sub("=", self.text)
            return re.search(rf"(?<![\w.]){re.escape(word)}(?!\w|\.\d)", text) is not None
        if word.isdigit():  # the row 1 of a seed is not the 1 of "R@1"
            return re.search(rf"(?<![\w@.-]){word}(?!\w|\.\d)", self.text) is not None
        if not _NAME_RE.search(word):
            if word.isalpha() and word.upper() in self._words:  # the column "Math" of MATH
                return True
            stems = terms(word)
            return stems <= self._stems or ("-" in word and search_name(word, self.text) is not None)
        if word in self._words or search_name(word, self.text) is not None:  # "P.T." is no end of a sentence
            return True
        year = _YEAR_RE.search(word)
        if year is None:
            return False
        stem = word[: year.start()]
        return any(search_name(f"{stem}{full}", self.text) is not None for full in (year[1], f"20{year[1]}"))

    def _abbreviated(self, word: str) -> bool:
        """Whether a label shortens a word of the fact: PickS of PickScore, ImgR of ImageReward."""
        return word.isalpha() and word.isascii() and any(_shortens(word, longer) for longer in self._words)

    def says_all(self, words: Iterable[str]) -> bool:
        """Whether it says every word of a label, or the initials of all of them: CoT for Chain-of-Thought."""
        words = list(words)
        if all(self.says(word) for word in words):
            return True
        letters = "".join(part[0] for part in _PART_RE.findall(" ".join(words))).lower()
        return any(len(short) > 1 and letters.startswith(short) for short in self._initials)

    def says_together(self, words: list[str]) -> bool:
        """Whether name or context, each by itself, says every word."""
        return any(Wording(half).says_all(words) for half in self.text.split(" ; "))


def _without_chinese(bracket: re.Match[str]) -> str:
    return bracket[0] if _DENIED_RE.search(bracket[0]) else _CJK_RE.sub(" ", bracket[0])


def _plain(text: str) -> str:
    """Text without marks of indices and references; "B/{16,32}" is one word."""
    parted = _NAMED_RE.sub("-", _NOTED_RE.sub("", around.REFERENCE_RE.sub(" ", text)))
    bare = _BROKEN_RE.sub("-", _MARKUP_RE.sub(r"\1", parted))
    return _SET_RE.sub(lambda m: m[1].replace(",", "/"), bare)


def all_words(text: str) -> list[str]:
    """The words of a text, names whole."""
    return [word for raw in _WORD_RE.findall(_plain(text)) if (word := _EDGE_RE.sub("", raw)) and _tells(word)]


@lru_cache(maxsize=8192)
def words_of(label: str) -> tuple[str, ...]:
    """The words of a label without its rank and its citations; "Ours" only where it is all that the label says."""
    found = all_words(_CITED_RE.sub("", _RANK_RE.sub("", label)))
    named = [word for word in (_without_ours(w) for w in found) if word]
    return tuple(dict.fromkeys(named or found))


def _tells(word: str) -> bool:
    if word.lower() in _WITH:
        return False
    return any(c.isalnum() for c in word) and (any(c.isdigit() for c in word) or bool(terms(word)))


def is_ours(word: str) -> bool:
    """Whether a label's word says whose its row is: the paper's own method."""
    return word.lower() in _OURS


def _without_ours(word: str) -> str:
    head, _, rest = word.partition("-")
    return "" if is_ours(word) else rest if head.lower() in _OURS else word


def _shortens(stub: str, word: str) -> bool:
    """Whether a stub of several capitals has letters of a word in order, its capitals where the word has some."""
    if len(stub) >= len(word) or not word.isalpha() or stub[0] != word[0] or stub[1:].islower() or stub.isupper():
        return False
    rest = iter(word[1:])
    return all(any(c == letter for c in rest) for letter in stub[1:])


class Label(NamedTuple):
    """What heads a cell on one side: the words of each of its labels, and of what they stand under."""

    cells: tuple[tuple[str, ...], ...]  # of a row, each column that labels it; of a column, each row of its header
    title: tuple[str, ...] = ()  # of the row's group; (): none stands above it
    base: tuple[str, ...] = ()  # of the row that "+ RL" adds to
    asides: frozenset[str] = frozenset()  # in lower case, those that stand in brackets alone: Stage 1 (traces)

    @property
    def own(self) -> tuple[str, ...]:
        """The words of its own cells."""
        return tuple(word for cell in self.cells for word in cell)

    @property
    def words(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.title, *self.base, *self.own)


def label_columns(block: int, index: PaperIndex) -> int:
    """How many first columns of a block's table label its rows: the first, and those after it that hold no values."""
    key = (block,)
    if key not in index.labels:
        table = index.paper.blocks[block].table
        assert table is not None
        count = 1
        while count < len(table.rows[0]) - 1 and (_labels_rows(table, count) or _tells_apart(table, count)):
            count += 1
        index.labels[key] = count
    found: int = index.labels[key]
    return found


def _tells_apart(table: Table, column: int) -> bool:
    """Whether rows that are labelled alike differ by what a column repeats: 50%, 80% and 90% of each method."""
    rows = [row for row in table.rows[table.header_rows :] if row[column].text]
    labels = [tuple(cell.text for cell in row[:column]) for row in rows]
    values = [row[column].text for row in rows]
    alike = len(set(labels)) * 2 <= len(rows) and len(set(values)) * 2 <= len(rows) > ALIKE
    return alike and len({*zip(labels, values, strict=True)}) == len(rows)


def is_in_label(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number stands in a column that labels the rows: the 16 of a row "ViT-B/16"."""
    if occurrence.column is None or index.paper.blocks[occurrence.block].table is None:
        return False
    return occurrence.column < label_columns(occurrence.block, index)


def _labels_rows(table: Table, column: int) -> bool:
    head = table.rows[table.header_rows - 1][column].text if table.header_rows else ""
    if _SIZE_RE.search(head) and not _VALUE_SIZE_RE.search(head):
        return True
    cells = [row[column].text for row in table.rows[table.header_rows :] if row[column].text]
    valued = sum(bool(_VALUE_RE.match(cell)) and not _MODEL_SIZE_RE.fullmatch(cell) for cell in cells)
    return bool(cells) and valued * 2 < len(cells)


def row_label(occurrence: Occurrence, index: PaperIndex) -> Label:
    """The label of a cell's row. Of a row that holds several settings, the one that stands before the cell."""
    row, column = occurrence.row, occurrence.column
    if row is None or column is None:
        return Label(())
    key = (occurrence.block, row, column, occurrence.number.start)
    if key not in index.labels:
        index.labels[key] = _row_label(occurrence, row, column, index)
    found: Label = index.labels[key]
    return found


def _row_label(occurrence: Occurrence, row: int, column: int, index: PaperIndex) -> Label:
    table = index.paper.blocks[occurrence.block].table
    if table is None:
        return Label(())
    title = words_of(around.group_title(table, row))
    last = _label_before(table, row, column)
    if last is not None:
        return Label((words_of(table.rows[row][last].text),), title)
    labels = [_cell_or_above(table, row, c) for c in range(label_columns(occurrence.block, index))]
    cells = tuple(words_of(_item_of(label, occurrence, index)) for label in labels)
    base = _base_of(table, row)
    return Label(cells, title, () if base is None else words_of(table.rows[base][0].text), _asides(labels))


def _asides(labels: Iterable[str]) -> frozenset[str]:
    found = frozenset[str]()
    for label in labels:
        main = {w.lower() for w in words_of(_BRACKETS_RE.sub(" ", label))}
        found |= frozenset(w.lower() for w in words_of(label) if main and w.lower() not in main)
    return found


def _label_before(table: Table, row: int, column: int) -> int | None:
    """In a table of settings side by side, the column of the name before a value; None: it is no such table."""
    if not table.header_rows:
        return None
    above = table.rows[: table.header_rows]
    first = above[-1][0].text
    if sum(cell.text == first for cell in above[-1]) < 2:
        return None
    heads = [tuple(r[c].text for r in above) for c in range(len(table.rows[row]))]
    named = [c for c, head in enumerate(heads) if head == heads[0] and any(head)]
    names = [c for c in named if c - 1 not in named]  # one head over two columns of labels parts nothing
    return max((c for c in names if c < column), default=None) if len(names) > 1 else None


def _cell_or_above(table: Table, row: int, column: int) -> str:
    """A cell's text; of an empty one, that of the cell above which spans it; "" where labels stand amid their rows."""
    if around.is_centred(table, column):
        return ""
    rows = reversed(table.rows[table.header_rows : row + 1])
    return next((cells[column].text for cells in rows if cells[column].text), "")


def _item_of(label: str, occurrence: Occurrence, index: PaperIndex) -> str:
    """Of a label such as "Adam (β1, β2)" beside (0.9, 0.95), what it says of one of the numbers."""
    place = (occurrence.row, occurrence.column)
    peers = [o.number.start for o in index.at(occurrence.block) if (o.row, o.column) == place]
    items = around.list_items(label, len(peers))
    if not items or occurrence.number.start not in peers:
        return label
    return f"{_BRACKETS_RE.sub(' ', label)} {items[peers.index(occurrence.number.start)]}"


def _base_of(table: Table, row: int) -> int | None:
    """The row that a row such as "+ RL" or "- w/o Stage 2" adds to or takes from; None: it stands for itself."""
    if not _ADDS_RE.match(table.rows[row][0].text):
        return None
    above = range(row - 1, table.header_rows - 1, -1)
    return next((r for r in above if table.rows[r][0].text and not _ADDS_RE.match(table.rows[r][0].text)), None)


def column_label(occurrence: Occurrence, index: PaperIndex) -> Label:
    """The header of a cell's column, its rows from below, as it holds for the cell's row."""
    if occurrence.row is None or occurrence.column is None:
        return Label(())
    key = (occurrence.block, occurrence.row, occurrence.column)
    if key not in index.labels:
        cells = around.header_cells(occurrence.block, occurrence.column, occurrence.row, index)
        index.labels[key] = Label(tuple(words_of(cell) for cell in reversed(cells)), asides=_asides(cells))
    found: Label = index.labels[key]
    return found


def row_words(occurrence: Occurrence, index: PaperIndex) -> tuple[str, ...]:
    """The words of a cell's row."""
    return row_label(occurrence, index).words


def column_words(occurrence: Occurrence, index: PaperIndex) -> tuple[str, ...]:
    """The words of a cell's column."""
    return column_label(occurrence, index).words


def speaks_against(own: Label, rival: Label, fact: Wording) -> bool:
    """Whether another label is what the fact names, and this one is not: some part is named there, and none here."""
    if not _DENIES & {word.lower() for word in rival.words}:
        fact = fact.affirmed
    parts = [*zip_longest(own.cells, rival.cells, fillvalue=())]
    if own.base != rival.own:  # "+ RL" is not what it adds to
        parts.append((own.base, rival.base))
    if own.title and rival.title:  # a group without a title may have it in the middle of its rows
        parts.append((own.title, rival.title))
    differing = [(a, b) for a, b in parts if a != b]
    asides = own.asides | rival.asides
    added = [word for word in rival.own if word.lower() not in asides]
    apart = fact.says_all(own.own) and not fact.says_together([*own.own, *added])
    if own.own and rival.base == own.own and apart:
        return False  # the "dictation" of a probe's name is not what a row adds to this one
    if any(_rather(b, a, fact, asides) for a, b in differing):
        return False
    if any(_rather(a, b, fact, asides, rival.title) for a, b in differing):
        return True
    return own.own != rival.own and _rather(own.own, rival.own, fact, asides, rival.title)


def _rather(
    own: tuple[str, ...],
    rival: tuple[str, ...],
    fact: Wording,
    asides: frozenset[str],
    under: tuple[str, ...] = (),
) -> bool:
    """Whether the fact says, word for word, what one label has and the other has not, and not what the other has.

    Of two labels that the fact says in full the longer one is meant: ImageNet ReaL, not ImageNet. A label `under` a
    title is no shorter than one with a name before it: "GRPO" in a model's group and "Llama-3B GRPO" are both GRPO.
    `asides` need not be said.
    """
    mine = {w.lower() for w in own}
    others = {w.lower() for w in rival}
    only_rival = [w for w in rival if w.lower() not in mine]
    only_own = [w for w in own if w.lower() not in others]
    if not only_rival:
        if not rival or not only_own or not fact.says_all(rival) or any(fact.says(w) for w in only_own):
            return False
        if fact.in_chinese:  # what the rival lacks may be what the Chinese says: Main, of 主实验
            return False
        named = own == (*only_own, *rival) and any(c.isdigit() for word in only_own for c in word)
        return not (named and under) or fact.says_all(under)
    if not _says(fact, only_rival, asides):
        return False
    longer = bool(only_own) and all(any(w in o for o in only_rival) for w in only_own)
    return longer or not (only_own and _says(fact, only_own, asides))


def _says(fact: Wording, words: list[str], asides: frozenset[str]) -> bool:
    """Whether the fact says all words, or all that are no asides."""
    main = [word for word in words if word.lower() not in asides]
    return fact.says_all(words) or (bool(main) and fact.says_all(main))


def rival_of(occurrence: Occurrence, fact: Wording, index: PaperIndex) -> Occurrence | None:
    """The number of another column of the row, or of another row of the column, that the fact names; None: none.

    A number that the fact states as a condition is none, and a cell that says a name of the fact itself has none.
    """
    row, column = occurrence.row, occurrence.column
    if row is None or column is None or any(fact.says(word) for word in _cell_words(occurrence, index)):
        return None
    others = [
        o
        for o in index.at(occurrence.block)
        if (o.row == row) != (o.column == column)
        and _could_stand_for(o, occurrence)
        and o.number.value not in fact.conditions
    ]
    head, label = column_label(occurrence, index), row_label(occurrence, index)
    heads = fact.of_columns if label.own else fact
    for o in others:
        if o.row == row and o.column is not None:
            other = row_label(o, index)
            if other != label and speaks_against(label, other, fact):
                return o
            beside = column_label(o, index)  # a column without a head of its own may be meant
            under = len(beside.cells) > len(head.cells) and beside.cells[-len(head.cells) :] == head.cells
            if head.own and not under and speaks_against(head, beside, heads):
                return o
    for o in others:
        if o.column == column and o.row is not None and speaks_against(label, row_label(o, index), fact):
            return o
    return None


def _cell_words(occurrence: Occurrence, index: PaperIndex) -> list[str]:
    """The words of a cell beside its numbers that are no units: "cosine, warm-up ratio 0.03"."""
    table = index.paper.blocks[occurrence.block].table
    assert table is not None
    assert occurrence.row is not None
    assert occurrence.column is not None
    if occurrence.column < label_columns(occurrence.block, index):
        return []
    text = table.rows[occurrence.row][occurrence.column].text
    for number in reversed(find_numbers(text)):
        text = text[: number.start] + " " + text[number.end :]
    return [word for word in all_words(text) if len(word) > 1 and not word.isdigit()]


def _could_stand_for(other: Occurrence, occurrence: Occurrence) -> bool:
    same = other.number.value == occurrence.number.value and other.number.high == occurrence.number.high
    return not same and around.comparable(occurrence.number, other.number)
