"""A caption that measures each benchmark in its own way gives each its metric, and what it leaves open stays so."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.caption_metrics import metric_of
from tests.summarise.facts.test_result_tables import read

SPEECH = "Speech. OpenVoice is measured with word-error-rate (WER) and HanziVoice-2 with character-error-rate (CER)."


@pytest.mark.parametrize(
    ("benchmark", "caption", "metric"),
    [
        ("OpenVoice clean", SPEECH, "WER"),
        ("HanziVoice-2 test", SPEECH, "CER"),
        ("OtherVoice", SPEECH, ""),
        ("RoomTTS", "The TTS tasks are measured with WER; ASR is measured with CER.", "WER"),
        ("RoomTTSX", "The TTSX tasks are measured with WER; ASR is measured with CER.", "WER"),
        ("RoomTTSes", "The TTS tasks are measured with WER.", ""),
        ("RoomVQ", "The VQ tasks are measured with WER.", ""),  # two letters may be of any word
        ("LungSet", "We report MAE on LungSet and RMSE on HeartSet.", "MAE"),
        ("HeartSet", "We report MAE on LungSet and RMSE on HeartSet.", "RMSE"),
        ("LungSet", "MAE and RMSE of all.", ""),
        ("LungSet", "LungSet is measured with MAE. LungSet is also measured with RMSE.", ""),
        ("LungSet", "LungSet is hard, and MAE is low.", ""),
        ("LungSetB", "LungSet is measured with MAE.", ""),
        ("LungSet", "", ""),
    ],
)
def test_a_caption_gives_a_benchmark_the_metric_of_its_own_clause(benchmark: str, caption: str, metric: str) -> None:
    assert metric_of(benchmark, caption) == metric


ROWS = [["Method", "OpenVoice", "HanziVoice-2"], ["A", "3.1", "9.3"], ["B", "2.5", "9.9"], ["Ours", "2.8", "2.4"]]


def test_where_an_error_is_measured_the_lowest_of_the_others_is_the_rival() -> None:
    told = [(f.benchmark, f.metric, f.baseline, f.baseline_value) for f in read(ROWS, SPEECH)]
    assert told == [("OpenVoice", "WER", "B", "2.5"), ("HanziVoice-2", "CER", "A", "9.3")]


@pytest.mark.parametrize(
    ("head", "printed"), [("LibriSpeech", 0), ("LibriSpeech WER", 1), ("GSM8K", 1), ("OpenVoice", 1)]
)
def test_a_number_of_a_benchmark_of_errors_that_may_be_a_gain_or_a_loss_is_not_printed(head: str, printed: int) -> None:
    facts = [f for f in read([[*row[:1], row[1]] for row in [["Method", head], *ROWS[1:]]]) if f.value == "2.8"]
    assert len(facts) == printed
    told = [[*row[:1], f"{row[1]}%"] for row in ROWS[1:]]
    assert [f.value for f in read([["Method", head], *told])] == ["2.8%"]
