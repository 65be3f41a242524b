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


OFFICE = "1021020000"

PAGES: list[SitePage] = [
    SitePage("home", "/", action="main a.button"),
    SitePage("home-central", "/", role="central", action="main .tasks a"),
    SitePage("sign-in", "/sign-in/", action="main form button"),
    SitePage("design", "/design/", action="[data-opens=sample-dialog]"),
    SitePage("published", "/results/"),
    SitePage("public-wall", "/results/2566-6m/"),
    SitePage("public-office", f"/results/2566-6m/{OFFICE}/"),
    SitePage("office-home", "/office/", role="director"),
    SitePage("rounds", "/central/", role="central"),
    SitePage("round", "/central/rounds/2566-12m/", role="central"),
    SitePage("round-published", "/central/rounds/2566-6m/", role="central"),
    SitePage("why", f"/results/2566-6m/{OFFICE}/why/qp-2566/total/"),
    SitePage("framework", "/central/frameworks/qp-2566/v1/", role="central"),
    SitePage("marks", "/central/rounds/2566-12m/marks/", role="central"),
    SitePage("advice", f"/central/rounds/2566-12m/marks/{OFFICE}/", role="central"),
    SitePage("sheets", "/central/rounds/2566-6m/sheets/", role="central"),
    SitePage("frameworks", "/central/frameworks/", role="central"),
    SitePage("not-for-you", "/central/", role="director", status=403),
    SitePage("not-found", "/no-such-page/", status=404, action="main a.button"),
]
