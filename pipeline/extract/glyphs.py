"""Compares the shapes of a font's digits with those of digits: a font can say 9 and draw 1, or nothing."""

from __future__ import annotations

import ctypes
import json
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pymupdf as _pymupdf

from pipeline.extract.page import Page, Veiled

pymupdf: Any = _pymupdf  # it has no type hints
mupdf: Any = pymupdf.mupdf
SIDE = 16  # pixels of the square that a glyph is stretched to
FAR = 80  # of its 256 pixels: in no digit of those papers more than 74 do
MARGIN = 22  # pixels: in those papers another digit's template is nearer by 20 at most
DIGITS = "0123456789"
LETTERS = "eaoinrst"  # no sentence is without them: a font whose letters are blank is found by these
WANTED = frozenset(map(ord, DIGITS + LETTERS))
_BITS = bytes(0x31 if n < 128 else 0x30 for n in range(256))
_HERE = mupdf.FzMatrix()
_RESOURCES = pymupdf.PDF_NAME("Resources")


@cache
def _templates() -> tuple[tuple[int, ...], ...]:
    """Pictures of each digit: those of MuPDF's fonts and of Computer Modern, less what is like another."""
    found = json.loads(Path(__file__).with_name("digits.json").read_text("ascii"))
    return tuple(tuple(int(picture, 16) for picture in found[digit]) for digit in DIGITS)


def is_drawn(digit: int, picture: int) -> bool:
    """Whether a glyph's picture may be that of a digit: one of its templates is near, and none of another's nearer."""
    if not picture:
        return False
    templates = _templates()
    own = min([(picture ^ other).bit_count() for other in templates[digit]])
    if own <= MARGIN or own > FAR:
        return own <= MARGIN
    rival = min((picture ^ shape).bit_count() for n, others in enumerate(templates) if n != digit for shape in others)
    return own - rival <= MARGIN


def pictures(font: Any, gids: list[int]) -> list[int]:
    """Each glyph stretched to a square of SIDE pixels, a bit a pixel, row by row; 0: it is blank."""
    text, count = mupdf.ll_fz_new_text(), len(gids)
    try:
        for n, gid in enumerate(gids):
            box = mupdf.ll_fz_bound_glyph(font, gid, _HERE.internal())
            wide, high = box.x1 - box.x0, box.y1 - box.y0
            if wide > 0 and high > 0:
                at = mupdf.fz_matrix()
                at.a, at.b, at.c, at.d = SIDE / wide, 0, 0, -SIDE / high
                at.e, at.f = n * SIDE - box.x0 * at.a, box.y1 * SIDE / high
                mupdf.ll_fz_show_glyph(text, font, at, gid, 0x30, 0, 0, 0, 0)
        grey = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_GRAY)
        place = mupdf.FzIrect(0, 0, count * SIDE, SIDE)
        pixels = mupdf.fz_new_pixmap_with_bbox(grey, place, mupdf.FzSeparations(), 0)
        mupdf.fz_clear_pixmap_with_value(pixels, 0xFF)
        canvas = mupdf.fz_new_draw_device(_HERE, pixels)
        color = mupdf.FzColorParams().internal()
        mupdf.ll_fz_fill_text(canvas.m_internal, text, _HERE.internal(), grey.m_internal, (0.0,), 1.0, color)
        mupdf.fz_close_device(canvas)
    finally:
        mupdf.ll_fz_drop_text(text)
    bits = bytes(mupdf.fz_pixmap_samples_memoryview(pixels)).translate(_BITS)
    rows = [bits[y * count * SIDE : (y + 1) * count * SIDE] for y in range(SIDE)]
    return [int(b"".join([row[n * SIDE : (n + 1) * SIDE] for row in rows]), 2) for n in range(count)]


class _Font(NamedTuple):
    """One font of a document."""

    font: Any  # MuPDF's
    glyphs: dict[str, list[int]]  # which draw each of WANTED
    many: bool  # whether one glyph stands for several characters with digits among them
    checked: set[str]


class Fonts:
    """The fonts of one document, read where a page's text needs them."""

    def __init__(self, document: Any) -> None:
        self._document = pymupdf._as_pdf_document(document)
        self._seen: set[int] = set()  # numbers of objects
        self._fonts: dict[str, list[_Font]] = {}
        self._doubted: set[str] = set()  # names of fonts of which not all is known to be drawn as it says
        self._wrong: dict[str, set[tuple[str, int]]] = {}  # by name: character, glyph
        self._blank: dict[str, set[tuple[str, int]]] = {}
        self._drawn: dict[str, set[tuple[str, int]]] = {}  # by one font of the name: its parts may be embedded apart

    def veil(self, page: Any, sheet: Page, shift: Any) -> None:
        """Moves the spans of the sheet whose letters draw something else, or nothing, to its veiled ones."""
        self._meet(page)
        used: dict[str, list[str]] = {name: [] for name in self._doubted}
        for line in sheet.lines if used else ():
            for span in line.spans:
                if span[8] in used:  # by their places: a third of the time of their names
                    used[span[8]].append(span[0])
        wrong = {name for name, texts in used.items() if texts and self._is_wrong(name, set("".join(texts)))}
        if wrong:
            _veil(sheet, list(self._misdrawn(page, wrong, shift)))

    def _is_wrong(self, name: str, said: set[str]) -> bool:
        """Whether a font of this name draws one of these characters otherwise."""
        for one in self._fonts[name]:
            new = (said & one.glyphs.keys()) - one.checked
            if not new:
                continue
            one.checked.update(new)
            glyphs = [(c, gid) for c in new for gid in one.glyphs[c]]
            for (c, gid), picture in zip(glyphs, pictures(one.font, [gid for _, gid in glyphs]), strict=True):
                if not picture:
                    self._blank.setdefault(name, set()).add((c, gid))
                elif c in LETTERS or is_drawn(int(c), picture):
                    self._drawn.setdefault(name, set()).add((c, gid))
                else:
                    self._wrong.setdefault(name, set()).add((c, gid))
        many = any(one.many for one in self._fonts[name])
        wrong = self._wrong_of(name)
        if not (many or wrong) and all(one.checked >= one.glyphs.keys() for one in self._fonts[name]):
            self._doubted.discard(name)
        return many or any(c in said for c, _ in wrong)

    def _wrong_of(self, name: str) -> set[tuple[str, int]]:
        """The glyphs of fonts of this name that draw something else than they say, or nothing."""
        wrong, blank = self._wrong.get(name, set()), self._blank.get(name)
        drawn = self._drawn.get(name, set())
        return wrong | (blank - drawn) if blank else wrong

    def _misdrawn(self, page: Any, names: set[str], shift: Any) -> Iterator[Any]:
        """The middles of the characters on the page that are drawn otherwise."""
        wrong = {name: self._wrong_of(name) for name in names}
        for span in page.get_texttrace():
            if span["font"] not in names:
                continue
            many = any(one.many for one in self._fonts[span["font"]])
            for ucs, gid, _, box in span["chars"]:
                digit = ucs in WANTED and chr(ucs) in DIGITS
                if (chr(ucs), gid) in wrong[span["font"]] or (many and digit and gid < 0):
                    yield pymupdf.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) * shift

    def _meet(self, page: Any) -> None:
        """Reads the fonts that the page's resources name, and those of what it paints, once each."""
        entry = mupdf.ll_pdf_page_from_fz_page(page.this.m_internal).obj
        found = mupdf.ll_pdf_dict_get_inheritable(entry, _RESOURCES.m_internal)
        if found:
            self._walk(found)
        notes = mupdf.ll_pdf_dict_gets(entry, "Annots")
        for n in range(mupdf.ll_pdf_array_len(notes) if notes else 0):
            shown = mupdf.ll_pdf_dict_gets(mupdf.ll_pdf_array_get(notes, n), "AP")
            self._within(mupdf.ll_pdf_dict_gets(shown, "N") if shown else None)

    def _walk(self, resources: Any) -> None:
        for font in _values(resources, "Font"):
            self._read(font, resources)
        for kind in ("XObject", "Pattern"):
            for part in _values(resources, kind):
                self._within(part)
        for state in _values(resources, "ExtGState"):
            pair = mupdf.ll_pdf_dict_gets(state, "Font")
            if pair and mupdf.ll_pdf_array_len(pair):
                self._read(mupdf.ll_pdf_array_get(pair, 0), resources)

    def _within(self, part: Any) -> None:
        """The fonts of a form or a pattern."""
        number = mupdf.ll_pdf_to_num(part) if part else 0
        if not part or number in self._seen:
            return
        if number:
            self._seen.add(number)
        below = mupdf.ll_pdf_dict_gets(part, "Resources")
        if below:
            self._walk(below)

    def _read(self, entry: Any, resources: Any) -> None:
        number = mupdf.ll_pdf_to_num(entry)
        if number in self._seen:
            return
        if number:
            self._seen.add(number)
        scope = mupdf.pdf_resource_stack()
        scope.resources, scope.next = resources, None
        try:
            loaded = mupdf.ll_pdf_load_font(self._document.m_internal, scope, entry)
        except mupdf.FzErrorBase:
            return  # MuPDF shows nothing in it, either
        glyphs: dict[str, list[int]] = {}
        for code, ucs in _claims(loaded):
            gid = mupdf.ll_pdf_font_cid_to_gid(loaded, code)
            if gid not in glyphs.setdefault(chr(ucs), []):
                glyphs[chr(ucs)].append(gid)
        own = mupdf.ll_pdf_is_stream(mupdf.ll_pdf_dict_gets(entry, "ToUnicode"))  # the common ones of Asian fonts do
        many = bool(own) and any(_has_digits(said) for table in _tables(loaded) for said in _several(table))
        if glyphs or many:
            name = mupdf.ll_fz_font_name(loaded.font)
            self._fonts.setdefault(name, []).append(_Font(loaded.font, glyphs, many, set()))
            self._doubted.add(name)


def _values(resources: Any, kind: str) -> Iterator[Any]:
    """The entries of one kind in a dictionary of resources."""
    found = mupdf.ll_pdf_dict_gets(resources, kind)
    for n in range(mupdf.ll_pdf_dict_len(found) if found else 0):
        yield mupdf.ll_pdf_dict_get_val(found, n)


def _has_digits(said: Sequence[int]) -> bool:
    """Whether several characters have more than one digit among them, and are no fraction."""
    return sum(0x30 <= ucs <= 0x39 for ucs in said) > 1 and not {0x2F, 0x2044} & set(said)


def _claims(loaded: Any) -> Iterator[tuple[int, int]]:
    """The codes of the font that stand for one of WANTED, and for which: its table comes before its encoding."""
    own = _numbers("H", loaded.cid_to_ucs, loaded.cid_to_ucs_len)
    codes = [code for code, ucs in enumerate(own) if ucs in WANTED]
    for table in _tables(loaded):
        codes += _named(_numbers("H", table.ranges, 3 * table.rlen))
        codes += _named(_numbers("I", table.xranges, 3 * table.xlen))
    look = mupdf._mupdf.ll_pdf_lookup_cmap  # less its wrapper, which takes as long again
    for code in dict.fromkeys(codes):
        ucs = look(loaded.to_unicode, code) if loaded.to_unicode else -1
        if ucs < 32 and code < len(own):
            ucs = own[code]
        if ucs in WANTED:
            yield code, ucs


def _named(ranges: Sequence[int]) -> Iterator[int]:
    """The codes that a table's ranges (the first code, the last, what the first stands for) give one of WANTED."""
    for first, last, ucs in zip(ranges[0::3], ranges[1::3], ranges[2::3], strict=True):
        if first == last:
            if ucs in WANTED:
                yield first
        else:
            yield from (first + wanted - ucs for wanted in WANTED if 0 <= wanted - ucs <= last - first)


def _several(table: Any) -> Iterator[Sequence[int]]:
    """The strings of several characters that a table has for one code."""
    held = _numbers("i", table.dict, table.dlen)  # of each string its length and its characters
    for at in _numbers("I", table.mranges, 2 * table.mlen)[1::2]:
        yield held[at + 1 : at + 1 + held[at]]


def _tables(loaded: Any) -> Iterator[Any]:
    """The font's table of characters, and those that it goes on with; none: it has no table."""
    table = loaded.to_unicode
    while table:
        yield table
        table = table.usecmap


def _numbers(kind: str, start: Any, count: int) -> Sequence[int]:
    """An array of MuPDF's; `kind`: as in array.array."""
    found = array(kind)
    if count:
        found.frombytes(ctypes.string_at(int(getattr(start, "this", start)), count * found.itemsize))
    return found


def _veil(sheet: Page, points: list[Any]) -> None:
    """Veils the spans that hold one of the points."""
    for line in sheet.lines:
        wrong = [any(s.x0 <= p.x <= s.x1 and s.y0 <= p.y <= s.y1 for p in points) for s in line.spans]
        if any(wrong):
            sheet.veiled += [Veiled(s, "misdrawn") for s, bad in zip(line.spans, wrong, strict=True) if bad]
            line.spans = [s for s, bad in zip(line.spans, wrong, strict=True) if not bad]
            line.even = line.spaced = False
    sheet.lines = [line for line in sheet.lines if line.spans]
