"""Many files in one zip with an index, under Thai names that open everywhere.

Everywhere means Windows, macOS, Linux and phones: names are NFC, marked as UTF-8 in the archive,
free of what Windows forbids, at most 120 characters, and at most 255 bytes, which is what Linux
file systems hold (a Thai letter takes three). Same entries, same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import BinaryIO
from urllib.parse import quote

from tidtam.reports.errors import BadArchiveName

LONGEST = 120
LONGEST_BYTES = 255
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]'
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive.

    Attributes:
        name: wished file name without its ending; made safe and unique.
        suffix: its ending with the dot.
        data: the file.
        title: what the index calls it.
    """

    name: str
    suffix: str
    data: bytes
    title: str


def safe_name(name: str, suffix: str) -> str:
    """A file name that opens everywhere; raises BadArchiveName where nothing is left of it."""
    stem = unicodedata.normalize("NFC", name)
    stem = re.sub(r"\s+", " ", _FORBIDDEN.sub("-", stem)).strip(" .")
    if not stem:
        raise BadArchiveName.of(name)
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return _shortened(stem, suffix) + suffix


def _shortened(stem: str, suffix: str) -> str:
    """``stem`` cut to fit, never between a consonant and its marks."""
    cut = stem[: LONGEST - len(suffix)]
    while len((cut + suffix).encode()) > LONGEST_BYTES:
        cut = cut[:-1]
    while cut != stem and unicodedata.combining(stem[len(cut)]) + _is_mark(stem[len(cut)]):
        cut = cut[:-1]
    return cut.rstrip(" .")


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn" or char == "\u0e33"


def write_archive(
    target: BinaryIO,
    entries: Iterable[Entry],
    *,
    title: str,
    issued: dt.date,
    absent: Iterable[str] = (),
) -> list[str]:
    """Write the zip into ``target`` and return the file names in it.

    ``issued`` is the date of every file inside; ``title`` heads the index, which ends with what
    is ``absent``: a title and why, without a file. The entries are read one by one, so an
    archive may be larger than memory.
    """
    taken: set[str] = set()
    rows: list[tuple[str, str, int, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            name = _unique(entry, taken)
            _add(archive, name, entry.data, issued)
            digest = hashlib.sha256(entry.data).hexdigest()
            rows.append((name, entry.title, len(entry.data), digest))
        missing = list(absent)
        _add(archive, "index.html", _page(title, rows, missing).encode(), issued)
        _add(archive, "index.csv", _table(rows, missing).encode("utf-8-sig"), issued)
    return [*(row[0] for row in rows), "index.html", "index.csv"]


def _unique(entry: Entry, taken: set[str]) -> str:
    """A name no other file has, also where big and small letters are one."""
    for name in _candidates(entry):
        if name.casefold() not in taken and name.casefold() not in ("index.html", "index.csv"):
            taken.add(name.casefold())
            return name
    raise BadArchiveName.of(entry.name)


def _candidates(entry: Entry) -> Iterator[str]:
    yield safe_name(entry.name, entry.suffix)
    for number in range(2, 1000):
        yield safe_name(entry.name, f" ({number}){entry.suffix}")


def _add(archive: zipfile.ZipFile, name: str, data: bytes, issued: dt.date) -> None:
    info = zipfile.ZipInfo(name, (max(issued.year, 1980), issued.month, issued.day, 12, 0, 0))
    info.create_system, info.external_attr = 3, 0o100644 << 16
    packed = name.endswith((".docx", ".xlsx", ".pptx", ".zip"))
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def _table(rows: list[tuple[str, str, int, str]], absent: Iterable[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("file", "title", "bytes", "sha256"))
    writer.writerows(
        (_plain(name), _plain(words), size, digest) for name, words, size, digest in rows
    )
    writer.writerows(("", _plain(words), "", "") for words in absent)
    return text.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _page(title: str, rows: list[tuple[str, str, int, str]], absent: Iterable[str]) -> str:
    lines = "\n".join(
        f'<tr><td>{number}</td><td><a href="{quote(name)}">{escape(name)}</a></td>'
        f"<td>{escape(words)}</td></tr>"
        for number, (name, words, _, _) in enumerate(rows, start=1)
    )
    lines += "".join(f"\n<tr><td></td><td></td><td>{escape(words)}</td></tr>" for words in absent)
    return f"""<!doctype html>
<html lang="th"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:1.1rem/1.7 Sarabun,"TH Sarabun New",sans-serif;margin:2rem auto;max-width:60rem}}
td,th{{padding:.3rem .6rem;text-align:left;border-bottom:1px solid #ccc}}</style></head>
<body><h1>{escape(title)}</h1>
<table><thead><tr><th scope="col">ที่</th><th scope="col">ไฟล์</th><th scope="col">เรื่อง</th></tr>
</thead><tbody>
{lines}
</tbody></table>
<p>{len(rows)} ไฟล์ · ค่าตรวจสอบ (SHA-256) ของแต่ละไฟล์อยู่ใน <a href="index.csv">index.csv</a></p>
</body></html>
"""
