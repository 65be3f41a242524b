"""Letters by the LINE Messaging API (push to one user)."""

from __future__ import annotations

import json

from django.conf import settings

from tidtam.jobs.ways.posting import post, trouble_of
from tidtam.notices.letters import Letter

# LINE counts UTF-16 units and refuses a longer text.
LONGEST = 5000
_ALREADY_TAKEN = 409


def send_line(letter: Letter) -> None:
    """Push one letter to a LINE user; its Thai text alone, for LINE is read on a phone.

    The retry key is the letter's own, so LINE itself refuses to show a letter twice: it
    answers 409, which means that it has it.

    Raises:
        TryLater: nobody answered, our token was refused, 429 or 5xx.
        Refused: any other answer.
    """
    body = {"to": letter.to, "messages": [{"type": "text", "text": text_for_line(letter)}]}
    headers = {
        "Authorization": f"Bearer {settings.TIDTAM_LINE_TOKEN}",
        "X-Line-Retry-Key": letter.uid,
    }
    data = json.dumps(body, ensure_ascii=False).encode()
    status = post(settings.TIDTAM_LINE_URL, body=data, headers=headers)
    trouble = None if status == _ALREADY_TAKEN else trouble_of(status)
    if trouble is not None:
        raise trouble


def text_for_line(letter: Letter) -> str:
    """Subject and Thai text; cut with a word that says so where LINE would refuse it."""
    text = f"{letter.subject}\n\n{letter.thai}"
    if _length(text) <= LONGEST:
        return text
    end = f"\n…\n(ยาวเกินที่ LINE รับได้ อ่านทั้งหมดที่ {settings.TIDTAM_SITE_URL})"
    room = LONGEST - _length(end)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore") + end


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
