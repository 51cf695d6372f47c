"""SQLite files that can be made again."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Self

from pipeline.errors import StoreError
from pipeline.messages import _
from pipeline.store.artefacts import check_no_links
from pipeline.store.sums import is_file, set_aside

PATIENCE_S = 60.0  # for another process that writes into it


class KeptTables:
    """A file of tables; one that is damaged, or none of ours, is set aside and made anew. Close it after use."""

    TABLES: tuple[str, ...]  # the statements that make them

    def __init__(self, path: Path) -> None:
        """Raises StoreError."""
        self._path = path
        try:
            check_no_links(path, path.parent.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_symlink():  # SQLite would write into what it names
                set_aside(path, _("is a link"))
            is_file(path)
            try:
                self._db = self._opened()
            except sqlite3.OperationalError:  # in use, or the disk takes nothing
                raise
            except sqlite3.DatabaseError:
                set_aside(path, _("is damaged"))
                self._db = self._opened()
        except (OSError, sqlite3.Error) as e:
            raise self._fault(e) from e

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, PATIENCE_S)
        try:
            if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError
            with db:
                for statement in self.TABLES:
                    db.execute(statement)
        except BaseException:
            db.close()
            raise
        return db

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raises StoreError in the place of SQLite's errors."""
        self._db.close()
        if isinstance(error, sqlite3.Error):
            if not isinstance(error, sqlite3.OperationalError):
                set_aside(self._path, _("is damaged"))
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> StoreError:
        fact = _("cannot be used ({reason})", reason=error)
        return StoreError(str(self._path), fact, _("run it again; it can be deleted, and is made again then"))
