"""Writes what a newcomer answers to three questions into config.toml and interests.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from pipeline.config import CHECKOUT, Config, Llm, config_path, load_config
from pipeline.errors import BadPaperId, UsageError, Warn
from pipeline.flow.learn import learn
from pipeline.interests.profile import add
from pipeline.interests.words import Words
from pipeline.messages import _, as_called
from pipeline.messages.foreign import in_words
from pipeline.paper_id import parse_paper_id
from pipeline.sources.gate import arxiv_gate
from pipeline.store.artefacts import write_atomically
from schemas.records import Record

EMBEDDED = "embedded"
PROVIDERS = {  # the address and the model of those whom docs/endpoints.md names first
    "dashscope": ("https://dashscope.aliyuncs.com/compatible-mode/v1", "qwen-plus"),
    "deepseek": ("https://api.deepseek.com/v1", "deepseek-flash"),
    "openai": ("https://api.openai.com/v1", "gpt-5-mini"),
}
SENDS = ("none", "mail", "push")
_KEY = re.compile(r"sk-\S*|[\w-]{24,}")  # a key, given where a name is asked for
_ARCHIVES = (
    "astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|nlin|nucl-(?:ex|th)|physics|q-bio|q-fin"
)
_UNWANTED = re.compile(r"\A(?:-(?=\S)|NOT\s+)")
_LETTER = re.compile(r"[^\W\d_]")
_CATEGORY = re.compile(rf"(?:{_ARCHIVES}|quant-ph|stat)(?:\.[A-Za-z]{{2,4}}(?:-[a-z]{{2,4}})?)?")


class Answers(Record):
    """What was answered, or given as options."""

    source: str = EMBEDDED  # of summaries: a name of PROVIDERS, EMBEDDED, or an address; a model's name may follow
    interests: str = ""  # words, categories and ids of papers, with commas between them
    sends: tuple[str, ...] = ()  # of SENDS


def endpoint_of(source: str) -> tuple[str, str]:
    """Address and model; "" and "" for the embedded model. Raises UsageError, which never repeats what may be a key."""
    name, _blank, model = source.strip().partition(" ")
    if name.lower() == EMBEDDED:
        return "", ""
    known = PROVIDERS.get(name.lower())
    if known is None and "://" not in name:
        names = ", ".join((EMBEDDED, *PROVIDERS))
        if _KEY.fullmatch(name):
            fact = _("is asked for by name; a key belongs into the environment alone")
            raise UsageError(_("the model"), fact, "export OPENAI_API_KEY=…")
        raise UsageError(
            name, _("is no endpoint"), _("write one of {names}, or its address and the model", names=names)
        )
    url, usual = known or (name, "")
    model = model.strip() or usual
    if not model:
        raise UsageError(_("the endpoint"), _("no model is named for it"), _("write its name behind the address"))
    try:
        Llm(base_url=url, model=model)
    except ValidationError as e:
        raise UsageError(
            _("the endpoint"), in_words(e.errors()[0]["msg"]), _("write its address and the model")
        ) from None
    return url, model


def source_now(path: Path | None, environ: Mapping[str, str]) -> str:
    """Who writes by the configuration that is there, as `endpoint_of` reads it. Raises UsageError or ConfigError."""
    target = config_path(path, environ)
    llm = load_config(target, environ).llm if target.exists() else Llm()
    return f"{llm.base_url} {llm.model}" if llm.base_url and llm.model else EMBEDDED


def write_config(path: Path | None, source: str, environ: Mapping[str, str]) -> Path:
    """Write the endpoint into the configuration, all else of which stays; its path. A named file is made.

    Raises UsageError or ConfigError before anything is written.
    """
    import tomlkit

    url, model = endpoint_of(source)
    target = config_path(path, environ)
    if target.exists():
        load_config(target, environ)  # one that cannot be used is left alone
    document = tomlkit.parse(target.read_text("utf-8") if target.exists() else "")
    if "llm" not in document:
        document["llm"] = tomlkit.table()
    document["llm"]["base_url"], document["llm"]["model"] = url, model
    write_atomically(target, tomlkit.dumps(document))
    return target


def write_interests(answer: str, config: Config, warn: Warn) -> list[str]:
    """Add what is wanted to interests.toml; what was added, a line each. Raises UsageError for a word that is none."""
    told = sorted_out(answer)
    if told.want or told.avoid or told.categories:
        add(config.paths.interests_file, {"want": told.want, "avoid": told.avoid, "categories": told.categories})
    learned = learn(told.ids, False, config, arxiv_gate(config), warn)[:-1] if told.ids else []
    return [*told.want, *(f"-{word}" for word in told.avoid), *told.categories, *learned]


class Told(NamedTuple):
    """What somebody wants to read: expressions, those that are not wanted, categories and ids of papers."""

    want: list[str]
    avoid: list[str]
    categories: list[str]
    ids: list[str]


def sorted_out(answer: str) -> Told:
    """The parts of an answer; one behind a minus or NOT is not wanted. Raises UsageError for one without a word."""
    told = Told([], [], [], [])
    for part in filter(None, map(str.strip, re.split(r"[,，、;；\n]", answer))):
        with suppress(BadPaperId):
            told.ids.append(parse_paper_id(part)[0])
            continue
        if _CATEGORY.fullmatch(part):
            told.categories.append(part)
            continue
        word = _UNWANTED.sub("", part)
        if not _LETTER.search(word):
            raise UsageError(
                part[:80], _("is no word, no category and no paper"), _("write it as: lora, cs.CL, 2412.06769")
            )
        with Words([]) as words:
            words.with_expression(word)
        (told.want if word == part else told.avoid).append(word)
    return told


def checked_sends(answer: str) -> tuple[str, ...]:
    """The ways of delivery of an answer. Raises UsageError."""
    named = tuple(dict.fromkeys(re.findall(r"[^\s,，、]+", answer.lower())))
    for name in named:
        if name not in SENDS:
            raise UsageError(name[:40], _("is no way of delivery"), _("valid are {names}", names=", ".join(SENDS)))
    return tuple(name for name in named if name != "none")


def notes(answers: Answers, path: Path, environ: Mapping[str, str]) -> list[str]:
    """What is still to be done by hand, since keys and addresses stand in the environment alone."""
    url, _model = endpoint_of(answers.source)
    lines = []
    if url and not environ.get("OPENAI_API_KEY"):
        lines.append("export OPENAI_API_KEY=…")
    if not url and environ.get("OPENAI_API_KEY"):
        lines.append(_("unset OPENAI_API_KEY: with it, OpenAI is asked instead of the embedded model"))
    if environ.get("OPENAI_BASE_URL") and environ["OPENAI_BASE_URL"] != url:
        lines.append(_("unset OPENAI_BASE_URL: it goes before {path}", path=path))
    if "mail" in answers.sends and not environ.get("SMTP_URL"):
        lines += ["export SMTP_URL=smtps://user:password@host", "export MAIL_FROM=you@example.org"]
    if "push" in answers.sends and not environ.get("PUSH_URLS"):
        lines.append(_("export PUSH_URLS='feishu://TOKEN'    # addresses as Apprise writes them: docs/push.md"))
    return lines


def next_commands(sends: Sequence[str], path: Path) -> list[str]:
    """What to run now."""
    found = (CHECKOUT / "config.toml", Path.cwd() / "config.toml")  # without being named
    named = "" if path.resolve() in found else f" --config {path}"
    commands = [f"ribao run --date yesterday --top 3{named}", f"ribao site serve{named}"]
    commands += [f"ribao mail --to you@example.org{named}"] if "mail" in sends else []
    commands += [f"ribao push{named}"] if "push" in sends else []
    return [as_called(command) for command in commands]
