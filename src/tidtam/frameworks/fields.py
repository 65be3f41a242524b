"""What officers change most, as plain fields: from a part of a file and back into it.

A part is the value of one node, or of the file itself. ``fields_of_node`` and
``fields_of_frame`` say what can be filled in, ``shown`` gives what stands there now, and
``filled`` the part with the changed answers put in; ``editing`` then writes only the difference.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from tidtam.frameworks.editing import CannotEdit
from tidtam.frameworks.problems import Path
from tidtam.frameworks.wording import EFFECTS, KINDS
from tidtam.frameworks.yaml_write import Plain
from tidtam.scoring.rounding import plain
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic

Given = str | bool | tuple[str, ...]
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")
_SPARE_ROWS: Final = 2
_BLANK: Final = {"th": "", "en": ""}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    Attributes:
        name: of the form's control.
        path: where its value stands inside the part.
        group: the heading it stands under.
    """

    name: str
    path: Path
    label: Bilingual
    group: Bilingual
    kind: Literal["line", "text", "number", "choice", "choices", "yes"] = "line"
    choices: tuple[tuple[str, Bilingual], ...] = ()
    required: bool = False


class WrongField(BadInput):
    """What was typed in one field cannot be used."""

    def __init__(self, name: str, text: Bilingual) -> None:
        super().__init__(text.th, text.en)
        self.name = name


NAME = Bilingual("ชื่อ", "Title")
KIND = Bilingual("ชนิดและผู้ที่ใช้", "Kind and who it applies to")
TARGET = Bilingual("ค่าเป้าหมาย (เฉพาะชนิดเทียบค่าเป้าหมาย)", "Target (only when compared with one)")
RUBRIC = Bilingual("เกณฑ์รายระดับ", "Criteria per level")
EVIDENCE = Bilingual("หลักฐานที่ขอ (ล้างช่องเพื่อลบ)", "Evidence asked (clear a row to remove it)")
NOTE = Bilingual("หมายเหตุ", "Note")
WORDS = Bilingual("คำของแต่ละระดับ", "Word of each level")
BANDS = Bilingual("ช่วงคะแนน: ค่าเฉลี่ยไม่เกิน", "Bands: a mean up to and including")
SPECIALS = Bilingual("ค่าพิเศษ", "Special values")
_DIRECTIONS = (
    ("up", Bilingual("ยิ่งมากยิ่งดี", "Higher is better")),
    ("down", Bilingual("ยิ่งน้อยยิ่งดี", "Lower is better")),
)


# ---------------------------------------------------------------- one node


def fields_of_node(frame: Any, node: Any) -> list[Field]:
    """The fields of one node of a file."""
    seeded = seed_node(frame, node)
    kinds = tuple(
        (kind.value, words)
        for kind, words in KINDS.items()
        if kind.value != "heading" or _rows(seeded, "children") or seeded["kind"] == "heading"
    )
    offices = tuple(
        (str(each.get("code", "")), _label(each)) for each in _rows(frame, "office_kinds")
    )
    return [
        *_pair("label", ("label",), Bilingual("ป้าย", "Label"), NAME, kind="line", required=True),
        *_pair("title", ("title",), Bilingual("ชื่อ", "Title"), NAME, required=True),
        Field("kind", ("kind",), Bilingual("ชนิด", "Kind"), KIND, "choice", kinds),
        Field("applies_to", ("applies_to",), _APPLIES, KIND, "choices", offices),
        Field("weight", ("weight",), Bilingual("น้ำหนัก", "Weight"), KIND, "number", required=True),
        Field("target", ("rule", "target"), Bilingual("เป้าหมาย", "Target"), TARGET, "number"),
        Field("direction", ("rule", "direction"), _DIRECTION, TARGET, "choice", _DIRECTIONS),
        Field("sample", ("rubric", "sample"), _SAMPLE, RUBRIC, "yes"),
        *_level_fields(_rows(seeded.get("rubric"), "levels"), ("rubric", "levels"), RUBRIC, "text"),
        *_evidence_fields(_rows(seeded, "evidence")),
        *_pair("note", ("note",), NOTE, NOTE),
    ]


_APPLIES = Bilingual("ใช้กับ (ไม่เลือก = ทุกแบบ)", "Applies to (none chosen: all)")
_DIRECTION = Bilingual("ทิศทาง", "Direction")
_SAMPLE = Bilingual("เกณฑ์นี้เป็นตัวอย่าง ไม่ใช่เกณฑ์ทางการ", "These criteria are a sample, not official")


def seed_node(frame: Any, node: Any) -> dict[str, Any]:
    """A node with everything that may be left out filled in with what leaving out means."""
    part = dict(node) if isinstance(node, dict) else {}
    _refuse_a_strange_shape(part)
    levels = sorted(each["level"] for each in _rows(frame, "levels") if _is_int(each.get("level")))
    rubric = {"sample": False, "levels": [{"level": n, "word": dict(_BLANK)} for n in levels]}
    defaults = {
        "label": dict(_BLANK),
        "title": dict(_BLANK),
        "kind": "rated",
        "applies_to": [],
        "weight": 1,
        "rule": {"direction": "up"},
        "rubric": rubric,
        "note": dict(_BLANK),
    }
    evidence = _rows(part, "evidence") + [dict(_BLANK) for _ in range(_SPARE_ROWS)]
    rule = {"direction": "up", **part.get("rule", {})}
    return {**defaults, **part, "evidence": evidence, "rule": rule}


def _refuse_a_strange_shape(part: dict[str, Any]) -> None:
    """What a form would have to guess at is left to the text editor."""
    is_sound = (
        len(_rows(part, "evidence")) == len(part.get("evidence") or [])
        and isinstance(part.get("rule", {}), dict)
        and ("rubric" not in part or bool(_rows(part["rubric"], "levels")))
        and isinstance(part.get("applies_to", []), list)
    )
    if not is_sound:
        raise CannotEdit(
            "ข้อนี้เขียนผิดรูป จึงแก้ด้วยแบบฟอร์มไม่ได้ โปรดแก้ตามรายการปัญหาในหน้าข้อความ YAML",
            "This item has an unsound shape, so the form cannot change it; "
            "please mend it after the list of problems in the YAML text.",
        )


def node_with(frame: Any, node: Any, given: Mapping[str, Given]) -> dict[str, Any]:
    """The node with the answers of the form; what was left alone stays as it was written.

    Raises:
        WrongField: a number is no number, or a target is missing.
    """
    seeded = seed_node(frame, node)
    new = _filled(fields_of_node(frame, node), seeded, given)
    return _tidy(node if isinstance(node, dict) else {}, new, seeded)


def _tidy(old: dict[str, Any], new: dict[str, Any], seeded: dict[str, Any]) -> dict[str, Any]:
    new = dict(new)
    new["evidence"] = [row for row in new["evidence"] if _has_words(row)]
    if new["rubric"] != seeded["rubric"] and not any(
        _has_words(level.get("word")) for level in _rows(new["rubric"], "levels")
    ):
        new.pop("rubric")
    _couple_rule(old, new)
    for key in ("note", "evidence"):
        if not _has_words(new.get(key)):
            new.pop(key, None)
    return {
        key: value
        for key, value in new.items()
        if key in old or key == "rule" or value != seeded.get(key)
    }


def _couple_rule(old: dict[str, Any], new: dict[str, Any]) -> None:
    """``kind: target`` and the rule that compares with a target come and go together."""
    was_target = isinstance(old.get("rule"), dict) and old["rule"].get("kind") == "target"
    if new.get("kind") == "target":
        if new["rule"].get("target") in (None, ""):
            raise WrongField(
                "target",
                Bilingual(
                    "ข้อที่เทียบค่าเป้าหมายต้องมีค่าเป้าหมาย โปรดใส่ตัวเลข",
                    "An item compared with a target needs one; please give a number.",
                ),
            )
        kept = new["rule"] if was_target else {"target": new["rule"]["target"]}
        direction = new["rule"].get("direction", "up")
        new["rule"] = {"kind": "target", **kept}
        if direction != "up" or "direction" in (old.get("rule") or {}):
            new["rule"]["direction"] = direction
        else:
            new["rule"].pop("direction", None)
    elif was_target or "rule" not in old:
        new.pop("rule", None)
    else:
        new["rule"] = old["rule"]


# ---------------------------------------------------------------- the file itself


def fields_of_frame(frame: Any) -> list[Field]:
    """Title, words, bands and special values of a file."""
    bands = [
        Field(
            f"band_{index}",
            ("bands", index, "up_to"),
            Bilingual(f"ระดับ {band.get('level')}", f"Level {band.get('level')}"),
            BANDS,
            "number",
            required=True,
        )
        for index, band in enumerate(_rows(frame, "bands"))
    ]
    return [
        *_pair("title", ("title",), Bilingual("ชื่อกรอบ", "Title"), NAME, required=True),
        *_pair("short_title", ("short_title",), _SHORT, NAME, kind="line", required=True),
        *_level_fields(_rows(frame, "levels"), ("levels",), WORDS, "line"),
        *bands,
        *_special_fields(_rows(frame, "special_values")),
    ]


_SHORT = Bilingual("ชื่อย่อ", "Short title")


def frame_with(frame: Any, given: Mapping[str, Given]) -> dict[str, Any]:
    """The file's data with the answers of the form.

    Raises:
        WrongField: a number is no number.
    """
    return _filled(fields_of_frame(frame), dict(frame), given)


def _special_fields(rows: Sequence[Any]) -> Iterator[Field]:
    effects = tuple((effect.value, words) for effect, words in EFFECTS.items())
    for index, row in enumerate(rows):
        code, path = row.get("code"), ("special_values", index)
        yield Field(
            f"special_{index}_printed",
            (*path, "printed"),
            Bilingual(f"{code}: คำที่พิมพ์", f"{code}: printed"),
            SPECIALS,
            required=True,
        )
        yield Field(
            f"special_{index}_effect",
            (*path, "effect"),
            Bilingual(f"{code}: ผลต่อค่าเฉลี่ย", f"{code}: effect on a mean"),
            SPECIALS,
            "choice",
            effects,
        )


# ---------------------------------------------------------------- shared


def shown(field: Field, part: Any) -> Given:
    """What stands in a field now."""
    value = _get(part, field.path)
    if field.kind == "yes":
        return value is True
    if field.kind == "choices":
        return tuple(str(each) for each in value) if isinstance(value, list) else ()
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return plain(Fraction(value))
    return value if isinstance(value, str) else ""


def fingerprint(part: Any) -> str:
    """A short seal of what a form showed, without the nodes beneath it."""
    own = {k: v for k, v in part.items() if k not in ("children", "nodes")} if part else {}
    text = json.dumps(own, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _filled(fields: Sequence[Field], part: Any, given: Mapping[str, Given]) -> dict[str, Any]:
    new = part
    for field in fields:
        value = given.get(field.name, shown(field, part))
        if _settled(value) != _settled(shown(field, part)):
            new = _set(new, field.path, _STORED[field.kind](field, value))
    return dict(new)


def _settled(value: Given) -> Given:
    """Without the spaces and line ends that a form may change by itself."""
    return " ".join(value.split()) if isinstance(value, str) else value


def read_number(field: Field, value: Given) -> Plain | str:
    """What was typed in a number's field, in Arabic digits; "" for an empty one.

    Raises:
        WrongField: it is no number, or missing where one must be.
    """
    text = to_arabic(str(value)).replace(",", "").strip()
    if not text and not field.required:
        return ""
    if not _NUMBER.fullmatch(text):
        raise WrongField(
            field.name,
            Bilingual(
                f"{field.label.th}: “{str(value)[:40]}” ไม่ใช่ตัวเลข โปรดใส่ เช่น 2.5",
                f"{field.label.en}: “{str(value)[:40]}” is not a number; give one such as 2.5.",
            ),
        )
    return Plain(text)


_STORED: Final[dict[str, Callable[[Field, Given], Any]]] = {
    "line": lambda field, value: _settled(value),
    "text": lambda field, value: _settled(value),
    "choice": lambda field, value: str(value),
    "choices": lambda field, value: list(value) if isinstance(value, tuple) else [],
    "yes": lambda field, value: bool(value),
    "number": read_number,
}


def _pair(
    name: str,
    path: Path,
    label: Bilingual,
    group: Bilingual,
    *,
    kind: Literal["line", "text"] = "text",
    required: bool = False,
) -> Iterator[Field]:
    thai = Bilingual(f"{label.th} (ไทย)", f"{label.en} (Thai)")
    english = Bilingual(f"{label.th} (อังกฤษ)", f"{label.en} (English)")
    yield Field(f"{name}_th", (*path, "th"), thai, group, kind, required=required)
    yield Field(f"{name}_en", (*path, "en"), english, group, kind)


def _level_fields(
    rows: Sequence[Any], path: Path, group: Bilingual, kind: Literal["line", "text"]
) -> Iterator[Field]:
    for index, row in enumerate(rows):
        label = Bilingual(f"ระดับ {row.get('level')}", f"Level {row.get('level')}")
        yield from _pair(f"{path[-1]}_{index}", (*path, index, "word"), label, group, kind=kind)


def _evidence_fields(rows: Sequence[Any]) -> Iterator[Field]:
    for index in range(len(rows)):
        label = Bilingual(f"รายการที่ {index + 1}", f"Item {index + 1}")
        yield from _pair(f"evidence_{index}", ("evidence", index), label, EVIDENCE, kind="line")


def _get(part: Any, path: Path) -> Any:
    for step in path:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return None
    return part


def _set(part: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, list):
        return [_set(each, rest, value) if at == step else each for at, each in enumerate(part)]
    held = part if isinstance(part, dict) else {}
    return {**held, step: _set(held.get(str(step)), rest, value)}


def _rows(part: Any, key: str) -> list[Any]:
    rows = part.get(key) if isinstance(part, dict) else None
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []


def _text(part: Any, path: Path) -> str:
    value = _get(part, path)
    return value if isinstance(value, str) else ""


def _label(row: Any) -> Bilingual:
    return Bilingual(_text(row, ("label", "th")), _text(row, ("label", "en")))


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _has_words(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_words(each) for each in value.values())
    if isinstance(value, list):
        return any(map(_has_words, value))
    return isinstance(value, str) and bool(value.strip())
