"""Real recorded days and papers, which lie beside the checkout where there are any; never part of it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

RECORDED = Path(__file__).parents[2] / "shared"
MIRROR = RECORDED / "mirror" / "serve.py"

NEEDS_SHARED = "needs ../shared, which is no part of the project"
needs_corpus = pytest.mark.skipif(not (RECORDED / "corpus" / "hf").is_dir(), reason=NEEDS_SHARED)
needs_mirror = pytest.mark.skipif(not MIRROR.is_file(), reason=NEEDS_SHARED)


def recorded_days() -> Iterator[tuple[str, Any]]:
    """Each recorded day and the JSON of its answer."""
    folder = RECORDED / "corpus" / "hf"
    for path in sorted(folder.glob("????-??-??.json")):
        yield path.stem, json.loads(path.read_bytes())
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is not None and re.fullmatch(r"\d{4}-\d\d-\d\d\.json", Path(member.name).name):
                    yield Path(member.name).stem, json.load(file)


@contextlib.contextmanager
def mirror(*options: str) -> Iterator[str]:
    """The URL of the mirror, run as its own process."""
    command = [sys.executable, str(MIRROR), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[0]
        finally:
            process.kill()
