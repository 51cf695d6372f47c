"""What grounding takes and returns: numbers, locations, claims and verdicts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from schemas.bounds import BLOCK
from schemas.records import BBox, Record

UnitClass = Literal[
    "plain",  # no unit is written beside the number
    "percent",  # value as written: 85% is 85
    "time",  # value in seconds
    "gpu_time",  # value in device-seconds: "30 GPU hours"
    "bytes",  # value in bytes, 1 KB = 1000
    "money",
    "multiple",  # 2×, 3倍
    "epochs",
    "steps",
    "tokens",
    "parameters",
    "devices",  # GPUs, TPUs, cores of them
    "layers",
]

Reading = Literal[
    "digits",  # 34.1, 40,000
    "exponent",  # 1e-4, 1 × 10^{-4}, 10⁻⁴, 2^{16}
    "scale",  # 40K, 3.5 million, 4万
    "ratio",  # 1/8
    "word",  # eight
    "chinese",  # 十二万
    "flattened",  # 1×10-4: the superscript was lost, but a multiplication sign says what was meant
    "bare_flattened",  # 10-4: a lost superscript or a range that runs down; nothing says which
    "letter_for_digit",  # le-5 for 1e-5
]

Rule = Literal[
    "exact",  # the same value, written the same way
    "notation",  # 1e-4 and 0.0001
    "scale",  # 40K and 40,000
    "number_word",  # eight and 8, 十二万 and 120,000
    "ratio",  # 1/8 and 0.125
    "unit",  # 2 days and 48 hours
    "per_cent_and_fraction",  # 85% and 0.85
    "per_cent_sign",  # 34.1% and a bare 34.1
    "rounding",  # 73.6% and 0.7358
    "binary_thousand",  # 128K and 131,072
    "flattened_exponent",  # 1×10-4 and 1 × 10^{-4}
    "letter_for_digit",  # le-5 and 1e-5
    "part",  # 8 in 7/8, 3 in 3–5
    "worked_out",  # 32 and 8 × 4, 75% and 36 of 48
]


class Number(NamedTuple):
    """A number in a text. A named tuple, since a paper holds thousands and they are made in one go."""

    start: int  # of the characters that are the number, unit included
    end: int
    text: str
    value: Decimal  # in the base of its unit class; of a range its first end; scale words are multiplied in
    high: Decimal | None  # last end of a range; None: no range
    plus_minus: Decimal | None  # what stands after ±; None: nothing
    quantum: Decimal  # the step of the last stated digit: 0.1 for 34.1, 1000 for 40K
    digits: int  # how many significant digits are stated
    unit: UnitClass
    sign: Literal["", "+", "-"]
    relation: Literal["", "<", ">", "≤", "≥", "≈"]
    reading: Reading
    factor: Decimal = Decimal(1)  # base units in one written unit: 3600 for "27 hours", whose value is 97200


LocationRule = Literal["exact", "normalised", "letters_edited"]


class Location(Record):
    """Where a quote stands in a paper."""

    page_number: int  # from 1, of the quote's first character
    block: int  # index into PaperText.blocks, of the first character
    start: int  # characters into that block's text
    last_block: int  # of the last character; the same as block unless the quote runs on
    end: int  # one past the last character, in the text of last_block
    bbox: BBox  # of the first block
    rule: LocationRule
    edits: int = 0  # letters changed, only for "letters_edited"
    skipped: tuple[int, ...] = ()  # blocks in between that are not part of it: a table or caption within a sentence


Places = dict[str, tuple[int, int | None]]
"""Where the numbers of a numbered text stand: "57" is a block of PaperText.blocks, "57.3" a row of its table's grid
(from 0, header rows included)."""


Said = Annotated[str, Field(max_length=2_000)]  # what a summary says has half of it at most


class Fact(Record):
    """A claim about a paper, as the file of `ribao check` holds it."""

    id: Said
    name: Said | None = None  # what the value is of; None: not said
    value: Said
    quote: Annotated[str, Field(max_length=BLOCK)] | None = None  # verbatim English; None: none was given
    at: Said | None = None  # the numbers of the places that state it: "57", "57.3", several by commas; None: not said
    context: Said | None = None  # where it holds: the system, benchmark, setting; None: not said


VerdictKind = Literal[
    "holds",
    "holds_elsewhere",  # not in the place or the quote that the fact names, but in the one place that fits it
    "differs",  # the place names the thing, and states another value
    "unsupported",
]
HOLDS: tuple[VerdictKind, ...] = ("holds", "holds_elsewhere")
_OLD_KINDS: dict[str, VerdictKind] = {  # of artefacts made before facts named places
    "exact": "holds",
    "normalised": "holds",
    "elsewhere": "unsupported",
    "contradicted": "differs",
    "missing": "unsupported",
}


class Proof(Record):
    """What a reader is shown of the paper: a sentence, or a table row with its header."""

    text: str
    page_number: int  # from 1
    bbox: BBox
    at: str  # the number of the place; "" where the numbered text leaves it out
    row: str = ""  # the row's label, its group's title included; "": not in a table's body
    column: str = ""  # the column's header, all of its rows


class Verdict(Record):
    """What grounding says of one fact."""

    kind: VerdictKind
    rule: str | None = None  # how the value agrees, or why it is refused; None: as the paper writes it
    page_number: int | None = None  # where the value, or what differs from it, stands; None: nowhere
    found: str | None = None  # the paper's own writing of the value, or what stands in its place
    quote: Location | None = None  # None: no quote was given, or it is not in the paper
    proof: Proof | None = None  # what states the value, or another one in its place; None: nothing does

    @property
    def holds(self) -> bool:
        """Whether the paper supports the fact."""
        return self.kind in HOLDS

    @model_validator(mode="before")
    @classmethod
    def _of_old(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("kind") in _OLD_KINDS:
            return data | {"kind": _OLD_KINDS[data["kind"]]}
        return data


class Checked(Record):
    """A number or a Latin name in free text, with its verdict."""

    kind: Literal["number", "name"]
    text: str
    start: int  # characters into the text that was checked
    end: int
    verdict: Verdict


AbsenceKind = Literal["learning rate", "batch size", "optimizer", "schedule", "epochs or steps", "GPUs", "hours"]


class Evidence(Record):
    """A sentence or table row that reports something."""

    page_number: int  # from 1
    block: int  # index into PaperText.blocks
    text: str


class Absence(Record):
    """The answer to "is it true that the paper does not report this?"."""

    kind: AbsenceKind
    absent: bool
    found: tuple[Evidence, ...] = ()  # empty exactly when absent
