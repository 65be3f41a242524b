"""The list of people, one person with their posts, giving, ending and handing over posts."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.people.actions import give_post
from tidtam.people.actor import Actor
from tidtam.people.invitations import invite, renew_way_in
from tidtam.people.models import Post
from tidtam.people.queries import (
    awaited_hand_overs,
    find_people,
    people_seen_by,
    post_history,
    posts_seen_by,
    with_posts,
)
from tidtam.people.roles import Role
from tidtam.people.rules import end_right
from tidtam.rounds.handing_over import WorkHandedOver, WorkLeft, end_post, hand_over, items_with
from tidtam.shared import clock
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import buddhist_year, thai_date
from tidtam.web.http import ActorRequest, Trail, for_act, posted, tell
from tidtam.web.people.invitations import PEOPLE, refusal_on, show_slip
from tidtam.web.people.post_forms import EndForm, GiveForm, HandOverForm, InviteForm, RenewWayForm

_PAGE = 50


@require_GET
@for_act("people.manage")
def people(request: ActorRequest) -> HttpResponse:
    """The people the reader may see, found by name and office."""
    name, office = request.GET.get("q", ""), request.GET.get("office", "")
    found = find_people(people_seen_by(request.actor), name=name, office=office)
    page = Paginator(with_posts(found, seen_by=request.actor), _PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "q": name, "office": office, "trail": []}
    return render(request, "web/people/people.html", context)


@require_http_methods(["GET", "POST"])
@for_act("people.manage")
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """One person: the posts, held and past; another post can be given here."""
    found = get_object_or_404(people_seen_by(request.actor), pk=pk)
    form = GiveForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            give_post(found, by=request.actor, **form.post())
        except TidtamError as refusal:
            refusal_on(form, refusal)
        else:
            tell(request, Bilingual("ให้หน้าที่แล้ว", "The post is given."))
            return redirect("person", pk=pk)
    posts = post_history(found, seen_by=request.actor)
    awaited = awaited_hand_overs(found)
    context = {
        "person": found,
        "posts": [
            (post, _may_end(request.actor, post, awaited), post.pk in awaited) for post in posts
        ],
        "today": clock.today(),
        "form": form,
        "is_me": found.pk == request.actor.person_id,
        "trail": [(PEOPLE, reverse("people")), (Bilingual(found.full_name), "")],
    }
    status = 422 if form.errors else 200
    return render(request, "web/people/person.html", context, status=status)


def _may_end(actor: Actor, post: Post, awaited: set[int]) -> bool:
    is_over = post.ends_on is not None and post.ends_on < clock.today()
    if post.handed_to_id is not None or post.pk in awaited:
        return False
    code = post.agency.code if post.agency else ""
    return not is_over and actor.may(end_right(Role(post.role)), agency_code=code)


@require_http_methods(["GET", "POST"])
@for_act("people.manage")
def invite_somebody(request: ActorRequest) -> HttpResponse:
    """Invite somebody to a post; the answer is the slip with the code."""
    form = InviteForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = invite(
                full_name=given["full_name"],
                email=given["email"],
                by=request.actor,
                **form.post(),
            )
        except TidtamError as refusal:
            refusal_on(form, refusal)
        else:
            return show_slip(request, made)
    title = Bilingual("เชิญผู้ใช้งาน", "Invite somebody")
    return _form_page(request, form, title, Bilingual("ออกคำเชิญ", "Make the invitation"))


@require_http_methods(["GET", "POST"])
@for_act("people.manage")
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End a post after a day, with the reason."""
    post = _post(request, pk)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ended = end_post(post, by=request.actor, **form.cleaned_data)
        except TidtamError as refusal:
            refusal_on(form, refusal)
        else:
            tell(request, _ended(ended, form.cleaned_data["last_day"]))
            return redirect("person", pk=post.person_id)
    title = Bilingual("สิ้นสุดหน้าที่", "End a post")
    return _form_page(request, form, title, title, post=post)


def _ended(left: WorkLeft, day: dt.date) -> Bilingual:
    th, en = f"หน้าที่สิ้นสุด {thai_date(day)}", f"The post ends on {day:%d/%m}/{buddhist_year(day)}."
    if not left.items:
        return Bilingual(th, en)
    return Bilingual(
        f"{th} รายงาน {left.items} ข้อไม่มีผู้รับผิดชอบแล้ว โปรดให้เขตมอบหมายใหม่ในหน้ารายงาน",
        f"{en} {left.items} items of the report have no owner now; "
        "please let the office assign them on the page of the report.",
    )


@require_http_methods(["GET", "POST"])
@for_act("people.manage")
def hand_on(request: ActorRequest, pk: int) -> HttpResponse:
    """End a post and give it to a colleague, or invite whoever comes next."""
    post = _post(request, pk)
    form = HandOverForm(posted(request), people=people_seen_by(request.actor), post=post)
    if request.method == "POST" and form.is_valid():
        try:
            done = hand_over(post, by=request.actor, **form.cleaned_data)
        except TidtamError as refusal:
            refusal_on(form, refusal)
        else:
            if done.post.invited is not None:
                return show_slip(request, done.post.invited)
            tell(request, _handed_over(done))
            return redirect("person", pk=post.person_id)
    title = Bilingual("ส่งมอบหน้าที่", "Hand over a post")
    return _form_page(request, form, title, title, post=post, items=items_with(post))


def _handed_over(done: WorkHandedOver) -> Bilingual:
    items, given = done.items, done.post.given
    if done.waiting and given is not None and done.post.ended.work_waits:
        return Bilingual(
            f"ส่งมอบหน้าที่แล้ว รายงานที่รับผิดชอบ {done.waiting} ข้อจะย้ายไปผู้รับในวันที่ "
            f"{thai_date(given.starts_on)} ซึ่งเป็นวันเริ่มหน้าที่",
            f"The post is handed over. {done.waiting} items of the report go to the successor on "
            f"{given.starts_on:%d/%m}/{buddhist_year(given.starts_on)}, when the post begins.",
        )
    if not items:
        return Bilingual("ส่งมอบหน้าที่แล้ว", "The post is handed over.")
    return Bilingual(
        f"ส่งมอบหน้าที่แล้ว พร้อมรายงานที่รับผิดชอบ {items} ข้อ",
        f"The post is handed over, with {items} items of the report.",
    )


@require_http_methods(["GET", "POST"])
@for_act("people.manage")
def new_password(request: ActorRequest, pk: int) -> HttpResponse:
    """A code with which a person who forgot the password sets a new one."""
    found = get_object_or_404(people_seen_by(request.actor), pk=pk)
    form = RenewWayForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        drops = bool(form.cleaned_data.get("drops_second_factor"))
        return show_slip(request, renew_way_in(found, by=request.actor, drops_second_factor=drops))
    title = Bilingual("ออกรหัสตั้งรหัสผ่านใหม่", "Code for a new password")
    return _form_page(request, form, title, title, person=found)


def _post(request: ActorRequest, pk: int) -> Post:
    """A post the reader may end; what they cannot see is not there."""
    post = get_object_or_404(posts_seen_by(request.actor), pk=pk)
    code = post.agency.code if post.agency else ""
    request.actor.must(end_right(Role(post.role)), agency_code=code)
    if not people_seen_by(request.actor).filter(pk=post.person_id).exists():
        raise Http404
    return post


def _form_page(
    request: ActorRequest, form: object, title: Bilingual, act: Bilingual, **more: object
) -> HttpResponse:
    trail: Trail = [(PEOPLE, reverse("people")), (title, "")]
    context = {"form": form, "title": title, "act": act, "trail": trail} | more
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "web/people/post_form.html", context, status=status)
