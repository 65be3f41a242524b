"""docs/states.md is what the code says, and leaves no table of states out."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import tidtam

PRINTER = Path(__file__).parents[2] / "docs" / "states.py"
# Enums of the rooms' states.py that are no states: kinds, ways and names of other things.
NO_STATES = {
    "orgs.AgencyKind",
    "orgs.NameKind",
    "rounds.Door",
    "reviews.Purpose",
    "results.Way",
    "schools.Way",
    "schools.Base",
    "notices.Way",
    "notices.Digest",
}


def printer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_states", PRINTER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def enums() -> dict[str, type[StrEnum]]:
    """Every enum of every ``states`` of a room: "rounds.RoundState"."""
    found: dict[str, type[StrEnum]] = {}
    for room in pkgutil.iter_modules(tidtam.__path__):
        name = f"tidtam.{room.name}.states"
        if importlib.util.find_spec(name) is None:
            continue
        for each in vars(importlib.import_module(name)).values():
            if isinstance(each, type) and issubclass(each, StrEnum) and each.__module__ == name:
                found[f"{room.name}.{each.__name__}"] = each
    return found


def test_the_page_is_printed_from_the_code() -> None:
    module = printer()
    assert module.PAGE.read_text("utf-8") == module.page(), (
        "docs/states.md is not what the code says now: run `make docs-states` and commit the page."
    )


def test_no_table_of_states_is_left_out() -> None:
    told = {thing.states for thing in printer().THINGS}
    left_out = {name for name, each in enums().items() if each not in told}
    assert left_out == NO_STATES, (
        "Please add the new states to THINGS of docs/states.py, or to NO_STATES here."
    )


def test_every_state_that_people_see_has_its_words() -> None:
    lacking = [
        f"{thing.title}: {state}"
        for thing in printer().THINGS
        for words in (thing.staff, thing.office)
        if words and not isinstance(words, str)
        for state in thing.states
        if state not in words
    ]
    assert lacking == []


def test_nobody_is_named_for_no_move() -> None:
    """An act that no line of the rights table knows would stand there as “nobody”."""
    assert "| nobody |" not in printer().page()
