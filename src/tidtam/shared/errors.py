"""The family of errors that are meant for people.

    TidtamError                 something a person can understand and mend
    ├── NotAllowed              the asker may not do this, and why
    ├── NotFound                what was named does not exist for this asker
    ├── WrongState              the thing is not in a state that allows the act
    ├── Conflict                somebody else changed it first
    └── BadInput                what was given cannot be used, where, and the remedy

Each carries one clear sentence in Thai and English: what, where, what to do. A door
(page, command, API) shows ``.th`` or ``.en``; nothing below a door knows which.
"""

from __future__ import annotations

from tidtam.thai.bilingual import Bilingual


class TidtamError(Exception):
    """An error for people, with one sentence in each language."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(th, en)
        self.message = Bilingual(th=th, en=en)

    def __str__(self) -> str:
        return self.message.th

    @property
    def th(self) -> str:
        return self.message.th

    @property
    def en(self) -> str:
        return self.message.en

    def both(self) -> str:
        """The sentence in both languages on one line, for terminals and logs."""
        return f"{self.th} / {self.en}"


class NotAllowed(TidtamError):
    """The asker may not do this; the sentence gives the reason."""


class NotFound(TidtamError):
    """What was named does not exist, or not for this asker."""


class WrongState(TidtamError):
    """The thing is in a state that does not allow the act."""


class Conflict(TidtamError):
    """What the asker saw is no longer what is stored."""


class BadInput(TidtamError):
    """What was given cannot be used; the sentence names the place and the remedy."""
