"""The search page's filters in Python, for the feeds of presets."""

from __future__ import annotations

from urllib.parse import parse_qs

from pipeline.errors import ConfigError
from pipeline.messages import _
from pipeline.publish.site.rows import PaperRow
from schemas.records import Record

RESERVED = ("atom", "feed")


class Filter(Record):
    """What the search page's form holds; the same rules as static/search.js."""

    q: str = ""  # every word, in title, task, abstract, problem, method, settings or results
    author: str = ""
    backbone: str = ""
    dataset: str = ""
    task: str = ""
    category: str = ""
    gpus: int | None = None  # at most so many; None: any
    code: bool = False
    verified: bool = False

    def matches(self, row: PaperRow) -> bool:
        """Whether the search page would show the paper."""
        low = f"{row.title} {row.task} {row.paper_id} {row.abstract}\n{row.told}".lower() if self.q else ""
        return (
            (row.code or not self.code)
            and (row.verified or not self.verified)
            and (self.gpus is None or (row.gpus is not None and row.gpus <= self.gpus))
            and _has(row.authors, self.author)
            and _has(row.backbones, self.backbone)
            and _has(row.datasets, self.dataset)
            and _has((row.task,), self.task)
            and _has(row.categories, self.category)
            and all(word in low for word in self.q.lower().split())
        )


def _has(values: tuple[str, ...], wanted: str) -> bool:
    return wanted.strip().lower() in "\n".join(values).lower()


def parse_filter(name: str, address: str) -> Filter:
    """A preset from what the search page writes behind "#". Raises ConfigError for a key that it does not have."""
    if name in RESERVED:
        raise ConfigError(f"site.presets.{name}", _("is the name of another feed"), _("choose another name"))
    fields = {key: values[-1] for key, values in parse_qs(address.lstrip("#"), keep_blank_values=True).items()}
    unknown = sorted(set(fields) - set(Filter.model_fields))
    if unknown:
        remedy = _("valid are {names}", names=", ".join(Filter.model_fields))
        raise ConfigError(f"site.presets.{name}", _("unknown filter {unknown}", unknown=unknown[0]), remedy)
    gpus = fields.pop("gpus", "").strip()
    if gpus and not (gpus.isascii() and gpus.isdigit() and int(gpus) > 0):
        raise ConfigError(
            f"site.presets.{name}", _("gpus={gpus} is no number", gpus=gpus), _("write a whole number from 1")
        )
    switches = {key: key in fields for key in ("code", "verified")}
    words = {key: value for key, value in fields.items() if key not in switches}
    return Filter(**words, **switches, gpus=int(gpus) if gpus else None)
