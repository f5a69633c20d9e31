"""While a challenge is written: kept as one types, and shown as everybody will read it."""

import pytest
from django.test import Client

from challenges import review
from challenges.models import Challenge
from tests.challenges.writing import NEW, answers, moment, post, send
from tests.factories import make_challenge, make_criteria, make_municipality, make_staff
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
PREVIEW = f"{NEW}preview/"


@pytest.mark.usefixtures("editor")
def test_the_preview_is_the_public_page_word_for_word(client: Client, city: Municipality) -> None:
    typed = answers(wish="**太字**の願い", remarks="特記です。", step="preview")
    assert client.post(NEW, typed)["Location"] == PREVIEW
    preview = client.get(PREVIEW).content.decode()
    assert Challenge.objects.count() == 0
    post(client, wish="**太字**の願い", remarks="特記です。")
    send(client)
    challenge = Challenge.objects.get()
    Challenge.objects.update(state="open", opened_at=challenge.created_at)
    client.logout()
    public = client.get(challenge.get_absolute_url()).content.decode()
    assert parts(preview) == parts(public)
    assert "<strong>太字</strong>" in preview


def parts(page: str) -> str:
    """The parts of the challenge as they stand on the page."""
    start = page.index('<article class="sheet stack-l challenge-parts">')
    return page[start : page.index("</article>", start)]


@pytest.mark.usefixtures("editor")
def test_half_written_and_wrong_answers_are_shown_as_they_are(client: Client) -> None:
    client.post(NEW, {"title": "長" * 101, "closes_at": "明日", "step": "preview"})
    page = client.get(PREVIEW).content.decode()
    assert "長" * 101 in page
    assert "まだ共創チャレンジに保存されておらず" in page


@pytest.mark.usefixtures("editor")
def test_nothing_typed_leads_to_the_form(client: Client) -> None:
    assert client.get(PREVIEW)["Location"] == NEW


@pytest.mark.usefixtures("editor")
def test_changes_of_a_public_challenge_are_previewed_before_they_are_saved(
    client: Client, city: Municipality
) -> None:
    challenge = make_challenge(city, title="いまの題")
    form = f"/desk/challenges/{challenge.slug}/edit/"
    client.get(form)
    typed = answers(title="これからの題", step="preview")
    assert client.post(form, typed)["Location"] == f"{form}preview/"
    page = client.get(f"{form}preview/").content.decode()
    assert "これからの題" in page
    assert "いまの題" in client.get(challenge.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("editor")
def test_typing_over_a_challenge_is_saved_as_one_types(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city, title="いまの題")
    form = f"/desk/challenges/{challenge.slug}/edit/"
    client.get(form)
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = client.post(form, answers(title="途中の題", closes_at=""), headers=headers)
    assert 'id="draft-state"' in response.content.decode()
    assert Draft.objects.get().data["title"] == ["途中の題"]
    assert "途中の題" in client.get(form).content.decode()
    challenge.refresh_from_db()
    assert challenge.title == "いまの題"


def test_the_preview_is_for_editors_of_the_city(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    url = f"/desk/challenges/{challenge.slug}/edit/preview/"
    others = make_staff(make_municipality())
    for person, status in ((make_staff(city, StaffRole.Role.VIEWER), 403), (others, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status


@pytest.mark.usefixtures("editor")
def test_the_preview_shows_the_criteria(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    make_criteria(challenge, 60, 40)
    form = f"/desk/challenges/{challenge.slug}/edit/"
    client.post(form, answers(step="preview"))
    page = client.get(f"{form}preview/").content.decode()
    assert "基準1" in page
    assert "60" in page[page.index("基準1") :]


def test_another_persons_text_is_not_previewed(client: Client, city: Municipality) -> None:
    first, second = make_staff(city), make_staff(city)
    client.force_login(first)
    client.post(NEW, answers(title="わたしだけの題", step="preview", closes_at=moment(days=3)))
    client.force_login(second)
    assert client.get(PREVIEW)["Location"] == NEW


def test_who_asked_for_a_review_hears_that_it_was_published(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city, state="in_review", created_by=editor, opens_at=None)
    manager = make_staff(city, StaffRole.Role.MANAGER)
    review.publish_challenge(challenge, by=manager, seen=challenge.version)
    told = Job.objects.filter(payload__template="challenge_published")
    assert [job.payload["to"] for job in told] == [editor.pk]
