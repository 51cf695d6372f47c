"""Has the first questions of a backlog answered in batches; the walk that follows finds the replies kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import StoreError, Warn, reason_of
from pipeline.flow.budget import Stop
from pipeline.flow.kept import EXTRACT, STAGES, SUMMARISE, Found
from pipeline.flow.stages import Stages
from pipeline.flow.walk import Event, Outcome, walk
from pipeline.llm.provider import Provider
from pipeline.messages import _
from pipeline.store.artefacts import Store, check_no_links, open_own, record_json, write_atomically
from pipeline.store.plain import read_plain
from pipeline.summarise.questions import Question
from pipeline.summarise.single import batch_questions
from schemas.calls import Call, Message, ResponseFormat, Usage
from schemas.records import Paper, PaperText, Record

if TYPE_CHECKING:  # openai takes most of a second to import
    from pipeline.llm.batch import Answer, BatchApi, State
    from pipeline.llm.client import LlmClient

_LOG = logging.getLogger("ribao")
BEFORE_THE_MODEL = STAGES[: STAGES.index(SUMMARISE)]
FROM_THE_MODEL = STAGES[STAGES.index(SUMMARISE) :]
MAX_REQUESTS = 50_000  # of one batch: https://developers.openai.com/api/docs/guides/batch
MAX_BYTES = 50_000_000  # of its file: a quarter of what OpenAI takes, since the SDK holds all of it in memory
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 300.0  # between two looks at a batch, doubled each time
STEP_S = 0.2  # how soon Ctrl-C is noticed
NAME = "%Y%m%dT%H%M%S.%fZ"  # of a batch's files
_NAMES = "[0-9]" * 8 + "T" + "[0-9]" * 6 + ".*Z"  # what others have put there is left alone


class Pending(Record):
    """A batch under way: all that is needed to record its replies. It holds no secret."""

    host: str
    model: str
    input_file_id: str
    batch_id: str | None = None  # None: about to be made
    prompt: str
    json_schema: dict[str, Any]
    rung: ResponseFormat
    papers: dict[str, str]  # paper id by the key of its call


class _Spool:
    """Requests on their way to a file."""

    def __init__(self, path: Path, question: Question, rung: ResponseFormat) -> None:
        self.path, self.question, self.rung = path, question, rung
        self.papers: dict[str, str] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file: BinaryIO = open_own(path, "wb")

    def full(self) -> bool:
        return len(self.papers) >= MAX_REQUESTS or self.file.tell() >= MAX_BYTES


class Batches:
    """The batches of one data directory and one endpoint."""

    def __init__(self, config: Config, store: Store, provider: Provider, stop: Stop, warn: Warn) -> None:
        self.config, self.store, self.provider, self.stop, self.warn = config, store, provider, stop, warn
        self.folder = batches_folder(config)
        check_no_links(self.folder / NAME, config.paths.data_dir)
        self.model = provider.identity
        self._spools: list[_Spool] = []
        self._lock = asyncio.Lock()
        self._tried = False
        for left in self.folder.glob(f"{_NAMES}.jsonl"):  # by a run that was killed before anything was sent
            if not left.with_suffix(".json").exists():
                left.unlink()
        self._waiting = {key for _, pending in self.pending() for key in pending.papers}

    def pending(self) -> list[tuple[Path, Pending]]:
        """The batches under way at this endpoint and model. Raises StoreError for one that cannot be read."""
        found = [(path, read_pending(path)) for path in pending_files(self.config)]
        return [(at, p) for at, p in found if (p.host, p.model) == (self.model.host, self.model.model)]

    def kept(self, paper_id: str, key: str) -> bool:
        """Whether a reply is here that the run will take."""
        call = self.store.load(paper_id, "call", key, Call)
        return call is not None and call.outcome in ("ok", "length")

    async def add(self, paper: Paper, text: PaperText) -> None:
        """Put the paper's questions into a batch, but those whose reply is kept or waited for.

        Raises ModelError, StoreError.

        Of an endpoint of which nothing is known, the first is asked at once: what it refuses would be refused a
        thousand times in a batch.
        """
        for question in await asyncio.to_thread(batch_questions, paper, text, self.model, self.config.llm):
            await self._add(paper, question)

    async def _add(self, paper: Paper, question: Question) -> None:
        key = question.key(self.model, self.config.llm.temperature)
        async with self._lock:
            if self.stop.asked or key in self._waiting or self.kept(paper.paper_id, key):
                return
            client = await self.provider.client()
            if not (self._tried or client.known):
                self._tried = True
                asked = (question.prompt, question.messages, question.json_schema, question.reply_tokens)
                self.store.replace(paper.paper_id, "call", key, await client.complete(*asked))
                return
            self._write(paper.paper_id, key, question, client)

    def _write(self, paper_id: str, key: str, question: Question, client: LlmClient) -> None:
        from pipeline.llm.batch import request_line

        body, rung = client.batch_body(question.prompt, question.messages, question.json_schema, question.reply_tokens)
        try:
            if not self._spools or self._spools[-1].full():
                name = dt.datetime.now(dt.UTC).strftime(NAME)
                self._spools.append(_Spool(self.folder / f"{name}.jsonl", question, rung))
            self._spools[-1].file.write(request_line(key, body))
        except OSError as e:
            raise StoreError(
                str(self.folder), _("cannot be written ({reason})", reason=reason_of(e)), _("check the disk")
            ) from e
        self._spools[-1].papers[key] = paper_id
        self._waiting.add(key)

    async def settle(self) -> None:
        """Send what was put in, wait for every batch, and keep the replies. After Ctrl-C, at once, all is resumable.

        Raises ModelUnavailable; what was submitted by then is found again by the next run.
        """
        for spool in self._spools:
            spool.file.close()
        if self.stop.asked:
            for spool in self._spools:
                spool.path.unlink()
            return
        if not self._spools and not self.pending():
            return
        from pipeline.llm.batch import BatchApi

        client = await self.provider.client()
        api = BatchApi(client)
        for at, pending in self.pending():
            if pending.batch_id is None:  # killed while it was being made: it may be there
                await self._create(api, at, pending, await api.find(pending.input_file_id))
        for spool in self._spools:
            await self._submit(api, spool)
        await self._wait(api, client)

    async def _submit(self, api: BatchApi, spool: _Spool) -> None:
        pending = Pending(
            host=self.model.host,
            model=self.model.model,
            input_file_id=await api.upload(spool.path),
            prompt=spool.question.prompt,
            json_schema=spool.question.json_schema,
            rung=spool.rung,
            papers=spool.papers,
        )
        at = spool.path.with_suffix(".json")
        write_atomically(at, record_json(pending))
        await self._create(api, at, pending, None)

    async def _create(self, api: BatchApi, at: Path, pending: Pending, found: str | None) -> None:
        batch_id = found or await api.create(pending.input_file_id)
        write_atomically(at, record_json(pending.model_copy(update={"batch_id": batch_id})))
        self.warn(
            _(
                "batch {batch}: {count} papers are sent; after Ctrl-C the same command goes on waiting",
                batch=batch_id,
                count=len(pending.papers),
            )
        )

    async def _wait(self, api: BatchApi, client: LlmClient) -> None:
        open_, said, wait_s = self.pending(), dict[str, str](), FIRST_WAIT_S
        while open_ and not self.stop.asked:
            for at, pending in list(open_):
                assert pending.batch_id is not None
                state = await api.look(pending.batch_id)
                words = (
                    f"{state.status} {state.done + state.failed}/{state.total}"
                    if state
                    else _("cannot be asked for just now")
                )
                if said.get(pending.batch_id) != words:
                    said[pending.batch_id] = words
                    self.warn(_("batch {batch}: {words}", batch=pending.batch_id, words=words))
                if state is not None and _over(state):
                    await self._collect(api, client, at, pending, state)
                    open_.remove((at, pending))
            if open_:
                await self._sleep(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _sleep(self, seconds: float) -> None:
        end_s = asyncio.get_running_loop().time() + seconds
        while not self.stop.asked and (left_s := end_s - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(min(STEP_S, left_s))

    async def _collect(self, api: BatchApi, client: LlmClient, at: Path, pending: Pending, state: State) -> None:
        """Keep every usable reply. The files go last: a run that is killed here does the same again."""
        requests, got, reasons = _Requests(at.with_suffix(".jsonl")), set[str](), Counter[str]()
        usage = Usage()
        async for answer in api.answers(state):
            usage += answer.reply.usage if answer.reply else answer.usage
            paper_id = pending.papers.get(answer.custom_id)
            if answer.reply is None or paper_id is None:
                reasons[answer.error or _("an answer to no question of ours")] += 1
                continue
            got.add(answer.custom_id)
            if not self.kept(paper_id, answer.custom_id):
                call = _call(client, pending, requests.body(answer.custom_id), answer)
                await asyncio.to_thread(self.store.replace, paper_id, "call", answer.custom_id, call)
        requests.close()
        self.provider.batched += usage
        left = len(pending.papers) - len(got)
        why = _("; ").join(
            [state.error] * bool(state.error) + [f"{n} × {reason}" for reason, n in reasons.most_common(3)]
        )
        rest = _("; the other {count} papers are asked one by one, at the full price", count=left) if left else ""
        told = _(
            "batch {batch} ended ({status}): {count} replies",
            batch=pending.batch_id,
            status=state.status,
            count=len(got),
        )
        self.warn(told + rest + (f" ({why})" if left and why else ""))
        at.unlink()
        at.with_suffix(".jsonl").unlink()


class _Requests:
    """The bodies of a file of requests by key, read one at a time."""

    def __init__(self, path: Path) -> None:
        self._file, self._at = path.open("rb"), dict[str, int]()
        while True:
            at = self._file.tell()
            line = self._file.readline()
            if not line:
                break
            self._at[json.loads(line)["custom_id"]] = at

    def body(self, key: str) -> dict[str, Any]:
        """The body that was sent."""
        self._file.seek(self._at[key])
        body: dict[str, Any] = json.loads(self._file.readline())["body"]
        return body

    def close(self) -> None:
        """Close the file."""
        self._file.close()


async def ask_in_batches(
    papers: AsyncIterator[Paper],
    stages: Stages,
    in_flight: int,
    on_event: Event,
    on_outcome: Callable[[Outcome], Awaitable[None]],
    batches: Batches,
) -> list[Outcome]:
    """Bring every paper up to its question and have them answered; the outcomes of those that are to go on.

    `on_outcome` is given those of the others, which failed. Raises ModelUnavailable, or StoreError where a question
    cannot be put in.
    """
    ready: list[Outcome] = []

    async def over(outcome: Outcome) -> None:
        if outcome.failure is not None:
            await on_outcome(outcome)
            return
        ready.append(outcome.model_copy(update={"summary": None}))  # there may be thousands
        found = Found(stages.kept, outcome.paper)
        try:
            if await asyncio.to_thread(found.to_do, SUMMARISE):
                await batches.add(outcome.paper, await asyncio.to_thread(found.record, EXTRACT))
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the walk that follows asks by itself, and tells what is wrong
            _LOG.debug("%s is left to the walk that follows", outcome.paper.paper_id, exc_info=True)

    await walk(papers, stages, in_flight, on_event, over, BEFORE_THE_MODEL)
    await batches.settle()
    return ready


def batches_folder(config: Config) -> Path:
    """Where the batches under way are kept."""
    return config.paths.data_dir / "batches"


def pending_files(config: Config) -> list[Path]:
    """The files of the batches under way, of every endpoint; the oldest first."""
    return sorted(batches_folder(config).glob(f"{_NAMES}.json"))


def read_pending(path: Path) -> Pending:
    """A batch under way. Raises StoreError for a file that cannot be read, since it may have been paid for."""
    try:
        return Pending.model_validate_json(read_plain(path))
    except (OSError, ValidationError) as e:
        raise StoreError(
            str(path), _("is no batch that this version can read"), _("finish it with that version")
        ) from e


def _over(state: State) -> bool:
    from pipeline.llm.batch import OVER

    return state.status in OVER


def _call(client: LlmClient, pending: Pending, body: dict[str, Any], answer: Answer) -> Call:
    from pipeline.llm.client import Sent  # it imports openai

    assert answer.reply is not None
    messages = tuple(Message.model_validate(m) for m in body["messages"])
    sent = Sent(pending.prompt, messages, pending.json_schema, body)
    return client.recorded(sent, answer.reply, pending.rung, client.batch_cost(answer.reply.usage))
