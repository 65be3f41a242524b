"""A small site of its own for the browser's side of saving: one page of fields, a versioned
store that keeps the contract of docs/workspace.md, and switches for what can go wrong."""

# ruff: noqa: E501 - markup reads best unbroken

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.template.loader import render_to_string

from tidtam.forms import rich_text

STATIC = Path(__file__).resolve().parents[2] / "src/tidtam/web/static/web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
REASON_PROBLEM = "ให้บอกเหตุผลที่ไม่มี"
COUNT_PROBLEM = "จำนวนทั้งหมดต้องเป็นตัวเลข ให้ใส่ตัวเลข เช่น 20"


@dataclass
class Kept:
    """One answer as the server has it."""

    edit: int = 0
    content: dict[str, Any] = field(default_factory=lambda: {"state": "blank", "value": ""})
    save_id: str = ""
    by: str = ""


@dataclass
class Store:
    """All answers, every request that came, and what is to go wrong next."""

    answers: dict[str, Kept] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    lose_replies: int = 0
    fail: int = 0
    signed_out: bool = False
    closed: str = ""
    has_earlier: bool = False

    def of(self, code: str) -> Kept:
        return self.answers.setdefault(code, Kept())

    def put(self, code: str, value: object, by: str = "สมชาย") -> None:
        """Another person saves."""
        kept = self.of(code)
        kept.edit += 1
        kept.content = {"state": "answered", "value": value, "reason": ""}
        kept.save_id, kept.by = "other", by

    def save(self, code: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        kept = self.of(code)
        if self.signed_out:
            return 401, {"signed_out": True}
        if self.closed:
            return 403, {"closed": {"text": self.closed}}
        if kept.save_id != sent["save_id"]:
            if kept.edit != sent["edit"]:
                return 409, {"conflict": self._conflict(kept)}
            if code == "count" and not sent["value"]["of"].isdigit():
                return 422, {"problem": {"text": COUNT_PROBLEM, "path": ["of"]}}
            if sent["state"] == "none" and not sent["reason"]:
                return 422, {"problem": {"text": REASON_PROBLEM, "path": ["reason"]}}
            value = sent["value"]
            if code == "text" and sent["state"] == "answered":
                value = rich_text.clean(value)
            kept.edit += 1
            state = "blank" if value == {"items": []} else sent["state"]
            kept.content = {"state": state, "value": value, "reason": sent["reason"]}
            kept.save_id, kept.by = sent["save_id"], "ฉัน"
        return 200, {
            "edit": kept.edit,
            "saved_at": "14:02",
            "state": kept.content["state"],
            "value": kept.content["value"],
            "hints": ["ข้อความสั้นมาก"] if code == "line" and len(str(sent["value"])) < 4 else [],
            "percent": "60.00" if code == "count" else None,
        }

    def _conflict(self, kept: Kept) -> dict[str, Any]:
        value = kept.content["value"]
        shown = rich_text.plain(value) if isinstance(value, str) else json.dumps(value)
        return {"edit": kept.edit, "shown": shown, "by": kept.by, "at": "14:03", **kept.content}


WORKSPACE = (
    *(f"workspace-{part}" for part in ("drafts", "inputs", "answer", "saving", "conflict")),
    "workspace",
)

EARLIER = (
    '<details><summary>คำตอบรอบก่อน</summary><button type="button" data-round="2565" '
    'data-copy-earlier="&quot;ของรอบก่อน&quot;">คัดลอกในหน้า</button>'
    '<button formaction="/copy/" data-copy>คัดลอกจากรอบก่อน</button></details>'
)


def _field(store: Store, code: str, title: str, inputs: str, kind: str) -> str:
    kept = store.of(code)
    saved = "14:01" if kept.edit else ""
    status = render_to_string("web/parts/answer_status.html", {"saved_at": saved})
    states = "".join(
        f'<label><input type="radio" name="{code}-state" value="{state}"'
        f"{' checked' if state == 'answered' else ''}> {word}</label> "
        for state, word in (("answered", "ตอบแล้ว"), ("none", "ไม่มี"))
    )
    return (
        f'<section data-answer data-kind="{kind}" data-save-url="/save/{code}/" '
        f'data-edit="{kept.edit}" data-saved-at="{saved}" data-state="{kept.content["state"]}" '
        f'id="a-{code}" aria-labelledby="{code}-label"><h2 id="{code}-label">{title}</h2>'
        f'<fieldset data-states><legend class="visually-hidden">สถานะ {title}</legend>{states}'
        f"</fieldset><div data-value>{inputs}</div><div data-reason>"
        f'<label for="{code}-reason">เหตุผล</label><input id="{code}-reason" data-reason-input></div>'
        f"{status}</section>"
    )


def page(store: Store) -> str:
    """The page as the server would render it: works as a bare form, better with scripts."""
    text = str(store.of("text").content["value"] or "")
    line = escape(str(store.of("line").content["value"] or ""))
    rows = store.of("rows").content["value"] or [{"name": "", "on": ""}]
    cards = "".join(
        f"<fieldset data-row><legend>แถวที่ {place + 1}</legend>"
        f'<label for="r-{place}-name">ชื่อ</label><input id="r-{place}-name" data-input '
        f'data-column="name" value="{escape(row["name"])}"><label for="r-{place}-on">วันที่</label>'
        f'<input id="r-{place}-on" data-input data-column="on" value="{escape(row["on"])}"></fieldset>'
        for place, row in enumerate(rows)
    )
    fields = (
        _field(
            store,
            "text",
            "ผลการดำเนินงาน",
            f'<textarea id="text" aria-labelledby="text-label" rows="8" data-input data-rich-text '
            f'data-html="{escape(text)}">{escape(rich_text.to_marked(text))}</textarea>',
            "text",
        )
        + _field(
            store,
            "line",
            "ชื่อโครงการ",
            f'<input id="line" aria-labelledby="line-label" data-input value="{line}">'
            f"{EARLIER if store.has_earlier else ''}",
            "line",
        )
        + _field(
            store,
            "count",
            "โรงเรียนที่ทำแล้ว",
            '<label for="n">ทำแล้ว</label><input id="n" data-part="n"><label for="of">ทั้งหมด</label>'
            '<input id="of" data-part="of"><p data-answer-percent></p>',
            "count",
        )
        + _field(
            store,
            "items",
            "มีอะไรบ้าง",
            "".join(
                f'<label><input type="checkbox" value="{code}" data-input> {word}</label>'
                for code, word in (("plan", "แผน"), ("report", "รายงาน"))
            ),
            "checklist",
        )
        + _field(store, "rows", "โครงการ", f"<div data-rows>{cards}</div>", "rows")
    )
    styles = "".join(
        f'<link rel="stylesheet" href="/static/{name}.css">'
        for name in ("fonts", "tokens", "base", "forms", "parts", "workspace")
    )
    scripts = "".join(
        f'<script src="/static/{name}.js" defer></script>'
        for name in ("app", "leaving", "vendor/editor/prosemirror.min", "editor", *WORKSPACE)
    )
    return (
        '<!doctype html><html lang="th"><head><meta charset="utf-8"><title>กรอกรายงาน</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{styles}{scripts}</head><body><main id="main"><div class="wrap"><h1>กรอกรายงาน</h1>'
        f"{render_to_string('web/parts/workspace_words.html')}"
        f"{render_to_string('web/parts/unsent_drafts.html')}"
        '<form method="post" action="/sign-out/" id="sign-out" data-signs-out="7">'
        "<button>ออกจากระบบ</button></form>"
        '<form method="post" action="/all/" data-workspace data-person="7" '
        f'data-sign-in-url="/sign-in/">{fields}<p data-workspace-overview></p></form>'
        "</div></main></body></html>"
    )


def application(store: Store) -> Callable[..., list[bytes]]:
    """The site as a WSGI application."""

    def answer(path: str, environ: dict[str, Any]) -> tuple[int, str, bytes]:
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return 200, TYPES[file.suffix], file.read_bytes()
        if path.startswith("/save/"):
            sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            code = path.split("/")[2]
            store.asked.append({"code": code, **sent})
            if store.fail:
                store.fail -= 1
                return 503, "application/json", b"{}"
            status, reply = store.save(code, sent)
            if store.lose_replies:
                store.lose_replies -= 1
                return 502, "text/html", b"lost on the way"
            return status, "application/json", json.dumps(reply).encode()
        if path in {"/blank/", "/copy/"}:
            return 200, "text/html", b"<title>x</title>"
        return 200, "text/html; charset=utf-8", page(store).encode()

    def respond(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        status, kind, body = answer(environ["PATH_INFO"], environ)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        policy = [] if kind == "text/html" else [("Content-Security-Policy", POLICY)]
        start(f"{status} x", [*headers, *policy])
        return [body]

    return respond


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering(store: Store) -> Iterator[str]:
    """The address of a running site over ``store``."""
    with make_server("127.0.0.1", 0, application(store), handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
