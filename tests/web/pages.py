"""What every page must be, whoever wrote it: ``assert_strict_page(html)``."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

FETCHED = {"src", "srcset", "poster", "action", "formaction", "data", "hx-get", "hx-post"}


class PageReader(HTMLParser):
    """Collects what is forbidden or must be there exactly once."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.faults: list[str] = []
        self.language = ""
        self.title = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self._inside = tag
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids[given["id"]] += 1
        self._look_for_inline(tag, given)
        self._look_for_strangers(tag, given)

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and self.tags["title"] == 1:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def _look_for_inline(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"inline <{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.faults.append(f"{name} on <{tag}>")
            if value.strip().lower().startswith("javascript:"):
                self.faults.append(f"script in {name} of <{tag}>")

    def _look_for_strangers(self, tag: str, given: dict[str, str]) -> None:
        names = FETCHED | ({"href"} if tag in {"link", "base"} else set())
        for name in names & given.keys():
            if urlsplit(given[name]).netloc:
                self.faults.append(f"<{tag} {name}> asks another host: {given[name]}")


def assert_strict_page(html: str, *, language: str = "th") -> None:
    """The page obeys the content policy, says its language and title, has one h1 and main."""
    page = PageReader()
    page.feed(html)
    once = {tag: page.tags[tag] for tag in ("html", "title", "h1", "main")}
    name = {"th": "ติดตาม", "en": "Tidtam"}[language]

    assert page.faults == []
    assert once == {"html": 1, "title": 1, "h1": 1, "main": 1}
    assert [found for found, times in page.ids.items() if times > 1] == []
    assert page.language == language
    assert page.title.endswith(f" – {name}")
    assert page.title.removesuffix(f" – {name}").strip()


def assert_strict_part(html: str) -> None:
    """A part sent to htmx obeys the content policy too."""
    part = PageReader()
    part.feed(html)

    assert part.faults == []
    assert part.tags["html"] == 0
