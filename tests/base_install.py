"""Runs command lines as an environment with nothing but the base install would:  python -m tests.base_install < lines

With --extras, as one that has them all. Each line is JSON: [variables, words].
Each answer is a line of JSON: [exit code, stdout, stderr].
"""

from __future__ import annotations

import importlib.abc
import importlib.metadata
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

from packaging.requirements import Requirement


def base_packages() -> set[str]:
    """The names of ribao's requirements without its extras, and all that these require."""
    found, waiting = set[str](), [("ribao", "")]
    while waiting:
        name, extra = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if f"{key}[{extra}]" in found:
            continue
        found |= {key, f"{key}[{extra}]"}
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for one in map(Requirement, wanted):
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                waiting += [(one.name, of) for of in ("", *one.extras)]
    return found


class _Absent(importlib.abc.MetaPathFinder):
    """Finds nothing of what only an extra installs."""

    def __init__(self) -> None:
        self.usual = list(sys.meta_path)
        base = base_packages()
        owners = importlib.metadata.packages_distributions()
        self.hidden = {
            module
            for module, names in owners.items()
            if not {re.sub(r"[-_.]+", "-", name).lower() for name in names} & base
        }

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """What the usual finders find; None for a hidden module."""
        if name.partition(".")[0] in self.hidden:
            return None
        found = (finder.find_spec(name, path, target) for finder in self.usual)
        return next((spec for spec in found if spec is not None), None)

    def find_distributions(self, *context: Any) -> Iterator[Any]:
        """Every package's metadata: the program asks for its own version."""
        for finder in self.usual:
            yield from getattr(finder, "find_distributions", lambda *_: ())(*context)


def main() -> None:
    """Answer line by line."""
    if "--extras" not in sys.argv:
        hidden = _Absent()
        sys.meta_path[:] = [hidden]
        for name in [n for n in sys.modules if n.partition(".")[0] in hidden.hidden - {"packaging"}]:
            del sys.modules[name]
    from typer.testing import CliRunner

    from pipeline.cli import app
    from pipeline.errors import PipelineError
    from pipeline.messages import pass_on

    pass_on()

    for line in sys.stdin:
        variables, words = json.loads(line)
        os.environ.update(variables)
        done: Any = CliRunner().invoke(app, words)
        stderr, code = done.stderr, done.exit_code
        if isinstance(done.exception, PipelineError):
            stderr, code = f"{stderr}ribao: {done.exception}", done.exception.exit_code
        elif done.exception is not None and not isinstance(done.exception, SystemExit):
            stderr, code = f"{stderr}Traceback: {done.exception!r}", 1
        sys.stdout.write(json.dumps([code, done.stdout, stderr]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
