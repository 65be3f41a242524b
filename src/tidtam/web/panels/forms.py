"""Forms about a panel: its share of double marking, its reviewers, reasons, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.orgs.queries import inspection_regions
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.people.models import Person

MOST_ITEMS: Final = 20_000
_WHOLE: Final = _("ใส่เป็นจำนวนเต็ม")


class MakeForm(forms.Form):
    """The share of items that two people mark."""

    double_share = forms.IntegerField(
        label=_("สัดส่วนข้อที่ให้คะแนนสองคน (%)"),
        min_value=0,
        max_value=100,
        initial=20,
        help_text=_("0 คือทุกข้อมีผู้ประเมินคนเดียว 100 คือทุกข้อมีสองคน ยิ่งมากยิ่งใช้ผู้ประเมินมาก"),
        error_messages={
            "required": _("ใส่สัดส่วนเป็นจำนวนเต็ม 0 ถึง 100"),
            "invalid": _("ใส่สัดส่วนเป็นจำนวนเต็ม 0 ถึง 100"),
            "min_value": _("ใส่สัดส่วนเป็นจำนวนเต็ม 0 ถึง 100"),
            "max_value": _("ใส่สัดส่วนเป็นจำนวนเต็ม 0 ถึง 100"),
        },
    )


class DoubleForm(MakeForm):
    """The share and the seed of the draw."""

    seed = forms.CharField(
        label=_("รหัสสุ่ม"),
        max_length=40,
        help_text=_("ข้อความใดก็ได้ เช่น เลขที่มีผู้จับสลากต่อหน้าคณะ รหัสเดียวกันได้ข้อชุดเดียวกันเสมอ"),
        error_messages={"required": _("ใส่รหัสสุ่ม")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class KnowledgeForm(forms.Form):
    """What somebody can judge, where, and how much."""

    fields_known = forms.MultipleChoiceField(
        label=_("ความเชี่ยวชาญ (กลุ่มตัวชี้วัด)"),
        required=False,
        help_text=_("ไม่เลือกเลย หมายถึงทุกด้าน"),
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.MultipleChoiceField(
        label=_("เขตตรวจราชการ"),
        required=False,
        help_text=_("ไม่เลือกเลย หมายถึงทั่วประเทศ"),
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label=_("รับได้ไม่เกินกี่ข้อ"),
        min_value=1,
        max_value=MOST_ITEMS,
        help_text=_("หนึ่งข้อคือหนึ่งตัวชี้วัดของหนึ่งเขต"),
        error_messages={
            "required": _WHOLE,
            "invalid": _WHOLE,
            "min_value": _("ใส่จำนวนตั้งแต่ 1 ข้อ"),
            "max_value": _("จำนวนมากเกินไป ใส่ไม่เกิน 20,000 ข้อ"),
        },
    )

    def __init__(self, *args: Any, names: Mapping[str, Bilingual], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "fields_known", [(code, say(name)) for code, name in names.items()])
        _choose(self, "regions", [(each.code, say(each.name)) for each in inspection_regions()])

    def knowledge(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        return {
            "fields": given["fields_known"],
            "regions": given["regions"],
            "capacity": given["capacity"],
        }


class AddForm(KnowledgeForm):
    """Several people at once, with the same knowledge."""

    person = forms.MultipleChoiceField(
        label=_("ผู้ประเมิน"),
        error_messages={
            "required": _("เลือกผู้ประเมินอย่างน้อยหนึ่งคน"),
            "invalid_choice": _("มีผู้ที่เลือกไม่อยู่ในรายการแล้ว โปรดเลือกใหม่"),
        },
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", [(str(each.pk), each.full_name) for each in people])

    def chosen(self, people: list[Person]) -> list[Person]:
        """The people of a sound form."""
        keys = set(self.cleaned_data["person"])
        return [each for each in people if str(each.pk) in keys]


class ReasonForm(forms.Form):
    """Why something is done that others will ask about."""

    reason = forms.CharField(
        label=_("เหตุผล"),
        max_length=1000,
        help_text=_("เก็บไว้ในประวัติ"),
        error_messages={"required": _("ใส่เหตุผล")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConflictForm(forms.Form):
    """An office or a whole province that somebody must not judge, and why."""

    name = forms.CharField(
        label=_("ชื่อหรือรหัสเขต"),
        max_length=200,
        required=False,
        help_text=_("ชื่อเต็ม ชื่อย่อ ชื่อเดิม หรือรหัส เช่น สพป.ระยอง เขต 2"),
    )
    province = forms.ChoiceField(label=_("หรือทุกเขตในจังหวัด"), required=False)
    reason = forms.CharField(
        label=_("เหตุผล"),
        max_length=1000,
        help_text=_("สั้น ๆ พอให้เข้าใจ เช่น เคยเป็นที่ปรึกษาของเขต ไม่ต้องใส่ชื่อบุคคลอื่น"),
        error_messages={"required": _("ใส่เหตุผล")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, provinces: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", say(Bilingual("ไม่ใช้", "No")))
        _choose(self, "province", [nothing, *provinces.items()])

    def clean(self) -> dict[str, Any]:
        """Either an office or a province."""
        given: dict[str, Any] = self.cleaned_data
        if bool(given.get("name")) == bool(given.get("province")):
            words = Bilingual(
                "ใส่ชื่อเขต หรือเลือกจังหวัด อย่างใดอย่างหนึ่ง",
                "Name an office, or choose a province: one of both.",
            )
            self.add_error("name", say(words))
        return given


class SomebodysConflictForm(ConflictForm):
    """A conflict of a reviewer, declared by the bureau."""

    person = forms.ChoiceField(label=_("ผู้ประเมิน"), error_messages={"required": _("เลือกผู้ประเมิน")})
    field_order = ["person", "name", "province", "reason"]

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", say(Bilingual("เลือก", "Choose")))
        _choose(self, "person", [first, *((str(each.pk), each.full_name) for each in people)])


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices
