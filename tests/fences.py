"""What stands in the fence of a request."""

from __future__ import annotations

from pipeline.summarise.pack import FENCED


def fenced_in(body: str) -> str:
    """The text between the tags of the only fence."""
    [found] = FENCED.finditer(body)
    return "\n".join(found[0].splitlines()[1:-1])
