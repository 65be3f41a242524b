"""Form files on disk: found, read, checked. Needs no database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tidtam.forms.definition import Form
from tidtam.frameworks.files import (
    UnknownFrameworkError,
    available,
    directory,
    load_code,
    place,
    read_text,
)
from tidtam.frameworks.problems import Finding, FrameworkFileError, Problem
from tidtam.frameworks.yaml_text import Document, read_yaml
from tidtam.scoring.errors import shown
from tidtam.scoring.suggest import hint
from tidtam.thai.bilingual import Bilingual

_CODE: Final = re.compile(r"([a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*-form)-([0-9]{4})")
_ASKS: Final = re.compile(r"^(?:opening|questions|closing|items):", re.MULTILINE)


def form_files() -> list[Path]:
    """The form files of this installation, by year and name."""
    return sorted(directory().glob("[0-9][0-9][0-9][0-9]/*-form.yaml"))


def form_codes() -> list[str]:
    """The codes of the form files: "qp-form-2566" for 2566/qp-form.yaml."""
    return [f"{path.stem}-{path.parent.name}" for path in form_files()]


def form_path(code: str) -> Path:
    """The file of a form code.

    Raises:
        UnknownFrameworkError: there is none.
    """
    match = _CODE.fullmatch(code)
    path = directory() / match[2] / f"{match[1]}.yaml" if match else None
    if path is not None and path.is_file():
        return path
    known = form_codes()
    th, en = hint(code, known)
    listed = ", ".join(known)
    raise UnknownFrameworkError(
        Bilingual(
            th=f"ไม่มีแบบ {shown(code)}{th} ให้ใช้ {listed}",
            en=f"there is no form {shown(code)}{en}; use {listed}",
        )
    )


def is_form(text: str) -> bool:
    """Whether a file's text is a form rather than a framework."""
    return _ASKS.search(text) is not None


def load_form(path: Path | str) -> Form:
    """The form of one file, held against the framework that it names.

    Raises:
        FrameworkFileError: with every problem found.
    """
    path = Path(path)
    return check_form(read_text(path), path.name)


def parse_form(text: str, file: str) -> Form:
    """The form of a text by itself; ``file`` is the name that problems carry.

    Raises:
        FrameworkFileError: with every problem found.
    """
    return _built(_document(text, file), file)


def check_form(text: str, file: str) -> Form:
    """The form of a text, held against the framework file that it names.

    Raises:
        FrameworkFileError: with every problem found.
    """
    document = _document(text, file)
    form = _built(document, file)
    found = _against_framework(form)
    if found:
        raise FrameworkFileError(place(found, document, file))
    return form


def _document(text: str, file: str) -> Document:
    document = read_yaml(text, file)
    if isinstance(document, Problem):
        raise FrameworkFileError([document])
    return document


def _built(document: Document, file: str) -> Form:
    # Reading shapes is slow to start; a process that finds its forms known never needs it.
    from tidtam.frameworks.form_consistency import form_findings
    from tidtam.frameworks.form_schema import read_form_shape

    shape = read_form_shape(document.data)
    found = shape if isinstance(shape, list) else form_findings(shape)
    if isinstance(shape, list) or found:
        raise FrameworkFileError(place(found, document, file))
    return shape


def _against_framework(form: Form) -> list[Finding]:
    from tidtam.frameworks.form_consistency import framework_findings

    if not form.framework:
        return []
    known = available()
    if form.framework not in known:
        th, en = hint(form.framework, known)
        text = Bilingual(
            th=f'ไม่มีกรอบ "{form.framework}"{th} ให้ใช้ {", ".join(known)}',
            en=f'there is no framework "{form.framework}"{en}; use {", ".join(known)}',
        )
        return [Finding(("framework",), text)]
    return framework_findings(form, load_code(form.framework))
