"""interests.toml: read, checked, and added to without losing what its owner wrote."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.errors import ConfigError, UsageError, did_you_mean, reason_of
from pipeline.interests.words import Words
from pipeline.messages import _
from pipeline.messages.foreign import in_words
from pipeline.store.artefacts import write_atomically
from schemas.interests import Interests
from schemas.records import Paper

Vote = Literal["like", "dislike"]

TEMPLATE = """\
# 你的兴趣：`ribao run` 据此排序。每一行都可以改，可以删。
# Your interests: `ribao run` ranks by them. Every line can be changed or deleted.
want = []           # 词和 "短语"，可用 AND、OR、NOT 和括号，如 'diffusion NOT video'
avoid = []          # 同上；命中的论文排在最后
authors = []        # "Kaiming He"
organizations = []  # "NVIDIA"
categories = []     # "cs.CV"
like = []           # 喜欢的论文：arXiv 编号，.bib、.ris 文件，或笔记的文件夹
dislike = []        # 不想再看的一类
"""


def load_interests(path: Path) -> Interests | None:
    """What the file says; None: there is none. Raises ConfigError for a file that cannot be used."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except OSError as e:
        raise ConfigError(
            str(path), _("cannot be read ({reason})", reason=reason_of(e)), _("check paths.interests_file")
        ) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(str(path), _("is not valid TOML: {reason}", reason=reason_of(e))) from e
    try:
        interests = Interests.model_validate(table)
    except ValidationError as e:
        first = e.errors()[0]
        key = str(first["loc"][0])
        if key not in Interests.model_fields:
            valid = _("valid are {names}", names=", ".join(Interests.model_fields))
            remedy = did_you_mean(key, Interests.model_fields, least=0.5) or valid
            raise ConfigError(str(path), _("unknown key {key}", key=key), remedy) from None
        raise ConfigError(
            str(path), f"{key}: {in_words(first['msg'])}", _('write {key} = ["…", "…"]', key=key)
        ) from None
    with Words([]) as words:
        for expression in (*interests.want, *interests.avoid):
            try:
                words.with_expression(expression)
            except UsageError as e:
                raise ConfigError(f"{path} {e.subject}", e.fact, e.remedy) from None
    return interests


def vote(path: Path, papers: Sequence[Paper], vote: Vote) -> list[Paper]:
    """Add papers to `like` or `dislike`, a line each with its title, and take them out of the other; those added.

    A file is made where there is none. All else in it stays as it is. Raises ConfigError and StoreError.
    """
    import tomlkit
    from tomlkit.items import Array

    if not path.exists():
        write_atomically(path, TEMPLATE)
    load_interests(path)  # a file that is no profile is left alone
    document = tomlkit.parse(path.read_text("utf-8"))
    wanted = document.setdefault(vote, tomlkit.array())
    other = document.get("dislike" if vote == "like" else "like")
    if not isinstance(wanted, Array):
        raise ConfigError(str(path), _("{vote} is no list", vote=vote), _("write {vote} = []", vote=vote))
    added = [paper for paper in papers if paper.paper_id not in wanted]
    for paper in added:
        if isinstance(other, Array) and paper.paper_id in other:
            other.remove(paper.paper_id)
        title = " ".join(paper.title.split())
        wanted.add_line(paper.paper_id, comment=title if title.isprintable() else None)
    if added:
        wanted.add_line(indent="")  # the bracket stands on its own line, for a comment may not swallow it
        write_atomically(path, tomlkit.dumps(document))
    return added


def add(path: Path, wanted: Mapping[Literal["want", "avoid", "categories", "like", "dislike"], Sequence[str]]) -> None:
    """Add expressions, categories and files that are not there yet. Raises ConfigError and StoreError."""
    import tomlkit

    if not path.exists():
        write_atomically(path, TEMPLATE)
    load_interests(path)
    document = tomlkit.parse(path.read_text("utf-8"))
    for key, values in wanted.items():
        there = document.setdefault(key, tomlkit.array())
        there.extend(value for value in dict.fromkeys(values) if value not in there)
    write_atomically(path, tomlkit.dumps(document))
