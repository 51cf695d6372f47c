"""The lab as a maintainer uses it: record once, replay for ever, and see what a changed prompt does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config import CHECKOUT
from pipeline.errors import ConfigError, PipelineError
from pipeline.promptlab.recordings import RecordingMissing, request_key
from pipeline.promptlab.variants import read_variant
from schemas.calls import Message
from tests.fake_llm import FakeLlm
from tests.fences import fenced_in
from tests.promptlab.lab import IN_ENGLISH, SILENT_ON_SETTINGS, Change, Lab, obedient, put, recorded_lab, recordings


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Recordings of the committed prompts, of one without settings, and of one that asks for English."""
    return recorded_lab(tmp_path_factory.mktemp("lab"), SILENT_ON_SETTINGS, IN_ENGLISH)


def failure(result: object) -> PipelineError:
    error = getattr(result, "exception", None)
    assert isinstance(error, PipelineError), error
    return error


def test_replay_needs_no_endpoint_and_says_the_same_every_time(lab: Lab) -> None:
    first, second = lab.eval(), lab.eval("--replay")
    assert first.exit_code == 0, first.exception
    assert first.stdout == second.stdout
    assert "settings precision" in first.stdout
    assert "[3/3]" in first.stderr


def test_the_deliberately_worse_prompt_is_caught(lab: Lab) -> None:
    done = lab.compare("committed", str(lab.folder / "variant-0"), "--gate")
    assert done.exit_code == 3, done.stdout
    assert "worse" in done.stdout
    assert "gate: settings recall: worse" in done.stderr
    assert lab.compare(str(lab.folder / "variant-0"), "committed", "--gate").exit_code == 0
    assert lab.compare("committed", "committed", "--gate").exit_code == 0


def test_the_prompt_that_asks_for_english_is_caught(lab: Lab) -> None:
    done = lab.compare("committed", str(lab.folder / "variant-1"), "--gate")
    assert done.exit_code == 3, done.stdout
    assert "gate: Chinese: worse" in done.stderr


def test_a_typo_in_a_variable_is_caught_before_anything_is_asked(lab: Lab) -> None:
    typo = lab.variant("typo", single=put("{{paper}}", "{{papre}}"))
    for arguments in (("eval", typo), ("compare", "committed", typo, "--gate"), ("list", typo)):
        error = failure(lab.run(*arguments))
        assert isinstance(error, ConfigError)
        assert "variable papre is used but not declared; did you mean paper?" in str(error)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"single": put('"paper", "part"]', '"papers", "part"]')}, "variable paper is used but not declared"),
        ({"system": put("variables = []", 'variables = ["paper"]')}, "variable paper is declared but not used"),
    ],
)
def test_other_slips_of_variables_are_named(lab: Lab, changes: dict[str, Change], message: str) -> None:
    slip = lab.variant("slip", **changes)
    assert message in str(failure(lab.eval(slip)))
    for path in Path(slip).glob("*.md"):
        path.unlink()


def test_a_variant_gets_no_variable_that_is_not_given_and_leaves_none_out(lab: Lab) -> None:
    asks = lab.variant("asks", overview=put("{{paper}}", "{{paper}} {{title}}"))
    path = Path(asks) / "overview.md"
    path.write_text(path.read_text("utf-8").replace('["paper"]', '["paper", "title"]'), "utf-8")
    assert "overview is given no variable title" in str(failure(lab.eval(asks)))
    drops = lab.variant("drops", single=put("{{part}}", ""))
    path = Path(drops) / "single.md"
    path.write_text(path.read_text("utf-8").replace(', "part"', ""), "utf-8")
    assert "single does not use {{part}}" in str(failure(lab.eval(drops)))


def test_a_translation_need_not_be_told_names_and_terms(tmp_path: Path) -> None:
    path = tmp_path / "translate.md"
    for variables in (["sentence"], ["sentence", "names", "terms"]):
        body = "".join(f"{{{{{name}}}}}" for name in variables)
        path.write_text(f"+++\ndescription = 'x'\nvariables = {json.dumps(variables)}\n+++\n{body}", "utf-8")
        assert read_variant(f"translate={path}").replaced["translate"].variables == tuple(variables)
    path.write_text("+++\ndescription = 'x'\nvariables = ['names', 'terms']\n+++\n{{names}}{{terms}}", "utf-8")
    with pytest.raises(ConfigError, match=r"translate does not use .*sentence"):
        read_variant(f"translate={path}")


def test_words_that_are_no_variant_are_refused_with_the_nearest(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "overvew.md").write_text("+++\ndescription = 'x'\n+++\nx", "utf-8")
    assert "did you mean overview?" in str(failure(lab.eval(str(tmp_path))))
    assert 'give "committed"' in str(failure(lab.eval("comitted")))
    assert "is given twice" in str(failure(lab.eval("committed", "committed")))


def test_a_single_file_is_a_variant(lab: Lab) -> None:
    file = lab.folder / "variant-0" / "single.md"
    done = lab.compare("committed", f"single={file}", "--gate")
    assert done.exit_code == 3
    assert "single=single@" in done.stdout


def test_a_missing_recording_is_an_error_that_names_the_command(lab: Lab) -> None:
    changed = lab.variant("unrecorded", single=lambda text: f"{text}请再检查一遍。\n")
    error = failure(lab.eval(changed))
    assert isinstance(error, RecordingMissing)
    assert str(error).startswith("3 of the replies: not recorded: single.")
    assert "`ribao prompt eval --record`" in str(error)


def test_an_unused_recording_fails_until_it_is_pruned(tmp_path: Path) -> None:
    lab = recorded_lab(tmp_path)
    needed = len(recordings(lab))
    with FakeLlm(obedient) as llm:
        lab.url = llm.url
        worse = lab.variant("worse", **SILENT_ON_SETTINGS)
        assert lab.eval("committed", worse, "--record", "--no-unused").exit_code == 0
    unused = len(recordings(lab)) - needed
    assert unused >= 3
    done = lab.eval("--no-unused")
    assert done.exit_code == 3
    assert f"{unused} recordings are not used" in done.stderr
    assert lab.eval("--prune", "--paper", "2511.90001").exit_code == 2
    assert len(recordings(lab)) == needed + unused
    assert f"removed {unused} recordings" in lab.eval("--prune").stderr
    assert lab.eval("--no-unused").exit_code == 0


def test_recording_goes_on_where_it_stopped(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with FakeLlm(obedient) as llm:
        lab.url = llm.url
        lab.eval("--record", "--paper", "2511.90001")
        first = len(llm.requests)
        assert first == len(recordings(lab)) > 0
        assert lab.eval("--record").exit_code == 0
        assert len(llm.requests) == len(recordings(lab)) > first
        lab.eval("--record")
        assert len(llm.requests) == len(recordings(lab))
        lab.eval("--live", "--paper", "2511.90001")
        assert len(llm.requests) == len(recordings(lab)) + first


def test_a_paper_that_fails_is_counted_and_the_others_go_on(tmp_path: Path) -> None:
    lab = recorded_lab(tmp_path)
    path = next(lab.replies.rglob("2511.90002/single.*.json"))
    recording = json.loads(path.read_text("utf-8"))
    recording["call"] |= {"outcome": "refusal", "text": "", "refusal": "no"}
    path.write_text(json.dumps(recording), "utf-8")
    done = lab.eval()
    assert isinstance(done.exception, RecordingMissing), "the re-ask was not recorded"
    with FakeLlm(lambda _: "不是 JSON") as llm:
        lab.url = llm.url
        done = lab.eval("--record", "--json", str(tmp_path / "bad.json"))
    assert done.exit_code == 0, done.exception
    rows = {line.split()[0]: line.split()[-1] for line in done.stdout.splitlines()}
    assert rows["failed"] == "1"
    papers = json.loads((tmp_path / "bad.json").read_text("utf-8"))["experiments"][0]["papers"]
    assert [p["measures"]["schema"] for p in papers] == [1, 0, 1]
    assert [p["measures"]["recall"] > 0 for p in papers] == [True, False, True]


def test_one_prompt_can_be_asked_alone(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.passes = "focused"
    phrases = {"译文": "分配奖励。"}
    with FakeLlm(lambda _: phrases) as llm:
        lab.url = llm.url
        done = lab.eval("--only", "translate", "--record", "--json", str(tmp_path / "e.json"))
    assert done.exit_code == 0, done.exception
    assert {r["call"]["prompt"].split("-")[0] for r in recordings(lab)} == {"translate"}
    papers = json.loads((tmp_path / "e.json").read_text("utf-8"))["experiments"][0]["papers"]
    assert sum(p["measures"]["calls"] for p in papers) == len(recordings(lab))
    assert {p["measures"]["schema_first"] for p in papers} == {1}
    assert lab.eval("--only", "translate", "--no-unused").stdout == done.stdout
    assert isinstance(failure(lab.eval()), RecordingMissing), "the other prompts were not asked"
    assert lab.eval("--only", "translate", "--prune").exit_code == 2
    assert "did you mean overview?" in str(failure(lab.eval("--only", "overveiw")))
    assert "system: asks nothing by itself" in str(failure(lab.eval("--only", "system")))


def test_an_endpoint_that_never_answers_is_an_error_not_a_table_of_zeros(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    error = failure(lab.eval("--record"))
    assert "no paper has a summary" in str(error)
    assert "cannot be reached" in str(error)


def test_every_recording_is_readable_and_its_key_is_the_hash_of_what_it_holds(lab: Lab) -> None:
    found = recordings(lab)
    assert len(found) >= 9
    for recording in found:
        messages = [Message.model_validate(m) for m in recording["messages"]]
        schema, model = recording["response_schema"], recording["model"]
        key = request_key(messages, schema, model, recording["temperature"], recording["max_tokens"])
        assert key == recording["key"]
        other = [messages[0], messages[1].model_copy(update={"content": "x"})]
        keys = {
            request_key(other, schema, model, recording["temperature"], recording["max_tokens"]),
            request_key(messages, {}, model, recording["temperature"], recording["max_tokens"]),
            request_key(messages, schema, "other", recording["temperature"], recording["max_tokens"]),
            request_key(messages, schema, model, 0.7, recording["max_tokens"]),
            request_key(messages, schema, model, recording["temperature"], 1),
        }
        assert len(keys | {key}) == 6
    texts = [path.read_text("utf-8") for path in lab.replies.rglob("*.json")]
    assert all("你是严谨的论文摘要编辑" in text or "Write in English" in text for text in texts)


def test_an_accepted_evaluation_is_the_gates_baseline(lab: Lab, tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.json"
    assert lab.eval("--json", str(accepted)).exit_code == 0
    assert lab.compare(str(accepted), "committed", "--gate").exit_code == 0
    assert lab.compare(str(accepted), str(lab.folder / "variant-0"), "--gate").exit_code == 3
    evaluation = json.loads(accepted.read_text("utf-8"))
    evaluation["experiments"][0]["papers"].append(
        evaluation["experiments"][0]["papers"][0] | {"paper_id": "2511.99999"}
    )
    accepted.write_text(json.dumps(evaluation), "utf-8")
    done = lab.compare(str(accepted), "committed", "--gate")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (3, "gate: 2511.99999 was not evaluated")


def test_the_diff_shows_what_only_one_answer_has(lab: Lab) -> None:
    done = lab.run(
        "diff", "committed", str(lab.folder / "variant-0"), "--paper", "2511.90001", "--replies", str(lab.replies)
    )
    assert done.exit_code == 0, done.exception
    assert "任务：the same" in done.stdout
    assert "- ✓ 超参数 optimizer = AdamW" in done.stdout
    english = lab.run(
        "diff", "committed", str(lab.folder / "variant-1"), "--paper", "2511.90001", "--replies", str(lab.replies)
    )
    assert "{+The method adds" in english.stdout


def test_render_prints_what_is_sent_with_counts(lab: Lab) -> None:
    done = lab.run("render", "single", "--paper", "2511.90001")
    assert done.exit_code == 0, done.exception
    singles = [r for r in recordings(lab) if r["call"]["prompt"] == "single"]
    sent = next(r for r in singles if "HingePO" in r["messages"][1]["content"])["messages"]
    paper = fenced_in(sent[1]["content"])
    assert paper in done.stdout
    assert "── user, paper: about " in done.stdout
    assert "── in all about " in done.stdout
    assert "did you mean single?" in str(failure(lab.run("render", "singel", "--paper", "2511.90001")))
    assert "is not asked for 2511.90001" in str(failure(lab.run("render", "overview", "--paper", "2511.90001")))


def test_without_the_extra_the_lab_says_how_to_install_it() -> None:
    program = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'pydantic_evals' else find(n, *a)\n"
        "from pipeline.cli import main; sys.argv = ['ribao', 'prompt', 'eval']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "ribao: the prompt lab: needs pydantic_evals, which is not installed; "
        f"{sys.executable} -m pip install -c {CHECKOUT}/constraints.txt -e '{CHECKOUT}[promptlab]'\n"
    )


def test_list_and_show_name_versions(lab: Lab) -> None:
    listed = lab.run("list").stdout
    assert listed.splitlines()[0].split() == ["prompt", "version", "tokens", "schema", "description"]
    version = next(line.split()[1] for line in listed.splitlines() if line.startswith("single"))
    assert lab.run("show", "single").stdout.startswith(f"single@{version}: ")
    changed = lab.run("list", str(lab.folder / "variant-0")).stdout
    assert f"single    {version}" not in changed
