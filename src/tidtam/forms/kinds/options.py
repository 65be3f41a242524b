"""Things to choose from or to tick, known by code or by what the form shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tidtam.forms.errors import AnswerProblem, listed, shown
from tidtam.forms.kinds.typed import one_line
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic

_CODE: Final = re.compile("[a-z0-9][a-z0-9_.-]*")
_BETWEEN: Final = re.compile("[\n;]")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose or tick."""

    code: str
    title: Bilingual


def read_code(raw: object, options: tuple[Option, ...]) -> str:
    """The code of what was chosen, by its code or its title; "" where nothing was.

    Raises:
        AnswerProblem: there is no such option.
    """
    if isinstance(raw, str) and any(raw == option.code for option in options):
        return raw
    text = one_line(raw)
    if not text:
        return ""
    code = _names(options).get(_folded(text))
    if code is None:
        titles_th, titles_en = listed(o.title.th for o in options), listed(_en(options))
        raise AnswerProblem(
            f"ไม่มีตัวเลือก {shown(text)} ให้เลือกจาก {titles_th}",
            f"There is no option {shown(text)}; choose one of {titles_en}.",
        )
    return code


def read_codes(raw: object, options: tuple[Option, ...], field: str) -> list[str]:
    """The codes of what was ticked, each once, in the order of the form.

    Takes a list, ``{field: [...]}``, or a text with one on each line or between ``;`` or ``,``.

    Raises:
        AnswerProblem: there is no such option, or it is no list.
    """
    if isinstance(raw, dict):
        if set(raw) - {field}:
            raise _no_list(raw)
        raw = raw.get(field)
    if raw is None:
        raw = []
    if isinstance(raw, str):
        raw = _pieces(raw, options)
    if not isinstance(raw, (list, tuple)):
        raise _no_list(raw)
    ticked = {_ticked(each, options, place) for place, each in enumerate(raw)}
    return [option.code for option in options if option.code in ticked]


def title_of(code: str, options: tuple[Option, ...], language: str) -> str:
    """The title of a code; the code itself where the form no longer has it."""
    for option in options:
        if option.code == code:
            return option.title.in_language(language)
    return code


def option_problems(options: tuple[Option, ...]) -> tuple[Bilingual, ...]:
    """Codes that repeat or are not plain, titles that cannot be told apart."""
    codes = [option.code for option in options]
    if not options or len(set(codes)) != len(codes):
        return (
            Bilingual(
                "รายการว่างหรือรหัสซ้ำ ให้ใส่รหัสที่ต่างกันอย่างน้อยหนึ่งรายการ",
                "the options are empty or repeat a code; give at least one, each with its own code",
            ),
        )
    for option in options:
        if not _CODE.fullmatch(option.code):
            return (
                Bilingual(
                    f"รหัส {shown(option.code)} ใช้ไม่ได้ ให้ใช้ตัวอักษรอังกฤษตัวเล็กและตัวเลข",
                    f"the code {shown(option.code)} does not fit; use small letters and digits",
                ),
            )
    return _unclear_names(options)


def _unclear_names(options: tuple[Option, ...]) -> tuple[Bilingual, ...]:
    """Two options with one name could not be told apart when read from a cell."""
    seen: dict[str, str] = {}
    for option in options:
        for name in {_folded(n) for n in (option.code, option.title.th, option.title.en) if n}:
            if seen.setdefault(name, option.code) != option.code or ";" in name:
                return (
                    Bilingual(
                        f"ชื่อ {shown(option.title.th)} ซ้ำกับรายการอื่นหรือมีเครื่องหมาย ; ให้แก้",
                        f"the name {shown(option.title.th)} is that of another option"
                        " or holds a ; — change it",
                    ),
                )
    return ()


def _ticked(raw: object, options: tuple[Option, ...], place: int) -> str:
    try:
        return read_code(raw, options)
    except AnswerProblem as problem:
        raise AnswerProblem(problem.th, problem.en, (place,)) from None


def _pieces(text: str, options: tuple[Option, ...]) -> list[str]:
    """The parts of a typed list; a comma divides only where no title has it."""
    known = _names(options)
    found: list[str] = []
    for piece in _BETWEEN.split(text):
        whole = one_line(piece)
        found += [whole] if _folded(whole) in known else [one_line(p) for p in whole.split(",")]
    return found


@lru_cache(maxsize=512)
def _names(options: tuple[Option, ...]) -> dict[str, str]:
    """Every name an option goes by, to its code; codes win over titles. Kept: only read it."""
    names: dict[str, str] = {}
    for option in options:
        names.setdefault(_folded(option.title.th), option.code)
        if option.title.en:
            names.setdefault(_folded(option.title.en), option.code)
    return names | {_folded(option.code): option.code for option in options}


def _folded(text: str) -> str:
    return to_arabic(one_line(text)).casefold()


def _en(options: tuple[Option, ...]) -> Iterable[str]:
    return (option.title.en or option.title.th for option in options)


def _no_list(raw: object) -> AnswerProblem:
    return AnswerProblem(
        f"{shown(raw)} ไม่ใช่รายการ ให้ใส่บรรทัดละหนึ่งรายการ",
        f"{shown(raw)} is not a list; give one item on each line.",
    )
