"""Everything an office entered as one zip of plain files, written while it is sent.

``README.txt``, ``answers.json`` (what can be brought back), ``answers/<instrument>/<item>.txt`` to
read, ``evidence/<instrument>/<item>/…`` and ``index.csv`` with a checksum of each file. The same
report gives the same bytes: its files carry the moment of the report's last save.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Final

from tidtam.evidence.keys import file_key
from tidtam.evidence.kinds import safe_name as true_name
from tidtam.evidence.stores import store
from tidtam.forms import rich_text
from tidtam.forms.kinds import Text
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.reports.archive import safe_name
from tidtam.rounds.exchange import Asked, ReportForm
from tidtam.rounds.exchange_json import JSON_NAME, report_json
from tidtam.rounds.models import Evidence
from tidtam.shared import clock

_NEVER_SAVED: Final = (2000, 1, 1, 0, 0, 0)
_INDEX: Final = "index.csv"
_HEADS: Final = ("ไฟล์", "ข้อ", "เรื่อง", "ที่อยู่เว็บ", "ขนาด (ไบต์)", "SHA-256", "หมายเหตุ")
_LEADS_TO_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NOT_YET: Final = "ยังตรวจไวรัสไม่เสร็จ จึงยังไม่อยู่ในไฟล์นี้"
_GONE: Final = "หาไฟล์ไม่พบในคลัง โปรดแจ้งผู้ดูแลระบบ"


_Moment = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the index."""

    name: str
    item: str
    about: str
    url: str = ""
    size: int = 0
    checksum: str = ""
    note: str = ""


@dataclass(slots=True)
class _Pipe:
    """Where the zip is written: bytes wait here until they are taken."""

    waiting: list[bytes] = field(default_factory=list)

    def write(self, data: bytes, /) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def take(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def report_archive(form: ReportForm) -> Iterator[bytes]:
    """The zip in pieces; files of evidence are read from the store as they are sent."""
    pipe, rows, taken, saved = _Pipe(), list[_Row](), set[str](), last_save(form)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, item, about, text in _texts(form, taken):
            data = text.encode()
            _add(archive, name, data, saved)
            rows.append(_Row(name, item, about, "", len(data), _sha(data)))
            yield pipe.take()
        for evidence, asked, folder in _evidence(form):
            yield from _add_evidence(archive, pipe, (evidence, asked, folder), taken, rows, saved)
        _add(archive, _INDEX, _index(rows).encode("utf-8-sig"), saved)
    yield pipe.take()


def last_save(form: ReportForm) -> _Moment:
    """When an answer or a piece of evidence was last saved, in local time to the second."""
    answers = (each.answer.saved_at for each in form.questions)
    evidence = (each.added_at for asked in form.questions for each in asked.item.evidence)
    moments = [moment for moment in (*answers, *evidence) if moment is not None]
    if not moments:
        return _NEVER_SAVED
    at = clock.local(max(moments))
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def item_text(form: ReportForm, asked: list[Asked]) -> str:
    """One item as plain text: each question, what was answered, its evidence."""
    item = asked[0].item
    lines = [
        f"{item.node.label.th} {item.node.title.th}",
        f"{form.office_name.th} · {form.round_title.th}",
    ]
    if form.is_demo:
        lines.append("ข้อมูลสมมติ")
    for each in asked:
        lines += ["", f"[{each.question.title.th}]", _said(each)]
    if item.evidence:
        lines += ["", "[หลักฐาน]"]
        lines += [" · ".join(filter(None, (e.name, e.caption, e.url))) for e in item.evidence]
    return "\n".join(lines) + "\n"


def _said(asked: Asked) -> str:
    answer, kind = asked.answer, asked.question.answer
    if answer.state is AnswerState.ANSWERED and answer.value is not None:
        if isinstance(kind, Text):
            return rich_text.to_marked(str(answer.value))
        return kind.plain(answer.value)
    name = ANSWER_STATE_NAMES[answer.state].th
    return f"({name}) {answer.reason}".rstrip()


def _texts(form: ReportForm, taken: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Name, item, title and content of each file of text."""
    yield "README.txt", "", "คำอธิบาย", _readme(form)
    yield JSON_NAME, "", "คำตอบทั้งหมดสำหรับนำกลับเข้าระบบ", report_json(form)
    for folder, group in _items(form):
        item = group[0].item
        words = f"{item.node_code} {item.node.title.th}"
        name = _unique(f"answers/{folder}", words, ".txt", taken)
        yield name, item.node_code, item.node.title.th, item_text(form, group)


def _items(form: ReportForm) -> Iterator[tuple[str, list[Asked]]]:
    """The folder name of its instrument and the questions of each item."""
    for sheet in form.sheets:
        folder = safe_name(f"{sheet.short_title} {sheet.framework_code}".strip(), "")
        for _, group in groupby(sheet.questions, lambda asked: asked.item.item_id):
            yield folder, list(group)


def _evidence(form: ReportForm) -> Iterator[tuple[Evidence, Asked, str]]:
    for folder, group in _items(form):
        item = group[0].item
        for each in item.evidence:
            yield each, group[0], f"evidence/{folder}/{safe_name(item.node_code, '')}"


def _add_evidence(
    archive: zipfile.ZipFile,
    pipe: _Pipe,
    found: tuple[Evidence, Asked, str],
    taken: set[str],
    rows: list[_Row],
    saved: _Moment,
) -> Iterator[bytes]:
    evidence, asked, folder = found
    node, file = asked.item.node_code, evidence.stored_file
    about = " · ".join(filter(None, (evidence.name, evidence.caption)))
    if file is None or not file.is_kept:
        note = "" if file is None else _NOT_YET
        rows.append(_Row("", node, about, evidence.url, note=note))
        return
    stem, dot, suffix = true_name(evidence.name, file.about).rpartition(".")
    name = _unique(folder, stem or suffix, f"{dot}{suffix}" if stem else "", taken)
    pieces = store().pieces(file_key(file.checksum))
    try:
        first = next(pieces, b"")
    except OSError:
        rows.append(_Row("", node, about, evidence.url, note=_GONE))
        return
    info = _info(name, size=file.size, saved=saved)
    with archive.open(info, "w") as out:
        for piece in chain((first,), pieces):
            out.write(piece)
            yield pipe.take()
    rows.append(_Row(name, node, about, evidence.url, file.size, file.checksum))


def _unique(folder: str, words: str, suffix: str, taken: set[str]) -> str:
    """A name in a folder that no other file has, also where big and small letters are one."""
    number = 1
    while True:
        ending = suffix if number == 1 else f" ({number}){suffix}"
        name = f"{folder}/{safe_name(words, ending)}"
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1


def _info(name: str, *, size: int, saved: _Moment) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, saved)
    info.create_system, info.external_attr = 3, 0o100644 << 16
    info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, size
    return info


def _add(archive: zipfile.ZipFile, name: str, data: bytes, saved: _Moment) -> None:
    with archive.open(_info(name, size=len(data), saved=saved), "w") as out:
        out.write(data)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _index(rows: Iterable[_Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for row in rows:
        words = (row.name, row.item, row.about, row.url)
        writer.writerow((*map(_plain, words), row.size or "", row.checksum, row.note))
    return text.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_LEADS_TO_A_FORMULA) else cell


def _readme(form: ReportForm) -> str:
    demo = "ข้อมูลสมมติ / Made-up data\n\n" if form.is_demo else ""
    return (
        f"{form.office_name.th} · {form.round_title.th}\n"
        f"{form.office_name.en} · {form.round_title.en}\n\n{demo}"
        "ทุกอย่างที่สำนักงานกรอกในรอบนี้ เป็นไฟล์ที่เปิดได้โดยไม่ต้องใช้ระบบ\n"
        "  answers/       คำตอบแต่ละข้อ เปิดด้วยโปรแกรมอ่านข้อความ\n"
        "  evidence/      ไฟล์หลักฐาน\n"
        "  index.csv      รายการไฟล์ พร้อมค่าตรวจสอบ เปิดด้วย Excel\n"
        "  answers.json   คำตอบทั้งหมด ส่งกลับเข้าระบบได้ที่หน้าไฟล์ของรายงาน (ส่งไฟล์นี้ไฟล์เดียวก็ได้)\n"
        "หลักฐานไม่ถูกนำกลับเข้าระบบ ให้แนบในระบบ\n\n"
        "Everything the office entered in this round, in files that open without the system:\n"
        "answers to read, files of evidence, index.csv with checksums, and answers.json, which\n"
        "can be uploaded on the report's page of files (alone or in this zip). Evidence is not\n"
        "brought back; attach it in the system.\n"
    )
