"""Real files made in the test, good and bad; nothing is kept in the project."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
from PIL import Image, ImageDraw

from factories import make_person
from tidtam.evidence.actions import append_chunk, finish_upload, start_upload
from tidtam.evidence.models import StoredFile
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role


def reporter_of(office: Agency) -> Actor:
    return actor_for(make_person(Role.REPORTER, agency=office))


def send(data: bytes, *, name: str, office: Agency, by: Actor, checksum: str = "") -> StoredFile:
    """Send a file in pieces of 256 KB."""
    upload = start_upload(name=name, size=len(data), agency_code=office.code, by=by)
    for at in range(0, len(data), 256 * 1024):
        append_chunk(upload, offset=at, data=data[at : at + 256 * 1024], by=by)
    return finish_upload(upload, by=by, checksum=checksum)


def written(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """A picture with a red top left corner."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="red")
    return image


def photo(*, orientation: int = 1, taken: str = "2023:11:05 09:30:00", **how: Any) -> bytes:
    """A JPEG as a phone writes it: the day, the place, which way up."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PHONE-MAKER"
    exif.get_ifd(0x8769)[0x9003] = taken
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (13.0, 45.0, 22.5)
    place[3], place[4] = "E", (100.0, 30.0, 7.25)
    return written(scene(), "JPEG", exif=exif, comment=b"SECRET-COMMENT", **how)


def png(**how: Any) -> bytes:
    return written(scene(), "PNG", **how)


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large and is not: what a pixel bomb looks like."""

    def part(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b""))
        + part(b"IEND", b"")
    )


def moving(kind: str) -> bytes:
    frames = [scene(), Image.new("RGB", (640, 480), "blue")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=200)


def pdf(pages: int = 1, **how: Any) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return saved(document, **how)


def saved(document: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def pdf_with(what: str, **how: Any) -> bytes:
    """A PDF that acts on its own in one of the known ways."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    root, name = document.Root, pikepdf.Name
    script = pikepdf.Dictionary(S=name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    if what == "open script":
        root.OpenAction = document.make_indirect(script)
    elif what == "page script":
        document.pages[0].AA = pikepdf.Dictionary(O=script)
    elif what == "named script":
        names = pikepdf.Array([pikepdf.String("a"), document.make_indirect(script)])
        root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))
    elif what == "launch":
        root.OpenAction = pikepdf.Dictionary(S=name.Launch, F=pikepdf.String("cmd.exe"))
    elif what == "form sent away":
        root.OpenAction = pikepdf.Dictionary(S=name.SubmitForm, F=pikepdf.String("http://x.th/"))
    elif what == "xfa":
        root.AcroForm = pikepdf.Dictionary(
            XFA=document.make_stream(b"<x/>"), Fields=pikepdf.Array()
        )
    elif what == "attachment":
        document.attachments["hidden.exe"] = b"MZ hidden"
    elif what == "words only":
        document.docinfo["/Title"] = "/JavaScript ) /Launch ( and /EmbeddedFile"
        document.pages[0].Contents = document.make_stream(b"% /JavaScript /Launch\n")
    return saved(document, **how)


def word(text: str = "หลักฐานสมมติ") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "ข้อมูลสมมติ"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(
    data: bytes,
    *,
    add: dict[str, bytes] | None = None,
    change: dict[str, tuple[bytes, bytes]] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """An office document with parts added, or with words in parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for entry in old.infolist():
            body = old.read(entry)
            for name, (before, after) in (change or {}).items():
                if entry.filename == name:
                    assert before in body
                    body = body.replace(before, after)
            new.writestr(entry.filename, body)
        for name, body in (add or {}).items():
            new.writestr(name, body)
    return out.getvalue()


def with_relation(data: bytes, rels: str, *, kind: str, target: str) -> bytes:
    """An office document with a link that leads outside of it."""
    relation = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return rezipped(data, change={rels: (b"</Relationships>", relation.encode())})


OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">{body}'
    "</office:document-content>"
)
MANIFEST = '<?xml version="1.0"?><manifest:manifest xmlns:manifest="m">{body}</manifest:manifest>'


def odf(
    kind: str = "text", *, body: str = "", manifest: str = "", add: dict[str, bytes] | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", OPEN_DOCUMENT + kind, zipfile.ZIP_STORED)
        new.writestr("content.xml", CONTENT.format(body=body))
        new.writestr("META-INF/manifest.xml", MANIFEST.format(body=manifest))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def plain_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def ole(streams: dict[str, bytes]) -> bytes:
    """A small file of the old Office container, with streams and storages ("A/B")."""
    return _Compound(streams).written()


class _Compound:
    """The least of [MS-CFB]: sectors of 512 bytes, every stream of 4,096 bytes or more."""

    END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

    def __init__(self, streams: dict[str, bytes]) -> None:
        self.streams = {name: data.ljust(4096, b"\0") for name, data in streams.items()}

    def written(self) -> bytes:
        entries = self._entries()
        directory_sectors = -(-len(entries) // 4)
        fat: list[int] = [self.FAT]
        fat += [*range(2, directory_sectors + 1), self.END]
        body, starts = b"", {}
        for name, data in self.streams.items():
            padded = data + b"\0" * (-len(data) % 512)
            starts[name] = len(fat)
            count = len(padded) // 512
            fat += [*range(len(fat) + 1, len(fat) + count), self.END]
            body += padded
        assert len(fat) <= 128
        fat += [self.FREE] * (128 - len(fat))
        directory = b"".join(
            self._entry(name, kind, child, sibling, starts)
            for name, kind, child, sibling in entries
        ).ljust(directory_sectors * 512, b"\0")
        return self._head() + struct.pack("<128I", *fat) + directory + body

    def _entries(self) -> list[tuple[str, int, int, int]]:
        """Rows of (path, kind, child, right sibling); children of a storage form a chain."""
        paths: list[str] = [""]
        for name in self.streams:
            parts = name.split("/")
            paths += [
                p for n in range(1, len(parts) + 1) if (p := "/".join(parts[:n])) not in paths
            ]
        rows = []
        for path in paths:
            children = [n for n, p in enumerate(paths) if p and self._parent(p) == path]
            mates = [
                n
                for n, p in enumerate(paths)
                if p and path and self._parent(p) == self._parent(path)
            ]
            later = [n for n in mates if n > paths.index(path)]
            kind = 5 if not path else 2 if path in self.streams else 1
            rows.append(
                (
                    path,
                    kind,
                    children[0] if children else self.FREE,
                    later[0] if later else self.FREE,
                )
            )
        return rows

    @staticmethod
    def _parent(path: str) -> str:
        return path.rpartition("/")[0]

    def _entry(
        self, path: str, kind: int, child: int, sibling: int, starts: dict[str, int]
    ) -> bytes:
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le") + b"\0\0"
        start = starts.get(path, self.END if kind == 5 else 0)
        size = len(self.streams.get(path, b""))
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name, len(name), kind, 1, self.FREE, sibling, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip

    def _head(self) -> bytes:
        head = struct.pack(
            "<8s16sHHHHH6sIIIIIIIII",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
            0, 1, 1, 0, 4096, self.END, 0, self.END, 0,
        )  # fmt: skip
        return head + struct.pack("<109I", 0, *[self.FREE] * 108)


def old_word(*, flags: int = 0, **streams: bytes) -> bytes:
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)
    return ole({"WordDocument": head, **{k.replace("__", "/"): v for k, v in streams.items()}})


def old_excel(*records: tuple[int, bytes]) -> bytes:
    rows = [(0x0809, b"\0" * 16), *records, (0x000A, b"")]
    return ole({"Workbook": b"".join(struct.pack("<HH", n, len(b)) + b for n, b in rows)})


def old_slides(body: bytes = b"", *, user: bytes = b"\x5f\xc0\x91\xe3") -> bytes:
    return ole({"PowerPoint Document": body, "Current User": b"\0" * 12 + user})


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
