"""The advice to one office: a text per indicator and one over all, saved in one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency
from tidtam.reviews.advice import (
    LONGEST,
    AdviceChange,
    AdviceChangedMeanwhile,
    AdviceTooLong,
    filled,
    refuse_too_long,
    save_advice,
)
from tidtam.reviews.grid import full_label, printed
from tidtam.reviews.queries import recommendations_of
from tidtam.reviews.round_grid import columns_of, framework_kind, stored_marks
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked, round_by_code
from tidtam.scoring.definition import Node
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.closed import closed_of
from tidtam.web.central.marks_grid import marks_trail, say_saved, was_saved
from tidtam.web.central.marks_hints import Hint, hints_of
from tidtam.web.http import ActorRequest, for_act, say, tell


@dataclass(slots=True)
class AdviceField:
    """One text on the page.

    Attributes:
        short_title: what people call its instrument ("QP").
        node: the indicator; None for the overall comment.
        mark: the mark it comments, as printed; blank where none is given.
        text: what the field shows: what was typed, else what is stored.
        kept: what is stored.
        is_conflict: somebody else stored another text since the writer looked.
        error: why the text cannot be saved.
        hints: doubts about the text.
    """

    name: str
    short_title: Bilingual
    node: Node | None
    mark: str
    text: str
    kept: str
    is_conflict: bool = False
    error: Bilingual | None = None
    hints: Sequence[Hint] = ()

    @property
    def node_code(self) -> str:
        return self.node.code if self.node else ""

    @property
    def label(self) -> Bilingual:
        """The indicator by code and label: "2.1 ตัวบ่งชี้ที่ 1"."""
        if self.node is None:
            return Bilingual("ข้อเสนอแนะในภาพรวม", "Overall comment")
        label = self.node.label
        return Bilingual(full_label(self.node_code, label.th), full_label(self.node_code, label.en))

    @property
    def full_label(self) -> Bilingual:
        """The label with its instrument, for a list over all of them: "SA 2.1 ตัวบ่งชี้ที่ 1"."""
        return Bilingual(
            f"{self.short_title.th} {self.label.th}", f"{self.short_title.en} {self.label.en}"
        )

    @property
    def blocks(self) -> bool:
        """Whether the round cannot pass its check with this text."""
        return any(hint.blocks for hint in self.hints)


@dataclass(slots=True)
class AdviceSection:
    """One instrument with the texts of its indicators; the overall comment comes last."""

    instrument: Instrument
    title: Bilingual
    fields: list[AdviceField]


@require_http_methods(["GET", "POST"])
@for_act("marks.see")
def advice(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Every recommendation to one office; POST saves all of them, or none."""
    round_ = round_by_code(round_code, actor=request.actor)
    office = offices_asked(round_).filter(code=office_code).first()
    if office is None:
        raise NotFound(
            f"ไม่พบเขต {office_code} ในรอบนี้ โปรดเลือกจากตารางคะแนน",
            f"This round asks no office {office_code}; please choose from the grid of marks.",
        )
    sections = [_section(each, office) for each in instruments_of(round_)]
    if request.method == "GET":
        return _show(request, round_, office, sections)
    return _take(request, round_, office, sections)


def _section(instrument: Instrument, office: Agency) -> AdviceSection:
    definition = definition_of(instrument.framework)
    stored = stored_marks(instrument, offices=[office])
    columns = {column.code: column for column in columns_of(definition)}
    texts = recommendations_of(instrument, office_id=office.pk)
    fields = []
    for code, node in definition.asked(framework_kind(office)).items():
        held = stored.get((office.pk, code))
        mark = printed(held.answer, columns[code]) if held and code in columns else ""
        fields.append(_field(instrument, definition.short_title, node, mark, texts))
    fields.append(_field(instrument, definition.short_title, None, "", texts))
    return AdviceSection(instrument, definition.title, fields)


def _field(
    instrument: Instrument,
    short_title: Bilingual,
    node: Node | None,
    mark: str,
    texts: Mapping[str, str],
) -> AdviceField:
    code = node.code if node else ""
    name = f"t-{instrument.framework.code}-{code or 'overall'}"
    kept = texts.get(code, "")
    return AdviceField(name, short_title, node, mark, text=kept, kept=kept)


def _take(
    request: ActorRequest, round_: Round, office: Agency, sections: Sequence[AdviceSection]
) -> HttpResponse:
    request.actor.must("marks.change")
    changes = list(_changes(request.POST, office, sections))
    if not any(field.error for section in sections for field in section.fields):
        try:
            number = save_advice(round_, office=office, changes=changes, by=request.actor)
        except AdviceChangedMeanwhile as error:
            return _show(request, round_, office, sections, sentence=error.message, status=409)
        tell(request, _saved(number))
        say_saved(request, _shelf(round_, office))
        return redirect(request.get_full_path())
    return _show(request, round_, office, sections, status=422)


def _changes(
    posted: Mapping[str, str], office: Agency, sections: Sequence[AdviceSection]
) -> Iterator[AdviceChange]:
    """The texts that were changed; conflicts are marked on their fields."""
    for section in sections:
        for field in section.fields:
            if field.name not in posted:
                continue
            seen = filled(posted.get(f"seen-{field.name}", ""), office)
            typed = posted[field.name].replace("\r\n", "\n")
            wanted = filled(typed, office)
            if wanted in (seen, field.kept):
                continue
            field.text = typed
            field.is_conflict = seen != field.kept
            field.error = _CONFLICT if field.is_conflict else _too_long(wanted)
            yield AdviceChange(section.instrument, field.node_code, wanted, field.kept)


def _saved(number: int) -> Bilingual:
    if not number:
        return Bilingual(
            "ไม่มีข้อความใดเปลี่ยน จึงไม่มีอะไรต้องบันทึก",
            "No text was changed; there is nothing to save.",
        )
    return Bilingual(f"บันทึกข้อเสนอแนะแล้ว {number} ข้อความ", f"Recommendations saved: {number}.")


def _show(
    request: ActorRequest,
    round_: Round,
    office: Agency,
    sections: Sequence[AdviceSection],
    *,
    sentence: Bilingual | None = None,
    status: int = 200,
) -> HttpResponse:
    _add_hints(request, round_, office, sections)
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "office": office,
        "sections": sections,
        "closed": closed_of(round_),
        "may_change": round_.frozen_at is None and request.actor.may("marks.change"),
        "lines": [
            (field.name, f"{say(field.full_label)}: {say(field.error)}")
            for field in _fields(sections)
            if field.error
        ],
        "doubtful": [field for field in _fields(sections) if field.hints],
        "longest": LONGEST,
        "shelf": _shelf(round_, office),
        "saved": was_saved(request, _shelf(round_, office)),
        "general": [say(sentence)] if sentence else [],
        "trail": [*marks_trail(round_), (office.short_name, "")],
    }
    return render(request, "web/central/marks_advice.html", context, status=status)


def _add_hints(
    request: ActorRequest, round_: Round, office: Agency, sections: Sequence[AdviceSection]
) -> None:
    fields = {
        (section.instrument.framework.code, field.node_code): field
        for section in sections
        for field in section.fields
    }
    texts = {key: filled(field.text, office) for key, field in fields.items() if field.text}
    for key, hints in hints_of(round_, office, texts=texts, actor=request.actor).items():
        fields[key].hints = hints


def _fields(sections: Sequence[AdviceSection]) -> Iterator[AdviceField]:
    return (field for section in sections for field in section.fields)


_CONFLICT = Bilingual(
    "มีผู้แก้ข้อความไปก่อน ข้อความที่บันทึกอยู่ตอนนี้อยู่ใต้ช่องนี้ แก้ให้เป็นที่ต้องการแล้วบันทึกอีกครั้ง",
    "Somebody else changed the text first. What is stored now stands under this field; "
    "make the text what it should be and save again.",
)


def _too_long(text: str) -> Bilingual | None:
    try:
        refuse_too_long(text)
    except AdviceTooLong as error:
        return error.message
    return None


def _shelf(round_: Round, office: Agency) -> str:
    """The name under which the browser keeps unsaved texts of this page."""
    return f"advice:{round_.code}:{office.code}"


urlpatterns = [
    path("rounds/<slug:round_code>/marks/<slug:office_code>/", advice, name="central-marks-advice"),
]
