"""Prompts as versioned files: TOML front matter between +++ lines, then the text with {{variables}}."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError
from schemas.records import Record

_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{.{0,40}")  # what is left of them after the variables is a slip
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
        known = (other.stem for other in sorted(folder.glob("*.md")))
        raise ConfigError(str(path), "no such prompt", _did_you_mean(name, known)) from e
    except UnicodeDecodeError as e:
        raise ConfigError(str(path), "is not UTF-8", "save it as UTF-8") from e
    match = _FILE.match(content)
    if match is None:
        raise ConfigError(str(path), "no front matter", "begin it with +++, TOML, +++")
    try:
        front = FrontMatter.model_validate(tomllib.loads(match[1]))
    except tomllib.TOMLDecodeError as e:
        raise ConfigError(str(path), f"bad front matter: {e}") from e
    except ValidationError as e:
        first = min(e.errors(), key=lambda error: error["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise ConfigError(str(path), f"unknown key {key}", _did_you_mean(key, FrontMatter.model_fields)) from None
        raise ConfigError(str(path), f"bad front matter: {key}: {first['msg']}") from None
    _check_variables(path, set(front.variables), match[2])
    version = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Prompt(
        name=name, description=front.description, variables=front.variables, text=match[2].strip(), version=version
    )


def _check_variables(path: Path, declared: set[str], text: str) -> None:
    used = set(_VARIABLE.findall(text))
    stray = _BRACES.search(_VARIABLE.sub("", text))
    if stray:
        raise ConfigError(str(path), f"{stray[0]} is no variable", "write {{name}} in small letters")
    for name in sorted(used - declared):
        raise ConfigError(str(path), f"variable {name} is used but not declared", _did_you_mean(name, declared))
    for name in sorted(declared - used):
        raise ConfigError(str(path), f"variable {name} is declared but not used", _did_you_mean(name, used))


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else ""
