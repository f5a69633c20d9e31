"""From a need to a result, by the steps that people take; and what each of them is then shown."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from challenges.continuing import continue_proposal
from challenges.models import Proposal
from challenges.proposing.steps import accept_proposal
from events.following.steps import Plan, write_down
from matching.models import Introduction, Trace
from partners.models import Agreement, AgreementParty, CooperationItem, ItemActivity
from partners.models.origin import origin_of
from partners.projects.steps import complete_project, describe_project
from tests.challenges.proposing import answers, token_of
from tests.events.past import make_past, make_seat
from tests.factories import make_member, make_partner, make_staff
from tests.matching.pairs import Side, make_introduction, make_side
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.portal.provenance.timeline import came_of, timeline_of

pytestmark = pytest.mark.django_db
SECRET = "内緒の空き家"
WHOLE = [
    *("listing", "suggestion", "listing", "introduction", "event", "follow-up", "talk"),
    *("proposal", "project", "result", "agreement", "result"),
]


class Way:
    """Two partners of a city, and all that came of a need of the first."""

    def __init__(self) -> None:
        self.own, self.other = make_side("内緒の商店", side="need"), make_side(side="seed")
        self.city = self.own.partner.municipality
        self.city.accepts_free_proposals = True
        self.city.save()
        self.officer = make_staff(self.city)
        self.own.listing.title, self.own.listing.visibility = SECRET, "partners"
        self._published_before(self.own, self.other)
        self.introduction = self._introduced()
        self.event = make_past(municipality=self.city)
        self.follow_up = self._followed_up()
        self.proposal = self._proposed()
        self.project = continue_proposal(self.proposal, by=self.own.person)
        self._shown_and_completed()
        self.agreement = self._agreed()

    @property
    def rows(self) -> list[Any]:
        """What came out of what, in order."""
        return [
            *(self.own.listing, self.introduction, self.event, self.follow_up),
            *(self.proposal, self.project, self.agreement),
        ]

    def _published_before(self, *sides: Side) -> None:
        for side in sides:
            side.listing.published_at = timezone.now() - timedelta(days=30)
            side.listing.save()

    def _introduced(self) -> Introduction:
        seen = timezone.now() - timedelta(days=29)
        Trace.objects.create(
            listing=self.own.listing, candidate_listing=self.other.listing, first_shown_at=seen
        )
        made = make_introduction(Introduction.State.MET, self.own, self.other)
        long_ago = timezone.now() - timedelta(days=20)
        Introduction.objects.filter(pk=made.pk).update(
            requested_at=long_ago, forwarded_at=long_ago, accepted_at=long_ago
        )
        made.refresh_from_db()
        return made

    def _followed_up(self) -> Any:
        seat = make_seat(self.event, self.own.partner, user=self.own.person)
        plan = Plan("見学に行く", timezone.localdate() + timedelta(days=9), self.other.partner)
        return write_down(self.event, seat, plan, by=seat.user)

    def _proposed(self) -> Proposal:
        client = Client()
        client.force_login(self.own.person)
        page = client.get(self.follow_up.get_absolute_url()).content.decode()
        url = f"/m/{self.city.slug}/propose/"
        whole = f"{url}?partner={self.own.partner.slug}&amp;from=follow-up-{self.follow_up.pk}"
        assert f'href="{whole}"' in page
        client.get(whole.replace("&amp;", "&"))
        assert client.post(url, answers())["Location"] == f"{url}confirm/"
        client.post(f"{url}confirm/", token_of(self.own.person))
        proposal = Proposal.objects.get()
        assert proposal.came_from == self.follow_up
        accept_proposal(proposal, by=self.officer, text="進めましょう。")
        return proposal

    def _shown_and_completed(self) -> None:
        told = {"title": "みんなの家", "summary": "直します。", "goals": [], "fields": []}
        by, seen = self.own.person, self.project.version
        told["visibility"] = "public"
        describe_project(self.project, told, by=by, by_partner=True, seen=seen)
        report = {"outcome": "三軒が開きました。", "lessons": "早めに。", "figures": []}
        complete_project(self.project, report, by=by, seen=self.project.version)

    def _agreed(self) -> Agreement:
        made = Agreement.objects.create(
            municipality=self.city,
            title="空き家の連携協定",
            purposes="空き家を生かす",
            state=Agreement.State.IN_FORCE,
            visibility=Agreement.Visibility.PARTIES,
            signed_on=timezone.localdate(),
            **origin_of(self.project),
        )
        AgreementParty.objects.create(agreement=made, partner=self.own.partner)
        item = CooperationItem.objects.create(agreement=made, title="見守り")
        ItemActivity.objects.create(
            item=item, on=timezone.localdate(), text="四軒目を見守っています。", by=self.officer
        )
        return made


@pytest.fixture(scope="module")
def way(module_rows: None) -> Way:
    return Way()


def test_every_step_shows_the_whole_way_to_who_takes_part(way: Way) -> None:
    for row in way.rows:
        kinds = [step.kind for step in timeline_of(row, way.own.person)]
        expected = list(WHOLE)
        if row in (way.own.listing, way.event):
            expected.remove("listing")  # the other's seed is not in the past of these
        if row == way.event:
            for kind in ("listing", "suggestion", "introduction", "talk"):
                expected.remove(kind)
        assert sorted(kinds) == sorted(expected), row
    ordered = [step.kind for step in timeline_of(way.agreement, way.own.person)]
    assert [kind for kind in ordered if kind not in ("talk", "listing")] == [
        kind for kind in WHOLE if kind not in ("talk", "listing")
    ]


def test_what_came_of_the_need_the_meeting_and_the_partner(way: Way) -> None:
    def counts(row: Any, reader: Any) -> dict[str, int]:
        return {share.kind: share.count for share in came_of(row, reader)}

    after = {"follow-up": 1, "proposal": 1, "project": 1, "agreement": 1, "result": 2}
    assert counts(way.own.listing, way.own.person) == {"introduction": 1, **after}
    assert counts(way.event, way.own.person) == after
    assert counts(way.own.partner, way.own.person) == {"introduction": 1, **after}
    assert counts(way.event, AnonymousUser()) == {"project": 1, "result": 1}
    assert counts(way.proposal, AnonymousUser()) == {"project": 1, "result": 1}


def test_the_suggestion_is_told_to_the_side_that_was_shown_it(way: Way) -> None:
    def kinds(reader: Any) -> set[str]:
        return {step.kind for step in timeline_of(way.introduction, reader)}

    assert "suggestion" in kinds(way.own.person)
    assert "suggestion" not in kinds(way.other.person) | kinds(way.officer)


READERS = ("anonymous", "stranger", "other", "own", "officer")
SEES = {  # the pages that open, by kind and reader
    "listing": "no yes yes yes yes",
    "introduction": "no no yes yes no",
    "event": "yes yes yes yes yes",
    "follow-up": "no no no yes yes",
    "proposal": "no no no yes yes",
    "project": "yes yes yes yes yes",
    "agreement": "no no no yes yes",
    "partner": "yes yes yes yes yes",
}


@pytest.fixture(scope="module")
def readers(way: Way) -> dict[str, User | None]:
    stranger = make_member(make_partner())
    people = (None, stranger, way.other.person, way.own.person, way.officer)
    return dict(zip(READERS, people, strict=True))


@pytest.mark.parametrize("kind", SEES)
@pytest.mark.parametrize("who", READERS)
def test_the_page_opens_for_who_may_see_the_row_and_tells_no_more(
    way: Way, readers: dict[str, User | None], kind: str, who: str
) -> None:
    names = ("listing", "introduction", "event", "follow-up", "proposal", "project", "agreement")
    row = way.own.partner if kind == "partner" else way.rows[names.index(kind)]
    client, may = Client(), SEES[kind].split()[READERS.index(who)] == "yes"
    if person := readers[who]:
        client.force_login(person)
    url = f"/provenance/{kind}/{row.pk}/"
    for headers in ({}, {"HX-Request": "true", "HX-Target": "provenance-part"}):
        response = client.get(url, headers=headers)
        assert response.status_code == (200 if may else 404)
        html = response.content.decode() if may else ""
        assert (SECRET in html) <= (SEES["listing"].split()[READERS.index(who)] == "yes")
        sees_agreement = SEES["agreement"].split()[READERS.index(who)] == "yes"
        assert ("空き家の連携協定" in html) <= sees_agreement
        assert ("見学に行く" in html) <= (SEES["follow-up"].split()[READERS.index(who)] == "yes")


def test_the_page_narrows_to_a_kind_and_names_its_row(way: Way) -> None:
    client = Client()
    client.force_login(way.own.person)
    url = f"/provenance/event/{way.event.pk}/"
    whole = client.get(url).content.decode()
    assert f'href="{way.project.get_absolute_url()}"' in whole
    narrowed = client.get(f"{url}?only=proposal").content.decode()
    assert way.proposal.get_absolute_url() in narrowed
    assert way.project.get_absolute_url() not in narrowed
    assert client.get(f"{url}?only=nonsense").content.decode().count("<li") == whole.count("<li")
    assert client.get(f"/provenance/nonsense/{way.event.pk}/").status_code == 404
    assert client.get("/provenance/event/999999/").status_code == 404


def test_the_row_s_own_page_asks_for_its_part_when_it_is_reached(way: Way) -> None:
    client = Client()
    client.force_login(way.own.person)
    for row, kind in ((way.project, "project"), (way.event, "event"), (way.follow_up, "follow-up")):
        html = client.get(row.get_absolute_url()).content.decode()
        address = f"/provenance/{kind}/{row.pk}/"
        assert f'hx-get="{address}"' in html
        assert f'<a class="more" href="{address}"' in html


def test_as_many_queries_for_many_rows_as_for_one(way: Way) -> None:
    seat = way.event.registrations.get(user=way.own.person)

    def add() -> None:
        due = timezone.localdate() + timedelta(days=9)
        write_down(way.event, seat, Plan(str(uuid.uuid4()), due), by=seat.user)

    client = Client()
    client.force_login(way.own.person)
    assert_constant_queries(client, f"/provenance/event/{way.event.pk}/", add, at_most=20)


def test_words_that_name_nothing_of_theirs_begin_nothing(way: Way) -> None:
    """A stranger cannot tie its proposal to what it may not see."""
    person = make_member(make_partner(municipality=way.city))
    client = Client()
    client.force_login(person)
    for words in (f"follow-up-{way.follow_up.pk}", "event-1", "follow-up-", "introduction-x"):
        client.get(f"/m/{way.city.slug}/propose/?from={words}")
    client.post(f"/m/{way.city.slug}/propose/", answers(title="別の提案"))
    client.post(f"/m/{way.city.slug}/propose/confirm/", token_of(person))
    assert Proposal.objects.get(title="別の提案").came_from is None
