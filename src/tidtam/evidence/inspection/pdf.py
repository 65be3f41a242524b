"""PDF, by pdfium: opened, judged by a copy it writes, the first page drawn."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tidtam.evidence.inspection.converting import convert
from tidtam.evidence.inspection.images import PREVIEW, save_small
from tidtam.evidence.inspection.pdf_names import refuse_acting_names
from tidtam.evidence.inspection.pdf_text import write_texts
from tidtam.evidence.inspection.reasons import Found, pass_on_a_full_disk
from tidtam.evidence.inspection.signatures import MARKUP
from tidtam.evidence.inspection.verdict import Verdict

_TAIL: Final = 64 * 1024
_END: Final = b"%%EOF"


def open_pdf(path: Path, out: Path) -> Verdict:
    """Check a PDF; the bytes sent are kept as they are, so that signatures stay valid.

    Raises:
        Found: a password, scripts or other acts, files inside, foreign data around it.
    """
    _refuse_foreign_data(path)
    document = _opened(path)
    try:
        if pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) != -1:
            raise Found("encrypted")
        if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
            raise Found("active_pdf", "JavaScript")
        if pdfium_c.FPDFDoc_GetAttachmentCount(document.raw) > 0:
            raise Found("pdf_attachment")
        pages = len(document)
        if pages < 1:
            raise Found("damaged")
        _judge_copy(document, out)
        thumbnail, preview = _draw(document, 0, out)
    finally:
        document.close()
    return Verdict(kind="pdf", thumbnail=thumbnail, preview=preview, pages=pages)


def draw_page(path: Path, number: int, out: Path) -> Verdict:
    """Draw page ``number`` (from 1) of a PDF that was judged before.

    Raises:
        Found: ``damaged`` where there is no such page.
    """
    document = _opened(path)
    try:
        pages = len(document)
        if not 1 <= number <= pages:
            raise Found("damaged")
        thumbnail, preview = _draw(document, number - 1, out)
    finally:
        document.close()
    return Verdict(kind="pdf", thumbnail=thumbnail, preview=preview, pages=pages)


def read_document(path: Path, kind: str, out: Path) -> Verdict:
    """Write down the words of a PDF; any other kind is made into one first.

    ``cleaned`` of the verdict is the PDF that was made; "" for one that was sent.

    Raises:
        Found: it cannot be made or read within the limits.
    """
    made = "" if kind == "pdf" else str(convert(path, kind, out))
    document = _opened(Path(made) if made else path)
    try:
        write_texts(document, out)
        return Verdict(kind="pdf", cleaned=made, pages=len(document))
    finally:
        document.close()


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise Found("encrypted" if locked or "assword" in str(error) else "damaged") from error


def _judge_copy(document: pdfium.PdfDocument, out: Path) -> None:
    copy = out / "judged.pdf"
    try:
        document.save(copy)
    except (pdfium.PdfiumError, OSError) as error:
        pass_on_a_full_disk(error)
        raise Found("damaged") from error
    try:
        refuse_acting_names(copy)
    finally:
        copy.unlink(missing_ok=True)


def _draw(document: pdfium.PdfDocument, index: int, out: Path) -> tuple[str, str]:
    try:
        page = document[index]
        longest = max(page.get_size())
        if longest <= 0:
            raise Found("damaged")
        drawn = page.render(scale=PREVIEW[0] / longest, may_draw_forms=False)
        return save_small(drawn.to_pil().convert("RGB"), out)
    except pdfium.PdfiumError as error:
        raise Found("damaged") from error


def _refuse_foreign_data(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(max(size - _TAIL, 0))
        tail = file.read()
    if MARKUP.search(head):
        raise Found("two_in_one", "PDF + HTML")
    if _is_zip(path):
        raise Found("two_in_one", "PDF + zip")
    _body, mark, behind = tail.rpartition(_END)
    if not mark:
        raise Found("damaged")
    if behind.strip(b"\x00\t\n\x0c\r\x1a "):
        raise Found("trailing_data")


def _is_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as found:
            return bool(found.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return False
