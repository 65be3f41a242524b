"""Where files lie: a folder of this machine, or a bucket that many machines share.

Both are Django file storages with a few acts more: a whole object appears at once or not at all,
and a part of one can be read without the rest.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Protocol, cast
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, default_storage

from tidtam.evidence.errors import StorageFull

_CHUNK: Final = 256 * 1024
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ROOM_LEFT: Final = 16 * 1024 * 1024
_HALF_WRITTEN_SECONDS: Final = 24 * 3600


class Store(Protocol):
    """What this room asks of a file store."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """Write an object whole and for good; an older one of that key is replaced."""

    def pieces(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` (the end where None), piece by piece."""

    def remove(self, key: str) -> None:
        """Take an object away; nothing happens where there is none."""

    def remove_folder(self, folder: str) -> None:
        """Take away all objects whose keys begin with ``folder/``."""

    def exists(self, name: str) -> bool: ...

    def has_room_for(self, size: int) -> bool:
        """Whether ``size`` bytes more surely fit; always for a bucket."""

    def sweep(self) -> int:
        """Remove what a killed process left half-written; gives its number."""


def store() -> Store:
    """The file store of this installation."""
    return cast("Store", default_storage)


class DiskStore(FileSystemStorage):
    """A folder. Written beside, forced to the disk, then renamed: never half a file."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """See Store.

        Raises:
            StorageFull: the disk is full; nothing of the object is left.
        """
        target = Path(self.path(key))
        half = self._half_folder() / uuid4().hex
        try:
            half.parent.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            with half.open("xb") as file:
                shutil.copyfileobj(source, file, _CHUNK)
                file.flush()
                os.fsync(file.fileno())
            half.replace(target)
            _force_folder(target.parent)
        except OSError as error:
            half.unlink(missing_ok=True)
            if error.errno in FULL:
                raise StorageFull from error
            raise

    def pieces(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See Store."""
        with Path(self.path(key)).open("rb") as file:
            file.seek(start)
            left = stop - start if stop is not None else None
            while left is None or left > 0:
                piece = file.read(_CHUNK if left is None else min(_CHUNK, left))
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    def remove(self, key: str) -> None:
        """See Store."""
        Path(self.path(key)).unlink(missing_ok=True)

    def remove_folder(self, folder: str) -> None:
        """See Store."""
        shutil.rmtree(self.path(folder), ignore_errors=True)

    def has_room_for(self, size: int) -> bool:
        """See Store."""
        Path(self.location).mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.location).free >= size + _ROOM_LEFT

    def sweep(self) -> int:
        """See Store."""
        old = time.time() - _HALF_WRITTEN_SECONDS
        folder = self._half_folder()
        left = [p for p in folder.iterdir() if p.stat().st_mtime < old] if folder.is_dir() else []
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _half_folder(self) -> Path:
        return Path(self.location) / "evidence" / "half-written"


def _force_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
