"""Writes of the register: the loader of the shipped files, and the import of schools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.db import models, transaction

from tidtam.history import actions as history
from tidtam.orgs.entries import AgencyEntry, ProvinceEntry
from tidtam.orgs.models import (
    Agency,
    AgencyName,
    AgencyProvince,
    InspectionRegion,
    Province,
    ProvinceRegion,
    School,
)
from tidtam.orgs.queries import known_to_schools, stored_schools
from tidtam.orgs.register import Membership, RegionEntry, Register, shipped_register
from tidtam.orgs.schools_changes import BLANK, SchoolChanges, last_day_before, plan
from tidtam.orgs.schools_problems import BadSchools
from tidtam.orgs.schools_rows import read_rows
from tidtam.shared import clock

_BATCH = 200
_SCHOOLS_AT_ONCE = 2000
# Codes that an entry of the history names; beyond them it has the numbers.
_CODES_TOLD = 50


class Importer(history.Actor, Protocol):
    """Whoever imports schools: the people's room says what they may."""

    def must(self, act: str, *, agency_code: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """How many lines of the register were new, changed, or already as they should be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: LoadCounts) -> LoadCounts:
        return LoadCounts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


@transaction.atomic
def load_register(
    register: Register | None = None, *, by: history.Actor | None = None
) -> LoadCounts:
    """Bring the stored register up to the shipped files.

    Adds what is new, updates what changed, deletes nothing; a second run changes
    nothing. A change is recorded in the history when somebody stands behind it.

    Args:
        register: the register to load; None is the one shipped with the project.
        by: who loads; None when the project prepares its own database.
    """
    wanted = register or shipped_register()
    counts = (
        _sync(InspectionRegion, ("code",), map(_region_row, wanted.regions))
        + _sync(Province, ("code",), map(_province_row, wanted.provinces))
        + _sync(Agency, ("code",), map(_agency_row, wanted.agencies))
    )
    counts += _load_memberships(wanted)
    if by is not None and (counts.created or counts.updated):
        history.record("orgs.load_register", "orgs.register", by=by, detail=asdict(counts))
    return counts


@transaction.atomic
def import_schools(
    rows: Sequence[Mapping[str, str]],
    *,
    by: Importer,
    office: Agency | None = None,
    complete: bool = False,
    dry_run: bool = False,
    is_demo: bool = False,
) -> SchoolChanges:
    """Bring the stored schools to a list, all of it or nothing.

    What a row has no heading for is left as stored; a blank cell blanks. A row with
    a last day closes the school, one without opens it again.

    Args:
        rows: lines as heading to text; the headings are those of ``schools_rows.HEADINGS``.
            Row numbers in problems count the headings as row 1.
        by: who imports; needs ``schools.change`` at the office, or everywhere.
        office: the office whose list it is; None for a list of the whole country.
        complete: the list names every school of the office (of the country): open schools
            it leaves out are closed as of yesterday.
        dry_run: tell what would change, change nothing.
        is_demo: made-up schools; they never change real ones, nor real ones them.

    Raises:
        NotAllowed: ``by`` may not change these schools.
        BadSchools: with every row, column, value and remedy; nothing is stored.
    """
    by.must("schools.change", agency_code=office.code if office else "")
    read = read_rows(rows, known_to_schools(office))
    if read.problems:
        raise BadSchools(read.problems)
    made = plan(
        read,
        stored_schools(read.schools, office=office, whole=complete),
        offices=None if office is None else {office.pk},
        is_demo=is_demo,
        ends=last_day_before(clock.today()) if complete else None,
    )
    if made.problems:
        raise BadSchools(made.problems)
    if made.write and not dry_run:
        _write_schools(made.write)
        _record_schools(made.changes, office, by)
    return made.changes


def _write_schools(rows: Mapping[str, Mapping[str, Any]]) -> None:
    """New and changed ones in one statement: two imports at once leave no half of either."""
    School.objects.bulk_create(
        [School(**{**row, "code": code}) for code, row in rows.items()],
        batch_size=_SCHOOLS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name.removesuffix("_id") for name in BLANK],
    )


def _record_schools(changes: SchoolChanges, office: Agency | None, by: Importer) -> None:
    kinds = {"added": changes.added, "changed": changes.changed, "closed": changes.closed}
    codes = {f"{kind}_codes": list(each[:_CODES_TOLD]) for kind, each in kinds.items() if each}
    history.record(
        "schools.import",
        f"orgs.schools:{office.code if office else 'all'}",
        by=by,
        detail=changes.counts | codes,
    )


def _load_memberships(wanted: Register) -> LoadCounts:
    regions, provinces, agencies = (
        _keys_of(model) for model in (InspectionRegion, Province, Agency)
    )
    return (
        _sync(
            ProvinceRegion,
            ("province_id", "region_id", "valid_from"),
            (
                {"province_id": provinces[row.member], "region_id": regions[row.group]}
                | _period(row)
                for row in wanted.province_regions
            ),
        )
        + _sync(
            AgencyProvince,
            ("agency_id", "province_id", "valid_from"),
            (
                {"agency_id": agencies[row.member], "province_id": provinces[row.group]}
                | {"seat": row.seat, "order": row.order}
                | _period(row)
                for row in wanted.agency_provinces
            ),
        )
        + _sync(
            AgencyName,
            ("agency_id", "name", "kind"),
            (
                {"agency_id": agencies[entry.code]} | asdict(name) | {"kind": name.kind.value}
                for entry in wanted.agencies
                for name in entry.names
            ),
        )
    )


def _sync(
    model: type[models.Model], key: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> LoadCounts:
    """Bring the rows of one table to what is wanted, matched by ``key``; one read, few writes."""
    stored = {_key_of(row, key): row for row in model._default_manager.all()}
    new: list[models.Model] = []
    changed: list[models.Model] = []
    fields: set[str] = set()
    unchanged = 0
    for wanted in rows:
        row = stored.get(tuple(wanted[name] for name in key))
        if row is None:
            new.append(model(**wanted))
            continue
        differing = _set(row, wanted)
        fields |= differing
        unchanged += not differing
        if differing:
            changed.append(row)
    _write(model, new, changed, sorted(fields))
    return LoadCounts(len(new), len(changed), unchanged)


def _set(row: models.Model, wanted: Mapping[str, Any]) -> set[str]:
    """Set the wanted values on the row; the names of those that differed."""
    differing = {name for name, value in wanted.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, wanted[name])
    return differing


def _write(
    model: type[models.Model],
    new: list[models.Model],
    changed: list[models.Model],
    fields: list[str],
) -> None:
    """Write so that what is given up (a seat, an open membership) is free before it is taken."""
    giving_up = [row for row in changed if _gives_up(row)]
    others = [row for row in changed if not _gives_up(row)]
    manager = model._default_manager
    if giving_up:
        manager.bulk_update(giving_up, fields, batch_size=_BATCH)
    manager.bulk_create(new, batch_size=_BATCH)
    if others:
        manager.bulk_update(others, fields, batch_size=_BATCH)


def _gives_up(row: models.Model) -> bool:
    return getattr(row, "valid_to", None) is not None or getattr(row, "seat", None) is False


def _key_of(row: models.Model, key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key)


def _keys_of(model: type[models.Model]) -> dict[str, int]:
    return dict(model._default_manager.values_list("code", "pk"))


def _period(row: Membership) -> dict[str, Any]:
    return {"valid_from": row.valid_from, "valid_to": row.valid_to}


def _region_row(entry: RegionEntry) -> dict[str, Any]:
    return asdict(entry)


def _province_row(entry: ProvinceEntry) -> dict[str, Any]:
    return asdict(entry) | {"other_names": ";".join(entry.other_names)}


def _agency_row(entry: AgencyEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "kind": entry.kind.value,
        "number": entry.number,
        "name_th": entry.name_th,
        "short_th": entry.short_th,
        "name_en": entry.name_en,
        "short_en": entry.short_en,
        "order": entry.order,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
    }
