"""Framework files on disk: found, read, checked. Needs no database."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tidtam.frameworks.problems import Finding, FrameworkFileError, Problem
from tidtam.frameworks.yaml_text import Document, read_yaml
from tidtam.scoring.definition import Framework
from tidtam.scoring.errors import shown
from tidtam.scoring.suggest import hint
from tidtam.thai.bilingual import Bilingual

_CODE = re.compile(r"([a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-([0-9]{4})")
_RATED = re.compile(r"^bands:", re.MULTILINE)


def directory() -> Path:
    """Where the framework files are: TIDTAM_FRAMEWORKS, or ``frameworks/`` of the project."""
    given = os.environ.get("TIDTAM_FRAMEWORKS")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "frameworks"


def available() -> list[str]:
    """Codes of the rating frameworks on disk, by year and name."""
    return [
        f"{path.stem}-{path.parent.name}"
        for path in sorted(directory().glob("[0-9][0-9][0-9][0-9]/*.yaml"))
        if _RATED.search(path.read_text(encoding="utf-8"))
    ]


def path_of(code: str) -> Path:
    """The file of a framework code; FrameworkFileError when there is none."""
    match = _CODE.fullmatch(code)
    path = directory() / match[2] / f"{match[1]}.yaml" if match else None
    if path is not None and path.is_file():
        return path
    known = available()
    th, en = hint(code, known)
    listed = ", ".join(known)
    text = Bilingual(
        th=f"ไม่มีกรอบ {shown(code)}{th} ให้ใช้ {listed}",
        en=f"there is no framework {shown(code)}{en}; use {listed}",
    )
    raise UnknownFrameworkError(text)


class UnknownFrameworkError(FrameworkFileError):
    """A framework code for which there is no file."""

    def __init__(self, text: Bilingual) -> None:
        super().__init__([Problem("frameworks", 0, None, text)])
        self.th, self.en = text.th, text.en
        self.args = (f"{text.th} / {text.en}",)


def load(path: Path | str) -> Framework:
    """The framework of one file; raises FrameworkFileError with every problem found."""
    return parse(read_text(Path(path)), Path(path).name)


def read_text(path: Path) -> str:
    """The text of a file; FrameworkFileError when it is absent or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FrameworkFileError([_unreadable(path, error)]) from None


def load_code(code: str) -> Framework:
    """The framework of a code such as "qp-2566"; read once while its file is unchanged."""
    path = path_of(code)
    stamp = path.stat()
    return _load_stamped(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _load_stamped(path: Path, changed: int, size: int) -> Framework:
    return load(path)


def parse(text: str, file: str) -> Framework:
    """The framework of a text; ``file`` is the name that problems carry."""
    document = read_yaml(text, file)
    if isinstance(document, Problem):
        raise FrameworkFileError([document])
    return build(document, file)


def build(document: Document, file: str) -> Framework:
    """The framework of a document that is YAML already."""
    from tidtam.frameworks.consistency import findings
    from tidtam.frameworks.schema import read_shape

    shape = read_shape(document.data)
    found = shape if isinstance(shape, list) else findings(shape)
    if isinstance(shape, list) or found:
        raise FrameworkFileError(place(found, document, file))
    return shape


def place(found: Sequence[Finding], document: Document, file: str) -> list[Problem]:
    """Findings with the file, line and node that they are about."""
    return [_placed(finding, document, file) for finding in found]


def checksum(text: str) -> str:
    """SHA-256 of a file's text, the same on every platform's line endings."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _placed(finding: Finding, document: Document, file: str) -> Problem:
    node, here = None, document.data
    for step in finding.path:
        here = _step(here, step)
        if isinstance(here, dict) and isinstance(here.get("code"), str) and "label" in here:
            node = here["code"]
    return Problem(file, document.line_of(finding.path), node, finding.text)


def _step(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _unreadable(path: Path, error: Exception) -> Problem:
    th = "ไม่พบไฟล์หรืออ่านไม่ได้ ให้ตรวจชื่อและการเข้ารหัส UTF-8"
    en = "the file is absent or unreadable; check its name and that it is UTF-8"
    return Problem(path.name, 0, None, Bilingual(th=th, en=f"{en} ({type(error).__name__})"))
