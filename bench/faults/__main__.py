"""What each fault costs, such as python -m bench.faults kills signals full powercuts damaged pairs."""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from pathlib import Path

from bench.faults.day import Day
from bench.faults.tries import FAULTS, Try, Whole, summed

HEAD = "| fault | tries | lost | paid twice | half files | unclear | slowest end |\n|---|---|---|---|---|---|---|"


def main() -> None:
    """Try the faults; each try that cost something is told at once, the table comes last."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("faults", nargs="+", choices=FAULTS)
    parser.add_argument("--tries", type=int, default=10, help="of each command, at random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=math.inf, help="for each fault; what was tried by then counts")
    asked = parser.parse_args()
    tries: list[Try] = []
    with tempfile.TemporaryDirectory(prefix="ribao-faults-") as scratch, Day(Path(scratch)) as day:
        whole = Whole(day)
        for name in asked.faults:
            began = time.monotonic()
            for tried in FAULTS[name](day, whole, random.Random(asked.seed), asked.tries):
                tries.append(tried)
                if tried.lost or tried.twice or tried.half or tried.unclear:
                    print(tried, flush=True)
                if time.monotonic() - began > asked.seconds:
                    break
    print(HEAD)
    print(summed(tries))


if __name__ == "__main__":
    main()
