"""From an office's kept results to the content of its sheet: what is printed in each cell."""

from __future__ import annotations

from typing import cast

from tidtam.reports.sheets import content as c
from tidtam.reports.sheets.style import Paper, SheetStyle, Signatory
from tidtam.reports.sheets.versions import correction, replaced_words
from tidtam.results.models import SheetSettings
from tidtam.results.reading import ReadNode, ReadResult
from tidtam.results.sheets import OfficeSheet
from tidtam.scoring.definition import Node
from tidtam.scoring.rounding import plain
from tidtam.scoring.rules.target import Target
from tidtam.scoring.values import Kind, Special, Status
from tidtam.shared import clock

ISSUER = "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน"
_TITLE = "ผลการติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน"
_OF_OFFICES = f"{_TITLE}ของสำนักงานเขตพื้นที่การศึกษา"
_ADVICE = "ข้อเสนอแนะเพื่อการพัฒนารายตัวชี้วัด"


def sheet_style(settings: SheetSettings, *, is_demo: bool) -> SheetStyle:
    """The style of a round's sheets, from what officers set."""
    lines = tuple(line.strip() for line in settings.signatory_lines.splitlines() if line.strip())
    titles = tuple(line.strip() for line in settings.title_lines.splitlines() if line.strip())
    signatory = Signatory(name=settings.signatory, positions=lines, office="")
    return SheetStyle(
        digits="thai" if settings.digits == "thai" else "arabic",
        paper=cast("Paper", settings.paper),
        font=settings.font,
        word_font=settings.word_font,
        size=settings.font_size,
        table_size=max(settings.font_size - 2, 8),
        signatory=signatory if settings.signatory else None,
        titles={"round": titles, "summary": titles} if titles else {},
        show_annex=settings.show_annex,
        demo=is_demo,
    )


def sheet_content(sheet: OfficeSheet) -> c.RoundSheet | c.YearSet:
    """The content of one office's sheet: of a round, or of a full year."""
    return round_content(sheet) if sheet.is_of_one_round else year_content(sheet)


def file_stem(sheet: OfficeSheet) -> str:
    """The name of the file without its ending: the round, then the office as it is written."""
    return f"ใบแจ้งผล {_of(sheet)}"


def letter_stem(sheet: OfficeSheet) -> str:
    """The name of the letter beside it, without its ending."""
    return f"หนังสือแจ้งผล {_of(sheet)}"


def _of(sheet: OfficeSheet) -> str:
    """The round and the office, and the version where there were several."""
    number = sheet.version.number
    version = f" ฉบับที่ {number}" if number > 1 else ""
    return f"{sheet.computation.round.code} {sheet.office.short_th}{version}"


def round_content(sheet: OfficeSheet) -> c.RoundSheet:
    """The sheet of one round: level and advice per item, mean, overall comment."""
    (result,) = sheet.results
    advice = sheet.advice.get(result.framework.code, {})
    year = _year(result)
    return c.RoundSheet(
        title_lines=(
            _OF_OFFICES,
            f"ตาม{result.framework.title.th}",
            f"{year} ({result.rounds[0].title.th})",
        ),
        office=sheet.office.name_th,
        lines=tuple(
            c.RoundLine(
                _indicator(line.node),
                line.marks[0] if line.marks else "-",
                advice.get(line.node.code, "-" if line.value is None else ""),
            )
            for line in result.nodes
        ),
        mean=_mean(result),
        overall=advice.get("", ""),
        imprint=imprint(sheet),
        correction=correction(sheet),
    )


def year_content(sheet: OfficeSheet) -> c.YearSet:
    """The set of a full year: a word per instrument, their tables, the annex of advice."""
    first = sheet.results[0]
    return c.YearSet(
        title_lines=(_TITLE, f"ในภาพรวม {_year(first)}"),
        office=sheet.office.name_th,
        summary=tuple(
            c.InstrumentWord(
                f"{number}. {result.framework.title.th}",
                result.total.word.th if result.total.word else "-",
            )
            for number, result in enumerate(sheet.results, 1)
        ),
        instruments=tuple(_instrument(result) for result in sheet.results),
        annex=_annex(sheet),
        imprint=imprint(sheet),
        correction=correction(sheet),
    )


def _instrument(result: ReadResult) -> c.InstrumentTable:
    """The table that fits the shape of an instrument: rounds, targets, or a tree."""
    if _is_tree(result):
        return _tree(result)
    if any(line.node.kind is Kind.TARGET for line in result.nodes):
        return _targets(result)
    return _rounds(result)


def _is_tree(result: ReadResult) -> bool:
    return any(line.node.children for line in result.nodes)


def total_value(result: ReadResult) -> str:
    """The total as the bureau's tables print it: the mean, of a tree the level alone."""
    total = result.total
    return str(total.level or "-") if _is_tree(result) else total.value or "-"


def total_level(result: ReadResult) -> str:
    """The level of the total in words: "ระดับ 5 ดีเยี่ยม"."""
    level, word = result.total.level, result.total.word
    parts = (f"ระดับ {level}" if level is not None else "", word.th if word else "")
    return " ".join(part for part in parts if part) or "-"


def _titles(result: ReadResult) -> tuple[str, ...]:
    return (_OF_OFFICES, f"ตาม{result.framework.title.th}", _year(result))


def _year(result: ReadResult) -> str:
    return f"ประจำปีงบประมาณ พ.ศ. {result.framework.fiscal_year}"


def _indicator(node: Node) -> c.Indicator:
    return c.Indicator(node.label.th, node.title.th)


def _mean(result: ReadResult) -> c.Mean:
    total = result.total
    return c.Mean(total.label.th, total_value(result), total.word.th if total.word else "-")


def _special(result: ReadResult, status: Status) -> str:
    """How a special value is printed, by the framework's own policy."""
    return result.framework.specials[Special(status.value)].printed


def _value_and_word(result: ReadResult, line: ReadNode) -> tuple[str, str]:
    if line.status is Status.NOT_REPORTED:
        printed = _special(result, line.status)
        return printed, printed
    return line.value or "-", line.word.th if line.word else "-"


# An instrument of several rounds (QP)


def _rounds(result: ReadResult) -> c.RoundsTable:
    return c.RoundsTable(
        title_lines=_titles(result),
        rounds=tuple(named.title.th for named in result.rounds),
        lines=tuple(_rounds_line(result, line) for line in result.nodes),
        mean=_mean(result),
    )


def _rounds_line(result: ReadResult, line: ReadNode) -> c.RoundsLine:
    value, word = _value_and_word(result, line)
    levels = line.marks or ("-",) * len(result.rounds)
    return c.RoundsLine(_indicator(line.node), levels, value, word)


# An instrument with ratings and targets (AP)


def _targets(result: ReadResult) -> c.TargetsTables:
    rated = [line for line in result.nodes if line.node.kind is Kind.RATED]
    targets = [line for line in result.nodes if line.node.kind is Kind.TARGET]
    pending = [line for line in result.nodes if line.status is Status.PENDING]
    return c.TargetsTables(
        title_lines=_titles(result),
        rated=tuple(_rated_group(result, line) for line in rated),
        mean=_mean(result),
        targets=tuple(_target_line(result, line) for line in targets),
        notes=tuple(
            f"{line.node.label.th} {line.node.title.th} {_special(result, Status.PENDING)}"
            for line in pending
        ),
    )


def _rated_group(result: ReadResult, line: ReadNode) -> c.RatedGroup:
    members = tuple(
        c.Indicator(member.label.th if member.label else member.code, member.title.th)
        for member in line.node.members
    )
    level = line.marks[0] if line.marks else "-"
    _value, word = _value_and_word(result, line)
    return c.RatedGroup(members or (_indicator(line.node),), level, word)


def _target_line(result: ReadResult, line: ReadNode) -> c.TargetLine:
    rule = line.node.rule
    unit = rule.unit.th if isinstance(rule, Target) else ""
    target = f"{unit} {plain(rule.target)}" if isinstance(rule, Target) else ""
    unreported = _special(result, Status.NOT_REPORTED)
    return c.TargetLine(
        indicator=_indicator(line.node),
        target=target,
        national="",
        own=f"{unit} {line.given}" if line.given is not None else unreported,
        verdict=line.word.th if line.word else unreported,
    )


# An instrument that is a tree (SA)


def _tree(result: ReadResult) -> c.TreeTable:
    return c.TreeTable(
        title_lines=_titles(result),
        lines=tuple(_tree_line(result, line) for line in result.nodes),
        total=_mean(result),
    )


def _tree_line(result: ReadResult, line: ReadNode) -> c.TreeLine:
    node = line.node
    title = " ".join(filter(None, (node.label.th, node.title.th, _only_for(result, node))))
    if line.status is Status.MONITORED or line.status is Status.PENDING:
        return c.TreeLine(title, line.depth, instead=_special(result, line.status))
    if line.status is Status.NOT_REPORTED:
        return c.TreeLine(title, line.depth, level=_special(result, line.status))
    if line.status is Status.RATED and line.word is not None:
        return c.TreeLine(title, line.depth, str(line.level), line.word.th)
    return c.TreeLine(title, line.depth)


def _only_for(result: ReadResult, node: Node) -> str:
    """The remark that a line is asked of some kinds of office only: "(เฉพาะ สพป.)"."""
    kinds = [kind for kind in result.framework.office_kinds if kind.code in node.applies_to]
    names = " ".join(kind.label.th if kind.label else kind.title.th for kind in kinds)
    return f"(เฉพาะ {names})" if names else ""


# Advice and imprint


def _annex(sheet: OfficeSheet) -> c.Annex | None:
    items = tuple(
        c.Recommendation(_indicator(line.node), text)
        for result in sheet.results
        for line in result.nodes
        if (text := sheet.advice.get(result.framework.code, {}).get(line.node.code, ""))
    )
    if not items:
        return None
    return c.Annex((_ADVICE, _year(sheet.results[0])), items)


def imprint(sheet: OfficeSheet) -> c.Imprint:
    """What the sheet and the letter beside it say about their making.

    A correction that left the office as it was leaves its sheet as it was printed, too.
    """
    computation = sheet.source
    made = computation.published_at or computation.computed_at or computation.asked_at
    frameworks = ", ".join(
        f"{result.framework.code} ฉบับที่ {result.kept.framework.version}" for result in sheet.results
    )
    seal = computation.inputs_checksum[:12]
    trace = (
        f"รอบ {sheet.computation.round.code} การคำนวณครั้งที่ {computation.number} "
        f"กรอบ {frameworks} รหัสตรวจสอบ {seal}"
    )
    return c.Imprint(
        author=ISSUER,
        issued=clock.local(made).date(),
        trace=trace,
        is_draft=sheet.is_draft,
        replaced=replaced_words(sheet.version),
        is_held_back=sheet.is_held_back,
    )
