"""Prompt variants: the committed prompts with some of them replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ConfigError, UsageError, did_you_mean
from pipeline.messages import _
from pipeline.summarise.passes import PROMPT_NAMES
from pipeline.summarise.prompts import Prompt, in_place, load_prompt, prompt_names, read_prompt
from schemas.records import Record

_SHOWN = frozenset({"head", "evidence"})  # what a question of the focused passes may show, one or both
# what a prompt may be given besides the variables of the committed one, and may leave out: no text of the paper
_EXTRA = {"translate": frozenset({"names", "terms"})}
COMMITTED = "committed"
VERSION_CHARS = 8


class Variant(Record):
    """A set of prompts to be judged."""

    label: str
    replaced: Mapping[str, Prompt]  # by name; empty: the committed prompts

    @property
    def version(self) -> str:
        """Short hash over all prompts of the variant: equal prompts have equal versions, wherever they are kept."""
        with in_place(self.replaced):
            versions = [f"{name}@{load_prompt(name).version}" for name in prompt_names()]
        return hashlib.sha256("\n".join(versions).encode()).hexdigest()[:VERSION_CHARS]

    @property
    def title(self) -> str:
        """Label and version, as tables show them."""
        return f"{self.label}@{self.version}"

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let the passes use these prompts."""
        with in_place(self.replaced):
            yield


def read_variant(spec: str) -> Variant:
    """The variant of a command line's word.

    "committed"; a folder whose *.md files replace the committed prompts of the same names; or NAME=FILE, several of
    them joined by commas. Raises ConfigError for a prompt that cannot be used, UsageError for a word that is none of
    these.
    """
    if spec == COMMITTED:
        for name in prompt_names():
            load_prompt(name)
        return Variant(label=COMMITTED, replaced={})
    path = Path(spec)
    if path.is_dir():
        names = prompt_names(path)
        if not names:
            raise UsageError(spec, _("holds no *.md file"), _("copy a file of prompts/ there and change it"))
        return Variant(
            label=path.name or spec, replaced={name: _replacing(name, path / f"{name}.md") for name in names}
        )
    if "=" not in spec:
        raise UsageError(
            spec, _("is no variant"), _('give "{name}", a folder of prompts, or NAME=FILE', name=COMMITTED)
        )
    replaced = {}
    for part in spec.split(","):
        name, _equals, file = part.partition("=")
        replaced[name] = _replacing(name, Path(file))
    return Variant(label="+".join(f"{n}={Path(p.partition('=')[2]).stem}" for n, p in _parts(spec)), replaced=replaced)


def _parts(spec: str) -> Iterator[tuple[str, str]]:
    for part in spec.split(","):
        yield part.partition("=")[0], part


def _replacing(name: str, path: Path) -> Prompt:
    """The prompt of a file that takes the place of the committed one, and has the same variables."""
    if name not in prompt_names():
        raise ConfigError(
            str(path), _("there is no prompt {name} to replace", name=name), did_you_mean(name, prompt_names())
        )
    prompt, given = read_prompt(name, path), _given(name)
    for variable in sorted(set(prompt.variables) - given):
        remedy = did_you_mean(variable, given) or _("it is given {names}", names=", ".join(sorted(given)) or "none")
        raise ConfigError(str(path), _("{name} is given no variable {variable}", name=name, variable=variable), remedy)
    free = _is_question(name)
    for variable in sorted(given - _extra(name) - set(prompt.variables)) if not free else []:
        raise ConfigError(
            str(path),
            _("{name} does not use {{{{{variable}}}}}", name=name, variable=variable),
            _("without it the model is not shown it"),
        )
    if free and not prompt.variables:
        raise ConfigError(
            str(path), _("{name} shows nothing of the paper", name=name), _("use {{head}} or {{evidence}}")
        )
    return prompt


def _is_question(name: str) -> bool:
    """Whether a prompt is one of the focused passes' questions, which are given both the head and the evidence."""
    variables = set(load_prompt(name).variables)
    return name in PROMPT_NAMES["focused"] and bool(variables) and variables <= _SHOWN


def _given(name: str) -> set[str]:
    """The variables that a prompt is rendered with."""
    return set(_SHOWN) if _is_question(name) else set(load_prompt(name).variables) | _extra(name)


def _extra(name: str) -> frozenset[str]:
    return _EXTRA.get(name, frozenset())


def read_variants(specs: Sequence[str]) -> tuple[Variant, ...]:
    """The variants of several words; without any, the committed prompts. Raises UsageError for two of one label."""
    variants = tuple(read_variant(spec) for spec in specs or (COMMITTED,))
    labels = [v.label for v in variants]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice:
        raise UsageError(twice, _("is given twice"), _("rename one of the folders"))
    return variants
