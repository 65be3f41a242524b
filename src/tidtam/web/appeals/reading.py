"""What every page of an appeal shows of its item: the report, its evidence, the rubric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse

from tidtam.appeals.shown import label_of
from tidtam.frameworks.queries import definition_of
from tidtam.rounds.tasks import headings_above
from tidtam.rounds.workspace import content_of_item
from tidtam.thai.bilingual import Bilingual
from tidtam.web.office.reading import Reading, reading_of

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal, AppealEvidence
    from tidtam.rounds.models import Evidence, Item
    from tidtam.scoring.definition import Framework, Node

_LINK = Bilingual("ลิงก์", "Link")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence on a page of an appeal: of the report, or new with the appeal.

    Attributes:
        anchor: its place on the page.
        look: address of the viewer; "" for a link.
        thumbnail: address of its small picture; "" where there is none.
        host: where a link leads, as people read it.
    """

    evidence: AppealEvidence | Evidence
    anchor: str
    look: str
    thumbnail: str
    host: str

    @property
    def key(self) -> int:
        return self.evidence.pk

    @property
    def title(self) -> str:
        return self.evidence.caption or self.evidence.name

    @property
    def waits(self) -> bool:
        """Whether the file still waits for its checks."""
        file = self.evidence.stored_file
        return file is not None and not file.is_kept

    @property
    def kind(self) -> Bilingual:
        file = self.evidence.stored_file
        return file.about.words if file is not None else _LINK


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """One question of the report with what the office said."""

    code: str
    title: Bilingual
    reading: Reading


@dataclass(frozen=True, slots=True)
class Subject:
    """The item an appeal is about."""

    item: Item
    framework: Framework
    node: Node
    above: Bilingual | None

    @property
    def label(self) -> Bilingual:
        """The instrument and the code of the item: "QP 3"."""
        return label_of(self.item)

    @property
    def office(self) -> Bilingual:
        office = self.item.submission.office
        return Bilingual(office.short_th, office.short_en)

    @property
    def round_title(self) -> Bilingual:
        return self.item.submission.round.title


def subject_of(item: Item) -> Subject:
    """What an item is about; no query where the framework is known."""
    framework = definition_of(item.instrument.framework)
    node = framework.by_code[item.node_code]
    return Subject(item, framework, node, headings_above(framework).get(node.code))


def report_of(appeal: Appeal) -> dict[str, Any]:
    """The answers as the office's own read view shows them, and the report's evidence."""
    read = content_of_item(appeal.item).items[0]
    return {
        "answers": [
            ReadQuestion(each.question.code, each.question.title, reading_of(each))
            for each in read.answers
        ],
        "old_evidence": [_reported(appeal, each) for each in read.evidence],
    }


def _reported(appeal: Appeal, evidence: Evidence) -> Piece:
    where = [appeal.pk, evidence.pk]
    return Piece(
        evidence,
        anchor=f"e-{evidence.pk}",
        look=_to("evidence-appealed-look", where, evidence),
        thumbnail=_picture("evidence-appealed-thumbnail", where, evidence),
        host=host_of(evidence.url),
    )


def new_piece(evidence: AppealEvidence) -> Piece:
    """A piece that came with the appeal."""
    where = [evidence.pk]
    return Piece(
        evidence,
        anchor=f"n-{evidence.pk}",
        look=_to("evidence-appeal-look", where, evidence),
        thumbnail=_picture("evidence-appeal-thumbnail", where, evidence),
        host=host_of(evidence.url),
    )


def _to(name: str, where: list[int], evidence: AppealEvidence | Evidence) -> str:
    return reverse(name, args=where) if evidence.stored_file_id is not None else ""


def _picture(name: str, where: list[int], evidence: AppealEvidence | Evidence) -> str:
    file = evidence.stored_file
    has_picture = file is not None and file.is_kept and file.has_preview
    return reverse(name, args=where) if has_picture else ""


def host_of(url: str) -> str:
    """Where a link leads, a Thai host in Thai as far as it can be read; "" for no link."""
    host = urlsplit(url).hostname or url
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
