"""Shuts a process off from files, network and other programs, as far as Linux offers it: a PDF may take it over."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

NEEDED = (
    *("PATH", "TESSDATA_PREFIX"),  # where Tesseract's data are
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),  # without which Python starts on some systems only
    *("PYTHONHOME", "PYTHONHASHSEED", "PYTHONUTF8", "PYTHONWARNINGS"),
    *("RIBAO_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"),
)

# linux/landlock.h: the numbers of its calls are the same on all machines
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # flag of the first: tell the version
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # all, by the version
_TCP, _SCOPES = 0b11, 0b11  # bind and connect, since version 4; abstract sockets and signals, since version 6

# linux/prctl.h, linux/seccomp.h, linux/filter.h, linux/audit.h
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_LOAD, _IS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000  # calls of another table begin here, on x86-64 alone
_MACHINES = {
    # socket, connect, bind, execve, execveat, ptrace,
    # process_vm_readv, process_vm_writev, unshare, bpf, keyctl, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 49, 59, 322, 101, 310, 311, 272, 321, 250, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 221, 281, 117, 270, 271, 97, 280, 219, 425)),
}


def bare_environment() -> dict[str, str]:
    """What a worker is told of the environment: no key, no proxy's login."""
    return {name: os.environ[name] for name in NEEDED if name in os.environ}


def code_folders(checkout: Path) -> Iterator[Path]:
    """Where Python's and ribao's code is; nothing of a user's is below."""
    yield from (checkout / "pipeline", checkout / "schemas")
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    for folder in {*(sysconfig.get_path(name) for name in names), *sys.path}:
        path = Path(folder).resolve() if folder else None
        if path is not None and path.exists() and path != checkout and path not in checkout.parents:
            yield path


def confine(readable: Iterable[Path]) -> tuple[str, ...]:
    """Leave this process what is open, and reading below `readable`; what holds now: of "files" and "network".

    Neither where the system has no Landlock (Linux before 5.13) and no seccomp. Never to be undone, and for this
    thread and what it starts: to be called before there are others.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return ()
    files = _confine_files(libc, readable)
    return ("files",) * files + ("network",) * _refuse_calls(libc)


def _confine_files(libc: ctypes.CDLL, readable: Iterable[Path]) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:  # not in this kernel, or switched off
        return False
    rights = next(r for least, r in sorted(_FILE_RIGHTS.items(), reverse=True) if version >= least)
    wanted = struct.pack("QQQ", rights, _TCP * (version >= 4), _SCOPES * (version >= 6))
    rules = libc.syscall(_CREATE_RULESET, wanted, ctypes.c_size_t(len(wanted)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(libc, rules, path)
        return bool(libc.syscall(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # what is not there needs no rule
        return
    try:
        rule = struct.pack("=Qi", _READ_FILE | (_READ_DIR if path.is_dir() else 0), handle)
        libc.syscall(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    """Refuse sockets, other programs and other processes' memory, where the machine's numbers are known."""
    if platform.machine() not in _MACHINES or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    machine, calls = _MACHINES[platform.machine()]
    steps = [(_LOAD, 0, 0, 4), (_IS, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for call in calls:
        steps += [(_IS, 0, 1, call), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    filters = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(program)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, filters, 0, 0) == 0)
