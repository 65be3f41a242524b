"""Reads the answers of a report's archive back: the zip, or its ``answers.json`` alone.

Of a zip nothing but that one file is unpacked, and never to disk.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from tidtam.forms.errors import FormsError, shown
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer
from tidtam.imports.drafts import CellProblem, Problems
from tidtam.imports.errors import FileRefused, FileTooLarge, UnsafeFile
from tidtam.imports.package import check_size
from tidtam.imports.report_drafts import DraftAnswer, ReportDraft
from tidtam.imports.report_owner import refuse_another
from tidtam.rounds.exchange import Asked, ReportForm, answer_checksum, key_of
from tidtam.rounds.exchange_json import JSON_FORMAT, JSON_NAME
from tidtam.rounds.states import Door
from tidtam.thai.bilingual import Bilingual

MAX_JSON_BYTES: Final = 24 * 1024 * 1024
MOST_EDITS: Final = 10**9
_CHUNK: Final = 256 * 1024
_REMEDY: Final = Bilingual(
    "ดาวน์โหลดไฟล์ zip ใหม่ แล้วส่งโดยไม่แก้ answers.json",
    "Download a fresh zip and upload it without changing answers.json",
)
_EVIDENCE: Final = Bilingual(
    "หลักฐานในไฟล์ไม่ถูกนำเข้า หลักฐานที่แนบไว้ในระบบยังอยู่ครบ",
    "Evidence in the file is not brought in; what is attached in the system stays as it is.",
)


def is_archive(data: bytes) -> bool:
    """Whether a file looks like an archive of ours or its JSON, rather than a workbook."""
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return JSON_NAME in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False


def read_archive(data: bytes, *, expected: ReportForm) -> ReportDraft:
    """The answers of an archive: all of them, or all its problems and no answer.

    Raises:
        FileRefused: too large, damaged, or of another round or office.
    """
    check_size(len(data))
    told = _json(data if not data.startswith(b"PK") else _unpacked(data))
    refuse_another(told.get("round"), told.get("office"), expected)
    asked = {each.key: each for each in expected.questions}
    answers: list[DraftAnswer] = []
    problems = Problems()
    seen: set[str] = set()
    for key, given in _given(told):
        if key in seen:
            _tell(problems, key, "คำตอบนี้มีซ้ำกัน", "this answer stands here twice", asked.get(key))
            continue
        seen.add(key)
        found = _read(asked.get(key), key, given, problems)
        if found is not None:
            answers.append(found)
    return ReportDraft(
        door=Door.ARCHIVE,
        made_at="",
        made_by="",
        answers=() if problems.listed else tuple(answers),
        problems=tuple(problems.listed),
        more_problems=problems.more,
        notes=(_EVIDENCE,),
    )


def _unpacked(data: bytes) -> bytes:
    """The JSON of a zip, counted while it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            named = [each for each in package.infolist() if each.filename == JSON_NAME]
            if len(named) != 1 or named[0].flag_bits & 1:
                raise UnsafeFile(
                    "ไฟล์นี้ไม่ปลอดภัย: มี answers.json ซ้ำหรือมีรหัสผ่าน โปรดดาวน์โหลดไฟล์ zip ใหม่",
                    "This file is not safe: answers.json stands in it twice or has a password; "
                    "please download a fresh zip.",
                )
            return _counted(package, named[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise _damaged() from error


def _counted(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    chunks, size = [], 0
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > MAX_JSON_BYTES:
                raise FileTooLarge(
                    "answers.json มีเนื้อหามากเกินกว่ารายงานใด ๆ โปรดดาวน์โหลดไฟล์ zip ใหม่",
                    "answers.json holds more than any report; please download a fresh zip.",
                )
            chunks.append(chunk)
    return b"".join(chunks)


def _json(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(told, dict) or told.get("format") != JSON_FORMAT:
        raise _damaged()
    return told


def _given(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key and content of each answer; what has another shape is passed over as damage.

    Raises:
        FileRefused: the shape is not that of our files.
    """
    for instrument in _listed(told.get("instruments")):
        for item in _listed(instrument.get("items")):
            for answer in _listed(item.get("answers")):
                names = (instrument.get("framework"), item.get("code"), answer.get("question"))
                yield key_of(*map(str, names)), answer


def _listed(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _damaged()
    return value


def _read(
    asked: Asked | None, key: str, given: dict[str, Any], problems: Problems
) -> DraftAnswer | None:
    """One answer, checked by the form of today; None with the problem told."""
    if asked is None:
        if given.get("state") != AnswerState.BLANK.value:
            _tell(problems, key, "แบบรายงานไม่มีคำถามนี้", "the form has no such question")
        return None
    edit, reason = given.get("edit"), given.get("reason", "")
    states = {state.value: state for state in AnswerState}
    state = states.get(str(given.get("state")))
    whole = isinstance(edit, int) and not isinstance(edit, bool) and 0 <= edit < MOST_EDITS
    if state is None or not whole or not isinstance(reason, str):
        _tell(problems, key, "คำตอบนี้เสียหาย", "this answer is damaged", asked)
        return None
    try:
        read = check_answer(asked.question, state, given.get("value"), reason)
    except FormsError as problem:
        _tell(problems, key, problem.th, problem.en, asked)
        return None
    is_touched = given.get("checksum") != answer_checksum(*read)
    return DraftAnswer(key, int(edit or 0), is_touched, *read, place=JSON_NAME)


def _tell(problems: Problems, key: str, th: str, en: str, asked: Asked | None = None) -> None:
    name = f"{asked.item.node.label.th} · {asked.question.title.th}" if asked else ""
    where = shown(key, 80)
    problems.add(
        CellProblem(JSON_NAME, None, "", where, Bilingual(th, en), _REMEDY, indicator=name)
    )


def _damaged() -> FileRefused:
    return FileRefused(
        "ไฟล์นี้ไม่ใช่ไฟล์ zip ของรายงานจากระบบ หรือเสียหาย โปรดดาวน์โหลดใหม่จากหน้านี้",
        "This is not a report's zip of this system, or it is damaged; please download it again "
        "from this page.",
    )
