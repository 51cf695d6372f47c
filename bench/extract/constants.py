"""python -m bench.extract.constants: what the typeset scores become when a heuristic's constant is moved."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.extract import measures, typeset
from bench.extract.tools import ours
from bench.extract.typeset import Press, Truth

SEED = 20261122  # as in the bench
SWEEPS: list[tuple[str, str, tuple[float, ...], str]] = [
    ("scripts", "RAISED", (0.02, 0.06, 0.12, 0.25, 0.4), "powers"),
    ("grid", "ROW_STEP", (0.1, 0.25, 0.45, 0.9, 1.4), "rows"),
    ("tables", "BARE_PITCH", (1.0, 1.3, 2.4, 4.0), "rows"),
    ("layout", "ROW_GAP", (0.5, 1.1, 2.0, 4.0), "columns"),
    ("hidden", "CONTRAST_MIN", (1, 4, 24, 110, 140), "hidden"),
    ("hidden", "SIZE_MIN", (0.5, 2.0, 6.0), "hidden"),
    ("hidden", "COVERED_SHARE", (0.5, 0.9, 1.01), "hidden"),
]


def main() -> None:
    print("| constant | value | score |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        pages = {name: _press(name, Path(folder)) for name in ("powers", "rows", "columns", "hidden")}
        for module_name, name, values, score in SWEEPS:
            module: Any = importlib.import_module(f"pipeline.extract.{module_name}")
            usual = getattr(module, name)
            for value in values:
                setattr(module, name, value)
                path, truth = pages[score]
                mark = " (chosen)" if value == usual else ""
                print(f"| {module_name}.{name} | {value:g}{mark} | {_score(score, ours(path), truth)} |", flush=True)
            setattr(module, name, usual)


def _press(name: str, folder: Path) -> tuple[Path, Truth]:
    press = Press(SEED)
    make: dict[str, Callable[[], None]] = {
        "powers": lambda: typeset.powers(press, 140),
        "rows": lambda: typeset.tables(press, 120),
        "columns": lambda: typeset.columns(press, 6),
        "hidden": lambda: typeset.hidden(press, 2),
    }
    make[name]()
    path = folder / f"{name}.pdf"
    press.save(path)
    return path, press.truth


def _score(name: str, text: str, truth: Truth) -> str:
    if name == "powers":
        return f"{measures.powers_kept(text, truth)} of {len(truth.powers)} powers kept"
    if name == "rows":
        return f"{measures.rows_kept(text, truth)} of {len(truth.rows)} rows kept"
    if name == "columns":
        return f"{measures.interleaved(text, truth)} of {len(truth.paragraphs)} paragraphs interleaved"
    leaked, lost = measures.hidden_leaked(text, truth), measures.visible_lost(text, truth)
    return f"{leaked} of {len(truth.hidden)} hidden spans leak, {lost} of {len(truth.visible)} visible ones are lost"


if __name__ == "__main__":
    main()
