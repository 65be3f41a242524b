"""Addresses given as evidence: judged by their words alone, never fetched."""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from tidtam.evidence.errors import LinkRefused
from tidtam.thai.bilingual import Bilingual

LONGEST: Final = 2000
_VIDEO_HOSTS: Final = (
    "youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "vimeo.com",
    "tiktok.com",
    "fb.watch",
    "dailymotion.com",
    "dai.ly",
)
_VIDEO_PATHS: Final = {"facebook.com": ("/watch", "/reel/", "/video")}
_VIDEO_ENDINGS: Final = (".mp4", ".mov", ".webm", ".m4v", ".avi", ".mkv")
_SHARED_DRIVES: Final = ("drive.google.com", "docs.google.com", "photos.app.goo.gl")
_OTHER_DRIVES: Final = ("1drv.ms", "onedrive.live.com", "sharepoint.com", "dropbox.com")

_OPEN_DRIVE: Final = Bilingual(
    "ลิงก์ Google Drive เปิดได้เมื่อตั้งสิทธิ์เป็น “ทุกคนที่มีลิงก์” โปรดลองเปิดในหน้าต่างแบบไม่ระบุตัวตนก่อน",
    "A Google Drive link opens only when shared with “anyone with the link”; please try it in a "
    "private window first.",
)
_OPEN_SHARE: Final = Bilingual(
    "โปรดตั้งสิทธิ์ของลิงก์ให้ผู้ประเมินเปิดได้โดยไม่ต้องเข้าสู่ระบบ และลองเปิดในหน้าต่างแบบไม่ระบุตัวตนก่อน",
    "Please share the link so that reviewers can open it without signing in, and try it in a "
    "private window first.",
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be kept.

    Attributes:
        url: as it is stored: scheme and host in small letters, Thai hosts in ASCII form.
        kind: "video" for a known place of videos, else "link".
        host: the host as people read it (Thai stays Thai).
        hint: what the giver should check; None where there is nothing.
    """

    url: str
    kind: Literal["link", "video"]
    host: str
    hint: Bilingual | None = None


def check_link(url: str) -> Link:
    """Judge an address somebody typed or pasted; one without ``https://`` gets it.

    Raises:
        LinkRefused: empty, too long, another scheme, no host, a password in it, or an address
            that only this machine or this network knows.
    """
    text = unicodedata.normalize("NFC", url).strip()
    _refuse_unreadable(text)
    try:
        parts = urlsplit(text if _has_scheme(text) else f"https://{text}")
        port = parts.port
    except ValueError:
        raise _no_address() from None
    if parts.scheme.casefold() not in ("http", "https"):
        raise LinkRefused(
            f"ลิงก์ต้องขึ้นต้นด้วย https:// หรือ http:// (พบ {parts.scheme}:) "
            "โปรดคัดลอกที่อยู่จากเบราว์เซอร์มาวาง",
            f"A link must begin with https:// or http:// (found {parts.scheme}:); please copy the "
            "address from the browser.",
        )
    if "@" in parts.netloc:
        raise LinkRefused(
            "ลิงก์มีชื่อผู้ใช้หรือรหัสผ่านอยู่ด้วย โปรดลบส่วนหน้าเครื่องหมาย @ ออก",
            "The link carries a user name or password; please remove what stands before the @.",
        )
    readable, ascii_host = _host(parts)
    netloc = f"{ascii_host}:{port}" if port else ascii_host
    clean = urlunsplit(
        (parts.scheme.casefold(), netloc, _quoted(parts.path), _quoted(parts.query), parts.fragment)
    )
    if len(clean) > LONGEST:
        raise _too_long()
    kind: Literal["link", "video"] = "video" if _is_video(ascii_host, parts.path) else "link"
    return Link(url=clean, kind=kind, host=readable, hint=_hint(ascii_host))


def _has_scheme(text: str) -> bool:
    head = text.split("/", 1)[0]
    scheme, colon, rest = head.partition(":")
    # "school.ac.th:8080/x" is a host with a port, "javascript:alert(1)" is a scheme.
    return bool(colon) and scheme.isascii() and "." not in scheme and not rest.isdigit()


def _refuse_unreadable(text: str) -> None:
    if not text:
        raise LinkRefused(
            "ยังไม่ได้ใส่ลิงก์ โปรดวางที่อยู่เว็บ", "No link was given; please paste the address."
        )
    if len(text) > LONGEST:
        raise _too_long()
    if any(each.isspace() or unicodedata.category(each) in ("Cc", "Cf") for each in text):
        raise LinkRefused(
            "ลิงก์มีช่องว่างหรืออักขระที่มองไม่เห็น โปรดใส่ทีละลิงก์ และคัดลอกจากเบราว์เซอร์ใหม่",
            "The link holds a blank or an invisible character; please give one link at a time, "
            "copied anew from the browser.",
        )


def _host(parts: SplitResult) -> tuple[str, str]:
    """The host as people read it, and in ASCII."""
    host = (parts.hostname or "").rstrip(".")
    try:
        ascii_host = host.encode("idna").decode("ascii") if host else ""
        readable = ascii_host.encode("ascii").decode("idna")
    except UnicodeError:
        raise _no_address() from None
    if _is_near(ascii_host):
        raise LinkRefused(
            f"ลิงก์ {readable} เปิดได้เฉพาะในเครื่องหรือเครือข่ายของท่าน ผู้ประเมินเปิดไม่ได้ โปรดส่งเป็นไฟล์แทน",
            f"The link {readable} opens only on your own machine or network; reviewers cannot "
            "open it. Please send the file instead.",
        )
    if "." not in ascii_host or not ascii_host.rpartition(".")[2]:
        raise _no_address()
    return readable, ascii_host


def _is_near(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _quoted(part: str) -> str:
    """Thai letters in a path or query as a browser sends them; what is quoted stays so."""
    return quote(part, safe="/:@!$&'()*+,;=%?~-._")


def _belongs(host: str, place: str) -> bool:
    return host == place or host.endswith(f".{place}")


def _is_video(host: str, path: str) -> bool:
    if any(_belongs(host, place) for place in _VIDEO_HOSTS):
        return True
    if path.casefold().endswith(_VIDEO_ENDINGS):
        return True
    return any(
        _belongs(host, place) and any(start in path for start in starts)
        for place, starts in _VIDEO_PATHS.items()
    )


def _hint(host: str) -> Bilingual | None:
    if any(_belongs(host, place) for place in _SHARED_DRIVES):
        return _OPEN_DRIVE
    return _OPEN_SHARE if any(_belongs(host, place) for place in _OTHER_DRIVES) else None


def _no_address() -> LinkRefused:
    return LinkRefused(
        "อ่านเป็นที่อยู่เว็บไม่ได้ โปรดคัดลอกที่อยู่ทั้งบรรทัดจากเบราว์เซอร์ เช่น https://www.example.ac.th/งาน",
        "This cannot be read as a web address; please copy the whole line from the browser, such "
        "as https://www.example.ac.th/page.",
    )


def _too_long() -> LinkRefused:
    return LinkRefused(
        f"ลิงก์ยาวเกิน {LONGEST:,} ตัวอักษร โปรดใช้ลิงก์แบบสั้นจากปุ่ม “แชร์”",
        f"The link is above {LONGEST:,} characters; please use the short one from “Share”.",
    )
