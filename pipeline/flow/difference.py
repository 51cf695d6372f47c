"""What differs between two checked summaries of one paper, and what caused it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.messages import _
from schemas.digest import GroundedFact, GroundedSummary


def causes(before: GroundedSummary, after: GroundedSummary) -> list[str]:
    """Which inputs changed, one line each: the paper's version, the extractor, the model, prompts."""
    lines = []
    if before.pdf_version != after.pdf_version:
        lines.append(_("paper version: {before} → {after}", before=before.pdf_version, after=after.pdf_version))
    if before.extractor != after.extractor:
        lines.append(
            _("extractor: {before} → {after}", before=before.extractor or _("not recorded"), after=after.extractor)
        )
    old, new = before.draft, after.draft
    if (old.model, old.host) != (new.model, new.host):
        models = (_("{model} at {host}", model=draft.model, host=draft.host) for draft in (old, new))
        lines.append(_("model: {both}", both=" → ".join(models)))
    versions = [dict(p.split("@", 1) for p in draft.prompts) for draft in (old, new)]
    for name in dict.fromkeys([*versions[0], *versions[1]]):
        one, two = (v.get(name, _("none")) for v in versions)
        if one != two:
            lines.append(_("prompt {name}: {before} → {after}", name=name, before=one, after=two))
    return lines


def changes(before: GroundedSummary, after: GroundedSummary) -> list[str]:
    """Which fields changed, one line each: prose, facts with their verdicts, and what is not reported."""
    lines = []
    for field in dict.fromkeys([*before.prose, *after.prose]):
        one, two = (s.prose[field].text if field in s.prose else "" for s in (before, after))
        if one != two:
            lines.append(f"{field}: {one or '-'} → {two or '-'}")
    lines += _facts(before, after)
    lines += [_("not reported - {name}", name=name) for name in before.absent if name not in after.absent]
    lines += [_("not reported + {name}", name=name) for name in after.absent if name not in before.absent]
    return lines


def _facts(before: GroundedSummary, after: GroundedSummary) -> Iterator[str]:
    old, new = _by_name(before), _by_name(after)
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield f"- {_said(key, old[key])}"
        elif key not in old:
            yield f"+ {_said(key, new[key])}"
        elif (old[key].value, old[key].verdict.holds) != (new[key].value, new[key].verdict.holds):
            yield f"{_said(key, old[key])} → {_value(new[key])}"


def _by_name(summary: GroundedSummary) -> dict[str, GroundedFact]:
    """Facts by kind, name and note; of several of one name, each has its number."""
    found: dict[str, GroundedFact] = {}
    for fact in summary.facts:
        name = " ".join(part for part in (fact.kind, fact.note, fact.name) if part)
        number = 1
        while (key := name if number == 1 else f"{name} ({number})") in found:
            number += 1
        found[key] = fact
    return found


def _said(key: str, fact: GroundedFact) -> str:
    return f"{key}: {_value(fact)}"


def _value(fact: GroundedFact) -> str:
    return (fact.value or _("named")) + ("" if fact.verdict.holds else " ⚠")


def why_spared(former: str, embedded: str) -> str:
    """Why the summary of an endpoint's model stays (see Kept.spared), and what replaces it."""
    return _(
        "the summary of {model} stays: nothing asked for the embedded model; --model {embedded} replaces it",
        model=former,
        embedded=embedded,
    )
