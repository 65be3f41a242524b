"""One sentence for everything a person can cause: the errors that deserve no traceback."""

from __future__ import annotations

from tidtam.thai.bilingual import Bilingual

_FILES = {
    FileNotFoundError: Bilingual("ไม่พบ ให้ตรวจชื่อ", "it is not there; check its name"),
    PermissionError: Bilingual(
        "ไม่มีสิทธิ์ใช้ ให้ตรวจสิทธิ์หรือใช้ที่อื่น", "permission is denied; change it or use another place"
    ),
    IsADirectoryError: Bilingual("เป็นโฟลเดอร์ ให้ระบุไฟล์", "it is a folder; name a file"),
    NotADirectoryError: Bilingual(
        "มีส่วนที่ไม่ใช่โฟลเดอร์", "a part of it is not a folder; check the path"
    ),
    FileExistsError: Bilingual("มีอยู่แล้ว ให้ใช้ชื่ออื่น", "it exists already; use another name"),
}


def sentence_of(error: BaseException) -> Bilingual | None:
    """What to tell the person; None for a fault of the program, which shows its traceback."""
    th, en = getattr(error, "th", None), getattr(error, "en", None)
    if isinstance(th, str) and isinstance(en, str):
        return Bilingual(_one_line(th), _one_line(en))
    if isinstance(error, OSError):
        return _about_a_file(error)
    return _about_the_database(error) or _about_a_setting(error)


def _about_a_file(error: OSError) -> Bilingual:
    what = error.filename if error.filename is not None else "…"
    told = next((text for kind, text in _FILES.items() if isinstance(error, kind)), None)
    if told is None:
        reason = error.strerror or type(error).__name__
        told = Bilingual(f"ใช้ไม่ได้ ({reason})", f"it cannot be used ({reason})")
    return Bilingual(f"“{what}” {told.th}", f"“{what}”: {told.en}.")


def _about_the_database(error: BaseException) -> Bilingual | None:
    from django.db.utils import OperationalError, ProgrammingError

    if not isinstance(error, (OperationalError, ProgrammingError)):
        return None
    reason = _one_line(str(error))
    if "no such table" in reason or "does not exist" in reason or "no such column" in reason:
        return Bilingual(
            f"ฐานข้อมูลยังไม่พร้อม ให้พิมพ์ tidtam prepare ก่อน ({reason})",
            f"The database is not ready; type tidtam prepare first ({reason}).",
        )
    if isinstance(error, ProgrammingError):
        return None
    return Bilingual(
        f"ใช้ฐานข้อมูลไม่ได้ ให้ตรวจ DATABASE_URL และ TIDTAM_DATA_DIR ({reason})",
        f"The database cannot be used; check DATABASE_URL and TIDTAM_DATA_DIR ({reason}).",
    )


def _about_a_setting(error: BaseException) -> Bilingual | None:
    """A setting that is refused while the program starts (``config.env``)."""
    from dj_database_url import ParseError, UnknownSchemeError
    from pydantic import ValidationError

    if isinstance(error, (ParseError, UnknownSchemeError)):
        return _wrong_setting("DATABASE_URL", "postgres://user:password@host/name")
    if not isinstance(error, ValidationError) or error.title != "Env":
        return None
    first = error.errors()[0]
    name = "_".join(("tidtam", *map(str, first["loc"]))).upper()
    return _wrong_setting(name if first["loc"] else "TIDTAM_…", _one_line(first["msg"]))


def _wrong_setting(name: str, reason: str) -> Bilingual:
    return Bilingual(
        f"ค่าตั้ง {name} ใช้ไม่ได้ ให้แก้ตาม docs/running.md ({reason})",
        f"The setting {name} cannot be used; mend it as docs/running.md says ({reason}).",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
