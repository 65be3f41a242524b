"""The pages of frameworks: reading, drafting, comparing, releasing, using in a round."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page

from factories import client_for, load_frameworks, make_office, make_small_round
from tidtam.frameworks.actions import load_files, save_draft, start_draft
from tidtam.frameworks.editing import change_text, read_data
from tidtam.frameworks.files import path_of
from tidtam.frameworks.models import FrameworkDraft, FrameworkVersion
from tidtam.frameworks.yaml_write import Plain
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.models import Computation
from tidtam.rounds.models import Instrument, Round
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

LIST = "/central/frameworks/"
V1 = "/central/frameworks/qp-2566/v1/"


@pytest.fixture
def officer() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


@pytest.fixture
def draft() -> FrameworkDraft:
    [version] = load_frameworks("qp-2566")
    return start_draft(version, by=SYSTEM)


def at(draft: FrameworkDraft, page: str = "") -> str:
    return f"/central/frameworks/drafts/{draft.pk}/{page}"


def shown_seal(client: Client, address: str) -> str:
    """The seal that a form carries."""
    return str(client.get(address).context["seen"])


def answers(client: Client, address: str) -> dict[str, object]:
    """What a browser would send for an untouched form."""
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    boxes = {name: "on" for name, value in sent.items() if value is True}
    return (
        {k: v for k, v in sent.items() if v not in (True, False)}
        | boxes
        | {"seen": shown_seal(client, address)}
    )


# ---------------------------------------------------------------- who may


DRAFT_PAGES = ["", "frame/", "node/0/", "text/", "changes/"]
DRAFT_ACTS = ["finish/", "drop/", "rebase/"]


@pytest.mark.parametrize("page", ["", "qp-2566/v1/", "qp-2566/v1/source/", "drafts/1/"])
def test_a_stranger_signs_in_first(client: Client, draft: FrameworkDraft, page: str) -> None:
    response = client.get(LIST + page)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


def test_an_office_reads_versions_but_no_drafts(draft: FrameworkDraft) -> None:
    reporter = client_for(Role.REPORTER, agency=make_office(1))

    seen = [reporter.get(page).status_code for page in (LIST, V1, f"{V1}source/")]
    refused = [reporter.get(at(draft, page)).status_code for page in DRAFT_PAGES]
    refused += [reporter.post(at(draft, page)).status_code for page in DRAFT_ACTS]
    refused += [reporter.post(f"{V1}{page}").status_code for page in ("draft/", "use/")]

    assert seen == [200, 200, 200]
    assert refused == [403] * len(refused)
    assert "drafts/" not in reporter.get(LIST).content.decode()
    assert "เริ่มร่าง" not in reporter.get(V1).content.decode()


# ---------------------------------------------------------------- list and version


def test_an_empty_list_says_what_to_do(officer: Client) -> None:
    assert "tidtam prepare" in officer.get(LIST).content.decode()


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is cached for the whole process is not this page's
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_asks_as_much_for_one_framework_as_for_three(officer: Client) -> None:
    load_frameworks("qp-2566")
    one = queries_of(officer, LIST)
    for version in load_frameworks("ap-2566", "sa-2566"):
        start_draft(version, by=SYSTEM)
    three = queries_of(officer, LIST)

    assert three == one


def test_a_version_asks_as_much_with_one_round_as_with_three(officer: Client) -> None:
    make_small_round(code="r1")
    one = queries_of(officer, V1)
    make_small_round(code="r2")
    make_small_round(code="r3")
    three = queries_of(officer, V1)

    assert three == one


@pytest.mark.parametrize("code", ["qp-2566", "ap-2566", "sa-2566"])
def test_a_version_shows_every_node_with_its_anchor(officer: Client, code: str) -> None:
    load_frameworks(code)

    html = officer.get(f"/central/frameworks/{code}/v1/").content.decode()

    codes = [
        node.code for node in officer.get(f"{LIST}{code}/v1/").context["framework"].by_code.values()
    ]
    assert_strict_page(html)
    assert [each for each in codes if f'id="node-{each}"' not in html] == []
    assert "ตัวอย่าง" in html
    assert "ปัดครึ่งขึ้นเป็นทศนิยม 2 ตำแหน่ง" in html


def test_the_file_of_a_version_is_its_very_text(officer: Client) -> None:
    load_frameworks("qp-2566")

    response = officer.get(f"{V1}source/")

    assert response.content == path_of("qp-2566").read_bytes()
    assert "qp-2566-v1.yaml" in response["Content-Disposition"]


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(officer: Client, number: str) -> None:
    load_frameworks("qp-2566")

    assert officer.get(f"/central/frameworks/qp-2566/v{number}/").status_code == 404


def test_a_text_changed_outside_is_told_and_not_shown(officer: Client) -> None:
    load_frameworks("qp-2566")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE frameworks_frameworkversion SET source = 'x'")

    html = officer.get(V1).content.decode()

    assert "ถูกแก้นอกระบบ" in html
    assert 'id="node-1"' not in html


# ---------------------------------------------------------------- drafts


def test_starting_twice_leads_to_the_same_draft(officer: Client) -> None:
    load_frameworks("qp-2566")

    addresses = [officer.post(f"{V1}draft/")["Location"] for _ in range(2)]

    assert addresses == [at(FrameworkDraft.objects.get())] * 2


@pytest.mark.parametrize("page", DRAFT_PAGES)
def test_every_page_of_a_draft_is_strict_in_both_languages(
    officer: Client, draft: FrameworkDraft, page: str
) -> None:
    assert_strict_page(officer.get(at(draft, page)).content.decode())
    officer.cookies["django_language"] = "en"
    assert_strict_page(officer.get(at(draft, page)).content.decode(), language="en")


@pytest.mark.parametrize("page", ["frame/", "node/0/", "node/9/"])
def test_an_untouched_form_changes_no_letter(
    officer: Client, draft: FrameworkDraft, page: str
) -> None:
    response = officer.post(at(draft, page), answers(officer, at(draft, page)))

    kept = FrameworkDraft.objects.get()
    assert response.status_code == 302
    assert (kept.source, kept.edit) == (draft.source, 1)


def test_a_form_changes_one_title_and_goes_on(officer: Client, draft: FrameworkDraft) -> None:
    address = at(draft, "node/2/")
    old = read_data(draft.source).data["nodes"][2]["title"]["th"]

    sent = answers(officer, address) | {"title_th": "ชื่อ “ใหม่” 😀", "then": "3"}
    response = officer.post(address, sent)

    assert response["Location"] == at(draft, "node/3/")
    assert FrameworkDraft.objects.get().source == draft.source.replace(old, "ชื่อ “ใหม่” 😀")


def test_a_wrong_number_is_told_at_its_field_and_nothing_is_saved(
    officer: Client, draft: FrameworkDraft
) -> None:
    address = at(draft, "node/0/")

    response = officer.post(address, answers(officer, address) | {"weight": "สอง", "title_th": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"weight", "title_th"}
    assert FrameworkDraft.objects.get().source == draft.source


def test_a_form_in_conflict_shows_both_and_the_next_save_is_a_choice(
    officer: Client, draft: FrameworkDraft
) -> None:
    address = at(draft, "node/0/")
    mine = answers(officer, address) | {"label_en": "Mine"}
    theirs = change_text(draft.source, {("nodes", 0, "label", "en"): "Theirs"})
    save_draft(draft, source=theirs, edit=1, by=SYSTEM)

    response = officer.post(address, mine)
    both = [(old, new) for _label, old, new in response.context["both"]]
    again = officer.post(address, mine | {"seen": response.context["seen"]})

    assert (response.status_code, both) == (409, [("Theirs", "Mine")])
    assert again.status_code == 302
    assert '"Mine"' in FrameworkDraft.objects.get().source


@pytest.mark.parametrize("place", ["99", "0.0", "x", "-1", "1" * 50])
def test_a_place_that_is_not_there_is_refused(
    officer: Client, draft: FrameworkDraft, place: str
) -> None:
    assert officer.get(at(draft, f"node/{place}/")).status_code in {404, 422}


# ---------------------------------------------------------------- the text


def test_the_text_goes_through_a_browser_unchanged(officer: Client, draft: FrameworkDraft) -> None:
    html = officer.get(at(draft, "text/")).content.decode()
    sent = draft.source.replace("\n", "\r\n")

    officer.post(at(draft, "text/"), {"source": sent, "edit": "1"})

    assert f'wrap="off">\n{draft.source[:20]}' in html
    assert FrameworkDraft.objects.get().edit == 1


def test_a_wrong_text_is_kept_and_shown_with_line_node_and_remedy(
    officer: Client, draft: FrameworkDraft
) -> None:
    wrong = draft.source.replace('code: "2"', 'code: "1"')

    response = officer.post(at(draft, "text/"), {"source": wrong, "edit": "1"}, follow=True)

    html = response.content.decode()
    assert FrameworkDraft.objects.get().source == wrong
    assert "บรรทัด 77" in html
    assert "ให้ใช้รหัสอื่น" in html
    assert officer.post(at(draft, "finish/"), {"reason": "ก"}).status_code == 422
    assert FrameworkVersion.objects.count() == 1


BOMB = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(500))
BAD_TEXTS = ["", "[", "a: [", BOMB, "[" * 5000, "a\x00b", "nodes: [[1]]", "- 1", "\ud800".encode(
    "utf-8", "replace"
).decode(), "nodes:\n  - {code: 1, children: [2]}", "code: !!python/name:os.system"]  # fmt: skip


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_any_text_is_kept_and_every_page_still_opens(
    officer: Client, draft: FrameworkDraft, text: str
) -> None:
    saved = officer.post(at(draft, "text/"), {"source": text, "edit": "1"})

    pages = [officer.get(at(draft, page)).status_code for page in ("", "text/", "changes/")]
    forms = [officer.get(at(draft, page)).status_code for page in ("frame/", "node/0/")]
    assert (saved.status_code, pages) == (302, [200, 200, 200])
    assert set(forms) <= {200, 422}
    assert FrameworkDraft.objects.get().source == text.replace("\x00", "")


def test_a_megabyte_is_refused_and_stays_on_the_page(
    officer: Client, draft: FrameworkDraft
) -> None:
    text = "# ก\n" * 200_000

    response = officer.post(at(draft, "text/"), {"source": text, "edit": "1"})

    assert response.status_code == 422
    assert "เกินที่รับได้" in response.content.decode()
    assert response.context["source"] == text
    assert FrameworkDraft.objects.get().source == draft.source


def test_a_text_in_conflict_shows_both(officer: Client, draft: FrameworkDraft) -> None:
    save_draft(draft, source=draft.source + "# ของเขา\n", edit=1, by=SYSTEM)

    response = officer.post(at(draft, "text/"), {"source": draft.source + "# ของฉัน\n", "edit": "1"})

    html = response.content.decode()
    assert response.status_code == 409
    assert "# ของเขา" in html
    assert "# ของฉัน" in html
    assert FrameworkDraft.objects.get().source.endswith("# ของเขา\n")


# ---------------------------------------------------------------- comparing and releasing


def changed(draft: FrameworkDraft) -> FrameworkDraft:
    text = change_text(
        draft.source, {("bands", 0, "up_to"): Plain("1.50"), ("nodes", 2, "title", "th"): "ใหม่"}
    )
    return save_draft(draft, source=text, edit=draft.edit, by=SYSTEM)


def test_the_comparison_says_each_change_in_words_and_lines(
    officer: Client, draft: FrameworkDraft
) -> None:
    changed(draft)

    response = officer.get(at(draft, "changes/"))

    said = [(each.place.th, each.what.th, each.after.th) for each in response.context["changes"]]
    signs = [line.sign for line in response.context["lines"] if line.sign in "+-"]
    assert said == [
        ("ทั้งกรอบ", "ขอบบนของระดับ 1", "1.5"),
        ("ตัวชี้วัดที่ 3", "ชื่อ", "ใหม่"),
    ]
    assert signs == ["-", "+", "-", "+"]


def test_releasing_twice_leads_to_the_same_version(officer: Client, draft: FrameworkDraft) -> None:
    changed(draft)

    places = [
        officer.post(at(draft, "finish/"), {"reason": "ปรับเกณฑ์"})["Location"] for _ in range(2)
    ]

    assert places == ["/central/frameworks/qp-2566/v2/"] * 2
    assert FrameworkVersion.objects.count() == 2
    assert officer.get(at(draft)).status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: qp-2566", "code: zz-2566", "ใช้รหัสเดิม"),
        ("no such words", "", "เหมือนฉบับเดิม"),
    ],
)
def test_a_refused_release_says_why(
    officer: Client, draft: FrameworkDraft, old: str, new: str, words: str
) -> None:
    save_draft(draft, source=draft.source.replace(old, new), edit=1, by=SYSTEM)

    response = officer.post(at(draft, "finish/"), {"reason": "ปรับเกณฑ์"})

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_newer_version_is_compared_before_release(
    officer: Client, draft: FrameworkDraft, tmp_path: Path
) -> None:
    changed(draft)
    file = tmp_path / "qp.yaml"
    file.write_text(draft.source + "# ใหม่\n", encoding="utf-8")
    load_files([file], by=SYSTEM)

    before = officer.get(at(draft, "changes/")).context
    officer.post(at(draft, "rebase/"))
    after = officer.get(at(draft, "changes/")).context

    assert (before["newer"].version, before["may_finish"]) == (2, False)
    assert (after["newer"], after["may_finish"]) == (None, True)
    assert "# ใหม่" in [line.text for line in after["lines"] if line.sign == "-"]


def test_a_dropped_draft_is_gone_from_the_list(officer: Client, draft: FrameworkDraft) -> None:
    officer.post(at(draft, "drop/"))

    assert "drafts/" not in officer.get(LIST).content.decode()


# ---------------------------------------------------------------- use in a round


@pytest.fixture
def second(officer: Client) -> FrameworkVersion:
    """Version 2, while a round asks version 1."""
    make_office(1)
    make_small_round()
    draft = start_draft(FrameworkVersion.objects.get(), by=SYSTEM)
    changed(draft)
    officer.post(at(draft, "finish/"), {"reason": "ปรับเกณฑ์"})
    return FrameworkVersion.objects.get(version=2)


def test_a_round_takes_the_new_version_with_a_reason(
    officer: Client, second: FrameworkVersion
) -> None:
    instrument = Instrument.objects.get()
    use = "/central/frameworks/qp-2566/v2/use/"

    without = officer.post(use, {"instrument": instrument.pk})
    response = officer.post(use, {"instrument": instrument.pk, "reason": "เกณฑ์ใหม่"})

    assert (without.status_code, response.status_code) == (422, 302)
    assert Instrument.objects.get().framework == second


@pytest.mark.parametrize("asked", ["", "x", "999", "9" * 40])
def test_an_unknown_instrument_is_not_found(
    officer: Client, second: FrameworkVersion, asked: str
) -> None:
    use = "/central/frameworks/qp-2566/v2/use/"

    assert officer.post(use, {"instrument": asked, "reason": "ก"}).status_code == 404


def publish_as_is() -> None:
    """The round as publication leaves it, without marks or results."""
    Round.objects.update(frozen_at=clock.now())
    Computation.objects.create(
        round=Round.objects.get(), number=1, state="published", asked_at=clock.now(), asked_by="ก"
    )


def test_a_published_round_refuses_with_a_sentence(
    officer: Client, second: FrameworkVersion
) -> None:
    publish_as_is()
    use = "/central/frameworks/qp-2566/v2/use/"

    response = officer.post(use, {"instrument": Instrument.objects.get().pk, "reason": "ลอง"})

    assert response.status_code == 409
    assert "เผยแพร่แล้ว จึงเปลี่ยนฉบับของกรอบไม่ได้" in response.content.decode()
    assert Instrument.objects.get().framework.version == 1
    assert 'name="recompute"' in officer.get("/central/frameworks/qp-2566/v2/").content.decode()


def test_a_published_round_is_computed_once_more_beside(
    officer: Client, second: FrameworkVersion
) -> None:
    publish_as_is()
    sent = {"instrument": Instrument.objects.get().pk, "recompute": "yes", "reason": "ลองเกณฑ์ใหม่"}

    response = officer.post("/central/frameworks/qp-2566/v2/use/", sent)

    assert response["Location"] == "/central/rounds/r-6m/"
    assert Instrument.objects.get().framework == second
    newest = Computation.objects.order_by("-number").values_list("number", "reason")[0]
    assert newest == (2, "ลองเกณฑ์ใหม่")
