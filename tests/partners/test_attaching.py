"""Files of a listing: sent, arranged and described in the form, handed out to who may see it."""

import io
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from partners.models import Listing, ListingFile, Membership, Partner
from partners.publishing import attaching, listings
from tests.bad_inputs import bad_files, image_file, office_file, pdf_file
from tests.factories import (
    make_draft_file,
    make_listing,
    make_listing_file,
    make_member,
    make_partner,
    make_user,
)
from tests.partners.answers import errors_of, listing_answers, logged_in, press_send, the_draft
from tomoni.accounts.models import DraftFile
from tomoni.models import LostUpdateError

pytestmark = pytest.mark.django_db
NEW, NEW_CONFIRM = "/my/listings/new/need/", "/my/listings/new/need/confirm/"


@pytest.fixture
def partner() -> Partner:
    return make_partner()


@pytest.fixture
def client(partner: Partner) -> Client:
    """An editor of the partner."""
    return logged_in(make_member(partner, Membership.Role.EDITOR))


def press(client: Client, form: str, step: str, **answers: Any) -> Any:
    """A button of the form that only keeps what was typed, with what the page carries."""
    hidden = {name: values for name, values in the_draft().data.items() if name.startswith("file_")}
    return client.post(form, {**listing_answers(), **hidden, "step": step, **answers})


def names(listing: Listing) -> list[str]:
    return [file.name for file in listing.files.all()]


def test_files_go_the_whole_way_in_their_order(client: Client) -> None:
    sent = [pdf_file("計画.pdf"), image_file(), office_file("見積.xlsx")]
    response = client.post(NEW, listing_answers(attachments=sent, step="file-add"))
    assert response["Location"].endswith("#files")
    tokens = {file.name: str(file.token) for file in DraftFile.objects.all()}
    press(client, NEW, f"file-up:{tokens['写真.png']}")
    press(client, NEW, "keep", **{f"alt_{tokens['写真.png']}": "茶畑で笑う人"})
    html = client.get(NEW_CONFIRM).content.decode()
    assert html.index("写真.png") < html.index("計画.pdf") < html.index("見積.xlsx")
    assert "茶畑で笑う人" in html
    press_send(client, NEW_CONFIRM)
    listing = Listing.objects.get()
    assert names(listing) == ["写真.png", "計画.pdf", "見積.xlsx"]
    assert listing.files.get(name="写真.png").alt == "茶畑で笑う人"
    assert not DraftFile.objects.exists()
    assert all(default_storage.exists(file.file.name) for file in listing.files.all())
    page = client.get(listing.get_absolute_url()).content.decode()
    assert 'alt="茶畑で笑う人"' in page
    assert "見積.xlsx" in page


def test_files_survive_a_form_with_errors_and_going_back(client: Client) -> None:
    response = client.post(NEW, listing_answers(title="", attachments=[pdf_file()]))
    assert list(errors_of(response)) == ["title"]
    assert "計画.pdf" in response.content.decode()
    client.post(NEW, listing_answers())
    assert "計画.pdf" in client.get(NEW_CONFIRM).content.decode()
    assert "計画.pdf" in client.get(NEW).content.decode()
    press_send(client, NEW_CONFIRM)
    assert names(Listing.objects.get()) == ["計画.pdf"]


def test_picture_without_description_is_asked_for_it_before_it_is_sent(client: Client) -> None:
    client.post(NEW, listing_answers(attachments=[image_file()]))
    html = client.get(NEW_CONFIRM).content.decode()
    assert f"#alt-{DraftFile.objects.get().token}" in html
    assert "まだありません" in html


def test_description_that_is_too_long_is_refused_and_kept(client: Client) -> None:
    client.post(NEW, listing_answers(attachments=[image_file()], step="file-add"))
    alt = f"alt_{DraftFile.objects.get().token}"
    response = client.post(NEW, listing_answers(**{alt: "長" * 121}))
    assert list(errors_of(response)) == ["attachments"]
    assert "長" * 121 in client.get(NEW).content.decode()


def test_file_taken_out_of_the_draft_leaves_nothing(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.post(NEW, listing_answers(attachments=[pdf_file()], step="file-add"))
    kept = DraftFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        press(client, NEW, f"file-out:{kept.token}")
    assert not DraftFile.objects.exists()
    assert not default_storage.exists(kept.file.name)
    assert "計画.pdf" not in client.get(NEW).content.decode()


def test_present_files_are_arranged_taken_out_and_put_back(
    client: Client, partner: Partner, django_capture_on_commit_callbacks: Any
) -> None:
    listing = make_listing(partner)
    one, two, three = (make_listing_file(listing, f"{n}.pdf", order=n) for n in (1, 2, 3))
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    client.get(form)
    press(client, form, f"file-out:{two.token}")
    press(client, form, f"file-up:{three.token}")
    press(client, form, f"file-out:{one.token}")
    press(client, form, f"file-back:{one.token}")
    press(client, form, "keep")
    html = client.get(confirm).content.decode()
    assert "2.pdf は取り除かれます" in html
    assert names(listing) == ["1.pdf", "2.pdf", "3.pdf"]
    with django_capture_on_commit_callbacks(execute=True):
        press_send(client, confirm)
    assert names(listing) == ["3.pdf", "1.pdf"]
    assert not default_storage.exists(two.file.name)
    assert default_storage.exists(one.file.name)


def test_file_a_colleague_has_added_meanwhile_is_not_lost(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    mine = make_listing_file(listing, "1.pdf")
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    client.get(form)
    press(client, form, f"file-out:{mine.token}")
    make_listing_file(listing, "同僚.pdf")
    Listing.objects.filter(pk=listing.pk).update(version=2)
    press(client, form, "keep")
    assert press_send(client, confirm).status_code == 409
    assert names(listing) == ["1.pdf", "同僚.pdf"]
    press_send(client, confirm, seen_version="2")
    assert names(listing) == ["同僚.pdf"]


def test_what_is_refused_leaves_the_files_where_they_were(partner: Partner) -> None:
    listing, by = make_listing(partner), make_member(partner)
    kept, removed = make_draft_file(by), make_listing_file(listing)
    with pytest.raises(LostUpdateError):
        listings.update_listing(
            listing, by=by, seen_version=7, files=[attaching.Attached(kept, "")]
        )
    assert list(listing.files.all()) == [removed]
    assert DraftFile.objects.get() == kept
    assert default_storage.exists(removed.file.name)


@pytest.mark.parametrize("moved", ["file-up:", "file-out:x", "file-back:../..", "file-up:\x00"])
def test_button_of_a_file_that_is_not_there(client: Client, moved: str) -> None:
    client.post(NEW, listing_answers(attachments=[pdf_file()], step="file-add"))
    assert press(client, NEW, moved).status_code == 302
    assert DraftFile.objects.count() == 1


def test_strangers_file_cannot_be_taken_along(client: Client) -> None:
    theirs = make_draft_file(make_user())
    public = make_listing_file(make_listing())
    answers = listing_answers(file_order=[str(theirs.token), str(public.token)])
    client.post(NEW, answers)
    press_send(client, NEW_CONFIRM)
    assert not Listing.objects.latest("pk").files.exists()


def test_five_files_and_no_more(client: Client) -> None:
    five = [pdf_file(f"{n}.pdf") for n in range(5)]
    client.post(NEW, listing_answers(attachments=five, step="file-add"))
    response = press(client, NEW, "file-add", attachments=[pdf_file("6.pdf")])
    assert list(errors_of(response)) == ["attachments"]
    assert press(client, NEW, "file-add", attachments=[pdf_file("4.pdf")]).status_code == 302
    assert press(client, NEW, "keep", attachments=[pdf_file("x.pdf")] * 6).status_code == 200
    assert DraftFile.objects.count() == 5


@pytest.mark.parametrize("case", sorted(bad_files()))
def test_wrong_file_is_refused_and_the_good_one_kept(client: Client, case: str) -> None:
    response = client.post(NEW, listing_answers(attachments=[bad_files()[case]], step="file-add"))
    assert list(errors_of(response)) == ["attachments"]
    assert not DraftFile.objects.exists()


def test_presentation_is_not_among_what_listings_take(client: Client) -> None:
    slides = office_file("発表.pptx", "ppt/presentation.xml")
    response = client.post(NEW, listing_answers(attachments=[slides]))
    assert "PPTX" not in errors_of(response)["attachments"][0].upper().partition("：")[2]


def test_side_step_says_nothing_of_what_is_not_filled_in_yet(client: Client) -> None:
    response = client.post(NEW, {"attachments": [pdf_file()], "step": "file-add"})
    assert response.status_code == 302
    response = client.post(NEW, {"attachments": [bad_files()["svg"]], "step": "file-add"})
    assert list(errors_of(response)) == ["attachments"]


def test_full_disk_is_told_in_words_and_leaves_no_row(client: Client) -> None:
    full = patch("django.core.files.storage.InMemoryStorage._save", side_effect=OSError(28, "full"))
    with full:
        response = client.post(NEW, listing_answers(attachments=[pdf_file()]))
    assert list(errors_of(response)) == ["attachments"]
    assert not DraftFile.objects.exists()
    assert "茶殻の使い道を探しています" in client.get(NEW).content.decode()


def test_second_of_two_files_that_finds_no_room_takes_the_first_along(client: Client) -> None:
    save, stored = default_storage._wrapped._save, []  # type: ignore[attr-defined]

    def fills_up(name: str, content: Any) -> str:
        if stored:
            raise OSError(28, "full")
        stored.append(save(name, content))
        return str(stored[0])

    with patch.object(default_storage._wrapped, "_save", fills_up):  # type: ignore[attr-defined]
        client.post(NEW, listing_answers(attachments=[pdf_file("1.pdf"), pdf_file("2.pdf")]))
    assert stored
    assert not default_storage.exists(stored[0])
    assert not DraftFile.objects.exists()


# --- Handing out ------------------------------------------------------------------------------


def test_document_is_fetched_and_never_shown_as_a_page(client: Client) -> None:
    file = make_listing_file(make_listing(), '計画 "2027".pdf')
    response = client.get(file.get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


def test_picture_is_shown_and_keeps_its_type() -> None:
    file = make_listing_file(make_listing(), "写真.png")
    response = Client().get(file.get_absolute_url())
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline;")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("visibility", Listing.Visibility.values)
@pytest.mark.parametrize("state", Listing.State.values)
def test_file_is_seen_by_who_sees_the_listing(visibility: str, state: str) -> None:
    listing = make_listing(visibility=visibility, state=state)
    file = make_listing_file(listing)
    people = [
        make_user(),
        make_member(make_partner()),
        make_member(listing.partner, Membership.Role.VIEWER),
    ]
    for client in (Client(), *map(logged_in, people)):
        page = client.get(listing.get_absolute_url()).status_code
        assert client.get(file.get_absolute_url()).status_code == page


def test_file_is_not_found_under_another_listing_or_by_its_number() -> None:
    file, other = make_listing_file(make_listing()), make_listing()
    assert Client().get(f"/listings/{other.pk}/files/{file.token}/").status_code == 404
    assert Client().get(f"/listings/{file.listing_id}/files/{file.pk}/").status_code == 404
    assert str(file.pk) not in file.get_absolute_url().partition("files/")[2]


def test_file_that_is_gone_from_the_disk() -> None:
    file = make_listing_file(make_listing())
    ListingFile.objects.update(file="uploads/listings/gone.pdf")
    assert Client().get(file.get_absolute_url()).status_code == 404


def test_draft_picture_is_its_writers_alone_until_it_is_sent() -> None:
    writer = make_user()
    picture, document = make_draft_file(writer), make_draft_file(writer, "計画.pdf")
    url = f"/my/listings/pictures/{picture.token}/"
    assert logged_in(writer).get(url)["Content-Type"] == "image/png"
    assert logged_in().get(url).status_code == 404
    hidden = f"/my/listings/pictures/{document.token}/"
    assert logged_in(writer).get(hidden).status_code == 404


# --- Copies -----------------------------------------------------------------------------------


def test_copy_has_files_of_its_own(partner: Partner) -> None:
    listing = make_listing(partner, image=image_file())
    make_listing_file(listing, "写真.png", alt="茶畑")
    copy = listings.copy_listing(listing, by=make_user())
    (mine,), (theirs,) = copy.files.all(), listing.files.all()
    assert (mine.name, mine.alt, mine.size) == (theirs.name, theirs.alt, theirs.size)
    assert mine.file.name != theirs.file.name
    assert mine.file.read() == theirs.file.read()
    assert copy.image.name not in {"", listing.image.name}


def test_copy_that_fails_leaves_no_file(partner: Partner) -> None:
    listing = make_listing(partner)
    make_listing_file(listing, "1.pdf")
    gone = make_listing_file(listing, "2.pdf", order=1)
    default_storage.delete(gone.file.name)
    before = set(default_storage.listdir("uploads/listings")[1])
    with pytest.raises(FileNotFoundError):
        listings.copy_listing(listing, by=make_user())
    assert set(default_storage.listdir("uploads/listings")[1]) == before
    assert Listing.objects.count() == 1


# --- Names ------------------------------------------------------------------------------------


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stem=st.text(max_size=60), suffix=st.sampled_from([".pdf", ".PDF", ".png", ".exe", ".svg"]))
def test_no_file_name_breaks_the_form_or_leaves_its_folder(
    client: Client, stem: str, suffix: str
) -> None:
    DraftFile.objects.all().delete()
    content = image_file().read() if suffix == ".png" else b"%PDF-1.7 %%EOF"
    stem = stem.encode("utf-8", "ignore").decode()
    upload = SimpleUploadedFile(f"a{suffix}", content)
    upload._name = f"{stem}{suffix}"  # whatever a program may send
    response = client.post(NEW, {"attachments": [upload], "step": "file-add"})
    assert response.status_code in {200, 302}
    for kept in DraftFile.objects.all():
        assert kept.file.name.startswith("uploads/")
        assert ".." not in kept.file.name
        assert not {"/", "\\", "\n", "\r", "\x00", '"'} & set(kept.name)
        assert client.get(NEW).status_code == 200


def test_nothing_hidden_stays_in_a_picture(client: Client) -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x9286] = "34.77N 138.01E"
    image = Image.new("RGB", (10, 10))
    image.save(buffer, format="JPEG", exif=exif, comment=b"<script>alert(1)</script>")
    polyglot = buffer.getvalue() + b"<html><script>alert(1)</script></html>"
    client.post(
        NEW,
        {"attachments": [SimpleUploadedFile("a.jpg", polyglot)], "step": "file-add"},
    )
    kept = DraftFile.objects.get().file.read()
    assert b"138.01E" not in kept
    assert b"script" not in kept


def test_page_shows_files_in_their_order_and_as_what_they_are() -> None:
    listing = make_listing()
    for order, name in ((3, "三.pdf"), (2, "二.png"), (1, "一.pdf"), (0, "零.png")):
        make_listing_file(listing, name, order=order, alt=f"絵{order}")
    html = Client().get(listing.get_absolute_url()).content.decode()
    places = [html.index(shown) for shown in ('alt="絵0"', 'alt="絵2"', "一.pdf", "三.pdf")]
    assert places == sorted(places)
    assert "零.png" not in html
