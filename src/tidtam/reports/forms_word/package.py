"""The parts of a form's Word file beside its text: styles, lists, placeholders, hidden facts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tidtam.reports.sheets import word_fonts
from tidtam.reports.sheets import word_parts as parts
from tidtam.reports.sheets.style import Margins, SheetStyle
from tidtam.reports.sheets.word import EPOCH
from tidtam.rounds.exchange_word import PLACEHOLDERS, WORD_NAMESPACE, WORD_PROPERTY

STYLE: Final = SheetStyle(
    size=16, table_size=14, margins=Margins(left=2.2, right=2, top=2.4, bottom=1.8)
)
ROOT: Final = (
    f'{parts.W} xmlns:r="{parts.R}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' mc:Ignorable="w14 w15"'
)
_GLOSSARY_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"
)
_GREY: Final = '<w:color w:val="595959"/>'
_FACTS: Final = "{7F4F9A52-3B0E-4C6E-9C57-6B1D0C6C2566}"
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_DATA: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def packed(files: Mapping[str, str]) -> bytes:
    """The package: what every form has in common, then ``files``."""
    buffer = io.BytesIO(_common())
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, text in files.items():
            archive.writestr(_entry(name), text)
    return buffer.getvalue()


@cache
def _common() -> bytes:
    """The parts no form changes, packed once: compressing the font takes longer than the rest."""
    same: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "word/styles.xml": _styles(),
        "word/settings.xml": parts.SETTINGS,
        "word/fontTable.xml": parts.font_table(STYLE),
        "word/glossary/document.xml": _glossary(),
        "customXml/_rels/item1.xml.rels": _relations(
            [("rId1", f"{parts.R}/customXmlProps", "itemProps1.xml", "")]
        ),
        "customXml/itemProps1.xml": (
            f'{parts.XML}<ds:datastoreItem ds:itemID="{_FACTS}" xmlns:ds="{_DATA}">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{WORD_NAMESPACE}"/></ds:schemaRefs>'
            "</ds:datastoreItem>"
        ),
        **word_fonts.files(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in same.items():
            archive.writestr(_entry(name), data)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def document_relations(links: Mapping[str, str]) -> str:
    """What the text refers to; ``links`` are the names of addresses on the web."""
    names = ("styles", "numbering", "settings", "fontTable")
    told = [(name, f"{parts.R}/{name}", f"{name}.xml", "") for name in names]
    told += [(name, f"{parts.R}/header", f"{name}.xml", "") for name in ("header1", "header2")]
    told.append(("glossary", f"{parts.R}/glossaryDocument", "glossary/document.xml", ""))
    told.append(("facts", f"{parts.R}/customXml", "../customXml/item1.xml", ""))
    told += [(name, f"{parts.R}/hyperlink", link, "External") for link, name in links.items()]
    return _relations(told)


def numbering(lists: str) -> str:
    """The lists of the text."""
    return f"{parts.XML}<w:numbering {parts.W}>{lists}</w:numbering>"


def facts(lines: Sequence[Sequence[str]]) -> str:
    """The hidden list: a line for each, a field for each word of it."""
    told = "".join(
        f"<line>{''.join(f'<word>{escape(word)}</word>' for word in line)}</line>" for line in lines
    )
    return f'{parts.XML}<facts xmlns="{WORD_NAMESPACE}">{told}</facts>'


def properties(code: str) -> str:
    """The code of the file as a property of it, which more programs keep."""
    return (
        f'{parts.XML}<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2"'
        f' name="{WORD_PROPERTY}"><vt:lpwstr>{escape(code)}</vt:lpwstr></property></Properties>'
    )


def _relations(told: Sequence[tuple[str, str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(target)}'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for name, kind, target, mode in told
    )
    return (
        f'{parts.XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{lines}</Relationships>'
    )


def _content_types() -> str:
    more = (
        f'<Override PartName="/word/glossary/document.xml" ContentType="{_GLOSSARY_TYPE}"/>'
        '<Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.customXmlProperties+xml"/>'
        '<Override PartName="/docProps/custom.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.custom-properties+xml"/>'
    )
    return parts.CONTENT_TYPES.replace("</Types>", f"{more}</Types>")


def _package_relations() -> str:
    more = (
        f'<Relationship Id="rId3" Type="{parts.R}/custom-properties" Target="docProps/custom.xml"/>'
    )
    return parts.PACKAGE_RELATIONS.replace("</Relationships>", f"{more}</Relationships>")


def _glossary() -> str:
    """The words Word shows again in a control that was emptied."""
    told = "".join(
        f"<w:docPart><w:docPartPr><w:name w:val={quoteattr(words)}/><w:category>"
        '<w:name w:val="General"/><w:gallery w:val="placeholder"/></w:category>'
        '<w:types><w:type w:val="bbPlcHdr"/></w:types>'
        '<w:behaviors><w:behavior w:val="content"/></w:behaviors>'
        f'<w:guid w:val="{{2566{number:04d}-3B0E-4C6E-9C57-6B1D0C6C0001}}"/></w:docPartPr>'
        f"<w:docPartBody><w:p><w:r><w:rPr>{_GREY}</w:rPr><w:t>{escape(words)}</w:t></w:r></w:p>"
        "</w:docPartBody></w:docPart>"
        for number, words in enumerate(PLACEHOLDERS)
    )
    return (
        f"{parts.XML}<w:glossaryDocument {parts.W}><w:docParts>{told}</w:docParts>"
        "</w:glossaryDocument>"
    )


def _styles() -> str:
    font = quoteattr(STYLE.word_font)
    size, table = parts.half_points(STYLE.size), parts.half_points(STYLE.table_size)
    small = parts.half_points(STYLE.size * parts.TRACE)
    line = round(STYLE.size * parts.LINE * 20)
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii={font} w:eastAsia={font}"
        f" w:hAnsi={font} w:cs={font}/>{_size(size)}"
        '<w:lang w:val="en-US" w:eastAsia="th-TH" w:bidi="th-TH"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="{line}"'
        ' w:lineRule="atLeast"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    bold, keep = "<w:b/><w:bCs/>", "<w:keepNext/>"
    named = [
        _style("Normal", "Normal", flag=' w:default="1"', base=""),
        _style("Title", "Title", f"{keep}{_space(0, 60)}", bold + _size(size + 6)),
        _style(
            "Heading1",
            "heading 1",
            f'{keep}{_space(120, 60)}<w:outlineLvl w:val="0"/>',
            bold + _size(size + 2),
        ),
        _style("Fact", "Form Fact", _space(0, 40), _size(table)),
        _style("Guide", "Form Guide", _space(0, 40), _size(table)),
        _style("Notice", "Form Notice", _space(0, 60), bold),
        _style("Code", "Form Code", _space(60, 120), _GREY + _size(small)),
        _style(
            "Gap",
            "Form Gap",
            '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>',
            _size(12),
        ),
        _style("Question", "Form Question", f"{keep}{_space(20, 0)}", bold),
        _style("Help", "Form Help", _space(0, 0), _GREY + _size(table)),
        _style("Label", "Form Label", _space(0, 0), _size(table)),
        _style("Answer", "Form Answer", _space(0, 60)),
        _style("AnswerList", "Form Answer List", _space(0, 20)),
        _style("AnswerCell", "Form Answer Cell"),
        _style("Small", "Form Small", "", _size(8)),
        _style("Header", "header", "", _size(table)),
        _style("PlaceholderText", "Placeholder Text", "", _GREY, kind="character"),
        _style(
            "Hyperlink",
            "Hyperlink",
            "",
            '<w:color w:val="0B4F9E"/><w:u w:val="single"/>',
            kind="character",
        ),
    ]
    return f"{parts.XML}<w:styles {parts.W}>{defaults}{''.join(named)}{_table_styles()}</w:styles>"


def _style(
    key: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    kind: str = "paragraph",
    flag: str = "",
    base: str = "Normal",
) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base and kind == "paragraph" else ""
    return (
        f'<w:style w:type="{kind}"{flag} w:styleId="{key}"><w:name w:val="{name}"/>{based}'
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _size(half: int) -> str:
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _table_styles() -> str:
    def borders(colour: str) -> str:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' for side in sides
        )
        return f"<w:tblBorders>{lines}</w:tblBorders>"

    room = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 100), ("bottom", 40), ("right", 100))
    )
    head = '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>'

    def named(key: str, name: str, colour: str, more: str = "") -> str:
        return (
            f'<w:style w:type="table" w:styleId="{key}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="TableNormal"/><w:tblPr>{borders(colour)}</w:tblPr>{more}</w:style>'
        )

    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr></w:style>"
        + named("Box", "Form Box", "7F8FA6")
        + named("AnswerTable", "Form Answer Table", "404040", head)
        + named("TableGrid", "Table Grid", "404040")
    )
