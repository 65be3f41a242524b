"""Which office a typed name means, among those a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tidtam.orgs.queries import find
from tidtam.orgs.reasons import Standing
from tidtam.rounds.collecting import has_words
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tidtam.orgs.models import Agency

SEVERAL: Final = Bilingual(
    "ชื่อนี้หมายถึงได้หลายเขต โปรดเลือกจากรายการ", "Several offices fit; please choose one."
)
NONE: Final = Bilingual("ไม่พบเขตชื่อนี้ในทะเบียน โปรดตรวจชื่อ", "No office of that name; please check it.")
_MOST: Final = 8


def office_meant(asked: QuerySet[Agency], name: str) -> tuple[Agency | None, list[Agency]]:
    """The office that a name or code means, or else those that may be meant, best first."""
    by_code = asked.filter(code=name).first()
    if by_code is not None:
        return by_code, []
    here = set(asked.values_list("pk", flat=True))
    fitting = [candidate for candidate in find(name) if candidate.agency.pk in here]
    exact = [each.agency for each in fitting if each.standing is Standing.EXACT]
    # "กรุงเทพ" is read as one office, yet others carry it in their names: ask.
    alike = [each for each in asked if has_words(each, name) and each not in exact]
    if len(exact) == 1 and (not alike or _is_called(exact[0], name)):
        return exact[0], []
    near = [each.agency for each in fitting if each.agency not in (*exact, *alike)]
    return None, [*exact, *alike, *near][:_MOST]


def _is_called(office: Agency, name: str) -> bool:
    """Whether a name is exactly one of the office's own."""
    return " ".join(name.split()) in (office.short_th, office.name_th, office.short_en)
