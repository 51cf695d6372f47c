"""The site's folder: which of its files are ours, and how they are written and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.store.artefacts import check_no_links, open_own, replacing
from pipeline.store.lock import locked

MANIFEST = ".ribao-site"  # a line a file of ours: its size in bytes, "?" before it is there, a tab, its path
LOCK = ".ribao-site.lock"
NOT_PAGES = {
    LOCK,
    f"{LOCK}.holder",
    ".git",
    ".gitignore",
    ".gitattributes",
    ".nojekyll",
    "CNAME",
}  # of who publishes it


class SiteFolder:
    """A folder in which only the files that its manifest lists are ever replaced or deleted; no link is followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sizes: dict[str, int | None] = {}  # of what is ours, bytes by path below the root; None: about to be made
        self._changed = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Only within it is anything written. Raises UsageError for a folder with files of others, DataInUse."""
        self._check_ours()
        with locked(self.root / LOCK):
            self._check_ours()
            self.sizes = dict(self._listed())
            self._changed = False
            yield
            if self._changed:
                self._rewrite()

    def whole(self) -> bool:
        """Whether everything that was written is still there, with its size and no link."""
        return all(size in (None, self._size(name)) for name, size in self.sizes.items())

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole, unless it holds just this. No fsync: what a crash takes, the next build makes again.

        Raises UsageError where a file of others is in its place, StoreError for a link on the way.
        """
        path = self.root / name
        check_no_links(path, self.root)
        if name in self.sizes:
            if self._size(name) == len(data) and path.read_bytes() == data:
                return
        elif path.exists() or path.is_symlink():
            raise UsageError(
                str(path), _("was not written by ribao"), _("move it away, or name another folder with --out")
            )
        else:
            self._list(name, None)
        with replacing(path, sync=False) as f:
            f.write(data)
        self._list(name, len(data))

    def keep_only(self, names: set[str]) -> None:
        """Delete what is ours and not among `names`. Raises StoreError for a link on the way."""
        for name in self.sizes.keys() - names:
            check_no_links(self.root / name, self.root)
            (self.root / name).unlink(missing_ok=True)
            del self.sizes[name]
            self._changed = True

    def _check_ours(self) -> None:
        if self.root.is_dir() and not (self.root / MANIFEST).is_file():
            others = sorted(p.name for p in self.root.iterdir() if p.name not in NOT_PAGES)
            if others:
                remedy = _("name an empty folder with --out; a site of an older ribao can be deleted")
                raise UsageError(
                    str(self.root), _("holds what ribao did not write ({names})", names=", ".join(others)[:80]), remedy
                )

    def _size(self, name: str) -> int | None:
        path = self.root / name
        return path.lstat().st_size if path.is_file() and not path.is_symlink() else None

    def _list(self, name: str, size: int | None) -> None:
        self.sizes[name], self._changed = size, True
        with open_own(self.root / MANIFEST, "ab") as f:
            f.write(_line(name, size))

    def _rewrite(self) -> None:
        """The manifest with a line a file."""
        with replacing(self.root / MANIFEST, sync=False) as f:
            f.writelines(_line(name, self.sizes[name]) for name in sorted(self.sizes))

    def _listed(self) -> Iterator[tuple[str, int | None]]:
        open_own(self.root / MANIFEST, "ab").close()
        with open_own(self.root / MANIFEST, "rb") as f:
            for line in f.read().decode("utf-8", "replace").splitlines():
                size, _, name = line.partition("\t")
                inner = PurePosixPath(name)
                if name and not inner.is_absolute() and ".." not in inner.parts:
                    yield name, int(size) if size.isdecimal() and len(size) < 16 else None


def _line(name: str, size: int | None) -> bytes:
    return f"{'?' if size is None else size}\t{name}\n".encode()
