"""The parts of a Word file that hold no text of the sheet: styles, numbering, header, facts.

Written straight as WordprocessingML (ECMA-376 part 1): a result sheet needs few of its thousands
of elements, and a string is some thirty times faster than an object tree. Fonts are named for
all four scripts and there is no theme part, so no theme font can leak in; Thai is a complex
script to Word, hence ``w:cs``, ``w:szCs`` and ``w:bCs`` beside the plain ones.
"""

from __future__ import annotations

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from tidtam.reports.sheets import word_fonts
from tidtam.reports.sheets.style import PAPERS, SheetStyle

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("styles", "numbering", "settings", "fontTable")

# The least distance of two baselines, in parts of the type size: that of the PDF. "At least" and
# not "exactly": Word cuts off what rises above an exact line, as the tone of ปี่ does where the
# reader's font is drawn larger or lower than ours.
LINE, TABLE_LINE = 1.185, 1.125
TITLE_ROOM = 200  # on either side of a title, in twips
TRACE = 0.8  # size of the line of trace, in parts of the running text

CONTENT_TYPES = (
    f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="odttf"'
    ' ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.{part}+xml"/>'
        for part in _PARTS
    )
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.header+xml"/>'
        for part in ("header1", "header2")
    )
    + '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)

PACKAGE_RELATIONS = (
    f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)

DOCUMENT_RELATIONS = (
    f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="{part}" Type="{R}/{part}" Target="{part}.xml"/>' for part in _PARTS
    )
    + "".join(
        f'<Relationship Id="{part}" Type="{R}/header" Target="{part}.xml"/>'
        for part in ("header1", "header2")
    )
    + "</Relationships>"
)

SETTINGS = (
    f"{XML}<w:settings {W}>"
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="th-TH" w:bidi="th-TH"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)


def half_points(points: float) -> int:
    """Word's unit of type size."""
    return round(points * 2)


def twips(centimetres: float) -> int:
    """Word's unit of length, a twentieth of a point."""
    return round(centimetres / 2.54 * 1440)


def text_width(style: SheetStyle) -> int:
    """Width between the margins, in twips."""
    width, _ = PAPERS[style.paper]
    return twips(width / 10 - style.margins.left - style.margins.right)


def section(style: SheetStyle) -> str:
    """Paper, margins, and the two headers: the first page's and the others'."""
    width, height = (twips(side / 10) for side in PAPERS[style.paper])
    margins = style.margins
    return (
        "<w:sectPr>"
        f'<w:headerReference w:type="default" r:id="header1" xmlns:r="{R}"/>'
        f'<w:headerReference w:type="first" r:id="header2" xmlns:r="{R}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        ' w:header="709" w:footer="709" w:gutter="0"/>'
        f"{_page_number_format(style)}<w:titlePg/></w:sectPr>"
    )


def _page_number_format(style: SheetStyle) -> str:
    return '<w:pgNumType w:fmt="thaiNumbers"/>' if style.digits == "thai" else ""


def header(style: SheetStyle, banner: str, standing: str = "", *, first: bool) -> str:
    """The head of a page: "- n -" in the middle unless it is the first, the banner at the right.

    Under it, where given, a sentence on what the document stands for now.
    """
    width = text_width(style)
    tabs = (
        f'<w:tabs><w:tab w:val="center" w:pos="{width // 2}"/>'
        f'<w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    )
    number = "" if first else _PAGE_NUMBER
    mark = (
        f"<w:r><w:tab/></w:r><w:r><w:rPr><w:b/><w:bCs/>{_BOX}</w:rPr>"
        f'<w:t xml:space="preserve"> {escape(banner)} </w:t>'
        "</w:r>"
        if banner
        else ""
    )
    return (
        f'{XML}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val="Header"/>{tabs}</w:pPr>'
        f"<w:r><w:tab/></w:r>{number}{mark}</w:p>{_standing(style, standing)}</w:hdr>"
    )


def _standing(style: SheetStyle, words: str) -> str:
    if not words:
        return ""
    run = f"<w:b/><w:bCs/>{_size(half_points(style.table_size))}{_BOX}"
    return (
        '<w:p><w:pPr><w:pStyle w:val="Header"/><w:spacing w:after="120"/>'
        '<w:jc w:val="center"/></w:pPr><w:r>'
        f'<w:rPr>{run}</w:rPr><w:t xml:space="preserve"> {escape(words)} </w:t></w:r></w:p>'
    )


_BOX = '<w:bdr w:val="single" w:sz="6" w:space="0" w:color="auto"/>'


_PAGE_NUMBER = (
    '<w:r><w:t xml:space="preserve">- </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    "<w:r><w:t>2</w:t></w:r>"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> -</w:t></w:r>'
)


def core(title: str, author: str, issued: dt.date) -> str:
    """What the file says about itself."""
    moment = (
        f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{issued.isoformat()}T12:00:00Z</dcterms:{{0}}>'
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"{moment.format('created')}{moment.format('modified')}"
        "<dc:language>th-TH</dc:language></cp:coreProperties>"
    )


def font_table(style: SheetStyle) -> str:
    """The font of the file and the one to take on machines without it.

    Word reads ``altName`` as one name of at most 31 letters, not as a list (MS-OI29500,
    2.1.262). Where our font travels with the file, it is the name; else an older cut of
    TH Sarabun. The web fonts Sarabun and Laksaman are no substitute: they are drawn half as large
    again at the same size in points. LibreOffice passes over ``altName`` and takes the font that
    travels under the missing name itself, so it is declared there too.
    """
    faces = word_fonts.FACES if style.embed_font else ""
    other = style.font if style.embed_font else "TH SarabunPSK"
    named = _font(style.word_font, f"<w:altName w:val={quoteattr(other)}/>", faces)
    carried = _font(style.font, "", faces) if style.embed_font else ""
    return f'{XML}<w:fonts {W} xmlns:r="{R}">{named}{carried}</w:fonts>'


def _font(name: str, other: str, faces: str) -> str:
    return (
        f"<w:font w:name={quoteattr(name)}>{other}"
        '<w:charset w:val="DE"/><w:family w:val="swiss"/>'
        f'<w:pitch w:val="variable"/>{faces}</w:font>'
    )


def numbering(style: SheetStyle, lists: int) -> str:
    """One numbering per list, so that each starts at 1 and Word can renumber it."""
    kind = "thaiNumbers" if style.digits == "thai" else "decimal"
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl>'
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{restart}</w:num>'
        for number in range(1, max(lists, 1) + 1)
    )
    return (
        f'{XML}<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
        f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>{numbers}</w:numbering>'
    )


def styles(style: SheetStyle) -> str:
    """The named styles of the sheet."""
    font = quoteattr(style.word_font)
    size, table = half_points(style.size), half_points(style.table_size)
    small = half_points(style.size * TRACE)
    in_table = _pitch(style.table_size * TABLE_LINE)
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii={font} w:eastAsia={font}"
        f" w:hAnsi={font} w:cs={font}/>{_size(size)}"
        '<w:lang w:val="en-US" w:eastAsia="th-TH" w:bidi="th-TH"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" {_pitch(style.size * LINE)}/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    keep, bold, centre = "<w:keepNext/>", "<w:b/><w:bCs/>", '<w:jc w:val="center"/>'
    # Titles may reach a little into the margins, so that no last word hangs alone.
    wide = f'<w:ind w:left="-{TITLE_ROOM}" w:right="-{TITLE_ROOM}"/>'
    named = [
        _style("Normal", "Normal", default=True),
        _style("Title", "Title", keep + _space(120, 80) + wide + centre, bold),
        _style(
            "Heading1", "heading 1", f"{keep}{_space(120, 80)}{wide}{centre}{_outline(0)}", bold
        ),
        _style("Heading2", "heading 2", f"{keep}{_space(160, 60)}{_outline(1)}", bold),
        _style("Subtitle", "Subtitle", keep + _space(0, 120) + centre, bold),
        _style("BodyText", "Body Text", _space(0, 80)),
        _style("TableText", "Table Text", f"<w:spacing {in_table}/>", _size(table)),
        _style("ListNumber", "List Number", _list_level()),
        _style("TableListNumber", "Table List Number", _list_level(in_table), _size(table)),
        _style("Signature", "Signature", "<w:keepNext/><w:keepLines/>" + centre),
        _style("Note", "Note", _space(120, 0), _size(table)),
        _style("Notice", "Notice", _space(0, 80) + centre),
        _style("Trace", "Trace", _space(240, 0, _pitch(style.size * TRACE * LINE)), _size(small)),
        _style("Header", "header"),
    ]
    return f"{XML}<w:styles {W}>{defaults}{''.join(named)}{_TABLE_STYLES}</w:styles>"


def _style(
    key: str, name: str, paragraph: str = "", run: str = "", *, default: bool = False
) -> str:
    base = "" if default else '<w:basedOn w:val="Normal"/>'
    flag = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{flag} w:styleId="{key}"><w:name w:val="{name}"/>{base}'
        "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _size(half: int) -> str:
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _space(before: int, after: int, pitch: str = "") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" {pitch}/>'


def _pitch(points: float) -> str:
    return f'w:line="{round(points * 20)}" w:lineRule="atLeast"'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _list_level(pitch: str = "") -> str:
    spacing = f"<w:spacing {pitch}/>" if pitch else ""
    return f'<w:numPr><w:numId w:val="1"/></w:numPr>{spacing}<w:ind w:left="340" w:hanging="340"/>'


_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
    '<w:style w:type="table" w:styleId="ResultTable"><w:name w:val="Result Table"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_SIDES}</w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr></w:style>'
)
