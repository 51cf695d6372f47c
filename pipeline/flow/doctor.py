"""Tries all that a run and its delivery need: model, window, weights, sources, disk, interests, mail and push."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

import httpx2

from pipeline.config import Config
from pipeline.errors import ListError, PipelineError, StoreError, UsageError, reason_of
from pipeline.interests.profile import load_interests
from pipeline.llm.catalogue import find_weights
from pipeline.llm.provider import Provider
from pipeline.messages import N_, _
from pipeline.publish import mail, push, smtp
from pipeline.sources.gate import arxiv_gate
from pipeline.sources.http import RetryableAnswerError, reach, remedy_for
from pipeline.store.artefacts import try_folder
from schemas.records import Record

State = Literal["good", "unused", "doubtful", "wrong"]
TIMEOUT_S = 10.0  # for one source
SCARCE_MB, LITTLE_MB = 200, 2000  # free disk: a day's PDFs and texts take 100 to 300 MB
KNOWN_PAPER = "1706.03762"  # to be asked for: it will not go away


class Finding(Record):
    """What was found of one need."""

    what: str  # its name, in the reader's language
    state: State
    said: str
    remedy: str = ""
    code: int = 0  # the exit code of a run that meets it


class Found(NamedTuple):
    """What a check says; what is wrong is raised."""

    said: str
    state: State = "good"
    remedy: str = ""


def examine(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """One finding after another, as soon as it is known. Nothing is sent, and nothing that costs is asked."""
    for name, check in CHECKS.items():
        try:
            found = check(config, environ)
        except PipelineError as e:
            said = e.subject + _(": ") + e.fact
            yield Finding(what=_(name), state="wrong", said=said, remedy=e.remedy, code=e.exit_code)
        else:
            yield Finding(what=_(name), state=found.state, said=found.said, remedy=found.remedy)


def _model(config: Config, _environ: Mapping[str, str]) -> Found:
    provider = Provider(config)
    provider.check()
    model = provider.identity
    if model.embedded:
        return Found(_("{model}, embedded: no key is set", model=model.model))
    started = time.monotonic()
    doubt = asyncio.run(_tried(provider))
    where = {"model": model.model, "host": model.host}
    if doubt:
        return Found(_("{model} @ {host}: ", **where) + doubt, "doubtful", _("try again later"))
    return Found(_("{model} @ {host}: answers in {seconds:.1f} s", **where, seconds=time.monotonic() - started))


async def _tried(provider: Provider) -> str:
    try:
        return await provider.try_endpoint()
    finally:
        await provider.close()


def _window(config: Config, _environ: Mapping[str, str]) -> Found:
    provider = Provider(config)
    model = provider.identity
    ours = model.context_tokens
    window = asyncio.run(_window_of(provider))
    if window is not None and window < ours:
        raise PipelineError(
            "llm.context_tokens",
            _("is {ours:,} tokens, but {host} reads {window:,}", ours=ours, host=model.host, window=window),
            _("set llm.context_tokens = {window}, or RIBAO_LLM_CONTEXT_TOKENS", window=window),
        )
    known = _("as the endpoint says") if window is not None else _("as the configuration says")
    return Found(
        _("{ours:,} tokens, {known}", ours=ours, known=_("of the embedded model") if model.embedded else known)
    )


async def _window_of(provider: Provider) -> int | None:
    try:
        return await provider.window()
    finally:
        await provider.close()


def _weights(config: Config, _environ: Mapping[str, str]) -> Found:
    provider = Provider(config)
    if not provider.identity.embedded:
        return Found(_("not needed: an endpoint answers"), "unused")
    known = find_weights(config.local.model)
    if known is None:
        provider.check()
        return Found(config.local.model)
    path = config.paths.models_dir / known.file
    if path.is_file() and path.stat().st_size == known.size_bytes:
        return Found(str(path))
    said = _("{model} is not here yet: {size:,.0f} MB", model=known.name, size=known.size_bytes / 1e6)
    return Found(said, "doubtful", _("ribao models pull, or the first run fetches it"))


def _huggingface(config: Config, _environ: Mapping[str, str]) -> Found:
    url = config.sources.huggingface_url
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    _reached(
        f"{url}/api/daily_papers?date={yesterday}&limit=1",
        url,
        config,
        _("set HF_ENDPOINT to a mirror, see {page}", page="docs/mainland.md"),
    )
    return Found(url)


def _arxiv(config: Config, _environ: Mapping[str, str]) -> Found:
    url = config.sources.arxiv_api_url
    with arxiv_gate(config).request():
        _reached(f"{url}?id_list={KNOWN_PAPER}&max_results=1", url, config, _("try again later"))
    if not config.download.contact:
        return Found(_("{url}; it asks who you are", url=url), "doubtful", _("put your address into download.contact"))
    return Found(url)


def _reached(address: str, shown: str, config: Config, remedy: str) -> None:
    """Raises ListError."""
    try:
        reach(address, config.download.contact, min(config.sources.timeout_s, TIMEOUT_S))
    except (RetryableAnswerError, httpx2.HTTPError, httpx2.InvalidURL) as e:
        reason = reason_of(e)
        raise ListError(shown, _("cannot be reached ({reason})", reason=reason), remedy_for(reason, remedy)) from None


def _disk(config: Config, _environ: Mapping[str, str]) -> Found:
    try_folder(config.paths.digests_dir, "paths.digests_dir")
    folder = try_folder(config.paths.data_dir, "paths.data_dir")
    free_mb = shutil.disk_usage(folder).free / 1e6
    said = _("{folder}: {free:,.0f} MB free", folder=folder, free=free_mb)
    remedy = _("make room, or set paths.data_dir to another disk")
    if free_mb < SCARCE_MB:
        raise StoreError(str(folder), _("{free:,.0f} MB free", free=free_mb), remedy)
    return Found(said, "doubtful", remedy) if free_mb < LITTLE_MB else Found(said)


def _interests(config: Config, _environ: Mapping[str, str]) -> Found:
    path = config.paths.interests_file
    if load_interests(path) is None:
        return Found(_("none: papers come by upvotes"), "unused", _("ribao init asks for them"))
    weights = config.paths.embedding_file
    if not weights.exists():
        said = _("{path} is not there: words alone rank", path=weights)
        return Found(said, "doubtful", _("check paths.embedding_file"))
    return Found(str(path) if weights.is_dir() else f"{path}, {weights.name}")


def _mail(_config: Config, environ: Mapping[str, str]) -> Found:
    if not environ.get(smtp.URL_VARIABLE):
        return Found(_("{variable} is not set", variable=smtp.URL_VARIABLE), "unused")
    server = smtp.server_of(environ)
    smtp.try_server(server)
    if not environ.get(mail.FROM_VARIABLE) and "@" not in server.user:
        raise UsageError(mail.FROM_VARIABLE, _("is not set"), _("set it to the address that the mail comes from"))
    return Found(_("{host}:{port} lets us in; nothing was sent", host=server.host, port=server.port))


def _push(_config: Config, environ: Mapping[str, str]) -> Found:
    if not environ.get(push.URLS_VARIABLE):
        return Found(_("{variable} is not set", variable=push.URLS_VARIABLE), "unused")
    names = ", ".join(channel.name for channel in push.channels_of(environ))
    return Found(_("{names}: well written; nothing was sent", names=names))


CHECKS: dict[str, Callable[[Config, Mapping[str, str]], Found]] = {
    N_("model"): _model,
    N_("window"): _window,
    N_("weights"): _weights,
    N_("Hugging Face"): _huggingface,
    N_("arXiv"): _arxiv,
    N_("disk"): _disk,
    N_("interests"): _interests,
    N_("mail"): _mail,
    N_("push"): _push,
}
