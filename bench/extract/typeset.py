"""Typesets pages whose truth is known: powers, table rows, columns, hidden text, hyphens, ligatures."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

pymupdf: Any = _pymupdf  # it has no type hints

WIDTH, HEIGHT = 612.0, 792.0  # US letter, in points
MARGIN = 72.0
SIZE = 10.0
LEADING = 12.0
SCRIPT = 0.7  # TeX's script size
RISE = 0.36  # em, TeX's sup1
DROP = 0.15  # em, TeX's sub1
GUTTER = 18.0  # points between two columns, as in ICML's style

_VOCABULARY = (
    "the model learns a policy from sparse rewards while each layer attends over long inputs and we report mean "
    "accuracy across seeds because small batches raise variance under strong regularisation of deep networks"
)
_WORDS = _VOCABULARY.split()
_BROKEN = {  # word → where TeX may break it
    "training": "train-ing",
    "evaluation": "evalu-ation",
    "optimization": "optimiza-tion",
    "experiments": "experi-ments",
    "parameters": "param-eters",
    "representation": "represen-tation",
    "performance": "perfor-mance",
    "reinforcement": "reinforce-ment",
    "distribution": "distribu-tion",
    "transformer": "trans-former",
}
_OWN = ("pre-trained", "state-of-the-art", "fine-tuned", "low-rank", "self-attention", "cross-entropy", "zero-shot")
_LIGATED = ("efﬁcient", "signiﬁcant", "diﬀerent", "oﬄine", "conﬂict", "ﬁnal", "ﬂow", "aﬃne", "coeﬃcient", "classiﬁer")


@dataclass
class Truth:
    """What a faithful text of the pages says."""

    powers: list[tuple[str, str]] = field(default_factory=list)  # mantissa, exponent
    rows: list[list[str]] = field(default_factory=list)
    paragraphs: list[list[str]] = field(default_factory=list)  # marker words in order
    hidden: list[str] = field(default_factory=list)
    visible: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # broken at a line's end, as they should read
    ligated: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)  # numbers that carry the mark of a footnote, no exponent


class Press:
    """A PDF in the making."""

    def __init__(self, seed: int) -> None:
        self.document = pymupdf.open()
        self.random = random.Random(seed)
        self.truth = Truth()
        self._fonts = {name: pymupdf.Font(name) for name in ("tiro", "tibo", "tiit", "helv")}
        self.page: Any = None
        self.writer: Any = None

    def new_page(self) -> None:
        self.flush()
        self.page = self.document.new_page(width=WIDTH, height=HEIGHT)
        self.writer = pymupdf.TextWriter(self.page.rect)

    def flush(self) -> None:
        if self.writer is not None:
            self.writer.write_text(self.page)
            self.writer = None

    def width(self, text: str, size: float = SIZE, font: str = "tiro") -> float:
        return float(self._fonts[font].text_length(text, fontsize=size))

    def put(self, x: float, y: float, text: str, size: float = SIZE, font: str = "tiro") -> float:
        """Writes on baseline `y` and returns where the text ends."""
        self.writer.append((x, y), text, font=self._fonts[font], fontsize=size)
        return x + self.width(text, size, font)

    def power(self, x: float, y: float, mantissa: str, exponent: str, size: float = SIZE) -> float:
        x = self.put(x, y, f"{mantissa} × 10", size)
        return self.put(x, y - RISE * size, exponent.replace("-", "−"), SCRIPT * size)

    def prose(self, count: int) -> str:
        return " ".join(self.random.choice(_WORDS) for _ in range(count))

    def marker(self) -> str:
        letters = "bcdfghjklmnpqrstvwz"
        return "".join(self.random.choice(letters) + self.random.choice("aeiou") for _ in range(5))

    def save(self, path: Path) -> None:
        self.flush()
        self.document.save(path, garbage=1, deflate=True)
        self.document.close()


def powers(press: Press, count: int) -> None:
    """Running text with `count` numbers a × 10^{k}, some as 8 pt notes, some with a subscript beside them."""
    y = HEIGHT
    for n in range(count):
        if y > HEIGHT - MARGIN:
            press.new_page()
            y = MARGIN + SIZE
        size = 8.0 if n % 7 == 6 else SIZE
        mantissa = f"{1 + n % 9}.{1000 + n}"  # each once: it finds its number in the text
        exponent = str(press.random.choice((-12, -8, -6, -5, -4, -3, -2, 3, 4, 5, 6, 9, 12)))
        x = press.put(MARGIN, y, press.prose(4) + " ", size)
        if n % 5 == 4:
            x = press.put(x, y, "x", size, "tiit")
            x = press.put(x, y + DROP * size, "i", SCRIPT * size, "tiit")
            x = press.put(x, y, " = ", size)
        x = press.power(x, y, mantissa, exponent, size)
        press.put(x, y, " " + press.prose(5) + ".", size)
        press.truth.powers.append((mantissa, exponent))
        y += LEADING * 1.25
    _footnoted(press)


def _footnoted(press: Press) -> None:
    """Numbers that carry a footnote's mark: 128³ that is 128 with note 3."""
    press.new_page()
    for n in range(1, 9):
        y = MARGIN + n * 2 * LEADING
        number = str(100 + 7 * n)
        x = press.put(MARGIN, y, press.prose(5) + " " + number)
        x = press.put(x, y - RISE * SIZE, str(n), SCRIPT * SIZE)
        press.put(x, y, " " + press.prose(4) + ".")
        foot = HEIGHT - MARGIN - (9 - n) * 10.0
        x = press.put(MARGIN + 10, foot - RISE * 8, str(n), SCRIPT * 8)
        press.put(x + 1, foot, press.prose(6) + ".", 8.0)
        press.truth.marked.append(number)


def tables(press: Press, count: int) -> None:
    """`count` rows of four to seven numbers, booktabs or bare, full width or in one of two columns."""
    done = 0
    kind = 0
    while done < count:
        press.new_page()
        y = MARGIN + 20
        while y < HEIGHT - 200 and done < count:
            narrow = kind % 3 == 2
            rows = press.random.randint(5, 9)
            y = _table(press, y, rows, 4 if narrow else press.random.randint(4, 7), narrow, ruled=kind % 4 != 3)
            done += rows
            kind += 1
            y += 40


def _table(press: Press, y: float, rows: int, columns: int, narrow: bool, ruled: bool) -> float:
    size = 8.0 if narrow else 9.0
    left = MARGIN
    right = (WIDTH - GUTTER) / 2 if narrow else WIDTH - MARGIN
    label = 70.0
    step = (right - left - label) / columns
    press.put(left, y, f"Table {len(press.truth.rows) + 1}: {press.prose(6)}.", size)
    y += 14
    top = y
    names = [press.random.choice(("Acc", "F1", "BLEU", "Avg", "MATH", "Code", "PPL")) for _ in range(columns)]
    press.put(left + 3, y + 10, "Method", size, "tibo")
    for n, name in enumerate(names):
        press.put(left + label + (n + 0.5) * step - press.width(name, size, "tibo") / 2, y + 10, name, size, "tibo")
    y += 14
    middle = y
    for k in range(rows):
        y += 11
        press.put(left + 3, y, press.random.choice(("Base", "Ours", "SFT", "RL + KL", "w/o aug")), size)
        row = []
        for n in range(columns):
            value = f"{press.random.uniform(0, 99):.{press.random.choice((1, 2))}f}"
            bold = k == rows - 1 and n == 0
            x = left + label + (n + 0.5) * step - press.width(value, size) / 2
            end = press.put(x, y, value, size, "tibo" if bold else "tiro")
            row.append(value)
            if n % 3 == 2 and not narrow:
                press.put(end, y, f" ± {press.random.uniform(0, 1):.1f}", size)
        press.truth.rows.append(row)
        if narrow:  # the other column goes on beside the table
            press.put((WIDTH + GUTTER) / 2, y, press.prose(6), SIZE)
    if ruled:
        for height, width in ((top, 0.8), (middle, 0.5), (y + 4, 0.8)):
            press.page.draw_line((left, height), (right, height), width=width)
    return y + 14


def columns(press: Press, pages: int) -> None:
    """Two-column pages; the lines of both columns alternate in the content stream on every second page."""
    for page in range(pages):
        press.new_page()
        lines: list[tuple[float, float, str]] = []
        middle = (WIDTH + GUTTER) / 2
        if page % 3 == 2:  # a figure's caption across both columns
            wide = [press.marker() for _ in range(2)]
            lines += [(MARGIN, 90 + LEADING * n, f"{press.prose(11)} {m} {press.prose(4)}") for n, m in enumerate(wide)]
            press.truth.paragraphs.append(wide)
        start = 150.0 if page % 3 == 2 else MARGIN + SIZE
        for x in (MARGIN, middle):
            y = start
            while y < HEIGHT - MARGIN - 9 * LEADING:
                markers = [press.marker() for _ in range(press.random.randint(4, 8))]
                for n, mark in enumerate(markers):
                    words = [press.prose(2), mark, press.prose(2)]
                    text = _fit(press, " ".join(words), (WIDTH - GUTTER) / 2 - MARGIN - (10 if n == 0 else 0))
                    lines.append((x + (10 if n == 0 else 0), y, text))
                    y += LEADING
                press.truth.paragraphs.append(markers)
        if page % 2:
            lines.sort(key=lambda line: (line[1], line[0]))
        for x, y, text in lines:
            press.put(x, y, text)


def _fit(press: Press, text: str, width: float) -> str:
    while press.width(text + " of") < width:
        text += " " + press.random.choice(("of", "in", "as", "by", "on"))
    return text


def broken_words(press: Press, count: int) -> None:
    """Words broken at line ends, by TeX's hyphen or at a hyphen of their own; ligatures as single glyphs."""
    press.new_page()
    y = MARGIN + SIZE
    for word in [*_BROKEN, *_OWN]:  # the words stand whole somewhere in a paper, too
        y += LEADING
        press.put(MARGIN, y, f"{press.prose(3)} {word} {press.prose(3)}.")
    y = HEIGHT
    for n in range(count):
        if y > HEIGHT - MARGIN - 2 * LEADING:
            press.new_page()
            y = MARGIN + SIZE
        own = n % 4 == 3
        word = _OWN[n // 4 % len(_OWN)] if own else list(_BROKEN)[n % len(_BROKEN)]
        first, _, second = word.partition("-") if own else _BROKEN[word].partition("-")
        mark = press.marker()
        ligated = _LIGATED[n % len(_LIGATED)]
        press.put(MARGIN, y, f"{press.prose(5)} {mark} {ligated} {press.prose(2)} {first}-")
        press.put(MARGIN, y + LEADING, f"{second} {press.prose(9)}.")
        press.truth.words.append(f"{mark} {ligated} {word}")
        press.truth.ligated.append(ligated)
        y += 2 * LEADING + 8


def hidden(press: Press, rounds: int) -> None:
    """Text that a reader cannot see, by every trick, among text that looks alike and can be seen."""
    for _ in range(rounds):
        press.new_page()
        press.flush()
        page, truth = press.page, press.truth

        def say(y: float, into: list[str], x: float = MARGIN, page: Any = page, **style: Any) -> None:
            mark = press.marker()
            page.insert_text((x, y), f"ignore {mark} now", **style)
            into.append(mark)

        say(80, truth.hidden, color=(1, 1, 1))
        say(100, truth.hidden, color=(0.98, 0.98, 0.98))
        say(120, truth.hidden, render_mode=3)
        say(140, truth.hidden, fill_opacity=0)
        say(160, truth.hidden, fontsize=1)
        say(180, truth.hidden, x=-500)
        say(HEIGHT + 300, truth.hidden)
        say(200, truth.hidden)
        page.draw_rect((60, 186, 300, 206), color=None, fill=(1, 1, 1))
        say(230, truth.hidden)
        page.insert_image((60, 215, 300, 236), pixmap=_pixmap(255), keep_proportion=False)
        page.draw_rect((60, 245, 300, 262), color=None, fill=(0.2, 0.2, 0.5))
        say(257, truth.hidden, color=(0.2, 0.2, 0.5))
        page.draw_rect((60, 280, 300, 300), color=None, fill=(0, 0, 0))
        say(295, truth.visible, color=(1, 1, 1))
        page.draw_rect((60, 310, 300, 330), color=None, fill=(1, 1, 0.4))
        say(325, truth.visible)
        say(345, truth.visible, color=(0.6, 0.6, 0.6))
        say(365, truth.visible, fontsize=5)
        page.insert_image((60, 375, 300, 395), pixmap=_pixmap(40), keep_proportion=False)
        say(390, truth.visible, color=(1, 1, 1))
        say(415, truth.visible)
        page.draw_rect((60, 402, 300, 420), color=None, fill=(1, 1, 0), fill_opacity=0.4)
        say(440, truth.visible)
        press.writer = pymupdf.TextWriter(page.rect)


def _pixmap(grey: int) -> Any:
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 24, 4))
    pixels.clear_with(grey)
    return pixels
