"""A whole report as one JSON text: what an archive keeps, and takes back.

``format``, ``round``, ``office``; ``instruments`` in printing order, each with its ``framework``
and ``items``; an item has its ``code``, its ``answers`` (``question``, ``state``, canonical
``value`` or null, ``reason``, ``edit``: how often it was saved, ``checksum``: of the three, so that
what somebody changed in the file is known) and its ``evidence``. The same report gives the same
text.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, Final

from tidtam.rounds.exchange import Asked, ReportForm
from tidtam.rounds.models import Evidence

JSON_FORMAT: Final = "tidtam-report/1"
JSON_NAME: Final = "answers.json"


def report_json(form: ReportForm) -> str:
    """The report as canonical JSON text, a value on each line."""
    told = {
        "format": JSON_FORMAT,
        "round": form.round_code,
        "office": form.office_code,
        "made_up": form.is_demo,
        "instruments": [
            {
                "framework": sheet.framework_code,
                "items": [
                    _item(list(group))
                    for _, group in groupby(sheet.questions, lambda asked: asked.item.item_id)
                ],
            }
            for sheet in form.sheets
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _item(asked: list[Asked]) -> dict[str, Any]:
    return {
        "code": asked[0].item.node_code,
        "answers": [
            {
                "question": each.question.code,
                "state": each.answer.state.value,
                "value": each.answer.value,
                "reason": each.answer.reason,
                "edit": each.answer.edit,
                "checksum": each.checksum,
            }
            for each in asked
        ],
        "evidence": [_evidence(each) for each in asked[0].item.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    file = evidence.stored_file
    return {
        "name": evidence.name,
        "sha256": file.checksum if file else "",
        "bytes": file.size if file else 0,
        "url": evidence.url,
        "caption": evidence.caption,
        "document_date": evidence.document_date.isoformat() if evidence.document_date else "",
        "place": evidence.place,
    }
