"""How a person wants to be told: ways, one letter a day or each at once, quiet hours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.jobs.notices import ready_ways
from tidtam.notices.actions import choose
from tidtam.notices.queries import preference_of_actor
from tidtam.notices.states import DIGEST_LABELS, WAY_LABELS, Digest, Way
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_time
from tidtam.web.http import ActorRequest, for_act, say, tell

if TYPE_CHECKING:
    from django.http import QueryDict

    from tidtam.notices.models import Preference

MY_NOTICES = Bilingual("การแจ้งเตือนของฉัน", "My notices")
ACCOUNT = Bilingual("บัญชีของฉัน", "My account")
_HOURS = [(dt.time(hour).isoformat("minutes"), thai_time(dt.time(hour))) for hour in range(24)]


class ChoicesForm(forms.Form):
    """What one person chooses; only ways that are set up, or were chosen before, are offered."""

    ways = forms.MultipleChoiceField(
        label=_("ส่งถึงฉันทาง"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("ยังไม่ได้เลือกทางรับข้อความ โปรดเลือกอย่างน้อยหนึ่งทาง")},
    )
    line_id = forms.CharField(
        label=_("รหัสผู้ใช้ LINE"),
        required=False,
        max_length=33,
        help_text=_("ขึ้นต้นด้วย U รวม 33 ตัว ผู้ดูแลบัญชี LINE ของหน่วยงานเป็นผู้แจ้งรหัสนี้"),
    )
    digest = forms.ChoiceField(label=_("ส่งบ่อยเพียงใด"), widget=forms.RadioSelect)
    has_quiet_hours = forms.BooleanField(
        label=_("พักการแจ้งเตือนในช่วงเวลาต่อไปนี้ แล้วส่งเมื่อพ้นช่วง"), required=False
    )
    quiet_from = forms.ChoiceField(label=_("พักตั้งแต่"), choices=_HOURS)
    quiet_to = forms.ChoiceField(label=_("ถึง"), choices=_HOURS)

    def __init__(self, preference: Preference, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial(preference))
        offered = ready_ways() | {Way.EMAIL} | set(preference.chosen_ways)
        ways: Any = self.fields["ways"]
        ways.choices = [(way.value, say(WAY_LABELS[way])) for way in Way if way in offered]
        digest: Any = self.fields["digest"]
        digest.choices = [(each.value, say(DIGEST_LABELS[each])) for each in Digest]
        if Way.LINE not in offered:
            del self.fields["line_id"]

    def chosen(self) -> dict[str, Any]:
        """What a sound form says, as ``notices.actions.choose`` takes it."""
        given = self.cleaned_data
        hours = (_time(given["quiet_from"]), _time(given["quiet_to"]))
        return {
            "ways": [Way(each) for each in given["ways"]],
            "digest": Digest(given["digest"]),
            "quiet_hours": hours if given["has_quiet_hours"] else None,
            "line_id": given.get("line_id", "").strip(),
        }


def _initial(preference: Preference) -> dict[str, Any]:
    return {
        "ways": [way.value for way in preference.chosen_ways],
        "line_id": preference.line_id,
        "digest": preference.digest,
        "has_quiet_hours": preference.has_quiet_hours,
        "quiet_from": preference.quiet_from.isoformat("minutes"),
        "quiet_to": preference.quiet_to.isoformat("minutes"),
    }


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


@require_http_methods(["GET", "POST"])
@for_act("notices.choose")
def my_notices(request: ActorRequest) -> HttpResponse:
    """The choices of whoever is signed in, and nobody else's."""
    preference = preference_of_actor(request.actor)
    form = ChoicesForm(preference, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            choose(**form.chosen(), by=request.actor)
        except BadInput as refusal:
            form.add_error(None, say(refusal.message))
        else:
            tell(request, Bilingual("บันทึกแล้ว ใช้กับข้อความต่อจากนี้", "Saved; it holds from now on."))
            return redirect("me-notices")
    context = {
        "form": form,
        "email": preference.person.email,
        "trail": [(ACCOUNT, reverse("me")), (MY_NOTICES, "")],
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/notices/choices.html", context, status=status)
