"""The forms with which an office asks its schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.forms.errors import AnswerProblem
from tidtam.forms.kinds import Day
from tidtam.orgs.schools import LEVEL_WORDS, SIZE_WORDS
from tidtam.schools.queries import SchoolFilter
from tidtam.schools.rules import MOST_HELP, MOST_TITLE
from tidtam.schools.states import WAYS, Way
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.thai.digits import to_arabic
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.orgs.models import School


class WordsForm(forms.Form):
    """What the schools read, and until when they may reply."""

    title = forms.CharField(
        label=_("คำถามที่โรงเรียนจะเห็น"),
        max_length=MOST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    help = forms.CharField(
        label=_("คำอธิบายเพิ่มเติม"),
        max_length=MOST_HELP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("เช่น นับอะไร ช่วงเวลาใด ไม่ขอชื่อหรือข้อมูลของนักเรียน"),
    )
    closes = forms.CharField(
        label=_("ตอบภายในวันที่"),
        max_length=60,
        help_text=_("วัน เดือน ปี พ.ศ. เช่น 31 มีนาคม 2566 หรือ 31/3/2566 รับถึงสิ้นวัน"),
    )

    def __init__(self, *args: Any, open_until: dt.datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.open_until = open_until

    def clean_closes(self) -> dt.datetime:
        """The last moment of the day, or of the office's own time on its last day."""
        typed = self.cleaned_data["closes"]
        try:
            text = Day().read(typed)
        except AnswerProblem as problem:
            raise forms.ValidationError(say(Bilingual(problem.th, problem.en))) from None
        day = dt.date.fromisoformat(text)
        last = clock.local(self.open_until)
        if day == last.date():
            return self.open_until
        return last.replace(
            year=day.year, month=day.month, day=day.day, hour=23, minute=59, second=0, microsecond=0
        )


def read_codes(typed: str) -> tuple[str, ...]:
    """The codes as typed or pasted, each once, in their order; Thai digits become Arabic."""
    words = to_arabic(typed).replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(words))


def _refuse_unknown(codes: Iterable[str], known: Collection[str]) -> None:
    """Name every code that is no school of the office: nobody is left out unseen."""
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise forms.ValidationError(
            _(
                "ไม่พบรหัสเหล่านี้ในรายชื่อโรงเรียนของเขต (%(n)s รหัส): %(codes)s "
                "โปรดแก้หรือลบรหัส หรือให้ผู้อำนวยการนำเข้าโรงเรียนก่อน ยังไม่ได้บันทึกอะไร"
            ),
            params={"n": len(unknown), "codes": ", ".join(unknown)},
        )


class AddForm(forms.Form):
    """Schools that join an inquiry that is open."""

    codes = forms.CharField(
        label=_("รหัสโรงเรียนที่จะถามเพิ่ม"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("วางรหัส 10 หลักจากตาราง คั่นด้วยบรรทัดหรือเว้นวรรค"),
        error_messages={"required": _("กรอกรหัสโรงเรียนอย่างน้อยหนึ่งรหัส")},
    )

    def __init__(self, *args: Any, known: Collection[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known

    def clean_codes(self) -> tuple[str, ...]:
        """The codes; each is of a school of the office."""
        codes = read_codes(self.cleaned_data["codes"])
        _refuse_unknown(codes, self.known)
        return codes


class AskForm(WordsForm):
    """The question, how it is asked, and which schools are asked."""

    way = forms.ChoiceField(label=_("ให้โรงเรียนตอบอย่างไร"), widget=forms.RadioSelect)
    sizes = forms.MultipleChoiceField(
        label=_("เฉพาะขนาด"), required=False, widget=forms.CheckboxSelectMultiple
    )
    levels = forms.MultipleChoiceField(
        label=_("เฉพาะระดับที่เปิดสอน"), required=False, widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=_("เฉพาะรหัสโรงเรียนเหล่านี้"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("วางรหัส 10 หลักจากตาราง คั่นด้วยบรรทัดหรือเว้นวรรค"),
    )

    def __init__(
        self,
        *args: Any,
        ways: Iterable[Way],
        sizes: dict[str, int],
        levels: dict[str, int],
        known: Mapping[str, School],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.known = known
        _choose(self, "way", [(way.value, say(WAYS[way])) for way in ways])
        size_words = {size.value: words for size, words in SIZE_WORDS.items()}
        level_words = {level.value: words for level, words in LEVEL_WORDS.items()}
        _choose(self, "sizes", _counted(sizes, size_words))
        _choose(self, "levels", _counted(levels, level_words))

    def clean_codes(self) -> tuple[str, ...]:
        """The codes; each is of a school of the office."""
        codes = read_codes(self.cleaned_data["codes"])
        _refuse_unknown(codes, self.known)
        return codes

    def clean(self) -> dict[str, Any]:
        """A school that is named and does not fit the other choices is named, not left out."""
        given = super().clean() or {}
        codes = given.get("codes", ())
        others = [code for code in codes if not self.wanted.fits(self.known[code])]
        if others:
            words = _("โรงเรียนเหล่านี้ไม่ตรงกับขนาดหรือระดับที่เลือกไว้: %(codes)s โปรดแก้รหัสหรือตัวเลือก")
            self.add_error("codes", words % {"codes": ", ".join(others)})
        return given

    @property
    def wanted(self) -> SchoolFilter:
        """The schools that are meant; only of a valid form."""
        given = self.cleaned_data
        return SchoolFilter(
            sizes=tuple(given.get("sizes", ())),
            levels=tuple(given.get("levels", ())),
            codes=given.get("codes", ()),
        )


def usual_day(open_until: dt.datetime) -> str:
    """A week from now, or the office's last day where that comes first."""
    return thai_date(clock.local(min(clock.now() + dt.timedelta(days=7), open_until)).date())


def _counted(counts: dict[str, int], words: dict[str, Bilingual]) -> list[tuple[str, str]]:
    return [(code, f"{say(words[code])} ({count:,})") for code, count in counts.items()]


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices
    if not choices:
        del form.fields[name]
