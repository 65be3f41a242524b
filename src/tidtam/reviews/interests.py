"""Which offices a person must not judge: read from posts, memberships and declarations.

One rule, asked in two ways: as a query (``closed_offices``), so that the database itself leaves
out what a conflict closes; and with the reason for each office (``interests_of``), for pages and
for the proposal. A test keeps them the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import F, Q, QuerySet

from tidtam.orgs.models import Agency, AgencyProvince
from tidtam.people.models import Post
from tidtam.reviews.models import Conflict
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

OWN = "own"
FORMER = "former"
DECLARED = "declared"
PROVINCE = "province"

# In the order in which they are told where an office is closed for several reasons.
INTERESTS: Mapping[str, Bilingual] = {
    OWN: Bilingual("มีตำแหน่งที่เขตนี้", "Holds a post at this office"),
    FORMER: Bilingual("เคยมีตำแหน่งที่เขตนี้", "Held a post at this office"),
    DECLARED: Bilingual("แจ้งส่วนได้เสียไว้", "Declared a conflict of interest"),
    PROVINCE: Bilingual(
        "อยู่ในจังหวัดเดียวกับเขตที่มีหรือเคยมีตำแหน่ง",
        "In the province of an office where a post is or was held",
    ),
}
_ORDER = tuple(INTERESTS)


def closed_offices(person_id: int) -> QuerySet[Agency, int]:
    """Keys of the agencies a person must not judge, as a query to put into another one."""
    posts = _posts([person_id])
    declared = _declared([person_id])
    provinces = Q(province__in=_provinces_of_posts(posts).values("agency__memberships__province"))
    provinces |= Q(province__in=declared.exclude(province=None).values("province"))
    near = AgencyProvince.objects.filter(in_force(clock.today()), provinces)
    return Agency.objects.filter(
        Q(pk__in=posts.values("agency"))
        | Q(pk__in=declared.exclude(office=None).values("office"))
        | Q(pk__in=near.values("agency"))
    ).values_list("pk", flat=True)


def interests_of(person_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Person -> agency -> code of ``INTERESTS``, for many people in four queries."""
    today = clock.today()
    found: dict[int, dict[int, str]] = {person_id: {} for person_id in person_ids}
    posts = _posts(person_ids)
    for person, agency, ends_on in posts.values_list("person_id", "agency_id", "ends_on"):
        is_over = ends_on is not None and ends_on < today
        _note(found[person], [agency], FORMER if is_over else OWN)
    covering = _agencies_by_province(today)
    for person, office, province in _declared(person_ids).values_list(
        "person_id", "office_id", "province_id"
    ):
        _note(found[person], [office] if office else covering[province], DECLARED)
    provinces = _provinces_of_posts(posts).values_list("person_id", "agency__memberships__province")
    for person, province in provinces:
        _note(found[person], covering[province], PROVINCE)
    return found


def _note(found: dict[int, str], agencies: Iterable[int], code: str) -> None:
    """Keep the code that comes first in the order."""
    for agency in agencies:
        found[agency] = min(code, found.get(agency, code), key=_ORDER.index)


def _posts(person_ids: Collection[int]) -> QuerySet[Post]:
    return Post.objects.filter(person__in=person_ids).exclude(agency=None).order_by()


def _provinces_of_posts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts with the provinces their agency covered at any time while they were held."""
    began = Q(agency__memberships__valid_from=None) | Q(ends_on=None)
    began |= Q(agency__memberships__valid_from__lte=F("ends_on"))
    ended = Q(agency__memberships__valid_to=None)
    ended |= Q(agency__memberships__valid_to__gte=F("starts_on"))
    return posts.filter(began, ended, agency__memberships__province__isnull=False)


def _declared(person_ids: Collection[int]) -> QuerySet[Conflict]:
    return Conflict.objects.filter(person__in=person_ids, ended_at=None).order_by()


def _agencies_by_province(day: dt.date) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = AgencyProvince.objects.filter(in_force(day)).order_by()
    for province, agency in rows.values_list("province_id", "agency_id"):
        found[province].append(agency)
    return found


def in_force(day: dt.date) -> Q:
    """Memberships that hold on a day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=day))
