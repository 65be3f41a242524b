"""Why a whole file is refused, before any of its cells is looked at.

BadInput
└── FileRefused
    ├── FileTooLarge     more bytes, sheets or cells than such a file ever has
    ├── NotAWorkbook     not an Excel workbook (.xlsx) that can be opened
    ├── NotADocument     not a Word document (.docx) that can be opened
    ├── UnsafeFile       built to harm a reader, or carrying a program
    └── WrongWorkbook    a workbook, but not the one asked for here
"""

from __future__ import annotations

from tidtam.shared.errors import BadInput


class FileRefused(BadInput):
    """The file cannot be read; nothing was changed."""


class FileTooLarge(FileRefused):
    """More bytes, sheets or cells than such a file ever has."""


class NotAWorkbook(FileRefused):
    """Not an Excel workbook (.xlsx) that can be opened."""


class NotADocument(FileRefused):
    """Not a Word document (.docx) that can be opened."""


class UnsafeFile(FileRefused):
    """Built to harm a reader, or carrying a program."""


class WrongWorkbook(FileRefused):
    """A workbook, but not the one asked for here."""
