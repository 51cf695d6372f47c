"""ribao interests: what you want to read, learned and explained."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config
    from schemas.interests import Interests

app = typer.Typer(help=_("What you want to read, learned and explained."), no_args_is_help=True)


@app.command("show", help=_("Print the interests, and the papers that are liked and disliked by their titles."))
def interests_show(config: ConfigPath = None) -> None:
    from pipeline.flow.in_order import taste_of
    from pipeline.sources.gate import arxiv_gate

    cfg = config_of(config)
    interests = _interests(cfg)
    taste = taste_of(interests, cfg, arxiv_gate(cfg), _warn)
    print(cfg.paths.interests_file)  # noqa: T201 - the product
    for key in ("want", "avoid", "authors", "organizations", "categories"):
        if values := getattr(interests, key):
            print(f"{key}: {', '.join(values)}")  # noqa: T201 - the product
    for key, papers in (("like", taste.liked), ("dislike", taste.disliked)):
        for paper in papers:
            print(f"{key}: {paper.paper_id}  {paper.title}")  # noqa: T201 - the product


@app.command("learn", help=_("Add papers to interests.toml as liked, a line each; delete the line to take it back."))
def interests_learn(
    sources: Annotated[
        list[str], typer.Argument(help=_("arXiv ids, the file of votes from the site, zotero: or zotero:COLLECTION."))
    ],
    dislike: Annotated[bool, typer.Option("--dislike", help=_("Ids of a kind that is not wanted."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.learn import learn
    from pipeline.sources.gate import arxiv_gate

    cfg = config_of(config)
    for line in learn(sources, dislike, cfg, arxiv_gate(cfg), _warn):
        print(line)  # noqa: T201 - the product


@app.command(
    "why",
    help=_("Say why a paper stands where it does: what speaks for it, its score, and its place in its last list."),
)
def interests_why(
    paper_id: Annotated[str, typer.Argument(help=_("A paper of a kept list."), metavar="ID")], config: ConfigPath = None
) -> None:
    from pipeline.flow.learn import why

    for line in why(paper_id, config_of(config), _warn):
        print(line)  # noqa: T201 - the product


def _interests(config: Config) -> Interests:
    from pipeline.errors import ConfigError
    from pipeline.interests.profile import load_interests

    interests = load_interests(config.paths.interests_file)
    if interests is None:
        raise ConfigError(
            str(config.paths.interests_file), _("there is none"), _("begin with ribao interests learn ID")
        )
    return interests


def _warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")
