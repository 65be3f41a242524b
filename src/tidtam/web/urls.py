from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from tidtam.web.design import design
from tidtam.web.signing import SignInView

urlpatterns = [
    path("", TemplateView.as_view(template_name="web/home.html"), name="home"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", set_language, name="set-language"),
    path("design/", design, name="design"),
]
