"""The sample day with what a careful reader answered by hand in place of a strong model: nothing of it gets a ⚠.

The replies (tests/fixtures/replies/hand-written-by-a-reader, docs/prompt-lab.md) are played whatever the prompt says by
now. They name places of the text that the reader was shown; a place that has moved since is called by its new number.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.cli_day import PAPERS, Json, Ran, asked_about, is_repair, ribao_here
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

REPLIES = Path(__file__).parents[1] / "fixtures" / "replies" / "hand-written-by-a-reader"
PLACE = re.compile(r"^\[([0-9.]+)\] (.*)$", re.MULTILINE)
CITED = re.compile(r'(?<="at": ")[^"]*|(?<="baseline_at": ")[^"]*|【[^】]*】')
NO_FACT = re.compile(
    "对机器说的话|隐藏文本|以 ⚠ 标出"
)  # what a ⚠ says beside facts: of the paper itself, the count at the end
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def moved(reply: str, shown: str, now: str) -> str:
    """The reply with each place called by the number that its line, or the likest one, has now."""
    numbers = {line: number for number, line in PLACE.findall(now)}
    lines = dict(PLACE.findall(shown))

    def new(number: re.Match[str]) -> str:
        line = lines[number[0]]
        like = [line] if line in numbers else difflib.get_close_matches(line, numbers, 1)
        return numbers[like[0]] if like else number[0]

    return CITED.sub(lambda cited: NUMBER.sub(new, cited[0]), reply)


def by_the_reader(body: Json) -> Json:
    """The reader's answer; a second question is an error of the checks, since all of it is right."""
    assert not is_repair(body), body["messages"][-1]["content"]
    [path] = (REPLIES / asked_about(body)).glob("single.*.json")
    kept = json.loads(path.read_text("utf-8"))
    shown, now = (str(messages[-1]["content"]) for messages in (kept["messages"], body["messages"]))
    answer: Json = json.loads(moved(json.dumps(json.loads(kept["call"]["text"]), ensure_ascii=False), shown, now))
    return answer


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, FakeLlm]:
    with SampleServer() as server, FakeLlm(by_the_reader) as llm:
        return ribao_here(["run", "--date", SAMPLE_DATE], tmp_path_factory.mktemp("day"), server, llm), llm


def test_a_right_answer_is_asked_for_once_and_gets_no_mark(day: tuple[Ran, FakeLlm]) -> None:
    ran, llm = day
    assert ran.code == 0, ran.stderr
    assert len(llm.requests) == len(PAPERS)
    assert "0 not found" in ran.stderr
    assert not [line for line in ran.digest.splitlines() if "⚠" in line and not NO_FACT.search(line)]


def summaries(ran: Ran) -> list[Json]:
    entries = json.loads(Path(ran.stdout.strip()).with_suffix(".json").read_text("utf-8"))["entries"]
    return [entry["summary"] for entry in entries]


def test_every_fact_and_sentence_of_a_right_answer_holds(day: tuple[Ran, FakeLlm]) -> None:
    found = summaries(day[0])
    kinds = Counter(fact["verdict"]["kind"] for summary in found for fact in summary["facts"])
    prose = [field for summary in found for field in summary["prose"].values()]
    assert set(kinds) == {"holds"}
    assert kinds["holds"] >= 150
    assert sum(len(field["sentences"]) for field in prose) >= 30
    assert all(sentence["holds"] for field in prose for sentence in field["sentences"])
    assert not any(field["flags"] or field["problems"] for field in prose)


def test_a_place_that_has_moved_is_called_by_its_new_number() -> None:
    shown = "[1] Title\n[2] A table\n[2.1] | A | 1 |\n[2.2] | B | 2 |"
    now = "[1] Title\n[2] A new line\n[3] A table\n[3.1] | A | 1 |\n[3.2] | B | 2. |"
    assert moved('"at": "2.1, 2", "baseline_at": "2.2", "value": "2.1"', shown, now) == (
        '"at": "3.1, 3", "baseline_at": "3.2", "value": "2.1"'
    )
    assert moved("达到 2【1, 2.1】。", shown, now) == "达到 2【1, 3.1】。"


def test_a_value_of_the_answer_that_is_changed_gets_its_mark(tmp_path: Path) -> None:
    def slipped(body: Json) -> Json:
        if is_repair(body):
            return {"answers": []}
        answer = by_the_reader(body)
        answer["results"][0]["value"] = "12.3"
        return answer

    with SampleServer() as server, FakeLlm(slipped) as llm:
        ran = ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm)
    assert len(llm.requests) == 2 * len(PAPERS)
    wrong = [fact for summary in summaries(ran) for fact in summary["facts"] if fact["verdict"]["kind"] != "holds"]
    # the other accuracies of the first paper have their sign in a sentence
    assert [fact["value"] for fact in wrong] == ["12.3%", "12.3", "12.3"]
    assert "3 not found" in ran.stderr
