"""The parts of a Word file as trees: its text, its lists, its styles, its links, hidden facts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from tidtam.imports.errors import FileTooLarge, NotADocument
from tidtam.imports.package import WORD, Package
from tidtam.rounds.exchange_word import WORD_NAMESPACE, WORD_PROPERTY

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_FACTS: Final = f"{{{WORD_NAMESPACE}}}"
_PROPERTY: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
)

# A report of 100 indicators has some 200,000; Word itself nests no deeper than a few dozen.
MAX_ELEMENTS: Final = 1_500_000
MAX_DEPTH: Final = 200


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of bold and lists; None and "" where it says nothing."""

    based: str
    bold: bool | None
    number: str
    level: int


@dataclass(frozen=True, slots=True)
class WordParts:
    """A Word file, opened.

    Attributes:
        body: the ``w:body``.
        links: id of a relation -> address.
        numbers: number of a list -> for each level, whether it is numbered; None for neither.
        facts: the hidden list, line by line; empty where no program kept it.
        code: the property with the code of the file; "" where it is gone.
    """

    body: Element
    links: Mapping[str, str]
    numbers: Mapping[str, Mapping[int, bool | None]]
    styles: Mapping[str, Style]
    facts: tuple[tuple[str, ...], ...]
    code: str


def open_word(data: bytes) -> WordParts:
    """Open a Word file, trusting nothing it says of itself.

    Raises:
        FileRefused: too large, not a Word file, damaged, unsafe, or with macros.
    """
    package = Package(data, WORD)
    main, targets = _main_part(package)
    body = _tree(package.read(main)).find(f"{W}body")
    if body is None:
        raise _unreadable()
    relations = _relations(package, main)
    by_kind = {kind: target for kind, target, _ in relations.values()}
    return WordParts(
        body=body,
        links={
            name: target for name, (kind, target, _) in relations.items() if kind == "hyperlink"
        },
        numbers=_numbers(_optional(package, by_kind.get("numbering", ""))),
        styles=_styles(_optional(package, by_kind.get("styles", ""))),
        facts=_facts(package, relations),
        code=_code(_optional(package, targets.get("custom-properties", ""))),
    )


def attribute(element: Element | None, name: str = "val", space: str = W) -> str:
    """An attribute of an element; "" where either is missing."""
    return "" if element is None else element.get(f"{space}{name}", "")


def is_on(element: Element | None) -> bool | None:
    """What a switch such as ``w:b`` says; None where it is missing."""
    if element is None:
        return None
    return attribute(element) not in ("0", "false", "off", "none")


class _Counted(TreeBuilder):
    """Builds a tree that is neither too large nor too deep to walk."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._seen += 1
        self._depth += 1
        if self._seen > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise FileTooLarge(
                "ไฟล์ Word มีเนื้อหามากหรือซ้อนกันเกินไป โปรดดาวน์โหลดไฟล์ใหม่แล้ววางเฉพาะข้อความลงไป",
                "The Word file holds too much or is nested too deeply; download a fresh file and "
                "paste only the text into it.",
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _tree(part: bytes) -> Element:
    """The tree of a part. The package has refused entities; another encoding is not believed."""
    parser = XMLParser(target=_Counted(), encoding="utf-8")  # noqa: S314
    try:
        parser.feed(part)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise _unreadable() from error
    return root


def _optional(package: Package, name: str) -> Element | None:
    return _tree(package.read(name)) if name and name in package else None


def _main_part(package: Package) -> tuple[str, dict[str, str]]:
    relations = _relations(package, "")
    targets = {kind: target for kind, target, _ in relations.values()}
    return targets.get("officeDocument", "word/document.xml"), targets


def _relations(package: Package, part: str) -> dict[str, tuple[str, str, bool]]:
    """Id -> last word of the kind, target, whether it is outside; targets inside are resolved."""
    folder, name = posixpath.split(part)
    tree = _optional(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str, bool]] = {}
    for each in tree.iter(_RELATION) if tree is not None else ():
        kind = each.get("Type", "").rpartition("/")[2]
        target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[each.get("Id", "")] = (kind, target, outside)
    return found


def _facts(
    package: Package, relations: Mapping[str, tuple[str, str, bool]]
) -> tuple[tuple[str, ...], ...]:
    for kind, target, outside in relations.values():
        if kind != "customXml" or outside:
            continue
        tree = _optional(package, target)
        if tree is not None and tree.tag == f"{_FACTS}facts":
            return tuple(
                tuple(word.text or "" for word in line.iter(f"{_FACTS}word"))
                for line in tree.iter(f"{_FACTS}line")
            )
    return ()


def _code(tree: Element | None) -> str:
    for each in tree.iter(_PROPERTY) if tree is not None else ():
        if each.get("name") == WORD_PROPERTY:
            return "".join(each.itertext())
    return ""


def _numbers(tree: Element | None) -> dict[str, dict[int, bool | None]]:
    if tree is None:
        return {}
    kinds: dict[str, dict[int, bool | None]] = {}
    by_style: dict[str, dict[int, bool | None]] = {}
    linked: dict[str, str] = {}
    for each in tree.findall(f"{W}abstractNum"):
        name = attribute(each, "abstractNumId")
        kinds[name] = dict(_level_kinds(each))
        if style := attribute(each.find(f"{W}styleLink")):
            by_style[style] = kinds[name]
        if style := attribute(each.find(f"{W}numStyleLink")):
            linked[name] = style
    found: dict[str, dict[int, bool | None]] = {}
    for each in tree.findall(f"{W}num"):
        name = attribute(each.find(f"{W}abstractNumId"))
        levels = by_style.get(linked.get(name, ""), kinds.get(name, {}))
        own = (pair for over in each.findall(f"{W}lvlOverride") for pair in _level_kinds(over))
        found[attribute(each, "numId")] = {**levels, **dict(own)}
    return found


def _level_kinds(parent: Element) -> Iterator[tuple[int, bool | None]]:
    for each in parent.findall(f"{W}lvl"):
        kind = attribute(each.find(f"{W}numFmt"))
        level = attribute(each, "ilvl")
        if level.isascii() and level.isdigit():
            yield int(level[:2]), None if kind == "none" else kind != "bullet"


def _styles(tree: Element | None) -> dict[str, Style]:
    found: dict[str, Style] = {}
    for each in tree.findall(f"{W}style") if tree is not None else ():
        run, number = each.find(f"{W}rPr"), each.find(f"{W}pPr/{W}numPr")
        bold = None
        if run is not None:
            bold = is_on(run.find(f"{W}b"))
            bold = is_on(run.find(f"{W}bCs")) if bold is None else bold
        level = attribute(number.find(f"{W}ilvl")) if number is not None else ""
        found[attribute(each, "styleId")] = Style(
            based=attribute(each.find(f"{W}basedOn")),
            bold=bold,
            number=attribute(number.find(f"{W}numId")) if number is not None else "",
            level=int(level[:2]) if level.isascii() and level.isdigit() else 0,
        )
    return found


def _unreadable() -> NotADocument:
    return NotADocument(
        "ไฟล์ Word เสียหายหรืออ่านไม่ได้ โปรดเปิดใน Word แล้วบันทึกใหม่เป็น .docx ก่อนส่งอีกครั้ง",
        "The Word file is damaged or cannot be read; open it in Word and save it anew as .docx.",
    )
