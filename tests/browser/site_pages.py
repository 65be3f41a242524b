"""The pages that the browser visits. Whoever adds a page adds a line to ``PAGES``.

The site under test is the demonstration year as ``tidtam prepare --demo`` makes it: the
6-month round is published, the 12-month round waits with all its marks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SitePage:
    """One page to look at.

    Attributes:
        name: of the screenshots.
        path: its address on the site.
        role: the demonstration account that looks ("central", "reporter", "director");
            "" for the public.
        status: what the server answers.
        action: CSS selector of the main thing to do there, which Tab must reach; "" for
            a page that is only read.
    """

    name: str
    path: str
    role: str = ""
    status: int = 200
    action: str = ""


PAGES: list[SitePage] = [
    SitePage("home", "/", action="main a.button"),
    SitePage("home-central", "/", role="central", action="main .tasks a"),
    SitePage("sign-in", "/sign-in/", action="main form button"),
    SitePage("design", "/design/", action="[data-opens=sample-dialog]"),
    SitePage("not-found", "/no-such-page/", status=404, action="main a.button"),
]
