"""Offices that report: 250 people saving while they type, the most a server takes, the task list.

The peer is ``bare_site.py``: one versioned update and one row of history, with sign-in and CSRF.
Both sites run under the same server with the same options on the same kind of database, one after
the other in turns. Afterwards every acknowledged save must be in the database.

    make bench-office        SQLite, and PostgreSQL where BENCH_DATABASE_URL names a server
    python benchmarks/bench_office.py --seconds 60
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from saving_people import Told, type_for

HERE = Path(__file__).resolve().parent
PEOPLE, PAUSE = 250, 5.0
CLIENTS, ROUNDS, EACH, WARM = 16, 3, 8.0, 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long 250 people type")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of the saturated run")
    args = parser.parse_args()
    measure("SQLite", "", args)
    if address := os.environ.get("BENCH_DATABASE_URL"):
        measure("PostgreSQL", address, args)


def measure(name: str, server: str, args: argparse.Namespace) -> None:
    """Everything on one kind of database; ``server`` is "" for a file of its own."""
    print(f"\n{name}", flush=True)
    with tempfile.TemporaryDirectory() as folder, database(server, "tidtam_bench") as ours_at:
        env = ours_env(folder, ours_at)
        people = prepare_ours(env)
        with site("tidtam.config.wsgi:application", env) as address:
            typed = asyncio.run(
                type_for(address, people, seconds=args.seconds, pause=PAUSE, clients=PEOPLE)
            )
            tell_typing(typed)
            tell_kept(env, typed)
        with database(server, "tidtam_bare") as bare_at:
            saturate(env, people, bare_env(folder, bare_at), args.rounds)
        tell_pages(env)


def saturate(
    env: dict[str, str], people: list[dict[str, Any]], bare: dict[str, str], rounds: int
) -> None:
    """Clients that never pause, on ours and on the bare site in turns."""
    bare_people = json.loads(run([str(HERE / "bare_site.py"), "prepare", str(CLIENTS)], bare))
    ours: list[float] = []
    peer: list[float] = []
    for _ in range(rounds):
        for application, where, who, rates in (
            ("bare_site:application", bare, bare_people, peer),
            ("tidtam.config.wsgi:application", env, people, ours),
        ):
            with site(application, where) as address:
                told = asyncio.run(type_for(address, who, seconds=EACH, pause=0, clients=CLIENTS))
            rates.append(told.rate)
            if set(told.statuses) != {"200"}:
                print(f"  {application}: {dict(told.statuses)}")
    mine, most = statistics.median(ours), statistics.median(peer)
    print(
        f"  saturated, {CLIENTS} clients: ours {mine:.0f} saves/s, bare view {most:.0f} saves/s, "
        f"ratio {mine / most:.2f} (limit 0.50)"
    )


def tell_typing(told: Told) -> None:
    """How long a save took while 250 people typed."""
    print(
        f"  {PEOPLE} people, one save each every {PAUSE:g} s for {told.took:.0f} s: "
        f"{len(told.seconds)} saves, p50 {told.percentile(0.5) * 1000:.0f} ms, "
        f"p95 {told.percentile(0.95) * 1000:.0f} ms (limit 100), "
        f"p99 {told.percentile(0.99) * 1000:.0f} ms, answers {dict(told.statuses)}",
        flush=True,
    )


def tell_kept(env: dict[str, str], told: Told) -> None:
    """Whether every acknowledged save is in the database."""
    print("  " + run(["-c", KEPT], env, given=json.dumps(told.kept)).strip(), flush=True)


def tell_pages(env: dict[str, str]) -> None:
    """Server time of the task list of the biggest office."""
    print("  " + run(["-c", PAGES], env).strip(), flush=True)


PREPARE = f"""
import json, django
django.setup()
from saving_people import signed_in
from tidtam.demo.load import load_demo
from tidtam.demo.reporting import REPORT_ROUND
from tidtam.orgs.queries import offices
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.rounds.models import Item
import datetime as dt
from django.conf import settings
load_demo(by=SYSTEM)
all_offices = list(offices())
found = []
for number in range({PEOPLE}):
    office = all_offices[number % len(all_offices)]
    person = Person.objects.create(sign_in_name=f"bench{{number}}", full_name=f"สมมติ {{number}}")
    Post.objects.create(person=person, role=Role.REPORTER.value, agency=office,
                        starts_on=dt.date(2020, 1, 1))
    items = Item.objects.filter(submission__round__code=REPORT_ROUND, submission__office=office)
    item = items.order_by("instrument__order", "order")[number // len(all_offices)]
    form = item.instrument.form
    from tidtam.frameworks.form_queries import form_of
    from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
    kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
    code = next(q.code for q in form_of(form).questions_of(item.node_code, kind)
                if q.answer.kind == "text")
    held = item.answers.filter(question_code=code).first()
    found.append(signed_in(person) | {{
        "path": f"/office/answers/{{item.pk}}/{{code}}/", "edit": held.edit if held else 0}})
print(json.dumps(found))
"""

KEPT = """
import json, sys, django
django.setup()
from tidtam.rounds.models import Answer
from tidtam.rounds.workspace import verify_answers
told = json.load(sys.stdin)
lost = []
for path, (edit, text) in told.items():
    item, code = path.strip("/").split("/")[2:]
    answer = Answer.objects.get(item_id=item, question_code=code)
    if (answer.edit, json.loads(answer.value)) != (edit, text):
        lost.append(path)
chain = verify_answers()
print(f"every acknowledged save is there: {not lost} ({len(told)} fields, {chain.versions} texts "
      f"kept, chain {'broken' if chain.broken else 'sound'})")
"""

PAGES = """
import statistics, time, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from django.db.models import Count
from django.template import Context, Engine
from django.test import Client
from tidtam.demo.reporting import REPORT_ROUND
from tidtam.people.models import Person
from tidtam.rounds.models import Submission
reports = Submission.objects.filter(round__code=REPORT_ROUND)
biggest = reports.annotate(n=Count("items")).order_by("-n", "pk").first()
demo = reports.get(office__code="1021020000")
client = Client()
client.force_login(Person.objects.get(sign_in_name="reporter"))
address = f"/office/{REPORT_ROUND}/{demo.office.code}/"
assert client.get(address).status_code == 200
def median(act):
    took = []
    for _ in range(21):
        began = time.perf_counter(); act(); took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000
rows = [[f"cell {r} {c}" for c in range(8)] for r in range(245)]
table = Engine().from_string("<table>{% for row in rows %}<tr>{% for cell in row %}"
                             "<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>")
page = median(lambda: client.get(address))
plain = median(lambda: table.render(Context({"rows": rows})))
print(f"task list of {demo.items.count()} items (most of any office {biggest.n}): {page:.0f} ms "
      f"(limit 60 ms); a bare table of 245 x 8 in a template {plain:.0f} ms, "
      f"ratio {page / plain:.1f}")
"""


def ours_env(folder: str, address: str) -> dict[str, str]:
    """The environment of our site with a database of its own."""
    return os.environ | {
        "TIDTAM_MODE": "local",
        "TIDTAM_DATA_DIR": str(Path(folder) / "ours"),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tidtam.config.settings",
        "PYTHONPATH": str(HERE),
        "PYTHONWARNINGS": "ignore",
    }


def bare_env(folder: str, address: str) -> dict[str, str]:
    """The environment of the bare site."""
    return os.environ | {
        "BARE_DATABASE_URL": address or f"sqlite:///{folder}/bare.sqlite3",
        "PYTHONPATH": str(HERE),
        "PYTHONWARNINGS": "ignore",
    }


def prepare_ours(env: dict[str, str]) -> list[dict[str, Any]]:
    """The demonstration year, and 250 reporters who are signed in."""
    run(["-m", "tidtam.commands.main", "prepare"], env)
    found: list[dict[str, Any]] = json.loads(run(["-c", PREPARE], env).splitlines()[-1])
    return found


def run(arguments: list[str], env: dict[str, str], *, given: str = "") -> str:
    """What a Python process prints."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        env=env,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


@contextmanager
def site(application: str, env: dict[str, str]) -> Iterator[str]:
    """A site under gunicorn with two processes, as ``tidtam serve`` starts them."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--preload"]
    options += ["--log-level", "warning", "--timeout", "120", "--no-control-socket"]
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", application, *options], env=env
    )
    try:
        wait_for(port)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(port: int) -> None:
    """Wait until somebody listens at a port of this machine."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the site did not start")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server, dropped afterwards; "" for SQLite."""
    if not server:
        yield ""
        return
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    main()
