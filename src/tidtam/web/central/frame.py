"""What the pages of a round share: the way there, the computation meant, where refusals go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tidtam.results.queries import computation_for, computations_of, newest_computation
from tidtam.results.states import State
from tidtam.rounds.queries import round_by_code
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, tell_here

if TYPE_CHECKING:
    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round

ROUNDS = Bilingual("รอบการประเมิน", "Rounds")


def trail(round_: Round, *, here: bool = False) -> Trail:
    """Where a page of a round stands."""
    address = "" if here else reverse("central-round", args=[round_.code])
    return [(ROUNDS, reverse("central-rounds")), (round_.title, address)]


def asked_computation(request: ActorRequest, round_code: str) -> Computation:
    """The computation a form was shown for, by its number; the newest where it says none."""
    round_ = round_by_code(round_code, actor=request.actor)
    asked = request.POST.get("number", "") or request.GET.get("n", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 6:
        return computation_for(request.actor, round_code=round_code, number=int(asked))
    newest = newest_computation(round_, actor=request.actor)
    return newest or computation_for(request.actor, round_code=round_code)


def shown_of(computations: Sequence[Computation], number: int | None) -> Computation | None:
    """The computation to look at: the one asked for, else the published, else the newest."""
    if number is not None:
        return next((each for each in computations if each.number == number), None)
    published = (each for each in computations if each.state == State.PUBLISHED)
    return next(published, computations[0] if computations else None)


def round_page(
    request: ActorRequest, computation: Computation, *, place: str = "", **asked: int
) -> HttpResponse:
    """Back to the round, looking at this computation.

    Args:
        place: where on the page, as "#next".
        asked: what else the address says.
    """
    front = shown_of(computations_of(computation.round, actor=request.actor), None)
    query = urlencode(asked if front == computation else {"n": computation.number, **asked})
    address = reverse("central-round", args=[computation.round.code])
    return redirect(f"{address}{'?' if query else ''}{query}{place}")


def refused(
    request: ActorRequest,
    refusal: TidtamError,
    computation: Computation,
    *,
    place: str = "#next",
    **asked: int,
) -> HttpResponse:
    """Back to the round, with the refusal where the button was."""
    tell_here(request, refusal.message)
    return round_page(request, computation, place=place, **asked)
