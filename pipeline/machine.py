"""What this machine offers and what this process has used of it."""

from __future__ import annotations

import os
import sys


def usable_cores() -> int:
    """Cores that this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):  # Linux only
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_memory_mb() -> float | None:
    """The most memory that this process, without its workers, has held at once, in MB; None: nobody tells."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes (getrusage(2))
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
