"""The pages about many days: archive, search index and trends, as text."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.publish.site.charts import Chart, Point, bars_chart, columns_chart, scatter_chart
from pipeline.publish.site.rows import DayRow, PaperRow
from pipeline.render.html import render

RECENT = "recent"  # the shard that is loaded first
RECENT_PAPERS = 64  # a little more than a first list shows: 150 KB, where a month has 700
TOP = 15  # bars of a chart
DAYS_DRAWN = 62  # more days than two months are drawn as months
GPU_STEPS = ((1, "1"), (2, "2"), (4, "3–4"), (8, "5–8"), (16, "9–16"), (64, "17–64"))


class Cell(NamedTuple):
    """One square of the calendar."""

    number: int
    day: DayRow | None  # None: no digest
    heat: int  # from 1 to 4, by the number of papers


class Month(NamedTuple):
    """A month of the archive."""

    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]  # None: not of this month


def archive_page(days: Sequence[DayRow], feeds: Sequence[tuple[str, str]]) -> str:
    """Months with their days, newest first, then the other lists."""
    dated = {dt.date.fromisoformat(d.title): d for d in days if d.dated}
    most = max((d.count for d in dated.values()), default=1)
    months = [
        Month(f"{year}-{month:02}", _weeks(year, month, dated, most))
        for year, month in sorted({(day.year, day.month) for day in dated}, reverse=True)
    ]
    lists = [d for d in days if not d.dated]
    return render("archive.html", root="", here="archive", months=months, lists=lists, feeds=feeds)


def _weeks(year: int, month: int, dated: dict[dt.date, DayRow], most: int) -> tuple[tuple[Cell | None, ...], ...]:
    def cell(day: dt.date) -> Cell | None:
        if day.month != month:
            return None
        row = dated.get(day)
        return Cell(day.day, row, 1 + round(3 * row.count / most) if row else 0)

    return tuple(tuple(cell(day) for day in week) for week in calendar.Calendar().monthdatescalendar(year, month))


def latest_papers(days: Iterable[DayRow]) -> dict[str, tuple[DayRow, PaperRow]]:
    """Every paper with the newest digest that holds it; `days` must be in their order."""
    return {row.paper_id: (day, row) for day in days for row in day.papers}


def shard(day_title: str, papers: Iterable[PaperRow]) -> list[list[object]]:
    """Rows of the search index, in the order of static/search.js."""
    return [
        [
            p.paper_id,
            day_title,
            p.title,
            p.authors,
            p.task,
            p.backbones,
            p.datasets,
            p.categories,
            p.upvotes,
            int(p.code),
            p.gpus,
            int(p.verified),
            p.slug,
            p.abstract,
            p.told,
            p.organization,
            int(p.seen),
        ]
        for p in papers
    ]


def call(function: str, *arguments: object) -> str:
    """A script that calls a function of the page with data. It cannot end the element that it stands in."""
    written = ",".join(json.dumps(a, ensure_ascii=False, separators=(",", ":")) for a in arguments)
    safe = written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{function}({safe});\n".encode("utf-8", "replace").decode("utf-8")


def shard_names(days: Sequence[DayRow]) -> dict[str, str]:
    """The search shard of each digest by its slug, newest first: `recent`, then months, then `lists`."""
    names, papers = {}, 0
    for day in reversed(days):
        names[day.slug] = RECENT if papers < RECENT_PAPERS else day.month
        papers += day.count
    return names


def manifest(days: Sequence[DayRow]) -> str:
    """The search shards, newest first, with how many papers their days list; and the pages not named as their days."""
    names, papers = shard_names(days), dict[str, int]()
    for day in reversed(days):
        papers[names[day.slug]] = papers.get(names[day.slug], 0) + day.count
    slugs = {d.title: d.slug for d in days if d.title != d.slug}
    told = {"shards": list(papers), "papers": list(papers.values()), "slugs": slugs}
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return f"window.RIBAO_MANIFEST={data};\n"


def trends_page(days: Sequence[DayRow]) -> str:
    """The charts, over every paper once."""
    papers = [row for _, row in latest_papers(days).values()]
    charts: list[Chart] = [
        _over_time(days),
        bars_chart("top_backbones", Counter(n for p in papers for n in p.backbones).most_common(TOP)),
        bars_chart("top_datasets", Counter(n for p in papers for n in p.datasets).most_common(TOP)),
        scatter_chart(
            "lr_batch",
            [Point(batch, rate, p.title) for p in papers for rate, batch in p.rate_batch],
            "batch_size",
            "learning_rate",
        ),
        bars_chart("gpus_used", _gpu_counts(papers)),
    ]
    return render("trends.html", root="", here="trends", charts=charts, papers=len(papers))


def _over_time(days: Sequence[DayRow]) -> Chart:
    dated = [d for d in days if d.dated]
    if len(dated) <= DAYS_DRAWN:
        return columns_chart("papers_a_day", "date", [(d.title, d.count) for d in dated])
    months: Counter[str] = Counter()
    for day in dated:
        months[day.month] += day.count
    return columns_chart("papers_a_month", "month", sorted(months.items()))


def _gpu_counts(papers: Iterable[PaperRow]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for paper in papers:
        if paper.gpus is not None:
            counts[next((name for most, name in GPU_STEPS if paper.gpus <= most), "> 64")] += 1
    names = [name for _, name in GPU_STEPS] + ["> 64"]
    return [(f"{name} GPU", counts[name]) for name in names if counts[name]]
