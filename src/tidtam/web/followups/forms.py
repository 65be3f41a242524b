"""The forms of an answer: one for each state it can lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.followups.actions import said_of
from tidtam.followups.rules import LONGEST, LONGEST_WHO, NEEDED, Said
from tidtam.followups.states import FollowUpState
from tidtam.web.dates import DayField
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.followups.errors import AnswerLacks
    from tidtam.followups.models import FollowUp


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    """A field for some lines; what it lacks is said by the rules of the room."""
    widget = forms.Textarea({"rows": 4, "lang": "th"})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, widget=widget)


def _day(label: Any) -> DayField:
    return DayField(label=label, required=True)


class AnswerForm(forms.Form):
    """The fields of an answer that leads to one state; the others stay as they are stored."""

    state: FollowUpState
    use_required_attribute = False  # our own words tell what is missing

    def __init__(self, follow_up: FollowUp, data: Any = None) -> None:
        self.stored = said_of(follow_up)
        names = self.base_fields
        super().__init__(
            data,
            initial={name: getattr(self.stored, name) for name in names},
            auto_id=f"{self.state.value}-%s",
        )
        for name, words in NEEDED[self.state].items():
            self.fields[name].error_messages["required"] = say(words)

    def said(self) -> Said:
        """The answer as a whole: what was typed here, and the rest as stored."""
        return replace(self.stored, state=self.state, **self.cleaned_data)

    def add_faults(self, error: AnswerLacks) -> None:
        """Put each sentence of a refusal at its field; what has none here, over the form."""
        for name, words in error.fields.items():
            self.add_error(name if name in self.fields else None, say(words))


class AcceptForm(AnswerForm):
    """What will be done, by whom and by when."""

    state = FollowUpState.ACCEPTED
    plan = _text(_("จะดำเนินการอย่างไร"))
    who = forms.CharField(
        label=_("ผู้รับผิดชอบ"),
        help_text=_("กลุ่มงานหรือตำแหน่ง ไม่ต้องใส่ชื่อบุคคล"),
        max_length=LONGEST_WHO,
        widget=forms.TextInput({"lang": "th"}),
    )
    due_on = _day(_("แล้วเสร็จภายในวันที่"))


class DeclineForm(AnswerForm):
    """Why the recommendation is not accepted."""

    state = FollowUpState.DECLINED
    reason = _text(_("เหตุผลที่ไม่รับ"), _("ส่วนกลางและผู้ประเมินรอบถัดไปจะอ่านเหตุผลนี้"))


class DoneForm(AnswerForm):
    """What was done and came of it."""

    state = FollowUpState.DONE
    outcome = _text(_("ทำอะไรแล้ว เกิดผลอย่างไร"))
    done_on = _day(_("แล้วเสร็จเมื่อวันที่"))


FORMS: Final[dict[FollowUpState, type[AnswerForm]]] = {
    form.state: form for form in (AcceptForm, DeclineForm, DoneForm)
}
