"""Numbers that a text states in pieces are worked out, and hold a fact that its place tells so."""

from __future__ import annotations

import pytest

from tests.ground.test_pointed import LONG, verdict

TRIALS = "Of the 48 trials, 36 succeeded, whereas the script solved 21."


@pytest.mark.parametrize(
    ("value", "name", "text", "kind"),
    [
        ("32 A100 GPUs", "GPU", "We train on 8 × 4 A100 GPUs.", "holds"),
        ("64 A100 GPUs", "GPU", "We train on 8 × 4 A100 GPUs.", "unsupported"),
        ("16 H100s", "GPU", "We use two nodes with eight H100s each.", "holds"),
        ("785K", "training pairs", "We train on 665K + 120K pairs.", "holds"),
        ("75%", "success rate", TRIALS, "holds"),
        ("43.75%", "success rate", TRIALS, "holds"),
        ("36/48", "successes", TRIALS, "holds"),
        ("85%", "success rate", TRIALS, "unsupported"),
        ("0.3%", "false alarms", "It flags 3 in 1,000 frames.", "holds"),
        ("75%", "pruned weights", "Pruning removes three quarters of them.", "holds"),
        ("25%", "pruned weights", "Pruning removes three quarters of them.", "unsupported"),
        ("1.5 hours", "session length", "A session took an hour and a half.", "holds"),
        ("160 minutes", "run time", "The run takes 2 h 40 min on 64 cores.", "holds"),
        ("220 minutes", "run time", "The run takes 2 h 40 min on 64 cores.", "unsupported"),
        ("1,024", "MAC units", "Each of the 64 tiles has 16 MACs.", "holds"),
        ("1,024", "MAC units", "The 64 tiles need 16 MACs more.", "unsupported"),
        ("29.1", "BLEU", "Our system scores 31.4 BLEU, 2.3 points above the cascade.", "holds"),
        ("33.7", "BLEU", "Our system scores 31.4 BLEU, 2.3 points below the cascade.", "holds"),
        ("27.1", "BLEU", "Our system scores 31.4 BLEU, 2.3 points above the cascade.", "unsupported"),
        ("-0.18", "effect on employment", "It lowers employment by 0.18 points.", "holds"),
        ("-0.18", "effect on employment", "It raises employment by 0.18 points.", "unsupported"),
    ],
)
def test_what_a_place_states_in_pieces(value: str, name: str, text: str, kind: str) -> None:
    assert (verdict(value, name, text, *LONG).kind in ("holds", "holds_elsewhere")) == (kind == "holds")


def test_a_global_batch_is_that_of_one_device_times_the_devices() -> None:
    text = "All models are trained on 8 × 4 A100 GPUs with 16 sequences per device."
    assert verdict("512", "global batch size", text, *LONG).rule == "worked_out"
    assert not verdict("256", "global batch size", text, *LONG).holds


@pytest.mark.parametrize(("value", "holds"), [("1.2×10^{-3}", True), ("2.4×10^{-3}", False)])
def test_a_learning_rate_may_be_told_by_the_rule_that_scales_it(value: str, holds: bool) -> None:
    text = "The base learning rate is 1.5 × 10^{-4}, scaled by batch size / 256, with a batch of 2048."
    assert verdict(value, "learning rate", text, *LONG).holds is holds


def test_what_a_rule_divides_by_is_no_batch_size() -> None:
    text = "The base learning rate is 1.5 × 10^{-4}, scaled by batch size / 256 with batch 2048."
    assert verdict("2048", "batch size", text, *LONG).holds


def test_small_products_are_no_evidence() -> None:
    assert not verdict("6", "seeds", "The grid of seeds is 2 × 3 wide.", *LONG).holds
