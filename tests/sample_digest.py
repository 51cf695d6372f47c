"""`make digest`: the bundled sample day, through the real stages, over a real local HTTP server.

Usage: python -m tests.sample_digest [ribao run options]
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer


def main() -> int:
    """Serve the sample day, run ribao on it, and return its exit code."""
    with SampleServer() as server:
        environment = os.environ | {
            "RIBAO_SOURCES_HUGGINGFACE_URL": server.url,
            "RIBAO_SOURCES_ARXIV_API_URL": f"{server.url}/api/query",
            "RIBAO_SOURCES_ARXIV_PDF_URL": f"{server.url}/pdf",
            "RIBAO_DOWNLOAD_INTERVAL_S": "0",  # our own server asks for no pause
        }
        command = [sys.executable, "-m", "pipeline.cli", "run", "--date", SAMPLE_DATE, *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
