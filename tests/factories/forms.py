"""Questions of every kind, and answers to them as people and programs give them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tidtam.forms.kinds import (
    AnyKind,
    Checklist,
    Choice,
    Column,
    Count,
    Day,
    Line,
    Milestones,
    Number,
    Option,
    Rows,
    Text,
)
from tidtam.thai.bilingual import Bilingual

say = Bilingual

OPTIONS = (
    Option("plan", say("มีแผน", "A plan")),
    Option("act", say("ทำตามแผน", "Acts on it")),
    Option("check", say("ติดตาม, สรุป", "Follow-up, summary")),
)

SAMPLE_KINDS: dict[str, AnyKind] = {
    "line": Line(),
    "lines": Line(multiline=True),
    "text": Text(),
    "number": Number(unit=say("บาท", "baht"), decimals=2, minimum=None),
    "count": Count(say("ที่ทำ", "Done"), say("ทั้งหมด", "All"), unit=say("แห่ง", "schools")),
    "date": Day(),
    "choice": Choice(OPTIONS),
    "checklist": Checklist(OPTIONS),
    "milestones": Milestones(OPTIONS),
    "rows": Rows(
        columns=(
            Column("name", say("ชื่อ", "Name")),
            Column("told", say("เล่า", "Told"), Line(multiline=True)),
            Column("number", say("จำนวน", "Number"), Number(decimals=1, maximum=Fraction(10**6))),
            Column("day", say("วันที่", "Day"), Day()),
            Column("choice", say("เลือก", "Choice"), Choice(OPTIONS)),
        )
    ),
    "ranked": Rows(preset="best_works"),
}

TYPED_TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("กขคำํ้า่์ิีเแ๑๒ \n\t\r,;/.-:%<>&'\"\u00a0\u200b\u0085\u2028\x00\x0b\x1c"),
        st.characters(),
    ),
    max_size=20,
)
_CODES = st.sampled_from([each.code for each in OPTIONS] + [each.title.th for each in OPTIONS])
_NUMBERS = st.one_of(
    st.integers(0, 10**7).map(lambda number: f"{number:,}"),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.sampled_from(["๑๒", "12 แห่ง", "1,200 บาท", "+3", "-0.00"]),
)
_DATES = st.one_of(
    st.dates(),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year + 543}"),
    st.sampled_from(["31 มี.ค. 2566", "๑ ตุลาคม พ.ศ. ๒๕๖๕", "2566-03-31"]),
)
_SCALARS = st.one_of(st.none(), TYPED_TEXTS, _NUMBERS, _DATES, _CODES, st.booleans())
_ROW_CELLS = {
    "name": TYPED_TEXTS,
    "told": TYPED_TEXTS,
    "number": st.decimals(0, 1000, places=1).map(str),
    "day": _DATES,
    "choice": _CODES,
}

#: What people type that fits the kind of that name, more often than not.
FITTING: dict[str, st.SearchStrategy[object]] = {
    "line": TYPED_TEXTS,
    "lines": TYPED_TEXTS,
    "text": TYPED_TEXTS,
    "number": _NUMBERS,
    "count": st.one_of(
        st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda two: f"{two[0]}/{two[1]}"),
        st.fixed_dictionaries({}, optional={"n": _NUMBERS, "of": _NUMBERS}),
    ),
    "date": _DATES,
    "choice": _CODES,
    "checklist": st.lists(_CODES, max_size=5),
    "milestones": st.lists(_CODES, max_size=5),
    "rows": st.lists(st.fixed_dictionaries({}, optional=_ROW_CELLS), max_size=4),
    "ranked": st.lists(st.lists(TYPED_TEXTS, max_size=1), max_size=4),
}

#: Anything that JSON, a spreadsheet or a hostile sender may give.
ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["n", "of", "items", "reached", "name", "day", "x"]), inner, max_size=4
        ),
    ),
    max_leaves=8,
)
