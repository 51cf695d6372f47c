"""Renders pages of the site from views, with every foreign text escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from pipeline.digest.labels import LABELS, label
from pipeline.digest.richtext import linked, plain, rich
from pipeline.digest.view import Piece

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


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
    env.filters |= {"rich": rich, "linked": linked, "plain": plain}
    env.globals |= {"t": t, "label": label, "value": value}
    return env


def t(key: str, n: object = None) -> Markup:
    """A label in Chinese that the page's language switch can change."""
    number = "" if n is None else Markup(' data-n="{}"').format(n)
    return Markup('<span data-t="{}"{}>{}</span>').format(key, number, label(key, n))


def value(piece: Piece, prefix: str) -> Markup:
    """A piece of text; one with evidence is a link to it. `prefix` begins the ids of this paper's notes."""
    if piece.note is None:
        return rich(piece.text)
    shown = rich(piece.text)
    raw = Markup(' data-s="{}"').format(piece.text) if shown != escape(piece.text) else ""
    mark = "" if piece.holds else Markup('<span class="warn">⚠</span>')
    return Markup('<a class="{}" href="#{}n{}" data-f="{}"{}>{}{}</a>').format(
        "v" if piece.holds else "v bad", prefix, piece.note, piece.field, raw, shown, mark
    )


def render(template: str, **values: Any) -> str:
    """A page by its template."""
    return environment().get_template(template).render(**values)


def labels_script() -> str:
    """The labels in both languages as a script that works from a file."""
    import json

    return "window.RIBAO_LABELS=" + json.dumps(dict(LABELS), ensure_ascii=False, separators=(",", ":")) + ";\n"
