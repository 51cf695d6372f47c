"""The faults: each is tried many times, and each try says what it has cost."""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.faults.day import COMMANDS, Day, Ended, ended, products, replies

PROMPT_S = 2.0  # within which one signal is answered
WRITERS = ("run", "paper", "site build", "facts export", "export", "notes", "gc", "verify")


class Try(NamedTuple):
    """One try of a fault."""

    fault: str
    of: str  # the command, the file, the pair
    lost: bool = False  # the rerun's products are not those of an undisturbed run
    twice: int = 0  # questions asked again although their reply was kept
    half: str = ""  # a file that is neither the old nor the new one; "": none
    line: str = ""  # what was said last
    unclear: str = ""  # what was said or done that no user can use; "": all is clear
    seconds: float = 0.0  # from a signal to the end


class Whole:
    """What each command leaves behind where nobody disturbs it."""

    def __init__(self, day: Day) -> None:
        self.day, self.after, self.seconds = day, dict[str, dict[str, bytes]](), dict[str, float]()

    def of(self, name: str) -> dict[str, bytes]:
        if name not in self.after:
            home = self.day.fresh(self.day.before(name))
            done = self.day.do(name, home)
            assert done.code == 0, done.said
            self.after[name], self.seconds[name] = products(home), done.seconds
        return self.after[name]


def again(day: Day, whole: Whole, name: str, home: Path, fault: str, said: Ended) -> Try:
    """Look at what a disturbed command has left, and do it once more."""
    wanted, before = whole.of(name), day.before(name)
    old = products(before) if before else {}
    half = [at for at, data in products(home).items() if data not in (old.get(at), wanted.get(at))]
    kept, paid = replies(home), day.paid()
    rerun = day.do(name, home)
    twice = sum(((day.paid() - paid) & kept).values())
    left = products(home)
    unclear = "" if not (said.confused or rerun.confused) else (said.said if said.confused else rerun.said)[-300:]
    if rerun.code:
        unclear = unclear or f"the rerun ended with {rerun.code}: {rerun.line}"
    return Try(fault, name, left != wanted, twice, half[0] if half else "", said.line, unclear, said.seconds)


def kills(day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = WRITERS) -> Iterator[Try]:
    """kill -9 at a random moment of each command that writes."""
    for name in of:
        whole.of(name)
        for _ in range(count):
            home = day.fresh(day.before(name))
            process = day.begin(name, home)
            time.sleep(chance.uniform(0.2, 1.0) * whole.seconds[name])
            process.kill()
            yield again(day, whole, name, home, "kill -9", ended(process, time.monotonic()))
            shutil.rmtree(home)


def signals(
    day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = tuple(COMMANDS)
) -> Iterator[Try]:
    """One Ctrl-C, TERM or HUP at a random moment of each command."""
    for name in of:
        whole.of(name)
        for _ in range(count):
            home, number = day.fresh(day.before(name)), chance.choice((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
            process = day.begin(name, home)
            time.sleep(chance.uniform(0.2, 1.0) * whole.seconds[name])
            began = time.monotonic()
            process.send_signal(number)
            done = ended(process, began)
            tried = again(day, whole, name, home, f"one {number.name}", done)
            if tried.half.startswith("digests/"):  # of what was done by then, as it is to be
                tried = tried._replace(half="")
            if done.code not in (0, 130, -number):
                tried = tried._replace(unclear=tried.unclear or f"ended with {done.code}: {done.line}")
            yield tried
            shutil.rmtree(home)


def full(day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = WRITERS) -> Iterator[Try]:
    """A disk that has only so much room left, in each command that writes; nothing where none can be mounted."""
    for name in of:
        whole.of(name)
        for _ in range(count):
            with _small_disk(day.scratch / "disk") as disk:
                if disk is None:
                    return
                home = day.fresh(day.before(name), inside=disk)
                free = os.statvfs(disk)
                room = chance.choice((0, 4, 16, 64, 256, 1024)) * 1024 + chance.randrange(4096)
                with (disk / "ballast").open("wb") as ballast:
                    ballast.truncate(0)
                    left = free.f_bavail * free.f_frsize - room
                    while left > 0:
                        left -= ballast.write(b"\0" * min(left, 1 << 20))
                done = day.do(name, home)
                (disk / "ballast").unlink()
                yield again(day, whole, name, home, "disk full", done)


@contextmanager
def _small_disk(folder: Path, size: str = "48m") -> Iterator[Path | None]:
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False).returncode == 0
    try:
        yield folder if made else None
    finally:
        if made:
            subprocess.run(["umount", folder], check=True)


def powercuts(day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = WRITERS) -> Iterator[Try]:
    """The power fails at a random moment of each command that writes; nothing where no disk can be mounted.

    The disk is a file with ext4: what of it was written to the file at that moment is what a disk would have. Names
    that are replaced are not written early (noauto_da_alloc), and nothing unless it is asked for within 30 s.
    """
    for name in of:
        whole.of(name)
        for _ in range(count):
            disk, image = day.scratch / "disk", day.scratch / "disk.img"
            if not _ext4(image, disk):
                return
            home = day.fresh(day.before(name), inside=disk)
            subprocess.run(["sync", "-f", disk], check=True)
            process = day.begin(name, home)
            time.sleep(chance.uniform(0.2, 1.0) * whole.seconds[name])
            process.send_signal(signal.SIGSTOP)
            left = shutil.copy(image, day.scratch / "left.img")
            process.kill()
            done = ended(process, time.monotonic())
            subprocess.run(["umount", "-l", disk], check=True)
            subprocess.run(["e2fsck", "-fp", left], check=False, stdout=subprocess.DEVNULL)
            subprocess.run(["mount", "-o", "loop", left, disk], check=True)
            yield again(day, whole, name, home, "power cut", done)
            subprocess.run(["umount", "-l", disk], check=True)


def _ext4(image: Path, disk: Path, size_mb: int = 96) -> bool:
    """Whether an empty disk could be mounted."""
    disk.mkdir(exist_ok=True)
    with image.open("wb") as f:
        f.truncate(size_mb << 20)
    options = "loop,noauto_da_alloc,commit=30"
    steps = (["mkfs.ext4", "-q", "-F", str(image)], ["mount", "-o", options, str(image), str(disk)])
    try:
        return all(subprocess.run(step, check=False).returncode == 0 for step in steps)
    except FileNotFoundError:  # no mkfs
        return False


Damage = Callable[[Path], None]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _of_another_version(path: Path) -> None:
    """As a newer ribao might write it, with a field that this one does not know."""
    text = path.read_text("utf-8", "surrogateescape")
    path.write_text(text.replace("{", '{"newer": 1, ', 1), "utf-8", "surrogateescape")


DAMAGES: dict[str, Damage] = {
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "one bit": _flip,
    "emptied": lambda path: os.truncate(path, 0),
    "a folder in its place": _in_its_place,
    "newer": _of_another_version,
    "gone": Path.unlink,
}
KINDS = (
    *("data/papers/*/*.pdf", "data/papers/*/extract.*.json", "data/papers/*/call.*.json"),
    *("data/papers/*/summarise.*.json", "data/papers/*/validate.*.json", "data/papers/*/SHA256SUMS"),
    *("data/lists/*.json", "data/lists/*.ids", "data/runs/*.json", "data/endpoints/*.json"),
    *("digests/*.json", "digests/*.md"),
    *("site/index.html", "site/day/*.html", "site/data/*.js", "site/.ribao-site", "site/.state/*.json"),
)


def damaged(day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = KINDS) -> Iterator[Try]:
    """Each kind of kept file, damaged in each way; then the day is run and the site is built again."""
    del count, whole
    wanted = products(day.done)
    for kind, (how, damage) in itertools.product(of, DAMAGES.items()):
        home = day.fresh(day.done)
        found = sorted(home.glob(kind))
        path = chance.choice(found)
        damage(path)
        paid = day.paid()
        ran, built = day.do("run", home), day.do("site build", home)
        worst = ran if ran.code or ran.confused else built
        asked, allowed = sum((day.paid() - paid).values()), "call." in kind
        unclear = worst.said[-300:] if worst.confused else ""
        if worst.code:
            unclear = unclear or f"ended with {worst.code}: {worst.line}"
        said = next((line for line in ran.said.splitlines() if path.name in line), "")
        lost = products(home) != wanted
        yield Try("damaged", f"{kind}: {how}", lost, max(0, asked - allowed), "", said, unclear)
        shutil.rmtree(home)


JUMPS = {"an hour ahead": 3_600.0, "a year ahead": 365 * 86_400.0, "forty years behind": -40 * 365 * 86_400.0}


def clocks(
    day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = tuple(JUMPS)
) -> Iterator[Try]:
    """The clock was wrong when a day was made, by all that its files say of it, and is right now."""
    del whole, chance, count
    for jump in of:
        home, then = day.fresh(day.done), time.time() + JUMPS[jump]
        for path in home.rglob("*"):
            os.utime(path, (then, then))
        for path in home.glob("data/endpoints/*.json"):
            year = time.gmtime(then).tm_year
            path.write_text(re.sub(r'(?<="learned": ")\d{4}', str(year), path.read_text("utf-8")), "utf-8")
        paid = day.paid()
        ran = [day.do(name, home) for name in ("run", "site build", "gc", "verify", "status")]
        bad = next((end for end in ran if end.code or end.confused), None)
        unclear = f"{bad.code}: {bad.said[-300:]}" if bad else ""
        twice = sum((day.paid() - paid).values())
        yield Try("a clock that was wrong", jump, products(home) != products(day.done), twice, "", "", unclear)
        shutil.rmtree(home)


def undated(files: Mapping[str, bytes], then: bytes, now: bytes) -> dict[str, bytes]:
    """The files as if what was made at the one day had been made at the other."""
    return {at: re.sub(rb'"sha256": "\w+"', b"", data.replace(then, now)) for at, data in files.items()}


LEAPS = {"a day on": 86_400.0, "a day back": -86_400.0, "1970": 60.0 - time.time(), "20 years on": 20 * 365 * 86_400.0}


def leaps(
    day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] = ("run", "paper")
) -> Iterator[Try]:
    """The clock leaps at a random moment of a command; nothing where there is no C compiler."""
    clock = day.scratch / "clock.so"
    source = Path(__file__).with_name("clock.c")
    if (
        not shutil.which("cc")
        or subprocess.run(["cc", "-shared", "-fPIC", "-o", clock, source, "-ldl"], check=False).returncode
    ):
        return
    for name, leap, _ in itertools.product(of, LEAPS, range(count)):
        wanted = whole.of(name)
        home, by = day.fresh(day.before(name)), day.scratch / "leap"
        by.write_text("0")
        process = day.begin(name, home, {"LD_PRELOAD": str(clock), "LEAP": str(by)})
        began = time.monotonic()
        time.sleep(chance.uniform(0.2, 1.0) * whole.seconds[name])
        by.write_text(str(LEAPS[leap]))
        done = ended(process, began)
        then, now = (time.strftime("%Y-%m-%d", time.gmtime(time.time() + s)).encode() for s in (LEAPS[leap], 0))
        kept, paid, left = replies(home), day.paid(), products(home)
        rerun = day.do(name, home)
        bad = next((end for end in (done, rerun) if end.code or end.confused), None)
        lost = undated(left, then, now) != undated(wanted, then, now) or products(home) != left
        twice = sum(((day.paid() - paid) & kept).values())
        yield Try(
            "the clock leaps",
            f"{name}: {leap}",
            lost,
            twice,
            "",
            done.line,
            f"{bad.code}: {bad.said[-300:]}" if bad else "",
        )
        shutil.rmtree(home)


THEIRS = (
    *("notes.txt", ".notes", "notes.md", "notes.pdf", "notes.html", "notes.js", "notes.xml", "notes.bib", "notes.ids"),
    *("notes.jsonl", "notes.lock", "notes.part", ".notes.tmp", "notes.sqlite", "kept/SHA256SUMS", "kept/notes.txt"),
)  # what others may have put into a folder of ours
THEIR_JSON = ("notes.json", "2025-01-02x.json", "call.json")


def places(home: Path, folders: bool | None = None) -> list[str]:
    """One of each kind of file or folder below the folders of a finished day; `folders`: these alone."""
    found: dict[str, str] = {}
    for at in sorted(path.relative_to(home) for path in home.rglob("*")):
        inside = len(at.parts) > 1 and at.parts[0] in ("data", "digests", "site")
        if inside and (folders is None or (home / at).is_dir() is folders):
            found.setdefault(re.sub(r"\.[0-9a-f]{16}|[0-9TZv.-]{4,}", "*", str(at)), str(at))
    return list(found.values())


def _tree(folder: Path) -> dict[str, bytes | str]:
    """All below a folder, by path: the bytes of files, the ends of links."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }


def links(day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] | None = None) -> Iterator[Try]:
    """A link in the place of each kind of file and folder, which leads to just that at a place of others."""
    del whole, chance, count
    for at in places(day.done) if of is None else of:
        home, theirs = day.fresh(day.done), day.scratch / "theirs"
        theirs.mkdir()
        shutil.move(home / at, theirs / Path(at).name)
        if (theirs / Path(at).name).is_dir():
            (theirs / Path(at).name / "notes.txt").write_text("theirs")
        (home / at).symlink_to(theirs / Path(at).name)
        yield _left_alone(day, home, theirs, f"a link in the place of {at}")
        shutil.rmtree(theirs)


def foreign(
    day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[str] | None = None
) -> Iterator[Try]:
    """Files of others in each folder, with endings that ours have; then the same with names of JSON."""
    del whole, chance, count
    folders = ["data", "digests", "site", *places(day.done, folders=True)] if of is None else of
    for at, names in itertools.product(folders, (THEIRS, THEIR_JSON)):
        home, theirs = day.fresh(day.done), day.scratch / "theirs"
        for name in names:
            (home / at / name).parent.mkdir(exist_ok=True)
            (home / at / name).write_text(f"{'0' * 64}  notes.txt\n")
            (theirs / name).parent.mkdir(parents=True, exist_ok=True)
            (theirs / name).hardlink_to(home / at / name)
        yield _left_alone(day, home, theirs, f"files of others in {at}", [home / at / name for name in names])
        shutil.rmtree(theirs)


def _left_alone(day: Day, home: Path, theirs: Path, what: str, there: Sequence[Path] = ()) -> Try:
    """Do each command; what is `theirs`, or `there`, is as it was."""
    before = _tree(theirs)
    ran = {name: day.do(name, home) for name in WRITERS}
    lost = _tree(theirs) != before or not all(path.is_file() for path in there)
    unclear = next((f"{name}: {end.said[-300:]}" for name, end in ran.items() if end.confused), "")
    line = "; ".join(f"{name} {end.code}: {end.line[:160]}" for name, end in ran.items() if end.code)
    shutil.rmtree(home)
    return Try(what.partition(" of ")[0], what, lost, 0, "", line, unclear)


PAIRS = tuple(itertools.combinations_with_replacement(WRITERS, 2))


def pairs(
    day: Day, whole: Whole, chance: random.Random, count: int, of: Sequence[tuple[str, str]] = PAIRS
) -> Iterator[Try]:
    """Each two commands at once; the one that had to wait or was sent away is done again."""
    del chance, count
    for one, other in of:
        home = day.fresh(day.done)
        began = time.monotonic()
        at_work = [day.begin(name, home) for name in (one, other)]
        both = [ended(process, began) for process in at_work]
        kept, paid = replies(home), day.paid()
        rerun = [day.do(name, home) for name in (one, other)]
        twice = sum(((day.paid() - paid) & kept).values())
        bad = [e for e in both if e.confused or (e.code not in (0, 1) and "is in use by process" not in e.said)] + [
            e for e in rerun if e.code or e.confused
        ]
        wanted = whole_of_both(day, whole, one, other)
        said = next((e.line for e in both if e.code), "")
        unclear = f"{bad[0].code}: {bad[0].said[-300:]}" if bad else ""
        yield Try("at once", f"{one} + {other}", products(home) != wanted, twice, "", said, unclear)
        shutil.rmtree(home)


def whole_of_both(day: Day, whole: Whole, one: str, other: str) -> dict[str, bytes]:
    """What the two leave behind one after the other."""
    name = f"{one} + {other}"
    if name not in whole.after:
        home = day.fresh(day.done)
        for command in (one, other):
            day.do(command, home)
        whole.after[name] = products(home)
        shutil.rmtree(home)
    return whole.after[name]


FAULTS: dict[str, Callable[[Day, Whole, random.Random, int], Iterator[Try]]] = {
    "kills": kills,
    "signals": signals,
    "full": full,
    "powercuts": powercuts,
    "damaged": damaged,
    "pairs": pairs,
    "clocks": clocks,
    "leaps": leaps,
    "links": links,
    "foreign": foreign,
}


def summed(tries: Sequence[Try]) -> str:
    """A line of the table for each fault: tries, lost, paid twice, half files, unclear ends, the slowest end."""
    lines = []
    for fault in dict.fromkeys(t.fault for t in tries):
        of = [t for t in tries if t.fault == fault]
        lost, half, unclear = sum(t.lost for t in of), sum(bool(t.half) for t in of), sum(bool(t.unclear) for t in of)
        slowest = f"{max(t.seconds for t in of):.1f} s" if fault.startswith("one ") else ""
        lines.append(f"| {fault} | {len(of)} | {lost} | {sum(t.twice for t in of)} | {half} | {unclear} | {slowest} |")
    return "\n".join(lines)
