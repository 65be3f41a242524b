from __future__ import annotations

from django.urls import path

from tidtam.web.reviewing import home, item, phrases, saving, screening

urlpatterns = [
    path("", home.home, name="reviewing"),
    path("offices/<int:pk>/", home.office, name="reviewing-office"),
    path("items/<int:pk>/", item.item, name="reviewing-item"),
    path("items/<int:pk>/save/", saving.save, name="reviewing-save"),
    path("items/<int:pk>/finish/", saving.finish, name="reviewing-finish"),
    path("items/<int:pk>/take-back/", saving.take_back, name="reviewing-take-back"),
    path("phrases/", phrases.phrases, name="reviewing-phrases"),
    path("phrases/new/", phrases.new, name="reviewing-phrase-new"),
    path("phrases/<int:pk>/", phrases.change, name="reviewing-phrase"),
    path("phrases/<int:pk>/used/", phrases.used, name="reviewing-phrase-used"),
    path("phrases/<int:pk>/remove/", phrases.remove, name="reviewing-phrase-remove"),
    *screening.urlpatterns,
]
