"""The count of a round's changes: whoever saves says which one they saw."""

from __future__ import annotations

from tidtam.rounds.errors import RoundChangedMeanwhile
from tidtam.rounds.models import Round
from tidtam.shared.errors import BadInput


def take_edit(round_: Round, seen: int | None) -> None:
    """Lock a round and count a change of it, within the caller's transaction.

    Args:
        seen: the count the writer saw; None where nobody looked at a page (commands).

    Raises:
        RoundChangedMeanwhile: somebody changed the round after that.
    """
    held = Round.objects.select_for_update().only("edit").get(pk=round_.pk)
    if seen is not None and seen != held.edit:
        raise RoundChangedMeanwhile(
            f"มีผู้แก้รอบ {round_.code} หลังจากท่านเปิดหน้านี้ ยังไม่ได้บันทึกของท่าน โปรดเทียบแล้วบันทึกอีกครั้ง",
            f"Somebody changed round {round_.code} after you opened this page. Nothing of yours "
            "is saved yet; please compare, then save again.",
        )
    round_.edit = held.edit + 1
    Round.objects.filter(pk=round_.pk).update(edit=round_.edit)


def must_say_why(reason: str) -> None:
    """Refuse an empty reason."""
    if not reason.strip():
        raise BadInput("ยังไม่มีเหตุผล โปรดเขียนเหตุผลสั้น ๆ", "There is no reason yet; please write one.")
