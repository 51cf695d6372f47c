"""Fixtures are frozen papers with facts; a template does not load before it is filled in; reports become facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.errors import PipelineError, UsageError
from pipeline.promptlab.expected import Expected, Refuted
from pipeline.promptlab.fixtures import (
    COMMITTED_FIXTURES,
    Fixture,
    add_fixture,
    add_report,
    load_fixtures,
    write_fixture,
)
from pipeline.promptlab.measures import Answer, grounding_measures
from schemas.digest import GroundedFact, GroundedSummary
from schemas.grounding import Verdict
from tests.promptlab.lab import Lab, recorded_lab
from tests.sample_day import SAMPLE_DIR

NAMES = ["2511.90001v1", "2511.90002v1", "2511.90003v2"]


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_fixture_is_the_projects_own_paper_with_its_facts(name: str) -> None:
    fixture = Fixture.model_validate_json((COMMITTED_FIXTURES / f"{name[:-2]}.json").read_bytes())
    facts = Expected.model_validate_json((SAMPLE_DIR / "facts" / f"{name}.json").read_bytes())
    assert fixture.expected == facts
    assert f"{fixture.paper.paper_id}{fixture.paper.version}" == name
    assert fixture.text.paper_id == fixture.paper.paper_id
    assert fixture.text.receipt.pages_with_text == fixture.text.receipt.pages >= 3


def test_only_the_projects_own_papers_are_committed() -> None:
    assert sorted(path.stem for path in COMMITTED_FIXTURES.glob("*.json")) == [name[:-2] for name in NAMES]


def test_a_new_fixture_must_be_filled_in(tmp_path: Path) -> None:
    pdf = SAMPLE_DIR / "pdf" / "2511.90001v1.pdf"
    config = load_config(None)
    config = config.model_copy(update={"paths": config.paths.model_copy(update={"data_dir": tmp_path / "data"})})
    path, to_fill_in = add_fixture(str(pdf), tmp_path / "mine", config)
    assert to_fill_in
    template = path.read_text("utf-8")
    assert template.index('"expected"') < template.index('"blocks"')
    with pytest.raises(UsageError, match="write the facts where the template says so"):
        load_fixtures(tmp_path / "mine", config)
    with pytest.raises(UsageError, match="is there and is not filled in"):
        add_fixture(str(pdf), tmp_path / "mine", config)
    raw = json.loads(template)
    assert raw["expected"]["title"].startswith("HingePO")
    raw["expected"] = json.loads((SAMPLE_DIR / "facts" / "2511.90001v1.json").read_text("utf-8"))
    path.write_text(json.dumps(raw), "utf-8")
    (filled,) = load_fixtures(tmp_path / "mine", config)
    again, to_fill_in = add_fixture(str(pdf), tmp_path / "mine", config)
    assert (again, to_fill_in) == (path, False)
    assert load_fixtures(tmp_path / "mine", config)[0].expected == filled.expected


def test_facts_alone_take_their_paper_from_a_folder_of_pdfs(tmp_path: Path) -> None:
    config = load_config(None)
    config = config.model_copy(update={"paths": config.paths.model_copy(update={"data_dir": tmp_path / "data"})})
    with pytest.raises(UsageError, match="--pdfs"):
        load_fixtures(SAMPLE_DIR / "facts", config, ["2511.90001"])
    (fixture,) = load_fixtures(SAMPLE_DIR / "facts", config, ["2511.90001v1"], SAMPLE_DIR / "pdf")
    assert fixture.paper_id == "2511.90001"
    assert fixture.text.receipt.pages_with_text > 0
    kept = list((tmp_path / "data").rglob("fixture.*.json"))
    assert len(kept) == 1
    stamp = kept[0].stat().st_mtime_ns
    assert load_fixtures(SAMPLE_DIR / "facts", config, ["2511.90001"], SAMPLE_DIR / "pdf") == (fixture,)
    assert kept[0].stat().st_mtime_ns == stamp


def test_unknown_papers_and_broken_files_are_named(tmp_path: Path) -> None:
    config = load_config(None)
    with pytest.raises(UsageError, match=r"is no fixture of .*did you mean 2511.90001\?"):
        load_fixtures(COMMITTED_FIXTURES, config, ["2511.9001"])
    with pytest.raises(UsageError, match="holds no fixture"):
        load_fixtures(tmp_path, config)
    for content in ("{", "[]", '{"text": {}}', '{"id": "2511.90001v1"}'):
        (tmp_path / "x.json").write_text(content, "utf-8")
        with pytest.raises(PipelineError):
            load_fixtures(tmp_path, config)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    for path in COMMITTED_FIXTURES.glob("*.json"):
        (tmp_path / "papers" / path.name).write_bytes(path.read_bytes())
    return tmp_path / "papers"


def test_a_report_becomes_an_expectation_and_a_refutation(folder: Path) -> None:
    report = {
        "paper": "2511.90002v1", "field": "hyperparameter/learning rate", "shown": "3e-5", "right": "2e-5",
        "page": 4, "quote": "Learning rate",
    }  # fmt: skip
    path, fixture = add_report(json.dumps(report), folder)
    write_fixture(path, fixture)
    expected = Fixture.model_validate_json(path.read_bytes()).expected
    assert expected.refuted == (Refuted(kind="hyperparameter", name="learning rate", value="3e-5"),)
    assert [(h.value, h.page) for h in expected.hyperparameters if h.name == "learning rate"][-1] == ("2e-5", 4)
    assert add_report(json.dumps(report), folder)[1] == fixture, "a report that comes twice counts once"


def test_a_report_against_the_annotation_itself_corrects_it(folder: Path) -> None:
    wrong = json.dumps({"paper": "2511.90002", "field": "dataset", "shown": "Visual Genome"})
    expected = add_report(wrong, folder)[1].expected
    assert "Visual Genome" not in [d.name for d in expected.datasets]
    missed = json.dumps({"paper": "2511.90002", "field": "backbone", "right": "CLIP"})
    expected = add_report(missed, folder)[1].expected
    assert expected.backbones[-1].name == "CLIP"
    assert expected.refuted == ()
    result = json.dumps({"paper": "2511.90002", "field": "result/POPE", "shown": "88.9", "right": "89.9"})
    expected = add_report(result, folder)[1].expected
    values = [r.value for r in expected.results if r.benchmark == "POPE"]
    assert "88.9" not in values
    assert "89.9" in values


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ("not json", "cannot be used"),
        ('{"paper": "2511.90002", "field": "colour/x", "right": "1"}', "cannot be used: field"),
        ('{"paper": "2511.90002", "field": "hyperparameter", "right": "1"}', "does not say which hyperparameter"),
        ('{"paper": "2401.00001", "field": "backbone", "right": "CLIP"}', "is no fixture of"),
        ('{"paper": "2511.90002", "field": "backbone", "colour": "red"}', "cannot be used: colour"),
    ],
)
def test_a_report_that_cannot_be_used_says_why(report: str, message: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=message):
        add_report(report, folder)


def test_a_refuted_statement_that_comes_back_is_counted_and_fails_the_gate(folder: Path, tmp_path: Path) -> None:
    lab: Lab = recorded_lab(tmp_path)
    accepted = tmp_path / "accepted.json"
    assert lab.eval("--json", str(accepted), "--fixtures", str(folder)).exit_code == 0
    report = {"paper": "2511.90001", "field": "hyperparameter/weight decay", "shown": "0.01", "right": "0.1"}
    done = lab.run("fixture", "from-report", json.dumps(report), "--fixtures", str(folder))
    assert done.exit_code == 0, done.exception
    gated = lab.compare(str(accepted), "committed", "--gate", "--fixtures", str(folder))
    assert gated.exit_code == 3
    assert "gate: refuted: 0 before, 1 now" in gated.stderr


def test_every_kind_of_refuted_statement_is_recognised(tmp_path: Path) -> None:
    lab = recorded_lab(tmp_path)
    lab.eval("--json", str(tmp_path / "e.json"), "--paper", "2511.90001")
    raw = json.loads((tmp_path / "e.json").read_text("utf-8"))["experiments"][0]["papers"][0]["answer"]
    summary = Answer.model_validate(raw).grounded
    assert isinstance(summary, GroundedSummary)
    base = Fixture.model_validate_json((COMMITTED_FIXTURES / "2511.90001.json").read_bytes()).expected
    verdict = Verdict(kind="holds")
    cases = {
        GroundedFact(kind="backbone", name="GPT-2", value="", verdict=verdict): Refuted(kind="backbone", name="GPT 2"),
        GroundedFact(kind="dataset", name="MATH", value="", verdict=verdict): Refuted(kind="dataset", name="MATH"),
        GroundedFact(kind="result", name="acc", value="51.7%", note="MATH", verdict=verdict): Refuted(
            kind="result", name="MATH", value="51.7"
        ),
        GroundedFact(kind="hyperparameter", name="lr", value="1e-4", verdict=verdict): Refuted(
            kind="hyperparameter", name="learning rate", value="0.0001"
        ),
    }
    for fact, refuted in cases.items():
        one = summary.model_copy(update={"facts": (fact,)})
        for other in cases.values():
            expected = base.model_copy(update={"refuted": (other,)})
            assert grounding_measures(one, expected)["refuted"] == (other == refuted)
