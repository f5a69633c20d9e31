"""Reports as everybody reads them, and as the office writes them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Report
from events.reporting import steps, tags
from tests.bad_inputs import bad_files, image_file
from tests.events.past import make_past, make_seat
from tests.factories import make_partner, make_staff, make_user
from tests.queries import assert_constant_queries
from tomoni.accounts.models import Draft
from tomoni.uploads import checked_image

pytestmark = pytest.mark.django_db


def make_report(words: str = "# 概要\n\n六人が話しました。", **fields: Any) -> Report:
    """A published report with a tag."""
    report = steps.begin(make_past(**fields), by=make_user())
    steps.write(
        report, {"title": report.title, "text": words, "tags": ["茶"]}, by=make_user(), seen=1
    )
    steps.publish(report, by=make_user())
    return report


def _url(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def _as(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(_url(name, *args), {"idempotency_key": str(uuid4()), **data})


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- Reading ------------------------------------------------------------------------------------


def test_the_text_is_marked_up_and_nothing_of_it_runs(client: Client) -> None:
    report = make_report("# 概要\n\n**六人**が話しました。<script>alert(1)</script>")
    page = _page(client, report.get_absolute_url())
    assert "<h3>概要</h3>" in page
    assert "<strong>六人</strong>" in page
    assert "<script>alert" not in page


def test_search_engines_are_told_and_nothing_ends_the_element(client: Client) -> None:
    report = make_report(title="会</script><b>")
    page = _page(client, report.get_absolute_url())
    told = page.partition("application/ld+json")[2].partition("</script>")[0]
    assert '"@type": "Article"' in told
    assert "\\u003C/script\\u003E" in told


def test_a_draft_is_a_404_for_all_but_its_office(client: Client) -> None:
    report = steps.begin(make_past(), by=make_user())
    staff = make_staff(report.event.municipality)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert "下書き" in _page(_as(staff), report.get_absolute_url())
    assert report.title not in _page(_as(staff), _url("report_list"))


def test_found_by_month_year_tag_and_word(client: Client) -> None:
    report = make_report()
    begun = report.event.starts_at
    tag = report.tags.get()
    for url in (
        _url("report_list"),
        f"{_url('report_list')}?year={begun.year}",
        f"{_url('report_list')}?q=六人",
        _url("report_month", begun.year, begun.month),
        tag.get_absolute_url(),
    ):
        assert report.get_absolute_url() in _page(client, url)
    for url in (f"{_url('report_list')}?year=1999", _url("report_month", 1999, 1)):
        assert report.get_absolute_url() not in _page(client, url)


@pytest.mark.parametrize("path", ["2026/13/", "2026/0/", "0/1/", "99999/1/", "tags/なし/"])
def test_what_there_is_not_is_a_404(client: Client, path: str) -> None:
    assert client.get(f"/reports/{path}").status_code == 404


@pytest.mark.parametrize("query", ["year=abc", "year=99999", "year=%00", "page=-1", "q=%00"])
def test_senseless_parameters_change_nothing(client: Client, query: str) -> None:
    assert client.get(f"/reports/?{query}").status_code == 200


def test_the_feed_has_published_ones_and_is_not_sent_twice(client: Client) -> None:
    report = make_report()
    steps.begin(make_past(title="まだの会"), by=make_user())
    response = client.get(_url("report_feed"))
    assert report.title in response.content.decode()
    assert "まだの会" not in response.content.decode()
    again = client.get(_url("report_feed"), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_photo_is_seen_by_who_may_read_the_report(client: Client) -> None:
    report = make_report()
    photo = steps.add_photo(report, checked_image(image_file()), by=make_user(), alt="六人")
    url = _url("report_photo", photo.token)
    assert client.get(url)["Content-Type"] == "image/png"
    steps.unpublish(report, by=make_user())
    assert client.get(url).status_code == 404
    staff = _as(make_staff(report.event.municipality))
    assert staff.get(url)["Cache-Control"] == "private, no-cache"


def test_the_meeting_leads_to_its_report(client: Client) -> None:
    report = make_report()
    assert report.get_absolute_url() in _page(client, report.event.get_absolute_url())


def test_the_list_asks_the_database_as_often_for_many(client: Client) -> None:
    assert_constant_queries(client, _url("report_list"), make_report, at_most=12)


# --- Writing ------------------------------------------------------------------------------------


def test_from_one_click_to_the_public_page(client: Client) -> None:
    event = make_past()
    editor = _as(make_staff(event.municipality))
    assert _post(editor, "report_begin", event.slug).url == _url("report_edit", event.slug)
    said = {"title": "第四回の報告", "text": "# 概要", "tags": "茶、空き家"}
    sent = editor.post(_url("report_edit", event.slug), said)
    confirm = _url("report_edit_confirm", event.slug)
    assert sent.url == confirm
    assert "<h3>概要</h3>" in _page(editor, confirm)
    draft = Draft.objects.get(kind="report")
    editor.post(confirm, {"draft": str(draft.token)})
    _post(editor, "report_publish", event.slug)
    assert "第四回の報告" in _page(client, f"/reports/{event.slug}/")


@pytest.mark.parametrize(
    "said",
    [
        {"title": "", "text": "x"},
        {"title": "x", "text": ""},
        {"title": "x", "text": "あ" * 30_001},
        {"title": "x", "text": "x", "tags": "、".join(f"語{n}" for n in range(11))},
        {"title": "x", "text": "x", "tags": "あ" * 41},
        {"title": "x", "text": "x", "tags": "🎉"},
    ],
)
def test_bad_answers_are_said_and_kept(said: dict[str, str]) -> None:
    report = steps.begin(make_past(), by=make_user())
    editor = _as(make_staff(report.event.municipality))
    response = editor.post(_url("report_edit", report.event.slug), said)
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert said["text"][:100] in response.content.decode()


def test_the_second_of_two_editors_is_shown_both_texts() -> None:
    report = steps.begin(make_past(), by=make_user())
    slug = report.event.slug
    editor = _as(make_staff(report.event.municipality))
    editor.get(_url("report_edit", slug))
    editor.post(_url("report_edit", slug), {"title": "わたしの題", "text": "わたしの文"})
    theirs = {"title": "題", "text": "相手の文", "tags": []}
    steps.write(report, theirs, by=make_user(), seen=1)
    draft, confirm = Draft.objects.get(kind="report"), _url("report_edit_confirm", slug)
    refused = editor.post(confirm, {"draft": str(draft.token)})
    assert refused.status_code == 409
    assert "相手の文" in refused.content.decode()
    assert "わたしの文" in refused.content.decode()
    editor.post(confirm, {"draft": str(draft.token), "seen_version": "2"})
    report.refresh_from_db()
    assert report.text == "わたしの文"


def test_a_photo_needs_a_picture_a_description_and_somebody_who_has_looked() -> None:
    report = steps.begin(make_past(), by=make_user())
    editor = _as(make_staff(report.event.municipality))
    given = {"photo": image_file(), "alt": "六人", "consent": "on"}
    for missing in given:
        rest = {name: value for name, value in given.items() if name != missing}
        given["photo"].seek(0)
        assert _post(editor, "report_photos", report.event.slug, **rest).status_code == 200
    assert not report.photos.exists()
    given["photo"].seek(0)
    _post(editor, "report_photos", report.event.slug, **given)
    assert report.photos.get().alt == "六人"


def test_what_is_no_picture_is_refused() -> None:
    report = steps.begin(make_past(), by=make_user())
    editor = _as(make_staff(report.event.municipality))
    for file in bad_files().values():
        given = {"photo": file, "alt": "x", "consent": "on"}
        assert _post(editor, "report_photos", report.event.slug, **given).status_code == 200
    assert not report.photos.exists()


def test_beside_the_form_stand_those_who_have_not_allowed_photos() -> None:
    event = make_past()
    make_seat(event, make_partner(), name="写さ ないで")
    make_seat(event, make_partner(), name="写して よい", allows_photos=True)
    steps.begin(event, by=make_user())
    page = _page(_as(make_staff(event.municipality)), _url("report_photos", event.slug))
    assert "写さ ないで" in page
    assert "写して よい" not in page


def test_a_photo_of_another_report_is_not_taken_out() -> None:
    report, other = make_report(), make_report()
    photo = steps.add_photo(other, checked_image(image_file()), by=make_user(), alt="六人")
    editor = _as(make_staff(report.event.municipality))
    response = _post(editor, "report_photo_remove", report.event.slug, photo.pk)
    assert response.status_code == 404
    assert other.photos.exists()


def test_tags_used_so_far_are_shown_to_who_writes() -> None:
    make_report()
    report = steps.begin(make_past(), by=make_user())
    page = _page(_as(make_staff(report.event.municipality)), _url("report_edit", report.event.slug))
    assert tags.cloud()[0].tag.name == "茶"
    assert "これまでに使われたタグ" in page
