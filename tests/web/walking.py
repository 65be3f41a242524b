"""Every address of the site for one round and office, and which of some words it says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse


def addresses_of(*, round_code: str, office_code: str, pks: Sequence[int]) -> Iterator[str]:
    """Every address that can be asked for, with these keys in it."""
    known: dict[str, Sequence[str | int]] = {
        "round_code": [round_code],
        "office_code": [office_code],
        "framework_code": ["qp-2566"],
        "code": ["qp-2566"],
        "node_code": ["1", "total"],
        "version": [1],
        "kind": ["pdf", "docx", "csv", "xlsx"],
        "pk": pks,
    }
    for pattern in _patterns(get_resolver().url_patterns):
        keys = list(pattern.pattern.converters)
        for values in product(*(known.get(key, ["1"]) for key in keys)):
            yield reverse(str(pattern.name), kwargs=dict(zip(keys, values, strict=True)))


def _patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def said_at(client: Client, address: str, words: Sequence[str]) -> list[str]:
    """The address with each of the words that it says, in its page, file or headers."""
    found = _text_of(client.get(address))
    if found is None:
        return [f"{address}: a PDF"]
    return [f"{address}: {word}" for word in words if word in found]


def _text_of(response: Any) -> str | None:
    """Everything a response says, the parts of a zip (Word, Excel, archives) unpacked.

    None for a PDF, whose words cannot be read here.
    """
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data.startswith(b"%PDF"):
        return None
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = b"\n".join(parts.read(name) for name in parts.namelist())
    return f"{data.decode(errors='replace')} {response.headers}"
