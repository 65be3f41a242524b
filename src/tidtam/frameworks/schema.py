"""The shape of a framework file: pydantic reads it from the dataclasses of the scoring room.

One definition serves three ends: the objects that are evaluated, the check of a file, and
``frameworks/schema.json`` for editors that complete while one types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from tidtam.frameworks.problems import Finding, Path
from tidtam.scoring.definition import Framework
from tidtam.scoring.rules import RULES
from tidtam.scoring.suggest import hint
from tidtam.thai.bilingual import Bilingual

Whole = TypeVar("Whole")


class File(BaseModel, Generic[Whole]):
    """Holds what a file describes, so that unknown keys are refused at every depth."""

    model_config = ConfigDict(extra="forbid")

    whole: Whole


class FrameworkFile(File[Framework]):
    """A framework file."""


def read_shape(data: object) -> Framework | list[Finding]:
    """The framework of plain values, or everything wrong with their shape."""
    wrong_kinds = list(unknown_kinds(data, _RULE_KINDS))
    if wrong_kinds:
        return wrong_kinds
    return read_file(FrameworkFile, data, RULES)


def read_file(
    shape: type[File[Whole]],
    data: object,
    kinds: Mapping[str, type] = MappingProxyType({}),
    *,
    schema: str = "frameworks/schema.json",
) -> Whole | list[Finding]:
    """What the plain values of a file describe, or everything wrong with their shape.

    Args:
        kinds: the members of the file's union by the name that ``kind:`` gives them.
        schema: the published schema, for the remedy.
    """
    try:
        return shape.model_validate({"whole": data}).whole
    except ValidationError as error:
        return [
            _finding(data, details, _field_names(shape), schema)
            for details in error.errors(include_url=False)
            if _is_meant(data, details, kinds)
        ]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a framework file."""
    definitions = FrameworkFile.model_json_schema()["$defs"]
    for rule in RULES.values():  # a rule names its kind, though the dataclass knows it
        shape = definitions[rule.__name__]
        shape["required"] = sorted({"kind", *shape.get("required", ())})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidtam framework file",
        "$ref": "#/$defs/Framework",
        "$defs": definitions,
    }


@dataclass(frozen=True)
class Kinds:
    """Which keys of a file hold a part that names its ``kind``, and which kinds there are.

    Attributes:
        what: the word for a kind, in both languages.
    """

    by_key: Mapping[str, Sequence[str]]
    what: Bilingual


_RULE_KINDS = Kinds({"rule": tuple(RULES), "of": tuple(RULES)}, Bilingual("กติกา", "the rule kind"))


def unknown_kinds(data: object, kinds: Kinds, path: Path = ()) -> Iterator[Finding]:
    """Each part that names no kind that exists: no other message about it would make sense."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from unknown_kinds(item, kinds, (*path, index))
    elif isinstance(data, dict):
        if path and path[-1] in kinds.by_key:
            yield from _unknown_kind(data, kinds, path)
        for key, value in data.items():
            if key in kinds.by_key and not isinstance(value, dict):
                yield _no_part((*path, key), kinds.by_key[key])
            yield from unknown_kinds(value, kinds, (*path, key))


def _no_part(path: Path, known: Sequence[str]) -> Finding:
    return Finding(
        path,
        Bilingual(
            f'"{path[-1]}" ต้องอยู่ในรูป {{kind: …}} ให้ใช้ {", ".join(known)}',
            f'"{path[-1]}" must be of the form {{kind: …}}; use one of {", ".join(known)}',
        ),
    )


def _unknown_kind(part: dict[str, object], kinds: Kinds, path: Path) -> Iterator[Finding]:
    kind, known = part.get("kind"), kinds.by_key[str(path[-1])]
    if not isinstance(kind, str) or kind not in known:
        th, en = hint(str(kind), known)
        listed = ", ".join(known)
        text = Bilingual(
            th=f'ไม่รู้จัก{kinds.what.th} "{kind}"{th} ให้ใช้ {listed}',
            en=f'{kinds.what.en} "{kind}" is unknown{en}; use one of {listed}',
        )
        yield Finding((*path, "kind"), text)


def _is_meant(data: object, details: ErrorDetails, kinds: Mapping[str, type]) -> bool:
    """Whether an error of a union of kinds is about the kind that the file names."""
    classes = {kind.__name__ for kind in kinds.values()}
    here: Any = data
    for step in details["loc"][1:]:
        if _holds(here, step):
            here = here[step]
        elif step in classes and kinds[here["kind"]].__name__ != step:
            return False
    return True


def _holds(here: object, step: str | int) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)


def _finding(data: object, details: ErrorDetails, names: Sequence[str], schema: str) -> Finding:
    path = _path_in(data, details["loc"][1:])
    last = str(details["loc"][-1])
    kind = details["type"]
    if kind == "missing":
        return Finding(path, Bilingual(f'ขาด "{last}" ให้เพิ่ม', f'"{last}" is missing; add it'))
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        th, en = hint(last, names)
        return Finding(
            path,
            Bilingual(
                f'ไม่รู้จักช่อง "{last}"{th} ให้แก้หรือลบออก',
                f'the key "{last}" is unknown{en}; correct or remove it',
            ),
        )
    return Finding(path, _wrong_value(last, kind, details, schema))


def _wrong_value(last: str, kind: str, details: ErrorDetails, schema: str) -> Bilingual:
    if kind == "string_type":
        return Bilingual(
            f'"{last}" ต้องเป็นข้อความ ให้ใส่ในเครื่องหมายคำพูด เช่น "1.10"',
            f'"{last}" must be text; put it in quotation marks, such as "1.10"',
        )
    message = details["msg"][0].lower() + details["msg"][1:]
    return Bilingual(
        f'ค่าของ "{last}" ใช้ไม่ได้ ({message}) ให้แก้ตาม {schema}',
        f'the value of "{last}" does not fit: {message}; correct it after {schema}',
    )


def _path_in(data: object, loc: tuple[int | str, ...]) -> Path:
    """``loc`` without the steps that pydantic adds for the members of a union."""
    path: list[str | int] = []
    here: Any = data
    for step in loc:
        if _holds(here, step):
            path.append(step)
            here = here[step]
    return tuple(path)


@cache
def _field_names(shape: type[File[Any]]) -> tuple[str, ...]:
    definitions = shape.model_json_schema()["$defs"].values()
    names = {name for part in definitions for name in part.get("properties", {})}
    return tuple(sorted(names))
