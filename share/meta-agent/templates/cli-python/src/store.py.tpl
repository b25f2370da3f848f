"""The file that everything is kept in.

It is JSON, read whole and written whole: to a new file beside it that then takes its name, so that
there is always an old or a new one. A lock is held from reading to writing, so that two programs
at the same time lose nothing of each other's.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .errors import InvalidError
from .repository import Database

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]


class StoreError(Exception):
    """The file cannot be read or written."""


def default_path() -> Path:
    """$<%= app.module | constant %>_FILE, else a file in the user's data directory."""
    named = os.environ.get("<%= app.module | constant %>_FILE")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "<%= app.name %>" / "<%= app.name %>.json"


class Store:
    def __init__(self, path: Path) -> None:
        """Follows a link, so that the file behind it is the one that is written. Raises StoreError."""
        if os.path.exists(path) and not os.path.isfile(path):
            raise StoreError(f"{path}: it is no ordinary file")
        self.path = Path(os.path.realpath(path)) if os.path.islink(path) else path

    def read(self) -> Database:
        """Everything that is kept; nothing where there is no file. Raises StoreError."""
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if not isinstance(data, dict) or data.get("format") != 1:
                raise ValueError("it is not a file of this program")
            return Database.from_json(data)
        except FileNotFoundError:
            return Database()
        except (OSError, ValueError, TypeError, AttributeError, InvalidError) as error:
            raise StoreError(f"{self.path}: {error}") from None

    @contextlib.contextmanager
    def change(self) -> Iterator[Database]:
        """What is changed inside is written at the end, unless an exception leaves it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = open(self.path.with_name(self.path.name + ".lock"), "w", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}") from None
        with lock:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            database = self.read()
            yield database
            self._write(database)

    def _write(self, database: Database) -> None:
        text = json.dumps({"format": 1, **database.to_json()}, indent=2, ensure_ascii=False)
        name = None
        try:
            handle, name = tempfile.mkstemp(prefix=self.path.name, dir=self.path.parent)
            with open(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except OSError as error:
            if name:
                Path(name).unlink(missing_ok=True)
            raise StoreError(f"{self.path}: {error.strerror}") from None
