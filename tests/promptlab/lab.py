"""A fake model that does what its prompt says, and the command line of the lab beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer.testing

from pipeline.commands.prompt import app
from pipeline.config import CHECKOUT
from pipeline.promptlab.expected import ExpectedResult
from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, Fixture
from pipeline.summarise.pack import FENCED
from schemas.digest import PROSE_FIELDS
from schemas.records import PaperText
from schemas.summary import ResultFact
from tests.fake_llm import FakeLlm
from tests.places import place_of

Json = dict[str, Any]
Change = Callable[[str], str]
MODEL = "fake-model"
CHINESE = {
    "headline": "新的训练方法在主要基准上优于对比方法",
    "task": "训练语言模型完成推理任务",
    "input": "文本与图像",
    "output": "简短的答案",
    "problem": "现有方法的训练信号太稀疏，难以学到关键步骤。",
    "architecture": "方法在原有模型上加入一个轻量模块，其余部分保持不变。",
    "training": "先做监督微调，再做强化学习，各用一个数据集。",
    "inference": "推理时按常规方式逐步生成答案。",
    "results_prose": "所提方法在主要基准上优于对比方法。",
}
ENGLISH = dict.fromkeys(
    PROSE_FIELDS, "The method adds a small module to the model and trains it in two stages with rewards."
)


def put(old: str, new: str) -> Change:
    """Replace some words of a prompt."""
    return lambda text: text.replace(old, new)


# The worse prompt: what it says of hyperparameters is gone, in the whole of the single pass.
SILENT_ON_SETTINGS: dict[str, Change] = {
    "single": put("hyperparameters", "others"),
    "system": lambda text: text.replace("hyperparameters", "others") + "\n",
}
IN_ENGLISH: dict[str, Change] = {"system": lambda text: f"{text.rstrip()}\n5. Write every field in English.\n"}


def fixtures() -> dict[str, Fixture]:
    """The committed fixtures by title."""
    loaded = [Fixture.model_validate_json(path.read_bytes()) for path in sorted(COMMITTED_FIXTURES.glob("*.json"))]
    return {fixture.paper.title: fixture for fixture in loaded}


def summary_of(fixture: Fixture, asked: str) -> Json:
    """What a model that heeds its prompt returns: facts of the kinds that are asked for, in the language asked for."""
    expected, text = fixture.expected, fixture.text
    settings = expected.settings if "hyperparameters" in asked else ()
    prose = ENGLISH if "in English" in asked else CHINESE
    return prose | {
        "backbones": [{"name": b.name, "at": place_of(b.quote, text)} for b in expected.backbones],
        "datasets": [{"name": d.name, "role": d.role, "at": place_of(d.quote, text)} for d in expected.datasets],
        "hyperparameters": [
            {
                "name": s.name,
                "value": f"{s.value} {s.unit or ''}".strip(),
                "scope": s.scope,
                "at": place_of(s.quote, text),
            }
            for s in settings
        ],
        "results": [_result(r, text) for r in expected.results],
    }


def _result(result: ExpectedResult, text: PaperText) -> Json:
    fact = dict.fromkeys(ResultFact.model_fields, "")
    return (
        fact
        | {name: getattr(result, name) for name in ("benchmark", "metric", "value", "system") if name in fact}
        | {"at": place_of(result.quote, text)}
    )


def obedient(body: Json) -> Json:
    """The script of a fake model for the single pass."""
    asked = "\n".join(str(m["content"]) for m in body["messages"] if m["role"] != "assistant")
    if "程序按你写的出处核对原文" in asked:
        return {"answers": []}
    fixture = next(f for title, f in fixtures().items() if title in asked)
    return summary_of(fixture, FENCED.sub("", asked))


class Lab:
    """The command line with its own folders, and an endpoint that may be gone."""

    def __init__(self, folder: Path, url: str = "http://127.0.0.1:9/v1") -> None:
        self.folder, self.url, self.passes = folder, url, "auto"
        self.replies = folder / "replies"

    def variant(self, name: str, **changes: Change) -> str:
        """A folder with some committed prompts changed; returns its path. A change that changes nothing is a slip."""
        made = self.folder / name
        made.mkdir(exist_ok=True)
        for prompt, change in changes.items():
            text = (CHECKOUT / "prompts" / f"{prompt}.md").read_text("utf-8")
            changed = change(text)
            assert changed != text, prompt
            (made / f"{prompt}.md").write_text(changed, "utf-8")
        return str(made)

    def run(self, *arguments: str) -> typer.testing.Result:
        """`ribao prompt …` at the endpoint."""
        environment = {
            "OPENAI_BASE_URL": self.url,
            "OPENAI_API_KEY": "test",
            "RIBAO_LLM_MODEL": MODEL,
            "RIBAO_LLM_TRIES": "1",
            "RIBAO_LLM_PASSES": self.passes,
            "RIBAO_LLM_EDIT": "false",
            "RIBAO_PATHS_DATA_DIR": str(self.folder / "data"),
        }
        return typer.testing.CliRunner().invoke(app, list(arguments), env=environment)

    def eval(self, *arguments: str) -> typer.testing.Result:
        """`ribao prompt eval …` with this lab's recordings."""
        return self.run("eval", *arguments, "--replies", str(self.replies))

    def compare(self, *arguments: str) -> typer.testing.Result:
        """`ribao prompt compare …` with this lab's recordings."""
        return self.run("compare", *arguments, "--replies", str(self.replies))


def recorded_lab(folder: Path, *variants: dict[str, Change]) -> Lab:
    """A lab whose endpoint has answered for the committed prompts and has then gone."""
    lab = Lab(folder)
    paths = [lab.variant(f"variant-{i}", **changes) for i, changes in enumerate(variants)]
    with FakeLlm(obedient) as llm:
        lab.url = llm.url
        done = lab.eval("committed", *paths, "--record")
        assert done.exit_code == 0, done.output + repr(done.exception)
        assert llm.requests
    lab.url = "http://127.0.0.1:9/v1"
    return lab


def recordings(lab: Lab) -> list[Json]:
    """All recordings as JSON."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(lab.replies.rglob("*.json"))]
