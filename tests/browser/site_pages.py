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
        links: CSS selectors of the links to follow from there, one after another, for a page
            whose address has a number: what it is called by stays when the numbers change.
        role: the demonstration account that looks ("central", "reporter", "director", "reviewer");
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
    links: tuple[str, ...] = ()


OFFICE = "1021020000"
# Where a numbered page is reached from, and by which link.
FIRST_REPORT = f"/office/2566-6m/{OFFICE}/"
FIRST_ITEM = "main .office-tasks a, main .tasks a"
HALF_DONE = ".review-offices tr:not(.is-done):has(.tag--good) th a"

PAGES: list[SitePage] = [
    SitePage("home", "/", action="main a.button"),
    SitePage("home-central", "/", role="central", action="main .tasks a"),
    SitePage("sign-in", "/sign-in/", action="main form button"),
    SitePage("design", "/design/", action="[data-opens=sample-dialog]"),
    SitePage("published", "/results/"),
    SitePage("public-wall", "/results/2566-6m/"),
    SitePage("public-office", f"/results/2566-6m/{OFFICE}/"),
    SitePage("office-home", "/office/", role="director"),
    SitePage("reflection", f"/office/2566-6m/{OFFICE}/reflection/", role="reporter"),
    SitePage("follow-ups", "/office/followups/", role="reporter", action="main .follow-up a"),
    SitePage("follow-ups-country", "/central/followups/", role="central"),
    SitePage("report", f"/office/2566-report/{OFFICE}/", role="reporter", action="main .tasks a"),
    SitePage("report-director", f"/office/2566-report/{OFFICE}/", role="director"),
    SitePage("report-closed", f"/office/2566-6m/{OFFICE}/", role="reporter"),
    SitePage(
        "files", f"/office/2566-report/{OFFICE}/files/", role="reporter", action="main form button"
    ),
    SitePage("files-director", f"/office/2566-report/{OFFICE}/files/", role="director"),
    SitePage("review", f"/office/2566-report/{OFFICE}/review/", role="director"),
    SitePage("receipt", f"/office/2566-6m/{OFFICE}/receipts/1/", role="director"),
    SitePage("item-closed", FIRST_REPORT, role="reporter", links=(FIRST_ITEM,)),
    SitePage("item-read", FIRST_REPORT, role="director", links=(FIRST_ITEM,)),
    SitePage("earlier-texts", "/office/answers/1/summary/versions/", role="reporter"),
    SitePage("rounds", "/central/", role="central"),
    SitePage("round", "/central/rounds/2566-12m/", role="central"),
    SitePage("round-published", "/central/rounds/2566-6m/", role="central"),
    SitePage("publish", "/central/rounds/2566-6m/publish/", role="central"),
    SitePage("publish-later", "/central/rounds/2566-6m/publish/later/", role="central"),
    SitePage("signing", "/signing/", role="chair"),
    SitePage("signing-round", "/signing/2566-6m/", role="chair", action="main .filter button"),
    SitePage(
        "embargoes",
        "/central/rounds/2566-12m/embargoes/",
        role="central",
        action="main form button",
    ),
    SitePage("seen", "/central/rounds/2566-6m/seen/", role="central", action="main form button"),
    SitePage("why", f"/results/2566-6m/{OFFICE}/why/qp-2566/total/"),
    SitePage("framework", "/central/frameworks/qp-2566/v1/", role="central"),
    SitePage("marks", "/central/rounds/2566-12m/marks/", role="central"),
    SitePage("advice", f"/central/rounds/2566-12m/marks/{OFFICE}/", role="central"),
    SitePage("sheets", "/central/rounds/2566-6m/sheets/", role="central"),
    SitePage("frameworks", "/central/frameworks/", role="central"),
    SitePage("my-notices", "/me/notices/", role="reporter", action="main form button"),
    SitePage("notices", "/central/notices/", role="central"),
    SitePage("invitation", "/invitation/", action="main form button"),
    SitePage("me", "/me/", role="reporter", action="main a.button"),
    SitePage("me-password", "/me/password/", role="reporter", action="main form button"),
    SitePage("me-app", "/me/app/", role="reporter", action="main form button"),
    SitePage("me-passkey", "/me/passkeys/", role="reporter", action="main form button"),
    SitePage("people", "/people/", role="central", action="main a.button"),
    SitePage("people-own", "/people/", role="director", action="main a.button"),
    SitePage("people-invite", "/people/invite/", role="director", action="main form button"),
    SitePage("invitations", "/people/invitations/", role="central", action="main a.button"),
    SitePage("person", "/people/2/", role="central", action="main form button"),
    SitePage("new-round", "/central/new-round/", role="central", action="main .tasks a"),
    SitePage("plan", "/central/rounds/2566-12m/plan/", role="central", action="main .tasks a"),
    SitePage("plan-dates", "/central/rounds/2566-12m/plan/dates/", role="central"),
    SitePage("plan-letter", "/central/rounds/2566-12m/plan/letter/", role="central"),
    SitePage("plan-offices", "/central/rounds/2566-12m/plan/offices/", role="central"),
    SitePage("plan-preview", "/central/rounds/2566-report/plan/preview/", role="central"),
    SitePage("reports", "/central/rounds/2566-report/reports/", role="central"),
    SitePage("panels", "/panels/", role="central", action="main a.button"),
    SitePage("panel-make", "/panels/2566-report/make/", role="central", action="main form button"),
    SitePage("reviewing", "/reviewing/", role="reviewer", action="main a.button"),
    SitePage(
        "reviewing-office",
        "/reviewing/",
        role="reviewer",
        links=(HALF_DONE,),
        action="main a.button",
    ),
    SitePage(
        "reviewing-item",
        "/reviewing/",
        role="reviewer",
        links=(HALF_DONE, ".tasks li:not(:has(.tag--good)) a"),
        action="#mark [type=radio]",
    ),
    SitePage(
        "reviewing-done",
        "/reviewing/",
        role="reviewer",
        links=(HALF_DONE, ".tasks li:has(.tag--good) a"),
    ),
    SitePage(
        "reviewing-phrases", "/reviewing/phrases/", role="reviewer", action="main form button"
    ),
    SitePage(
        "office-appeals",
        "/office/2566-6m/appeals/",
        role="director",
        action="main .appealable form button",
    ),
    SitePage("appeals", "/appeals/2566-6m/", role="central", action="main a.button"),
    SitePage("appeals-raise", "/appeals/2566-6m/raise/", role="central", action="main form button"),
    SitePage("appeals-given", "/reviewing/appeals/", role="reviewer"),
    SitePage("screenings", "/reviewing/screenings/", role="central"),
    SitePage(
        "screening",
        "/reviewing/screenings/",
        role="reviewer",
        links=("main tbody th a",),
        action="main form button",
    ),
    SitePage("panel-screening", "/panels/2566-review/screening/", role="central"),
    SitePage(
        "panel-screener",
        "/panels/2566-review/screening/",
        role="central",
        links=("main tbody a[href^='/panels/2566-review/screening/']",),
        action="main form button",
    ),
    SitePage("own-conflicts", "/reviewing/conflicts/", role="central", action="main form button"),
    SitePage("schools", "/schools/", role="reporter"),
    SitePage("schools-central", f"/schools/?office={OFFICE}", role="central"),
    SitePage("school-import", "/schools/import/", role="director", action="main form button"),
    SitePage("school-inquiries", "/schools/inquiries/", role="reporter"),
    SitePage("school-inquiry", "/schools/inquiries/1/", role="reporter", action="main a.button"),
    SitePage("school-totals", "/schools/inquiries/", role="central"),
    SitePage("school-not-found", "/s/1-00000-00000/", status=404, action="main a.button"),
    SitePage("not-for-you", "/central/", role="director", status=403),
    SitePage("not-found", "/no-such-page/", status=404, action="main a.button"),
]
