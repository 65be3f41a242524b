"""The zip file that an office document is, trusting nothing it says of itself.

Nothing is unpacked to disk. Every part is read through once, counted while it swells; text
parts are looked at on the way. The file must begin with its first part and end with its
directory, so that it cannot be a second kind of file as well.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Final

from tidtam.evidence.inspection.reasons import Found
from tidtam.evidence.inspection.signatures import MARKUP, PDF, ZIP

MAX_PARTS: Final = 5_000
MAX_UNPACKED_BYTES: Final = 1024 * 1024 * 1024
# Sheet XML shrinks 10 to 30 times; deflate cannot do more than 1,032.
MAX_RATIO: Final = 250
_RATIO_FROM_BYTES: Final = 4 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_OVERLAP: Final = 1024
_END: Final = b"PK\x05\x06"
_UNSAFE_NAME: Final = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|\\|\x00")
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)

Look = Callable[[str, bytes], None]


class Archive:
    """The parts of one document, by name."""

    def __init__(self, file: IO[bytes]) -> None:
        """Open and check the directory; no part is unpacked yet.

        Raises:
            Found: not a plain zip file, or one built to do harm.
        """
        _check_ends(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Found("damaged") from error
        self.entries = {entry.filename: entry for entry in self._zip.infolist()}
        _check_directory(self._zip.infolist())

    @property
    def names(self) -> list[str]:
        return list(self.entries)

    def read(self, name: str, *, most: int = 16 * 1024 * 1024) -> bytes:
        """The bytes of one part.

        Raises:
            Found: it is missing, damaged or larger than ``most``.
        """
        if name not in self.entries:
            raise Found("damaged")
        data = bytearray()
        for piece in self._pieces(self.entries[name]):
            data += piece
            if len(data) > most:
                raise Found("bomb")
        return bytes(data)

    def walk(self, look: Look, look_at_head: Look) -> None:
        """Read every part through; ``look`` sees text parts piece by piece, with an overlap.

        ``look_at_head`` sees the first piece of each part that is not text.
        """
        total = 0
        for entry in self.entries.values():
            tail, first = b"", True
            is_text = entry.filename.casefold().endswith((".xml", ".rels", ".svg", ".rdf", ".vml"))
            for piece in self._pieces(entry):
                total += len(piece)
                if total > MAX_UNPACKED_BYTES:
                    raise Found("bomb")
                if is_text:
                    _check_text(piece, entry.filename)
                    look(entry.filename, tail + piece)
                    tail = piece[-_OVERLAP:]
                elif first:
                    look_at_head(entry.filename, piece)
                first = False

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise Found("damaged") from error


def _check_text(piece: bytes, name: str) -> None:
    # No office program writes UTF-16 parts; in one the other checks would see nothing.
    if b"\x00" in piece or _ENTITY.search(piece):
        raise Found("unsafe_parts", name)


def _check_ends(file: IO[bytes]) -> None:
    head = file.read(1024)
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 22, 0))
    tail = file.read(22)
    file.seek(0)
    if not head.startswith(ZIP):
        raise Found("damaged")
    if PDF in head:
        raise Found("two_in_one", "zip + PDF")
    if MARKUP.search(head):
        raise Found("two_in_one", "zip + HTML")
    if not tail.startswith(_END):
        raise Found("trailing_data" if _has_directory(file, size) else "damaged")


def _has_directory(file: IO[bytes], size: int) -> bool:
    file.seek(max(size - 70_000, 0))
    found = _END in file.read()
    file.seek(0)
    return found


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise Found("too_many_parts")
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise Found("leading_junk")
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise Found("unsafe_parts", "ชื่อซ้ำ / same name twice")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Found("bomb")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise Found("encrypted")
    if _UNSAFE_NAME.search(entry.filename) or entry.compress_type not in _METHODS:
        raise Found("unsafe_parts", entry.filename)
    swollen = entry.file_size > max(entry.compress_size, 1) * MAX_RATIO
    if entry.file_size > _RATIO_FROM_BYTES and swollen:
        raise Found("bomb")
