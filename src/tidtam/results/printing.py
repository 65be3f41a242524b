"""How sheets look, and the printing of them: actions on settings and print runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.letter_words import refuse_unknown_placeholders
from tidtam.results.models import Computation, OfficeResult, PrintRun, SheetSettings
from tidtam.results.sheets import held_back
from tidtam.results.states import PrintState, State
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, WrongState
from tidtam.thai.bilingual import Bilingual

FORMATS = ("pdf", "docx")
# A sheet and the letter with which it is sent.
FILES_A_SHEET = 2
# A printing whose worker gave no sign for so long may be taken up by another.
SILENCE = dt.timedelta(seconds=15)
_BROKEN = Bilingual(
    "การพิมพ์หยุดกลางคันเพราะความผิดพลาดของระบบ โปรดสั่งพิมพ์ใหม่ หากเกิดซ้ำโปรดแจ้งผู้ดูแล",
    "The printing stopped by a fault of the system; please print again, "
    "and tell the administrator if it happens twice.",
)
_SETTINGS = frozenset(
    {
        "digits",
        "paper",
        "font",
        "word_font",
        "font_size",
        "title_lines",
        "signatory",
        "signatory_lines",
        "show_annex",
        "letter_subject",
        "letter_text",
    }
)


@transaction.atomic
def set_sheet_settings(
    round_: Round, *, changes: Mapping[str, object], by: Actor, seen_edit: int | None = None
) -> SheetSettings:
    """Change how the sheets of a round look.

    Raises:
        BadInput: a setting that does not exist, or a letter that cannot be filled in.
        Conflict: somebody else changed the settings since ``seen_edit``.
    """
    by.must("rounds.change")
    unknown = sorted(set(changes) - _SETTINGS)
    if unknown:
        raise BadInput(
            f"ไม่มีการตั้งค่า {unknown[0]} ให้ใช้ {', '.join(sorted(_SETTINGS))}",
            f"There is no setting {unknown[0]}; use {', '.join(sorted(_SETTINGS))}.",
        )
    for name in ("letter_subject", "letter_text"):
        refuse_unknown_placeholders(str(changes.get(name, "")))
    settings, _made = SheetSettings.objects.select_for_update().get_or_create(round=round_)
    if seen_edit is not None and settings.edit != seen_edit:
        raise Conflict(
            "มีผู้แก้การตั้งค่านี้ไปก่อน โปรดเปิดหน้าใหม่แล้วแก้อีกครั้ง",
            "Somebody else changed these settings; please reload and change again.",
        )
    for name, value in changes.items():
        setattr(settings, name, value)
    settings.edit += 1
    settings.save()
    record("results.set_sheet_settings", f"rounds.round:{round_.code}", by=by)
    return settings


@transaction.atomic
def ask_printing(
    computation: Computation,
    *,
    formats: Sequence[str],
    total: int,
    by: Actor,
    anew: bool = False,
) -> PrintRun:
    """Ask for the sheets of all offices; a printing that still runs is given instead.

    Args:
        total: how many sheets; a letter comes with each, those held back are not printed.
        anew: only one that has not begun is given instead: others know no change of today.

    Raises:
        WrongState: nothing is computed yet.
        BadInput: an unknown format.
    """
    by.must("sheets.print")
    wrong = [each for each in formats if each not in FORMATS]
    if wrong or not formats:
        raise BadInput(
            f"ไม่รู้จักรูปแบบ {', '.join(wrong) or '(ว่าง)'} ให้เลือก {' หรือ '.join(FORMATS)}",
            f"Unknown format {', '.join(wrong) or '(none)'}; choose {' or '.join(FORMATS)}.",
        )
    if computation.state in (State.DRAFT.value, State.FAILED.value):
        raise WrongState(
            "ยังไม่มีผลให้พิมพ์ โปรดคำนวณก่อน", "There are no results to print; compute first."
        )
    running = [PrintState.WAITING] if anew else [PrintState.WAITING, PrintState.PRINTING]
    held = PrintRun.objects.select_for_update().filter(
        computation=computation, state__in=running, formats=",".join(formats)
    )
    existing = held.first()
    if existing is not None:
        return existing
    run = PrintRun.objects.create(
        computation=computation,
        formats=",".join(formats),
        total=max(total - _left_out(computation) * len(formats), 0) * FILES_A_SHEET,
        asked_at=clock.now(),
        asked_by=by.name,
    )
    record("sheets.ask_printing", _subject(run), by=by, detail={"formats": run.formats})
    return run


def take_printing(run: PrintRun, *, by: Actor) -> bool:
    """Begin or resume a printing; False when it is finished or a living worker has it.

    The time of the last sign is the hold on it: whoever finds another sign than the one
    it gave has lost the printing to another worker.
    """
    by.must("sheets.print")
    now = clock.now()
    free = Q(alive_at=None) | Q(alive_at__lt=now - SILENCE)
    open_runs = PrintRun.objects.filter(
        free, pk=run.pk, state__in=[PrintState.WAITING, PrintState.PRINTING]
    )
    run.alive_at = now
    return bool(open_runs.update(alive_at=now, state=PrintState.PRINTING))


def note_progress(run: PrintRun, *, done: int, by: Actor) -> bool:
    """Tell how many files are made, and that the worker lives; False when the hold is lost."""
    by.must("sheets.print")
    now = clock.now()
    kept = bool(_held(run).update(done=done, alive_at=now))
    if kept:
        run.alive_at = now
    return kept


def release_printing(run: PrintRun, *, by: Actor) -> None:
    """Give back a printing that this worker must stop, so that another takes it up at once."""
    by.must("sheets.print")
    _held(run).update(alive_at=None)


@transaction.atomic
def finish_printing(
    run: PrintRun, *, archive: str, problems: Sequence[Bilingual], by: Actor
) -> bool:
    """Close a printing: done with its archive and what is missing in it, or failed.

    False, and nothing changed, when another worker has taken the printing up meanwhile.
    """
    by.must("sheets.print")
    state = PrintState.DONE if archive else PrintState.FAILED
    closed = _held(run).update(
        state=state,
        archive=archive,
        problems=[[text.th, text.en] for text in problems],
        finished_at=clock.now(),
    )
    if closed:
        record("sheets.finish_printing", _subject(run), by=by, detail={"state": state.value})
    return bool(closed)


def fail_printing(run: PrintRun, *, by: Actor) -> bool:
    """Close a printing that broke by a fault of the system, so that a new one can be asked for."""
    return finish_printing(run, archive="", problems=[_BROKEN], by=by)


def _left_out(computation: Computation) -> int:
    """How many offices of a computation an embargo keeps out of its archive."""
    hidden = held_back(computation)
    if not hidden:
        return 0
    kept = OfficeResult.objects.filter(computation=computation, office__in=hidden)
    return kept.values("office").distinct().count()


def _held(run: PrintRun) -> QuerySet[PrintRun]:
    """The row of a printing while it is in the hands that gave its last sign."""
    return PrintRun.objects.filter(pk=run.pk, state=PrintState.PRINTING, alive_at=run.alive_at)


def _subject(run: PrintRun) -> str:
    computation = run.computation
    return f"results.computation:{computation.round.code}/{computation.number}"
