"""Reads of inquiries: what the office and the bureau see, and what a link opens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from tidtam.forms.definition import Question
from tidtam.forms.kinds import Kind
from tidtam.forms.values import read_value
from tidtam.orgs.models import Agency, School
from tidtam.orgs.queries import schools_of
from tidtam.orgs.schools import LEVEL_WORDS, SIZE_WORDS
from tidtam.people.actor import Actor
from tidtam.people.limits import refuse_spent, take
from tidtam.rounds.models import Item, Round
from tidtam.rounds.places import Place, place_of, places_of
from tidtam.schools.codes import BY_ADDRESS, BY_LINK, code_for, is_code, link_of, read_link
from tidtam.schools.errors import NoSuchLink
from tidtam.schools.figures import Tally
from tidtam.schools.models import Asked, Inquiry
from tidtam.schools.rules import is_open, kind_of_reply, scale_of, ways_to_ask
from tidtam.schools.states import InquiryState, ReplyState, Way
from tidtam.shared import clock
from tidtam.shared.errors import NotFound

_NEAR = (
    "item__submission__office",
    "item__submission__round",
    "item__instrument__framework",
)
_REPLIED = Q(state=ReplyState.REPLIED.value)


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """Which schools of an office are asked; nothing named means all.

    Attributes:
        sizes, levels: codes of ``orgs.states``; a school fits with any one of each.
        codes: only these schools.
    """

    sizes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def fits(self, school: School) -> bool:
        """Whether a school is meant."""
        taught = school.levels.split(";")
        return (
            (not self.sizes or school.size_class in self.sizes)
            and (not self.levels or any(level in taught for level in self.levels))
            and (not self.codes or school.code in self.codes)
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """An inquiry with its tally, for a list."""

    inquiry: Inquiry
    tally: Tally
    is_open: bool

    @property
    def way(self) -> Way:
        return Way(self.inquiry.way)


@dataclass(frozen=True, slots=True)
class NationalCount:
    """What the schools of the country say to one question of a round, over all offices.

    Attributes:
        scale: how many units of the tally make one (``rules.scale_of``).
    """

    framework: str
    node_code: str
    question_code: str
    way: Way
    scale: int
    offices: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Linked:
    """What a right link opens.

    Attributes:
        kind: how the reply is read and shown.
        link: as it stands in the address.
    """

    asked: Asked
    place: Place
    question: Question
    kind: Kind
    link: str

    @property
    def inquiry(self) -> Inquiry:
        return self.asked.inquiry

    @property
    def way(self) -> Way:
        return Way(self.asked.inquiry.way)


def inquiries_seen_by(actor: Actor) -> QuerySet[Inquiry]:
    """The inquiries an actor may see: the own office's; every one for the bureau."""
    found = Inquiry.objects.select_related(*_NEAR).defer("item__instrument__framework__source")
    if actor.may("inquiries.see"):
        return found
    own = [code for code in actor.agency_codes if actor.may("inquiries.see", agency_code=code)]
    return found.filter(item__submission__office__code__in=own)


def inquiry_for(actor: Actor, *, pk: int) -> Inquiry:
    """One inquiry with its item, report, office and round.

    Raises:
        NotFound: none for this actor.
    """
    found = inquiries_seen_by(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบคำถามนี้ หรือไม่ใช่ของเขตของท่าน โปรดเปิดจากรายการคำถามของเขต",
            "No such question, or not of your office; please open it from your office's list.",
        )
    return found


def question_of(inquiry: Inquiry) -> Question:
    """The question of the form that an inquiry asks."""
    return place_of(inquiry.item_id).question(inquiry.question_code)


def ways_of(item_id: int, question_code: str) -> tuple[Way, ...]:
    """How a question of an item may be passed on; empty where it may not."""
    place = place_of(item_id)
    return ways_to_ask(place.question(question_code), place.questions)


def open_inquiry_of(item: Item, question_code: str) -> Inquiry | None:
    """The inquiry that asks a question now."""
    found = Inquiry.objects.filter(item=item, question_code=question_code)
    return found.filter(state=InquiryState.OPEN.value).first()


def inquiries_of_item(item_id: int) -> list[Standing]:
    """The inquiries about one item, newest first, with their tallies; two queries."""
    return standings(Inquiry.objects.filter(item_id=item_id))


def standings(inquiries: Iterable[Inquiry]) -> list[Standing]:
    """Inquiries with their tallies: one query for all of them."""
    found = list(inquiries)
    tallies = tallies_of(found)
    now = clock.now()
    return [
        Standing(each, tallies.get(each.pk, Tally()), is_open(each.state, each.closes_at, now))
        for each in found
    ]


def tally_of(inquiry: Inquiry) -> Tally:
    """What the schools say together, in one query."""
    return tallies_of([inquiry]).get(inquiry.pk, Tally())


def tallies_of(inquiries: Iterable[Inquiry]) -> dict[int, Tally]:
    """The tallies of inquiries by key, in one query; one without schools is left out."""
    rows = (
        Asked.objects.filter(inquiry__in=[each.pk for each in inquiries])
        .order_by()
        .values_list("inquiry_id", "is_withdrawn", "state")
        .annotate(schools=Count("pk"), total=Sum("n"), out_of=Sum("base"))
    )
    found: dict[int, Tally] = {}
    for inquiry_id, is_withdrawn, state, schools, total, out_of in rows:
        held = found.get(inquiry_id, Tally())
        found[inquiry_id] = _plus(
            held,
            Tally(withdrawn=schools)
            if is_withdrawn
            else Tally(
                asked=schools,
                replied=schools if state == ReplyState.REPLIED else 0,
                n=int(total or 0),
                base=int(out_of or 0),
            ),
        )
    return found


def _plus(one: Tally, other: Tally) -> Tally:
    return Tally(
        asked=one.asked + other.asked,
        replied=one.replied + other.replied,
        n=one.n + other.n,
        base=one.base + other.base,
        withdrawn=one.withdrawn + other.withdrawn,
    )


def national_counts(round_: Round, *, actor: Actor) -> list[NationalCount]:
    """What all schools asked in a round say, a line per question; two queries.

    Raises:
        NotAllowed: only the bureau sees all offices.
    """
    actor.must("inquiries.see")
    keys = (
        "inquiry__item__instrument__framework__code",
        "inquiry__item__node_code",
        "inquiry__question_code",
        "inquiry__way",
    )
    rows = list(
        Asked.objects.filter(inquiry__item__submission__round=round_, is_withdrawn=False)
        .order_by(*keys)
        .values_list(*keys)
        .annotate(
            item=Min("inquiry__item_id"),
            offices=Count("inquiry__item__submission_id", distinct=True),
            schools=Count("pk"),
            replied=Count("pk", filter=_REPLIED),
            total=Sum("n"),
            out_of=Sum("base"),
        )
    )
    # Every office is asked by the same form, so one item tells the decimals of its question.
    places = {place.item_id: place for place in places_of([row[4] for row in rows])}
    return [
        NationalCount(
            framework=framework,
            node_code=node,
            question_code=question,
            way=Way(way),
            scale=scale_of(Way(way), places[item].question(question)),
            offices=offices,
            tally=Tally(asked=schools, replied=replied, n=int(total or 0), base=int(out_of or 0)),
        )
        for framework, node, question, way, item, offices, schools, replied, total, out_of in rows
    ]


def rounds_with_inquiries(actor: Actor) -> list[Round]:
    """The rounds in which the actor may see inquiries, newest first."""
    seen = inquiries_seen_by(actor).order_by().values("item__submission__round_id")
    return list(Round.objects.filter(pk__in=seen))


def asked_of(inquiry: Inquiry, *, show: str = "", words: str = "") -> QuerySet[Asked]:
    """The schools of an inquiry in dictionary order, each with its name.

    Args:
        show: "waiting", "replied", "withdrawn"; anything else shows those that are asked.
        words: part of the name, or the beginning of the code.
    """
    found = inquiry.asked.select_related("school").order_by("order", "pk")
    found = found.filter(is_withdrawn=show == "withdrawn")
    if show in (ReplyState.WAITING, ReplyState.REPLIED):
        found = found.filter(state=show)
    if words:
        found = found.filter(
            Q(school__name_th__icontains=words) | Q(school__code__startswith=words)
        )
    return found


def asked_for(inquiry: Inquiry, *, pk: int) -> Asked:
    """One school of an inquiry.

    Raises:
        NotFound: it is not of this inquiry.
    """
    found = inquiry.asked.select_related("school", "inquiry").filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบโรงเรียนนี้ในคำถาม โปรดเปิดรายการใหม่",
            "This school is not of the question; please reload the list.",
        )
    return found


def link_to(asked: Asked, inquiry: Inquiry) -> str:
    """The part of the address that lets one school reply."""
    code = code_for(inquiry_id=inquiry.pk, school_id=asked.school_id, salt=inquiry.salt)
    return link_of(asked.pk, code)


def linked(text: str, *, address: str) -> Linked:
    """What a link opens; wrong ones are counted, by address and by link.

    Raises:
        NoSuchLink: unknown, withdrawn with its salt, or wrong: all the same.
        TooManyTries: too many wrong ones came from there, or for this school.
    """
    claim = read_link(text)
    asked = _asked(claim.asked_id) if claim else None
    of_link = str(claim.asked_id) if claim else "none"
    if claim is None or not _proves(claim.code, asked):
        take(BY_ADDRESS, address)
        take(BY_LINK, of_link)
        raise NoSuchLink
    # A right code meets the same bar: else somebody who guesses on would get in at last.
    refuse_spent(BY_ADDRESS, address)
    refuse_spent(BY_LINK, of_link)
    assert asked is not None  # noqa: S101  proved above
    place = place_of(asked.inquiry.item_id)
    question = place.question(asked.inquiry.question_code)
    kind = kind_of_reply(Way(asked.inquiry.way), question)
    return Linked(asked, place, question, kind, link_to(asked, asked.inquiry))


def _asked(pk: int) -> Asked | None:
    near = (f"inquiry__{name}" for name in _NEAR)
    found = Asked.objects.select_related("school", *near).filter(pk=pk)
    return found.defer("inquiry__item__instrument__framework__source").first()


def _proves(code: str, asked: Asked | None) -> bool:
    """Whether the code is right; an unknown school costs the same work."""
    right = code_for(
        inquiry_id=asked.inquiry_id if asked else 0,
        school_id=asked.school_id if asked else 0,
        salt=asked.inquiry.salt if asked else "0" * 32,
    )
    return is_code(code, right) and asked is not None


def chosen_schools(office: Agency, wanted: SchoolFilter) -> list[School]:
    """The schools of an office that a filter means, in dictionary order."""
    return [school for school in schools_of(office) if wanted.fits(school)]


def school_sizes(schools: Iterable[School]) -> dict[str, int]:
    """How many schools each size has, in the order of sizes, for the choice."""
    held = [school.size_class for school in schools]
    return {size.value: held.count(size.value) for size in SIZE_WORDS if size.value in held}


def school_levels(schools: Iterable[School]) -> dict[str, int]:
    """How many schools teach each level, in the order of the pupils' ages."""
    taught = [level for school in schools for level in school.levels.split(";")]
    return {each.value: taught.count(each.value) for each in LEVEL_WORDS if each.value in taught}


def reply_text(asked: Asked, kind: Kind, language: str = "th") -> str:
    """A reply as one reads it; "" where none came."""
    return kind.plain(read_value(asked.value) or "", language) if asked.value else ""


def quoted(inquiry: Inquiry) -> dict[str, Any]:
    """What was last adopted (``figures.snapshot``); empty before the first time."""
    held: dict[str, Any] = json.loads(inquiry.adopted) if inquiry.adopted else {}
    return held
