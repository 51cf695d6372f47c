"""What holds for all tests."""

from __future__ import annotations

import os

os.environ["RIBAO_LANG"] = "en"  # before the first message; the processes that tests start inherit it

import signal
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

# nohup, and a script's "&", have them ignored, which the processes that tests start and signal would inherit
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)

# no deadline: a machine that is busy with something else fails no test for being slow
settings.register_profile("ribao", deadline=None)
settings.load_profile("ribao")


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What ribao remembers of its user's word stays within the tests."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("user")))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that says what was skipped; each reason says how to get it."""
    if line := skipped_line(terminalreporter.getreports("skipped")):
        terminalreporter.line(line, yellow=True)


def skipped_line(reports: list[pytest.TestReport]) -> str:
    """The reasons of skipped tests, the most frequent first; "" where none was skipped."""
    reasons = Counter(str(r.longrepr[2]).removeprefix("Skipped: ") for r in reports if isinstance(r.longrepr, tuple))
    return "; ".join(
        [f"not run: {n} ({why})" if i == 0 else f"{n} ({why})" for i, (why, n) in enumerate(reasons.most_common())]
    )
