"""One reviewer in two windows at the same moment, in processes of their own."""

from __future__ import annotations

import json
from subprocess import Popen

import pytest
from installations import Installation

pytestmark = pytest.mark.slow
TIMES = 60

# A panel over the round there is, with its first item given to a reviewer.
PANEL = """
import json
from factories.panels import add_post, give_item, make_reviewer
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.reviews.models import Panel
from tidtam.rounds.models import Item, Submission
from tidtam.shared import clock
report = Submission.objects.select_related("round").first()
Submission.objects.update(state="submitted", submitted_at=clock.now())
panel = Panel.objects.create(
    round=report.round, state="working", seed="s", made_at=clock.now(), made_by="test")
person = Person.objects.create(sign_in_name="reviewer", full_name="ผู้ประเมินสมมติ")
add_post(person, Role.REVIEWER)
reviewer = make_reviewer(panel, person=person)
given = give_item(Item.objects.filter(submission=report).first(), reviewer)
print(json.dumps([given.pk, reviewer.person_id]))
"""

# Saves each time a line comes in, on the edit in that line; says what became of it.
WINDOW = """
import json, sys
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.reviews.errors import ReviewChangedMeanwhile
from tidtam.reviews.reviewing import save_review
by = actor_for(Person.objects.get(pk={person}))
print("ready", flush=True)
for line in sys.stdin:
    seen, text = json.loads(line)
    try:
        saved = save_review({given}, seen_edit=seen, answer="4", comment=text,
                            private_note="", save_id=text, by=by)
        print(json.dumps(["saved", saved.edit, saved.comment]), flush=True)
    except ReviewChangedMeanwhile as refusal:
        now = refusal.current
        print(json.dumps(["shown", now.edit, now.comment]), flush=True)
"""

KEPT = """
import json
from tidtam.reviews.models import Assignment, Review, ReviewVersion
print(json.dumps([
    list(ReviewVersion.objects.order_by("edit").values_list("edit", "comment")),
    list(Review.objects.values_list("edit", "comment")),
    list(Assignment.objects.values_list("state", flat=True))]))
"""


def test_two_windows_are_saved_or_shown_the_others_text_and_nothing_is_lost(
    installation: Installation,
) -> None:
    given, person = json.loads(installation.python(PANEL).splitlines()[-1])
    code = WINDOW.format(given=given, person=person)
    windows = [installation.begin(code) for _ in range(2)]
    for window in windows:
        assert _next(window) == "ready"

    winners = []
    for edit in range(TIMES):
        texts = [f"first {edit}", f"second {edit}"]
        for window, text in zip(windows, texts, strict=True):
            assert window.stdin
            window.stdin.write(json.dumps([edit, text]) + "\n")
            window.stdin.flush()
        said = [json.loads(_next(window)) for window in windows]
        won = next(place for place, (what, *_) in enumerate(said) if what == "saved")
        expected = [["shown", edit + 1, texts[won]]] * 2
        expected[won] = ["saved", edit + 1, texts[won]]
        assert said == expected
        winners.append(texts[won])
    for window in windows:
        window.communicate(timeout=60)

    versions, now, states = json.loads(installation.python(KEPT).splitlines()[-1])
    assert [*versions, *now] == [[edit + 1, text] for edit, text in enumerate(winners)]
    assert states == ["begun"]
    assert len({text.split()[0] for text in winners}) == 2  # each was the faster one now and then


def _next(window: Popen[str]) -> str:
    assert window.stdout
    return window.stdout.readline().strip()
