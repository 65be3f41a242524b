"""The nearest known word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word a person most likely meant, or None when nothing is close."""
    from difflib import get_close_matches

    folded = {_fold(candidate): candidate for candidate in known}
    wanted = _fold(word[:80])
    if wanted in folded:
        return folded[wanted]
    close = get_close_matches(wanted, folded, n=1, cutoff=0.5)
    return folded[close[0]] if close else None


def hint(word: str, known: Iterable[str]) -> tuple[str, str]:
    """A clause for an error message in Thai and English; both empty when nothing is close."""
    close = nearest(word, known)
    if close is None:
        return "", ""
    return f' (หมายถึง "{close}" หรือไม่)', f' (did you mean "{close}"?)'


def _fold(word: str) -> str:
    return "".join(word.translate(_THAI_DIGITS).lower().replace("_", "-").split())
