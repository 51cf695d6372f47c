"""Prints what docs/first-run.md says of a finished run: seconds and tokens a paper, then the entries.

Usage: python -m bench.first_run DIGEST.json DATA_DIR [--without-abstracts]
Abstracts of other people's papers are left out: they are not ours to publish.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.flow.kept import STAGES
from pipeline.render.markdown import render_entry
from schemas.digest import Digest, Ledger


def main() -> None:
    """Print the tables and the entries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("digest", type=Path)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--without-abstracts", action="store_true")
    arguments = parser.parse_args()
    digest = Digest.model_validate_json(arguments.digest.read_text("utf-8"))
    kept = sorted((arguments.data_dir / "runs").glob("*.json"))
    runs = (Ledger.model_validate_json(p.read_text("utf-8")) for p in kept)
    ledger = next(run for run in runs if run.digest and Path(run.digest).stem == arguments.digest.stem)
    print(times(digest, ledger))
    for number, entry in enumerate(digest.entries, 1):
        shown = entry
        if arguments.without_abstracts and entry.paper:
            shown = entry.model_copy(update={"paper": entry.paper.model_copy(update={"abstract": ""})})
        print("\n".join(f"> {line}".rstrip() for line in render_entry(shown, number).splitlines()))
        print(">")


def times(digest: Digest, ledger: Ledger) -> str:
    """Seconds by stage and tokens, a row a paper; summarise includes waiting for the papers before."""
    head = ["paper", *(f"{stage.name} s" for stage in STAGES), "model s", "calls", "prompt (cached)", "completion", "⚠"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for entry in digest.entries:
        if entry.paper is None or entry.summary is None:
            continue
        seconds = ledger.stage_seconds.get(entry.paper.paper_id, {})
        usage = entry.summary.draft.usage
        cells = [
            f"{entry.paper.paper_id}{entry.paper.version or ''}",
            *(f"{seconds.get(stage.name, 0):.1f}" for stage in STAGES),
            f"{usage.seconds:.0f}",
            str(usage.calls),
            f"{usage.prompt} ({usage.cached})",
            str(usage.completion),
            f"{entry.summary.numbers_failed} of {entry.summary.numbers_checked}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    total = ledger.usage
    lines += [
        "",
        f"{ledger.listed} listed = {ledger.done} done + {ledger.failed} failed, in {ledger.seconds:.0f} s; "
        f"{total.calls} calls, {total.prompt} prompt tokens, {total.completion} completion tokens, "
        f"{total.retries} retries; peak memory of the main process, model included, {ledger.peak_memory_mb:.0f} MB.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
