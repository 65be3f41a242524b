"""Publication leads to follow-ups by every door: the page, the job, the command."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from factories import client_for, computed, fill, make_office, make_small_round
from factories.following import Following, following
from tidtam.commands.main import main
from tidtam.followups.models import FollowUp
from tidtam.jobs.enqueue import gather_later
from tidtam.jobs.tasks import gather_follow_ups
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import check
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked() -> Round:
    """A round that can be published, with one recommendation."""
    office, round_ = make_office(21), make_small_round()
    fill(round_)
    texts = [(office.pk, "1", "ควรติดตามต่อเนื่อง")]
    set_recommendations(instruments_of(round_)[0], texts=texts, by=SYSTEM)
    check(computed(round_), by=SYSTEM)
    return round_


@pytest.fixture
def world() -> Following:
    return following(gathered=False)


@pytest.mark.django_db(transaction=True)
def test_the_page_that_publishes_puts_the_job_in_line(checked: Round) -> None:
    client_for(Role.CENTRAL_OFFICER).post(reverse("central-publish", args=[checked.code]))

    job = DBTaskResult.objects.get(task_path=gather_follow_ups.module_path)
    assert job.args_kwargs == {"args": [checked.computations.get().pk], "kwargs": {}}


def test_the_job_runs_twice_without_harm(world: Following) -> None:
    for _ in range(2):
        gather_follow_ups.func(world.computation.pk)

    assert FollowUp.objects.count() == 2


def test_the_job_tells_when_the_computation_is_gone() -> None:
    with capture_logs() as told:
        gather_follow_ups.func(0)

    assert [each["event"] for each in told] == ["computation is gone"]


def test_what_is_not_committed_is_not_gathered(world: Following) -> None:
    gather_later(world.computation)  # the test's own transaction is never committed

    assert not DBTaskResult.objects.exists()


def test_the_command_that_publishes_gathers_too(
    checked: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["results", "publish", "--round", checked.code]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[1].endswith("1 new recommendations wait for an answer")
    assert FollowUp.objects.count() == 1


def test_a_round_published_before_is_gathered_by_the_command(
    world: Following, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for _ in range(2):
        assert main(["results", "gather", "--round", world.round.code]) == 0
        told.append(capsys.readouterr().out)

    assert [each.split(" / ")[1][:1] for each in told] == ["2", "0"]


def test_the_command_refuses_a_round_that_is_not_published(
    checked: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["results", "gather", "--round", checked.code]) == 2

    assert "is not published" in capsys.readouterr().err
    assert not FollowUp.objects.exists()
