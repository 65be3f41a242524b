"""Photos and pictures, by Pillow: turned upright, everything but the picture left behind.

What is kept is drawn anew (JPEG at quality 90, PNG and WebP without loss), so neither the place
where a photo was taken nor anything hidden before, in or behind the picture is ever stored.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from tidtam.evidence.inspection.reasons import Found, pass_on_a_full_disk
from tidtam.evidence.inspection.signatures import MARKUP, PDF
from tidtam.evidence.inspection.verdict import Verdict

MAX_PIXELS: Final = 120_000_000
THUMBNAIL: Final = (480, 480)
PREVIEW: Final = (1600, 1600)
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_KINDS: Final = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp"}
_EXIF, _TAKEN, _DIGITISED, _CHANGED = 0x8769, 0x9003, 0x9004, 0x0132
_HEAD: Final = 64 * 1024
_DAY: Final = re.compile(r"^(\d{4})[:\-/](\d{2})[:\-/](\d{2})")

# The size is judged from the header, before a pixel is drawn.
Image.MAX_IMAGE_PIXELS = None


def looks_like_image(head: bytes) -> bool:
    """Whether the first bytes are those of a picture we keep."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    )


def open_image(path: Path, out: Path) -> Verdict:
    """Check a picture and draw it anew, with its thumbnail (480 px) and preview (1600 px).

    Raises:
        Found: too many pixels, moving, damaged, or another kind of file as well.
    """
    _refuse_a_second_kind(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=_FORMATS) as image:
                return _draw(image, out)
        except Found:
            raise
        except MemoryError:
            raise Found("too_slow") from None
        except Exception as error:  # Pillow raises whatever a crooked file leads it into
            pass_on_a_full_disk(error)
            raise Found("damaged") from error


def _draw(image: Image.Image, out: Path) -> Verdict:
    kind = _KINDS[image.format or ""]
    if image.width * image.height > MAX_PIXELS:
        raise Found("pixels", str(MAX_PIXELS // 1_000_000))
    if kind != "jpeg" and getattr(image, "n_frames", 1) > 1:
        raise Found("animated")
    taken_on = _taken_on(image)
    image.load()
    clean = _bare(ImageOps.exif_transpose(image))
    cleaned = out / "cleaned"
    _save(clean, cleaned, kind)
    width, height = clean.size
    thumbnail, preview = save_small(clean, out)
    return Verdict(
        kind=kind,
        cleaned=str(cleaned),
        thumbnail=thumbnail,
        preview=preview,
        width=width,
        height=height,
        taken_on=taken_on,
    )


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone, in the colours of a screen; every other saying of the file is dropped."""
    shown = _in_screen_colours(image)
    see_through = shown.info.get("transparency")
    shown.info = {} if see_through is None else {"transparency": see_through}
    bare = shown.copy()
    bare.getexif().clear()
    return bare


def _in_screen_colours(image: Image.Image) -> Image.Image:
    if image.mode == "CMYK":
        return image.convert("RGB")
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return changed or image


def _save(image: Image.Image, path: Path, kind: str) -> None:
    if kind == "jpeg":
        drawn = image if image.mode in ("L", "RGB") else image.convert("RGB")
        drawn.save(path, "JPEG", quality=90, optimize=True, progressive=True)
    elif kind == "png":
        image.save(path, "PNG")
    else:
        image.save(path, "WEBP", lossless=True, method=2)


def save_small(image: Image.Image, out: Path) -> tuple[str, str]:
    """Write the preview and the thumbnail of a picture; gives (thumbnail, preview) as paths."""
    small = image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGBA")
    small = small.copy()
    preview, thumbnail = out / "preview.webp", out / "thumbnail.webp"
    small.thumbnail(PREVIEW, Image.Resampling.LANCZOS)
    small.save(preview, "WEBP", quality=82)
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(thumbnail, "WEBP", quality=78)
    return str(thumbnail), str(preview)


def _taken_on(image: Image.Image) -> dt.date | None:
    """The day a camera wrote into the photo; a camera set to Buddhist years is understood."""
    try:
        exif = image.getexif()
        details: dict[int, Any] = dict(exif.get_ifd(_EXIF))
        said = details.get(_TAKEN) or details.get(_DIGITISED) or exif.get(_CHANGED)
        found = _DAY.match(str(said or ""))
        if found is None:
            return None
        year, month, day = (int(each) for each in found.groups())
        date = dt.date(year - 543 if year > 2400 else year, month, day)
    except (ValueError, TypeError, SyntaxError, KeyError, OSError):
        return None
    return date if 1990 <= date.year <= 2200 else None


def _refuse_a_second_kind(path: Path) -> None:
    """A picture that is also a zip, a PDF or a web page for another reader.

    What phones hang behind a photo (a short film, a depth map) is left behind in silence.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        behind = _behind(file.read())
    if PDF in head[:1024]:
        raise Found("two_in_one", "ภาพ + PDF / picture + PDF")
    if MARKUP.search(head) or MARKUP.search(behind):
        raise Found("two_in_one", "ภาพ + HTML / picture + HTML")
    if _is_zip(path):
        raise Found("two_in_one", "ภาพ + zip / picture + zip")


def _behind(data: bytes) -> bytes:
    """The first 64 KiB after the end of the picture."""
    if data.startswith(b"\x89PNG"):
        at = data.rfind(b"IEND")
        end = at + 8 if at > 0 else len(data)
    elif data.startswith(b"RIFF"):
        end = 8 + int.from_bytes(data[4:8], "little")
    else:
        at = data.find(b"\xff\xd9", _first_scan(data))
        end = at + 2 if at > 0 else len(data)
    return data[end : end + _HEAD]


def _first_scan(data: bytes) -> int:
    """Where the pixels of a JPEG begin: past the segments, which may hold small JPEGs."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at


def _is_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as found:
            return bool(found.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return False
