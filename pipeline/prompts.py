"""Prompts as versioned files: TOML front matter between +++ lines, then the text with {{variables}}."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError
from schemas.records import Record

_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_FILE = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


class FrontMatter(Record):
    description: str
    variables: tuple[str, ...] = ()


class Prompt(Record):
    """One prompt file. `version` is the short hash of its content."""

    name: str
    description: str
    variables: tuple[str, ...]
    text: str
    version: str

    def render(self, **values: str) -> str:
        """The text with every variable filled in; a missing or surplus value is a bug, hence KeyError."""
        if set(values) != set(self.variables):
            raise KeyError(f"{self.name} takes {self.variables}, not {tuple(values)}")
        return _VARIABLE.sub(lambda m: values[m[1]], self.text).strip()


def load_prompt(name: str, folder: Path = CHECKOUT / "prompts") -> Prompt:
    """Read prompts/<name>.md.

    Raises ConfigError for a missing file, bad front matter, or variables that are not just those declared.
    """
    path = folder / f"{name}.md"
    try:
        content = path.read_text("utf-8")
    except OSError as e:
        raise ConfigError(str(path), "no such prompt") from e
    match = _FILE.match(content)
    if match is None:
        raise ConfigError(str(path), "no front matter", "begin it with +++, TOML, +++")
    try:
        front = FrontMatter.model_validate(tomllib.loads(match[1]))
    except (tomllib.TOMLDecodeError, ValidationError) as e:
        raise ConfigError(str(path), f"bad front matter: {e}") from e
    used = set(_VARIABLE.findall(match[2]))
    for name_used in sorted(used ^ set(front.variables)):
        near = difflib.get_close_matches(name_used, [*front.variables, *used - {name_used}], n=1)
        fact = "is used but not declared" if name_used in used else "is declared but not used"
        raise ConfigError(str(path), f"variable {name_used} {fact}", f"did you mean {near[0]}?" if near else "")
    version = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Prompt(
        name=name, description=front.description, variables=front.variables, text=match[2].strip(), version=version
    )
