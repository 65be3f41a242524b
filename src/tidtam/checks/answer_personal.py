"""``pii``: words that tell who somebody is, or open somebody's door.

Citizen ids, phones, mailboxes of persons, bank accounts, passcodes; numbers in Thai and
Arabic digits. What belongs to an office (its phone, its mailbox) is left alone. A finding
carries the words it is about: show it to who may read the answer, and keep it out of logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tidtam.checks.answer_addresses import ADDRESS
from tidtam.checks.finding import Finding, Place, Severity
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of personal data, and how serious it is."""

    severity: Severity
    why: Bilingual


_CITIZEN_ID: Final = _Kind(
    "warning",
    Bilingual(
        "เป็นเลขประจำตัวประชาชน รายงานไม่ควรมีเลขนี้ โปรดลบออก",
        "This is a citizen id; a report should not carry one. Please remove it.",
    ),
)
_ACCOUNT: Final = _Kind(
    "warning",
    Bilingual(
        "คล้ายเลขที่บัญชีธนาคาร โปรดลบออกหากเป็นบัญชีจริง",
        "This looks like a bank account; please remove it if it is one.",
    ),
)
_PASSCODE: Final = _Kind(
    "warning",
    Bilingual(
        "คล้ายรหัสผ่าน ผู้อ่านรายงานทุกคนจะเห็นรหัสนี้ โปรดลบออก",
        "This looks like a passcode that every reader would see; please remove it.",
    ),
)
_PHONE: Final = _Kind(
    "hint",
    Bilingual(
        "เป็นหมายเลขโทรศัพท์ หากเป็นของบุคคล โปรดลบออกหรือใช้หมายเลขของหน่วยงาน",
        "A phone number; if it is a person's, remove it or give the office's.",
    ),
)
_MAILBOX: Final = _Kind(
    "hint",
    Bilingual(
        "คล้ายอีเมลของบุคคล โปรดลบออกหรือใช้อีเมลของหน่วยงาน",
        "This looks like a person's e-mail address; remove it or give the office's.",
    ),
)

# Part of a longer number, of money or of a code is nothing of a person.
_BEFORE: Final = r"(?<![0-9A-Za-z_])(?<!\d[-,./])"
_AFTER: Final = r"(?![0-9A-Za-z_])(?![,./]\d)"
_GAP: Final = r"(?:[ \t]?[-‐‑–—]?[ \t]?)"
_CITIZEN_IDS: Final = re.compile(
    rf"{_BEFORE}\d{_GAP}\d{{4}}{_GAP}\d{{5}}{_GAP}\d{{2}}{_GAP}\d{_AFTER}(?!-\d)"
)
_MOBILES: Final = re.compile(
    rf"{_BEFORE}(?:"
    rf"0[689]\d{_GAP}\d{{3}}{_GAP}\d{{4}}|0[689]\d{_GAP}\d{{4}}{_GAP}\d{{3}}"
    rf"|0[689]{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"){_AFTER}"
    rf"|(?<![\d+])\(?\+66\)?{_GAP}(?:\(?0\)?{_GAP})?[689]\d?{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}{_AFTER}"
)
_LANDLINES: Final = re.compile(
    rf"{_BEFORE}(?:0{_GAP}2\d{{3}}{_GAP}\d{{4}}|02{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|0{_GAP}[3-57]\d{{3}}{_GAP}\d{{4}}|0[3-57]\d{_GAP}\d{{3}}{_GAP}\d{{3}}){_AFTER}"
)
# Two years of the Buddhist era side by side are a period: 09-2565-2566.
_YEARS: Final = re.compile(r"\D?25[4-9]\d\D{0,3}25[4-9]\d")
_OFFICES_OWN: Final = re.compile(
    "โรงเรียน|สถานศึกษา|วิทยาลัย|สำนักงาน|สพ[ปมฐท]|ศธ[จภ]|ศูนย์|กลุ่ม|หน่วยงาน|สถานี|โรงพยาบาล|เทศบาล"
    "|องค์การ|อบต|อบจ|มูลนิธิ|สายด่วน|โทรสาร|แฟกซ์|Call Center",
    re.IGNORECASE,
)
_ACCOUNTS: Final = re.compile(
    rf"{_BEFORE}(?:\d{{3}}[ -]\d[ -]\d{{5}}[ -]\d|\d{{3}}[ -]\d{{6}}[ -]\d|\d{{10,12}})"
    rf"{_AFTER}(?!-\d)"
)
_ACCOUNT_WORDS: Final = re.compile(r"บัญชี(?!รายชื่อ|แนบ|ครุภัณฑ์|รายการ|ราย|ข้อมูล|ผู้|วัสดุ)")
_REACH: Final = 60
_NEIGHBOUR: Final = 120
_PASSCODES: Final = re.compile(
    r"(?:รหัสผ่าน|รหัสเข้า(?:ร่วม)?(?:ประชุม|ห้อง|ระบบ)|pass\s?(?:code|word)|\bpwd)"
    r"(?:(?:การ|เข้า|ร่วม|ใช้)?(?:ประชุม|ห้อง|ระบบ|งาน)|[ \t]?wi-?fi)?"
    r"(?P<link>[ \t\"“'(]{0,4}(?:[:=]|คือ|ว่า|is\b)?[ \t\"“'(]{0,4})"
    r"(?P<code>[A-Za-z0-9@#$%&*!_.+-]{4,40})",
    re.IGNORECASE,
)
_ASKED_FOR: Final = re.compile("[:=]|คือ|ว่า")
_FREE_MAIL: Final = re.compile(r"@(?:gmail|hotmail|outlook|live|yahoo|icloud|msn)\.", re.IGNORECASE)
_OFFICE_MAILBOX: Final = re.compile(
    r"school|sch\b|anuban|wittaya|saraban|office|info|admin|contact|support|help|center|centre|news"
    r"|webmaster|noreply|hr\b|plan|budget|ict|obec|esao?|pesa|sesa|spm|ssk|moe|dlit|group|team|club"
    r"|project|public",
    re.IGNORECASE,
)
_NAME_OF_PERSON: Final = re.compile(r"[A-Za-z]{2,}[._-][A-Za-z]{1,}@")


def check_personal(text: str, part: str = "") -> tuple[Finding, ...]:
    """Personal data in ``text`` (normalised); of a number only the surest reading counts."""
    digits = to_arabic(text)
    taken = bytearray(len(text))
    findings = []
    for start, end, kind in _everything(digits):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        place = Place(part, start, end)
        findings.append(Finding("pii", kind.severity, place, text[start:end], kind.why))
    return tuple(sorted(findings, key=lambda finding: finding.where.start))


def is_citizen_id(digits: str) -> bool:
    """Whether 13 Arabic digits are the number of a person, by checksum.

    Numbers of companies and agencies have the same checksum and begin with 0; of those
    with 0 only the ones given to persons without civil registration count: 00 at the
    start, or 89 as sixth and seventh digit.
    """
    if len(digits) != 13 or (digits[0] == "0" and digits[1] != "0" and digits[5:7] != "89"):
        return False
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == int(digits[12]) and len(set(digits)) > 1


def _everything(text: str) -> Iterator[tuple[int, int, _Kind]]:
    """Start, end and kind of what was found, the surest kinds first; ``text`` in Arabic digits."""
    # Numbers inside addresses name files and videos.
    plain = ADDRESS.sub(lambda found: " " * len(found.group()), text)
    for found in _CITIZEN_IDS.finditer(plain):
        if is_citizen_id(re.sub(r"\D", "", found.group())):
            yield *found.span(), _CITIZEN_ID
    yield from _passcodes(text)
    for found in _ACCOUNTS.finditer(plain):
        if _ACCOUNT_WORDS.search(plain, max(0, found.start() - _REACH), found.start()):
            yield *found.span(), _ACCOUNT
    yield from _phones(plain)
    for found in ADDRESS.finditer(text):
        if found["mail"] and _is_of_a_person(found["mail"]):
            yield *found.span(), _MAILBOX


def _passcodes(text: str) -> Iterator[tuple[int, int, _Kind]]:
    for found in _PASSCODES.finditer(text):
        code = found["code"]
        # "รหัสผ่าน Google" names a thing; a code has a digit, or was announced as one.
        if any(sign.isdigit() for sign in code) or _ASKED_FOR.search(found["link"]):
            yield *found.span("code"), _PASSCODE


def _phones(text: str) -> Iterator[tuple[int, int, _Kind]]:
    for found in _MOBILES.finditer(text):
        if not _YEARS.search(found.group()):
            yield *found.span(), _PHONE
    for found in _LANDLINES.finditer(text):
        if not _OFFICES_OWN.search(_around(text, found)) and not _YEARS.search(found.group()):
            yield *found.span(), _PHONE


def _around(text: str, found: re.Match[str]) -> str:
    """What stands beside a number in its line, as far as it can be the number's owner."""
    before = text[max(0, found.start() - _NEIGHBOUR) : found.start()].rpartition("\n")[2]
    return before + text[found.end() : found.end() + _NEIGHBOUR].partition("\n")[0]


def _is_of_a_person(mailbox: str) -> bool:
    """A free mailbox, or one with a first and a last name, that no office's word is in."""
    if _OFFICE_MAILBOX.search(mailbox.partition("@")[0]):
        return False
    return bool(_FREE_MAIL.search(mailbox) or _NAME_OF_PERSON.match(mailbox))
