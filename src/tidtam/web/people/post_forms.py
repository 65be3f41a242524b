"""Forms about posts: which role, where, from when to when, why it ends, who comes next."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tidtam.orgs.queries import agencies, find, resolve
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.people.roles import ROLE_NAMES, Role
from tidtam.people.rules import GIVEN, give_right
from tidtam.shared import clock
from tidtam.shared.errors import TidtamError
from tidtam.web.dates import DayField
from tidtam.web.http import say

_NEAR: Final = 8


class GiveForm(forms.Form):
    """A post: role, office, period. Offers only what the reader may give."""

    role = forms.ChoiceField(label=_("หน้าที่"), error_messages={"required": _("เลือกหน้าที่")})
    office = forms.CharField(label=_("หน่วยงาน"), max_length=200, required=False)
    starts_on = DayField(label=_("เริ่มวันที่"))
    ends_on = DayField(label=_("วันสุดท้าย"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        codes = {"", *actor.agency_codes}
        roles = [r for r in GIVEN if any(actor.may(give_right(r), agency_code=c) for c in codes)]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(role.value, say(ROLE_NAMES[role])) for role in roles]
        self.initial.setdefault("starts_on", clock.today())
        if not actor.may("people.see"):
            self._offer_own_offices(actor)

    def _offer_own_offices(self, actor: Actor) -> None:
        own = agencies().filter(code__in=actor.agency_codes)
        self.fields["office"] = forms.ChoiceField(
            label=_("หน่วยงาน"), choices=[(each.code, each.name_th) for each in own]
        )

    def clean_office(self) -> Any:
        """The office behind its code or any of its names; None where nothing was typed."""
        words = self.cleaned_data["office"].strip()
        if not words:
            return None
        found = agencies().filter(code=words).first()
        if found is not None:
            return found
        try:
            return resolve(words)
        except TidtamError as refusal:
            self._offer_near(words)
            raise forms.ValidationError(say(refusal.message)) from refusal

    def _offer_near(self, words: str) -> None:
        """Let one of the offices be chosen that the words may mean; nothing is guessed."""
        near = [each.agency for each in find(words)[:_NEAR]]
        if near:
            choices = [(each.code, f"{each.name_th} ({each.code})") for each in near]
            again = ("", _("ไม่ใช่เหล่านี้ ค้นชื่อใหม่"))
            self.fields["office"].widget = forms.RadioSelect(choices=[*choices, again])

    def post(self) -> dict[str, Any]:
        """What the actions want: role, agency, period."""
        given = self.cleaned_data
        return {
            "role": Role(given["role"]),
            "agency": given["office"],
            "starts_on": given["starts_on"],
            "ends_on": given["ends_on"],
        }


class InviteForm(GiveForm):
    """A post for somebody who has no account yet."""

    full_name = forms.CharField(label=_("ชื่อและนามสกุล"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("อีเมล"),
        required=False,
        error_messages={"invalid": _("อีเมลไม่ถูกต้อง ตรวจตัวสะกด เช่น name@example.go.th")},
    )
    field_order = ["full_name", "email", "role", "office", "starts_on", "ends_on"]


class EndForm(forms.Form):
    """The last day and the reason."""

    last_day = DayField(label=_("วันสุดท้ายที่ทำหน้าที่"), initial=clock.today)
    reason = forms.CharField(
        label=_("เหตุผล"), max_length=500, error_messages={"required": _("เขียนเหตุผลสั้น ๆ")}
    )


class HandOverForm(EndForm):
    """The end of a post, and who has it from the next day."""

    to = forms.ModelChoiceField(
        label=_("ส่งมอบให้ผู้ที่มีบัญชีแล้ว"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("ยังไม่มีบัญชี ออกคำเชิญแทน"),
    )
    invite_name = forms.CharField(label=_("ชื่อผู้รับคำเชิญ"), max_length=200, required=False)
    invite_email = forms.EmailField(
        label=_("อีเมลผู้รับคำเชิญ"),
        required=False,
        error_messages={"invalid": _("อีเมลไม่ถูกต้อง ตรวจตัวสะกด เช่น name@example.go.th")},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        near = people.exclude(pk=post.person_id).filter(is_active=True)
        if post.agency_id is not None:
            near = near.filter(posts__agency=post.agency_id).distinct()
        else:
            near = near.filter(posts__role=post.role).distinct()
        field.queryset = near


class RenewWayForm(forms.Form):
    """Whether the second factor goes too, for who lost it; the bureau alone may."""

    drops_second_factor = forms.BooleanField(
        label=_("ถอดการยืนยันตัวตนขั้นที่สองด้วย เพราะเจ้าของบัญชีทำโทรศัพท์และรหัสสำรองหาย"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.may("people.drop_second_factor"):
            del self.fields["drops_second_factor"]
