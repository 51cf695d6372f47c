"""What people are told, in English or Chinese: the sources are English, locale/ holds the Chinese."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Mapping, Sequence
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
    spoken = [b for a, b in pairwise(words) if a == LANG_OPTION]
    spoken += [word.partition("=")[2] for word in words if word.startswith(f"{LANG_OPTION}=")]
    spoken += [environ[name] for name in _VARIABLES if environ.get(name)]
    name = spoken[0].partition(".")[0].lower() if spoken else "c"
    return "zh" if name.startswith("zh") or name in NO_LANGUAGE else "en"


LANGUAGE = language_of(sys.argv[1:], os.environ)  # of this process: help texts are made while modules are imported
_CATALOGUE = gettext.translation(DOMAIN, LOCALES, [LOCALE_NAMES[LANGUAGE]], fallback=True)


def _(message: str, /, **values: object) -> str:
    """The message in the reader's language, with `values` in its named places."""
    text = _CATALOGUE.gettext(message) if message else ""
    return text.format(**values) if values else text


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Marks a message for the catalogue where it is not yet to be said."""
    return message


def pass_on() -> None:
    """Let the processes that this one starts, and typer's own words, speak the same language."""
    os.environ[LANG_VARIABLE] = LANGUAGE
    os.environ["LANGUAGE"] = LOCALE_NAMES[LANGUAGE]
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
