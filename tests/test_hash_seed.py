"""Results are the same in every process: none hangs on the order in which Python happens to keep a set of words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = ("0", "1", "2")


def test_extraction_facts_and_checks_are_the_same_under_three_hash_seeds() -> None:
    command = [sys.executable, "-m", "tests.all_results"]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONHASHSEED": seed}, cwd=ROOT)
        for seed in SEEDS
    ]
    first, *others = (run.communicate()[0].decode().splitlines() for run in runs)
    assert [run.returncode for run in runs] == [0] * len(SEEDS)
    assert len(first) > len(SEEDS)
    for other in others:
        assert other == first
