"""Records a model's replies, one readable file each, and plays them back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import JsonValue, ValidationError

from pipeline.config import Llm
from pipeline.errors import PipelineError, UsageError
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.model import Model
from pipeline.messages import _
from pipeline.store.artefacts import content_key, record_json, write_atomically
from schemas.calls import Call, Message, Usage
from schemas.records import Record

Mode = Literal["replay", "record", "live"]


class RecordingMissing(PipelineError):
    """A reply was to be played back that was never recorded."""


class Recording(Record):
    """One reply with the whole request: its key is the hash of what it holds."""

    key: str
    model: str
    temperature: float
    max_tokens: int
    response_schema: dict[str, JsonValue]
    messages: tuple[Message, ...]  # as asked; those of the call are as sent
    call: Call


def request_key(
    messages: Sequence[Message], schema: dict[str, Any], model: str, temperature: float, max_tokens: int
) -> str:
    """The hash of all that decides a reply: messages, schema, model and sampling."""
    return content_key([m.model_dump() for m in messages], schema, model, temperature, max_tokens)


class Replies:
    """The recordings below one folder: <model>/<paper>/<prompt>.<key>.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[Path] = set()

    def path(self, model: str, paper_id: str, prompt: str, key: str) -> Path:
        """Where a recording is, or would be."""
        parts = (re.sub(r"[^\w.+-]+", "_", part) for part in (model, paper_id))
        return self.folder.joinpath(*parts) / f"{re.sub(r'[^a-z0-9-]+', '_', prompt)}.{key}.json"

    def load(self, path: Path) -> Recording | None:
        """The recording; None: there is none. Raises UsageError for a file that is none."""
        try:
            recording = Recording.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as e:
            raise UsageError(str(path), _("is no recording"), _("remove it and record it again")) from e
        self.used.add(path)
        return recording

    def save(self, path: Path, recording: Recording) -> None:
        """Write it atomically: a run that dies has all replies up to there."""
        write_atomically(path, record_json(recording) + "\n")
        self.used.add(path)

    def unused(self, models: Sequence[str]) -> tuple[Path, ...]:
        """Recordings of `models` that nothing has asked for."""
        folders = [self.path(model, "x", "x", "x").parent.parent for model in models]
        return tuple(path for folder in folders for path in sorted(folder.glob("*/*.json")) if path not in self.used)


class Asked(Record):
    """One request of a summary and its reply."""

    prompt: str
    response_schema: dict[str, JsonValue]
    call: Call


class LabClient:
    """A Model for one paper: plays replies back, records them, or asks without a record."""

    window: int | None = None  # what was recorded was read whole

    def __init__(
        self,
        paper_id: str,
        identity: ModelIdentity,
        settings: Llm,
        replies: Replies,
        mode: Mode,
        live: Callable[[], Awaitable[Model]],
        only: str | None = None,
    ) -> None:
        """`live` gives the real client; it is called only when a reply has to be asked for.

        `only` names the one prompt that is asked; the others get empty replies, which nothing counts.
        """
        self.paper_id, self.identity, self.settings = paper_id, identity, settings
        self.replies, self.mode, self.live, self.only = replies, mode, live, only
        self.asked: list[Asked] = []
        self.missing: list[str] = []

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None = None,
    ) -> Call:
        """As Model.complete. Raises RecordingMissing where a reply is to be played back and is not there."""
        if self.only and prompt.partition("-")[0] != self.only:  # translate-problem, overview-repair
            model = self.identity.model
            return Call(
                prompt=prompt, messages=(), model=model, response_format="json_schema", outcome="empty", text=""
            )
        call = await self._reply(prompt, messages, schema, max_tokens, plain)
        self.asked.append(Asked(prompt=prompt, response_schema=schema, call=call))
        return call

    async def _reply(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None,
    ) -> Call:
        if self.mode == "live":
            return await (await self.live()).complete(prompt, messages, schema, max_tokens, plain)
        model, temperature = self.identity.model, self.settings.temperature
        key = request_key(messages, schema, model, temperature, max_tokens)
        path = self.replies.path(model, self.paper_id, prompt, key)
        kept = self.replies.load(path)
        if kept is not None:
            return kept.call
        if self.mode == "replay":
            self.missing.append(path.name)
            raise RecordingMissing(
                f"{self.paper_id}, {prompt}",
                _("no recorded reply of {model} ({name})", model=model, name=path.name),
                _("record it with `ribao prompt eval --record` and the same arguments"),
            )
        call = await (await self.live()).complete(prompt, messages, schema, max_tokens, plain)
        recording = Recording(
            key=key,
            model=model,
            temperature=temperature,
            max_tokens=max_tokens,
            response_schema=schema,
            messages=tuple(messages),
            call=call,
        )
        self.replies.save(path, recording)
        return call

    @property
    def usage(self) -> Usage:
        """Of all replies, as they cost when they were asked."""
        return sum((asked.call.usage for asked in self.asked), Usage())


class NothingKept:
    """A CallStore without a memory: the lab's recordings are the only one."""

    def find(self, key: str) -> Call | None:  # noqa: ARG002 - the protocol's signature
        """None."""
        return None

    def keep(self, key: str, call: Call) -> None:
        """Nothing."""
