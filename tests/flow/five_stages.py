"""`ribao` with a fifth stage, added as anybody would add one; a program, since the table is read at import."""

from __future__ import annotations

from pipeline.flow import kept
from schemas.digest import GroundedSummary
from schemas.records import Paper, Record


class Count(Record):
    """How many facts a summary has."""

    facts: int


def main() -> None:
    """Add the row and its doing, then do what the command line says."""
    count = kept.Stage(
        name="count",
        makes="tests.flow.five_stages:Count",
        key=lambda _kept, _paper, summary: f"count-{len(summary.facts)}",
        keyed_by=(kept.VALIDATE,),
        reads=(kept.VALIDATE,),
        shown=lambda summary: len(summary.facts),
        shows=lambda counted: counted.facts,
    )
    kept.STAGES = (*kept.STAGES, count)
    from pipeline.flow import stages

    async def does(_stages: stages.Stages, _paper: Paper, summary: GroundedSummary) -> Count:
        return Count(facts=len(summary.facts))

    stages.DOES[count] = does
    from pipeline.cli import main as ribao

    ribao()


if __name__ == "__main__":
    main()
