"""Several people at one report at the same moment, in processes of their own."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from installations import Browser, Installation, Writer, assert_kept, long_text

pytestmark = pytest.mark.slow
TIMES = 200

# Answers everything that must be answered, so that the report can be sent at any moment.
ANSWER_ALL = """
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.content import content_of
from tidtam.rounds.answering import AnswerChange, save_answers
from tidtam.rounds.models import Submission
from tidtam.rounds.states import Door
held = Submission.objects.select_related("round", "office").get(pk={submission})
values = {{"text": "<p>คำตอบสมมติ</p>", "count": {{"n": "1", "of": "2"}}, "number": "3"}}
save_answers(held, by=actor_for(Person.objects.get(pk={reporter_pk})), door=Door.PAGE, changes=[
    AnswerChange(item.item_id, answer.question.code, 0, "answered",
                 values[answer.question.answer.kind])
    for item in content_of(held).items for answer in item.answers if answer.question.required
])
"""

# Sends, approves, looks twice at what was approved, takes it back; as often as asked.
APPROVE_OFTEN = """
import json, random, time
from tidtam.history.models import Entry
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.content import checksum_of, content_of, content_text
from tidtam.rounds.models import Submission
from tidtam.rounds.submitting import approve, send, withdraw
reporter, director = (actor_for(Person.objects.get(pk=pk)) for pk in ({reporter_pk}, {director_pk}))
chance, seen = random.Random(2566), []
def held():
    return Submission.objects.select_related("round", "office").get(pk={submission})
def now():
    return checksum_of(content_text(content_of(held())))
for turn in range({turns}):
    time.sleep(chance.uniform(0.02, 0.2))
    send(held(), by=reporter)
    approve(held(), by=director)
    told = Entry.objects.filter(act="submissions.approve").latest("number").detail["content"]
    looks = [now()]
    time.sleep(0.1)
    looks.append(now())
    seen.append([told, *looks])
    if turn < {turns} - 1:
        withdraw(held(), reason="ข้อมูลสมมติ", by=director)
print(json.dumps(seen))
"""


def test_what_the_director_approves_is_what_is_there_whoever_saves_meanwhile(
    installation: Installation, who: dict[str, Any]
) -> None:
    installation.python(ANSWER_ALL.format(**who))
    code = APPROVE_OFTEN.format(**who, turns=15)
    with installation.serving() as server:
        sessions = [who["reporter"], who["second"]] * 2
        items = who["items"][1:5]
        writers = [Writer(server.port, s, i) for s, i in zip(sessions, items, strict=True)]
        for writer in writers:
            writer.edit = 1
            writer.start()
        approving = installation.begin(code)
        said, _nothing = approving.communicate(timeout=120)
        for writer in writers:
            writer.stop()
        late = Browser(server.port, who["reporter"]).save(items[0], "<p>สาย</p>", edit=1)

    approvals = json.loads(said.splitlines()[-1])
    assert len(approvals) == 15
    assert [told for told in approvals if len(set(told)) != 1] == []
    assert len({told for told, *_looks in approvals}) > 7  # people did save in between
    assert (late.status, list(late.said)) == (403, ["closed"])
    statuses = {status for writer in writers for status in writer.statuses}
    assert statuses == {"200", "403"}
    assert all("closed" in reply.said for writer in writers for reply in writer.others)
    stored = installation.sound()
    stored["versions"] = {k: v[1:] for k, v in stored["versions"].items()}  # the first is given
    assert_kept(writers, stored)


def test_two_people_at_one_answer_are_saved_or_shown_the_others_text(
    installation: Installation, who: dict[str, Any]
) -> None:
    item = who["items"][0]
    outcomes, edit = [], 0
    with installation.serving() as server, ThreadPoolExecutor(2) as pool:
        people = [Browser(server.port, who[name]) for name in ("reporter", "second")]
        for number in range(TIMES):
            texts = [long_text(name, number) for name in ("first", "second")]
            seen = edit

            def one(place: int, texts: list[str] = texts, seen: int = seen) -> Any:
                return people[place].save(item, texts[place], edit=seen)

            replies = list(pool.map(one, (0, 1)))
            outcomes.append(judged(replies, texts, edit))
            edit += 1

    assert set(outcomes) <= {"first", "second"}
    assert len(set(outcomes)) == 2  # each was the faster one now and then
    versions = installation.sound()["versions"][str(item)]
    assert versions == [
        [number + 1, long_text(winner, number)] for number, winner in enumerate(outcomes)
    ]


def judged(replies: list[Any], texts: list[str], edit: int) -> str:
    """Who was saved; a sentence where the other was not shown just that text."""
    saved = [place for place, reply in enumerate(replies) if reply.status == 200]
    if len(saved) != 1:
        return f"edit {edit}: {[reply.status for reply in replies]}"
    winner = saved[0]
    other = replies[1 - winner]
    shown = other.said.get("conflict", {})
    if (other.status, shown.get("edit"), shown.get("value")) != (409, edit + 1, texts[winner]):
        return f"edit {edit}: {shown}"
    return ("first", "second")[winner]
