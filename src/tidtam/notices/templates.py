"""The messages the system knows: names, what each must be given, and its words.

The words are the files ``texts/NAME.th.txt`` and ``.en.txt``: the subject, an empty line, the
body with ``{key}`` where something is filled in. Days are written in the Buddhist Era, a list
as one line each. What a caller gives is checked here, before anything is stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from tidtam.notices.errors import WrongContext
from tidtam.notices.states import Way
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import buddhist_year, thai_date, thai_datetime

TEXTS: Final = Path(__file__).parent / "texts"
HIDDEN: Final = "•••"
_LONGEST_SUBJECT: Final = 300
_KEY: Final = re.compile(r"\{([a-z_]+)\}")
_ENGLISH_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ANY_WAY: Final = frozenset(Way)


class Kind(Enum):
    """What a key of a context is.

    TEXT: a ``str`` or ``Bilingual``, not empty · DAY: a ``date`` · MOMENT: an aware
    ``datetime`` · LINES: a non-empty list of TEXT · LINK: an address of this site, "/…" or
    whole.
    """

    TEXT = auto()
    DAY = auto()
    MOMENT = auto()
    LINES = auto()
    LINK = auto()


@dataclass(frozen=True)
class Template:
    """One kind of message.

    Attributes:
        keys: what a context must hold, exactly.
        is_urgent: goes at once, in quiet hours and past a digest too.
        secret: keys that open something; forgotten once the message is sent.
        ways: by which it may go; a secret goes by e-mail alone.
    """

    keys: Mapping[str, Kind]
    is_urgent: bool = False
    secret: frozenset[str] = frozenset()
    ways: frozenset[Way] = _ANY_WAY


_ABOUT: Final = {"round": Kind.TEXT, "office": Kind.TEXT, "link": Kind.LINK}

_REVIEWERS: Final = {"round": Kind.TEXT, "until": Kind.TEXT, "link": Kind.LINK}

TEMPLATES: Final[Mapping[str, Template]] = {
    "invitation": Template(
        {
            "office": Kind.TEXT,
            "role": Kind.TEXT,
            "expires": Kind.DAY,
            "link": Kind.LINK,
        },
        is_urgent=True,
        secret=frozenset({"link"}),
        ways=frozenset({Way.EMAIL}),
    ),
    "round_opened": Template(_ABOUT | {"deadline": Kind.DAY}),
    "reminder_missing": Template(_ABOUT | {"deadline": Kind.DAY, "missing": Kind.LINES}),
    "item_returned": Template(
        _ABOUT | {"item": Kind.TEXT, "reason": Kind.TEXT, "by_name": Kind.TEXT}
    ),
    "sent_for_approval": Template(_ABOUT | {"by_name": Kind.TEXT}),
    "approved": Template(_ABOUT | {"by_name": Kind.TEXT}),
    "submitted": Template(_ABOUT | {"at": Kind.MOMENT, "receipt": Kind.TEXT}),
    "panel_returned": Template(_ABOUT | {"deadline": Kind.MOMENT, "missing": Kind.LINES}),
    "reminder_returned": Template(_ABOUT | {"deadline": Kind.MOMENT, "missing": Kind.LINES}),
    "returned_ready": Template(_ABOUT | {"deadline": Kind.MOMENT, "items": Kind.TEXT}),
    "items_came_back": Template(_ABOUT | {"items": Kind.TEXT}),
    "conflict_declared": Template(
        {"round": Kind.TEXT, "offices": Kind.LINES, "what": Kind.TEXT, "link": Kind.LINK}
    ),
    "calibration_begun": Template(_REVIEWERS | {"items": Kind.TEXT}),
    "marking_begun": Template(_REVIEWERS | {"items": Kind.TEXT}),
    "reminder_marking": Template(_REVIEWERS | {"items": Kind.TEXT, "open": Kind.LINES}),
    "reminder_screening": Template(_REVIEWERS | {"items": Kind.TEXT, "open": Kind.LINES}),
    "third_called": Template(_REVIEWERS | {"office": Kind.TEXT, "item": Kind.TEXT}),
    "result_published": Template(_ABOUT),
    "result_corrected": Template(_ABOUT | {"version": Kind.TEXT}),
    "result_to_sign": Template(
        {"round": Kind.TEXT, "number": Kind.TEXT, "checked_by": Kind.TEXT, "link": Kind.LINK}
    ),
    "publication_refused": Template(
        {"round": Kind.TEXT, "number": Kind.TEXT, "reason": Kind.TEXT, "link": Kind.LINK}
    ),
    "appeal_sent": Template(_ABOUT | {"item": Kind.TEXT}),
    "appeal_raised": Template(_ABOUT | {"item": Kind.TEXT}),
    "appeal_given": Template(_ABOUT | {"item": Kind.TEXT}),
    "appeal_taken_away": Template(_ABOUT | {"item": Kind.TEXT}),
    "appeal_decided": Template(_ABOUT | {"item": Kind.TEXT, "decision": Kind.TEXT}),
    "follow_ups_waiting": Template(_ABOUT | {"count": Kind.TEXT}),
    "follow_ups_changed": Template(_ABOUT | {"count": Kind.TEXT}),
    "reminder_follow_ups": Template(_ABOUT | {"count": Kind.TEXT, "days": Kind.TEXT}),
    "reminder_planned_days": Template(_ABOUT | {"count": Kind.TEXT, "over": Kind.LINES}),
    "dates_changed": Template(_ABOUT | {"deadline": Kind.DAY}),
    "extension_given": Template(_ABOUT | {"deadline": Kind.DAY, "reason": Kind.TEXT}),
}


@dataclass(frozen=True)
class Words:
    """A message's words in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class Rendered:
    """A message's words, and what was given as plain values that JSON can hold."""

    th: Words
    en: Words
    context: dict[str, Any]


def template_of(name: str) -> Template:
    """The template of a name.

    Raises:
        WrongContext: there is none.
    """
    found = TEMPLATES.get(name)
    if found is None:
        raise WrongContext(name, [f"ไม่มีแบบนี้ (no such template; {', '.join(TEMPLATES)})"])
    return found


def render(name: str, context: Mapping[str, object]) -> Rendered:
    """The words of a message.

    Raises:
        WrongContext: a key is missing, unknown, empty or of another kind than asked; or no
            such template.
    """
    template = template_of(name)
    faults = [f"ขาด {key} (missing)" for key in template.keys if key not in context]
    faults += [f"ไม่รู้จัก {key} (unknown)" for key in context if key not in template.keys]
    faults += [
        f"{key} ไม่ใช่ {kind.name.lower()} (wrong kind)"
        for key, kind in template.keys.items()
        if key in context and not _is_sound(context[key], kind)
    ]
    if faults:
        raise WrongContext(name, faults)
    return Rendered(
        th=_filled(name, "th", template, context),
        en=_filled(name, "en", template, context),
        context={key: _plain(context[key], kind) for key, kind in template.keys.items()},
    )


@cache
def text_of(name: str, language: str) -> Words:
    """The unfilled words of a template in "th" or "en"."""
    text = (TEXTS / f"{name}.{language}.txt").read_text("utf-8")
    subject, body = text.split("\n\n", 1)
    return Words(subject.strip(), body.strip())


def keys_in(words: Words) -> frozenset[str]:
    """The keys that stand in unfilled words."""
    return frozenset(_KEY.findall(words.subject + words.body))


def _is_sound(value: object, kind: Kind) -> bool:
    if kind is Kind.LINES:
        return (
            isinstance(value, list | tuple)
            and len(value) > 0
            and all(_is_sound(line, Kind.TEXT) for line in value)
        )
    if kind is Kind.DAY:
        return isinstance(value, dt.date)
    if kind is Kind.MOMENT:
        return isinstance(value, dt.datetime) and timezone.is_aware(value)
    if kind is Kind.LINK:
        return isinstance(value, str) and _is_link(value)
    return isinstance(value, str | Bilingual) and bool(str(value).strip())


def _is_link(text: str) -> bool:
    """Whether a text is one address without blanks: of this site ("/…"), or of http(s)."""
    if not text or any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    parts = urlsplit(text)
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    return text.startswith("/") and not text.startswith("//")


def _filled(name: str, language: str, template: Template, context: Mapping[str, object]) -> Words:
    words = text_of(name, language)
    values = {key: _said(context[key], kind, language) for key, kind in template.keys.items()}

    def put(found: re.Match[str]) -> str:
        return values[found[1]]

    subject = _one_line(_KEY.sub(put, words.subject))
    return Words(subject[:_LONGEST_SUBJECT], _KEY.sub(put, words.body))


def _one_line(text: str) -> str:
    """Without line ends and other letters that cannot be seen: a subject is a mail header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _said(value: Any, kind: Kind, language: str) -> str:
    if kind is Kind.LINES:
        return "\n".join(f"- {_said(line, Kind.TEXT, language)}" for line in value)
    if kind is Kind.LINK:
        return whole_address(value)
    if kind is Kind.DAY:
        return _day(_local_day(value), language)
    if kind is Kind.MOMENT:
        return _moment(timezone.localtime(value), language)
    return value.in_language(language) if isinstance(value, Bilingual) else str(value)


def whole_address(path: str) -> str:
    """An address that works in a letter: a path of ours with the site before it."""
    return f"{settings.TIDTAM_SITE_URL}{path}" if path.startswith("/") else path


def _local_day(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _day(day: dt.date, language: str) -> str:
    if language == "th":
        return thai_date(day, weekday=True)
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {buddhist_year(day)} B.E."


def _moment(local: dt.datetime, language: str) -> str:
    if language == "th":
        return thai_datetime(local)
    return f"{_day(local.date(), language)}, {local:%H:%M}"


def _plain(value: Any, kind: Kind) -> Any:
    if kind is Kind.LINES:
        return [_plain(line, Kind.TEXT) for line in value]
    if kind is Kind.LINK:
        return whole_address(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return {"th": value.th, "en": value.en} if isinstance(value, Bilingual) else value
