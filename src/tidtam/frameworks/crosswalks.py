"""Crosswalks: which item of one year stands for which item of another.

Instruments change every year, so nothing is compared by its number. A crosswalk file states each
link; only items that are linked as ``same`` may be shown side by side as one series.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tidtam.frameworks.files import available, directory, load_code, place, read_text
from tidtam.frameworks.problems import Finding, FrameworkFileError, Problem
from tidtam.frameworks.schema import File, read_file
from tidtam.frameworks.yaml_text import read_yaml
from tidtam.thai.bilingual import Bilingual


class Relation(StrEnum):
    """How the earlier items stand to the later ones."""

    SAME = "same"  # one to one, comparable as a series
    CHANGED = "changed"  # one to one, the criteria changed: shown together, never as a series
    MERGED = "merged"  # several became one
    SPLIT = "split"  # one became several
    NEW = "new"  # nothing before
    DROPPED = "dropped"  # nothing after


@dataclass(frozen=True, slots=True)
class Link:
    """Codes of the earlier year, codes of the later year, and how they stand."""

    relation: Relation
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """From one framework to another; ``sample`` marks links that no source confirms."""

    earlier: str
    later: str
    sample: bool
    title: Bilingual
    links: tuple[Link, ...]

    def comparable(self) -> dict[str, str]:
        """Earlier code -> later code, for items that form one series."""
        return {
            link.earlier[0]: link.later[0] for link in self.links if link.relation is Relation.SAME
        }


class CrosswalkFile(File[Crosswalk]):
    """A crosswalk file."""


_COUNTS: dict[Relation, tuple[str, str]] = {
    Relation.SAME: ("1", "1"),
    Relation.CHANGED: ("1", "1"),
    Relation.MERGED: ("2+", "1"),
    Relation.SPLIT: ("1", "2+"),
    Relation.NEW: ("0", "1+"),
    Relation.DROPPED: ("1+", "0"),
}


def crosswalk_paths() -> list[Path]:
    """The crosswalk files of this installation."""
    return sorted((directory() / "crosswalks").glob("*.yaml"))


def load_crosswalk(path: Path | str) -> Crosswalk:
    """The crosswalk of one file; raises FrameworkFileError with every problem found.

    Codes are checked against each framework that is there; a year whose file is not yet written
    cannot be checked.
    """
    path = Path(path)
    document = read_yaml(read_text(path), path.name)
    if isinstance(document, Problem):
        raise FrameworkFileError([document])
    shape = read_file(CrosswalkFile, document.data)
    found = shape if isinstance(shape, list) else list(_findings(shape))
    if isinstance(shape, list) or found:
        raise FrameworkFileError(place(found, document, path.name))
    return shape


def _findings(crosswalk: Crosswalk) -> Iterator[Finding]:
    for index, link in enumerate(crosswalk.links):
        yield from _count(index, link)
    yield from _codes("earlier", crosswalk.earlier, [link.earlier for link in crosswalk.links])
    yield from _codes("later", crosswalk.later, [link.later for link in crosswalk.links])


def _count(index: int, link: Link) -> Iterator[Finding]:
    wanted = _COUNTS[link.relation]
    sizes = (len(link.earlier), len(link.later))
    if not all(_fits(size, want) for size, want in zip(sizes, wanted, strict=True)):
        text = Bilingual(
            f"{link.relation.value} ต้องมีปีก่อน {wanted[0]} ข้อ ปีหลัง {wanted[1]} ข้อ ให้แก้",
            f"{link.relation.value} needs {wanted[0]} earlier and {wanted[1]} later; correct it",
        )
        yield Finding(("links", index), text)


def _fits(size: int, wanted: str) -> bool:
    least = int(wanted.removesuffix("+"))
    return size >= least if wanted.endswith("+") else size == least


def _codes(side: str, framework: str, links: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    known = set(load_code(framework).by_code) if framework in available() else None
    seen: set[str] = set()
    for index, codes in enumerate(links):
        for code in codes:
            if code in seen:
                yield Finding(("links", index, side), _repeated(code))
            if known is not None and code not in known:
                yield Finding(("links", index, side), _unknown(code, framework))
            seen.add(code)
    rated = _top_codes(framework) if known is not None else []
    left_out = [code for code in rated if code not in seen]
    if left_out:
        yield Finding(("links",), _left_out(", ".join(left_out), framework))


def _top_codes(framework: str) -> list[str]:
    return [node.code for node in load_code(framework).nodes]


def _repeated(code: str) -> Bilingual:
    return Bilingual(
        f'ข้อ "{code}" เชื่อมซ้ำ ให้เหลือครั้งเดียว', f'item "{code}" is linked twice; keep one link'
    )


def _unknown(code: str, framework: str) -> Bilingual:
    return Bilingual(
        f'{framework} ไม่มีข้อ "{code}" ให้แก้รหัส', f'{framework} has no item "{code}"; correct it'
    )


def _left_out(codes: str, framework: str) -> Bilingual:
    return Bilingual(
        f"ข้อ {codes} ของ {framework} ยังไม่เชื่อม ให้เชื่อมหรือใส่ dropped/new",
        f"item {codes} of {framework} is not linked; link it, or say dropped or new",
    )
