"""What a director sends back is what stands there afterwards, whoever saves at that moment."""

from __future__ import annotations

import json
from typing import Any

import pytest
from installations import Installation, Writer, assert_kept
from test_faults_together import ANSWER_ALL

pytestmark = pytest.mark.slow
TURNS = 12

# Submits the report; then the panel returns items and the director sends them back, often.
SEND_BACK_OFTEN = """
import datetime as dt, json, random, time
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.content import checksum_of, content_of, content_text
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.returning import reopen_items, send_items_back
from tidtam.rounds.submitting import approve, send, set_item_ready, submit
from tidtam.shared import clock
reporter, director = (actor_for(Person.objects.get(pk=pk)) for pk in ({reporter_pk}, {director_pk}))
chance, seen, items = random.Random(2566), [], {returned}
def held():
    return Submission.objects.select_related("round", "office").get(pk={submission})
def now():
    return checksum_of(content_text(content_of(held())))
send(held(), by=reporter)
approve(held(), by=director)
submit(held(), by=reporter)
for turn in range({turns}):
    until = clock.now() + dt.timedelta(days=7)
    reopen_items(held(), words={{key: "ข้อมูลสมมติ" for key in items}}, due_at=until, by=SYSTEM)
    time.sleep(chance.uniform(0.1, 0.4))
    for item in Item.objects.select_related("submission__round", "submission__office").filter(
        pk__in=items
    ):
        set_item_ready(item, ready=True, by=reporter)
    receipt = send_items_back(held(), by=director)
    looks = [now()]
    time.sleep(0.1)
    looks.append(now())
    seen.append([receipt.checksum, *looks])
print(json.dumps(seen))
"""


def test_nothing_is_saved_into_an_item_after_it_was_sent_back(
    installation: Installation, who: dict[str, Any]
) -> None:
    installation.python(ANSWER_ALL.format(**who))
    returned = who["items"][1:5]
    code = SEND_BACK_OFTEN.format(**who, returned=returned, turns=TURNS)
    with installation.serving() as server:
        sessions = [who["reporter"], who["second"]] * 2
        writers = [Writer(server.port, s, i) for s, i in zip(sessions, returned, strict=True)]
        for writer in writers:
            writer.edit = 1
            writer.start()
        said, _nothing = installation.begin(code).communicate(timeout=180)
        for writer in writers:
            writer.stop()

    receipts = json.loads(said.splitlines()[-1])
    assert len(receipts) == TURNS
    assert [told for told in receipts if len(set(told)) != 1] == []
    assert len({told for told, *_looks in receipts}) > TURNS // 2  # people did save in between
    assert {status for writer in writers for status in writer.statuses} == {"200", "403"}
    stored = installation.sound()
    stored["versions"] = {k: v[1:] for k, v in stored["versions"].items()}  # the first is given
    assert_kept(writers, stored)
