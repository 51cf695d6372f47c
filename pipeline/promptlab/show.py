"""What exactly is sent for a paper, part by part, with token counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.config import Llm
from pipeline.errors import PipelineError, UsageError
from pipeline.llm.endpoint import ModelIdentity
from pipeline.messages import _
from pipeline.messages.width import padded, width_of
from pipeline.promptlab.fixtures import Fixture
from pipeline.promptlab.recordings import NothingKept
from pipeline.promptlab.variants import Variant
from pipeline.summarise.pack import FENCED
from pipeline.summarise.passes import summarise
from pipeline.summarise.prompts import Prompt, load_prompt, prompt_names
from pipeline.words.tokens import count_tokens as tokens
from schemas.calls import Call, Message
from schemas.records import Record


def listing(variant: Variant) -> str:
    """One line a prompt: name, version, tokens, schema, description."""
    with variant.used():
        prompts = [load_prompt(name) for name in prompt_names()]
    rows = [(p.name, p.version, str(tokens(p.text)), p.schema_name or "–", _(p.description)) for p in prompts]
    rows.insert(0, (_("prompt"), _("version"), "tokens", _("schema"), _("description")))
    widths = [max(width_of(row[i]) for row in rows) for i in range(4)]
    return "\n".join("  ".join([*(padded(c, w) for c, w in zip(row, widths, strict=False)), row[4]]) for row in rows)


def card(prompt: Prompt) -> str:
    """One prompt whole, with what is known of it."""
    about = [
        f"{prompt.name}@{prompt.version}: {_(prompt.description)}",
        _("variables: {names}", names=", ".join(prompt.variables) or _("none")),
        _("schema: {name}", name=prompt.schema_name or _("none of its own")),
        *([_("hints: {hints}", hints=prompt.hints)] if prompt.hints else []),
        _("tokens: about {count}, variables not counted", count=tokens(prompt.text)),
    ]
    return "\n".join([*about, "", prompt.text])


class Rendered(Record):
    """One request as it would be sent."""

    prompt: str
    messages: tuple[Message, ...]
    response_schema: dict[str, Any]
    max_tokens: int


class _Listener:
    """Stands in for a model: notes what it is asked, and gives no answer."""

    window: int | None = None  # it reads all

    def __init__(self, identity: ModelIdentity, settings: Llm) -> None:
        self.identity, self.settings = identity, settings
        self.heard: list[Rendered] = []

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None = None,  # noqa: ARG002 - the protocol's signature
    ) -> Call:
        """Note the request; the empty reply leads to the next pass."""
        self.heard.append(
            Rendered(prompt=prompt, messages=tuple(messages), response_schema=schema, max_tokens=max_tokens)
        )
        return Call(
            prompt=prompt,
            messages=tuple(messages),
            model=self.identity.model,
            response_format="json_schema",
            outcome="empty",
            text="",
        )


async def rendered(fixture: Fixture, variant: Variant, identity: ModelIdentity, settings: Llm) -> tuple[Rendered, ...]:
    """Every first request for a paper, in order; re-asks depend on the answers and are left out."""
    listener = _Listener(identity, settings)
    with variant.used():
        try:
            await summarise(fixture.paper, fixture.text, listener, NothingKept())
        except PipelineError:
            if not listener.heard:
                raise
    return tuple(r for r in listener.heard if not r.prompt.endswith("-repair"))


def of_prompt(requests: Sequence[Rendered], name: str, paper_id: str) -> tuple[Rendered, ...]:
    """The requests of one prompt. Raises UsageError where this paper and model are not asked it."""
    found = tuple(r for r in requests if r.prompt == name or r.prompt.startswith(f"{name}-"))  # translate-problem
    if not found:
        asked = ", ".join(dict.fromkeys(r.prompt.partition("-")[0] for r in requests))
        raise UsageError(
            name,
            _("is not asked for {paper_id} with this model", paper_id=paper_id),
            _("asked are: {asked}", asked=asked),
        )
    return found


def as_sent(request: Rendered) -> str:
    """The messages with a heading and a token count for each part; the paper's text is a part of its own."""
    lines: list[str] = [f"══ {request.prompt}"]
    total = 0
    for message in request.messages:
        for title, part in _parts(message):
            count = tokens(part)
            total += count
            said = _("{part}: about {count} tokens, {length} characters", part=title, count=count, length=len(part))
            lines += [f"── {said}", part, ""]
    schema_tokens = tokens(str(request.response_schema))
    lines.append(
        "── "
        + _(
            "in all about {total} tokens; the reply may have {most}; "
            "the schema has about {schema}, which a grammar does not count",
            total=total,
            most=request.max_tokens,
            schema=schema_tokens,
        )
    )
    return "\n".join(lines)


def _parts(message: Message) -> list[tuple[str, str]]:
    pieces, at = list[tuple[str, str]](), 0
    for fenced in FENCED.finditer(message.content):
        pieces += [(_("instructions"), message.content[at : fenced.start()].strip()), (_("paper"), fenced[0])]
        at = fenced.end()
    pieces.append((_("instructions"), message.content[at:].strip()))
    return [(f"{message.role}, {name}", part) for name, part in pieces if part]
