"""Prompts as versioned files: TOML front matter between +++ lines, then the text with {{variables}}."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from pydantic import ConfigDict, Field, ValidationError

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError, did_you_mean, reason_of
from pipeline.messages import _
from pipeline.messages.foreign import in_words
from schemas import summary
from schemas.records import Record

PROMPTS = CHECKOUT / "prompts"
SCHEMAS = tuple(
    name
    for name, kind in vars(summary).items()
    if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record
)

_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{.{0,40}")  # what is left of them after the variables is a slip
_TURN = "\n---\n"  # between the turns of a prompt that shows examples: question, answer, ..., the question itself
_FILE = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


class FrontMatter(Record):
    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    description: str
    variables: tuple[str, ...] = ()
    schema_name: str | None = Field(None, alias="schema")  # None: it asks for no answer of its own
    hints: str = ""  # for which models it was written, for people


class Prompt(Record):
    """One prompt file. `version` is the short hash of its content."""

    name: str
    description: str
    variables: tuple[str, ...]
    schema_name: str | None = None  # a class of schemas.summary; None: it asks for no answer of its own
    hints: str = ""
    text: str
    version: str

    def render(self, **values: str) -> str:
        """The text with every variable filled in; a missing or surplus value is a bug, hence KeyError."""
        return self.turns(**values)[-1]

    def turns(self, **values: str) -> tuple[str, ...]:
        """Example questions and their answers in turns, then the question with every variable filled in, as render."""
        if set(values) != set(self.variables):
            raise KeyError(f"{self.name} takes {self.variables}, not {tuple(values)}")
        *shown, last = self.text.split(_TURN)
        return (*shown, _VARIABLE.sub(lambda m: values[m[1]], last).strip())


# The prompts that take the place of committed ones while one variant is tried; context-local, so that two variants can
# be asked side by side, and the passes need not hand a folder through to every function that renders a prompt.
_IN_PLACE: ContextVar[Mapping[str, Prompt]] = ContextVar("prompts in place", default=MappingProxyType({}))


@contextmanager
def in_place(prompts: Mapping[str, Prompt]) -> Iterator[None]:
    """Let load_prompt give `prompts` instead of the committed ones of the same names."""
    token = _IN_PLACE.set(prompts)
    try:
        yield
    finally:
        _IN_PLACE.reset(token)


def prompt_names(folder: Path = PROMPTS) -> tuple[str, ...]:
    """The names of a folder's prompts, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.md")))


def load_prompt(name: str, folder: Path = PROMPTS) -> Prompt:
    """The prompt of that name: the one in place, or prompts/<name>.md.

    Raises ConfigError for a missing file, bad front matter, or variables that are not just those declared.
    """
    if folder == PROMPTS and name in _IN_PLACE.get():
        return _IN_PLACE.get()[name]
    path = folder / f"{name}.md"
    if not path.is_file():
        raise ConfigError(str(path), _("no such prompt"), did_you_mean(name, prompt_names(folder)))
    return read_prompt(name, path)


def read_prompt(name: str, path: Path) -> Prompt:
    """The prompt `name` as a file holds it. Raises ConfigError as load_prompt does."""
    try:
        content = path.read_text("utf-8")
    except OSError as e:
        raise ConfigError(str(path), _("cannot be read ({reason})", reason=reason_of(e))) from e
    except UnicodeDecodeError as e:
        raise ConfigError(str(path), _("is not UTF-8"), _("save it as UTF-8")) from e
    match = _FILE.match(content)
    if match is None:
        raise ConfigError(str(path), _("no front matter"), _("begin it with +++, TOML, +++"))
    try:
        front = FrontMatter.model_validate(tomllib.loads(match[1]))
    except tomllib.TOMLDecodeError as e:
        raise ConfigError(str(path), _("bad front matter: {reason}", reason=reason_of(e))) from e
    except ValidationError as e:
        first = min(e.errors(), key=lambda error: error["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = (field.alias or name for name, field in FrontMatter.model_fields.items())
            raise ConfigError(str(path), _("unknown key {key}", key=key), did_you_mean(key, known)) from None
        raise ConfigError(
            str(path), _("bad front matter: {key}: {message}", key=key, message=in_words(first["msg"]))
        ) from None
    if front.schema_name is not None and front.schema_name not in SCHEMAS:
        remedy = did_you_mean(front.schema_name, SCHEMAS)
        raise ConfigError(
            str(path), _("schemas/summary.py has no {schema_name}", schema_name=front.schema_name), remedy
        )
    _check_variables(path, set(front.variables), match[2])
    version = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Prompt(
        name=name,
        description=front.description,
        variables=front.variables,
        schema_name=front.schema_name,
        hints=front.hints,
        text=match[2].strip(),
        version=version,
    )


def _check_variables(path: Path, declared: set[str], text: str) -> None:
    used = set(_VARIABLE.findall(text))
    stray = _BRACES.search(_VARIABLE.sub("", text))
    if stray:
        raise ConfigError(str(path), _("{stray} is no variable", stray=stray[0]), _("write {{name}} in small letters"))
    for name in sorted(used - declared):
        raise ConfigError(
            str(path), _("variable {name} is used but not declared", name=name), did_you_mean(name, declared)
        )
    for name in sorted(declared - used):
        raise ConfigError(str(path), _("variable {name} is declared but not used", name=name), did_you_mean(name, used))
