"""Addresses given as evidence: what is kept, and what people are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.evidence.errors import LinkRefused
from tidtam.evidence.links import check_link


@pytest.mark.parametrize(
    ("given_url", "kept", "kind"),
    [
        ("https://www.example.ac.th/a?b=1#c", "https://www.example.ac.th/a?b=1#c", "link"),
        ("  HTTP://Example.AC.TH/Page ", "http://example.ac.th/Page", "link"),
        ("example.ac.th/งาน", "https://example.ac.th/%E0%B8%87%E0%B8%B2%E0%B8%99", "link"),
        ("school.ac.th:8080/x", "https://school.ac.th:8080/x", "link"),
        ("https://โรงเรียน.ไทย/", "https://xn--72c0b0acb2i5cn.xn--o3cw4h/", "link"),
        ("https://example.ac.th/a%20b", "https://example.ac.th/a%20b", "link"),
        ("https://youtu.be/abc", "https://youtu.be/abc", "video"),
        ("https://www.youtube.com/watch?v=1", "https://www.youtube.com/watch?v=1", "video"),
        ("https://www.facebook.com/watch?v=1", "https://www.facebook.com/watch?v=1", "video"),
        ("https://www.facebook.com/page", "https://www.facebook.com/page", "link"),
        ("https://example.ac.th/a.MP4", "https://example.ac.th/a.MP4", "video"),
        ("https://notyoutube.com/a", "https://notyoutube.com/a", "link"),
    ],
)
def test_what_is_kept(given_url: str, kept: str, kind: str) -> None:
    link = check_link(given_url)

    assert (link.url, link.kind) == (kept, kind)


def test_a_thai_host_stays_readable() -> None:
    assert check_link("https://โรงเรียน.ไทย/x").host == "โรงเรียน.ไทย"


@pytest.mark.parametrize(
    ("given_url", "word"),
    [
        ("", "ยังไม่ได้ใส่ลิงก์"),
        ("javascript:alert(1)", "https://"),
        ("JavaScript:alert(1)//example.ac.th", "https://"),
        ("data:text/html,<script>", "https://"),
        ("file:///C:/a.docx", "https://"),
        ("ftp://example.ac.th/a", "https://"),
        ("vbscript:x", "https://"),
        ("https://user:secret@example.ac.th/", "รหัสผ่าน"),
        ("https://example.ac.th/a b", "ช่องว่าง"),
        ("https://exam\u202eple.ac.th/", "มองไม่เห็น"),
        ("https://a.th/1\nhttps://a.th/2", "ทีละลิงก์"),
        ("http://localhost/a", "เครือข่ายของท่าน"),
        ("http://192.168.1.5/a", "เครือข่ายของท่าน"),
        ("http://[::1]/a", "เครือข่ายของท่าน"),
        ("https://nas.local/a", "เครือข่ายของท่าน"),
        ("รายงาน", "อ่านเป็นที่อยู่เว็บไม่ได้"),
        ("https:///a", "อ่านเป็นที่อยู่เว็บไม่ได้"),
        ("https://a..b.th/", "อ่านเป็นที่อยู่เว็บไม่ได้"),
        ("https://example.ac.th:99999/", "อ่านเป็นที่อยู่เว็บไม่ได้"),
        ("https://[abc/", "อ่านเป็นที่อยู่เว็บไม่ได้"),
        ("https://example.ac.th/" + "a" * 2000, "ยาวเกิน"),
    ],
)
def test_what_is_refused_is_told_plainly(given_url: str, word: str) -> None:
    with pytest.raises(LinkRefused) as refused:
        check_link(given_url)

    assert word in refused.value.th
    assert refused.value.en


@pytest.mark.parametrize(
    ("given_url", "word"),
    [
        ("https://drive.google.com/file/d/1/view", "ทุกคนที่มีลิงก์"),
        ("https://docs.google.com/document/d/1", "ทุกคนที่มีลิงก์"),
        ("https://obec-my.sharepoint.com/:w:/g/x", "โดยไม่ต้องเข้าสู่ระบบ"),
    ],
)
def test_shared_drives_get_the_hint_to_open_them(given_url: str, word: str) -> None:
    hint = check_link(given_url).hint

    assert hint is not None
    assert word in hint.th


@given(st.text(max_size=60))
def test_any_text_is_kept_as_a_web_address_or_refused(text: str) -> None:
    try:
        link = check_link(text)
    except LinkRefused:
        return
    assert link.url.startswith(("https://", "http://"))
    assert link.url.isascii()
    assert check_link(link.url).url == link.url
