from __future__ import annotations

from django.urls import path

from tidtam.web.office import (
    answers,
    evidence,
    files,
    files_upload,
    files_word,
    home,
    item,
    likeness,
    moving,
    receipts,
    reflection,
    report,
    review,
    sending_back,
    versions,
)

_ANSWER = "answers/<int:item_pk>/<str:question_code>/"
_REPORT = "<slug:round_code>/<slug:office_code>/"

urlpatterns = [
    path("", home.home, name="office-home"),
    path(_ANSWER, answers.save, name="office-answer-save"),
    path(f"{_ANSWER}versions/", versions.versions, name="office-answer-versions"),
    path(f"{_ANSWER}restore/", versions.restore, name="office-answer-restore"),
    path("items/<int:pk>/", item.item, name="office-item"),
    path("items/<int:pk>/save/", item.save, name="office-item-save"),
    path("items/<int:pk>/ready/", item.ready, name="office-item-ready"),
    path("items/<int:pk>/likeness/", likeness.likeness, name="office-item-likeness"),
    path("items/<int:pk>/copy/", item.copy, name="office-copy"),
    path("items/<int:pk>/evidence/", evidence.add, name="office-evidence-add"),
    path("items/<int:pk>/evidence/link/", evidence.link, name="office-evidence-link"),
    path("evidence/<int:pk>/words/", evidence.words, name="office-evidence-words"),
    path("evidence/<int:pk>/remove/", evidence.take_away, name="office-evidence-remove"),
    path("evidence/<int:pk>/restore/", evidence.restore, name="office-evidence-restore"),
    path("evidence/<int:pk>/order/", evidence.order, name="office-evidence-order"),
    path("<slug:round_code>/reflection/", reflection.own, name="office-reflection-own"),
    path(f"{_REPORT}reflection/", reflection.reflection, name="office-reflection"),
    path(f"{_REPORT}reflection.docx", reflection.word, name="office-reflection-word"),
    path(_REPORT, report.report, name="office-report"),
    path(f"{_REPORT}assign/", report.assign, name="office-assign"),
    path(f"{_REPORT}move/", moving.move, name="office-move"),
    path(f"{_REPORT}review/", review.review, name="office-review"),
    path(f"{_REPORT}send-items/", sending_back.send_items, name="office-send-back"),
    path(f"{_REPORT}return/", review.send_back, name="office-return"),
    path(f"{_REPORT}receipts/<int:number>/", receipts.receipt, name="office-receipt-page"),
    path(f"{_REPORT}receipts/<int:number>.pdf", receipts.pdf, name="office-receipt"),
    *files.urlpatterns,
    *files_upload.urlpatterns,
    *files_word.urlpatterns,
]
