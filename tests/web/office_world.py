"""Helpers for tests of the office workspace."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.reporting import Reporting
from tidtam.people.models import Person
from tidtam.rounds.answering import save_answer
from tidtam.rounds.submitting import approve, missing_of, send, submit

STORY = "<p>อบรมครูครบทุกโรงเรียนและติดตามผลทุกภาคเรียน</p>"


def browser_of(person: Person | None, *, language: str = "th") -> Client:
    """A browser in which somebody is signed in; nobody for None."""
    client = Client()
    if person is not None:
        client.force_login(person)
    client.cookies["django_language"] = language
    return client


def answer_all(world: Reporting) -> None:
    """Say something to every required question of the report."""
    values = {"schools": "12/20", "returned": "7"}
    for code, question in missing_of(world.fresh()):
        save_answer(
            world.item(code).pk,
            question,
            seen_edit=0,
            state="answered",
            value=values.get(question, STORY),
            by=world.by,
        )


def bring_to(world: Reporting, state: str) -> None:
    """Bring a report to a state by the acts that lead there."""
    if state == "filling":
        return
    answer_all(world)
    send(world.submission, by=world.by)
    if state in ("approved", "submitted"):
        approve(world.submission, by=world.director_actor)
    if state == "submitted":
        submit(world.submission, by=world.by)


def at(name: str, world: Reporting, *more: object) -> str:
    """The address of a page of the world's report."""
    return reverse(name, args=[world.round.code, world.office.code, *more])


def words_of(response: HttpResponse) -> str:
    """What a reader reads of a page: no tags, single spaces."""
    text = re.sub(
        r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL
    )
    text = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def form_of_item(edits: dict[str, int] | None = None, **changed: object) -> dict[str, object]:
    """The whole form of item 1 as a browser without scripts sends it; ``q_story`` names q-story."""
    given = {name.replace("_", "-"): value for name, value in changed.items()}
    codes = ["story", "schools", "day", "way", "threats", "projects"]
    seen = {f"q-{code}-edit": str((edits or {}).get(code, 0)) for code in codes}
    return seen | given


class _Form(HTMLParser):
    """Collects the fields of the form with the id "item-form"."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside = False
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.inside = given.get("id") == "item-form"
        elif self.inside and tag == "input":
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self._add(name, given.get("value", ""))
        elif self.inside and tag == "textarea":
            self.area = name
            self._add(name, "")
        elif self.inside and tag == "select":
            self.select = name
        elif self.inside and tag == "option" and "selected" in given:
            self._add(self.select, given["value"])

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False

    def _add(self, name: str, value: str) -> None:
        self.data.setdefault(name, []).append(value)


def fields_of_form(page: str) -> dict[str, list[str]]:
    """The fields of an item's form as a browser would send them, untouched."""
    form = _Form()
    form.feed(page)
    return form.data
