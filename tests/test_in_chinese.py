"""No command prints an English sentence to a reader of Chinese: help, results, progress and what can go wrong."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli import app
from tests.cli_day import KEY, PAPERS, ROOT, facts, right, settings_of
from tests.fake_batch import FakeBatch
from tests.papers import sample_paper
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer

FIRST, SECOND, THIRD = PAPERS
SAMPLE = ROOT / "tests" / "fixtures" / "sample"
# in their order: a later one finds what an earlier one has made
COMMANDS = [
    "init --yes --config own.toml --from 'http://127.0.0.1:9/v1 m' --interests 'lora, cs.CL' --send mail,push",
    "init --yes --config own.toml --from nix",
    "init --yes --config own.toml --from sk-nix --send fax",
    "init --yes --config own.toml --send fax",
    "init --config own.toml --no-test",
    "doctor",
    "doctor --config bad.toml",
    "status",
    f"status {SAMPLE_DATE}",
    "export",
    f"run --date {SAMPLE_DATE} --plan",
    f"run --date {SAMPLE_DATE}",
    f"run --date {SAMPLE_DATE} --redo summarise --max-paper-tokens 1",
    f"run --date {SAMPLE_DATE} --plan --batch",
    f"run --date {SAMPLE_DATE} --batch --redo summarise",
    "run --date 2999-01-01",
    "run --date nix",
    "run --from 2025-01-02 --to 2025-01-01",
    "run --ids nix.txt",
    "run --ids nix.txt --date today",
    "run --where nix=1",
    "run --where upvotes=nix",
    "run --top 0",
    "run --top nix",
    "run --redo nix",
    "run --engine nix",
    "run --config nix.toml",
    "run --config bad.toml",
    "run --nix",
    "run --date",
    "status",
    f"status {SAMPLE_DATE}",
    f"paper {FIRST} --redo summarise",
    f"paper {FIRST} --history",
    "paper 9999.99999",
    "paper nix.pdf",
    "paper",
    "paper paper.pdf --no-save",
    "verify",
    "verify --mend",
    "gc",
    "interests show",
    f"interests learn {FIRST}",
    f"interests learn {FIRST}",
    f"interests learn {THIRD} --dislike",
    "interests show",
    f"interests why {SECOND}",
    "interests why 2401.00001",
    "interests learn nix",
    "interests learn claims.json",
    "interests",
    f"extract {FIRST} --format receipt",
    "extract nix.pdf",
    f"check claims.json {FIRST} --all",
    f"check bad.json {FIRST}",
    f"check list.json {FIRST}",
    f"check nix.json {FIRST}",
    "site build",
    "site build",
    "facts export --out facts.csv",
    "facts query 'SELECT value, paper FROM facts LIMIT 1'",
    "mail --html mail.html",
    "mail --to a@example.org",
    "mail",
    "push",
    "export --format ris --out day.ris",
    "export --format epub",
    "export --date 2001-01-01",
    "notes notes",
    "zotero",
    "notion --parent nix",
    "notion",
    "prompt list",
    "prompt show phrase",
    "prompt show nix",
    f"prompt render phrase --paper {FIRST}",
    f"prompt render nix --paper {FIRST}",
    "prompt render phrase --paper nix",
    "prompt eval",
    "prompt eval --only nix",
    "prompt eval --paper nix",
    "prompt compare committed committed",
    "prompt compare committed translate=own/translate.md",
    f"prompt diff committed translate=own/translate.md --paper {FIRST}",
    "prompt fixture add paper.pdf --fixtures own",
    "prompt fixture from-report {}",
    "models list",
    "models verify",
    "models pull nix",
    "models nix",
    "nix",
    "",
]
NOT_RUN = {"site serve": "runs until Ctrl-C"}
NAMES = re.compile(
    r"ribao(?: [a-z-]+)+|pip install|https?://\S+|\S*[/=_@]\S*|--?[a-z-]+|'[^']*'|`[^`]*`|\b(?:in|not) [\w.]+ json"
)
SENTENCE = re.compile(r"(?<![\w-])[A-Za-z]?[a-z]+(?: [a-z]{2,})+")


def papers_words() -> str:
    """All that the papers themselves say, in which a title or a quote is found."""
    day = SampleDay.load()
    texts = [block.text for name in PAPERS.values() for block in sample_paper(name).blocks]
    return " ".join([*texts, json.dumps(day.days), json.dumps(day.arxiv), *map(json.dumps, map(facts, PAPERS))]).lower()


def english(text: str, papers: str) -> list[str]:
    """The English sentences of an output: words after one another that are neither names nor a paper's."""
    found = (m[0] for line in text.splitlines() for m in SENTENCE.finditer(NAMES.sub("·", line)))
    return [f for f in found if f.lower() not in papers]


def leaves(command: Any, words: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group, by the words that lead to it."""
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, f"{words} {name}".strip())


ALL = dict(leaves(typer.main.get_command(app)))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command line, and each command's --help, prints in Chinese."""
    home = tmp_path_factory.mktemp("reader")
    (home / "own").mkdir()
    (home / "own" / "translate.md").write_text((ROOT / "prompts" / "translate.md").read_text("utf-8"), "utf-8")
    (home / "claims.json").write_text(
        '[{"id": "1", "value": "1e-6", "name": "learning rate"}, {"id": "2", "value": "3e-3", "name": "learning rate"}]'
    )
    (home / "bad.json").write_text("[1,")
    (home / "list.json").write_text('[{"id": 1}]')
    (home / "bad.toml").write_text("[llm]\nmodel\n")
    shutil.copy(SAMPLE / "pdf" / f"{FIRST}v1.pdf", home / "paper.pdf")
    with SampleServer() as server, FakeBatch(right) as llm:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_", "LC_"))}
        environ |= settings_of(home, server, paths_site_dir=home / "site", lang="zh")
        environ |= {"PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8", "COLUMNS": "100"}
        lines = [shlex.split(words) for words in COMMANDS] + [[*words.split(), "--help"] for words in ALL]
        asked = {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
        lab = dict.fromkeys(asked, "")  # its recordings are of the embedded model
        done = subprocess.run(
            [sys.executable, "-m", "tests.base_install", "--extras"],
            input="".join(json.dumps((lab if w[:1] == ["prompt"] else asked, w)) + "\n" for w in lines),
            capture_output=True,
            text=True,
            cwd=home,
            env=environ,
            check=True,
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        f"{number} ribao {' '.join(words)}": stdout + stderr
        for number, (words, (_code, stdout, stderr)) in enumerate(zip(lines, answers, strict=True))
    }


def test_no_command_says_an_english_sentence(said: dict[str, str]) -> None:
    papers = papers_words()
    assert {line: found for line, text in said.items() if (found := english(text, papers))} == {}


def test_no_command_ends_in_a_traceback(said: dict[str, str]) -> None:
    assert [line for line, text in said.items() if "Traceback" in text] == []


def test_every_command_is_among_those_that_are_run() -> None:
    run = {words for words in ALL if any(f"{line} ".startswith(f"{words} ") for line in COMMANDS)}
    assert set(ALL) - run == set(NOT_RUN)


def test_an_english_sentence_would_be_found() -> None:
    assert english("ribao: nix: cannot be read", "") == ["cannot be read"]
    assert english("run `ribao prompt eval` or ribao run --date yesterday", "") == []
    assert english("which assigns one advantage to every token", "it assigns one advantage to every token") == [
        "which assigns one advantage to every token"
    ]


WRONG_SETTINGS = {
    "RIBAO_LLM_TRIES": ["x", "0", "1.5"],
    "RIBAO_LLM_TEMPERATURE": ["hot", "3", "-1"],
    "RIBAO_LLM_TIMEOUT_S": ["0", "inf"],
    "RIBAO_LLM_PASSES": ["both"],
    "RIBAO_LLM_STREAM": ["perhaps"],
    "RIBAO_LLM_BASE_URL": ["nowhere"],
    "RIBAO_EXTRACT_MAX_PAGES": ["1001"],
    "RIBAO_EXTRACT_OCR_LANGUAGE": ["!"],
    "RIBAO_PRICES_MODELS": ["[", "3", '[{"model": 1}]', '[{"nix": 1}]', '[{"model": "m", "host": "h", "input": "x"}]'],
    "RIBAO_SITE_PRESETS": ["[]", '{"A B": "x"}'],
    "RIBAO_NIX": ["1"],
}
WRONG_TOML = [
    "[llm",
    "[llm]\nmodel",
    "[llm]\nmodel = ",
    "a = [1",
    'a = "x',
    "[a]\n[a]",
    "= 1",
    "a = 1 b = 2",
    "[nix]\n",
]


def test_what_is_wrong_with_a_setting_is_told_in_chinese(tmp_path: Path) -> None:
    program = (
        "import json, sys; from pathlib import Path; from pipeline.config import load_config\n"
        "from pipeline.errors import ConfigError\n"
        "for text, environ in json.load(sys.stdin):\n"
        "    Path('config.toml').write_text(text)\n"
        "    try:\n        print(load_config(Path('config.toml'), environ))\n"
        "    except ConfigError as e:\n        print(e)\n"
    )
    asked = [("", {name: value}) for name, values in WRONG_SETTINGS.items() for value in values]
    asked += [(text, {}) for text in WRONG_TOML]
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(asked),
        env={**os.environ, "RIBAO_LANG": "zh", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout.splitlines()
    assert len(told) == len(asked)
    assert [line for line in told if english(line, "") or not re.search(r"[\u4e00-\u9fff]{3}", line)] == []
