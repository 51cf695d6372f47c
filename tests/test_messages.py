"""The messages to people: all of them are in the catalogue, and all of those are in Chinese."""

from __future__ import annotations

import ast
import functools
import gettext
import io
import pickle
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS
from pipeline.errors import DownloadError, PipelineError
from pipeline.messages import _, as_called, called, language_of
from schemas.records import Failure
from tests.catalogue import PO, compiled, extracted, translated, updated

PIPELINE = Path(__file__).parent.parent / "pipeline"
SOURCES = {path.relative_to(PIPELINE): ast.parse(path.read_text("utf-8")) for path in sorted(PIPELINE.rglob("*.py"))}


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.Call) and name_of(n.func) in names)


@pytest.mark.parametrize(
    ("words", "environ", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C"}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ([], {"RIBAO_LANG": "zh", "LC_ALL": "C"}, "zh"),
        (["run", "--lang", "en"], {"RIBAO_LANG": "zh"}, "en"),
        (["--lang=zh", "run"], {}, "zh"),
        (["run", "--lang"], {"LANG": "zh_TW"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_option_or_of_the_environment(
    words: list[str], environ: dict[str, str], language: str
) -> None:
    assert language_of(words, environ) == language


def test_the_catalogue_is_up_to_date() -> None:
    assert PO.read_text("utf-8") == updated(translated()), "make messages"


def test_every_message_is_in_chinese() -> None:
    entries = [m for m in translated() if m.id]
    assert [m.id for m in entries if not m.string] == []
    assert [m.id for m in entries if m.fuzzy] == []
    assert list(translated().obsolete) == []


def fields(text: str) -> set[tuple[str | None, str | None, str | None]]:
    return {(name, spec, conversion) for _text, name, spec, conversion in string.Formatter().parse(text) if name}


def test_the_chinese_has_the_same_places_as_the_english() -> None:
    assert [m.id for m in translated() if m.id and fields(str(m.id)) != fields(str(m.string))] == []


def test_gettext_reads_what_is_compiled() -> None:
    catalog = translated()
    read = gettext.GNUTranslations(io.BytesIO(compiled(catalog)))
    assert {m.id: read.gettext(str(m.id)) for m in catalog if m.id} == {m.id: m.string for m in catalog if m.id}


def test_every_call_is_seen_by_the_extraction() -> None:
    """Which takes literals alone, and none within an f-string."""
    known = {m.id for m in extracted()}
    written = {
        call.args[0].value
        for tree in SOURCES.values()
        for call in calls(tree, "_", "N_")
        if isinstance(call.args[0], ast.Constant)
    }
    assert written - known == set()


def literal(node: ast.expr | None) -> bool:
    """Whether words for people are written there: two that are no command line, or a Chinese character."""
    if isinstance(node, ast.JoinedStr):
        return any(literal(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return literal(node.left) or literal(node.right)
    if isinstance(node, ast.IfExp):
        return literal(node.body) or literal(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(map(literal, node.values))
    if isinstance(node, ast.Tuple | ast.List):
        return any(map(literal, node.elts))
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(r"^(?!ribao |--).*[a-z]{2,} [a-z]|[\u4e00-\u9fff]", node.value))
    )


@functools.cache
def error_names() -> set[str]:
    """PipelineError and what is made from it, in any module."""
    bases = {
        node.name: [name_of(base) for base in node.bases]
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"PipelineError"}
    while more := {name for name, of in bases.items() if found & set(of)} - found:
        found |= more
    return found


def told(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given to those who speak to people."""
    for call in calls(
        tree, *error_names(), "warn", "_warn", "on_warn", "line", "BadParameter", "print", "write", "echo"
    ):
        yield from call.args
    for call in calls(tree, "Option", "Argument", "Typer", "command", "callback"):
        yield from (keyword.value for keyword in call.keywords if keyword.arg in ("help", "epilog", "short_help"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) in ("fact", "remedy", "reason"):
            yield node.value


def test_nothing_is_said_past_the_catalogue() -> None:
    past = [
        f"{path}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path, tree in SOURCES.items()
        for node in told(tree)
        if literal(node)
    ]
    assert past == []


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["ribao"], "ribao"), (["/usr/bin/ribao"], "ribao"), ([".venv/bin/ribao"], ".venv/bin/ribao"),
        (["/home/me/my ribao/.venv/bin/ribao"], "'/home/me/my ribao/.venv/bin/ribao'"), (["pytest"], "ribao"),
        ([], "ribao"),
    ],
)  # fmt: skip
def test_commands_are_told_as_the_program_was_called(argv: list[str], told: str) -> None:
    assert called(argv, {"PATH": "/bin:/usr/bin"}) == told


@pytest.mark.parametrize("words", [["--lang", "fr", "status"], ["status", "--lang=fr"]])
def test_a_language_that_is_not_there_is_one_line(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline.cli", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "ribao: --lang fr: there are zh and en\n")


def test_a_command_of_a_message_is_as_it_was_called_and_other_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.messages.CALLED", ".venv/bin/ribao")
    assert as_called("make it with ribao run") == "make it with .venv/bin/ribao run"
    assert as_called("先运行 ribao doctor") == "先运行 .venv/bin/ribao doctor"
    for text in ("names no proxy that ribao can use", "/x/ribao run", "my-ribao run", "ribao"):
        assert as_called(text) == text
    assert all(as_called(f"ribao {name}").startswith(".venv") for name in COMMANDS)


def test_a_reason_is_kept_in_both_languages_and_crosses_a_process_border() -> None:
    reason = _("HTTP {status}", status=404)
    error = DownloadError("2502.18449", _("the download failed in up to {tries} tries (last: {reason})", tries=4,
                          reason=reason), _("try again later"))  # fmt: skip
    failure = pickle.loads(pickle.dumps(error)).failure("2502.18449")
    assert failure.in_language("en") == str(error)
    assert "试了最多 4 次" in failure.in_language("zh")
    assert Failure.model_validate_json(failure.model_dump_json()) == failure
    assert PipelineError("a", "b", "c").failure("a").in_language("zh") == "a：b；c"
    old = Failure(paper_id="a", stage="", kind="x", message="only this")
    assert old.in_language("zh") == "only this"
