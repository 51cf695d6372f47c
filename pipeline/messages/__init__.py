"""What people are told, in English or Chinese: the sources are English, locale/ holds the Chinese."""

from __future__ import annotations

import gettext
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

DOMAIN = "ribao"
LOCALES = Path(__file__).with_name("locale")
LANG_OPTION = "--lang"
LANG_VARIABLE = "RIBAO_LANG"
NO_LANGUAGE = ("c", "posix")
LOCALE_NAMES = {"zh": "zh_CN", "en": "en"}
_VARIABLES = (LANG_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")  # the last three in the order of setlocale(3)


def language_of(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """Of "zh" and "en", what --lang says among the words of a command line, else the first variable that is set.

    Chinese, the readers' language, where none is set, or that one names no language, as in cron and containers.
    """
    spoken = [name for name in asked_for(words) if name in LOCALE_NAMES]
    spoken += [environ[name] for name in _VARIABLES if environ.get(name)]
    name = spoken[0].partition(".")[0].lower() if spoken else "c"
    return "zh" if name.startswith("zh") or name in NO_LANGUAGE else "en"


def asked_for(words: Sequence[str]) -> list[str]:
    """What --lang says among the words of a command line."""
    spoken = [b for a, b in pairwise(words) if a == LANG_OPTION]
    return spoken + [word.partition("=")[2] for word in words if word.startswith(f"{LANG_OPTION}=")]


LANGUAGE = language_of(sys.argv[1:], os.environ)  # of this process: help texts are made while modules are imported


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [LOCALE_NAMES[language]], fallback=True)


def called(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """How this command was called, so that what is told to be run can be pasted: .venv/bin/ribao, or ribao on PATH."""
    path = Path(argv[0]) if argv else Path()
    folders = environ.get("PATH", "").split(os.pathsep)
    if path.name != DOMAIN or len(path.parts) == 1 or str(path.parent) in folders:
        return DOMAIN
    return shlex.quote(str(path))


CALLED = called(sys.argv, os.environ)
_COMMANDS = (
    "run|paper|status|init|doctor|verify|gc|interests|extract|check|site|facts|mail|push|export|notes|zotero|notion|"
    "prompt|models"
)
_COMMAND_RE = re.compile(rf"(?<![\w/.-])ribao (?=(?:{_COMMANDS})\b)")


def as_called(text: str) -> str:
    """A text whose commands are as this process was called."""
    return text if CALLED == DOMAIN or "ribao " not in text else _COMMAND_RE.sub(lambda _m: f"{CALLED} ", text)


class Said(str):
    """A message in the reader's language that can be said in the other one, too."""

    source: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, message: str, values: Mapping[str, object], language: str) -> Said:
        """The message in a language, with `values` in its named places, those that are messages in that language."""
        text = as_called(_catalogue(language).gettext(message)) if message else ""
        said = cls(text.format(**{name: said_in(language, v) for name, v in values.items()}) if values else text)
        said.source, said.values = message, values
        return said


def said_in(language: str, text: object) -> object:
    """A message in that language; anything else as it is."""
    return Said.of(text.source, text.values, language) if isinstance(text, Said) else text


def _(message: str, /, **values: object) -> str:
    """The message in the reader's language, with `values` in its named places: a Said."""
    return Said.of(message, values, LANGUAGE)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Marks a message for the catalogue where it is not yet to be said."""
    return message


def pass_on() -> None:
    """Let the processes that this one starts, and typer's own words, speak the same language."""
    os.environ[LANG_VARIABLE] = LANGUAGE
    os.environ["LANGUAGE"] = LOCALE_NAMES[LANGUAGE]
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
