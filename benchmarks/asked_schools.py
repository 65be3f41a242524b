"""Every office asks all its schools one question: 245 inquiries, 29,000 schools, their replies.

Needs the 29,000 schools that ``bench_schools`` imported. Peers are plain SQL on the same rows.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

REPLIES = 500
LIMITS = {"tally-of-office": 0.020, "progress-page": 0.100, "counts-of-country": 0.300}


def measure_asked(runs: int, vendor: str) -> None:
    """Ask, reply, count and show; print a line for each."""
    from tidtam.commands.prepare import load_shipped
    from tidtam.schools.models import Asked, Inquiry, ReplyVersion

    load_shipped()
    round_ = _round()

    def nothing_asked() -> None:
        ReplyVersion.objects.all()._raw_delete("default")
        Asked.objects.all()._raw_delete("default")
        Inquiry.objects.all()._raw_delete("default")

    mine = _median(3, lambda: _ask_everywhere(round_), before=nothing_asked)
    rows = list(Asked.objects.values_list("inquiry_id", "school_id", "order"))
    assert len(rows) == 29_000, len(rows)

    def no_rows() -> None:
        Asked.objects.all()._raw_delete("default")

    _tell(f"asked-create-{vendor}", mine, _median(3, lambda: _insert(rows), before=no_rows))
    _tell(f"asked-reply-{vendor}", *_replies())
    _answer_most()
    _counts(round_, runs, vendor)
    _pages(runs, vendor)


def _round() -> Any:
    """An open round that asks every office, with the shipped form."""
    from tidtam.frameworks.form_queries import newest_form_for
    from tidtam.frameworks.queries import newest_version
    from tidtam.people.actor import SYSTEM
    from tidtam.rounds.actions import make_round
    from tidtam.rounds.planning import StageDates, open_round, set_form, set_stages
    from tidtam.rounds.queries import instruments_of
    from tidtam.rounds.states import StageCode
    from tidtam.shared import clock

    round_ = make_round(
        "bench",
        fiscal_year=2566,
        period="6m",
        title_th="รอบวัดความเร็ว",
        title_en="Benchmark",
        frameworks=[newest_version("qp-2566")],
        by=SYSTEM,
        is_demo=True,
    )
    for instrument in instruments_of(round_):
        set_form(instrument, form=newest_form_for("qp-2566"), by=SYSTEM)
    now = clock.now()
    day = dt.timedelta(days=1)
    set_stages(round_, dates={StageCode.REPORT: StageDates(now - day, now + 30 * day)}, by=SYSTEM)
    open_round(round_, by=SYSTEM)
    return round_


def _items(round_: Any) -> Any:
    from tidtam.rounds.models import Item

    near = Item.objects.select_related("submission__round", "submission__office")
    return near.filter(submission__round=round_, node_code="1").order_by("pk")


def _ask_everywhere(round_: Any) -> None:
    from tidtam.orgs.queries import schools_of
    from tidtam.people.actor import Actor, HeldPost
    from tidtam.people.roles import Role
    from tidtam.schools.actions import ask_schools
    from tidtam.schools.states import Way
    from tidtam.shared import clock

    closes = clock.now() + dt.timedelta(days=7)
    for item in _items(round_):
        office = item.submission.office
        ask_schools(
            item,
            "safety_plans",
            way=Way.DID,
            title_th="มีแผนเผชิญเหตุที่เป็นปัจจุบันหรือไม่",
            closes_at=closes,
            schools=schools_of(office),
            by=Actor("ผู้วัด", posts=(HeldPost(Role.REPORTER, office.code),)),
        )


def _insert(rows: list[tuple[int, int, int]]) -> None:
    """The ceiling: the same rows, one statement, nothing else."""
    from django.db import connection, transaction

    insert = (
        'INSERT INTO schools_asked (inquiry_id, school_id, "order", state, value, note, edit, '
        "is_withdrawn) VALUES (%s, %s, %s, 'waiting', '', '', 0, %s)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, [(*row, False) for row in rows])


def _replies() -> tuple[float, float]:
    """Seconds a reply: from opening the link to the stored version; and of bare statements."""
    from django.db import connection, transaction

    from tidtam.schools.models import Asked
    from tidtam.schools.queries import link_to, linked
    from tidtam.schools.replying import actor_of_school, reply
    from tidtam.shared import clock

    some = list(Asked.objects.select_related("school", "inquiry").order_by("pk")[: 2 * REPLIES])
    begun = time.perf_counter()
    for asked in some[:REPLIES]:
        opened = linked(link_to(asked, asked.inquiry), address="10.0.0.1")
        reply(opened, value="yes", seen_edit=0, by=actor_of_school(opened.asked.school))
    mine = (time.perf_counter() - begun) / REPLIES
    begun = time.perf_counter()
    for asked in some[REPLIES:]:
        now = clock.now()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE schools_asked SET state='replied', value='\"yes\"', n=1, base=1, edit=1, "
                "replied_at=%s WHERE id=%s",
                [now, asked.pk],
            )
            cursor.execute(
                "INSERT INTO schools_replyversion (asked_id, edit, value, note, replied_at) "
                "VALUES (%s, 1, '\"yes\"', '', %s)",
                [asked.pk, now],
            )
    return mine, (time.perf_counter() - begun) / REPLIES


def _answer_most() -> None:
    """Four of five schools have replied."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE schools_asked SET state='replied', value='\"yes\"', n=1, base=1, edit=1, "
            "replied_at=CURRENT_TIMESTAMP WHERE id %% 5 <> 0 AND state='waiting'",
            [],
        )
        cursor.execute("ANALYZE")


def _counts(round_: Any, runs: int, vendor: str) -> None:
    from tidtam.people.actor import SYSTEM
    from tidtam.schools.models import Inquiry
    from tidtam.schools.queries import national_counts, standings, tally_of

    inquiry = Inquiry.objects.order_by("pk")[100]
    every = list(Inquiry.objects.all())
    one = "SELECT state, count(*), sum(n), sum(base) FROM schools_asked WHERE inquiry_id = %s "
    peer = _median(runs, lambda: _rows(f"{one} GROUP BY state", [inquiry.pk]))
    _tell(f"asked-tally-of-office-{vendor}", _median(runs, lambda: tally_of(inquiry)), peer)
    whole = _median(
        runs,
        lambda: _rows("SELECT state, count(*), sum(n), sum(base) FROM schools_asked GROUP BY 1"),
    )

    def country() -> None:
        (line,) = national_counts(round_, actor=SYSTEM)
        assert (line.offices, line.tally.asked) == (245, 29_000)

    _tell(f"asked-counts-of-country-{vendor}", _median(runs, country), whole)
    _tell(f"asked-tallies-of-245-{vendor}", _median(runs, lambda: standings(every)), whole)


def _pages(runs: int, vendor: str) -> None:
    """Whole pages, as the server answers them."""
    from django.test import Client

    from tidtam.people.actions import add_person, give_post
    from tidtam.people.actor import SYSTEM
    from tidtam.people.roles import Role
    from tidtam.schools.models import Asked, Inquiry
    from tidtam.schools.queries import link_to

    inquiry = Inquiry.objects.select_related("item__submission__office").order_by("pk")[100]
    person = add_person("bench", full_name="ผู้วัด", password="bench-bench-2566", by=SYSTEM)  # noqa: S106
    office = inquiry.item.submission.office
    give_post(person, role=Role.REPORTER, agency=office, by=SYSTEM)
    client, public = Client(), Client()
    client.force_login(person)
    base = f"/schools/inquiries/{inquiry.pk}/"
    school = Asked.objects.filter(inquiry=inquiry).first()
    assert school is not None
    link = f"/s/{link_to(school, inquiry)}/?change=yes"
    select = "SELECT * FROM schools_asked JOIN orgs_school ON school_id = orgs_school.id WHERE "
    peer = _median(runs, lambda: _rows(f"{select} inquiry_id = %s LIMIT 50", [inquiry.pk]))
    for name, browser, address in (
        ("progress-page", client, base),
        ("progress-part", client, f"{base}?part=counts"),
        ("links-page", client, f"{base}links/"),
        ("slips-page-of-80", client, f"{base}slips/"),
        ("replies-csv", client, f"{base}replies.csv"),
        ("school-page", public, link),
    ):
        _get(browser, address)
        _tell(
            f"asked-{name}-{vendor}", _median(runs, lambda b=browser, a=address: _get(b, a)), peer
        )


def _get(client: Any, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def _rows(statement: str, given: list[Any] | None = None) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given or [])
        return cursor.fetchall()


def _median(
    runs: int, job: Callable[[], Any], *, before: Callable[[], None] = lambda: None
) -> float:
    times = []
    for _ in range(runs):
        before()
        begun = time.perf_counter()
        job()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _tell(name: str, mine: float, peer: float) -> None:
    print(f"BENCH {name} ours={mine:.4f}s peer={peer:.4f}s ratio={mine / peer:.2f}")
    for part, limit in LIMITS.items():
        if f"asked-{part}-" in name and mine > limit:
            print(f"SLOW {name}: {mine:.4f}s, the limit is {limit:.3f}s")
