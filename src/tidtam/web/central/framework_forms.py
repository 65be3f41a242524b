"""The form of one part of a framework, made from what ``frameworks.fields`` says of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from tidtam.frameworks.fields import Field, Given, WrongField, read_number, shown
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say


class PartForm(forms.Form):
    """Fields of a node, or of the whole framework, with what stands in the file now."""

    def __init__(self, described: list[Field], part: Any, data: QueryDict | None = None) -> None:
        initial = {field.name: _initial(field, part) for field in described}
        super().__init__(data, initial=initial)
        self.described = described
        self.fields.update({field.name: _control(field) for field in described})

    def clean(self) -> dict[str, Any]:
        """Numbers that are none are named beside everything else that is wrong."""
        answers: dict[str, Any] = self.cleaned_data
        for field in self.described:
            if field.kind != "number" or field.name not in answers:
                continue
            try:
                read_number(field, answers[field.name])
            except WrongField as error:
                self.add_error(field.name, say(error.message))
        return answers

    def groups(self) -> list[tuple[Bilingual, list[BoundField]]]:
        """The fields under their headings, in order."""
        by_group = groupby(self.described, key=lambda field: field.group)
        return [(group, [self[field.name] for field in fields]) for group, fields in by_group]

    def given(self) -> dict[str, Given]:
        """The answers of a sound form."""
        answers = self.cleaned_data.items()
        return {name: tuple(a) if isinstance(a, list) else a for name, a in answers}

    def both(self, part: Any) -> list[tuple[Bilingual, str, str]]:
        """Fields in which what was typed differs from what another person saved."""
        typed = self.given()
        rows = [(f.label, _words(shown(f, part)), _words(typed[f.name])) for f in self.described]
        return [row for row in rows if row[1] != row[2]]


def _initial(field: Field, part: Any) -> Any:
    value = shown(field, part)
    return list(value) if isinstance(value, tuple) else value


def _words(value: Given) -> str:
    if isinstance(value, bool):
        return say(Bilingual("ใช่", "yes")) if value else say(Bilingual("ไม่ใช่", "no"))
    return ", ".join(value) if isinstance(value, tuple) else " ".join(value.split())


def _control(field: Field) -> forms.Field:
    label, choices = say(field.label), [(code, say(words)) for code, words in field.choices]
    if field.kind == "yes":
        return forms.BooleanField(label=label, required=False)
    if field.kind == "choices":
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=boxes)
    if field.kind == "choice":
        return forms.ChoiceField(label=label, choices=choices)
    return forms.CharField(
        label=label,
        required=field.required,
        max_length=40 if field.kind == "number" else 5000,
        widget=_WIDGETS[field.kind](),
        error_messages={"required": say(_missing(field))},
    )


def _missing(field: Field) -> Bilingual:
    return Bilingual(
        f"{field.label.th}: ว่างไม่ได้ โปรดใส่",
        f"{field.label.en}: this cannot be empty; please fill it in.",
    )


def _number_input() -> forms.Widget:
    return forms.TextInput(attrs={"inputmode": "decimal", "class": "input--number"})


def _text_area() -> forms.Widget:
    return forms.Textarea(attrs={"rows": 3})


_WIDGETS = {"line": forms.TextInput, "text": _text_area, "number": _number_input}
