"""Prompt files are read strictly, and their version follows their content."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError
from pipeline.summarise.passes import PROMPT_NAMES
from pipeline.summarise.prompts import in_place, load_prompt

GOOD = '+++\ndescription = "A test"\nvariables = ["title", "evidence"]\n+++\n标题：{{title}}\n{{ evidence }}\n'
COMMITTED = sorted(path.stem for path in (CHECKOUT / "prompts").glob("*.md"))


def write(folder: Path, content: str, name: str = "test") -> None:
    (folder / f"{name}.md").write_bytes(content.encode())


def test_a_prompt_renders_with_just_its_variables(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    prompt = load_prompt("test", tmp_path)
    assert prompt.render(title="甲 {{evidence}}", evidence=r"\1 乙") == "标题：甲 {{evidence}}\n\\1 乙"
    for values in ({"title": "甲"}, {"title": "甲", "evidence": "乙", "more": "丙"}):
        with pytest.raises(KeyError):
            prompt.render(**values)


def test_the_version_follows_the_content_and_not_the_line_ends(tmp_path: Path) -> None:
    versions = []
    for content in (GOOD, GOOD.replace("标题", "题目"), GOOD.replace("A test", "B test"), GOOD.replace("\n", "\r\n")):
        write(tmp_path, content)
        versions.append(load_prompt("test", tmp_path).version)
    assert len(set(versions[:3])) == 3
    assert versions[3] == versions[0]


@pytest.mark.parametrize(
    ("content", "fact", "remedy"),
    [
        (GOOD.replace("{{title}}", "{{titel}}"), "variable titel is used but not declared", "did you mean title?"),
        (GOOD.replace("{{title}}", ""), "variable title is declared but not used", ""),
        (GOOD.replace("{{title}}", "{{title}} {{paper}}"), "variable paper is used but not declared", ""),
        (GOOD.replace("{{title}}", "{{title}} {{Title}}"), "{{Title}} is no variable", "write {{name}}"),
        (GOOD.replace("{{title}}", "{{title}} {{title"), "{{title is no variable", "write {{name}}"),
        (GOOD.removeprefix("+++\n"), "no front matter", "begin it with +++"),
        ("", "no front matter", "begin it with +++"),
        (GOOD.replace('"A test"', "A test"), "bad front matter: Invalid value", ""),
        (GOOD.replace("description", "descripton"), "unknown key descripton", "did you mean description?"),
        (GOOD.replace('description = "A test"\n', ""), "bad front matter: description: Field required", ""),
        (GOOD.replace("variables", 'shema = "Summary"\nvariables'), "unknown key shema", "did you mean schema?"),
        (
            GOOD.replace("variables", 'schema = "OverviewPas"\nvariables'),
            "schemas/summary.py has no OverviewPas",
            "did you mean OverviewPass?",
        ),
    ],
)
def test_a_slip_is_an_error_that_names_it(content: str, fact: str, remedy: str, tmp_path: Path) -> None:
    write(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        load_prompt("test", tmp_path)
    assert fact in caught.value.fact
    assert caught.value.remedy.startswith(remedy)
    assert bool(caught.value.remedy) == bool(remedy)
    assert str(caught.value).startswith(f"{tmp_path / 'test.md'}: ")


def test_a_missing_prompt_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "training")
    with pytest.raises(ConfigError, match=r"no such prompt; did you mean training\?"):
        load_prompt("trainning", tmp_path)


def test_a_prompt_in_another_encoding_is_an_error_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "test.md").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load_prompt("test", tmp_path)


def test_a_prompt_in_place_is_used_only_as_long_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "overview")
    other, committed = load_prompt("overview", tmp_path), load_prompt("overview")
    with in_place({"overview": other}):
        assert load_prompt("overview") == other
        assert load_prompt("translate") != other
    assert load_prompt("overview") == committed != other


@pytest.mark.parametrize("name", COMMITTED)
def test_every_committed_prompt_loads_and_renders(name: str) -> None:
    prompt = load_prompt(name)
    text = prompt.render(**{variable: f"<{variable}>" for variable in prompt.variables})
    assert prompt.description
    assert "{{" not in text
    assert all(f"<{variable}>" in text for variable in prompt.variables)


def test_every_prompt_of_the_passes_is_committed_and_no_other() -> None:
    assert sorted({name for names in PROMPT_NAMES.values() for name in names}) == COMMITTED
