"""The receipt of a submitted report: a page to read, a PDF to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.reports.receipts.content import receipt_content, skipped_sentence
from tidtam.reports.receipts.pdf import receipt_pdf
from tidtam.rounds.models import Receipt
from tidtam.rounds.workspace import receipt_for
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, download
from tidtam.web.office.doors import for_readers, page_of


@require_GET
@for_readers
def receipt(request: ActorRequest, round_code: str, office_code: str, number: int) -> HttpResponse:
    """What the office gets when it submits: number, moment, people, counts, checksum."""
    found = _found(request, round_code, office_code, number)
    here = Bilingual(f"ใบรับครั้งที่ {number}", f"Receipt {number}")
    content = receipt_content(found)
    context = page_of(request, found.submission, here=here) | {
        "receipt": found,
        "content": content,
        "skipped": skipped_sentence(content),
    }
    return render(request, "web/office/receipt.html", context)


@require_GET
@for_readers
def pdf(request: ActorRequest, round_code: str, office_code: str, number: int) -> HttpResponse:
    """The receipt as a file."""
    found = _found(request, round_code, office_code, number)
    name, data = receipt_pdf(receipt_content(found))
    return download(data, name=name, content_type="application/pdf")


def _found(request: ActorRequest, round_code: str, office_code: str, number: int) -> Receipt:
    return receipt_for(request.actor, round_code=round_code, office_code=office_code, number=number)
