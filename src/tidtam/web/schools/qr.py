"""Pictures to scan, made on this machine."""

from __future__ import annotations

import base64
import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

# Choosing the best of eight masks takes most of the time, and readers do not need it.
_MASK = 3


def qr_picture(text: str) -> str:
    """A text as a QR picture: the address of an image that is its own content."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=2, mask_pattern=_MASK)
    code.add_data(text)
    picture = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(picture)
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"
