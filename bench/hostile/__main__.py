"""Times a megabyte of each hostile text in each reader, and prints those that take longer than a limit."""

from __future__ import annotations

import argparse
import time

from bench.hostile.texts import READERS, UNITS, limit, megabyte

PATIENCE_S = 20.0  # of the processor, for one reader and one text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--over", type=float, default=2.0, help="seconds of the processor beyond which a time is printed"
    )
    parser.add_argument("names", nargs="*", help="only these readers")
    args = parser.parse_args()
    slow = tried = 0
    for name, reader in READERS.items():
        if args.names and name not in args.names:
            continue
        slowest, of = 0.0, ""
        for unit in UNITS:
            text, before = megabyte(unit), time.process_time()
            try:
                with limit(PATIENCE_S):
                    reader(text)
                took = time.process_time() - before
            except TimeoutError:
                took = PATIENCE_S
            tried += 1
            if took > args.over:
                slow += 1
                print(f"{name}: {unit!r} {took:.1f} s", flush=True)
            if took > slowest:
                slowest, of = took, unit
        print(f"| {name} | {slowest:.2f} | `{of}` |", flush=True)
    print(f"{slow} of {tried} over {args.over:g} s")


if __name__ == "__main__":
    main()
