"""The dates of the stages of a round, each with its own sentence where they do not fit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tidtam.rounds.planning import StageDates
from tidtam.rounds.states import STAGE_NAMES, StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.dates import MomentField
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.rounds.models import Stage

_FIRST_MINUTE, _LAST_MINUTE = dt.time(0, 0), dt.time(23, 59)


class StagesForm(forms.Form):
    """The dates of every stage; reporting has a day of grace too."""

    def __init__(self, stages: dict[StageCode, Stage], data: QueryDict | None = None) -> None:
        initial: dict[str, dt.datetime | None] = {}
        for code, stage in stages.items():
            initial |= {
                f"{code}_starts": stage.starts_at,
                f"{code}_due": stage.due_at,
                f"{code}_late": stage.late_until,
            }
        super().__init__(data, initial=initial)
        self.stages = stages
        for code in StageCode:
            self._add(code)

    def _add(self, code: StageCode) -> None:
        must = code is StageCode.REPORT
        name = say(STAGE_NAMES[code])
        self.fields[f"{code}_starts"] = MomentField(
            label=f"{name} – {_('เริ่ม')}", midnight=_FIRST_MINUTE, required=must
        )
        self.fields[f"{code}_due"] = MomentField(
            label=f"{name} – {_('กำหนดส่ง')}", midnight=_LAST_MINUTE, required=must
        )
        if must or self.initial.get(f"{code}_late"):
            self.fields[f"{code}_late"] = MomentField(
                label=f"{name} – {_('รับรายงานล่าช้าถึง')}", midnight=_LAST_MINUTE, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Each stage by itself: both ends, in order."""
        given: dict[str, Any] = self.cleaned_data
        for code in StageCode:
            starts, due = given.get(f"{code}_starts"), given.get(f"{code}_due")
            late = given.get(f"{code}_late")
            if self._is_faulty(code):
                continue
            if (starts is None) != (due is None):
                missing = f"{code}_starts" if starts is None else f"{code}_due"
                self._say(missing, "ใส่ทั้งวันเริ่มและกำหนดส่ง หรือเว้นว่างทั้งคู่", "give both days or neither")
            elif starts and due and due <= starts:
                self._say(f"{code}_due", "ต้องอยู่หลังวันเริ่ม", "must come after the start")
            elif late and (due is None or late < due):
                self._say(f"{code}_late", "ต้องไม่ก่อนกำหนดส่ง", "must not come before the deadline")
        return given

    def _is_faulty(self, code: StageCode) -> bool:
        return any(name.startswith(f"{code}_") for name in self.errors)

    def _say(self, name: str, th: str, en: str) -> None:
        self.add_error(name, f"{self.fields[name].label}: {say(Bilingual(th, en))}")

    def groups(self) -> list[tuple[Bilingual, list[forms.BoundField]]]:
        """The fields of each stage under its name."""
        return [
            (
                STAGE_NAMES[code],
                [self[name] for name in self.fields if name.startswith(f"{code}_")],
            )
            for code in StageCode
        ]

    def against(self, stored: dict[StageCode, Stage]) -> list[tuple[str, str, str]]:
        """Label, what is stored, what was typed: for every date."""
        parts = {"starts": "starts_at", "due": "due_at", "late": "late_until"}
        found = []
        for name, field in self.fields.items():
            code, _part, part = name.rpartition("_")
            held = stored.get(StageCode(code))
            theirs = getattr(held, parts[part]) if held else None
            found.append((str(field.label), _said(theirs), _said(self.cleaned_data.get(name))))
        return found

    def report_word(self) -> str:
        """The day of reporting as a confirmation names it: other dates are confirmed anew."""
        due = self.cleaned_data.get("report_due")
        return due.isoformat() if due else ""

    def dates(self) -> dict[StageCode, StageDates]:
        """The stages that have dates, of a sound form."""
        given = self.cleaned_data
        return {
            code: StageDates(
                given[f"{code}_starts"], given[f"{code}_due"], given.get(f"{code}_late")
            )
            for code in StageCode
            if given.get(f"{code}_starts")
        }


def _said(moment: dt.datetime | None) -> str:
    return thai_datetime(clock.local(moment)) if moment else "–"
