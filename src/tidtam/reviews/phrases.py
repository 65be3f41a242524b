"""A reviewer's own bank of phrases for comments; nobody else reads it.

``{office}`` stands for the office's name and is filled in from the register (``fill``), so a
phrase names no office and fits all of them.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from tidtam.checks.comment_office import PLACEHOLDER, check_placeholder
from tidtam.checks.level_totals import LEVEL_WORDS
from tidtam.forms.kinds.typed import many_lines
from tidtam.orgs.named_offices import named_offices
from tidtam.people.actor import Actor
from tidtam.reviews.advice import filled as fill
from tidtam.reviews.errors import PhraseRefused
from tidtam.reviews.models import Phrase
from tidtam.shared import clock
from tidtam.shared.errors import NotFound

__all__ = ["add_phrase", "change_phrase", "count_use", "fill", "phrases_of", "remove_phrase"]

LONGEST_PHRASE = 1000
# More than anybody finds again.
MOST_PHRASES = 200
_ACT = "reviews.see"


def phrases_of(actor: Actor, *, level: int | None = None) -> list[Phrase]:
    """A reviewer's own phrases, the most used first; for a level those meant for it or for any."""
    actor.must(_ACT)
    own = Phrase.objects.filter(person=actor.person_id)
    if level is not None:
        own = own.filter(Q(level=level) | Q(level=None))
    return list(own.order_by("-used", "pk"))


@transaction.atomic
def add_phrase(text: str, *, level: int | None = None, by: Actor) -> Phrase:
    """Keep one more phrase; the same one again is the one that is there.

    Raises:
        PhraseRefused: it is empty, too long, names an office, has broken braces or an unknown
            level; or there are too many.
    """
    owner = _owner(by)
    sound = _sound(text, level)
    own = Phrase.objects.filter(person=owner)
    held = own.filter(text=sound, level=level).first()
    if held is not None:
        return held
    if own.count() >= MOST_PHRASES:
        raise PhraseRefused(
            f"มีข้อความครบ {MOST_PHRASES} ข้อความแล้ว โปรดลบข้อความที่ไม่ใช้ก่อนเพิ่ม",
            f"There are {MOST_PHRASES} phrases already; please remove one you do not use first.",
        )
    return Phrase.objects.create(person_id=owner, text=sound, level=level, made_at=clock.now())


@transaction.atomic
def change_phrase(phrase_id: int, *, text: str, level: int | None, by: Actor) -> Phrase:
    """Write an own phrase anew; comments it was used in stay as they are.

    Raises:
        NotFound: no phrase of this reviewer.
        PhraseRefused: as ``add_phrase``.
    """
    phrase = _own(phrase_id, by)
    phrase.text, phrase.level = _sound(text, level), level
    phrase.save(update_fields=["text", "level"])
    return phrase


@transaction.atomic
def remove_phrase(phrase_id: int, *, by: Actor) -> None:
    """Take an own phrase out; removing it twice is removing it once."""
    Phrase.objects.filter(pk=phrase_id, person=_owner(by)).delete()


@transaction.atomic
def count_use(phrase_id: int, *, by: Actor) -> Phrase:
    """Count that a phrase was put into a comment; what is used most stands first.

    Raises:
        NotFound: no phrase of this reviewer.
    """
    phrase = _own(phrase_id, by)
    Phrase.objects.filter(pk=phrase.pk).update(used=F("used") + 1)
    phrase.used += 1
    return phrase


def _owner(by: Actor) -> int:
    by.must(_ACT)
    if by.person_id is None:
        raise _not_yours()
    return by.person_id


def _own(phrase_id: int, by: Actor) -> Phrase:
    own = Phrase.objects.select_for_update().filter(pk=phrase_id, person=_owner(by))
    held = own.first()
    if held is None:
        raise _not_yours()
    return held


def _not_yours() -> NotFound:
    return NotFound(
        "ไม่พบข้อความนี้ในคลังของท่าน โปรดเลือกจากรายการ",
        "No such phrase among yours; please choose from the list.",
    )


def _sound(text: str, level: int | None) -> str:
    """The phrase as it is stored."""
    sound = many_lines(text)
    if not sound.replace(PLACEHOLDER, "").strip():
        raise PhraseRefused("ยังไม่ได้พิมพ์ข้อความ โปรดพิมพ์ก่อนบันทึก", "Please type the phrase first.")
    if len(sound) > LONGEST_PHRASE:
        raise PhraseRefused(
            f"ข้อความยาว {len(sound):,} ตัวอักษร เกิน {LONGEST_PHRASE:,} ตัวอักษร โปรดแบ่งเป็นหลายข้อความ",
            f"The phrase has {len(sound):,} characters, more than {LONGEST_PHRASE:,}; "
            "please split it.",
        )
    if level is not None and level not in LEVEL_WORDS:
        raise PhraseRefused(
            f"ไม่มีระดับ {level} โปรดเลือกระดับ 1 ถึง 5 หรือทุกระดับ",
            f"There is no level {level}; please choose 1 to 5, or any level.",
        )
    _refuse_names(sound)
    return sound


def _refuse_names(sound: str) -> None:
    for finding in check_placeholder(sound):
        raise PhraseRefused(
            f"“{finding.words}” {finding.why.th}", f"“{finding.words}”. {finding.why.en}"
        )
    _names, register = named_offices()
    for mention in register.mentions(sound):
        words = sound[mention.start : mention.end]
        raise PhraseRefused(
            f"ข้อความมีชื่อเขต “{words}” โปรดใช้ {PLACEHOLDER} แทน ระบบจะใส่ชื่อเขตที่กำลังประเมินให้เอง",
            f"The phrase names an office, “{words}”; please write {PLACEHOLDER} instead, and the "
            "name of the office you judge is filled in.",
        )
