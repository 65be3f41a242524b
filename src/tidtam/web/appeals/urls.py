from __future__ import annotations

from django.urls import path

from tidtam.web.appeals import (
    deciding,
    desk,
    desk_item,
    evidence,
    looking,
    office,
    raising,
    writing,
)

_OFFICE = "office/appeals/"
_ONE = "office/appeals/<int:pk>/"
_DESK = "appeals/<slug:round_code>/"
_MINE = "reviewing/appeals/"
_FILE = "evidence/appeals/<int:pk>/"
_OLD = "evidence/appeals/<int:appeal_pk>/report/<int:pk>/"

urlpatterns = [
    path("office/<slug:round_code>/appeals/", office.appeals, name="office-appeals"),
    path(f"{_OFFICE}items/<int:pk>/begin/", office.begin_one, name="office-appeal-begin"),
    path(_ONE, office.appeal, name="office-appeal"),
    path(f"{_ONE}save/", writing.save, name="office-appeal-save"),
    path(f"{_ONE}send/", writing.send_it, name="office-appeal-send"),
    path(f"{_ONE}withdraw/", writing.take_back, name="office-appeal-withdraw"),
    path(f"{_ONE}evidence/", evidence.add, name="office-appeal-evidence"),
    path(f"{_ONE}link/", evidence.link, name="office-appeal-link"),
    path(
        f"{_OFFICE}evidence/<int:pk>/remove/",
        evidence.take_away,
        name="office-appeal-evidence-remove",
    ),
    path("appeals/", desk.rounds, name="appeals"),
    path("appeals/item/<int:pk>/", desk_item.appeal, name="appeal"),
    path("appeals/item/<int:pk>/give/", desk_item.give_one, name="appeal-give"),
    path(_DESK, desk.appeals, name="central-appeals"),
    path(f"{_DESK}give/", desk.give_many, name="appeals-give"),
    path(f"{_DESK}raise/", raising.raise_one, name="appeals-raise"),
    path(_MINE, deciding.appeals, name="reviewing-appeals"),
    path(f"{_MINE}<int:pk>/", deciding.appeal, name="appeal-decide"),
    path(f"{_MINE}<int:pk>/hints/", deciding.hints, name="appeal-decide-hints"),
    path(_FILE, looking.look, name="evidence-appeal-look"),
    path(f"{_FILE}thumbnail.webp", looking.thumbnail, name="evidence-appeal-thumbnail"),
    path(f"{_FILE}preview.webp", looking.preview, name="evidence-appeal-preview"),
    path(f"{_FILE}page-<int:number>.webp", looking.page, name="evidence-appeal-page"),
    path(f"{_FILE}download/", looking.download, name="evidence-appeal-download"),
    path(_OLD, looking.old_look, name="evidence-appealed-look"),
    path(f"{_OLD}thumbnail.webp", looking.old_thumbnail, name="evidence-appealed-thumbnail"),
    path(f"{_OLD}preview.webp", looking.old_preview, name="evidence-appealed-preview"),
    path(f"{_OLD}page-<int:number>.webp", looking.old_page, name="evidence-appealed-page"),
    path(f"{_OLD}download/", looking.old_download, name="evidence-appealed-download"),
]
