from __future__ import annotations

from django.urls import path

from tidtam.web.schools import adopting, asking, giving, inquiries, lists, replying

_INQUIRY = "schools/inquiries/<int:pk>/"

urlpatterns = [
    path("s/", replying.door, name="school-door"),
    path("s/<str:link>/", replying.reply_page, name="school-reply"),
    path("schools/", lists.schools, name="schools"),
    path("schools/import/", lists.upload, name="school-import"),
    path("schools/import/confirm/", lists.confirm, name="school-import-confirm"),
    path("schools/inquiries/", inquiries.inquiries, name="school-inquiries"),
    path("schools/ask/<int:item_pk>/<str:question_code>/", asking.ask, name="school-ask"),
    path(_INQUIRY, inquiries.inquiry, name="school-inquiry"),
    path(f"{_INQUIRY}change/", asking.change, name="school-inquiry-change"),
    path(f"{_INQUIRY}add/", asking.add, name="school-inquiry-add"),
    path(f"{_INQUIRY}move/", inquiries.move, name="school-inquiry-move"),
    path(f"{_INQUIRY}school/", inquiries.take_off, name="school-inquiry-school"),
    path(f"{_INQUIRY}links/", giving.links, name="school-inquiry-links"),
    path(f"{_INQUIRY}links/new/", giving.new_links, name="school-inquiry-new-links"),
    path(f"{_INQUIRY}slips/", giving.slips, name="school-inquiry-slips"),
    path(f"{_INQUIRY}replies.csv", giving.replies_csv, name="school-inquiry-csv"),
    path(f"{_INQUIRY}adopt/", adopting.adopt_page, name="school-inquiry-adopt"),
]
