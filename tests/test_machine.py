"""What is not on every system is asked for, never taken for granted."""

from __future__ import annotations

import subprocess
import sys

from pipeline.config import CHECKOUT
from pipeline.machine import peak_memory_mb

WITHOUT_UNIX = """
import importlib, pkgutil, sys, warnings
sys.modules |= dict.fromkeys(("fcntl", "resource", "termios", "pwd"))  # None: not to be imported
warnings.filterwarnings("ignore", "only soft file lock")  # filelock has another one for Windows
import pipeline
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    importlib.import_module(module.name)
from pipeline.machine import peak_memory_mb
assert peak_memory_mb() is None
"""


def test_every_module_can_be_imported_where_the_modules_of_unix_are_missing() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_UNIX], cwd=CHECKOUT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_peak_of_memory_is_in_megabytes() -> None:
    peak = peak_memory_mb()
    assert peak is not None
    assert 10 < peak < 100_000
