"""Brings the catalogue of messages up to date with the sources, and compiles it:  python -m tests.catalogue"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pipeline.messages import DOMAIN, LOCALES
from pipeline.summarise.prompts import load_prompt, prompt_names

PO = LOCALES / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")


def extracted() -> Catalog:
    """Every message of the sources."""
    catalog = Catalog(fuzzy=False)
    for _file, _line, message, _comments, _context in extract_from_dir(
        LOCALES.parents[1], [("**.py", "python"), ("**/promptlab/**.html", "jinja2")]
    ):
        catalog.add(message)
    for name in prompt_names():
        catalog.add(load_prompt(name).description)
    return catalog


def translated(path: Path = PO) -> Catalog:
    """What the file holds."""
    with path.open("rb") as f:
        return read_po(f, locale="zh_CN")


def updated(former: Catalog) -> str:
    """The text of the file with the messages of the sources, as far as they are translated."""
    former.update(extracted(), no_fuzzy_matching=True)
    former.fuzzy = False
    out = io.BytesIO()
    write_po(out, former, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue().decode()


def compiled(catalog: Catalog) -> bytes:
    """The same as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> None:
    """Write both files."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(updated(translated() if PO.exists() else Catalog(locale="zh_CN", fuzzy=False)), "utf-8")
    catalog = translated()
    MO.write_bytes(compiled(catalog))
    for message in catalog:
        if message.id and not message.string:
            sys.stderr.write(f"{PO.name}: not in Chinese yet: {message.id!r}\n")


if __name__ == "__main__":
    main()
