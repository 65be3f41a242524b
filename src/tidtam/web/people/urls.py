"""Addresses about people: the door, invitations, one's own account, the list of people."""

from __future__ import annotations

from django.urls import path

from tidtam.web import signing_oidc, signing_passkey, signing_second
from tidtam.web.people import invitations, mine, pages

urlpatterns = [
    path("sign-in/second/", signing_second.second_step, name="sign-in-second"),
    path("sign-in/set-up/", signing_second.set_up, name="sign-in-set-up"),
    path("sign-in/passkey/", signing_passkey.passkey, name="sign-in-passkey"),
    path("sign-in/with/<slug:provider_id>/", signing_oidc.start, name="sign-in-provider"),
    # allauth asks for this name when it tells the provider where to send people back.
    path(
        "sign-in/with/<slug:provider_id>/back/",
        signing_oidc.callback,
        name="openid_connect_callback",
    ),
    path("invitation/", invitations.by_code, name="invitation"),
    path("invitation/accept/", invitations.accept, name="invitation-accept"),
    path("invitation/code/<str:code>/", invitations.with_code, name="invitation-code"),
    path("me/", mine.me, name="me"),
    path("me/password/", mine.password, name="me-password"),
    path("me/app/", mine.add_the_app, name="me-app"),
    path("me/codes/", mine.codes, name="me-codes"),
    path("me/passkeys/", mine.add_a_passkey, name="me-passkey"),
    path("me/passkeys/options/", mine.passkey_options, name="me-passkey-options"),
    path("me/factors/<int:pk>/remove/", mine.remove, name="me-remove-factor"),
    path("me/sessions/end/", mine.end_sessions, name="me-end-sessions"),
    path("me/sessions/<int:pk>/end/", mine.end_one_session, name="me-end-session"),
    path("me/link/<slug:provider_id>/", mine.link_provider, name="me-link"),
    path("me/unlink/<slug:provider_id>/", mine.unlink, name="me-unlink"),
    path("people/", pages.people, name="people"),
    path("people/invite/", pages.invite_somebody, name="people-invite"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<int:pk>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("people/<int:pk>/", pages.person, name="person"),
    path("people/<int:pk>/new-password/", pages.new_password, name="person-new-password"),
    path("people/posts/<int:pk>/end/", pages.end, name="post-end"),
    path("people/posts/<int:pk>/hand-over/", pages.hand_on, name="post-hand-over"),
]
