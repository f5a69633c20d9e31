"""Starting from something: a copy of a listing, a worked example, a template."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from partners import examples
from partners.examples.needs import NEEDS
from partners.examples.seeds import SEEDS
from partners.models import Listing, Membership, Partner
from tests.factories import make_listing, make_member, make_municipality, make_partner
from tests.partners.answers import errors_of, listing_answers, logged_in, press_send
from tests.queries import count_queries
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Goal, PartnerType, ResourceKind

pytestmark = pytest.mark.django_db
State = Listing.State
NEW = "/my/listings/new/need/"


@pytest.fixture
def partner() -> Partner:
    return make_partner(type=PartnerType.objects.get(slug="npo"))


@pytest.fixture
def client(partner: Partner) -> Client:
    """An editor of the partner."""
    return logged_in(make_member(partner, Membership.Role.EDITOR))


def copy(client: Client, listing: Listing, key: str = "") -> Any:
    data = {"idempotency_key": key or str(uuid.uuid4())}
    return client.post(f"/my/listings/{listing.pk}/copy/", data)


# --- Copies -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State.values)
def test_copy_is_a_draft_with_everything_that_was_chosen(
    client: Client, partner: Partner, state: str
) -> None:
    listing = make_listing(
        partner,
        state=state,
        area="駅前",
        reach="prefecture",
        valid_months=3,
        field_slugs=("housing",),
        accepts=("npo",),
    )
    vision = Vision.objects.create(municipality=partner.municipality, name_ja="茶")
    listing.visions.add(vision)
    listing.areas.add(partner.municipality)
    listing.related_goals.set(Goal.objects.filter(number=3))
    listing.resources.set(ResourceKind.objects.all()[:2])
    response = copy(client, listing)
    made = Listing.objects.exclude(pk=listing.pk).get()
    assert response["Location"] == f"/my/listings/{made.pk}/edit/"
    assert (made.state, made.published_at, made.review_by) == (State.DRAFT, None, None)
    for name in ("title", "body", "area", "reach", "visibility", "valid_months", "side"):
        assert getattr(made, name) == getattr(listing, name)
    for name in ("areas", "visions", "fields", "accepts", "resources", "related_goals"):
        assert list(getattr(made, name).all()) == list(getattr(listing, name).all())
    assert Entry.objects.get().data == {"source": listing.pk}
    assert not Job.objects.exists()
    assert client.get(response["Location"]).status_code == 200


def test_copy_pressed_twice_is_one(client: Client, partner: Partner) -> None:
    listing, key = make_listing(partner), str(uuid.uuid4())
    assert copy(client, listing, key)["Location"] == copy(client, listing, key)["Location"]
    assert Listing.objects.count() == 2


def test_copy_is_seen_by_its_own_partner_only(client: Client, partner: Partner) -> None:
    copy(client, make_listing(partner))
    made = Listing.objects.get(state=State.DRAFT)
    assert client.get(made.get_absolute_url()).status_code == 200
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert logged_in(make_member(make_partner())).get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("then", "state"), [({}, State.PUBLISHED), ({"then": "keep"}, State.DRAFT)]
)
def test_draft_is_published_from_its_confirmation_or_stays_one(
    client: Client, partner: Partner, then: dict[str, str], state: str
) -> None:
    listing = make_listing(partner, state=State.DRAFT, published_at=None, review_by=None)
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    client.post(form, listing_answers(title="ちがうところ", valid_months="1"))
    assert 'name="then" value="keep"' in client.get(confirm).content.decode()
    press_send(client, confirm, **then)
    listing.refresh_from_db()
    assert (listing.state, listing.title, listing.version) == (state, "ちがうところ", 2)
    assert (listing.review_by is not None) == (state == State.PUBLISHED)


def test_draft_that_a_colleague_has_published_meanwhile(client: Client, partner: Partner) -> None:
    listing = make_listing(partner, state=State.DRAFT)
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    client.post(form, listing_answers())
    Listing.objects.update(version=2)
    assert press_send(client, confirm).status_code == 409
    listing.refresh_from_db()
    assert listing.state == State.DRAFT


def test_published_one_offers_no_draft(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers())
    html = client.get(f"/my/listings/{listing.pk}/edit/confirm/").content.decode()
    assert 'name="then"' not in html


def test_suspended_partner_copies_nothing(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    Partner.objects.update(state=Partner.State.SUSPENDED)
    assert copy(client, listing)["Location"] == "/my/listings/"
    assert Listing.objects.count() == 1


# --- Examples and templates -------------------------------------------------------------------


def test_every_type_has_its_own_example_on_both_sides() -> None:
    types = set(PartnerType.objects.values_list("slug", flat=True))
    assert set(NEEDS) == set(SEEDS) == types


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("side", Listing.Side.values)
@pytest.mark.parametrize("kind", [*NEEDS, "made-by-a-city"])
def test_example_fits_the_form_and_template_has_blanks(side: str, kind: str, language: str) -> None:
    with translation.override(language):
        example, template = examples.example(side, kind), examples.template(side, kind)
    is_japanese = bool(re.search("[ぁ-ん]", example.body))
    assert is_japanese == (language == "ja")
    assert 5 < len(example.title) <= 80
    assert 80 <= len(example.body) <= 500
    assert not examples.open_blank(example.title + example.body)
    assert len(template.title) <= 80
    assert examples.open_blank(template.title)
    assert examples.open_blank(template.body)


def test_brackets_of_ones_own_are_no_open_blank() -> None:
    assert examples.open_blank("〔株〕みどり坂の茶殻 〔自分で書いた〕") == ""


@pytest.mark.parametrize("side", ["need", "seed"])
def test_example_is_that_of_the_persons_type_and_others_are_a_link_away(
    client: Client, side: str
) -> None:
    url = f"/my/listings/new/{side}/example/"
    assert url in client.get(f"/my/listings/new/{side}/").content.decode()
    html = client.get(url).content.decode()
    assert examples.example(side, "npo").title in html
    assert "type=school" in html
    assert (
        examples.example(side, "school").title in client.get(f"{url}?type=school").content.decode()
    )
    assert examples.example(side, "npo").title in client.get(f"{url}?type=%00x").content.decode()


def test_template_fills_an_empty_form_and_nothing_else(client: Client) -> None:
    words = examples.template("need", "npo")
    assert "template=npo" in client.get(NEW).content.decode()
    assert words.title in client.get(f"{NEW}?template=npo").content.decode()
    assert words.title not in client.get(NEW).content.decode()
    client.post(NEW, listing_answers(title="わたしの題"))
    html = client.get(f"{NEW}?template=npo").content.decode()
    assert "わたしの題" in html
    assert words.title not in html


def test_open_blank_is_refused_by_name(client: Client) -> None:
    words = examples.template("need", "npo")
    response = client.post(NEW, listing_answers(title=words.title, body=words.body))
    errors = errors_of(response)
    assert set(errors) == {"title", "body"}
    assert examples.open_blank(words.body) in errors["body"][0]


# --- Areas, visions, months -------------------------------------------------------------------


def test_area_and_vision_are_chosen_shown_and_narrow_the_lists(
    client: Client, partner: Partner
) -> None:
    other = make_municipality("菊川市")
    vision = Vision.objects.create(municipality=partner.municipality, name_ja="お茶のまち")
    Vision.objects.create(municipality=other, name_ja="よそのビジョン")
    assert "よそのビジョン" not in client.get(NEW).content.decode()
    client.post(NEW, listing_answers(areas=[other.pk], visions=[vision.pk], valid_months="12"))
    html = client.get(f"{NEW}confirm/").content.decode()
    for shown in ("菊川市", "お茶のまち", "12か月"):
        assert shown in html
    press_send(client, f"{NEW}confirm/")
    listing = Listing.objects.get()
    make_listing(title="ほかのニーズ")
    page = Client().get(listing.get_absolute_url()).content.decode()
    assert "菊川市" in page
    assert "お茶のまち" in page
    for query in (f"area={other.slug}", f"vision={vision.pk}"):
        found = Client().get(f"/needs/?{query}").content.decode()
        assert listing.title in found
        assert "ほかのニーズ" not in found
    assert count_queries(Client(), f"/needs/?area={other.slug}&vision={vision.pk}") <= 8


@pytest.mark.parametrize("query", ["vision=x", "vision=" + "9" * 40, "vision=%00", "area=x"])
def test_mistyped_narrowing_shows_the_list(query: str) -> None:
    make_listing()
    assert Client().get(f"/needs/?{query}").context["found"].total == 1


@pytest.mark.parametrize("months", ["2", "x", "-1", "9" * 30])
def test_months_that_are_not_offered(client: Client, months: str) -> None:
    assert list(errors_of(client.post(NEW, listing_answers(valid_months=months)))) == [
        "valid_months"
    ]


def test_installation_of_one_city_does_not_ask_for_areas(client: Client) -> None:
    assert 'name="areas"' not in client.get(NEW).content.decode()
