"""From messages to one letter: greeting, words in both languages, footer; plain text and HTML."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from tidtam.notices.templates import Words

if TYPE_CHECKING:
    from tidtam.notices.models import Message

# Where a person chooses ways, digest and quiet hours; a test holds it against the addresses.
CHOICES_PATH: Final = "/me/notices/"
_LINK_LINE: Final = re.compile(r"^https?://\S+$")
_RULE: Final = "-" * 40


@dataclass(frozen=True)
class Part:
    """One message of a letter, with what its caller gave."""

    uid: str
    template: str
    th: Words
    en: Words
    context: dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """What a sender carries: one message, or several joined.

    Attributes:
        uid: the same at every try, so that a receiver can tell a repetition.
        to: an e-mail address, a LINE user, or "" where the way has one address for all.
        name: of the receiver; "" where unknown.
        has_account: whether the receiver can change how they are told.
        written_at: when the first message was put.
        parts: the messages, oldest first; at least one.
    """

    uid: str
    to: str
    name: str
    has_account: bool
    written_at: dt.datetime
    parts: tuple[Part, ...]

    @property
    def subject(self) -> str:
        """The subject in Thai."""
        if len(self.parts) == 1:
            return self.parts[0].th.subject
        return f"ระบบติดตามแจ้ง {len(self.parts)} เรื่อง"

    @property
    def thai(self) -> str:
        """The Thai text with greeting, without footer."""
        greeting = f"เรียน {self.name or 'ผู้เกี่ยวข้อง'}"
        return "\n\n".join([greeting, *_listed([part.th for part in self.parts])])

    @property
    def text(self) -> str:
        """The whole letter as plain text: Thai, English, footer."""
        english = _listed([part.en for part in self.parts])
        if len(self.parts) == 1:
            english = [self.parts[0].en.subject, *english]
        return "\n\n".join([self.thai, _RULE, *english, _RULE, self._footer()]) + "\n"

    @property
    def html(self) -> str:
        """The same as HTML that asks nothing from anywhere."""
        blocks = "\n".join(_block(each) for each in self.text.strip().split("\n\n"))
        return (
            '<!doctype html>\n<html lang="th"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head>\n<body>\n{blocks}\n</body></html>\n"
        )

    def _footer(self) -> str:
        site = settings.TIDTAM_SITE_URL
        lines = [f"ข้อความอัตโนมัติจากระบบติดตาม / An automatic message of Tidtam: {site}"]
        if self.has_account:
            lines += ["เปลี่ยนวิธีและเวลารับข้อความ / Change how and when you are told:"]
            lines += [f"{site}{CHOICES_PATH}"]
        return "\n".join(lines)


def letter_of(messages: Sequence[Message], *, to: str) -> Letter:
    """One letter of messages to the same receiver, oldest first."""
    first = messages[0]
    person = first.to_person
    return Letter(
        uid=first.digest_key or str(first.uid),
        to=to,
        name=person.full_name if person else "",
        has_account=person is not None,
        written_at=first.put_at,
        parts=tuple(
            Part(
                uid=str(each.uid),
                template=each.template,
                th=Words(each.subject, each.body),
                en=Words(each.subject_en, each.body_en),
                context=json.loads(each.context),
            )
            for each in messages
        ),
    )


def _listed(words: Sequence[Words]) -> list[str]:
    """The bodies; each under its numbered subject where there are several."""
    if len(words) == 1:
        return [words[0].body]
    numbered = enumerate(words, start=1)
    return [f"{number}. {each.subject}\n\n{each.body}" for number, each in numbered]


def _block(text: str) -> str:
    if text == _RULE:
        return "<hr>"
    lines = (
        f'<a href="{escape(line)}">{escape(line)}</a>' if _LINK_LINE.match(line) else escape(line)
        for line in text.split("\n")
    )
    return f"<p>{'<br>'.join(lines)}</p>"
