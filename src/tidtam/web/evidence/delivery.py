"""Hands out what others sent so that no browser can be led to run it as a page of ours.

A file is always saved, never shown; only pictures that we drew ourselves are shown. Whatever a
browser takes it for, it has no rights there: no scripts, no origin, no other content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tidtam.evidence.keys import file_key
from tidtam.evidence.kinds import safe_name
from tidtam.evidence.models import StoredFile
from tidtam.evidence.previews import must_be_open
from tidtam.evidence.stores import store

Answer = TypeVar("Answer", bound=HttpResponseBase)
_RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")


def picture(key: str) -> HttpResponse:
    """A picture that we drew (WebP), shown in a page of ours."""
    response = HttpResponse(b"".join(store().pieces(key)), content_type="image/webp")
    response["Content-Disposition"] = "inline"
    return _fenced(response)


def saved_file(request: HttpRequest, file: StoredFile, *, name: str) -> HttpResponseBase:
    """The file itself, to be saved under ``name`` with its true ending; whole or in part.

    Raises:
        NotOpenYet, FileRefused: see ``previews.must_be_open``.
    """
    must_be_open(file)
    tag = f'"{file.checksum[:32]}"'
    wanted = _wanted(request, file.size, tag)
    if wanted is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return _fenced(response)
    start, stop = wanted
    whole = (start, stop) == (0, file.size)
    response = _body(request, file, start, stop, status=200 if whole else 206)
    if not whole:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    response["Content-Length"] = str(stop - start)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    given = safe_name(name, file.about)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(given, safe='')}"
    return _fenced(response)


def _body(
    request: HttpRequest, file: StoredFile, start: int, stop: int, *, status: int
) -> HttpResponseBase:
    kind = file.about.content_type
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, status=status)
    pieces: Iterator[bytes] = store().pieces(file_key(file.checksum), start=start, stop=stop)
    return StreamingHttpResponse(pieces, content_type=kind, status=status)


def _wanted(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The part asked for as (start, stop); all of it without a range, None for none there is."""
    asked = request.headers.get("Range", "")
    found = _RANGE.match(asked)
    if found is None or request.headers.get("If-Range", tag) != tag or asked == "bytes=-":
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) else None
    start, stop = int(first), min(int(last) + 1 if last else size, size)
    return (start, stop) if start < stop else None


def _fenced(response: Answer) -> Answer:
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
