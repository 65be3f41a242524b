"""Under which names things lie in the file store."""

from __future__ import annotations

ROOT = "evidence"


def file_key(checksum: str) -> str:
    """The file itself."""
    return f"{ROOT}/files/{checksum[:2]}/{checksum}"


def picture_key(checksum: str, what: str) -> str:
    """A picture made of it: "thumbnail", "preview" or "page-3"."""
    return f"{ROOT}/pictures/{checksum[:2]}/{checksum}/{what}.webp"


def pictures_folder(checksum: str) -> str:
    """All pictures made of it."""
    return f"{ROOT}/pictures/{checksum[:2]}/{checksum}"


def made_key(checksum: str, name: str) -> str:
    """What else was made of it: "document.pdf" of an office document, "document.json"."""
    return f"{pictures_folder(checksum)}/{name}"


def pieces_folder(token: str) -> str:
    """The pieces of one upload."""
    return f"{ROOT}/pieces/{token}"
