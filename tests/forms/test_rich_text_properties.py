"""What holds for every rich text, whoever wrote it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tidtam.forms import rich_text
from tidtam.forms.rich_text import Item, List, Paragraph, Run, Table

WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("กขคำํ้า่์ิีเแ๑ \n\t\\*[]()|<>&-–•.1\"'\u00a0\u200b\u00ad\x00\x0b\r"),
        st.characters(),
    ),
    max_size=12,
)
HREFS = st.sampled_from(
    ["", "", "https://obec.go.th/a(1)", "mailto:a@b.th", "javascript:alert(1)", "http://a/**b|c[1]"]
)
RUNS = st.lists(st.builds(Run, WORDS, st.booleans(), HREFS), max_size=5).map(tuple)
TABLES = st.lists(st.lists(RUNS, max_size=3).map(tuple), max_size=3).map(
    lambda rows: Table(tuple(rows))
)


def lists_of(items: st.SearchStrategy[Item]) -> st.SearchStrategy[List]:
    return st.builds(List, st.booleans(), st.lists(items, max_size=3).map(tuple))


LEAVES = st.builds(Item, RUNS)
LISTS = lists_of(
    st.recursive(
        LEAVES,
        lambda below: st.builds(Item, RUNS, st.lists(lists_of(below), max_size=2).map(tuple)),
        max_leaves=6,
    )
)
DOCUMENTS = st.lists(st.one_of(st.builds(Paragraph, RUNS), LISTS, TABLES), max_size=5).map(tuple)

TAGS = ["p", "b", "strong", "a href='http://a.th'", "ul", "ol", "li", "table", "tr", "td", "th"]
TAGS += ["br", "div", "script", "style", "svg", "math", "o:p", "span style='font-weight:700'"]
TAGS += ["td colspan=3", "td rowspan=2", "p class=MsoListParagraph style='mso-list:l0 level2 lfo1'"]
TAGS += ["span style='mso-list:Ignore'", "p class=MsoListParagraphCxSpFirst", "pre", "h2", "tbody"]
TAGS += ["a href='javascript:alert(1)'", "img src=x onerror=alert(1)", "template", "textarea"]
SNIPPETS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS]),
    st.sampled_from([f"</{tag.split(' ')[0]}>" for tag in TAGS]),
    st.sampled_from(
        ["<!--", "-->", "<![if !x]>", "<![endif]>", "&nbsp;", "&#1;", "&#xD800;", "&lt;"]
    ),
    WORDS,
)
HTML = st.lists(SNIPPETS, max_size=25).map("".join)


@given(HTML)
@example("<b>ก</b>\u200b<b>ํ</b>า")
def test_cleaning_twice_is_cleaning_once(html: str) -> None:
    once = rich_text.clean(html)
    assert rich_text.clean(once) == once


@given(DOCUMENTS)
def test_blocks_and_html_are_two_forms_of_one_text(document: tuple[rich_text.Block, ...]) -> None:
    html = rich_text.from_blocks(document)
    assert rich_text.clean(html) == html
    assert rich_text.from_blocks(rich_text.blocks(html)) == html


@given(st.one_of(DOCUMENTS.map(rich_text.from_blocks), HTML.map(rich_text.clean)))
def test_marked_text_comes_back_as_it_was(html: str) -> None:
    assert rich_text.from_marked(rich_text.to_marked(html)) == html


@given(WORDS)
def test_whatever_is_typed_into_a_cell_becomes_a_sound_text(text: str) -> None:
    html = rich_text.from_marked(text)
    assert rich_text.clean(html) == html
    assert rich_text.from_marked(rich_text.to_marked(html)) == html


@given(WORDS)
def test_plain_text_keeps_its_words(text: str) -> None:
    html = rich_text.from_plain(text)
    assert rich_text.clean(html) == html
    assert rich_text.plain(html).split() == rich_text.plain(rich_text.clean(html)).split()
    assert rich_text.is_empty(html) == (rich_text.plain(html) == "")
