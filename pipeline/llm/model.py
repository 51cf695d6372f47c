"""What a stage needs of whoever answers: an endpoint, a recording, or a listener."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pipeline.config import Llm
from pipeline.llm.endpoint import ModelIdentity
from schemas.calls import Call, Message


class Model(Protocol):
    """Answers one request at a time; LlmClient is the one that asks an endpoint."""

    identity: ModelIdentity
    settings: Llm

    @property
    def window(self) -> int | None:
        """Tokens of a prompt that it was found to read, where that is less than its identity says; None: all."""

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None = None,
    ) -> Call:
        """The reply to `messages` in JSON of `schema`, `max_tokens` long at most; `prompt` names it in records.

        `plain` is the same schema without patterns and lengths, for an endpoint that refuses those; None: there is no
        other. What is wrong with a reply is in the Call. Raises ModelUnavailable when there is none.
        """
