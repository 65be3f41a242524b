"""Inviting: the form, the printed slip, the list; and accepting what one was invited to."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.notices.inviting import mail_invitation
from tidtam.people.errors import NameTaken
from tidtam.people.invitations import (
    Accepted,
    NewInvitation,
    accept_new_password,
    open_invitation,
    revoke_invitation,
)
from tidtam.people.models import Invitation, Person
from tidtam.people.queries import actor_for, invitations_seen_by
from tidtam.people.states import InvitationState
from tidtam.rounds.handing_over import accept_as, accept_as_new
from tidtam.shared import clock
from tidtam.shared.errors import NotFound, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.web.http import ActorRequest, Trail, for_act, posted, say, tell
from tidtam.web.navigation import place_of
from tidtam.web.people.forms import AcceptForm, CodeOfInvitation, RenewForm
from tidtam.web.signing_adapters import qr_picture
from tidtam.web.signing_oidc import INVITATION, provider_names
from tidtam.web.signing_session import address_of, begin

PEOPLE = Bilingual("ผู้ใช้งาน", "People")
INVITATIONS = Bilingual("คำเชิญ", "Invitations")
_PAGE = 50
_TONES = {
    InvitationState.OPEN: "info",
    InvitationState.ACCEPTED: "good",
    InvitationState.EXPIRED: "warn",
    InvitationState.REVOKED: "idle",
}


def show_slip(request: ActorRequest, made: NewInvitation) -> HttpResponse:
    """The code, once: as a slip to print, and by mail where an address was given."""
    address = reverse("invitation-code", kwargs={"code": made.code})
    link = request.build_absolute_uri(address)
    context = {
        "invitation": made.invitation,
        "code": made.code,
        "door": request.build_absolute_uri(reverse("invitation")),
        "picture": qr_picture(link),
        "is_mailed": mail_invitation(made, link=link),
        "trail": _trail(Bilingual("ใบคำเชิญ", "Invitation slip")),
    }
    response = render(request, "web/people/slip.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@for_act("people.manage")
def invitations(request: ActorRequest) -> HttpResponse:
    """The invitations the reader may see, the newest first."""
    pages = Paginator(invitations_seen_by(request.actor), _PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = [(each, _TONES[each.state]) for each in page]
    context = {"page": page, "rows": rows, "trail": _trail(INVITATIONS)}
    return render(request, "web/people/invitations.html", context)


@require_POST
@for_act("people.manage")
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Make a code useless."""
    revoke_invitation(
        get_object_or_404(invitations_seen_by(request.actor), pk=pk), by=request.actor
    )
    tell(request, Bilingual("ยกเลิกคำเชิญแล้ว", "The invitation is revoked."))
    return redirect("invitations")


@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Type the code of an invitation."""
    form = CodeOfInvitation(posted(request))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            open_invitation(code, address=address_of(request))
        except (NotFound, WrongState) as refusal:
            form.add_error("code", say(refusal.message))
        else:
            request.session[INVITATION] = code
            return redirect("invitation-accept")
    status = 422 if form.errors else 200
    return render(request, "web/people/invitation.html", {"form": form}, status=status)


@require_GET
def with_code(request: HttpRequest, code: str) -> HttpResponse:
    """The address of the QR picture and of the mail: keeps the code out of the next addresses."""
    request.session[INVITATION] = code
    return redirect("invitation-accept")


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: ActorRequest) -> HttpResponse:
    """Accept: with a new account, with the account one is signed in with, or a new password."""
    code = request.session.get(INVITATION, "")
    if not code:
        return redirect("invitation")
    try:
        invitation = open_invitation(code, address=address_of(request))
    except (NotFound, WrongState):
        request.session.pop(INVITATION, None)
        raise
    if invitation.renews is not None:
        return _renew(request, invitation, invitation.renews)
    if isinstance(request.user, Person):
        return _accept_signed_in(request, invitation, request.user)
    return _accept_new(request, invitation)


def _renew(request: ActorRequest, invitation: Invitation, person: Person) -> HttpResponse:
    form = RenewForm(posted(request), person=person)
    if request.method == "POST" and form.is_valid():
        accepted = accept_new_password(invitation, password=form.cleaned_data["password"])
        request.session.pop(INVITATION, None)
        return begin(request, accepted.person, way="invitation")
    return _accept_page(request, invitation, form=form)


def _accept_signed_in(
    request: ActorRequest, invitation: Invitation, person: Person
) -> HttpResponse:
    if request.method == "POST":
        accepted = accept_as(invitation, person)
        request.session.pop(INVITATION, None)
        if waits := _begins_later(request, accepted):
            return redirect(waits)
        tell(request, Bilingual("รับหน้าที่ใหม่แล้ว", "You have the new post."))
        return redirect(place_of(actor_for(person)))
    return _accept_page(request, invitation, person=person)


def _accept_new(request: ActorRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(posted(request), initial={"full_name": invitation.full_name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            accepted = accept_as_new(
                invitation,
                sign_in_name=given["sign_in_name"],
                full_name=given["full_name"],
                password=given["password"],
            )
        except NameTaken as refusal:
            form.add_error("sign_in_name", say(refusal.message))
        else:
            request.session.pop(INVITATION, None)
            next_path = _begins_later(request, accepted)
            return begin(request, accepted.person, way="invitation", next_path=next_path)
    return _accept_page(request, invitation, form=form, providers=provider_names())


def _begins_later(request: ActorRequest, accepted: Accepted) -> str:
    """Tell the day on which a later post begins; the page that shows it, "" where it has begun."""
    post = accepted.post
    if post is None or post.starts_on <= clock.today():
        return ""
    th = f"รับหน้าที่แล้ว หน้าที่เริ่มวันที่ {thai_date(post.starts_on)} วันนั้นจึงเห็นงานของหน้าที่"
    en = f"You have the post from {post.starts_on:%d/%m/%Y}; its work shows from that day on."
    if accepted.takes_over is not None:
        th += " รวมทั้งรายงานที่รับช่วงต่อ"
        en += " The items you take over come on that day too."
    tell(request, Bilingual(th, en))
    return reverse("me")


def _accept_page(
    request: ActorRequest,
    invitation: Invitation,
    *,
    form: forms.Form | None = None,
    **more: object,
) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    context = {"invitation": invitation, "form": form} | more
    return render(request, "web/people/accept.html", context, status=status)


def refusal_on(form: forms.Form, refusal: TidtamError) -> None:
    """Show a refusal over the fields of a form."""
    form.add_error(None, say(refusal.message))


def _trail(here: Bilingual) -> Trail:
    return [(PEOPLE, reverse("people")), (here, "")]
