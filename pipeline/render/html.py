"""Renders pages of the site from views, with every foreign text escaped."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from pipeline.render.labels import LABELS, label
from pipeline.render.markdown import cost_words
from pipeline.render.richtext import linked, plain, rich
from pipeline.render.view import PaperView, Piece
from schemas.records import BBox

NAMED_AROUND = ("prose/", "hyperparameter/")  # whose field the element around it says: thousands stand on a page
TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> jinja2.Environment:
    """The templates: autoescape is on, and an unknown name is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"rich": rich, "linked": linked, "plain": plain, "usd": cost_words}
    env.globals |= {"t": t, "label": label, "value": value, "box": box}
    return env


@lru_cache(maxsize=4096)
def t(key: str, n: str | int | None = None) -> Markup:
    """A label in Chinese that the page's language switch can change."""
    number = "" if n is None else f' data-n="{escape(n)}"'
    return Markup(f'<span data-t="{escape(key)}"{number}>{escape(label(key, n))}</span>')  # every part is escaped


def value(piece: Piece, notes: str) -> Markup:
    """A piece of text; one with evidence is a link to it. `notes` begins the ids of this paper's notes."""
    if piece.note is None:
        return rich(piece.text)
    if piece.page is not None:
        return _mark(piece, notes)
    shown = rich(piece.text)
    raw = f' data-s="{escape(piece.raw or piece.text)}"' if shown != escape(piece.raw or piece.text) else ""
    kind, mark = ("v", "") if piece.holds else ("v bad", '<span class="warn">⚠</span>')
    href = escape(f"#{notes}{piece.note}")  # every part is escaped: markupsafe's own format takes ten times as long
    field = "" if piece.field.startswith(NAMED_AROUND) else f' data-f="{escape(piece.field)}"'
    return Markup(f'<a class="{kind}" href="{href}"{field}{raw}>{shown}{mark}</a>')


def _mark(piece: Piece, notes: str) -> Markup:
    """The page that a sentence is written from, as a small mark that stays on the line of its end."""
    return Markup(f'\u2060<a class="v at" href="{escape(f"#{notes}{piece.note}")}">{piece.page}</a>')


def box(bbox: BBox | None) -> Markup:
    """Where on its page a quote stands, as an attribute in whole points: left, top, right, bottom."""
    if bbox is None:
        return Markup()
    return Markup(f' data-b="{" ".join(str(round(edge)) for edge in bbox)}"')  # numbers only


def render(template: str, **values: Any) -> str:
    """A page by its template."""
    return environment().get_template(template).render(**values)


def card_body(view: PaperView, notes: str, root: str, day: str, figure: object) -> Markup:
    """What stands below a paper's title; most of a build's time goes here, so a page's body is rendered once."""
    made: Markup = _cards().card_body(view, notes, root, day, figure)
    return made


@cache
def _cards() -> Any:
    return environment().get_template("card.html").module


def labels_script(report: str) -> str:
    """The labels in both languages, and where reports go, as a script that works from a file."""
    labels = json.dumps(dict(LABELS), ensure_ascii=False, separators=(",", ":"))
    return f"window.RIBAO_LABELS={labels};\nwindow.RIBAO_REPORT={json.dumps(report)};\n"
