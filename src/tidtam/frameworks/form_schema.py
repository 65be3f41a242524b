"""The shape of a form file: pydantic reads it from the dataclasses of the forms room."""

from __future__ import annotations

from typing import Any

from tidtam.forms.definition import Form
from tidtam.forms.kinds import KINDS
from tidtam.frameworks.problems import Finding
from tidtam.frameworks.schema import File, Kinds, read_file, unknown_kinds
from tidtam.thai.bilingual import Bilingual

_SCALARS = ("line", "number", "date", "choice")
_ANSWER_KINDS = Kinds(
    {"answer": tuple(KINDS), "of": _SCALARS}, Bilingual("ชนิดคำตอบ", "the kind of answer")
)


class FormFile(File[Form]):
    """A form file."""


def read_form_shape(data: object) -> Form | list[Finding]:
    """The form of plain values, or everything wrong with their shape."""
    wrong_kinds = list(unknown_kinds(data, _ANSWER_KINDS))
    if wrong_kinds:
        return wrong_kinds
    return read_file(FormFile, data, KINDS, schema="frameworks/form-schema.json")


def form_json_schema() -> dict[str, Any]:
    """The JSON Schema of a form file."""
    definitions = FormFile.model_json_schema()["$defs"]
    for kind in KINDS.values():  # an answer names its kind, though the dataclass knows it
        shape = definitions[kind.__name__]
        shape["required"] = sorted({"kind", *shape.get("required", ())})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidtam form file",
        "$ref": "#/$defs/Form",
        "$defs": definitions,
    }
