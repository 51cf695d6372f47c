"""Turns the gold's annotated facts into claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from schemas.grounding import AbsenceKind, Fact

# Grounding was developed on these; every other paper of the gold directory is held out.
DEVELOPED_ON = frozenset(
    {"2010.11929v2", "2412.06769v3", "2501.10120v1", "2503.20783v2", "2504.13837v5", "2505.16782v2"}
)

_NOT_REPORTED: dict[str, AbsenceKind] = {
    "learning rate": "learning rate",
    "batch size": "batch size",
    "optimizer": "optimizer",
    "epochs/steps": "epochs or steps",
    "epochs": "epochs or steps",
    "steps": "epochs or steps",
    "hardware": "GPUs",
    "gpus": "GPUs",
    "training time": "hours",
    "schedule": "schedule",
    "learning rate schedule": "schedule",
}


class Claim(NamedTuple):
    """A true fact of a paper."""

    fact: Fact
    unit: str | None
    page: int
    section: str  # which list of the gold it is from


class Gold(NamedTuple):
    """What is known of one paper."""

    paper_id: str
    claims: tuple[Claim, ...]
    reported: tuple[AbsenceKind, ...]
    not_reported: tuple[AbsenceKind, ...]


def load(path: Path) -> Gold:
    """The gold file of one paper."""
    data = json.loads(path.read_text(encoding="utf-8"))
    claims: list[Claim] = []
    for section in ("backbones", "datasets", "hyperparameters", "hardware", "results"):
        for item in data[section]:
            claims.append(_claim(f"{data['id']}-{len(claims)}", section, item))
    reported = {kind for claim in claims if (kind := _kind_of(claim)) is not None}
    not_reported = [_NOT_REPORTED[n] for n in data["not_reported"] if n in _NOT_REPORTED]
    return Gold(data["id"], tuple(claims), tuple(sorted(reported)), tuple(not_reported))


def _claim(claim_id: str, section: str, item: dict[str, Any]) -> Claim:
    unit = item.get("unit")
    if section == "backbones":
        fact = Fact(id=claim_id, name="backbone", value=item["name"], quote=item["quote"])
    elif section == "datasets":
        fact = Fact(id=claim_id, name="dataset", value=item["name"], quote=item["quote"], context=item["role"])
    elif section == "results":
        context = f"{item['benchmark']}, {item['system']}"
        fact = Fact(id=claim_id, name=item["metric"], value=item["value"], quote=item["quote"], context=context)
    else:
        fact = Fact(id=claim_id, name=item["name"], value=item["value"], quote=item["quote"], context=item.get("scope"))
    return Claim(fact, unit, item["page"], section)


def _kind_of(claim: Claim) -> AbsenceKind | None:
    """Which question of absent() the fact answers; None: none."""
    name, value = (claim.fact.name or "").lower(), claim.fact.value.lower()
    if claim.section == "hardware":
        if any(word in name for word in ("time", "hour", "compute")) and any(w in value for w in ("hour", "day")):
            return "hours"
        return "GPUs" if any(word in value for word in ("a100", "h100", "h800", "v100", "gpu", "tpu")) else None
    if claim.section != "hyperparameters":
        return None
    if "schedul" in name:
        return "schedule"
    for word, kind in (("learning rate", "learning rate"), ("batch size", "batch size"), ("optimizer", "optimizer")):
        if name in (word, f"peak {word}", f"base {word}", f"training {word}") or name.endswith(" " + word):
            return _NOT_REPORTED[kind]
    return "epochs or steps" if name in ("epochs", "training steps", "total epochs", "steps") else None
