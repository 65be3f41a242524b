"""A reviewer's pages with a whole national round: the list of 40 offices, one item, one save.

245 offices with every item the frameworks ask of them, all submitted, answered and with evidence;
120 reviewers, a fifth of the items marked by two, every second review written. The peer is a bare
template of a table with nothing behind it, as in ``bench_office.py``: what showing alone costs.

    make bench-reviewing     SQLite, and PostgreSQL where BENCH_DATABASE_URL names a server
"""

from __future__ import annotations

import os
import tempfile

from bench_office import database, ours_env, run

PREPARE = """
import datetime as dt, django
django.setup()
from django.db import transaction
from tidtam.demo.load import load_demo
from tidtam.demo.reporting import REPORT_ROUND
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.reviews.models import *
from tidtam.rounds.models import Answer, Evidence, Item, Round, Stage, Submission
from tidtam.shared import clock

load_demo(by=SYSTEM)
now = clock.now()
round_ = Round.objects.get(code=REPORT_ROUND)
Submission.objects.filter(round=round_).update(state="submitted", submitted_at=now)
for code in ("screen", "mark"):
    dates = {"starts_at": now, "due_at": now + dt.timedelta(14)}
    Stage.objects.update_or_create(round=round_, code=code, defaults=dates)
panel = Panel.objects.create(
    round=round_, state="working", seed="bench", made_at=now, made_by="bench", double_share=20
)
people = [
    Person.objects.create(sign_in_name=f"bench-reviewer{n}", full_name=f"ผู้ประเมินสมมติ {n}")
    for n in range(120)
]
Post.objects.bulk_create(
    Post(person=p, role=Role.REVIEWER.value, starts_on=dt.date(2020, 1, 1)) for p in people
)
reviewers = Reviewer.objects.bulk_create(
    Reviewer(panel=panel, person=p, capacity=2000, joined_at=now) for p in people
)
submissions = list(Submission.objects.filter(round=round_).order_by("office__order"))
place = {s.pk: n for n, s in enumerate(submissions)}
Screening.objects.bulk_create(
    Screening(submission=s, screener=reviewers[n % 120], state="complete")
    for n, s in enumerate(submissions)
)
items = list(
    Item.objects.filter(submission__round=round_)
    .select_related("instrument__form", "instrument__framework", "submission__office")
    .order_by("pk")
)
held = set(Answer.objects.values_list("item_id", "question_code"))
answers, evidence, given = [], [], []
for n, item in enumerate(items):
    kind = FRAMEWORK_KINDS[AgencyKind(item.submission.office.kind)]
    for question in form_of(item.instrument.form).questions_of(item.node_code, kind):
        if question.answer.kind == "text" and (item.pk, question.code) not in held:
            answers.append(Answer(
                item=item, question_code=question.code, state="answered", changed_at=now,
                value='"<p>' + "ดำเนินการครบทุกโรงเรียนและติดตามผล " * 12 + '</p>"', seal="bench",
            ))
    evidence += [
        Evidence(item=item, url=f"https://example.ac.th/{n}/{k}", link_kind="link",
                 name=f"หลักฐาน {k}", order=k, added_at=now, added_by="bench")
        for k in range(3)
    ]
    office = place[item.submission_id]
    # The first 40 offices belong to the first reviewer whole; the others are divided.
    first = 0 if office < 40 else 1 + (office * 2 + item.order % 2) % 119
    seats = [first] if n % 5 else [first, (first + 60) % 120]
    given += [
        Assignment(item=item, reviewer=reviewers[who], seat=seat, given_at=now, given_by="bench",
                   state="done" if n % 2 else "given", done_at=now if n % 2 else None)
        for seat, who in enumerate(seats, start=1)
    ]
with transaction.atomic():
    Answer.objects.bulk_create(answers, batch_size=500)
    Evidence.objects.bulk_create(evidence, batch_size=500)
    Assignment.objects.bulk_create(given, batch_size=500)
    Review.objects.bulk_create(
        (Review(assignment=a, answer="4", comment="{office} ดำเนินการครบถ้วนและติดตามต่อเนื่อง" * 4,
                begun_at=now, changed_at=now, seconds=90)
         for a in given if a.state == "done"), batch_size=500)
    Phrase.objects.bulk_create(
        Phrase(person=people[0], text=f"{{office}} ควรติดตามผลข้อที่ {k}", level=k % 5 + 1, made_at=now)
        for k in range(60))
print(len(submissions), len(items), len(given), len(evidence))
"""

PAGES = """
import json, statistics, time, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from django.db import connection
from django.template import Context, Engine
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tidtam.people.models import Person
from tidtam.reviews.models import Assignment
client = Client()
client.force_login(Person.objects.get(sign_in_name="bench-reviewer0"))
own = Assignment.objects.filter(reviewer__person__sign_in_name="bench-reviewer0").order_by("pk")
fresh = [a for a in own.filter(state="given")[:60]]
done = own.filter(state="done")[10]
def median(act, runs=41):
    took = []
    for _ in range(runs):
        began = time.perf_counter(); act(); took.append(time.perf_counter() - began)
    took.sort()
    return statistics.median(took) * 1000, took[int(len(took) * 0.95)] * 1000
def page(address):
    reply = client.get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    return reply
def queries(act):
    with CaptureQueriesContext(connection, ) as seen:
        act()
    return len(seen)
def bare(rows, columns):
    cells = [[f"cell {r} {c}" for c in range(columns)] for r in range(rows)]
    table = Engine().from_string("<table>{% for row in rows %}<tr>{% for cell in row %}"
                                 "<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>")
    return median(lambda: table.render(Context({"rows": cells})))[0]
keys = iter(range(10_000))
def save():
    a = fresh[next(keys) % len(fresh)]
    held = getattr(Assignment.objects.select_related("review").get(pk=a.pk), "review", None)
    body = {"edit": held.edit if held else 0, "seconds": 5, "save_id": f"s{next(keys)}",
            "value": {"mark": "4", "comment": f"{{office}} ดำเนินการครบถ้วน {next(keys)}",
                      "private_note": ""}}
    reply = client.post(f"/reviewing/items/{a.pk}/save/", json.dumps(body),
                        content_type="application/json")
    assert reply.status_code == 200, reply.content.decode()
report = done.item.submission_id
LINES = (
    ("list of 40 offices", lambda: page("/reviewing/"), 60, (40, 4)),
    ("items of one office", lambda: page(f"/reviewing/offices/{report}/"), 60, (40, 4)),
    ("an item to mark", lambda: page(f"/reviewing/items/{fresh[0].pk}/"), 80, (60, 4)),
    ("an item that is done", lambda: page(f"/reviewing/items/{done.pk}/"), 80, (60, 4)),
    ("a save with its hints", save, 100, (1, 1)),
)
for name, act, limit, size in LINES:
    act()
    middle, worst = median(act)
    plain = bare(*size)
    print(f"  {name}: {middle:.0f} ms, p95 {worst:.0f} ms (limit {limit}), {queries(act)} queries; "
          f"a bare table of {size[0]} x {size[1]} {plain:.1f} ms")
    print(f"BENCH reviewing-{name.replace(' ', '-')}-{connection.vendor} ours={middle / 1000:.4f}s "
          f"peer={plain / 1000:.5f}s ratio={middle / plain:.1f}")
"""


def main() -> None:
    measure("SQLite", "")
    if address := os.environ.get("BENCH_DATABASE_URL"):
        measure("PostgreSQL", address)


def measure(name: str, server: str) -> None:
    """Everything on one kind of database; ``server`` is "" for a file of its own."""
    with tempfile.TemporaryDirectory() as folder, database(server, "tidtam_bench") as ours_at:
        env = ours_env(folder, ours_at)
        run(["-m", "tidtam.commands.main", "prepare"], env)
        told = run(["-c", PREPARE], env).splitlines()[-1].split()
        offices, items, given, evidence = told
        print(
            f"\n{name}: {offices} reports, {items} items, {given} assignments to 120 reviewers, "
            f"{evidence} pieces of evidence",
            flush=True,
        )
        print(run(["-c", PAGES], env).rstrip(), flush=True)


if __name__ == "__main__":
    main()
