"""What theses and books have before their text and over it: tables of contents, and chapters' numbers."""

from __future__ import annotations

import re

from pipeline.extract.compose import Sheet
from pipeline.extract.layout import Group, group_of

ENTRY_MAX = 130  # characters, as sections.HEADING_MAX
TITLE_MAX = 60  # characters of "Contents", whatever it is of
CHAPTER_SIZE = 1.3  # of the body's: a chapter's title is larger
CHAPTER_ROWS = 2  # of its title
CHAPTER_GAP = 4.0  # of the title's size: the white below "Chapter 1"

_CHAPTER = re.compile(r"^(?:chapter|appendix)\s+\w{1,5}$", re.I)
_PREFIX = re.compile(r"^(?:chapter|appendix)\s+")
_LEADERS = re.compile(r"(?:\.\s?){5,}")  # from an entry to its page


def contents_entries(sheets: list[Sheet]) -> set[int]:
    """The id()s of the groups that say on a page of contents what a later one says again: entries, no headings."""
    pages: set[int] = set()
    for n, sheet in enumerate(sheets):
        free = [group for group in sheet.groups if group.kind is None]
        opens = any(len(group.rows) == 1 and _is_contents(group.lines[0]) for group in free)
        if opens or (n - 1 in pages and any(_LEADERS.search(line) for group in free for line in group.lines)):
            pages.add(n)
    if not pages:
        return set()
    later: set[str] = set()
    found: set[int] = set()
    for n in range(len(sheets) - 1, min(pages) - 1, -1):
        for group in reversed(sheets[n].groups):
            text = " ".join(group.lines)
            if group.kind is not None or len(text) > ENTRY_MAX:
                continue
            plain = "".join(c for c in _PREFIX.sub("", text.lower()) if c.isalpha())
            if n in pages and plain in later:
                found.add(id(group))
            later.add(plain)
    return found


def _is_contents(text: str) -> bool:
    return len(text) <= TITLE_MAX and "contents" in text.lower() and not text.endswith(".")


def with_chapters(groups: list[Group], body: float) -> list[Group]:
    """The groups, the number of a chapter or an appendix and its title below as one."""
    out: list[Group] = []
    for group in groups:
        if out and _is_title(group, out[-1], body):
            out[-1] = group_of([*out[-1].rows, *group.rows])
        else:
            out.append(group)
    return out


def _is_title(group: Group, above: Group, body: float) -> bool:
    """Whether a group is the title of the chapter whose number stands above."""
    return (
        above.kind is None
        and group.kind is None
        and len(above.rows) == 1
        and bool(_CHAPTER.match(above.lines[0]))
        and len(group.rows) <= CHAPTER_ROWS
        and group.size > CHAPTER_SIZE * body
        and 0 < group.y0 - above.y1 < CHAPTER_GAP * group.size
    )
