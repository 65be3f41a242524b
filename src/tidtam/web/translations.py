"""The English words of the pages: collect, compile, check.

    python -m tidtam.web.translations extract   renew django.po from templates and code
    python -m tidtam.web.translations compile   make django.mo from django.po
    python -m tidtam.web.translations check     exit 1 when something lacks English

Thai is the language the pages are written in, so only English has a catalogue. No gettext
program is needed: Babel (a tool of developers) reads and writes the files, and the compiled
file is kept with the source, so an installation needs neither. A test keeps both in step.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB: Final = Path(__file__).parent
PO_FILE: Final = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO_FILE: Final = PO_FILE.with_suffix(".mo")
KEYWORDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), None),
}
# A changing date would make every renewal differ; the history has the dates.
_DATE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

Message = str | tuple[str, ...]


def _in_code(text: str) -> Iterator[Message]:
    source = io.BytesIO(text.encode())
    for _line, name, answer, _comments in extract_python(source, KEYWORDS, [], {}):
        found: Any = answer  # one text, or a tuple with None where an argument is no text
        words = (found,) if isinstance(found, str) else tuple(filter(None, found))
        if words:
            yield words[:2] if str(name).startswith("ngettext") else words[0]


def _in_template(text: str) -> Iterator[Message]:
    # templatize blanks everything but the calls; without indents it reads as Python.
    code = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    yield from _in_code(code + "\n")


def messages_of(path: Path) -> list[Message]:
    """The texts to translate of one file; a pair (singular, plural) where a count decides."""
    text = path.read_text(encoding="utf-8")
    return list(_in_template(text) if path.suffix == ".html" else _in_code(text))


def collect(folder: Path = WEB) -> Catalog:
    """All texts of the pages, each with the files that use it."""
    catalog = _empty()
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.py")]):
        place = path.relative_to(WEB.parents[1]).as_posix()
        for message in messages_of(path):
            catalog.add(message, locations=[(place, 0)])
    return catalog


def _empty() -> Catalog:
    return Catalog(
        locale="en",
        project="Tidtam",
        version="1",
        msgid_bugs_address="",
        copyright_holder="the Tidtam authors",
        header_comment="# English words of Tidtam's pages; msgids are the Thai of the pages.",
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="Tidtam",
        language_team="English",
        fuzzy=False,
    )


def stored(path: Path = PO_FILE) -> Catalog:
    """The catalogue as kept."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def renewed() -> Catalog:
    """What the pages need today, with the English that is kept for it."""
    kept = stored() if PO_FILE.exists() else _empty()
    catalog = collect()
    for message in catalog:
        known = kept.get(message.id) if message.id else None
        if known is not None:
            message.string = known.string
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """The text of a ``.po`` file, in an order that does not change by itself."""
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, include_lineno=False, width=96)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(po_file: Path = PO_FILE) -> list[str]:
    """Sentences about what is missing, stale or not compiled; empty when all is well."""
    needed = {message.id for message in collect() if message.id}
    catalog = stored(po_file)
    kept = {message.id: message.string for message in catalog if message.id}
    missing = [f"no English yet: {words}" for words in needed if not _is_full(kept.get(words))]
    stale = [f"no page says this any more: {words}" for words in kept if words not in needed]
    compiled = MO_FILE.exists() and MO_FILE.read_bytes() == mo_bytes(catalog)
    late = [] if compiled else ["django.mo is not that of django.po: run compile"]
    return sorted(missing) + sorted(stale) + late


def _is_full(english: object) -> bool:
    parts = english if isinstance(english, tuple | list) else (english,)
    return all(parts)


def main(arguments: list[str]) -> int:
    """Run one of the three commands; returns the exit code."""
    match arguments:
        case ["extract"]:
            PO_FILE.parent.mkdir(parents=True, exist_ok=True)
            PO_FILE.write_bytes(po_bytes(renewed()))
        case ["compile"]:
            MO_FILE.write_bytes(mo_bytes(stored()))
        case ["check"]:
            found = problems()
            sys.stdout.writelines(f"{sentence}\n" for sentence in found)
            return 1 if found else 0
        case _:
            sys.stderr.write("usage: python -m tidtam.web.translations extract|compile|check\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
